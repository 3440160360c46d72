#include "methods/cam.h"

#include "methods/fake_executor.h"

using namespace cnnviz::test;

namespace {

// s is positive and the input too, so that A = s x and every derivative is known.
const std::vector<float> kScale = {2, 1, 0.5f};
const std::vector<std::vector<float>> kWeights = {{1, -1, 2}, {-2, -3, -1}, {0, 0, 0}};

Target class_target(int64_t index) {
  Term term;
  term.tensor = term.top_tensor = "logits";
  term.channel = index;
  return {concat("class:", index), {term}};
}

Tensor positive(Shape shape, uint32_t seed) {
  Tensor tensor = scrambled(std::move(shape), seed);
  for (float& value : tensor.mutable_floats()) value = std::abs(value) + 0.01f;
  return tensor;
}

CamRequest request_for(const Tensor& x, std::vector<Target> targets) {
  CamRequest request;
  request.feeds = {{"x", x}};
  request.images = x.shape()[0];
  request.targets = std::move(targets);
  request.layer = "maps";
  request.input = "x";
  return request;
}

}  // namespace

// After global average pooling and a dense layer Grad-CAM is CAM divided by the number of positions
// (Selvaraju et al. 2017, section 3.1), before the ReLU.
TEST(test_methods_cam__is_cam_over_positions_for_a_pooled_head) {
  FakeExecutor executor(kScale, kWeights);
  const Tensor x = positive({2, 3, 2, 3}, 3);
  const CamResult result =
      gradcam(executor, request_for(x, {class_target(0), class_target(0)}), {}, nullptr);
  CHECK_EQ(shape_text(result.maps.shape()), "2x2x3");
  for (size_t n = 0; n < 2; ++n)
    for (size_t p = 0; p < 6; ++p) {
      float cam = 0;
      for (size_t k = 0; k < 3; ++k)
        cam += kWeights[0][k] * kScale[k] * x.floats()[(n * 3 + k) * 6 + p];
      CHECK_NEAR(result.maps.floats()[n * 6 + p], std::max(0.0f, cam / 6), 1e-6);
    }
  // The map has the layer's own size here: upsampling changes nothing.
  CHECK_EQ(shape_text(result.upsampled.shape()), "2x2x3");
  for (size_t i = 0; i < 12; ++i)
    CHECK_NEAR(result.upsampled.floats()[i], result.maps.floats()[i], 1e-6);
  CHECK(!result.guided.valid());
}

TEST(test_methods_cam__guided_is_the_product) {
  FakeExecutor executor(kScale, kWeights);
  const Tensor x = positive({2, 3, 2, 3}, 4);
  CamRequest request = request_for(x, {class_target(0)});
  request.guided = true;
  const CamResult result = gradcam(executor, request, {}, nullptr);
  CHECK_EQ(result.rectifiers, 1);
  CHECK_EQ(executor.forwards, 1);
  for (size_t i = 0; i < 36; ++i) {
    const size_t n = i / 18, k = i / 6 % 3, p = i % 6;
    const float guided = std::max(kWeights[0][k] / 6, 0.0f) * kScale[k];
    CHECK_NEAR(result.guided.floats()[i], guided * result.upsampled.floats()[n * 6 + p], 1e-6);
  }
}

TEST(test_methods_cam__says_when_nothing_speaks_for_the_target) {
  FakeExecutor executor(kScale, kWeights);
  const Tensor x = positive({3, 3, 2, 2}, 5);
  const CamResult result = gradcam(
      executor, request_for(x, {class_target(0), class_target(1), class_target(2)}), {}, nullptr);
  for (size_t p = 0; p < 8; ++p) CHECK_EQ(result.maps.floats()[4 + p], 0.0f);
  CHECK(result.all_negative == (std::vector<bool>{false, true, false}));
  CHECK(result.zero_gradient == (std::vector<bool>{false, false, true}));
}

TEST(test_methods_cam__upsamples_bilinearly_to_the_input) {
  // The target is the layer's own channel 0: weights are 1/4 there, so the map is A_0 / 4.
  FakeExecutor executor({1}, {{1}});
  Term term;
  term.kind = TermKind::channel_mean;
  term.tensor = "maps";
  CamRequest request = request_for(
      Tensor::from_floats({1, 1, 2, 2}, std::vector<float>{1, 2, 3, 4}), {{"channel", {term}}});
  // A second input, larger, stands for the picture.
  request.feeds["picture"] = Tensor(DataType::float32, {1, 4, 4, 3});
  request.input = "picture";
  request.input_channel_axis = 3;
  const CamResult result = gradcam(executor, request, {}, nullptr);
  CHECK_EQ(shape_text(result.upsampled.shape()), "1x4x4");
  // Half-pixel centers: rows and columns read at -0.25, 0.25, 0.75, 1.25, clamped to 0..1.
  const double at[] = {0, 0.25, 0.75, 1};
  for (size_t y = 0; y < 4; ++y)
    for (size_t x = 0; x < 4; ++x)
      CHECK_NEAR(result.upsampled.floats()[y * 4 + x], (1 + at[x] + 2 * at[y]) / 4, 1e-6);
}

TEST(test_methods_cam__layers_without_positions_are_refused) {
  FakeExecutor executor(kScale, kWeights);
  CamRequest request = request_for(positive({1, 3, 2, 2}, 6), {class_target(0)});
  request.layer = "logits";
  CHECK_ERROR(gradcam(executor, request, {"conv5", "conv4"}, nullptr), Status::unsupported,
              "layer \"logits\" of shape 1x3 is no map: Grad-CAM needs [N, K, h, w] with more than "
              "one position; for example conv5, conv4");
  request = request_for(positive({1, 3, 1, 1}, 6), {class_target(0)});
  CHECK_ERROR(gradcam(executor, request, {}, nullptr), Status::unsupported, "1x3x1x1");
}

int main() {
  return run_tests({
      CASE(test_methods_cam__is_cam_over_positions_for_a_pooled_head),
      CASE(test_methods_cam__guided_is_the_product),
      CASE(test_methods_cam__says_when_nothing_speaks_for_the_target),
      CASE(test_methods_cam__upsamples_bilinearly_to_the_input),
      CASE(test_methods_cam__layers_without_positions_are_refused),
  });
}
