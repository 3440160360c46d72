// Resize (opset 10 on) and Upsample (7 to 9): nearest, linear and cubic interpolation, axis by
// axis.
#include <array>
#include <cmath>
#include <cstring>

#include "backend/parallel.h"
#include "base/checked.h"
#include "base/text.h"
#include "ops/arguments.h"
#include "ops/factories.h"
#include "ops/index_table.h"
#include "ops/resize_axis.h"
#include "ops/strided.h"
#include "ops/view_geometry.h"

namespace cnnviz::core {

namespace {

CNNVIZ_HOT void blend_rows(const float* low, float low_weight, const float* high, float high_weight,
                           float* result, int64_t count) {
  for (int64_t i = 0; i < count; ++i) result[i] = low_weight * low[i] + high_weight * high[i];
}

CNNVIZ_HOT void add_scaled(const float* source, float factor, float* target, int64_t count) {
  for (int64_t i = 0; i < count; ++i) target[i] += factor * source[i];
}

// Interpolation along one axis of memory [outer][extent][inner].
struct InterpolationPass {
  int64_t outer = 1, input = 1, output = 1, inner = 1;
  std::vector<Taps> taps;  // for each output index

  void forward(const float* source, float* target) const {
    const double cost = elements_read() * (inner == 1 ? 0.75 : 0.15);
    parallel_ranges(outer, cost, [&](int64_t begin, int64_t end) {
      for (int64_t o = begin; o < end; ++o)
        forward_one(source + o * input * inner, target + o * output * inner);
    });
  }

  void backward(const float* target_gradient, float* source_gradient) const {
    const double cost = elements_read() * (inner == 1 ? 1.0 : 0.3);
    parallel_ranges(outer, cost, [&](int64_t begin, int64_t end) {
      std::fill(source_gradient + begin * input * inner, source_gradient + end * input * inner,
                0.0f);
      for (int64_t o = begin; o < end; ++o)
        backward_one(target_gradient + o * output * inner, source_gradient + o * input * inner);
    });
  }

 private:
  double elements_read() const {
    size_t count = 0;
    for (const Taps& tap : taps) count += tap.weights.size();
    return static_cast<double>(count) * static_cast<double>(inner);
  }

  // An infinite element must not become NaN where it has no weight.
  void forward_one(const float* source, float* target) const {
    for (const Taps& tap : taps) {
      const float* low = source + tap.low * inner;
      const std::vector<float>& weights = tap.weights;
      if (inner == 1) {
        float sum = 0;
        for (size_t k = 0; k < weights.size(); ++k)
          if (weights[k] != 0) sum += weights[k] * low[k];
        *target = sum;
      } else if (weights.size() == 2 && weights[0] != 0 && weights[1] != 0) {
        blend_rows(low, weights[0], low + inner, weights[1], target, inner);
      } else {
        std::fill(target, target + inner, 0.0f);
        for (size_t k = 0; k < weights.size(); ++k)
          if (weights[k] != 0)
            add_scaled(low + static_cast<int64_t>(k) * inner, weights[k], target, inner);
      }
      target += inner;
    }
  }

  void backward_one(const float* gradient, float* source_gradient) const {
    for (const Taps& tap : taps) {
      float* low = source_gradient + tap.low * inner;
      for (size_t k = 0; k < tap.weights.size(); ++k) {
        if (inner == 1)
          low[k] += tap.weights[k] * *gradient;
        else if (tap.weights[k] != 0)
          add_scaled(gradient, tap.weights[k], low + static_cast<int64_t>(k) * inner, inner);
      }
      gradient += inner;
    }
  }
};

// Passes over the last axis first; what lies between two passes is in scratch.
class InterpolationKernel final : public Kernel {
 public:
  InterpolationKernel(std::vector<InterpolationPass> passes, int64_t elements)
      : passes_(std::move(passes)) {
    // Without a pass it is a copy: one pass of an axis of extent 1.
    if (passes_.empty()) passes_.push_back({1, 1, 1, elements, {Taps{0, {1}}}});
    for (size_t i = 0; i + 1 < passes_.size(); ++i) {
      const InterpolationPass& pass = passes_[i];
      between_ = std::max(between_, pass.outer * pass.output * pass.inner);
    }
    between_ = (between_ + 15) / 16 * 16;
  }

  void forward(Buffers inputs, Buffers outputs, void* scratch) override {
    const float* source = inputs[0].floats();
    for (size_t i = 0; i < passes_.size(); ++i) {
      float* target = i + 1 == passes_.size() ? outputs[0].floats() : between(scratch, i);
      passes_[i].forward(source, target);
      source = target;
    }
  }

  void backward(const BackwardArgs& args) override {
    const Buffer& gradient = args.input_gradients[0];
    if (!gradient) return;
    if (!args.output_gradients[0]) {
      fill_zero(gradient);
      return;
    }
    const float* target = args.output_gradients[0].floats();
    for (size_t i = passes_.size(); i-- > 0;) {
      float* source = i == 0 ? gradient.floats() : between(args.scratch, i - 1);
      passes_[i].backward(target, source);
      target = source;
    }
  }

  int64_t scratch_bytes() const override {
    const int64_t buffers = std::min<int64_t>(static_cast<int64_t>(passes_.size()) - 1, 2);
    return buffers * between_ * static_cast<int64_t>(sizeof(float));
  }

 private:
  // Two buffers in turn: what pass `after` writes.
  float* between(void* scratch, size_t after) const {
    return static_cast<float*>(scratch) + (after % 2 == 0 ? 0 : between_);
  }

  std::vector<InterpolationPass> passes_;
  int64_t between_ = 0;  // elements
};

// The place of a text among the allowed ones.
template <typename Enum, size_t Count>
Enum choice(const NodeView& node, const char* attribute, const char* fallback,
            const std::array<const char*, Count>& names) {
  const std::string text = node.get_text(attribute, fallback);
  for (size_t i = 0; i < names.size(); ++i)
    if (text == names[i]) return static_cast<Enum>(i);
  node.fail(Status::unsupported, attribute, " ", quoted(text), " is not supported; supported are ",
            join(std::vector<std::string>(names.begin(), names.end())));
}

// Every output index has an entry in a table, also where another axis is empty.
constexpr int64_t kMaxExtent = int64_t{1} << 24;

class Resize final : public Op {
 public:
  explicit Resize(const NodeView& node)
      : old_(node.type == "Upsample" || node.opset < 11), axes_(optional_ints(node, "axes")) {
    if (old_) {
      pattern_.interpolation =
          choice<Interpolation>(node, "mode", "nearest", std::array{"nearest", "linear"});
      pattern_.coordinates = Coordinates::asymmetric;
      pattern_.nearest = Nearest::simple;
      scales_ = node.get_floats("scales", {});
      node.require(node.type != "Upsample" || node.opset >= 9 || !scales_.empty(), Status::corrupt,
                   "attribute \"scales\" is missing");
      return;
    }
    pattern_.interpolation =
        choice<Interpolation>(node, "mode", "nearest", std::array{"nearest", "linear", "cubic"});
    pattern_.coordinates =
        choice<Coordinates>(node, "coordinate_transformation_mode", "half_pixel",
                            std::array{"half_pixel", "half_pixel_symmetric", "pytorch_half_pixel",
                                       "align_corners", "asymmetric", "tf_half_pixel_for_nn"});
    pattern_.nearest =
        choice<Nearest>(node, "nearest_mode", "round_prefer_floor",
                        std::array{"round_prefer_floor", "round_prefer_ceil", "floor", "ceil"});
    policy_ = choice<Policy>(node, "keep_aspect_ratio_policy", "stretch",
                             std::array{"stretch", "not_larger", "not_smaller"});
    pattern_.antialias = node.get_int("antialias", 0) != 0;
    pattern_.exclude_outside = node.get_int("exclude_outside", 0) != 0;
    pattern_.cubic_a = static_cast<double>(node.get_float("cubic_coeff_a", -0.75f));
    node.require(std::isfinite(pattern_.cubic_a), Status::invalid_argument, "cubic_coeff_a is ",
                 pattern_.cubic_a);
  }

  std::vector<ValueInfo> infer(Infos inputs) const override {
    const ValueInfo& data = required_input(inputs, 0, "X");
    if (pattern_.interpolation != Interpolation::nearest) require_float(data, "X");
    Shape shape;
    for (const ResizeAxis& axis : axes_of(inputs)) shape.push_back(axis.output);
    element_count(shape);
    return {ValueInfo::of(data.type, shape)};
  }

  // Blocked where channels stay.
  Layouts layouts(Infos inputs, Infos outputs) const override {
    Layouts result = Op::layouts(inputs, outputs);
    if (inputs[0].layout == Layout::blocked && axes_of(inputs)[1].unchanged())
      result.inputs[0] = result.outputs[0] = Layout::blocked;
    return result;
  }

  std::unique_ptr<Kernel> make_kernel(const KernelContext& context) const override {
    const ValueInfo& data = context.inputs[0];
    const Shape& output = context.outputs[0].shape;
    const std::vector<ResizeAxis> resized = axes_of(context.inputs);
    std::vector<TableAxis> axes = memory_axes(data.shape, output, data.layout);
    // An empty output may have an axis too long for a table.
    const bool empty = element_count(output) == 0;
    if (pattern_.interpolation == Interpolation::nearest || empty) {
      for (size_t i = 0; i < resized.size() && !empty; ++i)
        for (int64_t o = 0; o < resized[i].output && !resized[i].unchanged(); ++o)
          axes[i].table.push_back(resized[i].span(o).low);
      return std::make_unique<TableKernel>(axes, data.type);
    }
    std::vector<InterpolationPass> passes;
    int64_t inner = 1;
    for (size_t i = axes.size(); i-- > 0;) {
      if (i < resized.size() && !resized[i].unchanged()) {
        InterpolationPass pass{1, axes[i].source, axes[i].target, inner, {}};
        for (size_t j = 0; j < i; ++j) pass.outer *= axes[j].source;
        for (int64_t o = 0; o < pass.output; ++o) pass.taps.push_back(resized[i].taps(o));
        passes.push_back(std::move(pass));
      }
      inner *= axes[i].target;
    }
    return std::make_unique<InterpolationKernel>(std::move(passes),
                                                 buffer_elements(data.shape, data.layout));
  }

  Box input_box(size_t input, const Box& out, size_t output, Infos inputs,
                Infos outputs) const override {
    if (input != 0) return Op::input_box(input, out, output, inputs, outputs);
    const std::vector<ResizeAxis> axes = axes_of(inputs);
    Box box;
    for (size_t i = 0; i < axes.size(); ++i) box.push_back(axes[i].reads(out[i]));
    return box;
  }
  Box output_box(size_t output, const Box& in, size_t input, Infos inputs,
                 Infos outputs) const override {
    if (input != 0) return Op::output_box(output, in, input, inputs, outputs);
    const std::vector<ResizeAxis> axes = axes_of(inputs);
    Box box;
    for (size_t i = 0; i < axes.size(); ++i) box.push_back(axes[i].reaches(in[i]));
    return box;
  }

 private:
  enum class Policy { stretch, not_larger, not_smaller };

  // The scales that are given, by attribute or input; empty where sizes are.
  std::vector<float> given_scales(Infos inputs) const {
    if (!scales_.empty()) return scales_;
    const size_t index = old_ ? 1 : 2;
    const ValueInfo* info = optional_input(inputs, index);
    if (info == nullptr || info->shape == Shape{0}) return {};
    require(info->type == DataType::float32 && info->shape.size() == 1, Status::invalid_argument,
            "input ", index, " (scales) must be a list of floats, but is ",
            data_type_name(info->type), " ", shape_text(info->shape));
    require(
        info->constant.valid(), Status::unsupported, "input ", index,
        " (scales) is computed from the values that run through the network; it has to be known "
        "from their shapes alone");
    return info->constant.to_floats();
  }

  std::vector<ResizeAxis> axes_of(Infos inputs) const {
    const Shape& shape = inputs[0].shape;
    std::vector<int> named(shape.size());
    for (size_t i = 0; i < shape.size(); ++i) named[i] = static_cast<int>(i);
    if (axes_) named = normalize_axes(*axes_, static_cast<int64_t>(shape.size()), "axes");
    std::vector<ResizeAxis> result(shape.size(), pattern_);
    for (size_t i = 0; i < shape.size(); ++i) result[i].input = result[i].output = shape[i];

    const std::vector<float> scales = given_scales(inputs);
    std::optional<std::vector<int64_t>> sizes;
    if (!old_) sizes = optional_int_list(inputs, 3, "sizes");
    if (sizes && sizes->empty()) sizes.reset();
    require(
        !scales.empty() != sizes.has_value() || named.empty(), Status::invalid_argument,
        scales.empty() ? "neither scales nor sizes are given" : "scales and sizes are both given");
    require((sizes ? sizes->size() : scales.size()) == named.size(), Status::invalid_argument,
            sizes ? "sizes" : "scales", " must have one entry for each of ", named.size(), " axes");
    const double common = sizes ? common_scale(*sizes, named, shape) : 0;
    for (size_t i = 0; i < named.size(); ++i) {
      ResizeAxis& axis = result[static_cast<size_t>(named[i])];
      axis.scale = sizes ? common : static_cast<double>(scales[i]);
      // In float32, as the scales are: 10 * 0.7f is 7.
      double extent = sizes ? static_cast<double>((*sizes)[i])
                            : static_cast<double>(static_cast<float>(axis.input) * scales[i]);
      if (common != 0) extent = common * static_cast<double>(axis.input) + 0.5;
      require((sizes || axis.scale > 0) && extent >= 0 && extent <= static_cast<double>(kMaxExtent),
              Status::invalid_argument, "axis ", named[i], " of ", shape_text(shape),
              " cannot be resized by ", sizes ? static_cast<double>((*sizes)[i]) : axis.scale,
              ": extents of 0 to ", kMaxExtent, " are allowed");
      axis.output = static_cast<int64_t>(extent);
      require(axis.input > 0 || axis.output == 0, Status::invalid_argument, "axis ", named[i],
              " of ", shape_text(shape), " is empty");
    }
    return result;
  }

  // The one scale of all axes that keeps the aspect ratio; 0 where each has its own.
  double common_scale(const std::vector<int64_t>& sizes, const std::vector<int>& named,
                      const Shape& shape) const {
    if (policy_ == Policy::stretch) return 0;
    double common = 0;
    for (size_t i = 0; i < named.size(); ++i) {
      const int64_t extent = shape[static_cast<size_t>(named[i])];
      require(extent > 0 && sizes[i] > 0, Status::invalid_argument, "size ", sizes[i], " for axis ",
              named[i], " of ", shape_text(shape), " has no aspect ratio");
      const double scale = static_cast<double>(sizes[i]) / static_cast<double>(extent);
      const bool better = policy_ == Policy::not_larger ? scale < common : scale > common;
      if (i == 0 || better) common = scale;
    }
    return common;
  }

  bool old_;  // Upsample and Resize of opset 10
  std::optional<std::vector<int64_t>> axes_;
  std::vector<float> scales_;
  Policy policy_ = Policy::stretch;
  ResizeAxis pattern_;  // what all axes have in common
};

}  // namespace

OpPtr make_resize(const NodeView& node) {
  return std::make_shared<Resize>(node);
}

}  // namespace cnnviz::core
