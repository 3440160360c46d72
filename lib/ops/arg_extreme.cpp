// ArgMax, ArgMin: the index along one axis of the largest or smallest element, the first one (or
// from opset 12 with select_last_index the last one). Hardmax: 1 at the first largest element, 0
// elsewhere; along one axis from opset 13, before over all axes from `axis` on. No gradients
// (Hardmax: zero, its outputs are steps). Plain layout.
#include <algorithm>

#include "backend/parallel.h"
#include "ops/arguments.h"
#include "ops/axis_extents.h"
#include "ops/factories.h"
#include "ops/strided.h"

namespace cnnviz::core {

namespace {

// The place of the extreme of `length` elements, `stride` apart. NaN beats every number.
template <typename T>
int64_t extreme_place(const T* x, int64_t length, int64_t stride, bool largest, bool last) {
  int64_t best = 0;
  for (int64_t i = 1; i < length; ++i) {
    const T value = x[i * stride], top = x[best * stride];
    if (top != top && !(last && value != value)) continue;
    const bool better = largest ? value > top : value < top;
    if (better || value != value || (last && value == top)) best = i;
  }
  return best;
}

class ArgExtremeKernel final : public Kernel {
 public:
  ArgExtremeKernel(const AxisExtents& extents, bool largest, bool last)
      : extents_(extents), largest_(largest), last_(last) {}

  void forward(Buffers inputs, Buffers outputs, void*) override {
    if (inputs[0].info->type == DataType::float32)
      run(inputs[0].floats(), outputs[0].ints());
    else
      run(inputs[0].ints(), outputs[0].ints());
  }

 private:
  template <typename T>
  void run(const T* x, int64_t* y) const {
    parallel_ranges(extents_.lines(), static_cast<double>(extents_.length),
                    [&](int64_t begin, int64_t end) {
                      for (int64_t line = begin; line < end; ++line)
                        y[line] = extreme_place(x + extents_.first(line, extents_.length),
                                                extents_.length, extents_.inner, largest_, last_);
                    });
  }

  AxisExtents extents_;
  bool largest_, last_;
};

class ArgExtreme final : public Op {
 public:
  explicit ArgExtreme(const NodeView& node)
      : largest_(node.type == "ArgMax"),
        last_(node.get_int("select_last_index", 0) != 0),
        keep_axis_(node.get_int("keepdims", 1) != 0),
        axis_(node.get_int("axis", 0)) {}

  std::vector<ValueInfo> infer(Infos inputs) const override {
    const ValueInfo& data = required_input(inputs, 0, "data");
    require(data.type != DataType::boolean, Status::unsupported, "booleans have no order");
    const auto axis = static_cast<size_t>(axis_of(data.shape));
    require(data.shape[axis] > 0, Status::invalid_argument, "axis ", axis, " of ",
            shape_text(data.shape), " is empty");
    Shape shape = data.shape;
    if (keep_axis_)
      shape[axis] = 1;
    else
      shape.erase(shape.begin() + static_cast<ptrdiff_t>(axis));
    return {ValueInfo::of(DataType::int64, shape)};
  }

  std::unique_ptr<Kernel> make_kernel(const KernelContext& context) const override {
    const Shape& shape = context.inputs[0].shape;
    return std::make_unique<ArgExtremeKernel>(AxisExtents::of(shape, axis_of(shape)), largest_,
                                              last_);
  }

 private:
  int axis_of(const Shape& shape) const {
    return normalize_axis(axis_, static_cast<int64_t>(shape.size()), "axis");
  }

  bool largest_, last_, keep_axis_;
  int64_t axis_;
};

class HardmaxKernel final : public Kernel {
 public:
  explicit HardmaxKernel(const AxisExtents& extents) : extents_(extents) {}

  void forward(Buffers inputs, Buffers outputs, void*) override {
    const float* x = inputs[0].floats();
    float* y = outputs[0].floats();
    fill_zero(outputs[0]);
    for (int64_t line = 0; line < extents_.lines(); ++line) {
      const int64_t first = extents_.first(line, extents_.length);
      const int64_t place = extreme_place(x + first, extents_.length, extents_.inner, true, false);
      y[first + place * extents_.inner] = 1;
    }
  }
  void backward(const BackwardArgs& args) override {
    if (args.input_gradients[0]) fill_zero(args.input_gradients[0]);
  }

 private:
  AxisExtents extents_;
};

class Hardmax final : public Op {
 public:
  explicit Hardmax(const NodeView& node)
      : one_axis_(node.opset >= 13), axis_(node.get_int("axis", one_axis_ ? -1 : 1)) {}

  std::vector<ValueInfo> infer(Infos inputs) const override {
    const ValueInfo& data = required_input(inputs, 0, "input");
    require_float(data, "input");
    extents_of(data.shape);
    return {ValueInfo::of_floats(data.shape)};
  }
  std::unique_ptr<Kernel> make_kernel(const KernelContext& context) const override {
    return std::make_unique<HardmaxKernel>(extents_of(context.inputs[0].shape));
  }

 private:
  AxisExtents extents_of(const Shape& shape) const {
    const int axis = normalize_axis(axis_, static_cast<int64_t>(shape.size()), "axis");
    AxisExtents extents = AxisExtents::of(shape, axis);
    if (!one_axis_) {
      extents.length *= extents.inner;
      extents.inner = 1;
    }
    // Nothing to choose from: no lines.
    if (extents.length == 0) extents.outer = 0;
    return extents;
  }

  bool one_axis_;
  int64_t axis_;
};

}  // namespace

OpPtr make_arg_extreme(const NodeView& node) {
  return std::make_shared<ArgExtreme>(node);
}
OpPtr make_hardmax(const NodeView& node) {
  return std::make_shared<Hardmax>(node);
}

}  // namespace cnnviz::core
