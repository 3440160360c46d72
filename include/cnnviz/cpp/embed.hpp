/* Points of many dimensions: nearest neighbors, maps in the plane. */
#ifndef CNNVIZ_CPP_EMBED_HPP
#define CNNVIZ_CPP_EMBED_HPP

#include <cnnviz/cpp/image.hpp>
#include <cnnviz/cpp/options.hpp>

namespace cnnviz {

/* The nearest among `points` [n, d] of each row of `queries` [q, d]; none: of each point among the
 * others. */
[[nodiscard]] inline Result neighbors(const Tensor& points, const Tensor& queries = {},
                                      const NeighborsOptions& options = {},
                                      const Job& job = Job::none()) {
  const auto native = detail::native(options);
  return detail::make<Result>(cnnviz_neighbors, points.get(), queries.get(), &native, job.get());
}

/* A map of points in the plane: "coordinates" [n, 2]. */
[[nodiscard]] inline Result tsne(const Tensor& points, const TsneOptions& options = {},
                                 const Job& job = Job::none()) {
  const auto native = detail::native(options);
  return detail::make<Result>(cnnviz_tsne, points.get(), &native, job.get());
}

/* Points moved to the cells of a grid: int64 [rows, columns], -1 for empty cells. */
[[nodiscard]] inline Tensor embedding_grid(const Tensor& coordinates, int32_t rows, int32_t columns,
                                           GridRule rule = GridRule::Nearest,
                                           const Job& job = Job::none()) {
  return detail::make<Tensor>(cnnviz_embedding_grid, coordinates.get(), rows, columns,
                              static_cast<cnnviz_grid_rule>(rule), job.get());
}

/* `label_names` is a list(). */
[[nodiscard]] inline Image embedding_draw(const Tensor& coordinates, const Tensor& labels = {},
                                          Text label_names = {}, const PlotOptions& options = {}) {
  const auto native = detail::native(options);
  return detail::make<Image>(cnnviz_embedding_draw, coordinates.get(), labels.get(),
                             label_names.c_str(), &native);
}

[[nodiscard]] inline Image embedding_mosaic(const Tensor& cells, const Images& images,
                                            const PlotOptions& options = {}) {
  const auto native = detail::native(options);
  return detail::make<Image>(cnnviz_embedding_mosaic, cells.get(), images.get(), &native);
}

/* What an HTML page shows beside the points. */
struct PageContents {
  Tensor labels = {};
  std::string label_names = {}; /* a list() */
  Images images = Images::none();
  std::string captions = {}; /* a list() */
  std::string title = {};
  std::string note = {};
};

[[nodiscard]] inline Bytes embedding_page(const Tensor& coordinates,
                                          const PageContents& contents = {},
                                          const PlotOptions& options = {}) {
  const auto native = detail::native(options);
  const auto text = [](const std::string& given) {
    return given.empty() ? nullptr : given.c_str();
  };
  return detail::make<Bytes>(cnnviz_embedding_page, coordinates.get(), contents.labels.get(),
                             text(contents.label_names), contents.images.get(),
                             text(contents.captions), text(contents.title), text(contents.note),
                             &native);
}

}  // namespace cnnviz

#endif
