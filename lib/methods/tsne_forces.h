// The two parts of t-SNE's gradient, of points in the plane:
//
//   attraction_i = sum over j of p_ij w_ij (y_i - y_j),   w_ij = 1 / (1 + |y_i - y_j|^2)
//   repulsion_i  = sum over j of w_ij^2 (y_i - y_j),      Z = sum over pairs i != j of w_ij
//
// gradient_i = attraction_i - repulsion_i / Z, a quarter of the derivative of the KL divergence, as
// in the implementations of van der Maaten (2014) and openTSNE, so that learning rates compare.
// KL = sum of p_ij log(p_ij / q_ij), q_ij = w_ij / Z.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "methods/tsne_affinities.h"

namespace cnnviz::core {

// Of n points.
template <typename Real>
struct PlaneVectors {
  std::vector<Real> x, y;

  PlaneVectors() = default;
  explicit PlaneVectors(int64_t count)
      : x(static_cast<size_t>(count)), y(static_cast<size_t>(count)) {}
  int64_t size() const { return static_cast<int64_t>(x.size()); }
};

using Plane = PlaneVectors<double>;
using FloatPlane = PlaneVectors<float>;

// These are of points [begin, end) alone, on the calling thread.
void attraction(const Affinities& affinities, const Plane& points, Plane& forces, int64_t begin,
                int64_t end);
void attraction(const Affinities& affinities, const FloatPlane& points, FloatPlane& forces,
                int64_t begin, int64_t end);
// Of all pairs; returns their part of Z.
double exact_repulsion(const Plane& points, Plane& forces, int64_t begin, int64_t end);

double kl_divergence(const Affinities& affinities, const Plane& points, double z);

// Repulsion by the method of Barnes & Hut (1986): a cell of points acts as one where its width is
// below theta times its distance. The points are sorted along a Morton curve; 16 successive ones
// walk through the tree together, and open a cell that is too wide for the nearest corner of their
// bounding box. Keeps its memory from call to call.
class BarnesHut {
 public:
  explicit BarnesHut(double theta) : theta_(theta) {}

  // Makes the tree. The points must be finite.
  void arrange(const FloatPlane& points);
  // The forces are computed in parts, which may run at once on several threads.
  int64_t parts() const;
  void compute(int64_t part);
  // When all parts have been computed: the forces in the points' order. Returns Z. Equal for any
  // number of threads.
  double collect(FloatPlane& forces) const;
  // All of these.
  double repulsion(const FloatPlane& points, FloatPlane& forces);

  // The order of the last call's points along the curve.
  const std::vector<int32_t>& order() const { return order_; }

  // A cell: its points are [begin, end) of the order. Cells are listed depth first; `next` is the
  // first that lies behind this one and all within it.
  struct Cell {
    float x, y, count;    // center of mass
    float squared_reach;  // (width / theta)^2; 0 where it acts as one at any distance
    int32_t begin, end;
    int32_t next;
    bool leaf;
  };

 private:
  void sort(const FloatPlane& points);
  void build(int32_t begin, int32_t end);

  double theta_;
  std::vector<uint32_t> codes_, other_codes_;
  std::vector<int32_t> order_, other_order_;
  FloatPlane sorted_, sorted_forces_;
  Plane sums_;  // of the points before, for centers of mass
  std::vector<double> z_;
  std::vector<Cell> cells_;
  double width_ = 0;
};

}  // namespace cnnviz::core
