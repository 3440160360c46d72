#include "corpus/strongest.h"

#include <algorithm>
#include <limits>
#include <unordered_map>

#include "base/error.h"
#include "base/text.h"

namespace cnnviz::core {

namespace {

// The place of the first maximum; -1 where there is no number. A comparison with NaN is false.
int64_t first_maximum(const float* values, int64_t count, int64_t stride) {
  int64_t best = -1;
  for (int64_t i = 0; i < count; ++i) {
    const float here = values[i * stride];
    if (best < 0 ? here == here : here > values[best * stride]) best = i;
  }
  return best;
}

// The same of values side by side: their maximum in lanes, which the compiler makes vectors of,
// then where it is.
int64_t first_maximum(const float* values, int64_t count) {
  constexpr int64_t kLanes = 16;
  if (count < 2 * kLanes) return first_maximum(values, count, 1);
  float lanes[kLanes];
  std::fill_n(lanes, kLanes, -std::numeric_limits<float>::infinity());
  for (int64_t i = 0; i + kLanes <= count; i += kLanes)
    for (int64_t lane = 0; lane < kLanes; ++lane)
      lanes[lane] = values[i + lane] > lanes[lane] ? values[i + lane] : lanes[lane];
  float maximum = *std::max_element(lanes, lanes + kLanes);
  for (int64_t i = count / kLanes * kLanes; i < count; ++i)
    maximum = values[i] > maximum ? values[i] : maximum;
  const int64_t place = std::find(values, values + count, maximum) - values;
  return place < count ? place : -1;
}

}  // namespace

std::vector<Peak> channel_peaks(std::span<const float> values, const MapIndex& index) {
  const auto columns = static_cast<int64_t>(index.spatial.empty() ? 1 : index.spatial.back());
  std::vector<Peak> peaks(static_cast<size_t>(index.channels));
  for (int64_t c = 0; c < index.channels; ++c) {
    const float* channel = values.data() + index.at(c, 0);
    const int64_t best = index.position_stride == 1
                             ? first_maximum(channel, index.positions)
                             : first_maximum(channel, index.positions, index.position_stride);
    if (best < 0) continue;
    const float value = channel[best * index.position_stride];
    peaks[static_cast<size_t>(c)] = {value, static_cast<int32_t>(best / columns),
                                     static_cast<int32_t>(best % columns)};
  }
  return peaks;
}

StrongestLists::StrongestLists(const std::vector<IndexedLayer>& layers, int64_t keep)
    : keep_(static_cast<size_t>(keep)) {
  for (const IndexedLayer& layer : layers) lists_.emplace_back(static_cast<size_t>(layer.channels));
}

void StrongestLists::add(size_t layer, size_t channel, const Response& response) {
  List& list = lists_[layer][channel];
  std::vector<Response>& responses = list.responses;
  if (responses.size() == keep_ && !response.before(responses.back())) return;
  const auto place = std::find_if(responses.begin(), responses.end(),
                                  [&](const Response& held) { return response.before(held); });
  if (responses.size() == keep_) {
    std::move_backward(place, responses.end() - 1, responses.end());
    *place = response;
  } else {
    responses.insert(place, response);
  }
  list.changed = true;
}

void StrongestLists::add_image(int64_t image, const std::string& name,
                               const std::vector<std::vector<Peak>>& layers) {
  const auto shared = std::make_shared<const std::string>(name);
  for (size_t layer = 0; layer < layers.size(); ++layer)
    for (size_t channel = 0; channel < layers[layer].size(); ++channel) {
      const Peak& peak = layers[layer][channel];
      if (peak.y >= 0) add(layer, channel, {peak.value, peak.y, peak.x, image, shared});
    }
}

void StrongestLists::load(Database& database, const IdOf& id_of) {
  struct Known {
    int64_t id = 0;
    std::shared_ptr<const std::string> name;
  };
  std::unordered_map<int64_t, Known> images;
  Statement rows = database.prepare(
      "SELECT layer, channel, image, value, y, x, name FROM strongest JOIN images ON "
      "images.id = image ORDER BY layer, channel, rank");
  while (rows.step()) {
    const auto layer = static_cast<size_t>(rows.integer(0));
    const auto channel = static_cast<size_t>(rows.integer(1));
    require(layer < lists_.size() && channel < lists_[layer].size(), Status::corrupt,
            "the collection ", core::quoted(database.path()),
            " is damaged: it has a response of layer ", layer, ", channel ", channel);
    Known& image = images[rows.integer(2)];
    if (!image.name) {
      image.name = std::make_shared<const std::string>(rows.text(6));
      image.id = id_of ? id_of(*image.name) : rows.integer(2);
    }
    const std::vector<Response>& held = list(layer, channel);
    if (std::any_of(held.begin(), held.end(),
                    [&](const Response& one) { return *one.name == *image.name; }))
      continue;
    add(layer, channel,
        {static_cast<float>(rows.real(3)), static_cast<int32_t>(rows.integer(4)),
         static_cast<int32_t>(rows.integer(5)), image.id, image.name});
  }
}

void StrongestLists::mark_stored() {
  for (auto& layer : lists_)
    for (List& list : layer) list.changed = false;
}

void StrongestLists::store(Database& database) {
  Statement row = database.prepare("INSERT OR REPLACE INTO strongest VALUES(?, ?, ?, ?, ?, ?, ?)");
  for (size_t layer = 0; layer < lists_.size(); ++layer)
    for (size_t channel = 0; channel < lists_[layer].size(); ++channel) {
      List& list = lists_[layer][channel];
      if (!list.changed) continue;
      for (size_t rank = 0; rank < list.responses.size(); ++rank) {
        const Response& one = list.responses[rank];
        row.with(static_cast<int64_t>(layer), static_cast<int64_t>(channel),
                 static_cast<int64_t>(rank), one.image, static_cast<double>(one.value), one.y,
                 one.x)
            .run();
      }
      list.changed = false;
    }
}

std::vector<Response> strongest_of(Collection& collection, size_t layer, int64_t channel,
                                   int64_t most) {
  std::vector<Response> list;
  Statement rows = collection.database().prepare(
      "SELECT value, y, x, image, name FROM strongest JOIN images ON images.id = image WHERE "
      "layer = ? AND channel = ? ORDER BY rank LIMIT ?");
  rows.with(static_cast<int64_t>(layer), channel, most);
  const IndexedLayer& map = collection.settings().layers[layer];
  while (rows.step()) {
    require(rows.integer(1) >= 0 && rows.integer(1) < map.rows && rows.integer(2) >= 0 &&
                rows.integer(2) < map.columns,
            Status::corrupt, "the collection ", core::quoted(collection.path()),
            " is damaged: the layer ", core::quoted(map.tensor), " has no place ", rows.integer(1),
            ", ", rows.integer(2));
    list.push_back({static_cast<float>(rows.real(0)), static_cast<int32_t>(rows.integer(1)),
                    static_cast<int32_t>(rows.integer(2)), rows.integer(3),
                    std::make_shared<const std::string>(rows.text(4))});
  }
  return list;
}

}  // namespace cnnviz::core
