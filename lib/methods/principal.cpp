#include "methods/principal.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "base/random.h"
#include "math/matrix.h"
#include "math/parallel.h"

namespace cnnviz::core {

namespace {

constexpr int64_t kOversampling = 8;  // directions beside those wanted, which speed convergence
constexpr int kMostRounds = 60;
constexpr double kTolerance = 1e-7;  // of the wanted variances' sum, from round to round
// Rows are split into strips, whatever the number of threads: the sums' order stays the same. A
// strip is walked by one thread, in blocks.
constexpr int64_t kStrips = 8;
constexpr int64_t kRows = 128;  // of a block

// Rows less their mean, in blocks, scaled so that products neither overflow nor vanish.
class CenteredRows {
 public:
  explicit CenteredRows(const Tensor& points)
      : values_(points.floats().data()),
        rows_(points.shape()[0]),
        width_(points.shape()[1]),
        mean_(static_cast<size_t>(width_), 0) {
    for (int64_t r = 0; r < rows_; ++r)
      for (int64_t c = 0; c < width_; ++c)
        mean_[static_cast<size_t>(c)] += static_cast<double>(values_[r * width_ + c]);
    for (double& mean : mean_) mean /= static_cast<double>(rows_);
    double largest = 0;
    for (int64_t r = 0; r < rows_; ++r)
      for (int64_t c = 0; c < width_; ++c) largest = std::max(largest, std::abs(centered(r, c)));
    int exponent = 0;
    std::frexp(largest, &exponent);
    scale_ = std::ldexp(1.0, -exponent);
  }

  int64_t rows() const { return rows_; }
  int64_t width() const { return width_; }
  double scale() const { return scale_; }

  // Calls use(strip, first row, number of rows, rows), for the strips at once on several threads.
  template <typename Use>
  void for_blocks(const Use& use) const {
    parallel_tasks(kStrips, current_threads(), [&](int64_t strip) {
      const int64_t end = (strip + 1) * rows_ / kStrips;
      std::vector<float> block(static_cast<size_t>(kRows * width_));
      for (int64_t first = strip * rows_ / kStrips; first < end; first += kRows) {
        const int64_t count = std::min(kRows, end - first);
        float* to = block.data();
        for (int64_t r = first; r < first + count; ++r)
          for (int64_t c = 0; c < width_; ++c) *to++ = static_cast<float>(centered(r, c) * scale_);
        use(static_cast<size_t>(strip), first, count, block.data());
      }
    });
  }

 private:
  double centered(int64_t row, int64_t column) const {
    return static_cast<double>(values_[row * width_ + column]) - mean_[static_cast<size_t>(column)];
  }

  const float* values_;
  int64_t rows_, width_;
  std::vector<double> mean_;
  double scale_ = 1;
};

using Direction = std::vector<double>;

double inner(const Direction& a, const Direction& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

// Gram-Schmidt, twice for accuracy; directions that depend on those before become zero.
void orthonormalize(std::vector<Direction>& directions) {
  double largest = 0;
  for (const Direction& direction : directions)
    largest = std::max(largest, std::sqrt(inner(direction, direction)));
  for (size_t i = 0; i < directions.size(); ++i) {
    for (int pass = 0; pass < 2; ++pass)
      for (size_t j = 0; j < i; ++j) {
        const double along = inner(directions[i], directions[j]);
        for (size_t c = 0; c < directions[i].size(); ++c)
          directions[i][c] -= along * directions[j][c];
      }
    const double length = std::sqrt(inner(directions[i], directions[i]));
    const double factor = length > 1e-6 * largest ? 1 / length : 0;
    for (double& value : directions[i]) value *= factor;
  }
}

// Eigenvectors of a small symmetric matrix by Jacobi's rotations; `matrix` becomes diagonal.
// vectors[i] belongs to matrix[i][i].
std::vector<Direction> eigenvectors(std::vector<Direction>& matrix) {
  const size_t size = matrix.size();
  std::vector<Direction> vectors(size, Direction(size, 0));
  for (size_t i = 0; i < size; ++i) vectors[i][i] = 1;
  constexpr int kSweeps = 30;
  for (int sweep = 0; sweep < kSweeps; ++sweep) {
    double off = 0, all = 0;
    for (size_t i = 0; i < size; ++i)
      for (size_t j = 0; j < size; ++j) (i == j ? all : off) += matrix[i][j] * matrix[i][j];
    if (off <= 1e-24 * all) break;
    for (size_t p = 0; p < size; ++p)
      for (size_t q = p + 1; q < size; ++q) {
        if (matrix[p][q] == 0) continue;
        const double theta = (matrix[q][q] - matrix[p][p]) / (2 * matrix[p][q]);
        const double t = (theta >= 0 ? 1 : -1) / (std::abs(theta) + std::sqrt(theta * theta + 1));
        const double cosine = 1 / std::sqrt(t * t + 1), sine = t * cosine;
        for (size_t k = 0; k < size; ++k) {
          const double a = matrix[k][p], b = matrix[k][q];
          matrix[k][p] = cosine * a - sine * b;
          matrix[k][q] = sine * a + cosine * b;
        }
        for (size_t k = 0; k < size; ++k) {
          const double a = matrix[p][k], b = matrix[q][k];
          matrix[p][k] = cosine * a - sine * b;
          matrix[q][k] = sine * a + cosine * b;
          const double c = vectors[p][k], d = vectors[q][k];
          vectors[p][k] = cosine * c - sine * d;
          vectors[q][k] = sine * c + cosine * d;
        }
      }
  }
  return vectors;
}

// As the columns of a float matrix [width, count].
std::vector<float> as_columns(const std::vector<Direction>& directions, size_t count) {
  const size_t width = directions.front().size();
  std::vector<float> columns(width * count);
  for (size_t c = 0; c < width; ++c)
    for (size_t i = 0; i < count; ++i)
      columns[c * count + i] = static_cast<float>(directions[i][c]);
  return columns;
}

// The scatter matrix times each direction.
std::vector<Direction> scattered(const CenteredRows& rows,
                                 const std::vector<Direction>& directions) {
  const auto count = static_cast<int64_t>(directions.size()), width = rows.width();
  const std::vector<float> columns = as_columns(directions, directions.size());
  const auto size = static_cast<size_t>(width * count);
  std::vector<std::vector<double>> sums(kStrips);
  rows.for_blocks([&](size_t strip, int64_t, int64_t height, const float* block) {
    std::vector<float> scores(static_cast<size_t>(height * count)), part(size);
    matrix_product(false, false, height, count, width, 1, block, columns.data(), 0, scores.data());
    matrix_product(true, false, width, count, height, 1, block, scores.data(), 0, part.data());
    sums[strip].resize(size, 0);
    for (size_t i = 0; i < size; ++i) sums[strip][i] += static_cast<double>(part[i]);
  });
  std::vector<Direction> result(directions.size(), Direction(static_cast<size_t>(width), 0));
  for (const std::vector<double>& strip : sums)
    for (size_t i = 0; i < strip.size(); ++i)
      result[i % result.size()][i / result.size()] += strip[i];
  return result;
}

// The directions turned to the axes of the scatter within their span, of falling variance; returns
// the variances.
std::vector<double> align(std::vector<Direction>& directions,
                          const std::vector<Direction>& images) {
  const size_t size = directions.size();
  std::vector<Direction> matrix(size, Direction(size));
  for (size_t i = 0; i < size; ++i)
    for (size_t j = 0; j <= i; ++j)
      matrix[i][j] = matrix[j][i] =
          (inner(directions[i], images[j]) + inner(directions[j], images[i])) / 2;
  const std::vector<Direction> vectors = eigenvectors(matrix);
  std::vector<size_t> order(size);
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return matrix[a][a] > matrix[b][b]; });
  std::vector<Direction> turned(size, Direction(directions.front().size(), 0));
  std::vector<double> variances;
  for (size_t i = 0; i < size; ++i) {
    for (size_t j = 0; j < size; ++j)
      for (size_t c = 0; c < turned[i].size(); ++c)
        turned[i][c] += vectors[order[i]][j] * directions[j][c];
    variances.push_back(matrix[order[i]][order[i]]);
  }
  directions = std::move(turned);
  return variances;
}

}  // namespace

Tensor principal_components(const Tensor& points, int64_t count, uint64_t seed,
                            Progress* progress) {
  const int64_t width = points.shape()[1];
  require(count >= 1 && count <= std::min(width, kMostComponents), Status::invalid_argument,
          "the number of principal components is ", count, ", but must be from 1 to ",
          std::min(width, kMostComponents), ", the width of the rows at most");
  begin_stage(progress, "principal components", kMostRounds);
  const CenteredRows rows(points);
  Random random(seed);
  std::vector<Direction> directions(static_cast<size_t>(std::min(width, count + kOversampling)));
  for (Direction& direction : directions)
    for (int64_t c = 0; c < width; ++c) direction.push_back(random.normal());
  orthonormalize(directions);
  double before = 0;
  for (int round = 0; round < kMostRounds; ++round) {
    check_cancelled(progress);
    std::vector<Direction> images = scattered(rows, directions);
    advance_stage(progress, 1);
    const std::vector<double> variances = align(directions, images);
    const double sum = std::accumulate(variances.begin(), variances.begin() + count, 0.0);
    if (directions.size() == static_cast<size_t>(width) || sum <= before * (1 + kTolerance)) break;
    before = sum;
    directions = std::move(images);
    orthonormalize(directions);
  }
  directions.resize(static_cast<size_t>(count));
  for (Direction& direction : directions) {
    const auto largest =
        std::max_element(direction.begin(), direction.end(),
                         [](double a, double b) { return std::abs(a) < std::abs(b); });
    if (*largest < 0)
      for (double& value : direction) value = -value;
  }
  const std::vector<float> columns = as_columns(directions, directions.size());
  Tensor result = Tensor::unfilled(DataType::float32, {rows.rows(), count});
  float* scores = result.mutable_floats().data();
  rows.for_blocks([&](size_t, int64_t first, int64_t height, const float* block) {
    matrix_product(false, false, height, count, width, 1, block, columns.data(), 0,
                   scores + first * count);
  });
  for (float& score : result.mutable_floats())
    score = static_cast<float>(static_cast<double>(score) / rows.scale());
  return result;
}

}  // namespace cnnviz::core
