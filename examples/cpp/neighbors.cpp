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

  cnnviz::Figure figure(files[0]);
  const auto add = [&](int32_t column, int64_t number, float distance) {
    const auto found = names.find(number);
    if (found == names.end()) return; /* indexed by an earlier run */
    const std::string& name = found->second;
    std::printf("%-8.4g %s\n", static_cast<double>(distance), name.c_str());
    figure.set(0, column, cnnviz::Image(name), name);
  };
  const int64_t photo[] = {corpus.find(files[0])};
  add(0, photo[0], 0);
  const int64_t count = std::min<int64_t>(corpus.image_count() - 1, 5);
  const cnnviz::Result nearest =
      corpus.neighbors(cnnviz::Tensor(photo, {1}), {}, {.count = static_cast<int32_t>(count)});
  const cnnviz::Tensor indices = nearest.tensor("indices"), distances = nearest.tensor("distances");
  for (size_t i = 0; i < indices.ints().size(); ++i)
    add(static_cast<int32_t>(i) + 1, indices.ints()[i], distances.floats()[i]);
  figure.draw({.cell_width = 160, .cell_height = 160}).write(argv[3]);
  return 0;
} catch (const cnnviz::Error& error) {
  std::fprintf(stderr, "%s: %s\n", argv[0], error.what());
  return 1;
}
