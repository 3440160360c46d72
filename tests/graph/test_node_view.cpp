#include "graph/node_view.h"

#include "support/check.h"

using namespace cnnviz::test;

namespace {

NodeView conv() {
  NodeView node;
  node.type = "Conv";
  node.name = "conv1";
  node.index = 12;
  node.inputs = {"x", "", "b"};
  node.outputs = {"", "fire2/squeeze"};
  node.attributes["group"] = int64_t{4};
  node.attributes["alpha"] = 0.5f;
  node.attributes["auto_pad"] = std::string("VALID");
  node.attributes["pads"] = std::vector<int64_t>{1, 2};
  node.attributes["scales"] = std::vector<float>{1.5f};
  node.attributes["value"] = Tensor::scalar(3);
  return node;
}

}  // namespace

TEST(test_graph_node_view__reads_attributes_of_every_type) {
  const NodeView node = conv();
  CHECK_EQ(node.get_int("group", 1), 4);
  CHECK_EQ(node.get_float("alpha", 1), 0.5f);
  CHECK_EQ(node.get_text("auto_pad", "NOTSET"), "VALID");
  CHECK(node.get_ints("pads", {}) == (std::vector<int64_t>{1, 2}));
  CHECK(node.get_floats("scales", {}) == std::vector<float>{1.5f});
  CHECK_EQ(node.get_tensor("value")->floats()[0], 3.0f);
  CHECK(node.has("group") && !node.has("kernel_shape"));
}

TEST(test_graph_node_view__falls_back_where_an_attribute_is_left_out) {
  const NodeView node = conv();
  CHECK_EQ(node.get_int("axis", -1), -1);
  CHECK_EQ(node.get_float("beta", 2.5f), 2.5f);
  CHECK_EQ(node.get_text("mode", "nearest"), "nearest");
  CHECK(node.get_ints("strides", {7}) == std::vector<int64_t>{7});
  CHECK(node.get_floats("floats", {1}) == std::vector<float>{1});
  CHECK(!node.get_tensor("tensor").has_value());
}

TEST(test_graph_node_view__refuses_attributes_of_another_type) {
  const NodeView node = conv();
  CHECK_ERROR(node.get_int("alpha", 0), Status::corrupt,
              "Conv \"conv1\": attribute \"alpha\" is a float, but must be an integer");
  CHECK_ERROR(node.get_float("group", 0), Status::corrupt, "must be a float");
  CHECK_ERROR(node.get_text("pads", ""), Status::corrupt, "must be a text");
  CHECK_ERROR(node.get_ints("group", {}), Status::corrupt, "must be a list of integers");
  CHECK_ERROR(node.get_floats("pads", {}), Status::corrupt, "must be a list of floats");
  CHECK_ERROR(node.get_tensor("auto_pad"), Status::corrupt, "must be a tensor");
}

TEST(test_graph_node_view__knows_inputs_and_outputs_left_out) {
  const NodeView node = conv();
  CHECK(node.has_input(0) && !node.has_input(1) && node.has_input(2) && !node.has_input(3));
  CHECK(!node.has_output(0) && node.has_output(1) && !node.has_output(2));
}

TEST(test_graph_node_view__labels_by_name_or_by_index_and_output) {
  NodeView node = conv();
  CHECK_EQ(node.label(), "Conv \"conv1\"");
  node.name.clear();
  CHECK_EQ(node.label(), "Conv #12 -> fire2/squeeze");
  node.outputs = {""};
  CHECK_EQ(node.label(), "Conv #12");
  node.domain = "com.microsoft";
  CHECK_EQ(node.label(), "com.microsoft.Conv #12");
}

TEST(test_graph_node_view__cuts_labels_of_absurd_length) {
  NodeView node = conv();
  node.name.assign(100000, 'n');
  CHECK(node.label().size() < 1000);
  node.name.clear();
  node.type.assign(100000, 't');
  node.outputs = {std::string(100000, 'o')};
  CHECK(node.label().size() < 1000);
}

TEST(test_graph_node_view__puts_the_label_in_front_of_errors) {
  CHECK_ERROR(conv().fail(Status::unsupported, "no ", 3, "-D"), Status::unsupported,
              "Conv \"conv1\": no 3-D");
  CHECK_ERROR(conv().require(false, Status::corrupt, "odd"), Status::corrupt,
              "Conv \"conv1\": odd");
  conv().require(true, Status::corrupt, "never");
}

int main() {
  return run_tests({
      CASE(test_graph_node_view__reads_attributes_of_every_type),
      CASE(test_graph_node_view__falls_back_where_an_attribute_is_left_out),
      CASE(test_graph_node_view__refuses_attributes_of_another_type),
      CASE(test_graph_node_view__knows_inputs_and_outputs_left_out),
      CASE(test_graph_node_view__labels_by_name_or_by_index_and_output),
      CASE(test_graph_node_view__cuts_labels_of_absurd_length),
      CASE(test_graph_node_view__puts_the_label_in_front_of_errors),
  });
}
