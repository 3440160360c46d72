#include "support/index_map.h"

using namespace cnnviz::test;

namespace {

Tensor indices_of(Shape shape, const std::vector<int64_t>& values) {
  return Tensor::from_ints(std::move(shape), values);
}

Tensor gathered(const Tensor& data, const Tensor& indices, size_t axis) {
  Shape shape(data.shape().begin(), data.shape().begin() + static_cast<ptrdiff_t>(axis));
  const size_t added = indices.shape().size();
  shape.insert(shape.end(), indices.shape().begin(), indices.shape().end());
  shape.insert(shape.end(), data.shape().begin() + static_cast<ptrdiff_t>(axis) + 1,
               data.shape().end());
  return index_map(data, shape, [&](const Index& out) {
    const auto first = out.begin() + static_cast<ptrdiff_t>(axis);
    const Index place(first, first + static_cast<ptrdiff_t>(added));
    int64_t at = indices.ints()[static_cast<size_t>(flat_of(place, indices.shape()))];
    if (at < 0) at += data.shape()[axis];
    Index in(out.begin(), first);
    in.push_back(at);
    in.insert(in.end(), first + static_cast<ptrdiff_t>(added), out.end());
    return in;
  });
}

// Gaps between indices cannot be told by a box, so `exact` says whether there are none.
void check_gather(const Shape& shape, const Tensor& indices, int64_t axis, bool exact) {
  const size_t place =
      static_cast<size_t>(axis < 0 ? axis + static_cast<int64_t>(shape.size()) : axis);
  for (const Tensor& data : of_every_type(shape, 3)) {
    OpCase item;
    item.name = concat("Gather from ", shape_text(shape), " along ", axis);
    item.op = make_gather(make_node("Gather", 13, 2, {{"axis", axis}}));
    item.inputs = {{data}, as_constant(indices)};
    item.expected = {gathered(data, indices, place)};
    item.exact_geometry = exact;
    check_op(item);
    item.name += ", computed indices";
    item.inputs[1] = {indices};
    item.exact_geometry = false;
    check_op(item);
  }
}

TEST(test_ops_gather__axes_ranks_and_types) {
  check_gather({5, 4, 3, 2}, indices_of({3}, {0, 1, 3}), 0, true);
  check_gather({5, 4, 3, 2}, indices_of({3}, {0, 1, 3}), 1, true);
  check_gather({3, 3}, indices_of({1, 2}, {0, 2}), 1, true);
  check_gather({10}, indices_of({3}, {0, -9, -10}), 0, true);
  check_gather({7}, indices_of({}, {-2}), 0, true);
  check_gather({2, 20, 3, 5}, indices_of({}, {19}), 1, true);
  check_gather({2, 3, 2, 5, 3}, indices_of({2, 2}, {4, 0, 2, 1}), -2, true);
  check_gather({3, 4}, indices_of({0}, {}), 0, true);
}

TEST(test_ops_gather__repeated_indices_add_up_in_backward) {
  check_gather({4, 3}, indices_of({5}, {2, 2, 0, -2, 2}), 0, false);
  check_gather({2, 4, 3}, indices_of({2, 3}, {1, 1, 3, 3, 1, 0}), 1, false);
}

TEST(test_ops_gather__indices_out_of_range) {
  const OpPtr op = make_gather(make_node("Gather", 13, 2, {{"axis", int64_t{1}}}));
  const Tensor data = random_tensor({2, 3}, 1);
  const auto bad = Status::invalid_argument;
  for (const int64_t index : {int64_t{3}, int64_t{-4}, INT64_MAX, INT64_MIN}) {
    const Tensor indices = indices_of({1}, {index});
    CHECK_ERROR(inferred(op, {{data}, as_constant(indices)}), bad, "is outside [-3, 2]");
    OpRunner runner(op, {{data}, {indices}}, {Layout::plain, Layout::plain});
    CHECK_ERROR(runner.forward(), bad, "is outside [-3, 2]");
  }
}

TEST(test_ops_gather__refuses_what_is_no_index) {
  const Tensor data = random_tensor({2, 3}, 1), one = indices_of({1}, {0});
  const auto infer = [](int64_t axis, const OpInput& from, const OpInput& indices) {
    return inferred(make_gather(make_node("Gather", 13, 2, {{"axis", axis}})), {from, indices});
  };
  const auto bad = Status::invalid_argument;
  CHECK_ERROR(infer(2, {data}, {one}), bad, "axis 2 is outside");
  CHECK_ERROR(infer(0, {data}, {floats({1}, {0})}), bad, "indices must be integers");
  CHECK_ERROR(infer(0, {Tensor::scalar(1)}, {one}), bad, "outside");
  CHECK_ERROR(infer(0, {random_tensor({1, 1, 1, 1, 1}, 1)}, {indices_of({1, 1, 1, 1, 1}, {0})}),
              Status::limit, "rank 9");
}

}  // namespace

int main() {
  return run_tests({CASE(test_ops_gather__axes_ranks_and_types),
                    CASE(test_ops_gather__repeated_indices_add_up_in_backward),
                    CASE(test_ops_gather__indices_out_of_range),
                    CASE(test_ops_gather__refuses_what_is_no_index)});
}
