#include "exec/networks.h"
#include "support/check.h"

using namespace cnnviz::test;

namespace {

constexpr int64_t kSide = 9, kChannels = 20;
const Ints kLast = {0, 2, 3, 1}, kFirst = {0, 3, 1, 2};  // channels

// A network whose maps have channels last, every convolution between two transposes.
class ChannelsLast {
 public:
  explicit ChannelsLast(int64_t opset = 13) : m(opset) {
    m.input("x", {"N", kSide, kSide, 3});
    m.initializer("w0", random_tensor({kChannels, 3, 3, 3}, 1, -0.5, 0.5));
  }

  void transpose(const std::string& in, const std::string& out, const Ints& perm) {
    m.node("Transpose", {in}, {out}, {{"perm", perm}});
  }

  // A convolution that keeps the sides.
  void conv(const std::string& in, const std::string& out, int64_t from, int64_t to) {
    const std::string w = out + ".w";
    m.initializer(w, random_tensor({to, from, 3, 3}, ++seed_, -0.3, 0.3));
    transpose(in, out + ".first", kFirst);
    m.node("Conv", {out + ".first", w}, {out + ".conv"}, {{"pads", Ints{1, 1, 1, 1}}});
    transpose(out + ".conv", out, kLast);
  }

  // Pools a map and classifies.
  GraphPtr finish(const std::string& in, int64_t channels) {
    m.node("ReduceMean", {in}, {"features"}, {{"axes", Ints{1, 2}}, {"keepdims", int64_t{0}}});
    m.initializer("fc", random_tensor({channels, 5}, ++seed_, -1, 1));
    m.node("MatMul", {"features", "fc"}, {"logits"});
    m.output("logits");
    return read_model_bytes(m.bytes());
  }

  ModelBuilder m;

 private:
  uint32_t seed_ = 10;
};

Tensor input() {
  return random_tensor({2, kSide, kSide, 3}, 77);
}

struct Answer {
  std::vector<Tensor> values, gradients;
  int64_t rectifiers = 0;
  int transposes = 0;  // that the plan runs
};

Answer run(const GraphPtr& graph, bool cancel, const Names& wanted = {"logits"},
           const Names& seeds = {"logits"}, const Names& wrt = {"x"},
           const BackwardOptions& options = {}) {
  ExecutorOptions engine;
  engine.cancel_transposes = cancel;
  const auto executor = make_executor(graph, engine);
  Answer result;
  result.values = executor->forward({{"x", input()}}, {wanted, seeds, wrt});
  TensorMap signals;
  for (const std::string& name : seeds)
    signals[name] = random_tensor(executor->shape(name), 7, -1, 1);
  const BackwardResult backward = executor->backward(signals, options);
  result.gradients = backward.gradients;
  result.rectifiers = backward.rectifiers;
  for (const auto& row : executor->profile()) result.transposes += row.type == "Transpose";
  return result;
}

void check_equal(const std::vector<Tensor>& got, const std::vector<Tensor>& expected) {
  CHECK_EQ(got.size(), expected.size());
  for (size_t i = 0; i < got.size(); ++i) {
    CHECK(got[i].shape() == expected[i].shape());
    CHECK(largest(expected[i]) > 0);
    CHECK(largest_difference(got[i], expected[i]) <= 1e-5 * largest(expected[i]));
  }
}

// The same results, with no transpose but those that `left` counts.
void check_cancelled(const GraphPtr& graph, int left) {
  const Answer cancelled = run(graph, true), kept = run(graph, false);
  CHECK_EQ(cancelled.transposes, left);
  CHECK(kept.transposes > left);
  check_equal(cancelled.values, kept.values);
  check_equal(cancelled.gradients, kept.gradients);
}

}  // namespace

TEST(test_exec_transposes__pass_every_pointwise_operator) {
  struct Case {
    std::string type;
    int64_t opset = 13;
    Names others = {};  // inputs after the first
    Attributes attributes = {};
  };
  const std::vector<Case> cases = {{"Abs"},
                                   {"Celu"},
                                   {"Dropout"},
                                   {"Elu"},
                                   {"Erf"},
                                   {"Exp"},
                                   {"Gelu", 20},
                                   {"HardSigmoid"},
                                   {"HardSwish", 14},
                                   {"Identity"},
                                   {"LeakyRelu"},
                                   {"Mish", 18},
                                   {"Neg"},
                                   {"Relu"},
                                   {"Selu"},
                                   {"Sigmoid"},
                                   {"Softplus"},
                                   {"Softsign"},
                                   {"Swish", 24},
                                   {"Tanh"},
                                   {"ThresholdedRelu"},
                                   {"Clip", 13, {"low", "high"}},
                                   {"Cast", 13, {}, {{"to", int64_t{1}}}},
                                   {"Add", 13, {"channel"}},
                                   {"Mul", 13, {"channel"}},
                                   {"Sub", 13, {"scalar"}},
                                   {"Div", 13, {"map"}},
                                   {"PRelu", 13, {"channel"}},
                                   {"Max", 13, {"map", "channel"}},
                                   {"Min", 13, {"channel"}},
                                   {"Mean", 13, {"map"}},
                                   {"Sum", 13, {"map", "channel", "scalar"}}};
  for (const Case& item : cases) {
    ChannelsLast net(item.opset);
    net.m.initializer("low", Tensor::scalar(-0.5)).initializer("high", Tensor::scalar(1.5));
    net.m.initializer("channel", random_tensor({kChannels}, 3, 0.5, 2));
    net.m.initializer("scalar", random_tensor({1, 1}, 4, 0.5, 2));
    net.m.initializer("map", random_tensor({kSide, kSide, kChannels}, 5, 0.5, 2));
    net.conv("x", "a", 3, kChannels);
    Names inputs = {"a"};
    inputs.insert(inputs.end(), item.others.begin(), item.others.end());
    net.m.node(item.type, inputs, {"b"}, item.attributes);
    net.conv("b", "c", kChannels, 6);
    net.m.initializer("axes", Tensor::vector_of({1, 2}));
    if (item.opset < 18) {
      check_cancelled(net.finish("c", 6), 1);
      continue;
    }
    net.m.node("ReduceMean", {"c", "axes"}, {"mean"});
    net.m.output("mean");
    const GraphPtr graph = read_model_bytes(net.m.bytes());
    const Answer cancelled = run(graph, true, {"mean"}, {"mean"}),
                 kept = run(graph, false, {"mean"}, {"mean"});
    CHECK_EQ(cancelled.transposes, 2);  // the input's, and that of what is asked for
    check_equal(cancelled.values, kept.values);
    check_equal(cancelled.gradients, kept.gradients);
  }
}

// Square roots, logarithms and powers of what is positive.
TEST(test_exec_transposes__pass_operators_of_positive_numbers) {
  for (const std::string type : {"Log", "Sqrt", "Reciprocal", "Pow"}) {
    ChannelsLast net;
    net.m.initializer("power", random_tensor({kChannels}, 3, 0.5, 2));
    net.conv("x", "a", 3, kChannels);
    net.m.node("Exp", {"a"}, {"positive"});
    net.m.node(type, type == "Pow" ? Names{"positive", "power"} : Names{"positive"}, {"b"});
    net.conv("b", "c", kChannels, 6);
    check_cancelled(net.finish("c", 6), 1);
  }
}

// A residual sum, explicit pads, a concatenation, a gate of two kinds.
GraphPtr whole_network() {
  ChannelsLast net;
  net.conv("x", "a", 3, kChannels);
  net.m.node("Relu", {"a"}, {"a.relu"});
  net.conv("a.relu", "b", kChannels, kChannels);
  net.m.node("Add", {"b", "a.relu"}, {"sum"});
  net.m.node("Relu", {"sum"}, {"sum.relu"});
  net.m.initializer("pads", Tensor::vector_of({0, 1, 0, 0, 0, 0, 2, 0}));
  net.m.initializer("fill", Tensor::scalar(0.25));
  net.m.node("Pad", {"sum.relu", "pads", "fill"}, {"padded"});
  net.conv("padded", "c", kChannels, 12);
  net.conv("padded", "d", kChannels, 7);
  net.m.node("Concat", {"c", "d"}, {"joined"}, {{"axis", int64_t{-1}}});
  net.m.node("ReduceMean", {"joined"}, {"mean"}, {{"axes", Ints{1, 2}}});
  net.m.node("Sigmoid", {"mean"}, {"gate"});
  net.m.node("Mul", {"joined", "gate"}, {"gated"});
  net.m.node("ReduceMax", {"gated"}, {"strongest"},
             {{"axes", Ints{-3, -2}}, {"keepdims", int64_t{0}}});
  net.m.initializer("map", Tensor::vector_of({0, 1, 1, 19}));
  net.m.node("Reshape", {"strongest", "map"}, {"second"});
  net.m.node("Tanh", {"second"}, {"second.gate"});
  net.m.node("Mul", {"gated", "second.gate"}, {"twice"});
  net.conv("twice", "e", 19, 6);
  return net.finish("e", 6);
}

TEST(test_exec_transposes__pass_sums_pads_joins_and_gates) {
  check_cancelled(whole_network(), 2);  // the input's, and that of the second gate, a small one
}

TEST(test_exec_transposes__asked_for_tensors_are_themselves) {
  const GraphPtr graph = whole_network();
  const Names inner = {"a",    "a.relu", "sum",       "padded", "c",       "joined",
                       "gate", "gated",  "strongest", "twice",  "e.first", "e.conv"};
  for (const std::string& name : inner) {
    BackwardOptions guided;
    guided.rule = Rule::guided;
    const Answer cancelled = run(graph, true, {name}, {"logits", name}, {"x", name}, guided);
    const Answer kept = run(graph, false, {name}, {"logits", name}, {"x", name}, guided);
    check_equal(cancelled.values, kept.values);
    check_equal(cancelled.gradients, kept.gradients);
    CHECK_EQ(cancelled.rectifiers, 2);
    CHECK_EQ(kept.rectifiers, 2);
    CHECK(cancelled.transposes < kept.transposes);
  }
  const Answer all = run(graph, true, inner, inner, inner),
               kept = run(graph, false, inner, inner, inner);
  check_equal(all.values, kept.values);
  check_equal(all.gradients, kept.gradients);
}

TEST(test_exec_transposes__axes_as_an_input) {
  ChannelsLast net(18);
  net.m.initializer("axes", Tensor::vector_of({-3, 2}));
  net.conv("x", "a", 3, kChannels);
  net.m.node("ReduceL2", {"a", "axes"}, {"length"});
  net.m.node("Mul", {"a", "length"}, {"b"});
  net.conv("b", "logits", kChannels, 4);
  net.m.output("logits");
  const GraphPtr graph = read_model_bytes(net.m.bytes());
  check_cancelled(graph, 2);
}

// A Softmax over the last axis needs it there: nothing is gained, nothing is changed.
TEST(test_exec_transposes__stay_where_an_operator_needs_the_order) {
  ChannelsLast net;
  net.conv("x", "a", 3, kChannels);
  net.m.node("Softmax", {"a"}, {"soft"}, {{"axis", int64_t{-1}}});
  net.conv("soft", "b", kChannels, 6);
  net.m.node("Flatten", {"b"}, {"logits"});
  net.m.output("logits");
  const GraphPtr graph = read_model_bytes(net.m.bytes());
  const Answer one = run(graph, true), other = run(graph, false);
  CHECK_EQ(one.transposes, 4);
  CHECK_EQ(other.transposes, 4);
  CHECK(one.gradients[0].to_floats() == other.gradients[0].to_floats());
}

int main() {
  return run_tests({CASE(test_exec_transposes__pass_every_pointwise_operator),
                    CASE(test_exec_transposes__pass_operators_of_positive_numbers),
                    CASE(test_exec_transposes__pass_sums_pads_joins_and_gates),
                    CASE(test_exec_transposes__asked_for_tensors_are_themselves),
                    CASE(test_exec_transposes__axes_as_an_input),
                    CASE(test_exec_transposes__stay_where_an_operator_needs_the_order)});
}
