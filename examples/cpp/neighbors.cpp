/* Which pictures of a folder are most like this one, as a network sees them? Indexes them into a
 * collection (a second run only looks at new pictures) and draws the nearest.
 *
 *   c++ -std=c++20 neighbors.cpp $(pkg-config --cflags --libs cnnviz) -o neighbors
 *   ./neighbors squeezenet.onnx holidays.db out.png cat.jpg holidays/a.jpg holidays/b.jpg ... */
#include <algorithm>
#include <cnnviz/cnnviz.hpp>
#include <cstdio>
#include <map>

int main(int argc, char** argv) try {
  if (argc < 6) {
    std::fprintf(stderr, "usage: %s MODEL.onnx COLLECTION.db OUT.png PHOTO PICTURE...\n", argv[0]);
    return 2;
  }
  const std::vector<std::string> files(argv + 4, argv + argc);
  cnnviz::Corpus::index(cnnviz::Model(argv[1]), argv[2], cnnviz::list(files));
  const cnnviz::Corpus corpus(argv[2]);
  std::map<int64_t, std::string> names;
  for (const std::string& file : files) names[corpus.find(file)] = file;

  const cnnviz::Tensor features = corpus.features().tensor("features"); /* a row for each picture */
  const int64_t pictures = features.extent(0), width = features.extent(1);
  const cnnviz::Tensor photo = features.item(corpus.find(files[0])).reshape({1, width});
  const cnnviz::Result result = cnnviz::neighbors(
      features, photo, {.count = static_cast<int32_t>(std::min(pictures, int64_t{5}))});

  const cnnviz::Tensor indices = result.tensor("indices"), distances = result.tensor("distances");
  cnnviz::Figure figure(files[0]);
  for (size_t i = 0; i < indices.ints().size(); ++i) {
    const auto found = names.find(indices.ints()[i]);
    if (found == names.end()) continue; /* indexed by an earlier run */
    const auto& [number, name] = *found;
    std::printf("%-8.4g %s\n", static_cast<double>(distances.floats()[i]), name.c_str());
    figure.set(0, static_cast<int32_t>(i), cnnviz::Image(name), name);
  }
  figure.draw({.cell_width = 160, .cell_height = 160}).write(argv[3]);
  return 0;
} catch (const cnnviz::Error& error) {
  std::fprintf(stderr, "%s: %s\n", argv[0], error.what());
  return 1;
}
