// Slice: along each named axis the elements start, start+step, ... before end, steps of either
// sign. Starts, ends and axes are attributes before opset 10, then inputs.
#include "ops/arguments.h"
#include "ops/factories.h"
#include "ops/strided.h"
#include "ops/view_geometry.h"

namespace cnnviz::core {

namespace {

// One axis: output index o is input index start + o * step.
struct Range {
  int64_t start = 0, step = 1, count = 0;
};

// As NumPy slices an axis of this extent.
Range resolve(int64_t start, int64_t end, int64_t step, int64_t extent) {
  require(step != 0, Status::invalid_argument, "a step of 0 was given");
  if (extent == 0) return {};
  // A step beyond the extent takes one element at most, so its size can be cut down.
  step = std::clamp(step, -extent, extent);
  if (start < 0) start += extent;
  if (end < 0) end += extent;
  Range range{0, step, 0};
  if (step > 0) {
    range.start = std::clamp<int64_t>(start, 0, extent);
    const int64_t length = std::clamp<int64_t>(end, 0, extent) - range.start;
    range.count = length > 0 ? (length - 1) / step + 1 : 0;
  } else {
    range.start = std::clamp<int64_t>(start, 0, extent - 1);
    const int64_t length = range.start - std::clamp<int64_t>(end, -1, extent - 1);
    range.count = length > 0 ? (length - 1) / -step + 1 : 0;
  }
  if (range.count == 0) range.start = 0;
  return range;
}

class Slice final : public Op {
 public:
  explicit Slice(const NodeView& node)
      : starts_(optional_ints(node, "starts")),
        ends_(optional_ints(node, "ends")),
        axes_(optional_ints(node, "axes")) {
    node.require(node.opset >= 10 || (starts_ && ends_), Status::corrupt,
                 "attribute \"starts\" or \"ends\" is missing");
  }

  std::vector<ValueInfo> infer(Infos inputs) const override {
    const ValueInfo& data = required_input(inputs, 0, "data");
    Shape shape;
    for (const Range& range : ranges(inputs)) shape.push_back(range.count);
    return {ValueInfo::of(data.type, shape)};
  }

  // Blocked where the channels stay, or whole channel blocks are cut out.
  Layouts layouts(Infos inputs, Infos outputs) const override {
    Layouts result = Op::layouts(inputs, outputs);
    if (inputs[0].layout != Layout::blocked) return result;
    const Range channels = ranges(inputs)[1];
    const int64_t block = channel_block(), extent = inputs[0].shape[1];
    const bool to_end = channels.start + channels.count == extent;
    if (channels.step != 1 || channels.start % block != 0 ||
        (channels.count % block != 0 && !to_end))
      return result;
    result.inputs[0] = result.outputs[0] = Layout::blocked;
    return result;
  }

  std::unique_ptr<Kernel> make_kernel(const KernelContext& context) const override {
    const ValueInfo& data = context.inputs[0];
    const ValueInfo& output = context.outputs[0];
    std::vector<Range> taken = ranges(context.inputs);
    if (data.layout == Layout::blocked) taken[1].start /= channel_block();
    const Shape strides = row_major_strides(memory_shape(data.shape, data.layout));
    StridedMap map;
    map.extents = memory_shape(output.shape, output.layout);
    map.target_strides = row_major_strides(map.extents);
    map.source_strides = strides;
    for (size_t axis = 0; axis < taken.size(); ++axis) {
      map.source_offset += taken[axis].start * strides[axis];
      map.source_strides[axis] *= taken[axis].step;
    }
    return std::make_unique<StridedKernel>(map, data.type, StridedKernel::Reads::some_once);
  }

  Box input_box(size_t input, const Box& out, size_t output, Infos inputs,
                Infos outputs) const override {
    if (input != 0) return Op::input_box(input, out, output, inputs, outputs);
    const std::vector<Range> taken = ranges(inputs);
    Box box = out;
    for (size_t axis = 0; axis < box.size(); ++axis) {
      const Range& range = taken[axis];
      if (range.start == 0 && range.step == 1 && range.count == inputs[0].shape[axis]) continue;
      const Interval own = clipped_interval(out[axis], range.count);
      const int64_t a = range.start + own.low * range.step;
      const int64_t b = range.start + own.high * range.step;
      box[axis] = own.empty() ? own : Interval{std::min(a, b), std::max(a, b)};
    }
    return box;
  }
  Box output_box(size_t output, const Box& in, size_t input, Infos inputs,
                 Infos outputs) const override {
    if (input != 0) return Op::output_box(output, in, input, inputs, outputs);
    const std::vector<Range> taken = ranges(inputs);
    Box box = in;
    for (size_t axis = 0; axis < box.size(); ++axis) {
      if (in[axis].empty()) continue;
      // Smallest and largest o with low <= start + o * step <= high.
      const Range& range = taken[axis];
      const int64_t low = in[axis].low - range.start, high = in[axis].high - range.start;
      box[axis] = range.step > 0
                      ? Interval{-floor_div(-low, range.step), floor_div(high, range.step)}
                      : Interval{-floor_div(high, -range.step), floor_div(-low, -range.step)};
      box[axis] = clipped_interval(box[axis], range.count);
    }
    return box;
  }

 private:
  // For every axis of the input.
  std::vector<Range> ranges(Infos inputs) const {
    const Shape& shape = inputs[0].shape;
    const auto rank = static_cast<int64_t>(shape.size());
    const std::vector<int64_t> starts = starts_ ? *starts_ : required_int_list(inputs, 1, "starts");
    const std::vector<int64_t> ends = ends_ ? *ends_ : required_int_list(inputs, 2, "ends");
    const auto axes = attribute_or_input(axes_, inputs, 3, "axes");
    const auto steps = optional_int_list(inputs, 4, "steps");
    require(ends.size() == starts.size() && (!axes || axes->size() == starts.size()) &&
                (!steps || steps->size() == starts.size()),
            Status::invalid_argument,
            "starts, ends, axes and steps differ in length: ", starts.size(), ", ", ends.size(),
            ", ", axes ? axes->size() : starts.size(), ", ", steps ? steps->size() : starts.size());
    require(axes || starts.size() <= shape.size(), Status::invalid_argument, "starts has ",
            starts.size(), " entries for an input of shape ", shape_text(shape));
    std::vector<Range> result;
    for (const int64_t extent : shape) result.push_back({0, 1, extent});
    std::vector<int> sliced;
    for (size_t i = 0; i < starts.size() && !axes; ++i) sliced.push_back(static_cast<int>(i));
    if (axes) sliced = normalize_axes(*axes, rank, "axes");
    for (size_t i = 0; i < sliced.size(); ++i) {
      const auto axis = static_cast<size_t>(sliced[i]);
      result[axis] = resolve(starts[i], ends[i], steps ? (*steps)[i] : 1, shape[axis]);
    }
    return result;
  }

  std::optional<std::vector<int64_t>> starts_, ends_, axes_;
};

}  // namespace

OpPtr make_slice(const NodeView& node) {
  return std::make_shared<Slice>(node);
}

}  // namespace cnnviz::core
