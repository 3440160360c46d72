#include <thread>

#include "base/random.h"
#include "exec/networks.h"
#include "support/check.h"

using namespace cnnviz::test;

namespace {

Tensor input(int64_t batch = 1, int64_t height = 21, int64_t width = 18) {
  return random_tensor({batch, 3, height, width}, 77);
}

BackwardResult explain(GraphExecutor& executor, const Tensor& x, const std::string& target,
                       int64_t index, const BackwardOptions& options = {},
                       const std::string& wrt = "x") {
  executor.forward({{"x", x}}, {{}, {target}, {wrt}});
  return executor.backward({{target, one_hot(executor.shape(target), index)}}, options);
}

ExecutorOptions mode(bool fuse, bool blocked) {
  ExecutorOptions options;
  options.fuse = fuse;
  options.blocked = blocked;
  return options;
}

}  // namespace

TEST(test_exec_graph_executor__every_mode_computes_the_same) {
  const GraphPtr graph = everything_network();
  const std::vector<std::string> inner = {"c1",     "n1",    "sum",  "r2",     "left_clip",
                                          "joined", "gated", "flat", "logits", "prob"};
  const auto reference = make_executor(graph, mode(false, false));
  const std::vector<Tensor> values = reference->forward({{"x", input(2)}}, {inner, {}, {}});
  const Tensor gradient = explain(*reference, input(2), "logits", 3).gradients[0];
  CHECK(largest(gradient) > 0);
  for (const bool fuse : {false, true})
    for (const bool blocked : {false, true}) {
      const auto executor = make_executor(graph, mode(fuse, blocked));
      const std::vector<Tensor> got = executor->forward({{"x", input(2)}}, {inner, {}, {}});
      for (size_t i = 0; i < inner.size(); ++i) {
        CHECK(got[i].shape() == values[i].shape());
        CHECK_NEAR(largest_difference(got[i], values[i]) / largest(values[i]), 0, 1e-5);
      }
      const Tensor other = explain(*executor, input(2), "logits", 3).gradients[0];
      CHECK_NEAR(largest_difference(other, gradient) / largest(gradient), 0, 1e-5);
    }
}

TEST(test_exec_graph_executor__gradient_equals_differences) {
  const GraphPtr graph = everything_network();
  const auto executor = make_executor(graph);
  const Tensor x = input();
  const Tensor gradient = explain(*executor, x, "prob", 2).gradients[0];
  int compared = 0;
  Random random(5);
  for (int i = 0; i < 60; ++i) {
    const auto at = static_cast<size_t>(random.below(x.size()));
    const auto value = [&](float step) {
      Tensor moved = x.clone();
      moved.mutable_floats()[at] += step;
      return static_cast<double>(
          executor->forward({{"x", moved}}, {{"prob"}, {}, {}})[0].floats()[2]);
    };
    // Only where both sides agree: elsewhere a Relu or a maximum switches in between.
    const double h = 1.0 / 64, up = (value(1.0F / 64) - value(0)) / h,
                 down = (value(0) - value(-1.0F / 64)) / h;
    if (std::abs(up - down) > 0.02 * largest(gradient)) continue;
    ++compared;
    CHECK_NEAR((up + down) / 2, static_cast<double>(gradient.floats()[at]),
               0.02 * largest(gradient));
  }
  CHECK(compared > 30);
}

TEST(test_exec_graph_executor__feeding_an_inner_tensor_cuts_the_graph) {
  const auto executor = make_executor(everything_network());
  const Tensor all = executor->forward({{"x", input()}}, {{"r2", "logits"}, {}, {}})[1];
  const Tensor r2 = executor->forward({{"x", input()}}, {{"r2"}, {}, {}})[0];
  // The Reshape reads the input's shape: without the input it cannot be planned.
  CHECK_ERROR(executor->forward({{"r2", r2}}, {{"logits"}, {}, {}}), Status::invalid_argument,
              "\"x\"");
  const Tensor features = executor->forward({{"r2", r2}}, {{"features"}, {}, {}})[0];
  CHECK(features.shape() == (Shape{1, 32, 1, 1}));
  const Tensor cut = executor->forward({{"x", input()}, {"r2", r2}}, {{"logits"}, {}, {}})[0];
  CHECK(cut.to_floats() == all.to_floats());
}

TEST(test_exec_graph_executor__gradients_of_inner_tensors) {
  const auto executor = make_executor(everything_network());
  executor->forward({{"x", input()}}, {{}, {"logits"}, {"r1", "x", "logits", "prob"}});
  const Tensor seed = one_hot({1, 7}, 1);
  const BackwardResult result = executor->backward({{"logits", seed}}, {});
  CHECK(result.gradients[0].shape() == executor->shape("r1"));
  CHECK(largest(result.gradients[0]) > 0 && largest(result.gradients[1]) > 0);
  // A seed's own gradient is the seed; nothing leads from prob to the seed.
  CHECK(result.gradients[2].to_floats() == seed.to_floats());
  CHECK_EQ(largest(result.gradients[3]), 0.0);
}

TEST(test_exec_graph_executor__backward_is_linear_and_repeatable) {
  const auto executor = make_executor(everything_network());
  executor->forward({{"x", input()}}, {{}, {"logits", "r2"}, {"x"}});
  const auto run = [&](float a, float b) {
    Tensor logits = one_hot({1, 7}, 4), inner = one_hot(executor->shape("r2"), 30);
    logits.mutable_floats()[4] = a;
    inner.mutable_floats()[30] = b;
    return executor->backward({{"logits", logits}, {"r2", inner}}, {}).gradients[0];
  };
  const Tensor first = run(1, 0), second = run(0, 1), both = run(2, -3);
  for (size_t i = 0; i < both.floats().size(); ++i)
    CHECK_NEAR(static_cast<double>(both.floats()[i]),
               static_cast<double>(2 * first.floats()[i] - 3 * second.floats()[i]),
               1e-4 * largest(both));
  CHECK(run(2, -3).to_floats() == both.to_floats());
}

TEST(test_exec_graph_executor__rules_and_policies) {
  const auto executor = make_executor(everything_network());
  const auto run = [&](Rule rule, RectifierPolicy policy) {
    BackwardOptions options;
    options.rule = rule;
    options.policy = policy;
    return explain(*executor, input(), "logits", 0, options);
  };
  // Relu r1, r2, right_relu; Clip(0, 6) left_clip counts from relu_like on; the gate is no
  // rectifier.
  CHECK_EQ(run(Rule::gradient, RectifierPolicy::extended).rectifiers, 0);
  CHECK_EQ(run(Rule::guided, RectifierPolicy::relu).rectifiers, 3);
  CHECK_EQ(run(Rule::guided, RectifierPolicy::relu_like).rectifiers, 4);
  CHECK_EQ(run(Rule::deconvnet, RectifierPolicy::extended).rectifiers, 4);
  const Tensor gradient = run(Rule::gradient, RectifierPolicy::relu).gradients[0];
  const Tensor guided = run(Rule::guided, RectifierPolicy::relu).gradients[0];
  const Tensor deconvnet = run(Rule::deconvnet, RectifierPolicy::relu).gradients[0];
  CHECK(largest_difference(gradient, guided) > 1e-3 * largest(gradient));
  CHECK(largest_difference(deconvnet, guided) > 1e-3 * largest(guided));
  // The same whether the rectifiers are fused into convolutions or not.
  for (const Rule rule : {Rule::guided, Rule::deconvnet}) {
    const auto plain = make_executor(everything_network(), mode(false, false));
    BackwardOptions options;
    options.rule = rule;
    const Tensor fused = explain(*executor, input(), "logits", 0, options).gradients[0];
    const Tensor other = explain(*plain, input(), "logits", 0, options).gradients[0];
    CHECK_NEAR(largest_difference(fused, other) / largest(fused), 0, 1e-5);
  }
}

TEST(test_exec_graph_executor__clamps_are_applied_by_their_readers) {
  const GraphPtr graph = gated_network();
  const auto executor = make_executor(graph), plain = make_executor(graph, mode(false, false));
  const Tensor x = input(2, 30, 27);
  // Asked for itself, or seeded, a clamped value has more readers than the kernel behind it.
  using Names = std::vector<std::string>;
  for (const Names& wrt : {Names{"x"}, {"x", "r2"}, {"r1", "r3"}, {"c1", "d1", "r4"}})
    for (const Names& seeds : {Names{"logits"}, {"logits", "r1"}, {"r3", "r4"}, {"d2"}})
      for (const Rule rule : {Rule::gradient, Rule::deconvnet, Rule::guided})
        for (const auto policy : {RectifierPolicy::relu, RectifierPolicy::relu_like}) {
          BackwardOptions options;
          options.rule = rule;
          options.policy = policy;
          std::vector<BackwardResult> results;
          for (const auto& one : {executor.get(), plain.get()}) {
            one->forward({{"x", x}}, {{}, seeds, wrt});
            TensorMap signals;
            for (const std::string& name : seeds)
              signals[name] = random_tensor(one->shape(name), 7, -1, 1);
            results.push_back(one->backward(signals, options));
          }
          CHECK_EQ(results[0].rectifiers, results[1].rectifiers);
          for (size_t w = 0; w < wrt.size(); ++w) {
            const Tensor &fused = results[0].gradients[w], &other = results[1].gradients[w];
            CHECK(largest_difference(fused, other) <= 1e-5 * largest(other));
          }
        }
}

// A seed in one channel, which 1x1 convolutions treat apart, gives that row of the weights.
TEST(test_exec_graph_executor__seeds_in_few_channels) {
  for (const int64_t outs : {70, 64}) {
    const Tensor x = random_tensor({2, 40, 5, 6}, 1), w = random_tensor({outs, 40, 1, 1}, 2, -1, 1);
    ModelBuilder m(13);
    m.input("x", {2, 40, 5, 6}).initializer("w", w).node("Conv", {"x", "w"}, {"y"}).output("y");
    const auto executor = make_executor(read_model_bytes(m.bytes()));
    executor->forward({{"x", x}}, {{}, {"y"}, {"x"}});
    Tensor seed(DataType::float32, {2, outs, 5, 6});
    const int64_t channels[] = {3, outs - 1};
    for (int64_t n = 0; n < 2; ++n)
      for (int64_t p = 0; p < 30; ++p)
        seed.mutable_floats()[static_cast<size_t>((n * outs + channels[n]) * 30 + p)] =
            static_cast<float>(p - 7);
    const Tensor gradient = executor->backward({{"y", seed}}, {}).gradients[0];
    for (int64_t n = 0; n < 2; ++n)
      for (int64_t c = 0; c < 40; ++c)
        for (int64_t p = 0; p < 30; ++p)
          CHECK_NEAR(
              gradient.floats()[static_cast<size_t>((n * 40 + c) * 30 + p)],
              w.floats()[static_cast<size_t>(channels[n] * 40 + c)] * static_cast<float>(p - 7),
              1e-5);
  }
}

TEST(test_exec_graph_executor__memory_stays_bounded) {
  const auto executor = make_executor(everything_network());
  for (int i = 0; i < 60; ++i) explain(*executor, input(1, 16 + i % 30, 40 - i % 20), "logits", 0);
  // As much as an executor that only ever saw the last size.
  const auto fresh = make_executor(everything_network());
  explain(*fresh, input(1, 45, 21), "logits", 0);
  CHECK_EQ(executor->workspace_bytes(), fresh->workspace_bytes());
  // The same call again and again takes no new memory.
  explain(*executor, input(), "logits", 0);
  const int64_t steady = executor->workspace_bytes();
  for (int i = 0; i < 5; ++i) explain(*executor, input(), "logits", 0);
  CHECK_EQ(executor->workspace_bytes(), steady);
}

TEST(test_exec_graph_executor__a_call_that_cannot_fit_says_what_it_needs) {
  const GraphPtr graph = everything_network();
  const auto small = make_executor(graph, {}, 100000);
  CHECK_ERROR(small->forward({{"x", input(1, 200, 200)}}, {{"prob"}, {}, {}}), Status::limit,
              "allow at least");
  const auto large = make_executor(graph, {}, 50 << 20);
  CHECK_EQ(large->forward({{"x", input(1, 200, 200)}}, {{"prob"}, {}, {}})[0].size(), 7);
}

TEST(test_exec_graph_executor__runs_on_another_thread_than_the_one_that_planned) {
  const auto executor = make_executor(everything_network());
  Tensor first, second;
  std::thread([&] { first = explain(*executor, input(), "logits", 0).gradients[0]; }).join();
  std::thread([&] { second = explain(*executor, input(), "logits", 0).gradients[0]; }).join();
  CHECK(first.to_floats() == second.to_floats());
}

TEST(test_exec_graph_executor__cancelled_before_the_next_step) {
  const auto executor = make_executor(everything_network());
  Progress progress;
  progress.cancel();
  CHECK_ERROR(executor->forward({{"x", input()}}, {{"prob"}, {}, {}}, &progress), Status::cancelled,
              "cancelled");
  CHECK_EQ(executor->forward({{"x", input()}}, {{"prob"}, {}, {}})[0].size(), 7);
}

TEST(test_exec_graph_executor__errors_name_what_is_wrong) {
  const auto executor = make_executor(everything_network());
  CHECK_ERROR(executor->forward({}, {{"prob"}, {}, {}}), Status::invalid_argument, "must be fed");
  CHECK_ERROR(executor->forward({{"x", input()}}, {{"probb"}, {}, {}}), Status::not_found, "prob");
  CHECK_ERROR(executor->forward({{"x", random_tensor({1, 4, 9, 9}, 1)}}, {{"prob"}, {}, {}}),
              Status::invalid_argument, "channels");
  CHECK_ERROR(executor->backward({{"logits", one_hot({1, 7}, 0)}}, {}), Status::internal,
              "without");
  executor->forward({{"x", input()}}, {{}, {"logits"}, {"x"}});
  CHECK_ERROR(executor->backward({{"logits", one_hot({1, 8}, 0)}}, {}), Status::invalid_argument,
              "1x7");
}

int main() {
  return run_tests(
      {CASE(test_exec_graph_executor__every_mode_computes_the_same),
       CASE(test_exec_graph_executor__gradient_equals_differences),
       CASE(test_exec_graph_executor__feeding_an_inner_tensor_cuts_the_graph),
       CASE(test_exec_graph_executor__gradients_of_inner_tensors),
       CASE(test_exec_graph_executor__backward_is_linear_and_repeatable),
       CASE(test_exec_graph_executor__rules_and_policies),
       CASE(test_exec_graph_executor__clamps_are_applied_by_their_readers),
       CASE(test_exec_graph_executor__seeds_in_few_channels),
       CASE(test_exec_graph_executor__memory_stays_bounded),
       CASE(test_exec_graph_executor__a_call_that_cannot_fit_says_what_it_needs),
       CASE(test_exec_graph_executor__runs_on_another_thread_than_the_one_that_planned),
       CASE(test_exec_graph_executor__cancelled_before_the_next_step),
       CASE(test_exec_graph_executor__errors_name_what_is_wrong)});
}
