// Figures: every picture in its place unharmed, texts inside the picture and off the pictures, and
// the drawing helpers below them.
#include "render/figure.h"

#include <algorithm>

#include "render/canvas.h"
#include "support/check.h"

using namespace cnnviz::core;

namespace {

constexpr Color kGreen = {0, 200, 0}, kBlue = {0, 0, 200};
constexpr int64_t kMargin = 12, kSpacing = 8;

Color color_at(const Image& image, int64_t x, int64_t y) {
  const uint8_t* pixel = image.pixel(x, y);
  return {pixel[0], pixel[1], pixel[2]};
}

int64_t count_of(const Image& image, Color color) {
  int64_t count = 0;
  for (int64_t y = 0; y < image.height(); ++y)
    for (int64_t x = 0; x < image.width(); ++x) count += color_at(image, x, y) == color;
  return count;
}

bool blank_border(const Image& image, int64_t width) {
  for (int64_t y = 0; y < image.height(); ++y)
    for (int64_t x = 0; x < image.width(); ++x) {
      const bool border =
          x < width || y < width || x >= image.width() - width || y >= image.height() - width;
      if (border && color_at(image, x, y) != kWhite) return false;
    }
  return true;
}

bool same(const Image& a, const Image& b) {
  return a.width() == b.width() && a.height() == b.height() && a.channels() == b.channels() &&
         std::equal(a.pixels().begin(), a.pixels().end(), b.pixels().begin());
}

Cell cell(Color color, int64_t width, int64_t height) {
  return {blank_image(width, height, color), "", "", std::nullopt, {}};
}

}  // namespace

TEST(test_render_figure__bare_cells_are_laid_out_on_a_grid) {
  const Image image =
      figure({{cell(kGreen, 200, 150), cell(kBlue, 140, 100)}, {cell(kBlue, 130, 160)}}, {});
  CHECK_EQ(image.width(), kMargin + 200 + kSpacing + 140 + kMargin);
  CHECK_EQ(image.height(), kMargin + 150 + kSpacing + 160 + kMargin);
  CHECK(color_at(image, kMargin, kMargin) == kGreen);
  CHECK(color_at(image, kMargin + 199, kMargin + 149) == kGreen);
  // Smaller pictures stand in the middle of their cells.
  CHECK(color_at(image, kMargin + 208, kMargin + 25) == kBlue);
  CHECK(color_at(image, kMargin + 208, kMargin + 24) == kWhite);
  CHECK_EQ(count_of(image, kGreen), 200 * 150);
  CHECK_EQ(count_of(image, kBlue), 140 * 100 + 130 * 160);
}

// Whatever the texts, they neither leave the picture's margin nor cover a picture.
TEST(test_render_figure__texts_stay_inside_and_off_the_pictures) {
  const std::string endless(400, 'W');
  const std::string label = "Staffordshire bullterrier, Staffordshire bull terrier (0.0312)";
  for (const std::string& text : {std::string("cat"), label, endless, endless + " " + label}) {
    FigureOptions options;
    options.title = text;
    options.row_labels = {text, text};
    options.column_labels = {text, "", text};
    options.scale = ColorScale{&color_map("magma"), {-1, 1}};
    std::vector<std::vector<Cell>> rows(2);
    for (auto& row : rows) {
      row = {cell(kGreen, 130, 90), cell(kGreen, 224, 90), cell(kGreen, 160, 90)};
      for (Cell& one : row) {
        one.caption = text;
        one.note = text;
        one.scale = ColorScale{&color_map("gray"), {-0.123f, 0.456f}};
      }
    }
    const Image image = figure(rows, options);
    CHECK(blank_border(image, kMargin - 1));
    CHECK_EQ(count_of(image, kGreen), 2 * 90 * (130 + 224 + 160));
  }
}

TEST(test_render_figure__each_text_adds_ink) {
  const auto dark = [](const FigureOptions& options, const Cell& one) {
    const Image image = figure({{one}}, options);
    int64_t count = 0;
    for (const uint8_t byte : image.pixels()) count += byte < 0x60;
    return count;
  };
  const Cell plain = cell({255, 255, 200}, 224, 60);
  const int64_t none = dark({}, plain);
  CHECK_EQ(none, 0);
  FigureOptions options;
  options.title = "title";
  CHECK(dark(options, plain) > none);
  options = {};
  options.row_labels = {"row"};
  CHECK(dark(options, plain) > none);
  options = {};
  options.column_labels = {"column"};
  CHECK(dark(options, plain) > none);
  Cell described = plain;
  described.caption = "caption";
  CHECK(dark({}, described) > none);
  described = plain;
  described.note = "constant 0";
  const Image noted = figure({{described}}, {});
  int64_t red = 0;
  for (int64_t y = 72; y < noted.height(); ++y)
    for (int64_t x = 0; x < noted.width(); ++x)
      red += noted.pixel(x, y)[0] > noted.pixel(x, y)[1] + 60;
  CHECK(red > 50);
}

TEST(test_render_figure__color_bars_take_the_range_of_their_map) {
  Cell one = cell(kGreen, 200, 100);
  const int64_t bare_height = figure({{one}}, {}).height(),
                bare_width = figure({{one}}, {}).width();
  one.scale = ColorScale{&color_map("viridis"), {0, 1}};
  CHECK(figure({{one}}, {}).height() > bare_height);
  CHECK_EQ(figure({{one}}, {}).width(), bare_width);
  // A constant map has none.
  one.scale->range = {0, 0};
  CHECK_EQ(figure({{one}}, {}).height(), bare_height);
  one.scale.reset();
  FigureOptions options;
  options.scale = ColorScale{&color_map("viridis"), {0, 1}};
  CHECK(figure({{one}}, options).width() > bare_width);
  options.scale->range = {3, 3};
  CHECK_EQ(figure({{one}}, options).width(), bare_width);
}

TEST(test_render_figure__legends_show_their_colors_below) {
  Cell classes = cell(kGreen, 200, 150);
  classes.legend = {{{1, 2, 3}, "one"}, {{4, 5, 6}, std::string(100, 'w')}};
  const Image plain = figure({{cell(kGreen, 200, 150)}}, {}), image = figure({{classes}}, {});
  CHECK_EQ(image.width(), plain.width());
  CHECK(image.height() > plain.height() + 20);
  CHECK(count_of(image, {1, 2, 3}) > 25);
  CHECK_EQ(count_of(image, {1, 2, 3}), count_of(image, {4, 5, 6}));
  CHECK_EQ(count_of(image, kGreen), 200 * 150);
  CHECK(blank_border(image, kMargin));
}

TEST(test_render_figure__cells_are_fitted) {
  FigureOptions options;
  options.cell_width = 100;
  options.cell_height = 100;
  const Image shrunk = figure({{cell(kGreen, 400, 200), cell(kBlue, 90, 300)}}, options);
  CHECK_EQ(count_of(shrunk, kGreen), 100 * 50);
  CHECK_EQ(count_of(shrunk, kBlue), 30 * 100);
  // Tiny pictures are magnified by a whole factor, with or without a cell's size.
  CHECK_EQ(count_of(figure({{cell(kGreen, 28, 28)}}, options), kGreen), 84 * 84);
  CHECK_EQ(count_of(figure({{cell(kGreen, 28, 28)}}, {}), kGreen), 140 * 140);
  CHECK_EQ(count_of(sheet(blank_image(28, 28, kGreen), ""), kGreen), 28 * 28);
}

TEST(test_render_figure__blank_cells_and_gray_pictures) {
  const Image gray_picture(130, 50, 1);  // black
  const Image image = figure({{Cell{}, Cell{gray_picture, "", "", std::nullopt, {}}}}, {});
  CHECK_EQ(count_of(image, kBlack), 130 * 50);
}

TEST(test_render_figure__is_deterministic) {
  FigureOptions options;
  options.title = "Grad-CAM";
  options.row_labels = {"a.png"};
  Cell one = cell(kBlue, 224, 224);
  one.scale = ColorScale{&color_map("turbo"), {0, 0.7f}};
  CHECK(same(figure({{one, one}}, options), figure({{one, one}}, options)));
}

TEST(test_render_figure__refuses_what_does_not_fit) {
  CHECK_ERROR(figure({}, {}), Status::invalid_argument, "at least one picture");
  FigureOptions options;
  options.row_labels = {"a", "b"};
  CHECK_ERROR(figure({{cell(kBlue, 20, 20)}}, options), Status::invalid_argument,
              "2 labels were given for 1 rows");
  options.row_labels.clear();
  options.column_labels = {"a", "b", "c"};
  CHECK_ERROR(figure({{cell(kBlue, 20, 20)}}, options), Status::invalid_argument,
              "3 labels were given for 1 columns");
  const std::vector<Cell> row(60, cell(kBlue, 1200, 2));
  CHECK_ERROR(figure({row}, {}), Status::limit, "the figure");
}

TEST(test_render_figure__canvas_clips_and_turns) {
  Image canvas = blank_image(10, 8, kWhite);
  for (const int64_t x : {-20, -2, 8, 30})
    for (const int64_t y : {-20, -2, 6, 30}) {
      paste(canvas, x, y, blank_image(4, 4, kGreen));
      fill_rectangle(canvas, x + 2, y, 1, 4, kBlue);
      blend_pixel(canvas, x, y, kBlack, 255);
    }
  CHECK_EQ(count_of(canvas, kGreen) + count_of(canvas, kBlue) + count_of(canvas, kBlack), 4 * 4);
  Image letter = blank_image(3, 2, kWhite);
  letter.mutable_pixel(2, 0)[0] = 9;  // upper right goes to the upper left
  const Image turned = rotated_left(letter);
  CHECK_EQ(turned.width(), 2);
  CHECK_EQ(turned.height(), 3);
  CHECK_EQ(int{turned.pixel(0, 0)[0]}, 9);
  CHECK_EQ(fitted(blank_image(30, 20, kBlue), 0, 0).width(), 30);
  CHECK_EQ(fitted(blank_image(30, 20, kBlue), 15, 0).height(), 10);
  CHECK_EQ(fitted(blank_image(5, 5, kBlue), 64, 48).width(), 45);
}

int main() {
  return cnnviz::test::run_tests({
      CASE(test_render_figure__bare_cells_are_laid_out_on_a_grid),
      CASE(test_render_figure__texts_stay_inside_and_off_the_pictures),
      CASE(test_render_figure__each_text_adds_ink),
      CASE(test_render_figure__color_bars_take_the_range_of_their_map),
      CASE(test_render_figure__legends_show_their_colors_below),
      CASE(test_render_figure__cells_are_fitted),
      CASE(test_render_figure__blank_cells_and_gray_pictures),
      CASE(test_render_figure__is_deterministic),
      CASE(test_render_figure__refuses_what_does_not_fit),
      CASE(test_render_figure__canvas_clips_and_turns),
  });
}
