// Trained networks (CNNVIZ_TEST_DATA/models) against the reference outputs beside them:
// refs/<model>/ holds an input, the network's output for it, and the logits where a softmax
// follows. Each tensor has the name that the network gives it. Values must agree to 1e-4 of the
// largest.
#include <algorithm>
#include <filesystem>

#include "exec/graph_executor.h"
#include "onnx/reader.h"
#include "onnx/tensor_reader.h"
#include "support/check.h"

using namespace cnnviz::test;
namespace fs = std::filesystem;

namespace {

constexpr double kTolerance = 1e-4;

TensorProto read_reference(const fs::path& path) {
  return read_tensor_proto(read_file(path.string()), path.filename().string());
}

// The largest difference, relative to the largest expected value.
double relative_error(const Tensor& actual, const Tensor& expected) {
  CHECK_EQ(shape_text(actual.shape()), shape_text(expected.shape()));
  double error = 0, largest = 0;
  for (size_t i = 0; i < expected.floats().size(); ++i) {
    const double difference = std::abs(double{actual.floats()[i]} - expected.floats()[i]);
    if (!(difference <= 1e30)) throw Failure{concat("element ", i, " is ", actual.floats()[i])};
    error = std::max(error, difference);
    largest = std::max(largest, std::abs(double{expected.floats()[i]}));
  }
  CHECK(largest > 0);
  return error / largest;
}

std::vector<fs::path> models() {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(test_data() + "/models"))
    if (entry.path().extension() == ".onnx") paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  CHECK(!paths.empty());
  return paths;
}

void check_models(const ExecutorOptions& options) {
  for (const fs::path& path : models()) {
    const fs::path folder = path.parent_path() / "refs" / path.stem();
    std::vector<TensorProto> expected;
    for (const char* file : {"output_0.pb", "logits.pb"})
      if (fs::exists(folder / file)) expected.push_back(read_reference(folder / file));
    CHECK(!expected.empty());
    ForwardRequest request;
    for (const TensorProto& tensor : expected) request.wanted.push_back(tensor.name);
    const TensorProto input = read_reference(folder / "input_0.pb");

    const auto graph = read_model_file(path.string());
    const auto budget = std::make_shared<MemoryBudget>(0);
    GraphExecutor executor(graph, budget, std::make_shared<PackCache>(budget), options);
    const std::vector<Tensor> results = executor.forward({{input.name, input.tensor}}, request);
    CHECK_EQ(results.size(), expected.size());
    for (size_t i = 0; i < results.size(); ++i) {
      const double error = relative_error(results[i], expected[i].tensor);
      std::printf("%-40s %-20s %.1e\n", path.stem().c_str(), expected[i].name.c_str(), error);
      if (!(error <= kTolerance))
        throw Failure{concat(path.stem().string(), ", ", expected[i].name, ": error ", error,
                             " of the largest value")};
    }
  }
}

}  // namespace

TEST(test_models_reference_models__outputs_and_logits) {
  check_models({});
}

TEST(test_models_reference_models__without_fusion_in_plain_layout) {
  ExecutorOptions options;
  options.fuse = options.blocked = false;
  check_models(options);
}

TEST(test_models_reference_models__without_winograd) {
  ExecutorOptions options;
  options.convolutions = ConvolutionAlgorithm::direct;
  check_models(options);
}

TEST(test_models_reference_models__on_one_thread) {
  ExecutorOptions options;
  options.threads = 1;
  check_models(options);
}

int main() {
  return run_tests({
      CASE(test_models_reference_models__outputs_and_logits),
      CASE(test_models_reference_models__without_fusion_in_plain_layout),
      CASE(test_models_reference_models__without_winograd),
      CASE(test_models_reference_models__on_one_thread),
  });
}
