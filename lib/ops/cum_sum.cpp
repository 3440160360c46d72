// CumSum: y[i] = x[0] + ... + x[i] along one axis; `exclusive` leaves x[i] out, `reverse` sums from
// the end. Backward is the same sum from the other end. Floats are summed in double, integers wrap
// around. Plain layout.
#include <type_traits>

#include "backend/parallel.h"
#include "ops/arguments.h"
#include "ops/axis_extents.h"
#include "ops/factories.h"
#include "ops/strided.h"

namespace cnnviz::core {

namespace {

class CumSumKernel final : public Kernel {
 public:
  CumSumKernel(const AxisExtents& extents, bool exclusive, bool reverse)
      : extents_(extents), exclusive_(exclusive), reverse_(reverse) {}

  void forward(Buffers inputs, Buffers outputs, void*) override {
    if (inputs[0].info->type == DataType::float32)
      sums(inputs[0].floats(), outputs[0].floats(), reverse_);
    else
      sums(inputs[0].ints(), outputs[0].ints(), reverse_);
  }
  void backward(const BackwardArgs& args) override {
    const Buffer& gradient = args.input_gradients[0];
    if (!gradient) return;
    if (args.output_gradients[0])
      sums(args.output_gradients[0].floats(), gradient.floats(), !reverse_);
    else
      fill_zero(gradient);
  }

 private:
  template <typename T>
  void sums(const T* x, T* y, bool from_end) const {
    using Total = std::conditional_t<std::is_same_v<T, float>, double, uint64_t>;
    const auto [outer, length, inner] = extents_;
    const int64_t step = from_end ? -inner : inner;
    parallel_ranges(extents_.lines(), static_cast<double>(length),
                    [&, length = length, inner = inner](int64_t begin, int64_t end) {
                      for (int64_t line = begin; line < end; ++line) {
                        int64_t at = extents_.first(line, length);
                        if (from_end) at += (length - 1) * inner;
                        Total total = 0;
                        for (int64_t i = 0; i < length; ++i, at += step) {
                          const Total before = total;
                          total += static_cast<Total>(x[at]);
                          y[at] = static_cast<T>(exclusive_ ? before : total);
                        }
                      }
                    });
  }

  AxisExtents extents_;
  bool exclusive_, reverse_;
};

class CumSum final : public Op {
 public:
  explicit CumSum(const NodeView& node)
      : exclusive_(node.get_int("exclusive", 0) != 0), reverse_(node.get_int("reverse", 0) != 0) {}

  std::vector<ValueInfo> infer(Infos inputs) const override {
    const ValueInfo& data = required_input(inputs, 0, "x");
    require(data.type != DataType::boolean, Status::invalid_argument, "booleans cannot be added");
    axis_of(inputs);
    return {ValueInfo::of(data.type, data.shape)};
  }
  std::unique_ptr<Kernel> make_kernel(const KernelContext& context) const override {
    return std::make_unique<CumSumKernel>(
        AxisExtents::of(context.inputs[0].shape, axis_of(context.inputs)), exclusive_, reverse_);
  }

 private:
  static int axis_of(Infos inputs) {
    const std::vector<int64_t> axis = required_int_list(inputs, 1, "axis");
    require(axis.size() == 1, Status::invalid_argument, "axis must be one integer");
    return normalize_axis(axis[0], static_cast<int64_t>(inputs[0].shape.size()), "axis");
  }

  bool exclusive_, reverse_;
};

}  // namespace

OpPtr make_cum_sum(const NodeView& node) {
  return std::make_shared<CumSum>(node);
}

}  // namespace cnnviz::core
