// ArgMax, ArgMin, Hardmax and TopK: what follows from the order of elements along an axis.
#include <numeric>

#include "support/index_map.h"

using namespace cnnviz::test;

namespace {

// The places along `axis`, sorted: largest (or smallest) first, ties by place.
std::vector<int64_t> sorted_places(const Tensor& data, Index at, size_t axis, bool largest) {
  const std::vector<float> values = data.to_floats();
  std::vector<int64_t> places(static_cast<size_t>(data.shape()[axis]));
  std::iota(places.begin(), places.end(), 0);
  const auto value = [&](int64_t place) {
    at[axis] = place;
    return values[static_cast<size_t>(flat_of(at, data.shape()))];
  };
  std::stable_sort(places.begin(), places.end(), [&](int64_t a, int64_t b) {
    return largest ? value(a) > value(b) : value(a) < value(b);
  });
  return places;
}

const std::vector<Shape> kShapes = {{5}, {3, 4}, {2, 5, 3}, {1, 16, 2, 2}};

TEST(test_ops_ordering__arg_max_and_min) {
  for (const Shape& shape : kShapes)
    for (size_t axis = 0; axis < shape.size(); ++axis)
      for (const bool largest : {true, false})
        for (const int64_t keep : {1, 0})
          for (const Tensor& data : {random_tensor(shape, 3), random_ints(shape, 4, -2, 2)}) {
            Shape out = shape;
            out[axis] = 1;
            Tensor expected(DataType::int64, out);
            for (int64_t i = 0; i < expected.size(); ++i)
              expected.mutable_ints()[static_cast<size_t>(i)] =
                  sorted_places(data, index_of(i, out), axis, largest)[0];
            if (keep == 0) {
              out.erase(out.begin() + static_cast<ptrdiff_t>(axis));
              expected = expected.reshaped(out);
            }
            OpCase item;
            item.name = concat("ArgMax or ArgMin of ", shape_text(shape), " along ", axis);
            item.op = make_arg_extreme(
                make_node(largest ? "ArgMax" : "ArgMin", 13, 1,
                          {{"axis", static_cast<int64_t>(axis)}, {"keepdims", keep}}));
            item.inputs = {{data, false, false}};
            item.expected = {expected};
            item.backward = false;
            check_op(item);
          }
}

TEST(test_ops_ordering__ties_and_nan) {
  const auto place = [](int64_t last, const std::vector<float>& values) {
    const OpPtr op = make_arg_extreme(make_node("ArgMax", 13, 1, {{"select_last_index", last}}));
    OpRunner runner(op, {{floats({static_cast<int64_t>(values.size())}, values)}}, {Layout::plain});
    return runner.forward()[0].ints()[0];
  };
  const float nan = std::nanf("");
  CHECK_EQ(place(0, {1, 3, 3, 2}), 1);
  CHECK_EQ(place(1, {1, 3, 3, 2}), 2);
  CHECK_EQ(place(0, {1, nan, 3, nan}), 1);
  CHECK_EQ(place(1, {1, nan, 3, nan}), 3);
}

TEST(test_ops_ordering__hardmax) {
  const Tensor data = floats({2, 2, 3}, {1, 5, 5, 0, 2, 9, -1, -3, -2, 4, 4, 4});
  const auto check = [&](int64_t opset, int64_t axis, const std::vector<float>& expected) {
    OpCase item;
    item.name = concat("Hardmax-", opset, " along ", axis);
    item.op = make_hardmax(make_node("Hardmax", opset, 1, {{"axis", axis}}));
    item.inputs = {{data}};
    item.expected = {floats({2, 2, 3}, expected)};
    item.smooth = 0;
    check_op(item);
  };
  check(13, -1, {0, 1, 0, 0, 0, 1, 1, 0, 0, 1, 0, 0});
  check(13, 1, {1, 1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1});
  check(11, 1, {0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0});
}

TEST(test_ops_ordering__top_k) {
  for (const Shape& shape : kShapes)
    for (size_t axis = 0; axis < shape.size(); ++axis)
      for (const bool largest : {true, false})
        for (const int64_t count : {int64_t{1}, shape[axis]})
          for (const Tensor& data : {random_tensor(shape, 3), random_ints(shape, 4, -2, 2)}) {
            Shape out = shape;
            out[axis] = count;
            Tensor places(DataType::int64, out);
            for (int64_t i = 0; i < places.size(); ++i) {
              const Index at = index_of(i, out);
              places.mutable_ints()[static_cast<size_t>(i)] =
                  sorted_places(data, at, axis, largest)[static_cast<size_t>(at[axis])];
            }
            const Tensor values = index_map(data, out, [&](const Index& at) {
              Index from = at;
              from[axis] = places.ints()[static_cast<size_t>(flat_of(at, out))];
              return from;
            });
            OpCase item;
            item.name = concat("TopK ", count, " of ", shape_text(shape), " along ", axis);
            item.op = make_top_k(make_node(
                "TopK", 11, 2,
                {{"axis", static_cast<int64_t>(axis)}, {"largest", int64_t{largest ? 1 : 0}}}, 2));
            item.inputs = {{data}, as_constant(ints({count}))};
            item.expected = {values, places};
            check_op(item);
          }
}

TEST(test_ops_ordering__refuses_what_does_not_fit) {
  const auto bad = Status::invalid_argument;
  const OpPtr top = make_top_k(make_node("TopK", 11, 2, {}, 2));
  for (const int64_t count : {int64_t{-1}, int64_t{6}, INT64_MAX})
    CHECK_ERROR(inferred(top, {{random_tensor({5}, 1)}, as_constant(ints({count}))}), bad,
                "the axis has 5 elements");
  CHECK_ERROR(inferred(make_arg_extreme(make_node("ArgMax", 13, 1)), {{random_tensor({0, 2}, 1)}}),
              bad, "is empty");
  CHECK_ERROR(inferred(make_arg_extreme(make_node("ArgMin", 13, 1)), {{Tensor::scalar(1)}}), bad,
              "axis 0 is outside");
}

}  // namespace

int main() {
  return run_tests({CASE(test_ops_ordering__arg_max_and_min), CASE(test_ops_ordering__ties_and_nan),
                    CASE(test_ops_ordering__hardmax), CASE(test_ops_ordering__top_k),
                    CASE(test_ops_ordering__refuses_what_does_not_fit)});
}
