// Operators that are short for several give what these give: each against a network that spells it
// out.
#include "exec/networks.h"
#include "support/check.h"

using namespace cnnviz::test;

namespace {

constexpr const char* kMicrosoft = "com.microsoft";

struct Answer {
  Tensor value, gradient;
};

// y for x, and the gradient of a random weighting of y with respect to x.
Answer run(const ModelBuilder& model, const Tensor& x) {
  const auto executor = make_executor(read_model_bytes(model.bytes()));
  const Tensor y = executor->forward({{"x", x}}, {{"y"}, {"y"}, {"x"}})[0];
  const Tensor seed = random_tensor(y.shape(), 99);
  return {y, executor->backward({{"y", seed}}, {}).gradients[0]};
}

ModelBuilder start(const std::vector<Extent>& extents, int64_t opset = 20) {
  ModelBuilder model(opset);
  model.import_opset(kMicrosoft, 1).input("x", extents).output("y");
  return model;
}

void check_same(const std::string& what, const ModelBuilder& fused, const ModelBuilder& spelled,
                const Shape& shape) {
  const Tensor x = random_tensor(shape, 7);
  const Answer a = run(fused, x), b = run(spelled, x);
  CHECK(a.value.shape() == b.value.shape());
  CHECK(largest(b.value) > 0 && largest(b.gradient) > 0);
  const double values = largest_difference(a.value, b.value) / largest(b.value);
  const double gradients = largest_difference(a.gradient, b.gradient) / largest(b.gradient);
  if (!(values < 1e-5) || !(gradients < 1e-4))
    throw Failure{concat(what, ": outputs differ by ", values, ", gradients by ", gradients)};
}

TEST(test_exec_expanded__convolutions_with_sum_and_activation) {
  const Shape shape{1, 3, 5, 5};
  struct Row {
    const char* type;
    Floats parameters;
    Attributes spelled;
    int64_t opset;
  };
  const Row rows[] = {{"Relu", {}, {}, 10},
                      {"Tanh", {}, {}, 10},
                      {"Sigmoid", {}, {}, 10},
                      {"LeakyRelu", {0.2f}, {{"alpha", 0.2f}}, 10},
                      {"HardSigmoid", {0.3f, 0.4f}, {{"alpha", 0.3f}, {"beta", 0.4f}}, 10},
                      {"Clip", {-0.5f, 0.7f}, {{"min", -0.5f}, {"max", 0.7f}}, 10}};
  for (const Row& row : rows)
    for (const bool sum : {false, true}) {
      const auto weighted = [&] {
        ModelBuilder m = start({1, 3, 5, 5}, row.opset);
        m.initializer("w", random_tensor({4, 3, 3, 3}, 1, -0.3, 0.3))
            .initializer("b", random_tensor({4}, 2))
            .initializer("z", random_tensor({1, 4, 3, 3}, 3));
        return m;
      };
      ModelBuilder fused = weighted(), spelled = weighted();
      Attributes attributes{{"activation", std::string(row.type)}};
      if (!row.parameters.empty()) attributes.emplace_back("activation_params", row.parameters);
      fused.node("FusedConv", sum ? Names{"x", "w", "b", "z"} : Names{"x", "w", "b"}, {"y"},
                 attributes, "conv", kMicrosoft);
      spelled.node("Conv", {"x", "w", "b"}, {"c"});
      if (sum) spelled.node("Add", {"c", "z"}, {"s"});
      spelled.node(row.type, {sum ? "s" : "c"}, {"y"}, row.spelled);
      check_same(concat("FusedConv with ", row.type), fused, spelled, shape);
    }
}

TEST(test_exec_expanded__the_convolution_keeps_the_name_of_the_node) {
  ModelBuilder m = start({1, 1, 3, 3});
  m.initializer("w", random_tensor({1, 1, 2, 2}, 1))
      .node("FusedConv", {"x", "w"}, {"y"}, {{"activation", std::string("Relu")}}, "conv",
            kMicrosoft)
      .node("Relu", {"x"}, {"y/between"});
  const GraphPtr graph = read_model_bytes(m.bytes());
  CHECK_EQ(graph->nodes[0].view.type, std::string("Conv"));
  CHECK_EQ(graph->nodes[0].view.name, std::string("conv"));
  CHECK_EQ(graph->nodes[0].view.outputs[0], std::string("y/between_2"));
  CHECK_EQ(graph->nodes[1].view.label(), std::string("Relu #0 -> y"));
}

TEST(test_exec_expanded__matrix_products) {
  const auto weighted = [] {
    ModelBuilder m = start({3, 4});
    m.initializer("w", random_tensor({5, 4}, 1)).initializer("b", random_tensor({5}, 2));
    return m;
  };
  ModelBuilder gemm = weighted(), spelled_gemm = weighted();
  gemm.node("FusedGemm", {"x", "w", "b"}, {"y"},
            {{"transB", int64_t{1}},
             {"alpha", 0.5f},
             {"activation", std::string("LeakyRelu")},
             {"activation_alpha", 0.1f}},
            "", kMicrosoft);
  spelled_gemm.node("Gemm", {"x", "w", "b"}, {"g"}, {{"transB", int64_t{1}}, {"alpha", 0.5f}})
      .node("LeakyRelu", {"g"}, {"y"}, {{"alpha", 0.1f}});
  check_same("FusedGemm", gemm, spelled_gemm, {3, 4});
}

TEST(test_exec_expanded__gelus) {
  struct Row {
    const char* type;
    bool bias;
    const char* spelled;
    Attributes attributes;
  };
  const Row rows[] = {{"Gelu", false, "Gelu", {}},
                      {"BiasGelu", true, "Gelu", {}},
                      {"FastGelu", false, "Gelu", {{"approximate", std::string("tanh")}}},
                      {"FastGelu", true, "Gelu", {{"approximate", std::string("tanh")}}}};
  for (const Row& row : rows) {
    ModelBuilder fused = start({2, 3, 5}), spelled = start({2, 3, 5});
    for (ModelBuilder* m : {&fused, &spelled}) m->initializer("b", random_tensor({5}, 2));
    fused.node(row.type, row.bias ? Names{"x", "b"} : Names{"x"}, {"y"}, {}, "", kMicrosoft);
    if (row.bias) spelled.node("Add", {"x", "b"}, {"s"});
    spelled.node(row.spelled, {row.bias ? "s" : "x"}, {"y"}, row.attributes);
    check_same(row.type, fused, spelled, {2, 3, 5});
  }
  ModelBuilder quick = start({7}), spelled = start({7});
  quick.node("QuickGelu", {"x"}, {"y"}, {{"alpha", 1.5f}}, "", kMicrosoft);
  spelled.initializer("a", Tensor::scalar(1.5f))
      .node("Mul", {"x", "a"}, {"m"})
      .node("Sigmoid", {"m"}, {"s"})
      .node("Mul", {"x", "s"}, {"y"});
  check_same("QuickGelu", quick, spelled, {7});
}

TEST(test_exec_expanded__normalizations) {
  const Shape shape{2, 3, 8};
  const auto weighted = [] {
    ModelBuilder m = start({2, 3, 8});
    m.initializer("k", random_tensor({2, 3, 8}, 1))
        .initializer("g", random_tensor({8}, 2))
        .initializer("o", random_tensor({8}, 3))
        .initializer("b", random_tensor({8}, 4))
        .initializer("e", Tensor::scalar(1e-3f));
    return m;
  };
  for (const bool bias : {false, true}) {
    ModelBuilder fused = weighted(), spelled = weighted();
    Names inputs{"x", "k", "g", "o"};
    if (bias) inputs.emplace_back("b");
    fused.node("SkipLayerNormalization", inputs, {"n", "", "", "s"}, {{"epsilon", 1e-3f}}, "",
               kMicrosoft);
    spelled.node("Add", {"x", "k"}, {bias ? "xk" : "s"});
    if (bias) spelled.node("Add", {"xk", "b"}, {"s"});
    spelled.node("LayerNormalization", {"s", "g", "o"}, {"n"}, {{"epsilon", 1e-3f}});
    for (ModelBuilder* m : {&fused, &spelled}) m->node("Mul", {"n", "s"}, {"y"});
    check_same("SkipLayerNormalization", fused, spelled, shape);
  }
  const auto root_mean_square = [](ModelBuilder* m, const std::string& in) {
    m->node("Mul", {in, in}, {"q"})
        .node("ReduceMean", {"q", "axes"}, {"mean"})
        .node("Add", {"mean", "e"}, {"more"})
        .node("Sqrt", {"more"}, {"root"})
        .node("Div", {in, "root"}, {"r"})
        .node("Mul", {"r", "g"}, {"y"})
        .initializer("axes", Tensor::vector_of({-1}));
  };
  ModelBuilder skip = weighted(), spelled_skip = weighted();
  skip.node("SkipSimplifiedLayerNormalization", {"x", "k", "g"}, {"y"}, {{"epsilon", 1e-3f}}, "",
            kMicrosoft);
  spelled_skip.node("Add", {"x", "k"}, {"s"});
  root_mean_square(&spelled_skip, "s");
  check_same("SkipSimplifiedLayerNormalization", skip, spelled_skip, shape);
  for (const char* type : {"SimplifiedLayerNormalization", "RMSNormalization"}) {
    ModelBuilder fused = weighted(), spelled = weighted();
    fused.node(type, {"x", "g"}, {"y"}, {{"epsilon", 1e-3f}});
    root_mean_square(&spelled, "x");
    check_same(type, fused, spelled, shape);
  }
}

TEST(test_exec_expanded__lengths_and_moments) {
  ModelBuilder lp = start({2, 3, 4}), spelled_lp = start({2, 3, 4});
  lp.node("LpNormalization", {"x"}, {"y"}, {{"axis", int64_t{1}}, {"p", int64_t{1}}});
  spelled_lp.initializer("axes", Tensor::vector_of({1}))
      .node("ReduceL1", {"x", "axes"}, {"l"})
      .node("Div", {"x", "l"}, {"y"});
  check_same("LpNormalization", lp, spelled_lp, {2, 3, 4});
  // Over the positions of each channel: what an instance normalization does.
  ModelBuilder moments = start({2, 3, 4, 4}), spelled = start({2, 3, 4, 4});
  moments.node("MeanVarianceNormalization", {"x"}, {"y"}, {{"axes", Ints{2, 3}}});
  spelled.initializer("one", Tensor::from_floats({3}, Floats{1, 1, 1}))
      .initializer("zero", Tensor(DataType::float32, {3}))
      .node("InstanceNormalization", {"x", "one", "zero"}, {"y"}, {{"epsilon", 0.0f}});
  check_same("MeanVarianceNormalization", moments, spelled, {2, 3, 4, 4});
}

TEST(test_exec_expanded__einsum_of_three) {
  ModelBuilder three = start({2, 3}), spelled = start({2, 3});
  for (ModelBuilder* m : {&three, &spelled})
    m->initializer("a", random_tensor({3, 4}, 1)).initializer("b", random_tensor({4, 5, 2}, 2));
  three.node("Einsum", {"x", "a", "b"}, {"y"}, {{"equation", std::string("ij, jk, kli -> li")}});
  spelled.node("MatMul", {"x", "a"}, {"xa"})
      .node("Einsum", {"xa", "b"}, {"y"}, {{"equation", std::string("ik,kli->li")}});
  check_same("Einsum", three, spelled, {2, 3});
}

// Two heads of three channels.
TEST(test_exec_expanded__attention) {
  const Shape shape{2, 5, 6};
  const auto spell = [](ModelBuilder* m, bool biased) {
    m->initializer("heads", Tensor::vector_of({0, 0, 2, 3}))
        .initializer("joined", Tensor::vector_of({0, 0, 6}))
        .initializer("root", Tensor::scalar(std::sqrt(3.0f)));
    for (const std::string part : {"q", "k", "v"})
      m->node("Reshape", {part, "heads"}, {part + "r"})
          .node("Transpose", {part + "r"}, {part + "t"}, {{"perm", Ints{0, 2, 1, 3}}});
    m->node("Einsum", {"qt", "kt"}, {"qk"}, {{"equation", std::string("bhid,bhjd->bhij")}})
        .node("Div", {"qk", "root"}, {"scores"});
    if (biased) m->node("Add", {"scores", "relative"}, {"moved"});
    m->node("Softmax", {biased ? "moved" : "scores"}, {"weights"}, {{"axis", int64_t{-1}}})
        .node("MatMul", {"weights", "vt"}, {"mixed"})
        .node("Transpose", {"mixed"}, {"tokens"}, {{"perm", Ints{0, 2, 1, 3}}})
        .node("Reshape", {"tokens", "joined"}, {"y"});
  };
  for (const bool biased : {false, true}) {
    ModelBuilder fused = start({2, 5, 6}), spelled = start({2, 5, 6});
    for (ModelBuilder* m : {&fused, &spelled})
      m->initializer("w", random_tensor({6, 18}, 1, -0.7, 0.7))
          .initializer("b", random_tensor({18}, 2))
          .initializer("relative", random_tensor({1, 2, 5, 5}, 3));
    const Attributes heads{{"num_heads", int64_t{2}}};
    fused.node("Attention",
               biased ? Names{"x", "w", "b", "", "", "relative"} : Names{"x", "w", "b"}, {"y"},
               heads, "", kMicrosoft);
    spelled.node("MatMul", {"x", "w"}, {"p"})
        .node("Add", {"p", "b"}, {"pb"})
        .node("Split", {"pb"}, {"q", "k", "v"},
              {{"axis", int64_t{2}}, {"num_outputs", int64_t{3}}});
    spell(&spelled, biased);
    check_same("Attention", fused, spelled, shape);

    ModelBuilder many = start({2, 5, 6}), spelled_many = start({2, 5, 6});
    for (ModelBuilder* m : {&many, &spelled_many})
      m->initializer("ones", Tensor::from_floats({6}, Floats{1, 2, 3, -1, -2, -3}))
          .initializer("relative", random_tensor({1, 2, 5, 5}, 3))
          .node("Mul", {"x", "ones"}, {"kx"})
          .node("Tanh", {"x"}, {"v0"});
    many.initializer("b", random_tensor({18}, 2))
        .node("MultiHeadAttention",
              biased ? Names{"x", "kx", "v0", "b", "", "relative"} : Names{"x", "kx", "v0", "b"},
              {"y"}, heads, "", kMicrosoft);
    const std::vector<float> bias = random_tensor({18}, 2).to_floats();
    for (size_t i = 0; i < 3; ++i) {
      const auto first = bias.begin() + static_cast<ptrdiff_t>(6 * i);
      const Names from{"x", "kx", "v0"}, to{"q", "k", "v"};
      spelled_many.initializer(concat("b", i), Tensor::from_floats({6}, Floats(first, first + 6)))
          .node("Add", {from[i], concat("b", i)}, {to[i]});
    }
    spell(&spelled_many, biased);
    check_same("MultiHeadAttention", many, spelled_many, shape);
  }
}

// As ONNX 23 has it: heads apart or side by side, one head of keys for all, masks of both types.
TEST(test_exec_expanded__attention_of_onnx) {
  enum class Mask { none, floats, booleans };
  const auto name = [](const char* part, const char* kind) { return concat(part, kind); };
  for (const Mask mask : {Mask::none, Mask::floats, Mask::booleans})
    for (const bool apart : {false, true})
      for (const bool shared : {false, true}) {
        ModelBuilder fused = start({2, 5, 6}, 23), spelled = start({2, 5, 6}, 23);
        Tensor allowed(DataType::boolean, {5, 5}), bias = random_tensor({5, 5}, 3);
        for (size_t i = 0; i < 25; ++i) {
          allowed.mutable_booleans()[i] = i % 5 <= i / 5 ? 1 : 0;
          if (mask == Mask::booleans)
            bias.mutable_floats()[i] = allowed.booleans()[i] != 0 ? 0.0f : -1e9f;
        }
        const int64_t key_heads = shared ? 1 : 2;
        for (ModelBuilder* m : {&fused, &spelled})
          m->initializer("allowed", allowed)
              .initializer("bias", bias)
              .initializer("heads", Tensor::vector_of({0, 0, 2, 3}))
              .initializer("key_heads", Tensor::vector_of({0, 0, key_heads, 3}))
              .initializer("joined", Tensor::vector_of({0, 0, 6}))
              .initializer("scale", Tensor::scalar(0.3f))
              .initializer("wk", random_tensor({6, 3 * key_heads}, 1, -0.7, 0.7))
              .initializer("wv", random_tensor({6, 3 * key_heads}, 2, -0.7, 0.7))
              .node("Tanh", {"x"}, {"q"})
              .node("MatMul", {"x", "wk"}, {"k"})
              .node("MatMul", {"x", "wv"}, {"v"});
        const auto split = [&](ModelBuilder* m) {
          for (const char* part : {"q", "k", "v"})
            m->node("Reshape", {part, *part == 'q' ? "heads" : "key_heads"}, {name(part, "r")})
                .node("Transpose", {name(part, "r")}, {name(part, "t")},
                      {{"perm", Ints{0, 2, 1, 3}}});
        };
        const auto join = [&](ModelBuilder* m) {
          m->node("Transpose", {"mixed"}, {"tokens"}, {{"perm", Ints{0, 2, 1, 3}}})
              .node("Reshape", {"tokens", "joined"}, {"y"});
        };
        Attributes attributes{{"scale", 0.3f}};
        Names inputs = apart ? Names{"qt", "kt", "vt"} : Names{"q", "k", "v"};
        if (mask != Mask::none) inputs.push_back(mask == Mask::floats ? "bias" : "allowed");
        if (apart) {
          split(&fused);
        } else {
          attributes.emplace_back("q_num_heads", int64_t{2});
          attributes.emplace_back("kv_num_heads", key_heads);
        }
        fused.node("Attention", inputs, {apart ? "mixed" : "y"}, attributes);
        if (apart) join(&fused);

        split(&spelled);
        spelled.node("Transpose", {"kt"}, {"ktt"}, {{"perm", Ints{0, 1, 3, 2}}})
            .node("MatMul", {"qt", "ktt"}, {"qk"})
            .node("Mul", {"qk", "scale"}, {"scores"});
        if (mask != Mask::none) spelled.node("Add", {"scores", "bias"}, {"moved"});
        spelled
            .node("Softmax", {mask != Mask::none ? "moved" : "scores"}, {"weights"},
                  {{"axis", int64_t{-1}}})
            .node("MatMul", {"weights", "vt"}, {"mixed"});
        join(&spelled);
        check_same(concat("Attention, mask ", static_cast<int>(mask), apart ? ", apart" : "",
                          shared ? ", shared keys" : ""),
                   fused, spelled, {2, 5, 6});
      }
}

TEST(test_exec_expanded__refuses_forms_that_it_does_not_know) {
  const auto refusal = [](const std::string& type, const Names& inputs,
                          const Attributes& attributes, const char* text,
                          const char* domain = kMicrosoft) {
    ModelBuilder m = start({2, 5, 6}, 23);
    m.initializer("w", random_tensor({6, 18}, 1))
        .initializer("none", Tensor(DataType::boolean, {5, 5}))
        .node(type, inputs, {"y"}, attributes, "", domain);
    CHECK_ERROR(read_model_bytes(m.bytes()), Status::unsupported, text);
  };
  refusal("FusedConv", {"x", "w"}, {{"activation", std::string("Mystery")}},
          "its activation \"Mystery\" is not supported");
  refusal("Attention", {"x", "w", "", "x"}, {{"num_heads", int64_t{2}}}, "(mask or past)");
  refusal("Attention", {"x", "w"}, {{"num_heads", int64_t{2}}, {"unidirectional", int64_t{1}}},
          "unidirectional");
  refusal("MultiHeadAttention", {"x"}, {{"num_heads", int64_t{2}}}, "packed");
  const Attributes heads{{"q_num_heads", int64_t{6}}, {"kv_num_heads", int64_t{3}}};
  refusal("Attention", {"x", "x", "x"}, heads, "kv_num_heads is 3; 1 and q_num_heads, 6,", "");
  refusal("Attention", {"x", "x", "x", "none"}, {}, "its mask leaves some query no key", "");
  refusal("Attention", {"x", "x", "x", "", "x", "x"}, {}, "input 4 (past)", "");
  refusal("Attention", {"x", "x", "x"}, {{"is_causal", int64_t{1}}}, "is_causal", "");
  refusal("Attention", {"x", "x", "x"}, {{"softcap", 2.0f}}, "softcap", "");
}

}  // namespace

int main() {
  return run_tests({CASE(test_exec_expanded__convolutions_with_sum_and_activation),
                    CASE(test_exec_expanded__the_convolution_keeps_the_name_of_the_node),
                    CASE(test_exec_expanded__matrix_products), CASE(test_exec_expanded__gelus),
                    CASE(test_exec_expanded__normalizations),
                    CASE(test_exec_expanded__lengths_and_moments),
                    CASE(test_exec_expanded__einsum_of_three), CASE(test_exec_expanded__attention),
                    CASE(test_exec_expanded__attention_of_onnx),
                    CASE(test_exec_expanded__refuses_forms_that_it_does_not_know)});
}
