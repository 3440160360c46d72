#include "base/half.h"

#include "support/check.h"

using namespace cnnviz::core;

TEST(test_base_half__every_half_is_widened_exactly) {
  for (uint32_t bits = 0; bits < 0x10000; ++bits) {
    const int exponent = static_cast<int>((bits >> 10) & 0x1f);
    const int fraction = static_cast<int>(bits & 0x3ff);
    const float value = half_to_float(static_cast<uint16_t>(bits));
    CHECK_EQ(std::signbit(value), (bits & 0x8000) != 0);
    if (exponent == 31) {
      CHECK(fraction == 0 ? std::isinf(value) : std::isnan(value));
    } else {
      const double magnitude =
          exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25);
      CHECK_EQ(static_cast<double>(std::abs(value)), magnitude);
    }
  }
}

TEST(test_base_half__bfloat16_is_the_upper_half_of_a_float) {
  CHECK_EQ(bfloat16_to_float(0x3f80), 1.0f);
  CHECK_EQ(bfloat16_to_float(0xc040), -3.0f);
  CHECK_EQ(bfloat16_to_float(0x0001), 0x1p-133f);
  CHECK(std::isinf(bfloat16_to_float(0x7f80)));
  CHECK(std::isnan(bfloat16_to_float(0x7fc0)));
}

int main() {
  return cnnviz::test::run_tests({
      CASE(test_base_half__every_half_is_widened_exactly),
      CASE(test_base_half__bfloat16_is_the_upper_half_of_a_float),
  });
}
