#include "support/index_map.h"

using namespace cnnviz::test;

namespace {

using List = std::vector<int64_t>;

NodeView unpool(size_t inputs, const List& pads = {0, 0, 0, 0}) {
  return make_node("MaxUnpool", 11, inputs,
                   {{"kernel_shape", List{2, 2}}, {"strides", List{2, 2}}, {"pads", pads}});
}

// As MaxPool's second output names them: one element of each window, in the whole tensor.
Tensor window_indices(const Shape& pooled, const Shape& whole) {
  Tensor indices(DataType::int64, pooled);
  for (int64_t i = 0; i < indices.size(); ++i) {
    const Index at = index_of(i, pooled);
    indices.mutable_ints()[static_cast<size_t>(i)] =
        flat_of({at[0], at[1], at[2] * 2 + i % 2, at[3] * 2 + i / 2 % 2}, whole);
  }
  return indices;
}

Tensor unpooled(const Tensor& x, const Tensor& indices, const Shape& whole, const Shape& out) {
  Tensor y(DataType::float32, out);
  for (int64_t i = 0; i < x.size(); ++i) {
    const Index at = index_of(indices.ints()[static_cast<size_t>(i)], whole);
    y.mutable_floats()[static_cast<size_t>(flat_of(at, out))] = x.floats()[static_cast<size_t>(i)];
  }
  return y;
}

TEST(test_ops_max_unpool__elements_go_where_they_came_from) {
  const Shape pooled{2, 3, 2, 3}, whole{2, 3, 4, 6}, larger{2, 3, 5, 7};
  const Tensor indices = window_indices(pooled, whole);
  OpCase item;
  item.name = "MaxUnpool";
  item.op = make_max_unpool(unpool(2));
  item.inputs = {{random_tensor(pooled, 1)}, as_constant(indices)};
  item.naive = [&](const std::vector<Tensor>& in) {
    return std::vector<Tensor>{unpooled(in[0], indices, whole, whole)};
  };
  check_op(item);
  item.name = "MaxUnpool, padded";
  item.op = make_max_unpool(unpool(3));
  item.inputs.push_back(as_constant(ints(larger)));
  item.naive = [&](const std::vector<Tensor>& in) {
    return std::vector<Tensor>{unpooled(in[0], indices, whole, larger)};
  };
  check_op(item);
}

TEST(test_ops_max_unpool__one_place_named_twice) {
  const OpPtr op = make_max_unpool(unpool(2));
  OpRunner runner(
      op,
      {{floats({1, 1, 1, 2}, {1, 2})}, as_constant(Tensor::from_ints({1, 1, 1, 2}, List{5, 5}))},
      {Layout::plain, Layout::plain});
  CHECK(runner.forward()[0].to_floats() == (std::vector<float>{0, 0, 0, 0, 0, 2, 0, 0}));
  const Tensor seed = floats({1, 1, 2, 4}, {1, 2, 3, 4, 5, 6, 7, 8});
  CHECK(runner.backward({seed}, {})[0].to_floats() == (std::vector<float>{0, 6}));
}

TEST(test_ops_max_unpool__refuses_what_does_not_fit) {
  const auto bad = Status::invalid_argument;
  const OpInput x = {random_tensor({1, 1, 1, 1}, 1)};
  const auto index = [](int64_t value) {
    return OpInput{Tensor::from_ints({1, 1, 1, 1}, List{value})};
  };
  for (const int64_t value : {int64_t{-1}, int64_t{4}, INT64_MAX, INT64_MIN}) {
    OpRunner runner(make_max_unpool(unpool(2)), {x, index(value)}, {Layout::plain, Layout::plain});
    CHECK_ERROR(runner.forward(), bad, "is outside of the 4 elements");
  }
  OpRunner smaller(make_max_unpool(unpool(3)), {x, index(3), as_constant(ints({1, 1, 1, 1}))},
                   std::vector<Layout>(3));
  CHECK_ERROR(smaller.forward(), bad, "lies outside of the output");
  CHECK_ERROR(inferred(make_max_unpool(unpool(2, {1, 1, 1, 1})), {x, index(0)}), bad,
              "has extent 0");
  CHECK_ERROR(inferred(make_max_unpool(unpool(3)), {x, index(0), as_constant(ints({1, 1}))}), bad,
              "does not have the rank");
}

}  // namespace

int main() {
  return run_tests({CASE(test_ops_max_unpool__elements_go_where_they_came_from),
                    CASE(test_ops_max_unpool__one_place_named_twice),
                    CASE(test_ops_max_unpool__refuses_what_does_not_fit)});
}
