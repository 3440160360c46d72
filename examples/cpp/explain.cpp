/* What does a network see in a photo, and where? Prints the three best classes and writes the
 * photo under a Grad-CAM map of the best one, or of a target such as class:281.
 *
 *   c++ -std=c++20 explain.cpp $(pkg-config --cflags --libs cnnviz) -o explain
 *   ./explain squeezenet.onnx cat.jpg out.png class:tabby */
#include <cnnviz/cnnviz.hpp>
#include <cstdio>

int main(int argc, char** argv) try {
  if (argc < 4) {
    std::fprintf(stderr, "usage: %s MODEL.onnx PHOTO OUT.png [TARGET]\n", argv[0]);
    return 2;
  }
  const cnnviz::Model model(argv[1]);
  const cnnviz::Image photo(argv[2]);
  const cnnviz::Tensor input = model.preprocess(photo);

  const cnnviz::Result answer = model.classify(input, {.top = 3});
  const cnnviz::Tensor classes = answer.tensor("classes"), scores = answer.tensor("scores");
  for (size_t i = 0; i < classes.ints().size(); ++i) {
    const int64_t number = classes.ints()[i];
    std::printf("%6.2f %%  %d %s\n", 100.0 * static_cast<double>(scores.floats()[i]),
                static_cast<int>(number),
                number < model.label_count() ? model.label(number).c_str() : "");
  }

  const cnnviz::Target target = model.target(argc > 4 ? argv[4] : "top");
  const cnnviz::Result reason = model.gradcam(input, target);
  cnnviz::render_overlay(reason.tensor("map").item(0), model.view(photo, 448))
      .write(argv[3], reason.json());
  return 0;
} catch (const cnnviz::Error& error) {
  std::fprintf(stderr, "%s: %s\n", argv[0], error.what());
  return 1;
}
