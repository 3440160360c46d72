#include "model/pool.h"

#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "model/small_models.h"

using namespace cnnviz::test;

namespace {

Tensor run(ExecutorPool& pool, const Tensor& x, int threads = 0) {
  const ExecutorPool::Lease executor = pool.borrow(threads);
  return executor->forward({{"x", x}}, {{"logits"}, {}, {}})[0];
}

// How a forked child fares: 0 where `work` throws FORKED, 1 where it returns, 2 else.
int in_child(const std::function<void()>& work) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::alarm(20);  // a hang must not hang the test
    int outcome = 1;
    try {
      work();
    } catch (const Error& error) {
      outcome = error.status() == Status::forked ? 0 : 2;
    }
    ::_exit(outcome);
  }
  int status = 0;
  CHECK_EQ(::waitpid(child, &status, 0), child);
  CHECK(WIFEXITED(status));
  return WEXITSTATUS(status);
}

}  // namespace

TEST(test_model_pool__reuses_executors) {
  ModelBuilder model = small_net();
  ExecutorPool pool(graph_of(model.output("logits")), {}, 0);
  const GraphExecutor* first = nullptr;
  {
    const ExecutorPool::Lease one = pool.borrow(0);
    const ExecutorPool::Lease two = pool.borrow(0);
    CHECK(&*one != &*two);
    first = &*one;
  }
  CHECK(&*pool.borrow(0) == first);  // the one given back last
  CHECK(pool.drop_idle() >= 1);
  CHECK_EQ(pool.drop_idle(), size_t{0});
}

TEST(test_model_pool__memory_goes_back) {
  ModelBuilder model = small_net();
  ExecutorPool pool(graph_of(model.output("logits")), {}, 0);
  run(pool, scrambled({1, 3, 8, 8}, 1));
  CHECK(pool.budget().used() > 0);
  pool.drop_idle();
  CHECK_EQ(pool.budget().used(), 0);
}

TEST(test_model_pool__threads_get_the_same_bytes) {
  ModelBuilder model = small_net();
  ExecutorPool pool(graph_of(model.output("logits")), {}, 0);
  const Tensor x = scrambled({2, 3, 8, 8}, 1);
  const Tensor expected = run(pool, x, 1);
  std::vector<int> differing(8, -1);
  std::vector<std::thread> threads;
  for (size_t t = 0; t < differing.size(); ++t)
    threads.emplace_back([&, t] {
      differing[t] = 0;
      for (int round = 0; round < 20; ++round)
        differing[t] += std::memcmp(run(pool, x, 1).data(), expected.data(),
                                    static_cast<size_t>(expected.bytes())) != 0;
    });
  for (std::thread& thread : threads) thread.join();
  for (const int count : differing) CHECK_EQ(count, 0);
}

TEST(test_model_pool__a_forked_child_is_told_instead_of_hanging) {
  ModelBuilder model = small_net();
  const auto graph = graph_of(model.output("logits"));
  const Tensor x = scrambled({1, 3, 8, 8}, 1);
  ExecutorPool pool(graph, {}, 0);
  run(pool, x, 1);
  CHECK_EQ(in_child([&] { run(pool, x, 1); }), 1);  // one thread: nothing is lost by fork()
  run(pool, x, 2);
  CHECK_EQ(in_child([&] { run(pool, x, 2); }), 0);
  CHECK_EQ(in_child([&] { run(pool, x, 1); }), 1);
  CHECK_EQ(in_child([&] { check_not_forked(2); }), 0);
  run(pool, x, 2);  // the parent goes on
}

int main() {
  return run_tests({
      CASE(test_model_pool__reuses_executors),
      CASE(test_model_pool__memory_goes_back),
      CASE(test_model_pool__threads_get_the_same_bytes),
      CASE(test_model_pool__a_forked_child_is_told_instead_of_hanging),
  });
}
