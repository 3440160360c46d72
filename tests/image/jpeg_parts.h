// JPEG files of kinds that only libjpeg's own interface makes.
#pragma once

#include <cstdio>
// jpeglib.h needs cstdio before it.
// clang-format off
#include <jpeglib.h>
// clang-format on

#include <cmath>
#include <cstdlib>
#include <vector>

#include "image/image.h"

namespace cnnviz::test {

using namespace cnnviz::core;
using Bytes = std::vector<uint8_t>;

inline Image smooth_image(int width, int height, int channels) {
  Image image(width, height, channels);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      for (int c = 0; c < channels; ++c)
        image.mutable_pixel(x, y)[c] =
            static_cast<uint8_t>(127 + 100 * std::sin(x / (9.0 + c)) * std::cos(y / (8.0 - c)));
  return image;
}

// A file as only libjpeg's own interface makes it.
struct Encoding {
  J_COLOR_SPACE from = JCS_RGB, to = JCS_YCbCr;
  int channels = 3;
  const std::vector<jpeg_scan_info>* scans = nullptr;
  int restart_rows = 0;
  bool arithmetic = false;
};

inline Bytes encode(const Image& image, const uint8_t* samples, const Encoding& encoding) {
  jpeg_compress_struct info{};
  jpeg_error_mgr errors;
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* data = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &data, &size);
  info.image_width = static_cast<JDIMENSION>(image.width());
  info.image_height = static_cast<JDIMENSION>(image.height());
  info.input_components = encoding.channels;
  info.in_color_space = encoding.from;
  jpeg_set_defaults(&info);
  jpeg_set_colorspace(&info, encoding.to);
  jpeg_set_quality(&info, 95, TRUE);
  info.restart_in_rows = encoding.restart_rows;
  info.arith_code = encoding.arithmetic ? TRUE : FALSE;
  if (encoding.scans != nullptr) {
    info.scan_info = encoding.scans->data();
    info.num_scans = static_cast<int>(encoding.scans->size());
  }
  jpeg_start_compress(&info, TRUE);
  while (info.next_scanline < info.image_height) {
    auto* row = const_cast<JSAMPROW>(samples + info.next_scanline * info.image_width *
                                                   static_cast<unsigned>(encoding.channels));
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  const Bytes bytes(data, data + size);
  std::free(data);
  return bytes;
}

// A progressive picture with one scan for each of the first `coefficients` of every component.
inline Bytes progressive(const Image& image, int coefficients) {
  std::vector<jpeg_scan_info> scans;
  scans.push_back({3, {0, 1, 2, 0}, 0, 0, 0, 0});
  for (int component = 0; component < 3; ++component)
    for (int k = 1; k <= coefficients; ++k) scans.push_back({1, {component}, k, k, 0, 0});
  Encoding encoding;
  encoding.scans = &scans;
  return encode(image, image.pixels().data(), encoding);
}

}  // namespace cnnviz::test
