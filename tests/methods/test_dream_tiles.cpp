#include "methods/dream_tiles.h"

#include <algorithm>
#include <cmath>

#include "methods/conv_executor.h"

using namespace cnnviz::test;

namespace {

struct Sizes {
  int64_t extent, most, overlap, alignment, slack;
};
constexpr Sizes kCases[] = {
    {100, 40, 4, 4, 0},        {101, 40, 4, 4, 6},      {103, 64, 10, 8, 16},
    {97, 30, 0, 1, 0},         {97, 97, 9, 4, 8},       {98, 97, 9, 4, 8},
    {4000, 1024, 96, 16, 64},  {3000, 512, 64, 32, 64}, {2049, 1024, 128, 16, 0},
    {1025, 1024, 128, 16, 64}, {60, 30, 2, 6, 3}};

TEST(test_methods_dream_tiles__cover_the_picture) {
  for (const Sizes& c : kCases) {
    const TileAxis axis = tile_axis(c.extent, c.most, c.overlap, c.alignment, c.slack);
    CHECK(axis.window <= c.most);
    CHECK_EQ(axis.window % c.alignment, c.extent % c.alignment);
    if (axis.count > 1) CHECK(axis.slack >= c.slack);
    for (int64_t shift = 0; shift <= axis.slack; ++shift) {
      const std::vector<Tile> tiles = tiles_of(axis, shift);
      CHECK_EQ(static_cast<int64_t>(tiles.size()), axis.count);
      int64_t next = 0;
      for (const Tile& tile : tiles) {
        CHECK_EQ(tile.begin, next);
        CHECK(tile.end > tile.begin);
        next = tile.end;
        CHECK_EQ(tile.origin % c.alignment, 0);
        CHECK(tile.origin >= 0 && tile.origin + axis.window <= c.extent);
        CHECK(tile.origin == 0 || tile.begin - tile.origin >= axis.overlap);
        CHECK(tile.origin + axis.window == c.extent ||
              tile.origin + axis.window - tile.end >= axis.overlap);
      }
      CHECK_EQ(next, c.extent);
    }
  }
}

TEST(test_methods_dream_tiles__one_where_the_picture_is_small) {
  const TileAxis axis = tile_axis(64, 64, 20, 16, 64);
  CHECK_EQ(axis.count, 1);
  CHECK_EQ(axis.window, 64);
  CHECK_EQ(axis.slack, 0);
  const Tile tile = tiles_of(axis, 0)[0];
  CHECK(tile.origin == 0 && tile.begin == 0 && tile.end == 64);
}

TEST(test_methods_dream_tiles__refuse_overlaps_that_leave_nothing) {
  CHECK_ERROR(tile_axis(100, 40, 16, 4, 0), Status::invalid_argument,
              "tiles of 40 pixels leave nothing beside an overlap of 16");
}

TEST(test_methods_dream_tiles__own_every_unit_once) {
  int compared = 0;
  for (const Sizes& c : kCases)
    for (const double center : {-3.0, 0.0, 1.5, 7.0})
      for (const int64_t lost : {int64_t{0}, int64_t{1}}) {
        // Units whose centers lie beyond their window's overlap are in no window.
        if (static_cast<double>(c.overlap) <
            std::abs(center) + 2.0 * static_cast<double>(c.alignment))
          continue;
        ++compared;
        const TileAxis axis = tile_axis(c.extent, c.most, c.overlap, c.alignment, c.slack);
        UnitAxis units;
        units.pixels = c.alignment;
        units.center = center;
        // As of a layer without padding, whose last units are missing.
        const auto count = [&](int64_t extent) { return extent / c.alignment - lost; };
        const int64_t all = units_of(units, axis, count(axis.window));
        CHECK_EQ(all, count(c.extent));
        std::vector<int> owners(static_cast<size_t>(all), 0);
        for (const Tile& tile : tiles_of(axis, axis.slack / 2)) {
          const Interval owned = owned_units(units, axis, tile, count(axis.window));
          for (int64_t u = owned.low; u <= owned.high; ++u)
            ++owners[static_cast<size_t>(u + tile.origin / c.alignment)];
        }
        CHECK(std::all_of(owners.begin(), owners.end(), [](int n) { return n == 1; }));
      }
  CHECK(compared >= 30);
}

TEST(test_methods_dream_tiles__units_finer_than_pixels) {
  UnitAxis units;
  units.pixels = 1;
  units.units = 2;
  units.center = -0.25;
  const TileAxis axis = tile_axis(50, 20, 2, 1, 0);
  int64_t sum = 0;
  for (const Tile& tile : tiles_of(axis, 0)) sum += owned_units(units, axis, tile, 40).length();
  CHECK_EQ(sum, 100);
  CHECK_EQ(units_of(units, axis, 40), 100);
}

// The level at (y, x) of a picture rolled as np.roll does.
float rolled(const Tensor& picture, const Roll& roll, int64_t c, int64_t y, int64_t x) {
  const int64_t h = picture.shape()[1], w = picture.shape()[2];
  const int64_t row = ((y - roll.rows) % h + h) % h, column = ((x - roll.columns) % w + w) % w;
  return picture.floats()[static_cast<size_t>((c * h + row) * w + column)];
}

PixelScale some_pixels(bool reversed, bool channels_last) {
  return {{0.5F, 2, -1}, {0.25F, -3, 100}, reversed, channels_last};
}

TEST(test_methods_dream_tiles__cut_windows_of_the_rolled_picture) {
  const Tensor picture = random_tensor({3, 7, 9}, 1, 100, 30);
  for (const Roll& roll : {Roll{0, 0}, Roll{2, -3}, Roll{-20, 31}})
    for (const bool reversed : {false, true})
      for (const bool last : {false, true}) {
        const PixelScale pixels = some_pixels(reversed, last);
        const Tensor tile = cut_tile(picture, pixels, roll, 2, 3, 4, 6);
        CHECK(tile.shape() == (last ? Shape{1, 4, 6, 3} : Shape{1, 3, 4, 6}));
        for (int64_t c = 0; c < 3; ++c)
          for (int64_t y = 0; y < 4; ++y)
            for (int64_t x = 0; x < 6; ++x) {
              const float level = rolled(picture, roll, reversed ? 2 - c : c, y + 2, x + 3);
              const int64_t at = last ? (y * 6 + x) * 3 + c : (c * 4 + y) * 6 + x;
              const auto k = static_cast<size_t>(c);
              CHECK_NEAR(tile.floats()[static_cast<size_t>(at)],
                         level * pixels.scale[k] + pixels.shift[k], 1e-5);
            }
      }
}

double product(const Tensor& a, const Tensor& b) {
  double sum = 0;
  for (size_t i = 0; i < a.floats().size(); ++i)
    sum += static_cast<double>(a.floats()[i]) * b.floats()[i];
  return sum;
}

TEST(test_methods_dream_tiles__gradients_go_where_the_levels_came_from) {
  const Tensor picture = random_tensor({3, 7, 9}, 2, 0, 1);
  for (const bool reversed : {false, true})
    for (const bool last : {false, true}) {
      PixelScale pixels = some_pixels(reversed, last);
      pixels.shift.assign(3, 0);
      const Roll roll{-3, 5};
      const Tensor tile = cut_tile(picture, pixels, roll, 1, 2, 5, 7);
      const Tensor gradient = random_tensor(tile.shape(), 3, 0, 1);
      Tensor sum(DataType::float32, picture.shape());
      add_tile(sum, gradient, pixels, roll, 1, 2);
      CHECK_NEAR(product(tile, gradient), product(picture, sum), 1e-4);
    }
}

}  // namespace

int main() {
  return run_tests({CASE(test_methods_dream_tiles__cover_the_picture),
                    CASE(test_methods_dream_tiles__one_where_the_picture_is_small),
                    CASE(test_methods_dream_tiles__refuse_overlaps_that_leave_nothing),
                    CASE(test_methods_dream_tiles__own_every_unit_once),
                    CASE(test_methods_dream_tiles__units_finer_than_pixels),
                    CASE(test_methods_dream_tiles__cut_windows_of_the_rolled_picture),
                    CASE(test_methods_dream_tiles__gradients_go_where_the_levels_came_from)});
}
