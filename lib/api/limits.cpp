// limits.h
#include <cnnviz/limits.h>

#include <array>

#include "api/options.h"
#include "base/limits.h"

using namespace cnnviz::api;
using namespace cnnviz::core;

namespace {

using Numbers = std::array<int64_t, kLimits>;

// In the order of core::Limit.
Numbers numbers_of(const cnnviz_limits_options& options) {
  return {options.max_side,       options.max_pixels,       options.max_decoded_bytes,
          options.max_jpeg_scans, options.max_png_chunks,   options.max_model_bytes,
          options.max_nodes,      options.max_tensor_bytes, options.max_memory,
          options.max_seconds};
}

cnnviz_limits_options options_of(const Numbers& numbers) {
  cnnviz_limits_options options{};
  options.max_side = static_cast<int32_t>(numbers[0]);
  options.max_pixels = numbers[1];
  options.max_decoded_bytes = numbers[2];
  options.max_jpeg_scans = static_cast<int32_t>(numbers[3]);
  options.max_png_chunks = static_cast<int32_t>(numbers[4]);
  options.max_model_bytes = numbers[5];
  options.max_nodes = numbers[6];
  options.max_tensor_bytes = numbers[7];
  options.max_memory = numbers[8];
  options.max_seconds = numbers[9];
  return options;
}

}  // namespace

namespace cnnviz::api {

template <>
cnnviz_limits_options default_options() {
  Numbers numbers{};
  for (size_t i = 0; i < numbers.size(); ++i) {
    const int64_t number = default_limit(static_cast<Limit>(i));
    numbers[i] = number == kNoLimit ? -1 : number;
  }
  return options_of(numbers);
}

}  // namespace cnnviz::api

cnnviz_status cnnviz_limits_options_init(cnnviz_limits_options* options, uint32_t struct_size) {
  return init_options(options, struct_size);
}

cnnviz_status cnnviz_limits_set(const cnnviz_limits_options* options) {
  return guarded([&] {
    const Numbers numbers =
        numbers_of(read_options(options, "fill the options with cnnviz_limits_options_init"));
    for (size_t i = 0; i < numbers.size(); ++i)
      require(numbers[i] >= -1, Status::invalid_argument, limit_name(static_cast<Limit>(i)), " is ",
              numbers[i], ", but must be above 0, 0 (the default) or -1 (no limit)");
    for (size_t i = 0; i < numbers.size(); ++i)
      set_limit(static_cast<Limit>(i), numbers[i] == -1 ? kNoLimit : numbers[i]);
  });
}
