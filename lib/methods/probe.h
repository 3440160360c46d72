// What a network says of one image, and of the same image after changes of one of its tensors: the
// base of occlusion, RISE, the ablation of channels and Score-CAM.
//
//   s_0 = target(image),  s_t = target(image with change t)
// for several targets from one pass, and the class that wins.
#pragma once

#include <string>
#include <vector>

#include "exec/executor.h"
#include "methods/target.h"

namespace cnnviz::core {

struct ProbeRequest {
  TensorMap feeds;  // one image
  std::vector<Target> targets;
  std::string logits;  // whose best class is noted; empty: none is
  int class_axis = 1;
  std::vector<std::string> wanted;  // further tensors whose values value() gives
  WindowOptions windows;
  bool keep_partial = false;  // cancelled: what is done so far, rather than an error
};

constexpr int64_t kNoClass = -1;

struct ProbeScores {
  std::vector<std::vector<double>> scores;  // [targets][changes]; NaN where cancelled before
  std::vector<int64_t> classes;             // [changes]; kNoClass where not computed
  int64_t done = 0;
  bool completed = true;
  WindowReport work;  // how they were computed, where completed
};

class Probe {
 public:
  // Computes the unmodified image, on which targets are resolved.
  Probe(Executor& executor, ProbeRequest request, Progress* progress);

  const std::vector<Target>& targets() const { return request_.targets; }
  const std::vector<double>& scores() const { return scores_; }  // of the unmodified image
  int64_t best_class() const { return best_class_; }             // kNoClass: no logits are given
  const Tensor& feed(const std::string& name) const { return request_.feeds.at(name); }
  // Of the unmodified image: a tensor that the request wants or a target reads.
  const Tensor& value(const std::string& name) const;

  // Changes of a feed, or of a tensor that value() gives. Advances the progress by one for each.
  ProbeScores run(const WindowChanges& changes);

 private:
  Executor& executor_;
  ProbeRequest request_;
  Progress* progress_;
  std::vector<std::string> wanted_;  // of every change
  TensorMap values_;
  std::vector<double> scores_;
  int64_t best_class_ = kNoClass;
};

}  // namespace cnnviz::core
