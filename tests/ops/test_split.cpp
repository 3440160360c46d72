#include "support/index_map.h"

using namespace cnnviz::test;

namespace {

using List = std::vector<int64_t>;

std::vector<Tensor> parts_of(const Tensor& input, size_t axis, const List& sizes) {
  std::vector<Tensor> parts;
  int64_t begin = 0;
  for (const int64_t size : sizes) {
    Shape shape = input.shape();
    shape[axis] = size;
    parts.push_back(index_map(input, shape, [&](const Index& out) {
      Index in = out;
      in[axis] += begin;
      return in;
    }));
    begin += size;
  }
  return parts;
}

CheckedOp check_split(const Shape& shape, int64_t axis, const List& sizes) {
  CheckedOp checked;
  const size_t place =
      static_cast<size_t>(axis < 0 ? axis + static_cast<int64_t>(shape.size()) : axis);
  for (const size_t type : {1, 2, 0}) {
    OpCase item;
    item.name = concat("Split of ", shape_text(shape), " along ", axis);
    item.op = make_split(make_node("Split", 13, 2, {{"axis", axis}}, sizes.size()));
    item.inputs = {{of_every_type(shape, 2)[type]}, as_constant(ints(sizes))};
    item.expected = parts_of(item.inputs[0].tensor, place, sizes);
    item.exact_geometry = true;
    checked = check_op(item);
  }
  return checked;
}

// The extents of the parts along axis 0 of a list.
List sizes_of(int64_t extent, int64_t opset, size_t outputs,
              std::map<std::string, Attribute> attributes = {}, const OpInput& split = left_out()) {
  const OpPtr op = make_split(make_node("Split", opset, 2, std::move(attributes), outputs));
  List sizes;
  for (const ValueInfo& info : op->infer(infos_of({{random_tensor({extent}, 1)}, split})))
    sizes.push_back(info.shape[0]);
  return sizes;
}

TEST(test_ops_split__axes_ranks_and_types) {
  check_split({6}, 0, {2, 4});
  check_split({2, 6}, 1, {2, 4});
  check_split({5, 6}, -2, {1, 3, 1});
  check_split({2, 7, 3, 5}, 1, {3, 4});
  check_split({2, 3, 5, 7}, -1, {7});
  check_split({2, 3, 2, 5, 3}, 3, {2, 0, 3});
  check_split({0}, 0, {0, 0, 0});
}

TEST(test_ops_split__blocked_channels) {
  CHECK_EQ(check_split({2, 48, 3, 5}, 1, {32, 16}).blocked, 1);
  CHECK_EQ(check_split({2, 36, 3, 5}, 1, {16, 20}).blocked, 1);
  CHECK_EQ(check_split({2, 36, 3, 5}, 1, {20, 16}).blocked, 0);
  CHECK_EQ(check_split({2, 20, 5, 3}, 2, {1, 4}).blocked, 1);
  CHECK_EQ(check_split({3, 20, 5}, 0, {1, 2}).blocked, 1);
}

TEST(test_ops_split__sizes_by_attribute_input_or_number_of_outputs) {
  CHECK_EQ(shape_text(sizes_of(6, 7, 3)), "2x2x2");
  CHECK_EQ(shape_text(sizes_of(6, 11, 2, {{"split", List{2, 4}}})), "2x4");
  CHECK_EQ(shape_text(sizes_of(6, 13, 3)), "2x2x2");
  CHECK_EQ(shape_text(sizes_of(6, 13, 2, {}, as_constant(ints({5, 1})))), "5x1");
  CHECK_EQ(shape_text(sizes_of(7, 18, 4, {{"num_outputs", int64_t{4}}})), "2x2x2x1");
  CHECK_EQ(shape_text(sizes_of(8, 18, 3, {{"num_outputs", int64_t{3}}})), "3x3x2");
  CHECK_EQ(shape_text(sizes_of(5, 18, 4, {{"num_outputs", int64_t{4}}})), "2x2x1x0");
}

TEST(test_ops_split__outputs_left_out_and_gradients_that_do_not_arrive) {
  NodeView node = make_node("Split", 13, 1, {{"axis", int64_t{1}}}, 3);
  node.outputs[1].clear();
  OpCase item;
  item.name = "Split without its middle";
  item.op = make_split(node);
  item.inputs = {{random_tensor({2, 48, 3}, 1)}};
  item.naive = [](const std::vector<Tensor>& in) {
    std::vector<Tensor> parts = parts_of(in[0], 1, {16, 16, 16});
    parts[1] = Tensor();
    return parts;
  };
  CHECK_EQ(check_op(item).blocked, 1);
}

TEST(test_ops_split__refuses_sizes_that_do_not_fit) {
  const auto bad = Status::invalid_argument;
  CHECK_ERROR(sizes_of(7, 13, 2), bad, "cannot be divided into 2 equal parts");
  CHECK_ERROR(sizes_of(6, 13, 2, {}, as_constant(ints({5, 2}))), bad, "sum up to 7, but axis 0");
  CHECK_ERROR(sizes_of(6, 13, 2, {}, as_constant(ints({7, -1}))), bad, "negative size -1");
  CHECK_ERROR(sizes_of(6, 13, 2, {}, as_constant(ints({6}))), bad, "split has 1 sizes");
  CHECK_ERROR(sizes_of(6, 13, 2, {}, as_constant(ints({INT64_MAX, INT64_MAX}))), Status::limit,
              "exceeds 64 bits");
  CHECK_ERROR(sizes_of(6, 13, 2, {}, {ints({5, 1})}), Status::unsupported, "input 1 (split)");
  CHECK_ERROR(sizes_of(6, 18, 2, {{"num_outputs", int64_t{3}}}), bad,
              "num_outputs is 3, but it has 2 outputs");
  CHECK_ERROR(sizes_of(6, 13, 2, {{"axis", int64_t{1}}}), bad, "axis 1 is outside [-1, 0]");
}

}  // namespace

int main() {
  return run_tests({CASE(test_ops_split__axes_ranks_and_types),
                    CASE(test_ops_split__blocked_channels),
                    CASE(test_ops_split__sizes_by_attribute_input_or_number_of_outputs),
                    CASE(test_ops_split__outputs_left_out_and_gradients_that_do_not_arrive),
                    CASE(test_ops_split__refuses_sizes_that_do_not_fit)});
}
