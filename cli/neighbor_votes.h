// Nearest neighbors as a classifier: each of them votes for its class.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "handles.h"

namespace cli {

struct Vote {
  int64_t of = -1;  // the class; -1: no neighbor has one
  int64_t votes = 0;
};

// The class that most neighbors have; of equally frequent ones that of the nearest. `neighbors` are
// indices into `classes` (-1: none), nearest first.
Vote vote_of(std::span<const int64_t> neighbors, const std::vector<int64_t>& classes);

// How often the others' vote is an image's own class: leave-one-out.
class LeaveOneOut {
 public:
  explicit LeaveOneOut(std::vector<int64_t> classes) : classes_(std::move(classes)) {}
  // `indices` [q, k]: the neighbors of images `first` on.
  void add(const Tensor& indices, int64_t first);
  // {"neighbors", "right", "of", "accuracy", "against"}
  Json document(const std::string& against) const;

 private:
  std::vector<int64_t> classes_;
  int64_t neighbors_ = 0, right_ = 0, of_ = 0;
};

}  // namespace cli
