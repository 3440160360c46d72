#include "base/random.h"

#include "support/check.h"

using namespace cnnviz::core;

TEST(test_base_random__gives_the_published_sequence) {
  // xoshiro256** whose state splitmix64 filled from seed 0: the values that the generators'
  // reference definitions give.
  Random random(0);
  CHECK_EQ(random.next(), 0x99ec5f36cb75f2b4u);
  CHECK_EQ(random.next(), 0xbf6e1f784956452au);
  CHECK_EQ(random.next(), 0x1a5f849d4933e6e0u);
}

TEST(test_base_random__uniform_fills_the_unit_interval) {
  Random random(1);
  double sum = 0, lowest = 1, highest = 0;
  constexpr int kCount = 100000;
  for (int i = 0; i < kCount; ++i) {
    const double value = random.uniform();
    CHECK(value >= 0 && value < 1);
    sum += value;
    lowest = std::min(lowest, value);
    highest = std::max(highest, value);
  }
  CHECK_NEAR(sum / kCount, 0.5, 0.005);
  CHECK(lowest < 0.001 && highest > 0.999);
}

TEST(test_base_random__below_is_even) {
  Random random(2);
  int counts[7] = {};
  for (int i = 0; i < 70000; ++i) {
    const int64_t value = random.below(7);
    CHECK(value >= 0 && value < 7);
    ++counts[value];
  }
  for (const int count : counts) CHECK_NEAR(count, 10000, 500);
  for (int i = 0; i < 10; ++i) CHECK_EQ(random.below(1), 0);
  CHECK(random.below(INT64_MAX) >= 0);
  CHECK_ERROR(random.below(0), Status::invalid_argument, "below 0");
}

TEST(test_base_random__normal_has_its_moments) {
  Random random(3);
  double sum = 0, squares = 0, cubes = 0;
  constexpr int kCount = 200000;
  for (int i = 0; i < kCount; ++i) {
    const double value = random.normal();
    CHECK(std::isfinite(value));
    sum += value;
    squares += value * value;
    cubes += value * value * value;
  }
  CHECK_NEAR(sum / kCount, 0, 0.01);
  CHECK_NEAR(squares / kCount, 1, 0.02);
  CHECK_NEAR(cubes / kCount, 0, 0.05);
}

TEST(test_base_random__seeds_repeat_and_differ) {
  Random a(42), b(42), c(43);
  bool differs = false;
  for (int i = 0; i < 10; ++i) {
    const uint64_t value = a.next();
    CHECK_EQ(value, b.next());
    differs |= value != c.next();
  }
  CHECK(differs);
}

int main() {
  return cnnviz::test::run_tests({
      CASE(test_base_random__gives_the_published_sequence),
      CASE(test_base_random__uniform_fills_the_unit_interval),
      CASE(test_base_random__below_is_even),
      CASE(test_base_random__normal_has_its_moments),
      CASE(test_base_random__seeds_repeat_and_differ),
  });
}
