#include "support/index_map.h"

using namespace cnnviz::test;

namespace {

Tensor joined(const std::vector<Tensor>& parts, size_t axis) {
  Shape shape = parts[0].shape();
  for (size_t i = 1; i < parts.size(); ++i) shape[axis] += parts[i].shape()[axis];
  Tensor result(parts[0].type(), shape);
  int64_t begin = 0;
  for (const Tensor& part : parts) {
    const Tensor moved = index_map(part, shape, [&](const Index& out) {
      Index in = out;
      in[axis] -= begin;
      return in;
    });
    // Parts do not overlap, and outside of its own each is zero bytes.
    auto* bytes = static_cast<char*>(result.mutable_data());
    for (int64_t i = 0; i < result.bytes(); ++i)
      bytes[i] = static_cast<char>(bytes[i] | static_cast<const char*>(moved.data())[i]);
    begin += part.shape()[axis];
  }
  return result;
}

CheckedOp check_concat(const std::vector<Shape>& shapes, int64_t axis) {
  CheckedOp checked;
  for (const size_t type : {1, 2, 0}) {
    OpCase item;
    item.name = concat("Concat of ", shape_text(shapes[0]), " along ", axis);
    item.op = make_concat(make_node("Concat", 13, shapes.size(), {{"axis", axis}}));
    std::vector<Tensor> parts;
    for (size_t i = 0; i < shapes.size(); ++i) {
      parts.push_back(of_every_type(shapes[i], static_cast<uint32_t>(i + 1))[type]);
      item.inputs.push_back({parts.back()});
    }
    const int64_t rank = parts[0].rank();
    item.expected = {joined(parts, static_cast<size_t>(axis < 0 ? axis + rank : axis))};
    item.exact_geometry = true;
    checked = check_op(item);
  }
  return checked;  // of the floats
}

TEST(test_ops_concat__axes_ranks_and_types) {
  check_concat({{2}, {3}}, 0);
  check_concat({{2, 3}, {2, 4}}, -1);
  check_concat({{2, 3}, {5, 3}, {1, 3}}, 0);
  check_concat({{2, 3, 4}, {2, 1, 4}}, -2);
  check_concat({{2, 3, 5, 7}, {2, 4, 5, 7}}, 1);
  check_concat({{2, 3, 5, 1}, {2, 3, 5, 7}, {2, 3, 5, 2}}, 3);
  check_concat({{1, 2, 2, 3, 3}, {1, 2, 1, 3, 3}}, 2);
  check_concat({{3, 4}}, 1);
  check_concat({{0}, {3}}, 0);
}

TEST(test_ops_concat__blocked_channels) {
  // Blocked where most of the elements arrive so; both answers are checked.
  CHECK_EQ(check_concat({{2, 32, 3, 5}, {2, 16, 3, 5}}, 1).blocked, 1);
  // The last input may end inside a block; the others may not.
  CHECK_EQ(check_concat({{2, 16, 3, 5}, {2, 20, 3, 5}}, 1).blocked, 1);
  CHECK_EQ(check_concat({{2, 20, 3, 5}, {2, 16, 3, 5}}, 1).blocked, 0);
  CHECK_EQ(check_concat({{2, 16, 3}, {2, 32, 3}, {2, 5, 3}}, 1).blocked, 1);
  // Other axes do not cut blocks.
  CHECK_EQ(check_concat({{2, 20, 3, 5}, {2, 20, 2, 5}}, 2).blocked, 1);
  CHECK_EQ(check_concat({{1, 20, 3, 5}, {2, 20, 3, 5}}, 0).blocked, 1);
  CHECK_EQ(check_concat({{2, 20, 3, 2, 2}, {2, 20, 3, 2, 3}}, -1).blocked, 1);
}

TEST(test_ops_concat__refuses_what_does_not_go_together) {
  const auto shape_of = [](std::vector<Tensor> parts, int64_t axis) {
    std::vector<OpInput> inputs;
    for (Tensor& part : parts) inputs.push_back({std::move(part)});
    return inferred(make_concat(make_node("Concat", 13, inputs.size(), {{"axis", axis}})), inputs)
        .shape;
  };
  const auto bad = Status::invalid_argument;
  const Tensor a = random_tensor({2, 3}, 1);
  CHECK_ERROR(shape_of({a, random_tensor({3, 3}, 1)}, 1), bad,
              "input 1 is float32 3x3, which does not go with float32 2x3 along axis 1");
  CHECK_ERROR(shape_of({a, random_tensor({2, 3, 1}, 1)}, 1), bad, "does not go with");
  CHECK_ERROR(shape_of({a, random_ints({2, 3}, 1, 0, 1)}, 1), bad, "does not go with");
  CHECK_ERROR(shape_of({a, Tensor()}, 1), bad, "input 1 (inputs) is missing");
  CHECK_ERROR(shape_of({a, a}, 2), bad, "axis 2 is outside [-2, 1]");
  CHECK_ERROR(shape_of({Tensor::scalar(1), Tensor::scalar(2)}, 0), bad, "outside");
  CHECK_ERROR(make_concat(make_node("Concat", 13, 2)), Status::corrupt, "\"axis\" is missing");
}

}  // namespace

int main() {
  return run_tests({CASE(test_ops_concat__axes_ranks_and_types),
                    CASE(test_ops_concat__blocked_channels),
                    CASE(test_ops_concat__refuses_what_does_not_go_together)});
}
