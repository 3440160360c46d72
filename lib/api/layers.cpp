// model.h: the list of a model's tensors.
#include <cnnviz/model.h>

#include <algorithm>

#include "api/handles.h"
#include "api/options.h"

using namespace cnnviz::api;
using cnnviz::core::FieldAxis;
using cnnviz::core::Graph;
using cnnviz::core::TensorInfo;

namespace {

const TensorInfo& row_at(const cnnviz_layers* layers, int32_t index) {
  const auto& rows = given(layers, "layers").layers->rows;
  return rows[checked_index(index, rows.size(), "index")];
}

// The n-th spatial axis counted from the innermost; none is an axis of size 0.
FieldAxis field_axis(const TensorInfo& row, size_t from_end) {
  return from_end < row.field.size() ? row.field[row.field.size() - 1 - from_end] : FieldAxis{};
}

// A node's own name, or its place, operator and first output where it has none.
std::string node_name(const Graph& graph, const std::string& tensor) {
  const auto value = graph.by_tensor.find(tensor);
  if (value == graph.by_tensor.end()) return "";
  const int32_t producer = graph.values[static_cast<size_t>(value->second)].producer;
  if (producer < 0) return "";
  const auto& view = graph.nodes[static_cast<size_t>(producer)].view;
  if (!view.name.empty()) return view.name;
  const auto first = std::find_if(view.outputs.begin(), view.outputs.end(),
                                  [](const std::string& output) { return !output.empty(); });
  return cnnviz::core::concat("#", view.index, " ", view.type, " -> ",
                              first == view.outputs.end() ? "" : *first);
}

template <typename Text>
const char* row_text(const cnnviz_layers* layers, int32_t index, Text TensorInfo::*member) {
  return guarded_value(static_cast<const char*>(nullptr),
                       [&] { return (row_at(layers, index).*member).c_str(); });
}

}  // namespace

void cnnviz_layers_free(cnnviz_layers* layers) {
  delete layers;
}

cnnviz_status cnnviz_layers_share(cnnviz_layers** shared, const cnnviz_layers* layers) {
  return share(shared, layers, "layers");
}

cnnviz_status cnnviz_model_layers(cnnviz_layers** layers, const cnnviz_model* model,
                                  const cnnviz_tensor* input) {
  return guarded([&] {
    auto& place = output(layers, "layers");
    const auto& core = *given(model, "model").model;
    auto list = std::make_shared<Layers>();
    if (input == nullptr) {
      list->rows = core.tensors();
    } else {
      core.feed(input->tensor);  // refuses what does not fit the declared input
      list->rows = core.tensors(core.infer(input->tensor.shape()));
    }
    for (TensorInfo& row : list->rows) row.node = node_name(core.graph(), row.name);
    place = new cnnviz_layers{std::move(list)};
  });
}

int32_t cnnviz_layers_count(const cnnviz_layers* layers) {
  return guarded_value(int32_t{-1}, [&] {
    return static_cast<int32_t>(given(layers, "layers").layers->rows.size());
  });
}

const char* cnnviz_layers_name(const cnnviz_layers* layers, int32_t index) {
  return row_text(layers, index, &TensorInfo::name);
}

const char* cnnviz_layers_type(const cnnviz_layers* layers, int32_t index) {
  return row_text(layers, index, &TensorInfo::op);
}

const char* cnnviz_layers_node(const cnnviz_layers* layers, int32_t index) {
  return row_text(layers, index, &TensorInfo::node);
}

const char* cnnviz_layers_role(const cnnviz_layers* layers, int32_t index) {
  return row_text(layers, index, &TensorInfo::role);
}

int64_t cnnviz_layers_extent(const cnnviz_layers* layers, int32_t index, int32_t axis) {
  return guarded_value(int64_t{-1}, [&] {
    const auto& shape = row_at(layers, index).shape;
    return shape[checked_index(axis, shape.size(), "axis")];
  });
}

cnnviz_status cnnviz_layers_info(cnnviz_layer_info* info, const cnnviz_layers* layers,
                                 int32_t index) {
  return guarded([&] {
    given(info, "info");
    const TensorInfo& row = row_at(layers, index);
    cnnviz_layer_info filled{};
    filled.dtype = public_dtype(row.type);
    filled.rank = row.shape_known ? static_cast<int32_t>(row.shape.size()) : -1;
    filled.class_axis = row.class_axis;
    filled.parameters = row.parameters;
    const FieldAxis x = field_axis(row, 0), y = field_axis(row, 1), z = field_axis(row, 2);
    filled.size_x = x.size, filled.stride_x = x.stride, filled.offset_x = x.offset;
    filled.size_y = y.size, filled.stride_y = y.stride, filled.offset_y = y.offset;
    filled.size_z = z.size, filled.stride_z = z.stride, filled.offset_z = z.offset;
    fill_info(info, filled);
  });
}
