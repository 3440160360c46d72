#include "ops/window.h"

#include <algorithm>

#include "base/checked.h"

namespace cnnviz::core {

namespace {

// Far above any real network, far below where products of two of them overflow.
constexpr int64_t kLargest = int64_t{1} << 24;

std::vector<int64_t> checked_list(const NodeView& node, const char* name, int64_t least) {
  std::vector<int64_t> values = node.get_ints(name, {});
  for (const int64_t value : values)
    node.require(value >= least && value <= kLargest, Status::unsupported, name, " holds ", value,
                 "; allowed are ", least, " to ", kLargest);
  return values;
}

int64_t at_or(const std::vector<int64_t>& values, size_t i, int64_t fallback) {
  return i < values.size() ? values[i] : fallback;
}

}  // namespace

WindowAttributes::WindowAttributes(const NodeView& node)
    : kernel_(checked_list(node, "kernel_shape", 1)),
      stride_(checked_list(node, "strides", 1)),
      dilation_(checked_list(node, "dilations", 1)),
      pads_(checked_list(node, "pads", 0)),
      auto_pad_(node.get_text("auto_pad", "NOTSET")),
      ceil_mode_(node.get_int("ceil_mode", 0) != 0) {
  node.require(auto_pad_ == "NOTSET" || auto_pad_ == "VALID" || auto_pad_ == "SAME_UPPER" ||
                   auto_pad_ == "SAME_LOWER",
               Status::invalid_argument, "auto_pad is \"", auto_pad_,
               "\"; allowed are NOTSET, VALID, SAME_UPPER, SAME_LOWER");
}

WindowSizes WindowAttributes::sizes(const Shape& spatial, const Shape& kernel) const {
  const size_t axes = spatial.size();
  const std::vector<int64_t>& used = kernel.empty() ? kernel_ : kernel;
  const auto check_length = [axes](const std::vector<int64_t>& list, size_t expected,
                                   const char* name) {
    require(list.empty() || list.size() == expected, Status::invalid_argument, name, " has ",
            list.size(), " entries; the input has ", axes, " spatial axes");
  };
  require(used.size() == axes, Status::invalid_argument, "the kernel has ", used.size(),
          " spatial axes, the input ", axes);
  check_length(stride_, axes, "strides");
  check_length(dilation_, axes, "dilations");
  check_length(pads_, 2 * axes, "pads");
  require(kernel.empty() || kernel_.empty() || kernel_ == kernel, Status::invalid_argument,
          "kernel_shape ", shape_text(kernel_), " is not that of the weights, ",
          shape_text(kernel));

  WindowSizes result;
  for (size_t i = 0; i < axes; ++i) {
    const int64_t n = spatial[i], k = used[i], s = at_or(stride_, i, 1), d = at_or(dilation_, i, 1);
    require(k >= 1 && k <= kLargest, Status::unsupported, "a kernel extent is ", k);
    const int64_t extent = d * (k - 1) + 1;
    int64_t begin = 0, end = 0, out = 0;
    if (auto_pad_ == "SAME_UPPER" || auto_pad_ == "SAME_LOWER") {
      out = (n + s - 1) / s;
      const int64_t total = std::max<int64_t>(0, (out - 1) * s + extent - n);
      begin = auto_pad_ == "SAME_UPPER" ? total / 2 : (total + 1) / 2;
      end = total - begin;
    } else {
      if (auto_pad_ == "NOTSET") {
        begin = at_or(pads_, i, 0);
        end = at_or(pads_, axes + i, 0);
      }
      const int64_t room = n + begin + end - extent;
      require(room >= 0, Status::invalid_argument, "a window of extent ", extent,
              " does not fit an input extent of ", n, " with pads ", begin, " and ", end);
      out = (ceil_mode_ ? (room + s - 1) / s : room / s) + 1;
      // A window may not begin in the padding at the end.
      if (ceil_mode_ && (out - 1) * s >= n + begin) --out;
    }
    result.kernel.push_back(k);
    result.stride.push_back(s);
    result.dilation.push_back(d);
    result.pad_begin.push_back(begin);
    result.pad_end.push_back(end);
    result.out.push_back(out);
  }
  return result;
}

Shape spatial_extents(const ValueInfo& info, const char* what) {
  require(info.type == DataType::float32, Status::unsupported, what, " is ",
          data_type_name(info.type), "; only float32 is supported here");
  require(info.shape.size() >= 3 && info.shape.size() <= 5, Status::unsupported, what,
          " has shape ", shape_text(info.shape),
          "; 1, 2 or 3 spatial axes after batch and channels are supported");
  require(element_count(info.shape) > 0, Status::invalid_argument, what, " is empty: its shape is ",
          shape_text(info.shape));
  return {info.shape.begin() + 2, info.shape.end()};
}

Box window_input_box(const Box& out, const WindowSizes& sizes) {
  Box box = out;
  for (size_t i = 0; i < sizes.axes(); ++i) box[i + 2] = sizes.window(i).reads(out[i + 2]);
  return box;
}

Box window_output_box(const Box& in, const WindowSizes& sizes, const Shape& output) {
  Box box = in;
  for (size_t i = 0; i < sizes.axes(); ++i) {
    const Interval reached = sizes.window(i).reaches(in[i + 2]);
    box[i + 2] = {std::max<int64_t>(reached.low, 0), std::min(reached.high, output[i + 2] - 1)};
  }
  return box;
}

Interval group_channels(const Interval& channels, int64_t groups, int64_t from_count,
                        int64_t to_count) {
  if (channels.empty()) return {};
  const int64_t from = from_count / groups, to = to_count / groups;
  const int64_t low = std::clamp<int64_t>(channels.low / from, 0, groups - 1);
  const int64_t high = std::clamp<int64_t>(channels.high / from, 0, groups - 1);
  return {low * to, (high + 1) * to - 1};
}

}  // namespace cnnviz::core
