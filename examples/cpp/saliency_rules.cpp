/* Which pixels does a decision depend on? The same photo under every rule of backpropagation, side
 * by side, from one forward pass.
 *
 *   c++ -std=c++20 saliency_rules.cpp $(pkg-config --cflags --libs cnnviz) -o saliency_rules
 *   ./saliency_rules squeezenet.onnx cat.jpg out.png class:tabby */
#include <cnnviz/cnnviz.hpp>
#include <cstdio>
#include <string>

int main(int argc, char** argv) try {
  if (argc < 4) {
    std::fprintf(stderr, "usage: %s MODEL.onnx PHOTO OUT.png [TARGET]\n", argv[0]);
    return 2;
  }
  const cnnviz::Model model(argv[1]);
  const cnnviz::Image photo(argv[2]);
  const cnnviz::Target target = model.target(argc > 4 ? argv[4] : "top");
  const cnnviz::Result result =
      model.saliency(model.preprocess(photo), target, {}, {.rule = cnnviz::Rule::All});

  cnnviz::Figure figure(target.selector());
  figure.set(0, 0, model.view(photo), "photo");
  int32_t column = 1;
  for (const std::string rule : {"gradient", "deconvnet", "guided"}) {
    const cnnviz::Tensor map = result.tensor(rule + "_map").item(0);
    figure.set(0, column++, cnnviz::render_map(map), rule);
    std::printf("%-10s largest value %g\n", rule.c_str(), cnnviz::render_measure(map).maximum);
  }
  figure.draw().write(argv[3], result.json());
  return 0;
} catch (const cnnviz::Error& error) {
  std::fprintf(stderr, "%s: %s\n", argv[0], error.what());
  return 1;
}
