#include "model/dream_layer.h"

#include <algorithm>
#include <numeric>

#include "base/error.h"
#include "base/text.h"
#include "model/cam_layer.h"
#include "model/graph_walk.h"

namespace cnnviz::core {

namespace {

constexpr int64_t kPreferredStride = 16;
constexpr int64_t kLargestSide = 4096;
// Two pictures from whose maps a layer's stride is seen: whole multiples of every likely one apart.
constexpr int64_t kProbeSide = 1024;
constexpr int64_t kProbeStep = 64 * 3 * 5 * 7;
// A stride (or the pixels of a fraction) above is no grid to cut tiles by.
constexpr int64_t kLargestStride = 128;

Shape picture_shape(const Model& model, int64_t height, int64_t width) {
  const int64_t channels = model.preprocessing().channels;
  return model.preprocessing().channels_last ? Shape{1, height, width, channels}
                                             : Shape{1, channels, height, width};
}

// Shapes of what leads to the tensors, for a picture of this size.
InferredValues infer_prefix(const Model& model, const std::vector<std::string>& tensors,
                            int64_t height, int64_t width) {
  const Graph& graph = model.graph();
  std::vector<ValueId> wanted;
  for (const std::string& name : tensors) wanted.push_back(graph.require(name));
  std::map<ValueId, ValueInfo> feeds;
  feeds.emplace(graph.require(model.input()),
                ValueInfo::of(DataType::float32, picture_shape(model, height, width)));
  return infer_values(graph, feeds, wanted);
}

// Why the tensors cannot be computed at this size; empty where they can.
std::string obstacle(const Model& model, const std::vector<std::string>& tensors, int64_t height,
                     int64_t width) {
  try {
    infer_prefix(model, tensors, height, width);
    return "";
  } catch (const Error& error) {
    return error.what();
  }
}

bool is_block_end(const Graph& graph, const Node& node) {
  const std::string& type = node.view.type;
  if (is_shape_only(type) || type.ends_with("Pool") || type == "LRN" || type == "Pad" ||
      type == "Resize")
    return false;
  const Value& value = graph.values[static_cast<size_t>(output_of(node))];
  return std::none_of(value.consumers.begin(), value.consumers.end(), [&](int32_t consumer) {
    const Node& next = graph.nodes[static_cast<size_t>(consumer)];
    return is_activation(next.view.type) || is_constant_affine(graph, next);
  });
}

// Maps that no path from the input to the logits passes by, in order.
std::vector<ValueId> bottlenecks(const Model& model) {
  const Graph& graph = model.graph();
  std::vector<ValueId> found;
  const ValueId source = graph.require(model.input());
  const std::string& end = model.head().logits;
  if (end.empty()) return found;
  const std::vector<bool> leads = ancestors(graph, graph.require(end));
  std::vector<bool> follows(graph.values.size(), false);
  follows[static_cast<size_t>(source)] = true;
  // The last node that reads any value so far.
  int32_t last_read = -1;
  const auto read = [&](ValueId value) {
    for (const int32_t consumer : graph.values[static_cast<size_t>(value)].consumers) {
      const ValueId output = output_of(graph.nodes[static_cast<size_t>(consumer)]);
      if (output != kNoValue && leads[static_cast<size_t>(output)])
        last_read = std::max(last_read, consumer);
    }
  };
  read(source);
  for (size_t i = 0; i < graph.nodes.size(); ++i) {
    const Node& node = graph.nodes[i];
    const ValueId output = output_of(node);
    const bool reached = std::any_of(node.inputs.begin(), node.inputs.end(), [&](ValueId value) {
      return value != kNoValue && follows[static_cast<size_t>(value)];
    });
    if (output == kNoValue || !reached || !leads[static_cast<size_t>(output)] ||
        is_constant(graph, output))
      continue;
    follows[static_cast<size_t>(output)] = true;
    if (last_read <= static_cast<int32_t>(i) &&
        is_map(model.inferred().values[static_cast<size_t>(output)],
               model.views()[static_cast<size_t>(output)]) &&
        is_block_end(graph, node))
      found.push_back(output);
    read(output);
  }
  return found;
}

// Of a map at the network's own size.
struct MapSize {
  int64_t channels = 0, stride = 0;
};

MapSize map_size(const Model& model, ValueId value) {
  const Shape& shape = model.inferred().values[static_cast<size_t>(value)].shape;
  const SpatialView view = model.view(model.graph().name(value));
  const MapIndex index =
      map_index({shape.begin() + 1, shape.end()}, view, model.graph().name(value));
  return {index.channels, (model.preprocessing().height + index.spatial[0] / 2) /
                              std::max<int64_t>(index.spatial[0], 1)};
}

// The default layer; empty where there is none.
std::string middle_layer(const Model& model) {
  const std::vector<ValueId> all = bottlenecks(model);
  if (all.empty()) return "";
  // The stride nearest to the preferred one, the smaller of two that are as near.
  int64_t stride = 0;
  for (const ValueId value : all) {
    const int64_t own = map_size(model, value).stride;
    const auto distance = [](int64_t s) { return std::abs(s - kPreferredStride); };
    if (stride == 0 || distance(own) < distance(stride)) stride = own;
  }
  std::vector<ValueId> group;
  std::vector<int64_t> channels;
  for (const ValueId value : all) {
    const MapSize size = map_size(model, value);
    if (size.stride != stride) continue;
    group.push_back(value);
    channels.push_back(size.channels);
  }
  const auto middle = channels.begin() + static_cast<std::ptrdiff_t>((channels.size() - 1) / 2);
  std::nth_element(channels.begin(), middle, channels.end());
  const int64_t median = *middle;
  std::erase_if(group, [&](ValueId value) { return map_size(model, value).channels < median; });
  return model.graph().name(group[(group.size() - 1) / 2]);
}

}  // namespace

std::string dream_layer(const Model& model) {
  const std::string layer = middle_layer(model);
  require(!layer.empty(), Status::invalid_argument,
          "no layer of this network is known to be dreamed of: name one, as layer:NAME (`cnnviz "
          "layers` lists them)");
  return layer;
}

int64_t smallest_side(const Model& model, const std::vector<std::string>& tensors) {
  const auto works = [&](int64_t side) { return obstacle(model, tensors, side, side).empty(); };
  int64_t high = 1;
  while (high <= kLargestSide && !works(high)) high *= 2;
  if (high > kLargestSide) return 0;
  int64_t low = high / 2;  // does not work, or is 0
  while (high - low > 1) {
    const int64_t middle = (low + high) / 2;
    (works(middle) ? high : low) = middle;
  }
  return high;
}

void check_reachable(const Model& model, const std::vector<std::string>& tensors, int64_t height,
                     int64_t width, const std::string& what) {
  const std::string why = obstacle(model, tensors, height, width);
  if (why.empty()) return;
  const Preprocessing& own = model.preprocessing();
  std::vector<std::string> names;
  for (const std::string& name : tensors) names.push_back(quoted(name));
  std::string remedy = "no size is known that would do";
  if (const int64_t side = smallest_side(model, tensors);
      side > 0 && side < kLargestSide && side != std::min(height, width))
    remedy = concat(side, "x", side, " pixels would do");
  if (obstacle(model, tensors, own.height, own.width).empty() &&
      !obstacle(model, tensors, own.height + kProbeStep, own.width + kProbeStep).empty())
    remedy = concat("only ", own.height, "x", own.width, " pixels, the network's own size, would ",
                    "do (in one octave); layers before the first that is tied to a size, as ",
                    quoted(middle_layer(model)), ", take any");
  fail(Status::invalid_argument, join(names), " cannot be computed on ", what, ", ", height, "x",
       width, " pixels: ", remedy, " (", why, ")");
}

std::optional<LayerGrid> layer_grid(const Model& model, const std::string& tensor) {
  const Graph& graph = model.graph();
  const ValueId value = graph.require(tensor), source = graph.require(model.input());
  const SpatialView view = model.view(tensor);
  if (view.tokens) return std::nullopt;
  InferredValues small, large;
  try {
    small = infer_prefix(model, {tensor}, kProbeSide, kProbeSide);
    large = infer_prefix(model, {tensor}, kProbeSide + kProbeStep, kProbeSide + kProbeStep);
  } catch (const Error&) {
    return std::nullopt;
  }
  const Shape& here = small.values[static_cast<size_t>(value)].shape;
  const Shape& there = large.values[static_cast<size_t>(value)].shape;
  if (here.size() != 4 || there.size() != 4) return std::nullopt;
  const bool last = view.channel_axis == 3;
  const std::vector<FieldAxis> fields =
      field_axes(graph, small, value, source, last, model.preprocessing().channels_last);
  LayerGrid grid;
  for (size_t a = 0; a < 2; ++a) {
    const size_t axis = a + (last ? 1 : 2);
    const int64_t grown = there[axis] - here[axis];
    if (grown <= 0) return std::nullopt;
    const int64_t common = std::gcd(kProbeStep, grown);
    UnitAxis& units = a == 0 ? grid.rows : grid.columns;
    units.pixels = kProbeStep / common;
    units.units = grown / common;
    if (units.pixels > kLargestStride) return std::nullopt;
    units.center = (static_cast<double>(units.pixels) / static_cast<double>(units.units) - 1) / 2;
    if (a >= fields.size() || units.units != 1 || fields[a].stride != units.pixels) continue;
    units.unbounded = false;
    units.center =
        static_cast<double>(fields[a].offset) + static_cast<double>(fields[a].size - 1) / 2;
    units.reach = fields[a].size / 2;
  }
  return grid;
}

}  // namespace cnnviz::core
