// ConvTranspose (ONNX 1, 11): the transpose of Conv with respect to its data. X [N,C,in...], W
// [C,K/groups, kernel...], Y [N,K,out...], out = stride*(in - 1) + output_padding + extent - pads.
// Computed as the backward pass of the convolution that maps Y's shape to X's; its own backward is
// that convolution's forward.
#include <algorithm>

#include "backend/parallel.h"
#include "ops/conv_gradient.h"
#include "ops/elementwise.h"
#include "ops/factories.h"
#include "ops/window.h"

namespace cnnviz::core {

namespace {

// Adds a bias per channel, then clamps; plain or blocked.
void add_bias(const Buffer& y, const Tensor& bias) {
  const Shape& shape = y.shape();
  const int64_t block = y.info->layout == Layout::blocked ? channel_block() : 1;
  const int64_t blocks = (shape[1] + block - 1) / block;
  const int64_t spatial = element_count(shape) / (shape[0] * shape[1]);
  const float* b = bias.floats().data();
  parallel_ranges(shape[0] * blocks, static_cast<double>(spatial * block),
                  [&](int64_t begin, int64_t end) {
                    for (int64_t i = begin; i < end; ++i) {
                      const int64_t first = i % blocks * block;
                      const int64_t lanes = std::min(block, shape[1] - first);
                      float* out = y.floats() + i * spatial * block;
                      for (int64_t s = 0; s < spatial; ++s)
                        for (int64_t l = 0; l < lanes; ++l) out[s * block + l] += b[first + l];
                    }
                  });
}

class ConvTransposeKernel : public Kernel {
 public:
  ConvTransposeKernel(const ConvolutionShape& shape, const KernelContext& context)
      : output_(shape, {context.outputs[0].layout, context.inputs[0].layout}),
        weights_(context.inputs[1].constant),
        packed_(packed_weights(output_, weights_, context.packs)),
        packs_(context.packs) {
    if (const ValueInfo* bias = optional_input(context.inputs, 2)) bias_ = bias->constant;
    if (context.needs_backward) {
      gradient_ = std::make_unique<ConvolutionForward>(
          shape, ConvolutionLayouts{context.outputs[0].layout, context.inputs[0].layout}, false,
          Epilogue{}, context.convolutions);
      if (packs_ != nullptr && packs_->at_once()) pack_gradient();
    }
  }

  void forward(Buffers inputs, Buffers outputs, void* scratch) override {
    output_.run(inputs[0].floats(), packed_.get(), outputs[0].floats(), scratch);
    if (bias_.valid()) add_bias(outputs[0], bias_);
  }

  void backward(const BackwardArgs& args) override {
    if (!args.input_gradients[0]) return;
    pack_gradient();
    gradient_->run(args.output_gradients[0].floats(), gradient_weights_.get(), nullptr, nullptr,
                   args.input_gradients[0].floats(), args.scratch);
  }

  int64_t scratch_bytes() const override {
    return std::max(output_.scratch_bytes(), gradient_ ? gradient_->scratch_bytes() : 0);
  }
  std::string implementation() const override { return output_.implementation(); }

 private:
  void pack_gradient() {
    if (gradient_weights_ == nullptr)
      gradient_weights_ = packed_weights(*gradient_, weights_, packs_);
  }

  ConvolutionBackward output_;
  Tensor weights_, bias_;
  std::shared_ptr<const void> packed_, gradient_weights_;
  PackCache* packs_;
  std::unique_ptr<ConvolutionForward> gradient_;
};

class ConvTranspose : public Op {
 public:
  explicit ConvTranspose(const NodeView& node)
      : window_(node),
        groups_(node.get_int("group", 1)),
        output_padding_(node.get_ints("output_padding", {})),
        output_shape_(node.get_ints("output_shape", {})) {
    node.require(groups_ >= 1, Status::invalid_argument, "group is ", groups_,
                 "; at least 1 is needed");
  }

  std::vector<ValueInfo> infer(Infos inputs) const override {
    const WindowSizes sizes = sizes_of(inputs);
    const Shape& x = inputs[0].shape;
    const ValueInfo& weights = inputs[1];
    require(weights.constant.valid() && weights.type == DataType::float32, Status::unsupported,
            "only constant float32 weights are supported");
    require(weights.shape[0] == x[1] && x[1] % groups_ == 0, Status::invalid_argument, "weights ",
            shape_text(weights.shape), " in ", groups_, " groups do not go with ", x[1],
            " input channels");
    const int64_t channels = weights.shape[1] * groups_;
    if (const ValueInfo* bias = optional_input(inputs, 2))
      require(bias->constant.valid() && bias->type == DataType::float32 &&
                  bias->shape == Shape{channels},
              Status::invalid_argument, "the bias has shape ", shape_text(bias->shape),
              "; it must be constant with ", channels, " values");
    Shape out{x[0], channels};
    out.insert(out.end(), sizes.out.begin(), sizes.out.end());
    element_count(out);
    return {ValueInfo::of_floats(out)};
  }

  Layouts layouts(Infos inputs, Infos outputs) const override {
    const ConvolutionLayouts chosen = choose_convolution_layouts(shape(inputs, outputs), false);
    Layouts result{std::vector<Layout>(inputs.size(), Layout::plain), {chosen.source}};
    result.inputs[0] = chosen.target;
    return result;
  }

  std::unique_ptr<Kernel> make_kernel(const KernelContext& context) const override {
    return std::make_unique<ConvTransposeKernel>(shape(context.inputs, context.outputs), context);
  }

  Box input_box(size_t input, const Box& out, size_t, Infos inputs, Infos outputs) const override {
    if (input != 0) return whole_box(inputs[input].shape);
    const WindowSizes sizes = sizes_of(inputs);
    Box box = out;
    box[1] = group_channels(out[1], groups_, outputs[0].shape[1], inputs[0].shape[1]);
    for (size_t i = 0; i < sizes.axes(); ++i) box[i + 2] = sizes.window(i).reaches(out[i + 2]);
    return box;
  }

  Box output_box(size_t, const Box& in, size_t input, Infos inputs, Infos outputs) const override {
    if (input != 0) return whole_box(outputs[0].shape);
    const WindowSizes sizes = sizes_of(inputs);
    Box box = in;
    box[1] = group_channels(in[1], groups_, inputs[0].shape[1], outputs[0].shape[1]);
    for (size_t i = 0; i < sizes.axes(); ++i) {
      const Interval reached = sizes.window(i).reads(in[i + 2]);
      box[i + 2] = {std::max<int64_t>(reached.low, 0),
                    std::min(reached.high, outputs[0].shape[i + 2] - 1)};
    }
    return box;
  }

 private:
  WindowSizes sizes_of(Infos inputs) const {
    const Shape in = spatial_extents(inputs[0], "the input");
    const Shape& weights = inputs[1].shape;
    require(weights.size() == inputs[0].shape.size(), Status::invalid_argument, "weights ",
            shape_text(weights), " do not go with an input ", shape_text(inputs[0].shape));
    const size_t axes = in.size();
    const auto pick = [&](const std::vector<int64_t>& list, size_t i, int64_t fallback,
                          const char* name, size_t count) {
      require(list.empty() || list.size() == count, Status::invalid_argument, name, " has ",
              list.size(), " entries; ", count, " are needed");
      return list.empty() ? fallback : list[i];
    };
    WindowSizes result;
    for (size_t i = 0; i < axes; ++i) {
      const int64_t k = weights[i + 2];
      const int64_t s = pick(window_.stride(), i, 1, "strides", axes);
      const int64_t d = pick(window_.dilation(), i, 1, "dilations", axes);
      const int64_t extra = pick(output_padding_, i, 0, "output_padding", axes);
      require(k >= 1, Status::invalid_argument, "a kernel extent is ", k);
      require(extra >= 0 && extra < s, Status::invalid_argument, "output_padding is ", extra,
              "; it must be below the stride, ", s);
      const int64_t full = s * (in[i] - 1) + extra + d * (k - 1) + 1;
      int64_t begin = pick(window_.pads(), i, 0, "pads", 2 * axes);
      int64_t end = pick(window_.pads(), axes + i, 0, "pads", 2 * axes);
      int64_t out = full - begin - end;
      const bool same = window_.auto_pad() == "SAME_UPPER" || window_.auto_pad() == "SAME_LOWER";
      if (!output_shape_.empty() || same) {
        out = same && output_shape_.empty()
                  ? in[i] * s
                  : pick(output_shape_, output_shape_.size() == axes ? i : i + 2, 0, "output_shape",
                         output_shape_.size() == axes ? axes : axes + 2);
        // An output beyond what the kernels reach is like output_padding: only the bias comes
        // there.
        const int64_t most = full - extra + s - 1;
        require(out >= 1 && out <= most, Status::unsupported, "an output extent of ", out,
                " is outside [1, ", most, "], what an input extent of ", in[i], " can give");
        const int64_t total = std::max<int64_t>(full - out, 0);
        begin = window_.auto_pad() == "SAME_UPPER" ? total / 2 : total - total / 2;
        end = total - begin;
      }
      require(out >= 1, Status::invalid_argument, "pads ", begin, " and ", end,
              " leave nothing of ", full, " output positions");
      result.kernel.push_back(k);
      result.stride.push_back(s);
      result.dilation.push_back(d);
      result.pad_begin.push_back(begin);
      // Output positions that output_padding adds are those the convolution's last stride leaves
      // over.
      result.pad_end.push_back(end);
      result.out.push_back(out);
    }
    return result;
  }

  // The convolution whose backward pass this is: from the output's shape to the input's.
  ConvolutionShape shape(Infos inputs, Infos outputs) const {
    const WindowSizes sizes = sizes_of(inputs);
    return {groups_,      outputs[0].shape, inputs[0].shape, sizes.kernel,
            sizes.stride, sizes.dilation,   sizes.pad_begin, sizes.pad_end};
  }

  WindowAttributes window_;
  int64_t groups_;
  std::vector<int64_t> output_padding_, output_shape_;
};

}  // namespace

OpPtr make_conv_transpose(const NodeView& node) {
  require_inputs(node, 2, 3);
  return std::make_shared<ConvTranspose>(node);
}

}  // namespace cnnviz::core
