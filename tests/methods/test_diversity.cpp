// Likeness of textures against its definition, its derivative by differences.
#include "methods/diversity.h"

#include "pictures.h"

namespace cnnviz::test {

namespace {

// [N, K, P] in double precision.
double likeness(const Tensor& tensor) {
  const int64_t count = tensor.shape()[0], channels = tensor.shape()[1];
  const int64_t positions = tensor.size() / (count * channels);
  std::vector<std::vector<double>> grams;
  for (int64_t n = 0; n < count; ++n) {
    std::vector<double> gram;
    double squares = 1e-10;
    for (int64_t a = 0; a < channels; ++a)
      for (int64_t b = 0; b < channels; ++b) {
        double sum = 0;
        for (int64_t p = 0; p < positions; ++p) {
          const auto at = [&](int64_t c) {
            return static_cast<double>(
                tensor.floats()[static_cast<size_t>((n * channels + c) * positions + p)]);
          };
          sum += at(a) * at(b);
        }
        gram.push_back(sum);
        squares += sum * sum;
      }
    for (double& value : gram) value /= std::sqrt(squares);
    grams.push_back(gram);
  }
  double sum = 0;
  for (size_t i = 0; i < grams.size(); ++i)
    for (size_t j = 0; j < grams.size(); ++j)
      for (size_t k = 0; i != j && k < grams[i].size(); ++k) sum += grams[i][k] * grams[j][k];
  return sum / static_cast<double>(count);
}

}  // namespace

TEST(test_methods_diversity__likeness_and_its_derivative) {
  const Tensor tensor = scrambled_picture({3, 4, 2, 3}, 1);
  Tensor gradient(DataType::float32, tensor.shape());
  constexpr double kWeight = 2.5;
  CHECK_NEAR(subtract_likeness(tensor, {}, "maps", kWeight, &gradient), likeness(tensor), 1e-5);
  const Tensor direction = scrambled_picture(tensor.shape(), 2);
  const auto moved = [&](double h) {
    Tensor other = tensor.clone();
    for (size_t i = 0; i < other.floats().size(); ++i)
      other.mutable_floats()[i] += static_cast<float>(h) * direction.floats()[i];
    return likeness(other);
  };
  const double slope = (moved(1e-3) - moved(-1e-3)) / 2e-3;
  CHECK_NEAR(inner_product(gradient, direction), -kWeight * slope, 2e-3 * (1 + std::abs(slope)));
}

TEST(test_methods_diversity__equal_textures_are_most_alike) {
  const Tensor one = scrambled_picture({1, 4, 2, 3}, 1);
  Tensor all(DataType::float32, {3, 4, 2, 3});
  for (size_t i = 0; i < 72; ++i) all.mutable_floats()[i] = one.floats()[i % 24];
  CHECK_NEAR(subtract_likeness(all, {}, "maps", 1, nullptr), 2, 1e-5);
}

TEST(test_methods_diversity__needs_maps) {
  CHECK_ERROR(subtract_likeness(scrambled_picture({2, 4}, 1), {}, "logits", 1, nullptr),
              Status::invalid_argument, "\"logits\" of shape 2x4 has no positions");
}

}  // namespace cnnviz::test

int main() {
  using namespace cnnviz::test;
  return run_tests({
      CASE(test_methods_diversity__likeness_and_its_derivative),
      CASE(test_methods_diversity__equal_textures_are_most_alike),
      CASE(test_methods_diversity__needs_maps),
  });
}
