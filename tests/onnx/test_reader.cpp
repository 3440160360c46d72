// ONNX bytes -> Graph: names, order, files.
#include "onnx/reader.h"

#include "base/text.h"
#include "support/check.h"
#include "support/folder.h"
#include "support/onnx_builder.h"

using namespace cnnviz::test;

namespace {

const Value& value(const Graph& graph, const char* name) {
  return graph.values[static_cast<size_t>(graph.require(name))];
}

// x -> Relu -> y, in a model of this opset.
ModelBuilder relu_model(int64_t opset = 13) {
  ModelBuilder model(opset);
  model.input("x", {1, 2}).node("Relu", {"x"}, {"y"}, {}, "act").output("y");
  return model;
}

std::string order_of(const Graph& graph) {
  std::vector<std::string> names;
  for (const Node& node : graph.nodes) names.push_back(node.view.name);
  return join(names);
}

}  // namespace

TEST(test_onnx_reader__reads_nodes_values_and_names) {
  const auto graph = read_model_bytes(ModelBuilder(13)
                                          .producer("pytorch", "2.1")
                                          .metadata("classes", "cat,dog")
                                          .input("x", {"N", 3, 8, 8})
                                          .initializer("w", Tensor(DataType::float32, {4, 3, 1, 1}))
                                          .node("Conv", {"x", "w"}, {"c"}, {{"group", 1}}, "conv1")
                                          .node("Relu", {"c"}, {"y"}, {}, "")
                                          .node("Add", {"y", "y"}, {"z"}, {}, "sum")
                                          .output("z")
                                          .output("c")
                                          .bytes());
  CHECK_EQ(graph->opset, 13);
  CHECK_EQ(graph->ir_version, 8);
  CHECK_EQ(graph->producer, "pytorch 2.1");
  CHECK_EQ(graph->metadata.at("classes"), "cat,dog");
  CHECK_EQ(join(graph->tensor_names()), "x, w, c, y, z");
  CHECK_EQ(order_of(*graph), "conv1, , sum");
  CHECK_EQ(graph->find("conv1"), graph->find("c"));
  CHECK_EQ(graph->nodes[1].view.label(), "Relu #1 -> y");
  CHECK_EQ(graph->nodes[0].view.opset, 13);
  CHECK(graph->nodes[0].op != nullptr);

  CHECK_EQ(graph->inputs.size(), 1u);
  CHECK(graph->inputs[0].shape == (Shape{kDynamic, 3, 8, 8}));
  CHECK(graph->inputs[0].shape_known && graph->inputs[0].type == DataType::float32);
  CHECK(graph->outputs == (std::vector<ValueId>{graph->find("z"), graph->find("c")}));
  CHECK_EQ(value(*graph, "x").producer, -1);
  CHECK_EQ(value(*graph, "y").producer, 1);
  CHECK(value(*graph, "y").consumers == std::vector<int32_t>{2});  // once, though read twice
  CHECK(value(*graph, "c").consumers == std::vector<int32_t>{1});
  CHECK(value(*graph, "w").constant.valid() && !value(*graph, "c").constant.valid());
  CHECK_EQ(shape_text(value(*graph, "w").constant.shape()), "4x3x1x1");
}

TEST(test_onnx_reader__ir3_lists_weights_among_the_inputs) {
  const auto graph = read_model_bytes(ModelBuilder(7)
                                          .ir_version(3)
                                          .input("w", {2})
                                          .input("x", {2})
                                          .initializer("w", Tensor::from_floats({2}, Floats{1, 2}))
                                          .node("Add", {"x", "w"}, {"y"})
                                          .output("y")
                                          .bytes());
  CHECK_EQ(graph->inputs.size(), 1u);
  CHECK_EQ(graph->name(graph->inputs[0].value), "x");
  CHECK(value(*graph, "w").constant.to_floats() == (Floats{1, 2}));
}

TEST(test_onnx_reader__unsorted_nodes_are_sorted) {
  const auto graph = read_model_bytes(ModelBuilder(13)
                                          .input("x", {1})
                                          .node("Relu", {"b"}, {"c"}, {}, "third")
                                          .node("Relu", {"x"}, {"a"}, {}, "first")
                                          .node("Neg", {"c"}, {"d"}, {}, "fourth")
                                          .node("Relu", {"a"}, {"b"}, {}, "second")
                                          .output("d")
                                          .bytes());
  CHECK_EQ(order_of(*graph), "first, second, third, fourth");
  CHECK_EQ(graph->nodes[0].view.index, 1);  // the place in the file stays
  CHECK_EQ(value(*graph, "d").producer, 3);
  CHECK(value(*graph, "a").consumers == std::vector<int32_t>{1});
}

TEST(test_onnx_reader__sorted_nodes_keep_their_order) {
  const auto graph = read_model_bytes(ModelBuilder(13)
                                          .input("x", {1})
                                          .node("Relu", {"x"}, {"a"}, {}, "n0")
                                          .node("Relu", {"x"}, {"b"}, {}, "n1")
                                          .node("Relu", {"a"}, {"c"}, {}, "n2")
                                          .node("Relu", {"b"}, {"d"}, {}, "n3")
                                          .output("d")
                                          .bytes());
  CHECK_EQ(order_of(*graph), "n0, n1, n2, n3");
}

TEST(test_onnx_reader__circles_are_named) {
  CHECK_ERROR(read_model_bytes(ModelBuilder(13)
                                   .input("x", {1})
                                   .node("Add", {"x", "c"}, {"a"}, {}, "one")
                                   .node("Relu", {"a"}, {"b"}, {}, "two")
                                   .node("Relu", {"b"}, {"c"}, {}, "three")
                                   .node("Relu", {"c"}, {"tail"}, {}, "tail")
                                   .output("tail")
                                   .bytes()),
              Status::corrupt,
              "circle, so it cannot be computed: Add \"one\", Relu \"two\", Relu \"three\"");
  CHECK_ERROR(read_model_bytes(ModelBuilder(13)
                                   .input("x", {1})
                                   .node("Relu", {"y"}, {"y"}, {}, "self")
                                   .output("y")
                                   .bytes()),
              Status::corrupt, "Relu \"self\"");
}

TEST(test_onnx_reader__long_circles_are_cut) {
  ModelBuilder model(13);
  model.input("x", {1});
  for (int i = 0; i < 100; ++i)
    model.node("Relu", {concat("t", (i + 99) % 100)}, {concat("t", i)}, {}, concat("n", i));
  CHECK_ERROR(read_model_bytes(model.output("t0").bytes()), Status::corrupt, "...");
}

TEST(test_onnx_reader__every_name_is_given_once) {
  const char* words = "every tensor of an ONNX graph needs a name of its own";
  CHECK_ERROR(read_model_bytes(ModelBuilder(13)
                                   .input("x", {1})
                                   .node("Relu", {"x"}, {"y"}, {}, "a")
                                   .node("Neg", {"x"}, {"y"}, {}, "b")
                                   .output("y")
                                   .bytes()),
              Status::corrupt,
              "Neg \"b\": its output \"y\" has the name of an output of Relu \"a\"");
  // As some converters write what runs in place.
  CHECK_ERROR(read_model_bytes(
                  ModelBuilder(13).input("x", {1}).node("Relu", {"x"}, {"x"}).output("x").bytes()),
              Status::corrupt, words);
  CHECK_ERROR(read_model_bytes(relu_model().input("x", {1}).bytes()), Status::corrupt, words);
  CHECK_ERROR(read_model_bytes(relu_model()
                                   .initializer("w", Tensor::scalar(1))
                                   .initializer("w", Tensor::scalar(2))
                                   .bytes()),
              Status::corrupt, words);
  CHECK_ERROR(read_model_bytes(relu_model().initializer("y", Tensor::scalar(1)).bytes()),
              Status::corrupt, "has the name of an input or weight");
}

TEST(test_onnx_reader__every_input_of_a_node_exists) {
  CHECK_ERROR(read_model_bytes(ModelBuilder(13)
                                   .input("x", {1})
                                   .node("Add", {"x", "lost"}, {"y"}, {}, "sum")
                                   .output("y")
                                   .bytes()),
              Status::corrupt, "Add \"sum\": its input \"lost\" is neither");
  CHECK_ERROR(read_model_bytes(relu_model().output("nothing").bytes()), Status::corrupt,
              "graph output \"nothing\" is computed by no node");
}

TEST(test_onnx_reader__optional_inputs_and_outputs_may_be_left_out) {
  const auto graph = read_model_bytes(ModelBuilder(13)
                                          .input("x", {1})
                                          .initializer("high", Tensor::scalar(6))
                                          .node("Clip", {"x", "", "high"}, {"y"}, {}, "clip")
                                          .node("Dropout", {"y"}, {"z", ""}, {}, "drop")
                                          .output("z")
                                          .bytes());
  CHECK(graph->nodes[0].inputs == (std::vector<ValueId>{0, kNoValue, 1}));
  CHECK_EQ(graph->nodes[1].outputs[1], kNoValue);
  CHECK(!graph->nodes[0].view.has_input(1));
}

TEST(test_onnx_reader__graph_outputs_may_be_inputs_or_weights) {
  const auto graph = read_model_bytes(
      relu_model().initializer("w", Tensor::scalar(1)).output("w").output("x").bytes());
  CHECK_EQ(graph->outputs.size(), 3u);
  CHECK_EQ(graph->outputs[2], graph->find("x"));
}

TEST(test_onnx_reader__nodes_and_graphs_that_make_no_sense) {
  CHECK_ERROR(read_model_bytes(ModelBuilder(13).input("x", {1}).node("Relu", {"x"}, {}).bytes()),
              Status::corrupt, "it has no outputs");
  CHECK_ERROR(read_model_bytes(ModelBuilder(13).input("x", {1}).node("", {"x"}, {"y"}).bytes()),
              Status::corrupt, "no operator type");
  CHECK_ERROR(read_model_bytes(ModelBuilder(13).input("x", {1}).node("Relu", {"x"}, {"y"}).bytes()),
              Status::corrupt, "the graph has no outputs");
  CHECK_ERROR(read_model_bytes(relu_model().input("", {1}).bytes()), Status::corrupt,
              "a graph input has no name");
}

TEST(test_onnx_reader__inputs_can_be_made_constants) {
  const auto bytes = ModelBuilder(13)
                         .input("x", {2})
                         .input("shape", {1}, ElementType::int64)
                         .node("Reshape", {"x", "shape"}, {"y"})
                         .output("y")
                         .bytes();
  const auto graph = read_model_bytes(bytes, {{{"shape", Tensor::vector_of({2})}}});
  CHECK_EQ(graph->inputs.size(), 1u);
  CHECK(value(*graph, "shape").constant.to_ints() == Ints{2});
  CHECK_ERROR(read_model_bytes(bytes, {{{"y", Tensor::scalar(1)}}}), Status::not_found,
              "the model has no input \"y\"");
}

TEST(test_onnx_reader__files_are_opened_by_path_and_named_in_errors) {
  const TestFolder folder;
  const std::string path = folder.path("net.onnx");
  relu_model().write(path);
  CHECK_EQ(read_model_file(path)->nodes.size(), 1u);
  relu_model(6).write(path);
  CHECK_ERROR(read_model_file(path), Status::unsupported, "net.onnx\": it uses ONNX");
  CHECK_ERROR(read_model_file(folder.path("none.onnx")), Status::not_found, "none.onnx");
  CHECK_ERROR(read_model_file(folder.path()), Status::io, "folder");
}

int main() {
  return run_tests({
      CASE(test_onnx_reader__reads_nodes_values_and_names),
      CASE(test_onnx_reader__ir3_lists_weights_among_the_inputs),
      CASE(test_onnx_reader__unsorted_nodes_are_sorted),
      CASE(test_onnx_reader__sorted_nodes_keep_their_order),
      CASE(test_onnx_reader__circles_are_named),
      CASE(test_onnx_reader__long_circles_are_cut),
      CASE(test_onnx_reader__every_name_is_given_once),
      CASE(test_onnx_reader__every_input_of_a_node_exists),
      CASE(test_onnx_reader__optional_inputs_and_outputs_may_be_left_out),
      CASE(test_onnx_reader__graph_outputs_may_be_inputs_or_weights),
      CASE(test_onnx_reader__nodes_and_graphs_that_make_no_sense),
      CASE(test_onnx_reader__inputs_can_be_made_constants),
      CASE(test_onnx_reader__files_are_opened_by_path_and_named_in_errors),
  });
}
