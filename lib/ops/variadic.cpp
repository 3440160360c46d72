// Min, Max, Sum, Mean of any number of inputs with NumPy broadcasting (ONNX, opsets 8 and later;
// equal shapes before). Min and Max take int64 too, forward. Backward: Sum and Mean share the
// signal; at Min and Max it goes to the first input that holds the winner. Layouts: blocked where
// all shapes are equal and any input comes blocked, else plain.
#include <array>

#include "backend/parallel.h"
#include "ops/broadcast.h"
#include "ops/elementwise.h"
#include "ops/factories.h"

namespace cnnviz::core {

namespace {

enum class Kind : uint8_t { minimum, maximum, sum, mean };

// y = combination of y and x; NaN wins.
template <Kind kind, typename T>
CNNVIZ_HOT void combine_row(const T* x, T* y, int64_t count) {
#pragma omp simd
  for (int64_t i = 0; i < count; ++i) {
    const T before = y[i], other = x[i];
    if constexpr (kind == Kind::maximum)
      y[i] = (before > other) | (before != before) ? before : other;
    else if constexpr (kind == Kind::minimum)
      y[i] = (before < other) | (before != before) ? before : other;
    else
      y[i] = before + other;
  }
}

CNNVIZ_HOT void scale_row(const float* x, float* y, int64_t count, float factor) {
#pragma omp simd
  for (int64_t i = 0; i < count; ++i) y[i] = x[i] * factor;
}

// The signal where x is the winner y and no input before was; `open` is 1 where none has been so
// far.
CNNVIZ_HOT void winner_row(const float* x, const float* y, const float* signal, int32_t* open,
                           float* gradient, int64_t count) {
#pragma omp simd
  for (int64_t i = 0; i < count; ++i) {
    const float passing = signal[i];
    const int32_t wins = open[i] & static_cast<int32_t>(x[i] == y[i]);
    gradient[i] = wins != 0 ? passing : 0.0f;
    open[i] -= wins;
  }
}

BroadcastPlan plan_for(const KernelContext& context) {
  const ValueInfo& output = context.outputs[0];
  std::vector<Shape> shapes;
  for (const ValueInfo& input : context.inputs) shapes.push_back(input.shape);
  if (output.layout == Layout::plain) return plan_broadcast(output.shape, shapes);
  const Shape flat = {buffer_elements(output.shape, output.layout)};
  return plan_broadcast(flat, std::vector<Shape>(shapes.size(), flat));
}

template <typename T>
void combine(Kind kind, const BroadcastPlan& plan, Buffers inputs, T* output) {
  const auto combine_one = kind == Kind::maximum   ? combine_row<Kind::maximum, T>
                           : kind == Kind::minimum ? combine_row<Kind::minimum, T>
                                                   : combine_row<Kind::sum, T>;
  for_each_row(plan, 0.3 * static_cast<double>(inputs.size()),
               [&](int64_t count, int64_t at, const int64_t* offsets) {
                 std::array<T, kLongestRow> repeated;
                 for (size_t k = 0; k < inputs.size(); ++k) {
                   const T* x = spread(static_cast<const T*>(inputs[k].data) + offsets[k],
                                       plan.strides[k].back(), count, repeated.data());
                   if (k == 0)
                     std::copy_n(x, count, output + at);
                   else
                     combine_one(x, output + at, count);
                 }
               });
}

class VariadicKernel : public Kernel {
 public:
  VariadicKernel(Kind kind, const KernelContext& context)
      : kind_(kind), plan_(plan_for(context)), needs_backward_(context.needs_backward) {
    for (const ValueInfo& input : context.inputs)
      full_.push_back(input.shape == context.outputs[0].shape);
    elements_ = buffer_elements(context.outputs[0].shape, context.outputs[0].layout);
  }

  void forward(Buffers inputs, Buffers outputs, void*) override {
    float* y = outputs[0].floats();
    combine(kind_, plan_, inputs, y);
    if (kind_ == Kind::mean) scale(y, y, elements_);
  }

  void backward(const BackwardArgs& args) override {
    if (kind_ == Kind::sum || kind_ == Kind::mean)
      share(args);
    else
      give_to_winners(args);
  }

  Keep keep() const override {
    if (kind_ == Kind::sum || kind_ == Kind::mean) return {};
    return {~uint32_t{0}, 1};
  }
  bool gradient_in_place() const override { return full_[0]; }
  int64_t scratch_bytes() const override {
    const bool winners = kind_ == Kind::minimum || kind_ == Kind::maximum;
    if (!needs_backward_ || !winners) return 0;
    return std::count(full_.begin(), full_.end(), false) * elements_ *
           static_cast<int64_t>(sizeof(float));
  }

 private:
  void scale(const float* from, float* to, int64_t count) const {
    const float factor = kind_ == Kind::mean ? 1.0f / static_cast<float>(full_.size()) : 1.0f;
    parallel_ranges(count, 0.2, [&](int64_t begin, int64_t end) {
      scale_row(from + begin, to + begin, end - begin, factor);
    });
  }

  void share(const BackwardArgs& args) const {
    const Buffer& signal = args.output_gradients[0];
    for (size_t k = full_.size(); k-- > 0;) {  // input 0 last: it may be in the signal's place
      float* gradient = args.input_gradients[k].floats();
      if (gradient == nullptr) continue;
      if (full_[k]) {
        scale(signal.floats(), gradient, elements_);
      } else {
        sum_to_shape(signal.floats(), signal.shape(), gradient, args.input_gradients[k].shape());
        scale(gradient, gradient, args.input_gradients[k].size());
      }
    }
  }

  void give_to_winners(const BackwardArgs& args) const {
    const float* y = args.outputs[0].floats();
    const float* signal = args.output_gradients[0].floats();
    // Gradients of the output's shape: the input's own where it is full, else summed afterwards.
    std::vector<float*> targets(full_.size());
    float* scratch = static_cast<float*>(args.scratch);
    for (size_t k = 0; k < full_.size(); ++k) {
      targets[k] = full_[k] ? args.input_gradients[k].floats() : scratch;
      if (!full_[k]) scratch += elements_;
    }
    for_each_row(plan_, static_cast<double>(full_.size()),
                 [&](int64_t count, int64_t at, const int64_t* offsets) {
                   std::array<float, kLongestRow> repeated, passing, ignored;
                   std::array<int32_t, kLongestRow> open;
                   std::copy_n(signal + at, count, passing.data());
                   std::fill_n(open.data(), count, 1);
                   for (size_t k = 0; k < full_.size(); ++k) {
                     const float* x = spread(args.inputs[k].floats() + offsets[k],
                                             plan_.strides[k].back(), count, repeated.data());
                     float* to = targets[k] != nullptr ? targets[k] + at : ignored.data();
                     winner_row(x, y + at, passing.data(), open.data(), to, count);
                   }
                 });
    for (size_t k = 0; k < full_.size(); ++k)
      if (!full_[k] && args.input_gradients[k])
        sum_to_shape(targets[k], args.outputs[0].shape(), args.input_gradients[k].floats(),
                     args.input_gradients[k].shape());
  }

  const Kind kind_;
  const BroadcastPlan plan_;
  const bool needs_backward_;
  std::vector<bool> full_;
  int64_t elements_ = 0;
};

class IntegerKernel : public Kernel {
 public:
  IntegerKernel(Kind kind, const KernelContext& context) : kind_(kind), plan_(plan_for(context)) {}

  void forward(Buffers inputs, Buffers outputs, void*) override {
    combine(kind_, plan_, inputs, outputs[0].ints());
  }

 private:
  const Kind kind_;
  const BroadcastPlan plan_;
};

class VariadicOp : public ElementwiseOp {
 public:
  explicit VariadicOp(Kind kind) : kind_(kind) {}

  std::vector<ValueInfo> infer(Infos inputs) const override {
    if (kind_ == Kind::minimum || kind_ == Kind::maximum)
      require_type(inputs, 0, {DataType::float32, DataType::int64});
    else
      require_type(inputs, 0, {DataType::float32});
    require_same_types(inputs);
    return {ValueInfo::of(inputs[0].type, broadcast_all(inputs))};
  }

  Layouts layouts(Infos inputs, Infos outputs) const override {
    return common_layout(inputs, outputs);
  }

  std::unique_ptr<Kernel> make_kernel(const KernelContext& context) const override {
    if (context.inputs[0].type == DataType::int64)
      return std::make_unique<IntegerKernel>(kind_, context);
    return std::make_unique<VariadicKernel>(kind_, context);
  }

 private:
  const Kind kind_;
};

}  // namespace

OpPtr make_variadic(const NodeView& node) {
  constexpr size_t kMostInputs = 32;  // what Keep has bits for
  require_inputs(node, 1, kMostInputs);
  for (size_t i = 1; i < node.inputs.size(); ++i)
    node.require(node.has_input(i), Status::corrupt, "input ", i, " is left out");
  if (node.type == "Sum" && node.inputs.size() == 2) {
    NodeView addition = node;  // what residual networks use it for; Add takes a fused clamp
    addition.type = "Add";
    return make_binary(addition);
  }
  const Kind kind = node.type == "Min"   ? Kind::minimum
                    : node.type == "Max" ? Kind::maximum
                    : node.type == "Sum" ? Kind::sum
                                         : Kind::mean;
  return std::make_shared<VariadicOp>(kind);
}

}  // namespace cnnviz::core
