// model.h: opening, describing, running. Pictures to inputs and back: preprocess.cpp; the list of
// tensors: layers.cpp.
#include <cnnviz/model.h>

#include <nlohmann/json.hpp>
#include <set>

#include "api/handles.h"
#include "api/options.h"
#include "api/profile.h"
#include "base/text.h"
#include "model/target_parser.h"

using namespace cnnviz::api;
using namespace cnnviz::core;

namespace cnnviz::api {

template <>
cnnviz_model_options default_options() {
  cnnviz_model_options options{};
  options.sidecar = 1;
  return options;
}

}  // namespace cnnviz::api

namespace {

constexpr char kInit[] = "fill the options with cnnviz_model_options_init";
constexpr int32_t kMostThreads = 1024;

// The preset or file that a JSON object names under "preset" is what its other keys change.
PreprocessSpec parse_settings_object(const std::string& text, std::vector<std::string>* warnings) {
  Json object = Json::parse(text, nullptr, false);
  require(object.is_object(), Status::invalid_argument, "settings is no JSON object: ", text);
  PreprocessSpec base;
  if (const auto preset = object.find("preset"); preset != object.end()) {
    require(preset->is_string(), Status::invalid_argument,
            "\"preset\" in settings must be a preset's name or a file");
    base = load_preprocess(preset->get<std::string>(), warnings);
    object.erase(preset);
  }
  std::vector<std::string> unknown;
  PreprocessSpec spec;
  try {
    spec = parse_sidecar(object.dump(), "settings", "", &unknown);
  } catch (const Error& error) {
    // What breaks a file is here the caller's mistake.
    require(error.status() != Status::corrupt, Status::invalid_argument, error.what());
    throw;
  }
  require(unknown.empty(), Status::invalid_argument, join(unknown, "; "));
  spec.fill_from(base);
  return spec;
}

PreprocessSpec parse_settings(const char* settings, std::vector<std::string>* warnings) {
  if (settings == nullptr) return {};
  const std::string text = trim(settings);
  if (!text.empty() && text.front() == '{') return parse_settings_object(text, warnings);
  return load_preprocess(settings, warnings);
}

Json shape_json(const GraphInput& input) {
  if (!input.shape_known) return nullptr;
  Json shape = Json::array();
  for (const int64_t extent : input.shape)
    shape.push_back(extent == kDynamic ? Json(nullptr) : Json(extent));
  return shape;
}

int64_t parameter_count(const Graph& graph) {
  int64_t count = 0;
  for (const Value& value : graph.values)
    if (value.producer < 0 && value.constant.valid() && value.constant.type() == DataType::float32)
      count += value.constant.size();
  return count;
}

Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json describe(const Model& model, std::vector<std::string> warnings) {
  const Graph& graph = model.graph();
  Json json;
  json["path"] = text_or_null(model.path());
  json["producer"] = text_or_null(graph.producer);
  json["opset"] = graph.opset;
  json["ir_version"] = graph.ir_version;
  json["parameters"] = parameter_count(graph);
  json["inputs"] = Json::array();
  for (const GraphInput& input : graph.inputs)
    json["inputs"].push_back({{"name", graph.name(input.value)},
                              {"dtype", data_type_name(input.type)},
                              {"shape", shape_json(input)}});
  json["outputs"] = Json::array();
  for (const ValueId value : graph.outputs)
    json["outputs"].push_back({{"name", graph.name(value)}});
  json["preprocessing"] = preprocessing_json(model.preprocessing());
  const Head& head = model.head();
  json["head"] = {{"output", text_or_null(head.output)},
                  {"logits", text_or_null(head.logits)},
                  {"probabilities", text_or_null(head.probabilities)},
                  {"kind", head_kind_name(head.kind)},
                  {"class_axis", head.class_axis},
                  {"classes", head.classes}};
  json["labels"] = model.labels().size();
  json["default_layer"] = text_or_null(head.cam_layer);
  json["penultimate"] = text_or_null(head.penultimate);
  for (const std::string& warning : model.warnings()) warnings.push_back(warning);
  json["warnings"] = warnings;
  return json;
}

struct Request {
  ModelOptions options;
  std::vector<std::string> warnings;
  bool profile = false;
};

Request read_request(const char* settings, const cnnviz_model_options* given_options) {
  const cnnviz_model_options read = read_options(given_options, kInit);
  Request request;
  request.options.threads =
      static_cast<int>(checked_range(read.threads, 0, kMostThreads, "threads"));
  require(read.max_memory >= 0, Status::invalid_argument, "max_memory is ", read.max_memory,
          ", but must be 0 (the limit of the process) or a number of bytes");
  request.options.max_memory = read.max_memory;
  request.options.use_sidecar = checked_flag(read.sidecar, "sidecar");
  request.profile = checked_flag(read.profile, "profile");
  request.options.lanes = !request.profile;  // one executor is timed
  if (checked_flag(read.tune, "tune"))
    request.options.convolutions = ConvolutionAlgorithm::measured;
  require(read.reserved == 0, Status::invalid_argument, "reserved is ", read.reserved,
          ", but must be 0");
  request.options.preprocess = parse_settings(settings, &request.warnings);
  return request;
}

cnnviz_model* new_model(std::shared_ptr<const Model> model, const Request& request) {
  auto json =
      std::make_shared<const std::string>(json_text(describe(*model, request.warnings), -1));
  return new cnnviz_model{std::move(model), std::move(json), request.profile};
}

const GraphInput& graph_input(const cnnviz_model* model, int32_t index) {
  const auto& inputs = given(model, "model").model->graph().inputs;
  return inputs[checked_index(index, inputs.size(), "index")];
}

}  // namespace

cnnviz_status cnnviz_model_options_init(cnnviz_model_options* options, uint32_t struct_size) {
  return init_options(options, struct_size);
}

void cnnviz_model_free(cnnviz_model* model) {
  delete model;
}

cnnviz_status cnnviz_model_share(cnnviz_model** shared, const cnnviz_model* model) {
  return share(shared, model, "model");
}

cnnviz_status cnnviz_model_open(cnnviz_model** model, const char* path, const char* settings,
                                const cnnviz_model_options* options) {
  return guarded([&] {
    auto& place = output(model, "model");
    const std::string file = text(path, "path");
    const Request request = read_request(settings, options);
    place = new_model(Model::open(file, request.options), request);
  });
}

cnnviz_status cnnviz_model_open_memory(cnnviz_model** model, const uint8_t* bytes, int64_t length,
                                       const char* settings, const cnnviz_model_options* options) {
  return guarded([&] {
    auto& place = output(model, "model");
    given(bytes, "bytes");
    require(length >= 0, Status::invalid_argument, "length is ", length);
    const Request request = read_request(settings, options);
    place = new_model(Model::open_memory({bytes, static_cast<size_t>(length)}, request.options),
                      request);
  });
}

cnnviz_color_order cnnviz_model_color_order(const cnnviz_model* model) {
  return guarded_value(CNNVIZ_COLOR_ORDER_ENUM_INT32, [&] {
    const Preprocessing& preprocessing = given(model, "model").model->preprocessing();
    if (!preprocessing.takes_images) return CNNVIZ_COLOR_ORDER_OTHER;
    switch (preprocessing.color) {
      case ColorOrder::rgb:
        return CNNVIZ_COLOR_ORDER_RGB;
      case ColorOrder::bgr:
        return CNNVIZ_COLOR_ORDER_BGR;
      default:
        return CNNVIZ_COLOR_ORDER_GRAY;
    }
  });
}

cnnviz_status cnnviz_model_run(cnnviz_result** result, const cnnviz_model* model,
                               const cnnviz_tensors* feeds, const char* wanted, cnnviz_job* job) {
  return guarded([&] {
    auto& place = output(result, "result");
    const cnnviz_model& handle = given(model, "model");
    const Graph& graph = handle.model->graph();
    TensorMap fed;
    if (feeds != nullptr)
      for (const auto& [name, tensor] : feeds->items) {
        const std::string& resolved = graph.name(graph.require(name));
        require(fed.emplace(resolved, tensor).second, Status::invalid_argument, "feeds gives \"",
                resolved, "\" twice");
      }
    std::vector<std::string> names;
    if (wanted != nullptr) {
      names = split_names(wanted);
    } else {
      for (const ValueId value : graph.outputs) names.push_back(graph.name(value));
    }
    require(!names.empty(), Status::invalid_argument, "wanted names no tensor");
    std::set<std::string> distinct;
    for (const std::string& name : names)
      require(distinct.insert(name).second, Status::invalid_argument, "wanted names \"", name,
              "\" twice");

    const auto made = std::make_shared<Result>();
    ProfileScope profile(handle);
    auto tensors = handle.model->run(fed, names, progress_of(job));
    Json json = {{"method", "run"}, {"version", cnnviz_version()}, {"warnings", Json::array()}};
    profile.add_to(json);
    for (size_t i = 0; i < names.size(); ++i)
      made->entries.push_back({names[i], public_tensor(std::move(tensors[i])), nullptr});
    made->json = json_text(json, -1);
    place = new cnnviz_result{made};
  });
}

const char* cnnviz_model_json(const cnnviz_model* model) {
  return guarded_value(static_cast<const char*>(nullptr),
                       [&] { return given(model, "model").json->c_str(); });
}

int32_t cnnviz_model_input_count(const cnnviz_model* model) {
  return guarded_value(int32_t{-1}, [&] {
    return static_cast<int32_t>(given(model, "model").model->graph().inputs.size());
  });
}

const char* cnnviz_model_input_name(const cnnviz_model* model, int32_t index) {
  return guarded_value(static_cast<const char*>(nullptr), [&] {
    return given(model, "model").model->graph().name(graph_input(model, index).value).c_str();
  });
}

cnnviz_dtype cnnviz_model_input_dtype(const cnnviz_model* model, int32_t index) {
  return guarded_value(CNNVIZ_DTYPE_ENUM_INT32,
                       [&] { return public_dtype(graph_input(model, index).type); });
}

int32_t cnnviz_model_input_rank(const cnnviz_model* model, int32_t index) {
  return guarded_value(int32_t{-1}, [&] {
    const GraphInput& input = graph_input(model, index);
    return input.shape_known ? static_cast<int32_t>(input.shape.size()) : int32_t{-1};
  });
}

int64_t cnnviz_model_input_extent(const cnnviz_model* model, int32_t index, int32_t axis) {
  return guarded_value(int64_t{-1}, [&] {
    const Shape& shape = graph_input(model, index).shape;
    return shape[checked_index(axis, shape.size(), "axis")];
  });
}

int32_t cnnviz_model_output_count(const cnnviz_model* model) {
  return guarded_value(int32_t{-1}, [&] {
    return static_cast<int32_t>(given(model, "model").model->graph().outputs.size());
  });
}

const char* cnnviz_model_output_name(const cnnviz_model* model, int32_t index) {
  return guarded_value(static_cast<const char*>(nullptr), [&] {
    const Graph& graph = given(model, "model").model->graph();
    return graph.name(graph.outputs[checked_index(index, graph.outputs.size(), "index")]).c_str();
  });
}

int64_t cnnviz_model_label_count(const cnnviz_model* model) {
  return guarded_value(int64_t{-1}, [&] {
    return static_cast<int64_t>(given(model, "model").model->labels().size());
  });
}

const char* cnnviz_model_label(const cnnviz_model* model, int64_t index) {
  return guarded_value(static_cast<const char*>(nullptr), [&] {
    const auto& labels = given(model, "model").model->labels();
    return labels[checked_index(index, labels.size(), "index")].c_str();
  });
}
