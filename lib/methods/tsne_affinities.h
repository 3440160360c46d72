// Affinities of t-SNE (van der Maaten & Hinton 2008; of nearest neighbors alone: van der Maaten
// 2014).
//
// p_j|i = exp(-beta_i d_ij^2) / sum over the neighbors of i, beta_i such that the entropy of the
// row is log(perplexity); p_ij = (p_j|i + p_i|j) / 2n, which add up to 1.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/progress.h"
#include "methods/neighbors.h"

namespace cnnviz::core {

// A symmetric matrix by rows: the columns of row i, ascending, and their values are at begin[i] to
// begin[i + 1].
struct Affinities {
  std::vector<int64_t> begin;
  std::vector<int32_t> columns;
  std::vector<float> values;
  // Rows whose perplexity cannot be reached: more neighbors than that are at the least distance.
  int64_t tied_rows = 0;

  int64_t rows() const { return static_cast<int64_t>(begin.size()) - 1; }
};

// |log of the reached perplexity - log of the wanted one| is at most this, of rows not tied.
constexpr double kEntropyTolerance = 1e-8;

// p_j|i of one point from its squared distances; false where the perplexity cannot be reached.
bool row_affinities(std::span<const double> squared_distances, double perplexity,
                    std::span<double> row);

Affinities joint_affinities(const Neighbors& neighbors, double perplexity, Progress* progress);

// The same with the points renumbered: point i becomes number[i].
Affinities renumbered(const Affinities& affinities, std::span<const int32_t> number);

}  // namespace cnnviz::core
