// Quantized models are read as the float networks that they approximate.
#include <cmath>

#include "exec/graph_executor.h"
#include "onnx/quantization.h"
#include "onnx/reader.h"
#include "support/check.h"
#include "support/onnx_builder.h"

using namespace cnnviz::test;

namespace {

using GraphPtr = std::shared_ptr<const Graph>;

// An initializer of 8-bit (or other raw) integers.
template <typename T>
std::string integers(const std::string& name, const Shape& shape, ElementType element,
                     const std::vector<T>& values) {
  std::string bytes = tensor_head(name, shape, element);
  protozero::pbf_writer(bytes).add_bytes(proto::kTensorRawData,
                                         reinterpret_cast<const char*>(values.data()),
                                         values.size() * sizeof(T));
  return bytes;
}

ModelBuilder& add_uint8(ModelBuilder* model, const std::string& name, uint8_t value) {
  return model->initializer_bytes(integers<uint8_t>(name, {}, ElementType::uint8, {value}));
}
ModelBuilder& add_scale(ModelBuilder* model, const std::string& name, float value) {
  return model->initializer(name, Tensor::scalar(value));
}

Tensor floats(Shape shape, const std::vector<float>& values) {
  return Tensor::from_floats(std::move(shape), values);
}

const Tensor& constant(const GraphPtr& graph, const std::string& name) {
  return graph->values[static_cast<size_t>(graph->require(name))].constant;
}

std::vector<std::string> types(const GraphPtr& graph) {
  std::vector<std::string> result;
  for (const Node& node : graph->nodes) result.push_back(node.view.type);
  return result;
}

struct Answer {
  std::vector<float> values, gradient;
  int64_t rectifiers = 0;
};

// y for x, and d sum(y) / dx.
Answer run(const GraphPtr& graph, const Tensor& x, Rule rule = Rule::gradient) {
  const auto budget = std::make_shared<MemoryBudget>(0);
  ExecutorOptions options;
  options.threads = 1;
  GraphExecutor executor(graph, budget, std::make_shared<PackCache>(budget), options);
  const Tensor y = executor.forward({{"x", x}}, {{"y"}, {"y"}, {"x"}})[0];
  Tensor ones(DataType::float32, y.shape());
  std::fill(ones.mutable_floats().begin(), ones.mutable_floats().end(), 1.0f);
  const BackwardResult back = executor.backward({{"y", ones}}, {.rule = rule});
  return {y.to_floats(), back.gradients[0].to_floats(), back.rectifiers};
}

void check_floats(const std::vector<float>& actual, const std::vector<float>& expected) {
  CHECK_EQ(actual.size(), expected.size());
  for (size_t i = 0; i < expected.size(); ++i)
    if (!(std::abs(actual[i] - expected[i]) <= 1e-5f * (1 + std::abs(expected[i]))))
      throw Failure{concat("[", i, "] is ", actual[i], ", expected ", expected[i])};
}

// x -> Quantize -> Dequantize -> 1x1 Conv with dequantized weights -> Quantize -> Dequantize -> y
ModelBuilder qdq_model(uint8_t zero_point) {
  ModelBuilder m(13);
  m.input("x", {1, 2, 1, 2});
  add_scale(&m, "xs", 0.5f), add_uint8(&m, "xz", 128);
  add_scale(&m, "ys", 0.25f), add_uint8(&m, "yz", zero_point);
  m.initializer_bytes(integers<int8_t>("wq", {2, 2, 1, 1}, ElementType::int8, {4, -2, 6, 8}))
      .initializer("ws", floats({2}, {0.5f, 0.25f}))
      .initializer_bytes(integers<int8_t>("wz", {2}, ElementType::int8, {0, 2}))
      .initializer_bytes(integers<int32_t>("bq", {2}, ElementType::int32, {4, -8}))
      .initializer("bs", floats({2}, {0.25f, 0.125f}))
      .node("QuantizeLinear", {"x", "xs", "xz"}, {"xq"})
      .node("DequantizeLinear", {"xq", "xs", "xz"}, {"xd"})
      .node("DequantizeLinear", {"wq", "ws", "wz"}, {"wd"}, {{"axis", int64_t{0}}})
      .node("DequantizeLinear", {"bq", "bs"}, {"bd"}, {{"axis", int64_t{0}}})
      .node("Conv", {"xd", "wd", "bd"}, {"c"}, {}, "conv")
      .node("QuantizeLinear", {"c", "ys", "yz"}, {"yq"})
      .node("DequantizeLinear", {"yq", "ys", "yz"}, {"y"})
      .output("y");
  return m;
}

}  // namespace

TEST(test_exec_dequantized__pairs_around_float_operators) {
  const GraphPtr graph = read_model_bytes(qdq_model(0).bytes());
  CHECK(types(graph) == (Names{"Conv", "Clip", "Identity"}));
  check_floats(constant(graph, "wd").to_floats(), {2, -1, 1, 1.5f});
  check_floats(constant(graph, "bd").to_floats(), {1, -1});
  // Weights by either name; the tensors of the pair are the input.
  CHECK_EQ(graph->require("wq"), graph->require("wd"));
  CHECK_EQ(graph->require("xq"), graph->require("x"));
  CHECK_EQ(graph->require("xd"), graph->require("x"));
  CHECK(graph->require("yq") != graph->require("c"));
  // 2a - b + 1 and a + 1.5b - 1, clamped to [0, 63.75]; the input passes what is beyond its range.
  const Answer answer = run(graph, floats({1, 2, 1, 2}, {3, -1, 1, 100}));
  check_floats(answer.values, {6, 0, 3.5f, 63.75f});
  check_floats(answer.gradient, {3, 0, 0.5f, 0});
}

TEST(test_exec_dequantized__a_quantizer_from_zero_on_is_a_rectifier) {
  const Tensor x = floats({1, 2, 1, 2}, {3, -1, 1, -1});
  CHECK_EQ(run(read_model_bytes(qdq_model(0).bytes()), x, Rule::guided).rectifiers, 1);
  CHECK_EQ(run(read_model_bytes(qdq_model(128).bytes()), x, Rule::guided).rectifiers, 0);
}

TEST(test_exec_dequantized__a_quantizer_behind_a_relu_is_no_second_one) {
  ModelBuilder m(13);
  m.input("x", {1, 1, 2, 2});
  add_scale(&m, "s", 0.5f), add_uint8(&m, "z", 0);
  m.node("Relu", {"x"}, {"r"})
      .node("QuantizeLinear", {"r", "s", "z"}, {"q"})
      .node("DequantizeLinear", {"q", "s", "z"}, {"d"})
      .node("MaxPool", {"d"}, {"p"}, {{"kernel_shape", Ints{1, 2}}})
      .node("QuantizeLinear", {"p", "s", "z"}, {"pq"})
      .node("DequantizeLinear", {"pq", "s", "z"}, {"pd"})
      .node("Sigmoid", {"pd"}, {"y"})
      .output("y");
  const GraphPtr graph = read_model_bytes(m.bytes());
  // The first quantizer keeps its upper end, the second has nothing to do.
  CHECK(types(graph) == (Names{"Relu", "Clip", "MaxPool", "Sigmoid"}));
  const Answer answer = run(graph, floats({1, 1, 2, 2}, {1, 2, -3, 500}), Rule::deconvnet);
  CHECK_EQ(answer.rectifiers, 1);
}

TEST(test_exec_dequantized__operators_on_integers) {
  ModelBuilder m(13);
  m.import_opset("com.microsoft", 1).input("x", {1, 1, 1, 4});
  add_scale(&m, "s", 0.5f), add_uint8(&m, "z", 10);
  add_scale(&m, "cs", 0.25f), add_uint8(&m, "cz", 0);
  add_scale(&m, "ws", 0.5f);
  add_scale(&m, "as", 1), add_uint8(&m, "az", 100);
  m.initializer_bytes(integers<int8_t>("wz", {}, ElementType::int8, {1}))
      .initializer_bytes(integers<int8_t>("w", {2, 1, 1, 1}, ElementType::int8, {5, -3}))
      .initializer_bytes(integers<int32_t>("b", {2}, ElementType::int32, {4, 8}))
      .initializer_bytes(integers<uint8_t>("k", {2, 1, 1}, ElementType::uint8, {14, 8}))
      .node("QuantizeLinear", {"x", "s", "z"}, {"q"})
      .node("QLinearConv", {"q", "s", "z", "w", "ws", "wz", "cs", "cz", "b"}, {"c"}, {}, "conv")
      .node("MaxPool", {"c"}, {"p"}, {{"kernel_shape", Ints{1, 2}}, {"strides", Ints{1, 2}}})
      .node("QLinearAdd", {"p", "cs", "cz", "k", "s", "z", "as", "az"}, {"a"}, {}, "",
            "com.microsoft")
      .node("QLinearConcat", {"as", "az", "a", "as", "az", "p", "cs", "cz"}, {"j"},
            {{"axis", int64_t{1}}}, "", "com.microsoft")
      .node("DequantizeLinear", {"j", "as", "az"}, {"y"})
      .output("y");
  const GraphPtr graph = read_model_bytes(m.bytes());
  check_floats(constant(graph, "w").to_floats(), {2, -2});
  // c: 2x + 1 and -2x + 2, at least 0; pooled; plus 2 and -1.
  const Answer answer = run(graph, floats({1, 1, 1, 4}, {1, 2, -3, -1}));
  check_floats(answer.values, {7, 2, -1, 7, 5, 0, 0, 8});
  check_floats(answer.gradient, {0, 4, -4, 0});
  CHECK_EQ(graph->nodes[0].view.name, std::string("conv"));
}

TEST(test_exec_dequantized__scales_computed_from_the_data) {
  ModelBuilder m(13);
  m.input("x", {2, 2});
  add_scale(&m, "ws", 0.25f);
  m.initializer_bytes(integers<uint8_t>("w", {2, 2}, ElementType::uint8, {132, 126, 128, 136}))
      .initializer_bytes(integers<uint8_t>("wz", {}, ElementType::uint8, {128}))
      .node("DynamicQuantizeLinear", {"x"}, {"q", "qs", "qz"})
      .node("MatMulInteger", {"q", "w", "qz", "wz"}, {"i"})
      .node("Cast", {"i"}, {"f"}, {{"to", int64_t{1}}})
      .node("Mul", {"qs", "ws"}, {"scale"})
      .node("Mul", {"f", "scale"}, {"y"})
      .output("y");
  const GraphPtr graph = read_model_bytes(m.bytes());
  const Answer answer = run(graph, floats({2, 2}, {1, 2, 3, -1}));
  check_floats(answer.values, {1, 3.5f, 3, -3.5f});
  check_floats(answer.gradient, {0.5f, 2, 0.5f, 2});
}

TEST(test_exec_dequantized__scales_of_axes_and_blocks) {
  const Tensor four = Tensor::from_ints({2, 4}, Ints{1, 2, 3, 4, 5, 6, 7, 8});
  const auto check = [&](const Tensor& scale, const Tensor& zero, int64_t axis, int64_t block,
                         const std::vector<float>& expected) {
    check_floats(dequantized(four, {scale, zero, ElementType::int8}, axis, block).to_floats(),
                 expected);
  };
  check(Tensor::scalar(2), {}, 0, 0, {2, 4, 6, 8, 10, 12, 14, 16});
  check(floats({2}, {1, 10}), Tensor::vector_of({0, 5}), 0, 0, {1, 2, 3, 4, 0, 10, 20, 30});
  check(floats({4}, {1, 2, 3, 4}), {}, -1, 0, {1, 4, 9, 16, 5, 12, 21, 32});
  check(floats({2, 2}, {1, 2, 3, 4}), {}, 1, 2, {1, 2, 6, 8, 15, 18, 28, 32});
  check(floats({1, 4}, {1, 2, 3, 4}), {}, 0, 2, {1, 4, 9, 16, 5, 12, 21, 32});
  CHECK_ERROR(dequantized(four, {floats({3}, {1, 2, 3}), {}, {}}, 0, 0), Status::corrupt,
              "3 scales do not belong to axis 0 of 2x4");
  for (const int64_t block : {int64_t{-1}, int64_t{3}, INT64_MAX, INT64_MIN})
    CHECK_ERROR(dequantized(four, {floats({1, 4}, {1, 2, 3, 4}), {}, {}}, 1, block),
                Status::corrupt, "do not belong to blocks");
}

TEST(test_exec_dequantized__refuses_what_has_no_float_network) {
  // The scale is computed.
  ModelBuilder computed(13);
  computed.input("x", {2}).input("s", {});
  computed.node("QuantizeLinear", {"x", "s"}, {"q"})
      .node("DequantizeLinear", {"q", "s"}, {"y"})
      .output("y");
  CHECK_ERROR(read_model_bytes(computed.bytes()), Status::unsupported,
              "DequantizeLinear (1 node: #1)");
  // Quantized by one scale, read by another.
  ModelBuilder other(13);
  other.input("x", {2});
  add_scale(&other, "s", 0.5f), add_scale(&other, "t", 0.25f), add_uint8(&other, "z", 0);
  other.node("QuantizeLinear", {"x", "s", "z"}, {"q"})
      .node("DequantizeLinear", {"q", "t", "z"}, {"y"})
      .output("y");
  CHECK_ERROR(read_model_bytes(other.bytes()), Status::unsupported,
              "differ from those that its input was quantized with");
  // A circle of names.
  ModelBuilder circle(13);
  circle.input("x", {2});
  add_scale(&circle, "s", 0.5f), add_uint8(&circle, "z", 0);
  circle.node("DequantizeLinear", {"q", "s", "z"}, {"d"})
      .node("QuantizeLinear", {"e", "s", "z"}, {"q"})
      .node("Identity", {"d"}, {"e"})
      .node("Relu", {"x"}, {"y"})
      .output("y");
  CHECK_ERROR(read_model_bytes(circle.bytes()), Status::corrupt, "circle");
}

// A damaged or malicious file must not cost more than its size: chains are walked once, names made
// once.
TEST(test_exec_dequantized__long_chains_and_equal_names) {
  ModelBuilder m(13);
  m.import_opset("com.microsoft", 1).input("x", {2});
  add_scale(&m, "s", 0.5f), add_uint8(&m, "z", 0);
  constexpr int kLength = 30000;
  m.node("QuantizeLinear", {"x", "s", "z"}, {"q0"});
  for (int i = kLength; i > 0; --i)
    m.node("DequantizeLinear", {concat("q", i), "s", "z"}, {concat("d", i)});
  for (int i = 0; i < kLength; ++i) m.node("Identity", {concat("q", i)}, {concat("q", i + 1)});
  m.node("Relu", {concat("d", kLength)}, {"y"}).output("y");
  CHECK_EQ(read_model_bytes(m.bytes())->nodes.size(), static_cast<size_t>(kLength) + 1);

  ModelBuilder equal(13);
  equal.import_opset("com.microsoft", 1).input("x", {2}).output("y");
  for (int i = 0; i < kLength; ++i)
    equal.node("FusedGemm", {"x", "x"}, {"y"}, {{"activation", std::string("Relu")}}, "",
               "com.microsoft");
  CHECK_ERROR(read_model_bytes(equal.bytes()), Status::corrupt, "needs a name of its own");
}

int main() {
  return run_tests({CASE(test_exec_dequantized__pairs_around_float_operators),
                    CASE(test_exec_dequantized__a_quantizer_from_zero_on_is_a_rectifier),
                    CASE(test_exec_dequantized__a_quantizer_behind_a_relu_is_no_second_one),
                    CASE(test_exec_dequantized__operators_on_integers),
                    CASE(test_exec_dequantized__scales_computed_from_the_data),
                    CASE(test_exec_dequantized__scales_of_axes_and_blocks),
                    CASE(test_exec_dequantized__long_chains_and_equal_names),
                    CASE(test_exec_dequantized__refuses_what_has_no_float_network)});
}
