// Occluders on trained networks (CNNVIZ_TEST_DATA/models, with the inputs of refs/<model>/): their
// outputs computed on windows must be those of whole forward passes.
#include <algorithm>
#include <cmath>
#include <filesystem>

#include "exec/graph_executor.h"
#include "onnx/reader.h"
#include "onnx/tensor_reader.h"
#include "support/check.h"

using namespace cnnviz::test;
namespace fs = std::filesystem;

namespace {

// Of the largest output: the score that a map of drops begins from.
constexpr double kTolerance = 1e-5;

std::unique_ptr<GraphExecutor> executor_for(const std::shared_ptr<const Graph>& graph) {
  const auto budget = std::make_shared<MemoryBudget>(0);
  return std::make_unique<GraphExecutor>(graph, budget, std::make_shared<PackCache>(budget),
                                         ExecutorOptions{});
}

// Zeros in rectangles of this size at the corners and in the middle of [1, C, H, W].
WindowChanges occluders(const std::string& input, const Tensor& x, int64_t height, int64_t width) {
  WindowChanges changes;
  changes.tensor = input;
  changes.height = height;
  changes.width = width;
  const int64_t down = x.shape()[2] - height, right = x.shape()[3] - width;
  for (const auto& [row, column] : {std::pair<int64_t, int64_t>{0, 0},
                                    {0, right},
                                    {down, 0},
                                    {down, right},
                                    {down / 2, right / 2}})
    changes.corners.push_back({row, column});
  const int64_t elements = x.shape()[1] * height * width;
  changes.write = [elements](int64_t, float* content) { std::fill_n(content, elements, 0.0F); };
  return changes;
}

std::vector<float> outputs(GraphExecutor& executor, const Tensor& x, const WindowChanges& changes,
                           const std::string& output, bool full) {
  std::vector<float> all;
  const WindowReport report = executor.forward_windows(
      {{changes.tensor, x}}, changes, {output}, {full ? 1 : 0, full},
      [&](std::span<const int64_t> which, const TensorMap& values) {
        const Tensor& tensor = values.at(output);
        CHECK_EQ(tensor.shape()[0], static_cast<int64_t>(which.size()));
        all.insert(all.end(), tensor.floats().begin(), tensor.floats().end());
      });
  CHECK(report.windows == !full);
  return all;
}

}  // namespace

TEST(test_models_windows__equal_whole_passes) {
  int models = 0;
  for (const auto& entry : fs::directory_iterator(test_data() + "/models")) {
    if (entry.path().extension() != ".onnx") continue;
    const fs::path reference =
        entry.path().parent_path() / "refs" / entry.path().stem() / "input_0.pb";
    const TensorProto input = read_tensor_proto(read_file(reference.string()), "input_0.pb");
    const Tensor& x = input.tensor;
    if (x.shape().size() != 4 || x.shape()[0] != 1) continue;
    const auto graph = read_model_file(entry.path().string());
    const std::string output = graph->name(graph->outputs[0]);
    const auto windows = executor_for(graph), whole = executor_for(graph);
    const int64_t side = x.shape()[2];
    // The largest output with any occluder: what the whole picture's scores look like.
    double error = 0, largest = 0;
    for (const int64_t size : {int64_t{1}, side / 7 + 1, side / 2, side}) {
      const WindowChanges changes = occluders(input.name, x, size, std::max<int64_t>(size - 1, 1));
      const std::vector<float> got = outputs(*windows, x, changes, output, false);
      const std::vector<float> expected = outputs(*whole, x, changes, output, true);
      CHECK_EQ(got.size(), expected.size());
      double difference = 0;
      for (size_t i = 0; i < got.size(); ++i) {
        largest = std::max(largest, std::abs(double{expected[i]}));
        difference = std::max(difference, std::abs(double{got[i]} - expected[i]));
      }
      error = std::max(error, difference / largest);
      if (!(difference <= kTolerance * largest))
        throw Failure{concat(entry.path().stem().string(), ", windows of ", size, ": error ",
                             difference / largest, " of the largest output")};
    }
    std::printf("%-40s %.1e\n", entry.path().stem().c_str(), error);
    ++models;
  }
  CHECK(models > 0);
}

int main() {
  return run_tests({CASE(test_models_windows__equal_whole_passes)});
}
