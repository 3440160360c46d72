#include "ops/elementwise.h"

#include <algorithm>

#include "backend/parallel.h"
#include "base/text.h"

namespace cnnviz::core {

Box ElementwiseOp::input_box(size_t input, const Box& out, size_t output, Infos inputs,
                             Infos outputs) const {
  return broadcast_input_box(out, inputs[input].shape, outputs[output].shape);
}

Box ElementwiseOp::output_box(size_t output, const Box& in, size_t input, Infos inputs,
                              Infos outputs) const {
  return broadcast_output_box(in, inputs[input].shape, outputs[output].shape);
}

Box PointwiseOp::input_box(size_t input, const Box& out, size_t output, Infos inputs,
                           Infos outputs) const {
  return input == 0 ? out : Op::input_box(input, out, output, inputs, outputs);
}

Box PointwiseOp::output_box(size_t output, const Box& in, size_t input, Infos inputs,
                            Infos outputs) const {
  return input == 0 ? in : Op::output_box(output, in, input, inputs, outputs);
}

void require_inputs(const NodeView& node, size_t least, size_t most) {
  node.require(node.inputs.size() >= least && node.inputs.size() <= most, Status::corrupt,
               "it has ", node.inputs.size(), " inputs; ",
               least == most ? concat(least) : concat("from ", least, " to ", most), " are needed");
  for (size_t i = 0; i < least; ++i)
    node.require(node.has_input(i), Status::corrupt, "input ", i, " is left out");
}

void require_type(Infos inputs, size_t index, std::initializer_list<DataType> allowed) {
  const DataType type = inputs[index].type;
  if (std::find(allowed.begin(), allowed.end(), type) != allowed.end()) return;
  std::vector<std::string> names;
  for (const DataType each : allowed) names.emplace_back(data_type_name(each));
  fail(Status::unsupported, "input ", index, " is ", data_type_name(type),
       "; allowed: ", join(names));
}

void require_same_types(Infos inputs) {
  for (size_t i = 1; i < inputs.size(); ++i)
    require(inputs[i].type == inputs[0].type, Status::invalid_argument, "input 0 is ",
            data_type_name(inputs[0].type), " but input ", i, " is ",
            data_type_name(inputs[i].type), "; they must have one type");
}

Shape broadcast_all(Infos inputs) {
  Shape shape = inputs[0].shape;
  for (const ValueInfo& input : inputs) shape = broadcast_shape(shape, input.shape);
  return shape;
}

bool can_be_blocked(const ValueInfo& info) {
  return info.type == DataType::float32 && info.shape.size() >= 3;
}

Layouts same_layout(Infos inputs) {
  return {{inputs[0].layout}, {inputs[0].layout}};
}

Layouts common_layout(Infos inputs, Infos outputs) {
  bool blocked = false, equal = true;
  for (const ValueInfo& input : inputs) {
    blocked = blocked || input.layout == Layout::blocked;
    equal = equal && input.shape == outputs[0].shape && can_be_blocked(input) &&
            !input.constant.valid();
  }
  const Layout layout = blocked && equal ? Layout::blocked : Layout::plain;
  return {std::vector<Layout>(inputs.size(), layout), std::vector<Layout>(outputs.size(), layout)};
}

CNNVIZ_HOT void positive_part(const float* signal, float* gradient, int64_t count) {
#pragma omp simd
  for (int64_t i = 0; i < count; ++i) gradient[i] = signal[i] > 0 ? signal[i] : 0.0f;
}

void zero_padding_lanes(float* data, const ValueInfo& info) {
  const int64_t block = channel_block();
  if (info.layout == Layout::plain || info.shape[1] % block == 0) return;
  const int64_t blocks = info.shape[1] / block + 1, filled = info.shape[1] % block;
  int64_t positions = 1;
  for (size_t axis = 2; axis < info.shape.size(); ++axis) positions *= info.shape[axis];
  for (int64_t n = 0; n < info.shape[0]; ++n) {
    float* last = data + (n * blocks + blocks - 1) * positions * block;
    for (int64_t s = 0; s < positions; ++s)
      std::fill(last + s * block + filled, last + (s + 1) * block, 0.0f);
  }
}

}  // namespace cnnviz::core
