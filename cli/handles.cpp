#include "handles.h"

namespace cli {

std::vector<int64_t> shape_of(const Tensor& tensor) {
  std::vector<int64_t> shape;
  for (int32_t axis = 0; axis < cnnviz_tensor_rank(tensor.get()); ++axis)
    shape.push_back(cnnviz_tensor_extent(tensor.get(), axis));
  return shape;
}

std::string shape_text(const std::vector<int64_t>& shape) {
  if (shape.empty()) return "scalar";
  std::string text;
  for (const int64_t extent : shape) {
    if (!text.empty()) text += 'x';
    text += extent < 0 ? "?" : std::to_string(extent);
  }
  return text;
}

}  // namespace cli
