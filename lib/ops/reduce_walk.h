// The loops of a reduction: which input elements go into which output elements.
//
// A reduction over any axes is seen as items: each is one row of up to kMaxColumns neighboring
// outputs, which combine, element by element, rows of the input as long. Where the last axis is
// reduced a row is one element.
#pragma once

#include <cstdint>
#include <vector>

#include "backend/parallel.h"
#include "graph/value_info.h"

namespace cnnviz::core {

class ReduceWalk {
 public:
  static constexpr int64_t kMaxColumns = 256;

  // reduced: for each axis of the input. A blocked input is possible where all spatial axes are
  // reduced and no others; its outputs are plain.
  ReduceWalk(const ValueInfo& input, const std::vector<bool>& reduced);

  // Input elements that go into each output element.
  int64_t count() const { return count_; }

  struct Item {
    int64_t input = 0;    // the item's first input element
    int64_t output = 0;   // its first output element
    int64_t columns = 0;  // outputs
    int64_t lanes = 0;    // input elements of a row: columns, or more where the rest is padding
  };
  // Rows begin, begin + stride, ... of the input, `rows` of them.
  struct Run {
    int64_t begin = 0, rows = 0, stride = 0;
  };

  // Calls body(item) for all items, in parallel; it must not throw.
  template <typename Body>
  void for_each_item(const Body& body) const {
    const double cost = static_cast<double>(count_ * std::min(width_, kMaxColumns)) * 0.3 + 2;
    parallel_ranges(items_, cost, [&](int64_t begin, int64_t end) {
      for (int64_t index = begin; index < end; ++index) body(item(index));
    });
  }

  // Calls body(run) for the input rows of an item, in the order of memory.
  template <typename Body>
  void for_each_run(const Item& item, const Body& body) const {
    walk_runs(0, item.input, body);
  }

 private:
  struct Axis {
    int64_t extent = 1, stride = 0;
  };

  Item item(int64_t index) const;

  template <typename Body>
  void walk_runs(size_t depth, int64_t offset, const Body& body) const {
    if (depth == reduced_.size()) {
      body(Run{offset, inner_.extent, inner_.stride});
      return;
    }
    for (int64_t i = 0; i < reduced_[depth].extent; ++i)
      walk_runs(depth + 1, offset + i * reduced_[depth].stride, body);
  }

  std::vector<Axis> kept_;     // all kept axes but the last where rows run along it
  std::vector<Axis> reduced_;  // all reduced axes but the innermost
  Axis inner_;                 // the innermost reduced axis
  int64_t width_ = 1;          // outputs in a row
  int64_t items_ = 0, count_ = 1;
  int64_t channels_ = 0;  // of a blocked input, else 0
};

}  // namespace cnnviz::core
