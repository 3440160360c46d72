/* What does a layer see in a photo? Draws it into the photo, and tells how far it is meanwhile.
 *
 *   c++ -std=c++20 dream.cpp $(pkg-config --cflags --libs cnnviz) -o dream -pthread
 *   ./dream squeezenet.onnx cat.jpg out.png layer:fire5/concat 10 */
#include <chrono>
#include <cnnviz/cnnviz.hpp>
#include <cstdio>
#include <cstdlib>
#include <thread>

int main(int argc, char** argv) try {
  if (argc < 5) {
    std::fprintf(stderr, "usage: %s MODEL.onnx PHOTO OUT.png TARGET [STEPS]\n", argv[0]);
    return 2;
  }
  const cnnviz::Model model(argv[1]);
  const cnnviz::Job job;
  std::jthread watcher([job](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      std::fprintf(stderr, "\r%s: %d of %d ", job.stage().c_str(), static_cast<int>(job.done()),
                   static_cast<int>(job.total()));
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    std::fputc('\n', stderr);
  });

  cnnviz::DreamOptions options;
  if (argc > 5) options.steps = std::atoi(argv[5]);
  const cnnviz::Result result =
      model.dream(cnnviz::Image(argv[2]), model.target(argv[4]), options, {}, job);
  result.image("picture").write(argv[3], result.json());

  const cnnviz::Tensor objective = result.tensor("objective");
  std::printf("the target grew from %g to %g\n", static_cast<double>(objective.floats().front()),
              static_cast<double>(objective.floats().back()));
  return 0;
} catch (const cnnviz::Error& error) {
  std::fprintf(stderr, "%s: %s\n", argv[0], error.what());
  return 1;
}
