// What convolutions and pools share: the attributes of a sliding window (kernel_shape, strides,
// pads, dilations, auto_pad, ceil_mode) and the sizes that follow from them (ONNX Conv, MaxPool,
// AveragePool).
#pragma once

#include <string>
#include <vector>

#include "graph/op.h"

namespace cnnviz::core {

// Sizes for one input: one entry for each spatial axis.
struct WindowSizes {
  std::vector<int64_t> kernel, stride, dilation, pad_begin, pad_end, out;

  size_t axes() const { return kernel.size(); }
  Window window(size_t axis) const {
    return {kernel[axis], stride[axis], pad_begin[axis], dilation[axis]};
  }
};

class WindowAttributes {
 public:
  // Reads and checks the attributes; empty lists stand for the defaults.
  explicit WindowAttributes(const NodeView& node);

  // `spatial`: input extents; `kernel`: of the weights, or empty to use kernel_shape.
  WindowSizes sizes(const Shape& spatial, const Shape& kernel) const;

  const std::vector<int64_t>& kernel() const { return kernel_; }
  const std::vector<int64_t>& stride() const { return stride_; }
  const std::vector<int64_t>& dilation() const { return dilation_; }
  const std::vector<int64_t>& pads() const { return pads_; }
  const std::string& auto_pad() const { return auto_pad_; }

 private:
  std::vector<int64_t> kernel_, stride_, dilation_, pads_;
  std::string auto_pad_;
  bool ceil_mode_;
};

// The spatial extents of [N, C, spatial...]; refuses ranks other than 3 to 5 and empty tensors.
Shape spatial_extents(const ValueInfo& info, const char* what);

// Boxes of operators whose output [N, K, spatial...] reads windows of the input [N, C, spatial...]:
// `dense` where an output channel reads all input channels of its group, else channel c reads
// channel c.
Box window_input_box(const Box& out, const WindowSizes& sizes);
Box window_output_box(const Box& in, const WindowSizes& sizes, const Shape& output);

// The input channels that output channels `out` read in a grouped convolution, and the other way.
Interval group_channels(const Interval& channels, int64_t groups, int64_t from_count,
                        int64_t to_count);

}  // namespace cnnviz::core
