#include "ops/registry.h"

namespace cnnviz::core {

namespace {

using Factory = OpPtr (*)(const NodeView&);

// `last` 0: every later opset; of ai.onnx where no domain is named. Opset 7 is the oldest that is
// read, so rows begin there unless the operator is younger. An operator whose meaning changed has
// one factory that reads NodeView::opset.
struct Row {
  const char* type;
  int first, last;
  Factory make;
  const char* domain = "";
};

constexpr Row kRows[] = {
    {"Abs", 7, 0, make_unary},
    {"Acos", 7, 0, make_unary},
    {"Acosh", 9, 0, make_unary},
    {"Add", 7, 0, make_binary},
    {"And", 7, 0, make_compare},
    {"ArgMax", 7, 0, make_arg_extreme},
    {"ArgMin", 7, 0, make_arg_extreme},
    {"Asin", 7, 0, make_unary},
    {"Asinh", 9, 0, make_unary},
    {"Atan", 7, 0, make_unary},
    {"Atanh", 9, 0, make_unary},
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
    {"Cos", 7, 0, make_unary},
    {"Cosh", 9, 0, make_unary},
    {"CumSum", 11, 0, make_cum_sum},
    {"DepthToSpace", 7, 0, make_depth_space},
    {"Div", 7, 0, make_binary},
    {"Dropout", 7, 0, make_reshape},
    {"Einsum", 12, 0, make_einsum},
    {"Elu", 7, 0, make_unary},
    {"Equal", 7, 0, make_compare},
    {"Erf", 9, 0, make_unary},
    {"Exp", 7, 0, make_unary},
    {"Expand", 8, 0, make_expand},
    {"Flatten", 7, 0, make_reshape},
    {"Floor", 7, 0, make_unary},
    {"FusedMatMul", 1, 0, make_matmul, "com.microsoft"},
    {"Gather", 7, 0, make_gather},
    {"GatherElements", 11, 0, make_gather_blocks},
    {"GatherND", 11, 0, make_gather_blocks},
    {"Gelu", 20, 0, make_unary},
    {"Gemm", 7, 0, make_gemm},
    {"GlobalAveragePool", 7, 0, make_global_pool},
    {"GlobalLpPool", 7, 0, make_global_pool},
    {"GlobalMaxPool", 7, 0, make_global_pool},
    {"Greater", 7, 0, make_compare},
    {"GreaterOrEqual", 12, 0, make_compare},
    {"GroupNormalization", 18, 0, make_normalization},
    {"HardSigmoid", 7, 0, make_unary},
    {"HardSwish", 14, 0, make_unary},
    {"Hardmax", 7, 0, make_hardmax},
    {"Identity", 7, 0, make_reshape},
    {"InstanceNormalization", 7, 0, make_normalization},
    {"IsInf", 10, 0, make_special},
    {"IsNaN", 9, 0, make_special},
    {"LRN", 7, 0, make_lrn},
    {"LayerNormalization", 7, 0, make_normalization},
    {"LeakyRelu", 7, 0, make_unary},
    {"Less", 7, 0, make_compare},
    {"LessOrEqual", 12, 0, make_compare},
    {"Log", 7, 0, make_unary},
    {"LogSoftmax", 7, 0, make_softmax},
    {"LpPool", 7, 0, make_lp_pool},
    {"MatMul", 7, 0, make_matmul},
    {"Max", 7, 0, make_variadic},
    {"MaxPool", 7, 0, make_max_pool},
    {"MaxUnpool", 9, 0, make_max_unpool},
    {"Mean", 7, 0, make_variadic},
    {"Min", 7, 0, make_variadic},
    {"Mish", 18, 0, make_unary},
    {"Mod", 10, 0, make_binary},
    {"Mul", 7, 0, make_binary},
    {"Neg", 7, 0, make_unary},
    {"Not", 7, 0, make_compare},
    {"OneHot", 9, 0, make_one_hot},
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
    {"Scatter", 9, 10, make_scatter},
    {"ScatterElements", 11, 0, make_scatter},
    {"ScatterND", 11, 0, make_scatter},
    {"Selu", 7, 0, make_unary},
    {"Shape", 7, 0, make_constant},
    {"Shrink", 9, 0, make_unary},
    {"Sigmoid", 7, 0, make_unary},
    {"Sign", 9, 0, make_unary},
    {"Sin", 7, 0, make_unary},
    {"Sinh", 9, 0, make_unary},
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
    {"Tan", 7, 0, make_unary},
    {"Tanh", 7, 0, make_unary},
    {"ThresholdedRelu", 10, 0, make_unary},
    {"Tile", 7, 0, make_expand},
    {"TopK", 7, 0, make_top_k},
    {"Transpose", 7, 0, make_transpose},
    {"TransposeMatMul", 1, 0, make_matmul, "com.microsoft"},
    {"Trilu", 14, 0, make_trilu},
    {"Trilu", 1, 0, make_trilu, "com.microsoft"},
    {"Unsqueeze", 7, 0, make_reshape},
    {"Upsample", 7, 9, make_resize},
    {"Where", 9, 0, make_where},
    {"Xor", 7, 0, make_compare},
};

}  // namespace

OpPtr make_op(const NodeView& node) {
  for (const Row& row : kRows)
    if (node.type == row.type && node.domain == row.domain && node.opset >= row.first &&
        (row.last == 0 || node.opset <= row.last))
      return row.make(node);
  return nullptr;
}

std::vector<std::string> known_types() {
  std::vector<std::string> types;
  for (const Row& row : kRows)
    if (*row.domain == '\0') types.emplace_back(row.type);
  return types;
}

}  // namespace cnnviz::core
