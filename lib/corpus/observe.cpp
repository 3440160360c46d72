#include "corpus/observe.h"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/file.h"
#include "base/sha256.h"
#include "base/text.h"
#include "methods/batch.h"
#include "methods/classify.h"
#include "model/json.h"

namespace cnnviz::core {

namespace {

constexpr int64_t kClasses = 5;

// One image's part of a tensor, from the shape that the model's default input gives it.
Shape part_shape(const Model& model, const std::string& name) {
  const ValueInfo& info = model.inferred().values[static_cast<size_t>(model.graph().require(name))];
  require(info.present && !info.constant.valid() && info.type == DataType::float32 &&
              info.shape.size() >= 2,
          Status::invalid_argument, "the tensor ", core::quoted(name), " ",
          info.constant.valid() ? "is a constant"
          : info.present
              ? concat("is ", data_type_name(info.type), " ", shape_text(info.shape)).c_str()
              : "has no known shape",
          ": it has no channels for each image");
  return {info.shape.begin() + 1, info.shape.end()};
}

IndexedLayer layer_of(const Model& model, const std::string& name) {
  const MapIndex index = map_index(part_shape(model, name), model.view(name), name);
  require(index.spatial.size() <= 2, Status::unsupported, "the layer ", core::quoted(name),
          " has maps of ", index.spatial.size(), " axes; pictures have 2");
  const auto extent = [&](size_t from_end) {
    return index.spatial.size() < from_end ? 1 : index.spatial[index.spatial.size() - from_end];
  };
  return {name, index.channels, extent(2), extent(1)};
}

// How much of the constants can be in the file; the rest is external data.
bool has_external_data(const Model& model, int64_t file_size) {
  int64_t bytes = 0;
  for (const Value& value : model.graph().values)
    if (value.constant.valid()) bytes += value.constant.bytes();
  return bytes > file_size;
}

// Each once, in the order of their names.
std::vector<std::string> resolved(const Model& model, const std::vector<std::string>& names) {
  std::vector<std::string> tensors;
  for (const std::string& name : names) tensors.push_back(model.layer(name));
  std::sort(tensors.begin(), tensors.end());
  tensors.erase(std::unique(tensors.begin(), tensors.end()), tensors.end());
  return tensors;
}

}  // namespace

std::string model_sha256(const Model& model, const Progress* progress) {
  constexpr size_t kPiece = size_t{1} << 23;
  require(!model.path().empty() && model.path() != "-", Status::invalid_argument,
          "a collection names its model's file: open the model by its path");
  const auto file = MappedFile::open(model.path());
  Sha256 hash;
  const auto add = [&](std::span<const uint8_t> bytes) {
    for (; !bytes.empty(); bytes = bytes.subspan(std::min(kPiece, bytes.size()))) {
      check_cancelled(progress);
      hash.add(bytes.first(std::min(kPiece, bytes.size())));
    }
  };
  add(file->bytes());
  if (has_external_data(model, static_cast<int64_t>(file->bytes().size())))
    for (const Value& value : model.graph().values)
      if (value.constant.valid())
        add({static_cast<const uint8_t*>(value.constant.data()),
             static_cast<size_t>(value.constant.bytes())});
  return hash.finish();
}

void require_model(const Model& model, const Collection& collection, const Progress* progress) {
  const std::string hash = model_sha256(model, progress);
  const CollectionSettings& settings = collection.settings();
  const std::string of = core::quoted(collection.path());
  require(hash == settings.model_sha256, Status::mismatch, "the model ", core::quoted(model.path()),
          " is not the one that the collection ", of, " was indexed with: its SHA-256 is ", hash,
          ", the collection's ", settings.model_sha256, " (", settings.model_path, ")");
  Json own = preprocessing_json(model.preprocessing());
  own.erase("preprocess_assumed");
  require(json_text(own) == settings.preprocessing, Status::mismatch, "the model ",
          core::quoted(model.path()),
          " is opened with other settings for pictures than the collection ", of,
          " was indexed with: ", json_text(own), ", not ", settings.preprocessing);
}

CollectionSettings collection_settings(const Model& model, const std::vector<std::string>& layers,
                                       const std::vector<std::string>& features, int64_t strongest,
                                       const Progress* progress) {
  const Preprocessing& preprocessing = model.preprocessing();
  require(preprocessing.takes_images, Status::unsupported, preprocessing.no_images,
          ": it cannot index pictures");
  CollectionSettings settings;
  settings.model_path = model.path();
  settings.model_sha256 = model_sha256(model, progress);
  Json prepared = preprocessing_json(preprocessing);
  prepared.erase("preprocess_assumed");
  settings.preprocessing = json_text(prepared);
  settings.strongest = strongest;
  const Head& head = model.head();
  require(!layers.empty() || !head.cam_layer.empty(), Status::not_found,
          "the model has no layer of maps on the way to its classes: name layers");
  require(!features.empty() || !head.penultimate.empty(), Status::not_found,
          "the model has no dense layer whose input would be its features: name a tensor");
  for (const std::string& name :
       resolved(model, layers.empty() ? std::vector{head.cam_layer} : layers))
    settings.layers.push_back(layer_of(model, name));
  for (const std::string& name :
       resolved(model, features.empty() ? std::vector{head.penultimate} : features))
    settings.features.push_back({name, layer_of(model, name).channels});
  return settings;
}

Observer::Observer(const Model& model, const CollectionSettings& settings)
    : model_(model), settings_(settings) {
  std::vector<std::string>& wanted = request_.wanted;
  const auto place = [&](const std::string& name) {
    const auto found = std::find(wanted.begin(), wanted.end(), name);
    if (found != wanted.end()) return static_cast<size_t>(found - wanted.begin());
    wanted.push_back(name);
    return wanted.size() - 1;
  };
  for (const IndexedLayer& layer : settings.layers) layers_.push_back(place(layer.tensor));
  for (const IndexedFeatures& set : settings.features) features_.push_back(place(set.tensor));
  const Head& head = model.head();
  logits_ = place(head.logits);
  probabilities_ = head.probabilities.empty() ? logits_ : place(head.probabilities);
}

Observation Observer::observe(GraphExecutor& executor, const Tensor& input,
                              Progress* progress) const {
  // A file that fixes its batch is fed copies.
  const ChunkPlan plan = plan_chunks(1, model_.fixed_batch(), 1);
  const std::vector<Tensor> values =
      executor.forward(chunk_feeds(model_.feed(input), plan, 0), request_, progress);
  const int64_t entries = plan.entries(0);
  Observation seen;
  for (size_t i = 0; i < layers_.size(); ++i) {
    const std::string& name = settings_.layers[i].tensor;
    const ImagePart part = image_part(values[layers_[i]], name, entries, 0);
    seen.peaks.push_back(
        channel_peaks(part.values, map_index(part.shape, model_.view(name), name)));
  }
  for (size_t i = 0; i < features_.size(); ++i) {
    const std::string& name = settings_.features[i].tensor;
    const ImagePart part = image_part(values[features_[i]], name, entries, 0);
    const MapIndex index = map_index(part.shape, model_.view(name), name);
    std::vector<float> means;
    for (int64_t c = 0; c < index.channels; ++c) {
      double sum = 0;
      for (int64_t p = 0; p < index.positions; ++p)
        sum += static_cast<double>(part.values[static_cast<size_t>(index.at(c, p))]);
      means.push_back(static_cast<float>(sum / static_cast<double>(index.positions)));
    }
    seen.features.push_back(std::move(means));
  }
  const Head& head = model_.head();
  const ScoreTensors scores{values[logits_],
                            head.probabilities.empty() ? Tensor() : values[probabilities_],
                            head.class_axis};
  const auto best = classify(scores, entries, kClasses);
  for (const ClassScore& one : best.front())
    seen.classes.push_back(
        {one.index, static_cast<double>(one.score), static_cast<double>(one.logit)});
  return seen;
}

}  // namespace cnnviz::core
