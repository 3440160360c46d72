// A network of any operators with odd attributes, shapes and values (random_model.h): read, run
// forward, then backward by all rules, with and without the engine's optimizations; then opened as
// a model.
#include "exec/graph_executor.h"
#include "fuzz/random_model.h"
#include "model/model.h"
#include "onnx/reader.h"

namespace {

using namespace cnnviz::test;

constexpr int64_t kMemory = int64_t{1} << 28;

TensorMap make_feeds(const Graph& graph, Choices* choices) {
  TensorMap feeds;
  for (const GraphInput& input : graph.inputs) {
    Shape shape = input.shape;
    for (int64_t& extent : shape)
      if (extent == kDynamic) extent = static_cast<int64_t>(choices->below(4));
    Tensor feed(DataType::float32, shape);
    const float first = choices->real(), step = choices->real();
    for (size_t i = 0; i < feed.mutable_floats().size(); ++i)
      feed.mutable_floats()[i] = first + step * static_cast<float>(i % 11);
    feeds.emplace(graph.name(input.value), feed);
  }
  return feeds;
}

void run_both_ways(const std::shared_ptr<const Graph>& graph, Choices* choices) {
  ExecutorOptions options;
  options.threads = 1;
  options.fuse = options.blocked = choices->flip();
  const auto budget = std::make_shared<MemoryBudget>(kMemory);
  GraphExecutor executor(graph, budget, std::make_shared<PackCache>(budget), options);
  const TensorMap feeds = make_feeds(*graph, choices);
  const std::string output = graph->name(graph->outputs.front());
  ForwardRequest request;
  request.wanted = {output};
  const Tensor answer = executor.forward(feeds, request).front();
  if (answer.type() != DataType::float32) return;
  request.seeds = {output};
  request.wrt = {feeds.begin()->first};
  executor.forward(feeds, request);
  Tensor seed(DataType::float32, answer.shape());
  for (float& value : seed.mutable_floats()) value = 1;
  for (const Rule rule : {Rule::gradient, Rule::deconvnet, Rule::guided}) {
    BackwardOptions backward;
    backward.rule = rule;
    backward.policy = RectifierPolicy::extended;
    const BackwardResult result = executor.backward({{output, seed}}, backward);
    if (result.gradients.front().shape() != feeds.begin()->second.shape())
      report_finding("a gradient of another shape", "than its tensor");
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  set_small_limits();
  const Deadline deadline;
  Choices choices({data, size});
  const std::vector<uint8_t> bytes = RandomModel(&choices).bytes();
  std::shared_ptr<const Graph> graph;
  if (!answers([&] { graph = read_model_bytes(bytes); })) return 0;
  answers([&] { run_both_ways(graph, &choices); });
  answers([&] {
    ModelOptions options;
    options.threads = 1;
    options.max_memory = kMemory;
    Model::open_memory(bytes, options)->tensors();
  });
  return 0;
}
