#include "ops/factories.h"
#include "support/check_op.h"
#include "support/naive.h"

using namespace cnnviz::test;

namespace {

struct Shapes {
  Shape condition, a, b;
};

const std::vector<Shapes> kShapes = {
    {{}, {}, {}},
    {{5}, {5}, {5}},
    {{5}, {}, {5}},
    {{3, 1}, {4}, {}},
    {{2, 19, 3, 5}, {2, 19, 3, 5}, {2, 19, 3, 5}},
    {{2, 3, 4}, {3, 1}, {2, 1, 4}},
    {{4}, {2, 3, 4}, {1, 1, 1}},
    {{2, 3, 700}, {700}, {2, 3, 1}},
};

OpCase where_case(DataType type, Tensor condition, Tensor a, Tensor b) {
  OpCase item;
  item.name = concat("Where ", shape_text(condition.shape()), " ", shape_text(a.shape()), " ",
                     shape_text(b.shape()));
  item.op = make_where(make_node("Where", 9, 3));
  item.inputs = {{std::move(condition)}, {std::move(a)}, {std::move(b)}};
  item.naive = [type](const std::vector<Tensor>& in) {
    return std::vector<Tensor>{map_elements(
        type, in, [](const std::vector<double>& v) { return v[0] != 0 ? v[1] : v[2]; })};
  };
  return item;
}

}  // namespace

TEST(test_ops_where__floats) {
  for (const Shapes& shapes : kShapes) {
    const CheckedOp checked =
        check_op(where_case(DataType::float32, random_booleans(shapes.condition, 1),
                            random_tensor(shapes.a, 2), random_tensor(shapes.b, 3)));
    CHECK(checked.differentiated > 0);
    CHECK_EQ(checked.blocked, 0);
  }
}

TEST(test_ops_where__integers_and_booleans) {
  for (const Shapes& shapes : kShapes) {
    check_op(where_case(DataType::int64, random_booleans(shapes.condition, 1),
                        random_ints(shapes.a, 2, -9, 9), random_ints(shapes.b, 3, -9, 9)));
    check_op(where_case(DataType::boolean, random_booleans(shapes.condition, 1),
                        random_booleans(shapes.a, 2), random_booleans(shapes.b, 3)));
  }
}

TEST(test_ops_where__constant_condition_and_branch) {
  for (const size_t which : {size_t{0}, size_t{1}, size_t{2}}) {
    OpCase item = where_case(DataType::float32, random_booleans({2, 3, 4}, 1),
                             random_tensor({3, 1}, 2), random_tensor({2, 3, 4}, 3));
    item.inputs[which] = as_constant(item.inputs[which].tensor);
    check_op(item);
  }
}

TEST(test_ops_where__refusals) {
  const OpPtr where = make_where(make_node("Where", 9, 3));
  const Tensor floats = random_tensor({3}, 1), ints = random_ints({3}, 1, 0, 3),
               booleans = random_booleans({3}, 1);
  CHECK_ERROR(where->infer(infos_of({{floats}, {floats}, {floats}})), Status::unsupported,
              "input 0 is float32; allowed: boolean");
  CHECK_ERROR(where->infer(infos_of({{booleans}, {floats}, {ints}})), Status::invalid_argument,
              "input 1 is float32 but input 2 is int64");
  CHECK_ERROR(where->infer(infos_of({{booleans}, {floats}, {random_tensor({2}, 1)}})),
              Status::invalid_argument, "do not broadcast");
}

int main() {
  return run_tests({CASE(test_ops_where__floats), CASE(test_ops_where__integers_and_booleans),
                    CASE(test_ops_where__constant_condition_and_branch),
                    CASE(test_ops_where__refusals)});
}
