#include "tensor/statistics.h"

#include <limits>

#include "base/file.h"
#include "support/check.h"
#include "tensor/npy.h"

using namespace cnnviz::core;

namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

Tensor read(const std::string& name) {
  const char* source = std::getenv("CNNVIZ_SOURCE");
  const std::string path =
      concat(source != nullptr ? source : ".", "/tests/tensor/data/", name, ".npy");
  return read_npy(read_file(path), path);
}

}  // namespace

TEST(test_tensor_statistics__summarizes_the_finite_values) {
  const std::vector<float> values = {3, kNan, -1, kInfinity, 4, -kInfinity, kNan};
  const Summary summary = summarize(values);
  CHECK_EQ(summary.min, -1.0f);
  CHECK_EQ(summary.max, 4.0f);
  CHECK_EQ(summary.mean, 2.0);
  CHECK_EQ(summary.finite, 3);
  CHECK_EQ(summary.nans, 2);
  CHECK_EQ(summary.infinities, 2);
  const std::vector<float> none = {kNan};
  CHECK_EQ(summarize(none).finite, 0);
  CHECK_EQ(summarize(none).min, 0.0f);
  CHECK_EQ(summarize({}).mean, 0.0);
  const std::vector<float> negative = {-5, -2};
  CHECK_EQ(summarize(negative).max, -2.0f);
}

TEST(test_tensor_statistics__finds_what_is_not_finite) {
  const std::vector<float> good = {0, -1, std::numeric_limits<float>::max()};
  CHECK(all_finite(good));
  for (const float bad : {kNan, kInfinity, -kInfinity}) {
    const std::vector<float> values = {1, bad, 2};
    CHECK(!all_finite(values));
  }
  CHECK(all_finite({}));
}

TEST(test_tensor_statistics__percentiles_equal_numpy) {
  const Tensor maps = read("maps");
  const Tensor table = read("percentiles");
  const size_t count = static_cast<size_t>(table.shape()[1]);
  for (size_t i = 0; i < count; ++i)
    CHECK_NEAR(percentile(maps.floats(), table.floats()[i]), table.floats()[count + i], 1e-5);
}

TEST(test_tensor_statistics__percentiles_at_the_edges) {
  const std::vector<float> one = {7};
  CHECK_EQ(percentile(one, 0), 7.0);
  CHECK_EQ(percentile(one, 99), 7.0);
  const std::vector<float> two = {10, 20};
  CHECK_EQ(percentile(two, 25), 12.5);
  CHECK_EQ(percentile(two, 100), 20.0);
  const std::vector<float> ends = {-kInfinity, 0, kInfinity, kInfinity};
  CHECK_EQ(percentile(ends, 0), -kInfinity);
  CHECK_EQ(percentile(ends, 90), kInfinity);
  const std::vector<float> undefined = {1, kNan, 2};
  CHECK(std::isnan(percentile(undefined, 50)));
  CHECK_ERROR(percentile({}, 50), Status::invalid_argument, "no values");
  CHECK_ERROR(percentile(two, -0.1), Status::invalid_argument, "-0.1");
  CHECK_ERROR(percentile(two, 100.5), Status::invalid_argument, "100.5");
  CHECK_ERROR(percentile(two, kNan), Status::invalid_argument, "nan");
}

TEST(test_tensor_statistics__sums_are_exact_for_large_maps) {
  // In single precision the sum would stop growing at 2^24.
  const std::vector<float> values(20'000'000, -1.0f);
  CHECK_EQ(absolute_sum(values), 20'000'000.0);
  CHECK_EQ(summarize(values).mean, -1.0);
  CHECK_EQ(absolute_sum({}), 0.0);
}

int main() {
  return cnnviz::test::run_tests({
      CASE(test_tensor_statistics__summarizes_the_finite_values),
      CASE(test_tensor_statistics__finds_what_is_not_finite),
      CASE(test_tensor_statistics__percentiles_equal_numpy),
      CASE(test_tensor_statistics__percentiles_at_the_edges),
      CASE(test_tensor_statistics__sums_are_exact_for_large_maps),
  });
}
