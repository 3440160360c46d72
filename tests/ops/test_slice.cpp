#include "support/index_map.h"

using namespace cnnviz::test;

namespace {

using List = std::vector<int64_t>;

struct Arguments {
  List starts, ends;
  std::optional<List> axes, steps;
};

// Python's slice.indices(), one index at a time.
std::vector<int64_t> taken(int64_t start, int64_t end, int64_t step, int64_t extent) {
  const auto bound = [&](int64_t at) {
    if (at < 0) at = std::max<int64_t>(at + extent, step < 0 ? -1 : 0);
    return std::min(at, step < 0 ? extent - 1 : extent);
  };
  std::vector<int64_t> indices;
  for (int64_t i = bound(start); step < 0 ? i > bound(end) : i < bound(end);) {
    indices.push_back(i);
    if (__builtin_add_overflow(i, step, &i)) break;
  }
  return indices;
}

Tensor sliced(const Tensor& input, const Arguments& given) {
  std::vector<std::vector<int64_t>> indices;
  for (const int64_t extent : input.shape()) indices.push_back(taken(0, extent, 1, extent));
  for (size_t i = 0; i < given.starts.size(); ++i) {
    int64_t axis = given.axes ? (*given.axes)[i] : static_cast<int64_t>(i);
    if (axis < 0) axis += input.rank();
    const auto at = static_cast<size_t>(axis);
    indices[at] = taken(given.starts[i], given.ends[i], given.steps ? (*given.steps)[i] : 1,
                        input.shape()[at]);
  }
  Shape shape;
  for (const auto& list : indices) shape.push_back(static_cast<int64_t>(list.size()));
  return index_map(input, shape, [&](const Index& out) {
    Index in;
    for (size_t i = 0; i < out.size(); ++i) in.push_back(indices[i][static_cast<size_t>(out[i])]);
    return in;
  });
}

std::vector<OpInput> with_inputs(const Tensor& data, const Arguments& given) {
  std::vector<OpInput> inputs = {
      {data}, as_constant(ints(given.starts)), as_constant(ints(given.ends))};
  inputs.push_back(given.axes ? as_constant(ints(*given.axes)) : left_out());
  inputs.push_back(given.steps ? as_constant(ints(*given.steps)) : left_out());
  return inputs;
}

CheckedOp check_slice(const Shape& shape, const Arguments& given) {
  CheckedOp checked;
  for (const size_t type : {1, 2, 0}) {
    OpCase item;
    item.name = concat("Slice of ", shape_text(shape));
    item.op = make_slice(make_node("Slice", 13, 5));
    item.inputs = with_inputs(of_every_type(shape, 2)[type], given);
    item.expected = {sliced(item.inputs[0].tensor, given)};
    item.exact_geometry = true;
    checked = check_op(item);
  }
  return checked;
}

TEST(test_ops_slice__starts_ends_axes_and_steps) {
  check_slice({20, 10, 5}, {{0, 0}, {3, 10}, List{0, 1}, List{1, 1}});
  check_slice({20, 10, 5}, {{0, 0, 3}, {20, 10, 4}, {}, {}});
  check_slice({20, 10, 5}, {{1}, {1000}, List{1}, List{1}});
  check_slice({20, 10, 5}, {{0}, {-1}, List{1}, {}});
  check_slice({20, 10, 5}, {{20, 10, 4}, {0, 0, 1}, List{0, 1, 2}, List{-1, -3, -2}});
  check_slice({20, 10, 5}, {{0, 0, 3}, {20, 10, 4}, List{0, -2, -1}, {}});
  check_slice({7}, {{-3}, {INT64_MAX}, {}, {}});
  check_slice({7}, {{-1}, {INT64_MIN}, List{0}, List{-1}});
  check_slice({7}, {{1}, {6}, List{0}, List{INT64_MAX}});
  check_slice({7}, {{5}, {0}, List{0}, List{INT64_MIN}});
  check_slice({2, 3, 5, 7}, {{1, 2}, {4, 7}, List{2, 3}, List{2, 3}});
  check_slice({2, 3, 2, 5, 3}, {{2}, {0}, List{4}, List{-1}});
}

TEST(test_ops_slice__empty_results) {
  check_slice({20, 10, 5}, {{1000}, {1000}, List{1}, List{1}});
  check_slice({7}, {{5}, {2}, {}, {}});
  check_slice({0, 3}, {{0}, {-1}, List{0}, List{-1}});
}

TEST(test_ops_slice__blocked_maps) {
  CHECK_EQ(check_slice({2, 20, 7, 5}, {{1, 4}, {6, 0}, List{2, 3}, List{2, -1}}).blocked, 1);
  CHECK_EQ(check_slice({2, 48, 3, 5}, {{16}, {32}, List{1}, {}}).blocked, 1);
  CHECK_EQ(check_slice({2, 36, 3, 5}, {{16}, {36}, List{1}, {}}).blocked, 1);
  CHECK_EQ(check_slice({2, 36, 3, 5}, {{16}, {35}, List{1}, {}}).blocked, 0);
  CHECK_EQ(check_slice({2, 36, 3, 5}, {{4}, {20}, List{1}, {}}).blocked, 0);
  CHECK_EQ(check_slice({2, 32, 3, 5}, {{0}, {32}, List{1}, List{2}}).blocked, 0);
}

TEST(test_ops_slice__attributes_before_opset_10) {
  OpCase item;
  item.op = make_slice(make_node(
      "Slice", 7, 1, {{"starts", List{1, -2}}, {"ends", List{3, 100}}, {"axes", List{0, 2}}}));
  item.inputs = {{random_tensor({4, 3, 5}, 1)}};
  item.expected = {sliced(item.inputs[0].tensor, {{1, -2}, {3, 100}, List{0, 2}, {}})};
  check_op(item);
  CHECK_ERROR(make_slice(make_node("Slice", 9, 1, {{"starts", List{1}}})), Status::corrupt,
              "\"starts\" or \"ends\" is missing");
}

TEST(test_ops_slice__refuses_what_makes_no_slice) {
  const auto shape_of = [](const Arguments& given) {
    return inferred(make_slice(make_node("Slice", 13, 5)),
                    with_inputs(random_tensor({4, 5}, 1), given))
        .shape;
  };
  const auto bad = Status::invalid_argument;
  CHECK_ERROR(shape_of({{0}, {1}, List{0}, List{0}}), bad, "step of 0");
  CHECK_ERROR(shape_of({{0}, {1}, List{2}, {}}), bad, "axis 2 is outside");
  CHECK_ERROR(shape_of({{0, 0}, {1, 1}, List{1, -1}, {}}), bad, "given twice");
  CHECK_ERROR(shape_of({{0}, {1, 1}, {}, {}}), bad, "differ in length: 1, 2");
  CHECK_ERROR(shape_of({{0}, {1}, List{0, 1}, {}}), bad, "differ in length");
  CHECK_ERROR(shape_of({{0, 0, 0}, {1, 1, 1}, {}, {}}), bad, "starts has 3 entries");
  std::vector<OpInput> unknown = with_inputs(random_tensor({4}, 1), {{0}, {1}, {}, {}});
  unknown[2] = {ints({1})};
  CHECK_ERROR(inferred(make_slice(make_node("Slice", 13, 5)), unknown), Status::unsupported,
              "input 2 (ends)");
}

}  // namespace

int main() {
  return run_tests({CASE(test_ops_slice__starts_ends_axes_and_steps),
                    CASE(test_ops_slice__empty_results), CASE(test_ops_slice__blocked_maps),
                    CASE(test_ops_slice__attributes_before_opset_10),
                    CASE(test_ops_slice__refuses_what_makes_no_slice)});
}
