// GlobalAveragePool, GlobalMaxPool and GlobalLpPool (ONNX 1, 22): [N, C, spatial...] -> [N, C,
// 1...]. The input may be plain or blocked, the output is plain; plain is the blocked layout with
// one lane. The maximum's gradient goes to its first position; GlobalLpPool is (sum |x|^p)^(1/p),
// its gradient (|x| / y)^(p - 1) sign(x).
#include <algorithm>
#include <array>
#include <cmath>

#include "backend/parallel.h"
#include "ops/elementwise.h"
#include "ops/factories.h"
#include "ops/lanes.h"
#include "ops/window.h"

namespace cnnviz::core {

namespace {

// The loops work on one plane: [spatial, lanes].

// Sums of up to kRun positions are added to the total as one: rounding grows with the square root
// of the plane, not with the plane.
constexpr int64_t kRun = 64;

template <int L>
[[gnu::always_inline]] inline void sum_plane(const float* x, int64_t spatial, float* sums) {
  using V = typename Lanes<L>::Type;
  V total = V{}, in;
  int64_t s = 0;
  while (s < spatial) {
    const int64_t end = std::min(s + kRun, spatial);
    V parts[4] = {};
    for (; s + 4 <= end; s += 4)
#pragma GCC unroll 4
      for (int64_t k = 0; k < 4; ++k) {
        load(in, x + (s + k) * L);
        parts[k] += in;
      }
    for (; s < end; ++s) {
      load(in, x + s * L);
      parts[0] += in;
    }
    total += (parts[0] + parts[1]) + (parts[2] + parts[3]);
  }
  store(total, sums);
}

CNNVIZ_HOT void average_plane(const float* x, int64_t spatial, int64_t lanes, float* y) {
  if (lanes == 16)
    sum_plane<16>(x, spatial, y);
  else if (lanes == 8)
    sum_plane<8>(x, spatial, y);
  else
    sum_plane<1>(x, spatial, y);
  for (int64_t l = 0; l < lanes; ++l) y[l] /= static_cast<float>(spatial);
}

CNNVIZ_HOT void max_plane(const float* x, int64_t spatial, int64_t lanes, float* y) {
  std::copy_n(x, lanes, y);
  for (int64_t s = 1; s < spatial; ++s)
    for (int64_t l = 0; l < lanes; ++l) y[l] = std::max(y[l], x[s * lanes + l]);
}

CNNVIZ_HOT void average_gradient_plane(const float* gy, int64_t spatial, int64_t lanes, float* gx) {
  std::array<float, kWidestChannelBlock> shares;
  for (int64_t l = 0; l < lanes; ++l)
    shares[static_cast<size_t>(l)] = gy[l] / static_cast<float>(spatial);
  for (int64_t s = 0; s < spatial; ++s)
    for (int64_t l = 0; l < lanes; ++l) gx[s * lanes + l] = shares[static_cast<size_t>(l)];
}

void max_gradient_plane(const float* x, const float* y, const float* gy, int64_t spatial,
                        int64_t lanes, float* gx) {
  std::fill_n(gx, spatial * lanes, 0.0F);
  for (int64_t l = 0; l < lanes; ++l)
    for (int64_t s = 0; s < spatial; ++s)
      if (x[s * lanes + l] == y[l]) {
        gx[s * lanes + l] = gy[l];
        break;
      }
}

void lp_plane(double p, const float* x, int64_t spatial, int64_t lanes, float* y) {
  for (int64_t l = 0; l < lanes; ++l) {
    double sum = 0;
    for (int64_t s = 0; s < spatial; ++s)
      sum += std::pow(std::abs(static_cast<double>(x[s * lanes + l])), p);
    y[l] = static_cast<float>(std::pow(sum, 1 / p));
  }
}

void lp_gradient_plane(double p, const float* x, const float* y, const float* gy, int64_t spatial,
                       int64_t lanes, float* gx) {
  for (int64_t l = 0; l < lanes; ++l)
    for (int64_t s = 0; s < spatial; ++s) {
      const auto value = static_cast<double>(x[s * lanes + l]);
      const double slope = std::pow(std::abs(value / static_cast<double>(y[l])), p - 1);
      gx[s * lanes + l] = y[l] > 0 ? gy[l] * static_cast<float>(std::copysign(slope, value)) : 0.0F;
    }
}

enum class PoolKind { max, average, lp };

class GlobalPoolKernel : public Kernel {
 public:
  GlobalPoolKernel(PoolKind kind, int64_t p) : kind_(kind), exponent_(static_cast<double>(p)) {}

  void forward(Buffers inputs, Buffers outputs, void*) override {
    each_plane(inputs[0], [&](const Plane& plane) {
      std::array<float, kWidestChannelBlock> y;
      const float* x = inputs[0].floats() + plane.at;
      if (kind_ == PoolKind::lp)
        lp_plane(exponent_, x, plane.spatial, plane.lanes, y.data());
      else
        (kind_ == PoolKind::max ? max_plane : average_plane)(x, plane.spatial, plane.lanes,
                                                             y.data());
      std::copy_n(y.data(), plane.channels, outputs[0].floats() + plane.channel);
    });
  }

  void backward(const BackwardArgs& args) override {
    const Buffer& gx = args.input_gradients[0];
    if (!gx) return;
    each_plane(gx, [&](const Plane& plane) {
      std::array<float, kWidestChannelBlock> gy{}, y{};
      std::copy_n(args.output_gradients[0].floats() + plane.channel, plane.channels, gy.data());
      float* to = gx.floats() + plane.at;
      if (kind_ == PoolKind::average)
        return average_gradient_plane(gy.data(), plane.spatial, plane.lanes, to);
      std::copy_n(args.outputs[0].floats() + plane.channel, plane.channels, y.data());
      const float* x = args.inputs[0].floats() + plane.at;
      if (kind_ == PoolKind::max)
        max_gradient_plane(x, y.data(), gy.data(), plane.spatial, plane.lanes, to);
      else
        lp_gradient_plane(exponent_, x, y.data(), gy.data(), plane.spatial, plane.lanes, to);
    });
  }
  Keep keep() const override { return kind_ == PoolKind::average ? Keep{} : Keep{1, 1}; }

 private:
  struct Plane {
    int64_t at;       // in the input
    int64_t channel;  // the first, in the output
    int64_t channels, lanes, spatial;
  };

  template <typename Body>
  static void each_plane(const Buffer& x, const Body& body) {
    const int64_t channels = x.shape()[1], images = x.shape()[0];
    const int64_t spatial = x.size() / (images * channels);
    const int64_t lanes = x.info->layout == Layout::blocked ? channel_block() : 1;
    const int64_t blocks = (channels + lanes - 1) / lanes;
    parallel_ranges(images * blocks, static_cast<double>(spatial * lanes) * 0.1,
                    [&](int64_t begin, int64_t end) {
                      for (int64_t i = begin; i < end; ++i) {
                        const int64_t c = i % blocks * lanes;
                        body({i * spatial * lanes, i / blocks * channels + c,
                              std::min(lanes, channels - c), lanes, spatial});
                      }
                    });
  }

  PoolKind kind_;
  double exponent_;
};

class GlobalPool : public Op {
 public:
  explicit GlobalPool(const NodeView& node)
      : kind_(node.type == "GlobalMaxPool"       ? PoolKind::max
              : node.type == "GlobalAveragePool" ? PoolKind::average
                                                 : PoolKind::lp),
        exponent_(node.get_int("p", 2)) {
    node.require(exponent_ >= 1, Status::invalid_argument, "p is ", exponent_,
                 "; at least 1 is needed");
  }

  std::vector<ValueInfo> infer(Infos inputs) const override {
    spatial_extents(inputs[0], "the input");
    Shape out(inputs[0].shape.size(), 1);
    out[0] = inputs[0].shape[0];
    out[1] = inputs[0].shape[1];
    return {ValueInfo::of_floats(out)};
  }
  Layouts layouts(Infos inputs, Infos) const override {
    return {{inputs[0].layout}, {Layout::plain}};
  }
  std::unique_ptr<Kernel> make_kernel(const KernelContext&) const override {
    return std::make_unique<GlobalPoolKernel>(kind_, exponent_);
  }
  Box input_box(size_t, const Box& out, size_t, Infos inputs, Infos) const override {
    Box box = whole_box(inputs[0].shape);
    box[0] = out[0];
    box[1] = out[1];
    return box;
  }
  Box output_box(size_t, const Box& in, size_t, Infos, Infos outputs) const override {
    Box box = whole_box(outputs[0].shape);
    box[0] = in[0];
    box[1] = in[1];
    return box;
  }

 private:
  PoolKind kind_;
  int64_t exponent_;
};

}  // namespace

OpPtr make_global_pool(const NodeView& node) {
  require_inputs(node, 1, 1);
  return std::make_shared<GlobalPool>(node);
}

}  // namespace cnnviz::core
