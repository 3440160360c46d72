#include "render/scatter.h"

#include <algorithm>
#include <set>

#include "support/check.h"

using namespace cnnviz::test;

namespace {

Color at(const Image& image, int64_t x, int64_t y) {
  const uint8_t* pixel = image.pixel(x, y);
  return {pixel[0], pixel[1], pixel[2]};
}

}  // namespace

TEST(test_render_scatter__points_lie_where_they_should) {
  const std::vector<float> corners = {0, 0, 10, 0, 0, 10, 10, 10};
  const std::vector<int64_t> labels = {0, 1, 2, -1};
  const std::vector<ScatterClass> classes = {
      {"a", {200, 0, 0}}, {"b", {0, 200, 0}}, {"c", {0, 0, 200}}};
  ScatterOptions options;
  options.side = 200;
  options.radius = 6;
  const Image image = scatter(corners, labels, classes, options);
  CHECK_EQ(image.height(), 200);
  CHECK(image.width() > 200 && image.width() < 460);
  // The second coordinate is upward.
  const auto strong = [](Color color, int channel) {
    const int levels[] = {color.red, color.green, color.blue};
    return levels[channel] > levels[(channel + 1) % 3] + 100;
  };
  CHECK(strong(at(image, 18, 182), 0));
  CHECK(strong(at(image, 182, 182), 1));
  CHECK(strong(at(image, 18, 18), 2));
  const Color gray_point = at(image, 182, 18);
  CHECK(gray_point.red == gray_point.green && gray_point.red < 220);
  CHECK(at(image, 100, 100) == kWhite);
  // Without classes there is no legend.
  CHECK_EQ(scatter(corners, {}, {}, options).width(), 200);
  options.legend = false;
  CHECK_EQ(scatter(corners, labels, classes, options).width(), 200);
}

TEST(test_render_scatter__one_place_and_many_classes) {
  const std::vector<float> same(20, 3.0f);
  const Image image = scatter(same, {}, {}, {});
  CHECK(!(at(image, 500, 500) == kWhite));
  for (const int64_t count : {1, 10, 11, 100, 1000}) {
    std::set<int> seen;
    for (int64_t i = 0; i < count; ++i) {
      const Color color = class_color(i, count);
      seen.insert(color.red << 16 | color.green << 8 | color.blue);
    }
    CHECK(static_cast<int64_t>(seen.size()) >= std::min<int64_t>(count, 100));
  }
}

TEST(test_render_scatter__mosaics_show_the_middle_of_pictures) {
  Image wide(30, 10, 1), small(2, 2, 3);
  for (int64_t y = 0; y < 10; ++y)
    for (int64_t x = 10; x < 20; ++x) wide.mutable_pixel(x, y)[0] = 255;
  small.mutable_pixel(1, 1)[0] = 255;
  const std::vector<const Image*> pictures = {&wide, &small};
  const std::vector<int64_t> cells = {0, -1, 1, 0};
  const Image image = mosaic(cells, 2, pictures, 10);
  CHECK_EQ(image.width(), 20);
  CHECK_EQ(image.height(), 20);
  for (int64_t i = 0; i < 10; ++i) CHECK(at(image, i, 9 - i) == kWhite);
  CHECK(at(image, 15, 5) == kWhite);  // empty
  CHECK(at(image, 4, 14) == kBlack);  // magnified by five, sharply
  CHECK(at(image, 5, 15) == (Color{255, 0, 0}));
}

int main() {
  return run_tests({
      CASE(test_render_scatter__points_lie_where_they_should),
      CASE(test_render_scatter__one_place_and_many_classes),
      CASE(test_render_scatter__mosaics_show_the_middle_of_pictures),
  });
}
