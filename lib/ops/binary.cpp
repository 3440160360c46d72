// Add, Sub, Mul, Div, Mod, Pow with NumPy broadcasting (ONNX, opsets 7 and later), float32 with
// gradients to both inputs, int64 forward for the side computations of shapes. Layouts:
// binary_form.h. Add applies a fused clamp as it writes (residual additions). Mod has the sign of
// the divisor, with fmod = 1 that of the dividend as in C; floats need fmod = 1.
#include <cmath>

#include "ops/binary_kernel.h"
#include "ops/factories.h"

namespace cnnviz::core {

namespace {

struct Add {
  static constexpr uint32_t kReadsForA = 0, kReadsForB = 0;
  static constexpr bool kKeepsZero = true, kRectifier = false;
  static constexpr double kCost = 0.3;
  static constexpr uint32_t kPasses = 3;
  static float value(float a, float b) { return a + b; }
  static float slope_a(float, float) { return 1; }
  static float slope_b(float, float) { return 1; }
};

struct Sub {
  static constexpr uint32_t kReadsForA = 0, kReadsForB = 0;
  static constexpr bool kKeepsZero = true, kRectifier = false;
  static constexpr double kCost = 0.3;
  static constexpr uint32_t kPasses = 1;
  static float value(float a, float b) { return a - b; }
  static float slope_a(float, float) { return 1; }
  static float slope_b(float, float) { return -1; }
};

struct Mul {
  static constexpr uint32_t kReadsForA = 2, kReadsForB = 1;
  static constexpr bool kKeepsZero = true, kRectifier = false;
  static constexpr double kCost = 0.3;
  static constexpr uint32_t kPasses = 0;
  static float value(float a, float b) { return a * b; }
  static float slope_a(float, float b) { return b; }
  static float slope_b(float a, float) { return a; }
};

struct Div {
  static constexpr uint32_t kReadsForA = 2, kReadsForB = 3;
  static constexpr bool kKeepsZero = false, kRectifier = false;
  static constexpr double kCost = 0.4;
  static constexpr uint32_t kPasses = 0;
  static float value(float a, float b) { return a / b; }
  static float slope_a(float, float b) { return 1 / b; }
  static float slope_b(float a, float b) { return -a / (b * b); }
};

struct Pow {
  static constexpr uint32_t kReadsForA = 3, kReadsForB = 3;
  static constexpr bool kKeepsZero = false, kRectifier = false;
  static constexpr double kCost = 15;
  static constexpr uint32_t kPasses = 0;
  static float value(float a, float b) { return b == 2 ? a * a : std::pow(a, b); }
  static float slope_a(float a, float b) {
    if (b == 2) return 2 * a;
    return b == 0 ? 0 : b * std::pow(a, b - 1);  // not 0 * infinity at a = 0
  }
  // Real for positive bases alone.
  static float slope_b(float a, float b) { return a > 0 ? std::pow(a, b) * std::log(a) : 0; }
};

struct Fmod {
  static constexpr uint32_t kReadsForA = 0, kReadsForB = 3;
  static constexpr bool kKeepsZero = false, kRectifier = false;
  static constexpr double kCost = 5;
  static constexpr uint32_t kPasses = 1;
  static float value(float a, float b) { return std::fmod(a, b); }
  static float slope_a(float, float) { return 1; }
  static float slope_b(float a, float b) { return -std::trunc(a / b); }
};

uint64_t bits(int64_t value) {
  return static_cast<uint64_t>(value);
}

// By squaring, modulo 2^64; negative exponents give the truncated fraction.
int64_t integer_power(int64_t base, int64_t exponent) {
  if (exponent < 0) return base == 1 ? 1 : base == -1 ? (exponent % 2 == 0 ? 1 : -1) : 0;
  uint64_t result = 1, factor = bits(base);
  for (; exponent != 0; exponent >>= 1, factor *= factor)
    if ((exponent & 1) != 0) result *= factor;
  return static_cast<int64_t>(result);
}

using IntegerFunction = int64_t (*)(int64_t, int64_t);

// Sums and products wrap (unsigned arithmetic), quotients are truncated toward zero.
IntegerFunction integer_function(const std::string& type) {
  using Integer = int64_t;
  if (type == "Add") return [](Integer a, Integer b) { return Integer(bits(a) + bits(b)); };
  if (type == "Sub") return [](Integer a, Integer b) { return Integer(bits(a) - bits(b)); };
  if (type == "Mul") return [](Integer a, Integer b) { return Integer(bits(a) * bits(b)); };
  if (type == "Div")
    return [](Integer a, Integer b) { return b == -1 ? Integer(-bits(a)) : a / b; };
  // Modulo -1 apart: the quotient of the smallest integer would not fit.
  if (type == "Fmod") return [](Integer a, Integer b) { return b == -1 ? Integer{0} : a % b; };
  if (type == "Mod")
    return [](Integer a, Integer b) {
      const Integer rest = b == -1 ? 0 : a % b;
      return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
    };
  return integer_power;
}

class IntegerKernel : public Kernel {
 public:
  IntegerKernel(const KernelContext& context, const std::string& type)
      : plan_(plan_broadcast(context.outputs[0].shape,
                             {context.inputs[0].shape, context.inputs[1].shape})),
        function_(integer_function(type)),
        divides_(type == "Div" || type == "Mod" || type == "Fmod") {}

  void forward(Buffers inputs, Buffers outputs, void*) override {
    const int64_t* a = inputs[0].ints();
    const int64_t* b = inputs[1].ints();
    if (divides_)
      require(std::find(b, b + inputs[1].size(), 0) == b + inputs[1].size(),
              Status::invalid_argument, "integer division by zero");
    const int64_t step_a = plan_.strides[0].back(), step_b = plan_.strides[1].back();
    for_each_row(plan_, 3, [&](int64_t count, int64_t at, const int64_t* offsets) {
      for (int64_t i = 0; i < count; ++i)
        outputs[0].ints()[at + i] =
            function_(a[offsets[0] + i * step_a], b[offsets[1] + i * step_b]);
    });
  }

 private:
  const BroadcastPlan plan_;
  const IntegerFunction function_;
  const bool divides_;
};

// Pow of a float base with integer exponents: the exponents as floats.
class IntegerExponentKernel : public Kernel {
 public:
  explicit IntegerExponentKernel(const KernelContext& context)
      : exponent_info_(ValueInfo::of_floats(context.inputs[1].shape)),
        exponents_(DataType::float32, context.inputs[1].shape),
        infos_{context.inputs[0], exponent_info_},
        power_(as_floats(context)) {}

  void forward(Buffers inputs, Buffers outputs, void* scratch) override {
    for (int64_t i = 0; i < exponents_.size(); ++i)
      exponents_.mutable_floats()[static_cast<size_t>(i)] = static_cast<float>(inputs[1].ints()[i]);
    const Buffer floats[] = {inputs[0], exponent_buffer()};
    power_.forward(floats, outputs, scratch);
  }

  void backward(const BackwardArgs& args) override {
    const Buffer floats[] = {args.inputs[0], exponent_buffer()};
    const Buffer gradients[] = {args.input_gradients[0], Buffer{nullptr, &exponent_info_}};
    BackwardArgs converted = args;
    converted.inputs = floats;
    converted.input_gradients = gradients;
    power_.backward(converted);
  }

  Keep keep() const override { return {1, 0}; }
  bool gradient_in_place() const override { return power_.gradient_in_place(); }
  int64_t scratch_bytes() const override { return power_.scratch_bytes(); }

 private:
  KernelContext as_floats(const KernelContext& context) const {
    KernelContext floats = context;
    floats.inputs = infos_;
    return floats;
  }
  Buffer exponent_buffer() { return {exponents_.mutable_data(), &exponent_info_}; }

  const ValueInfo exponent_info_;
  Tensor exponents_;
  const std::vector<ValueInfo> infos_;
  BinaryKernel<Pow> power_;
};

class BinaryOp : public ElementwiseOp {
 public:
  explicit BinaryOp(std::string type) : type_(std::move(type)) {}

  std::vector<ValueInfo> infer(Infos inputs) const override {
    for (const size_t i : {size_t{0}, size_t{1}})
      require_type(inputs, i, {DataType::float32, DataType::int64});
    if (type_ == "Pow")
      require(inputs[0].type == DataType::float32 || inputs[1].type == DataType::int64,
              Status::unsupported, "an integer base with float exponents is not supported");
    else
      require_same_types(inputs);
    require(type_ != "Mod" || inputs[0].type == DataType::int64, Status::unsupported,
            "fmod is 0; for float32 it must be 1");
    return {ValueInfo::of(inputs[0].type, broadcast_shape(inputs[0].shape, inputs[1].shape))};
  }

  Layouts layouts(Infos inputs, Infos outputs) const override {
    return binary_layouts(inputs, outputs);
  }

  std::unique_ptr<Kernel> make_kernel(const KernelContext& context) const override {
    if (context.inputs[0].type == DataType::int64)
      return std::make_unique<IntegerKernel>(context, type_);
    if (context.inputs[1].type == DataType::int64)
      return std::make_unique<IntegerExponentKernel>(context);
    if (type_ == "Add") return std::make_unique<BinaryKernel<Add>>(context);
    if (type_ == "Sub") return std::make_unique<BinaryKernel<Sub>>(context);
    if (type_ == "Mul") return std::make_unique<BinaryKernel<Mul>>(context);
    if (type_ == "Div") return std::make_unique<BinaryKernel<Div>>(context);
    if (type_ == "Fmod") return std::make_unique<BinaryKernel<Fmod>>(context);
    return std::make_unique<BinaryKernel<Pow>>(context);
  }

  bool accepts_activation() const override { return type_ == "Add"; }
  Arithmetic arithmetic() const override {
    return type_ == "Add"   ? Arithmetic::sum
           : type_ == "Mul" ? Arithmetic::product
                            : Arithmetic::other;
  }

 private:
  const std::string type_;  // ONNX's, or "Fmod"
};

}  // namespace

OpPtr make_binary(const NodeView& node) {
  require_inputs(node, 2, 2);
  const bool fmod = node.type == "Mod" && node.get_int("fmod", 0) != 0;
  return std::make_shared<BinaryOp>(fmod ? "Fmod" : node.type);
}

}  // namespace cnnviz::core
