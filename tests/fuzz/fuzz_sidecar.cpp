// The text of a sidecar, NAME.cnnviz.json.
#include <string_view>

#include "fuzz/fuzz.h"
#include "model/sidecar.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace cnnviz::test;
  set_small_limits();
  const Deadline deadline;
  answers([&] {
    std::vector<std::string> warnings;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    check_spec(parse_sidecar(text, "the sidecar", "folder", &warnings), "the sidecar",
               Status::corrupt);
  });
  return 0;
}
