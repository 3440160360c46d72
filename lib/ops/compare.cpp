// Less, Greater, Equal, LessOrEqual, GreaterOrEqual (float32, int64; Equal boolean too), And, Or,
// Xor, Not (boolean), all with boolean results and NumPy broadcasting (ONNX, opsets 7 and later).
// IsNaN and IsInf of float32 likewise. No gradients. Plain layout.
#include <array>
#include <cmath>
#include <functional>

#include "ops/broadcast.h"
#include "ops/elementwise.h"
#include "ops/factories.h"

namespace cnnviz::core {

namespace {

template <typename T>
using Comparison = void (*)(const T* a, const T* b, uint8_t* y, int64_t count);

template <typename T, typename F>
void compare_row(const T* a, const T* b, uint8_t* y, int64_t count) {
  for (int64_t i = 0; i < count; ++i) y[i] = F()(a[i], b[i]) ? 1 : 0;
}

template <typename T>
Comparison<T> comparison(const std::string& type) {
  if (type == "Less") return compare_row<T, std::less<>>;
  if (type == "LessOrEqual") return compare_row<T, std::less_equal<>>;
  if (type == "Greater") return compare_row<T, std::greater<>>;
  if (type == "GreaterOrEqual") return compare_row<T, std::greater_equal<>>;
  if (type == "Equal") return compare_row<T, std::equal_to<>>;
  if (type == "And") return compare_row<T, std::logical_and<>>;
  if (type == "Or") return compare_row<T, std::logical_or<>>;
  return compare_row<T, std::not_equal_to<>>;  // Xor
}

template <typename T>
class CompareKernel : public Kernel {
 public:
  CompareKernel(const std::string& type, const KernelContext& context)
      : compare_(comparison<T>(type)),
        plan_(plan_broadcast(context.outputs[0].shape,
                             {context.inputs[0].shape, context.inputs[1].shape})) {}

  void forward(Buffers inputs, Buffers outputs, void*) override {
    const T* a = static_cast<const T*>(inputs[0].data);
    const T* b = static_cast<const T*>(inputs[1].data);
    for_each_row(plan_, 1, [&](int64_t count, int64_t at, const int64_t* offsets) {
      std::array<T, kLongestRow> repeated_a, repeated_b;
      compare_(spread(a + offsets[0], plan_.strides[0].back(), count, repeated_a.data()),
               spread(b + offsets[1], plan_.strides[1].back(), count, repeated_b.data()),
               outputs[0].booleans() + at, count);
    });
  }

 private:
  const Comparison<T> compare_;
  const BroadcastPlan plan_;
};

class CompareOp : public ElementwiseOp {
 public:
  explicit CompareOp(std::string type) : type_(std::move(type)) {}

  std::vector<ValueInfo> infer(Infos inputs) const override {
    if (type_ == "And" || type_ == "Or" || type_ == "Xor")
      require_type(inputs, 0, {DataType::boolean});
    else if (type_ == "Equal")
      require_type(inputs, 0, {DataType::float32, DataType::int64, DataType::boolean});
    else
      require_type(inputs, 0, {DataType::float32, DataType::int64});
    require_same_types(inputs);
    return {ValueInfo::of(DataType::boolean, broadcast_all(inputs))};
  }

  std::unique_ptr<Kernel> make_kernel(const KernelContext& context) const override {
    switch (context.inputs[0].type) {
      case DataType::float32:
        return std::make_unique<CompareKernel<float>>(type_, context);
      case DataType::int64:
        return std::make_unique<CompareKernel<int64_t>>(type_, context);
      case DataType::boolean:
        break;
    }
    return std::make_unique<CompareKernel<uint8_t>>(type_, context);
  }

 private:
  const std::string type_;
};

class NotKernel : public Kernel {
 public:
  void forward(Buffers inputs, Buffers outputs, void*) override {
    for (int64_t i = 0; i < outputs[0].size(); ++i)
      outputs[0].booleans()[i] = inputs[0].booleans()[i] == 0 ? 1 : 0;
  }
};

class NotOp : public ElementwiseOp {
 public:
  std::vector<ValueInfo> infer(Infos inputs) const override {
    require_type(inputs, 0, {DataType::boolean});
    return {ValueInfo::of(DataType::boolean, inputs[0].shape)};
  }
  std::unique_ptr<Kernel> make_kernel(const KernelContext&) const override {
    return std::make_unique<NotKernel>();
  }
};

// Which of NaN, plus and minus infinity the operator asks for.
struct Special {
  bool not_a_number = false, positive = false, negative = false;
};

class SpecialKernel : public Kernel {
 public:
  explicit SpecialKernel(Special special) : special_(special) {}

  void forward(Buffers inputs, Buffers outputs, void*) override {
    for (int64_t i = 0; i < outputs[0].size(); ++i) {
      const float x = inputs[0].floats()[i];
      const bool infinite = std::isinf(x) && (x > 0 ? special_.positive : special_.negative);
      outputs[0].booleans()[i] = infinite || (std::isnan(x) && special_.not_a_number) ? 1 : 0;
    }
  }

 private:
  const Special special_;
};

class SpecialOp : public ElementwiseOp {
 public:
  explicit SpecialOp(const NodeView& node) {
    if (node.type == "IsNaN")
      special_.not_a_number = true;
    else
      special_ = {false, node.get_int("detect_positive", 1) != 0,
                  node.get_int("detect_negative", 1) != 0};
  }

  std::vector<ValueInfo> infer(Infos inputs) const override {
    require_type(inputs, 0, {DataType::float32});
    return {ValueInfo::of(DataType::boolean, inputs[0].shape)};
  }
  std::unique_ptr<Kernel> make_kernel(const KernelContext&) const override {
    return std::make_unique<SpecialKernel>(special_);
  }

 private:
  Special special_;
};

}  // namespace

OpPtr make_special(const NodeView& node) {
  require_inputs(node, 1, 1);
  return std::make_shared<SpecialOp>(node);
}

OpPtr make_compare(const NodeView& node) {
  const size_t inputs = node.type == "Not" ? 1 : 2;
  require_inputs(node, inputs, inputs);
  if (node.type == "Not") return std::make_shared<NotOp>();
  return std::make_shared<CompareOp>(node.type);
}

}  // namespace cnnviz::core
