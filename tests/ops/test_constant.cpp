#include "support/index_map.h"

using namespace cnnviz::test;

namespace {

using Attributes = std::map<std::string, Attribute>;
using List = std::vector<int64_t>;

// What an operator makes of constant inputs, as the executor folds it.
Tensor folded(const std::string& type, const std::vector<Tensor>& inputs,
              Attributes attributes = {}, int64_t opset = 19) {
  std::vector<OpInput> constants;
  for (const Tensor& input : inputs) constants.push_back(as_constant(input));
  const OpPtr op = make_constant(make_node(type, opset, inputs.size(), std::move(attributes)));
  OpRunner runner(op, constants, std::vector<Layout>(inputs.size(), Layout::plain));
  const Tensor result = runner.forward()[0];
  const ValueInfo info = inferred(op, constants);
  if (info.constant.valid()) compare(info.constant, result, 0, type + "'s inferred constant");
  return result;
}

bool known_when_planned(const std::string& type, const OpInput& input, Attributes attributes = {}) {
  const OpPtr op = make_constant(make_node(type, 19, 1, std::move(attributes)));
  return inferred(op, {input}).constant.valid();
}

TEST(test_ops_constant__every_attribute) {
  const auto value = [](const char* name, Attribute attribute) {
    return folded("Constant", {}, {{name, std::move(attribute)}});
  };
  const Tensor tensor = random_tensor({2, 3}, 1);
  compare(value("value", tensor), tensor, 0, "value");
  compare(value("value", booleans({2}, {1, 0})), booleans({2}, {1, 0}), 0, "boolean value");
  compare(value("value_float", 1.5f), Tensor::scalar(1.5f), 0, "value_float");
  compare(value("value_floats", std::vector<float>{1, 2}), floats({2}, {1, 2}), 0, "value_floats");
  compare(value("value_int", int64_t{-3}), Tensor::from_ints({}, List{-3}), 0, "value_int");
  compare(value("value_ints", List{4, 5, 6}), ints({4, 5, 6}), 0, "value_ints");
  CHECK_ERROR(value("value_string", std::string("x")), Status::unsupported, "texts");
  CHECK_ERROR(value("value_strings", std::vector<std::string>{"x"}), Status::unsupported, "texts");
  CHECK_ERROR(folded("Constant", {}), Status::corrupt, "it has no value");
  CHECK_ERROR(value("value", std::string("x")), Status::corrupt, "\"value\" is a text");
}

TEST(test_ops_constant__shape_and_its_parts) {
  const Tensor data = random_tensor({3, 4, 5}, 1);
  const auto part = [&](Attributes attributes) {
    return shape_text(folded("Shape", {data}, std::move(attributes)).to_ints());
  };
  CHECK_EQ(part({}), "3x4x5");
  CHECK_EQ(part({{"start", int64_t{1}}}), "4x5");
  CHECK_EQ(part({{"end", int64_t{1}}}), "3");
  CHECK_EQ(part({{"start", int64_t{-1}}}), "5");
  CHECK_EQ(part({{"end", int64_t{-1}}}), "3x4");
  CHECK_EQ(part({{"start", int64_t{1}}, {"end", int64_t{2}}}), "4");
  CHECK_EQ(part({{"start", int64_t{-10}}}), "3x4x5");
  CHECK_EQ(part({{"end", int64_t{10}}}), "3x4x5");
  CHECK_EQ(part({{"start", INT64_MIN}, {"end", INT64_MAX}}), "3x4x5");
  CHECK_EQ(folded("Shape", {data}, {{"start", int64_t{2}}, {"end", int64_t{1}}}).size(), 0);
  CHECK_EQ(folded("Shape", {Tensor::scalar(1)}).size(), 0);
  // Known although the data is not.
  CHECK(known_when_planned("Shape", {data}));
  CHECK(known_when_planned("Size", {data}));
  CHECK_EQ(folded("Size", {data}).ints()[0], 60);
  CHECK_EQ(folded("Size", {Tensor::scalar(1)}).ints()[0], 1);
}

TEST(test_ops_constant__shapes_do_not_depend_on_values) {
  const OpPtr op = make_constant(make_node("Shape", 15, 1));
  const std::vector<ValueInfo> in = infos_of({{random_tensor({2, 3}, 1)}});
  const std::vector<ValueInfo> out = op->infer(in);
  CHECK(is_empty(op->input_box(0, {{0, 1}}, 0, in, out)));
  CHECK(is_empty(op->output_box(0, {{0, 1}, {0, 2}}, 0, in, out)));
}

TEST(test_ops_constant__of_shape) {
  compare(folded("ConstantOfShape", {ints({2, 3})}), Tensor(DataType::float32, {2, 3}), 0, "zeros");
  compare(folded("ConstantOfShape", {ints({4})}, {{"value", ints({7})}}), ints({7, 7, 7, 7}), 0,
          "integers");
  compare(folded("ConstantOfShape", {ints({2})}, {{"value", booleans({1}, {1})}}),
          booleans({2}, {1, 1}), 0, "booleans");
  compare(folded("ConstantOfShape", {ints({})}, {{"value", floats({1}, {2})}}), Tensor::scalar(2),
          0, "scalar");
  CHECK_EQ(folded("ConstantOfShape", {ints({0})}).size(), 0);
  CHECK_ERROR(folded("ConstantOfShape", {ints({-1})}), Status::invalid_argument, "negative extent");
  CHECK_ERROR(folded("ConstantOfShape", {ints({int64_t{1} << 62})}), Status::limit, "elements");
  CHECK_ERROR(folded("ConstantOfShape", {ints({1})}, {{"value", ints({1, 2})}}),
              Status::invalid_argument, "one element");
  CHECK_ERROR(known_when_planned("ConstantOfShape", {ints({1})}), Status::unsupported,
              "input 0 (input)");
}

Tensor range_of(int64_t start, int64_t limit, int64_t delta) {
  return folded("Range", {Tensor::from_ints({}, List{start}), Tensor::from_ints({}, List{limit}),
                          Tensor::from_ints({}, List{delta})});
}

Tensor range_of(float start, float limit, float delta) {
  return folded("Range", {Tensor::scalar(start), Tensor::scalar(limit), Tensor::scalar(delta)});
}

TEST(test_ops_constant__range) {
  compare(range_of(int64_t{10}, 6, -3), ints({10, 7}), 0, "falling");
  compare(range_of(int64_t{0}, 5, 2), ints({0, 2, 4}), 0, "rising");
  compare(range_of(int64_t{0}, 6, 2), ints({0, 2, 4}), 0, "limit left out");
  compare(range_of(1.0f, 5.0f, 2.0f), floats({2}, {1, 3}), 0, "floats");
  compare(range_of(0.0f, 1.0f, 0.3f), floats({4}, {0, 0.3f, 0.6f, 3 * 0.3f}), 1e-6, "fractions");
  CHECK_EQ(range_of(int64_t{5}, 5, 1).size(), 0);
  CHECK_EQ(range_of(int64_t{5}, 0, 1).size(), 0);
  CHECK_EQ(range_of(1.0f, 0.0f, 1.0f).size(), 0);
  compare(range_of(INT64_MIN, INT64_MAX, INT64_MAX), ints({INT64_MIN, -1, INT64_MAX - 1}), 0,
          "whole range of integers");
  const auto bad = Status::invalid_argument;
  const float nan = std::numeric_limits<float>::quiet_NaN();
  CHECK_ERROR(range_of(int64_t{0}, 5, 0), bad, "delta is 0");
  CHECK_ERROR(range_of(0.0f, 5.0f, 0.0f), bad, "make no range");
  CHECK_ERROR(range_of(0.0f, nan, 1.0f), bad, "make no range");
  CHECK_ERROR(range_of(INT64_MIN, INT64_MAX, int64_t{1}), Status::limit, "elements");
  CHECK_ERROR(range_of(0.0f, HUGE_VALF, 1.0f), Status::limit, "elements");
  CHECK_ERROR(folded("Range", {ints({1}), ints({2}), Tensor::scalar(1)}), bad, "of one type");
  CHECK_ERROR(folded("Range", {ints({1, 2}), ints({2}), ints({1})}), bad,
              "start must be one number");
  const OpPtr op = make_constant(make_node("Range", 11, 3));
  const OpInput one = as_constant(ints({1}));
  CHECK_ERROR(inferred(op, {one, {ints({3})}, one}), Status::unsupported, "limit is computed");
}

}  // namespace

int main() {
  return run_tests({CASE(test_ops_constant__every_attribute),
                    CASE(test_ops_constant__shape_and_its_parts),
                    CASE(test_ops_constant__shapes_do_not_depend_on_values),
                    CASE(test_ops_constant__of_shape), CASE(test_ops_constant__range)});
}
