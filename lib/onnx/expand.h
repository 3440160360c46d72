// The expansions that have files of their own.
#pragma once

#include "onnx/model_rewriter.h"

namespace cnnviz::core {

// com.microsoft.Attention and MultiHeadAttention: products, softmax, products.
void expand_attention(const NodeProto& node, ModelRewriter* model);
void expand_multi_head_attention(const NodeProto& node, ModelRewriter* model);

}  // namespace cnnviz::core
