#include "ops/view_geometry.h"

namespace cnnviz::core {

namespace {

// Axes [begin, end) of a shape whose extents multiply to the same as a group of the other shape.
struct Group {
  std::vector<size_t> from, to;
};

// Cuts two shapes of equal element count into the smallest groups of equal products; axes of extent
// 1 belong to none.
std::vector<Group> match_axes(const Shape& from, const Shape& to) {
  std::vector<Group> groups;
  size_t i = 0, j = 0;
  const auto skip_ones = [](const Shape& shape, size_t* at) {
    while (*at < shape.size() && shape[*at] == 1) ++*at;
  };
  for (skip_ones(from, &i), skip_ones(to, &j); i < from.size() && j < to.size();
       skip_ones(from, &i), skip_ones(to, &j)) {
    Group group;
    int64_t from_product = from[i], to_product = to[j];
    group.from.push_back(i++);
    group.to.push_back(j++);
    while (from_product != to_product) {
      if (from_product < to_product) {
        if (from[i] != 1) group.from.push_back(i);
        from_product *= from[i++];
      } else {
        if (to[j] != 1) group.to.push_back(j);
        to_product *= to[j++];
      }
    }
    groups.push_back(std::move(group));
  }
  return groups;
}

}  // namespace

Box reshaped_box(const Box& box, const Shape& from, const Shape& to) {
  if (element_count(from) == 0) return whole_box(to);
  if (is_empty(box)) return empty_box(to.size());
  Box result(to.size(), Interval{0, 0});
  for (const Group& group : match_axes(from, to)) {
    if (group.from.size() == 1 && group.to.size() == 1) {
      result[group.to[0]] = box[group.from[0]];
      continue;
    }
    // The run of elements from the box's first to its last corner ...
    int64_t first = 0, last = 0;
    for (const size_t axis : group.from) {
      const Interval inside = clipped_interval(box[axis], from[axis]);
      if (inside.empty()) return empty_box(to.size());
      first = first * from[axis] + inside.low;
      last = last * from[axis] + inside.high;
    }
    // ... has fixed indices on the leading axes, a range on one, and everything below it.
    int64_t below = 1;
    for (const size_t axis : group.to) below *= to[axis];
    bool whole = false;
    for (const size_t axis : group.to) {
      below /= to[axis];
      const Interval digits{first / below, last / below};
      result[axis] = whole ? Interval{0, to[axis] - 1} : digits;
      whole = whole || digits.low != digits.high;
      first %= below;
      last %= below;
    }
  }
  return result;
}

Box permuted_box(const Box& box, const std::vector<int>& perm) {
  Box result;
  for (const int axis : perm) result.push_back(box[static_cast<size_t>(axis)]);
  return result;
}

Interval intersection(const Interval& a, const Interval& b) {
  const Interval result{std::max(a.low, b.low), std::min(a.high, b.high)};
  return result.empty() ? Interval{} : result;
}

}  // namespace cnnviz::core
