// figure.h
#include <cnnviz/figure.h>

#include <algorithm>
#include <map>

#include "api/drawing.h"
#include "api/handles.h"
#include "api/options.h"
#include "render/figure.h"

using namespace cnnviz::api;

struct cnnviz_figure {
  struct Cell {
    std::shared_ptr<const cnnviz::core::Image> picture;
    std::string caption, warning;
    std::optional<cnnviz::core::ColorScale> scale;
    std::vector<cnnviz::core::LegendEntry> legend;
  };
  std::string title;
  std::map<std::pair<int32_t, int32_t>, Cell> cells;  // by row and column
  std::map<int32_t, std::string> row_labels, column_labels;
  std::optional<cnnviz::core::ColorScale> scale;
};

namespace cnnviz::api {

template <>
cnnviz_figure_options default_options() {
  cnnviz_figure_options options{};
  options.smallest_width = 128;
  return options;
}

}  // namespace cnnviz::api

namespace {

constexpr int32_t kMostCells = 256;  // along a side

void check_position(int32_t row, int32_t column) {
  checked_range(row, 0, kMostCells - 1, "row");
  checked_range(column, 0, kMostCells - 1, "column");
}

// Labels 0 to count-1 as a list; empty where there is none.
std::vector<std::string> label_list(const std::map<int32_t, std::string>& labels, size_t count) {
  std::vector<std::string> list(labels.empty() ? 0 : count);
  for (const auto& [index, label] : labels)
    if (static_cast<size_t>(index) < list.size()) list[static_cast<size_t>(index)] = label;
  return list;
}

}  // namespace

cnnviz_status cnnviz_figure_options_init(cnnviz_figure_options* options, uint32_t struct_size) {
  return init_options(options, struct_size);
}

cnnviz_status cnnviz_figure_create(cnnviz_figure** figure, const char* title) {
  return guarded([&] {
    auto& place = output(figure, "figure");
    auto made = std::make_unique<cnnviz_figure>();
    made->title = text_or(title, "");
    place = made.release();
  });
}

void cnnviz_figure_free(cnnviz_figure* figure) {
  delete figure;
}

cnnviz_status cnnviz_figure_share(cnnviz_figure** shared, const cnnviz_figure* figure) {
  return share(shared, figure, "figure");
}

cnnviz_status cnnviz_figure_set(cnnviz_figure* figure, int32_t row, int32_t column,
                                const cnnviz_image* image, const char* caption,
                                const char* warning) {
  return guarded([&] {
    auto& cells = given(figure, "figure").cells;
    check_position(row, column);
    cnnviz_figure::Cell cell{
        given(image, "image").image, text_or(caption, ""), text_or(warning, ""), std::nullopt, {}};
    cells[{row, column}] = std::move(cell);
  });
}

cnnviz_status cnnviz_figure_set_color_bar(cnnviz_figure* figure, int32_t row, int32_t column,
                                          double low, double high, const char* color_map) {
  return guarded([&] {
    cnnviz_figure& target = given(figure, "figure");
    const auto scale = color_scale(low, high, color_map);
    if (row == -1 && column == -1) {
      target.scale = scale;
      return;
    }
    check_position(row, column);
    const auto cell = target.cells.find({row, column});
    require(cell != target.cells.end(), Status::not_found, "the cell at row ", row, ", column ",
            column, " has no picture yet");
    cell->second.scale = scale;
  });
}

cnnviz_status cnnviz_figure_add_legend(cnnviz_figure* figure, int32_t row, int32_t column,
                                       int32_t color, const char* meaning) {
  return guarded([&] {
    cnnviz_figure& target = given(figure, "figure");
    check_position(row, column);
    checked_range(color, 0, 0xffffff, "color");
    const auto cell = target.cells.find({row, column});
    require(cell != target.cells.end(), Status::not_found, "the cell at row ", row, ", column ",
            column, " has no picture yet");
    const auto byte = [&](int shift) { return static_cast<uint8_t>(color >> shift & 0xff); };
    cell->second.legend.push_back({{byte(16), byte(8), byte(0)}, text(meaning, "meaning")});
  });
}

cnnviz_status cnnviz_figure_label_row(cnnviz_figure* figure, int32_t row, const char* label) {
  return guarded([&] {
    cnnviz_figure& target = given(figure, "figure");
    check_position(row, 0);
    target.row_labels[row] = text(label, "label");
  });
}

cnnviz_status cnnviz_figure_label_column(cnnviz_figure* figure, int32_t column, const char* label) {
  return guarded([&] {
    cnnviz_figure& target = given(figure, "figure");
    check_position(0, column);
    target.column_labels[column] = text(label, "label");
  });
}

cnnviz_status cnnviz_figure_draw(cnnviz_image** image, const cnnviz_figure* figure,
                                 const cnnviz_figure_options* options) {
  return guarded([&] {
    auto& place = output(image, "image");
    const cnnviz_figure& source = given(figure, "figure");
    const auto sizes = read_options(options, "fill the options with cnnviz_figure_options_init");
    require(!source.cells.empty(), Status::invalid_argument, "the figure has no picture yet");

    std::vector<std::vector<cnnviz::core::Cell>> rows;
    size_t columns = 0;
    for (const auto& [position, cell] : source.cells) {
      const auto row = static_cast<size_t>(position.first);
      const auto column = static_cast<size_t>(position.second);
      if (rows.size() <= row) rows.resize(row + 1);
      if (rows[row].size() <= column) rows[row].resize(column + 1);
      columns = std::max(columns, column + 1);
      rows[row][column] = {*cell.picture, cell.caption, cell.warning, cell.scale, cell.legend};
    }
    cnnviz::core::FigureOptions drawing;
    drawing.title = source.title;
    drawing.row_labels = label_list(source.row_labels, rows.size());
    drawing.column_labels = label_list(source.column_labels, columns);
    drawing.scale = source.scale;
    drawing.cell_width =
        checked_range(sizes.cell_width, 0, cnnviz::core::kMaxImageSide, "cell_width");
    drawing.cell_height =
        checked_range(sizes.cell_height, 0, cnnviz::core::kMaxImageSide, "cell_height");
    drawing.smallest_width = checked_range(sizes.smallest_width, 1, 4096, "smallest_width");
    place = new_image(cnnviz::core::figure(rows, drawing));
  });
}
