#include "methods/tsne.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>

#include "base/random.h"
#include "math/parallel.h"
#include "methods/principal.h"

namespace cnnviz::core {

namespace {

constexpr double kDefaultPerplexity = 30;
constexpr double kStartDeviation = 1e-4;  // of the first coordinate
constexpr double kStartJitter = 0.01;     // of that deviation: no two points begin together
constexpr double kGainStep = 0.2, kGainDecay = 0.8, kLeastGain = 0.01;
// No point moves farther at once: large rates would throw some out of their clusters.
constexpr double kLongestStep = 5;
// The last KL divergence is of finer cells.
constexpr double kFinalTheta = 0.2;
// Points are renumbered along the curve when clusters have formed, so that attraction reads
// coordinates that lie near each other.
constexpr int64_t kRenumberAt = 60;
constexpr int64_t kRecallRows = 200;  // of an approximate graph
constexpr int64_t kPartPoints = 512;  // whose attraction is one task: some 50 microseconds
constexpr int64_t kExactRows = 64;    // of all pairs, likewise for the fewest points

void center(Plane& points) {
  for (std::vector<double>* axis : {&points.x, &points.y}) {
    const double mean =
        std::accumulate(axis->begin(), axis->end(), 0.0) / static_cast<double>(axis->size());
    for (double& value : *axis) value -= mean;
  }
}

double learning_rate(const TsneOptions& options, int64_t points, bool early) {
  if (options.learning_rate > 0) return options.learning_rate;
  return static_cast<double>(points) / (early ? options.exaggeration : 1);
}

void narrow(const std::vector<double>& from, std::vector<float>& to) {
  for (size_t i = 0; i < from.size(); ++i) to[i] = static_cast<float>(from[i]);
}

// Values moved to their points' new numbers.
void renumber(std::vector<double>& values, const std::vector<int32_t>& number) {
  std::vector<double> moved(values.size());
  for (size_t i = 0; i < values.size(); ++i) moved[static_cast<size_t>(number[i])] = values[i];
  values = std::move(moved);
}

class Descent {
 public:
  Descent(const TsneDescent& descent, Affinities affinities, Plane& points)
      : descent_(descent),
        affinities_(std::move(affinities)),
        points_(points),
        count_(points.size()),
        crew_(static_cast<int>(std::min<int64_t>(current_threads(), 1 + count_ / kExactRows))),
        gradient_(count_),
        update_(count_),
        gain_(count_),
        narrow_(count_),
        narrow_attraction_(count_),
        narrow_repulsion_(count_),
        tree_(descent.options.theta),
        number_(static_cast<size_t>(count_)) {
    std::fill(gain_.x.begin(), gain_.x.end(), 1.0);
    std::fill(gain_.y.begin(), gain_.y.end(), 1.0);
    std::iota(number_.begin(), number_.end(), 0);
  }

  double run(Progress* progress) {
    const TsneOptions& options = descent_.options;
    begin_stage(progress, "t-SNE", options.iterations);
    for (int64_t iteration = 0; iteration < options.iterations; ++iteration) {
      check_cancelled(progress);
      const bool early = iteration < options.exaggeration_iterations;
      const double exaggeration = early ? options.exaggeration : 1;
      const double momentum = early ? options.momentum : options.final_momentum;
      const double rate = learning_rate(options, count_, early);
      if (descent_.exact) {
        exact_gradient(affinities_, points_, exaggeration, gradient_, crew_);
        move(0, count_, momentum, rate);
      } else {
        step(exaggeration, momentum, rate);
      }
      center(points_);
      if (iteration == kRenumberAt && !descent_.exact) renumber_all();
      advance_stage(progress, 1);
    }
    const double kl = final_divergence();
    Plane original(count_);
    for (size_t i = 0; i < number_.size(); ++i) {
      original.x[i] = points_.x[static_cast<size_t>(number_[i])];
      original.y[i] = points_.y[static_cast<size_t>(number_[i])];
    }
    points_ = std::move(original);
    return kl;
  }

 private:
  // Repulsion by cells and attraction in one loop, all that needs their sums in another.
  void step(double exaggeration, double momentum, double rate) {
    narrow_points();
    tree_.arrange(narrow_);
    const int64_t cells = tree_.parts(), ranges = (count_ + kPartPoints - 1) / kPartPoints;
    const auto end_of = [&](int64_t range) { return std::min(count_, (range + 1) * kPartPoints); };
    crew_.run(cells + ranges, [&](int64_t task) {
      const int64_t range = task - cells;
      if (range < 0)
        tree_.compute(task);
      else
        attraction(affinities_, narrow_, narrow_attraction_, range * kPartPoints, end_of(range));
    });
    const double z = tree_.collect(narrow_repulsion_);
    crew_.run(ranges, [&](int64_t range) {
      const int64_t begin = range * kPartPoints, end = end_of(range);
      for (auto i = static_cast<size_t>(begin); i < static_cast<size_t>(end); ++i) {
        gradient_.x[i] = exaggeration * static_cast<double>(narrow_attraction_.x[i]) -
                         static_cast<double>(narrow_repulsion_.x[i]) / z;
        gradient_.y[i] = exaggeration * static_cast<double>(narrow_attraction_.y[i]) -
                         static_cast<double>(narrow_repulsion_.y[i]) / z;
      }
      move(begin, end, momentum, rate);
    });
  }

  void narrow_points() {
    narrow(points_.x, narrow_.x);
    narrow(points_.y, narrow_.y);
  }

  // Delta-bar-delta (Jacobs 1988): a step grows while it keeps its direction.
  static void renew(double& update, double& gain, double gradient, double momentum, double rate) {
    const double grown = gain + kGainStep, shrunk = std::max(gain * kGainDecay, kLeastGain);
    gain = (update > 0) != (gradient > 0) ? grown : shrunk;
    update = momentum * update - rate * gain * gradient;
  }

  void move(int64_t begin, int64_t end, double momentum, double rate) {
    for (auto i = static_cast<size_t>(begin); i < static_cast<size_t>(end); ++i) {
      renew(update_.x[i], gain_.x[i], gradient_.x[i], momentum, rate);
      renew(update_.y[i], gain_.y[i], gradient_.y[i], momentum, rate);
      const double length = std::sqrt(update_.x[i] * update_.x[i] + update_.y[i] * update_.y[i]);
      if (length > kLongestStep) {
        update_.x[i] *= kLongestStep / length;
        update_.y[i] *= kLongestStep / length;
      }
      points_.x[i] += update_.x[i];
      points_.y[i] += update_.y[i];
    }
  }

  void renumber_all() {
    std::vector<int32_t> moved(number_.size());
    const std::vector<int32_t>& order = tree_.order();
    for (size_t s = 0; s < order.size(); ++s)
      moved[static_cast<size_t>(order[s])] = static_cast<int32_t>(s);
    for (Plane* plane : {&points_, &update_, &gain_}) {
      renumber(plane->x, moved);
      renumber(plane->y, moved);
    }
    affinities_ = renumbered(affinities_, moved);
    for (int32_t& number : number_) number = moved[static_cast<size_t>(number)];
  }

  double final_divergence() {
    if (descent_.exact)
      return kl_divergence(affinities_, points_,
                           exact_gradient(affinities_, points_, 1, gradient_, crew_));
    BarnesHut fine(std::min(kFinalTheta, descent_.options.theta));
    narrow_points();
    const double z = fine.repulsion(narrow_, narrow_repulsion_);
    return kl_divergence(affinities_, points_, z);
  }

  const TsneDescent& descent_;
  Affinities affinities_;
  Plane& points_;
  int64_t count_;
  Crew crew_;
  Plane gradient_, update_, gain_;
  FloatPlane narrow_, narrow_attraction_, narrow_repulsion_;
  BarnesHut tree_;
  std::vector<int32_t> number_;  // what the caller's points are called here
};

double deviation(const std::vector<double>& values) {
  const auto count = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
  double sum = 0;
  for (const double value : values) sum += (value - mean) * (value - mean);
  return std::sqrt(sum / count);
}

Plane starting_points(const Tensor& points, const TsneOptions& options, bool* constant,
                      Progress* progress) {
  const int64_t count = points.shape()[0];
  Plane start(count);
  double spread = 0;
  if (options.start == TsneStart::principal) {
    const int64_t components = std::min<int64_t>(2, points.shape()[1]);
    const Tensor scores = principal_components(points, components, options.seed, progress);
    const float* values = scores.floats().data();
    for (int64_t i = 0; i < count; ++i) {
      start.x[static_cast<size_t>(i)] = static_cast<double>(values[i * components]);
      if (components > 1)
        start.y[static_cast<size_t>(i)] = static_cast<double>(values[i * components + 1]);
    }
    spread = deviation(start.x);
    *constant = spread == 0;
  }
  Random random(options.seed);
  const double scale = spread > 0 ? kStartDeviation / spread : 0;
  const double jitter = spread > 0 ? kStartDeviation * kStartJitter : kStartDeviation;
  for (size_t i = 0; i < start.x.size(); ++i) {
    start.x[i] = start.x[i] * scale + jitter * random.normal();
    start.y[i] = start.y[i] * scale + jitter * random.normal();
  }
  center(start);
  return start;
}

void check_number(double value, double least, double most, const char* name) {
  require(value >= least && value <= most, Status::invalid_argument, name, " is ", value,
          ", but must be from ", least, " to ", most);
}

void check_options(const TsneOptions& options) {
  check_number(options.theta, 0, 1, "theta");
  check_number(options.exaggeration, 1, 1000, "exaggeration");
  check_number(options.learning_rate, 0, 1e9, "learning_rate");
  check_number(options.momentum, 0, 0.99, "momentum");
  check_number(options.final_momentum, 0, 0.99, "final_momentum");
  check_number(static_cast<double>(options.iterations), 1, 1e6, "iterations");
  check_number(static_cast<double>(options.exaggeration_iterations), 0, 1e6,
               "exaggeration_iterations");
}

}  // namespace

double usable_perplexity(double perplexity, int64_t points) {
  const double most = static_cast<double>(points - 1) / 3;
  require(points >= 4, Status::invalid_argument, "t-SNE needs 4 points at least, these are ",
          points);
  if (perplexity == 0) return std::min(kDefaultPerplexity, most);
  require(perplexity >= 1 && perplexity <= most, Status::invalid_argument, "the perplexity is ",
          perplexity, ", but for ", points, " points it must be from 1 to ", most,
          ", a third of the other points");
  return perplexity;
}

double exact_gradient(const Affinities& affinities, const Plane& points, double exaggeration,
                      Plane& gradient, Crew& crew) {
  const int64_t count = points.size(), parts = (count + kExactRows - 1) / kExactRows;
  Plane repulsion(count);
  std::vector<double> sums(static_cast<size_t>(parts));
  crew.run(parts, [&](int64_t part) {
    const int64_t begin = part * kExactRows, end = std::min(count, begin + kExactRows);
    sums[static_cast<size_t>(part)] = exact_repulsion(points, repulsion, begin, end);
    attraction(affinities, points, gradient, begin, end);
  });
  const double z = std::accumulate(sums.begin(), sums.end(), 0.0);
  for (size_t i = 0; i < gradient.x.size(); ++i) {
    gradient.x[i] = exaggeration * gradient.x[i] - repulsion.x[i] / z;
    gradient.y[i] = exaggeration * gradient.y[i] - repulsion.y[i] / z;
  }
  return z;
}

double descend(const TsneDescent& descent, Affinities affinities, Plane& points,
               Progress* progress) {
  return Descent(descent, std::move(affinities), points).run(progress);
}

TsneResult tsne(const Tensor& points, const TsneOptions& options, Progress* progress) {
  check_points(points, "points");
  check_options(options);
  const int64_t count = points.shape()[0];
  require(count <= INT32_MAX, Status::limit, "t-SNE takes up to ", INT32_MAX, " points, not ",
          count);
  TsneResult result;
  result.perplexity = usable_perplexity(options.perplexity, count);
  result.neighbors = std::min(count - 1, static_cast<int64_t>(3 * result.perplexity));
  const Tensor used = options.components > 0
                          ? principal_components(points, options.components, options.seed, progress)
                          : points;
  Affinities affinities;
  {
    const Neighbors graph = nearest_neighbors(
        used, nullptr,
        {result.neighbors, options.metric, options.search, options.seed, kRecallRows}, progress);
    result.exact_neighbors = graph.exact;
    result.graph_recall = graph.recall;
    affinities = joint_affinities(graph, result.perplexity, progress);
  }
  result.tied_rows = affinities.tied_rows;
  Plane places = starting_points(used, options, &result.constant, progress);
  TsneDescent descent;
  descent.options = options;
  descent.exact = options.forces == TsneForces::exact ||
                  (options.forces == TsneForces::automatic && count <= kExactPoints);
  result.learning_rate = learning_rate(options, count, true);
  result.final_learning_rate = learning_rate(options, count, false);
  result.exact_forces = descent.exact;
  result.kl_divergence = descend(descent, std::move(affinities), places, progress);
  require(std::isfinite(result.kl_divergence), Status::not_finite,
          "the map has diverged: its KL divergence is ", result.kl_divergence,
          "; the learning rate is ", result.final_learning_rate, ", try a smaller one");
  result.coordinates = Tensor::unfilled(DataType::float32, {count, 2});
  float* to = result.coordinates.mutable_floats().data();
  for (int64_t i = 0; i < count; ++i) {
    to[2 * i] = static_cast<float>(places.x[static_cast<size_t>(i)]);
    to[2 * i + 1] = static_cast<float>(places.y[static_cast<size_t>(i)]);
  }
  return result;
}

}  // namespace cnnviz::core
