// The objective of a deep dream and its gradient, seen through one window of the picture.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "methods/dream.h"
#include "methods/dream_guide.h"

namespace cnnviz::core {

class Objective {
 public:
  // Looks at the guide, if there is one.
  Objective(Executor& executor, const DreamRequest& request, Progress* progress);

  // The layers that the target reads.
  const std::vector<std::string>& tensors() const { return pass_.wanted; }

  // Whether a forward and a backward pass of such an input fit into so many bytes of workspace.
  bool fits(const Tensor& input, int64_t bytes);

  // Which units count: those of the core of a window. No axes: all of them.
  struct Part {
    const TileAxis *rows = nullptr, *columns = nullptr;
    Tile row, column;
  };
  struct Slope {
    double value = 0;
    Tensor gradient;  // of the input's shape
  };
  Slope slope(const Tensor& input, const Part& part);

 private:
  void keep_owned(const std::string& name, Tensor& tensor, const Part& part) const;
  Target weighted(const TensorMap& activations, const Part& part) const;
  double follow_guide(const TensorMap& activations, TensorMap& seeds) const;

  Executor& executor_;
  const DreamRequest& request_;
  Progress* progress_;
  ForwardRequest pass_;
  std::map<std::string, SpatialView> views_;
  std::map<std::string, GuideFeatures> guide_;
};

}  // namespace cnnviz::core
