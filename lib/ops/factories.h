// One factory for each operator family; registry.cpp lists which ONNX type each makes. A factory
// reads the node's attributes and refuses what it does not support with an error that names the
// node.
#pragma once

#include <memory>

#include "graph/op.h"

namespace cnnviz::core {

OpPtr make_conv(const NodeView& node);            // Conv
OpPtr make_conv_transpose(const NodeView& node);  // ConvTranspose
OpPtr make_max_pool(const NodeView& node);        // MaxPool
OpPtr make_average_pool(const NodeView& node);    // AveragePool
OpPtr make_lp_pool(const NodeView& node);         // LpPool
OpPtr make_max_unpool(const NodeView& node);      // MaxUnpool
OpPtr make_global_pool(const NodeView& node);     // GlobalAveragePool, GlobalMaxPool, GlobalLpPool
OpPtr make_gemm(const NodeView& node);            // Gemm
OpPtr make_matmul(const NodeView& node);          // MatMul
OpPtr make_einsum(const NodeView& node);          // Einsum
OpPtr make_batch_norm(const NodeView& node);      // BatchNormalization
OpPtr make_normalization(const NodeView& node);   // Instance-, Group-, LayerNormalization
OpPtr make_lrn(const NodeView& node);             // LRN

OpPtr make_unary(
    const NodeView& node);  // Relu, LeakyRelu, Elu, Selu, Sigmoid, Tanh, ...: unary.cpp's table
OpPtr make_clip(const NodeView& node);      // Clip
OpPtr make_prelu(const NodeView& node);     // PRelu
OpPtr make_binary(const NodeView& node);    // Add, Sub, Mul, Div, Mod, Pow
OpPtr make_variadic(const NodeView& node);  // Min, Max, Sum, Mean
OpPtr make_compare(
    const NodeView& node);  // Less, Greater, Equal, LessOrEqual, GreaterOrEqual, And, Or, Not
OpPtr make_special(const NodeView& node);  // IsNaN, IsInf
OpPtr make_where(const NodeView& node);    // Where
OpPtr make_softmax(const NodeView& node);  // Softmax, LogSoftmax
OpPtr make_cast(const NodeView& node);     // Cast, CastLike

OpPtr make_reshape(
    const NodeView& node);  // Reshape, Flatten, Squeeze, Unsqueeze, Identity, Dropout
OpPtr make_transpose(const NodeView& node);      // Transpose
OpPtr make_concat(const NodeView& node);         // Concat
OpPtr make_split(const NodeView& node);          // Split
OpPtr make_slice(const NodeView& node);          // Slice
OpPtr make_pad(const NodeView& node);            // Pad
OpPtr make_reduce(const NodeView& node);         // ReduceMean, ReduceSum, ReduceMax, ReduceL2, ...
OpPtr make_resize(const NodeView& node);         // Resize, Upsample
OpPtr make_depth_space(const NodeView& node);    // DepthToSpace, SpaceToDepth
OpPtr make_gather(const NodeView& node);         // Gather
OpPtr make_gather_blocks(const NodeView& node);  // GatherND, GatherElements
OpPtr make_scatter(const NodeView& node);        // ScatterND, ScatterElements, Scatter
OpPtr make_arg_extreme(const NodeView& node);    // ArgMax, ArgMin
OpPtr make_hardmax(const NodeView& node);        // Hardmax
OpPtr make_top_k(const NodeView& node);          // TopK
OpPtr make_cum_sum(const NodeView& node);        // CumSum
OpPtr make_one_hot(const NodeView& node);        // OneHot
OpPtr make_trilu(const NodeView& node);          // Trilu
OpPtr make_expand(const NodeView& node);         // Expand, Tile
OpPtr make_constant(const NodeView& node);       // Constant, Shape, Size, ConstantOfShape, Range

}  // namespace cnnviz::core
