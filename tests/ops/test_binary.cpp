#include "backend/parallel.h"
#include "ops/factories.h"
#include "support/check_op.h"
#include "support/naive.h"

using namespace cnnviz::test;

namespace {

struct Function {
  const char* type;
  double (*value)(double, double);
  double low_a, high_a, low_b, high_b;
};

const std::vector<Function> kFunctions = {
    {"Add", [](double a, double b) { return a + b; }, -2, 2, -2, 2},
    {"Sub", [](double a, double b) { return a - b; }, -2, 2, -2, 2},
    {"Mul", [](double a, double b) { return a * b; }, -2, 2, -2, 2},
    {"Div", [](double a, double b) { return a / b; }, -2, 2, 0.7, 2},
    {"Pow", [](double a, double b) { return std::pow(a, b); }, 0.5, 2, -2, 3},
    {"Mod", [](double a, double b) { return std::fmod(a, b); }, 4, 8, 1.5, 3},
};

struct Shapes {
  Shape a, b;
  int blocked;  // layouts with a blocked value
};

const std::vector<Shapes> kShapes = {
    {{}, {}, 0},
    {{7}, {7}, 0},
    {{7}, {}, 0},
    {{}, {3, 2}, 0},
    {{3, 1}, {4}, 0},
    {{2, 3, 4}, {2, 3, 4}, 1},
    {{2, 19, 3, 5}, {2, 19, 3, 5}, 1},
    {{1, 17, 2, 3, 2}, {1, 17, 2, 3, 2}, 1},
    {{2, 19, 3, 5}, {1}, 1},
    {{}, {2, 19, 3, 5}, 1},
    {{2, 19, 3, 5}, {2, 19, 1, 1}, 1},  // squeeze and excitation
    {{2, 19, 1, 1}, {2, 19, 3, 5}, 1},
    {{2, 19, 3, 5}, {19, 1, 1}, 1},
    {{1, 19, 1, 1}, {2, 19, 3, 5}, 1},
    {{2, 19, 3, 5}, {2, 1, 1, 1}, 1},
    {{2, 16, 9, 17}, {2, 16, 1, 1}, 1},  // more than one segment a block
    {{2, 3, 4}, {3, 1}, 1},
    {{2, 19, 3, 5}, {3, 5}, 0},
    {{2, 19, 3, 5}, {2, 1, 3, 5}, 0},
    {{2, 3, 1, 5}, {3, 4, 1}, 0},
    {{2, 3, 700}, {700}, 0},
};

NodeView function_node(const std::string& type) {
  if (type == "Mod") return make_node(type, 14, 2, {{"fmod", int64_t{1}}});
  return make_node(type, 14, 2);
}

OpCase binary_case(const Function& function, const Shapes& shapes) {
  OpCase item;
  item.name = concat(function.type, " ", shape_text(shapes.a), " ", shape_text(shapes.b));
  item.op = make_binary(function_node(function.type));
  item.inputs = {{random_tensor(shapes.a, 3, function.low_a, function.high_a)},
                 {random_tensor(shapes.b, 4, function.low_b, function.high_b)}};
  item.naive = [&](const std::vector<Tensor>& in) {
    return std::vector<Tensor>{
        map_elements(DataType::float32, in,
                     [&](const std::vector<double>& v) { return function.value(v[0], v[1]); })};
  };
  item.tolerance = 2e-6;
  item.exact_geometry = true;
  if (function.type == std::string("Mod")) item.smooth = 0;  // it jumps
  return item;
}

}  // namespace

TEST(test_ops_binary__both_computed) {
  for (const Function& function : kFunctions)
    for (const Shapes& shapes : kShapes) {
      const CheckedOp checked = check_op(binary_case(function, shapes));
      if (checked.blocked < shapes.blocked)
        throw Failure{concat(function.type, " ", shape_text(shapes.a), " ", shape_text(shapes.b),
                             ": blocked ", checked.blocked, " times")};
      CHECK(shapes.blocked > 0 || checked.blocked == 0);
    }
}

TEST(test_ops_binary__one_constant) {
  for (const Function& function : kFunctions)
    for (const Shapes& shapes : kShapes)
      for (const size_t which : {size_t{0}, size_t{1}}) {
        OpCase item = binary_case(function, shapes);
        item.inputs[which] = as_constant(item.inputs[which].tensor);
        check_op(item);
      }
}

TEST(test_ops_binary__a_full_constant_keeps_everything_plain) {
  OpCase item = binary_case(kFunctions[0], {{2, 19, 3, 5}, {2, 19, 3, 5}, 0});
  item.inputs[1] = as_constant(item.inputs[1].tensor);
  CHECK_EQ(check_op(item).blocked, 0);
}

TEST(test_ops_binary__add_alone_takes_a_clamp) {
  for (const Function& function : kFunctions)
    CHECK_EQ(make_binary(function_node(function.type))->accepts_activation(),
             std::string("Add") == function.type);
}

TEST(test_ops_binary__integers_forward) {
  const Tensor a = Tensor::vector_of({7, -7, 9, INT64_MIN}), b = Tensor::vector_of({2, 2, -4, -1});
  const auto run = [&](const char* type, const Tensor& left, const Tensor& right) {
    return OpRunner(make_binary(make_node(type, 14, 2)), {{left}, {right}},
                    {Layout::plain, Layout::plain})
        .forward()[0];
  };
  CHECK(run("Add", a, b).to_ints() == std::vector<int64_t>({9, -5, 5, INT64_MAX}));
  CHECK(run("Sub", a, b).to_ints() == std::vector<int64_t>({5, -9, 13, INT64_MIN + 1}));
  CHECK(run("Mul", a, b).to_ints() == std::vector<int64_t>({14, -14, -36, INT64_MIN}));
  CHECK(run("Div", a, b).to_ints() == std::vector<int64_t>({3, -3, -2, INT64_MIN}));
  const Tensor c = Tensor::vector_of({7, -7, 7, -7, 6, INT64_MIN}),
               d = Tensor::vector_of({3, 3, -3, -3, -3, -1});
  CHECK(run("Mod", c, d).to_ints() == std::vector<int64_t>({1, 2, -2, -1, 0, 0}));
  const OpPtr as_in_c = make_binary(make_node("Mod", 14, 2, {{"fmod", int64_t{1}}}));
  CHECK(OpRunner(as_in_c, {{c}, {d}}, {Layout::plain, Layout::plain}).forward()[0].to_ints() ==
        std::vector<int64_t>({1, -1, 1, -1, 0, 0}));
  const Tensor bases = Tensor::vector_of({3, -2, -1, 5}),
               exponents = Tensor::vector_of({4, 3, -3, -1});
  CHECK(run("Pow", bases, exponents).to_ints() == std::vector<int64_t>({81, -8, -1, 0}));
  const Tensor column = Tensor::from_ints({2, 1}, std::vector<int64_t>{10, 20});
  const Tensor table = run("Add", column, Tensor::vector_of({1, 2, 3}));
  CHECK_EQ(shape_text(table.shape()), "2x3");
  CHECK(table.to_ints() == std::vector<int64_t>({11, 12, 13, 21, 22, 23}));
}

TEST(test_ops_binary__integer_division_by_zero_is_an_error) {
  for (const char* type : {"Div", "Mod"}) {
    OpRunner runner(make_binary(make_node(type, 14, 2)),
                    {{Tensor::vector_of({1})}, {Tensor::vector_of({0})}},
                    {Layout::plain, Layout::plain});
    CHECK_ERROR(runner.forward(), Status::invalid_argument, "integer division by zero");
  }
}

TEST(test_ops_binary__pow_with_integer_exponents) {
  for (const bool constant : {false, true})
    for (const Shape& shape : {Shape{2, 3, 4}, Shape{}, Shape{3, 1}}) {
      OpCase item;
      item.name = concat("Pow 2x3x4 integers ", shape_text(shape));
      item.op = make_binary(make_node("Pow", 12, 2));
      item.inputs = {{random_tensor({2, 3, 4}, 5, -1.5, 1.5)},
                     {random_ints(shape, 6, 0, 3), constant}};
      item.naive = [](const std::vector<Tensor>& in) {
        return std::vector<Tensor>{
            map_elements(DataType::float32, in,
                         [](const std::vector<double>& v) { return std::pow(v[0], v[1]); })};
      };
      CHECK_EQ(check_op(item).differentiated, 24);
    }
}

TEST(test_ops_binary__pow_at_zero_has_finite_gradients) {
  const Tensor base = Tensor::from_floats({4}, std::vector<float>{0, 0, 0, -2});
  const Tensor exponent = Tensor::from_floats({4}, std::vector<float>{0, 1, 2, 3});
  OpRunner runner(make_binary(make_node("Pow", 12, 2)), {{base}, {exponent}},
                  {Layout::plain, Layout::plain});
  runner.forward();
  const Tensor ones = Tensor::from_floats({4}, std::vector<float>{1, 1, 1, 1});
  const std::vector<Tensor> gradients = runner.backward({ones}, {});
  CHECK(gradients[0].to_floats() == std::vector<float>({0, 1, 0, 12}));
  CHECK(gradients[1].to_floats() == std::vector<float>({0, 0, 0, 0}));
}

TEST(test_ops_binary__empty_tensors) {
  OpRunner runner(make_binary(make_node("Mul", 14, 2)),
                  {{Tensor(DataType::float32, {0, 3})}, {random_tensor({3}, 1)}},
                  {Layout::plain, Layout::plain});
  CHECK_EQ(shape_text(runner.forward()[0].shape()), "0x3");
  const std::vector<Tensor> gradients = runner.backward({Tensor(DataType::float32, {0, 3})}, {});
  CHECK(gradients[1].to_floats() == std::vector<float>({0, 0, 0}));
}

// Large enough that loops are shared between threads.
TEST(test_ops_binary__threads_do_not_change_a_byte) {
  const Tensor full = random_tensor({2, 19, 80, 81}, 1), signal = random_tensor({2, 19, 80, 81}, 2);
  for (const Shape& shape : {Shape{2, 19, 80, 81}, Shape{2, 19, 1, 1}, Shape{80, 81}, Shape{}})
    for (const Layout layout : {Layout::plain, Layout::blocked}) {
      std::vector<std::vector<float>> seen[2];
      for (const int threads : {1, 3}) {
        const ThreadScope scope(threads);
        OpRunner runner(make_binary(make_node("Mul", 14, 2)), {{full}, {random_tensor(shape, 3)}},
                        {layout, shape.size() < 3 ? Layout::plain : layout});
        std::vector<std::vector<float>>& results = seen[threads == 1 ? 0 : 1];
        results.push_back(runner.forward()[0].to_floats());
        for (const Tensor& gradient : runner.backward({signal}, {}))
          results.push_back(gradient.to_floats());
      }
      CHECK(seen[0] == seen[1]);
    }
}

TEST(test_ops_binary__refusals) {
  const auto infer = [](const char* type, const Tensor& a, const Tensor& b) {
    return make_binary(make_node(type, 14, 2))->infer(infos_of({{a}, {b}}));
  };
  const Tensor floats = random_tensor({3}, 1), ints = Tensor::vector_of({1, 2, 3});
  CHECK_ERROR(infer("Add", floats, random_tensor({2}, 1)), Status::invalid_argument,
              "shapes 3 and 2 do not broadcast together");
  CHECK_ERROR(infer("Add", floats, ints), Status::invalid_argument,
              "input 0 is float32 but input 1 is int64");
  CHECK_ERROR(infer("Mul", random_booleans({3}, 1), ints), Status::unsupported,
              "input 0 is boolean; allowed: float32, int64");
  CHECK_ERROR(infer("Pow", ints, floats), Status::unsupported, "integer base");
  CHECK_ERROR(infer("Mod", floats, floats), Status::unsupported, "for float32 it must be 1");
  CHECK_ERROR(make_binary(make_node("Add", 14, 3)), Status::corrupt, "it has 3 inputs; 2");
}

int main() {
  return run_tests(
      {CASE(test_ops_binary__both_computed), CASE(test_ops_binary__one_constant),
       CASE(test_ops_binary__a_full_constant_keeps_everything_plain),
       CASE(test_ops_binary__add_alone_takes_a_clamp), CASE(test_ops_binary__integers_forward),
       CASE(test_ops_binary__integer_division_by_zero_is_an_error),
       CASE(test_ops_binary__pow_with_integer_exponents),
       CASE(test_ops_binary__pow_at_zero_has_finite_gradients),
       CASE(test_ops_binary__empty_tensors), CASE(test_ops_binary__threads_do_not_change_a_byte),
       CASE(test_ops_binary__refusals)});
}
