#include "limit_flags.h"

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <iterator>

#include "handles.h"

namespace cli {
namespace {

struct Flag {
  const char* name;
  const char* meaning;
  bool bytes;  // K, M and G may stand behind the number
  int32_t cnnviz_limits_options::*small;
  int64_t cnnviz_limits_options::*large;  // where `small` is null
};

using Options = cnnviz_limits_options;

constexpr Flag kFlags[] = {
    {"--max-side", "pixels of a picture's longer side", false, &Options::max_side, nullptr},
    {"--max-pixels", "of a picture", false, nullptr, &Options::max_pixels},
    {"--max-decoded-bytes", "of a picture while it is decoded", true, nullptr,
     &Options::max_decoded_bytes},
    {"--max-jpeg-scans", "of a JPEG picture", false, &Options::max_jpeg_scans, nullptr},
    {"--max-png-chunks", "of a PNG picture, beside those of pixels", false,
     &Options::max_png_chunks, nullptr},
    {"--max-model-bytes", "of a model with its external data", true, nullptr,
     &Options::max_model_bytes},
    {"--max-nodes", "of a network", false, nullptr, &Options::max_nodes},
    {"--max-tensor-bytes", "of one tensor or array", true, nullptr, &Options::max_tensor_bytes},
    {"--max-memory", "of weights and workspaces, as in 512M or 2G", true, nullptr,
     &Options::max_memory},
    {"--max-seconds", "that one call of the library may take", false, nullptr,
     &Options::max_seconds},
};

int64_t number_of(const Flag& flag, const std::string& text) {
  if (text == "none") return -1;
  const auto wrong = [&] [[noreturn]] {
    throw usage_error(std::string(flag.name) + " " + text + ": must be a number above 0" +
                      (flag.bytes ? ", one with K, M or G behind it, as in 512M," : "") +
                      " or none");
  };
  char* end = nullptr;
  errno = 0;
  const long long number = std::strtoll(text.c_str(), &end, 10);
  if (end == text.c_str() || errno != 0 || number < 1) wrong();
  const std::string unit = end;
  const size_t power = std::string("KMG").find(unit);
  if (unit.size() > 1 || (!unit.empty() && (!flag.bytes || power == std::string::npos))) wrong();
  const size_t shift = unit.empty() ? 0 : 10 * (power + 1);
  const int64_t most = flag.small != nullptr ? INT32_MAX : INT64_MAX;
  if (number > (most >> shift)) wrong();
  return static_cast<int64_t>(number) << shift;
}

}  // namespace

void LimitFlags::declare(CLI::App& app) {
  values_.resize(std::size(kFlags));
  for (size_t i = 0; i < values_.size(); ++i)
    app.add_option(kFlags[i].name, values_[i], kFlags[i].meaning)
        ->type_name(kFlags[i].bytes ? "BYTES" : "N")
        ->group("Limits (N: a number, or none)");
}

void LimitFlags::apply() const {
  auto options = defaults(cnnviz_limits_options_init);
  for (size_t i = 0; i < values_.size(); ++i) {
    if (values_[i].empty()) continue;
    const int64_t number = number_of(kFlags[i], values_[i]);
    if (kFlags[i].small != nullptr)
      options.*kFlags[i].small = static_cast<int32_t>(number);
    else
      options.*kFlags[i].large = number;
  }
  check(cnnviz_limits_set(&options));
}

}  // namespace cli
