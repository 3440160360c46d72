// What the tests of pictures share: the files of data/ and comparing pixels.
#pragma once

#include <cstdlib>
#include <string>

#include "base/file.h"
#include "image/codec.h"
#include "support/check.h"
#include "tensor/npy.h"

namespace cnnviz::test {

inline std::string picture_path(const std::string& name) {
  const char* source = std::getenv("CNNVIZ_SOURCE");
  return concat(source != nullptr ? source : ".", "/tests/image/data/", name);
}

// A picture of noise.
inline Image noise_image(int64_t width, int64_t height, int channels, uint32_t seed = 1) {
  Image image(width, height, channels);
  for (uint8_t& byte : image.mutable_pixels()) {
    seed = seed * 1664525 + 1013904223;
    byte = static_cast<uint8_t>(seed >> 24);
  }
  return image;
}

// The largest difference of two pictures of the same size; -1 for different sizes.
inline int difference(const Image& a, const Image& b) {
  if (a.width() != b.width() || a.height() != b.height() || a.channels() != b.channels()) return -1;
  int largest = 0;
  for (size_t i = 0; i < a.pixels().size(); ++i)
    largest = std::max(largest, std::abs(a.pixels()[i] - b.pixels()[i]));
  return largest;
}

// The pixels that data/NAME.npy holds, [height, width, channels].
inline Image expected_image(const std::string& name) {
  const Tensor tensor = read_npy(read_file(picture_path(name + ".npy")), name);
  Image image(tensor.shape()[1], tensor.shape()[0], static_cast<int>(tensor.shape()[2]));
  for (size_t i = 0; i < image.pixels().size(); ++i)
    image.mutable_pixels()[i] = static_cast<uint8_t>(tensor.ints()[i]);
  return image;
}

// The status that reading these bytes fails with; ok where it does not.
inline Status decode_status(std::span<const uint8_t> bytes) {
  try {
    decode_image(bytes, "x");
    return Status::ok;
  } catch (const Error& error) {
    if (std::strlen(error.what()) < 10) throw Failure{"an empty message"};
    return error.status();
  }
}

inline int status_number(Status status) {
  return static_cast<int>(status);
}

}  // namespace cnnviz::test
