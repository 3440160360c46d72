// External data: what is read, and the layouts by which a hostile model would reach other files.
#include "onnx/external_data.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <filesystem>

#include "onnx/model_folder.h"
#include "support/check.h"

using namespace cnnviz::test;

namespace {

const Tensor& weight(const Graph& graph) {
  return graph.values[static_cast<size_t>(graph.require("w"))].constant;
}

}  // namespace

TEST(test_onnx_external_data__reads_a_file_beside_the_model) {
  const ModelFolder site;
  write_floats(site.inside + "/w.bin", {1, 2, 3, 4});
  CHECK(weight(*site.open("w.bin")).to_floats() == (Floats{1, 2}));
  CHECK(weight(*site.open("w.bin", "8")).to_floats() == (Floats{3, 4}));
  CHECK(weight(*site.open("w.bin", "4", "8")).to_floats() == (Floats{2, 3}));
  CHECK(weight(*site.open("./w.bin")).to_floats() == (Floats{1, 2}));
}

TEST(test_onnx_external_data__reads_from_folders_below_the_model) {
  const ModelFolder site;
  std::filesystem::create_directories(site.inside + "/a/b");
  write_floats(site.inside + "/a/b/w.bin", {5, 6});
  CHECK(weight(*site.open("a/b/w.bin")).to_floats() == (Floats{5, 6}));
  CHECK(weight(*site.open("a/./b/w.bin")).to_floats() == (Floats{5, 6}));
}

TEST(test_onnx_external_data__reads_where_the_model_path_has_no_folder) {
  const ModelFolder site;
  write_floats(site.inside + "/w.bin", {5, 6});
  site.open("w.bin");
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(site.inside);
  std::shared_ptr<const Graph> graph;
  try {
    graph = read_model_file("net.onnx");
  } catch (...) {
    std::filesystem::current_path(before);
    throw;
  }
  std::filesystem::current_path(before);
  CHECK(weight(*graph).to_floats() == (Floats{5, 6}));
}

TEST(test_onnx_external_data__weights_of_one_file_share_one_mapping) {
  const TestFolder folder;
  write_floats(folder.path("all.bin"), {1, 2, 3});
  ModelBuilder(13)
      .input("x", {1})
      .initializer_bytes(external_tensor_proto("a", {1}, ElementType::float32, "all.bin", "0", "4"))
      .initializer_bytes(
          external_tensor_proto("b", {1}, ElementType::float32, "./all.bin", "8", "4"))
      .initializer_bytes(external_tensor_proto("h", {2}, ElementType::uint8, "all.bin", "2", "2"))
      .node("Add", {"x", "a"}, {"y"})
      .node("Add", {"y", "b"}, {"z"})
      .output("z")
      .write(folder.path("net.onnx"));
  const auto graph = read_model_file(folder.path("net.onnx"));
  const auto value = [&](const char* name) {
    return graph->values[static_cast<size_t>(graph->require(name))].constant;
  };
  CHECK_EQ(value("b").floats()[0], 3.0f);
  CHECK_EQ(
      static_cast<const char*>(value("b").data()) - static_cast<const char*>(value("a").data()), 8);
  CHECK(value("h").to_ints() == (Ints{0x80, 0x3f}));  // the upper half of 1.0f
}

TEST(test_onnx_external_data__is_refused_for_models_in_memory) {
  const auto bytes =
      ModelBuilder(13)
          .input("x", {2})
          .initializer_bytes(external_tensor_proto("w", {2}, ElementType::float32, "w.bin"))
          .node("Add", {"x", "w"}, {"y"})
          .output("y")
          .bytes();
  CHECK_ERROR(read_model_bytes(bytes), Status::unsupported, "open the model by its path");
}

TEST(test_onnx_external_data__paths_that_leave_the_folder) {
  const ModelFolder site;
  std::filesystem::create_directory(site.inside + "/a");
  std::filesystem::create_directory(site.folder.path("model_evil"));
  write_floats(site.folder.path("model_evil/w.bin"), {7, 8});
  for (const char* location : {"../outside.bin", "a/../../outside.bin", "./../outside.bin", "a/..",
                               "..", "../model_evil/w.bin", "../model/../outside.bin"})
    CHECK_ERROR(site.open(location), Status::corrupt, "leaves the model's folder");
  for (const std::string& location :
       {site.outside, std::string("/etc/passwd"), std::string("/"), std::string("//etc/passwd"),
        std::string("/proc/self/environ")})
    CHECK_ERROR(site.open(location), Status::corrupt, "absolute path");
}

TEST(test_onnx_external_data__malformed_locations) {
  const ModelFolder site;
  CHECK_ERROR(site.open(""), Status::corrupt, "location of the data is empty");
  CHECK_ERROR(site.open("."), Status::corrupt, "is no file");
  CHECK_ERROR(site.open("a//w.bin"), Status::corrupt, "empty part");
  CHECK_ERROR(site.open("w.bin/"), Status::corrupt, "empty part");
  CHECK_ERROR(site.open(std::string("w.bin\0.txt", 10)), Status::corrupt, "zero byte");
  CHECK_ERROR(site.open(std::string(5000, 'x')), Status::io, "cannot open");
}

TEST(test_onnx_external_data__missing_files_and_case_twins) {
  const ModelFolder site;
  write_floats(site.inside + "/w.bin", {1, 2});
  CHECK_ERROR(site.open("none.bin"), Status::io, "cannot open \"none.bin\"");
  CHECK_ERROR(site.open("W.BIN"), Status::io, "cannot open \"W.BIN\"");
  CHECK_ERROR(site.open("none/w.bin"), Status::io, "cannot open");
  CHECK_ERROR(site.open("w.bin/w.bin"), Status::unsupported, "no folder");
}

TEST(test_onnx_external_data__symbolic_links) {
  const ModelFolder site;
  std::filesystem::create_directory(site.folder.path("elsewhere"));
  write_floats(site.folder.path("elsewhere/w.bin"), {7, 8});
  write_floats(site.inside + "/own.bin", {1, 2});
  std::filesystem::create_symlink("../outside.bin", site.inside + "/out.bin");
  std::filesystem::create_symlink("own.bin", site.inside + "/in.bin");
  std::filesystem::create_symlink("loop.bin", site.inside + "/loop.bin");
  std::filesystem::create_directory_symlink("../elsewhere", site.inside + "/parent");
  std::filesystem::create_directory_symlink(".", site.inside + "/self");
  for (const char* location : {"out.bin", "in.bin", "loop.bin", "parent/w.bin", "self/own.bin"})
    CHECK_ERROR(site.open(location), Status::unsupported, "links are not followed");
}

TEST(test_onnx_external_data__hard_links) {
  const ModelFolder site;
  std::filesystem::create_hard_link(site.outside, site.inside + "/w.bin");
  CHECK_ERROR(site.open("w.bin"), Status::unsupported, "2 names (hard links)");
}

TEST(test_onnx_external_data__folders_pipes_and_sockets) {
  const ModelFolder site;
  std::filesystem::create_directory(site.inside + "/folder");
  CHECK_ERROR(site.open("folder"), Status::unsupported, "no regular file");
  CHECK_EQ(::mkfifo((site.inside + "/pipe").c_str(), 0600), 0);
  CHECK_ERROR(site.open("pipe"), Status::unsupported, "no regular file");  // and does not hang
  const int listener = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = site.inside + "/socket";
  CHECK(path.size() < sizeof address.sun_path);
  std::copy(path.begin(), path.end(), address.sun_path);
  const int bound = ::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  ::close(listener);
  CHECK_EQ(bound, 0);
  CHECK_ERROR(site.open("socket"), Status::io, "cannot open");
}

TEST(test_onnx_external_data__offsets_and_lengths_beyond_the_file) {
  const ModelFolder site;
  write_floats(site.inside + "/w.bin", {1, 2});
  CHECK_ERROR(site.open("w.bin", "1"), Status::corrupt, "has 8 bytes, but 8 bytes from byte 1 on");
  CHECK_ERROR(site.open("w.bin", "9"), Status::corrupt, "has 8 bytes");
  CHECK_ERROR(site.open("w.bin", "9223372036854775807"), Status::corrupt, "has 8 bytes");
  CHECK_ERROR(site.open("w.bin", "9223372036854775800", "8"), Status::corrupt, "has 8 bytes");
  CHECK_ERROR(site.open("w.bin", "18446744073709551608", "8"), Status::corrupt,
              "not a number of bytes");
  CHECK_ERROR(site.open("w.bin", "-4"), Status::corrupt, "not a number of bytes");
  CHECK_ERROR(site.open("w.bin", "0x0"), Status::corrupt, "not a number of bytes");
  CHECK_ERROR(site.open("w.bin", "0", "4"), Status::corrupt,
              "takes 8 bytes, but its external data has 4");
  CHECK_ERROR(site.open("w.bin", "0", "9223372036854775807"), Status::corrupt, "takes 8 bytes");
  write_file(site.inside + "/empty.bin", {});
  CHECK_ERROR(site.open("empty.bin"), Status::corrupt, "has 0 bytes");
}

TEST(test_onnx_external_data__unaligned_floats_are_copied) {
  const ModelFolder site;
  const Floats values{1, 2};
  std::vector<uint8_t> bytes(9);
  std::memcpy(bytes.data() + 1, values.data(), 8);
  write_file(site.inside + "/w.bin", bytes);
  CHECK(weight(*site.open("w.bin", "1")).to_floats() == values);
}

TEST(test_onnx_external_data__without_openat2_the_same_is_refused) {
  const ModelFolder site;
  std::filesystem::create_directories(site.inside + "/a/b");
  write_floats(site.inside + "/a/b/w.bin", {5, 6});
  std::filesystem::create_symlink("w.bin", site.inside + "/a/b/link.bin");
  std::filesystem::create_directory_symlink("a", site.inside + "/parent");
  const int folder = ::open(site.inside.c_str(), O_PATH | O_DIRECTORY);
  CHECK(folder >= 0);
  const int file = open_below_by_parts(folder, {"a", "b", "w.bin"});
  Floats read(2);
  const ssize_t got = ::read(file, read.data(), 8);
  ::close(file);
  CHECK_EQ(got, 8);
  CHECK(read == (Floats{5, 6}));
  for (const auto& open : {open_below, open_below_by_parts}) {
    CHECK_ERROR(open(folder, {"a", "b", "link.bin"}), Status::unsupported,
                "links are not followed");
    CHECK_ERROR(open(folder, {"parent", "b", "w.bin"}), Status::unsupported,
                "links are not followed");
    CHECK_ERROR(open(folder, {"a", "none", "w.bin"}), Status::io, "cannot open \"a/none/w.bin\"");
  }
  ::close(folder);
}

int main() {
  return run_tests({
      CASE(test_onnx_external_data__reads_a_file_beside_the_model),
      CASE(test_onnx_external_data__reads_from_folders_below_the_model),
      CASE(test_onnx_external_data__reads_where_the_model_path_has_no_folder),
      CASE(test_onnx_external_data__weights_of_one_file_share_one_mapping),
      CASE(test_onnx_external_data__is_refused_for_models_in_memory),
      CASE(test_onnx_external_data__paths_that_leave_the_folder),
      CASE(test_onnx_external_data__malformed_locations),
      CASE(test_onnx_external_data__missing_files_and_case_twins),
      CASE(test_onnx_external_data__symbolic_links),
      CASE(test_onnx_external_data__hard_links),
      CASE(test_onnx_external_data__folders_pipes_and_sockets),
      CASE(test_onnx_external_data__offsets_and_lengths_beyond_the_file),
      CASE(test_onnx_external_data__unaligned_floats_are_copied),
      CASE(test_onnx_external_data__without_openat2_the_same_is_refused),
  });
}
