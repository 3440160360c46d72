// The operators that a graph of changed windows has besides those of the network (window_graph.h).
//
// Values are [P, C, rows, columns] (or with channels last, or with more axes in front) for P
// changes; `axis` is that of the rows, columns follow. A frame says which part of a map each of
// them holds: all of the same size, at an origin that depends on where the change is.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "graph/op.h"

namespace cnnviz::core {

// Origins by the number of the distinct row (axis 0) or column (axis 1) at which a change begins.
struct WindowFrame {
  std::array<int64_t, 2> size{};
  std::array<std::vector<int64_t>, 2> origin;
};

// What the kernels read while they run, filled in by the executor.
struct WindowState {
  // Of each of the P changes of this run: the numbers of its row and of its column.
  std::vector<std::array<int32_t, 2>> changes;
};

// A value of the unchanged network, [1, ...].
struct BaseValue {
  ValueInfo info;  // with the layout in which `data` is
  const float* data = nullptr;
};

struct CropSpec {
  int axis = 2;
  std::shared_ptr<const WindowState> state;
  std::shared_ptr<const BaseValue> base;
  bool changed =
      true;  // input 0 is the changed window; else it only says how many changes there are
  WindowFrame window;  // what input 0 holds of the map
  WindowFrame crop;    // what the output holds: may reach beyond the map
  float outside = 0;   // what is there
};

constexpr char kWindowCrop[] = "WindowCrop";

// Parts of maps: from the changed window where that reaches, from the base elsewhere.
OpPtr make_window_crop(CropSpec spec);

// The base's value once for each change; input 0 only says how many there are.
OpPtr make_window_repeat(std::shared_ptr<const BaseValue> base);

// The mean over rows and columns, of shape `output` (batch aside): the base's, and what the window
// changes of it. Input 0: the window. `mean` is the base's.
OpPtr make_window_mean(CropSpec spec, std::shared_ptr<const BaseValue> mean, Shape output);

// Element (row, column) of the map times rows[row] * columns[column].
OpPtr make_window_scale(int axis, std::shared_ptr<const WindowState> state, WindowFrame window,
                        std::array<std::vector<float>, 2> factors);

// A view of another shape, whose first extent is the input's.
OpPtr make_batch_view(Shape shape);

}  // namespace cnnviz::core
