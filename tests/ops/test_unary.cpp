#include <functional>

#include "ops/factories.h"
#include "support/check_op.h"
#include "support/naive.h"

using namespace cnnviz::test;

namespace {

using Attributes = std::map<std::string, Attribute>;

struct Function {
  const char* type;
  int64_t opset;
  Attributes attributes;
  std::function<double(double)> value;
  Rectifier rectifier = Rectifier::none;
  double low = -3, high = 3;  // of the inputs
  double step = 1.0 / 64;
};

double logistic(double x) {
  return 1 / (1 + std::exp(-x));
}

const std::vector<Function>& functions() {
  constexpr auto kExtended = Rectifier::extended;
  static const std::vector<Function> list = {
      {"Relu", 7, {}, [](double x) { return std::max(x, 0.0); }, Rectifier::relu},
      {"LeakyRelu", 7, {}, [](double x) { return x < 0 ? 0.01f * x : x; }, kExtended},
      {"LeakyRelu",
       16,
       {{"alpha", 0.3f}},
       [](double x) { return x < 0 ? 0.3f * x : x; },
       kExtended},
      {"LeakyRelu",
       7,
       {{"alpha", -0.5f}},
       [](double x) { return x < 0 ? -0.5 * x : x; },
       kExtended},
      {"Elu", 7, {}, [](double x) { return x < 0 ? std::expm1(x) : x; }, kExtended},
      {"Elu",
       7,
       {{"alpha", 2.0f}},
       [](double x) { return x < 0 ? 2 * std::expm1(x) : x; },
       kExtended},
      {"Elu",
       22,
       {{"alpha", -1.5f}},
       [](double x) { return x < 0 ? -1.5 * std::expm1(x) : x; },
       kExtended},
      {"Selu",
       7,
       {},
       [](double x) {
         return 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * std::expm1(x));
       },
       kExtended},
      {"Selu",
       7,
       {{"alpha", 2.0f}, {"gamma", 3.0f}},
       [](double x) { return 3 * (x > 0 ? x : 2 * std::expm1(x)); },
       kExtended},
      {"Celu",
       12,
       {{"alpha", 2.0f}},
       [](double x) { return std::max(0.0, x) + std::min(0.0, 2 * std::expm1(x / 2)); },
       kExtended},
      {"ThresholdedRelu", 10, {}, [](double x) { return x > 1 ? x : 0; }, kExtended},
      {"ThresholdedRelu",
       10,
       {{"alpha", -1.0f}},
       [](double x) { return x > -1 ? x : 0; },
       kExtended},
      {"HardSwish",
       14,
       {},
       [](double x) { return x * std::min(1.0, std::max(0.0, x / 6 + 0.5)); },
       kExtended,
       -5,
       5},
      {"Softplus", 7, {}, [](double x) { return std::log1p(std::exp(x)); }, kExtended, -6, 6},
      {"Mish",
       18,
       {},
       [](double x) { return x * std::tanh(std::log1p(std::exp(x))); },
       kExtended,
       -6,
       30},
      {"Gelu",
       20,
       {},
       [](double x) { return 0.5 * x * (1 + std::erf(x / std::sqrt(2.0))); },
       kExtended,
       -5,
       5},
      {"Gelu",
       20,
       {{"approximate", std::string("tanh")}},
       [](double x) {
         return 0.5 * x *
                (1 + std::tanh(std::sqrt(2 / 3.14159265358979323846) * (x + 0.044715 * x * x * x)));
       },
       kExtended,
       -5,
       5},
      {"Swish", 24, {}, [](double x) { return x * logistic(x); }, kExtended, -6, 6},
      {"Swish",
       24,
       {{"alpha", 1.702f}},
       [](double x) { return x * logistic(1.702f * x); },
       kExtended},
      {"Sigmoid", 7, {}, logistic, Rectifier::none, -8, 8},
      {"Tanh", 7, {}, [](double x) { return std::tanh(x); }},
      {"HardSigmoid",
       7,
       {},
       [](double x) { return std::max(0.0, std::min(1.0, 0.2f * x + 0.5)); },
       Rectifier::none,
       -4,
       4},
      {"HardSigmoid",
       22,
       {{"alpha", 1.0f / 6}, {"beta", 0.25f}},
       [](double x) { return std::max(0.0, std::min(1.0, x / 6 + 0.25)); }},
      {"Softsign", 7, {}, [](double x) { return x / (1 + std::abs(x)); }},
      {"Sin", 7, {}, [](double x) { return std::sin(x); }, Rectifier::none, -3, 3},
      {"Cos", 7, {}, [](double x) { return std::cos(x); }, Rectifier::none, -3, 3},
      {"Tan", 7, {}, [](double x) { return std::tan(x); }, Rectifier::none, -0.6, 0.6},
      {"Asin", 7, {}, [](double x) { return std::asin(x); }, Rectifier::none, -0.4, 0.4},
      {"Acos", 7, {}, [](double x) { return std::acos(x); }, Rectifier::none, -0.4, 0.4},
      {"Atan", 7, {}, [](double x) { return std::atan(x); }, Rectifier::none, -3, 3},
      {"Sinh", 9, {}, [](double x) { return std::sinh(x); }, Rectifier::none, -2, 2},
      {"Cosh", 9, {}, [](double x) { return std::cosh(x); }, Rectifier::none, -2, 2},
      {"Asinh", 9, {}, [](double x) { return std::asinh(x); }, Rectifier::none, -3, 3},
      {"Acosh", 9, {}, [](double x) { return std::acosh(x); }, Rectifier::none, 1.5, 4},
      {"Atanh", 9, {}, [](double x) { return std::atanh(x); }, Rectifier::none, -0.4, 0.4},
      {"Shrink", 9, {}, [](double x) { return x < -0.5 || x > 0.5 ? x : 0; }},
      {"Shrink",
       9,
       {{"bias", 0.25f}, {"lambd", 1.0f}},
       [](double x) { return x < -1  ? x + 0.25
                             : x > 1 ? x - 0.25
                                     : 0; }},
      {"Shrink",
       9,
       {{"bias", 0.25f}, {"lambd", -1.0f}},
       [](double x) { return x < 1 ? x + 0.25 : x - 0.25; }},
      {"Erf", 9, {}, [](double x) { return std::erf(x); }},
      {"Exp", 7, {}, [](double x) { return std::exp(x); }},
      {"Log", 7, {}, [](double x) { return std::log(x); }, Rectifier::none, 0.4, 4},
      {"Sqrt", 7, {}, [](double x) { return std::sqrt(x); }, Rectifier::none, 0.4, 4},
      {"Reciprocal", 7, {}, [](double x) { return 1 / x; }, Rectifier::none, -4, -0.8},
      {"Abs", 7, {}, [](double x) { return std::abs(x); }},
      {"Neg", 7, {}, [](double x) { return -x; }},
      {"Floor", 7, {}, [](double x) { return std::floor(x); }},
      {"Ceil", 7, {}, [](double x) { return std::ceil(x); }},
      {"Round", 11, {}, [](double x) { return std::nearbyint(x); }},
      {"Sign", 9, {}, [](double x) { return static_cast<double>((x > 0) - (x < 0)); }},
  };
  return list;
}

// The values that two-sided tests seldom meet, next to random ones.
std::vector<float> corners(const Function& function) {
  std::vector<float> all = {0.0f, -0.0f, 0.5f, -0.5f, 1.5f,  2.5f,   -1.5f, 1e-6f, -1e-6f,
                            1.0f, -1.0f, 3.0f, -3.0f, 10.0f, -10.0f, 60.0f, -60.0f};
  std::vector<float> inside;
  for (const float value : all)
    if (function.low < 0 && function.high > 0)
      inside.push_back(value);
    else if (static_cast<double>(value) > function.low &&
             static_cast<double>(value) < function.high)
      inside.push_back(value);
  return inside;
}

}  // namespace

TEST(test_ops_unary__values_gradients_rules_geometry) {
  const std::vector<Shape> shapes = {{}, {7}, {3, 5}, {2, 3, 5}, {2, 19, 3, 4}, {1, 16, 2, 2, 3}};
  for (const Function& function : functions()) {
    int blocked = 0;
    for (const Shape& shape : shapes) {
      OpCase item;
      item.name = concat(function.type, " ", shape_text(shape));
      item.op = make_unary(make_node(function.type, function.opset, 1, function.attributes));
      const double one = function.high < 1.3 ? function.high / 2 : 1.3;
      item.inputs = {{shape.empty() ? Tensor::scalar(static_cast<float>(one))
                                    : random_tensor(shape, 11, function.low, function.high)}};
      item.naive = [&](const std::vector<Tensor>& in) {
        return std::vector<Tensor>{
            map_elements(DataType::float32, in,
                         [&](const std::vector<double>& x) { return function.value(x[0]); })};
      };
      item.tolerance = 1e-6;
      item.step = function.step;
      item.smooth = shape.size() < 2 ? 0 : 0.7;
      item.exact_geometry = true;
      blocked += check_op(item).blocked;
      CHECK(item.op->rectifier(infos_of(item.inputs)) == function.rectifier);
    }
    CHECK_EQ(blocked, 3);
  }
}

TEST(test_ops_unary__values_at_special_points) {
  for (const Function& function : functions()) {
    const std::vector<float> values = corners(function);
    OpRunner runner(make_unary(make_node(function.type, function.opset, 1, function.attributes)),
                    {{Tensor::from_floats({static_cast<int64_t>(values.size())}, values)}},
                    {Layout::plain});
    const std::vector<Tensor> got = runner.forward();
    for (size_t i = 0; i < values.size(); ++i) {
      const double expected = function.value(static_cast<double>(values[i]));
      if (std::isinf(expected)) continue;  // of Reciprocal at 0
      const double difference = std::abs(static_cast<double>(got[0].floats()[i]) - expected);
      if (difference > 1e-6 * std::max(1.0, std::abs(expected)))
        throw Failure{concat(function.type, "(", values[i], ") = ", got[0].floats()[i],
                             ", expected ", expected)};
    }
  }
}

TEST(test_ops_unary__nan_stays_nan) {
  for (const char* type :
       {"Relu", "LeakyRelu", "Sigmoid", "Tanh", "Exp", "Erf", "HardSwish", "Abs"}) {
    OpRunner runner(make_unary(make_node(type, 14, 1)),
                    {{Tensor::from_floats({2}, std::vector<float>{NAN, 1})}}, {Layout::plain});
    const std::vector<Tensor> y = runner.forward();
    CHECK(std::isnan(y[0].floats()[0]));
    CHECK(!std::isnan(y[0].floats()[1]));
  }
}

TEST(test_ops_unary__derivative_of_relu_at_zero_is_zero) {
  OpRunner runner(make_unary(make_node("Relu", 14, 1)),
                  {{Tensor::from_floats({3}, std::vector<float>{-1, 0, 2})}}, {Layout::plain});
  runner.forward();
  const Tensor signal = Tensor::from_floats({3}, std::vector<float>{5, 6, 7});
  const Tensor gradient = runner.backward({signal}, {})[0];
  CHECK_EQ(gradient.floats()[0], 0.0f);
  CHECK_EQ(gradient.floats()[1], 0.0f);
  CHECK_EQ(gradient.floats()[2], 7.0f);
  // A closed rectifier stops even an infinite signal.
  const Tensor endless = Tensor::from_floats({3}, std::vector<float>{INFINITY, INFINITY, 1});
  CHECK_EQ(runner.backward({endless}, {})[0].floats()[0], 0.0f);
}

TEST(test_ops_unary__relu_is_a_clamp_that_needs_its_output_alone) {
  const OpPtr relu = make_unary(make_node("Relu", 14, 1));
  const std::vector<OpInput> inputs = {{random_tensor({2, 3}, 1)}};
  const Activation clamp = relu->as_activation(infos_of(inputs));
  CHECK(clamp.present && clamp.low == 0 && std::isinf(clamp.high));
  CHECK(!make_unary(make_node("LeakyRelu", 14, 1))->as_activation(infos_of(inputs)).present);
  OpRunner runner(relu, inputs, {Layout::plain});
  CHECK_EQ(runner.kernel()->keep().inputs, 0u);
  CHECK_EQ(runner.kernel()->keep().outputs, 1u);
}

TEST(test_ops_unary__integers_forward) {
  const Tensor x = Tensor::vector_of({-3, 0, 5, INT64_MIN});
  const auto run = [&](const char* type) {
    return OpRunner(make_unary(make_node(type, 14, 1)), {{x}}, {Layout::plain})
        .forward()[0]
        .to_ints();
  };
  CHECK(run("Abs") == std::vector<int64_t>({3, 0, 5, INT64_MIN}));
  CHECK(run("Neg") == std::vector<int64_t>({3, 0, -5, INT64_MIN}));
  CHECK(run("Sign") == std::vector<int64_t>({-1, 0, 1, -1}));
  CHECK(run("Relu") == std::vector<int64_t>({0, 0, 5, 0}));
}

TEST(test_ops_unary__empty_tensors) {
  OpRunner runner(make_unary(make_node("Sigmoid", 14, 1)), {{Tensor(DataType::float32, {2, 0, 3})}},
                  {Layout::plain});
  CHECK_EQ(runner.forward()[0].size(), 0);
}

TEST(test_ops_unary__refusals) {
  const ValueInfo ints = ValueInfo::of(DataType::int64, {3});
  CHECK_ERROR(make_unary(make_node("Exp", 14, 1))->infer({&ints, 1}), Status::unsupported,
              "input 0 is int64; allowed: float32");
  CHECK_ERROR(make_unary(make_node("Exp", 14, 2)), Status::corrupt, "it has 2 inputs; 1");
  CHECK_ERROR(make_unary(make_node("Gelu", 20, 1, {{"approximate", std::string("none ")}})),
              Status::unsupported, "allowed: none, tanh");
  CHECK_ERROR(make_unary(make_node("Celu", 12, 1, {{"alpha", 0.0f}})), Status::unsupported,
              "alpha is 0");
}

int main() {
  return run_tests({CASE(test_ops_unary__values_gradients_rules_geometry),
                    CASE(test_ops_unary__values_at_special_points),
                    CASE(test_ops_unary__nan_stays_nan),
                    CASE(test_ops_unary__derivative_of_relu_at_zero_is_zero),
                    CASE(test_ops_unary__relu_is_a_clamp_that_needs_its_output_alone),
                    CASE(test_ops_unary__integers_forward), CASE(test_ops_unary__empty_tensors),
                    CASE(test_ops_unary__refusals)});
}
