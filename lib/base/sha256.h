// SHA-256 (FIPS 180-4): names what a file holds, so that a change of it is noticed.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>

namespace cnnviz::core {

class Sha256 {
 public:
  void add(std::span<const uint8_t> bytes);
  // 64 hexadecimal digits, as sha256sum prints them. Nothing can be added after.
  std::string finish();

 private:
  void add_block(const uint8_t* block);

  std::array<uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<uint8_t, 64> rest_{};  // bytes that do not fill a block yet
  size_t rest_size_ = 0;
  uint64_t length_ = 0;  // in bytes
};

std::string sha256(std::span<const uint8_t> bytes);

}  // namespace cnnviz::core
