#include "handles.h"

namespace cli {

Tensor int_tensor(const std::vector<int64_t>& values, std::vector<int64_t> shape) {
  const auto count = static_cast<int64_t>(values.size());
  if (shape.empty()) shape = {count};
  return made<Tensor>(cnnviz_tensor_from_ints, values.data(), count, shape.data(),
                      static_cast<int32_t>(shape.size()));
}

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

std::string quoted_list(const std::vector<std::string>& texts) {
  std::string list;
  for (const std::string& text : texts) {
    list += list.empty() ? "\"" : ",\"";
    for (const char letter : text.empty() ? std::string(" ") : text) {
      if (letter == '"' || letter == '\\') list += '\\';
      list += letter;
    }
    list += '"';
  }
  return list;
}

}  // namespace cli
