// The expansions that have files of their own.
#pragma once

#include "onnx/model_rewriter.h"

namespace cnnviz::core {

// Attention of ONNX, and com.microsoft's Attention and MultiHeadAttention: products, softmax,
// products.
void expand_attention(const NodeProto& node, ModelRewriter* model);
void expand_packed_attention(const NodeProto& node, ModelRewriter* model);
void expand_multi_head_attention(const NodeProto& node, ModelRewriter* model);

}  // namespace cnnviz::core
