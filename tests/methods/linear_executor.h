// A network that is linear in its input, of any layout:
//   logits[n, c] = sum_i W[c, i] x[n, i]
#pragma once

#include <functional>

#include "exec/executor.h"
#include "methods/perturbation.h"
#include "support/check.h"

namespace cnnviz::test {

class LinearExecutor : public Executor {
 public:
  explicit LinearExecutor(std::vector<Tensor> weights) : weights_(std::move(weights)) {}

  std::vector<Tensor> forward(const TensorMap& feeds, const ForwardRequest& request,
                              Progress* progress) override {
    check_cancelled(progress);
    const Tensor& x = feeds.at("x");
    const auto images = static_cast<size_t>(x.shape()[0]);
    sizes.push_back(x.shape()[0]);
    Tensor logits(DataType::float32, {x.shape()[0], static_cast<int64_t>(weights_.size())});
    const size_t size = x.floats().size() / images;
    for (size_t n = 0; n < images; ++n)
      for (size_t c = 0; c < weights_.size(); ++c) {
        double sum = 0;
        for (size_t i = 0; i < size; ++i)
          sum += static_cast<double>(weights_[c].floats()[i] * x.floats()[n * size + i]);
        logits.mutable_floats()[n * weights_.size() + c] = static_cast<float>(sum);
      }
    if (after_forward) after_forward();
    std::vector<Tensor> wanted;
    for (const std::string& name : request.wanted) {
      CHECK_EQ(name, "logits");
      wanted.push_back(logits);
    }
    return wanted;
  }

  BackwardResult backward(const TensorMap&, const BackwardOptions&, Progress*) override {
    throw Failure{"no backward pass is needed"};
  }
  Shape shape(const std::string&) const override { throw Failure{"no shape is asked for"}; }

  std::vector<int64_t> sizes;  // images of every forward pass
  std::function<void()> after_forward;

 private:
  std::vector<Tensor> weights_;
};

inline Target class_target(int64_t index) {
  Term term;
  term.tensor = term.top_tensor = "logits";
  term.channel = index;
  return {concat("class:", index), {term}};
}

// Occluders of zeros over x, all targets, classes by the logits.
inline PerturbationRequest covering(const Tensor& x, std::vector<Target> targets,
                                    bool channels_last = false) {
  PerturbationRequest request;
  request.feeds = {{"x", x}};
  request.input = "x";
  request.channels_last = channels_last;
  request.fill = Tensor(DataType::float32, x.shape());
  request.targets = std::move(targets);
  request.logits = "logits";
  return request;
}

}  // namespace cnnviz::test
