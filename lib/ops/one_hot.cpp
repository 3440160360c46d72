// OneHot: a new axis of extent `depth`, on which values = [off, on]: `on` at the index, `off`
// elsewhere and where the index is outside [-depth, depth - 1]. No gradient.
#include <cstring>

#include "ops/arguments.h"
#include "ops/axis_extents.h"
#include "ops/elementwise.h"
#include "ops/factories.h"
#include "ops/strided.h"

namespace cnnviz::core {

namespace {

class OneHotKernel final : public Kernel {
 public:
  OneHotKernel(const AxisExtents& extents, int64_t element_size)
      : extents_(extents), element_size_(element_size) {}

  void forward(Buffers inputs, Buffers outputs, void*) override {
    const auto* values = static_cast<const char*>(inputs[2].data);
    auto* y = static_cast<char*>(outputs[0].data);
    fill_elements(y, outputs[0].size(), element_size_, values);
    const std::vector<int64_t> indices = indices_of(inputs[0]);
    for (int64_t line = 0; line < extents_.lines(); ++line) {
      int64_t index = indices[static_cast<size_t>(line)];
      if (index < -extents_.length || index >= extents_.length) continue;
      if (index < 0) index += extents_.length;
      const int64_t at = extents_.first(line, extents_.length) + index * extents_.inner;
      std::memcpy(y + at * element_size_, values + element_size_,
                  static_cast<size_t>(element_size_));
    }
  }

 private:
  // Indices may be floats.
  static std::vector<int64_t> indices_of(const Buffer& buffer) {
    std::vector<int64_t> result;
    for (int64_t i = 0; i < buffer.size(); ++i) {
      if (buffer.info->type == DataType::int64) {
        result.push_back(buffer.ints()[i]);
        continue;
      }
      const float value = buffer.floats()[i];
      const bool fits = value > -1e15F && value < 1e15F;
      result.push_back(fits ? static_cast<int64_t>(value) : INT64_MAX);
    }
    return result;
  }

  AxisExtents extents_;
  int64_t element_size_;
};

class OneHot final : public Op {
 public:
  explicit OneHot(const NodeView& node) : axis_(node.get_int("axis", -1)) {}

  std::vector<ValueInfo> infer(Infos inputs) const override {
    const ValueInfo& indices = required_input(inputs, 0, "indices");
    const ValueInfo& values = required_input(inputs, 2, "values");
    require(indices.type != DataType::boolean, Status::invalid_argument,
            "indices must be integers");
    require(values.shape == Shape{2}, Status::invalid_argument, "values are ",
            shape_text(values.shape), "; two are needed, off and on");
    Shape shape = indices.shape;
    shape.insert(shape.begin() + axis_of(inputs), depth(inputs));
    element_count(shape);
    return {ValueInfo::of(values.type, shape)};
  }
  std::unique_ptr<Kernel> make_kernel(const KernelContext& context) const override {
    return std::make_unique<OneHotKernel>(
        AxisExtents::of(context.outputs[0].shape, axis_of(context.inputs)),
        data_type_size(context.outputs[0].type));
  }

 private:
  int axis_of(Infos inputs) const {
    return normalize_axis(axis_, static_cast<int64_t>(inputs[0].shape.size()) + 1, "axis");
  }
  static int64_t depth(Infos inputs) {
    const ValueInfo& info = required_input(inputs, 1, "depth");
    require(info.constant.valid() && element_count(info.shape) == 1, Status::unsupported,
            "depth must be one number that is known before the network runs");
    const int64_t value = info.constant.to_ints()[0];
    require(value >= 1, Status::invalid_argument, "depth is ", value, "; at least 1 is needed");
    return value;
  }

  int64_t axis_;
};

}  // namespace

OpPtr make_one_hot(const NodeView& node) {
  require_inputs(node, 3, 3);
  return std::make_shared<OneHot>(node);
}

}  // namespace cnnviz::core
