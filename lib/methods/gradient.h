// Gradient saliency and its siblings: the signal of a target carried back to the input (or any
// tensor) by the rule at the rectifiers (graph/op.h): gradient (Simonyan, Vedaldi, Zisserman 2013),
// deconvnet (Zeiler & Fergus 2014), guided (Springenberg et al. 2014).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "exec/executor.h"
#include "methods/target.h"

namespace cnnviz::core {

// A forward pass of a batch whose targets are resolved, ready for any number of backward passes.
class GradientPass {
 public:
  struct Request {
    TensorMap feeds;
    int64_t images = 1;               // the batch's extent
    std::vector<Target> targets;      // one for all images, or one for each
    std::vector<std::string> wrt;     // tensors to differentiate with respect to
    std::vector<std::string> wanted;  // further tensors whose values activation() gives
  };
  // Refuses feeds that hold NaN or infinity.
  GradientPass(Executor& executor, Request request, Progress* progress);

  // Signed gradients, one for each wrt, of that tensor's shape.
  BackwardResult backward(const BackwardOptions& options);

  const std::vector<Target>& targets() const { return targets_; }  // resolved, one for each image
  const std::vector<double>& scores() const { return scores_; }    // likewise
  const Tensor& activation(const std::string& name) const;

 private:
  Executor& executor_;
  Progress* progress_;
  std::vector<Target> targets_;
  std::vector<double> scores_;
  TensorMap activations_;
};

// How the channels of a signed gradient become one map.
enum class Reduction : uint8_t {
  max_abs,  // max_c |w|, Simonyan et al.: the default of pictures of magnitude
  sum_abs,  // sum_c |w|
  l2,       // sqrt(sum_c w^2)
  sum,      // sum_c w, signed
};

// "max-abs", "sum-abs", "l2", "sum"; parse: an unknown name is invalid_argument with the choice.
const char* reduction_name(Reduction reduction);
Reduction parse_reduction(std::string_view name);

// [N, C, H, W] -> [N, H, W], the channels on `channel_axis` (1, or 3 for channels-last). Any rank
// >= 3.
Tensor reduce_channels(const Tensor& gradient, int channel_axis, Reduction reduction);

// "gradient", "deconvnet", "guided"; "relu", "relu-like", "extended"; "auto", "gradient",
// "identity".
const char* rule_name(Rule rule);
Rule parse_rule(std::string_view name);
const char* policy_name(RectifierPolicy policy);
RectifierPolicy parse_policy(std::string_view name);
const char* lrn_name(LrnBackward lrn);

}  // namespace cnnviz::core
