// InstanceNormalization (ONNX; Ulyanov, Vedaldi, Lempitsky 2016): y = scale[c] (x - mean) /
// sqrt(var + epsilon) + bias[c], mean and (biased) variance over the positions of each channel of
// each sample. Backward to x, with n = (x - mean) / sqrt(var + epsilon): scale / sqrt(var +
// epsilon) (R - mean(R) - n mean(R n)). Plain layout, [N][C][positions].
#include <cmath>

#include "backend/parallel.h"
#include "ops/elementwise.h"
#include "ops/factories.h"

namespace cnnviz::core {

namespace {

struct Moments {
  float mean, inverse_deviation;
};

// Two passes, in double precision: the variance of a large mean must not drown.
CNNVIZ_HOT Moments moments(const float* x, int64_t count, float epsilon) {
  double sum = 0, squares = 0;
#pragma omp simd reduction(+ : sum)
  for (int64_t i = 0; i < count; ++i) sum += static_cast<double>(x[i]);
  const double mean = sum / static_cast<double>(count);
#pragma omp simd reduction(+ : squares)
  for (int64_t i = 0; i < count; ++i) {
    const double centered = static_cast<double>(x[i]) - mean;
    squares += centered * centered;
  }
  const double variance = squares / static_cast<double>(count);
  return {static_cast<float>(mean),
          static_cast<float>(1 / std::sqrt(variance + static_cast<double>(epsilon)))};
}

CNNVIZ_HOT void normalize(const float* x, float* y, int64_t count, Moments m, float scale,
                          float bias) {
#pragma omp simd
  for (int64_t i = 0; i < count; ++i) y[i] = (x[i] - m.mean) * m.inverse_deviation * scale + bias;
}

CNNVIZ_HOT void normalize_backward(const float* x, const float* signal, float* gradient,
                                   int64_t count, Moments m, float scale) {
  double sum = 0, product = 0;
#pragma omp simd reduction(+ : sum, product)
  for (int64_t i = 0; i < count; ++i) {
    const float normalized = (x[i] - m.mean) * m.inverse_deviation;
    sum += static_cast<double>(signal[i]);
    product += static_cast<double>(signal[i] * normalized);
  }
  const float mean = static_cast<float>(sum / static_cast<double>(count));
  const float slope = static_cast<float>(product / static_cast<double>(count));
  const float factor = scale * m.inverse_deviation;
#pragma omp simd
  for (int64_t i = 0; i < count; ++i) {
    const float normalized = (x[i] - m.mean) * m.inverse_deviation;
    gradient[i] = factor * (signal[i] - mean - normalized * slope);
  }
}

class InstanceNormKernel : public Kernel {
 public:
  InstanceNormKernel(float epsilon, const Shape& shape)
      : epsilon_(epsilon), channels_(shape[1]), maps_(shape[0] * shape[1]) {
    for (size_t axis = 2; axis < shape.size(); ++axis) positions_ *= shape[axis];
  }

  void forward(Buffers inputs, Buffers outputs, void*) override {
    const float* scale = inputs[1].floats();
    const float* bias = inputs[2].floats();
    for_each_map([&](int64_t map, int64_t at) {
      const float* x = inputs[0].floats() + at;
      normalize(x, outputs[0].floats() + at, positions_, moments(x, positions_, epsilon_),
                scale[map % channels_], bias[map % channels_]);
    });
  }

  void backward(const BackwardArgs& args) override {
    const float* scale = args.inputs[1].floats();
    for_each_map([&](int64_t map, int64_t at) {
      const float* x = args.inputs[0].floats() + at;
      normalize_backward(x, args.output_gradients[0].floats() + at,
                         args.input_gradients[0].floats() + at, positions_,
                         moments(x, positions_, epsilon_), scale[map % channels_]);
    });
  }

  Keep keep() const override { return {3, 0}; }
  bool gradient_in_place() const override { return true; }

 private:
  template <typename Body>
  void for_each_map(const Body& body) const {
    parallel_ranges(maps_, static_cast<double>(positions_), [&](int64_t begin, int64_t end) {
      for (int64_t map = begin; map < end; ++map) body(map, map * positions_);
    });
  }

  const float epsilon_;
  const int64_t channels_, maps_;
  int64_t positions_ = 1;
};

class InstanceNormOp : public Op {
 public:
  explicit InstanceNormOp(float epsilon) : epsilon_(epsilon) {}

  std::vector<ValueInfo> infer(Infos inputs) const override {
    const Shape& shape = inputs[0].shape;
    for (size_t i = 0; i < 3; ++i) require_type(inputs, i, {DataType::float32});
    require(shape.size() >= 3, Status::invalid_argument, "input 0 has shape ", shape_text(shape),
            "; it needs samples, channels and at least one spatial axis");
    for (const size_t i : {size_t{1}, size_t{2}})
      require(inputs[i].shape == Shape{shape[1]}, Status::invalid_argument,
              i == 1 ? "scale" : "bias", " has shape ", shape_text(inputs[i].shape),
              "; it must have one value for each of ", shape[1], " channels");
    return {ValueInfo::of_floats(shape)};
  }

  std::unique_ptr<Kernel> make_kernel(const KernelContext& context) const override {
    require(!context.needs_backward ||
                (context.inputs[1].constant.valid() && context.inputs[2].constant.valid()),
            Status::unsupported, "gradients need a scale and a bias that are constant");
    return std::make_unique<InstanceNormKernel>(epsilon_, context.inputs[0].shape);
  }

  Box input_box(size_t input, const Box& out, size_t, Infos inputs, Infos) const override {
    if (input != 0) return out.empty() ? Box{} : Box{out[1]};
    return whole_maps(out, inputs[0].shape);
  }

  Box output_box(size_t, const Box& in, size_t input, Infos inputs, Infos) const override {
    if (input == 0) return whole_maps(in, inputs[0].shape);
    Box box = whole_box(inputs[0].shape);
    box[1] = in[0];
    return box;
  }

 private:
  static Box whole_maps(Box box, const Shape& shape) {
    if (is_empty(box)) return box;
    for (size_t axis = 2; axis < shape.size(); ++axis) box[axis] = {0, shape[axis] - 1};
    return box;
  }

  const float epsilon_;
};

}  // namespace

OpPtr make_instance_norm(const NodeView& node) {
  require_inputs(node, 3, 3);
  return std::make_shared<InstanceNormOp>(node.get_float("epsilon", 1e-5f));
}

}  // namespace cnnviz::core
