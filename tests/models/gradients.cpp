// Gradients, deconvnets and guided backpropagation of small networks against PyTorch's automatic
// differentiation in double precision. reference/make_reference.py makes the networks and the
// numbers, and says what they hold; cases.txt lists them. Every combination of the engine's passes
// must give them: batch norms folded and clamps fused or not, blocked or plain layout.
#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

#include "exec/graph_executor.h"
#include "onnx/reader.h"
#include "support/check.h"
#include "tensor/npy.h"

using namespace cnnviz::test;

namespace {

// Of the largest expected value. The numbers are such that single and double precision agree in
// PyTorch to 1e-5.
constexpr double kTolerance = 1e-4;
constexpr double kDifferent = 0.1;

struct ReferenceCase {
  std::string network, file, target, elements, wrt, rule, policy, lrn;
  int64_t rectifiers = 0;
};

std::string folder() {
  const char* source = std::getenv("CNNVIZ_SOURCE");
  if (source == nullptr) throw Failure{"CNNVIZ_SOURCE, the repository's folder, is not set"};
  return concat(source, "/tests/models/reference/");
}

std::vector<ReferenceCase> reference_cases() {
  std::ifstream stream(folder() + "cases.txt");
  std::vector<ReferenceCase> cases;
  for (std::string line; std::getline(stream, line);) {
    ReferenceCase item;
    std::istringstream words(line);
    words >> item.network >> item.file >> item.target >> item.elements >> item.wrt >> item.rule >>
        item.policy >> item.lrn >> item.rectifiers;
    CHECK(!words.fail());
    cases.push_back(item);
  }
  CHECK(!cases.empty());
  return cases;
}

Tensor read_numbers(const std::string& name) {
  const std::string path = folder() + name + ".npy";
  return read_npy(read_file(path), path);
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

template <typename Value>
Value named(const std::map<std::string, Value>& values, const std::string& name) {
  const auto found = values.find(name);
  if (found == values.end()) throw Failure{concat("cases.txt: \"", name, "\" is not known here")};
  return found->second;
}

BackwardOptions backward_options(const ReferenceCase& item) {
  BackwardOptions options;
  options.rule = named<Rule>(
      {{"gradient", Rule::gradient}, {"deconvnet", Rule::deconvnet}, {"guided", Rule::guided}},
      item.rule);
  options.policy = named<RectifierPolicy>({{"relu", RectifierPolicy::relu},
                                           {"relu-like", RectifierPolicy::relu_like},
                                           {"extended", RectifierPolicy::extended}},
                                          item.policy);
  options.lrn = named<LrnBackward>({{"auto", LrnBackward::automatic},
                                    {"gradient", LrnBackward::gradient},
                                    {"identity", LrnBackward::identity}},
                                   item.lrn);
  return options;
}

// 1 at one element of each image: "0.3.4/1.0.0" are [0, 0, 3, 4] and [1, 1, 0, 0].
Tensor one_hot(const Shape& shape, const std::string& elements) {
  Tensor seed(DataType::float32, shape);
  const Shape strides = row_major_strides(shape);
  std::istringstream images(elements);
  int64_t image = 0;
  for (std::string element; std::getline(images, element, '/'); ++image) {
    int64_t position = image * strides[0];
    size_t axis = 1;
    std::istringstream indices(element);
    for (std::string index; std::getline(indices, index, '.'); ++axis)
      position += std::stoll(index) * strides.at(axis);
    CHECK_EQ(axis, shape.size());
    seed.mutable_floats()[static_cast<size_t>(position)] = 1;
  }
  CHECK_EQ(image, shape[0]);
  return seed;
}

// One network, run for one case after another; a forward pass serves all rules.
class Subject {
 public:
  Subject(const std::string& network, const ExecutorOptions& options)
      : network_(network),
        budget_(std::make_shared<MemoryBudget>(0)),
        executor_(read_model_file(folder() + network + ".onnx"), budget_,
                  std::make_shared<PackCache>(budget_), options),
        input_(read_numbers(network + ".input")) {}

  // An output that nothing asks a gradient of, as for classifying.
  void check_output() {
    const std::string output = network_ == "decoder" ? "probabilities" : "logits";
    const auto values =
        executor_.forward({{"input", input_}}, {.wanted = {output}, .seeds = {}, .wrt = {}});
    CHECK(relative_error(values.at(0), read_numbers(network_ + ".output")) <= kTolerance);
  }

  void check(const ReferenceCase& item) {
    const std::string between = item.target + " " + item.wrt;
    if (between != between_) {
      between_ = between;
      executor_.forward({{"input", input_}},
                        {.wanted = {}, .seeds = {item.target}, .wrt = {item.wrt}});
    }
    const Tensor seed = one_hot(executor_.shape(item.target), item.elements);
    const BackwardResult result = executor_.backward({{item.target, seed}}, backward_options(item));
    const double error =
        relative_error(result.gradients.at(0), read_numbers(network_ + "." + item.file));
    std::printf("%-10s %-24s %-10s %-9s %.1e\n", network_.c_str(), item.file.c_str(),
                item.rule.c_str(), item.policy.c_str(), error);
    if (!(error <= kTolerance))
      throw Failure{concat(network_, ", ", item.file, " (", item.rule, ", ", item.policy,
                           "): error ", error, " of the largest value")};
    CHECK_EQ(result.rectifiers, item.rectifiers);
  }

 private:
  std::string network_;
  std::shared_ptr<MemoryBudget> budget_;
  GraphExecutor executor_;
  Tensor input_;
  std::string between_;  // what the last forward pass was for
};

void check_all(bool fuse, bool blocked) {
  ExecutorOptions options;
  options.fuse = fuse;
  options.blocked = blocked;
  std::map<std::string, Subject> subjects;
  for (const ReferenceCase& item : reference_cases()) {
    const auto [subject, is_new] = subjects.try_emplace(item.network, item.network, options);
    if (is_new) subject->second.check_output();
    subject->second.check(item);
  }
}

}  // namespace

TEST(test_models_gradients__fused_in_blocked_layout) {
  check_all(true, true);
}

TEST(test_models_gradients__fused_in_plain_layout) {
  check_all(true, false);
}

TEST(test_models_gradients__not_fused_in_blocked_layout) {
  check_all(false, true);
}

TEST(test_models_gradients__not_fused_in_plain_layout) {
  check_all(false, false);
}

// After convolution, ReLU and max-pool the two rules give the same wherever a pooled maximum is
// positive; numbers that do not tell them apart would not notice one in the other's place.
TEST(test_models_gradients__deconvnet_and_guided_differ) {
  int64_t pairs = 0;
  for (const ReferenceCase& item : reference_cases()) {
    if (item.rule != "deconvnet" || item.lrn != "auto") continue;
    std::string guided = item.file;
    guided.replace(guided.find("deconvnet"), std::strlen("deconvnet"), "guided");
    const double difference = relative_error(read_numbers(item.network + "." + item.file),
                                             read_numbers(item.network + "." + guided));
    CHECK(difference > kDifferent);
    ++pairs;
  }
  CHECK(pairs >= 8);
}

int main() {
  return run_tests({
      CASE(test_models_gradients__fused_in_blocked_layout),
      CASE(test_models_gradients__fused_in_plain_layout),
      CASE(test_models_gradients__not_fused_in_blocked_layout),
      CASE(test_models_gradients__not_fused_in_plain_layout),
      CASE(test_models_gradients__deconvnet_and_guided_differ),
  });
}
