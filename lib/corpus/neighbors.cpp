#include "corpus/neighbors.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "methods/distance.h"

namespace cnnviz::core {

namespace {

// Of features that the exact search holds at a time: of those that ask, and of those that are
// measured. Work copies take the same again.
constexpr int64_t kAskingBytes = 64 << 20, kBlockBytes = 16 << 20;
constexpr int64_t kLeastRows = 768;

int64_t rows_in(int64_t bytes, int64_t width) {
  return std::max(kLeastRows, bytes / (width * static_cast<int64_t>(sizeof(float))));
}

class CollectionSearch {
 public:
  CollectionSearch(Collection& collection, const std::string& tensor, const Asking& asking,
                   const NeighborOptions& options, Progress* progress)
      : collection_(collection),
        tensor_(tensor),
        asking_(asking),
        options_(options),
        progress_(progress),
        width_(collection.feature_set(tensor).width),
        images_(collection.counts().indexed) {
    const bool inside = asking.vectors == nullptr;
    if (!inside) {
      check_points(*asking.vectors, "queries");
      require(asking.vectors->shape()[1] == width_, Status::invalid_argument,
              "queries has rows of ", asking.vectors->shape()[1], " numbers, the features of the ",
              "collection ", core::quoted(collection.path()), " rows of ", width_);
    }
    asked_ = inside ? static_cast<int64_t>(asking.numbers.size()) : asking.vectors->shape()[0];
    require(asked_ > 0, Status::invalid_argument, "no image asks for its neighbors");
    const int64_t most = inside ? images_ - 1 : images_;
    require(options.count >= 1 && options.count <= most, Status::invalid_argument,
            "the number of neighbors is ", options.count, ", but must be from 1 to ", most,
            ": the ", "collection ", core::quoted(collection.path()), " has ", images_, " images",
            inside ? " and none is its own neighbor" : "");
  }

  Neighbors run() {
    const double products =
        static_cast<double>(images_) * static_cast<double>(width_) * static_cast<double>(asked_);
    if (!searches_exactly(options_, products)) return approximate();
    const int64_t block = rows_in(kBlockBytes, width_);
    begin_stage(progress_, "neighbors", asked_ * ((images_ + block - 1) / block));
    Neighbors all;
    all.indices = Tensor::unfilled(DataType::int64, {asked_, options_.count});
    all.distances = Tensor::unfilled(DataType::float32, {asked_, options_.count});
    const int64_t step = rows_in(kAskingBytes, width_);
    for (int64_t first = 0; first < asked_; first += step) {
      std::vector<int64_t> rows(static_cast<size_t>(std::min(step, asked_ - first)));
      std::iota(rows.begin(), rows.end(), first);
      const Neighbors found = exact(rows, progress_);
      const auto at = static_cast<size_t>(first * options_.count);
      std::ranges::copy(found.indices.ints(), all.indices.mutable_ints().begin() + at);
      std::ranges::copy(found.distances.floats(), all.distances.mutable_floats().begin() + at);
    }
    return all;
  }

 private:
  bool inside() const { return asking_.vectors == nullptr; }

  std::vector<int64_t> numbers_of(const std::vector<int64_t>& rows) const {
    std::vector<int64_t> numbers;
    for (const int64_t row : rows) numbers.push_back(asking_.numbers[static_cast<size_t>(row)]);
    return numbers;
  }

  // Of some of those that ask, by one pass over the collection.
  Neighbors exact(const std::vector<int64_t>& rows, Progress* progress) const {
    const Tensor vectors = inside() ? collection_.features_of(tensor_, numbers_of(rows))
                                    : rows_of(*asking_.vectors, rows);
    NearestLists lists(vectors.shape()[0], options_.count + (inside() ? 1 : 0));
    FeatureReader reader(collection_, tensor_);
    int64_t first = 0;
    for (;;) {
      const Tensor block = reader.next(rows_in(kBlockBytes, width_));
      if (block.size() == 0) break;
      check_finite(block, first);
      add_exact_neighbors(lists, block, first, vectors, options_.metric, progress);
      first += block.shape()[0];
    }
    return without_own(lists.finish(options_.metric), rows);
  }

  Neighbors approximate() const {
    begin_stage(progress_, "neighbors", images_ + asked_);
    const Tensor points = FeatureReader(collection_, tensor_).next(images_);
    check_finite(points, 0);
    std::vector<int64_t> rows(static_cast<size_t>(asked_));
    std::iota(rows.begin(), rows.end(), 0);
    NeighborOptions wider = options_;
    wider.count += inside() ? 1 : 0;
    // Where all images ask in their order no copy is needed.
    const bool everyone =
        inside() && asked_ == images_ && std::ranges::equal(asking_.numbers, rows);
    const Tensor vectors = everyone   ? points
                           : inside() ? rows_of(points, numbers_of(rows))
                                      : *asking_.vectors;
    Neighbors found = without_own(approximate_neighbors(points, &vectors, wider, progress_), rows);
    found.exact = false;
    const std::vector<int64_t> sample = sampled_rows(asked_, options_.recall_rows);
    found.recall_rows = static_cast<int64_t>(sample.size());
    found.recall = share_found(found.indices, sample, exact(sample, nullptr).indices);
    return found;
  }

  // Those of the collection find themselves, or as many others at no greater distance.
  Neighbors without_own(Neighbors found, const std::vector<int64_t>& rows) const {
    if (!inside()) return found;
    Neighbors others = found;
    const auto asked = static_cast<int64_t>(rows.size());
    others.indices = Tensor::unfilled(DataType::int64, {asked, options_.count});
    others.distances = Tensor::unfilled(DataType::float32, {asked, options_.count});
    size_t from = 0, to = 0;
    for (const int64_t number : numbers_of(rows)) {
      const size_t end = to + static_cast<size_t>(options_.count);
      for (int64_t i = 0; i <= options_.count; ++i, ++from) {
        if (found.indices.ints()[from] == number || to == end) continue;
        others.indices.mutable_ints()[to] = found.indices.ints()[from];
        others.distances.mutable_floats()[to++] = found.distances.floats()[from];
      }
    }
    return others;
  }

  // `first`: the number of the first row's image.
  void check_finite(const Tensor& block, int64_t first) const {
    const auto values = block.floats();
    const auto bad = std::ranges::find_if_not(values, [](float v) { return std::isfinite(v); });
    if (bad == values.end()) return;
    const int64_t row = (bad - values.begin()) / width_;
    fail(Status::not_finite, "the features of ",
         core::quoted(collection_.images(first + row, 1).front().name), " in the collection ",
         core::quoted(collection_.path()), " hold ", *bad, ": they have no distance to others");
  }

  Collection& collection_;
  const std::string& tensor_;
  const Asking& asking_;
  const NeighborOptions& options_;
  Progress* progress_;
  int64_t width_, images_, asked_ = 0;
};

}  // namespace

Neighbors collection_neighbors(Collection& collection, const std::string& tensor,
                               const Asking& asking, const NeighborOptions& options,
                               Progress* progress) {
  return CollectionSearch(collection, tensor, asking, options, progress).run();
}

}  // namespace cnnviz::core
