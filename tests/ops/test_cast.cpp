#include <limits>

#include "ops/factories.h"
#include "support/check_op.h"
#include "support/naive.h"

using namespace cnnviz::test;

namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

// TensorProto.DataType of ONNX.
constexpr int64_t kFloat = 1, kUint8 = 2, kInt8 = 3, kUint16 = 4, kInt16 = 5, kInt32 = 6,
                  kInt64 = 7, kString = 8, kBool = 9, kFloat16 = 10, kDouble = 11, kUint32 = 12,
                  kUint64 = 13, kBfloat16 = 16, kFloat8 = 17;

OpPtr cast_to(int64_t to) {
  return make_cast(make_node("Cast", 13, 1, {{"to", to}}));
}

Tensor cast(const Tensor& x, int64_t to) {
  return OpRunner(cast_to(to), {{x}}, {Layout::plain}).forward()[0];
}

Tensor floats(const std::vector<float>& values) {
  return Tensor::from_floats({static_cast<int64_t>(values.size())}, values);
}

}  // namespace

TEST(test_ops_cast__float_to_float_passes_values_and_gradients) {
  for (const int64_t to : {kFloat, kDouble})
    for (const Shape& shape : {Shape{}, Shape{5}, Shape{2, 19, 3, 4}, Shape{1, 17, 3}}) {
      OpCase item;
      item.name = concat("Cast to ", to, " ", shape_text(shape));
      item.op = cast_to(to);
      item.inputs = {{random_tensor(shape, 1)}};
      item.naive = [](const std::vector<Tensor>& in) { return in; };
      item.tolerance = 0;
      item.exact_geometry = true;
      CHECK_EQ(check_op(item).blocked, shape.size() >= 3 ? 1 : 0);
    }
}

TEST(test_ops_cast__half_precisions_pass_gradients_as_if_nothing_were_rounded) {
  for (const int64_t to : {kFloat16, kBfloat16}) {
    OpRunner runner(cast_to(to), {{random_tensor({2, 19, 3}, 1)}}, {Layout::blocked});
    CHECK(runner.any_blocked());
    runner.forward();
    const Tensor signal = random_tensor({2, 19, 3}, 2);
    CHECK(runner.backward({signal}, {})[0].to_floats() == signal.to_floats());
  }
}

TEST(test_ops_cast__float16_rounds_to_nearest_even) {
  const Tensor x = floats({1.0f, 0.1f, 2049, 2051, 65504, 65519, 65520, -1e6f, 5.9604645e-8f,
                           2.9802322e-8f, 4.4703484e-8f, 6.0975552e-5f, -0.0f, kInfinity, 1e-9f});
  const std::vector<float> expected = {
      1.0f,          0.0999755859375f, 2048,       2052,          65504,
      65504,         kInfinity,        -kInfinity, 5.9604645e-8f, 0,
      5.9604645e-8f, 6.0975552e-5f,    -0.0f,      kInfinity,     0};
  const std::vector<float> got = cast(x, kFloat16).to_floats();
  for (size_t i = 0; i < got.size(); ++i) CHECK_EQ(got[i], expected[i]);
  CHECK(std::isnan(cast(floats({NAN}), kFloat16).floats()[0]));
}

TEST(test_ops_cast__bfloat16_rounds_to_nearest_even) {
  const Tensor x =
      floats({1.0f, 1.00390625f, 1.01171875f, 1.00390637f, 3.39e38f, 3.4028235e38f, -kInfinity});
  const std::vector<float> expected = {1.0f,          1.0f,      1.015625f, 1.0078125f,
                                       3.3895314e38f, kInfinity, -kInfinity};
  const std::vector<float> got = cast(x, kBfloat16).to_floats();
  for (size_t i = 0; i < got.size(); ++i) CHECK_EQ(got[i], expected[i]);
  CHECK(std::isnan(cast(floats({NAN}), kBfloat16).floats()[0]));
}

TEST(test_ops_cast__float_to_integers_truncates_and_wraps) {
  const Tensor x = floats({1.9f, -1.9f, 0.5f, 300, -129, 1e20f, -1e20f, NAN});
  CHECK(cast(x, kInt64).to_ints() ==
        std::vector<int64_t>({1, -1, 0, 300, -129, INT64_MAX, INT64_MIN, 0}));
  const Tensor y = Tensor::vector_of({300, -129, 40000, -40000, 5000000000, -1});
  CHECK(cast(y, kInt8).to_ints() == std::vector<int64_t>({44, 127, 64, -64, 0, -1}));
  CHECK(cast(y, kUint8).to_ints() == std::vector<int64_t>({44, 127, 64, 192, 0, 255}));
  CHECK(cast(y, kInt16).to_ints() == std::vector<int64_t>({300, -129, -25536, 25536, -3584, -1}));
  CHECK(cast(y, kUint16).to_ints() ==
        std::vector<int64_t>({300, 65407, 40000, 25536, 61952, 65535}));
  CHECK(cast(y, kInt32).to_ints() ==
        std::vector<int64_t>({300, -129, 40000, -40000, 705032704, -1}));
  CHECK(cast(y, kUint32).to_ints() ==
        std::vector<int64_t>({300, 4294967167, 40000, 4294927296, 705032704, 4294967295}));
  CHECK(cast(y, kUint64).to_ints() == y.to_ints());
}

TEST(test_ops_cast__to_and_from_booleans) {
  const Tensor flags = cast(floats({0, -0.0f, 0.1f, -7, NAN}), kBool);
  CHECK(flags.type() == DataType::boolean);
  CHECK(flags.to_ints() == std::vector<int64_t>({0, 0, 1, 1, 1}));
  CHECK(cast(Tensor::vector_of({0, 256, -1}), kBool).to_ints() == std::vector<int64_t>({0, 1, 1}));
  CHECK(cast(flags, kFloat).to_floats() == std::vector<float>({0, 0, 1, 1, 1}));
  CHECK(cast(flags, kInt32).to_ints() == std::vector<int64_t>({0, 0, 1, 1, 1}));
  CHECK(cast(Tensor::vector_of({-3, 70000}), kFloat16).to_floats() ==
        std::vector<float>({-3, kInfinity}));
}

TEST(test_ops_cast__blocked_input_to_integers_comes_out_plain) {
  OpCase item;
  item.name = "Cast to int64";
  item.op = cast_to(kInt64);
  item.inputs = {{random_tensor({2, 19, 3}, 1, -9, 9)}};
  item.naive = [](const std::vector<Tensor>& in) {
    return std::vector<Tensor>{map_elements(
        DataType::int64, in, [](const std::vector<double>& v) { return std::trunc(v[0]); })};
  };
  item.backward = false;
  CHECK_EQ(check_op(item).blocked, 0);
}

TEST(test_ops_cast__like_takes_the_type_of_the_second_input) {
  const OpPtr like = make_cast(make_node("CastLike", 15, 2));
  const auto run = [&](const Tensor& x, const Tensor& model) {
    return OpRunner(like, {{x}, {model}}, std::vector<Layout>(2)).forward()[0];
  };
  CHECK(run(floats({1.5f, 0}), Tensor::vector_of({1})).to_ints() == std::vector<int64_t>({1, 0}));
  CHECK(run(floats({1.5f, 0}), random_booleans({2}, 1)).type() == DataType::boolean);
  CHECK(run(Tensor::vector_of({3}), floats({0})).type() == DataType::float32);

  OpCase item;
  item.name = "CastLike float32";
  item.op = like;
  item.inputs = {{random_tensor({2, 19, 3}, 1)}, {random_tensor({4}, 2)}};
  item.naive = [](const std::vector<Tensor>& in) { return std::vector<Tensor>{in[0]}; };
  CHECK_EQ(check_op(item).blocked, 1);
}

TEST(test_ops_cast__refusals) {
  CHECK_ERROR(cast_to(kString), Status::unsupported, "8 (string)");
  CHECK_ERROR(cast_to(kFloat8), Status::unsupported, "attribute \"to\" is 17");
  CHECK_ERROR(cast_to(-1), Status::unsupported, "attribute \"to\" is -1");
  CHECK_ERROR(make_cast(make_node("Cast", 13, 1)), Status::corrupt, "\"to\" is missing");
}

int main() {
  return run_tests({CASE(test_ops_cast__float_to_float_passes_values_and_gradients),
                    CASE(test_ops_cast__half_precisions_pass_gradients_as_if_nothing_were_rounded),
                    CASE(test_ops_cast__float16_rounds_to_nearest_even),
                    CASE(test_ops_cast__bfloat16_rounds_to_nearest_even),
                    CASE(test_ops_cast__float_to_integers_truncates_and_wraps),
                    CASE(test_ops_cast__to_and_from_booleans),
                    CASE(test_ops_cast__blocked_input_to_integers_comes_out_plain),
                    CASE(test_ops_cast__like_takes_the_type_of_the_second_input),
                    CASE(test_ops_cast__refusals)});
}
