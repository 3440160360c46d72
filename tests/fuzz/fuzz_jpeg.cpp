// Bytes of a JPEG file.
#include "fuzz/fuzz.h"
#include "image/formats.h"
#include "image/orientation.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace cnnviz::test;
  set_small_limits();
  const Deadline deadline;
  answers([&] {
    StoredImage stored = decode_jpeg({data, size});
    apply_orientation(std::move(stored.image), stored.orientation);
  });
  return 0;
}
