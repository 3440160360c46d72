#include "exec/shapes.h"

#include "exec/networks.h"
#include "support/check.h"

using namespace cnnviz::test;

TEST(test_exec_shapes__side_computations_become_constants) {
  const GraphPtr graph = everything_network();
  const InferredValues inferred =
      infer_values(*graph, {{graph->require("x"), ValueInfo::of_floats({5, 3, 20, 20})}},
                   {graph->require("prob")});
  const ValueInfo& shape = inferred.values[static_cast<size_t>(graph->require("flat_shape"))];
  CHECK(shape.constant.to_ints() == (std::vector<int64_t>{5, -1}));
  CHECK(inferred.values[static_cast<size_t>(graph->require("flat"))].shape == (Shape{5, 32}));
  for (const int32_t index : inferred.order) {
    const std::string& type = graph->nodes[static_cast<size_t>(index)].view.type;
    CHECK(type != "Shape" && type != "Gather");
  }
}

TEST(test_exec_shapes__only_ancestors_are_looked_at) {
  const GraphPtr graph = everything_network();
  const InferredValues inferred =
      infer_values(*graph, {{graph->require("x"), ValueInfo::of_floats({1, 3, 20, 20})}},
                   {graph->require("r1")});
  CHECK_EQ(inferred.order.size(), size_t{3});
  CHECK(!inferred.values[static_cast<size_t>(graph->require("c2"))].present);
}

// The classifier of a fixed-size network does not fit another picture size: an error where it is
// wanted, left out where everything that can be computed is asked for.
TEST(test_exec_shapes__a_prefix_works_where_the_whole_does_not) {
  ModelBuilder m(13);
  m.input("x", {1, 3, "H", "W"});
  m.initializer("w", random_tensor({4, 3, 3, 3}, 1)).initializer("fc", random_tensor({144, 5}, 2));
  m.node("Conv", {"x", "w"}, {"features"});
  m.node("Flatten", {"features"}, {"flat"});
  m.node("MatMul", {"flat", "fc"}, {"logits"}, {}).output("logits");
  const auto graph = read_model_bytes(m.bytes());
  const std::map<ValueId, ValueInfo> large{
      {graph->require("x"), ValueInfo::of_floats({1, 3, 30, 30})}};
  CHECK_ERROR(infer_values(*graph, large, {graph->require("logits")}), Status::invalid_argument,
              "do not multiply");
  const InferredValues inferred = infer_values(*graph, large, {});
  CHECK(inferred.values[static_cast<size_t>(graph->require("features"))].shape ==
        (Shape{1, 4, 28, 28}));
  CHECK(!inferred.values[static_cast<size_t>(graph->require("logits"))].present);
}

int main() {
  return run_tests({CASE(test_exec_shapes__side_computations_become_constants),
                    CASE(test_exec_shapes__only_ancestors_are_looked_at),
                    CASE(test_exec_shapes__a_prefix_works_where_the_whole_does_not)});
}
