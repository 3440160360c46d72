#include "corpus/index.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "collections.h"
#include "corpus/merge.h"
#include "methods/classify.h"

using namespace cnnviz::test;

namespace {

namespace fs = std::filesystem;

// The lists by brute force: all maxima of all images, sorted.
TEST(test_corpus_index__equals_brute_force) {
  const auto model = demo_model();
  const Pictures pictures(12);
  const std::string path = pictures.folder.path("c.db");
  index_images(*model, path, request_of({pictures.folder.path()}), nullptr);
  const auto collection = Collection::open(path);
  CHECK_EQ(collection->counts().indexed, 12);
  const Tensor features = collection->features("", 0, 12);
  CHECK_EQ(features.shape()[1], 128);
  for (size_t layer = 0; layer < 2; ++layer) {
    const std::string name = layer == 0 ? "relu2" : "relu5";
    struct Found {
      float value;
      size_t image, place;
    };
    std::vector<std::vector<Found>> all;
    int64_t columns = 0;
    for (size_t i = 0; i < pictures.names.size(); ++i) {
      const PreparedImage input =
          preprocess_image(read_image(pictures.names[i]), model->preprocessing());
      const auto values = model->run(model->feed(input.tensor), {name, "features"});
      const Shape& shape = values[0].shape();
      columns = shape[3];
      const auto plane = static_cast<size_t>(shape[2] * shape[3]);
      all.resize(static_cast<size_t>(shape[1]));
      for (size_t c = 0; c < all.size(); ++c) {
        const auto map = values[0].floats().subspan(c * plane, plane);
        const auto top = std::max_element(map.begin(), map.end());
        all[c].push_back({*top, i, static_cast<size_t>(top - map.begin())});
      }
      const auto row = features.floats().subspan(i * 128, 128);
      CHECK(std::equal(row.begin(), row.end(), values[1].floats().begin()));
    }
    for (size_t c = 0; c < all.size(); ++c) {
      std::stable_sort(all[c].begin(), all[c].end(),
                       [](const Found& a, const Found& b) { return a.value > b.value; });
      const auto list = strongest_of(*collection, layer, static_cast<int64_t>(c), 5);
      CHECK_EQ(list.size(), 5U);
      for (size_t rank = 0; rank < 5; ++rank) {
        CHECK_EQ(list[rank].value, all[c][rank].value);
        CHECK_EQ(*list[rank].name, pictures.names[all[c][rank].image]);
        CHECK_EQ(static_cast<size_t>(list[rank].y * columns + list[rank].x), all[c][rank].place);
      }
    }
  }
}

TEST(test_corpus_index__any_threads_shards_and_order_give_the_same) {
  const Pictures pictures(30);
  const auto file = [&](const std::string& name) { return pictures.folder.path(name); };
  index_images(*demo_model(1), file("one.db"), request_of({pictures.folder.path()}), nullptr);
  const std::string expected = answers(file("one.db"));
  index_images(*demo_model(3), file("three.db"), request_of({pictures.folder.path()}), nullptr);
  CHECK_EQ(answers(file("three.db")), expected);

  // Backwards, in two runs, some of them twice.
  std::vector<std::string> names(pictures.names.rbegin(), pictures.names.rend());
  const auto half = names.begin() + 13;
  index_images(*demo_model(2), file("later.db"), request_of({half - 3, names.end()}), nullptr);
  index_images(*demo_model(2), file("later.db"), request_of({names.begin(), half}), nullptr);
  CHECK_EQ(answers(file("later.db")), expected);

  for (const int64_t shards : {1, 2, 7}) {
    std::vector<std::string> parts;
    int64_t images = 0;
    for (int64_t shard = 1; shard <= shards; ++shard) {
      IndexRequest request = request_of({pictures.folder.path()});
      request.shard = shard;
      request.shards = shards;
      parts.push_back(file(concat("shard", shard, "of", shards, ".db")));
      images += index_images(*demo_model(1), parts.back(), request, nullptr).indexed;
    }
    CHECK_EQ(images, 30);
    std::reverse(parts.begin(), parts.end());
    parts.push_back(parts.front());  // twice does no harm
    merge_collections(file("merged.db"), parts, nullptr);
    CHECK_EQ(answers(file("merged.db")), expected);
  }
}

TEST(test_corpus_index__cancelled_and_continued) {
  const Pictures pictures(20);
  const std::string whole = pictures.folder.path("whole.db"), path = pictures.folder.path("c.db");
  index_images(*demo_model(), whole, request_of({pictures.folder.path()}), nullptr);
  // A job cancelled before it starts has stored nothing, not even names.
  Progress cancelled;
  cancelled.cancel();
  CHECK_ERROR(index_images(*demo_model(), path, request_of({pictures.folder.path()}), &cancelled),
              Status::cancelled, "cancelled");
  // Names that a first run has left are done by one without sources.
  const auto collection = Collection::open_for_writing(path, Collection::open(whole)->settings(),
                                                       Collection::open(whole)->root());
  for (const std::string& name : pictures.names)
    collection->database().prepare("INSERT INTO images(name) VALUES(?)").with(name).run();
  CHECK_ERROR(Collection::open(path), Status::io, "is being written by another process");
}

TEST(test_corpus_index__goes_on_where_it_stopped) {
  const Pictures pictures(10);
  const std::string whole = pictures.folder.path("whole.db"), path = pictures.folder.path("c.db");
  index_images(*demo_model(), whole, request_of({pictures.folder.path()}), nullptr);
  {
    const auto collection = Collection::open_for_writing(path, Collection::open(whole)->settings(),
                                                         Collection::open(whole)->root());
    for (const std::string& name : pictures.names)
      collection->database().prepare("INSERT INTO images(name) VALUES(?)").with(name).run();
  }
  CHECK_EQ(Collection::open(path)->counts().pending, 10);
  CHECK_EQ(index_images(*demo_model(), path, {}, nullptr).indexed, 10);
  CHECK_EQ(answers(path), answers(whole));
}

TEST(test_corpus_index__unreadable_changed_and_vanished) {
  Pictures pictures(8);
  const std::string path = pictures.folder.path("c.db");
  std::ofstream(pictures.folder.path("broken.jpg")) << "no picture";
  std::ofstream(pictures.folder.path("notes.txt")) << "left out";
  const IndexRequest request = request_of({pictures.folder.path()});
  IndexReport report = index_images(*demo_model(), path, request, nullptr);
  CHECK_EQ(report.found, 9);
  CHECK_EQ(report.indexed, 8);
  CHECK_EQ(report.unreadable, 1);
  CHECK_EQ(report.failures.size(), 1U);
  CHECK(report.failures[0].second.find("broken.jpg") != std::string::npos);

  // Touched is not changed; another picture is, and one is gone.
  fs::last_write_time(pictures.names[1], fs::file_time_type::clock::now());
  write_image(pictures.names[2], random_picture(99));
  fs::remove(pictures.names[3]);
  write_image(pictures.folder.path("broken.jpg"), random_picture(100));
  const std::string before = answers(path);
  report = index_images(*demo_model(), path, request, nullptr);
  CHECK_EQ(report.indexed, 1);
  CHECK_EQ(report.changed.size(), 1U);
  CHECK_EQ(report.changed[0], pictures.names[2]);
  CHECK_EQ(report.vanished.size(), 1U);
  CHECK_EQ(report.vanished[0], pictures.names[3]);

  IndexRequest refresh = request;
  refresh.refresh = true;
  report = index_images(*demo_model(), path, refresh, nullptr);
  CHECK_EQ(report.changed.size() + report.vanished.size(), 0U);
  const std::string anew = pictures.folder.path("anew.db");
  index_images(*demo_model(), anew, request, nullptr);
  CHECK_EQ(answers(path), answers(anew));
  CHECK(answers(path) != before);
}

TEST(test_corpus_index__lists_and_relative_names) {
  const Pictures pictures(4);
  const fs::path here = fs::current_path();
  fs::current_path(pictures.folder.path());
  std::ofstream("list.txt") << "p000.png\n./p001.png\r\n\nsub/../p002.png\nnot_there.png\n";
  const IndexReport report =
      index_images(*demo_model(), "c.db", request_of({"@list.txt"}), nullptr);
  fs::create_directory("sub");
  fs::current_path("sub");
  const IndexReport more =
      index_images(*demo_model(), "../c.db", request_of({"../p003.png"}), nullptr);
  fs::current_path(here);
  CHECK_EQ(report.found, 4);
  CHECK_EQ(report.unreadable, 1);
  CHECK_EQ(more.counts.indexed, 4);
  const auto collection = Collection::open(pictures.folder.path("c.db"));
  const auto images = collection->images(0, 4);
  CHECK_EQ(images[1].name, "p001.png");
  CHECK_EQ(images[3].name, "p003.png");
  CHECK_EQ(collection->file_of("p001.png", "/elsewhere"), "/elsewhere/p001.png");
}

TEST(test_corpus_index__refuses) {
  const auto model = demo_model();
  const Pictures pictures(2);
  const TestFolder empty;
  const std::string path = pictures.folder.path("c.db");
  const auto index = [&](const IndexRequest& request) {
    index_images(*model, path, request, nullptr);
  };
  CHECK_ERROR(index(request_of({empty.path()})), Status::invalid_argument,
              "there is no picture in");
  CHECK_ERROR(index(request_of({"nowhere/at/all"})), Status::not_found, "no file or folder");
  CHECK_ERROR(index(request_of({"@nowhere.txt"})), Status::not_found, "no list");
  CHECK(!Collection::exists(path));  // nothing binds the next call
  CHECK(!std::filesystem::exists(path));
  CHECK_ERROR(index_images(*model, pictures.folder.path("none/c.db"), {}, nullptr),
              Status::not_found, "there is no folder");
  IndexRequest request = request_of({pictures.folder.path()});
  request.layers = {"relu9"};
  CHECK_ERROR(index(request), Status::not_found, "relu1");
  request.layers = {"conv1.bias"};
  CHECK_ERROR(index(request), Status::invalid_argument, "has no channels");
  request = request_of({pictures.folder.path()});
  request.shard = 3;
  request.shards = 2;
  CHECK_ERROR(index(request), Status::invalid_argument, "shards are counted from 1");
  request.shard = 1;
  request.strongest = 1001;
  CHECK_ERROR(index(request), Status::invalid_argument, "not 1001");
  ModelOptions options;
  options.preprocess.mean = std::vector<float>{0.25F};
  index(request_of({pictures.folder.path()}));
  const auto other = Model::open(model->path(), options);
  CHECK_ERROR(index_images(*other, path, {}, nullptr), Status::mismatch, "other settings");
  request = request_of({});
  request.layers = {"relu2"};
  CHECK_ERROR(index(request), Status::mismatch, "differ in the layers");
  request = request_of({});
  request.strongest = 6;
  CHECK_ERROR(index(request), Status::mismatch, "how many responses");
}

}  // namespace

int main() {
  return run_tests({CASE(test_corpus_index__equals_brute_force),
                    CASE(test_corpus_index__any_threads_shards_and_order_give_the_same),
                    CASE(test_corpus_index__cancelled_and_continued),
                    CASE(test_corpus_index__goes_on_where_it_stopped),
                    CASE(test_corpus_index__unreadable_changed_and_vanished),
                    CASE(test_corpus_index__lists_and_relative_names),
                    CASE(test_corpus_index__refuses)});
}
