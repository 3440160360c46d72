// A network of one convolution, answered by plain loops:
//   a[k, i, j] = sum over c, y, x of W[k, c, y, x] input[c, i stride - pad + y, j stride - pad + x]
#pragma once

#include <cmath>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "base/random.h"
#include "exec/executor.h"
#include "methods/dream.h"
#include "support/check.h"

namespace cnnviz::test {

class ConvExecutor : public Executor {
 public:
  ConvExecutor(Tensor weights, int64_t stride, int64_t pad)
      : weights_(std::move(weights)), stride_(stride), pad_(pad) {}

  std::vector<Tensor> forward(const TensorMap& feeds, const ForwardRequest& request,
                              Progress* progress) override {
    ++runs;
    if (before_forward) before_forward();
    check_cancelled(progress);
    const Tensor& x = feeds.at("x");
    input_shape_ = x.shape();
    activation_ = Tensor(DataType::float32, {1, weights_.shape()[0], extent(2), extent(3)});
    visit([&](int64_t w, int64_t in, int64_t to) {
      activation_.mutable_floats()[static_cast<size_t>(to)] +=
          weights_.floats()[static_cast<size_t>(w)] * x.floats()[static_cast<size_t>(in)];
    });
    if (spoil) activation_.mutable_floats()[0] = *spoil;
    return std::vector<Tensor>(request.wanted.size(), activation_.clone());
  }

  BackwardResult backward(const TensorMap& seeds, const BackwardOptions&, Progress*) override {
    Tensor gradient(DataType::float32, input_shape_);
    const Tensor& seed = seeds.at("a");
    visit([&](int64_t w, int64_t in, int64_t to) {
      gradient.mutable_floats()[static_cast<size_t>(in)] +=
          weights_.floats()[static_cast<size_t>(w)] * seed.floats()[static_cast<size_t>(to)];
    });
    return {{gradient}, 0};
  }

  bool fits(const TensorMap& feeds, const ForwardRequest&, int64_t bytes) override {
    return feeds.at("x").bytes() <= bytes;
  }
  Shape shape(const std::string&) const override { return activation_.shape(); }

  int runs = 0;
  std::function<void()> before_forward;
  std::optional<float> spoil;  // in place of the first activation

 private:
  int64_t extent(size_t axis) const {
    return (input_shape_[axis] + 2 * pad_ - weights_.shape()[axis]) / stride_ + 1;
  }

  // Calls term(weight, input, output) for every product of the convolution.
  template <typename Term>
  void visit(const Term& term) const {
    const Shape& w = weights_.shape();
    const int64_t height = input_shape_[2], width = input_shape_[3];
    for (int64_t k = 0; k < w[0]; ++k)
      for (int64_t c = 0; c < w[1]; ++c)
        for (int64_t y = 0; y < w[2]; ++y)
          for (int64_t x = 0; x < w[3]; ++x)
            for (int64_t i = 0; i < extent(2); ++i)
              for (int64_t j = 0; j < extent(3); ++j) {
                const int64_t row = i * stride_ - pad_ + y, column = j * stride_ - pad_ + x;
                if (row < 0 || row >= height || column < 0 || column >= width) continue;
                term(((k * w[1] + c) * w[2] + y) * w[3] + x, (c * height + row) * width + column,
                     (k * extent(2) + i) * extent(3) + j);
              }
  }

  Tensor weights_;
  int64_t stride_, pad_;
  Shape input_shape_;
  Tensor activation_;
};

inline Tensor random_tensor(const Shape& shape, uint64_t seed, double mean, double deviation) {
  Tensor tensor(DataType::float32, shape);
  Random random(seed);
  for (float& value : tensor.mutable_floats())
    value = static_cast<float>(mean + deviation * random.normal());
  return tensor;
}

inline Term layer_term(double weight = 1) {
  Term term;
  term.kind = TermKind::layer;
  term.tensor = "a";
  term.weight = weight;
  return term;
}

// Of a convolution of this kernel, stride and padding.
inline LayerGrid grid_of(int64_t kernel, int64_t stride, int64_t pad) {
  UnitAxis axis;
  axis.pixels = stride;
  axis.center = static_cast<double>(kernel - 1) / 2 - static_cast<double>(pad);
  axis.reach = kernel / 2;
  axis.unbounded = false;
  return {axis, axis};
}

// A dream of layer "a" in one octave, without jitter; levels are fed as they are.
inline DreamRequest dream_of(const Tensor& picture) {
  DreamRequest request;
  request.input = "x";
  const auto channels = static_cast<size_t>(picture.shape()[0]);
  request.pixels.scale.assign(channels, 1);
  request.pixels.shift.assign(channels, 0);
  request.picture = picture.clone();
  request.target = {"layer:a", {layer_term()}};
  request.options.octaves = 1;
  request.options.steps = 1;
  request.options.jitter = 0;
  return request;
}

inline double largest_difference(const Tensor& a, const Tensor& b) {
  CHECK(a.shape() == b.shape());
  double largest = 0;
  for (size_t i = 0; i < a.floats().size(); ++i)
    largest = std::max(largest, std::abs(static_cast<double>(a.floats()[i]) - b.floats()[i]));
  return largest;
}

}  // namespace cnnviz::test
