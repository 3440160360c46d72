// embed.h: pictures and pages of maps
#include <cnnviz/embed.h>

#include <algorithm>
#include <cmath>

#include "api/handles.h"
#include "api/options.h"
#include "methods/neighbors.h"
#include "model/target_parser.h"
#include "render/scatter.h"
#include "report/map_page.h"

using namespace cnnviz::api;
using namespace cnnviz::core;

namespace cnnviz::api {

template <>
cnnviz_plot_options default_options() {
  cnnviz_plot_options options{};
  options.side = 1000;
  options.thumbnail = 48;
  options.legend = 1;
  return options;
}

}  // namespace cnnviz::api

namespace {

constexpr int64_t kMostClasses = 10000;

cnnviz_plot_options read_plot_options(const cnnviz_plot_options* options) {
  const auto read = read_options(options, "fill the options with cnnviz_plot_options_init");
  checked_range(read.side, 64, 8192, "side");
  checked_range(read.thumbnail, 8, 256, "thumbnail");
  checked_flag(read.legend, "legend");
  require(read.radius >= 0 && read.radius <= 100, Status::invalid_argument, "radius is ",
          read.radius, ", but must be in 0 to 100");
  return read;
}

const Tensor& plane_points(const cnnviz_tensor* coordinates) {
  const Tensor& map = given(coordinates, "coordinates").tensor;
  check_points(map, "coordinates");
  require(map.shape()[1] == 2, Status::invalid_argument, "coordinates has ", map.shape()[1],
          " columns, but must have 2");
  return map;
}

struct Classes {
  std::span<const int64_t> labels;
  std::vector<ScatterClass> classes;
};

Classes read_classes(const cnnviz_tensor* labels, const char* names, int64_t points) {
  Classes read;
  if (labels == nullptr) return read;
  const Tensor& given_labels = labels->tensor;
  require(given_labels.type() == DataType::int64 && given_labels.rank() == 1 &&
              given_labels.size() == points,
          Status::invalid_argument, "labels must be an int64 tensor [", points,
          "], one for each point, not ", data_type_name(given_labels.type()), " [",
          shape_text(given_labels.shape()), "]");
  read.labels = given_labels.ints();
  const std::vector<std::string> known = split_names(text_or(names, ""));
  int64_t count = static_cast<int64_t>(known.size());
  for (const int64_t label : read.labels) {
    checked_range(label, -1, kMostClasses - 1, "a label");
    require(known.empty() || label < static_cast<int64_t>(known.size()), Status::invalid_argument,
            "a label is ", label, ", but label_names has ", known.size(), " names");
    count = std::max(count, label + 1);
  }
  for (int64_t i = 0; i < count; ++i)
    read.classes.push_back(
        {known.empty() ? std::to_string(i) : known[static_cast<size_t>(i)], class_color(i, count)});
  return read;
}

std::vector<const Image*> pictures_of(const cnnviz_images& images) {
  std::vector<const Image*> pictures;
  for (const auto& image : images.items) pictures.push_back(image.get());
  return pictures;
}

void check_count(size_t count, int64_t points, const char* name) {
  require(static_cast<int64_t>(count) == points, Status::invalid_argument, name, " has ", count,
          " entries, but there are ", points, " points");
}

}  // namespace

cnnviz_status cnnviz_plot_options_init(cnnviz_plot_options* options, uint32_t struct_size) {
  return init_options(options, struct_size);
}

cnnviz_status cnnviz_embedding_draw(cnnviz_image** image, const cnnviz_tensor* coordinates,
                                    const cnnviz_tensor* labels, const char* label_names,
                                    const cnnviz_plot_options* options) {
  return guarded([&] {
    auto& place = output(image, "image");
    const Tensor& map = plane_points(coordinates);
    const Classes classes = read_classes(labels, label_names, map.shape()[0]);
    const auto read = read_plot_options(options);
    place = new_image(scatter(map.floats(), classes.labels, classes.classes,
                              {read.side, read.radius, read.legend == 1}));
  });
}

cnnviz_status cnnviz_embedding_mosaic(cnnviz_image** image, const cnnviz_tensor* cells,
                                      const cnnviz_images* images,
                                      const cnnviz_plot_options* options) {
  return guarded([&] {
    auto& place = output(image, "image");
    const Tensor& grid = given(cells, "cells").tensor;
    require(grid.type() == DataType::int64 && grid.rank() == 2 && grid.size() > 0,
            Status::invalid_argument, "cells must be an int64 tensor [rows, columns], not ",
            data_type_name(grid.type()), " [", shape_text(grid.shape()), "]");
    const std::vector<const Image*> pictures = pictures_of(given(images, "images"));
    for (const int64_t index : grid.ints())
      if (index != -1) checked_index(index, pictures.size(), "an index in cells");
    place = new_image(
        mosaic(grid.ints(), grid.shape()[1], pictures, read_plot_options(options).thumbnail));
  });
}

cnnviz_status cnnviz_embedding_page(cnnviz_bytes** page, const cnnviz_tensor* coordinates,
                                    const cnnviz_tensor* labels, const char* label_names,
                                    const cnnviz_images* images, const char* captions,
                                    const char* title, const char* note,
                                    const cnnviz_plot_options* options) {
  return guarded([&] {
    auto& place = output(page, "page");
    const Tensor& map = plane_points(coordinates);
    const int64_t points = map.shape()[0];
    const Classes classes = read_classes(labels, label_names, points);
    MapPage content;
    content.title = text_or(title, "cnnviz map");
    content.note = text_or(note, "");
    content.coordinates = map.floats();
    content.labels = classes.labels;
    content.classes = classes.classes;
    content.captions = split_names(text_or(captions, ""));
    if (captions != nullptr) check_count(content.captions.size(), points, "captions");
    std::vector<const Image*> pictures;
    if (images != nullptr) {
      pictures = pictures_of(*images);
      check_count(pictures.size(), points, "images");
    }
    content.pictures = pictures;
    content.thumbnail = read_plot_options(options).thumbnail;
    const std::string html = map_page(content);
    place =
        new cnnviz_bytes{std::make_shared<const std::vector<uint8_t>>(html.begin(), html.end())};
  });
}
