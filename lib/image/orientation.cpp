#include "image/orientation.h"

#include <libexif/exif-data.h>

#include <algorithm>
#include <memory>
#include <string_view>
#include <vector>

namespace cnnviz::core {

int exif_orientation(std::span<const uint8_t> block) {
  constexpr std::string_view kPrefix("Exif\0\0", 6);
  // An APP1 segment of JPEG holds less than 64 KiB; more is no orientation worth the search.
  constexpr size_t kMaxBlock = size_t{1} << 16;
  if (block.size() > kMaxBlock) return 1;
  std::vector<uint8_t> bytes(block.begin(), block.end());
  if (!std::string_view(reinterpret_cast<const char*>(block.data()), block.size())
           .starts_with(kPrefix))
    bytes.insert(bytes.begin(), kPrefix.begin(), kPrefix.end());

  const std::unique_ptr<ExifData, void (*)(ExifData*)> exif(exif_data_new(), exif_data_unref);
  if (exif == nullptr) return 1;
  // Only a look: nothing of it has to be completed as the specification asks for.
  exif_data_unset_option(exif.get(), EXIF_DATA_OPTION_FOLLOW_SPECIFICATION);
  exif_data_load_data(exif.get(), bytes.data(), static_cast<unsigned>(bytes.size()));
  const ExifEntry* entry = exif_content_get_entry(exif->ifd[EXIF_IFD_0], EXIF_TAG_ORIENTATION);
  if (entry == nullptr || entry->format != EXIF_FORMAT_SHORT || entry->components < 1 ||
      entry->size < 2)
    return 1;
  const int orientation = exif_get_short(entry->data, exif_data_get_byte_order(exif.get()));
  return orientation >= 1 && orientation <= 8 ? orientation : 1;
}

Image apply_orientation(Image image, int orientation) {
  if (orientation <= 1 || orientation > 8 || !image.valid()) return image;
  const bool transposed = orientation >= 5;
  const bool from_right =
      orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
  const bool from_bottom =
      orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  const int channels = image.channels();
  const int64_t width = image.width(), height = image.height();
  const uint8_t* corner = image.pixel(from_right ? width - 1 : 0, from_bottom ? height - 1 : 0);
  const int64_t along_row = from_right ? -channels : channels;
  const int64_t along_column = from_bottom ? -image.row_bytes() : image.row_bytes();
  const int64_t step_x = transposed ? along_column : along_row;
  const int64_t step_y = transposed ? along_row : along_column;

  Image result(transposed ? height : width, transposed ? width : height, channels);
  uint8_t* out = result.mutable_pixels().data();
  for (int64_t y = 0; y < result.height(); ++y)
    for (int64_t x = 0; x < result.width(); ++x)
      out = std::copy_n(corner + y * step_y + x * step_x, channels, out);
  return result;
}

}  // namespace cnnviz::core
