// GlobalAveragePool, GlobalMaxPool and GlobalLpPool (ONNX 1, 22): [N, C, spatial...] -> [N, C,
// 1...]. The input may be plain or blocked, the output is plain. The maximum's gradient goes to its
// first position; GlobalLpPool is (sum |x|^p)^(1/p), its gradient (|x| / y)^(p - 1) sign(x).
#include <algorithm>
#include <cmath>

#include "backend/parallel.h"
#include "ops/factories.h"
#include "ops/window.h"

namespace cnnviz::core {

namespace {

// Where the elements of one channel lie.
struct Channel {
  int64_t first, step;
};

struct ChannelMap {
  int64_t channels, spatial, block;

  explicit ChannelMap(const ValueInfo& info)
      : channels(info.shape[1]),
        spatial(element_count(info.shape) / (info.shape[0] * info.shape[1])),
        block(info.layout == Layout::blocked ? channel_block() : 1) {}

  Channel at(int64_t n, int64_t c) const {
    const int64_t blocks = (channels + block - 1) / block;
    return {(n * blocks + c / block) * spatial * block + c % block, block};
  }
};

enum class PoolKind { max, average, lp };

class GlobalPoolKernel : public Kernel {
 public:
  GlobalPoolKernel(PoolKind kind, int64_t p) : kind_(kind), exponent_(static_cast<double>(p)) {}

  void forward(Buffers inputs, Buffers outputs, void*) override {
    const float* x = inputs[0].floats();
    float* y = outputs[0].floats();
    each_channel(inputs[0], [&](int64_t i, const Channel& channel, int64_t spatial) {
      const float* from = x + channel.first;
      if (kind_ == PoolKind::lp) {
        double sum = 0;
        for (int64_t s = 0; s < spatial; ++s)
          sum += std::pow(std::abs(static_cast<double>(from[s * channel.step])), exponent_);
        y[i] = static_cast<float>(std::pow(sum, 1 / exponent_));
      } else if (kind_ == PoolKind::max) {
        float best = from[0];
        for (int64_t s = 1; s < spatial; ++s) best = std::max(best, from[s * channel.step]);
        y[i] = best;
      } else {
        double sum = 0;
        for (int64_t s = 0; s < spatial; ++s) sum += static_cast<double>(from[s * channel.step]);
        y[i] = static_cast<float>(sum / static_cast<double>(spatial));
      }
    });
  }

  void backward(const BackwardArgs& args) override {
    const Buffer& gx = args.input_gradients[0];
    if (!gx) return;
    const float* gy = args.output_gradients[0].floats();
    std::fill_n(gx.floats(), gx.padded_size(), 0.0F);
    each_channel(gx, [&](int64_t i, const Channel& channel, int64_t spatial) {
      float* to = gx.floats() + channel.first;
      if (kind_ == PoolKind::average) {
        const float share = gy[i] / static_cast<float>(spatial);
        for (int64_t s = 0; s < spatial; ++s) to[s * channel.step] = share;
        return;
      }
      const float* from = args.inputs[0].floats() + channel.first;
      const float top = args.outputs[0].floats()[i];
      if (kind_ == PoolKind::lp) {
        for (int64_t s = 0; s < spatial; ++s) {
          const double value = static_cast<double>(from[s * channel.step]);
          const double part = value / static_cast<double>(top);
          const double slope = std::pow(std::abs(part), exponent_ - 1);
          to[s * channel.step] =
              top > 0 ? gy[i] * static_cast<float>(std::copysign(slope, value)) : 0;
        }
        return;
      }
      for (int64_t s = 0; s < spatial; ++s)
        if (from[s * channel.step] == top) {
          to[s * channel.step] = gy[i];
          break;
        }
    });
  }
  Keep keep() const override { return kind_ == PoolKind::average ? Keep{} : Keep{1, 1}; }

 private:
  template <typename Body>
  static void each_channel(const Buffer& x, const Body& body) {
    const ChannelMap map(*x.info);
    parallel_ranges(x.shape()[0] * map.channels, static_cast<double>(map.spatial),
                    [&](int64_t begin, int64_t end) {
                      for (int64_t i = begin; i < end; ++i)
                        body(i, map.at(i / map.channels, i % map.channels), map.spatial);
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
  return std::make_shared<GlobalPool>(node);
}

}  // namespace cnnviz::core
