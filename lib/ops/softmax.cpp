// Softmax y = exp(x - max) / sum, LogSoftmax y = x - max - log sum (ONNX). From opset 13 along one
// axis (default -1); before, over all axes from `axis` (default 1) on, as if the tensor were a
// matrix. Backward: y (R - sum(R y)); LogSoftmax: R - exp(y) sum(R). Plain layout, seen as
// [outer][length][inner]; strips of inner positions go together.
#include <algorithm>
#include <array>
#include <cmath>

#include "backend/parallel.h"
#include "base/vector_math.h"
#include "ops/elementwise.h"
#include "ops/factories.h"

namespace cnnviz::core {

namespace {

constexpr int64_t kStrip = 64;

// Which elements belong together.
struct Extents {
  int64_t outer = 1, length = 1, inner = 1;
};

// A strip: `width` positions, `length` elements each, `stride` apart. max[], sum[] hold kStrip
// values.
template <bool logarithm>
CNNVIZ_HOT void softmax_strip(const float* x, float* y, int64_t length, int64_t stride,
                              int64_t width) {
  std::array<float, kStrip> highest, total;
  for (int64_t j = 0; j < width; ++j) highest[static_cast<size_t>(j)] = x[j];
  for (int64_t j = 0; j < width; ++j) total[static_cast<size_t>(j)] = 0;
  float* high = highest.data();
  float* sum = total.data();
  for (int64_t i = 1; i < length; ++i)
#pragma omp simd
    for (int64_t j = 0; j < width; ++j) {
      const float value = x[i * stride + j];
      high[j] = value > high[j] ? value : high[j];
    }
  for (int64_t i = 0; i < length; ++i)
#pragma omp simd
    for (int64_t j = 0; j < width; ++j) {
      const float shifted = x[i * stride + j] - high[j];
      const float power = fast_exp(shifted);
      y[i * stride + j] = logarithm ? shifted : power;
      sum[j] += power;
    }
  for (int64_t j = 0; j < width; ++j) sum[j] = logarithm ? std::log(sum[j]) : 1 / sum[j];
  for (int64_t i = 0; i < length; ++i)
#pragma omp simd
    for (int64_t j = 0; j < width; ++j) {
      const float value = y[i * stride + j];
      y[i * stride + j] = logarithm ? value - sum[j] : value * sum[j];
    }
}

// inner == 1: one contiguous row.
template <bool logarithm>
CNNVIZ_HOT void softmax_row(const float* x, float* y, int64_t length) {
  float high = x[0], sum = 0;
#pragma omp simd reduction(max : high)
  for (int64_t i = 0; i < length; ++i) high = x[i] > high ? x[i] : high;
#pragma omp simd reduction(+ : sum)
  for (int64_t i = 0; i < length; ++i) {
    const float shifted = x[i] - high, power = fast_exp(shifted);
    y[i] = logarithm ? shifted : power;
    sum += power;
  }
  const float offset = logarithm ? std::log(sum) : 0.0f, factor = logarithm ? 1.0f : 1 / sum;
#pragma omp simd
  for (int64_t i = 0; i < length; ++i) y[i] = (y[i] - offset) * factor;
}

template <bool logarithm>
CNNVIZ_HOT void gradient_strip(const float* y, const float* signal, float* gradient, int64_t length,
                               int64_t stride, int64_t width) {
  std::array<float, kStrip> total{};
  float* sum = total.data();
  for (int64_t i = 0; i < length; ++i)
#pragma omp simd
    for (int64_t j = 0; j < width; ++j) {
      const float passing = signal[i * stride + j], value = y[i * stride + j];
      sum[j] += logarithm ? passing : passing * value;
    }
  for (int64_t i = 0; i < length; ++i)
#pragma omp simd
    for (int64_t j = 0; j < width; ++j) {
      const float passing = signal[i * stride + j], value = y[i * stride + j];
      gradient[i * stride + j] =
          logarithm ? passing - fast_exp(value) * sum[j] : value * (passing - sum[j]);
    }
}

template <bool logarithm>
CNNVIZ_HOT void gradient_row(const float* y, const float* signal, float* gradient, int64_t length) {
  float sum = 0;
#pragma omp simd reduction(+ : sum)
  for (int64_t i = 0; i < length; ++i) sum += logarithm ? signal[i] : signal[i] * y[i];
#pragma omp simd
  for (int64_t i = 0; i < length; ++i)
    gradient[i] = logarithm ? signal[i] - fast_exp(y[i]) * sum : y[i] * (signal[i] - sum);
}

template <bool logarithm>
class SoftmaxKernel : public Kernel {
 public:
  explicit SoftmaxKernel(Extents extents) : extents_(extents) {}

  void forward(Buffers inputs, Buffers outputs, void*) override {
    const float* x = inputs[0].floats();
    float* y = outputs[0].floats();
    for_each_strip([&](int64_t at, int64_t width) {
      if (extents_.inner == 1)
        softmax_row<logarithm>(x + at, y + at, extents_.length);
      else
        softmax_strip<logarithm>(x + at, y + at, extents_.length, extents_.inner, width);
    });
  }

  void backward(const BackwardArgs& args) override {
    const float* y = args.outputs[0].floats();
    const float* signal = args.output_gradients[0].floats();
    float* gradient = args.input_gradients[0].floats();
    for_each_strip([&](int64_t at, int64_t width) {
      if (extents_.inner == 1)
        gradient_row<logarithm>(y + at, signal + at, gradient + at, extents_.length);
      else
        gradient_strip<logarithm>(y + at, signal + at, gradient + at, extents_.length,
                                  extents_.inner, width);
    });
  }

  Keep keep() const override { return {0, 1}; }
  bool gradient_in_place() const override { return true; }

 private:
  template <typename Body>
  void for_each_strip(const Body& body) const {
    if (extents_.length == 0) return;
    const int64_t strips = (extents_.inner + kStrip - 1) / kStrip;
    const double cost = static_cast<double>(extents_.length * std::min(extents_.inner, kStrip));
    parallel_ranges(extents_.outer * strips, cost, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        const int64_t first = i % strips * kStrip;
        body(i / strips * extents_.length * extents_.inner + first,
             std::min(kStrip, extents_.inner - first));
      }
    });
  }

  const Extents extents_;
};

class SoftmaxOp : public Op {
 public:
  SoftmaxOp(int64_t axis, bool flattens, bool logarithm)
      : axis_(axis), flattens_(flattens), logarithm_(logarithm) {}

  std::vector<ValueInfo> infer(Infos inputs) const override {
    require_type(inputs, 0, {DataType::float32});
    first_axis(inputs[0].shape);
    return {ValueInfo::of_floats(inputs[0].shape)};
  }

  std::unique_ptr<Kernel> make_kernel(const KernelContext& context) const override {
    const Shape& shape = context.inputs[0].shape;
    Extents extents;
    for (size_t axis = 0; axis < shape.size(); ++axis) {
      if (axis < first_axis(shape))
        extents.outer *= shape[axis];
      else if (is_normalized(axis, shape))
        extents.length *= shape[axis];
      else
        extents.inner *= shape[axis];
    }
    if (logarithm_) return std::make_unique<SoftmaxKernel<true>>(extents);
    return std::make_unique<SoftmaxKernel<false>>(extents);
  }

  Box input_box(size_t, const Box& out, size_t, Infos inputs, Infos) const override {
    return widened(out, inputs[0].shape);
  }
  Box output_box(size_t, const Box& in, size_t, Infos inputs, Infos) const override {
    return widened(in, inputs[0].shape);
  }

 private:
  size_t first_axis(const Shape& shape) const {
    const auto rank = static_cast<int64_t>(shape.size());
    // A matrix may also begin after the last axis: then every element is a row of its own.
    if (flattens_ && axis_ == rank) return shape.size();
    if (rank == 0 && !flattens_ && axis_ == -1) return 0;
    return static_cast<size_t>(normalize_axis(axis_, rank, "axis"));
  }

  bool is_normalized(size_t axis, const Shape& shape) const {
    return flattens_ ? axis >= first_axis(shape) : axis == first_axis(shape);
  }

  // Whole on the normalized axes.
  Box widened(Box box, const Shape& shape) const {
    if (is_empty(box)) return box;
    for (size_t axis = 0; axis < shape.size(); ++axis)
      if (is_normalized(axis, shape)) box[axis] = {0, shape[axis] - 1};
    return box;
  }

  const int64_t axis_;
  const bool flattens_, logarithm_;
};

}  // namespace

OpPtr make_softmax(const NodeView& node) {
  require_inputs(node, 1, 1);
  const bool flattens = node.opset < 13;
  return std::make_shared<SoftmaxOp>(node.get_int("axis", flattens ? 1 : -1), flattens,
                                     node.type == "LogSoftmax");
}

}  // namespace cnnviz::core
