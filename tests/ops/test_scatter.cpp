#include "support/index_map.h"

using namespace cnnviz::test;

namespace {

Tensor indices_of(Shape shape, const std::vector<int64_t>& values) {
  return Tensor::from_ints(std::move(shape), values);
}

double combined(const std::string& reduction, double a, double b) {
  if (reduction == "add") return a + b;
  if (reduction == "mul") return a * b;
  if (reduction == "max") return std::max(a, b);
  if (reduction == "min") return std::min(a, b);
  return b;
}

// Element by element, in double: `place(update index)` is where an update goes.
Tensor scattered(const std::string& reduction, const Tensor& data, const Tensor& updates,
                 const std::function<Index(const Index&)>& place) {
  std::vector<double> values;
  for (const float value : data.to_floats()) values.push_back(static_cast<double>(value));
  const std::vector<float> from = updates.to_floats();
  for (int64_t i = 0; i < updates.size(); ++i) {
    const auto at = static_cast<size_t>(flat_of(place(index_of(i, updates.shape())), data.shape()));
    values[at] = combined(reduction, values[at], static_cast<double>(from[static_cast<size_t>(i)]));
  }
  Tensor result(data.type(), data.shape());
  for (size_t i = 0; i < values.size(); ++i) {
    if (data.type() == DataType::float32)
      result.mutable_floats()[i] = static_cast<float>(values[i]);
    else if (data.type() == DataType::int64)
      result.mutable_ints()[i] = static_cast<int64_t>(values[i]);
    else
      result.mutable_booleans()[i] = values[i] != 0 ? 1 : 0;
  }
  return result;
}

void check(const std::string& type, const Shape& shape, const Tensor& indices,
           const Shape& update_shape, const std::function<Index(const Index&)>& place,
           int64_t axis = 0) {
  for (const std::string reduction : {"none", "add", "mul", "max", "min"}) {
    const std::vector<Tensor> all = of_every_type(shape, 3);
    const std::vector<Tensor> updates = of_every_type(update_shape, 5);
    for (size_t i = 0; i < (reduction == "none" ? 3U : 2U); ++i) {
      OpCase item;
      item.name = concat(type, " into ", shape_text(shape), ", ", reduction);
      item.op = make_scatter(make_node(type, 18, 3, {{"reduction", reduction}, {"axis", axis}}));
      item.inputs = {{all[i]}, as_constant(indices), {updates[i]}};
      item.expected = {scattered(reduction, all[i], updates[i], place)};
      check_op(item);
    }
  }
}

void check_nd(const Shape& shape, const Tensor& indices) {
  const auto named = static_cast<size_t>(indices.shape().back());
  const size_t outer = indices.shape().size() - 1;
  Shape updates(indices.shape().begin(), indices.shape().end() - 1);
  updates.insert(updates.end(), shape.begin() + static_cast<ptrdiff_t>(named), shape.end());
  check("ScatterND", shape, indices, updates, [&](const Index& update) {
    Index row(update.begin(), update.begin() + static_cast<ptrdiff_t>(outer)), at;
    row.push_back(0);
    for (size_t k = 0; k < named; ++k) {
      row.back() = static_cast<int64_t>(k);
      const int64_t index = indices.ints()[static_cast<size_t>(flat_of(row, indices.shape()))];
      at.push_back(index < 0 ? index + shape[k] : index);
    }
    at.insert(at.end(), update.begin() + static_cast<ptrdiff_t>(outer), update.end());
    return at;
  });
}

void check_elements(const Shape& shape, const Tensor& indices, size_t axis) {
  check(
      "ScatterElements", shape, indices, indices.shape(),
      [&](const Index& update) {
        Index at = update;
        const int64_t index = indices.ints()[static_cast<size_t>(flat_of(update, indices.shape()))];
        at[axis] = index < 0 ? index + shape[axis] : index;
        return at;
      },
      static_cast<int64_t>(axis));
}

TEST(test_ops_scatter__places) {
  check_nd({8}, indices_of({4, 1}, {4, 3, 1, 7}));
  check_nd({4, 3, 2}, indices_of({2, 1}, {0, -2}));
  check_nd({4, 3, 2}, indices_of({1, 2, 2}, {0, 2, 3, 1}));
  check_nd({2, 3}, indices_of({3, 2}, {1, 2, 0, 0, -2, 1}));
}

TEST(test_ops_scatter__elements_along_an_axis) {
  check_elements({3, 3}, indices_of({2, 3}, {1, 0, 2, 0, 2, 1}), 0);
  check_elements({2, 5}, indices_of({1, 2}, {1, -2}), 1);
}

// The last one stays; sums, products and extremes take all in.
TEST(test_ops_scatter__repeated_indices) {
  check_nd({4, 2}, indices_of({4, 1}, {1, 3, 1, -3}));
  check_elements({3, 2}, indices_of({3, 2}, {1, 1, 1, 0, 1, 1}), 0);
}

TEST(test_ops_scatter__products_with_zeros) {
  OpCase item;
  item.name = "products with zeros";
  item.op = make_scatter(make_node("ScatterND", 18, 3, {{"reduction", std::string("mul")}}));
  item.inputs = {{floats({4}, {0, 2, 3, 0})},
                 as_constant(indices_of({5, 1}, {0, 1, 1, 3, 2})),
                 {floats({5}, {3, 0, 4, 0, 5})}};
  item.expected = {floats({4}, {0, 0, 15, 0})};
  check_op(item);
}

TEST(test_ops_scatter__refuses_what_does_not_fit) {
  const auto bad = Status::invalid_argument;
  const auto infer = [](const OpInput& data, const Tensor& indices, const OpInput& updates,
                        const std::string& reduction = "none") {
    return inferred(make_scatter(make_node("ScatterND", 18, 3, {{"reduction", reduction}})),
                    {data, as_constant(indices), updates});
  };
  const Tensor one = indices_of({1, 1}, {0});
  for (const int64_t index : {int64_t{3}, int64_t{-4}, INT64_MAX, INT64_MIN})
    CHECK_ERROR(infer({random_tensor({3}, 1)}, indices_of({1, 1}, {index}), {floats({1}, {1})}),
                bad, "outside [-3, 2]");
  CHECK_ERROR(infer({random_tensor({3, 2}, 1)}, one, {floats({1, 3}, {1, 2, 3})}), bad, "need 1x2");
  CHECK_ERROR(infer({random_tensor({3}, 1)}, one, {ints({1})}), bad, "updates are int64");
  CHECK_ERROR(infer({random_booleans({3}, 1)}, one, {random_booleans({1}, 1)}, "max"),
              Status::unsupported, "only be replaced");
  CHECK_ERROR(infer({random_tensor({3}, 1)}, one, {floats({1}, {1})}, "mean"), Status::unsupported,
              "supported are none, add, mul, max, min");
}

}  // namespace

int main() {
  return run_tests({CASE(test_ops_scatter__places), CASE(test_ops_scatter__elements_along_an_axis),
                    CASE(test_ops_scatter__repeated_indices),
                    CASE(test_ops_scatter__products_with_zeros),
                    CASE(test_ops_scatter__refuses_what_does_not_fit)});
}
