// corpus.h: what the strongest responses have seen.
#include <cnnviz/corpus.h>

#include "api/corpus_reading.h"
#include "api/options.h"
#include "corpus/observe.h"
#include "corpus/patches.h"
#include "methods/gradient.h"
#include "model/record.h"

using namespace cnnviz::api;
using namespace cnnviz::core;

namespace cnnviz::api {

template <>
cnnviz_patches_options default_options() {
  cnnviz_patches_options options{};
  options.count = 9;
  options.signals = 1;
  options.rule = CNNVIZ_RULE_GUIDED;
  options.rectifiers = CNNVIZ_RECTIFIERS_RELU_LIKE;
  return options;
}

}  // namespace cnnviz::api

namespace {

Json patch_json(const Reading& reading, const Patch& patch, const IndexedImage& image,
                const std::string& file) {
  const Response& unit = patch.response;
  Json json;
  json["image"] = *unit.name;
  if (!patch.problem.empty()) {
    json["problem"] = patch.problem;
    return json;
  }
  json["path"] = file;
  json["value"] = unit.value;
  json["position"] = {unit.y, unit.x};
  json["box"] = {patch.box.x0, patch.box.y0, patch.box.x1, patch.box.y1};
  json["photo_box"] = patch.photo;
  json["width"] = image.view.image_width;
  json["height"] = image.view.image_height;
  const int64_t best = image.classes.empty() ? -1 : image.classes.front().index;
  json["class"] = best < 0 ? Json(nullptr) : Json(best);
  json["label"] = reading.label(best);
  json["again"] = patch.again;
  return json;
}

}  // namespace

cnnviz_status cnnviz_patches_options_init(cnnviz_patches_options* options, uint32_t struct_size) {
  return init_options(options, struct_size);
}

cnnviz_status cnnviz_corpus_patches(cnnviz_result** result, const cnnviz_corpus* corpus,
                                    const cnnviz_model* model, const char* layer,
                                    int64_t first_channel, int64_t channels, const char* root,
                                    const cnnviz_patches_options* options, cnnviz_job* job) {
  return guarded([&] {
    auto& place = output(result, "result");
    const Reading reading(corpus);
    const Model& network = *given(model, "model").model;
    const auto read = read_options(options, "fill the options with cnnviz_patches_options_init");
    PatchRequest request;
    request.layer = text_or(layer, "");
    request.first_channel = first_channel;
    request.channels = channels;
    request.count = read.count;
    request.photo = checked_enum(read.source, 2, "source") == CNNVIZ_PATCH_SOURCE_PHOTO;
    request.side = checked_range(read.side, 0, kMaxImageSide, "side");
    const Rule rule = static_cast<Rule>(checked_enum(read.rule, 3, "rule"));
    if (checked_flag(read.signals, "signals")) request.rule = rule;
    request.policy = static_cast<RectifierPolicy>(checked_enum(read.rectifiers, 3, "rectifiers"));
    request.root = text_or(root, "");
    require_model(network, *reading, progress_of(job));
    auto found = strongest_patches(network, *reading, request, progress_of(job));

    Json record = start_record(network, "patches", {});
    record["collection"] = reading->path();
    record["layer"] = reading->settings().layers[reading->layer_index(request.layer)].tensor;
    record["first_channel"] = first_channel;
    record["rule"] = request.rule ? Json(rule_name(rule)) : Json(nullptr);
    record["parameters"]["count"] = request.count;
    record["parameters"]["source"] = request.photo ? "photo" : "view";
    record["patches"] = Json::array();
    ResponseTensors tensors(channels, request.count);
    Tensor boxes(DataType::int64, {channels, request.count, 4});
    Tensor photo_boxes(DataType::float32, {channels, request.count, 4});
    ResultBuilder builder;
    for (size_t c = 0; c < found.size(); ++c) {
      record["patches"].push_back(Json::array());
      for (size_t rank = 0; rank < found[c].size(); ++rank) {
        Patch& patch = found[c][rank];
        tensors.set(c, rank, patch.response, patch.number);
        const IndexedImage image = reading->image(patch.response.image);
        record["patches"].back().push_back(
            patch_json(reading, patch, image, reading->file_of(image.name, request.root)));
        if (!patch.problem.empty()) {
          add_warning(record, patch.problem);
          continue;
        }
        const size_t at = 4 * tensors.at(c, rank);
        const int64_t edges[] = {patch.box.x0, patch.box.y0, patch.box.x1, patch.box.y1};
        for (size_t i = 0; i < 4; ++i) {
          boxes.mutable_ints()[at + i] = edges[i];
          photo_boxes.mutable_floats()[at + i] = static_cast<float>(patch.photo[i]);
        }
        const std::string name = concat("/", patch.channel, "/", rank);
        builder.add("patch" + name, std::move(patch.picture));
        if (request.rule) builder.add("signal" + name, std::move(patch.signal));
      }
    }
    tensors.add_to(builder);
    builder.add("boxes", std::move(boxes));
    builder.add("photo_boxes", std::move(photo_boxes));
    place = builder.finish(std::move(record));
  });
}
