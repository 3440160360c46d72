// t-SNE (van der Maaten & Hinton 2008): points of many dimensions laid out in the plane so that
// near ones stay near. Gradient descent on the KL divergence between the affinities there
// (tsne_affinities.h) and here (tsne_forces.h), exact for few points, by Barnes & Hut's trees
// beyond (van der Maaten 2014); learning rate by the number of points (Belkina et al. 2019,
// openTSNE), beginning with the principal components (Kobak & Berens 2019).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "math/crew.h"
#include "methods/neighbors.h"
#include "methods/tsne_affinities.h"
#include "methods/tsne_forces.h"

namespace cnnviz::core {

enum class TsneForces : uint8_t {
  automatic,  // exact up to kExactPoints points
  exact,
  barnes_hut,
};
enum class TsneStart : uint8_t { principal, random };

constexpr int64_t kExactPoints = 1000;

struct TsneOptions {
  double perplexity = 0;  // 0: 30, or what fewer points allow
  double theta = 0.5;
  double exaggeration = 12;
  int64_t exaggeration_iterations = 250;
  int64_t iterations = 750;  // in all
  double learning_rate = 0;  // 0: n / exaggeration, and n when that has ended
  double momentum = 0.5;     // while exaggerated
  double final_momentum = 0.8;
  int64_t components = 0;  // of the points, before anything else; 0: the points as they are
  TsneForces forces = TsneForces::automatic;
  TsneStart start = TsneStart::principal;
  Metric metric = Metric::euclidean;
  Search search = Search::automatic;
  uint64_t seed = 0;
};

struct TsneResult {
  Tensor coordinates;  // [n, 2], their mean at the origin
  double perplexity = 0, learning_rate = 0, final_learning_rate = 0;
  int64_t neighbors = 0;  // of each point
  bool exact_forces = false;
  bool exact_neighbors = true;
  double graph_recall = 1;  // of approximate neighbors
  double kl_divergence = 0;
  int64_t tied_rows = 0;
  bool constant = false;  // all points are equal
};

// The perplexity that is used for n points: refuses one below 1 or above (n - 1) / 3. 0: the
// default.
double usable_perplexity(double perplexity, int64_t points);

TsneResult tsne(const Tensor& points, const TsneOptions& options, Progress* progress);

// A descent whose affinities and beginning are given; the parts of tsne(), which the tests watch.
struct TsneDescent {
  TsneOptions options;
  bool exact = false;
};
// Moves `points`; returns the KL divergence at the end.
double descend(const TsneDescent& descent, Affinities affinities, Plane& points,
               Progress* progress);

// gradient_i of tsne_forces.h with attraction times `exaggeration`, by all pairs; returns Z.
double exact_gradient(const Affinities& affinities, const Plane& points, double exaggeration,
                      Plane& gradient, Crew& crew);

}  // namespace cnnviz::core
