#include "support/index_map.h"

using namespace cnnviz::test;

namespace {

Tensor expanded(const Tensor& input, const Shape& shape) {
  const size_t added = shape.size() - input.shape().size();
  return index_map(input, shape, [&](const Index& out) {
    Index in(out.begin() + static_cast<ptrdiff_t>(added), out.end());
    for (size_t i = 0; i < in.size(); ++i)
      if (input.shape()[i] == 1) in[i] = 0;
    return in;
  });
}

Tensor tiled(const Tensor& input, const std::vector<int64_t>& repeats) {
  Shape shape = input.shape();
  for (size_t i = 0; i < shape.size(); ++i) shape[i] *= repeats[i];
  return index_map(input, shape, [&](const Index& out) {
    Index in = out;
    for (size_t i = 0; i < in.size(); ++i) in[i] %= input.shape()[i];
    return in;
  });
}

void check(const std::string& type, const Shape& shape, const std::vector<int64_t>& list,
           const std::function<Tensor(const Tensor&)>& expected) {
  for (const Tensor& tensor : of_every_type(shape, 4)) {
    OpCase item;
    item.name = concat(type, " ", shape_text(shape), " by ", shape_text(list));
    item.op = make_expand(make_node(type, 13, 2));
    item.inputs = {{tensor}, as_constant(ints(list))};
    item.expected = {expected(tensor)};
    item.exact_geometry = true;
    check_op(item);
  }
}

TEST(test_ops_expand__broadcasts) {
  const auto to = [](const Shape& from, const std::vector<int64_t>& list, const Shape& shape) {
    check("Expand", from, list, [&](const Tensor& t) { return expanded(t, shape); });
  };
  to({3, 1}, {2, 1, 6}, {2, 3, 6});
  to({3, 1}, {3, 4}, {3, 4});
  to({2, 3}, {1, 1}, {2, 3});
  to({}, {2, 3}, {2, 3});
  to({1}, {7}, {7});
  to({1, 20, 1, 1}, {2, 20, 3, 5}, {2, 20, 3, 5});
  to({5}, {2, 3, 5}, {2, 3, 5});
  to({2, 1, 3, 1, 2}, {1, 4, 1, 2, 1}, {2, 4, 3, 2, 2});
  to({1, 3}, {0, 3}, {0, 3});
}

TEST(test_ops_expand__tiles) {
  const auto by = [](const Shape& from, const std::vector<int64_t>& repeats) {
    check("Tile", from, repeats, [&](const Tensor& t) { return tiled(t, repeats); });
  };
  by({7}, {3});
  by({2, 3}, {2, 2});
  by({2, 3}, {1, 1});
  by({2, 1, 3, 2}, {1, 4, 2, 1});
  by({2, 2, 1, 2, 3}, {2, 1, 3, 1, 2});
  by({2, 3}, {0, 2});
  by({}, {});
}

// Sums over many elements keep float32's accuracy.
TEST(test_ops_expand__gradient_of_a_large_expansion) {
  const Shape shape = {2, 3, 200, 301};
  OpRunner runner(make_expand(make_node("Expand", 13, 2)),
                  {{random_tensor({1, 3, 1, 1}, 1)}, as_constant(ints(shape))},
                  {Layout::plain, Layout::plain});
  runner.forward();
  const Tensor seed = random_tensor(shape, 2, 0, 1);
  const Tensor gradient = runner.backward({seed}, {})[0];
  for (int64_t c = 0; c < 3; ++c) {
    double sum = 0;
    for (int64_t i = 0; i < seed.size(); ++i)
      if (i / (200 * 301) % 3 == c)
        sum += static_cast<double>(seed.floats()[static_cast<size_t>(i)]);
    CHECK_NEAR(gradient.floats()[static_cast<size_t>(c)], sum, 1e-6 * sum);
  }
}

TEST(test_ops_expand__refuses_shapes_that_do_not_fit) {
  const auto shape_of = [](const char* type, const Shape& from, const std::vector<int64_t>& list) {
    return inferred(make_expand(make_node(type, 13, 2)),
                    {{random_tensor(from, 1)}, as_constant(ints(list))})
        .shape;
  };
  const auto bad = Status::invalid_argument;
  CHECK_ERROR(shape_of("Expand", {2, 3}, {2, 4}), bad, "do not broadcast together");
  CHECK_ERROR(shape_of("Expand", {1}, {-1}), bad, "negative extent");
  CHECK_ERROR(shape_of("Expand", {1}, {int64_t{1} << 41}), Status::limit, "most allowed");
  CHECK_ERROR(shape_of("Expand", {1}, std::vector<int64_t>(9, 1)), Status::limit, "rank 9");
  CHECK_ERROR(shape_of("Expand", {1 << 10, 1}, {1, int64_t{1} << 40}), Status::limit, "elements");
  CHECK_ERROR(shape_of("Tile", {2, 3}, {2}), bad, "repeats has 1 entries");
  CHECK_ERROR(shape_of("Tile", {2}, {-1}), bad, "negative number");
  CHECK_ERROR(shape_of("Tile", {4}, {int64_t{1} << 62}), Status::limit, "exceeds 64 bits");
  CHECK_ERROR(shape_of("Tile", {4}, {int64_t{1} << 39}), Status::limit, "elements");
  const std::vector<OpInput> unknown = {{random_tensor({2}, 1)}, {ints({2})}};
  CHECK_ERROR(inferred(make_expand(make_node("Tile", 13, 2)), unknown), Status::unsupported,
              "input 1 (repeats)");
}

}  // namespace

int main() {
  return run_tests({CASE(test_ops_expand__broadcasts), CASE(test_ops_expand__tiles),
                    CASE(test_ops_expand__gradient_of_a_large_expansion),
                    CASE(test_ops_expand__refuses_shapes_that_do_not_fit)});
}
