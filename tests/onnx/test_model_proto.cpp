// What a model file declares: versions, inputs, attributes.
#include "onnx/reader.h"

#include "support/check.h"
#include "support/onnx_builder.h"

using namespace cnnviz::test;

namespace {

// x -> Relu -> y, in a model of this opset.
ModelBuilder relu_model(int64_t opset = 13) {
  ModelBuilder model(opset);
  model.input("x", {1, 2}).node("Relu", {"x"}, {"y"}, {}, "act").output("y");
  return model;
}

}  // namespace

TEST(test_onnx_model_proto__input_types_and_open_shapes) {
  const auto graph = read_model_bytes(ModelBuilder(13)
                                          .input("f", {})
                                          .input("l", {2}, ElementType::int64)
                                          .input("i", {-1, "H"}, ElementType::int32)
                                          .input("b", {2}, ElementType::boolean)
                                          .input_without_shape("any")
                                          .node("Relu", {"f"}, {"y"})
                                          .output("y")
                                          .bytes());
  CHECK_EQ(graph->inputs.size(), 5u);
  CHECK(graph->inputs[0].shape.empty() && graph->inputs[0].shape_known);
  CHECK(graph->inputs[1].type == DataType::int64);
  CHECK(graph->inputs[2].type == DataType::int64);
  CHECK(graph->inputs[2].shape == (Shape{kDynamic, kDynamic}));
  CHECK(graph->inputs[3].type == DataType::boolean);
  CHECK(!graph->inputs[4].shape_known);
}

TEST(test_onnx_model_proto__other_input_types_are_refused_by_name) {
  for (const auto& [type, name] :
       {std::pair(ElementType::uint8, "uint8"), std::pair(ElementType::float64, "double"),
        std::pair(ElementType::float16, "float16"), std::pair(ElementType::string, "string")})
    CHECK_ERROR(read_model_bytes(ModelBuilder(13)
                                     .input("photo", {1}, type)
                                     .node("Relu", {"photo"}, {"y"})
                                     .output("y")
                                     .bytes()),
                Status::unsupported,
                concat("input \"photo\" takes elements of type ", name).c_str());
  CHECK_ERROR(read_model_bytes(ModelBuilder(13)
                                   .input("x", {1}, ElementType::undefined)
                                   .node("Relu", {"x"}, {"y"})
                                   .output("y")
                                   .bytes()),
              Status::corrupt, "no element type");
  CHECK_ERROR(read_model_bytes(ModelBuilder(13)
                                   .input("x", {1, 1, 1, 1, 1, 1, 1, 1, 1})
                                   .node("Relu", {"x"}, {"y"})
                                   .output("y")
                                   .bytes()),
              Status::unsupported, "rank 9");
}

TEST(test_onnx_model_proto__output_types_that_are_not_computed_are_refused) {
  const auto casting = [](ElementType type) {
    return ModelBuilder(13)
        .input("x", {1})
        .node("Cast", {"x"}, {"y"}, {{"to", static_cast<int64_t>(type)}})
        .output("y", type)
        .bytes();
  };
  CHECK_ERROR(read_model_bytes(casting(ElementType::float64)), Status::unsupported,
              "output \"y\" has elements of type double; float32, int64, int32 and bool");
  CHECK_EQ(read_model_bytes(casting(ElementType::int32))->outputs.size(), 1u);
  CHECK_EQ(read_model_bytes(casting(ElementType::boolean))->outputs.size(), 1u);
}

TEST(test_onnx_model_proto__sequence_inputs_are_refused) {
  std::string input;
  {
    protozero::pbf_writer writer(input);
    writer.add_string(proto::kValueName, "boxes");
    protozero::pbf_writer type(writer, proto::kValueType);
    type.add_message(proto::kTypeSequence, std::string());
  }
  std::string graph;
  protozero::pbf_writer(graph).add_message(proto::kGraphInput, input);
  CHECK_ERROR(read_model_bytes(relu_model().graph_bytes(graph).bytes()), Status::unsupported,
              "input \"boxes\" is a sequence");
}

TEST(test_onnx_model_proto__opsets) {
  CHECK_EQ(read_model_bytes(relu_model(7).bytes())->opset, 7);
  CHECK_EQ(read_model_bytes(relu_model(25).bytes())->opset, 25);
  CHECK_ERROR(read_model_bytes(relu_model(6).bytes()), Status::unsupported,
              "uses ONNX operator set 6; 7 or newer is read");
  CHECK_ERROR(read_model_bytes(relu_model(-1).bytes()), Status::unsupported, "operator set -1");
  CHECK_ERROR(read_model_bytes(relu_model().no_opset().bytes()), Status::corrupt,
              "does not say which ONNX operator set");
  const auto graph = read_model_bytes(
      relu_model().no_opset().import_opset("ai.onnx", 15).import_opset("ai.onnx.ml", 3).bytes());
  CHECK_EQ(graph->opset, 15);
  CHECK_EQ(graph->nodes[0].view.opset, 15);
  CHECK_ERROR(read_model_bytes(relu_model(13).import_opset("ai.onnx", 14).bytes()), Status::corrupt,
              "imported in two versions, 13 and 14");
}

TEST(test_onnx_model_proto__nodes_may_spell_the_standard_domain) {
  const auto graph = read_model_bytes(ModelBuilder(13)
                                          .input("x", {1})
                                          .node("Relu", {"x"}, {"y"}, {}, "r", "ai.onnx")
                                          .output("y")
                                          .bytes());
  CHECK_EQ(graph->nodes[0].view.domain, "");
  CHECK_EQ(graph->nodes[0].view.opset, 13);
}

TEST(test_onnx_model_proto__ir_versions) {
  CHECK_EQ(read_model_bytes(relu_model().ir_version(3).bytes())->ir_version, 3);
  CHECK_EQ(read_model_bytes(relu_model().ir_version(99).bytes())->ir_version, 99);
  CHECK_ERROR(read_model_bytes(relu_model().ir_version(2).bytes()), Status::unsupported,
              "IR version 2; 3 or newer");
}

TEST(test_onnx_model_proto__attributes_of_every_kind) {
  std::string untyped;  // as old writers do it: the kind follows from the field
  {
    protozero::pbf_writer writer(untyped);
    writer.add_string(proto::kAttributeName, "untyped");
    writer.add_int64(proto::kAttributeInt, 3);
  }
  std::string absent;  // as proto3 writers do it: a zero is not written
  {
    protozero::pbf_writer writer(absent);
    writer.add_string(proto::kAttributeName, "absent");
    writer.add_int64(proto::kAttributeType, static_cast<int64_t>(proto::AttributeKind::integers));
  }
  std::string node = node_proto("Relu", {"x"}, {"y"},
                                {{"i", -7},
                                 {"f", 0.5f},
                                 {"s", "text"},
                                 {"is", Ints{1, -2}},
                                 {"fs", Floats{1, 2}},
                                 {"ss", Names{"a", "b"}},
                                 {"t", Tensor::from_floats({2}, Floats{3, 4})}});
  protozero::pbf_writer writer(node);
  writer.add_message(proto::kNodeAttribute, untyped);
  writer.add_message(proto::kNodeAttribute, absent);
  const auto graph =
      read_model_bytes(ModelBuilder(13).input("x", {1}).node_bytes(node).output("y").bytes());
  const NodeView& view = graph->nodes[0].view;
  CHECK_EQ(view.get_int("i", 0), -7);
  CHECK_EQ(view.get_float("f", 0), 0.5f);
  CHECK_EQ(view.get_text("s", ""), "text");
  CHECK(view.get_ints("is", {}) == (Ints{1, -2}));
  CHECK(view.get_floats("fs", {}) == (Floats{1, 2}));
  CHECK(std::get<Names>(view.attributes.at("ss")) == (Names{"a", "b"}));
  CHECK(view.get_tensor("t")->to_floats() == (Floats{3, 4}));
  CHECK_EQ(view.get_int("untyped", 0), 3);
  CHECK(view.get_ints("absent", {9}).empty());
}

TEST(test_onnx_model_proto__malformed_attributes_name_their_node) {
  const auto read = [](const std::string& attribute) {
    std::string node = node_proto("Relu", {"x"}, {"y"}, {}, "act");
    protozero::pbf_writer(node).add_message(proto::kNodeAttribute, attribute);
    return read_model_bytes(ModelBuilder(13).input("x", {1}).node_bytes(node).output("y").bytes());
  };
  CHECK_ERROR(read(attribute_proto("", int64_t{1})), Status::corrupt,
              "Relu \"act\": an attribute has no name");
  const std::string twice = attribute_proto("a", int64_t{1});
  std::string node = node_proto("Relu", {"x"}, {"y"}, {{"a", 1}, {"a", 2}}, "act");
  CHECK_ERROR(
      read_model_bytes(ModelBuilder(13).input("x", {1}).node_bytes(node).output("y").bytes()),
      Status::corrupt, "attribute \"a\" is given twice");
  std::string empty;
  protozero::pbf_writer(empty).add_string(proto::kAttributeName, "empty");
  CHECK_ERROR(read(empty), Status::corrupt, "attribute \"empty\" has neither kind nor value");
  std::string reference = attribute_proto("r", int64_t{1});
  protozero::pbf_writer(reference).add_string(proto::kAttributeReference, "outer");
  CHECK_ERROR(read(reference), Status::corrupt,
              "attribute \"r\" refers to an attribute of a function");
  CHECK_ERROR(read(attribute_proto("t", Tensor::scalar(1)) + std::string("\x2a\x02\x10\x08", 4)),
              Status::unsupported, "elements of type string");
}

TEST(test_onnx_model_proto__attributes_of_kinds_that_are_not_read) {
  const std::pair<uint32_t, const char*> fields[] = {
      {proto::kAttributeSparseTensor, "is a sparse tensor"},
      {proto::kAttributeSparseTensors, "is a sparse tensor"},
      {proto::kAttributeTensors, "is a list of tensors"},
      {proto::kAttributeTypeProto, "is a type"},
      {proto::kAttributeTypeProtos, "is a type"},
      {proto::kAttributeGraphs, "constant conditions"}};
  for (const auto& [field, words] : fields) {
    std::string attribute;
    protozero::pbf_writer writer(attribute);
    writer.add_string(proto::kAttributeName, "odd");
    writer.add_message(field, std::string());
    std::string node = node_proto("Relu", {"x"}, {"y"}, {}, "act");
    protozero::pbf_writer(node).add_message(proto::kNodeAttribute, attribute);
    const auto bytes = ModelBuilder(13).input("x", {1}).node_bytes(node).output("y").bytes();
    CHECK_ERROR(read_model_bytes(bytes), Status::unsupported, words);
    CHECK_ERROR(read_model_bytes(bytes), Status::unsupported, "\"act\"");
  }
}

TEST(test_onnx_model_proto__sparse_weights_are_refused) {
  std::string graph;
  protozero::pbf_writer(graph).add_message(proto::kGraphSparseInitializer, std::string());
  CHECK_ERROR(read_model_bytes(relu_model().graph_bytes(graph).bytes()), Status::unsupported,
              "sparse weights");
}

int main() {
  return run_tests({
      CASE(test_onnx_model_proto__input_types_and_open_shapes),
      CASE(test_onnx_model_proto__other_input_types_are_refused_by_name),
      CASE(test_onnx_model_proto__output_types_that_are_not_computed_are_refused),
      CASE(test_onnx_model_proto__sequence_inputs_are_refused),
      CASE(test_onnx_model_proto__opsets),
      CASE(test_onnx_model_proto__nodes_may_spell_the_standard_domain),
      CASE(test_onnx_model_proto__ir_versions),
      CASE(test_onnx_model_proto__attributes_of_every_kind),
      CASE(test_onnx_model_proto__malformed_attributes_name_their_node),
      CASE(test_onnx_model_proto__attributes_of_kinds_that_are_not_read),
      CASE(test_onnx_model_proto__sparse_weights_are_refused),
  });
}
