#include "corpus/collection.h"

#include <filesystem>
#include <fstream>

#include "collections.h"
#include "corpus/merge.h"

using namespace cnnviz::test;

namespace {

namespace fs = std::filesystem;

CollectionSettings some_settings() {
  return {"model.onnx", "abc", "{}", {{"maps", 3, 2, 2}}, {{"vector", 4}}, 2};
}

TEST(test_corpus_collection__settings_are_kept) {
  const TestFolder folder;
  const std::string path = folder.path("c.db");
  Collection::open_for_writing(path, some_settings(), "/root");
  const auto collection = Collection::open(path);
  require_equal_settings(collection->settings(), "this", some_settings(), "that");
  CHECK_EQ(collection->root(), "/root");
  CHECK_EQ(collection->settings().layers[0].columns, 2);
  CHECK_EQ(collection->settings().features[0].width, 4);
  CHECK_EQ(folder.entries(), 1U);
}

TEST(test_corpus_collection__two_writers) {
  const TestFolder folder;
  const std::string path = folder.path("c.db");
  const auto writer = Collection::open_for_writing(path, some_settings(), "/");
  CHECK_ERROR(Collection::open_for_writing(path, some_settings(), "/"), Status::io,
              "is being written by another process");
}

TEST(test_corpus_collection__what_is_no_collection) {
  const TestFolder folder;
  const std::string path = folder.path("c.db");
  CHECK_ERROR(Collection::open(path), Status::not_found, "there is no collection");
  CHECK_ERROR(Collection::open(folder.path()), Status::io, "is a folder");
  std::ofstream(path) << "This is a text and nothing else, although it is long enough for a head.";
  CHECK_ERROR(Collection::open(path), Status::corrupt, "is no collection");
  CHECK_ERROR(Collection::open_for_writing(path, some_settings(), "/"), Status::corrupt,
              "is no collection");
  fs::remove(path);
  Database(path, true).run("CREATE TABLE others(x)");
  CHECK_ERROR(Collection::open(path), Status::corrupt, "cnnviz did not make this database");
  CHECK_ERROR(Collection::open_for_writing(path, some_settings(), "/"), Status::corrupt,
              "cnnviz did not make this database");
  fs::remove(path);
  Collection::open_for_writing(path, some_settings(), "/");
  Database(path, false).run("PRAGMA user_version = 9");
  CHECK_ERROR(Collection::open(path), Status::unsupported, "has format 9");
}

// Every page overwritten in turn: an error or an answer, never a crash.
TEST(test_corpus_collection__damaged) {
  const Pictures pictures(3);
  const std::string path = pictures.folder.path("c.db"), copy = pictures.folder.path("copy.db");
  index_images(*demo_model(), path, request_of({pictures.folder.path()}), nullptr);
  const auto size = static_cast<int64_t>(fs::file_size(path));
  int failed = 0;
  for (int64_t at = 0; at < size; at += 4096) {
    fs::copy_file(path, copy, fs::copy_options::overwrite_existing);
    std::fstream file(copy, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(at);
    file << std::string(256, '\x5a');
    file.close();
    try {
      answers(copy);
    } catch (const Error& error) {
      ++failed;
      CHECK(error.status() == Status::corrupt || error.status() == Status::unsupported ||
            error.status() == Status::invalid_argument || error.status() == Status::io);
    }
  }
  CHECK(failed > 3);
  fs::resize_file(path, static_cast<uintmax_t>(size / 2));
  CHECK_ERROR(answers(path), Status::corrupt, "is damaged");
}

TEST(test_corpus_collection__full_disk) {
  const TestFolder folder;
  const std::string path = folder.path("c.db");
  Collection::open_for_writing(path, some_settings(), "/");
  Database database(path, false);
  database.run("PRAGMA max_page_count = 20");
  const auto fill = [&] {
    const Transaction transaction(database);
    Statement row = database.prepare("INSERT INTO images(name) VALUES(?)");
    for (int i = 0; i < 100000; ++i) row.with(concat("image", i)).run();
  };
  CHECK_ERROR(fill(), Status::io, "no space is left");
  CHECK_EQ(Collection::open(path)->counts().pending, 0);
}

TEST(test_corpus_collection__merging_what_differs) {
  const TestFolder folder;
  const auto file = [&](const char* name) { return folder.path(name); };
  Collection::open_for_writing(file("a.db"), some_settings(), "/");
  CollectionSettings other = some_settings();
  other.model_sha256 = "def";
  Collection::open_for_writing(file("b.db"), other, "/");
  CHECK_ERROR(merge_collections(file("m.db"), {file("a.db"), file("b.db")}, nullptr),
              Status::mismatch, "differ in the model");
  CHECK_ERROR(merge_collections(file("a.db"), {file("a.db")}, nullptr), Status::invalid_argument,
              "it is not overwritten");
  CHECK_ERROR(merge_collections(file("m.db"), {}, nullptr), Status::invalid_argument,
              "no collection is given");
  CHECK_ERROR(merge_collections(file("m.db"), {file("c.db")}, nullptr), Status::not_found,
              "there is no collection");
  CHECK_EQ(folder.entries(), 2U);  // nothing half done remains
}

TEST(test_corpus_collection__merging_another_file_of_the_same_name) {
  const Pictures pictures(1);
  const auto file = [&](const char* name) { return pictures.folder.path(name); };
  index_images(*demo_model(), file("a.db"), request_of({pictures.names[0]}), nullptr);
  write_image(pictures.names[0], random_picture(7));
  index_images(*demo_model(), file("b.db"), request_of({pictures.names[0]}), nullptr);
  CHECK_ERROR(merge_collections(file("m.db"), {file("a.db"), file("b.db")}, nullptr),
              Status::mismatch, "is not the one");
}

}  // namespace

int main() {
  return run_tests(
      {CASE(test_corpus_collection__settings_are_kept), CASE(test_corpus_collection__two_writers),
       CASE(test_corpus_collection__what_is_no_collection), CASE(test_corpus_collection__damaged),
       CASE(test_corpus_collection__full_disk), CASE(test_corpus_collection__merging_what_differs),
       CASE(test_corpus_collection__merging_another_file_of_the_same_name)});
}
