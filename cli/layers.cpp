// cnnviz layers: the tensors of a model.
#include <algorithm>
#include <iostream>

#include "command.h"
#include "json_text.h"
#include "options.h"
#include "outputs.h"

namespace cli {
namespace {

struct Row {
  std::string name, type, node, role;
  std::vector<int64_t> shape;
  cnnviz_layer_info info{};
};

Row read_row(const Layers& layers, int32_t index) {
  Row row;
  row.name = cnnviz_layers_name(layers.get(), index);
  row.type = cnnviz_layers_type(layers.get(), index);
  row.node = cnnviz_layers_node(layers.get(), index);
  row.role = cnnviz_layers_role(layers.get(), index);
  row.info.struct_size = sizeof row.info;
  check(cnnviz_layers_info(&row.info, layers.get(), index));
  for (int32_t axis = 0; axis < row.info.rank; ++axis)
    row.shape.push_back(cnnviz_layers_extent(layers.get(), index, axis));
  return row;
}

// [depth, height, width] of a field's size, stride or offset: as many as the picture has axes.
Json axes(const cnnviz_layer_info& info, int64_t z, int64_t y, int64_t x) {
  Json list = Json::array();
  if (info.size_z > 0) list.push_back(z);
  if (info.size_y > 0) list.push_back(y);
  if (info.size_x > 0) list.push_back(x);
  return list;
}

Json row_json(const Row& row) {
  const cnnviz_layer_info& i = row.info;
  Json json = {{"name", row.name}, {"type", row.type}, {"node", row.node}};
  json["dtype"] = i.dtype == CNNVIZ_DTYPE_FLOAT32 ? "float32" : "int64";
  json["shape"] = i.rank < 0 ? Json(nullptr) : Json(row.shape);
  json["class_axis"] = i.class_axis < 0 ? Json(nullptr) : Json(i.class_axis);
  json["receptive_field"] = axes(i, i.size_z, i.size_y, i.size_x);
  json["stride"] = axes(i, i.stride_z, i.stride_y, i.stride_x);
  json["offset"] = axes(i, i.offset_z, i.offset_y, i.offset_x);
  json["parameters"] = i.parameters;
  json["role"] = row.role.empty() ? Json(nullptr) : Json(row.role);
  return json;
}

// "11x11", or "11" where both sides are equal; "all" where every unit sees everything.
std::string sides(const Json& list, bool whole) {
  if (list.empty()) return "";
  if (whole) return "all";
  if (std::all_of(list.begin(), list.end(), [&](const Json& side) { return side == list[0]; }))
    return list[0].dump();
  std::string text;
  for (const Json& side : list) text += (text.empty() ? "" : "x") + side.dump();
  return text;
}

std::vector<std::string> cells(const Row& row) {
  const Json json = row_json(row);
  const cnnviz_layer_info& i = row.info;
  const bool whole = i.stride_x == 0 && i.stride_y == 0 && i.stride_z == 0;
  return {row.name,
          row.type,
          i.rank < 0 ? "?" : shape_text(row.shape),
          i.class_axis < 0 ? "" : std::to_string(i.class_axis),
          sides(json["receptive_field"], whole),
          whole ? "" : sides(json["stride"], false),
          i.parameters > 0 ? std::to_string(i.parameters) : "",
          row.role,
          row.node == row.name || row.node.rfind('#', 0) == 0 ? "" : row.node};
}

// Characters, not bytes, of a UTF-8 text.
size_t columns_of(const std::string& text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

void print_table(const std::vector<std::vector<std::string>>& table) {
  std::vector<size_t> widths(table.front().size());
  for (const auto& row : table)
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], columns_of(row[i]));
  for (const auto& row : table) {
    std::string line;
    for (size_t i = 0; i < row.size(); ++i)
      line += row[i] + std::string(widths[i] - columns_of(row[i]) + 2, ' ');
    line.erase(line.find_last_not_of(' ') + 1);
    std::cout << line << '\n';
  }
}

class LayersCommand : public Command {
 public:
  void declare(CLI::App& app) override {
    model_options_.declare(app);
    app.add_option("--input-raw", input_raw_,
                   "shapes for this tensor as input, not for the default size")
        ->type_name("FILE.npy")
        ->group("Input and output");
  }

  int run() override {
    const Model model = model_options_.open();
    Tensor input;
    if (!input_raw_.empty()) input = made<Tensor>(cnnviz_tensor_read, input_raw_.c_str());
    const auto layers = made<Layers>(cnnviz_model_layers, model.get(), input.get());
    Json documents = Json::array();
    std::vector<std::vector<std::string>> table = {
        {"NAME", "OPERATOR", "SHAPE", "CLASSES", "FIELD", "STRIDE", "PARAMETERS", "ROLE", "NODE"}};
    const int32_t count = cnnviz_layers_count(layers.get());
    for (int32_t index = 0; index < count; ++index) {
      const Row row = read_row(layers, index);
      if (model_options_.json)
        documents.push_back(row_json(row));
      else
        table.push_back(cells(row));
    }
    if (model_options_.json) {
      std::cout << json_text(documents, 1) << '\n';
    } else {
      print_table(table);
    }
    return kOk;
  }

 private:
  ModelOptions model_options_;
  std::string input_raw_;
};

}  // namespace

std::unique_ptr<Command> make_layers() {
  return std::make_unique<LayersCommand>();
}

}  // namespace cli
