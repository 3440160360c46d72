// Normalization to [0, 1]: exact values of every mode, percentiles, constant and incomplete maps.
#include "render/normalize.h"

#include <limits>

#include "support/check.h"

using namespace cnnviz::core;

namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

std::vector<float> count_to(int n) {
  std::vector<float> values;
  for (int i = 0; i <= n; ++i) values.push_back(static_cast<float>(i));
  return values;
}

}  // namespace

TEST(test_render_normalize__unsigned_max_keeps_zero_at_the_bottom) {
  const std::vector<float> map = {0, 1, 2, 4, -3};
  const Normalized result = normalize(map, {Scaling::unsigned_max, 100, {}});
  CHECK(result.range == (Range{0, 4}));
  CHECK(result.values == (std::vector<float>{0, 0.25f, 0.5f, 1, 0}));
  CHECK(result.check.fine());
  CHECK_EQ(result.check.note(), "");
}

TEST(test_render_normalize__min_max_spans_the_values) {
  const std::vector<float> map = {-2, 0, 2, 6};
  const Normalized result = normalize(map, {Scaling::min_max, 100, {}});
  CHECK(result.range == (Range{-2, 6}));
  CHECK(result.values == (std::vector<float>{0, 0.25f, 0.5f, 1}));
}

TEST(test_render_normalize__symmetric_puts_zero_at_exactly_half) {
  const std::vector<float> map = {-8, -2, 0, -0.0f, 2, 4};
  const Normalized result = normalize(map, {Scaling::symmetric, 100, {}});
  CHECK(result.range == (Range{-8, 8}));
  CHECK(result.values == (std::vector<float>{0, 0.375f, 0.5f, 0.5f, 0.625f, 0.75f}));
  // Awkward magnitudes too.
  for (const float scale : {1e-38f, 3.7e-7f, 0.3f, 1e30f, 3.4e38f}) {
    const std::vector<float> odd = {0, scale, -scale / 3};
    CHECK_EQ(normalize(odd, {Scaling::symmetric, 100, {}}).values[0], 0.5f);
    CHECK_EQ(normalize(odd, {Scaling::symmetric, 100, {}}).values[1], 1.0f);
  }
}

TEST(test_render_normalize__symmetric_mirrors_negated_maps) {
  const std::vector<float> map = {0.3f, -1.7f, 0.01f, 0.9f, -0.4f};
  std::vector<float> negated;
  for (const float value : map) negated.push_back(-value);
  const Normalized a = normalize(map, {Scaling::symmetric, 99, {}});
  const Normalized b = normalize(negated, {Scaling::symmetric, 99, {}});
  for (size_t i = 0; i < map.size(); ++i) CHECK_NEAR(a.values[i], 1 - b.values[i], 1e-7);
}

// NumPy: percentile(arange(101), 99) = 99, percentile(arange(11), 95) = 9.5.
TEST(test_render_normalize__percentiles_clip) {
  const Normalized hundred = normalize(count_to(100), {Scaling::unsigned_max, 99, {}});
  CHECK(hundred.range == (Range{0, 99}));
  CHECK_EQ(hundred.values[100], 1.0f);
  CHECK_NEAR(hundred.values[33], 33.0 / 99, 1e-7);
  CHECK(display_range(count_to(10), {Scaling::min_max, 95, {}}) == (Range{0, 9.5f}));
  std::vector<float> negative = count_to(100);
  for (float& value : negative) value = -value;
  CHECK(display_range(negative, {Scaling::symmetric, 99, {}}) == (Range{-99, 99}));
}

// One gradient in a thousand is not zero: the percentile is zero, the picture must not be.
TEST(test_render_normalize__sparse_maps_fall_back_to_the_largest_value) {
  std::vector<float> map(1000, 0.0f);
  map[7] = -2;
  CHECK(display_range(map, {Scaling::symmetric, 99, {}}) == (Range{-2, 2}));
  map[7] = 2;
  CHECK(display_range(map, {Scaling::unsigned_max, 99, {}}) == (Range{0, 2}));
  CHECK(display_range(map, {Scaling::min_max, 99, {}}) == (Range{0, 2}));
}

TEST(test_render_normalize__constant_maps_are_not_stretched) {
  const std::vector<float> zero(9, 0.0f);
  for (const Scaling scaling : {Scaling::unsigned_max, Scaling::min_max}) {
    const Normalized result = normalize(zero, {scaling, 99, {}});
    CHECK(result.check.constant);
    CHECK_EQ(result.check.note(), "constant 0");
    CHECK(result.range == (Range{0, 0}));
    for (const float value : result.values) CHECK_EQ(value, 0.0f);
  }
  for (const float value : normalize(zero, {Scaling::symmetric, 99, {}}).values)
    CHECK_EQ(value, 0.5f);

  // Rounding noise around one value.
  std::vector<float> noisy(9, 1.0f);
  noisy[4] = std::nextafter(1.0f, 2.0f);
  const Normalized result = normalize(noisy, {Scaling::min_max, 100, {}});
  CHECK_EQ(result.check.note(), "constant 1");
  for (const float value : result.values) CHECK_EQ(value, 0.0f);
  noisy[4] = 1.00001f;
  CHECK(!check_map(noisy).constant);
  CHECK_EQ(check_map(std::vector<float>{-0.0f, -0.0f}).note(), "constant 0");
}

TEST(test_render_normalize__missing_values_are_counted_and_left_out) {
  const std::vector<float> map = {1, kNan, 3, kInfinity, -kInfinity, 4};
  const Normalized result = normalize(map, {Scaling::unsigned_max, 100, {}});
  CHECK_EQ(result.check.not_finite, 3);
  CHECK_EQ(result.check.note(), "3 of 6 values are NaN or infinite");
  CHECK(!result.check.fine());
  CHECK(result.range == (Range{0, 4}));
  for (const size_t i : {1, 3, 4}) CHECK(std::isnan(result.values[i]));
  CHECK_EQ(result.values[0], 0.25f);
  CHECK(display_range(map, {Scaling::symmetric, 50, {}}) == (Range{-3, 3}));

  const std::vector<float> none(4, kNan);
  const Normalized lost = normalize(none, {Scaling::symmetric, 99, {}});
  CHECK_EQ(lost.check.note(), "all values are NaN or infinite");
  CHECK(lost.range == (Range{0, 0}));
  for (const float value : lost.values) CHECK(std::isnan(value));
}

TEST(test_render_normalize__a_given_range_is_used_as_it_is) {
  const std::vector<float> map = {-1, 0, 5, 20};
  const Normalized result = normalize(map, {Scaling::unsigned_max, 99, Range{0, 10}});
  CHECK(result.range == (Range{0, 10}));
  CHECK(result.values == (std::vector<float>{0, 0, 0.5f, 1}));
  CHECK_ERROR(normalize(map, {Scaling::min_max, 99, Range{2, 1}}), Status::invalid_argument,
              "display range 2 to 1");
  CHECK_ERROR(normalize(map, {Scaling::min_max, 99, Range{0, kInfinity}}), Status::invalid_argument,
              "finite");
}

TEST(test_render_normalize__refuses_impossible_percentiles) {
  const std::vector<float> map = {0, 1};
  for (const double percentile : {0.0, -1.0, 100.5, static_cast<double>(kNan)})
    CHECK_ERROR(normalize(map, {Scaling::symmetric, percentile, {}}), Status::invalid_argument,
                "percentile");
}

int main() {
  return cnnviz::test::run_tests({
      CASE(test_render_normalize__unsigned_max_keeps_zero_at_the_bottom),
      CASE(test_render_normalize__min_max_spans_the_values),
      CASE(test_render_normalize__symmetric_puts_zero_at_exactly_half),
      CASE(test_render_normalize__symmetric_mirrors_negated_maps),
      CASE(test_render_normalize__percentiles_clip),
      CASE(test_render_normalize__sparse_maps_fall_back_to_the_largest_value),
      CASE(test_render_normalize__constant_maps_are_not_stretched),
      CASE(test_render_normalize__missing_values_are_counted_and_left_out),
      CASE(test_render_normalize__a_given_range_is_used_as_it_is),
      CASE(test_render_normalize__refuses_impossible_percentiles),
  });
}
