#include "methods/class_view.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace cnnviz::core {

ClassView::ClassView(const Tensor& tensor, const std::string& name, int class_axis, int64_t images,
                     int64_t index)
    : part_(image_part(tensor, name, images, index)) {
  const Shape& shape = part_.shape;
  if (shape.empty()) return;
  const int axis = class_axis - part_.stripped;
  require(axis >= 0 && axis < static_cast<int>(shape.size()), Status::mismatch, "tensor \"", name,
          "\" of shape ", shape_text(tensor.shape()), " has no class axis ", class_axis);
  for (int i = 0; i < static_cast<int>(shape.size()); ++i) {
    const int64_t extent = shape[static_cast<size_t>(i)];
    (i < axis ? outer_ : i == axis ? classes_ : inner_) *= extent;
  }
  require(!part_.values.empty(), Status::invalid_argument, "tensor \"", name, "\" of shape ",
          shape_text(tensor.shape()), " holds no class scores");
}

double ClassView::mean(int64_t c) const {
  double sum = 0;
  for (int64_t p = 0; p < positions(); ++p) sum += at(c, p);
  return sum / static_cast<double>(positions());
}

std::vector<int64_t> ClassView::winners() const {
  std::vector<int64_t> winners(static_cast<size_t>(positions()), 0);
  for (int64_t c = 1; c < classes_; ++c)
    for (int64_t p = 0; p < positions(); ++p) {
      int64_t& winner = winners[static_cast<size_t>(p)];
      if (at(c, p) > at(winner, p)) winner = c;
    }
  return winners;
}

std::vector<int64_t> ClassView::wins() const {
  std::vector<int64_t> won(static_cast<size_t>(classes_), 0);
  for (const int64_t winner : winners()) ++won[static_cast<size_t>(winner)];
  return won;
}

int64_t ClassView::best(const std::string& name) const {
  for (int64_t c = 0; c < classes_; ++c) {
    const double value = mean(c);
    require(std::isfinite(value), Status::not_finite, "the score of class ", c, " in tensor \"",
            name, "\" is ", value, "; there is no best class");
  }
  const std::vector<int64_t> won = wins();
  return std::max_element(won.begin(), won.end()) - won.begin();
}

std::vector<double> ClassView::softmax(int64_t p) const {
  std::vector<double> result(static_cast<size_t>(classes_));
  double largest = at(0, p);
  for (int64_t c = 1; c < classes_; ++c) largest = std::max(largest, at(c, p));
  double sum = 0;
  for (int64_t c = 0; c < classes_; ++c)
    sum += result[static_cast<size_t>(c)] = std::exp(at(c, p) - largest);
  for (double& value : result) value /= sum;
  return result;
}

}  // namespace cnnviz::core
