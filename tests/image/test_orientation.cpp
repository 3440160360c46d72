#include "image/orientation.h"

#include "image/pictures.h"

using namespace cnnviz::core;
using namespace cnnviz::test;

namespace {

// A TIFF block with one entry: the orientation, as 16-bit (type 3) or another type.
std::vector<uint8_t> block_with(int orientation, bool little, uint8_t type = 3) {
  const uint8_t value = static_cast<uint8_t>(orientation);
  if (little)
    return {'I', 'I', 42, 0, 8, 0,     0, 0, 1, 0, 0x12, 0x01, type,
            0,   1,   0,  0, 0, value, 0, 0, 0, 0, 0,    0,    0};
  return {'M',  'M', 0, 42, 0, 0, 0,     8, 0, 1, 0x01, 0x12, 0,
          type, 0,   0, 0,  1, 0, value, 0, 0, 0, 0,    0,    0};
}

}  // namespace

TEST(test_image_orientation__turns_and_mirrors) {
  // 0 1 2
  // 3 4 5
  const uint8_t pixels[] = {0, 1, 2, 3, 4, 5};
  const Image image = Image::from_pixels(3, 2, 1, pixels);
  const std::vector<std::vector<uint8_t>> expected = {
      {0, 1, 2, 3, 4, 5}, {2, 1, 0, 5, 4, 3}, {5, 4, 3, 2, 1, 0}, {3, 4, 5, 0, 1, 2},
      {0, 3, 1, 4, 2, 5}, {3, 0, 4, 1, 5, 2}, {5, 2, 4, 1, 3, 0}, {2, 5, 1, 4, 0, 3}};
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const bool upright = orientation < 5;
    const Image turned = apply_orientation(image, orientation);
    CHECK_EQ(difference(turned, Image::from_pixels(upright ? 3 : 2, upright ? 2 : 3, 1,
                                                   expected[static_cast<size_t>(orientation) - 1])),
             0);
  }
  CHECK_EQ(difference(apply_orientation(image, 0), image), 0);
  CHECK_EQ(difference(apply_orientation(image, 9), image), 0);
}

TEST(test_image_orientation__is_applied_on_reading) {
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const std::string name = concat("orientation", orientation);
    // Other versions of libjpeg may round otherwise.
    const int off = difference(read_image(picture_path(name + ".jpg")), expected_image(name));
    CHECK(off == 0 || off == 1);
    CHECK_EQ(difference(read_image(picture_path(name + "_png.png")), expected_image(name + "_png")),
             0);
  }
}

TEST(test_image_orientation__is_read_in_both_byte_orders) {
  for (int orientation = 1; orientation <= 8; ++orientation)
    for (const bool little : {false, true}) {
      std::vector<uint8_t> block = block_with(orientation, little);
      CHECK_EQ(exif_orientation(block), orientation);
      for (const char c : {'\0', '\0', 'f', 'i', 'x', 'E'})
        block.insert(block.begin(), static_cast<uint8_t>(c));
      CHECK_EQ(exif_orientation(block), orientation);
    }
}

TEST(test_image_orientation__damaged_blocks_leave_the_picture_as_it_is) {
  CHECK_EQ(exif_orientation(std::span<const uint8_t>()), 1);
  for (const int orientation : {0, 9, 255})
    CHECK_EQ(exif_orientation(block_with(orientation, true)), 1);
  for (const uint8_t type : std::initializer_list<uint8_t>{2, 4, 5, 7})
    CHECK_EQ(exif_orientation(block_with(6, true, type)), 1);
  CHECK_EQ(exif_orientation(std::vector<uint8_t>(1 << 20, 'E')), 1);
  const std::vector<uint8_t> whole = block_with(6, true);
  for (size_t size = 0; size < whole.size(); ++size) {
    const int orientation = exif_orientation(std::span(whole).first(size));
    CHECK(orientation == 1 || orientation == 6);
  }
  for (size_t at = 0; at < whole.size(); ++at)
    for (int value = 0; value < 256; ++value) {
      std::vector<uint8_t> changed = whole;
      changed[at] = static_cast<uint8_t>(value);
      const int orientation = exif_orientation(changed);
      CHECK(orientation >= 1 && orientation <= 8);
    }
}

int main() {
  return run_tests({
      CASE(test_image_orientation__turns_and_mirrors),
      CASE(test_image_orientation__is_applied_on_reading),
      CASE(test_image_orientation__is_read_in_both_byte_orders),
      CASE(test_image_orientation__damaged_blocks_leave_the_picture_as_it_is),
  });
}
