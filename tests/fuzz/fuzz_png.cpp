// Bytes of a PNG file: as they are, and with checksums that are right, behind which most of the
// decoder lies.
#include <zlib.h>

#include <algorithm>
#include <vector>

#include "fuzz/fuzz.h"
#include "image/formats.h"
#include "image/orientation.h"

namespace {

using namespace cnnviz::test;

// Chunks are a length, a name of four letters, that many bytes and a checksum of name and bytes.
std::vector<uint8_t> with_right_checksums(std::span<const uint8_t> file) {
  constexpr size_t kSignature = 8, kFrame = 12;
  std::vector<uint8_t> bytes(file.begin(), file.end());
  const auto number = [&](size_t at) {
    return size_t{bytes[at]} << 24 | size_t{bytes[at + 1]} << 16 | size_t{bytes[at + 2]} << 8 |
           bytes[at + 3];
  };
  for (size_t at = kSignature; bytes.size() >= at + kFrame;) {
    const size_t length = number(at);
    if (length > bytes.size() - at - kFrame) break;
    const uLong sum = crc32(0, &bytes[at + 4], static_cast<uInt>(length + 4));
    at += kFrame + length;
    for (size_t i = 0; i < 4; ++i) bytes[at - 4 + i] = static_cast<uint8_t>(sum >> 8 * (3 - i));
  }
  return bytes;
}

void decode(std::span<const uint8_t> file) {
  answers([&] {
    StoredImage stored = decode_png(file);
    const Image picture = apply_orientation(std::move(stored.image), stored.orientation);
    // What was read can be written, and is then the same.
    const StoredImage again = decode_png(encode_png(picture, {}));
    if (!std::ranges::equal(again.image.pixels(), picture.pixels()))
      report_finding("a picture that changes", "when it is written and read");
  });
}

}  // namespace

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  set_small_limits();
  const Deadline deadline;
  const std::span<const uint8_t> file(data, size);
  decode(file);
  const std::vector<uint8_t> right = with_right_checksums(file);
  if (!std::ranges::equal(right, file)) decode(right);
  return 0;
}
