// Small ONNX models made of choices: valid protobuf, and operators, attributes, shapes and values
// that need not make sense together.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/fuzz.h"
#include "ops/registry.h"
#include "support/onnx_builder.h"

namespace cnnviz::test {

// What operators take besides their inputs: how many of these, and names of attributes whose kind
// follows from the name.
struct OperatorKind {
  std::string_view types;  // separated and enclosed by blanks
  size_t inputs;
  std::string_view attributes;
};

constexpr OperatorKind kOperatorKinds[] = {
    {" Conv QLinearConv ConvInteger ", 3, "kernel_shape strides pads dilations group auto_pad"},
    {" ConvTranspose ", 3,
     "kernel_shape strides pads dilations group auto_pad output_padding output_shape"},
    {" MaxPool AveragePool LpPool ", 1,
     "kernel_shape strides pads dilations auto_pad ceil_mode count_include_pad storage_order p"},
    {" MaxUnpool ", 3, "kernel_shape strides pads"},
    {" Gemm ", 3, "alpha beta transA transB"},
    {" BatchNormalization ", 5, "epsilon momentum spatial training_mode"},
    {" InstanceNormalization LayerNormalization GroupNormalization ", 3,
     "epsilon axis num_groups stash_type"},
    {" LRN ", 1, "alpha beta bias size"},
    {" Softmax LogSoftmax Hardmax Flatten ", 1, "axis"},
    {" ArgMax ArgMin ", 1, "axis keepdims select_last_index"},
    {" ReduceL1 ReduceL2 ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare ", 2,
     "axes keepdims noop_with_empty_axes"},
    {" Concat Sum Mean Max Min ", 3, "axis"},
    {" Split ", 2, "axis split num_outputs"},
    {" Slice ", 5, "starts ends axes"},
    {" Gather GatherElements GatherND ", 2, "axis batch_dims"},
    {" Scatter ScatterElements ScatterND Where OneHot ", 3, "axis reduction"},
    {" Pad ", 3, "pads mode value"},
    {" Resize Upsample ", 4,
     "mode scales coordinate_transformation_mode nearest_mode cubic_coeff_a exclude_outside "
     "extrapolation_value antialias axes keep_aspect_ratio_policy"},
    {" Transpose ", 1, "perm"},
    {" Reshape Expand Tile Squeeze Unsqueeze Trilu CumSum TopK ", 2,
     "axes axis allowzero upper k largest sorted exclusive reverse"},
    {" DepthToSpace SpaceToDepth ", 1, "blocksize mode"},
    {" Einsum ", 2, "equation"},
    {" Clip ", 3, "min max"},
    {" Constant ConstantOfShape ", 1, "value value_int value_ints value_float value_floats"},
    {" Shape Size ", 1, "start end"},
    {" Cast CastLike ", 2, "to saturate"},
    {" Range ", 3, ""},
    {" MatMul Add Sub Mul Div Pow Mod PRelu And Or Xor Equal Less LessOrEqual Greater "
     "GreaterOrEqual MatMulInteger ",
     2, "fmod"},
    {" QuantizeLinear DequantizeLinear DynamicQuantizeLinear QLinearAdd QLinearMatMul ", 3,
     "axis block_size"},
};
constexpr OperatorKind kOtherKind = {"", 1, "alpha beta gamma lambd bias axis approximate"};

// Operators that are rewritten when a model is read, beside those of the registry.
constexpr const char* kRewrittenTypes[] = {
    "QuantizeLinear", "DequantizeLinear", "QLinearConv",          "QLinearMatMul",
    "ConvInteger",    "MatMulInteger",    "DynamicQuantizeLinear"};

class RandomModel {
 public:
  explicit RandomModel(Choices* choices) : choices_(*choices), builder_(choices->of(kOpsets)) {
    add_inputs();
    add_constants();
    add_nodes();
  }
  std::vector<uint8_t> bytes() const { return builder_.bytes(); }

 private:
  static constexpr int64_t kOpsets[] = {7, 9, 10, 11, 12, 13, 15, 17, 18, 21, 24};

  int64_t extent() {
    const uint8_t choice = choices_.byte();
    return choice < 240 ? choice % 6 : choice % 40;
  }
  Shape shape(size_t most_axes) {
    Shape extents(choices_.below(most_axes + 1));
    for (int64_t& one : extents) one = extent();
    // Of constants all elements are stored.
    while (!extents.empty() && product(extents) > 4096) extents.pop_back();
    return extents;
  }
  static int64_t product(const Shape& extents) {
    int64_t count = 1;
    for (const int64_t one : extents) count *= one;
    return count;
  }

  void add_inputs() {
    const size_t count = 1 + choices_.below(4) / 3;
    for (size_t i = 0; i < count; ++i) {
      const std::string name = concat("x", i);
      std::vector<Extent> extents;
      // Pictures mostly.
      const size_t rank = choices_.below(8);
      for (size_t axis = 0; axis < (rank > 5 ? 4 : rank); ++axis) {
        const int64_t one = extent();
        extents.emplace_back(one == 0 ? Extent("open") : Extent(one));
      }
      builder_.input(name, extents);
      values_.push_back(name);
    }
  }

  Tensor tensor() {
    const uint8_t kind = choices_.byte();
    if (kind % 2 == 0) {
      Tensor result(DataType::float32, shape(5));
      const float first = choices_.real(), step = choices_.real();
      for (size_t i = 0; i < result.mutable_floats().size(); ++i)
        result.mutable_floats()[i] = first + step * static_cast<float>(i % 7);
      return result;
    }
    if (kind % 16 == 1) return Tensor(DataType::boolean, shape(3));
    // Shapes, axes, positions.
    Tensor result(DataType::int64,
                  kind % 16 == 3 ? Shape{} : Shape{static_cast<int64_t>(choices_.below(6))});
    for (int64_t& value : result.mutable_ints()) value = choices_.number();
    return result;
  }
  void add_constants() {
    const size_t count = choices_.below(7);
    for (size_t i = 0; i < count; ++i) {
      values_.push_back(concat("c", i));
      builder_.initializer(values_.back(), tensor());
    }
  }

  Ints integers() {
    Ints list(choices_.below(6));
    for (int64_t& value : list) value = choices_.number();
    return list;
  }
  Attribute attribute(std::string_view name) {
    const auto is_one_of = [&](std::string_view names) {
      return names.find(concat(" ", name, " ")) != std::string_view::npos;
    };
    // Sometimes of another kind than it should be.
    if (choices_.byte() > 250) return std::string(name);
    if (is_one_of(" kernel_shape strides pads dilations output_padding output_shape axes split "
                  "starts ends perm value_ints "))
      return integers();
    if (is_one_of(" scales value_floats ")) return Floats{1, choices_.real(), choices_.real()};
    if (is_one_of(" alpha beta gamma lambd bias epsilon momentum min max cubic_coeff_a "
                  "extrapolation_value value_float "))
      return choices_.real();
    if (name == "value") return tensor();
    if (name == "auto_pad") return std::string(choices_.of(kAutoPads));
    if (name == "equation") return std::string(choices_.of(kEquations));
    if (is_one_of(" mode coordinate_transformation_mode nearest_mode reduction approximate "
                  "keep_aspect_ratio_policy "))
      return std::string(choices_.of(kWords));
    return choices_.number();
  }
  Attributes attributes(std::string_view names) {
    Attributes list;
    while (!names.empty()) {
      const size_t end = std::min(names.find(' '), names.size());
      if (choices_.flip())
        list.emplace_back(std::string(names.substr(0, end)), attribute(names.substr(0, end)));
      names.remove_prefix(std::min(end + 1, names.size()));
    }
    return list;
  }

  static const OperatorKind& kind_of(const std::string& type) {
    for (const OperatorKind& kind : kOperatorKinds)
      if (kind.types.find(concat(" ", type, " ")) != std::string_view::npos) return kind;
    return kOtherKind;
  }
  std::string input(size_t position) {
    const uint8_t choice = choices_.byte();
    if (position == 0 && choice < 192) return last_;
    if (position > 0 && choice == 255) return "";
    return values_[choice % values_.size()];
  }
  void add_nodes() {
    static const std::vector<std::string> known = known_types();
    last_ = values_.front();
    const size_t count = 1 + choices_.below(6);
    for (size_t i = 0; i < count; ++i) {
      const size_t which = choices_.byte();
      const std::string type =
          which < known.size() ? known[which] : kRewrittenTypes[which % std::size(kRewrittenTypes)];
      const OperatorKind& kind = kind_of(type);
      Names inputs;
      const size_t left_out = choices_.below(4) / 3;
      for (size_t at = 0; at + left_out < kind.inputs; ++at) inputs.push_back(input(at));
      Names outputs{concat("y", i)};
      if (type == "Split" || choices_.below(16) == 15) outputs.push_back(concat("z", i));
      builder_.node(type, inputs, outputs, attributes(kind.attributes));
      last_ = outputs.front();
      values_.insert(values_.end(), outputs.begin(), outputs.end());
    }
    builder_.output(last_);
  }

  static constexpr const char* kAutoPads[] = {"NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID", "odd"};
  static constexpr const char* kEquations[] = {
      "ij,jk->ik", "bij,bjk->bik", "ii->i", "i,j->ij", "...ij,...jk->...ik",
      "ij->ji",    "ij,ij",        "->",    "i"};
  static constexpr const char* kWords[] = {"constant",
                                           "reflect",
                                           "edge",
                                           "wrap",
                                           "nearest",
                                           "linear",
                                           "cubic",
                                           "bilinear",
                                           "DCR",
                                           "CRD",
                                           "half_pixel",
                                           "pytorch_half_pixel",
                                           "floor",
                                           "ceil",
                                           "asymmetric",
                                           "align_corners",
                                           "add",
                                           "mul",
                                           "none",
                                           "tanh",
                                           "max",
                                           "min",
                                           "round_prefer_ceil",
                                           "tf_crop_and_resize",
                                           "stretch",
                                           "not_larger"};

  Choices& choices_;
  ModelBuilder builder_;
  Names values_;
  std::string last_;
};

}  // namespace cnnviz::test
