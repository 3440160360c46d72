// InstanceNormalization (Ulyanov, Vedaldi, Lempitsky 2016), GroupNormalization (Wu & He 2018) and
// LayerNormalization (Ba, Kiros, Hinton 2016) of ONNX: y = scale (x - mean) / sqrt(var + epsilon) +
// bias, with mean and (biased) variance over a group of elements: the positions of one channel, of
// one group of channels, or the axes from `axis` on. Backward to x, with n = (x - mean) / sqrt(var
// + epsilon) and S = scale R: (S - mean(S) - n mean(S n)) / sqrt(var + epsilon). Plain layout,
// where the elements of a group are neighbors.
#include <algorithm>
#include <cmath>

#include "backend/parallel.h"
#include "ops/elementwise.h"
#include "ops/factories.h"
#include "ops/view_geometry.h"

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

// Elements that share a scale and a bias.
CNNVIZ_HOT void normalize_run(const float* x, float* y, int64_t count, Moments m, float scale,
                              float bias) {
#pragma omp simd
  for (int64_t i = 0; i < count; ++i) y[i] = (x[i] - m.mean) * m.inverse_deviation * scale + bias;
}

// Elements with a scale and a bias (null: 0) each.
CNNVIZ_HOT void normalize_each(const float* x, float* y, int64_t count, Moments m,
                               const float* scale, const float* bias) {
#pragma omp simd
  for (int64_t i = 0; i < count; ++i) {
    const float scaled = (x[i] - m.mean) * m.inverse_deviation * scale[i];
    y[i] = bias != nullptr ? scaled + bias[i] : scaled;
  }
}

// Sums of S and S n over a group.
struct Sums {
  double signal = 0, product = 0;
};

CNNVIZ_HOT Sums sums_of_run(const float* x, const float* signal, int64_t count, Moments m,
                            float scale) {
  double sum = 0, product = 0;
#pragma omp simd reduction(+ : sum, product)
  for (int64_t i = 0; i < count; ++i) {
    const float normalized = (x[i] - m.mean) * m.inverse_deviation;
    sum += static_cast<double>(signal[i]);
    product += static_cast<double>(signal[i] * normalized);
  }
  return {sum * static_cast<double>(scale), product * static_cast<double>(scale)};
}

CNNVIZ_HOT Sums sums_of_each(const float* x, const float* signal, int64_t count, Moments m,
                             const float* scale) {
  double sum = 0, product = 0;
#pragma omp simd reduction(+ : sum, product)
  for (int64_t i = 0; i < count; ++i) {
    const float normalized = (x[i] - m.mean) * m.inverse_deviation;
    const float scaled = signal[i] * scale[i];
    sum += static_cast<double>(scaled);
    product += static_cast<double>(scaled * normalized);
  }
  return {sum, product};
}

// Means of S and S n.
struct Slopes {
  float signal, product;
};

CNNVIZ_HOT void gradient_of_run(const float* x, const float* signal, float* gradient, int64_t count,
                                Moments m, Slopes slopes, float scale) {
#pragma omp simd
  for (int64_t i = 0; i < count; ++i) {
    const float normalized = (x[i] - m.mean) * m.inverse_deviation;
    gradient[i] =
        m.inverse_deviation * (scale * signal[i] - slopes.signal - normalized * slopes.product);
  }
}

CNNVIZ_HOT void gradient_of_each(const float* x, const float* signal, float* gradient,
                                 int64_t count, Moments m, Slopes slopes, const float* scale) {
#pragma omp simd
  for (int64_t i = 0; i < count; ++i) {
    const float normalized = (x[i] - m.mean) * m.inverse_deviation;
    gradient[i] =
        m.inverse_deviation * (scale[i] * signal[i] - slopes.signal - normalized * slopes.product);
  }
}

// `groups` groups of `runs` runs of `length` neighboring elements. The runs of a group have scales
// of their own, which come again every `period` groups.
struct Grouping {
  int64_t groups = 1, period = 1, runs = 1, length = 1;
};

class NormalizationKernel : public Kernel {
 public:
  NormalizationKernel(float epsilon, const Grouping& grouping)
      : epsilon_(epsilon), grouping_(grouping) {}

  void forward(Buffers inputs, Buffers outputs, void*) override {
    const float* scale = inputs[1].floats();
    const float* bias = inputs.size() > 2 && inputs[2] ? inputs[2].floats() : nullptr;
    const auto [groups, period, runs, length] = grouping_;
    for_each_group([&, runs = runs, length = length](int64_t group, int64_t at, int64_t first) {
      const float* x = inputs[0].floats() + at;
      float* y = outputs[0].floats() + at;
      const Moments m = moments(x, runs * length, epsilon_);
      if (length == 1) {
        normalize_each(x, y, runs, m, scale + first, bias != nullptr ? bias + first : nullptr);
      } else {
        for (int64_t run = 0; run < runs; ++run)
          normalize_run(x + run * length, y + run * length, length, m, scale[first + run],
                        bias != nullptr ? bias[first + run] : 0);
      }
      if (outputs.size() > 1 && outputs[1]) outputs[1].floats()[group] = m.mean;
      if (outputs.size() > 2 && outputs[2]) outputs[2].floats()[group] = m.inverse_deviation;
    });
  }

  void backward(const BackwardArgs& args) override {
    for (size_t i = 1; i < args.output_gradients.size(); ++i)
      require(!args.output_gradients[i], Status::unsupported, "output ", i,
              " of a normalization has no gradient");
    const float* scale = args.inputs[1].floats();
    const auto [groups, period, runs, length] = grouping_;
    const auto count = static_cast<double>(runs * length);
    for_each_group([&, runs = runs, length = length](int64_t, int64_t at, int64_t first) {
      const float* x = args.inputs[0].floats() + at;
      const float* signal = args.output_gradients[0].floats() + at;
      float* gradient = args.input_gradients[0].floats() + at;
      const Moments m = moments(x, runs * length, epsilon_);
      Sums sums;
      if (length == 1) {
        sums = sums_of_each(x, signal, runs, m, scale + first);
      } else {
        for (int64_t run = 0; run < runs; ++run) {
          const Sums part =
              sums_of_run(x + run * length, signal + run * length, length, m, scale[first + run]);
          sums.signal += part.signal;
          sums.product += part.product;
        }
      }
      const Slopes slopes{static_cast<float>(sums.signal / count),
                          static_cast<float>(sums.product / count)};
      if (length == 1) return gradient_of_each(x, signal, gradient, runs, m, slopes, scale + first);
      for (int64_t run = 0; run < runs; ++run)
        gradient_of_run(x + run * length, signal + run * length, gradient + run * length, length, m,
                        slopes, scale[first + run]);
    });
  }

  Keep keep() const override { return {3, 0}; }
  bool gradient_in_place() const override { return true; }

 private:
  // Calls body(group, its first element, its first scale).
  template <typename Body>
  void for_each_group(const Body& body) const {
    const int64_t size = grouping_.runs * grouping_.length;
    parallel_ranges(grouping_.groups, static_cast<double>(size), [&](int64_t begin, int64_t end) {
      for (int64_t group = begin; group < end; ++group)
        body(group, group * size, group % grouping_.period * grouping_.runs);
    });
  }

  const float epsilon_;
  const Grouping grouping_;
};

// What the operators have in common: the elements that a group spans, as boxes.
class NormalizationOp : public Op {
 public:
  explicit NormalizationOp(float epsilon) : epsilon_(epsilon) {}

  std::unique_ptr<Kernel> make_kernel(const KernelContext& context) const override {
    const ValueInfo* bias = optional_input(context.inputs, 2);
    require(!context.needs_backward ||
                (context.inputs[1].constant.valid() && (bias == nullptr || bias->constant.valid())),
            Status::unsupported, "gradients need a scale and a bias that are constant");
    return std::make_unique<NormalizationKernel>(epsilon_, grouping(context.inputs));
  }

 protected:
  virtual Grouping grouping(Infos inputs) const = 0;

 private:
  const float epsilon_;
};

int64_t positions(const Shape& shape) {
  int64_t count = 1;
  for (size_t axis = 2; axis < shape.size(); ++axis) count *= shape[axis];
  return count;
}

// InstanceNormalization is GroupNormalization with as many groups as channels.
class ChannelNormOp final : public NormalizationOp {
 public:
  // `groups` 0: one for each channel. `by_group`: one scale for each group (opset 18).
  ChannelNormOp(float epsilon, int64_t groups, bool by_group)
      : NormalizationOp(epsilon), groups_(groups), by_group_(by_group) {}

  std::vector<ValueInfo> infer(Infos inputs) const override {
    const Shape& shape = inputs[0].shape;
    for (size_t i = 0; i < 3; ++i) require_type(inputs, i, {DataType::float32});
    require(shape.size() >= 3, Status::invalid_argument, "input 0 has shape ", shape_text(shape),
            "; it needs samples, channels and at least one spatial axis");
    require(groups_ == 0 || (shape[1] % groups_ == 0 && shape[1] > 0), Status::invalid_argument,
            shape[1], " channels do not split into ", groups_, " groups");
    const int64_t scales = by_group_ ? groups_ : shape[1];
    for (const size_t i : {size_t{1}, size_t{2}})
      require(inputs[i].shape == Shape{scales}, Status::invalid_argument, i == 1 ? "scale" : "bias",
              " has shape ", shape_text(inputs[i].shape), "; it must have one value for each of ",
              scales, by_group_ ? " groups" : " channels");
    return {ValueInfo::of_floats(shape)};
  }

  Box input_box(size_t input, const Box& out, size_t, Infos inputs, Infos) const override {
    if (input == 0) return whole_groups(out, inputs[0].shape);
    if (out.empty()) return {};
    const int64_t size = by_group_ ? group_size(inputs[0].shape) : 1;
    return {{out[1].low / size, out[1].high / size}};
  }

  Box output_box(size_t, const Box& in, size_t input, Infos inputs, Infos) const override {
    const Shape& shape = inputs[0].shape;
    if (input == 0) return whole_groups(in, shape);
    const int64_t size = by_group_ ? group_size(shape) : 1;
    Box box = whole_box(shape);
    box[1] = {in[0].low * size, in[0].high * size + size - 1};
    return box;
  }

 private:
  int64_t group_size(const Shape& shape) const { return groups_ == 0 ? 1 : shape[1] / groups_; }

  Grouping grouping(Infos inputs) const override {
    const Shape& shape = inputs[0].shape;
    const int64_t size = group_size(shape), groups = shape[1] / size;
    if (by_group_) return {shape[0] * groups, groups, 1, size * positions(shape)};
    return {shape[0] * groups, groups, size, positions(shape)};
  }

  Box whole_groups(Box box, const Shape& shape) const {
    if (is_empty(box)) return box;
    const int64_t size = group_size(shape);
    box[1] = {box[1].low / size * size, box[1].high / size * size + size - 1};
    for (size_t axis = 2; axis < shape.size(); ++axis) box[axis] = {0, shape[axis] - 1};
    return box;
  }

  const int64_t groups_;
  const bool by_group_;
};

class LayerNormOp final : public NormalizationOp {
 public:
  LayerNormOp(float epsilon, int64_t axis, size_t outputs)
      : NormalizationOp(epsilon), axis_(axis), outputs_(outputs) {}

  std::vector<ValueInfo> infer(Infos inputs) const override {
    for (size_t i = 0; i < inputs.size(); ++i)
      if (i < 2 || optional_input(inputs, i) != nullptr)
        require_type(inputs, i, {DataType::float32});
    const Shape& shape = inputs[0].shape;
    const Shape normalized(shape.begin() + static_cast<ptrdiff_t>(first_axis(shape)), shape.end());
    for (const size_t i : {size_t{1}, size_t{2}})
      if (const ValueInfo* info = optional_input(inputs, i))
        require(info->shape == normalized, Status::unsupported, i == 1 ? "scale" : "bias",
                " has shape ", shape_text(info->shape), "; the normalized axes have ",
                shape_text(normalized));
    Shape moments = shape;
    std::fill(moments.begin() + static_cast<ptrdiff_t>(first_axis(shape)), moments.end(), 1);
    std::vector<ValueInfo> results(outputs_, ValueInfo::of_floats(moments));
    results[0] = ValueInfo::of_floats(shape);
    return results;
  }

  Box input_box(size_t input, const Box& out, size_t output, Infos inputs, Infos) const override {
    const Shape& shape = inputs[0].shape;
    const auto first = static_cast<ptrdiff_t>(first_axis(shape));
    if (input == 0) return whole_layers(out, shape);
    if (output == 0) return {out.begin() + first, out.end()};
    return empty_box(inputs[input].shape.size());
  }

  Box output_box(size_t output, const Box& in, size_t input, Infos inputs,
                 Infos outputs) const override {
    const Shape& shape = inputs[0].shape;
    const auto first = static_cast<ptrdiff_t>(first_axis(shape));
    if (input == 0) {
      Box box = whole_layers(in, shape);
      if (output > 0 && !is_empty(box)) std::fill(box.begin() + first, box.end(), Interval{0, 0});
      return box;
    }
    if (output > 0) return empty_box(outputs[output].shape.size());
    Box box = whole_box(shape);
    std::copy(in.begin(), in.end(), box.begin() + first);
    return box;
  }

 private:
  size_t first_axis(const Shape& shape) const {
    return static_cast<size_t>(normalize_axis(axis_, static_cast<int64_t>(shape.size()), "axis"));
  }

  Grouping grouping(Infos inputs) const override {
    const Shape& shape = inputs[0].shape;
    Grouping result;
    for (size_t i = 0; i < shape.size(); ++i)
      (i < first_axis(shape) ? result.groups : result.runs) *= shape[i];
    return result;
  }

  Box whole_layers(Box box, const Shape& shape) const {
    if (is_empty(box)) return box;
    for (size_t i = first_axis(shape); i < shape.size(); ++i) box[i] = {0, shape[i] - 1};
    return box;
  }

  const int64_t axis_;
  const size_t outputs_;
};

}  // namespace

OpPtr make_normalization(const NodeView& node) {
  const float epsilon = node.get_float("epsilon", 1e-5f);
  if (node.type == "LayerNormalization") {
    require_inputs(node, 2, 3);
    node.require(node.get_int("stash_type", 1) == 1, Status::unsupported, "stash_type is ",
                 node.get_int("stash_type", 1), "; only 1 (float32) is supported");
    return std::make_shared<LayerNormOp>(epsilon, node.get_int("axis", -1),
                                         std::max<size_t>(node.outputs.size(), 1));
  }
  require_inputs(node, 3, 3);
  if (node.type == "InstanceNormalization")
    return std::make_shared<ChannelNormOp>(epsilon, 0, false);
  const int64_t groups = node.get_int("num_groups", 0);
  node.require(groups >= 1, Status::invalid_argument, "num_groups is ", groups,
               "; at least 1 is needed");
  return std::make_shared<ChannelNormOp>(epsilon, groups, node.opset < 21);
}

}  // namespace cnnviz::core
