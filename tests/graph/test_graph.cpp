#include "graph/graph.h"

#include "base/text.h"
#include "support/check.h"

using namespace cnnviz::test;

namespace {

// x -> split (a, b), where a is left out -> c; w is a weight that stands before the input.
Graph small_graph() {
  Graph graph;
  const auto add = [&](const std::string& name, int32_t producer) {
    const auto id = static_cast<ValueId>(graph.values.size());
    graph.values.emplace_back().name = name;
    graph.values.back().producer = producer;
    graph.by_tensor[name] = id;
    return id;
  };
  const ValueId w = add("w", -1);
  const ValueId x = add("x", -1);
  const ValueId b = add("features/b", 0);
  const ValueId c = add("logits", 1);
  graph.inputs.push_back({x, DataType::float32, {1, kDynamic}, true});
  Node split, last;
  split.view.name = "split";
  split.inputs = {x};
  split.outputs = {kNoValue, b};
  last.view.name = "logits";  // also the name of its tensor
  last.inputs = {b, w};
  last.outputs = {c};
  graph.nodes = {split, last};
  graph.by_node = {{"split", 0}, {"logits", 1}};
  graph.outputs = {c};
  return graph;
}

}  // namespace

TEST(test_graph_graph__finds_tensors_before_nodes) {
  const Graph graph = small_graph();
  CHECK_EQ(graph.find("x"), 1);
  CHECK_EQ(graph.find("logits"), 3);
  CHECK_EQ(graph.find("w"), 0);
}

TEST(test_graph_graph__a_node_is_its_first_present_output) {
  CHECK_EQ(small_graph().find("split"), 2);
}

TEST(test_graph_graph__unknown_names_get_the_nearest) {
  const Graph graph = small_graph();
  CHECK_EQ(graph.find("logit"), kNoValue);
  CHECK_EQ(graph.find(""), kNoValue);
  CHECK_ERROR(graph.require("logit"), Status::not_found, "\"logit\"; nearest: \"logits\"");
  CHECK_ERROR(graph.require("splitt"), Status::not_found, "nearest: \"split\"");
  CHECK_EQ(graph.require("split"), 2);
}

TEST(test_graph_graph__lists_inputs_weights_then_nodes_in_order) {
  CHECK_EQ(join(small_graph().tensor_names()), "x, w, features/b, logits");
}

int main() {
  return run_tests({
      CASE(test_graph_graph__finds_tensors_before_nodes),
      CASE(test_graph_graph__a_node_is_its_first_present_output),
      CASE(test_graph_graph__unknown_names_get_the_nearest),
      CASE(test_graph_graph__lists_inputs_weights_then_nodes_in_order),
  });
}
