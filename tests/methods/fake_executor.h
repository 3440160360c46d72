// A network whose answers are known in closed form:
//
//   A[n, k, y, x] = max(0, s_k x[n, k, y, x])          "maps" (one rectifier), k in [0, K)
//   z[n, c]       = sum_k W[c, k] mean over (y, x) of A[n, k]   "logits", c in [0, C)
//
// Gradients by hand: dz_c/dA = W[c, k] / P, and the rules of graph/op.h at the one rectifier.
#pragma once

#include <algorithm>

#include "exec/executor.h"
#include "support/check.h"

namespace cnnviz::test {

class FakeExecutor : public Executor {
 public:
  FakeExecutor(std::vector<float> scale, std::vector<std::vector<float>> weights)
      : scale_(std::move(scale)), weights_(std::move(weights)) {}

  std::vector<Tensor> forward(const TensorMap& feeds, const ForwardRequest& request,
                              Progress*) override {
    ++forwards;
    request_ = request;
    values_.clear();
    const Tensor& x = feeds.at("x");
    values_["x"] = x;
    const Shape& shape = x.shape();
    const auto positions = static_cast<size_t>(shape[2] * shape[3]);
    Tensor maps(DataType::float32, shape);
    Tensor logits(DataType::float32, {shape[0], static_cast<int64_t>(weights_.size())});
    for (size_t i = 0; i < x.floats().size(); ++i)
      maps.mutable_floats()[i] =
          std::max(0.0f, x.floats()[i] * scale_[i / positions % scale_.size()]);
    for (size_t n = 0; n < static_cast<size_t>(shape[0]); ++n)
      for (size_t c = 0; c < weights_.size(); ++c)
        for (size_t k = 0; k < scale_.size(); ++k)
          for (size_t p = 0; p < positions; ++p)
            logits.mutable_floats()[n * weights_.size() + c] +=
                weights_[c][k] * maps.floats()[(n * scale_.size() + k) * positions + p] /
                static_cast<float>(positions);
    values_["maps"] = maps;
    values_["logits"] = logits;
    std::vector<Tensor> wanted;
    for (const std::string& name : request.wanted) wanted.push_back(values_.at(name));
    return wanted;
  }

  BackwardResult backward(const TensorMap& seeds, const BackwardOptions& options,
                          Progress*) override {
    const Tensor &x = values_.at("x"), &logits = values_.at("logits");
    const auto positions = static_cast<size_t>(x.shape()[2] * x.shape()[3]);
    const size_t channels = scale_.size(), classes = weights_.size();
    for (const auto& [name, seed] : seeds) {
      CHECK(std::count(request_.seeds.begin(), request_.seeds.end(), name) == 1);
      CHECK_EQ(shape_text(seed.shape()), shape_text(values_.at(name).shape()));
    }
    std::map<std::string, Tensor> gradients;
    Tensor dmaps =
        seeds.count("maps") ? seeds.at("maps").clone() : Tensor(DataType::float32, x.shape());
    if (seeds.count("logits"))
      for (size_t i = 0; i < dmaps.floats().size(); ++i) {
        const size_t n = i / positions / channels, k = i / positions % channels;
        for (size_t c = 0; c < classes; ++c)
          dmaps.mutable_floats()[i] += seeds.at("logits").floats()[n * classes + c] *
                                       weights_[c][k] / static_cast<float>(positions);
      }
    Tensor dx(DataType::float32, x.shape());
    for (size_t i = 0; i < dx.floats().size(); ++i) {
      const float s = scale_[i / positions % channels];
      const bool open = x.floats()[i] * s > 0;
      float r = dmaps.floats()[i];
      if (options.rule != Rule::gradient) r = std::max(r, 0.0f);
      if (options.rule != Rule::deconvnet && !open) r = 0;
      dx.mutable_floats()[i] = r * s;
    }
    gradients["logits"] =
        seeds.count("logits") ? seeds.at("logits") : Tensor(DataType::float32, logits.shape());
    gradients["maps"] = dmaps;
    gradients["x"] = dx;
    BackwardResult result;
    for (const std::string& name : request_.wrt) result.gradients.push_back(gradients.at(name));
    result.rectifiers = options.rule == Rule::gradient ? 0 : 1;
    return result;
  }

  Shape shape(const std::string& name) const override { return values_.at(name).shape(); }

  int forwards = 0;

 private:
  std::vector<float> scale_;
  std::vector<std::vector<float>> weights_;
  ForwardRequest request_;
  TensorMap values_;
};

// Values that look random and are the same everywhere: in [-1, 1].
inline Tensor scrambled(Shape shape, uint32_t seed) {
  Tensor tensor(DataType::float32, std::move(shape));
  for (float& value : tensor.mutable_floats()) {
    seed = seed * 1664525u + 1013904223u;
    value = static_cast<float>(seed >> 8) / 8388608.0f - 1;
  }
  return tensor;
}

}  // namespace cnnviz::test
