#include "render/figure.h"

#include <algorithm>

#include "base/error.h"
#include "image/resize.h"
#include "render/canvas.h"
#include "render/style.h"
#include "render/text.h"

namespace cnnviz::core {

namespace {

constexpr int64_t kRowLabelWidth = 150;
constexpr int64_t kSmallestWidth = 200;  // room for a title over a single small picture
constexpr int64_t kSmallestColumn = 64;  // room for the numbers of a color bar
constexpr int64_t kLargestBar = 320;
constexpr int64_t kTextGap = 3;  // between a picture and the text that belongs to it
constexpr int64_t kBarHeight = 40;

using Lines = std::vector<std::string>;

int64_t height_of(const Lines& lines, Font font = Font::regular) {
  return static_cast<int64_t>(lines.size()) * line_height(font);
}

int64_t width_of(const Lines& lines) {
  int64_t width = 0;
  for (const std::string& line : lines) width = std::max(width, text_width(line, Font::regular));
  return width;
}

// A constant map has no color bar; its note says what it is.
bool has_extent(const std::optional<ColorScale>& scale) {
  return scale && scale->range.high > scale->range.low;
}

enum class Align { left, center, right };

// Draws lines below each other within [x, x + width); returns the y below them.
int64_t draw_lines(Image& image, int64_t x, int64_t y, int64_t width, const Lines& lines,
                   Align align, Color color, Font font = Font::regular) {
  for (const std::string& line : lines) {
    const int64_t free = width - text_width(line, font);
    const int64_t shift = align == Align::left ? 0 : align == Align::center ? free / 2 : free;
    draw_text(image, x + shift, y, line, font, color);
    y += line_height(font);
  }
  return y;
}

Image cell_picture(const Image& picture, const FigureOptions& options) {
  if (!picture.valid()) return picture;
  if (options.cell_width > 0 || options.cell_height > 0)
    return fitted(picture, options.cell_width, options.cell_height);
  const int64_t factor = (options.smallest_width - 1) / picture.width() + 1;
  return factor > 1 ? upscale_nearest(picture, factor) : picture;
}

// A square of each color, and what it stands for to its right.
Image legend_picture(const std::vector<LegendEntry>& entries, int64_t width) {
  const int64_t line = line_height(Font::regular), side = line - 2 * kTextGap;
  Image image =
      blank_image(width, static_cast<int64_t>(entries.size()) * line, kBackground, "the legend");
  for (size_t i = 0; i < entries.size(); ++i) {
    const int64_t y = static_cast<int64_t>(i) * line;
    fill_rectangle(image, 0, y + kTextGap, side, side, entries[i].color);
    draw_text(image, line, y, ellipsized(entries[i].text, Font::regular, width - line),
              Font::regular, kTextColor);
  }
  return image;
}

struct Placed {
  Image picture;
  Lines caption, note;
  std::optional<Image> bar;  // or the legend
  int64_t text_height() const {
    if (caption.empty() && note.empty()) return 0;
    return kTextGap + height_of(caption) + height_of(note);
  }
};

struct Column {
  int64_t x = 0, width = 0;
  Lines label;
};

struct Row {
  int64_t picture_height = 0, text_height = 0, bar_height = 0;
  Lines label;
  std::vector<Placed> cells;
  int64_t height() const { return picture_height + text_height + bar_height; }
};

// Fits the pictures and wraps the texts; widths of columns and heights of rows follow from them.
void measure(const std::vector<std::vector<Cell>>& given, const FigureOptions& options,
             std::vector<Row>& rows, std::vector<Column>& columns) {
  for (const auto& cells : given) {
    Row row;
    if (columns.size() < cells.size()) columns.resize(cells.size());
    for (size_t i = 0; i < cells.size(); ++i) {
      row.cells.push_back({cell_picture(cells[i].picture, options), {}, {}, std::nullopt});
      columns[i].width =
          std::max({columns[i].width, row.cells[i].picture.width(), kSmallestColumn});
      row.picture_height = std::max(row.picture_height, row.cells[i].picture.height());
    }
    rows.push_back(std::move(row));
  }
  require(!columns.empty(), Status::invalid_argument, "a figure needs at least one picture");
  require(options.row_labels.empty() || options.row_labels.size() == rows.size(),
          Status::invalid_argument, options.row_labels.size(), " labels were given for ",
          rows.size(), " rows of a figure");
  require(options.column_labels.empty() || options.column_labels.size() == columns.size(),
          Status::invalid_argument, options.column_labels.size(), " labels were given for ",
          columns.size(), " columns of a figure");
  for (size_t i = 0; i < options.column_labels.size(); ++i)
    columns[i].label = wrapped(options.column_labels[i], Font::regular, columns[i].width, 3);
  for (size_t r = 0; r < rows.size(); ++r) {
    Row& row = rows[r];
    if (!options.row_labels.empty())
      row.label = wrapped(options.row_labels[r], Font::regular, kRowLabelWidth, 5);
    for (size_t i = 0; i < row.cells.size(); ++i) {
      Placed& cell = row.cells[i];
      const Cell& source = given[r][i];
      cell.caption = wrapped(source.caption, Font::regular, columns[i].width, 3);
      cell.note = wrapped(source.note, Font::regular, columns[i].width, 2);
      row.text_height = std::max(row.text_height, cell.text_height());
      const int64_t width = std::max(cell.picture.width(), kSmallestColumn);
      if (has_extent(source.scale))
        cell.bar = horizontal_color_bar(*source.scale, width);
      else if (!source.legend.empty())
        cell.bar = legend_picture(source.legend, width);
      else
        continue;
      row.bar_height = std::max(row.bar_height, 2 * kTextGap + cell.bar->height());
    }
  }
}

void draw_row(Image& image, int64_t y, const Row& row, const std::vector<Column>& columns) {
  for (size_t i = 0; i < row.cells.size(); ++i) {
    const Placed& cell = row.cells[i];
    if (!cell.picture.valid()) continue;
    const Column& column = columns[i];
    const int64_t x = column.x + (column.width - cell.picture.width()) / 2;
    paste(image, x, y + (row.picture_height - cell.picture.height()) / 2, cell.picture);
    int64_t text_y = y + row.picture_height + kTextGap;
    text_y =
        draw_lines(image, column.x, text_y, column.width, cell.caption, Align::center, kTextColor);
    draw_lines(image, column.x, text_y, column.width, cell.note, Align::center, kWarningColor);
    if (cell.bar)
      paste(image, column.x + (column.width - cell.bar->width()) / 2,
            y + row.picture_height + row.text_height + 2 * kTextGap, *cell.bar);
  }
}

}  // namespace

Image figure(const std::vector<std::vector<Cell>>& given, const FigureOptions& options) {
  std::vector<Row> rows;
  std::vector<Column> columns;
  measure(given, options, rows, columns);

  int64_t row_label_width = 0, column_label_height = 0;
  for (const Row& row : rows) row_label_width = std::max(row_label_width, width_of(row.label));
  for (const Column& column : columns)
    column_label_height = std::max(column_label_height, height_of(column.label));

  int64_t x = kMargin + (row_label_width > 0 ? row_label_width + kSpacing : 0);
  for (Column& column : columns) {
    column.x = x;
    x += column.width + kSpacing;
  }
  int64_t rows_height = -kSpacing;
  for (const Row& row : rows) rows_height += row.height() + kSpacing;
  std::optional<Image> bar;
  if (has_extent(options.scale)) {
    bar = vertical_color_bar(*options.scale, std::clamp(rows_height, kBarHeight, kLargestBar));
    x += kSpacing + bar->width() + kSpacing;
  }
  const int64_t width = std::max(x - kSpacing + kMargin, kSmallestWidth);
  const Lines title = wrapped(options.title, Font::semibold, width - 2 * kMargin, 3);
  int64_t y = kMargin + height_of(title, Font::semibold) + (title.empty() ? 0 : kSpacing);
  const int64_t top = y + column_label_height + (column_label_height > 0 ? kTextGap : 0);
  const int64_t body = std::max(rows_height, bar ? bar->height() : 0);

  Image image = blank_image(width, top + body + kMargin, kBackground, "the figure");
  draw_lines(image, kMargin, kMargin, width, title, Align::left, kTextColor, Font::semibold);
  for (const Column& column : columns)
    draw_lines(image, column.x, y + column_label_height - height_of(column.label), column.width,
               column.label, Align::center, kTextColor);
  if (bar) paste(image, width - kMargin - bar->width(), top, *bar);
  y = top;
  for (const Row& row : rows) {
    draw_lines(image, kMargin, y + (row.picture_height - height_of(row.label)) / 2, row_label_width,
               row.label, Align::right, kTextColor);
    draw_row(image, y, row, columns);
    y += row.height() + kSpacing;
  }
  return image;
}

Image sheet(const Image& picture, const std::string& title, const std::string& note,
            const std::optional<ColorScale>& scale) {
  FigureOptions options;
  options.title = title;
  options.smallest_width = 1;
  options.scale = scale;
  return figure({{Cell{picture, "", note, std::nullopt, {}}}}, options);
}

}  // namespace cnnviz::core
