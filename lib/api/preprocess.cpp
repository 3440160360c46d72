// model.h: pictures to inputs of the network, and back.
#include <cnnviz/model.h>

#include <algorithm>
#include <cmath>

#include "api/handles.h"
#include "image/resize.h"
#include "methods/batch.h"
#include "render/canvas.h"

using namespace cnnviz::api;
using namespace cnnviz::core;

namespace {

const Preprocessing& preprocessing_of(const cnnviz_model* model) {
  return given(model, "model").model->preprocessing();
}

void require_picture_input(const Preprocessing& preprocessing) {
  require(preprocessing.takes_images, Status::unsupported, preprocessing.no_images);
}

// What lies beside the picture in a letterboxed view.
constexpr int kOutside = 128;

// The pixels [low, high) of one axis of a picture that lie in the view, and where they begin in a
// view of `side` pixels.
struct Span {
  int64_t low = 0, high = 0;
  int64_t start = 0, length = 0;
};

Span visible(double first_edge, double last_edge, int64_t extent, int64_t side) {
  const double scale = static_cast<double>(side) / (last_edge - first_edge);
  Span span;
  span.low = std::clamp<int64_t>(std::llround(first_edge), 0, extent - 1);
  span.high = std::clamp<int64_t>(std::llround(last_edge), span.low + 1, extent);
  const double start = (static_cast<double>(span.low) - first_edge) * scale;
  const double length = static_cast<double>(span.high - span.low) * scale;
  span.start = std::clamp<int64_t>(std::llround(start), 0, side - 1);
  span.length = std::clamp<int64_t>(std::llround(length), 1, side - span.start);
  // Less than a pixel beside the picture is rounding, not a border.
  if (first_edge > -1) span.start = 0;
  if (first_edge > -1 && last_edge < static_cast<double>(extent) + 1) span.length = side;
  return span;
}

Image view_of(const Image& photo, const Preprocessing& preprocessing, int64_t side) {
  const ViewGeometry view = view_geometry(photo.width(), photo.height(), preprocessing);
  const int64_t longer = std::max(view.view_width, view.view_height);
  if (side == 0) side = longer;
  const auto scaled = [&](int64_t extent) {
    const double exact = static_cast<double>(extent * side) / static_cast<double>(longer);
    return std::max<int64_t>(1, std::llround(exact));
  };
  const int64_t width = scaled(view.view_width), height = scaled(view.view_height);
  check_image_size(width, height, "the view");
  const Span x = visible(view.image_x(0), view.image_x(static_cast<double>(view.view_width)),
                         photo.width(), width);
  const Span y = visible(view.image_y(0), view.image_y(static_cast<double>(view.view_height)),
                         photo.height(), height);
  const Image part = crop(photo, x.low, y.low, x.high - x.low, y.high - y.low);
  Image drawn = to_rgb(resize_bilinear(part, x.length, y.length));
  if (drawn.width() == width && drawn.height() == height) return drawn;
  Image framed = blank_image(width, height, gray(kOutside), "the view");
  paste(framed, x.start, y.start, drawn);
  return framed;
}

}  // namespace

cnnviz_status cnnviz_model_preprocess(cnnviz_tensor** input, const cnnviz_model* model,
                                      const cnnviz_image* image) {
  return guarded([&] {
    auto& place = output(input, "input");
    const Preprocessing& preprocessing = preprocessing_of(model);
    require_picture_input(preprocessing);
    const Image& picture = *given(image, "image").image;
    place = new_tensor(preprocess_image(picture, preprocessing).tensor);
  });
}

cnnviz_status cnnviz_model_preprocess_images(cnnviz_tensor** input, const cnnviz_model* model,
                                             const cnnviz_images* images) {
  return guarded([&] {
    auto& place = output(input, "input");
    const Preprocessing& preprocessing = preprocessing_of(model);
    require_picture_input(preprocessing);
    const auto& items = given(images, "images").items;
    require(!items.empty(), Status::invalid_argument, "images is an empty list");
    std::vector<Tensor> parts;
    for (const auto& image : items) parts.push_back(preprocess_image(*image, preprocessing).tensor);
    place = new_tensor(concatenate_batches(parts));
  });
}

cnnviz_status cnnviz_model_view(cnnviz_image** view, const cnnviz_model* model,
                                const cnnviz_image* image, int32_t side) {
  return guarded([&] {
    auto& place = output(view, "view");
    const Preprocessing& preprocessing = preprocessing_of(model);
    require_picture_input(preprocessing);
    const Image& photo = *given(image, "image").image;
    checked_range(side, 0, kMaxImageSide, "side");
    place = new_image(view_of(photo, preprocessing, side));
  });
}

cnnviz_status cnnviz_model_picture(cnnviz_image** picture, const cnnviz_model* model,
                                   const cnnviz_tensor* input, int64_t index) {
  return guarded([&] {
    auto& place = output(picture, "picture");
    const Preprocessing& preprocessing = preprocessing_of(model);
    require_picture_input(preprocessing);
    const Tensor& tensor = given(input, "input").tensor;
    require(tensor.type() == DataType::float32 && tensor.rank() == 4, Status::invalid_argument,
            "input must be a float32 tensor of rank 4, not ", data_type_name(tensor.type()), " ",
            shape_text(tensor.shape()));
    checked_index(index, static_cast<size_t>(tensor.shape()[0]), "index");
    place = new_image(view_picture(tensor, index, preprocessing));
  });
}
