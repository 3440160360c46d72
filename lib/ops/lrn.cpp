// LRN (ONNX 1, 13; Krizhevsky et al. 2012), across channels: y_c = x_c / s_c^beta with s_c = bias +
// alpha / size * sum of x_j^2 over j in [c - floor((size-1)/2), c + ceil((size-1)/2)]. Its
// gradient, with g arriving:
//   dx_c = g_c s_c^-beta - 2 alpha beta / size * x_c * sum over the windows j that hold c of g_j
//   x_j s_j^(-beta-1).
// Zeiler & Fergus pass the signal through unchanged instead (BackwardArgs::lrn_identity).
//
// [N, C, spatial...], plain or blocked: tiles of kTile positions are copied to [C][kTile], so that
// the loops run along positions whatever the layout.
#include <algorithm>
#include <cmath>
#include <cstring>

#include "backend/parallel.h"
#include "ops/elementwise.h"
#include "ops/factories.h"

namespace cnnviz::core {

namespace {

constexpr int64_t kTile = 16;

struct LrnAttributes {
  int64_t size;
  float alpha, beta, bias;

  int64_t before() const { return (size - 1) / 2; }
  int64_t after() const { return size - 1 - before(); }
};

// power = s^-beta. Networks use beta = 0.75, which square roots give much faster than pow does.
[[gnu::always_inline]] inline void inverse_powers(float beta, const float* s, float* power) {
  if (beta == 0.75F)
    for (int64_t t = 0; t < kTile; ++t) {
      const float root = std::sqrt(s[t]);
      power[t] = 1 / (root * std::sqrt(root));
    }
  else
    for (int64_t t = 0; t < kTile; ++t) power[t] = std::pow(s[t], -beta);
}

// sums[c] = sum of rows[j] for j in [c - before, c + after], all [channels][kTile].
[[gnu::always_inline]] inline void window_sums(const float* rows, int64_t channels, int64_t before,
                                               int64_t after, float* sums) {
  for (int64_t c = 0; c < channels; ++c) {
    float sum[kTile] = {};
    for (int64_t j = std::max<int64_t>(0, c - before); j <= std::min(channels - 1, c + after); ++j)
      for (int64_t t = 0; t < kTile; ++t) sum[t] += rows[j * kTile + t];
    std::memcpy(sums + c * kTile, sum, sizeof sum);
  }
}

// s and s^-beta for a tile x; `work` holds one more tile.
[[gnu::always_inline]] inline void normalizers(const LrnAttributes& a, int64_t channels,
                                               const float* x, float* s, float* power,
                                               float* work) {
  for (int64_t i = 0; i < channels * kTile; ++i) work[i] = x[i] * x[i];
  window_sums(work, channels, a.before(), a.after(), s);
  const float factor = a.alpha / static_cast<float>(a.size);
  for (int64_t i = 0; i < channels * kTile; ++i) s[i] = a.bias + factor * s[i];
  for (int64_t c = 0; c < channels; ++c) inverse_powers(a.beta, s + c * kTile, power + c * kTile);
}

CNNVIZ_HOT void forward_tile(const LrnAttributes& a, int64_t channels, const float* x, float* y,
                             float* s, float* power, float* work) {
  normalizers(a, channels, x, s, power, work);
  for (int64_t i = 0; i < channels * kTile; ++i) y[i] = x[i] * power[i];
}

CNNVIZ_HOT void backward_tile(const LrnAttributes& a, int64_t channels, const float* x,
                              const float* g, float* gx, float* s, float* power, float* work) {
  normalizers(a, channels, x, s, power, work);
  for (int64_t i = 0; i < channels * kTile; ++i) s[i] = g[i] * x[i] * power[i] / s[i];
  window_sums(s, channels, a.after(), a.before(), work);
  const float factor = 2 * a.alpha * a.beta / static_cast<float>(a.size);
  for (int64_t i = 0; i < channels * kTile; ++i) gx[i] = g[i] * power[i] - factor * x[i] * work[i];
}

// Copies between a tile [channels][kTile] and positions [first, first + count) of image n.
class TileMap {
 public:
  explicit TileMap(const ValueInfo& info)
      : channels_(info.shape[1]),
        spatial_(element_count(info.shape) / (info.shape[0] * info.shape[1])),
        block_(info.layout == Layout::blocked ? channel_block() : 1) {}

  void read(const float* data, int64_t n, int64_t first, int64_t count, float* tile) const {
    for (int64_t c = 0; c < channels_; ++c) {
      const float* from = data + at(n, c, first);
      for (int64_t t = 0; t < kTile; ++t) tile[c * kTile + t] = t < count ? from[t * block_] : 0;
    }
  }
  void write(const float* tile, int64_t n, int64_t first, int64_t count, float* data) const {
    for (int64_t c = 0; c < channels_; ++c) {
      float* to = data + at(n, c, first);
      for (int64_t t = 0; t < count; ++t) to[t * block_] = tile[c * kTile + t];
    }
  }
  int64_t channels() const { return channels_; }
  int64_t spatial() const { return spatial_; }

 private:
  int64_t at(int64_t n, int64_t c, int64_t s) const {
    const int64_t blocks = (channels_ + block_ - 1) / block_;
    return ((n * blocks + c / block_) * spatial_ + s) * block_ + c % block_;
  }
  int64_t channels_, spatial_, block_;
};

class LrnKernel : public Kernel {
 public:
  explicit LrnKernel(const LrnAttributes& attributes) : a_(attributes) {}

  void forward(Buffers inputs, Buffers outputs, void*) override {
    zero_padding(outputs[0]);
    for_tiles(inputs[0],
              [&](const TileMap& map, int64_t n, int64_t first, int64_t count, float* work) {
                const int64_t size = map.channels() * kTile;
                map.read(inputs[0].floats(), n, first, count, work);
                forward_tile(a_, map.channels(), work, work + size, work + 2 * size,
                             work + 3 * size, work + 4 * size);
                map.write(work + size, n, first, count, outputs[0].floats());
              });
  }

  void backward(const BackwardArgs& args) override {
    const Buffer& g = args.output_gradients[0];
    const Buffer& gx = args.input_gradients[0];
    if (!gx) return;
    if (args.lrn_identity) {
      std::copy_n(g.floats(), g.padded_size(), gx.floats());
      return;
    }
    zero_padding(gx);
    for_tiles(args.inputs[0],
              [&](const TileMap& map, int64_t n, int64_t first, int64_t count, float* work) {
                const int64_t size = map.channels() * kTile;
                map.read(args.inputs[0].floats(), n, first, count, work);
                map.read(g.floats(), n, first, count, work + size);
                backward_tile(a_, map.channels(), work, work + size, work + 2 * size,
                              work + 3 * size, work + 4 * size, work + 5 * size);
                map.write(work + 2 * size, n, first, count, gx.floats());
              });
  }
  Keep keep() const override { return {1, 0}; }

 private:
  static void zero_padding(const Buffer& buffer) {
    if (buffer.padded_size() != buffer.size())
      std::fill_n(buffer.floats(), buffer.padded_size(), 0.0F);
  }

  template <typename Body>
  static void for_tiles(const Buffer& x, const Body& body) {
    const TileMap map(*x.info);
    const int64_t tiles = (map.spatial() + kTile - 1) / kTile;
    parallel_ranges(x.shape()[0] * tiles, static_cast<double>(map.channels() * kTile) * 4,
                    [&](int64_t begin, int64_t end) {
                      std::vector<float> work(static_cast<size_t>(6 * map.channels() * kTile));
                      for (int64_t i = begin; i < end; ++i) {
                        const int64_t first = i % tiles * kTile;
                        body(map, i / tiles, first, std::min(kTile, map.spatial() - first),
                             work.data());
                      }
                    });
  }

  LrnAttributes a_;
};

class Lrn : public Op {
 public:
  explicit Lrn(const NodeView& node)
      : attributes_{node.get_int("size", 0), node.get_float("alpha", 1e-4F),
                    node.get_float("beta", 0.75F), node.get_float("bias", 1)} {
    node.require(attributes_.size >= 1 && attributes_.size <= (1 << 20), Status::invalid_argument,
                 "size is ", attributes_.size, "; 1 to 1048576 is allowed");
  }

  std::vector<ValueInfo> infer(Infos inputs) const override {
    require(inputs[0].type == DataType::float32 && inputs[0].shape.size() >= 2 &&
                element_count(inputs[0].shape) > 0,
            Status::invalid_argument, "the input is ", data_type_name(inputs[0].type), " of shape ",
            shape_text(inputs[0].shape), "; float32 with batch and channels is needed");
    return {ValueInfo::of_floats(inputs[0].shape)};
  }
  Layouts layouts(Infos inputs, Infos) const override {
    return {{inputs[0].layout}, {inputs[0].layout}};
  }
  std::unique_ptr<Kernel> make_kernel(const KernelContext&) const override {
    return std::make_unique<LrnKernel>(attributes_);
  }
  Box input_box(size_t, const Box& out, size_t, Infos, Infos) const override {
    Box box = out;
    if (!box[1].empty())
      box[1] = {box[1].low - attributes_.before(), box[1].high + attributes_.after()};
    return box;
  }
  Box output_box(size_t, const Box& in, size_t, Infos inputs, Infos) const override {
    Box box = in;
    if (!box[1].empty())
      box[1] = {std::max<int64_t>(0, box[1].low - attributes_.after()),
                std::min(inputs[0].shape[1] - 1, box[1].high + attributes_.before())};
    return box;
  }

 private:
  LrnAttributes attributes_;
};

}  // namespace

OpPtr make_lrn(const NodeView& node) {
  require_inputs(node, 1, 1);
  return std::make_shared<Lrn>(node);
}

}  // namespace cnnviz::core
