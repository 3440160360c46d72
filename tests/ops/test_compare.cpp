#include "ops/factories.h"
#include "support/check_op.h"
#include "support/naive.h"

using namespace cnnviz::test;

namespace {

struct Function {
  const char* type;
  bool (*holds)(double, double);
};

const std::vector<Function> kComparisons = {
    {"Less", [](double a, double b) { return a < b; }},
    {"LessOrEqual", [](double a, double b) { return a <= b; }},
    {"Greater", [](double a, double b) { return a > b; }},
    {"GreaterOrEqual", [](double a, double b) { return a >= b; }},
    {"Equal", [](double a, double b) { return a == b; }},
};
const std::vector<Function> kLogic = {
    {"And", [](double a, double b) { return a != 0 && b != 0; }},
    {"Or", [](double a, double b) { return a != 0 || b != 0; }},
    {"Xor", [](double a, double b) { return a != b; }},
    {"Equal", [](double a, double b) { return a == b; }},
};

const std::vector<std::pair<Shape, Shape>> kShapes = {
    {{}, {}},
    {{7}, {7}},
    {{7}, {}},
    {{3, 1}, {4}},
    {{2, 19, 3, 5}, {2, 19, 3, 5}},
    {{2, 3, 4}, {3, 1}},
    {{4}, {1, 2, 3, 1, 4}},
};

OpCase compare_case(const Function& function, Tensor a, Tensor b) {
  OpCase item;
  item.name = concat(function.type, " ", shape_text(a.shape()), " ", shape_text(b.shape()));
  item.op = make_compare(make_node(function.type, 13, 2));
  item.inputs = {{std::move(a)}, {std::move(b)}};
  item.naive = [&](const std::vector<Tensor>& in) {
    return std::vector<Tensor>{
        map_elements(DataType::boolean, in, [&](const std::vector<double>& v) -> double {
          return function.holds(v[0], v[1]) ? 1 : 0;
        })};
  };
  item.backward = false;
  return item;
}

// Whole numbers, so that equal ones occur.
Tensor coarse(const Shape& shape, uint32_t seed) {
  Tensor tensor = random_tensor(shape, seed, -2, 2);
  for (float& value : tensor.mutable_floats()) value = std::round(value);
  return tensor;
}

}  // namespace

TEST(test_ops_compare__floats) {
  for (const Function& function : kComparisons)
    for (const auto& [a, b] : kShapes)
      CHECK_EQ(check_op(compare_case(function, coarse(a, 1), coarse(b, 2))).blocked, 0);
}

TEST(test_ops_compare__integers) {
  for (const Function& function : kComparisons)
    for (const auto& [a, b] : kShapes)
      check_op(compare_case(function, random_ints(a, 1, -2, 2), random_ints(b, 2, -2, 2)));
}

TEST(test_ops_compare__large_integers_are_told_apart) {
  const Tensor a = Tensor::vector_of({INT64_MAX, INT64_MIN}),
               b = Tensor::vector_of({INT64_MAX - 1, INT64_MIN});
  const auto run = [&](const char* type) {
    return OpRunner(make_compare(make_node(type, 13, 2)), {{a}, {b}}, std::vector<Layout>(2))
        .forward()[0]
        .to_ints();
  };
  CHECK(run("Equal") == std::vector<int64_t>({0, 1}));
  CHECK(run("Greater") == std::vector<int64_t>({1, 0}));
}

TEST(test_ops_compare__nothing_compares_with_nan) {
  const Tensor a = Tensor::from_floats({1}, std::vector<float>{NAN});
  for (const Function& function : kComparisons) {
    OpRunner runner(make_compare(make_node(function.type, 13, 2)), {{a}, {a}},
                    std::vector<Layout>(2));
    CHECK(runner.forward()[0].booleans()[0] == 0);
  }
}

TEST(test_ops_compare__booleans) {
  for (const Function& function : kLogic)
    for (const auto& [a, b] : kShapes) {
      OpCase item = compare_case(function, random_booleans(a, 1), random_booleans(b, 2));
      check_op(item);
    }
}

TEST(test_ops_compare__not) {
  for (const Shape& shape : {Shape{}, Shape{5}, Shape{2, 3, 4}}) {
    OpCase item;
    item.name = concat("Not ", shape_text(shape));
    item.op = make_compare(make_node("Not", 7, 1));
    item.inputs = {{random_booleans(shape, 3)}};
    item.naive = [](const std::vector<Tensor>& in) {
      return std::vector<Tensor>{map_elements(
          DataType::boolean, in, [](const std::vector<double>& v) { return v[0] != 0 ? 0 : 1; })};
    };
    item.exact_geometry = true;
    check_op(item);
  }
}

TEST(test_ops_compare__nan_and_infinity) {
  const Tensor x =
      Tensor::from_floats({5}, std::vector<float>{1, std::nanf(""), HUGE_VALF, -HUGE_VALF, 0});
  const auto answers = [&](const char* type, std::map<std::string, Attribute> attributes) {
    OpRunner runner(make_special(make_node(type, 13, 1, std::move(attributes))), {{x}},
                    {Layout::plain});
    const Tensor result = runner.forward()[0];
    return std::vector<int>(result.booleans().begin(), result.booleans().end());
  };
  CHECK(answers("IsNaN", {}) == (std::vector<int>{0, 1, 0, 0, 0}));
  CHECK(answers("IsInf", {}) == (std::vector<int>{0, 0, 1, 1, 0}));
  CHECK(answers("IsInf", {{"detect_negative", int64_t{0}}}) == (std::vector<int>{0, 0, 1, 0, 0}));
  CHECK(answers("IsInf", {{"detect_positive", int64_t{0}}}) == (std::vector<int>{0, 0, 0, 1, 0}));
}

TEST(test_ops_compare__refusals) {
  const auto infer = [](const char* type, const Tensor& a, const Tensor& b) {
    return make_compare(make_node(type, 13, 2))->infer(infos_of({{a}, {b}}));
  };
  const Tensor floats = random_tensor({3}, 1), booleans = random_booleans({3}, 1);
  CHECK_ERROR(infer("And", floats, floats), Status::unsupported,
              "input 0 is float32; allowed: boolean");
  CHECK_ERROR(infer("Less", booleans, booleans), Status::unsupported, "allowed: float32, int64");
  CHECK_ERROR(infer("Equal", floats, booleans), Status::invalid_argument, "must have one type");
  CHECK_ERROR(infer("Equal", floats, random_tensor({2}, 1)), Status::invalid_argument,
              "do not broadcast");
  CHECK_ERROR(make_compare(make_node("Not", 7, 2)), Status::corrupt, "it has 2 inputs; 1");
}

int main() {
  return run_tests({CASE(test_ops_compare__floats), CASE(test_ops_compare__integers),
                    CASE(test_ops_compare__large_integers_are_told_apart),
                    CASE(test_ops_compare__nothing_compares_with_nan),
                    CASE(test_ops_compare__booleans), CASE(test_ops_compare__not),
                    CASE(test_ops_compare__nan_and_infinity), CASE(test_ops_compare__refusals)});
}
