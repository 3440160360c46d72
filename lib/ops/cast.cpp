// Cast and CastLike (ONNX) among what tensors hold here: float32, int64, boolean. double is
// float32; float16 and bfloat16 round through their precision (nearest, ties to even; too large:
// infinity); 8, 16 and 32 bit integers wrap to their width and stay int64. float32 to integers
// truncates toward zero. Gradients pass from float32 to float32 unchanged, as if nothing were
// rounded. Layout: float32 to float32 as it comes, else plain.
#include <bit>
#include <cmath>
#include <cstring>

#include "backend/parallel.h"
#include "ops/elementwise.h"
#include "ops/factories.h"

namespace cnnviz::core {

namespace {

// TensorProto.DataType of ONNX.
enum class Target : int64_t {
  float32 = 1,
  uint8 = 2,
  int8 = 3,
  uint16 = 4,
  int16 = 5,
  int32 = 6,
  int64 = 7,
  text = 8,
  boolean = 9,
  float16 = 10,
  float64 = 11,
  uint32 = 12,
  uint64 = 13,
  bfloat16 = 16,
};

DataType held_as(Target target) {
  switch (target) {
    case Target::float32:
    case Target::float16:
    case Target::float64:
    case Target::bfloat16:
      return DataType::float32;
    case Target::boolean:
      return DataType::boolean;
    default:
      return DataType::int64;
  }
}

Target target_of(const NodeView& node) {
  node.require(node.has("to"), Status::corrupt, "attribute \"to\" is missing");
  const int64_t to = node.get_int("to", 0);
  const bool known = (to >= 1 && to <= 13 && to != 8) || to == 16;
  node.require(known, Status::unsupported, "attribute \"to\" is ", to, to == 8 ? " (string)" : "",
               "; casts go to float, double, float16, bfloat16, integers and bool");
  return static_cast<Target>(to);
}

// To a multiple of the last place that a float with `mantissa` bits after the point has there.
float rounded_to_bits(float value, int mantissa, float smallest_normal, float largest) {
  if (!std::isfinite(value)) return value;
  const float magnitude = std::max(std::fabs(value), smallest_normal);
  const float place = std::ldexp(1.0f, std::ilogb(magnitude) - mantissa);
  const float rounded = std::nearbyint(value / place) * place;  // both steps are exact
  if (std::fabs(rounded) <= largest) return rounded;
  return std::copysign(std::numeric_limits<float>::infinity(), value);
}

float to_float16(float value) {
  return rounded_to_bits(value, 10, 6.103515625e-5f, 65504.0f);
}

// The upper half of the bits.
float to_bfloat16(float value) {
  if (std::isnan(value)) return value;
  const auto bits = std::bit_cast<uint32_t>(value);
  return std::bit_cast<float>((bits + 0x7FFFu + ((bits >> 16) & 1u)) & 0xFFFF0000u);
}

int64_t to_integer(float value) {
  if (std::isnan(value)) return 0;
  if (value >= 9223372036854775808.0f) return INT64_MAX;
  return value >= -9223372036854775808.0f ? static_cast<int64_t>(value) : INT64_MIN;
}

int64_t wrapped(int64_t value, Target target) {
  switch (target) {
    case Target::uint8:
      return static_cast<uint8_t>(value);
    case Target::int8:
      return static_cast<int8_t>(value);
    case Target::uint16:
      return static_cast<uint16_t>(value);
    case Target::int16:
      return static_cast<int16_t>(value);
    case Target::uint32:
      return static_cast<uint32_t>(value);
    case Target::int32:
      return static_cast<int32_t>(value);
    default:
      return value;
  }
}

float converted(float value, Target target) {
  if (target == Target::float16) return to_float16(value);
  return target == Target::bfloat16 ? to_bfloat16(value) : value;
}

class CastKernel : public Kernel {
 public:
  explicit CastKernel(Target target) : target_(target) {}

  void forward(Buffers inputs, Buffers outputs, void*) override {
    const Buffer& x = inputs[0];
    switch (x.info->type) {
      case DataType::float32:
        from_floats(x, outputs[0]);
        break;
      case DataType::int64:
        from(x.ints(), outputs[0]);
        break;
      case DataType::boolean:
        from(x.booleans(), outputs[0]);
        break;
    }
  }

  void backward(const BackwardArgs& args) override {
    const Buffer& signal = args.output_gradients[0];
    Buffer gradient = args.input_gradients[0];
    const auto bytes = static_cast<size_t>(gradient.padded_size()) * sizeof(float);
    if (signal.info->type != DataType::float32 || !signal)
      std::memset(gradient.data, 0, bytes);  // through integers nothing passes
    else if (gradient.data != signal.data)
      std::memcpy(gradient.data, signal.data, bytes);
  }

  bool gradient_in_place() const override { return held_as(target_) == DataType::float32; }

 private:
  void from_floats(const Buffer& x, const Buffer& y) const {
    const float* values = x.floats();
    parallel_ranges(y.padded_size(), 3, [&](int64_t begin, int64_t end) {
      switch (y.info->type) {
        case DataType::float32:
          for (int64_t i = begin; i < end; ++i) y.floats()[i] = converted(values[i], target_);
          break;
        case DataType::int64:
          for (int64_t i = begin; i < end; ++i)
            y.ints()[i] = wrapped(to_integer(values[i]), target_);
          break;
        case DataType::boolean:
          for (int64_t i = begin; i < end; ++i) y.booleans()[i] = values[i] != 0 ? 1 : 0;
          break;
      }
    });
  }

  template <typename T>
  void from(const T* values, const Buffer& y) const {
    for (int64_t i = 0; i < y.size(); ++i) {
      const int64_t value = values[i];
      switch (y.info->type) {
        case DataType::float32:
          y.floats()[i] = converted(static_cast<float>(value), target_);
          break;
        case DataType::int64:
          y.ints()[i] = wrapped(value, target_);
          break;
        case DataType::boolean:
          y.booleans()[i] = value != 0 ? 1 : 0;
          break;
      }
    }
  }

  const Target target_;
};

class CastOp : public ElementwiseOp {
 public:
  explicit CastOp(Target target) : target_(target) {}

  std::vector<ValueInfo> infer(Infos inputs) const override {
    return {ValueInfo::of(held_as(target_), inputs[0].shape)};
  }

  Layouts layouts(Infos inputs, Infos outputs) const override {
    return outputs[0].type == DataType::float32 ? same_layout(inputs)
                                                : Op::layouts(inputs, outputs);
  }

  std::unique_ptr<Kernel> make_kernel(const KernelContext&) const override {
    return std::make_unique<CastKernel>(target_);
  }

 private:
  const Target target_;
};

// To the type that the second input is held in; its values do not matter.
class CastLikeOp : public Op {
 public:
  std::vector<ValueInfo> infer(Infos inputs) const override {
    return {ValueInfo::of(inputs[1].type, inputs[0].shape)};
  }

  Layouts layouts(Infos inputs, Infos outputs) const override {
    Layouts layouts = Op::layouts(inputs, outputs);
    if (outputs[0].type == DataType::float32)
      layouts.inputs[0] = layouts.outputs[0] = inputs[0].layout;
    return layouts;
  }

  std::unique_ptr<Kernel> make_kernel(const KernelContext& context) const override {
    return std::make_unique<CastLikeKernel>(context.outputs[0].type);
  }

  Box input_box(size_t input, const Box& out, size_t, Infos inputs, Infos) const override {
    return input == 0 ? out : Box(inputs[1].shape.size());
  }
  Box output_box(size_t, const Box& in, size_t input, Infos inputs, Infos) const override {
    return input == 0 ? in : Box(inputs[0].shape.size());
  }

 private:
  class CastLikeKernel : public CastKernel {
   public:
    explicit CastLikeKernel(DataType type)
        : CastKernel(type == DataType::float32 ? Target::float32
                     : type == DataType::int64 ? Target::int64
                                               : Target::boolean) {}

    void backward(const BackwardArgs& args) override {
      if (args.input_gradients[0]) CastKernel::backward(args);
      const Buffer& like = args.input_gradients[1];
      if (like) std::memset(like.data, 0, static_cast<size_t>(like.padded_size()) * sizeof(float));
    }
  };
};

}  // namespace

OpPtr make_cast(const NodeView& node) {
  if (node.type == "CastLike") {
    require_inputs(node, 2, 2);
    return std::make_shared<CastLikeOp>();
  }
  require_inputs(node, 1, 1);
  return std::make_shared<CastOp>(target_of(node));
}

}  // namespace cnnviz::core
