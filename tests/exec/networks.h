// Networks that the tests of the engine run: small, with random weights, and with everything in
// them that planning treats specially.
#pragma once

#include <memory>

#include "exec/graph_executor.h"
#include "onnx/reader.h"
#include "support/onnx_builder.h"
#include "support/op_runner.h"

namespace cnnviz::test {

using GraphPtr = std::shared_ptr<const Graph>;

inline std::unique_ptr<GraphExecutor> make_executor(const GraphPtr& graph,
                                                    ExecutorOptions options = {},
                                                    int64_t max_memory = 0) {
  if (options.threads == 0) options.threads = 2;
  const auto budget = std::make_shared<MemoryBudget>(max_memory);
  return std::make_unique<GraphExecutor>(graph, budget, std::make_shared<PackCache>(budget),
                                         options);
}

// Batch norm folded into convolutions; a residual sum with its Relu; branches of whole and of
// broken channel blocks joined by Concat; overlapping padded max-pool; a squeeze-and-excitation
// gate; a Reshape computed from the input's shape; Gemm; Softmax.
inline GraphPtr everything_network() {
  ModelBuilder m(13);
  uint32_t seed = 1;
  const auto weights = [&](const std::string& name, Shape shape, double range) {
    m.initializer(name, random_tensor(std::move(shape), ++seed, -range, range));
    return name;
  };
  const auto conv = [&](const std::string& in, const std::string& out, int64_t from, int64_t to,
                        int64_t k, int64_t stride) {
    m.node("Conv",
           {in, weights(out + ".w", {to, from, k, k}, 1.5 / static_cast<double>(k * k)),
            weights(out + ".b", {to}, 0.5)},
           {out}, {{"pads", Ints{k / 2, k / 2, k / 2, k / 2}}, {"strides", Ints{stride, stride}}});
  };
  const auto norm = [&](const std::string& in, const std::string& out, int64_t channels) {
    m.initializer(out + ".var", random_tensor({channels}, ++seed, 0.5, 2));
    m.node("BatchNormalization",
           {in, weights(out + ".s", {channels}, 1.5), weights(out + ".o", {channels}, 0.5),
            weights(out + ".m", {channels}, 0.5), out + ".var"},
           {out});
  };
  m.input("x", {"N", 3, "H", "W"});
  conv("x", "c1", 3, 16, 3, 2);
  norm("c1", "n1", 16);
  m.node("Relu", {"n1"}, {"r1"});
  conv("r1", "c2", 16, 16, 3, 1);
  norm("c2", "n2", 16);
  m.node("Add", {"n2", "r1"}, {"sum"});
  m.node("Relu", {"sum"}, {"r2"});
  m.node("MaxPool", {"r2"}, {"pool"},
         {{"kernel_shape", Ints{3, 3}}, {"strides", Ints{2, 2}}, {"pads", Ints{1, 1, 1, 1}}});
  conv("pool", "left", 16, 10, 1, 1);
  m.node("Clip", {"left", "", ""}, {"left_all"});
  m.initializer("zero", Tensor::scalar(0)).initializer("six", Tensor::scalar(6));
  m.node("Clip", {"left_all", "zero", "six"}, {"left_clip"});
  conv("pool", "right", 16, 22, 3, 1);
  m.node("Relu", {"right"}, {"right_relu"});
  m.node("Concat", {"left_clip", "right_relu"}, {"joined"}, {{"axis", int64_t{1}}});
  m.node("GlobalAveragePool", {"joined"}, {"squeezed"});
  conv("squeezed", "excited", 32, 32, 1, 1);
  m.node("Sigmoid", {"excited"}, {"gate"});
  m.node("Mul", {"joined", "gate"}, {"gated"});
  m.node("GlobalAveragePool", {"gated"}, {"features"});
  m.node("Shape", {"x"}, {"shape"});
  m.initializer("first", Tensor::from_ints({1}, Ints{0}))
      .initializer("rest", Tensor::from_ints({1}, Ints{-1}));
  m.node("Gather", {"shape", "first"}, {"batch"}, {{"axis", int64_t{0}}});
  m.node("Concat", {"batch", "rest"}, {"flat_shape"}, {{"axis", int64_t{0}}});
  m.node("Reshape", {"features", "flat_shape"}, {"flat"});
  m.node("Gemm", {"flat", weights("fc.w", {7, 32}, 1), weights("fc.b", {7}, 1)}, {"logits"},
         {{"transB", int64_t{1}}});
  m.node("Softmax", {"logits"}, {"prob"}, {{"axis", int64_t{1}}});
  m.output("prob");
  return read_model_bytes(m.bytes());
}

// Clamps whose gradient the kernel that reads them applies: before overlapping and other max-pools
// and around depthwise convolutions.
inline GraphPtr gated_network() {
  ModelBuilder m(13);
  uint32_t seed = 50;
  const auto conv = [&](const std::string& in, const std::string& out, int64_t from, int64_t to,
                        int64_t k, int64_t stride, int64_t groups) {
    const Shape shape{to, from / groups, k, k};
    m.initializer(out + ".w", random_tensor(shape, ++seed, -1, 1));
    m.initializer(out + ".b", random_tensor({to}, ++seed, -0.5, 1));
    m.node("Conv", {in, out + ".w", out + ".b"}, {out},
           {{"pads", Ints{k / 2, k / 2, k / 2, k / 2}},
            {"strides", Ints{stride, stride}},
            {"group", groups}});
  };
  const auto pool = [&](const std::string& in, const std::string& out, int64_t k) {
    m.node("MaxPool", {in}, {out}, {{"kernel_shape", Ints{k, k}}, {"strides", Ints{2, 2}}});
  };
  m.initializer("zero", Tensor::scalar(0)).initializer("six", Tensor::scalar(6));
  m.input("x", {"N", 3, "H", "W"});
  conv("x", "c1", 3, 16, 3, 1, 1);
  m.node("Relu", {"c1"}, {"r1"});
  pool("r1", "p1", 3);
  conv("p1", "c2", 16, 40, 1, 1, 1);
  m.node("Clip", {"c2", "zero", "six"}, {"r2"});
  conv("r2", "d1", 40, 40, 3, 2, 40);
  m.node("Clip", {"d1", "zero", "six"}, {"r3"});
  conv("r3", "d2", 40, 40, 5, 1, 40);
  m.node("Relu", {"d2"}, {"r4"});
  pool("r4", "p2", 2);
  m.node("GlobalAveragePool", {"p2"}, {"features"});
  m.node("Flatten", {"features"}, {"flat"});
  m.initializer("fc.w", random_tensor({5, 40}, ++seed, -1, 1));
  m.node("Gemm", {"flat", "fc.w"}, {"logits"}, {{"transB", int64_t{1}}});
  m.output("logits");
  return read_model_bytes(m.bytes());
}

inline Tensor one_hot(Shape shape, int64_t index) {
  Tensor seed(DataType::float32, std::move(shape));
  seed.mutable_floats()[static_cast<size_t>(index)] = 1;
  return seed;
}

inline double largest(const Tensor& t) {
  double result = 0;
  for (const float v : t.floats()) result = std::max(result, std::abs(static_cast<double>(v)));
  return result;
}

inline double largest_difference(const Tensor& a, const Tensor& b) {
  double result = 0;
  for (size_t i = 0; i < a.floats().size(); ++i)
    result = std::max(
        result, std::abs(static_cast<double>(a.floats()[i]) - static_cast<double>(b.floats()[i])));
  return result;
}

}  // namespace cnnviz::test
