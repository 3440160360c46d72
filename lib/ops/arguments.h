// What operators read from their inputs when they are planned: types, and lists of integers
// (shapes, axes, pads) that later opsets moved from attributes to inputs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "graph/node_view.h"
#include "graph/value_info.h"

namespace cnnviz::core {

// Input `index`, called `name` by ONNX; an error where the node leaves it out.
const ValueInfo& required_input(Infos inputs, size_t index, const char* name);

// The integers of input `index`, nothing where it is left out. Refuses other types, more than one
// axis, and values that are not known before the network runs.
std::optional<std::vector<int64_t>> optional_int_list(Infos inputs, size_t index, const char* name);
std::vector<int64_t> required_int_list(Infos inputs, size_t index, const char* name);

// The attribute where the node has it, else input `index` where it has that.
std::optional<std::vector<int64_t>> attribute_or_input(
    const std::optional<std::vector<int64_t>>& attribute, Infos inputs, size_t index,
    const char* name);

// A list attribute, nothing where the node leaves it out.
std::optional<std::vector<int64_t>> optional_ints(const NodeView& node, const std::string& name);

// Refuses int64 and boolean values where ONNX or this library knows float32 alone.
void require_float(const ValueInfo& info, const char* name);

// Axes in [-rank, rank-1] as indices in [0, rank-1]; refuses repeated ones.
std::vector<int> normalize_axes(const std::vector<int64_t>& axes, int64_t rank, const char* what);

// "1, 2, -1" for messages; long lists are cut short.
std::string list_text(const std::vector<int64_t>& values);

}  // namespace cnnviz::core
