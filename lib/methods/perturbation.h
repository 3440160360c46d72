// What a network says of one image when parts of it are covered: the base of occlusion and RISE.
//
//   x_t = x (1 - M_t) + b M_t      M_t in [0, 1], b the fill (a picture of x's shape)
//   s_t = target(x_t)              for several targets from one pass, and the class that wins
//
// The covers M_t are zero outside rectangles of one size, so that an executor may recompute no more
// than what they change.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "exec/executor.h"
#include "methods/target.h"

namespace cnnviz::core {

struct Covers {
  int64_t height = 0, width = 0;  // of every rectangle
  std::vector<WindowChanges::Corner> corners;
  // M_t within its rectangle, height x width values. Called from one thread, any t at any time.
  std::function<void(int64_t cover, std::span<float> mask)> write;

  int64_t count() const { return static_cast<int64_t>(corners.size()); }
};

struct PerturbationRequest {
  TensorMap feeds;    // one image
  std::string input;  // [1, C, H, W], or [1, H, W, C]
  bool channels_last = false;
  Tensor fill;  // of the input's shape
  std::vector<Target> targets;
  std::string logits;  // whose best class is noted; empty: none is
  int class_axis = 1;
  WindowOptions windows;
  bool keep_partial = false;  // cancelled: what is done so far, rather than an error
};

constexpr int64_t kNoClass = -1;

struct CoverScores {
  std::vector<std::vector<double>> scores;  // [targets][covers]; NaN where cancelled before
  std::vector<int64_t> classes;             // [covers]; kNoClass where not computed
  int64_t done = 0;
  bool completed = true;
  WindowReport work;  // how they were computed, where completed
};

class Perturbation {
 public:
  // Computes the unmodified image, on which targets are resolved.
  Perturbation(Executor& executor, PerturbationRequest request, Progress* progress);

  const std::vector<Target>& targets() const { return request_.targets; }
  const std::vector<double>& scores() const { return scores_; }  // of the unmodified image
  int64_t best_class() const { return best_class_; }             // kNoClass: no logits are given
  int64_t height() const { return height_; }
  int64_t width() const { return width_; }

  // Advances the progress by one for each cover.
  CoverScores run(const Covers& covers);

 private:
  Executor& executor_;
  PerturbationRequest request_;
  Progress* progress_;
  std::vector<std::string> wanted_;
  std::vector<double> scores_;
  int64_t best_class_ = kNoClass;
  int64_t height_ = 0, width_ = 0;
};

}  // namespace cnnviz::core
