// Constant, Shape, Size, ConstantOfShape and Range: values that are known before the network runs.
#include <cmath>

#include "ops/arguments.h"
#include "ops/factories.h"
#include "ops/strided.h"
#include "ops/view_geometry.h"

namespace cnnviz::core {

namespace {

// Writes a tensor that is known, whatever the inputs hold.
class TensorKernel final : public Kernel {
 public:
  explicit TensorKernel(Tensor value) : value_(std::move(value)) {}
  void forward(Buffers, Buffers outputs, void*) override {
    StridedPlan({{value_.size()}, {1}, {1}}, StridedPlan::Kind::copy)
        .copy(value_.data(), outputs[0].data, data_type_size(value_.type()));
  }
  // Nothing in the output depends on the input of Shape or Size.
  void backward(const BackwardArgs& args) override {
    for (const Buffer& gradient : args.input_gradients)
      if (gradient) fill_zero(gradient);
  }

 private:
  Tensor value_;
};

// An output that is known once the inputs' shapes are.
class KnownOp : public Op {
 public:
  std::vector<ValueInfo> infer(Infos inputs) const override {
    const Tensor tensor = value(inputs);
    ValueInfo info = ValueInfo::of(tensor.type(), tensor.shape());
    info.constant = tensor;
    return {info};
  }
  std::unique_ptr<Kernel> make_kernel(const KernelContext& context) const override {
    return std::make_unique<TensorKernel>(value(context.inputs));
  }
  Box input_box(size_t input, const Box&, size_t, Infos inputs, Infos) const override {
    return empty_box(inputs[input].shape.size());
  }
  Box output_box(size_t output, const Box&, size_t, Infos, Infos outputs) const override {
    return empty_box(outputs[output].shape.size());
  }

 protected:
  virtual Tensor value(Infos inputs) const = 0;
};

class Constant final : public KnownOp {
 public:
  explicit Constant(const NodeView& node) {
    if (const auto tensor = node.get_tensor("value")) {
      value_ = *tensor;
    } else if (node.has("value_float")) {
      value_ = Tensor::scalar(node.get_float("value_float", 0));
    } else if (node.has("value_floats")) {
      const std::vector<float> values = node.get_floats("value_floats", {});
      value_ = Tensor::from_floats({static_cast<int64_t>(values.size())}, values);
    } else if (node.has("value_int")) {
      const int64_t number = node.get_int("value_int", 0);
      value_ = Tensor::from_ints({}, std::span(&number, 1));
    } else if (node.has("value_ints")) {
      value_ = Tensor::vector_of(node.get_ints("value_ints", {}));
    } else {
      const bool known =
          node.has("value_string") || node.has("value_strings") || node.has("sparse_value");
      node.fail(known ? Status::unsupported : Status::corrupt,
                known ? "texts and sparse tensors are not supported" : "it has no value");
    }
  }

 private:
  Tensor value(Infos) const override { return value_; }

  Tensor value_;
};

// The input's shape, from opset 15 axes [start, end) of it.
class ShapeOf final : public KnownOp {
 public:
  explicit ShapeOf(const NodeView& node)
      : start_(node.get_int("start", 0)), end_(node.get_int("end", INT64_MAX)) {}

 private:
  Tensor value(Infos inputs) const override {
    const Shape& shape = required_input(inputs, 0, "data").shape;
    const auto rank = static_cast<int64_t>(shape.size());
    const auto place = [rank](int64_t axis) {
      return std::clamp<int64_t>(axis < 0 ? axis + rank : axis, 0, rank);
    };
    const int64_t start = place(start_), end = std::max(place(end_), start);
    return Tensor::vector_of(Shape(shape.begin() + start, shape.begin() + end));
  }

  int64_t start_, end_;
};

class SizeOf final : public KnownOp {
 private:
  Tensor value(Infos inputs) const override {
    const int64_t count = element_count(required_input(inputs, 0, "data").shape);
    return Tensor::from_ints({}, std::span(&count, 1));
  }
};

class FillKernel final : public Kernel {
 public:
  explicit FillKernel(Tensor value) : value_(std::move(value)) {}
  void forward(Buffers, Buffers outputs, void*) override {
    fill_elements(outputs[0].data, outputs[0].size(), data_type_size(value_.type()), value_.data());
  }

 private:
  Tensor value_;
};

class ConstantOfShape final : public Op {
 public:
  explicit ConstantOfShape(const NodeView& node) {
    const auto tensor = node.get_tensor("value");
    value_ = tensor ? *tensor : Tensor::from_floats({1}, std::vector<float>{0});
    node.require(value_.size() == 1, Status::invalid_argument,
                 "attribute \"value\" must have one element, but has ", value_.size());
  }

  std::vector<ValueInfo> infer(Infos inputs) const override {
    const Shape shape = required_int_list(inputs, 0, "input");
    element_count(shape);
    return {ValueInfo::of(value_.type(), shape)};
  }
  std::unique_ptr<Kernel> make_kernel(const KernelContext&) const override {
    return std::make_unique<FillKernel>(value_);
  }

 private:
  Tensor value_;
};

// start, start + delta, ... before limit.
class RangeKernel final : public Kernel {
 public:
  void forward(Buffers inputs, Buffers outputs, void*) override {
    const Buffer& output = outputs[0];
    for (int64_t i = 0; i < output.size(); ++i) {
      // The sum fits, the product alone may not: unsigned arithmetic wraps and comes back.
      if (output.info->type == DataType::int64)
        output.ints()[i] = static_cast<int64_t>(static_cast<uint64_t>(inputs[0].ints()[0]) +
                                                static_cast<uint64_t>(i) *
                                                    static_cast<uint64_t>(inputs[2].ints()[0]));
      else
        output.floats()[i] = inputs[0].floats()[0] + static_cast<float>(i) * inputs[2].floats()[0];
    }
  }
};

class Range final : public Op {
 public:
  std::vector<ValueInfo> infer(Infos inputs) const override {
    const Tensor start = scalar(inputs, 0, "start"), limit = scalar(inputs, 1, "limit"),
                 delta = scalar(inputs, 2, "delta");
    require(start.type() == limit.type() && start.type() == delta.type() &&
                start.type() != DataType::boolean,
            Status::invalid_argument,
            "start, limit and delta must be numbers of one type, but are ",
            data_type_name(start.type()), ", ", data_type_name(limit.type()), " and ",
            data_type_name(delta.type()));
    const bool integers = start.type() == DataType::int64;
    const int64_t count = integers ? count_ints(start.ints()[0], limit.ints()[0], delta.ints()[0])
                                   : count_floats(static_cast<double>(start.floats()[0]),
                                                  limit.floats()[0], delta.floats()[0]);
    element_count({count});
    return {ValueInfo::of(start.type(), {count})};
  }
  std::unique_ptr<Kernel> make_kernel(const KernelContext&) const override {
    return std::make_unique<RangeKernel>();
  }

 private:
  static Tensor scalar(Infos inputs, size_t index, const char* name) {
    const ValueInfo& info = required_input(inputs, index, name);
    require(element_count(info.shape) == 1, Status::invalid_argument, name,
            " must be one number, but has shape ", shape_text(info.shape));
    require(info.constant.valid(), Status::unsupported, name,
            " is computed from the values that run through the network");
    return info.constant;
  }

  static int64_t count_ints(int64_t start, int64_t limit, int64_t delta) {
    require(delta != 0, Status::invalid_argument, "delta is 0");
    // 128 bits hold every difference of two integers.
    const __int128 distance = static_cast<__int128>(limit) - start;
    const __int128 step = delta;
    if ((distance > 0) != (step > 0) || distance == 0) return 0;
    const __int128 count = (distance + step + (step > 0 ? -1 : 1)) / step;
    return count > kMaxElements ? kMaxElements + 1 : static_cast<int64_t>(count);
  }

  static int64_t count_floats(double start, double limit, double delta) {
    const double count = std::ceil((limit - start) / delta);
    require(delta != 0 && !std::isnan(count), Status::invalid_argument, "start ", start, ", limit ",
            limit, " and delta ", delta, " make no range");
    return static_cast<int64_t>(std::clamp(count, 0.0, static_cast<double>(kMaxElements) + 1));
  }
};

}  // namespace

OpPtr make_constant(const NodeView& node) {
  if (node.type == "Constant") return std::make_shared<Constant>(node);
  if (node.type == "Shape") return std::make_shared<ShapeOf>(node);
  if (node.type == "Size") return std::make_shared<SizeOf>();
  if (node.type == "ConstantOfShape") return std::make_shared<ConstantOfShape>(node);
  return std::make_shared<Range>();
}

}  // namespace cnnviz::core
