#include "methods/rise.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "base/random.h"
#include "tensor/resample.h"

namespace cnnviz::core {

namespace {

constexpr int64_t kMostMasks = 10'000'000;
// What a cancelled call still has to sum up takes some ten milliseconds.
constexpr int64_t kMasksAtOnce = 256;

// Numbers of their own for every mask, whichever are made before.
Random mask_random(uint64_t seed, int64_t index) {
  constexpr uint64_t kSpread = 0xd1342543de82ef95;  // odd: different indices stay different
  return Random(Random(seed ^ (static_cast<uint64_t>(index) + 1) * kSpread).next());
}

}  // namespace

void check_rise(const RiseOptions& options, int64_t height, int64_t width) {
  require(options.masks >= 1 && options.masks <= kMostMasks, Status::invalid_argument,
          "the number of masks is from 1 to ", kMostMasks, ", not ", options.masks);
  const int64_t most = std::min(height, width);
  require(options.cells >= 1 && options.cells <= most, Status::invalid_argument,
          "the masks' cells along a side are from 1 to the picture's ", most, ", not ",
          options.cells);
  require(options.probability > 0 && options.probability < 1, Status::invalid_argument,
          "the probability that a cell is kept lies between 0 and 1, not at ", options.probability);
}

void rise_mask(const RiseOptions& options, int64_t index, int64_t height, int64_t width,
               std::span<float> mask) {
  const int64_t cells = options.cells;
  Random random = mask_random(options.seed, index);
  Tensor grid = Tensor::unfilled(DataType::float32, {cells, cells});
  for (float& cell : grid.mutable_floats()) cell = random.uniform() < options.probability ? 1 : 0;
  const int64_t cell_height = (height + cells - 1) / cells;
  const int64_t cell_width = (width + cells - 1) / cells;
  const Tensor large = resample_bilinear(grid, (cells + 1) * cell_height, (cells + 1) * cell_width);
  const int64_t top = random.below(cell_height), left = random.below(cell_width);
  const int64_t row = large.shape()[1];
  for (int64_t y = 0; y < height; ++y)
    std::copy_n(large.floats().data() + (top + y) * row + left, width, mask.data() + y * width);
}

RiseResult rise(Perturbation& perturbation, const RiseOptions& options) {
  const int64_t height = perturbation.height(), width = perturbation.width();
  check_rise(options, height, width);
  const auto targets = static_cast<int64_t>(perturbation.targets().size());
  const auto plane = static_cast<size_t>(height * width);
  std::vector<std::vector<double>> sums(static_cast<size_t>(targets), std::vector<double>(plane));
  std::vector<float> mask(plane);
  RiseResult result;
  result.scores = Tensor(DataType::float32, {targets, options.masks});
  const auto scores = result.scores.mutable_floats();
  std::fill(scores.begin(), scores.end(), std::numeric_limits<float>::quiet_NaN());
  for (int64_t first = 0; first < options.masks && result.completed; first += kMasksAtOnce) {
    Covers covers;
    covers.height = height;
    covers.width = width;
    covers.corners.resize(static_cast<size_t>(std::min(kMasksAtOnce, options.masks - first)));
    covers.write = [&](int64_t cover, std::span<float> cells) {
      rise_mask(options, first + cover, height, width, cells);
      for (float& value : cells) value = 1 - value;
    };
    const ProbeScores found = perturbation.run(covers);
    for (size_t i = 0; i < covers.corners.size(); ++i) {
      if (std::isnan(found.scores[0][i])) continue;
      const int64_t index = first + static_cast<int64_t>(i);
      rise_mask(options, index, height, width, mask);
      for (size_t t = 0; t < sums.size(); ++t) {
        const double score = found.scores[t][i];
        scores[t * static_cast<size_t>(options.masks) + static_cast<size_t>(index)] =
            static_cast<float>(score);
        for (size_t p = 0; p < plane; ++p) sums[t][p] += score * static_cast<double>(mask[p]);
      }
    }
    result.done += found.done;
    result.completed = found.completed;
  }
  result.maps = Tensor::unfilled(DataType::float32, {targets, height, width});
  const double share = result.done > 0
                           ? 1 / (static_cast<double>(result.done) * options.probability)
                           : std::numeric_limits<double>::quiet_NaN();
  float* target = result.maps.mutable_floats().data();
  for (const std::vector<double>& sum : sums)
    for (const double value : sum) *target++ = static_cast<float>(share * value);
  return result;
}

}  // namespace cnnviz::core
