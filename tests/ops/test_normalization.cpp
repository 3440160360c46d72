#include "ops/factories.h"
#include "support/check_op.h"

using namespace cnnviz::test;

namespace {

// Groups of `size` neighboring elements; scale_of(element) is the place of an element's scale.
std::vector<Tensor> norm_naive(const std::vector<Tensor>& in, int64_t size, double epsilon,
                               const std::function<int64_t(int64_t)>& scale_of) {
  const Shape& shape = in[0].shape();
  const Shape groups{in[0].size() / size};
  Tensor y(DataType::float32, shape), means(DataType::float32, groups),
      inverses(DataType::float32, groups);
  for (int64_t group = 0; group < groups[0]; ++group) {
    const float* x = in[0].floats().data() + group * size;
    double mean = 0, variance = 0;
    for (int64_t i = 0; i < size; ++i) mean += static_cast<double>(x[i]);
    mean /= static_cast<double>(size);
    for (int64_t i = 0; i < size; ++i) variance += std::pow(static_cast<double>(x[i]) - mean, 2);
    variance /= static_cast<double>(size);
    const double inverse = 1 / std::sqrt(variance + epsilon);
    means.mutable_floats()[static_cast<size_t>(group)] = static_cast<float>(mean);
    inverses.mutable_floats()[static_cast<size_t>(group)] = static_cast<float>(inverse);
    for (int64_t i = 0; i < size; ++i) {
      const auto scale = static_cast<size_t>(scale_of(group * size + i));
      const double bias = in.size() > 2 ? static_cast<double>(in[2].floats()[scale]) : 0.0;
      y.mutable_floats()[static_cast<size_t>(group * size + i)] =
          static_cast<float>(static_cast<double>(in[1].floats()[scale]) *
                                 (static_cast<double>(x[i]) - mean) * inverse +
                             bias);
    }
  }
  return {y, means, inverses};
}

OpCase norm_case(const Shape& shape, double low, double high, float epsilon) {
  OpCase item;
  item.name = concat("InstanceNormalization ", shape_text(shape), " from ", low);
  item.op = make_normalization(make_node("InstanceNormalization", 7, 3, {{"epsilon", epsilon}}));
  item.inputs = {{random_tensor(shape, 1, low, high)},
                 as_constant(random_tensor({shape[1]}, 2, -1.5, 1.5)),
                 as_constant(random_tensor({shape[1]}, 3))};
  item.naive = [epsilon, shape](const std::vector<Tensor>& in) {
    const int64_t positions = in[0].size() / (shape[0] * shape[1]);
    const auto channel = [&](int64_t i) { return i / positions % shape[1]; };
    return std::vector<Tensor>{norm_naive(in, positions, static_cast<double>(epsilon), channel)[0]};
  };
  item.step = 1.0 / 16;  // of many outputs that each are rounded
  return item;
}

}  // namespace

TEST(test_ops_normalization__values_gradients_geometry) {
  for (const Shape& shape : {Shape{2, 3, 5}, Shape{2, 19, 3, 4}, Shape{1, 4, 7, 9},
                             Shape{1, 3, 2, 3, 2}, Shape{1, 2, 40, 31}})
    for (const float epsilon : {1e-5f, 0.5f})
      CHECK_EQ(check_op(norm_case(shape, -2, 2, epsilon)).blocked, 0);
}

TEST(test_ops_normalization__a_large_mean_does_not_drown_the_variance) {
  OpCase item = norm_case({1, 3, 6, 6}, 999, 1001, 1e-5f);
  item.backward = false;
  item.tolerance = 1e-4;  // of inputs that are rounded to 6e-5 of their spread
  check_op(item);
}

TEST(test_ops_normalization__one_position_gives_the_bias) {
  OpCase item = norm_case({2, 3, 1, 1}, -2, 2, 1e-5f);
  item.backward = false;
  check_op(item);
}

TEST(test_ops_normalization__default_epsilon) {
  OpCase item = norm_case({2, 3, 5}, -0.01, 0.01, 1e-5f);
  item.op = make_normalization(make_node("InstanceNormalization", 7, 3));
  item.backward = false;
  check_op(item);
}

// One scale for each group before opset 21, for each channel since.
TEST(test_ops_normalization__groups_of_channels) {
  for (const int64_t opset : {18, 21})
    for (const int64_t groups : {1, 2, 6})
      for (const Shape& shape : {Shape{2, 6, 5}, Shape{1, 12, 3, 4}, Shape{2, 6, 1, 2, 3}}) {
        OpCase item;
        item.name = concat("GroupNormalization ", shape_text(shape), " in ", groups);
        item.op =
            make_normalization(make_node("GroupNormalization", opset, 3, {{"num_groups", groups}}));
        const int64_t scales = opset < 21 ? groups : shape[1];
        item.inputs = {{random_tensor(shape, 1, -2, 2)},
                       as_constant(random_tensor({scales}, 2, -1.5, 1.5)),
                       as_constant(random_tensor({scales}, 3))};
        item.naive = [=](const std::vector<Tensor>& in) {
          const int64_t positions = in[0].size() / (shape[0] * shape[1]);
          const auto scale = [&](int64_t i) {
            return i / positions % shape[1] * scales / shape[1];
          };
          return std::vector<Tensor>{norm_naive(in, positions * shape[1] / groups, 1e-5, scale)[0]};
        };
        item.step = 1.0 / 16;
        check_op(item);
      }
}

TEST(test_ops_normalization__layers) {
  for (const int64_t axis : {-1, 1, 2})
    for (const size_t inputs : {size_t{2}, size_t{3}})
      for (const size_t outputs : {size_t{1}, size_t{3}})
        for (const Shape& shape : {Shape{2, 3, 8}, Shape{1, 5, 4, 20}}) {
          const auto first = static_cast<size_t>(axis < 0 ? axis + std::ssize(shape) : axis);
          const Shape normalized(shape.begin() + static_cast<ptrdiff_t>(first), shape.end());
          OpCase item;
          item.name = concat("LayerNormalization ", shape_text(shape), " from ", axis);
          NodeView node = make_node("LayerNormalization", 17, inputs, {{"axis", axis}});
          node.outputs = {"y", "mean", "inverse"};
          node.outputs.resize(outputs);
          item.op = make_normalization(node);
          item.inputs = {{random_tensor(shape, 1, -2, 2)},
                         as_constant(random_tensor(normalized, 2, -1.5, 1.5)),
                         as_constant(random_tensor(normalized, 3))};
          item.inputs.resize(inputs);
          item.naive = [=](const std::vector<Tensor>& in) {
            const int64_t size = element_count(normalized);
            std::vector<Tensor> results =
                norm_naive(in, size, 1e-5, [size](int64_t i) { return i % size; });
            Shape moments = shape;
            std::fill(moments.begin() + static_cast<ptrdiff_t>(first), moments.end(), 1);
            for (const size_t i : {size_t{1}, size_t{2}}) results[i] = results[i].reshaped(moments);
            results.resize(outputs);
            return results;
          };
          item.step = 1.0 / 16;
          item.backward = outputs == 1;  // the moments have none
          check_op(item);
        }
}

TEST(test_ops_normalization__refusals) {
  const OpPtr op = make_normalization(make_node("InstanceNormalization", 7, 3));
  const auto infer = [&](const Shape& x, const Shape& scale) {
    return op->infer(
        infos_of({{random_tensor(x, 1)}, {random_tensor(scale, 1)}, {random_tensor(scale, 1)}}));
  };
  CHECK_ERROR(infer({2, 3, 4}, {2}), Status::invalid_argument,
              "scale has shape 2; it must have one value for each of 3 channels");
  CHECK_ERROR(infer({2, 3}, {3}), Status::invalid_argument, "input 0 has shape 2x3");
  CHECK_ERROR(make_normalization(make_node("InstanceNormalization", 7, 2)), Status::corrupt,
              "it has 2 inputs; 3");
  const auto group = [](int64_t groups) {
    return make_normalization(make_node("GroupNormalization", 21, 3, {{"num_groups", groups}}));
  };
  CHECK_ERROR(group(0), Status::invalid_argument, "num_groups is 0");
  CHECK_ERROR(
      group(4)->infer(infos_of(
          {{random_tensor({1, 6, 2}, 1)}, {random_tensor({6}, 1)}, {random_tensor({6}, 1)}})),
      Status::invalid_argument, "6 channels do not split into 4 groups");
  const OpPtr layer = make_normalization(make_node("LayerNormalization", 17, 2));
  CHECK_ERROR(layer->infer(infos_of({{random_tensor({2, 6}, 1)}, {random_tensor({5}, 1)}})),
              Status::unsupported, "scale has shape 5; the normalized axes have 6");
  CHECK_ERROR(make_normalization(make_node("LayerNormalization", 17, 2, {{"axis", int64_t{3}}}))
                  ->infer(infos_of({{random_tensor({2, 6}, 1)}, {random_tensor({6}, 1)}})),
              Status::invalid_argument, "axis");
}

int main() {
  return run_tests({CASE(test_ops_normalization__values_gradients_geometry),
                    CASE(test_ops_normalization__a_large_mean_does_not_drown_the_variance),
                    CASE(test_ops_normalization__one_position_gives_the_bias),
                    CASE(test_ops_normalization__default_epsilon),
                    CASE(test_ops_normalization__groups_of_channels),
                    CASE(test_ops_normalization__layers), CASE(test_ops_normalization__refusals)});
}
