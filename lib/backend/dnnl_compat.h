// The one place where the two generations of oneDNN's API differ: 2.x (operation descriptors)
// and 3.x (primitive descriptors made directly). Only files of backend/ include this.
#pragma once

#include <oneapi/dnnl/dnnl.hpp>

#include "backend/activation.h"

namespace cnnviz::core::compat {

using Dims = dnnl::memory::dims;
using Desc = dnnl::memory::desc;

struct ConvolutionDescs {
  Desc source, weights, bias, target;  // bias of zero dimensions: none
  Dims strides, dilations, pad_begin, pad_end;
};

inline bool has_bias(const ConvolutionDescs& d) {
#if DNNL_VERSION_MAJOR >= 3
  return d.bias.get_ndims() != 0;
#else
  return d.bias.data.ndims != 0;
#endif
}

inline dnnl::convolution_forward::primitive_desc convolution_forward(
    const ConvolutionDescs& d, dnnl::prop_kind kind, dnnl::algorithm algorithm,
    const dnnl::primitive_attr& attr, const dnnl::engine& engine) {
#if DNNL_VERSION_MAJOR >= 3
  if (has_bias(d))
    return {engine,    kind,        algorithm,   d.source,  d.weights, d.bias, d.target,
            d.strides, d.dilations, d.pad_begin, d.pad_end, attr,      true};
  return {engine,    kind,        algorithm,   d.source,  d.weights, d.target,
          d.strides, d.dilations, d.pad_begin, d.pad_end, attr,      true};
#else
  using Operation = dnnl::convolution_forward::desc;
  const Operation operation =
      has_bias(d) ? Operation(kind, algorithm, d.source, d.weights, d.bias, d.target, d.strides,
                              d.dilations, d.pad_begin, d.pad_end)
                  : Operation(kind, algorithm, d.source, d.weights, d.target, d.strides,
                              d.dilations, d.pad_begin, d.pad_end);
  return {operation, attr, engine, true};
#endif
}

inline dnnl::convolution_backward_data::primitive_desc convolution_backward_data(
    const ConvolutionDescs& d, const dnnl::primitive_attr& attr, const dnnl::engine& engine,
    const dnnl::convolution_forward::primitive_desc& hint) {
  constexpr auto kDirect = dnnl::algorithm::convolution_direct;
#if DNNL_VERSION_MAJOR >= 3
  return {engine,      kDirect,     d.source,  d.weights, d.target, d.strides,
          d.dilations, d.pad_begin, d.pad_end, hint,      attr,     true};
#else
  return {{kDirect, d.source, d.weights, d.target, d.strides, d.dilations, d.pad_begin, d.pad_end},
          attr,
          engine,
          hint,
          true};
#endif
}

inline void append_activation(dnnl::post_ops& post_ops, const Activation& activation) {
  dnnl::algorithm kind = dnnl::algorithm::eltwise_clip;
  float alpha = activation.low, beta = activation.high;
  if (activation.kind == ActivationKind::swish) {
    kind = dnnl::algorithm::eltwise_swish;
    alpha = 1;
    beta = 0;
  } else if (activation.kind == ActivationKind::hard_swish) {
    kind = dnnl::algorithm::eltwise_hardswish;
    alpha = DNNL_VERSION_MAJOR >= 3 ? 1.0F / 6 : 0.0F;
    beta = DNNL_VERSION_MAJOR >= 3 ? 0.5F : 0.0F;
  } else if (activation.is_relu()) {
    kind = dnnl::algorithm::eltwise_relu;
    alpha = beta = 0;
  }
#if DNNL_VERSION_MAJOR >= 3
  post_ops.append_eltwise(kind, alpha, beta);
#else
  post_ops.append_eltwise(1.0F, kind, alpha, beta);
#endif
}

}  // namespace cnnviz::core::compat
