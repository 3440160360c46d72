#include <numeric>

#include "support/index_map.h"

using namespace cnnviz::test;

namespace {

Tensor transposed(const Tensor& input, const std::vector<int64_t>& perm) {
  Shape shape;
  for (const int64_t axis : perm) shape.push_back(input.shape()[static_cast<size_t>(axis)]);
  return index_map(input, shape, [&](const Index& out) {
    Index in(out.size());
    for (size_t i = 0; i < perm.size(); ++i) in[static_cast<size_t>(perm[i])] = out[i];
    return in;
  });
}

void check_transpose(const Shape& shape, const std::vector<int64_t>& perm) {
  for (const Tensor& tensor : of_every_type(shape, 3)) {
    OpCase item;
    item.name = concat("Transpose ", shape_text(shape));
    item.op = make_transpose(make_node("Transpose", 13, 1, {{"perm", perm}}));
    item.inputs = {{tensor}};
    item.expected = {transposed(tensor, perm)};
    item.exact_geometry = true;
    check_op(item);
  }
}

TEST(test_ops_transpose__every_permutation_of_four_axes) {
  std::vector<int64_t> perm = {0, 1, 2, 3};
  do check_transpose({2, 5, 3, 4}, perm);
  while (std::next_permutation(perm.begin(), perm.end()));
}

TEST(test_ops_transpose__shapes_and_ranks) {
  check_transpose({}, {});
  check_transpose({7}, {0});
  check_transpose({1, 1}, {1, 0});
  check_transpose({33, 65}, {1, 0});
  check_transpose({3, 4, 5}, {2, 0, 1});
  check_transpose({2, 16, 7, 5}, {0, 2, 3, 1});
  check_transpose({2, 7, 5, 20}, {0, 3, 1, 2});
  check_transpose({2, 2, 16, 3, 5}, {0, 2, 1, 3, 4});
  check_transpose({2, 3, 2, 3, 2, 3}, {0, 3, 4, 1, 5, 2});
  check_transpose({2, 0, 3}, {2, 1, 0});
}

// Large enough for several threads and many tiles: every element checked against its index.
TEST(test_ops_transpose__large_maps_in_parallel) {
  const Shape shape = {2, 37, 45, 53};
  Tensor input(DataType::int64, shape);
  std::iota(input.mutable_ints().begin(), input.mutable_ints().end(), 0);
  for (const std::vector<int64_t>& perm :
       {std::vector<int64_t>{0, 2, 3, 1}, {0, 3, 1, 2}, {3, 2, 1, 0}}) {
    OpRunner runner(make_transpose(make_node("Transpose", 13, 1, {{"perm", perm}})), {{input}},
                    {Layout::plain});
    compare(runner.forward()[0], transposed(input, perm), 0, "large transpose");
  }
}

TEST(test_ops_transpose__reverses_without_perm) {
  OpCase item;
  item.op = make_transpose(make_node("Transpose", 7, 1));
  item.inputs = {{random_tensor({2, 3, 4}, 1)}};
  item.expected = {transposed(item.inputs[0].tensor, {2, 1, 0})};
  check_op(item);
}

TEST(test_ops_transpose__refuses_what_is_no_permutation) {
  const auto shape_of = [](const std::vector<int64_t>& perm) {
    return inferred(make_transpose(make_node("Transpose", 13, 1, {{"perm", perm}})),
                    {{random_tensor({2, 3}, 1)}})
        .shape;
  };
  const auto bad = Status::invalid_argument;
  CHECK_ERROR(shape_of({0, 0}), bad, "axis 0 is given twice");
  CHECK_ERROR(shape_of({0, 2}), bad, "axis 2 is outside");
  CHECK_ERROR(shape_of({0}), bad, "does not have one entry for each axis of 2x3");
  CHECK_ERROR(shape_of({}), bad, "does not have one entry");
}

}  // namespace

int main() {
  return run_tests({CASE(test_ops_transpose__every_permutation_of_four_axes),
                    CASE(test_ops_transpose__shapes_and_ranks),
                    CASE(test_ops_transpose__large_maps_in_parallel),
                    CASE(test_ops_transpose__reverses_without_perm),
                    CASE(test_ops_transpose__refuses_what_is_no_permutation)});
}
