#include "backend/convolution_choice.h"

#include <cmath>
#include <vector>

#include "base/random.h"
#include "support/check.h"
#include "tensor/tensor.h"

using namespace cnnviz::test;

namespace {

ConvolutionShape square(int64_t channels, int64_t side, int64_t kernel = 3, int64_t stride = 1) {
  const int64_t pad = kernel / 2;
  const int64_t out = (side + 2 * pad - kernel) / stride + 1;
  return {1,
          {1, channels, side, side},
          {1, channels, out, out},
          {kernel, kernel},
          {stride, stride},
          {1, 1},
          {pad, pad},
          {pad, pad}};
}

constexpr ConvolutionLayouts kBlocked{Layout::blocked, Layout::blocked};

std::vector<float> random_numbers(int64_t count, uint64_t seed) {
  Random random(seed);
  std::vector<float> numbers;
  for (int64_t i = 0; i < count; ++i)
    numbers.push_back(static_cast<float>(random.uniform() * 2 - 1));
  return numbers;
}

std::vector<float> result_of(const ConvolutionShape& shape, ConvolutionAlgorithm algorithm) {
  ConvolutionForward primitive(shape, kBlocked, false, Epilogue{}, algorithm);
  const int64_t count = buffer_elements(shape.source, Layout::blocked);
  const auto source = random_numbers(count, 1);
  const auto weights = random_numbers(element_count(shape.weights()), 2);
  const auto packed = allocate_aligned(primitive.weights_bytes());
  const auto scratch = allocate_aligned(primitive.scratch_bytes());
  primitive.pack_weights(weights.data(), packed.get());
  std::vector<float> target(static_cast<size_t>(buffer_elements(shape.target, Layout::blocked)));
  primitive.run(source.data(), packed.get(), nullptr, nullptr, target.data(), scratch.get());
  return target;
}

}  // namespace

TEST(test_backend_convolution_choice__stays_as_it_was_made) {
  const ConvolutionShape shape = square(64, 56);
  const bool chosen = winograd_is_faster(shape, kBlocked);
  for (int i = 0; i < 50; ++i) CHECK_EQ(winograd_is_faster(shape, kBlocked), chosen);
  CHECK_EQ(computes_by_winograd(shape, kBlocked, ConvolutionAlgorithm::measured), chosen);
}

TEST(test_backend_convolution_choice__algorithms_agree) {
  const ConvolutionShape shape = square(32, 28);
  const std::vector<float> direct = result_of(shape, ConvolutionAlgorithm::direct);
  for (const ConvolutionAlgorithm algorithm :
       {ConvolutionAlgorithm::winograd, ConvolutionAlgorithm::measured,
        ConvolutionAlgorithm::fastest}) {
    const std::vector<float> other = result_of(shape, algorithm);
    for (size_t i = 0; i < direct.size(); ++i) CHECK_NEAR(other[i], direct[i], 1e-4);
  }
}

TEST(test_backend_convolution_choice__only_where_there_is_one) {
  for (const ConvolutionShape& shape : {square(32, 28, 5), square(32, 28, 3, 2), square(32, 28, 1)})
    for (const ConvolutionAlgorithm algorithm :
         {ConvolutionAlgorithm::winograd, ConvolutionAlgorithm::measured})
      CHECK(!computes_by_winograd(shape, kBlocked, algorithm));
  CHECK(!computes_by_winograd(square(64, 56), kBlocked, ConvolutionAlgorithm::direct));
}

int main() {
  return run_tests({
      CASE(test_backend_convolution_choice__stays_as_it_was_made),
      CASE(test_backend_convolution_choice__algorithms_agree),
      CASE(test_backend_convolution_choice__only_where_there_is_one),
  });
}
