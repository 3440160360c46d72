#include "methods/diversity.h"

#include <cmath>
#include <vector>

#include "base/error.h"
#include "math/parallel.h"
#include "methods/batch.h"

namespace cnnviz::core {

namespace {

constexpr double kEpsilon = 1e-10;

CNNVIZ_HOT void add_scaled(float* to, const float* from, float factor, int64_t count) {
  for (int64_t i = 0; i < count; ++i) to[i] += factor * from[i];
}

// to[K, columns] += a[K, K] b[K, columns]
void add_product(const std::vector<float>& a, const std::vector<float>& b, std::vector<float>& to,
                 int64_t rows, int64_t columns) {
  parallel_ranges(rows, static_cast<double>(rows * columns) / 4, [&](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r)
      for (int64_t k = 0; k < rows; ++k)
        add_scaled(to.data() + r * columns, b.data() + k * columns,
                   a[static_cast<size_t>(r * rows + k)], columns);
  });
}

double inner(const std::vector<float>& a, const std::vector<float>& b) {
  double sum = 0;
  for (size_t i = 0; i < a.size(); ++i)
    sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
  return sum;
}

// One picture's maps and their normalized Gram matrix.
struct Texture {
  ImagePart part;
  MapIndex index;
  std::vector<float> maps;  // [K, P]
  std::vector<float> gram;  // [K, K], normalized
  double norm = 0;

  Texture(const Tensor& tensor, const SpatialView& view, const std::string& name, int64_t count,
          int64_t n)
      : part(image_part(tensor, name, count, n)), index(map_index(part.shape, view, name)) {
    const int64_t channels = index.channels, positions = index.positions;
    std::vector<float> transposed(static_cast<size_t>(positions * channels));
    for (int64_t c = 0; c < channels; ++c)
      for (int64_t p = 0; p < positions; ++p) {
        const float value = part.values[static_cast<size_t>(index.at(c, p))];
        maps.push_back(value);
        transposed[static_cast<size_t>(p * channels + c)] = value;
      }
    gram.assign(static_cast<size_t>(channels * channels), 0);
    const double cost = static_cast<double>(positions * channels) / 4;
    parallel_ranges(channels, cost, [&](int64_t begin, int64_t end) {
      for (int64_t c = begin; c < end; ++c)
        for (int64_t p = 0; p < positions; ++p)
          add_scaled(gram.data() + c * channels, transposed.data() + p * channels,
                     maps[static_cast<size_t>(c * positions + p)], channels);
    });
    norm = std::sqrt(inner(gram, gram) + kEpsilon);
    for (float& value : gram) value = static_cast<float>(static_cast<double>(value) / norm);
  }
};

}  // namespace

double subtract_likeness(const Tensor& tensor, const SpatialView& view, const std::string& name,
                         double weight, Tensor* gradient) {
  const int64_t count = tensor.shape()[0];
  std::vector<Texture> textures;
  for (int64_t n = 0; n < count; ++n) textures.emplace_back(tensor, view, name, count, n);
  require(textures[0].index.positions > 1, Status::invalid_argument, "\"", name, "\" of shape ",
          shape_text(tensor.shape()),
          " has no positions: diversity compares the maps of a layer; choose a layer with maps");
  double likeness = 0;
  for (int64_t n = 0; n < count; ++n) {
    const Texture& own = textures[static_cast<size_t>(n)];
    std::vector<float> others(own.gram.size(), 0);
    for (int64_t k = 0; k < count; ++k)
      if (k != n)
        add_scaled(others.data(), textures[static_cast<size_t>(k)].gram.data(), 1,
                   static_cast<int64_t>(others.size()));
    const double along = inner(others, own.gram);
    likeness += along / static_cast<double>(count);
    if (gradient == nullptr) continue;
    // d/dG = 2 / N (others - <others, g> g) / |G|, and d/dF = 2 (d/dG) F.
    add_scaled(others.data(), own.gram.data(), static_cast<float>(-along),
               static_cast<int64_t>(others.size()));
    std::vector<float> below(own.maps.size(), 0);
    add_product(others, own.maps, below, own.index.channels, own.index.positions);
    const double factor = -weight * 4 / (static_cast<double>(count) * own.norm);
    float* to = gradient->mutable_floats().data() + own.part.offset;
    for (int64_t c = 0; c < own.index.channels; ++c)
      for (int64_t p = 0; p < own.index.positions; ++p)
        to[own.index.at(c, p)] += static_cast<float>(
            factor * static_cast<double>(below[static_cast<size_t>(c * own.index.positions + p)]));
  }
  return likeness;
}

}  // namespace cnnviz::core
