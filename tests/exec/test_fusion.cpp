// What is computed together: the same values, gradients and counts of rectifiers as one by one, and
// really together.
#include <algorithm>

#include "exec/networks.h"
#include "support/check.h"

using namespace cnnviz::test;

namespace {

// Convolutions of every kind before what can be fused into them: a branch added from before and
// from behind, x sigmoid(x) after an inner convolution and after a depthwise one, HardSwish, a sum
// that is asked for twice and so stays.
GraphPtr branching_network() {
  ModelBuilder m(14);
  uint32_t seed = 40;
  const auto conv = [&](const std::string& in, const std::string& out, int64_t from, int64_t to,
                        int64_t k, int64_t groups = 1) {
    const double range = 2.0 / static_cast<double>(k * k);
    m.initializer(out + ".w", random_tensor({to, from / groups, k, k}, ++seed, -range, range));
    m.initializer(out + ".b", random_tensor({to}, ++seed, -0.5, 0.5));
    m.node("Conv", {in, out + ".w", out + ".b"}, {out},
           {{"pads", Ints{k / 2, k / 2, k / 2, k / 2}}, {"group", groups}});
  };
  m.input("x", {1, 16, 16, 18});
  conv("x", "a", 16, 24, 1);
  conv("x", "b", 16, 24, 3);  // behind a: takes the sum
  m.node("Add", {"b", "a"}, {"ab"});
  m.node("Relu", {"ab"}, {"r"});
  conv("r", "c", 24, 24, 3, 24);
  m.node("Sigmoid", {"c"}, {"cs"});
  m.node("Mul", {"c", "cs"}, {"c_swish"});
  conv("c_swish", "d", 24, 24, 3, 3);
  m.node("HardSwish", {"d"}, {"d_hard"});
  conv("d_hard", "e", 24, 24, 1);
  m.node("Add", {"r", "e"}, {"re"});
  conv("re", "f", 24, 32, 3);
  m.node("Sigmoid", {"f"}, {"fs"});
  m.node("Mul", {"fs", "f"}, {"f_swish"});
  conv("f_swish", "g", 32, 24, 1);
  m.node("Add", {"g", "re"}, {"y"});
  m.output("y");
  return read_model_bytes(m.bytes());
}

const Tensor& picture() {
  static const Tensor x = random_tensor({1, 16, 16, 18}, 7);
  return x;
}

std::vector<std::string> types_of(GraphExecutor& executor) {
  std::vector<std::string> types;
  for (const auto& row : executor.profile())
    if (row.type != "layout") types.push_back(row.type);
  return types;
}

ExecutorOptions with_fusing(bool fuse) {
  ExecutorOptions options;
  options.fuse = fuse;
  return options;
}

TEST(test_exec_fusion__forward_is_the_same_and_computed_together) {
  const GraphPtr graph = branching_network();
  const auto fused = make_executor(graph), alone = make_executor(graph, with_fusing(false));
  const ForwardRequest request{{"y"}, {}, {}};
  const Tensor y = fused->forward({{"x", picture()}}, request)[0];
  const Tensor expected = alone->forward({{"x", picture()}}, request)[0];
  CHECK(largest_difference(y, expected) <= 1e-5 * largest(expected));
  CHECK(types_of(*fused) ==
        (std::vector<std::string>{"Conv", "Conv+Add+Relu", "Conv+Sigmoid+Mul", "Conv+HardSwish",
                                  "Conv+Add", "Conv+Sigmoid+Mul", "Conv+Add"}));
  // x f(x) is one operator in both.
  CHECK_EQ(types_of(*alone).size(), 7u + 3 + 1 + 1 + 2);
}

TEST(test_exec_fusion__gradients_are_the_same) {
  const GraphPtr graph = branching_network();
  const auto fused = make_executor(graph), alone = make_executor(graph, with_fusing(false));
  const ForwardRequest request{{"y"}, {"y"}, {"x", "re"}};
  const Tensor seed = random_tensor({1, 24, 16, 18}, 8);
  for (const Rule rule : {Rule::gradient, Rule::deconvnet, Rule::guided})
    for (const RectifierPolicy policy : {RectifierPolicy::relu_like, RectifierPolicy::extended}) {
      BackwardOptions options;
      options.rule = rule;
      options.policy = policy;
      fused->forward({{"x", picture()}}, request);
      alone->forward({{"x", picture()}}, request);
      const BackwardResult one = fused->backward({{"y", seed}}, options);
      const BackwardResult other = alone->backward({{"y", seed}}, options);
      CHECK_EQ(one.rectifiers, other.rectifiers);
      for (size_t i = 0; i < one.gradients.size(); ++i)
        CHECK(largest_difference(one.gradients[i], other.gradients[i]) <=
              1e-5 * largest(other.gradients[i]));
    }
  // Activations whose gradient needs what came before them stay apart.
  const std::vector<std::string> types = types_of(*fused);
  CHECK_EQ(std::count(types.begin(), types.end(), "Sigmoid+Mul"), 2);
  CHECK_EQ(std::count(types.begin(), types.end(), "HardSwish"), 1);
}

TEST(test_exec_fusion__what_is_asked_for_is_computed) {
  const GraphPtr graph = branching_network();
  const auto fused = make_executor(graph), alone = make_executor(graph, with_fusing(false));
  const ForwardRequest request{{"y", "cs", "ab", "fs", "d", "g"}, {}, {}};
  const auto values = fused->forward({{"x", picture()}}, request);
  const auto expected = alone->forward({{"x", picture()}}, request);
  for (size_t i = 0; i < values.size(); ++i)
    CHECK(largest_difference(values[i], expected[i]) <= 1e-5 * largest(expected[i]));
}

}  // namespace

int main() {
  return run_tests({CASE(test_exec_fusion__forward_is_the_same_and_computed_together),
                    CASE(test_exec_fusion__gradients_are_the_same),
                    CASE(test_exec_fusion__what_is_asked_for_is_computed)});
}
