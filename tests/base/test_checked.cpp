#include "base/checked.h"

#include "support/check.h"

using namespace cnnviz::core;

TEST(test_base_checked__exact_at_the_edges) {
  CHECK_EQ(checked_mul(INT64_MAX, 1), INT64_MAX);
  CHECK_EQ(checked_add(INT64_MAX, -1), INT64_MAX - 1);
  CHECK_EQ(checked_sub(INT64_MIN, -1), INT64_MIN + 1);
  CHECK_ERROR(checked_mul(INT64_MAX, 2), Status::limit, "exceeds 64 bits");
  CHECK_ERROR(checked_mul(INT64_MIN, -1), Status::limit, "exceeds 64 bits");
  CHECK_ERROR(checked_add(INT64_MAX, 1), Status::limit, "exceeds 64 bits");
  CHECK_ERROR(checked_sub(INT64_MIN, 1), Status::limit, "exceeds 64 bits");
}

TEST(test_base_checked__casts_refuse_what_does_not_fit) {
  CHECK_EQ(checked_cast<int32_t>(int64_t{-5}), -5);
  CHECK_EQ(checked_cast<uint32_t>(int64_t{4294967295}), 4294967295u);
  CHECK_ERROR(checked_cast<int32_t>(int64_t{1} << 31), Status::limit, "2147483648");
  CHECK_ERROR(checked_cast<uint64_t>(int64_t{-1}), Status::limit, "-1");
  CHECK_ERROR(checked_cast<int64_t>(uint64_t{1} << 63), Status::limit, "9223372036854775808");
}

int main() {
  return cnnviz::test::run_tests({
      CASE(test_base_checked__exact_at_the_edges),
      CASE(test_base_checked__casts_refuse_what_does_not_fit),
  });
}
