// Which elements of a tensor the indices of GatherND, GatherElements, ScatterND and ScatterElements
// name: blocks of neighboring elements, in the order of the indices.
//
//   nd        indices [batch..., outer..., K]: each row of K integers is a place on the K axes of
//             the data behind the batch axes; the block is everything behind that place.
//   elements  indices of the data's rank: element i is the data's element at the place of i, with
//             the coordinate on one axis replaced by the index.
//
// Negative indices count from the end.
#pragma once

#include <cstdint>
#include <vector>

#include "tensor/shape.h"

namespace cnnviz::core {

class IndexBlocks {
 public:
  static IndexBlocks nd(const Shape& data, const Shape& indices, int64_t batch_axes);
  static IndexBlocks elements(const Shape& data, const Shape& indices, int axis);

  int64_t count() const { return count_; }  // of blocks
  int64_t block() const { return block_; }  // elements of each
  // The first data element of every block; an index outside of its axis is an error.
  std::vector<int64_t> offsets(const int64_t* indices) const;

  // What nd() gathers: [batch..., outer..., block...].
  static Shape nd_shape(const Shape& data, const Shape& indices, int64_t batch_axes);

 private:
  struct Axis {
    int64_t extent, stride;
  };

  int64_t count_ = 1, block_ = 1;
  Shape index_shape_;                  // the places of the blocks
  std::vector<int64_t> base_strides_;  // what a step along each axis of it adds to the offset
  std::vector<Axis> named_;            // the data's axes that an index names
};

}  // namespace cnnviz::core
