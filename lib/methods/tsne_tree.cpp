// The tree of tsne_forces.h's BarnesHut, made anew for every call.
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "math/parallel.h"
#include "methods/tsne_forces.h"

namespace cnnviz::core {

namespace {

constexpr int kLevels = 16;  // of halving each side: bits of a coordinate's code
constexpr int32_t kLeafPoints = 8;
constexpr int64_t kLanes = 16;
typedef float Lanes __attribute__((vector_size(kLanes * sizeof(float))));
constexpr int64_t kGroups = 32;  // groups of lanes in a part: some 50 microseconds

// Bits 0 to 15 moved to the even places.
uint32_t spread(uint32_t bits) {
  bits = (bits | bits << 8) & 0x00ff00ff;
  bits = (bits | bits << 4) & 0x0f0f0f0f;
  bits = (bits | bits << 2) & 0x33333333;
  return (bits | bits << 1) & 0x55555555;
}

struct Walk {
  const BarnesHut::Cell* cells;
  int32_t cell_count;
  const float *x, *y;  // sorted
  float *fx, *fy;
};

// The lanes' sums where one mass acts on them.
[[gnu::always_inline]] inline void act(const Lanes& x, const Lanes& y, float at_x, float at_y,
                                       float mass, Lanes& sum_x, Lanes& sum_y, Lanes& sum_z) {
  const Lanes dx = x - at_x, dy = y - at_y;
  const Lanes weight = 1 / (1 + dx * dx + dy * dy);
  const Lanes massed = mass * weight;
  sum_z += massed;
  const Lanes force = massed * weight;
  sum_x += force * dx;
  sum_y += force * dy;
}

// Points [begin, end) of the order, at most kLanes; returns their part of Z, themselves left out.
CNNVIZ_HOT double walk(const Walk& tree, int64_t begin, int64_t end) {
  Lanes x, y, sum_x = {}, sum_y = {}, sum_z = {};
  // Lanes without a point of their own repeat the last.
  for (int64_t l = 0; l < kLanes; ++l) {
    const int64_t at = std::min(begin + l, end - 1);
    x[l] = tree.x[at];
    y[l] = tree.y[at];
  }
  float left = x[0], right = x[0], low = y[0], high = y[0];
  for (int64_t l = 1; l < kLanes; ++l) {
    left = std::min(left, x[l]);
    right = std::max(right, x[l]);
    low = std::min(low, y[l]);
    high = std::max(high, y[l]);
  }
  for (int32_t c = 0; c < tree.cell_count;) {
    const BarnesHut::Cell& cell = tree.cells[c];
    const float dx = std::max(std::max(left - cell.x, cell.x - right), 0.0f);
    const float dy = std::max(std::max(low - cell.y, cell.y - high), 0.0f);
    if (cell.squared_reach <= dx * dx + dy * dy) {
      act(x, y, cell.x, cell.y, cell.count, sum_x, sum_y, sum_z);
      c = cell.next;
    } else if (cell.leaf) {
      for (int32_t i = cell.begin; i < cell.end; ++i)
        act(x, y, tree.x[i], tree.y[i], 1, sum_x, sum_y, sum_z);
      c = cell.next;
    } else {
      ++c;
    }
  }
  double z = 0;
  for (int64_t l = 0; l < end - begin; ++l) {
    tree.fx[begin + l] = sum_x[l];
    tree.fy[begin + l] = sum_y[l];
    z += static_cast<double>(sum_z[l]) - 1;
  }
  return z;
}

// Sorts keys and what belongs to them by kRadixBits at a time, least significant first.
constexpr int kRadixBits = 11;
void radix_sort(std::vector<uint32_t>& keys, std::vector<int32_t>& values,
                std::vector<uint32_t>& other_keys, std::vector<int32_t>& other_values) {
  constexpr uint32_t kMask = (1u << kRadixBits) - 1;
  const size_t count = keys.size();
  for (int shift = 0; shift < 2 * kLevels; shift += kRadixBits) {
    std::array<uint32_t, kMask + 1> start{};
    for (const uint32_t key : keys) ++start[key >> shift & kMask];
    uint32_t sum = 0;
    for (uint32_t& place : start) {
      const uint32_t size = place;
      place = sum;
      sum += size;
    }
    for (size_t i = 0; i < count; ++i) {
      const uint32_t to = start[keys[i] >> shift & kMask]++;
      other_keys[to] = keys[i];
      other_values[to] = values[i];
    }
    keys.swap(other_keys);
    values.swap(other_values);
  }
}

}  // namespace

void BarnesHut::sort(const FloatPlane& points) {
  const auto count = points.x.size();
  for (auto* codes : {&codes_, &other_codes_}) codes->resize(count);
  for (auto* order : {&order_, &other_order_}) order->resize(count);
  const auto [left, right] = std::minmax_element(points.x.begin(), points.x.end());
  const auto [low, high] = std::minmax_element(points.y.begin(), points.y.end());
  width_ = std::max(static_cast<double>(*right) - static_cast<double>(*left),
                    static_cast<double>(*high) - static_cast<double>(*low));
  constexpr double kMost = (1 << kLevels) - 1;
  const double scale = width_ > 0 ? (kMost + 1) / width_ : 0;
  const auto code = [&](float value, float origin) {
    const double place = (static_cast<double>(value) - static_cast<double>(origin)) * scale;
    return spread(static_cast<uint32_t>(std::min(place, kMost)));
  };
  for (size_t i = 0; i < count; ++i) {
    codes_[i] = code(points.x[i], *left) | code(points.y[i], *low) << 1;
    order_[i] = static_cast<int32_t>(i);
  }
  radix_sort(codes_, order_, other_codes_, other_order_);
  for (FloatPlane* plane : {&sorted_, &sorted_forces_}) {
    plane->x.resize(count);
    plane->y.resize(count);
  }
  sums_.x.resize(count + 1);
  sums_.y.resize(count + 1);
  for (size_t s = 0; s < count; ++s) {
    const auto i = static_cast<size_t>(order_[s]);
    sorted_.x[s] = points.x[i];
    sorted_.y[s] = points.y[i];
    sums_.x[s + 1] = sums_.x[s] + static_cast<double>(points.x[i]);
    sums_.y[s + 1] = sums_.y[s] + static_cast<double>(points.y[i]);
  }
}

void BarnesHut::build(int32_t begin, int32_t end) {
  const auto first = static_cast<size_t>(begin), last = static_cast<size_t>(end);
  const uint32_t differing = codes_[first] ^ codes_[last - 1];
  // The smallest cell that holds them all; cells with one part alone are skipped.
  const int level = differing == 0 ? kLevels : std::countl_zero(differing) / 2;
  const auto count = static_cast<double>(end - begin);
  const double reach = level == kLevels ? 0 : std::ldexp(width_, -level) / theta_;
  const auto own = cells_.size();
  Cell cell{};
  cell.x = static_cast<float>((sums_.x[last] - sums_.x[first]) / count);
  cell.y = static_cast<float>((sums_.y[last] - sums_.y[first]) / count);
  cell.count = static_cast<float>(count);
  cell.squared_reach = static_cast<float>(reach * reach);
  cell.begin = begin;
  cell.end = end;
  cell.leaf = end - begin <= kLeafPoints;
  cells_.push_back(cell);
  if (!cell.leaf && level < kLevels) {
    const int shift = 2 * (kLevels - 1 - level);
    int32_t from = begin;
    while (from < end) {
      const uint32_t part = codes_[static_cast<size_t>(from)] >> shift;
      const auto to = std::partition_point(codes_.begin() + from, codes_.begin() + end,
                                           [&](uint32_t code) { return code >> shift == part; });
      const auto next = static_cast<int32_t>(to - codes_.begin());
      build(from, next);
      from = next;
    }
  }
  cells_[own].next = static_cast<int32_t>(cells_.size());
}

void BarnesHut::arrange(const FloatPlane& points) {
  sort(points);
  cells_.clear();
  if (points.size() > 0) build(0, static_cast<int32_t>(points.size()));
  z_.resize((points.x.size() + kLanes - 1) / kLanes);
}

int64_t BarnesHut::parts() const {
  return (static_cast<int64_t>(z_.size()) + kGroups - 1) / kGroups;
}

void BarnesHut::compute(int64_t part) {
  const Walk tree{cells_.data(),           static_cast<int32_t>(cells_.size()),
                  sorted_.x.data(),        sorted_.y.data(),
                  sorted_forces_.x.data(), sorted_forces_.y.data()};
  const auto groups = static_cast<int64_t>(z_.size());
  for (int64_t g = part * kGroups; g < std::min(groups, (part + 1) * kGroups); ++g)
    z_[static_cast<size_t>(g)] = walk(tree, g * kLanes, std::min(sorted_.size(), (g + 1) * kLanes));
}

double BarnesHut::collect(FloatPlane& forces) const {
  for (size_t s = 0; s < order_.size(); ++s) {
    const auto i = static_cast<size_t>(order_[s]);
    forces.x[i] = sorted_forces_.x[s];
    forces.y[i] = sorted_forces_.y[s];
  }
  double total = 0;
  for (const double part : z_) total += part;
  return total;
}

double BarnesHut::repulsion(const FloatPlane& points, FloatPlane& forces) {
  arrange(points);
  parallel_tasks(parts(), current_threads(), [this](int64_t part) { compute(part); });
  return collect(forces);
}

}  // namespace cnnviz::core
