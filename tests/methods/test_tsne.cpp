#include "methods/tsne.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "backend/parallel.h"
#include "methods/point_clouds.h"
#include "support/check.h"

using namespace cnnviz::test;

namespace {

Affinities affinities_of(const Tensor& points, double perplexity) {
  NeighborOptions options;
  options.count = std::min(points.shape()[0] - 1, static_cast<int64_t>(3 * perplexity));
  return joint_affinities(nearest_neighbors(points, nullptr, options, nullptr), perplexity,
                          nullptr);
}

Plane random_plane(int64_t count, double scale, uint64_t seed = 5) {
  Random random(seed);
  Plane plane(count);
  for (size_t i = 0; i < plane.x.size(); ++i) {
    plane.x[i] = scale * random.normal();
    plane.y[i] = scale * random.normal();
  }
  return plane;
}

// Of other programs.
namespace reference {
#include "methods/tsne_reference.inc"
}  // namespace reference

double divergence(const Affinities& affinities, const Plane& points) {
  Plane unused(points.size());
  Crew crew(2);
  return kl_divergence(affinities, points, exact_gradient(affinities, points, 1, unused, crew));
}

std::vector<float> map_of(const Tensor& points, const TsneOptions& options = {}) {
  const Tensor map = tsne(points, options, nullptr).coordinates;
  return {map.floats().begin(), map.floats().end()};
}

}  // namespace

TEST(test_methods_tsne__every_row_has_the_perplexity) {
  Random random(3);
  for (const double perplexity : {1.0001, 5.0, 30.0, 89.9})
    for (int trial = 0; trial < 200; ++trial) {
      std::vector<double> squares(90), row(90);
      const double scale = std::pow(10, 12 * random.uniform() - 6);
      for (double& square : squares) square = scale * (50 + random.uniform() * random.uniform());
      CHECK(row_affinities(squares, perplexity, row));
      double sum = 0, entropy = 0;
      for (const double p : row) {
        sum += p;
        if (p > 0) entropy -= p * std::log(p);
      }
      CHECK_NEAR(sum, 1, 1e-12);
      CHECK_NEAR(std::exp(entropy), perplexity, 1e-6 * perplexity);
    }
}

TEST(test_methods_tsne__duplicates_beyond_the_perplexity_share_evenly) {
  std::vector<double> squares(12, 4.0), row(12);
  squares[11] = 9;
  CHECK(!row_affinities(squares, 5, row));
  for (size_t i = 0; i < 11; ++i) CHECK_NEAR(row[i], 1.0 / 11, 1e-15);
  CHECK_EQ(row[11], 0.0);
  CHECK(row_affinities(squares, 11, row));
}

TEST(test_methods_tsne__affinities_are_symmetric_and_add_up_to_one) {
  const Affinities affinities = affinities_of(cloud(300, 6, 3, 4), 10);
  CHECK_EQ(affinities.rows(), 300);
  CHECK_EQ(affinities.tied_rows, 0);
  std::vector<double> dense(300 * 300, 0);
  for (size_t i = 0; i < 300; ++i)
    for (int64_t e = affinities.begin[i]; e < affinities.begin[i + 1]; ++e) {
      const auto at = static_cast<size_t>(e);
      if (e > affinities.begin[i]) CHECK(affinities.columns[at] > affinities.columns[at - 1]);
      dense[i * 300 + static_cast<size_t>(affinities.columns[at])] =
          static_cast<double>(affinities.values[at]);
    }
  CHECK_NEAR(std::accumulate(dense.begin(), dense.end(), 0.0), 1, 1e-5);
  for (size_t i = 0; i < 300; ++i) {
    CHECK_EQ(dense[i * 300 + i], 0.0);
    for (size_t j = 0; j < i; ++j) CHECK_EQ(dense[i * 300 + j], dense[j * 300 + i]);
  }
}

TEST(test_methods_tsne__affinities_and_gradient_are_the_peers) {
  using namespace reference;
  const Tensor points = Tensor::from_floats(
      {kCount, kWidth}, std::vector<float>(std::begin(kPoints), std::end(kPoints)));
  const Affinities affinities = affinities_of(points, kPerplexity);
  std::vector<double> dense(static_cast<size_t>(kCount * kCount), 0);
  for (size_t i = 0; i < kCount; ++i)
    for (int64_t e = affinities.begin[i]; e < affinities.begin[i + 1]; ++e) {
      const auto at = static_cast<size_t>(e);
      dense[i * kCount + static_cast<size_t>(affinities.columns[at])] =
          static_cast<double>(affinities.values[at]);
    }
  const double* expected = kAffinities;
  for (size_t i = 0; i < kCount; ++i)
    for (size_t j = i + 1; j < kCount; ++j, ++expected)
      CHECK_NEAR(dense[i * kCount + j], *expected, 1e-6 + 1e-4 * *expected);
  CHECK(expected == std::end(kAffinities));

  Plane layout(kCount), gradient(kCount);
  for (size_t i = 0; i < kCount; ++i) {
    layout.x[i] = kLayout[2 * i];
    layout.y[i] = kLayout[2 * i + 1];
  }
  Crew crew(2);
  const double z = exact_gradient(affinities, layout, 1, gradient, crew);
  CHECK_NEAR(kl_divergence(affinities, layout, z), kDivergence, 1e-4 * kDivergence);
  for (size_t i = 0; i < kCount; ++i) {
    CHECK_NEAR(4 * gradient.x[i], kGradient[2 * i], 1e-5);
    CHECK_NEAR(4 * gradient.y[i], kGradient[2 * i + 1], 1e-5);
  }
}

TEST(test_methods_tsne__renumbering_moves_rows_and_columns) {
  const Affinities affinities = affinities_of(cloud(100, 4), 8);
  std::vector<int32_t> number(100);
  for (size_t i = 0; i < 100; ++i) number[i] = static_cast<int32_t>(i * 37 % 100);
  const Affinities moved = renumbered(affinities, number);
  const Plane points = random_plane(100, 3);
  Plane there(100);
  for (size_t i = 0; i < 100; ++i) {
    there.x[static_cast<size_t>(number[i])] = points.x[i];
    there.y[static_cast<size_t>(number[i])] = points.y[i];
  }
  CHECK_NEAR(divergence(affinities, points), divergence(moved, there), 1e-12);
}

// Two points: p = 1/2 each way, q too, whatever their distance: KL 0. Three at the corners of an
// equilateral triangle whose affinities are equal: KL 0; moved apart on a line it is the sum of
// 1/6 log(1/6 / q) over six ordered pairs.
TEST(test_methods_tsne__divergence_of_closed_cases) {
  Affinities three;
  three.begin = {0, 2, 4, 6};
  three.columns = {1, 2, 0, 2, 0, 1};
  three.values.assign(6, 1.0f / 6);
  Plane corners(3);
  corners.x = {0, 2, 1};
  corners.y = {0, 0, std::sqrt(3.0)};
  CHECK_NEAR(divergence(three, corners), 0, 1e-7);
  Plane line(3);
  line.x = {0, 1, 2};
  const double near = 1.0 / 2, far = 1.0 / 5, z = 4 * near + 2 * far;
  const double expected =
      4.0 / 6 * std::log(1.0 / 6 / (near / z)) + 2.0 / 6 * std::log(1.0 / 6 / (far / z));
  CHECK_NEAR(divergence(three, line), expected, 1e-6);
}

TEST(test_methods_tsne__gradient_is_a_quarter_of_the_finite_differences) {
  const Affinities affinities = affinities_of(cloud(60, 5, 3, 5), 6);
  for (const double scale : {0.01, 1.0, 20.0}) {
    Plane points = random_plane(60, scale), gradient(60);
    Crew crew(1);
    exact_gradient(affinities, points, 1, gradient, crew);
    double largest = 0;
    for (const double value : gradient.x) largest = std::max(largest, std::abs(value));
    const double step = 1e-5 * scale;
    for (size_t i = 0; i < 60; i += 7)
      for (const bool second : {false, true}) {
        double& place = second ? points.y[i] : points.x[i];
        const double kept = place;
        place = kept + step;
        const double above = divergence(affinities, points);
        place = kept - step;
        const double below = divergence(affinities, points);
        place = kept;
        // The affinities are floats, whose sum is not 1 to the last digit.
        CHECK_NEAR(4 * (second ? gradient.y : gradient.x)[i], (above - below) / (2 * step),
                   1e-5 * largest + 1e-7);
      }
  }
}

TEST(test_methods_tsne__gradient_does_not_see_shifts_and_turns) {
  const Affinities affinities = affinities_of(cloud(80, 5), 6);
  const Plane points = random_plane(80, 2);
  Plane moved(80);
  for (size_t i = 0; i < 80; ++i) {
    moved.x[i] = 0.6 * points.x[i] - 0.8 * points.y[i] + 40;
    moved.y[i] = 0.8 * points.x[i] + 0.6 * points.y[i] - 7;
  }
  CHECK_NEAR(divergence(affinities, points), divergence(affinities, moved), 1e-10);
}

TEST(test_methods_tsne__barnes_hut_is_as_exact_as_theta_says) {
  for (const int64_t count : {1, 5, 16, 100, 3000})
    for (const double scale : {1e-4, 1.0, 30.0}) {
      const Plane points = random_plane(count, scale);
      FloatPlane narrow(count), forces(count);
      for (size_t i = 0; i < points.x.size(); ++i) {
        narrow.x[i] = static_cast<float>(points.x[i]);
        narrow.y[i] = static_cast<float>(points.y[i]);
      }
      Plane exact(count);
      const double z = exact_repulsion(points, exact, 0, count);
      double size = 0;
      for (size_t i = 0; i < exact.x.size(); ++i)
        size += exact.x[i] * exact.x[i] + exact.y[i] * exact.y[i];
      double before = 0;
      for (const auto& [theta, allowed] :
           {std::pair{0.0, 2e-4}, {0.2, 4e-3}, {0.5, 0.02}, {1.0, 0.1}}) {
        BarnesHut tree(theta);
        const double found = tree.repulsion(narrow, forces);
        double error = 0;
        for (size_t i = 0; i < exact.x.size(); ++i) {
          const double dx = static_cast<double>(forces.x[i]) - exact.x[i];
          const double dy = static_cast<double>(forces.y[i]) - exact.y[i];
          error += dx * dx + dy * dy;
        }
        CHECK_NEAR(found, z, allowed * z + 1e-6);
        CHECK(std::sqrt(error) <= allowed * std::sqrt(size) + 1e-7);
        if (count == 3000 && scale == 30.0 && theta > 0) {
          CHECK(error > before);  // the tree is in use
          before = error;
        }
      }
    }
}

// Points that lie together do not make the walk one of all pairs.
TEST(test_methods_tsne__barnes_hut_bears_duplicates_and_outliers) {
  FloatPlane points(20000), forces(20000);
  for (size_t i = 0; i < 20000; ++i) {
    points.x[i] = i < 10000 ? 1.5f : static_cast<float>(i % 100) * 1e-6f;
    points.y[i] = i < 10000 ? -2.0f : 0;
  }
  points.x[19999] = 1e4f;
  BarnesHut tree(0.5);
  const double z = tree.repulsion(points, forces);
  // Two heaps at distance 2.5 and one point far off.
  const double within = 10000.0 * 9999 + 9999.0 * 9998, between = 2 * 10000.0 * 9999 / 7.25;
  CHECK_NEAR(z, within + between, 1e-3 * z);
  for (const float force : forces.x) CHECK(std::isfinite(force));
}

TEST(test_methods_tsne__clusters_come_apart) {
  for (const int64_t rows : {200, 1500}) {
    const int64_t clusters = 4;
    const Tensor points = cloud(rows, 10, clusters, 40);
    TsneOptions options;
    const TsneResult found = tsne(points, options, nullptr);
    CHECK_EQ(found.exact_forces, rows <= kExactPoints);
    CHECK_EQ(found.neighbors, 90);
    const float* map = found.coordinates.floats().data();
    // Each point's nearest on the map is of its cluster.
    const Tensor nearest = nearest_neighbors(found.coordinates, nullptr,
                                             {1, Metric::euclidean, Search::exact, 0, 1}, nullptr)
                               .indices;
    for (int64_t i = 0; i < rows; ++i)
      CHECK_EQ(nearest.ints()[static_cast<size_t>(i)] % clusters, i % clusters);
    double sum = 0;
    for (int64_t i = 0; i < rows; ++i) sum += static_cast<double>(map[2 * i]);
    CHECK_NEAR(sum / static_cast<double>(rows), 0, 1e-4);
    options.iterations = 1;
    CHECK(found.kl_divergence < 0.6 * tsne(points, options, nullptr).kl_divergence);
  }
}

TEST(test_methods_tsne__barnes_hut_ends_where_the_exact_gradient_does) {
  const Tensor points = cloud(600, 8, 5, 12);
  TsneOptions options;
  options.forces = TsneForces::exact;
  const double exact = tsne(points, options, nullptr).kl_divergence;
  options.forces = TsneForces::barnes_hut;
  // Which local minimum a descent ends in hangs on rounding: those that were met differ by 3 %, in
  // either direction.
  CHECK_NEAR(tsne(points, options, nullptr).kl_divergence, exact, 0.1 * exact);
}

TEST(test_methods_tsne__equal_seeds_give_equal_maps) {
  const Tensor points = cloud(1300, 12, 3, 6);
  TsneOptions options;
  options.iterations = 300;
  const std::vector<float> first = map_of(points, options);
  CHECK(first == map_of(points, options));
  options.seed = 9;
  CHECK(first != map_of(points, options));
  options.start = TsneStart::random;
  CHECK(map_of(points, options) == map_of(points, options));
}

TEST(test_methods_tsne__options_are_used) {
  const Tensor points = cloud(400, 12, 3, 6);
  TsneOptions plain;
  plain.iterations = 60;
  const std::vector<float> first = map_of(points, plain);
  const auto differs = [&](auto change) {
    TsneOptions options = plain;
    change(options);
    return map_of(points, options) != first;
  };
  CHECK(differs([](TsneOptions& o) { o.perplexity = 20; }));
  CHECK(differs([](TsneOptions& o) { o.exaggeration = 4; }));
  CHECK(differs([](TsneOptions& o) { o.exaggeration_iterations = 30; }));
  CHECK(differs([](TsneOptions& o) { o.learning_rate = 5; }));
  CHECK(differs([](TsneOptions& o) { o.momentum = 0.7; }));
  CHECK(differs([](TsneOptions& o) { o.components = 3; }));
  CHECK(differs([](TsneOptions& o) { o.metric = Metric::cosine; }));
  CHECK(differs([](TsneOptions& o) { o.forces = TsneForces::barnes_hut; }));
}

TEST(test_methods_tsne__bears_poor_data) {
  const TsneResult constant =
      tsne(Tensor::from_floats({120, 3}, std::vector<float>(360, 2.5f)), {}, nullptr);
  CHECK(constant.constant);
  CHECK_EQ(constant.tied_rows, 120);
  for (const float value : constant.coordinates.floats()) CHECK(std::isfinite(value));

  Tensor heaps = cloud(200, 3);
  for (size_t i = 0; i < 600; ++i) heaps.mutable_floats()[i] = static_cast<float>(i % 3 + i / 300);
  const TsneResult two = tsne(heaps, {}, nullptr);
  CHECK_EQ(two.tied_rows, 200);
  CHECK(std::isfinite(two.kl_divergence));

  const TsneResult four = tsne(cloud(4, 1), {}, nullptr);
  CHECK_EQ(four.perplexity, 1.0);
  CHECK(std::isfinite(four.kl_divergence));
}

TEST(test_methods_tsne__what_cannot_be_is_refused) {
  const Tensor points = cloud(50, 3);
  TsneOptions options;
  options.perplexity = 30;
  CHECK_ERROR(tsne(points, options, nullptr), Status::invalid_argument,
              "the perplexity is 30, but for 50 points it must be from 1 to 16.3333");
  options.perplexity = 0.5;
  CHECK_ERROR(tsne(points, options, nullptr), Status::invalid_argument, "is 0.5");
  CHECK_EQ(usable_perplexity(0, 50), 49.0 / 3);
  CHECK_EQ(usable_perplexity(0, 500), 30.0);
  CHECK_ERROR(tsne(cloud(3, 3), {}, nullptr), Status::invalid_argument, "these are 3");
  options = {};
  options.theta = 1.5;
  CHECK_ERROR(tsne(points, options, nullptr), Status::invalid_argument, "theta is 1.5");
  options = {};
  options.momentum = std::nan("");
  CHECK_ERROR(tsne(points, options, nullptr), Status::invalid_argument, "momentum is nan");
  options = {};
  options.components = 4;
  CHECK_ERROR(tsne(points, options, nullptr), Status::invalid_argument, "from 1 to 3");
}

TEST(test_methods_tsne__stops_when_cancelled) {
  Progress progress;
  progress.cancel();
  CHECK_ERROR(tsne(cloud(200, 3), {}, &progress), Status::cancelled, "cancelled");
  Plane points = random_plane(100, 1);
  TsneDescent descent;
  CHECK_ERROR(descend(descent, affinities_of(cloud(100, 3), 5), points, &progress),
              Status::cancelled, "cancelled");
}

int main() {
  return run_tests({
      CASE(test_methods_tsne__every_row_has_the_perplexity),
      CASE(test_methods_tsne__duplicates_beyond_the_perplexity_share_evenly),
      CASE(test_methods_tsne__affinities_are_symmetric_and_add_up_to_one),
      CASE(test_methods_tsne__affinities_and_gradient_are_the_peers),
      CASE(test_methods_tsne__renumbering_moves_rows_and_columns),
      CASE(test_methods_tsne__divergence_of_closed_cases),
      CASE(test_methods_tsne__gradient_is_a_quarter_of_the_finite_differences),
      CASE(test_methods_tsne__gradient_does_not_see_shifts_and_turns),
      CASE(test_methods_tsne__barnes_hut_is_as_exact_as_theta_says),
      CASE(test_methods_tsne__barnes_hut_bears_duplicates_and_outliers),
      CASE(test_methods_tsne__clusters_come_apart),
      CASE(test_methods_tsne__barnes_hut_ends_where_the_exact_gradient_does),
      CASE(test_methods_tsne__equal_seeds_give_equal_maps),
      CASE(test_methods_tsne__options_are_used),
      CASE(test_methods_tsne__bears_poor_data),
      CASE(test_methods_tsne__what_cannot_be_is_refused),
      CASE(test_methods_tsne__stops_when_cancelled),
  });
}
