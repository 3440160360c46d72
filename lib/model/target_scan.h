// The pieces of the target grammar (target_parser.h) that do not need a model.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "methods/target.h"

namespace cnnviz::core {

// "top", "class", "neuron", ...: what a term starts with.
const std::vector<std::string>& target_selectors();

// How a selector that names a layer is written: "neuron:LAYER:c or neuron:LAYER:c,y,x".
const char* selector_form(std::string_view selector);

// Whether a term may end before `rest`: at the end, or before " + " or " - ".
bool is_term_boundary(std::string_view rest);

// Lengths of the beginnings of `text` that end where a term may end, longest first.
std::vector<size_t> term_lengths(std::string_view text);

// What stands behind the layer of a selector: ":c,y,x", "@FILE.npy", "[i, j]", ...
struct LayerSelection {
  TermKind kind = TermKind::layer;
  std::vector<int64_t> numbers;
  std::string file;
  size_t length = 0;  // characters
};

// The selection at the start of `text`, up to the end of its term; nothing where it is none.
std::optional<LayerSelection> scan_selection(std::string_view selector, std::string_view text);

}  // namespace cnnviz::core
