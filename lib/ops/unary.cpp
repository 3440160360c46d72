// Element-wise operators of one input: y = f(x), from a table of the functions in
// unary_functions.h. Backward: R f'(x); where the operator is a rectifier that the policy governs,
// max(R, 0) or max(R, 0) max(f', 0). Layout: as the input comes. Lanes of padding
// are set to zero again where f(0) is not 0 or f'(0) not finite.
#include "backend/parallel.h"
#include "ops/factories.h"
#include "ops/unary_functions.h"

namespace cnnviz::core {

namespace {

using namespace unary;

template <typename F>
CNNVIZ_HOT void forward_loop(const float* x, float* y, int64_t count, Parameters p) {
#pragma omp simd
  for (int64_t i = 0; i < count; ++i) y[i] = F::value(x[i], p);
}

// `source` is the input or the output; the gradient may be in the place of the signal.
template <typename F>
CNNVIZ_HOT void gradient_loop(const float* source, const float* signal, float* gradient,
                              int64_t count, Parameters p) {
#pragma omp simd
  for (int64_t i = 0; i < count; ++i) gradient[i] = F::slope(source[i], p) * signal[i];
}

// A mask instead of a product: an infinite signal must not make NaN of a closed rectifier.
template <>
CNNVIZ_HOT void gradient_loop<Relu>(const float* source, const float* signal, float* gradient,
                                    int64_t count, Parameters) {
#pragma omp simd
  for (int64_t i = 0; i < count; ++i) {
    const float passing = signal[i];
    gradient[i] = source[i] > 0 ? passing : 0.0f;
  }
}

template <typename F>
CNNVIZ_HOT void guided_loop(const float* source, const float* signal, float* gradient,
                            int64_t count, Parameters p) {
#pragma omp simd
  for (int64_t i = 0; i < count; ++i) {
    const float passing = signal[i] > 0 ? signal[i] : 0.0f, slope = F::slope(source[i], p);
    gradient[i] = passing * (slope > 0 ? slope : 0.0f);
  }
}

using ForwardLoop = void (*)(const float*, float*, int64_t, Parameters);
using BackwardLoop = void (*)(const float*, const float*, float*, int64_t, Parameters);

struct Row {
  const char* type;
  Parameters defaults;
  ForwardLoop forward;
  BackwardLoop gradient;
  BackwardLoop guided;  // of rectifiers
  Source source;
  Rectifier rectifier;
  bool keeps_zero;
  double cost;
};

template <typename F>
constexpr Row row(const char* type, Parameters defaults = {}) {
  BackwardLoop guided = nullptr;
  if constexpr (F::kRectifier != Rectifier::none) guided = guided_loop<F>;
  return {type,       defaults,      forward_loop<F>, gradient_loop<F>, guided,
          F::kSource, F::kRectifier, F::kKeepsZero,   F::kCost};
}

const Row kHardSwish = row<HardSwish>("HardSwish");
const Row kSwish = row<Swish>("Swish", {1.0f, 0});

const Row kRows[] = {
    row<Abs>("Abs"),
    row<Acos>("Acos"),
    row<Acosh>("Acosh"),
    row<Asin>("Asin"),
    row<Asinh>("Asinh"),
    row<Atan>("Atan"),
    row<Atanh>("Atanh"),
    row<Ceil>("Ceil"),
    row<Celu>("Celu", {1.0f, 0}),
    row<Cos>("Cos"),
    row<Cosh>("Cosh"),
    row<EluFromOutput>("Elu", {1.0f, 0}),
    row<Erf>("Erf"),
    row<Exp>("Exp"),
    row<Floor>("Floor"),
    row<Gelu>("Gelu"),
    row<HardSigmoid>("HardSigmoid", {0.2f, 0.5f}),
    kHardSwish,
    row<LeakyReluFromOutput>("LeakyRelu", {0.01f, 0}),
    row<Log>("Log"),
    row<Mish>("Mish"),
    row<Neg>("Neg"),
    row<Reciprocal>("Reciprocal"),
    row<Relu>("Relu"),
    row<Round>("Round"),
    row<Selu>("Selu", {1.67326319f, 1.05070102f}),
    row<Sigmoid>("Sigmoid"),
    row<Shrink>("Shrink", {0, 0.5f}),
    row<Sign>("Sign"),
    row<Sin>("Sin"),
    row<Sinh>("Sinh"),
    row<Softplus>("Softplus"),
    row<Softsign>("Softsign"),
    row<Sqrt>("Sqrt"),
    kSwish,
    row<Tan>("Tan"),
    row<Tanh>("Tanh"),
    row<ThresholdedRelu>("ThresholdedRelu", {1.0f, 0}),
};

const Row kEluFromInput = row<Elu>("Elu");
const Row kLeakyReluFromInput = row<LeakyRelu>("LeakyRelu");
const Row kGeluTanh = row<GeluTanh>("Gelu");

class UnaryKernel : public Kernel {
 public:
  UnaryKernel(const Row& row, Parameters parameters) : row_(row), parameters_(parameters) {}

  void forward(Buffers inputs, Buffers outputs, void*) override {
    const float* x = inputs[0].floats();
    float* y = outputs[0].floats();
    parallel_ranges(outputs[0].padded_size(), row_.cost, [&](int64_t begin, int64_t end) {
      row_.forward(x + begin, y + begin, end - begin, parameters_);
    });
    if (!row_.keeps_zero) zero_padding_lanes(y, *outputs[0].info);
  }

  void backward(const BackwardArgs& args) override {
    const float* signal = args.output_gradients[0].floats();
    float* gradient = args.input_gradients[0].floats();
    const float* source = row_.source == Source::input    ? args.inputs[0].floats()
                          : row_.source == Source::output ? args.outputs[0].floats()
                                                          : signal;
    parallel_ranges(
        args.input_gradients[0].padded_size(), row_.cost, [&](int64_t begin, int64_t end) {
          const int64_t count = end - begin;
          if (args.rule == Rule::deconvnet) {
            positive_part(signal + begin, gradient + begin, count);
            return;
          }
          const BackwardLoop loop = args.rule == Rule::guided ? row_.guided : row_.gradient;
          loop(source + begin, signal + begin, gradient + begin, count, parameters_);
        });
    if (!row_.keeps_zero) zero_padding_lanes(gradient, *args.input_gradients[0].info);
  }

  Keep keep() const override {
    return {row_.source == Source::input ? 1u : 0u, row_.source == Source::output ? 1u : 0u};
  }
  bool gradient_in_place() const override { return true; }

 private:
  const Row& row_;
  const Parameters parameters_;
};

using IntegerFunction = int64_t (*)(int64_t);

// Unsigned arithmetic: the smallest integer has no positive counterpart, it wraps to itself.
int64_t negative(int64_t x) {
  return static_cast<int64_t>(-static_cast<uint64_t>(x));
}

// The types that ONNX defines on integers too (side computations of shapes).
IntegerFunction integer_function(const std::string& type) {
  if (type == "Abs") return [](int64_t x) { return x < 0 ? negative(x) : x; };
  if (type == "Neg") return negative;
  if (type == "Relu") return [](int64_t x) { return x < 0 ? 0 : x; };
  if (type == "Sign") return [](int64_t x) -> int64_t { return (x > 0) - (x < 0); };
  return nullptr;
}

class IntegerKernel : public Kernel {
 public:
  explicit IntegerKernel(IntegerFunction function) : function_(function) {}

  void forward(Buffers inputs, Buffers outputs, void*) override {
    for (int64_t i = 0; i < outputs[0].size(); ++i)
      outputs[0].ints()[i] = function_(inputs[0].ints()[i]);
  }

 private:
  const IntegerFunction function_;
};

class UnaryOp : public ElementwiseOp {
 public:
  UnaryOp(const Row& row, Parameters parameters) : row_(row), parameters_(parameters) {}

  std::vector<ValueInfo> infer(Infos inputs) const override {
    if (integer_function(row_.type) != nullptr)
      require_type(inputs, 0, {DataType::float32, DataType::int64});
    else
      require_type(inputs, 0, {DataType::float32});
    return {ValueInfo::of(inputs[0].type, inputs[0].shape)};
  }

  Layouts layouts(Infos inputs, Infos) const override { return same_layout(inputs); }

  std::unique_ptr<Kernel> make_kernel(const KernelContext& context) const override {
    if (context.inputs[0].type == DataType::int64)
      return std::make_unique<IntegerKernel>(integer_function(row_.type));
    return std::make_unique<UnaryKernel>(row_, parameters_);
  }

  Rectifier rectifier(Infos) const override { return row_.rectifier; }

  Activation as_activation(Infos inputs) const override {
    if (inputs[0].type != DataType::float32) return {};
    const std::string_view type = row_.type;
    if (type == "Relu") return {true, 0, std::numeric_limits<float>::infinity()};
    if (type == "Swish" && parameters_.alpha == 1) return {true, 0, 0, ActivationKind::swish};
    if (type == "HardSwish") return {true, 0, 0, ActivationKind::hard_swish};
    return {};
  }

  OpPtr times_input() const override;

 private:
  const Row& row_;
  const Parameters parameters_;
};

const Row& row_for(const NodeView& node, Parameters parameters) {
  if (node.type == "Gelu") {
    const std::string form = node.get_text("approximate", "none");
    node.require(form == "none" || form == "tanh", Status::unsupported, "approximate is \"", form,
                 "\"; allowed: none, tanh");
    if (form == "tanh") return kGeluTanh;
  }
  if (node.type == "LeakyRelu" && parameters.alpha < 0) return kLeakyReluFromInput;
  if (node.type == "Elu" && parameters.alpha < 0) return kEluFromInput;
  for (const Row& each : kRows)
    if (node.type == each.type) return each;
  node.fail(Status::internal, "is in no row of the element-wise functions");
}

}  // namespace

OpPtr UnaryOp::times_input() const {
  const std::string_view type = row_.type;
  if (type == "Sigmoid") return std::make_shared<UnaryOp>(kSwish, kSwish.defaults);
  const bool is_hard = type == "HardSigmoid" && std::abs(parameters_.alpha - 1.0f / 6) < 1e-6f &&
                       parameters_.beta == 0.5f;
  if (is_hard) return std::make_shared<UnaryOp>(kHardSwish, Parameters{});
  return nullptr;
}

OpPtr make_unary(const NodeView& node) {
  require_inputs(node, 1, 1);
  Parameters parameters = row_for(node, {}).defaults;
  const bool shrink = node.type == "Shrink";
  parameters.alpha = node.get_float(shrink ? "bias" : "alpha", parameters.alpha);
  parameters.beta = node.get_float(node.type == "Selu" ? "gamma"
                                   : shrink            ? "lambd"
                                                       : "beta",
                                   parameters.beta);
  node.require(node.type != "Celu" || parameters.alpha != 0, Status::unsupported,
               "alpha is 0, by which Celu divides");
  return std::make_shared<UnaryOp>(row_for(node, parameters), parameters);
}

}  // namespace cnnviz::core
