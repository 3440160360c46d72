// Bytes of a collection's file, an SQLite database: opened and asked for everything that it holds.
#include <unistd.h>

#include "base/file.h"
#include "corpus/collection.h"
#include "corpus/neighbors.h"
#include "corpus/strongest.h"
#include "fuzz/fuzz.h"
#include "support/folder.h"

namespace {

using namespace cnnviz::test;

constexpr int64_t kMost = 20;  // of everything that is asked for

void ask(Collection& collection) {
  const CollectionSettings& settings = collection.settings();
  const ImageCounts counts = collection.counts();
  const int64_t images = std::min(counts.indexed, kMost);
  answers([&] { collection.labels(); });
  answers([&] { collection.unreadable(kMost); });
  answers([&] {
    for (const IndexedImage& image : collection.images(0, images))
      answers([&] { collection.number_of(image.name); });
  });
  const size_t most = static_cast<size_t>(kMost);
  for (size_t i = 0; i < std::min(settings.features.size(), most); ++i)
    answers([&] {
      const std::string& tensor = settings.features[i].tensor;
      collection.features(tensor, 0, images);
      NeighborOptions options;
      options.count = 1;
      std::vector<int64_t> numbers(static_cast<size_t>(images));
      for (size_t n = 0; n < numbers.size(); ++n) numbers[n] = static_cast<int64_t>(n);
      collection_neighbors(collection, tensor, {nullptr, numbers}, options, nullptr);
    });
  for (size_t i = 0; i < std::min(settings.layers.size(), most); ++i)
    for (int64_t channel = 0; channel < std::min(settings.layers[i].channels, kMost); ++channel)
      answers([&] { strongest_of(collection, i, channel, settings.strongest); });
}

}  // namespace

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  set_small_limits();
  const Deadline deadline;
  static const TestFolder folder;
  const std::string path = folder.path("collection.db");
  write_file(path, {data, size});
  answers([&] { ask(*Collection::open(path)); });
  ::unlink((path + "-journal").c_str());
  return 0;
}
