// What is known of the tensors of a quantized network before it is made a float one.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <unordered_map>

#include "onnx/model_rewriter.h"
#include "onnx/quantization.h"

namespace cnnviz::core {

// All values of a tensor lie in [low, high].
struct Bounds {
  float low = -std::numeric_limits<float>::infinity();
  float high = std::numeric_limits<float>::infinity();
};

class QuantizedValues {
 public:
  explicit QuantizedValues(const ModelRewriter& model);

  // Scale and zero point from constant tensors; nothing where they are computed.
  std::optional<Quantization> named(const std::string& scale, const std::string& zero_point,
                                    ElementType fallback = ElementType::uint8) const;
  // By what a tensor of integers was quantized, followed back through operators that move elements
  // about.
  std::optional<Quantization> of(const std::string& tensor) const;
  // By what a node quantizes its first output.
  std::optional<Quantization> made_by(const NodeView& node) const;
  // The result of DynamicQuantizeLinear, followed back likewise.
  bool is_dynamic(const std::string& tensor) const;
  // The ends of the range of a node's quantizer that its operator does not keep to anyway; both
  // infinite: none. One step beyond is no saturation but rounding.
  Bounds clamp_of(const NodeView& node) const;
  // Whether the tensor is an input of the graph, possibly moved about.
  bool is_graph_input(const std::string& tensor) const;

 private:
  static constexpr int kDepth = 24;

  const NodeView* producer(const std::string& tensor) const;
  // Where the values of a tensor come from, past the nodes that only move them.
  struct Origin {
    const NodeView* node = nullptr;  // null at inputs and constants
    std::string tensor;
  };
  const Origin& origin(const std::string& tensor) const;
  // What the operators of the float network say about a tensor's values.
  Bounds bounds(const std::string& tensor, int depth) const;
  // Of what a quantized operator computes, before its quantizer.
  Bounds unclamped(const NodeView& node, int depth) const;
  Bounds computed_bounds(const std::string& tensor, int depth) const;

  const ModelRewriter& model_;
  std::unordered_map<std::string, NodeView> producers_;
  mutable std::unordered_map<std::string, Bounds> known_bounds_;
  mutable std::unordered_map<std::string, Origin> known_origins_;
};

}  // namespace cnnviz::core
