// Small networks whose parts have the names that tests ask for.
#pragma once

#include "exec/shapes.h"
#include "methods/fake_executor.h"
#include "onnx/reader.h"
#include "support/check.h"
#include "support/onnx_builder.h"

namespace cnnviz::test {

// x [N, 3, 8, 8] -> conv1 [4] -> bn1 -> relu1 -> pool1 (4x4) -> conv2 [5] -> relu2 -> gap ->
// features
// -> logits [N, 6] (dense); nodes are called n_<tensor>.
inline ModelBuilder small_net(int64_t opset = 13, const Extent& batch = "N") {
  ModelBuilder model(opset);
  model.input("x", {batch, 3, 8, 8})
      .initializer("conv1.weight", scrambled({4, 3, 3, 3}, 1))
      .initializer("bn1.scale", Tensor::from_floats({4}, Floats{1, 0.5f, 2, 1}))
      .initializer("bn1.shift", Tensor::from_floats({4}, Floats{0.1f, 0, -0.1f, 0.2f}))
      .initializer("bn1.mean", Tensor::from_floats({4}, Floats{0, 0.1f, 0, -0.1f}))
      .initializer("bn1.var", Tensor::from_floats({4}, Floats{1, 2, 1, 0.5f}))
      .initializer("conv2.weight", scrambled({5, 4, 3, 3}, 2))
      .initializer("conv2.bias", scrambled({5}, 3))
      .initializer("fc.weight", scrambled({6, 5}, 4))
      .initializer("fc.bias", scrambled({6}, 5))
      .node("Conv", {"x", "conv1.weight"}, {"conv1"}, {{"pads", Ints{1, 1, 1, 1}}}, "n_conv1")
      .node("BatchNormalization", {"conv1", "bn1.scale", "bn1.shift", "bn1.mean", "bn1.var"},
            {"bn1"}, {}, "n_bn1")
      .node("Relu", {"bn1"}, {"relu1"}, {}, "n_relu1")
      .node("MaxPool", {"relu1"}, {"pool1"},
            {{"kernel_shape", Ints{2, 2}}, {"strides", Ints{2, 2}}}, "n_pool1")
      .node("Conv", {"pool1", "conv2.weight", "conv2.bias"}, {"conv2"},
            {{"pads", Ints{1, 1, 1, 1}}}, "n_conv2")
      .node("Relu", {"conv2"}, {"relu2"}, {}, "n_relu2")
      .node("GlobalAveragePool", {"relu2"}, {"gap"}, {}, "n_gap")
      .node("Flatten", {"gap"}, {"features"}, {}, "n_features")
      .node("Gemm", {"features", "fc.weight", "fc.bias"}, {"logits"}, {{"transB", int64_t{1}}},
            "n_logits");
  return model;
}

// With a softmax behind the logits.
inline ModelBuilder small_classifier(const Extent& batch = "N") {
  ModelBuilder model = small_net(13, batch);
  model.node("Softmax", {"logits"}, {"prob"}, {}, "n_prob").output("prob");
  return model;
}

inline std::shared_ptr<const Graph> graph_of(const ModelBuilder& model) {
  return read_model_bytes(model.bytes());
}

// Shapes for an input of this shape, everything that can be inferred.
inline InferredValues shapes_of(const Graph& graph, const Shape& input) {
  return infer_values(graph, {{graph.inputs[0].value, ValueInfo::of_floats(input)}}, {});
}

}  // namespace cnnviz::test
