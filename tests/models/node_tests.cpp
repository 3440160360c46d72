// Runs ONNX's node tests (CNNVIZ_TEST_DATA/onnx-node-tests/*.tar.gz) with the engine.
//
// A folder holds a model of one operator (or of its expansion into simpler ones), inputs and
// expected outputs. Each passes, or is listed in node_tests_refused.txt with the reason why it is
// refused: then loading or running it must fail with status `unsupported` and a message. Nothing
// may be in neither set or in both.
//
// Every folder is run in two ways: all inputs fed, and the inputs after the first as constants of
// the graph (many operators need shapes, axes or weights to be known). The second must give the
// expected outputs; the first must do so too, or be refused. Both run planned for speed and planned
// plainly.
//
// Arguments: names of folders to run alone, with every message printed.
#include <spawn.h>
#include <sys/wait.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/text.h"
#include "exec/graph_executor.h"
#include "onnx/reader.h"
#include "onnx/tensor_reader.h"

extern char** environ;

namespace {

using namespace cnnviz::core;
namespace fs = std::filesystem;

constexpr int kSkipped = 77;
// As onnx's own runner compares.
constexpr double kRelativeTolerance = 1e-3, kAbsoluteTolerance = 1e-7;

enum class Feeding { all, first };

struct Outcome {
  enum Kind { right, refused, wrong } kind = wrong;
  std::string message;
};

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

void unpack(const fs::path& archive, const fs::path& folder) {
  fs::remove_all(folder);
  fs::create_directories(folder);
  std::string words[] = {"tar", "-xzf", archive.string(), "-C", folder.string()};
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t process = 0;
  int status = 1;
  if (::posix_spawnp(&process, "tar", nullptr, nullptr, arguments.data(), environ) != 0 ||
      ::waitpid(process, &status, 0) != process || status != 0)
    fail(Status::io, "tar could not unpack ", archive.string());
}

// name -> reason. Lines are "name: reason"; '#' begins a comment.
std::map<std::string, std::string> read_refused(const std::string& path) {
  const std::vector<uint8_t> bytes = read_file(path);
  std::map<std::string, std::string> table;
  for (const std::string& line : split(std::string(bytes.begin(), bytes.end()), '\n')) {
    if (line.empty() || line.front() == '#') continue;
    const size_t colon = line.find(": ");
    require(colon != std::string::npos, Status::corrupt, path, ": no reason in \"", line, "\"");
    require(table.emplace(line.substr(0, colon), line.substr(colon + 2)).second, Status::corrupt,
            path, ": ", line.substr(0, colon), " is listed twice");
  }
  return table;
}

// The tensors prefix_0.pb, prefix_1.pb, ... of a folder.
std::vector<TensorProto> read_tensors(const fs::path& folder, const std::string& prefix) {
  std::vector<TensorProto> tensors;
  for (;;) {
    const fs::path path = folder / concat(prefix, "_", tensors.size(), ".pb");
    if (!fs::exists(path)) return tensors;
    tensors.push_back(read_tensor_proto(read_file(path.string()), path.filename().string()));
  }
}

// Types that the engine computes in; the others are widened on reading, so that a result in them
// would be another one than ONNX defines.
bool is_native(ElementType type) {
  return type == ElementType::float32 || type == ElementType::int64 || type == ElementType::int32 ||
         type == ElementType::boolean;
}

bool near(double actual, double expected) {
  if (std::isnan(expected)) return std::isnan(actual);
  if (std::isinf(expected)) return actual == expected;
  return std::abs(actual - expected) <=
         kAbsoluteTolerance + kRelativeTolerance * std::abs(expected);
}

// Empty where the output is as expected.
std::string difference(const TensorProto& expected, const Tensor& actual) {
  if (!is_native(expected.element))
    return concat("an output of type ", element_type_name(expected.element), " was computed as ",
                  data_type_name(actual.type()));
  if (actual.type() != expected.tensor.type())
    return concat("type ", data_type_name(actual.type()), " instead of ",
                  data_type_name(expected.tensor.type()));
  if (actual.shape() != expected.tensor.shape())
    return concat("shape ", shape_text(actual.shape()), " instead of ",
                  shape_text(expected.tensor.shape()));
  if (actual.type() == DataType::int64)
    return actual.to_ints() == expected.tensor.to_ints() ? "" : "other integers";
  const std::vector<float> a = actual.to_floats(), e = expected.tensor.to_floats();
  for (size_t i = 0; i < a.size(); ++i)
    if (!near(a[i], e[i])) return concat("element ", i, " is ", a[i], " instead of ", e[i]);
  return "";
}

Outcome run_set(const fs::path& model, const fs::path& set, Feeding feeding,
                const ExecutorOptions& executor_options) {
  const std::vector<TensorProto> inputs = read_tensors(set, "input");
  const std::vector<TensorProto> outputs = read_tensors(set, "output");
  if (outputs.empty()) return {Outcome::wrong, "the folder has no expected outputs"};
  TensorMap feeds;
  ReadOptions options;
  for (size_t i = 0; i < inputs.size(); ++i) {
    const bool constant = feeding == Feeding::first && i > 0 && is_native(inputs[i].element);
    (constant ? options.constants : feeds)[inputs[i].name] = inputs[i].tensor;
  }
  ForwardRequest request;
  std::vector<Tensor> results;
  try {
    const auto graph = read_model_bytes(read_file(model.string()), options);
    for (const ValueId output : graph->outputs) request.wanted.push_back(graph->name(output));
    const auto budget = std::make_shared<MemoryBudget>(0);
    GraphExecutor executor(graph, budget, std::make_shared<PackCache>(budget), executor_options);
    results = executor.forward(feeds, request);
  } catch (const Error& error) {
    if (error.status() == Status::unsupported && *error.what() != '\0')
      return {Outcome::refused, error.what()};
    return {Outcome::wrong,
            concat("status ", static_cast<int>(error.status()), ": ", error.what())};
  }
  if (results.size() != outputs.size())
    return {Outcome::wrong, concat(results.size(), " outputs instead of ", outputs.size())};
  for (size_t i = 0; i < outputs.size(); ++i) {
    const std::string message = difference(outputs[i], results[i]);
    if (!message.empty()) return {Outcome::wrong, concat(outputs[i].name, ": ", message)};
  }
  return {Outcome::right, ""};
}

// The worst outcome over all data sets of a folder and both ways of planning; all must agree.
Outcome run_folder(const fs::path& folder, Feeding feeding) {
  std::optional<Outcome> common;
  for (size_t set = 0; fs::exists(folder / concat("test_data_set_", set)); ++set)
    for (const bool fast : {true, false}) {
      ExecutorOptions options;
      options.fuse = options.blocked = fast;
      const fs::path data = folder / concat("test_data_set_", set);
      const Outcome outcome = run_set(folder / "model.onnx", data, feeding, options);
      if (outcome.kind == Outcome::wrong) return outcome;
      if (common.has_value() && common->kind != outcome.kind)
        return {Outcome::wrong,
                concat("right in one run, refused in another: ", common->message, outcome.message)};
      common = outcome;
    }
  return common.value_or(Outcome{Outcome::wrong, "the folder has no data"});
}

struct Count {
  int passed = 0, refused = 0, failed = 0;
};

// `reason`: why the folder is listed as refused, or null.
void judge(const fs::path& folder, const std::string* reason, bool verbose, Count* count) {
  const Outcome fed = run_folder(folder, Feeding::all);
  const Outcome fixed = run_folder(folder, Feeding::first);
  std::string fault;
  if (fed.kind == Outcome::wrong)
    fault = concat("inputs fed: ", fed.message);
  else if (fixed.kind == Outcome::wrong)
    fault = concat("inputs as constants: ", fixed.message);
  else if (reason == nullptr && fixed.kind == Outcome::refused)
    fault = concat("refused, but not listed: ", fixed.message);
  else if (reason != nullptr && (fixed.kind == Outcome::right || fed.kind == Outcome::right))
    fault = concat("listed as refused (", *reason, "), but computed");
  if (!fault.empty()) {
    ++count->failed;
    std::printf("FAILED %s: %s\n", folder.filename().c_str(), fault.c_str());
    return;
  }
  ++(reason != nullptr ? count->refused : count->passed);
  if (verbose)
    std::printf("%s %s\n  inputs fed: %s\n  inputs as constants: %s\n",
                reason != nullptr ? "refused" : "passed", folder.filename().c_str(),
                fed.kind == Outcome::right ? "right" : fed.message.c_str(),
                fixed.kind == Outcome::right ? "right" : fixed.message.c_str());
}

int run(const std::set<std::string>& chosen) {
  const fs::path data = fs::path(environment("CNNVIZ_TEST_DATA")) / "onnx-node-tests";
  if (!fs::is_directory(data)) {
    std::printf("SKIPPED: CNNVIZ_TEST_DATA has no onnx-node-tests (%s)\n", data.c_str());
    return kSkipped;
  }
  const fs::path work = fs::path(environment("CNNVIZ_BUILD")) / "tests/models/node-tests";
  std::map<std::string, std::string> refused =
      read_refused(environment("CNNVIZ_SOURCE") + "/tests/models/node_tests_refused.txt");

  std::vector<fs::path> folders;
  for (const auto& archive : fs::directory_iterator(data)) {
    if (archive.path().extension() != ".gz") continue;
    const fs::path target = work / archive.path().stem().stem();
    unpack(archive.path(), target);
    for (const auto& folder : fs::directory_iterator(target)) folders.push_back(folder.path());
  }
  std::sort(folders.begin(), folders.end());

  Count count;
  for (const fs::path& folder : folders) {
    const auto entry = refused.find(folder.filename().string());
    const std::string* reason = entry != refused.end() ? &entry->second : nullptr;
    if (chosen.empty() || chosen.count(folder.filename().string()) != 0)
      judge(folder, reason, !chosen.empty(), &count);
    if (entry != refused.end()) refused.erase(entry);
  }
  for (const auto& [name, reason] : refused) {
    ++count.failed;
    std::printf("FAILED %s: listed as refused, but there is no such folder\n", name.c_str());
  }
  std::printf("%d passed, %d refused as listed, %d failed\n", count.passed, count.refused,
              count.failed);
  return count.failed == 0 && count.passed > 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run({argv + 1, argv + argc});
  } catch (const std::exception& error) {
    std::printf("FAILED: %s\n", error.what());
    return 1;
  }
}
