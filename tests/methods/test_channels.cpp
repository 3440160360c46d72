// Ablation of channels and Score-CAM on a network that is linear behind its layer.
#include "methods/channels.h"

#include <algorithm>
#include <cmath>

#include "methods/linear_executor.h"
#include "tensor/resample.h"

using namespace cnnviz::test;

namespace {

constexpr size_t kChannels = 4, kRows = 3, kColumns = 2, kMap = kRows * kColumns;

// A[k] = (k + 1) x averaged over 2 x 2 pixels, but A[2] = 5 everywhere; logits = weights . A.
class Layered : public LinearExecutor {
 public:
  explicit Layered(std::vector<Tensor> weights) : LinearExecutor(std::move(weights)) {}

  std::vector<Tensor> forward(const TensorMap& feeds, const ForwardRequest& request,
                              Progress* progress) override {
    const Tensor layer = feeds.count("A") != 0 ? feeds.at("A") : layer_of(feeds.at("x"));
    std::vector<Tensor> values;
    for (const std::string& name : request.wanted)
      values.push_back(
          name == "A" ? layer
                      : LinearExecutor::forward({{"x", layer}}, {{name}, {}, {}}, progress)[0]);
    return values;
  }

  static Tensor layer_of(const Tensor& x) {
    const auto images = static_cast<size_t>(x.shape()[0]);
    Tensor layer(DataType::float32, {x.shape()[0], kChannels, kRows, kColumns});
    for (size_t n = 0; n < images; ++n)
      for (size_t k = 0; k < kChannels; ++k)
        for (size_t p = 0; p < kMap; ++p) {
          const float* from =
              x.floats().data() + n * 4 * kMap + p / kColumns * 4 * kColumns + p % kColumns * 2;
          const float mean = (from[0] + from[1] + from[2 * kColumns] + from[2 * kColumns + 1]) / 4;
          layer.mutable_floats()[(n * kChannels + k) * kMap + p] =
              k == 2 ? 5 : static_cast<float>(k + 1) * mean;
        }
    return layer;
  }
};

struct Setting {
  Tensor x = Tensor(DataType::float32, {1, 1, 2 * kRows, 2 * kColumns});
  std::vector<Tensor> weights;

  Setting() {
    for (size_t i = 0; i < x.floats().size(); ++i)
      x.mutable_floats()[i] = static_cast<float>((7 * i) % 11);
    for (size_t c = 0; c < 2; ++c) {
      weights.emplace_back(DataType::float32, Shape{1, kChannels, kRows, kColumns});
      for (size_t i = 0; i < kChannels * kMap; ++i)
        weights.back().mutable_floats()[i] = static_cast<float>((5 * i + 3 * c) % 7) - 2.5F;
    }
  }

  ProbeRequest request() const {
    ProbeRequest request;
    request.feeds = {{"x", x}};
    request.targets = {class_target(0), class_target(1)};
    request.wanted = {"A"};
    return request;
  }
  double logit(size_t c, const Tensor& layer) const {
    double sum = 0;
    for (size_t i = 0; i < kChannels * kMap; ++i)
      sum += double{weights[c].floats()[i]} * double{layer.floats()[i]};
    return sum;
  }
};

ChannelRequest asked(ChannelMethod method) {
  ChannelRequest request;
  request.method = method;
  request.layer = "A";
  request.input = "x";
  return request;
}

// max(0, sum_k w_k A_k) of target t.
void check_map(const ChannelResult& found, const Tensor& layer, size_t t) {
  for (size_t p = 0; p < kMap; ++p) {
    double sum = 0;
    for (size_t k = 0; k < kChannels; ++k)
      sum +=
          double{found.weights.floats()[t * kChannels + k]} * double{layer.floats()[k * kMap + p]};
    CHECK_NEAR(found.maps.floats()[t * kMap + p], std::max(sum, 0.0), 1e-3);
  }
}

}  // namespace

TEST(test_methods_channels__a_linear_network_loses_each_channels_share) {
  const Setting setting;
  Layered executor(setting.weights);
  Probe probe(executor, setting.request(), nullptr);
  const ChannelResult found = probe_channels(probe, asked(ChannelMethod::ablation));
  const Tensor layer = Layered::layer_of(setting.x);
  CHECK(found.scores.shape() == (Shape{2, kChannels}));
  CHECK(found.maps.shape() == (Shape{2, kRows, kColumns}));
  for (size_t c = 0; c < 2; ++c) {
    const double base = setting.logit(c, layer);
    for (size_t k = 0; k < kChannels; ++k) {
      double share = 0;
      for (size_t i = k * kMap; i < (k + 1) * kMap; ++i)
        share += double{setting.weights[c].floats()[i]} * double{layer.floats()[i]};
      CHECK_NEAR(found.scores.floats()[c * kChannels + k], share, 1e-3);
      CHECK_NEAR(found.weights.floats()[c * kChannels + k], share / std::abs(base), 1e-5);
    }
    check_map(found, layer, c);
  }
  CHECK(found.completed);
}

TEST(test_methods_channels__score_cam_masks_the_picture) {
  const Setting setting;
  Layered executor(setting.weights);
  Probe probe(executor, setting.request(), nullptr);
  const ChannelResult found = probe_channels(probe, asked(ChannelMethod::score_cam));
  const Tensor layer = Layered::layer_of(setting.x);
  for (size_t k = 0; k < kChannels; ++k) {
    const auto map = layer.floats().subspan(k * kMap, kMap);
    const Tensor large =
        resample_bilinear(Tensor::from_floats({1, kRows, kColumns}, {map.begin(), map.end()}),
                          2 * kRows, 2 * kColumns);
    const auto [low, high] = std::minmax_element(large.floats().begin(), large.floats().end());
    Tensor masked(DataType::float32, setting.x.shape());
    for (size_t i = 0; i < masked.floats().size(); ++i)
      masked.mutable_floats()[i] =
          setting.x.floats()[i] * (*high > *low ? (large.floats()[i] - *low) / (*high - *low) : 0);
    for (size_t c = 0; c < 2; ++c)
      CHECK_NEAR(found.weights.floats()[c * kChannels + k],
                 k == 2 ? 0 : setting.logit(c, Layered::layer_of(masked)), 1e-3);
  }
  check_map(found, layer, 0);
  check_map(found, layer, 1);
  // The constant channel costs no pass.
  CHECK_EQ(executor.sizes.back(), 3);
}

TEST(test_methods_channels__channels_of_tokens_go_with_all_their_tokens) {
  const Setting setting;
  Layered executor(setting.weights);
  Probe probe(executor, setting.request(), nullptr);
  ChannelRequest request = asked(ChannelMethod::ablation);
  // The same 24 numbers read as four columns of six channels.
  request.view = channels_last_view();
  const ChannelResult found = probe_channels(probe, request);
  const Tensor layer = Layered::layer_of(setting.x);
  CHECK(found.scores.shape() == (Shape{2, kColumns}));
  for (size_t k = 0; k < kColumns; ++k) {
    double share = 0;
    for (size_t i = k; i < kChannels * kMap; i += kColumns)
      share += double{setting.weights[0].floats()[i]} * double{layer.floats()[i]};
    CHECK_NEAR(found.scores.floats()[k], share, 1e-3);
  }
}

TEST(test_methods_channels__cancelled_keeps_what_is_done) {
  const Setting setting;
  Layered executor(setting.weights);
  Progress progress;
  ProbeRequest request = setting.request();
  request.keep_partial = true;
  request.windows = {1, false, true};
  Probe probe(executor, request, &progress);
  int passes = 0;
  executor.after_forward = [&] {
    if (++passes == 2) progress.cancel();
  };
  const ChannelResult found = probe_channels(probe, asked(ChannelMethod::ablation));
  CHECK(!found.completed);
  CHECK(!std::isnan(found.scores.floats()[0]));
  CHECK(std::isnan(found.scores.floats()[kChannels - 1]));
  for (const float value : found.maps.floats()) CHECK(!std::isnan(value));
}

TEST(test_methods_channels__layers_without_maps) {
  const Setting setting;
  Layered executor(setting.weights);
  ProbeRequest request = setting.request();
  request.wanted = {"logits"};
  Probe probe(executor, request, nullptr);
  ChannelRequest asks = asked(ChannelMethod::score_cam);
  asks.layer = "logits";
  CHECK_ERROR(probe_channels(probe, asks), Status::unsupported,
              "layer \"logits\" of shape 1x2 has no maps");
}

int main() {
  return run_tests({
      CASE(test_methods_channels__a_linear_network_loses_each_channels_share),
      CASE(test_methods_channels__score_cam_masks_the_picture),
      CASE(test_methods_channels__channels_of_tokens_go_with_all_their_tokens),
      CASE(test_methods_channels__cancelled_keeps_what_is_done),
      CASE(test_methods_channels__layers_without_maps),
  });
}
