// The one message about operators that are not supported.
#include "onnx/reader.h"
#include "support/check.h"
#include "support/onnx_builder.h"

using namespace cnnviz::test;

namespace {

ModelBuilder start(int64_t opset = 17) {
  ModelBuilder model(opset);
  model.input("x", {1}).node("Relu", {"x"}, {"y"}, {}, "act").output("y");
  return model;
}

// What reading the model says.
std::string refusal(const ModelBuilder& model) {
  try {
    read_model_bytes(model.bytes());
  } catch (const Error& error) {
    CHECK(error.status() == Status::unsupported);
    return error.what();
  }
  throw Failure{"the model was read"};
}

void check_says(const std::string& text, const std::vector<std::string>& words) {
  for (const std::string& word : words)
    if (text.find(word) == std::string::npos)
      throw Failure{concat("\"", text, "\" does not say \"", word, "\"")};
}

}  // namespace

TEST(test_onnx_unsupported__lists_types_counts_and_first_nodes) {
  ModelBuilder model = start();
  for (int i = 0; i < 5; ++i)
    model.node("Bernoulli", {"x"}, {concat("e", i)}, {}, concat("ber", i));
  model.node("Unique", {"x"}, {"u"});
  const std::string text = refusal(model);
  check_says(text, {"Bernoulli (5 nodes: \"ber0\", \"ber1\", \"ber2\", ...)", "Unique (1 node: #6)",
                    "onnx.utils.extract_model"});
  CHECK(text.find("Relu") == std::string::npos);
}

TEST(test_onnx_unsupported__subgraphs_are_control_flow) {
  std::string branch;
  {
    protozero::pbf_writer writer(branch);
    writer.add_string(proto::kAttributeName, "then_branch");
    writer.add_message(proto::kAttributeGraph, std::string());
    writer.add_int64(proto::kAttributeType, static_cast<int64_t>(proto::AttributeKind::graph));
  }
  std::string node = node_proto("If", {"x"}, {"z"}, {}, "branch");
  protozero::pbf_writer(node).add_message(proto::kNodeAttribute, branch);
  check_says(
      refusal(start().node_bytes(node).node("Loop", {"x"}, {"l"}).node("Scan", {"x"}, {"s"})),
      {"If (1 node: \"branch\")", "Loop (1 node: #2)", "Scan (1 node: #3)", "constant conditions"});
  // A subgraph makes an operator control flow, whatever its name.
  std::string odd = node_proto("Relu", {"x"}, {"z"}, {}, "odd");
  protozero::pbf_writer(odd).add_message(proto::kNodeAttribute, branch);
  check_says(refusal(start().node_bytes(odd)), {"Relu (1 node: \"odd\")", "constant conditions"});
}

TEST(test_onnx_unsupported__functions_are_named_even_where_the_type_is_known) {
  ModelBuilder model = start();
  model.function("my.ops", "Swish").function("", "Relu").import_opset("my.ops", 1);
  model.node("Swish", {"y"}, {"z"}, {}, "s", "my.ops");
  check_says(refusal(model), {"my.ops.Swish (1 node: \"s\")", "Relu (1 node: \"act\")",
                              "onnx.inliner.inline_local_functions"});
}

TEST(test_onnx_unsupported__functions_nobody_calls_do_not_matter) {
  ModelBuilder model = start();
  model.function("my.ops", "Swish");
  CHECK_EQ(read_model_bytes(model.bytes())->nodes.size(), 1u);
}

TEST(test_onnx_unsupported__quantized_and_foreign_operators_get_their_own_advice) {
  ModelBuilder model = start();
  model.import_opset("com.microsoft", 1);
  model.node("DequantizeLinear", {"x", "x"}, {"q"})
      .node("Inverse", {"x"}, {"f"}, {}, "inv", "com.microsoft")
      .node("Conv", {"x"}, {"n"}, {}, "nc", "com.microsoft.nchwc");
  check_says(refusal(model),
             {"com.microsoft.Inverse (1 node: \"inv\")", "DequantizeLinear (1 node: #1)",
              "com.microsoft.nchwc.Conv (1 node: \"nc\")", "use the float32 model",
              "from an optimizer", "ORT_ENABLE_EXTENDED"});
}

TEST(test_onnx_unsupported__known_types_of_another_opset_say_so) {
  // HardSwish is younger than opset 13.
  check_says(refusal(start(13).node("HardSwish", {"x"}, {"h"}, {}, "hs")),
             {"HardSwish of opset 13 (1 node: \"hs\")", "onnx.version_converter"});
}

TEST(test_onnx_unsupported__goes_before_other_errors) {
  ModelBuilder model = start();
  model.node("Conv", {"x", "x"}, {"c"}, {{"group", "four"}}, "bad")
      .initializer_bytes(tensor_head("words", {1}, ElementType::string))
      .input("photo", {1}, ElementType::uint8)
      .node("Bernoulli", {"x"}, {"e"});
  check_says(refusal(model), {"Bernoulli (1 node: #2)"});
}

TEST(test_onnx_unsupported__errors_of_one_node_carry_its_label) {
  ModelBuilder model = start();
  model.node("Concat", {"x", "y"}, {"c"}, {{"axis", "one"}}, "join");
  CHECK_ERROR(read_model_bytes(model.bytes()), Status::corrupt,
              "Concat \"join\": attribute \"axis\" is a text, but must be an integer");
}

TEST(test_onnx_unsupported__unreadable_weights_are_named) {
  CHECK_ERROR(
      read_model_bytes(
          start().initializer_bytes(tensor_head("words", {1}, ElementType::string)).bytes()),
      Status::unsupported, "tensor \"words\": elements of type string are not read");
}

TEST(test_onnx_unsupported__the_list_stays_short) {
  ModelBuilder model = start();
  for (int i = 0; i < 3000; ++i)
    model.node(concat("Custom", i, std::string(1000, 'x')), {"x"}, {concat("c", i)}, {},
               std::string(1000, 'n'));
  const std::string text = refusal(model);
  check_says(text, {"and 2980 more types"});
  CHECK(text.size() < 10000);
}

int main() {
  return run_tests({
      CASE(test_onnx_unsupported__lists_types_counts_and_first_nodes),
      CASE(test_onnx_unsupported__subgraphs_are_control_flow),
      CASE(test_onnx_unsupported__functions_are_named_even_where_the_type_is_known),
      CASE(test_onnx_unsupported__functions_nobody_calls_do_not_matter),
      CASE(test_onnx_unsupported__quantized_and_foreign_operators_get_their_own_advice),
      CASE(test_onnx_unsupported__known_types_of_another_opset_say_so),
      CASE(test_onnx_unsupported__goes_before_other_errors),
      CASE(test_onnx_unsupported__errors_of_one_node_carry_its_label),
      CASE(test_onnx_unsupported__unreadable_weights_are_named),
      CASE(test_onnx_unsupported__the_list_stays_short),
  });
}
