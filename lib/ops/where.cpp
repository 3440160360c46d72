// Where (ONNX): y = a where the condition holds, else b; all three broadcast together. Any type,
// gradients to a and b where they are float32. Plain layout.
#include <array>

#include "ops/broadcast.h"
#include "ops/elementwise.h"
#include "ops/factories.h"

namespace cnnviz::core {

namespace {

template <typename T>
class WhereKernel : public Kernel {
 public:
  explicit WhereKernel(const KernelContext& context)
      : plan_(plan_broadcast(
            context.outputs[0].shape,
            {context.inputs[0].shape, context.inputs[1].shape, context.inputs[2].shape})),
        elements_(element_count(context.outputs[0].shape)),
        needs_backward_(context.needs_backward) {}

  void forward(Buffers inputs, Buffers outputs, void*) override {
    T* y = static_cast<T*>(outputs[0].data);
    for_each_row(plan_, 1, [&](int64_t count, int64_t at, const int64_t* offsets) {
      std::array<uint8_t, kLongestRow> repeated_condition;
      std::array<T, kLongestRow> repeated_a, repeated_b;
      const uint8_t* condition = spread(inputs[0].booleans() + offsets[0], plan_.strides[0].back(),
                                        count, repeated_condition.data());
      const T* a = spread(static_cast<const T*>(inputs[1].data) + offsets[1],
                          plan_.strides[1].back(), count, repeated_a.data());
      const T* b = spread(static_cast<const T*>(inputs[2].data) + offsets[2],
                          plan_.strides[2].back(), count, repeated_b.data());
      for (int64_t i = 0; i < count; ++i) y[at + i] = condition[i] != 0 ? a[i] : b[i];
    });
  }

  void backward(const BackwardArgs& args) override {
    const Buffer& signal = args.output_gradients[0];
    float* part = static_cast<float*>(args.scratch);
    for (const size_t k : {size_t{1}, size_t{2}}) {
      if (!args.input_gradients[k]) continue;
      for_each_row(plan_, 1, [&](int64_t count, int64_t at, const int64_t* offsets) {
        std::array<uint8_t, kLongestRow> repeated;
        const uint8_t* condition = spread(args.inputs[0].booleans() + offsets[0],
                                          plan_.strides[0].back(), count, repeated.data());
        for (int64_t i = 0; i < count; ++i) {
          const float passing = signal.floats()[at + i];
          part[at + i] = (condition[i] != 0) == (k == 1) ? passing : 0.0f;
        }
      });
      sum_to_shape(part, signal.shape(), args.input_gradients[k].floats(),
                   args.input_gradients[k].shape());
    }
  }

  Keep keep() const override { return {1, 0}; }
  int64_t scratch_bytes() const override {
    return needs_backward_ ? elements_ * static_cast<int64_t>(sizeof(float)) : 0;
  }

 private:
  const BroadcastPlan plan_;
  const int64_t elements_;
  const bool needs_backward_;
};

class WhereOp : public ElementwiseOp {
 public:
  std::vector<ValueInfo> infer(Infos inputs) const override {
    require_type(inputs, 0, {DataType::boolean});
    require(inputs[1].type == inputs[2].type, Status::invalid_argument, "input 1 is ",
            data_type_name(inputs[1].type), " but input 2 is ", data_type_name(inputs[2].type),
            "; they must have one type");
    return {ValueInfo::of(inputs[1].type, broadcast_all(inputs))};
  }

  std::unique_ptr<Kernel> make_kernel(const KernelContext& context) const override {
    switch (context.outputs[0].type) {
      case DataType::float32:
        return std::make_unique<WhereKernel<float>>(context);
      case DataType::int64:
        return std::make_unique<WhereKernel<int64_t>>(context);
      case DataType::boolean:
        break;
    }
    return std::make_unique<WhereKernel<uint8_t>>(context);
  }
};

}  // namespace

OpPtr make_where(const NodeView& node) {
  require_inputs(node, 3, 3);
  return std::make_shared<WhereOp>();
}

}  // namespace cnnviz::core
