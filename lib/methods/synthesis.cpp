#include "methods/synthesis.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "math/parallel.h"
#include "methods/batch.h"
#include "methods/diversity.h"
#include "methods/picture_sampling.h"
#include "methods/synthesis_check.h"
#include "tensor/statistics.h"

namespace cnnviz::core {

namespace {

// Random numbers of a picture do not depend on which others are made with it.
std::vector<Random> random_sources(uint64_t seed, int64_t count) {
  std::vector<Random> sources;
  for (int64_t n = 0; n < count; ++n)
    sources.emplace_back(seed + 0x9E3779B97F4A7C15U * static_cast<uint64_t>(n));
  return sources;
}

CNNVIZ_HOT void add_magnitudes(const float* values, float share, float* sums, int64_t count) {
  for (int64_t i = 0; i < count; ++i) sums[i] += share * std::abs(values[i]);
}

// What one pass through the network tells of pictures.
struct Evaluation {
  std::vector<double> scores;  // of each picture: the mean over its views
  Tensor gradient;             // [N, C, H, W], where it was asked for
  double likeness = 0;
};

class Synthesis {
 public:
  Synthesis(Executor& executor, const SynthesisRequest& request, const SynthesisOptions& options,
            Progress* progress)
      : executor_(executor),
        request_(request),
        options_(options),
        progress_(progress),
        count_(static_cast<int64_t>(request.targets.size())),
        shape_{count_, request.space.channels, request.size.picture_height,
               request.size.picture_width},
        targets_(request.targets),
        randoms_(random_sources(options.seed, count_)),
        outside_(outside_color(request.space, options.form.units)),
        parameters_(options.form, request.space, shape_, request.magnitude),
        optimizer_(options.optimizer) {
    result_.importance = Tensor(DataType::float32, {count_, shape_[2], shape_[3]});
    if (request.start.valid())
      parameters_.start_at(request.start);
    else
      parameters_.start_at_zero();
    if (options.start_noise != 0) parameters_.add_noise(options.start_noise, randoms_);
    if (options.form.range == PictureRange::clip)
      clip_pictures(request.space, parameters_.values());
  }

  SynthesisResult run() {
    resolve_top_classes();
    while (result_.steps < options_.steps && result_.reason.empty()) step();
    finish();
    return std::move(result_);
  }

 private:
  void step() {
    const Tensor pictures = parameters_.decode();
    Evaluation now;
    try {
      check_cancelled(progress_);
      // A rectifier would make zeros of them, which nobody notices.
      require(all_finite(pictures.floats()), Status::not_finite,
              "the picture's numbers are not finite: smaller steps may help");
      now = evaluate(pictures, random_views(), true, progress_);
      require(all_finite(now.gradient.floats()), Status::not_finite,
              "the target's gradient is not finite");
    } catch (const Error& error) {
      stop(error, pictures);
      return;
    }
    note(pictures, now);
    if (options_.penalties.any())
      subtract_penalties(pictures, request_.space, options_.penalties, now.gradient);
    Tensor& values = parameters_.values();
    const Tensor below = parameters_.pull_back(now.gradient);
    optimizer_.step(values.mutable_floats(), below.floats(), count_);
    ++result_.steps;
    // The last picture is left as the optimizer made it.
    if (options_.pixel_steps.any() && result_.steps < options_.steps)
      apply_pixel_steps(options_.pixel_steps, result_.steps - 1, request_.space, now.gradient,
                        values);
    if (options_.form.range == PictureRange::clip) clip_pictures(request_.space, values);
    if (options_.snapshot_every > 0 && result_.steps % options_.snapshot_every == 0)
      result_.snapshots.push_back(parameters_.decode().clone());
    advance_stage(progress_, count_);
  }

  // Keeps what there is, or says at which step it failed.
  void stop(const Error& error, const Tensor& pictures) {
    const bool cancelled = error.status() == Status::cancelled;
    if (!cancelled && error.status() != Status::not_finite) throw error;
    if (!options_.keep_partial || (!cancelled && !good_.valid())) {
      if (cancelled) throw error;
      fail(Status::not_finite, "step ", result_.steps + 1, " of ", options_.steps, ": ",
           error.what());
    }
    result_.reason = cancelled ? "cancelled" : "not_finite";
    result_.pictures = cancelled ? pictures : good_;
  }

  // The pictures as evaluated, before this step's change.
  void note(const Tensor& pictures, const Evaluation& now) {
    good_ = pictures;
    result_.likeness = now.likeness;
    scores_.insert(scores_.end(), now.scores.begin(), now.scores.end());
    const int64_t plane = shape_[2] * shape_[3], channels = shape_[1];
    bool dead = false;
    for (int64_t n = 0; n < count_; ++n) {
      const float* gradient = now.gradient.floats().data() + n * channels * plane;
      float* sums = result_.importance.mutable_floats().data() + n * plane;
      for (int64_t c = 0; c < channels; ++c)
        add_magnitudes(gradient + c * plane, 1.0F / static_cast<float>(channels), sums, plane);
      dead = dead ||
             std::all_of(gradient, gradient + channels * plane, [](float g) { return g == 0; });
    }
    result_.dead_steps += dead;
    if (options_.keep_best) keep_best(pictures, now.scores);
  }

  void keep_best(const Tensor& pictures, const std::vector<double>& scores) {
    if (!best_.valid()) {
      best_ = pictures.clone();
      best_scores_ = scores;
      return;
    }
    const auto one = static_cast<size_t>(pictures.size() / count_);
    for (size_t n = 0; n < scores.size(); ++n) {
      if (!(scores[n] > best_scores_[n])) continue;
      best_scores_[n] = scores[n];
      const auto from = pictures.floats().subspan(n * one, one);
      std::copy(from.begin(), from.end(), best_.mutable_floats().data() + n * one);
    }
  }

  void finish() {
    if (!result_.pictures.valid()) result_.pictures = parameters_.decode();
    std::vector<double> scores = final_scores(result_.pictures);
    if (options_.keep_best) {
      keep_best(result_.pictures, scores);
      result_.pictures = best_;
      scores = final_scores(best_);
    }
    result_.scores = std::move(scores);
    result_.targets = targets_;
    result_.curves = Tensor(DataType::float32, {count_, result_.steps});
    for (size_t i = 0; i < scores_.size() && result_.steps > 0; ++i) {
      const auto n = static_cast<int64_t>(i) % count_, s = static_cast<int64_t>(i) / count_;
      if (s < result_.steps)
        result_.curves.mutable_floats()[static_cast<size_t>(n * result_.steps + s)] =
            static_cast<float>(scores_[i]);
    }
  }

  // NaN where they are not finite. A cancelled run is told its scores all the same.
  std::vector<double> final_scores(const Tensor& pictures) {
    try {
      return evaluate(pictures, plain_views(), false, nullptr).scores;
    } catch (const Error& error) {
      if (error.status() != Status::not_finite) throw;
      return std::vector<double>(static_cast<size_t>(count_),
                                 std::numeric_limits<double>::quiet_NaN());
    }
  }

  // The best class is that of the picture to begin with.
  void resolve_top_classes() {
    const auto is_top = [](const Term& term) { return term.channel == kTopClass; };
    const bool any = std::any_of(targets_.begin(), targets_.end(), [&](const Target& target) {
      return std::any_of(target.terms.begin(), target.terms.end(), is_top);
    });
    if (!any) return;
    evaluate(parameters_.decode(), plain_views(), false, progress_);
    for (size_t n = 0; n < targets_.size(); ++n)
      for (size_t t = 0; t < targets_[n].terms.size(); ++t)
        if (is_top(targets_[n].terms[t]))
          targets_[n].terms[t].channel = resolved_[n].terms[t].channel;
  }

  std::vector<View> plain_views() const {
    return std::vector<View>(static_cast<size_t>(count_), plain_view(request_.size));
  }

  std::vector<View> random_views() {
    const double time = static_cast<double>(result_.steps) /
                        static_cast<double>(std::max<int64_t>(1, options_.steps - 1));
    std::vector<View> views;
    for (Random& random : randoms_)
      for (int64_t k = 0; k < options_.transforms.crops; ++k)
        views.push_back(random_view(request_.size, options_.transforms, time, random));
    return views;
  }

  Evaluation evaluate(const Tensor& pictures, const std::vector<View>& views, bool backward,
                      Progress* progress) {
    const auto count = static_cast<int64_t>(views.size()), each = count / count_;
    Tensor shown = sample_views(pictures, request_.space, outside_, request_.size, views);
    if (backward && options_.transforms.noise != 0)
      for (int64_t k = 0; k < count; ++k)
        add_view_noise(shown, request_.space, options_.transforms.noise,
                       randoms_[static_cast<size_t>(k / each)], k);
    Evaluation result;
    result.scores.resize(static_cast<size_t>(count_));
    resolved_.clear();
    std::vector<Tensor> gradients;
    for (int64_t begin = 0; begin < count; begin += request_.batch) {
      const int64_t size = std::min(request_.batch, count - begin);
      std::vector<Target> targets;
      for (int64_t k = begin; k < begin + size; ++k)
        targets.push_back(targets_[static_cast<size_t>(k / each)]);
      const Pass pass =
          run(size == count ? shown : batch_slice(shown, begin, size), targets, backward, progress);
      for (int64_t k = 0; k < size; ++k)
        result.scores[static_cast<size_t>((begin + k) / each)] +=
            pass.scores[static_cast<size_t>(k)] / static_cast<double>(each);
      result.likeness += pass.likeness;
      if (backward) gradients.push_back(pass.gradient);
      resolved_.insert(resolved_.end(), targets.begin(), targets.end());
    }
    if (!backward) return result;
    const Tensor all = gradients.size() == 1 ? gradients[0] : concatenate_batches(gradients);
    result.gradient = sample_adjoint(all, shape_, request_.space, request_.size, views);
    if (each > 1)
      for (float& value : result.gradient.mutable_floats()) value /= static_cast<float>(each);
    return result;
  }

  // Some views through the network at once.
  struct Pass {
    std::vector<double> scores;
    Tensor gradient;
    double likeness = 0;
  };
  Pass run(const Tensor& shown, std::vector<Target>& targets, bool backward, Progress* progress) {
    ForwardRequest request;
    request.wanted = target_tensors(targets);
    if (backward) request.seeds = seed_tensors(targets), request.wrt = {request_.input};
    const std::vector<Tensor> values =
        executor_.forward({{request_.input, shown}}, request, progress);
    TensorMap activations;
    for (size_t i = 0; i < values.size(); ++i) activations.emplace(request.wanted[i], values[i]);
    resolve_targets(targets, activations);
    Pass pass;
    pass.scores = target_scores(targets, activations);
    if (!backward) return pass;
    TensorMap seeds = target_seeds(targets, activations);
    if (options_.diversity != 0) {
      const Term& term = targets_[0].terms[0];
      pass.likeness = subtract_likeness(activations.at(term.tensor), term.view, term.tensor,
                                        options_.diversity, &seeds.at(term.tensor));
    }
    BackwardOptions rules;
    rules.redirect = result_.steps < options_.redirect_steps;
    pass.gradient = executor_.backward(seeds, rules, progress).gradients[0];
    return pass;
  }

  Executor& executor_;
  const SynthesisRequest& request_;
  const SynthesisOptions& options_;
  Progress* progress_;
  const int64_t count_;
  const Shape shape_;
  std::vector<Target> targets_, resolved_;  // of the pictures; of the last views
  std::vector<Random> randoms_;
  std::vector<float> outside_;
  PictureParameters parameters_;
  Optimizer optimizer_;
  std::vector<double> scores_;  // [steps, N]
  Tensor good_, best_;
  std::vector<double> best_scores_;
  SynthesisResult result_;
};

}  // namespace

SynthesisResult synthesize(Executor& executor, const SynthesisRequest& request,
                           const SynthesisOptions& options, Progress* progress) {
  check_options(options);
  check_request(request, options);
  return Synthesis(executor, request, options, progress).run();
}

}  // namespace cnnviz::core
