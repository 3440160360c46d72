#include "base/limits.h"

#include <thread>

#include "base/progress.h"
#include "support/check.h"
#include "support/limited.h"

using namespace cnnviz::test;

namespace {

void wait_beyond(Deadline::Time time) {
  std::this_thread::sleep_until(time + std::chrono::milliseconds(1));
}

}  // namespace

TEST(test_base_limits__a_message_names_value_limit_and_option) {
  const Limited limited(Limit::png_chunks, 7);
  check_limit(Limit::png_chunks, 7, "seven");
  CHECK_ERROR(check_limit(Limit::png_chunks, 8, "the picture has ", 8, " chunks"), Status::limit,
              "the picture has 8 chunks; 8 is more than max_png_chunks = 7 allows");
}

TEST(test_base_limits__zero_is_the_default_and_every_one_has_a_name) {
  for (int i = 0; i < kLimits; ++i) {
    const auto which = static_cast<Limit>(i);
    CHECK_EQ(limit_of(which), default_limit(which));
    CHECK(default_limit(which) > 0);
    CHECK(std::string(limit_name(which)).starts_with("max_"));
    const Limited limited(which, 5);
    CHECK_EQ(limit_of(which), 5);
  }
  CHECK_EQ(limit_of(Limit::side), default_limit(Limit::side));
}

TEST(test_base_limits__without_max_seconds_there_is_no_deadline) {
  const Deadline deadline;
  CHECK(Deadline::current() == Deadline::Time::max());
  CHECK(!Deadline::over());
  Deadline::check();
}

TEST(test_base_limits__the_outermost_call_counts) {
  const Limited limited(Limit::seconds, 1000);
  {
    const Deadline outer;
    const Deadline::Time time = Deadline::current();
    CHECK(time < Deadline::Time::max());
    const Deadline inner;
    CHECK(Deadline::current() == time);
  }
  CHECK(Deadline::current() == Deadline::Time::max());
}

TEST(test_base_limits__a_call_that_is_over_stops_where_it_could_be_cancelled) {
  const auto soon = std::chrono::steady_clock::now();
  const Deadline deadline(soon);
  wait_beyond(soon);
  CHECK(Deadline::over());
  CHECK_ERROR(check_cancelled(nullptr), Status::limit, "max_seconds");
  Progress progress;
  CHECK_ERROR(check_cancelled(&progress), Status::limit, "max_seconds");
}

TEST(test_base_limits__a_deadline_is_of_one_thread) {
  const Deadline deadline(std::chrono::steady_clock::now());
  bool elsewhere = true;
  std::thread([&] { elsewhere = Deadline::current() != Deadline::Time::max(); }).join();
  CHECK(!elsewhere);
}

int main() {
  return run_tests({
      CASE(test_base_limits__a_message_names_value_limit_and_option),
      CASE(test_base_limits__zero_is_the_default_and_every_one_has_a_name),
      CASE(test_base_limits__without_max_seconds_there_is_no_deadline),
      CASE(test_base_limits__the_outermost_call_counts),
      CASE(test_base_limits__a_call_that_is_over_stops_where_it_could_be_cancelled),
      CASE(test_base_limits__a_deadline_is_of_one_thread),
  });
}
