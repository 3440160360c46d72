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
  Tensor result(DataType::float32, shape);
  const auto source = gradient.floats();
  const auto target = result.mutable_floats();
  for (int64_t o = 0; o < outer; ++o)
    for (int64_t i = 0; i < inner; ++i) {
      double reduced = 0;
      for (int64_t c = 0; c < channels; ++c) {
        const double w = source[static_cast<size_t>((o * channels + c) * inner + i)];
        switch (reduction) {
          case Reduction::max_abs:
            // A NaN stays one: std::max would drop it.
            if (std::isnan(w) || std::abs(w) > reduced) reduced = std::abs(w);
            break;
          case Reduction::sum_abs:
            reduced += std::abs(w);
            break;
          case Reduction::l2:
            reduced += w * w;
            break;
          case Reduction::sum:
            reduced += w;
            break;
        }
      }
      if (reduction == Reduction::l2) reduced = std::sqrt(reduced);
      target[static_cast<size_t>(o * inner + i)] = static_cast<float>(reduced);
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
