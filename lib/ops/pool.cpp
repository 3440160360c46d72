// MaxPool, AveragePool and LpPool (ONNX 1 to 22) over 1, 2 or 3 spatial axes, with dilation,
// ceil_mode and count_include_pad. X and Y are [N, C, spatial...], plain or blocked; plain is the
// blocked layout with one lane. Axes that a pool lacks are taken as extents of 1, so that one loop
// serves all ranks.
//
// The gradient of MaxPool goes to the first maximum of each window in row-major order and adds up
// where windows overlap: the "switches" of Zeiler & Fergus. They are found again from input and
// output.
//
// LpPool is y = (sum |x|^p)^(1/p); dy/dx = (|x| / y)^(p - 1) sign(x), 0 where y is 0.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "backend/parallel.h"
#include "ops/elementwise.h"
#include "ops/factories.h"
#include "ops/pool_loops.h"
#include "ops/window.h"

namespace cnnviz::core {

namespace {

PoolGeometry pool_geometry(const WindowSizes& sizes, const Shape& x) {
  PoolGeometry g;
  const size_t missing = 3 - sizes.axes();
  for (size_t i = 0; i < sizes.axes(); ++i) {
    PoolAxis& axis = g.axes[missing + i];
    axis.in = x[i + 2];
    axis.out = sizes.out[i];
    axis.kernel = sizes.kernel[i];
    axis.stride = sizes.stride[i];
    axis.dilation = sizes.dilation[i];
    axis.pad = sizes.pad_begin[i];
    axis.pad_end = sizes.pad_end[i];
  }
  return g;
}

// Runs `body(plane)` for every (image, channel block).
template <typename Body>
void for_planes(const Buffer& x, const PoolGeometry& g, const Body& body) {
  const int64_t lanes = x.info->layout == Layout::blocked ? channel_block() : 1;
  const int64_t planes = x.padded_size() / (g.in_size() * lanes);
  const double cost = static_cast<double>(g.out_size() * g.kernel_size()) *
                      (lanes == 1 ? 1.0 : static_cast<double>(lanes) / 8);
  parallel_ranges(planes, cost, [&](int64_t begin, int64_t end) {
    for (int64_t plane = begin; plane < end; ++plane)
      body(plane * g.in_size() * lanes, plane * g.out_size() * lanes, static_cast<int>(lanes));
  });
}

class MaxPoolKernel : public Kernel {
 public:
  MaxPoolKernel(const PoolGeometry& geometry, bool column_major)
      : geometry_(geometry), column_major_(column_major) {}

  void forward(Buffers inputs, Buffers outputs, void*) override {
    const float* x = inputs[0].floats();
    float* y = outputs[0].floats();
    for_planes(inputs[0], geometry_, [&](int64_t in, int64_t out, int lanes) {
      max_pool_plane(geometry_, lanes, x + in, y + out);
    });
    if (outputs.size() > 1 && outputs[1]) {
      int64_t* indices = outputs[1].ints();
      for_planes(inputs[0], geometry_, [&](int64_t in, int64_t out, int) {
        max_pool_indices(geometry_, column_major_, x + in, y + out, in, indices + out);
      });
    }
  }

  void backward(const BackwardArgs& args) override {
    if (!args.input_gradients[0]) return;
    const float* x = args.inputs[0].floats();
    const float* y = args.outputs[0].floats();
    const float* gy = args.output_gradients[0].floats();
    float* gx = args.input_gradients[0].floats();
    // A window's gradient goes to where the input equals its output: what the clamp before the pool
    // lets through there can be told from the output alone.
    for_planes(args.inputs[0], geometry_, [&](int64_t in, int64_t out, int lanes) {
      max_pool_gradient_plane(geometry_, lanes, args.input_gate, x + in, y + out, gy + out,
                              gx + in);
    });
  }
  Keep keep() const override { return {1, 1}; }
  // max(R, 0) must wait for the sum over overlapping windows; the mask need not.
  bool gates_input(Rule rule) const override {
    return rule == Rule::gradient ||
           std::all_of(geometry_.axes.begin(), geometry_.axes.end(), [](const PoolAxis& axis) {
             return axis.stride >= axis.dilation * (axis.kernel - 1) + 1;
           });
  }

 private:
  PoolGeometry geometry_;
  bool column_major_;
};

class AveragePoolKernel : public Kernel {
 public:
  AveragePoolKernel(const PoolGeometry& geometry, bool include_pad)
      : geometry_(geometry), factors_(average_pool_factors(geometry, include_pad)) {}

  void forward(Buffers inputs, Buffers outputs, void*) override {
    const float* x = inputs[0].floats();
    float* y = outputs[0].floats();
    for_planes(inputs[0], geometry_, [&](int64_t in, int64_t out, int lanes) {
      average_pool_plane(geometry_, lanes, factors_.data(), x + in, y + out);
    });
  }

  void backward(const BackwardArgs& args) override {
    if (!args.input_gradients[0]) return;
    const float* gy = args.output_gradients[0].floats();
    float* gx = args.input_gradients[0].floats();
    for_planes(args.input_gradients[0], geometry_, [&](int64_t in, int64_t out, int lanes) {
      average_pool_gradient_plane(geometry_, lanes, factors_.data(), gy + out, gx + in);
    });
  }

 private:
  PoolGeometry geometry_;
  std::vector<float> factors_;
};

CNNVIZ_HOT void powers(const float* x, float* y, int64_t count, float exponent) {
  if (exponent == 2)
    for (int64_t i = 0; i < count; ++i) y[i] = x[i] * x[i];
  else
    for (int64_t i = 0; i < count; ++i) y[i] = std::pow(std::fabs(x[i]), exponent);
}

// Pools sums of |x|^p, by the loops of averages with all factors 1.
class LpPoolKernel : public Kernel {
 public:
  LpPoolKernel(const PoolGeometry& geometry, const ValueInfo& x, int64_t p)
      : geometry_(geometry),
        ones_(static_cast<size_t>(geometry.out_size()), 1.0F),
        elements_(buffer_elements(x.shape, x.layout)),
        exponent_(static_cast<float>(p)) {}

  void forward(Buffers inputs, Buffers outputs, void* scratch) override {
    auto* power = static_cast<float*>(scratch);
    float* y = outputs[0].floats();
    parallel_ranges(elements_, 1, [&](int64_t begin, int64_t end) {
      powers(inputs[0].floats() + begin, power + begin, end - begin, exponent_);
    });
    for_planes(inputs[0], geometry_, [&](int64_t in, int64_t out, int lanes) {
      average_pool_plane(geometry_, lanes, ones_.data(), power + in, y + out);
      for (int64_t i = out; i < out + geometry_.out_size() * lanes; ++i)
        y[i] = exponent_ == 2 ? std::sqrt(y[i]) : std::pow(y[i], 1 / exponent_);
    });
  }

  void backward(const BackwardArgs& args) override {
    if (!args.input_gradients[0]) return;
    const float* x = args.inputs[0].floats();
    const float* y = args.outputs[0].floats();
    const float* gy = args.output_gradients[0].floats();
    float* gx = args.input_gradients[0].floats();
    auto* share = static_cast<float*>(args.scratch);  // R y^(1 - p)
    for_planes(args.input_gradients[0], geometry_, [&](int64_t in, int64_t out, int lanes) {
      for (int64_t i = out; i < out + geometry_.out_size() * lanes; ++i)
        share[i] = y[i] > 0 ? gy[i] * std::pow(y[i], 1 - exponent_) : 0;
      average_pool_gradient_plane(geometry_, lanes, ones_.data(), share + out, gx + in);
      for (int64_t i = in; i < in + geometry_.in_size() * lanes; ++i) {
        const float size = std::pow(std::fabs(x[i]), exponent_ - 1);
        gx[i] *= x[i] > 0 ? size : x[i] < 0 ? -size : 0;
      }
    });
  }

  Keep keep() const override { return {1, 1}; }
  int64_t scratch_bytes() const override {
    const int64_t outputs = elements_ / geometry_.in_size() * geometry_.out_size();
    return std::max(elements_, outputs) * static_cast<int64_t>(sizeof(float));
  }

 private:
  PoolGeometry geometry_;
  std::vector<float> ones_;
  int64_t elements_;
  float exponent_;
};

enum class PoolKind { max, average, lp };

class Pool : public Op {
 public:
  Pool(const NodeView& node, PoolKind kind)
      : window_(node),
        kind_(kind),
        exponent_(node.get_int("p", 2)),
        include_pad_(node.get_int("count_include_pad", 0) != 0),
        column_major_(node.get_int("storage_order", 0) != 0),
        has_indices_(node.has_output(1)) {
    node.require(!window_.kernel().empty(), Status::invalid_argument, "kernel_shape is missing");
    node.require(exponent_ >= 1, Status::invalid_argument, "p is ", exponent_,
                 "; at least 1 is needed");
  }

  std::vector<ValueInfo> infer(Infos inputs) const override {
    const Shape spatial = spatial_extents(inputs[0], "the input");
    const WindowSizes sizes = window_.sizes(spatial, {});
    for (size_t i = 0; i < sizes.axes(); ++i)
      require(sizes.pad_begin[i] < sizes.window(i).extent() &&
                  sizes.pad_end[i] < sizes.window(i).extent(),
              Status::invalid_argument, "pads ", sizes.pad_begin[i], " and ", sizes.pad_end[i],
              " are not smaller than the window's extent, ", sizes.window(i).extent());
    Shape out{inputs[0].shape[0], inputs[0].shape[1]};
    out.insert(out.end(), sizes.out.begin(), sizes.out.end());
    std::vector<ValueInfo> result{ValueInfo::of_floats(out)};
    if (has_indices_) result.push_back(ValueInfo::of(DataType::int64, out));
    return result;
  }

  Layouts layouts(Infos inputs, Infos outputs) const override {
    if (has_indices_) return Op::layouts(inputs, outputs);
    return {{inputs[0].layout}, {inputs[0].layout}};
  }

  std::unique_ptr<Kernel> make_kernel(const KernelContext& context) const override {
    const PoolGeometry geometry = pool_geometry(sizes_of(context.inputs), context.inputs[0].shape);
    switch (kind_) {
      case PoolKind::max:
        return std::make_unique<MaxPoolKernel>(geometry, column_major_);
      case PoolKind::average:
        return std::make_unique<AveragePoolKernel>(geometry, include_pad_);
      case PoolKind::lp:
        break;
    }
    return std::make_unique<LpPoolKernel>(geometry, context.inputs[0], exponent_);
  }

  Box input_box(size_t, const Box& out, size_t, Infos inputs, Infos) const override {
    return window_input_box(out, sizes_of(inputs));
  }
  Box output_box(size_t output, const Box& in, size_t, Infos inputs, Infos outputs) const override {
    return window_output_box(in, sizes_of(inputs), outputs[output].shape);
  }

 private:
  WindowSizes sizes_of(Infos inputs) const {
    return window_.sizes(spatial_extents(inputs[0], "the input"), {});
  }

  WindowAttributes window_;
  PoolKind kind_;
  int64_t exponent_;
  bool include_pad_, column_major_, has_indices_;
};

}  // namespace

namespace {

OpPtr make_pool(const NodeView& node, PoolKind kind) {
  require_inputs(node, 1, 1);
  return std::make_shared<Pool>(node, kind);
}

}  // namespace

OpPtr make_max_pool(const NodeView& node) {
  return make_pool(node, PoolKind::max);
}
OpPtr make_average_pool(const NodeView& node) {
  return make_pool(node, PoolKind::average);
}
OpPtr make_lp_pool(const NodeView& node) {
  return make_pool(node, PoolKind::lp);
}

}  // namespace cnnviz::core
