#include <limits>

#include "support/index_map.h"

using namespace cnnviz::test;

namespace {

using List = std::vector<int64_t>;

struct Axes {
  std::vector<bool> reduced;
  Shape shape;  // of the output

  Axes(const Shape& input, const List& axes, bool keep) : reduced(input.size(), axes.empty()) {
    for (const int64_t axis : axes)
      reduced[static_cast<size_t>(axis < 0 ? axis + static_cast<int64_t>(input.size()) : axis)] =
          true;
    for (size_t i = 0; i < input.size(); ++i)
      if (!reduced[i] || keep) shape.push_back(reduced[i] ? 1 : input[i]);
  }

  // The output element that an input element goes into.
  size_t output_of(const Index& in) const {
    Index out;
    for (size_t i = 0; i < in.size(); ++i) {
      if (!reduced[i]) out.push_back(in[i]);
      if (reduced[i] && shape.size() == reduced.size()) out.push_back(0);
    }
    return static_cast<size_t>(flat_of(out, shape));
  }
};

Tensor reduced(const std::string& type, const Tensor& input, const Axes& axes) {
  Tensor result(input.type(), axes.shape);
  std::vector<std::vector<double>> terms(static_cast<size_t>(result.size()));
  const std::vector<float> values = input.to_floats();
  for (int64_t i = 0; i < input.size(); ++i)
    terms[axes.output_of(index_of(i, input.shape()))].push_back(
        static_cast<double>(values[static_cast<size_t>(i)]));
  for (size_t i = 0; i < terms.size(); ++i) {
    double sum = 0, product = 1, largest = -HUGE_VAL, smallest = HUGE_VAL, l1 = 0, squares = 0;
    for (const double term : terms[i]) {
      sum += term;
      l1 += std::abs(term);
      squares += term * term;
      product *= term;
      largest = std::max(largest, term);
      smallest = std::min(smallest, term);
    }
    double value = type == "ReduceProd" ? product : type == "ReduceMax" ? largest : smallest;
    if (type == "ReduceSum") value = sum;
    if (type == "ReduceL1") value = l1;
    if (type == "ReduceL2") value = std::sqrt(squares);
    if (type == "ReduceSumSquare") value = squares;
    if (type == "ReduceMean") value = sum / static_cast<double>(terms[i].size());
    if (input.type() == DataType::float32) result.mutable_floats()[i] = static_cast<float>(value);
    if (input.type() == DataType::int64) result.mutable_ints()[i] = static_cast<int64_t>(value);
    if (input.type() == DataType::boolean)
      result.mutable_booleans()[i] = static_cast<uint8_t>(value != 0);
  }
  return result;
}

const std::vector<std::string> kTypes = {"ReduceSum", "ReduceMean",     "ReduceMax",
                                         "ReduceMin", "ReduceProd",     "ReduceL1",
                                         "ReduceL2",  "ReduceSumSquare"};

// Values apart from each other, so that no difference crosses a maximum.
Tensor distinct_values(const Shape& shape) {
  Tensor tensor(DataType::float32, shape);
  for (int64_t i = 0; i < tensor.size(); ++i)
    tensor.mutable_floats()[static_cast<size_t>(i)] =
        static_cast<float>((i * 7919 + 13) % 10007 % 601) / 100.0f - 3.01f;
  return tensor;
}

CheckedOp check_reduce(const std::string& type, const Shape& shape, const List& axes, bool keep) {
  OpCase item;
  item.name = concat(type, " of ", shape_text(shape), " over ", shape_text(axes), " keep ", keep);
  const int64_t keepdims = keep ? 1 : 0;
  item.op = make_reduce(make_node(type, 18, 2, {{"keepdims", keepdims}}));
  // Products of many factors are only well-behaved near 1.
  item.inputs = {
      {type == "ReduceProd" ? random_tensor(shape, 3, 0.8, 1.2) : distinct_values(shape)},
      as_constant(ints(axes))};
  // Lengths are curved, and rounded to what small steps would show.
  const bool curved = type == "ReduceL2" || type == "ReduceSumSquare";
  item.step = curved ? 1.0 / 16 : 1.0 / 256;
  item.expected = {reduced(type, item.inputs[0].tensor, Axes(shape, axes, keep))};
  // A maximum does not move with most of its elements.
  item.exact_geometry = type == "ReduceSum" || type == "ReduceMean";
  // A product is linear in each factor, but far from it when all of them move at once.
  if (type == "ReduceProd" || curved) item.smooth = 0;
  const CheckedOp checked = check_op(item);
  const int64_t size = item.inputs[0].tensor.size();
  CHECK(checked.differentiated >= std::min<int64_t>(size, 48) / 2);
  return checked;
}

TEST(test_ops_reduce__every_set_of_axes) {
  for (const std::string& type : kTypes)
    for (const bool keep : {true, false})
      for (const List& axes : {List{},
                               {0},
                               {1},
                               {2},
                               {3},
                               {0, 1},
                               {0, 2},
                               {1, 3},
                               {2, 3},
                               {0, 1, 2},
                               {0, 2, 3},
                               {1, 2, 3},
                               {-1, 0}})
        check_reduce(type, {2, 5, 3, 4}, axes, keep);
}

TEST(test_ops_reduce__shapes_and_ranks) {
  for (const std::string& type : kTypes) {
    check_reduce(type, {7}, {0}, false);
    check_reduce(type, {}, {}, true);
    check_reduce(type, {3, 1}, {1}, true);
    check_reduce(type, {2, 300}, {0}, true);  // more columns than one item has
    check_reduce(type, {2, 3, 2, 3, 2}, {1, 3}, false);
  }
  check_reduce("ReduceSum", {3, 1100}, {1}, true);
  check_reduce("ReduceMean", {2, 16, 31, 37}, {1}, true);
}

TEST(test_ops_reduce__blocked_maps_over_the_plane) {
  for (const std::string& type : kTypes)
    for (const bool keep : {true, false})
      for (const Shape& shape : {Shape{2, 16, 3, 5}, {1, 20, 4, 3}, {2, 32, 1, 1}, {2, 5, 3, 3}}) {
        CHECK_EQ(check_reduce(type, shape, {2, 3}, keep).blocked, 1);
        CHECK_EQ(check_reduce(type, shape, {3}, keep).blocked, 0);
      }
  CHECK_EQ(check_reduce("ReduceMean", {2, 20, 7}, {-1}, true).blocked, 1);
  CHECK_EQ(check_reduce("ReduceMean", {2, 20, 2, 3, 2}, {2, 3, 4}, true).blocked, 1);
}

TEST(test_ops_reduce__integers_and_booleans) {
  for (const std::string& type : kTypes)
    for (const List& axes : {List{}, {0}, {1}, {2}, {0, 2}}) {
      OpCase item;
      item.name = type + " of integers";
      item.op = make_reduce(make_node(type, 18, 2));
      item.inputs = {{random_ints({3, 4, 2}, 1, 1, 5)}, as_constant(ints(axes))};
      item.expected = {reduced(type, item.inputs[0].tensor, Axes({3, 4, 2}, axes, true))};
      check_op(item);
    }
  for (const char* type : {"ReduceMax", "ReduceMin"}) {
    OpCase item;
    item.name = concat(type, " of booleans");
    item.op = make_reduce(make_node(type, 20, 2));
    item.inputs = {{random_booleans({5, 3}, 2)}, as_constant(ints({1}))};
    item.expected = {reduced(type, item.inputs[0].tensor, Axes({5, 3}, {1}, true))};
    check_op(item);
  }
  // Integer sums and products wrap around.
  OpRunner wrapping(make_reduce(make_node("ReduceSum", 13, 1)), {{ints({INT64_MAX, 1})}},
                    {Layout::plain});
  CHECK_EQ(wrapping.forward()[0].ints()[0], INT64_MIN);
}

Tensor once(const std::string& type, const Tensor& data, int64_t opset = 18) {
  OpRunner runner(make_reduce(make_node(type, opset, 1, {{"keepdims", int64_t{0}}})), {{data}},
                  {Layout::plain});
  return runner.forward()[0];
}

TEST(test_ops_reduce__nothing_to_reduce) {
  const Tensor none(DataType::float32, {0});
  CHECK_EQ(once("ReduceSum", none).floats()[0], 0.0f);
  CHECK_EQ(once("ReduceProd", none).floats()[0], 1.0f);
  CHECK_EQ(once("ReduceMax", none).floats()[0], -HUGE_VALF);
  CHECK_EQ(once("ReduceMin", none).floats()[0], HUGE_VALF);
  CHECK(std::isnan(once("ReduceMean", none).floats()[0]));
  const Tensor no_ints(DataType::int64, {0});
  CHECK_EQ(once("ReduceMean", no_ints).ints()[0], 0);
  CHECK_EQ(once("ReduceMax", no_ints).ints()[0], INT64_MIN);
  check_reduce("ReduceSum", {2, 0, 4}, {1}, true);
  check_reduce("ReduceSum", {2, 0, 4}, {0}, true);
}

TEST(test_ops_reduce__not_a_number_stays) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  for (const std::string& type : kTypes)
    for (const std::vector<float>& values :
         {std::vector<float>{nan, 1, 2}, {1, nan, 2}, {1, 2, nan}})
      CHECK(std::isnan(once(type, floats({3}, values)).floats()[0]));
}

// A float32 sum of a million ones and small parts, taken naively, is off by percents.
TEST(test_ops_reduce__long_sums_are_accurate) {
  const int64_t count = 1 << 20;
  Tensor data(DataType::float32, {count, 2});
  for (size_t i = 0; i < data.floats().size(); ++i) data.mutable_floats()[i] = 0.1f;
  const double expected = static_cast<double>(0.1f) * static_cast<double>(count);
  for (const Tensor& input : {data.reshaped({1, 2 * count}), data}) {
    const bool rows = input.shape()[0] == 1;
    OpRunner runner(make_reduce(make_node("ReduceSum", 13, 2)),
                    {{input}, as_constant(ints({rows ? 1 : 0}))}, {Layout::plain, Layout::plain});
    CHECK_NEAR(runner.forward()[0].floats()[0], rows ? 2 * expected : expected, 1e-6 * expected);
  }
}

TEST(test_ops_reduce__gradient_of_a_maximum_goes_to_its_first_place) {
  OpRunner runner(make_reduce(make_node("ReduceMax", 18, 2)),
                  {{floats({2, 4}, {1, 3, 3, 2, -1, -1, -2, -1})}, as_constant(ints({1}))},
                  {Layout::plain, Layout::plain});
  runner.forward();
  const Tensor gradient = runner.backward({floats({2, 1}, {5, 7})}, {})[0];
  compare(gradient, floats({2, 4}, {0, 5, 0, 0, 7, 0, 0, 0}), 0, "first maximum");
}

TEST(test_ops_reduce__gradient_of_products_with_zeros) {
  OpRunner runner(make_reduce(make_node("ReduceProd", 18, 2)),
                  {{floats({3, 3}, {2, 3, 4, 2, 0, 4, 0, 0, 4})}, as_constant(ints({1}))},
                  {Layout::plain, Layout::plain});
  runner.forward();
  const Tensor gradient = runner.backward({floats({3, 1}, {1, 10, 1})}, {})[0];
  compare(gradient, floats({3, 3}, {12, 8, 6, 0, 80, 0, 0, 0, 0}), 1e-6, "product");
}

TEST(test_ops_reduce__axes_by_attribute_or_input) {
  const Tensor data = random_tensor({2, 3, 4}, 1);
  const auto shape_of = [&](const char* type, int64_t opset,
                            std::map<std::string, Attribute> attributes,
                            const OpInput& axes = left_out()) {
    const OpPtr op = make_reduce(make_node(type, opset, 2, std::move(attributes)));
    return shape_text(inferred(op, {{data}, axes}).shape);
  };
  CHECK_EQ(shape_of("ReduceMean", 7, {{"axes", List{1}}}), "2x1x4");
  CHECK_EQ(shape_of("ReduceMean", 13, {{"axes", List{0, -1}}, {"keepdims", int64_t{0}}}), "3");
  CHECK_EQ(shape_of("ReduceSum", 13, {}, as_constant(ints({1}))), "2x1x4");
  CHECK_EQ(shape_of("ReduceMax", 18, {}, as_constant(ints({-1}))), "2x3x1");
  CHECK_EQ(shape_of("ReduceMax", 11, {}), "1x1x1");
  CHECK_EQ(shape_of("ReduceSum", 13, {{"noop_with_empty_axes", int64_t{1}}}), "2x3x4");
  CHECK_EQ(shape_of("ReduceSum", 13, {{"noop_with_empty_axes", int64_t{1}}}, as_constant(ints({}))),
           "2x3x4");
  CHECK_EQ(shape_of("ReduceSum", 13, {}, as_constant(ints({}))), "1x1x1");
  const auto bad = Status::invalid_argument;
  CHECK_ERROR(shape_of("ReduceSum", 13, {}, as_constant(ints({3}))), bad, "axis 3 is outside");
  CHECK_ERROR(shape_of("ReduceSum", 13, {}, as_constant(ints({1, -2}))), bad, "given twice");
  CHECK_ERROR(shape_of("ReduceSum", 13, {}, {ints({1})}), Status::unsupported, "input 1 (axes)");
  const OpPtr sum = make_reduce(make_node("ReduceSum", 13, 1));
  CHECK_ERROR(inferred(sum, {{booleans({2}, {0, 1})}}), Status::unsupported, "booleans");
}

TEST(test_ops_reduce__no_axes_and_noop_copies) {
  OpCase item;
  item.op = make_reduce(make_node("ReduceMean", 18, 1, {{"noop_with_empty_axes", int64_t{1}}}));
  item.inputs = {{random_tensor({2, 20, 3}, 1)}};
  item.expected = {item.inputs[0].tensor};
  check_op(item);
}

}  // namespace

int main() {
  return run_tests(
      {CASE(test_ops_reduce__every_set_of_axes), CASE(test_ops_reduce__shapes_and_ranks),
       CASE(test_ops_reduce__blocked_maps_over_the_plane),
       CASE(test_ops_reduce__integers_and_booleans), CASE(test_ops_reduce__nothing_to_reduce),
       CASE(test_ops_reduce__not_a_number_stays), CASE(test_ops_reduce__long_sums_are_accurate),
       CASE(test_ops_reduce__gradient_of_a_maximum_goes_to_its_first_place),
       CASE(test_ops_reduce__gradient_of_products_with_zeros),
       CASE(test_ops_reduce__axes_by_attribute_or_input),
       CASE(test_ops_reduce__no_axes_and_noop_copies)});
}
