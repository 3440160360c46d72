#include "model/explain_channels.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

#include "base/error.h"
#include "model/explain_support.h"
#include "tensor/resample.h"

namespace cnnviz::core {

namespace {

// Channels that a document names for each target.
constexpr size_t kNamed = 10;

// The channels of the largest values, ties by number: [{"channel", "value"}, ...].
Json strongest(std::span<const float> values) {
  std::vector<size_t> order(values.size());
  std::iota(order.begin(), order.end(), size_t{0});
  order.erase(
      std::remove_if(order.begin(), order.end(), [&](size_t k) { return std::isnan(values[k]); }),
      order.end());
  const size_t named = std::min(kNamed, order.size());
  std::partial_sort(
      order.begin(), order.begin() + static_cast<std::ptrdiff_t>(named), order.end(),
      [&](size_t a, size_t b) { return values[a] != values[b] ? values[a] > values[b] : a < b; });
  Json list = Json::array();
  for (size_t i = 0; i < named; ++i)
    list.push_back({{"channel", order[i]}, {"value", values[order[i]]}});
  return list;
}

// The target of an image must be able to change with the layer.
bool is_flat(std::span<const float> values) {
  return std::all_of(values.begin(), values.end(), [](float value) { return value == 0; });
}

}  // namespace

ChannelStudy explain_channels(const Model& model, const TensorMap& feeds,
                              const std::vector<Target>& targets, const ChannelOptions& options,
                              Json* info, Progress* progress) {
  const bool masks = options.method == ChannelMethod::score_cam;
  const char* name = masks ? "score_cam" : "ablation";
  PictureShape picture;
  if (masks) picture = picture_of(model, feeds, "Score-CAM");
  require_path(model, targets);
  ChannelRequest request;
  request.method = options.method;
  request.layer = chosen_layer(model, options.layer);
  request.view = chosen_view(model, request.layer, feeds, options.view);
  request.input = model.input();
  request.channels_last = picture.channels_last;

  ChannelStudy result;
  std::vector<Tensor> values, weights, maps;
  const auto study = [&](GraphExecutor& executor, const ProbeRequest& common) {
    ProbeRequest own = common;
    own.wanted = {request.layer};
    Probe probe(executor, own, progress);
    const Tensor& layer = probe.value(request.layer);
    const int64_t channels = layer_channels(layer.shape(), request.view, request.layer);
    if (values.empty()) begin_stage(progress, name, model.images_in(feeds) * channels);
    const ChannelResult found = probe_channels(probe, request);
    values.push_back(found.scores);
    weights.push_back(found.weights);
    if (found.maps.valid()) maps.push_back(found.maps);
    return Studied(probe, found.completed, found.work);
  };
  ProbeOptions plain = options;
  plain.classes = false;
  probe_images(model, feeds, targets, plain, result, study);
  result.values = stacked(values);
  result.weights = stacked(weights);
  if (!maps.empty()) {
    result.maps = stacked(maps);
    const auto input = feeds.find(model.input());
    if (input != feeds.end() && input->second.rank() == 4) {
      const PictureShape shape = picture_of(model, feeds, name);
      result.upsampled = resample_bilinear(result.maps, shape.height, shape.width);
    }
  }

  Json record = start_record(model, name, feeds);
  add_layer(record, request.layer, options.layer.empty());
  add_view(record, request.view);
  record["parameters"]["batch"] = options.batch;
  record["parameters"]["full"] = options.full;
  add_probe_record(record, model, result);
  const Shape& shape = result.values.shape();
  const auto channels = static_cast<size_t>(shape[2]);
  record["strongest"] = Json::array();
  int64_t flat = 0;
  for (int64_t n = 0; n < shape[0]; ++n) {
    Json list = Json::array();
    for (int64_t t = 0; t < shape[1]; ++t) {
      const auto at = static_cast<size_t>(n * shape[1] + t) * channels;
      const auto own = result.values.floats().subspan(at, channels);
      flat += is_flat(own);
      list.push_back(strongest(own));
    }
    record["strongest"].push_back(std::move(list));
  }
  if (flat > 0)
    add_warning(record,
                concat("no channel of the layer \"", request.layer, "\" changes the target, for ",
                       flat, " of ", shape[0] * shape[1], " maps"));
  if (info != nullptr) *info = std::move(record);
  return result;
}

}  // namespace cnnviz::core
