// Signals that dead rectifiers let through.
#include "exec/redirect.h"

#include <limits>

#include "exec/networks.h"
#include "support/check.h"

using namespace cnnviz::test;

namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

// relu6(conv(relu(w x - 1))) of two images: where an image is dark everything is closed.
GraphPtr closed_network(bool separate) {
  ModelBuilder m(13);
  m.input("x", {"N", 1, 2, 2});
  m.initializer("w", Tensor::from_floats({1, 1, 1, 1}, std::vector{1.0F}));
  m.initializer("b", Tensor::from_floats({1}, std::vector{-1.0F}));
  m.node("Conv", {"x", "w", "b"}, {"c"});
  // Something in between keeps the rectifier from being fused into the convolution.
  if (separate) m.node("Neg", {"c"}, {"minus"}).node("Neg", {"minus"}, {"plain"});
  m.node("Relu", {separate ? "plain" : "c"}, {"r"});
  m.initializer("v", Tensor::from_floats({1, 1, 1, 1}, std::vector{2.0F}));
  m.initializer("d", Tensor::from_floats({1}, std::vector{-0.5F}));
  m.node("Conv", {"r", "v", "d"}, {"e"});
  m.initializer("zero", Tensor::scalar(0)).initializer("six", Tensor::scalar(6));
  m.node("Clip", {"e", "zero", "six"}, {"y"});
  m.output("y");
  return read_model_bytes(m.bytes());
}

}  // namespace

TEST(test_exec_redirect__only_images_without_any_signal) {
  const ValueInfo info = ValueInfo::of_floats({3, 4});
  //                       closed              one is open         at both ends
  const float y[] = {0, 0, 0, 0, /**/ 0, 3, 0, 0, /**/ 0, 6, 6, 0};
  const float r[] = {1, -1, 2, 0, /**/ 5, 7, -5, 5, /**/ -1, 2, -3, 4};
  float below[] = {0, 0, 0, 0, /**/ 0, 7, 0, 0, /**/ 0, 0, 0, 0};
  redirect_clamp({true, 0, 6}, info, y, r, below);
  const float expected[] = {1, 0, 2, 0, /**/ 0, 7, 0, 0, /**/ 0, 0, -3, 4};
  for (size_t i = 0; i < 12; ++i) CHECK_EQ(below[i], expected[i]);
  float relu[] = {0, 0, 0, 0};
  redirect_clamp({true, 0, kInfinity}, ValueInfo::of_floats({1, 4}), y, r, relu);
  for (size_t i = 0; i < 4; ++i) CHECK_EQ(relu[i], expected[i]);
}

TEST(test_exec_redirect__opens_what_is_closed_in_every_mode) {
  for (const bool separate : {false, true})
    for (const bool fuse : {false, true})
      for (const bool blocked : {false, true}) {
        ExecutorOptions options;
        options.fuse = fuse;
        options.blocked = blocked;
        const auto executor = make_executor(closed_network(separate), options);
        // The first image is dark, the second bright: 2 (3 - 1) - 0.5 lies between 0 and 6.
        const Tensor x =
            Tensor::from_floats({2, 1, 2, 2}, std::vector<float>{0, 0, 0, 0, 3, 3, 3, 3});
        const Tensor seed =
            Tensor::from_floats({2, 1, 2, 2}, std::vector<float>{1, -1, 1, 1, 1, -1, 1, 1});
        executor->forward({{"x", x}}, {{}, {"y"}, {"x"}});
        const Tensor plain = executor->backward({{"y", seed}}, {}).gradients[0];
        BackwardOptions redirecting;
        redirecting.redirect = true;
        const Tensor opened = executor->backward({{"y", seed}}, redirecting).gradients[0];
        const float expected[] = {2, 0, 2, 2, 2, -2, 2, 2};
        for (size_t i = 0; i < 8; ++i) {
          CHECK_EQ(plain.floats()[i], i < 4 ? 0.0F : expected[i]);
          CHECK_EQ(opened.floats()[i], expected[i]);
        }
      }
}

int main() {
  return run_tests({
      CASE(test_exec_redirect__only_images_without_any_signal),
      CASE(test_exec_redirect__opens_what_is_closed_in_every_mode),
  });
}
