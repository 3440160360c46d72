#include "exec/buffer_pool.h"

#include <cstring>

#include "support/check.h"

using namespace cnnviz::test;

TEST(test_exec_buffer_pool__blocks_are_used_again) {
  const auto budget = std::make_shared<MemoryBudget>(0);
  BufferPool pool(budget);
  Block a = pool.take(1000);
  std::memset(a.get(), 1, 1000);
  void* const address = a.get();
  a.reset();
  Block b = pool.take(900);
  CHECK(b.get() == address);
  CHECK_EQ(pool.bytes(), 1024);
  // Far too large a block is left for who needs it.
  b.reset();
  const Block small = pool.take(64);
  CHECK(small.get() != address);
  CHECK_EQ(pool.bytes(), 1024 + 64);
}

TEST(test_exec_buffer_pool__shared_blocks_return_once_with_the_last_handle) {
  const auto budget = std::make_shared<MemoryBudget>(0);
  BufferPool pool(budget);
  Block a = pool.take(256);
  Block same = a;
  a.reset();
  const Block other = pool.take(256);
  CHECK(other.get() != same.get());
}

TEST(test_exec_buffer_pool__trims_and_accounts) {
  const auto budget = std::make_shared<MemoryBudget>(10000);
  {
    BufferPool pool(budget);
    Block held = pool.take(4000);
    pool.take(2000).reset();
    CHECK_EQ(budget->used(), 4032 + 2048);
    pool.trim();
    CHECK_EQ(budget->used(), 4032);
    CHECK_ERROR(pool.take(8000), Status::limit, "max_memory");
    CHECK_EQ(budget->used(), 4032);
    // Free blocks that are too small make room.
    pool.take(4000).reset();
    const Block large = pool.take(5000);
    CHECK_EQ(budget->used(), 4032 + 5056);
  }
  CHECK_EQ(budget->used(), 0);
}

TEST(test_exec_buffer_pool__blocks_may_outlive_the_pool) {
  const auto budget = std::make_shared<MemoryBudget>(0);
  Block held;
  {
    BufferPool pool(budget);
    held = pool.take(100);
  }
  std::memset(held.get(), 7, 100);
  CHECK_EQ(budget->used(), 128);
  held.reset();
  CHECK_EQ(budget->used(), 0);
}

int main() {
  return run_tests({CASE(test_exec_buffer_pool__blocks_are_used_again),
                    CASE(test_exec_buffer_pool__shared_blocks_return_once_with_the_last_handle),
                    CASE(test_exec_buffer_pool__trims_and_accounts),
                    CASE(test_exec_buffer_pool__blocks_may_outlive_the_pool)});
}
