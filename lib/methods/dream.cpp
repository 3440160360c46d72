#include "methods/dream.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "base/error.h"
#include "base/random.h"
#include "base/text.h"
#include "methods/batch.h"
#include "methods/dream_objective.h"
#include "tensor/resample.h"

namespace cnnviz::core {

namespace {

constexpr float kWhite = 255;

// Sides of tiles that are tried, the first that memory allows is taken.
constexpr int64_t kTileSides[] = {1024, 768, 512, 384, 256, 192, 128};
// Of a tile's side that overlaps by default at most.
constexpr int64_t kOverlapShare = 8;

// The tiles of one size of the picture.
struct Tiling {
  TileAxis rows, columns;
  int64_t count() const { return rows.count * columns.count; }
};

class Dreamer {
 public:
  Dreamer(Executor& executor, DreamRequest& request, Progress* progress)
      : request_(request),
        options_(request.options),
        progress_(progress),
        offsets_(request.options.seed),
        cuts_(~request.options.seed),
        objective_(executor, request, progress) {
    for (const auto& [name, grid] : request.grids)
      for (const UnitAxis* axis : {&grid.rows, &grid.columns}) {
        alignment_ = std::lcm(alignment_, axis->pixels);
        reach_ = std::max(reach_, axis->reach);
        unbounded_ = unbounded_ || axis->unbounded;
      }
    tileable_ = request.grids.size() == objective_.tensors().size();
  }

  DreamResult run() {
    DreamResult result;
    const Shape& shape = request_.picture.shape();
    result.sizes = octave_sizes(shape[1], shape[2], options_.octaves, options_.octave_scale);
    side_ = tile_side();
    std::vector<Tiling> tilings;
    int64_t total = 0;
    for (const OctaveSize& size : result.sizes) {
      tilings.push_back(tiling(size));
      total += tilings.back().count() * options_.steps;
    }
    result.rows = tilings[0].rows;
    result.columns = tilings[0].columns;
    result.exact = tilings[0].count() == 1 || (!unbounded_ && overlap(side_) >= reach_);
    begin_stage(progress_, "dream", total);

    std::vector<Tensor> bases = octave_bases(std::move(request_.picture), result.sizes);
    request_.picture = Tensor();
    Tensor detail;
    for (size_t k = result.sizes.size(); k-- > 0;) {
      Tensor base = std::move(bases.back());
      bases.pop_back();
      Tensor x = with_detail(base, detail);
      detail = Tensor();
      if (k == 0) base = Tensor();
      result.octave = static_cast<int64_t>(result.sizes.size() - 1 - k);
      climb(x, tilings[k], result);
      if (k == 0 || !result.completed) {
        result.picture = std::move(x);
        if (k > 0) {
          subtract_base(result.picture, base);
          result.picture = with_detail(bases.front(), result.picture);
          clip(result.picture);
        }
        break;
      }
      subtract_base(x, base);
      detail = std::move(x);
    }
    return result;
  }

 private:
  int64_t overlap(int64_t side) const {
    if (options_.overlap >= 0) return options_.overlap;
    const int64_t share = side / kOverlapShare;
    return unbounded_ ? share : std::min(reach_, share);
  }

  // The longest side that a tile may have.
  int64_t tile_side() {
    const Shape& shape = request_.picture.shape();
    const int64_t longest = std::max(shape[1], shape[2]);
    if (!tileable_) return longest;
    if (options_.tile > 0) return options_.tile;
    int64_t chosen = 0;
    for (const int64_t side : kTileSides) {
      if (chosen > 0 && side < 3 * alignment_ + 2 * overlap(side)) break;
      chosen = side;
      const int64_t height = std::min(side, shape[1]), width = std::min(side, shape[2]);
      const Shape tile = request_.pixels.channels_last ? Shape{1, height, width, shape[0]}
                                                       : Shape{1, shape[0], height, width};
      if (objective_.fits(Tensor::unfilled(DataType::float32, tile), options_.memory)) break;
    }
    return chosen;
  }

  Tiling tiling(const OctaveSize& size) const {
    if (!tileable_)
      return {tile_axis(size.height, size.height, 0, 1, 0),
              tile_axis(size.width, size.width, 0, 1, 0)};
    const int64_t slack = 2 * options_.jitter;
    return {tile_axis(size.height, side_, overlap(side_), alignment_, slack),
            tile_axis(size.width, side_, overlap(side_), alignment_, slack)};
  }

  // The steps of one octave.
  void climb(Tensor& x, const Tiling& tiling, DreamResult& result) {
    for (int64_t step = 0; step < options_.steps; ++step) {
      result.step = step;
      try {
        Tensor gradient(DataType::float32, x.shape());
        const double objective = slope(x, tiling, gradient);
        result.objective.push_back(objective);
        if (advance(x, gradient)) continue;
      } catch (const Error& error) {
        stop(error, result);
        return;
      }
      // Every further step would be the same but for the offset.
      result.flat.push_back(result.octave);
      advance_stage(progress_, (options_.steps - step - 1) * tiling.count());
      return;
    }
  }

  // An error that ends the dream with what there is, if that was asked for.
  void stop(const Error& error, DreamResult& result) const {
    const bool cancelled = error.status() == Status::cancelled;
    const bool infinite = error.status() == Status::not_finite;
    if (options_.keep_partial && (cancelled || infinite)) {
      result.completed = false;
      result.reason = cancelled ? "cancelled" : "not finite";
      return;
    }
    if (!infinite) throw error;
    fail(Status::not_finite, "the dream is not finite in step ", result.step + 1, " of ",
         options_.steps, " in octave ", result.octave + 1, " of ", result.sizes.size(), ": ",
         error.what());
  }

  // The gradient of the whole picture; returns the objective.
  double slope(const Tensor& x, const Tiling& tiling, Tensor& gradient) {
    Roll roll;
    roll.rows = offsets_.below(2 * options_.jitter + 1) - options_.jitter;
    roll.columns = offsets_.below(2 * options_.jitter + 1) - options_.jitter;
    // Drawn from numbers of their own: the offsets are the same with and without tiles.
    const auto shift = [&](const TileAxis& axis) {
      return options_.jitter == 0 ? axis.slack / 2 : cuts_.below(axis.slack + 1);
    };
    const std::vector<Tile> rows = tiles_of(tiling.rows, shift(tiling.rows));
    const std::vector<Tile> columns = tiles_of(tiling.columns, shift(tiling.columns));
    double sum = 0;
    for (const Tile& row : rows)
      for (const Tile& column : columns) {
        const Tensor input = cut_tile(x, request_.pixels, roll, row.origin, column.origin,
                                      tiling.rows.window, tiling.columns.window);
        Objective::Part part;
        if (tiling.count() > 1) part = {&tiling.rows, &tiling.columns, row, column};
        const Objective::Slope found = objective_.slope(input, part);
        sum += found.value;
        add_tile(gradient, found.gradient, request_.pixels, roll, row.origin, column.origin);
        advance_stage(progress_, 1);
      }
    return sum;
  }

  // One step; false where the gradient is zero.
  bool advance(Tensor& x, const Tensor& gradient) const {
    double sum = 0;
    for (const float g : gradient.floats()) sum += std::abs(static_cast<double>(g));
    require(std::isfinite(sum), Status::not_finite, "the gradient of the objective is ",
            std::isnan(sum) ? "NaN" : "infinite");
    if (sum == 0) return false;
    const double mean = sum / static_cast<double>(gradient.size());
    const auto levels = x.mutable_floats();
    const auto slope = gradient.floats();
    for (size_t i = 0; i < levels.size(); ++i)
      levels[i] = std::clamp(
          levels[i] + static_cast<float>(options_.step * static_cast<double>(slope[i]) / mean),
          0.0F, kWhite);
    return true;
  }

  static void clip(Tensor& picture) {
    for (float& level : picture.mutable_floats()) level = std::clamp(level, 0.0F, kWhite);
  }

  DreamRequest& request_;
  const DreamOptions& options_;
  Progress* progress_;
  Random offsets_, cuts_;
  Objective objective_;
  int64_t alignment_ = 1, reach_ = 0, side_ = 0;
  bool unbounded_ = false, tileable_ = true;
};

}  // namespace

void check_dream_options(const DreamOptions& options) {
  const auto range = [](int64_t value, int64_t low, int64_t high, const char* name) {
    require(value >= low && value <= high, Status::invalid_argument, name, " is ", value,
            ", but must be from ", low, " to ", high);
  };
  range(options.octaves, 1, kMostOctaves, "the number of octaves");
  range(options.steps, 0, kMostSteps, "the number of steps");
  range(options.jitter, 0, kMostJitter, "jitter");
  range(options.tile, 0, INT32_MAX, "the side of a tile");
  range(options.overlap, -1, kMostOverlap, "the overlap of tiles");
  require(options.octave_scale >= kLeastScale && options.octave_scale <= kMostScale,
          Status::invalid_argument, "the scale of octaves is ", options.octave_scale,
          ", but must be from ", kLeastScale, " to ", kMostScale);
  require(std::isfinite(options.step), Status::invalid_argument, "the step is ", options.step,
          ", but must be finite");
}

DreamResult dream(Executor& executor, DreamRequest request, Progress* progress) {
  check_dream_options(request.options);
  return Dreamer(executor, request, progress).run();
}

Tensor magnified(const Tensor& picture, double factor) {
  const int64_t height = picture.shape()[1], width = picture.shape()[2];
  const auto part = [&](int64_t extent) { return static_cast<double>(extent) / factor; };
  const auto begin = [&](int64_t extent) {
    return (static_cast<double>(extent) - part(extent)) / 2;
  };
  return resample_part(picture, {begin(height), begin(width), part(height), part(width)}, height,
                       width);
}

}  // namespace cnnviz::core
