// Bytes of a PNG file.
#include "fuzz/fuzz.h"
#include "image/formats.h"
#include "image/orientation.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace cnnviz::test;
  set_small_limits();
  const Deadline deadline;
  answers([&] {
    StoredImage stored = decode_png({data, size});
    const Image picture = apply_orientation(std::move(stored.image), stored.orientation);
    // What was read can be written, and is then the same.
    if (decode_png(encode_png(picture, {})).image.pixels().size() != picture.pixels().size())
      report_finding("a picture that changes", "when it is written and read");
  });
  return 0;
}
