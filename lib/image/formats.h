// The formats behind codec.h. Messages do not name the file: codec.cpp puts its name before them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "image/codec.h"
#include "image/image.h"

namespace cnnviz::core {

// Pixels as stored, and how they have to be turned (orientation.h).
struct StoredImage {
  Image image;
  int orientation = 1;
};

StoredImage decode_png(std::span<const uint8_t> bytes);
StoredImage decode_jpeg(std::span<const uint8_t> bytes);

std::vector<uint8_t> encode_png(const Image& image, const ImageText& text);
std::vector<uint8_t> encode_jpeg(const Image& image);

}  // namespace cnnviz::core
