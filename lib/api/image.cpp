// image.h
#include <cnnviz/image.h>

#include "api/handles.h"
#include "image/codec.h"
#include "image/resize.h"

using namespace cnnviz::api;
using cnnviz::core::Image;

namespace {

// What the `note` of a picture file is kept under.
constexpr char kNoteKeyword[] = "cnnviz";

cnnviz::core::ImageText note_text(const char* note) {
  if (note == nullptr) return {};
  return {{kNoteKeyword, note}};
}

const Image& pixels_of(const cnnviz_image* image) {
  return *given(image, "image").image;
}

}  // namespace

void cnnviz_image_free(cnnviz_image* image) {
  delete image;
}

cnnviz_status cnnviz_image_share(cnnviz_image** shared, const cnnviz_image* image) {
  return share(shared, image, "image");
}

cnnviz_status cnnviz_image_read(cnnviz_image** image, const char* path) {
  return guarded([&] {
    auto& place = output(image, "image");
    place = new_image(cnnviz::core::read_image(text(path, "path")));
  });
}

cnnviz_status cnnviz_image_decode(cnnviz_image** image, const uint8_t* bytes, int64_t length) {
  return guarded([&] {
    auto& place = output(image, "image");
    given(bytes, "bytes");
    require(length >= 0, Status::invalid_argument, "length is ", length);
    place = new_image(
        cnnviz::core::decode_image({bytes, static_cast<size_t>(length)}, "the picture in memory"));
  });
}

cnnviz_status cnnviz_image_from_pixels(cnnviz_image** image, const uint8_t* pixels, int64_t length,
                                       int32_t width, int32_t height, int32_t channels) {
  return guarded([&] {
    auto& place = output(image, "image");
    given(pixels, "pixels");
    cnnviz::core::check_image_size(width, height, "the picture");
    require(channels == 1 || channels == 3 || channels == 4, Status::invalid_argument,
            "channels is ", channels, ", but must be 1 (gray), 3 (RGB) or 4 (RGBA)");
    const int64_t expected = int64_t{width} * height * channels;
    require(length == expected, Status::invalid_argument, "length is ", length, ", but ", width,
            " x ", height, " pixels of ", channels, " channels are ", expected, " bytes");
    place = new_image(
        Image::from_pixels(width, height, channels, {pixels, static_cast<size_t>(length)}));
  });
}

cnnviz_status cnnviz_image_write(const cnnviz_image* image, const char* path, const char* note) {
  return guarded([&] {
    const Image& source = pixels_of(image);
    cnnviz::core::write_image(text(path, "path"), source, note_text(note));
  });
}

cnnviz_status cnnviz_image_encode(cnnviz_bytes** bytes, const cnnviz_image* image,
                                  cnnviz_image_format format, const char* note) {
  return guarded([&] {
    auto& place = output(bytes, "bytes");
    const Image& source = pixels_of(image);
    require(format == CNNVIZ_IMAGE_FORMAT_PNG || format == CNNVIZ_IMAGE_FORMAT_JPEG,
            Status::invalid_argument, "format is ", static_cast<int32_t>(format),
            ", but must be CNNVIZ_IMAGE_FORMAT_PNG (1) or CNNVIZ_IMAGE_FORMAT_JPEG (2)");
    const auto kind = format == CNNVIZ_IMAGE_FORMAT_PNG ? cnnviz::core::ImageFormat::png
                                                        : cnnviz::core::ImageFormat::jpeg;
    place = new cnnviz_bytes{std::make_shared<const std::vector<uint8_t>>(
        cnnviz::core::encode_image(source, kind, note_text(note)))};
  });
}

cnnviz_status cnnviz_image_crop(cnnviz_image** cropped, const cnnviz_image* image, int32_t x,
                                int32_t y, int32_t width, int32_t height) {
  return guarded([&] {
    auto& place = output(cropped, "cropped");
    const Image& source = pixels_of(image);
    require(x >= 0 && y >= 0 && width > 0 && height > 0 && int64_t{x} + width <= source.width() &&
                int64_t{y} + height <= source.height(),
            Status::invalid_argument, width, " x ", height, " pixels at (", x, ", ", y,
            ") do not lie inside the picture of ", source.width(), " x ", source.height());
    place = new_image(cnnviz::core::crop(source, x, y, width, height));
  });
}

cnnviz_status cnnviz_image_resize(cnnviz_image** resized, const cnnviz_image* image, int32_t width,
                                  int32_t height) {
  return guarded([&] {
    auto& place = output(resized, "resized");
    const Image& source = pixels_of(image);
    cnnviz::core::check_image_size(width, height, "the resized picture");
    place = new_image(cnnviz::core::resize_bilinear(source, width, height));
  });
}

int32_t cnnviz_image_width(const cnnviz_image* image) {
  return guarded_value(int32_t{-1}, [&] { return static_cast<int32_t>(pixels_of(image).width()); });
}

int32_t cnnviz_image_height(const cnnviz_image* image) {
  return guarded_value(int32_t{-1},
                       [&] { return static_cast<int32_t>(pixels_of(image).height()); });
}

int32_t cnnviz_image_channels(const cnnviz_image* image) {
  return guarded_value(int32_t{-1}, [&] { return int32_t{pixels_of(image).channels()}; });
}

const uint8_t* cnnviz_image_pixels(const cnnviz_image* image) {
  return guarded_value(static_cast<const uint8_t*>(nullptr),
                       [&] { return pixels_of(image).pixels().data(); });
}

cnnviz_status cnnviz_image_copy_pixels(uint8_t* pixels, int64_t length, const cnnviz_image* image) {
  return guarded([&] {
    const auto source = pixels_of(image).pixels();
    require(length == static_cast<int64_t>(source.size()), Status::invalid_argument, "length is ",
            length, ", but the picture has ", source.size(), " bytes");
    std::memcpy(&given(pixels, "pixels"), source.data(), source.size());
  });
}

cnnviz_status cnnviz_images_create(cnnviz_images** images) {
  return guarded([&] {
    auto& made = output(images, "images");
    made = new cnnviz_images();
  });
}

void cnnviz_images_free(cnnviz_images* images) {
  delete images;
}

cnnviz_status cnnviz_images_share(cnnviz_images** shared, const cnnviz_images* images) {
  return share(shared, images, "images");
}

cnnviz_status cnnviz_images_add(cnnviz_images* images, const cnnviz_image* image) {
  return guarded([&] {
    auto& items = given(images, "images").items;
    items.push_back(given(image, "image").image);
  });
}

int32_t cnnviz_images_count(const cnnviz_images* images) {
  return guarded_value(int32_t{-1},
                       [&] { return static_cast<int32_t>(given(images, "images").items.size()); });
}
