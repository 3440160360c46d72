// Reshape, Flatten, Squeeze, Unsqueeze, Identity, and Dropout in inference: the input's elements
// under another shape. No kernel runs; the output shares the input's memory.
#include <cstring>

#include "base/checked.h"
#include "ops/arguments.h"
#include "ops/factories.h"
#include "ops/strided.h"
#include "ops/view_geometry.h"

namespace cnnviz::core {

namespace {

class View : public Op {
 public:
  explicit View(const NodeView& node, size_t most_outputs = 1) {
    for (size_t i = 0; i < node.outputs.size(); ++i) wanted_.push_back(node.has_output(i));
    node.require(node.outputs.size() <= most_outputs, Status::corrupt, "it has ",
                 node.outputs.size(), " outputs; at most ", most_outputs, " can be");
    node.require(node.has_output(0), Status::corrupt, "output 0 is missing");
  }

  std::vector<ValueInfo> infer(Infos inputs) const override {
    const ValueInfo& data = required_input(inputs, 0, "data");
    const Shape shape = output_shape(inputs);
    require(element_count(shape) == element_count(data.shape), Status::invalid_argument, "shape ",
            shape_text(data.shape), " (", element_count(data.shape), " elements) cannot become ",
            shape_text(shape), " (", element_count(shape), " elements)");
    std::vector<ValueInfo> outputs(wanted_.size());
    outputs[0] = ValueInfo::of(data.type, shape);
    return outputs;
  }

  // Where the shape stays, any layout passes.
  Layouts layouts(Infos inputs, Infos outputs) const override {
    Layouts result = Op::layouts(inputs, outputs);
    if (inputs[0].shape == outputs[0].shape)
      result.inputs[0] = result.outputs[0] = inputs[0].layout;
    return result;
  }

  // For constant folding, which runs every operator's kernel.
  std::unique_ptr<Kernel> make_kernel(const KernelContext& context) const override {
    const ValueInfo& data = context.inputs[0];
    return std::make_unique<StridedKernel>(
        StridedMap{{buffer_elements(data.shape, data.layout)}, {1}, {1}}, data.type,
        StridedKernel::Reads::each_once);
  }

  Box input_box(size_t input, const Box& out, size_t output, Infos inputs,
                Infos outputs) const override {
    if (input != 0) return Op::input_box(input, out, output, inputs, outputs);
    return reshaped_box(out, outputs[0].shape, inputs[0].shape);
  }
  Box output_box(size_t output, const Box& in, size_t input, Infos inputs,
                 Infos outputs) const override {
    if (input != 0) return Op::output_box(output, in, input, inputs, outputs);
    return reshaped_box(in, inputs[0].shape, outputs[0].shape);
  }

  bool is_view() const override { return true; }

 protected:
  virtual Shape output_shape(Infos inputs) const = 0;
  bool wanted(size_t output) const { return output < wanted_.size() && wanted_[output]; }

 private:
  std::vector<bool> wanted_;
};

class Reshape final : public View {
 public:
  explicit Reshape(const NodeView& node)
      : View(node), allow_zero_(node.opset >= 14 && node.get_int("allowzero", 0) != 0) {}

 private:
  Shape output_shape(Infos inputs) const override {
    const Shape& from = inputs[0].shape;
    Shape shape = required_int_list(inputs, 1, "shape");
    const std::string given = list_text(shape);
    require(shape.size() <= kMaxRank, Status::limit, "shape has ", shape.size(),
            " axes; the highest rank is ", kMaxRank);
    int64_t known = 1;
    size_t open = shape.size();
    for (size_t i = 0; i < shape.size(); ++i) {
      if (shape[i] == 0 && !allow_zero_) {
        require(i < from.size(), Status::invalid_argument, "shape [", given, "] copies axis ", i,
                " of an input of shape ", shape_text(from));
        shape[i] = from[i];
      }
      if (shape[i] == -1) {
        require(open == shape.size(), Status::invalid_argument, "shape [", given,
                "] holds -1 more than once");
        open = i;
        continue;
      }
      require(shape[i] >= 0, Status::invalid_argument, "shape [", given,
              "] holds a negative extent other than -1");
      known = checked_mul(known, shape[i]);
    }
    if (open < shape.size()) {
      const int64_t count = element_count(from);
      require(known > 0 && count % known == 0, Status::invalid_argument, "the ", count,
              " elements of ", shape_text(from), " cannot become shape [", given, "]");
      shape[open] = count / known;
    }
    return shape;
  }

  bool allow_zero_;
};

class Flatten final : public View {
 public:
  explicit Flatten(const NodeView& node) : View(node), axis_(node.get_int("axis", 1)) {}

 private:
  Shape output_shape(Infos inputs) const override {
    const Shape& from = inputs[0].shape;
    const auto rank = static_cast<int64_t>(from.size());
    require(axis_ >= -rank && axis_ <= rank, Status::invalid_argument, "axis ", axis_,
            " is outside [", -rank, ", ", rank, "]");
    const auto cut = static_cast<ptrdiff_t>(axis_ < 0 ? axis_ + rank : axis_);
    return {element_count(Shape(from.begin(), from.begin() + cut)),
            element_count(Shape(from.begin() + cut, from.end()))};
  }

  int64_t axis_;
};

// Before opset 13 the axes are an attribute, then an input.
class Squeeze final : public View {
 public:
  explicit Squeeze(const NodeView& node) : View(node), axes_(optional_ints(node, "axes")) {}

 private:
  Shape output_shape(Infos inputs) const override {
    const Shape& from = inputs[0].shape;
    const auto axes = attribute_or_input(axes_, inputs, 1, "axes");
    std::vector<bool> dropped(from.size());
    for (size_t i = 0; i < from.size(); ++i) dropped[i] = !axes && from[i] == 1;
    if (axes) {
      for (const int axis : normalize_axes(*axes, static_cast<int64_t>(from.size()), "axes")) {
        const auto i = static_cast<size_t>(axis);
        require(from[i] == 1, Status::invalid_argument, "axis ", axis, " of ", shape_text(from),
                " cannot be dropped: its extent is not 1");
        dropped[i] = true;
      }
    }
    Shape shape;
    for (size_t i = 0; i < from.size(); ++i)
      if (!dropped[i]) shape.push_back(from[i]);
    return shape;
  }

  std::optional<std::vector<int64_t>> axes_;
};

class Unsqueeze final : public View {
 public:
  explicit Unsqueeze(const NodeView& node) : View(node), axes_(optional_ints(node, "axes")) {}

 private:
  Shape output_shape(Infos inputs) const override {
    const Shape& from = inputs[0].shape;
    const std::vector<int64_t> axes = axes_ ? *axes_ : required_int_list(inputs, 1, "axes");
    const size_t rank = from.size() + axes.size();
    require(rank <= kMaxRank, Status::limit, "a tensor of rank ", rank,
            " would result; the highest rank is ", kMaxRank);
    Shape shape(rank, 0);
    std::vector<bool> added(rank);
    for (const int axis : normalize_axes(axes, static_cast<int64_t>(rank), "axes"))
      added[static_cast<size_t>(axis)] = true;
    size_t next = 0;
    for (size_t i = 0; i < rank; ++i) shape[i] = added[i] ? 1 : from[next++];
    return shape;
  }

  std::optional<std::vector<int64_t>> axes_;
};

class Identity : public View {
 public:
  using View::View;

 private:
  Shape output_shape(Infos inputs) const override { return inputs[0].shape; }
};

// A copy and a mask that keeps everything: true, or 1 before opset 10.
class MaskedCopy final : public StridedKernel {
 public:
  explicit MaskedCopy(const ValueInfo& data)
      : StridedKernel({{buffer_elements(data.shape, data.layout)}, {1}, {1}}, data.type,
                      Reads::each_once) {}

  void forward(Buffers inputs, Buffers outputs, void* scratch) override {
    StridedKernel::forward(inputs, outputs, scratch);
    const Buffer& mask = outputs[1];
    if (mask.info->type == DataType::boolean)
      std::memset(mask.data, 1, static_cast<size_t>(mask.size()));
    else
      std::fill_n(mask.floats(), mask.size(), 1.0f);
  }
};

class Dropout final : public Identity {
 public:
  explicit Dropout(const NodeView& node)
      : Identity(node, 2), mask_type_(node.opset < 10 ? DataType::float32 : DataType::boolean) {}

  std::vector<ValueInfo> infer(Infos inputs) const override {
    if (const ValueInfo* training = optional_input(inputs, 2)) {
      require(training->type == DataType::boolean && element_count(training->shape) == 1,
              Status::invalid_argument, "training_mode must be one boolean, but is ",
              data_type_name(training->type), " ", shape_text(training->shape));
      require(training->constant.valid() && training->constant.booleans()[0] == 0,
              Status::unsupported,
              "training mode is not supported; export the model for inference");
    }
    std::vector<ValueInfo> outputs = Identity::infer(inputs);
    if (!is_view()) {
      require_float(inputs[0], "data");
      outputs[1] = ValueInfo::of(mask_type_, inputs[0].shape);
    }
    return outputs;
  }

  std::unique_ptr<Kernel> make_kernel(const KernelContext& context) const override {
    if (is_view()) return Identity::make_kernel(context);
    return std::make_unique<MaskedCopy>(context.inputs[0]);
  }

  Box input_box(size_t input, const Box& out, size_t output, Infos inputs,
                Infos outputs) const override {
    if (output == 1) return empty_box(inputs[input].shape.size());
    return Identity::input_box(input, out, output, inputs, outputs);
  }
  Box output_box(size_t output, const Box& in, size_t input, Infos inputs,
                 Infos outputs) const override {
    if (output == 1) return empty_box(outputs[1].shape.size());
    return Identity::output_box(output, in, input, inputs, outputs);
  }

  bool is_view() const override { return !wanted(1); }

 private:
  DataType mask_type_;
};

}  // namespace

OpPtr make_reshape(const NodeView& node) {
  if (node.type == "Reshape") return std::make_shared<Reshape>(node);
  if (node.type == "Flatten") return std::make_shared<Flatten>(node);
  if (node.type == "Squeeze") return std::make_shared<Squeeze>(node);
  if (node.type == "Unsqueeze") return std::make_shared<Unsqueeze>(node);
  if (node.type == "Dropout") return std::make_shared<Dropout>(node);
  return std::make_shared<Identity>(node);
}

}  // namespace cnnviz::core
