#include "ops/arguments.h"

#include "base/error.h"

namespace cnnviz::core {

const ValueInfo& required_input(Infos inputs, size_t index, const char* name) {
  const ValueInfo* info = optional_input(inputs, index);
  require(info != nullptr, Status::invalid_argument, "input ", index, " (", name, ") is missing");
  return *info;
}

std::optional<std::vector<int64_t>> optional_int_list(Infos inputs, size_t index,
                                                      const char* name) {
  const ValueInfo* info = optional_input(inputs, index);
  if (info == nullptr) return std::nullopt;
  require(info->type == DataType::int64 && info->shape.size() <= 1, Status::invalid_argument,
          "input ", index, " (", name, ") must be a list of integers, but is ",
          data_type_name(info->type), " ", shape_text(info->shape));
  require(
      info->constant.valid(), Status::unsupported, "input ", index, " (", name,
      ") is computed from the values that run through the network; it has to be known from their "
      "shapes alone");
  return info->constant.to_ints();
}

std::vector<int64_t> required_int_list(Infos inputs, size_t index, const char* name) {
  required_input(inputs, index, name);
  return *optional_int_list(inputs, index, name);
}

std::optional<std::vector<int64_t>> attribute_or_input(
    const std::optional<std::vector<int64_t>>& attribute, Infos inputs, size_t index,
    const char* name) {
  return attribute ? attribute : optional_int_list(inputs, index, name);
}

std::optional<std::vector<int64_t>> optional_ints(const NodeView& node, const std::string& name) {
  if (!node.has(name)) return std::nullopt;
  return node.get_ints(name, {});
}

void require_float(const ValueInfo& info, const char* name) {
  require(info.type == DataType::float32, Status::unsupported, name, " is ",
          data_type_name(info.type), "; only float32 is supported here");
}

std::vector<int> normalize_axes(const std::vector<int64_t>& axes, int64_t rank, const char* what) {
  std::vector<int> result;
  std::vector<bool> seen(static_cast<size_t>(rank));
  for (const int64_t axis : axes) {
    const int index = normalize_axis(axis, rank, what);
    require(!seen[static_cast<size_t>(index)], Status::invalid_argument, what, ": axis ", axis,
            " is given twice");
    seen[static_cast<size_t>(index)] = true;
    result.push_back(index);
  }
  return result;
}

std::string list_text(const std::vector<int64_t>& values) {
  constexpr size_t kShown = 16;
  std::string text;
  for (size_t i = 0; i < values.size() && i < kShown; ++i)
    text += (i == 0 ? "" : ", ") + std::to_string(values[i]);
  return values.size() > kShown ? text + ", ..." : text;
}

}  // namespace cnnviz::core
