#include "ops/factories.h"
#include "support/check_op.h"
#include "support/naive.h"

using namespace cnnviz::test;

namespace {

struct Shapes {
  Shape x, slope;
  int blocked;  // layouts with a blocked value when the slope is constant
};

const std::vector<Shapes> kShapes = {
    {{5}, {}, 0},
    {{5}, {1}, 0},
    {{3, 4}, {4}, 0},
    {{2, 3, 5}, {3, 1}, 1},
    {{2, 19, 3, 4}, {19, 1, 1}, 1},
    {{2, 19, 3, 4}, {1, 19, 1, 1}, 1},
    {{2, 19, 3, 4}, {}, 1},
    {{2, 16, 30, 5}, {1, 1, 1}, 1},
    {{2, 5, 3, 4}, {2, 5, 3, 4}, 0},
    {{2, 5, 3, 4}, {3, 4}, 0},
    {{1, 17, 2, 2, 3}, {17, 1, 1, 1}, 1},
};

OpCase prelu_case(const Shapes& shapes) {
  OpCase item;
  item.name = concat("PRelu ", shape_text(shapes.x), " slope ", shape_text(shapes.slope));
  item.op = make_prelu(make_node("PRelu", 9, 2));
  item.inputs = {{random_tensor(shapes.x, 3)}, {random_tensor(shapes.slope, 4, -0.5, 1.5)}};
  item.naive = [](const std::vector<Tensor>& in) {
    return std::vector<Tensor>{
        map_elements(DataType::float32, in,
                     [](const std::vector<double>& v) { return v[0] < 0 ? v[1] * v[0] : v[0]; })};
  };
  item.smooth = 0.4;
  return item;
}

}  // namespace

TEST(test_ops_prelu__constant_slope) {
  for (const Shapes& shapes : kShapes) {
    OpCase item = prelu_case(shapes);
    item.inputs[1] = as_constant(item.inputs[1].tensor);
    const CheckedOp checked = check_op(item);
    CHECK_EQ(checked.blocked, shapes.blocked);
    CHECK(checked.differentiated > 0);
  }
}

TEST(test_ops_prelu__computed_slope_has_a_gradient) {
  for (const Shapes& shapes : kShapes) check_op(prelu_case(shapes));
}

TEST(test_ops_prelu__is_an_extended_rectifier) {
  const OpCase item = prelu_case(kShapes[3]);
  CHECK(item.op->rectifier(infos_of(item.inputs)) == Rectifier::extended);
}

TEST(test_ops_prelu__refusals) {
  const OpPtr prelu = make_prelu(make_node("PRelu", 9, 2));
  CHECK_ERROR(
      prelu->infer(infos_of({{random_tensor({2, 3, 5}, 1)}, {random_tensor({2, 1, 1, 1}, 1)}})),
      Status::invalid_argument, "slope of shape 2x1x1x1 does not broadcast to the input's 2x3x5");
  CHECK_ERROR(prelu->infer(infos_of({{random_tensor({2, 3, 5}, 1)}, {random_tensor({3}, 1)}})),
              Status::invalid_argument, "do not broadcast together");
  CHECK_ERROR(prelu->infer(infos_of({{random_ints({3}, 1, 0, 5)}, {random_ints({3}, 1, 0, 5)}})),
              Status::unsupported, "input 0 is int64");
}

int main() {
  return run_tests(
      {CASE(test_ops_prelu__constant_slope), CASE(test_ops_prelu__computed_slope_has_a_gradient),
       CASE(test_ops_prelu__is_an_extended_rectifier), CASE(test_ops_prelu__refusals)});
}
