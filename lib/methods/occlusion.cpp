#include "methods/occlusion.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/error.h"
#include "tensor/statistics.h"

namespace cnnviz::core {

namespace {

// Adaptive: positions whose change is above this percentile of the coarse ones are refined.
constexpr double kRefined = 75;

class Study {
 public:
  Study(Perturbation& perturbation, const OcclusionOptions& options)
      : perturbation_(perturbation),
        geometry_(resolved(options.geometry, perturbation.height(), perturbation.width())),
        grid_(window_grid(geometry_)),
        drops_(perturbation.targets().size(), std::vector<double>(count(), kNan)),
        weights_(plane(), 0),
        sums_(perturbation.targets().size(), std::vector<double>(plane(), 0)),
        classes_(count(), kNoClass),
        evaluated_(count(), 0) {
    if (options.adaptive)
      run_adaptive();
    else
      run_all();
  }

  OcclusionResult result() const {
    OcclusionResult result;
    result.geometry = geometry_;
    result.completed = completed_;
    result.work = work_;
    const auto targets = static_cast<int64_t>(drops_.size());
    const int64_t height = perturbation_.height(), width = perturbation_.width();
    result.drops = Tensor::unfilled(DataType::float32, {targets, rows(), columns()});
    result.maps = Tensor::unfilled(DataType::float32, {targets, height, width});
    float* drops = result.drops.mutable_floats().data();
    float* maps = result.maps.mutable_floats().data();
    for (size_t t = 0; t < drops_.size(); ++t) {
      for (const double drop : drops_[t]) *drops++ = static_cast<float>(drop);
      for (size_t p = 0; p < weights_.size(); ++p)
        *maps++ = static_cast<float>(weights_[p] > 0 ? sums_[t][p] / weights_[p] : kNan);
    }
    result.classes = Tensor::from_ints({rows(), columns()}, classes_);
    result.evaluated = Tensor::from_ints({rows(), columns()}, evaluated_);
    return result;
  }

 private:
  static constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

  size_t count() const { return static_cast<size_t>(grid_.count()); }
  size_t plane() const {
    return static_cast<size_t>(perturbation_.height() * perturbation_.width());
  }
  int64_t rows() const { return static_cast<int64_t>(grid_.rows.size()); }
  int64_t columns() const { return static_cast<int64_t>(grid_.columns.size()); }

  Covers covers(const std::vector<int64_t>& positions) const {
    return window_covers(geometry_, grid_, positions, perturbation_.height(),
                         perturbation_.width());
  }

  void evaluate(const std::vector<int64_t>& positions) {
    if (positions.empty() || !completed_) return;
    const ProbeScores found = perturbation_.run(covers(positions));
    for (size_t i = 0; i < positions.size(); ++i) {
      const auto position = static_cast<size_t>(positions[i]);
      classes_[position] = found.classes[i];
      evaluated_[position] = std::isnan(found.scores[0][i]) ? 0 : 1;
      for (size_t t = 0; t < drops_.size(); ++t)
        drops_[t][position] = perturbation_.scores()[t] - found.scores[t][i];
    }
    completed_ = found.completed;
    work_ = found.work;
  }

  // Adds every position whose drop is known to the maps.
  void spread() {
    std::vector<int64_t> known;
    for (size_t position = 0; position < count(); ++position)
      if (!std::isnan(drops_[0][position])) known.push_back(static_cast<int64_t>(position));
    const Covers all = covers(known);
    std::vector<float> mask(static_cast<size_t>(all.height * all.width));
    for (size_t i = 0; i < known.size(); ++i) {
      all.write(static_cast<int64_t>(i), mask);
      const auto& corner = all.corners[i];
      for (int64_t y = 0; y < all.height; ++y) {
        const float* row = mask.data() + y * all.width;
        const auto at =
            static_cast<size_t>((corner.row + y) * perturbation_.width() + corner.column);
        for (size_t x = 0; x < static_cast<size_t>(all.width); ++x) {
          if (row[x] == 0) continue;
          const double weight = static_cast<double>(row[x]);
          weights_[at + x] += weight;
          for (size_t t = 0; t < drops_.size(); ++t)
            sums_[t][at + x] += weight * drops_[t][static_cast<size_t>(known[i])];
        }
      }
    }
  }

  void run_all() {
    std::vector<int64_t> positions(count());
    std::iota(positions.begin(), positions.end(), 0);
    evaluate(positions);
    spread();
  }

  // Even positions along an axis, and the last.
  static bool coarse(int64_t i, int64_t extent) { return i % 2 == 0 || i == extent - 1; }
  bool coarse_position(int64_t position) const {
    return coarse(position / columns(), rows()) && coarse(position % columns(), columns());
  }

  void run_adaptive() {
    std::vector<int64_t> first;
    for (int64_t position = 0; position < grid_.count(); ++position)
      if (coarse_position(position)) first.push_back(position);
    evaluate(first);
    if (completed_) {
      evaluate(near_the_largest(first));
      if (completed_) interpolate();
    }
    spread();
  }

  // Positions next to a coarse one where some target changes more than at most others.
  std::vector<int64_t> near_the_largest(const std::vector<int64_t>& first) const {
    std::vector<bool> refine(count(), false);
    for (const std::vector<double>& drops : drops_) {
      std::vector<float> sizes;
      sizes.reserve(first.size());
      for (const int64_t position : first)
        sizes.push_back(static_cast<float>(std::abs(drops[static_cast<size_t>(position)])));
      const double limit = percentile(sizes, kRefined);
      for (size_t i = 0; i < first.size(); ++i) {
        if (static_cast<double>(sizes[i]) <= limit) continue;
        const int64_t row = first[i] / columns(), column = first[i] % columns();
        for (int64_t y = std::max<int64_t>(0, row - 1); y <= std::min(row + 1, rows() - 1); ++y)
          for (int64_t x = std::max<int64_t>(0, column - 1);
               x <= std::min(column + 1, columns() - 1); ++x)
            refine[static_cast<size_t>(y * columns() + x)] = true;
      }
    }
    std::vector<int64_t> second;
    for (size_t position = 0; position < count(); ++position)
      if (refine[position] && evaluated_[position] == 0)
        second.push_back(static_cast<int64_t>(position));
    return second;
  }

  // What was not computed is the mean of the two or four coarse neighbors, its class the first's.
  void interpolate() {
    for (int64_t position = 0; position < grid_.count(); ++position) {
      const auto at = static_cast<size_t>(position);
      if (evaluated_[at] != 0) continue;
      const int64_t row = position / columns(), column = position % columns();
      const bool row_known = coarse(row, rows()), column_known = coarse(column, columns());
      const int64_t up = row_known ? 0 : 1, left = column_known ? 0 : 1;
      const auto neighbor = [&](int64_t dy, int64_t dx) {
        return static_cast<size_t>((row + dy) * columns() + column + dx);
      };
      for (std::vector<double>& drops : drops_)
        drops[at] = (drops[neighbor(-up, -left)] + drops[neighbor(-up, left)] +
                     drops[neighbor(up, -left)] + drops[neighbor(up, left)]) /
                    4;
      classes_[at] = classes_[neighbor(-up, -left)];
    }
  }

  Perturbation& perturbation_;
  OcclusionGeometry geometry_;
  WindowGrid grid_;
  std::vector<std::vector<double>> drops_;  // [targets][positions]
  std::vector<double> weights_;             // [H W]
  std::vector<std::vector<double>> sums_;   // [targets][H W]
  std::vector<int64_t> classes_, evaluated_;
  bool completed_ = true;
  WindowReport work_;
};

}  // namespace

OcclusionResult occlusion(Perturbation& perturbation, const OcclusionOptions& options) {
  return Study(perturbation, options).result();
}

}  // namespace cnnviz::core
