// PNG files put together chunk by chunk.
#pragma once

#include <zlib.h>

#include <string>
#include <vector>

#include "support/check.h"

namespace cnnviz::test {

using Bytes = std::vector<uint8_t>;

inline void append_number(Bytes* bytes, uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8)
    bytes->push_back(static_cast<uint8_t>(value >> shift));
}

inline Bytes chunk(const std::string& type, const Bytes& data) {
  Bytes bytes;
  append_number(&bytes, static_cast<uint32_t>(data.size()));
  for (const char c : type) bytes.push_back(static_cast<uint8_t>(c));
  for (const uint8_t byte : data) bytes.push_back(byte);
  append_number(&bytes, static_cast<uint32_t>(
                            crc32(0, bytes.data() + 4, static_cast<uInt>(bytes.size() - 4))));
  return bytes;
}

inline Bytes header(uint32_t width, uint32_t height, uint8_t depth, uint8_t color,
                    bool interlaced = false) {
  Bytes data;
  append_number(&data, width);
  append_number(&data, height);
  for (const uint8_t byte : {depth, color, uint8_t{0}, uint8_t{0}, uint8_t{interlaced}})
    data.push_back(byte);
  return chunk("IHDR", data);
}

inline Bytes deflated(const Bytes& data) {
  uLongf size = compressBound(data.size());
  Bytes bytes(size);
  CHECK_EQ(compress2(bytes.data(), &size, data.data(), data.size(), 9), Z_OK);
  bytes.resize(size);
  return bytes;
}

inline Bytes file_of(const std::vector<Bytes>& chunks) {
  Bytes bytes = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  for (const Bytes& part : chunks) bytes.insert(bytes.end(), part.begin(), part.end());
  return bytes;
}

}  // namespace cnnviz::test
