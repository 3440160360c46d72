// What a network says of one image when parts of it are covered: the base of occlusion and RISE.
//
//   x_t = x (1 - M_t) + b M_t      M_t in [0, 1], b the fill (a picture of x's shape)
//
// The covers M_t are zero outside rectangles of one size, so that an executor may recompute no more
// than what they change.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "methods/probe.h"

namespace cnnviz::core {

struct Covers {
  int64_t height = 0, width = 0;  // of every rectangle
  std::vector<WindowChanges::Corner> corners;
  // M_t within its rectangle, height x width values. Called from one thread, any t at any time.
  std::function<void(int64_t cover, std::span<float> mask)> write;

  int64_t count() const { return static_cast<int64_t>(corners.size()); }
};

// A picture, [1, C, H, W] or [1, H, W, C], and what is seen where it is covered.
struct CoveredPicture {
  Tensor image, fill;  // of the same shape
  bool channels_last = false;

  int64_t height() const { return image.shape()[channels_last ? 1 : 2]; }
  int64_t width() const { return image.shape()[channels_last ? 2 : 3]; }
  // Refuses what is no picture, and a fill that does not fit.
  void check(const std::string& name) const;
  // The changes that the covers make of the tensor `name`. Refers to the picture and to the covers.
  WindowChanges changes(const std::string& name, const Covers& covers) const;
};

struct PerturbationRequest : ProbeRequest {
  std::string input;  // of the feeds: [1, C, H, W], or [1, H, W, C]
  bool channels_last = false;
  Tensor fill;  // of the input's shape
};

class Perturbation : public Probe {
 public:
  Perturbation(Executor& executor, const PerturbationRequest& request, Progress* progress);

  int64_t height() const { return picture_.height(); }
  int64_t width() const { return picture_.width(); }

  ProbeScores run(const Covers& covers);

 private:
  std::string input_;
  CoveredPicture picture_;
};

}  // namespace cnnviz::core
