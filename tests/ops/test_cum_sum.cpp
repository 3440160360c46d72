// CumSum, OneHot and Trilu.
#include "support/index_map.h"

using namespace cnnviz::test;

namespace {

TEST(test_ops_cum_sum__every_axis_and_direction) {
  for (const Shape& shape : {Shape{5}, {3, 4}, {2, 3, 4}})
    for (size_t axis = 0; axis < shape.size(); ++axis)
      for (const int64_t exclusive : {0, 1})
        for (const int64_t reverse : {0, 1})
          for (const Tensor& data : {random_tensor(shape, 3), random_ints(shape, 4, -9, 9)}) {
            Tensor expected(data.type(), shape);
            for (int64_t i = 0; i < data.size(); ++i) {
              Index at = index_of(i, shape);
              const int64_t own = at[axis];
              double sum = 0;
              for (int64_t k = 0; k < shape[axis]; ++k) {
                const bool in = reverse != 0 ? k > own : k < own;
                if (!in && (k != own || exclusive != 0)) continue;
                at[axis] = k;
                sum +=
                    static_cast<double>(data.to_floats()[static_cast<size_t>(flat_of(at, shape))]);
              }
              if (data.type() == DataType::float32)
                expected.mutable_floats()[static_cast<size_t>(i)] = static_cast<float>(sum);
              else
                expected.mutable_ints()[static_cast<size_t>(i)] = static_cast<int64_t>(sum);
            }
            OpCase item;
            item.name = concat("CumSum of ", shape_text(shape), " along ", axis);
            item.op = make_cum_sum(
                make_node("CumSum", 14, 2, {{"exclusive", exclusive}, {"reverse", reverse}}));
            item.inputs = {{data}, as_constant(ints({static_cast<int64_t>(axis)}))};
            item.expected = {expected};
            check_op(item);
          }
}

TEST(test_ops_cum_sum__one_hot) {
  const auto check = [](int64_t axis, const Tensor& indices, const Tensor& values,
                        const Tensor& expected) {
    OpCase item;
    item.name = concat("OneHot along ", axis);
    item.op = make_one_hot(make_node("OneHot", 11, 3, {{"axis", axis}}));
    item.inputs = {{indices, false, false}, as_constant(ints({3})), {values, false, false}};
    item.expected = {expected};
    item.backward = false;
    check_op(item);
  };
  const Tensor indices = Tensor::from_ints({2, 2}, std::vector<int64_t>{0, -1, 5, 1});
  check(-1, indices, floats({2}, {0.5f, 2}),
        floats({2, 2, 3}, {2, .5f, .5f, .5f, .5f, 2, .5f, .5f, .5f, .5f, 2, .5f}));
  check(0, indices, ints({0, 1}),
        Tensor::from_ints({3, 2, 2}, std::vector<int64_t>{1, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0}));
  check(1, floats({2}, {2.0f, -1e30f}), ints({7, 8}),
        Tensor::from_ints({2, 3}, std::vector<int64_t>{7, 7, 8, 7, 7, 7}));
}

TEST(test_ops_cum_sum__triangles) {
  for (const Shape& shape : {Shape{4, 4}, {3, 5}, {2, 4, 3}})
    for (const int64_t upper : {0, 1})
      for (const int64_t k :
           {int64_t{0}, int64_t{1}, int64_t{-2}, int64_t{9}, INT64_MIN, INT64_MAX})
        for (const Tensor& data : of_every_type(shape, 3)) {
          OpCase item;
          item.name = concat("Trilu of ", shape_text(shape), " at ", k);
          item.op = make_trilu(make_node("Trilu", 14, 2, {{"upper", upper}}));
          item.inputs = {{data}, as_constant(Tensor::from_ints({}, std::vector<int64_t>{k}))};
          item.expected = {index_map(data, shape, [&](const Index& at) {
            const int64_t row = at[at.size() - 2], column = at.back();
            const __int128 right = static_cast<__int128>(column) - row;
            const bool stays = upper != 0 ? right >= k : right <= k;
            return stays ? at : Index(at.size(), -1);
          })};
          check_op(item);
        }
}

TEST(test_ops_cum_sum__refuses_what_does_not_fit) {
  const auto bad = Status::invalid_argument;
  const Tensor data = random_tensor({2, 3}, 1);
  CHECK_ERROR(inferred(make_cum_sum(make_node("CumSum", 14, 2)), {{data}, as_constant(ints({2}))}),
              bad, "axis 2 is outside");
  CHECK_ERROR(inferred(make_cum_sum(make_node("CumSum", 14, 2)), {{data}, {ints({1})}}),
              Status::unsupported, "has to be known");
  CHECK_ERROR(inferred(make_trilu(make_node("Trilu", 14, 1)), {{random_tensor({3}, 1)}}), bad,
              "a matrix has two axes");
  const OpPtr one_hot = make_one_hot(make_node("OneHot", 11, 3));
  for (const int64_t depth : {int64_t{0}, int64_t{-3}, INT64_MIN})
    CHECK_ERROR(inferred(one_hot, {{ints({1})}, as_constant(ints({depth})), {floats({2}, {0, 1})}}),
                bad, "at least 1");
  CHECK_ERROR(
      inferred(one_hot, {{ints({1})}, as_constant(ints({INT64_MAX})), {floats({2}, {0, 1})}}),
      Status::limit, "");
}

}  // namespace

int main() {
  return run_tests({CASE(test_ops_cum_sum__every_axis_and_direction),
                    CASE(test_ops_cum_sum__one_hot), CASE(test_ops_cum_sum__triangles),
                    CASE(test_ops_cum_sum__refuses_what_does_not_fit)});
}
