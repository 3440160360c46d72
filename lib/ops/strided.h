// Copies between tensors that are walked by strides: what slices, transposes, concatenations, tiles
// and their gradients are made of.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/op.h"

namespace cnnviz::core {

// An index space of any rank and where its elements lie in two arrays, in elements:
// source[source_offset + sum index*source_stride] and likewise in the target.
struct StridedMap {
  Shape extents;
  Shape source_strides, target_strides;
  int64_t source_offset = 0, target_offset = 0;

  // The way back: source and target exchanged.
  StridedMap reversed() const;
};

// A StridedMap made ready to run: axes merged where memory allows, loops ordered for the caches.
class StridedPlan {
 public:
  enum class Kind {
    copy,  // target = source. No two indices may share a target element.
    add,   // target += source, float32. Target strides may be 0: then this sums.
  };
  StridedPlan(const StridedMap& map, Kind kind);

  void copy(const void* source, void* target, int64_t element_size) const;
  void add(const float* source, float* target) const;

  struct Axis {
    int64_t extent, source, target;
  };

 private:
  std::vector<Axis> axes_;  // outermost loop first
  int64_t source_offset_ = 0, target_offset_ = 0;
  size_t parallel_ = 0;  // the axis that threads divide
  bool empty_ = false;
};

// A kernel of one input and one output: the output is the input through a map (source: input,
// target: output) that writes every output element once.
class StridedKernel : public Kernel {
 public:
  enum class Reads {
    each_once,  // every input element exactly once (a permutation)
    some_once,  // some input elements once, others never (a slice)
    repeatedly,
  };
  StridedKernel(const StridedMap& map, DataType type, Reads reads);

  void forward(Buffers inputs, Buffers outputs, void* scratch) override;
  void backward(const BackwardArgs& args) override;

 private:
  int64_t element_size_;
  Reads reads_;
  StridedPlan forward_, backward_;
};

// The row-major shape of a value's memory: [N, ceil(C/B), spatial..., B] where it is blocked.
Shape memory_shape(const Shape& shape, Layout layout);

// Fills a whole buffer, padding lanes included, with zeros.
void fill_zero(const Buffer& buffer);

// Sets `count` elements of 1, 4 or 8 bytes to the one at `value`.
void fill_elements(void* target, int64_t count, int64_t element_size, const void* value);

// The sum of `count` floats, taken in double.
double sum_floats(const float* values, int64_t count);

}  // namespace cnnviz::core
