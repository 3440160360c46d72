/* Which neurons fire here? The five channels of a layer that answer most to one place of a photo,
 * and their maps.
 *
 *   c++ -std=c++20 neurons.cpp $(pkg-config --cflags --libs cnnviz) -o neurons
 *   ./neurons squeezenet.onnx cat.jpg out.png fire5/concat 0.3 0.5     (a third from the top) */
#include <algorithm>
#include <cnnviz/cnnviz.hpp>
#include <cstdio>
#include <cstdlib>
#include <numeric>

int main(int argc, char** argv) try {
  if (argc < 5) {
    std::fprintf(stderr, "usage: %s MODEL.onnx PHOTO OUT.png LAYER [Y X] (0 to 1)\n", argv[0]);
    return 2;
  }
  const double y = argc > 6 ? std::atof(argv[5]) : 0.5, x = argc > 6 ? std::atof(argv[6]) : 0.5;
  const cnnviz::Model model(argv[1]);
  const cnnviz::Image photo(argv[2]);
  const cnnviz::Result result = model.activations(model.preprocess(photo), argv[4]);

  const cnnviz::Tensor maps = result.tensor("maps").item(0); /* [channels, rows, columns] */
  const int64_t channels = maps.extent(0), rows = maps.extent(1), columns = maps.extent(2);
  const auto cell = [](double place, int64_t cells) {
    return std::clamp(static_cast<int64_t>(place * static_cast<double>(cells)), int64_t{0},
                      cells - 1);
  };
  const int64_t row = cell(y, rows), column = cell(x, columns);
  const auto response = [&](int64_t channel) {
    return maps.floats()[static_cast<size_t>((channel * rows + row) * columns + column)];
  };

  std::vector<int64_t> order(static_cast<size_t>(channels));
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, std::greater(), response);
  order.resize(std::min<size_t>(order.size(), 5));
  for (const int64_t channel : order) {
    std::printf("channel %3d  %g\n", static_cast<int>(channel),
                static_cast<double>(response(channel)));
  }
  const cnnviz::Tensor strongest(order, {static_cast<int64_t>(order.size())});
  cnnviz::render_grid(maps, strongest, {}, {.each = 1, .columns = 5}).write(argv[3], result.json());
  return 0;
} catch (const cnnviz::Error& error) {
  std::fprintf(stderr, "%s: %s\n", argv[0], error.what());
  return 1;
}
