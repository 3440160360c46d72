// Where a network's classes, features and maps are: found in the graph, since ONNX files do not
// say.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/spatial_views.h"

namespace cnnviz::core {

struct Head {
  enum class Kind : uint8_t { none, softmax, log_softmax, sigmoid };
  Kind kind = Kind::none;  // what the graph ends in
  std::string output;      // the graph output that was followed
  std::string logits;      // tensor before the softmax or sigmoid (the output where there is none)
  std::string probabilities;  // the graph's own; empty: take a softmax of the logits
  int class_axis = 1;         // in both, batch axis counted
  int64_t classes = 0;        // 0: the output's shape is unknown
  std::string
      penultimate;  // features: what the last dense layer or 1x1 convolution reads; may be empty
  std::string cam_layer;   // the last map on the way to the logits; empty where there is none
  std::string first_conv;  // node output of the first convolution; may be empty
};

const char* head_kind_name(Head::Kind kind);

struct HeadHints {
  int64_t labels = 0;       // how many the label file has; 0: none
  std::string output;       // explain this graph output; empty: the one with the longest path
  std::string penultimate;  // from the sidecar; empty: found
};

Head find_head(const Graph& graph, const InferredValues& inferred, const SpatialViews& views,
               const HeadHints& hints, std::vector<std::string>* warnings);

enum class Side : uint8_t { pre, post };

// The value before or after the activation that follows `value` (through batch norm and arithmetic
// with constants, each with one consumer), or that `value` itself comes out of. Error where there
// is none.
ValueId activation_side(const Graph& graph, ValueId value, Side side);

// The convolution or dense node whose weights belong to a layer: its producer, or the nearest such
// node before it through activations and batch norm. Error naming the layers that have weights.
struct WeightedNode {
  int32_t node = -1;
  ValueId weights = kNoValue;
};
WeightedNode weighted_node(const Graph& graph, ValueId value);

// Nodes with convolution weights, in order.
std::vector<int32_t> convolutions(const Graph& graph);

}  // namespace cnnviz::core
