#include "corpus/neighbors.h"

#include <algorithm>
#include <limits>

#include "collections.h"
#include "methods/point_clouds.h"

using namespace cnnviz::test;

namespace {

// A collection of rows of numbers: image i has the name that comes i-th, but was stored anywhere.
struct Rows {
  explicit Rows(Tensor rows) : points(std::move(rows)) {
    CollectionSettings settings{"model.onnx", "abc", "{}", {}, {}, 2};
    settings.features = {{"other", 1}, {"vector", points.shape()[1]}};
    collection = Collection::open_for_writing(folder.path("c.db"), settings, "/");
    Database& database = collection->database();
    Transaction transaction(database);
    Statement image = database.prepare("INSERT INTO images(id, name, state) VALUES(?, ?, ?)");
    Statement features = database.prepare("INSERT INTO features VALUES(1, ?, ?)");
    const int64_t count = points.shape()[0], width = points.shape()[1];
    for (int64_t i = 0; i < count; ++i) {
      const int64_t row = i * 7919 % count;
      char name[16];
      std::snprintf(name, sizeof name, "p%06d", static_cast<int>(row));
      image.with(i + 1, name, "indexed").run();
      const auto vector =
          points.floats().subspan(static_cast<size_t>(row * width), static_cast<size_t>(width));
      features
          .with(i + 1,
                std::span(reinterpret_cast<const uint8_t*>(vector.data()), vector.size_bytes()))
          .run();
    }
    image.with(count + 1, "never read", "pending").run();
    transaction.commit();
  }

  Neighbors find(const Asking& asking, const NeighborOptions& options) const {
    return collection_neighbors(*collection, "vector", asking, options, nullptr);
  }

  TestFolder folder;
  Tensor points;
  std::shared_ptr<Collection> collection;
};

std::vector<int64_t> all_numbers(int64_t count) {
  std::vector<int64_t> numbers;
  for (int64_t i = 0; i < count; ++i) numbers.push_back(i);
  return numbers;
}

NeighborOptions asking_for(int64_t count, Metric metric, Search search = Search::exact) {
  NeighborOptions options;
  options.count = count;
  options.metric = metric;
  options.search = search;
  return options;
}

void check_equal(const Neighbors& found, const Neighbors& expected) {
  CHECK(found.indices.shape() == expected.indices.shape());
  CHECK(std::ranges::equal(found.indices.ints(), expected.indices.ints()));
  CHECK(std::ranges::equal(found.distances.floats(), expected.distances.floats()));
}

// What the search of the whole matrix finds, many duplicates and rows of zeros among them.
TEST(test_corpus_neighbors__equal_those_of_the_matrix) {
  Tensor points = cloud(1500, 4);
  for (float& value : points.mutable_floats()) value = std::round(value);
  const Rows rows(points);
  const Tensor queries = cloud(40, 4, 1, 0, 9);
  const std::vector<int64_t> all = all_numbers(1500), some = {3, 1499, 0, 700, 3};
  for (const Metric metric : {Metric::euclidean, Metric::cosine}) {
    const NeighborOptions options = asking_for(7, metric);
    check_equal(rows.find({&queries, {}}, options),
                nearest_neighbors(points, &queries, options, nullptr));
    const Neighbors whole = nearest_neighbors(points, nullptr, options, nullptr);
    check_equal(rows.find({nullptr, all}, options), whole);
    const Neighbors few = rows.find({nullptr, some}, options);
    for (size_t i = 0; i < some.size(); ++i)
      for (size_t rank = 0; rank < 7; ++rank)
        CHECK_EQ(few.indices.ints()[7 * i + rank],
                 whole.indices.ints()[7 * static_cast<size_t>(some[i]) + rank]);
  }
}

// Numbers and names, from any place on.
TEST(test_corpus_neighbors__images_by_their_numbers) {
  const Rows rows(cloud(2600, 4));
  for (const int64_t first : {0, 1023, 1024, 2047, 2600, 2555, 5000}) {
    const auto images = rows.collection->images(first, 50);
    CHECK_EQ(static_cast<int64_t>(images.size()), std::clamp<int64_t>(2600 - first, 0, 50));
    for (size_t i = 0; i < images.size(); ++i) {
      const int64_t number = first + static_cast<int64_t>(i);
      char name[16];
      std::snprintf(name, sizeof name, "p%06d", static_cast<int>(number));
      CHECK_EQ(images[i].name, name);
      CHECK_EQ(rows.collection->number_of(name), number);
      const Tensor vector = rows.collection->features("vector", number, 1);
      CHECK(std::ranges::equal(vector.floats(),
                               rows.points.floats().subspan(static_cast<size_t>(4 * number), 4)));
    }
  }
  CHECK_ERROR(rows.collection->features("vector", 2599, 2), Status::invalid_argument,
              "but the collection has 2600");
}

// So wide that one block holds neither all that ask nor all that are measured.
TEST(test_corpus_neighbors__of_several_blocks) {
  const Tensor points = cloud(1700, 10500, 5, 30);
  const Rows rows(points);
  const std::vector<int64_t> all = all_numbers(1700);
  const NeighborOptions options = asking_for(5, Metric::euclidean);
  check_equal(rows.find({nullptr, all}, options),
              nearest_neighbors(points, nullptr, options, nullptr));
}

TEST(test_corpus_neighbors__approximate) {
  const Rows rows(cloud(3000, 16, 10, 6));
  const std::vector<int64_t> all = all_numbers(3000);
  for (const Metric metric : {Metric::euclidean, Metric::cosine}) {
    const Neighbors exact = rows.find({nullptr, all}, asking_for(6, metric));
    const Neighbors found = rows.find({nullptr, all}, asking_for(6, metric, Search::approximate));
    CHECK(exact.exact && !found.exact);
    CHECK_EQ(found.recall_rows, 200);
    CHECK(found.recall > 0.95);
    CHECK(share_found(found.indices, all, exact.indices) > 0.95);
    for (size_t i = 0; i < 3000; ++i)
      CHECK(std::ranges::count(found.indices.ints().subspan(6 * i, 6), static_cast<int64_t>(i)) ==
            0);
  }
}

TEST(test_corpus_neighbors__refuse) {
  const Rows rows(cloud(20, 4));
  const std::vector<int64_t> all = all_numbers(20), beyond = {3, 20}, negative = {-1};
  const NeighborOptions options = asking_for(3, Metric::euclidean);
  const auto ask = [&](const std::vector<int64_t>& numbers, int64_t count = 3) {
    rows.find({nullptr, numbers}, asking_for(count, Metric::euclidean));
  };
  CHECK_ERROR(ask(beyond), Status::invalid_argument, "there is no image 20");
  CHECK_ERROR(ask(negative), Status::invalid_argument, "there is no image -1");
  CHECK_ERROR(ask({}), Status::invalid_argument, "no image asks");
  CHECK_ERROR(ask(all, 20), Status::invalid_argument, "none is its own neighbor");
  CHECK_ERROR(ask(all, -1), Status::invalid_argument, "the number of neighbors is -1");
  const Tensor narrow = cloud(2, 3), twenty = cloud(1, 4);
  CHECK_ERROR(rows.find({&narrow, {}}, options), Status::invalid_argument, "rows of 4");
  CHECK_EQ(rows.find({&twenty, {}}, asking_for(20, Metric::cosine)).indices.size(), 20);
  CHECK_ERROR(collection_neighbors(*rows.collection, "", {nullptr, all}, options, nullptr),
              Status::invalid_argument, "name one of other, vector");
  CHECK_ERROR(collection_neighbors(*rows.collection, "vecto", {nullptr, all}, options, nullptr),
              Status::not_found, "nearest: \"vector\"");
  // Set "other" was never stored.
  CHECK_ERROR(collection_neighbors(*rows.collection, "other", {nullptr, all}, options, nullptr),
              Status::corrupt, "have 0 bytes, not 4");
  Progress cancelled;
  cancelled.cancel();
  CHECK_ERROR(collection_neighbors(*rows.collection, "vector", {nullptr, all}, options, &cancelled),
              Status::cancelled, "cancelled");
  const float infinite[4] = {0, std::numeric_limits<float>::infinity(), 0, 0};
  rows.collection->database()
      .prepare(
          "UPDATE features SET vector = ? WHERE image = (SELECT id FROM images WHERE name = "
          "'p000013')")
      .with(std::span(reinterpret_cast<const uint8_t*>(infinite), sizeof infinite))
      .run();
  for (const Search search : {Search::exact, Search::approximate})
    CHECK_ERROR(rows.find({nullptr, all}, asking_for(3, Metric::euclidean, search)),
                Status::not_finite, "the features of \"p000013\"");
}

}  // namespace

int main() {
  return run_tests({CASE(test_corpus_neighbors__equal_those_of_the_matrix),
                    CASE(test_corpus_neighbors__images_by_their_numbers),
                    CASE(test_corpus_neighbors__of_several_blocks),
                    CASE(test_corpus_neighbors__approximate), CASE(test_corpus_neighbors__refuse)});
}
