#include "neighbor_votes.h"

#include <algorithm>

namespace cli {

Vote vote_of(std::span<const int64_t> neighbors, const std::vector<int64_t>& classes) {
  Vote best;
  for (const int64_t neighbor : neighbors) {
    const int64_t candidate = classes[static_cast<size_t>(neighbor)];
    if (candidate < 0) continue;
    const int64_t votes = std::count_if(neighbors.begin(), neighbors.end(), [&](int64_t other) {
      return classes[static_cast<size_t>(other)] == candidate;
    });
    if (votes > best.votes) best = {candidate, votes};
  }
  return best;
}

void LeaveOneOut::add(const Tensor& indices, int64_t first) {
  const std::vector<int64_t> shape = shape_of(indices);
  neighbors_ = shape[1];
  const auto count = static_cast<size_t>(neighbors_);
  const int64_t* row = cnnviz_tensor_ints(indices.get());
  for (int64_t i = 0; i < shape[0]; ++i, row += count) {
    const int64_t own = classes_[static_cast<size_t>(first + i)];
    if (own < 0) continue;
    ++of_;
    if (vote_of({row, count}, classes_).of == own) ++right_;
  }
}

Json LeaveOneOut::document(const std::string& against) const {
  return {{"neighbors", neighbors_},
          {"right", right_},
          {"of", of_},
          {"accuracy",
           of_ > 0 ? Json(static_cast<double>(right_) / static_cast<double>(of_)) : Json(nullptr)},
          {"against", against}};
}

}  // namespace cli
