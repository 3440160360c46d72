// Copies in which every axis has a table of its own: output[i, j, ...] = input[a[i], b[j], ...].
// Mirrored, edge and wrapped padding and nearest-neighbor resizing are such copies.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/op.h"

namespace cnnviz::core {

struct TableAxis {
  int64_t source = 1, target = 1;  // extents
  std::vector<int64_t> table;      // `target` source indices; empty: index i is i
};

// The axes of a value's memory in this layout, none with a table.
std::vector<TableAxis> memory_axes(const Shape& source, const Shape& target, Layout layout);

class TableKernel : public Kernel {
 public:
  // The axes of the memory, outermost first.
  TableKernel(const std::vector<TableAxis>& axes, DataType type);

  void forward(Buffers inputs, Buffers outputs, void* scratch) override;
  void backward(const BackwardArgs& args) override;

  // One loop: `count` target indices `target` elements apart, the source's `source` elements apart.
  struct Loop {
    int64_t count, source, target;
    const int64_t* table;  // null: the indices themselves
  };

 private:
  std::vector<std::vector<int64_t>> tables_;
  std::vector<Loop> loops_;  // outermost first
  int64_t element_size_;
  bool empty_ = false;
};

}  // namespace cnnviz::core
