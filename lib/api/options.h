// Option structs cross the boundary by size: a program built against an older header gives fewer
// bytes, one built against a newer header more. Structs that the library fills likewise.
#pragma once

#include <algorithm>
#include <cstring>

#include "api/guard.h"

namespace cnnviz::api {

// A struct larger than this is no struct of ours but a struct_size never set.
constexpr uint32_t kLargestStruct = 4096;

// The defaults of an options struct; each is specialized beside the functions that take it.
template <typename Options>
Options default_options();

inline void check_struct_size(uint32_t size, const char* what, const char* remedy) {
  require(size >= 2 * sizeof(uint32_t) && size <= kLargestStruct && size % sizeof(uint32_t) == 0,
          Status::invalid_argument, what, " is ", size, ", which is no struct's size: ", remedy);
}

// Copies `filled` to the caller's struct of `struct_size` bytes, zeros behind what it knows.
template <typename Options>
void fill_options(Options* options, uint32_t struct_size, Options filled) {
  check_struct_size(struct_size, "struct_size", "give the sizeof of the options");
  filled.struct_size = struct_size;
  const size_t known = std::min<size_t>(struct_size, sizeof(Options));
  std::memcpy(options, &filled, known);
  std::memset(reinterpret_cast<char*>(options) + known, 0, struct_size - known);
}

// Body of every cnnviz_<x>_options_init.
template <typename Options>
cnnviz_status init_options(Options* options, uint32_t struct_size) noexcept {
  return guarded([&] {
    given(options, "options");
    fill_options(options, struct_size, default_options<Options>());
  });
}

// The caller's options, with defaults for what an older caller does not have. `init` is the
// function that fills such a struct.
template <typename Options>
Options read_options(const Options* options, const char* init) {
  Options read = default_options<Options>();
  if (options == nullptr) return read;
  uint32_t size = 0;
  std::memcpy(&size, options, sizeof size);
  check_struct_size(size, "options.struct_size", init);
  const auto* bytes = reinterpret_cast<const char*>(options);
  std::memcpy(&read, bytes, std::min<size_t>(size, sizeof(Options)));
  for (size_t i = sizeof(Options); i < size; ++i)
    require(bytes[i] == 0, Status::unsupported, "options sets a field that cnnviz ",
            cnnviz_version(), " does not know (byte ", i, " of ", size, ")");
  return read;
}

// Copies what the caller's struct has room for; its struct_size stays as it is.
template <typename Info>
void fill_info(Info* info, Info filled) {
  uint32_t size = 0;
  std::memcpy(&size, &given(info, "info"), sizeof size);
  check_struct_size(size, "info.struct_size", "set it to the sizeof of the struct");
  filled.struct_size = size;
  const size_t known = std::min<size_t>(size, sizeof(Info));
  std::memcpy(info, &filled, known);
  std::memset(reinterpret_cast<char*>(info) + known, 0, size - known);
}

}  // namespace cnnviz::api
