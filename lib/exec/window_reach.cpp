#include "exec/window_reach.h"

#include <algorithm>

#include "exec/fusion.h"

namespace cnnviz::core {

namespace {

// The optimum is flat between 0.8 and 0.9.
constexpr double kWorthWhile = 0.85;

// The axis of the output's rows, -1 where rows and columns are not two adjacent axes of it.
int output_axis(const NodeInfos& infos, int axis) {
  const Shape& from = infos.in[0].shape;
  const Shape& to = infos.out[0].shape;
  if (infos.is_one_of({"Transpose"})) {
    const std::vector<int64_t> perm = infos.node.view.get_ints("perm", {});
    for (size_t i = 0; i + 1 < perm.size(); ++i)
      if (perm[i] == axis && perm[i + 1] == axis + 1 && perm[0] == 0) return static_cast<int>(i);
    return -1;
  }
  if (!infos.node.op->is_view() || from == to) return from.size() == to.size() ? axis : -1;
  // A view with other axes in front of the rows.
  const auto trailing = static_cast<std::ptrdiff_t>(from.size()) - axis;
  const auto moved = static_cast<std::ptrdiff_t>(to.size()) - trailing;
  if (moved < 1 || to[0] != 1 || from[0] != 1) return -1;
  return std::equal(from.begin() + axis, from.end(), to.begin() + moved) ? static_cast<int>(moved)
                                                                         : -1;
}

// Whether entry 1 of this output reads no other entry of this input than entry 1.
bool reads_own_image(const NodeInfos& infos, size_t input, size_t output,
                     const std::vector<ValueInfo>& in, const std::vector<ValueInfo>& out) {
  // The rows of a matrix product's first operand stay apart, whatever its geometry says.
  if (infos.is_one_of({"Gemm", "MatMul"}) && input == 0) return true;
  Box box = whole_box(out[output].shape);
  box[0] = {1, 1};
  const Box read = infos.node.op->input_box(input, box, output, in, out);
  return !read.empty() && (is_empty(read) || read[0] == Interval{1, 1});
}

}  // namespace

Reach both(const Reach& a, const Reach& b) {
  Reach result = a;
  for (size_t i = 0; i < 2; ++i)
    for (size_t k = 0; k < result.changed[i].size(); ++k)
      result.changed[i][k] = hull(a.changed[i][k], b.changed[i][k]);
  return result;
}

WindowFrame frame_of(const Reach& reach, const Shape& shape) {
  WindowFrame frame;
  for (size_t a = 0; a < 2; ++a) {
    const int64_t extent = shape[static_cast<size_t>(reach.axis) + a];
    for (const Interval& changed : reach.changed[a])
      frame.size[a] = std::max(frame.size[a], changed.length());
    for (const Interval& changed : reach.changed[a])
      frame.origin[a].push_back(std::clamp<int64_t>(changed.low, 0, extent - frame.size[a]));
  }
  return frame;
}

bool covers_most(const Reach& reach, const Shape& shape) {
  const WindowFrame frame = frame_of(reach, shape);
  const auto axis = static_cast<size_t>(reach.axis);
  const auto map = static_cast<double>(shape[axis] * shape[axis + 1]);
  return static_cast<double>(frame.size[0] * frame.size[1]) >= kWorthWhile * map;
}

NodeInfos::NodeInfos(const InferredValues& inferred, const Node& given)
    : node(given), in(input_infos(inferred, given)) {
  for (const ValueId id : node.outputs)
    out.push_back(id == kNoValue ? ValueInfo{} : inferred.values[static_cast<size_t>(id)]);
}

bool NodeInfos::is_one_of(std::initializer_list<std::string_view> types) const {
  return (node.view.domain.empty() || node.view.domain == "ai.onnx") &&
         std::find(types.begin(), types.end(), node.view.type) != types.end();
}

std::optional<Reach> follow(const NodeInfos& infos, size_t input, const Reach& from) {
  const Shape& shape = infos.in[input].shape;
  const Shape& to = infos.out[0].shape;
  Reach reach;
  reach.axis = output_axis(infos, from.axis);
  if (reach.axis < 0 || from.whole || to.size() < static_cast<size_t>(reach.axis) + 2)
    return std::nullopt;
  const auto rows = static_cast<size_t>(from.axis), out_rows = static_cast<size_t>(reach.axis);
  const bool same = infos.node.op->is_view() && to != shape;
  const size_t pairs = std::max(from.changed[0].size(), from.changed[1].size());
  for (size_t i = 0; i < pairs; ++i) {
    Box box = whole_box(shape);
    for (size_t a = 0; a < 2; ++a)
      box[rows + a] = from.changed[a][std::min(i, from.changed[a].size() - 1)];
    const Box next = same ? Box() : infos.node.op->output_box(0, box, input, infos.in, infos.out);
    for (size_t a = 0; a < 2; ++a) {
      if (i >= from.changed[a].size()) continue;
      Interval interval = same ? box[rows + a] : next[out_rows + a];
      interval = {std::max<int64_t>(interval.low, 0),
                  std::min(interval.high, to[out_rows + a] - 1)};
      // A change that reaches nothing (a stride larger than the kernel) still has a window.
      if (interval.empty()) interval = {0, 0};
      reach.changed[a].push_back(interval);
    }
  }
  return reach;
}

bool keeps_images_apart(const NodeInfos& infos, const std::vector<bool>& batched) {
  std::vector<ValueInfo> in = infos.in;
  for (const int64_t images : {2, 3}) {
    for (size_t i = 0; i < in.size(); ++i) {
      if (!batched[i]) continue;
      if (infos.in[i].shape.empty() || infos.in[i].shape[0] != 1) return false;
      in[i].shape[0] = images;
    }
    std::vector<ValueInfo> made;
    try {
      made = infos.node.op->infer(in);
    } catch (const Error&) {
      return false;
    }
    for (size_t o = 0; o < infos.out.size(); ++o) {
      if (!infos.out[o].present) continue;
      Shape expected = infos.out[o].shape;
      if (expected.empty() || expected[0] != 1) return false;
      expected[0] = images;
      if (made[o].shape != expected || made[o].constant.valid()) return false;
      for (size_t i = 0; i < in.size(); ++i)
        if (batched[i] && !reads_own_image(infos, i, o, in, made)) return false;
    }
  }
  return true;
}

std::array<std::vector<float>, 2> average_factors(const NodeInfos& infos) {
  std::array<std::vector<float>, 2> factors;
  const NodeView& view = infos.node.view;
  const bool include = view.get_int("count_include_pad", 0) != 0;
  const bool automatic = view.get_text("auto_pad", "NOTSET") != "NOTSET";
  const std::vector<int64_t> kernel = view.get_ints("kernel_shape", {});
  const std::vector<int64_t> dilations = view.get_ints("dilations", {1, 1});
  const std::vector<int64_t> pads = view.get_ints("pads", {0, 0, 0, 0});
  for (size_t a = 0; a < 2; ++a) {
    const int64_t extent = infos.in[0].shape[2 + a];
    for (int64_t o = 0; o < infos.out[0].shape[2 + a]; ++o) {
      Box box = whole_box(infos.out[0].shape);
      box[2 + a] = {o, o};
      const Interval read = infos.node.op->input_box(0, box, 0, infos.in, infos.out)[2 + a];
      // What counts: the map, or the map with its pads, but not what ceil_mode adds to them.
      int64_t begin = 0, end = extent;
      if (include) {
        begin = automatic ? read.low : -pads[a];
        end = automatic ? read.high + 1 : extent + pads[2 + a];
      }
      int64_t counted = 0;
      for (int64_t k = 0; k < kernel[a]; ++k) {
        const int64_t place = read.low + k * dilations[a];
        counted += place >= begin && place < end;
      }
      factors[a].push_back(static_cast<float>(kernel[a]) /
                           static_cast<float>(std::max<int64_t>(counted, 1)));
    }
  }
  return factors;
}

double multiply_adds(const NodeInfos& infos) {
  if (!infos.is_one_of({"Conv", "Gemm", "MatMul"})) return 0;
  const Shape& weights = infos.in[1].shape;
  const size_t rank = weights.size();
  const bool transposed = infos.node.view.get_int("transB", 0) != 0;
  double each = 1;  // for one element of the output
  if (infos.is_one_of({"Conv"}))
    each = static_cast<double>(element_count(weights)) / static_cast<double>(weights[0]);
  else if (rank >= 2)
    each = static_cast<double>(weights[transposed ? rank - 1 : rank - 2]);
  return static_cast<double>(element_count(infos.out[0].shape)) * each;
}

}  // namespace cnnviz::core
