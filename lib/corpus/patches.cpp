#include "corpus/patches.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "backend/parallel.h"
#include "base/error.h"
#include "base/text.h"
#include "corpus/pipeline.h"
#include "image/resize.h"
#include "methods/batch.h"

namespace cnnviz::core {

namespace {

constexpr uint8_t kOutside = 128;  // the gray beyond the picture's border

// The unit's box in the layer's tensor.
Box unit_box(const Shape& shape, const SpatialView& view, int64_t channel, int64_t y, int64_t x) {
  Box box = whole_box(shape);
  const auto set = [&](size_t axis, int64_t index) { box[axis] = {index, index}; };
  set(0, 0);
  set(static_cast<size_t>(view.channel_axis), channel);
  if (view.tokens) {
    set(static_cast<size_t>(3 - view.channel_axis), view.leading + y * view.columns + x);
    return box;
  }
  const size_t first = view.channel_axis == 1 ? 2 : 1;
  const size_t axes = shape.size() - 2;
  if (axes >= 2) set(first, y);
  if (axes >= 1) set(first + axes - 1, x);
  return box;
}

// The window of a picture, gray where it lies outside `seen`.
Image cut(const Image& picture, const PixelBox& window, const PixelBox& seen) {
  Image part(window.x1 - window.x0, window.y1 - window.y0, picture.channels());
  const auto pixels = part.mutable_pixels();
  std::fill(pixels.begin(), pixels.end(), kOutside);
  const int64_t left = std::max({window.x0, seen.x0, int64_t{0}});
  const int64_t right = std::min({window.x1, seen.x1, picture.width()});
  const int64_t top = std::max({window.y0, seen.y0, int64_t{0}});
  const int64_t bottom = std::min({window.y1, seen.y1, picture.height()});
  for (int64_t y = top; y < bottom; ++y)
    if (left < right)
      std::copy_n(picture.pixel(left, y), (right - left) * picture.channels(),
                  part.mutable_pixel(left - window.x0, y - window.y0));
  return part;
}

// The window of a gradient [1, C, H, W] or [1, H, W, C] as [C, h, w], zero outside.
Tensor cut(const Tensor& gradient, bool channels_last, const PixelBox& window) {
  const Shape& shape = gradient.shape();
  const int64_t channels = shape[channels_last ? 3 : 1];
  const int64_t height = shape[channels_last ? 1 : 2], width = shape[channels_last ? 2 : 3];
  const int64_t h = window.y1 - window.y0, w = window.x1 - window.x0;
  Tensor part(DataType::float32, {channels, h, w});
  float* target = part.mutable_floats().data();
  const float* source = gradient.floats().data();
  for (int64_t c = 0; c < channels; ++c)
    for (int64_t y = std::max<int64_t>(window.y0, 0); y < std::min(window.y1, height); ++y)
      for (int64_t x = std::max<int64_t>(window.x0, 0); x < std::min(window.x1, width); ++x)
        target[(c * h + y - window.y0) * w + x - window.x0] =
            source[channels_last ? (y * width + x) * channels + c : (c * height + y) * width + x];
  return part;
}

Image shrunk(Image picture, int64_t side) {
  const int64_t longer = std::max(picture.width(), picture.height());
  if (side == 0 || longer <= side) return picture;
  const auto scaled = [&](int64_t extent) {
    return std::max<int64_t>(1, (extent * side + longer / 2) / longer);
  };
  return resize_bilinear(picture, scaled(picture.width()), scaled(picture.height()));
}

PixelBox photo_window(const PixelBox& window, const ViewGeometry& view) {
  const auto low = [](double edge) { return static_cast<int64_t>(std::floor(edge + 1e-9)); };
  const auto high = [](double edge) { return static_cast<int64_t>(std::ceil(edge - 1e-9)); };
  return {low(view.image_x(static_cast<double>(window.x0))),
          low(view.image_y(static_cast<double>(window.y0))),
          high(view.image_x(static_cast<double>(window.x1))),
          high(view.image_y(static_cast<double>(window.y1)))};
}

// Cuts all patches out of one image.
class ImageCutter {
 public:
  ImageCutter(const Model& model, const IndexedLayer& layer, const PatchRequest& request,
              Progress* progress)
      : model_(model), layer_(layer), request_(request), progress_(progress) {}

  void cut_all(const std::string& file, const std::string& sha256,
               const std::vector<Patch*>& patches) const {
    PreparedFile prepared;
    try {
      prepared = prepare_file(file, model_.preprocessing());
      require(prepared.image.sha256 == sha256, Status::mismatch, core::quoted(file),
              " has changed since it was indexed");
    } catch (const Error& error) {
      for (Patch* patch : patches) patch->problem = error.what();
      return;
    }
    const Image view = view_picture(prepared.input, 0, model_.preprocessing());
    for (Patch* patch : patches) {
      const Response& unit = patch->response;
      const ViewGeometry& geometry = prepared.image.view;
      patch->box = unit_field(model_, layer_.tensor, patch->channel, unit.y, unit.x);
      const PixelBox& box = patch->box;
      patch->photo = {geometry.image_x(static_cast<double>(box.x0)),
                      geometry.image_y(static_cast<double>(box.y0)),
                      geometry.image_x(static_cast<double>(box.x1)),
                      geometry.image_y(static_cast<double>(box.y1))};
      const PixelBox window = patch_window(box, geometry.view_width, geometry.view_height);
      const PixelBox seen{0, 0, geometry.view_width, geometry.view_height};
      patch->picture = shrunk(request_.photo ? cut(prepared.picture, photo_window(window, geometry),
                                                   photo_window(seen, geometry))
                                             : cut(view, window, seen),
                              request_.side);
    }
    model_.with_executor(1,
                         [&](GraphExecutor& executor) { run(executor, prepared.input, patches); });
  }

 private:
  void run(GraphExecutor& executor, const Tensor& input, const std::vector<Patch*>& patches) const {
    const ChunkPlan plan = plan_chunks(1, model_.fixed_batch(), 1);
    ForwardRequest forward;
    forward.wanted = {layer_.tensor};
    if (request_.rule) {
      forward.seeds = forward.wanted;
      forward.wrt = {model_.input()};
    }
    const Tensor values =
        executor.forward(chunk_feeds(model_.feed(input), plan, 0), forward, progress_)[0];
    const ImagePart part = image_part(values, layer_.tensor, plan.entries(0), 0);
    const MapIndex index = map_index(part.shape, model_.view(layer_.tensor), layer_.tensor);
    for (Patch* patch : patches) {
      const Response& unit = patch->response;
      const int64_t element = index.at(patch->channel, unit.y * layer_.columns + unit.x);
      require(
          patch->channel < layer_.channels && element < static_cast<int64_t>(part.values.size()),
          Status::corrupt, "the collection is damaged: the layer ", core::quoted(layer_.tensor),
          " has no unit ", patch->channel, ", ", unit.y, ", ", unit.x);
      patch->again = static_cast<double>(part.values[static_cast<size_t>(element)]);
      if (!request_.rule) continue;
      Tensor seed(DataType::float32, values.shape());
      seed.mutable_floats()[static_cast<size_t>(element)] = 1;
      const BackwardResult back =
          executor.backward({{layer_.tensor, seed}},
                            {*request_.rule, request_.policy, LrnBackward::automatic}, progress_);
      const Preprocessing& p = model_.preprocessing();
      patch->signal = cut(batch_slice(back.gradients[0], 0, 1), p.channels_last,
                          patch_window(patch->box, p.width, p.height));
    }
  }

  const Model& model_;
  const IndexedLayer& layer_;
  const PatchRequest& request_;
  Progress* progress_;
};

}  // namespace

PixelBox patch_window(const PixelBox& field, int64_t view_width, int64_t view_height) {
  PixelBox window = field;
  if (field.x1 - field.x0 > view_width) {
    window.x0 = 0;
    window.x1 = view_width;
  }
  if (field.y1 - field.y0 > view_height) {
    window.y0 = 0;
    window.y1 = view_height;
  }
  return window;
}

PixelBox unit_field(const Model& model, const std::string& layer, int64_t channel, int64_t y,
                    int64_t x) {
  const Graph& graph = model.graph();
  const ValueId value = graph.require(layer), input = graph.require(model.input());
  const Shape& shape = model.inferred().values[static_cast<size_t>(value)].shape;
  const Box field = receptive_field(graph, model.inferred(), value,
                                    unit_box(shape, model.view(layer), channel, y, x), input);
  require(!field.empty(), Status::invalid_argument, "nothing leads from the input to the layer ",
          core::quoted(layer));
  const size_t rows = model.preprocessing().channels_last ? 1 : 2;
  return {field[rows + 1].low, field[rows].low, field[rows + 1].high + 1, field[rows].high + 1};
}

std::vector<std::vector<Patch>> strongest_patches(const Model& model, Collection& collection,
                                                  const PatchRequest& request, Progress* progress) {
  const size_t layer_index = collection.layer_index(request.layer);
  const IndexedLayer& layer = collection.settings().layers[layer_index];
  require(request.channels >= 1 && request.first_channel >= 0 &&
              request.first_channel <= layer.channels - request.channels,
          Status::invalid_argument, request.channels, " channels from ", request.first_channel,
          " on are asked for; the layer ", core::quoted(layer.tensor), " has 0 to ",
          layer.channels - 1);
  require(request.count >= 1 && request.count <= collection.settings().strongest,
          Status::invalid_argument, request.count, " patches are asked for; the collection ",
          core::quoted(collection.path()), " keeps ", collection.settings().strongest,
          " for each channel");
  std::vector<std::vector<Patch>> channels(static_cast<size_t>(request.channels));
  std::map<int64_t, std::vector<Patch*>> by_image;
  for (size_t c = 0; c < channels.size(); ++c) {
    const int64_t channel = request.first_channel + static_cast<int64_t>(c);
    for (Response& response : strongest_of(collection, layer_index, channel, request.count)) {
      channels[c].emplace_back();
      channels[c].back().response = std::move(response);
      channels[c].back().channel = channel;
    }
    for (Patch& patch : channels[c]) by_image[patch.response.image].push_back(&patch);
  }

  struct Group {
    std::string file, sha256;
    int64_t number = 0;
    std::vector<Patch*> patches;
  };
  std::vector<Group> groups;
  std::set<int64_t> ids;
  for (const auto& [id, patches] : by_image) ids.insert(id);
  std::map<int64_t, int64_t> numbers = collection.numbers_of(ids);
  for (auto& [id, patches] : by_image) {
    const std::string& name = *patches.front()->response.name;
    groups.push_back({collection.file_of(name, request.root), collection.image(id).sha256,
                      numbers[id], std::move(patches)});
  }
  begin_stage(progress, "patches", static_cast<int64_t>(groups.size()));
  check_not_forked(model.single_threads());
  const ImageCutter cutter(model, layer, request, progress);
  parallel_tasks(static_cast<int64_t>(groups.size()), model.single_threads(), [&](int64_t task) {
    check_cancelled(progress);
    const Group& group = groups[static_cast<size_t>(task)];
    cutter.cut_all(group.file, group.sha256, group.patches);
    for (Patch* patch : group.patches) patch->number = group.number;
    advance_stage(progress, 1);
  });
  return channels;
}

}  // namespace cnnviz::core
