#include "support/index_map.h"

using namespace cnnviz::test;

namespace {

using List = std::vector<int64_t>;

// The input index at position p, counted from the first element, of an axis of `extent`: by
// stepping, not by formula. -1 outside.
int64_t source_of(const std::string& mode, int64_t p, int64_t extent) {
  if (mode == "constant") return p >= 0 && p < extent ? p : -1;
  int64_t at = 0, direction = 1;
  for (int64_t steps = std::abs(p); steps > 0; --steps) {
    if (p < 0 && mode == "wrap") at = (at + extent - 1) % extent;
    if (p > 0 && mode == "wrap") at = (at + 1) % extent;
    if (mode == "edge" && p > 0) at = std::min(at + 1, extent - 1);
    if (mode != "reflect" || extent == 1) continue;
    // The mirror of the first element looks the same in both directions.
    if (at + direction < 0 || at + direction >= extent) direction = -direction;
    at += direction;
  }
  return at;
}

Tensor padded(const Tensor& input, const List& pads, const std::string& mode, const Tensor& value) {
  const size_t rank = input.shape().size();
  Shape shape;
  for (size_t i = 0; i < rank; ++i) shape.push_back(input.shape()[i] + pads[i] + pads[rank + i]);
  const auto from = [&](const Index& out) {
    Index in;
    for (size_t i = 0; i < rank; ++i) {
      // Negative pads cut elements off before the others repeat what is left.
      const int64_t cut = std::max<int64_t>(-pads[i], 0);
      const int64_t kept = input.shape()[i] - cut - std::max<int64_t>(-pads[rank + i], 0);
      const int64_t place = source_of(mode, out[i] - std::max<int64_t>(pads[i], 0), kept);
      in.push_back(place < 0 ? -1 : place + cut);
    }
    return in;
  };
  Tensor result = index_map(input, shape, from);
  for (int64_t i = 0; value.valid() && i < result.size(); ++i)
    if (!inside(from(index_of(i, shape)), input.shape())) {
      if (result.type() == DataType::float32)
        result.mutable_floats()[static_cast<size_t>(i)] = value.floats()[0];
      else
        result.mutable_ints()[static_cast<size_t>(i)] = value.ints()[0];
    }
  return result;
}

CheckedOp check_pad(const Shape& shape, const List& pads, const std::string& mode,
                    const Tensor& value = {}) {
  CheckedOp checked;
  for (const size_t type : {1, 2, 0}) {
    const Tensor data = of_every_type(shape, 2)[type];
    if (value.valid() && value.type() != data.type()) continue;
    OpCase item;
    item.name = concat("Pad ", mode, " of ", shape_text(shape), " by ", shape_text(pads));
    item.op = make_pad(make_node("Pad", 19, 3, {{"mode", mode}}));
    item.inputs = {
        {data}, as_constant(ints(pads)), value.valid() ? as_constant(value) : left_out()};
    item.expected = {padded(data, pads, mode, value)};
    item.exact_geometry = true;
    checked = check_op(item);
  }
  return checked;
}

TEST(test_ops_pad__constant) {
  check_pad({7}, {2, 3}, "constant");
  check_pad({3, 5}, {0, 1, 2, 0}, "constant", floats({}, {1.5f}));
  check_pad({3, 5}, {0, 1, 2, 0}, "constant", ints({-7}));
  check_pad({2, 3, 4, 5}, {0, 0, 1, 3, 0, 0, 2, 4}, "constant", floats({1}, {1.2f}));
  check_pad({2, 3, 2, 3, 2}, {1, 0, 2, 0, 1, 0, 1, 0, 2, 1}, "constant");
  check_pad({5}, {0, 0}, "constant");
}

TEST(test_ops_pad__negative_pads_cut) {
  check_pad({7}, {-2, -3}, "constant");
  check_pad({7}, {-2, 3}, "constant", floats({}, {9}));
  check_pad({3, 6}, {1, -2, -1, 2}, "constant");
  check_pad({3}, {-5, 6}, "constant", floats({}, {2}));  // nothing of the input is left
  check_pad({7}, {-2, -5}, "constant");                  // nothing at all
  check_pad({7}, {-2, 3}, "edge");
  check_pad({7}, {3, -1}, "reflect");
  check_pad({7}, {4, -4}, "wrap");
}

TEST(test_ops_pad__modes_that_repeat_the_input) {
  for (const char* mode : {"reflect", "edge", "wrap"}) {
    check_pad({5}, {3, 2}, mode);
    check_pad({3}, {7, 8}, mode);  // more than once around
    check_pad({1}, {2, 2}, mode);
    check_pad({2, 3, 4, 5}, {0, 0, 2, 3, 0, 0, 1, 4}, mode);
    check_pad({2, 2, 3}, {1, 0, 2, 0, 1, 0}, mode);
    check_pad({4, 3}, {0, 0, 0, 0}, mode);
  }
}

TEST(test_ops_pad__blocked_maps) {
  const List spatial = {0, 0, 1, 2, 0, 0, 0, 1};
  for (const char* mode : {"constant", "reflect", "edge", "wrap"})
    CHECK_EQ(check_pad({2, 20, 4, 5}, spatial, mode).blocked, 1);
  CHECK_EQ(check_pad({2, 20, 4, 5}, {0, 0, -1, 2, 0, 0, 0, -2}, "constant").blocked, 1);
  CHECK_EQ(check_pad({1, 20, 4, 5}, {1, 0, 0, 0, 0, 0, 0, 0}, "constant").blocked, 1);
  // The padding lanes would not stay zero.
  CHECK_EQ(check_pad({2, 20, 4, 5}, spatial, "constant", floats({}, {1})).blocked, 0);
  CHECK_EQ(check_pad({2, 20, 3}, {0, 4, 0, 0, 0, 0}, "constant").blocked, 0);
}

TEST(test_ops_pad__attributes_before_opset_11) {
  OpCase item;
  item.op = make_pad(
      make_node("Pad", 7, 1, {{"pads", List{0, 1, 2, 0}}, {"value", 2.5f}, {"mode", "constant"}}));
  item.inputs = {{random_tensor({2, 3}, 1)}};
  item.expected = {padded(item.inputs[0].tensor, {0, 1, 2, 0}, "constant", floats({}, {2.5f}))};
  check_op(item);
  CHECK_ERROR(make_pad(make_node("Pad", 7, 1)), Status::corrupt, "\"pads\" is missing");
}

TEST(test_ops_pad__named_axes) {
  for (const List& axes : {List{1, 3}, List{1, -1}, List{-3, 3}}) {
    OpCase item;
    item.op = make_pad(make_node("Pad", 18, 4, {{"mode", "edge"}}));
    item.inputs = {{random_tensor({1, 3, 4, 5}, 1)},
                   as_constant(ints({0, 3, 1, 4})),
                   left_out(),
                   as_constant(ints(axes))};
    item.expected = {padded(item.inputs[0].tensor, {0, 0, 0, 3, 0, 1, 0, 4}, "edge", Tensor())};
    check_op(item);
  }
}

// Padding fields keep their place before the first pixel, as those of convolutions do.
TEST(test_ops_pad__boxes_are_not_clipped_where_zeros_are_added) {
  const OpPtr op = make_pad(make_node("Pad", 13, 2));
  const std::vector<ValueInfo> in =
      infos_of({{random_tensor({1, 3, 4, 5}, 1)}, as_constant(ints({0, 0, 2, 1, 0, 0, 2, 1}))});
  const std::vector<ValueInfo> out = op->infer(in);
  const Box box = op->input_box(0, {{0, 0}, {1, 1}, {0, 3}, {5, 8}}, 0, in, out);
  CHECK_EQ(box_text(box), "{ [0,0] [1,1] [-2,1] [4,7] }");
}

TEST(test_ops_pad__refuses_pads_that_do_not_fit) {
  const auto shape_of = [](const Shape& shape, const List& pads, const char* mode,
                           const OpInput& value = left_out()) {
    const std::vector<OpInput> inputs = {{random_tensor(shape, 1)}, as_constant(ints(pads)), value};
    return inferred(make_pad(make_node("Pad", 19, 3, {{"mode", mode}})), inputs).shape;
  };
  const auto bad = Status::invalid_argument;
  CHECK_ERROR(shape_of({2, 3}, {1, 1}, "constant"), bad, "pads has 2 entries");
  CHECK_ERROR(shape_of({3}, {-2, -2}, "constant"), bad, "cannot be padded by -2 and -2");
  CHECK_ERROR(shape_of({3}, {-3, 1}, "reflect"), bad, "cannot be padded by -3 and 1");
  CHECK_ERROR(shape_of({0}, {1, 1}, "edge"), bad, "cannot be padded");
  CHECK_ERROR(shape_of({3}, {INT64_MIN, INT64_MIN}, "wrap"), bad, "cannot be padded");
  CHECK_ERROR(shape_of({3}, {INT64_MAX, 1}, "constant"), bad, "cannot be padded");
  CHECK_ERROR(shape_of({3}, {int64_t{1} << 40, 1}, "edge"), Status::limit, "elements");
  CHECK_ERROR(shape_of({3}, {1, 1}, "constant", as_constant(ints({1}))), bad,
              "constant_value is int64 1, but must be one float32");
  CHECK_ERROR(shape_of({3}, {1, 1}, "constant", {floats({}, {1})}), Status::unsupported,
              "constant_value is computed");
  CHECK_ERROR(make_pad(make_node("Pad", 19, 2, {{"mode", "mirror"}})), Status::unsupported,
              "mode \"mirror\" is not one of constant, reflect, edge, wrap");
}

}  // namespace

int main() {
  return run_tests({CASE(test_ops_pad__constant), CASE(test_ops_pad__negative_pads_cut),
                    CASE(test_ops_pad__modes_that_repeat_the_input),
                    CASE(test_ops_pad__blocked_maps),
                    CASE(test_ops_pad__attributes_before_opset_11), CASE(test_ops_pad__named_axes),
                    CASE(test_ops_pad__boxes_are_not_clipped_where_zeros_are_added),
                    CASE(test_ops_pad__refuses_pads_that_do_not_fit)});
}
