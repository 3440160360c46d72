#include "methods/gradient.h"

#include <algorithm>
#include <cmath>

#include "methods/batch.h"
#include "methods/names.h"

namespace cnnviz::core {

namespace {

constexpr Choice<Reduction> kReductions[] = {{Reduction::max_abs, "max-abs"},
                                             {Reduction::sum_abs, "sum-abs"},
                                             {Reduction::l2, "l2"},
                                             {Reduction::sum, "sum"}};
constexpr Choice<Rule> kRules[] = {
    {Rule::gradient, "gradient"}, {Rule::deconvnet, "deconvnet"}, {Rule::guided, "guided"}};
constexpr Choice<RectifierPolicy> kPolicies[] = {{RectifierPolicy::relu, "relu"},
                                                 {RectifierPolicy::relu_like, "relu-like"},
                                                 {RectifierPolicy::extended, "extended"}};

constexpr Choice<LrnBackward> kLrn[] = {{LrnBackward::automatic, "auto"},
                                        {LrnBackward::gradient, "gradient"},
                                        {LrnBackward::identity, "identity"}};

}  // namespace

GradientPass::GradientPass(Executor& executor, Request request, Progress* progress)
    : executor_(executor),
      progress_(progress),
      targets_(spread_targets(request.targets, request.images)) {
  for (const auto& [name, tensor] : request.feeds)
    require_finite(tensor, concat("input \"", name, "\""));
  ForwardRequest forward;
  forward.wanted = target_tensors(targets_);
  for (const std::string& name : request.wanted)
    if (std::find(forward.wanted.begin(), forward.wanted.end(), name) == forward.wanted.end())
      forward.wanted.push_back(name);
  forward.seeds = seed_tensors(targets_);
  forward.wrt = request.wrt;
  const std::vector<Tensor> values = executor_.forward(request.feeds, forward, progress_);
  for (size_t i = 0; i < values.size(); ++i) activations_.emplace(forward.wanted[i], values[i]);
  resolve_targets(targets_, activations_);
  scores_ = target_scores(targets_, activations_);
}

BackwardResult GradientPass::backward(const BackwardOptions& options) {
  return executor_.backward(target_seeds(targets_, activations_), options, progress_);
}

const Tensor& GradientPass::activation(const std::string& name) const {
  const auto found = activations_.find(name);
  require(found != activations_.end(), Status::internal, "tensor \"", name, "\" was not asked for");
  return found->second;
}

namespace {

// target[i] = step(target[i], gradient[c][i]) over the channels, from 0: rows that vectorize.
template <typename Step>
void fold_channels(const float* gradient, int64_t outer, int64_t channels, int64_t inner,
                   float* target, const Step& step) {
  for (int64_t o = 0; o < outer; ++o) {
    float* to = target + o * inner;
    std::fill_n(to, inner, 0.0F);
    for (int64_t c = 0; c < channels; ++c) {
      const float* from = gradient + (o * channels + c) * inner;
      for (int64_t i = 0; i < inner; ++i) to[i] = step(to[i], from[i]);
    }
  }
}

}  // namespace

Tensor reduce_channels(const Tensor& gradient, int channel_axis, Reduction reduction) {
  const int rank = gradient.rank();
  require(channel_axis > 0 && channel_axis < rank, Status::invalid_argument, "a gradient of shape ",
          shape_text(gradient.shape()), " has no channel axis ", channel_axis);
  Shape shape = gradient.shape();
  const auto axis = shape.begin() + channel_axis;
  const int64_t channels = *axis;
  const int64_t outer = element_count({shape.begin(), axis});
  const int64_t inner = element_count({axis + 1, shape.end()});
  shape.erase(axis);
  Tensor result = Tensor::unfilled(DataType::float32, shape);
  const std::span<float> target = result.mutable_floats();
  const auto fold = [&](const auto& step) {
    fold_channels(gradient.floats().data(), outer, channels, inner, target.data(), step);
  };
  switch (reduction) {
    case Reduction::max_abs:
      // A NaN stays one, on either side: a comparison alone would drop it.
      fold([](float top, float w) {
        const float size = std::abs(w);
        return (size > top ? size : top) + 0 * (size + top);
      });
      break;
    case Reduction::sum_abs:
      fold([](float sum, float w) { return sum + std::abs(w); });
      break;
    case Reduction::l2:
      fold([](float sum, float w) { return sum + w * w; });
      for (float& value : target) value = std::sqrt(value);
      break;
    case Reduction::sum:
      fold([](float sum, float w) { return sum + w; });
      break;
  }
  return result;
}

const char* reduction_name(Reduction reduction) {
  return choice_name(kReductions, reduction);
}
Reduction parse_reduction(std::string_view name) {
  return parse_choice(kReductions, name, "reduction");
}
const char* rule_name(Rule rule) {
  return choice_name(kRules, rule);
}
Rule parse_rule(std::string_view name) {
  return parse_choice(kRules, name, "rule");
}
const char* policy_name(RectifierPolicy policy) {
  return choice_name(kPolicies, policy);
}
RectifierPolicy parse_policy(std::string_view name) {
  return parse_choice(kPolicies, name, "rectifier policy");
}

const char* lrn_name(LrnBackward lrn) {
  return choice_name(kLrn, lrn);
}

}  // namespace cnnviz::core
