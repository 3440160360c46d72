/* Drawing: maps in colors, overlays, grids, figures. Color maps go by matplotlib's names. */
#ifndef CNNVIZ_CPP_RENDER_HPP
#define CNNVIZ_CPP_RENDER_HPP

#include <cnnviz/cpp/image.hpp>
#include <cnnviz/cpp/options.hpp>

namespace cnnviz {

/* A map [h, w] in colors. */
[[nodiscard]] inline Image render_map(const Tensor& map, Text color_map = {},
                                      const MapOptions& options = {}) {
  const auto native = detail::native(options);
  return detail::make<Image>(cnnviz_render_map, map.get(), color_map.c_str(), &native);
}

/* A map laid over a photo, such as Model::view() makes. */
[[nodiscard]] inline Image render_overlay(const Tensor& map, const Image& photo,
                                          Text color_map = {}, const MapOptions& options = {}) {
  const auto native = detail::native(options);
  return detail::make<Image>(cnnviz_render_overlay, map.get(), photo.get(), color_map.c_str(),
                             &native);
}

/* A signed gradient [C, H, W] in its own colors; `reversed` where they are blue, green, red. */
[[nodiscard]] inline Image render_signed(const Tensor& values, bool reversed = false,
                                         const MapOptions& options = {}) {
  const auto native = detail::native(options);
  return detail::make<Image>(cnnviz_render_signed, values.get(), int32_t{reversed}, &native);
}

/* What a map holds, and the scale that a picture of it has. */
[[nodiscard]] inline cnnviz_map_info render_measure(const Tensor& map,
                                                    const MapOptions& options = {}) {
  const auto native = detail::native(options);
  cnnviz_map_info info{};
  info.struct_size = sizeof info;
  detail::check(cnnviz_render_measure(&info, map.get(), &native));
  return info;
}

/* A grid of maps [K, h, w]; `order` lists those to draw. */
[[nodiscard]] inline Image render_grid(const Tensor& maps, const Tensor& order = {},
                                       Text color_map = {}, const GridOptions& options = {}) {
  const auto native = detail::native(options);
  return detail::make<Image>(cnnviz_render_grid, maps.get(), order.get(), color_map.c_str(),
                             &native);
}

/* The tiles of Model::filters(). */
[[nodiscard]] inline Image render_filters(const Result& filters, Text color_map = {},
                                          const GridOptions& options = {}) {
  const auto native = detail::native(options);
  return detail::make<Image>(cnnviz_render_filters, filters.get(), color_map.c_str(), &native);
}

[[nodiscard]] inline Image render_color_bar(double low, double high, Text color_map = {},
                                            int32_t length = 256, bool standing = false) {
  return detail::make<Image>(cnnviz_render_color_bar, low, high, color_map.c_str(), length,
                             int32_t{standing});
}

/* Rows and columns of pictures with a title, labels, captions and color bars. */
class Figure : public Handle<cnnviz_figure, cnnviz_figure_free, cnnviz_figure_share> {
 public:
  using Handle::Handle;
  explicit Figure(Text title = {})
      : Handle(detail::make<Figure>(cnnviz_figure_create, title.c_str())) {}

  Figure& set(int32_t row, int32_t column, const Image& image, Text caption = {},
              Text warning = {}) {
    detail::check(
        cnnviz_figure_set(get(), row, column, image.get(), caption.c_str(), warning.c_str()));
    return *this;
  }
  /* Below the picture of a cell; row and column -1: one for the whole figure. */
  Figure& set_color_bar(int32_t row, int32_t column, double low, double high, Text color_map = {}) {
    detail::check(cnnviz_figure_set_color_bar(get(), row, column, low, high, color_map.c_str()));
    return *this;
  }
  /* `color` is 0xRRGGBB. */
  Figure& add_legend(int32_t row, int32_t column, int32_t color, const std::string& meaning) {
    detail::check(cnnviz_figure_add_legend(get(), row, column, color, meaning.c_str()));
    return *this;
  }
  Figure& label_row(int32_t row, const std::string& label) {
    detail::check(cnnviz_figure_label_row(get(), row, label.c_str()));
    return *this;
  }
  Figure& label_column(int32_t column, const std::string& label) {
    detail::check(cnnviz_figure_label_column(get(), column, label.c_str()));
    return *this;
  }
  [[nodiscard]] Image draw(const FigureOptions& options = {}) const {
    const auto native = detail::native(options);
    return detail::make<Image>(cnnviz_figure_draw, get(), &native);
  }
};

}  // namespace cnnviz

#endif
