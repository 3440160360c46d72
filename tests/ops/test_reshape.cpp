#include "support/index_map.h"

using namespace cnnviz::test;

namespace {

constexpr int64_t kNewest = 23;

Shape shape_of(const std::string& type, int64_t opset, const Shape& input,
               std::map<std::string, Attribute> attributes,
               const std::optional<std::vector<int64_t>>& list = {}) {
  std::vector<OpInput> inputs = {{random_tensor(input, 1)}};
  if (list) inputs.push_back(as_constant(ints(*list)));
  const OpPtr op = make_reshape(make_node(type, opset, inputs.size(), std::move(attributes)));
  return inferred(op, inputs).shape;
}

Shape reshaped(const Shape& input, const std::vector<int64_t>& shape, int64_t allow_zero = 0) {
  return shape_of("Reshape", 14, input, {{"allowzero", allow_zero}}, shape);
}

// Checks a view in full: the same elements, gradients, layouts, boxes.
void check_view(const OpPtr& op, std::vector<OpInput> inputs, const Shape& expected) {
  CHECK(op->is_view());
  for (const Tensor& tensor : of_every_type(inputs[0].tensor.shape(), 5)) {
    OpCase item;
    item.name = concat("view of ", shape_text(tensor.shape()), " as ", shape_text(expected));
    item.op = op;
    item.inputs = inputs;
    item.inputs[0].tensor = tensor;
    item.expected = {tensor.reshaped(expected)};
    check_op(item);
  }
}

TEST(test_ops_reshape__zero_minus_one_and_reordered_dimensions) {
  CHECK_EQ(shape_text(reshaped({2, 3, 4}, {4, 2, 3})), "4x2x3");
  CHECK_EQ(shape_text(reshaped({2, 3, 4}, {2, 12})), "2x12");
  CHECK_EQ(shape_text(reshaped({2, 3, 4}, {2, -1, 2})), "2x6x2");
  CHECK_EQ(shape_text(reshaped({2, 3, 4}, {-1, 2, 3, 4})), "1x2x3x4");
  CHECK_EQ(shape_text(reshaped({2, 3, 4}, {2, 0, 4, 1})), "2x3x4x1");
  CHECK_EQ(shape_text(reshaped({2, 3, 4}, {2, 0, 1, -1})), "2x3x1x4");
  CHECK_EQ(shape_text(reshaped({2, 3, 4}, {-1})), "24");
  CHECK_EQ(shape_text(reshaped({1, 1}, {})), "scalar");
  CHECK_EQ(shape_text(reshaped({0, 3, 4}, {3, 4, 0}, 1)), "3x4x0");
  CHECK_EQ(shape_text(reshaped({0, 3, 4}, {0, 12})), "0x12");
}

TEST(test_ops_reshape__refuses_shapes_that_do_not_fit) {
  const auto bad = Status::invalid_argument;
  CHECK_ERROR(reshaped({2, 3}, {5}), bad, "2x3 (6 elements) cannot become 5 (5 elements)");
  CHECK_ERROR(reshaped({2, 3}, {4, -1}), bad, "cannot become shape [4, -1]");
  CHECK_ERROR(reshaped({2, 3}, {-1, -1}), bad, "-1 more than once");
  CHECK_ERROR(reshaped({2, 3}, {-2, 3}), bad, "negative extent");
  CHECK_ERROR(reshaped({2, 3}, {2, 3, 0}), bad, "copies axis 2");
  CHECK_ERROR(reshaped({0, 3}, {0, -1}, 1), bad, "cannot become shape [0, -1]");
  CHECK_ERROR(reshaped({2, 3}, std::vector<int64_t>(9, 1)), Status::limit, "rank");
  CHECK_ERROR(reshaped({2, 3}, {INT64_MAX, INT64_MAX}), Status::limit, "exceeds 64 bits");
  const OpPtr op = make_reshape(make_node("Reshape", 14, 2));
  const std::vector<OpInput> unknown = {{random_tensor({6}, 1)}, {ints({2, 3})}};
  CHECK_ERROR(inferred(op, unknown), Status::unsupported, "known from their shapes alone");
  const std::vector<OpInput> wrong_type = {{random_tensor({6}, 1)}, as_constant(floats({1}, {6}))};
  CHECK_ERROR(inferred(op, wrong_type), bad, "must be a list of integers");
  CHECK_ERROR(inferred(op, {{random_tensor({6}, 1)}}), bad, "input 1 (shape) is missing");
}

TEST(test_ops_reshape__flatten_by_axis) {
  const auto flat = [](const Shape& input, int64_t axis) {
    return shape_text(shape_of("Flatten", kNewest, input, {{"axis", axis}}));
  };
  CHECK_EQ(flat({5, 4, 3, 2}, 0), "1x120");
  CHECK_EQ(flat({5, 4, 3, 2}, 2), "20x6");
  CHECK_EQ(flat({5, 4, 3, 2}, 4), "120x1");
  CHECK_EQ(flat({5, 4, 3, 2}, -1), "60x2");
  CHECK_EQ(flat({5, 4, 3, 2}, -4), "1x120");
  CHECK_EQ(shape_text(shape_of("Flatten", 7, {5, 4, 3, 2}, {})), "5x24");
  CHECK_EQ(flat({}, 0), "1x1");
  CHECK_ERROR(flat({5, 4}, 3), Status::invalid_argument, "axis 3 is outside [-2, 2]");
  CHECK_ERROR(flat({5, 4}, INT64_MIN), Status::invalid_argument, "is outside");
}

TEST(test_ops_reshape__squeeze_and_unsqueeze) {
  using List = std::vector<int64_t>;
  CHECK_EQ(shape_text(shape_of("Squeeze", 7, {1, 3, 1, 5}, {{"axes", List{0, 2}}})), "3x5");
  CHECK_EQ(shape_text(shape_of("Squeeze", 13, {1, 3, 1, 5}, {}, List{-2})), "1x3x5");
  CHECK_EQ(shape_text(shape_of("Squeeze", 13, {1, 3, 1, 5}, {})), "3x5");
  CHECK_EQ(shape_text(shape_of("Squeeze", 13, {1, 1}, {}, List{})), "1x1");
  CHECK_EQ(shape_text(shape_of("Unsqueeze", 7, {3, 4}, {{"axes", List{0, 3}}})), "1x3x4x1");
  CHECK_EQ(shape_text(shape_of("Unsqueeze", 13, {3, 4, 5}, {}, List{5, 4, 2})), "3x4x1x5x1x1");
  CHECK_EQ(shape_text(shape_of("Unsqueeze", 13, {1, 3, 1, 5}, {}, List{-2})), "1x3x1x1x5");
  const auto bad = Status::invalid_argument;
  CHECK_ERROR(shape_of("Squeeze", 13, {2, 3}, {}, List{1}), bad, "its extent is not 1");
  CHECK_ERROR(shape_of("Squeeze", 13, {2, 1}, {}, List{2}), bad, "axis 2 is outside [-2, 1]");
  CHECK_ERROR(shape_of("Squeeze", 13, {2, 1}, {}, List{1, -1}), bad, "given twice");
  CHECK_ERROR(shape_of("Unsqueeze", 13, {2}, {}, List{0, 0}), bad, "given twice");
  CHECK_ERROR(shape_of("Unsqueeze", 13, {2}, {}, List{3}), bad, "outside [-2, 1]");
  CHECK_ERROR(shape_of("Unsqueeze", 13, {2}, {}, List(8, 0)), Status::limit, "rank 9");
}

TEST(test_ops_reshape__views_carry_elements_gradients_and_boxes) {
  const OpPtr reshape = make_reshape(make_node("Reshape", 14, 2));
  const auto check = [&](const Shape& from, const std::vector<int64_t>& to, const Shape& expected) {
    check_view(reshape, {{random_tensor(from, 3)}, as_constant(ints(to))}, expected);
  };
  check({2, 20, 3, 5}, {0, -1}, {2, 300});
  check({2, 20, 3, 5}, {2, 4, 5, 3, 5}, {2, 4, 5, 3, 5});
  check({2, 4, 5, 3, 5}, {2, 20, 3, 5}, {2, 20, 3, 5});
  check({2, 16, 3, 5}, {2, 16, 15}, {2, 16, 15});
  check({7}, {7, 1}, {7, 1});
  check({1}, {}, {});
  check_view(make_reshape(make_node("Flatten", 13, 1)), {{random_tensor({2, 32, 1, 1}, 3)}},
             {2, 32});
  check_view(make_reshape(make_node("Squeeze", 13, 1)), {{random_tensor({2, 20, 1, 1}, 3)}},
             {2, 20});
  check_view(make_reshape(make_node("Identity", 16, 1)), {{random_tensor({2, 20, 3, 5}, 3)}},
             {2, 20, 3, 5});
  check_view(make_reshape(make_node("Dropout", 7, 1, {{"ratio", 0.5f}})),
             {{random_tensor({2, 20, 3}, 3)}}, {2, 20, 3});
}

TEST(test_ops_reshape__identity_passes_every_layout) {
  OpCase item;
  item.name = "Identity";
  item.op = make_reshape(make_node("Identity", 13, 1));
  item.inputs = {{random_tensor({2, 20, 3, 5}, 3)}};
  item.expected = {item.inputs[0].tensor};
  CHECK_EQ(check_op(item).blocked, 1);
  item.op = make_reshape(make_node("Flatten", 13, 1));
  item.expected = {item.inputs[0].tensor.reshaped({2, 300})};
  CHECK_EQ(check_op(item).blocked, 0);
}

TEST(test_ops_reshape__boxes_follow_merged_and_split_axes) {
  const OpPtr reshape = make_reshape(make_node("Reshape", 14, 2));
  const auto reads = [&](const Shape& from, const Shape& to, const Box& out) {
    const std::vector<OpInput> inputs = {{random_tensor(from, 1)}, as_constant(ints(to))};
    const std::vector<ValueInfo> in = infos_of(inputs), outputs = reshape->infer(in);
    return box_text(reshape->input_box(0, out, 0, in, outputs));
  };
  // Channel shuffle: group 1 of channel 3 of 2x5 is channel 8; the picture's axes stay, unclipped.
  CHECK_EQ(reads({1, 10, 6, 7}, {1, 2, 5, 6, 7}, {{0, 0}, {1, 1}, {3, 3}, {-2, 3}, {4, 9}}),
           "{ [0,0] [8,8] [-2,3] [4,9] }");
  CHECK_EQ(reads({1, 10, 6, 7}, {1, 2, 5, 6, 7}, {{0, 0}, {0, 1}, {3, 3}, {0, 0}, {0, 0}}),
           "{ [0,0] [3,8] [0,0] [0,0] }");
  // One unit of a flattened map is one pixel of one channel.
  CHECK_EQ(reads({2, 3, 4, 5}, {2, 60}, {{1, 1}, {47, 47}}), "{ [1,1] [2,2] [1,1] [2,2] }");
  CHECK_EQ(reads({2, 3, 4, 5}, {2, 60}, {{0, 1}, {47, 48}}), "{ [0,1] [2,2] [1,1] [2,3] }");
  CHECK_EQ(reads({2, 3, 4, 5}, {2, 60}, {{0, 0}, {4, 21}}), "{ [0,0] [0,1] [0,3] [0,4] }");
  // Axes of extent 1 come and go.
  CHECK_EQ(reads({3, 1, 5}, {1, 3, 5, 1}, {{0, 0}, {2, 2}, {1, 3}, {0, 0}}),
           "{ [2,2] [0,0] [1,3] }");
}

TEST(test_ops_reshape__dropout_mask_keeps_everything) {
  for (const int64_t opset : {int64_t{7}, int64_t{10}, int64_t{12}}) {
    const Shape shape = {2, 20, 3, 5};
    OpCase item;
    item.name = concat("Dropout-", opset, " with mask");
    item.op = make_reshape(make_node("Dropout", opset, 1, {}, 2));
    item.inputs = {{random_tensor(shape, 3)}};
    const Tensor ones = opset < 10 ? floats(shape, std::vector<float>(600, 1))
                                   : booleans(shape, std::vector<int>(600, 1));
    item.expected = {item.inputs[0].tensor, ones};
    item.exact_geometry = true;
    CHECK(!item.op->is_view());
    CHECK_EQ(check_op(item).blocked, 1);
  }
}

TEST(test_ops_reshape__dropout_refuses_training) {
  const OpPtr op = make_reshape(make_node("Dropout", 12, 3));
  const OpInput data = {random_tensor({2, 3}, 1)};
  const OpInput ratio = as_constant(floats({}, {0.5f}));
  const auto with = [&](OpInput training) { return inferred(op, {data, ratio, training}); };
  CHECK_EQ(shape_text(with(as_constant(booleans({}, {0}))).shape), "2x3");
  CHECK_EQ(shape_text(with(left_out()).shape), "2x3");
  CHECK_ERROR(with(as_constant(booleans({}, {1}))), Status::unsupported, "training mode");
  CHECK_ERROR(with({booleans({}, {0})}), Status::unsupported, "training mode");
  CHECK_ERROR(with(as_constant(floats({}, {0}))), Status::invalid_argument, "one boolean");
}

TEST(test_ops_reshape__left_out_mask_is_still_a_view) {
  NodeView node = make_node("Dropout", 12, 1, {}, 2);
  node.outputs[1].clear();
  const OpPtr op = make_reshape(node);
  CHECK(op->is_view());
  const std::vector<ValueInfo> outputs = op->infer(infos_of({{random_tensor({2, 3}, 1)}}));
  CHECK_EQ(outputs.size(), size_t{2});
  CHECK(!outputs[1].present);
}

TEST(test_ops_reshape__only_dropout_has_a_second_output) {
  for (const char* type : {"Reshape", "Flatten", "Squeeze", "Unsqueeze", "Identity"})
    CHECK_ERROR(make_reshape(make_node(type, 11, 1, {}, 2)), Status::corrupt, "it has 2 outputs");
  CHECK_ERROR(make_reshape(make_node("Dropout", 12, 1, {}, 3)), Status::corrupt,
              "it has 3 outputs; at most 2 can be");
}

}  // namespace

int main() {
  return run_tests({CASE(test_ops_reshape__zero_minus_one_and_reordered_dimensions),
                    CASE(test_ops_reshape__refuses_shapes_that_do_not_fit),
                    CASE(test_ops_reshape__flatten_by_axis),
                    CASE(test_ops_reshape__squeeze_and_unsqueeze),
                    CASE(test_ops_reshape__views_carry_elements_gradients_and_boxes),
                    CASE(test_ops_reshape__identity_passes_every_layout),
                    CASE(test_ops_reshape__boxes_follow_merged_and_split_axes),
                    CASE(test_ops_reshape__dropout_mask_keeps_everything),
                    CASE(test_ops_reshape__dropout_refuses_training),
                    CASE(test_ops_reshape__left_out_mask_is_still_a_view),
                    CASE(test_ops_reshape__only_dropout_has_a_second_output)});
}
