#include <algorithm>
#include <numeric>

#include "ops/factories.h"
#include "support/check_op.h"
#include "support/naive.h"

using namespace cnnviz::test;

namespace {

double combined(const std::string& type, const std::vector<double>& values) {
  if (type == "Min") return *std::min_element(values.begin(), values.end());
  if (type == "Max") return *std::max_element(values.begin(), values.end());
  const double sum = std::accumulate(values.begin(), values.end(), 0.0);
  return type == "Sum" ? sum : sum / static_cast<double>(values.size());
}

struct Shapes {
  std::vector<Shape> inputs;
  bool blocked;
};

const std::vector<Shapes> kShapes = {
    {{{5}}, false},
    {{{2, 3, 4}}, true},
    {{{2, 19, 3, 5}, {2, 19, 3, 5}, {2, 19, 3, 5}}, true},
    {{{2, 16, 4}, {2, 16, 4}}, true},
    {{{1, 5, 2, 3, 2}, {1, 5, 2, 3, 2}, {1, 5, 2, 3, 2}, {1, 5, 2, 3, 2}}, true},
    {{{2, 3, 4}, {4}, {3, 1}}, false},
    {{{}, {3, 1}, {2}}, false},
    {{{2, 1, 4}, {3, 1}, {2, 3, 4}}, false},
    {{{2, 3, 700}, {3, 700}}, false},
    {{{}, {}}, false},
};

OpCase variadic_case(const std::string& type, const Shapes& shapes) {
  OpCase item;
  item.name = type;
  item.op = make_variadic(make_node(type, 13, shapes.inputs.size()));
  for (size_t i = 0; i < shapes.inputs.size(); ++i) {
    item.name += " " + shape_text(shapes.inputs[i]);
    item.inputs.push_back({random_tensor(shapes.inputs[i], static_cast<uint32_t>(20 + i))});
  }
  item.naive = [type](const std::vector<Tensor>& in) {
    return std::vector<Tensor>{
        map_elements(DataType::float32, in,
                     [&](const std::vector<double>& values) { return combined(type, values); })};
  };
  item.tolerance = 1e-6;
  return item;
}

}  // namespace

TEST(test_ops_variadic__values_gradients_geometry) {
  for (const char* type : {"Min", "Max", "Sum", "Mean"})
    for (const Shapes& shapes : kShapes) {
      OpCase item = variadic_case(type, shapes);
      const bool wins = std::string(type) == "Min" || std::string(type) == "Max";
      item.smooth = wins ? 0.2 : 1;  // an element that wins nearly everywhere has many rivals
      item.exact_geometry = !wins;
      CHECK_EQ(check_op(item).blocked > 0, shapes.blocked);
    }
}

TEST(test_ops_variadic__constants_keep_everything_plain) {
  for (const char* type : {"Min", "Max", "Sum", "Mean"}) {
    OpCase item = variadic_case(type, kShapes[2]);
    item.smooth = 0.5;
    item.inputs[1] = as_constant(item.inputs[1].tensor);
    CHECK_EQ(check_op(item).blocked, 0);
  }
}

TEST(test_ops_variadic__ties_go_to_the_first_winner) {
  const auto vector = [](std::vector<float> values) { return Tensor::from_floats({3}, values); };
  const std::vector<OpInput> inputs = {
      {vector({1, 2, 0})}, {vector({1, 2, 5})}, {vector({0, 2, 5})}};
  OpRunner runner(make_variadic(make_node("Max", 13, 3)), inputs, std::vector<Layout>(3));
  runner.forward();
  const std::vector<Tensor> gradients = runner.backward({vector({10, 20, 30})}, {});
  CHECK(gradients[0].to_floats() == std::vector<float>({10, 20, 0}));
  CHECK(gradients[1].to_floats() == std::vector<float>({0, 0, 30}));
  CHECK(gradients[2].to_floats() == std::vector<float>({0, 0, 0}));
}

TEST(test_ops_variadic__nan_wins) {
  const Tensor a = Tensor::from_floats({2}, std::vector<float>{NAN, 1}),
               b = Tensor::from_floats({2}, std::vector<float>{1, NAN});
  for (const char* type : {"Min", "Max"}) {
    OpRunner runner(make_variadic(make_node(type, 13, 2)), {{a}, {b}}, std::vector<Layout>(2));
    const std::vector<Tensor> y = runner.forward();
    CHECK(std::isnan(y[0].floats()[0]) && std::isnan(y[0].floats()[1]));
  }
}

TEST(test_ops_variadic__integers_forward) {
  const std::vector<OpInput> inputs = {{Tensor::vector_of({4, -7, INT64_MAX})},
                                       {Tensor::from_ints({1}, std::vector<int64_t>{2})}};
  const auto run = [&](const char* type) {
    return OpRunner(make_variadic(make_node(type, 12, 2)), inputs, std::vector<Layout>(2))
        .forward()[0]
        .to_ints();
  };
  CHECK(run("Max") == std::vector<int64_t>({4, 2, INT64_MAX}));
  CHECK(run("Min") == std::vector<int64_t>({2, -7, 2}));
}

TEST(test_ops_variadic__sum_of_two_takes_a_clamp) {
  CHECK(make_variadic(make_node("Sum", 8, 2))->accepts_activation());
  CHECK(!make_variadic(make_node("Sum", 8, 3))->accepts_activation());
}

TEST(test_ops_variadic__refusals) {
  CHECK_ERROR(make_variadic(make_node("Max", 13, 0)), Status::corrupt, "it has 0 inputs");
  CHECK_ERROR(make_variadic(make_node("Max", 13, 33)), Status::corrupt, "from 1 to 32");
  NodeView gap = make_node("Max", 13, 3);
  gap.inputs[1].clear();
  CHECK_ERROR(make_variadic(gap), Status::corrupt, "input 1 is left out");
  const OpPtr mean = make_variadic(make_node("Mean", 13, 1));
  CHECK_ERROR(mean->infer(infos_of({{Tensor::vector_of({1})}})), Status::unsupported,
              "input 0 is int64");
}

int main() {
  return run_tests({CASE(test_ops_variadic__values_gradients_geometry),
                    CASE(test_ops_variadic__constants_keep_everything_plain),
                    CASE(test_ops_variadic__ties_go_to_the_first_winner),
                    CASE(test_ops_variadic__nan_wins), CASE(test_ops_variadic__integers_forward),
                    CASE(test_ops_variadic__sum_of_two_takes_a_clamp),
                    CASE(test_ops_variadic__refusals)});
}
