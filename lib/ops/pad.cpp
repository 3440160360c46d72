// Pad: `constant` (a value), `reflect` (mirrored without the border element), `edge` (the border
// element), `wrap` (from the other side). Negative pads cut off. Pads are attributes before opset
// 11, then inputs; from opset 18 they may name their axes.
#include <cmath>

#include "base/checked.h"
#include "base/text.h"
#include "ops/arguments.h"
#include "ops/factories.h"
#include "ops/index_table.h"
#include "ops/strided.h"
#include "ops/view_geometry.h"

namespace cnnviz::core {

namespace {

enum class Mode { constant, reflect, edge, wrap };

// One axis. Position p = o - low of output index o counts from the first element that is kept; in
// the modes that repeat the input, p names kept element image(p).
struct PadAxis {
  Mode mode = Mode::constant;
  int64_t extent = 0;             // of the input
  int64_t before = 0, after = 0;  // pads as given

  bool unchanged() const { return before == 0 && after == 0; }
  int64_t low() const { return std::max<int64_t>(before, 0); }
  int64_t cut() const { return std::max<int64_t>(-before, 0); }  // elements cut off in front
  int64_t kept() const {
    return extent + std::min<int64_t>(before, 0) + std::min<int64_t>(after, 0);
  }
  int64_t output() const { return extent + before + after; }
  int64_t period() const { return mode == Mode::wrap ? kept() : 2 * (kept() - 1); }

  int64_t image(int64_t p) const {
    if (mode == Mode::edge || kept() == 1) return std::clamp<int64_t>(p, 0, kept() - 1);
    const int64_t q = floor_mod(p, period());
    return q < kept() ? q : period() - q;
  }

  std::vector<int64_t> table() const {
    std::vector<int64_t> indices;
    for (int64_t o = 0; o < output(); ++o) indices.push_back(cut() + image(o - low()));
    return indices;
  }

  Interval reads(const Interval& out) const;
  Interval reaches(const Interval& in) const;

 private:
  // Adds to `result` the positions in [first, last] that are congruent to one of `places`.
  void add_images(const Interval& places, int64_t first, int64_t last, Interval* result) const {
    const int64_t up = -floor_div(places.high - first, period());
    const int64_t down = floor_div(last - places.low, period());
    if (up > down) return;
    *result = hull(*result, {std::max(first, places.low + up * period()),
                             std::min(last, places.high + down * period())});
  }
};

Interval PadAxis::reads(const Interval& out) const {
  if (unchanged() || out.empty()) return out;
  if (mode == Mode::constant) return {out.low - before, out.high - before};
  const Interval inside = clipped_interval(out, output());
  if (inside.empty()) return inside;
  const int64_t first = inside.low - low(), last = inside.high - low();
  Interval result = hull(Interval{image(first), image(first)}, Interval{image(last), image(last)});
  if (mode == Mode::wrap && floor_div(first, kept()) != floor_div(last, kept()))
    result = {0, kept() - 1};
  if (mode == Mode::reflect && kept() > 1) {
    // The mirror turns at multiples of kept - 1; two of them are the two ends.
    const int64_t turn = kept() - 1, begin = -floor_div(-first, turn), end = floor_div(last, turn);
    if (begin <= end) result = hull(result, {image(begin * turn), image(begin * turn)});
    if (begin < end) result = {0, turn};
  }
  return {result.low + cut(), result.high + cut()};
}

Interval PadAxis::reaches(const Interval& in) const {
  if (unchanged()) return in;
  if (mode == Mode::constant) {
    const Interval own = clipped_interval(in, extent);
    return own.empty() ? own : Interval{own.low + before, own.high + before};
  }
  const Interval own = intersection(in, {cut(), cut() + kept() - 1});
  if (own.empty()) return own;
  if (kept() == 1) return {0, output() - 1};
  const Interval places{own.low - cut(), own.high - cut()};
  const int64_t first = -low(), last = output() - 1 - low();
  Interval result;
  if (mode == Mode::edge) {
    result = {places.low == 0 ? first : places.low, places.high == kept() - 1 ? last : places.high};
  } else {
    add_images(places, first, last, &result);
    if (mode == Mode::reflect) add_images({-places.high, -places.low}, first, last, &result);
  }
  return result.empty() ? result : Interval{result.low + low(), result.high + low()};
}

// Fills with the value, then copies the part of the input that is kept.
class ConstantPadKernel final : public StridedKernel {
 public:
  ConstantPadKernel(const StridedMap& map, DataType type, Tensor value, bool fills)
      : StridedKernel(map, type, Reads::some_once), value_(std::move(value)), fills_(fills) {}

  void forward(Buffers inputs, Buffers outputs, void* scratch) override {
    const Buffer& output = outputs[0];
    if (fills_)
      fill_elements(output.data, output.padded_size(), data_type_size(output.info->type),
                    value_.data());
    StridedKernel::forward(inputs, outputs, scratch);
  }

 private:
  Tensor value_;  // one element of the output's type
  bool fills_;    // false: every output element is an input element
};

class Pad final : public Op {
 public:
  explicit Pad(const NodeView& node)
      : pads_(optional_ints(node, "pads")), value_(node.get_float("value", 0)) {
    const std::string mode = node.get_text("mode", "constant");
    const std::vector<std::string> names = {"constant", "reflect", "edge", "wrap"};
    const auto found = std::find(names.begin(), names.end(), mode);
    node.require(found != names.end(), Status::unsupported, "mode ", quoted(mode),
                 " is not one of ", join(names));
    mode_ = static_cast<Mode>(found - names.begin());
    node.require(node.opset >= 11 || pads_, Status::corrupt, "attribute \"pads\" is missing");
  }

  std::vector<ValueInfo> infer(Infos inputs) const override {
    const ValueInfo& data = required_input(inputs, 0, "data");
    Shape shape;
    for (const PadAxis& axis : axes_of(inputs)) shape.push_back(axis.output());
    element_count(shape);
    value(inputs);
    return {ValueInfo::of(data.type, shape)};
  }

  // Blocked where channels stay and what is filled in leaves the padding lanes zero.
  Layouts layouts(Infos inputs, Infos outputs) const override {
    Layouts result = Op::layouts(inputs, outputs);
    if (inputs[0].layout != Layout::blocked || !axes_of(inputs)[1].unchanged()) return result;
    // -0 is not all zero bits, but as good.
    if (mode_ == Mode::constant && value(inputs).floats()[0] != 0) return result;
    result.inputs[0] = result.outputs[0] = Layout::blocked;
    return result;
  }

  std::unique_ptr<Kernel> make_kernel(const KernelContext& context) const override {
    const ValueInfo& data = context.inputs[0];
    const std::vector<PadAxis> padded = axes_of(context.inputs);
    const Shape& shape = context.outputs[0].shape;
    if (mode_ != Mode::constant) {
      std::vector<TableAxis> axes = memory_axes(data.shape, shape, data.layout);
      // An empty output may have an axis too long for a table.
      for (size_t i = 0; i < padded.size() && element_count(shape) > 0; ++i)
        if (!padded[i].unchanged()) axes[i].table = padded[i].table();
      return std::make_unique<TableKernel>(axes, data.type);
    }
    StridedMap map;
    map.extents = memory_shape(data.shape, data.layout);
    map.source_strides = row_major_strides(map.extents);
    map.target_strides = row_major_strides(memory_shape(shape, data.layout));
    bool fills = false;
    for (size_t i = 0; i < padded.size(); ++i) {
      if (padded[i].unchanged()) continue;
      map.extents[i] = std::max<int64_t>(padded[i].kept(), 0);
      map.source_offset += padded[i].cut() * map.source_strides[i];
      map.target_offset += padded[i].low() * map.target_strides[i];
      fills = fills || padded[i].output() > map.extents[i];
    }
    return std::make_unique<ConstantPadKernel>(map, data.type, value(context.inputs), fills);
  }

  Box input_box(size_t input, const Box& out, size_t output, Infos inputs,
                Infos outputs) const override {
    if (input != 0) return Op::input_box(input, out, output, inputs, outputs);
    const std::vector<PadAxis> axes = axes_of(inputs);
    Box box;
    for (size_t i = 0; i < axes.size(); ++i) box.push_back(axes[i].reads(out[i]));
    return box;
  }
  Box output_box(size_t output, const Box& in, size_t input, Infos inputs,
                 Infos outputs) const override {
    if (input != 0) return Op::output_box(output, in, input, inputs, outputs);
    const std::vector<PadAxis> axes = axes_of(inputs);
    Box box;
    for (size_t i = 0; i < axes.size(); ++i) box.push_back(axes[i].reaches(in[i]));
    return box;
  }

 private:
  std::vector<PadAxis> axes_of(Infos inputs) const {
    const Shape& shape = inputs[0].shape;
    const std::vector<int64_t> pads = pads_ ? *pads_ : required_int_list(inputs, 1, "pads");
    std::vector<int> named(shape.size());
    for (size_t i = 0; i < shape.size(); ++i) named[i] = static_cast<int>(i);
    if (const auto given = optional_int_list(inputs, 3, "axes"))
      named = normalize_axes(*given, static_cast<int64_t>(shape.size()), "axes");
    require(pads.size() == 2 * named.size(), Status::invalid_argument, "pads has ", pads.size(),
            " entries; two are needed for each of ", named.size(), " axes");
    std::vector<PadAxis> axes;
    for (const int64_t extent : shape) axes.push_back({mode_, extent, 0, 0});
    for (size_t i = 0; i < named.size(); ++i) {
      PadAxis& axis = axes[static_cast<size_t>(named[i])];
      axis.before = pads[i];
      axis.after = pads[i + named.size()];
      const auto [low, high] = std::minmax(axis.before, axis.after);
      const bool possible = low >= -kMaxElements && high <= kMaxElements && axis.output() >= 0 &&
                            (mode_ == Mode::constant || axis.output() == 0 || axis.kept() >= 1);
      require(possible, Status::invalid_argument, "axis ", named[i], " of ", shape_text(shape),
              " cannot be padded by ", axis.before, " and ", axis.after);
    }
    return axes;
  }

  // The element that constant padding writes.
  Tensor value(Infos inputs) const {
    const ValueInfo& data = inputs[0];
    const ValueInfo* given = optional_input(inputs, 2);
    if (given == nullptr) {
      Tensor tensor(data.type, {1});
      if (data.type == DataType::float32) tensor.mutable_floats()[0] = value_;
      return tensor;
    }
    require(given->type == data.type && element_count(given->shape) == 1, Status::invalid_argument,
            "constant_value is ", data_type_name(given->type), " ", shape_text(given->shape),
            ", but must be one ", data_type_name(data.type));
    require(given->constant.valid(), Status::unsupported,
            "constant_value is computed from the values that run through the network");
    return given->constant;
  }

  std::optional<std::vector<int64_t>> pads_;
  float value_;
  Mode mode_;
};

}  // namespace

OpPtr make_pad(const NodeView& node) {
  return std::make_shared<Pad>(node);
}

}  // namespace cnnviz::core
