#include "backend/convolution.h"

#include <algorithm>

#include "backend/convolution_choice.h"
#include "backend/dnnl_compat.h"
#include "backend/dnnl_support.h"
#include "base/error.h"
#include "tensor/tensor.h"

namespace cnnviz::core {

using compat::Dims;
using Tag = dnnl::memory::format_tag;

struct ConvolutionPrimitive::Impl {
  dnnl::primitive primitive;
  std::unordered_map<int, dnnl::memory> arguments;
  compat::Desc user_weights, packed_weights;
  std::string weights_layout, implementation;
  int64_t scratch_bytes = 0;

  void set(int argument, const void* data) {
    arguments.at(argument).set_data_handle(const_cast<void*>(data));
  }
  void add(int argument, const compat::Desc& desc) {
    // The memory gets its address when it runs.
    arguments.emplace(argument, dnnl::memory(desc, cpu_engine(), nullptr));
  }
  template <typename PrimitiveDesc>
  void adopt(const PrimitiveDesc& desc) {
    packed_weights = desc.weights_desc();
    weights_layout = packed_weights == user_weights ? "" : describe(packed_weights);
    implementation = desc.impl_info_str();
    scratch_bytes = static_cast<int64_t>(desc.scratchpad_desc().get_size());
    add(DNNL_ARG_WEIGHTS, packed_weights);
    add(DNNL_ARG_SCRATCHPAD, desc.scratchpad_desc());
  }
};

ConvolutionPrimitive::ConvolutionPrimitive() : impl_(std::make_unique<Impl>()) {}
ConvolutionPrimitive::~ConvolutionPrimitive() = default;

const std::string& ConvolutionPrimitive::weights_layout() const {
  return impl_->weights_layout;
}
int64_t ConvolutionPrimitive::weights_bytes() const {
  return static_cast<int64_t>(impl_->packed_weights.get_size());
}
bool ConvolutionPrimitive::weights_are_plain() const {
  return impl_->weights_layout.empty();
}
int64_t ConvolutionPrimitive::scratch_bytes() const {
  return impl_->scratch_bytes;
}
std::string ConvolutionPrimitive::implementation() const {
  return impl_->implementation;
}

void ConvolutionPrimitive::pack_weights(const float* weights, void* packed) const {
  guard_dnnl("packing the weights of a convolution", [&] {
    dnnl::memory from(impl_->user_weights, cpu_engine(), const_cast<float*>(weights));
    dnnl::memory to(impl_->packed_weights, cpu_engine(), packed);
    const dnnl::reorder::primitive_desc desc(from, to, user_scratchpad());
    const compat::Desc scratch_desc = desc.scratchpad_desc();
    // Winograd's transform of large weights takes as much again.
    const std::shared_ptr<void> scratch =
        allocate_aligned(static_cast<int64_t>(scratch_desc.get_size()));
    dnnl::stream stream(cpu_engine());
    dnnl::reorder(desc).execute(
        stream, {{DNNL_ARG_FROM, from},
                 {DNNL_ARG_TO, to},
                 {DNNL_ARG_SCRATCHPAD, dnnl::memory(scratch_desc, cpu_engine(), scratch.get())}});
    stream.wait();
  });
}

Shape ConvolutionShape::weights() const {
  Shape shape{target[1], source[1] / groups};
  shape.insert(shape.end(), kernel.begin(), kernel.end());
  return shape;
}

namespace {

constexpr int kAddend = DNNL_ARG_ATTR_MULTIPLE_POST_OP(0) | DNNL_ARG_SRC_1;
constexpr auto kFloat = dnnl::memory::data_type::f32;

compat::Desc data_desc(const Shape& shape, Layout layout) {
  const bool wide = channel_block() == 16;
  Tag tag = Tag::any;
  if (layout == Layout::plain)
    tag = shape.size() == 3 ? Tag::ncw : shape.size() == 4 ? Tag::nchw : Tag::ncdhw;
  else if (shape.size() == 3)
    tag = wide ? Tag::nCw16c : Tag::nCw8c;
  else if (shape.size() == 4)
    tag = wide ? Tag::nChw16c : Tag::nChw8c;
  else
    tag = wide ? Tag::nCdhw16c : Tag::nCdhw8c;
  return {shape, kFloat, tag};
}

// Grouped weights have the group as an axis of its own.
compat::Desc weights_desc(const ConvolutionShape& shape, bool any) {
  Shape dims = shape.weights();
  if (shape.groups > 1) {
    dims[0] /= shape.groups;
    dims.insert(dims.begin(), shape.groups);
  }
  constexpr Tag kRowMajor[] = {Tag::abc, Tag::abcd, Tag::abcde, Tag::abcdef};
  return {dims, kFloat, any ? Tag::any : kRowMajor[dims.size() - 3]};
}

compat::ConvolutionDescs descs(const ConvolutionShape& shape, const ConvolutionLayouts& layouts,
                               bool bias) {
  compat::ConvolutionDescs result;
  result.source = data_desc(shape.source, layouts.source);
  result.target = data_desc(shape.target, layouts.target);
  result.weights = weights_desc(shape, true);
  if (bias) result.bias = {{shape.target[1]}, kFloat, Tag::x};
  result.strides = shape.stride;
  result.pad_begin = shape.pad_begin;
  result.pad_end = shape.pad_end;
  for (const int64_t d : shape.dilation) result.dilations.push_back(d - 1);  // oneDNN counts from 0
  return result;
}

using ForwardDesc = dnnl::convolution_forward::primitive_desc;

// Where Winograd's filtering is faster than the direct loops (measured: oneDNN 2.6, AVX-512, 1 and
// 2 threads, batch 1 and 8: 1.2 to 2.6 times). On small maps it is not: its weights, 1.8 to 4 times
// the size, come from memory, and its tiles of 2x2 or 4x4 outputs reach over the edge. Of one image
// with many channels the direct loops' weights come from memory too, and they read them slowly (512
// to 512 channels on 7x7: 0.83 ms, and 0.50 by Winograd); of many images the tiles are many enough
// (AlexNet's layers on 13 crops of 9x9 and 11x11: 22 % less time in all).
constexpr int64_t kManyImages = 8;

bool winograd_applies(const ConvolutionShape& shape, const ConvolutionLayouts& layouts) {
  const Shape kernel{3, 3}, ones{1, 1};
  return shape.kernel == kernel && shape.stride == ones && shape.dilation == ones &&
         shape.groups == 1 && layouts.source == Layout::blocked &&
         layouts.target == Layout::blocked;
}

bool winograd_pays(const ConvolutionShape& shape) {
  const int64_t channels = std::min(shape.source[1], shape.target[1]);
  const int64_t side = std::min(shape.target[2], shape.target[3]);
  if (shape.source[0] == 1 && channels >= 256) return side >= 7;
  if (shape.source[0] >= kManyImages && channels >= 64) return side >= 7;
  return channels >= channel_block() && side >= (channels >= 64 ? 12 : 14);
}

bool wants_winograd(const ConvolutionShape& shape, const ConvolutionLayouts& layouts,
                    ConvolutionAlgorithm algorithm) {
  if (algorithm == ConvolutionAlgorithm::direct || !winograd_applies(shape, layouts)) return false;
  if (algorithm == ConvolutionAlgorithm::measured) return winograd_is_faster(shape, layouts);
  return algorithm == ConvolutionAlgorithm::winograd || winograd_pays(shape);
}

// Empty where oneDNN does not have it.
ForwardDesc forward_desc(const ConvolutionShape& shape, const ConvolutionLayouts& layouts,
                         bool bias, const Epilogue& epilogue, dnnl::algorithm algorithm) {
  const compat::ConvolutionDescs d = descs(shape, layouts, bias);
  dnnl::post_ops post_ops;
  if (epilogue.addend) post_ops.append_binary(dnnl::algorithm::binary_add, d.target);
  if (epilogue.activation.present) compat::append_activation(post_ops, epilogue.activation);
  dnnl::primitive_attr attr = user_scratchpad();
  attr.set_post_ops(post_ops);
  return compat::convolution_forward(d, dnnl::prop_kind::forward_inference, algorithm, attr,
                                     cpu_engine());
}

ForwardDesc fastest_desc(const ConvolutionShape& shape, const ConvolutionLayouts& layouts,
                         bool bias, const Epilogue& epilogue, ConvolutionAlgorithm algorithm) {
  if (wants_winograd(shape, layouts, algorithm))
    if (ForwardDesc desc =
            forward_desc(shape, layouts, bias, epilogue, dnnl::algorithm::convolution_winograd))
      return desc;
  return forward_desc(shape, layouts, bias, epilogue, dnnl::algorithm::convolution_direct);
}

// With the epilogue where that costs no faster implementation: Winograd's knows no addend, and of
// the activations only Relu.
ForwardDesc fused_desc(const ConvolutionShape& shape, const ConvolutionLayouts& layouts, bool bias,
                       const Epilogue& epilogue, ConvolutionAlgorithm algorithm, bool* fused) {
  const ForwardDesc desc = fastest_desc(shape, layouts, bias, epilogue, algorithm);
  const Activation& activation = epilogue.activation;
  *fused = true;
  if (!epilogue.addend && (!activation.present || activation.is_relu())) return desc;
  const ForwardDesc alone = fastest_desc(shape, layouts, bias, {}, algorithm);
  *fused = desc && alone && std::string(desc.impl_info_str()) == alone.impl_info_str();
  return *fused ? desc : alone;
}

dnnl::convolution_backward_data::primitive_desc backward_desc(const ConvolutionShape& shape,
                                                              const ConvolutionLayouts& layouts) {
  const dnnl::primitive_attr attr = user_scratchpad();
  const compat::ConvolutionDescs d = descs(shape, layouts, false);
  const auto hint =
      compat::convolution_forward(d, dnnl::prop_kind::forward_training,
                                  dnnl::algorithm::convolution_direct, attr, cpu_engine());
  if (!hint) return {};
  return compat::convolution_backward_data(d, attr, cpu_engine(), hint);
}

// oneDNN's reference loops are a hundred times slower than its other implementations.
template <typename PrimitiveDesc>
bool is_fast(const PrimitiveDesc& desc) {
  return desc && std::string(desc.impl_info_str()).find("ref") == std::string::npos;
}

template <typename PrimitiveDesc>
void check_made(const PrimitiveDesc& desc, const ConvolutionShape& shape) {
  require(static_cast<bool>(desc), Status::unsupported,
          "oneDNN has no implementation of a convolution ", shape_text(shape.source), " -> ",
          shape_text(shape.target), " with weights ", shape_text(shape.weights()), " in ",
          shape.groups, " groups");
}

}  // namespace

ConvolutionLayouts choose_convolution_layouts(const ConvolutionShape& shape, bool plain_picture) {
  return guard_dnnl("choosing the layout of a convolution", [&]() -> ConvolutionLayouts {
    const bool picture =
        plain_picture && shape.groups == 1 && shape.source[1] < channel_block() / 2;
    const ConvolutionLayouts blocked{picture ? Layout::plain : Layout::blocked, Layout::blocked};
    if (is_fast(forward_desc(shape, blocked, false, {}, dnnl::algorithm::convolution_direct)) &&
        (picture || is_fast(backward_desc(shape, blocked))))
      return blocked;
    return {};
  });
}

bool computes_by_winograd(const ConvolutionShape& shape, const ConvolutionLayouts& layouts,
                          ConvolutionAlgorithm algorithm) {
  return guard_dnnl("choosing the algorithm of a convolution", [&] {
    return wants_winograd(shape, layouts, algorithm) &&
           static_cast<bool>(
               forward_desc(shape, layouts, false, {}, dnnl::algorithm::convolution_winograd));
  });
}

ConvolutionForward::ConvolutionForward(const ConvolutionShape& shape,
                                       const ConvolutionLayouts& layouts, bool bias,
                                       const Epilogue& epilogue, ConvolutionAlgorithm algorithm) {
  guard_dnnl("planning a convolution", [&] {
    const auto desc = fused_desc(shape, layouts, bias, epilogue, algorithm, &fuses_epilogue_);
    check_made(desc, shape);
    impl_->user_weights = weights_desc(shape, false);
    impl_->adopt(desc);
    impl_->add(DNNL_ARG_SRC, desc.src_desc());
    impl_->add(DNNL_ARG_DST, desc.dst_desc());
    if (bias) impl_->add(DNNL_ARG_BIAS, desc.bias_desc());
    if (epilogue.addend && fuses_epilogue_) impl_->add(kAddend, desc.dst_desc());
    impl_->primitive = dnnl::convolution_forward(desc);
  });
}

void ConvolutionForward::run(const float* source, const void* weights, const float* bias,
                             const float* addend, float* target, void* scratch) {
  guard_dnnl("running a convolution", [&] {
    impl_->set(DNNL_ARG_SRC, source);
    impl_->set(DNNL_ARG_WEIGHTS, weights);
    if (bias != nullptr) impl_->set(DNNL_ARG_BIAS, bias);
    if (addend != nullptr && fuses_epilogue_) impl_->set(kAddend, addend);
    impl_->set(DNNL_ARG_DST, target);
    impl_->set(DNNL_ARG_SCRATCHPAD, scratch);
    dnnl::stream stream(cpu_engine());
    impl_->primitive.execute(stream, impl_->arguments);
    stream.wait();
  });
}

ConvolutionBackward::ConvolutionBackward(const ConvolutionShape& shape,
                                         const ConvolutionLayouts& layouts) {
  guard_dnnl("planning the gradient of a convolution", [&] {
    const auto desc = backward_desc(shape, layouts);
    check_made(desc, shape);
    impl_->user_weights = weights_desc(shape, false);
    impl_->adopt(desc);
    impl_->add(DNNL_ARG_DIFF_SRC, desc.diff_src_desc());
    impl_->add(DNNL_ARG_DIFF_DST, desc.diff_dst_desc());
    impl_->primitive = dnnl::convolution_backward_data(desc);
  });
}

void ConvolutionBackward::run(const float* target, const void* weights, float* source,
                              void* scratch) {
  guard_dnnl("running the gradient of a convolution", [&] {
    impl_->set(DNNL_ARG_DIFF_DST, target);
    impl_->set(DNNL_ARG_WEIGHTS, weights);
    impl_->set(DNNL_ARG_DIFF_SRC, source);
    impl_->set(DNNL_ARG_SCRATCHPAD, scratch);
    dnnl::stream stream(cpu_engine());
    impl_->primitive.execute(stream, impl_->arguments);
    stream.wait();
  });
}

}  // namespace cnnviz::core
