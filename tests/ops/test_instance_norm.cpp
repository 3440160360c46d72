#include "ops/factories.h"
#include "support/check_op.h"

using namespace cnnviz::test;

namespace {

Tensor instance_norm_naive(const std::vector<Tensor>& in, double epsilon) {
  const Shape& shape = in[0].shape();
  const int64_t positions = in[0].size() / (shape[0] * shape[1]);
  Tensor y(DataType::float32, shape);
  for (int64_t map = 0; map < shape[0] * shape[1]; ++map) {
    const float* x = in[0].floats().data() + map * positions;
    double mean = 0, variance = 0;
    for (int64_t i = 0; i < positions; ++i) mean += static_cast<double>(x[i]);
    mean /= static_cast<double>(positions);
    for (int64_t i = 0; i < positions; ++i)
      variance += std::pow(static_cast<double>(x[i]) - mean, 2);
    variance /= static_cast<double>(positions);
    const auto channel = static_cast<size_t>(map % shape[1]);
    for (int64_t i = 0; i < positions; ++i)
      y.mutable_floats()[static_cast<size_t>(map * positions + i)] = static_cast<float>(
          static_cast<double>(in[1].floats()[channel]) * (static_cast<double>(x[i]) - mean) /
              std::sqrt(variance + epsilon) +
          static_cast<double>(in[2].floats()[channel]));
  }
  return y;
}

OpCase norm_case(const Shape& shape, double low, double high, float epsilon) {
  OpCase item;
  item.name = concat("InstanceNormalization ", shape_text(shape), " from ", low);
  item.op = make_instance_norm(make_node("InstanceNormalization", 7, 3, {{"epsilon", epsilon}}));
  item.inputs = {{random_tensor(shape, 1, low, high)},
                 as_constant(random_tensor({shape[1]}, 2, -1.5, 1.5)),
                 as_constant(random_tensor({shape[1]}, 3))};
  item.naive = [epsilon](const std::vector<Tensor>& in) {
    return std::vector<Tensor>{instance_norm_naive(in, static_cast<double>(epsilon))};
  };
  item.step = 1.0 / 16;  // of many outputs that each are rounded
  return item;
}

}  // namespace

TEST(test_ops_instance_norm__values_gradients_geometry) {
  for (const Shape& shape : {Shape{2, 3, 5}, Shape{2, 19, 3, 4}, Shape{1, 4, 7, 9},
                             Shape{1, 3, 2, 3, 2}, Shape{1, 2, 40, 31}})
    for (const float epsilon : {1e-5f, 0.5f})
      CHECK_EQ(check_op(norm_case(shape, -2, 2, epsilon)).blocked, 0);
}

TEST(test_ops_instance_norm__a_large_mean_does_not_drown_the_variance) {
  OpCase item = norm_case({1, 3, 6, 6}, 999, 1001, 1e-5f);
  item.backward = false;
  item.tolerance = 1e-4;  // of inputs that are rounded to 6e-5 of their spread
  check_op(item);
}

TEST(test_ops_instance_norm__one_position_gives_the_bias) {
  OpCase item = norm_case({2, 3, 1, 1}, -2, 2, 1e-5f);
  item.backward = false;
  check_op(item);
}

TEST(test_ops_instance_norm__default_epsilon) {
  OpCase item = norm_case({2, 3, 5}, -0.01, 0.01, 1e-5f);
  item.op = make_instance_norm(make_node("InstanceNormalization", 7, 3));
  item.backward = false;
  check_op(item);
}

TEST(test_ops_instance_norm__refusals) {
  const OpPtr op = make_instance_norm(make_node("InstanceNormalization", 7, 3));
  const auto infer = [&](const Shape& x, const Shape& scale) {
    return op->infer(
        infos_of({{random_tensor(x, 1)}, {random_tensor(scale, 1)}, {random_tensor(scale, 1)}}));
  };
  CHECK_ERROR(infer({2, 3, 4}, {2}), Status::invalid_argument,
              "scale has shape 2; it must have one value for each of 3 channels");
  CHECK_ERROR(infer({2, 3}, {3}), Status::invalid_argument, "input 0 has shape 2x3");
  CHECK_ERROR(make_instance_norm(make_node("InstanceNormalization", 7, 2)), Status::corrupt,
              "it has 2 inputs; 3");
}

int main() {
  return run_tests({CASE(test_ops_instance_norm__values_gradients_geometry),
                    CASE(test_ops_instance_norm__a_large_mean_does_not_drown_the_variance),
                    CASE(test_ops_instance_norm__one_position_gives_the_bias),
                    CASE(test_ops_instance_norm__default_epsilon),
                    CASE(test_ops_instance_norm__refusals)});
}
