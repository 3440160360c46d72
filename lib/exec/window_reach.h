// How far a local change reaches through one node, for every distinct row and column at which
// changes begin; and what else of a node decides how it is computed for several changes at once.
#pragma once

#include <array>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <vector>

#include "exec/shapes.h"
#include "exec/window_ops.h"

namespace cnnviz::core {

// Where a value differs from the unchanged network's.
struct Reach {
  int axis = 2;        // of the rows; columns are the next one
  bool whole = false;  // anywhere
  // By axis (rows, columns), then by the number of the row or column at which a change begins.
  std::array<std::vector<Interval>, 2> changed;
};

// Where either of the two says; both for the same axes.
Reach both(const Reach& a, const Reach& b);

// The smallest window of one size that holds every change, in a map of this shape.
WindowFrame frame_of(const Reach& reach, const Shape& shape);

// Whether that window covers so much of the map that the whole map costs less.
bool covers_most(const Reach& reach, const Shape& shape);

// A node of the network with what is known of its values.
struct NodeInfos {
  const Node& node;
  std::vector<ValueInfo> in, out;

  NodeInfos(const InferredValues& inferred, const Node& given);
  bool is_one_of(std::initializer_list<std::string_view> types) const;  // of ai.onnx
};

// Where the first output differs because of input `input`; nothing where rows and columns cannot
// be followed through the node.
std::optional<Reach> follow(const NodeInfos& infos, size_t input, const Reach& from);

// Whether the node, given several images in those inputs, computes each as if it were alone.
bool keeps_images_apart(const NodeInfos& infos, const std::vector<bool>& batched);

// What an AveragePool's mean over all of its window, zeros outside the map, has to be multiplied
// by: factors[0][row] * factors[1][column].
std::array<std::vector<float>, 2> average_factors(const NodeInfos& infos);

// Of convolutions and dense layers; 0 for others.
double multiply_adds(const NodeInfos& infos);

}  // namespace cnnviz::core
