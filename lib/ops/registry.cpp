#include "ops/registry.h"

namespace cnnviz::core {

namespace {

using Factory = OpPtr (*)(const NodeView&);

// `last` 0: every later opset. Opset 7 is the oldest that is read, so rows begin there unless the
// operator is younger. An operator whose meaning changed has one factory that reads
// NodeView::opset.
struct Row {
  const char* type;
  int first, last;
  Factory make;
};

constexpr Row kRows[] = {
    {"Abs", 7, 0, make_unary},
    {"Add", 7, 0, make_binary},
    {"And", 7, 0, make_compare},
    {"AveragePool", 7, 0, make_average_pool},
    {"BatchNormalization", 7, 0, make_batch_norm},
    {"Cast", 7, 0, make_cast},
    {"CastLike", 15, 0, make_cast},
    {"Ceil", 7, 0, make_unary},
    {"Celu", 12, 0, make_unary},
    {"Clip", 7, 0, make_clip},
    {"Concat", 7, 0, make_concat},
    {"Constant", 7, 0, make_constant},
    {"ConstantOfShape", 9, 0, make_constant},
    {"Conv", 7, 0, make_conv},
    {"ConvTranspose", 7, 0, make_conv_transpose},
    {"DepthToSpace", 7, 0, make_depth_space},
    {"Div", 7, 0, make_binary},
    {"Dropout", 7, 0, make_reshape},
    {"Elu", 7, 0, make_unary},
    {"Equal", 7, 0, make_compare},
    {"Erf", 9, 0, make_unary},
    {"Exp", 7, 0, make_unary},
    {"Expand", 8, 0, make_expand},
    {"Flatten", 7, 0, make_reshape},
    {"Floor", 7, 0, make_unary},
    {"Gather", 7, 0, make_gather},
    {"Gelu", 20, 0, make_unary},
    {"Gemm", 7, 0, make_gemm},
    {"GlobalAveragePool", 7, 0, make_global_pool},
    {"GlobalMaxPool", 7, 0, make_global_pool},
    {"Greater", 7, 0, make_compare},
    {"GreaterOrEqual", 12, 0, make_compare},
    {"GroupNormalization", 18, 0, make_normalization},
    {"HardSigmoid", 7, 0, make_unary},
    {"HardSwish", 14, 0, make_unary},
    {"Identity", 7, 0, make_reshape},
    {"InstanceNormalization", 7, 0, make_normalization},
    {"LRN", 7, 0, make_lrn},
    {"LayerNormalization", 17, 0, make_normalization},
    {"LeakyRelu", 7, 0, make_unary},
    {"Less", 7, 0, make_compare},
    {"LessOrEqual", 12, 0, make_compare},
    {"Log", 7, 0, make_unary},
    {"LogSoftmax", 7, 0, make_softmax},
    {"MatMul", 7, 0, make_matmul},
    {"Max", 7, 0, make_variadic},
    {"MaxPool", 7, 0, make_max_pool},
    {"Mean", 7, 0, make_variadic},
    {"Min", 7, 0, make_variadic},
    {"Mish", 18, 0, make_unary},
    {"Mod", 10, 0, make_binary},
    {"Mul", 7, 0, make_binary},
    {"Neg", 7, 0, make_unary},
    {"Not", 7, 0, make_compare},
    {"Or", 7, 0, make_compare},
    {"PRelu", 7, 0, make_prelu},
    {"Pad", 7, 0, make_pad},
    {"Pow", 7, 0, make_binary},
    {"Range", 11, 0, make_constant},
    {"Reciprocal", 7, 0, make_unary},
    {"ReduceL1", 7, 0, make_reduce},
    {"ReduceL2", 7, 0, make_reduce},
    {"ReduceMax", 7, 0, make_reduce},
    {"ReduceMean", 7, 0, make_reduce},
    {"ReduceMin", 7, 0, make_reduce},
    {"ReduceProd", 7, 0, make_reduce},
    {"ReduceSum", 7, 0, make_reduce},
    {"ReduceSumSquare", 7, 0, make_reduce},
    {"Relu", 7, 0, make_unary},
    {"Reshape", 7, 0, make_reshape},
    {"Resize", 10, 0, make_resize},
    {"Round", 11, 0, make_unary},
    {"Selu", 7, 0, make_unary},
    {"Shape", 7, 0, make_constant},
    {"Sigmoid", 7, 0, make_unary},
    {"Sign", 9, 0, make_unary},
    {"Size", 7, 0, make_constant},
    {"Slice", 7, 0, make_slice},
    {"Softmax", 7, 0, make_softmax},
    {"Softplus", 7, 0, make_unary},
    {"Softsign", 7, 0, make_unary},
    {"SpaceToDepth", 7, 0, make_depth_space},
    {"Split", 7, 0, make_split},
    {"Sqrt", 7, 0, make_unary},
    {"Squeeze", 7, 0, make_reshape},
    {"Sub", 7, 0, make_binary},
    {"Sum", 7, 0, make_variadic},
    {"Swish", 24, 0, make_unary},
    {"Tanh", 7, 0, make_unary},
    {"ThresholdedRelu", 10, 0, make_unary},
    {"Tile", 7, 0, make_expand},
    {"Transpose", 7, 0, make_transpose},
    {"Unsqueeze", 7, 0, make_reshape},
    {"Upsample", 7, 9, make_resize},
    {"Where", 9, 0, make_where},
    {"Xor", 7, 0, make_compare},
};

}  // namespace

OpPtr make_op(const NodeView& node) {
  if (!node.domain.empty()) return nullptr;
  for (const Row& row : kRows)
    if (node.type == row.type && node.opset >= row.first &&
        (row.last == 0 || node.opset <= row.last))
      return row.make(node);
  return nullptr;
}

std::vector<std::string> known_types() {
  std::vector<std::string> types;
  for (const Row& row : kRows) types.emplace_back(row.type);
  return types;
}

}  // namespace cnnviz::core
