// Damaged models: whatever is changed in a small model, reading it gives a graph or an Error.
#include "base/random.h"
#include "onnx/reader.h"
#include "support/check.h"
#include "support/mutate.h"
#include "support/onnx_builder.h"

using namespace cnnviz::test;

namespace {

// One of everything that the reader has a branch for.
std::vector<uint8_t> rich_model() {
  const Floats floats{1, 2, 3, 4};
  std::string typed = tensor_head("typed", {4}, ElementType::float32);
  protozero::pbf_writer(typed).add_packed_float(proto::kTensorFloatData, floats.begin(),
                                                floats.end());
  const Ints ints{1, -1};
  std::string small = tensor_head("small", {2}, ElementType::int8);
  protozero::pbf_writer(small).add_packed_int64(proto::kTensorInt32Data, ints.begin(), ints.end());
  const Ints zeros{0};
  std::string zero = tensor_head("zero", {}, ElementType::uint8);
  protozero::pbf_writer(zero).add_packed_int64(proto::kTensorInt32Data, zeros.begin(), zeros.end());
  return ModelBuilder(13)
      .import_opset("ai.onnx.ml", 3)
      .import_opset("com.microsoft", 1)
      .producer("cnnviz", "1")
      .metadata("classes", "cat,dog")
      .function("my.ops", "Swish")
      .input("x", {"N", 4, 8, 8})
      .input("shape", {2}, ElementType::int64)
      .initializer("w", Tensor(DataType::float32, {2, 4, 3, 3}))
      .initializer_bytes(typed)
      .initializer_bytes(small)
      .initializer_bytes(zero)
      .initializer("scale", Tensor::scalar(0.5f))
      .node("Conv", {"x", "w"}, {"c"}, {{"pads", Ints{1, 1, 1, 1}}, {"group", 1}}, "conv")
      .node("Relu", {"c"}, {"r"})
      .node("Constant", {}, {"k"}, {{"value", Tensor::vector_of({0, -1})}})
      .node("Reshape", {"r", "k"}, {"f"}, {}, "flat")
      .node("Softmax", {"f"}, {"p"}, {{"axis", 1}})
      .node("QuantizeLinear", {"r", "scale", "zero"}, {"q"})
      .node("DequantizeLinear", {"q", "scale", "zero"}, {"d"})
      .node("DequantizeLinear", {"small", "scale"}, {"k8"})
      .node("FusedConv", {"x", "w"}, {"z"}, {{"activation", std::string("Relu")}}, "",
            "com.microsoft")
      .output("p")
      .output("r")
      .bytes();
}

}  // namespace

TEST(test_onnx_mutations__give_a_graph_or_an_error) {
  const std::vector<uint8_t> model = rich_model();
  CHECK_EQ(read_model_bytes(model)->nodes.size(), 8u);
  Random random(2024);
  int read = 0, refused = 0;
  for (int i = 0; i < 2000; ++i) {
    std::vector<uint8_t> bytes = model;
    mutate(&random, &bytes, model);
    try {
      const auto graph = read_model_bytes(bytes);
      // What was accepted is consistent.
      for (const Node& node : graph->nodes)
        for (const ValueId input : node.inputs)
          CHECK(input < static_cast<ValueId>(graph->values.size()));
      ++read;
    } catch (const Error& error) {
      CHECK(error.status() == Status::corrupt || error.status() == Status::unsupported);
      CHECK(std::strlen(error.what()) > 20);
      ++refused;
    }
  }
  // The mutations are neither all harmless nor all fatal.
  CHECK(read > 100 && refused > 500);
}

TEST(test_onnx_mutations__of_one_byte_each) {
  const std::vector<uint8_t> model = rich_model();
  for (size_t i = 0; i < model.size(); ++i)
    for (const uint8_t value : {uint8_t{0}, uint8_t{0x7f}, uint8_t{0xff}}) {
      std::vector<uint8_t> bytes = model;
      bytes[i] = value;
      try {
        read_model_bytes(bytes);
      } catch (const Error& error) {
        CHECK(error.status() == Status::corrupt || error.status() == Status::unsupported);
      }
    }
}

int main() {
  return run_tests({
      CASE(test_onnx_mutations__give_a_graph_or_an_error),
      CASE(test_onnx_mutations__of_one_byte_each),
  });
}
