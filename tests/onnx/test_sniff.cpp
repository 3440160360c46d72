// Files that are no ONNX models: what the error says they are.
#include "onnx/sniff.h"

#include "base/random.h"
#include "onnx/reader.h"
#include "support/check.h"
#include "support/folder.h"
#include "support/onnx_builder.h"

using namespace cnnviz::test;

namespace {

using namespace std::string_literals;

// What read_model_file() says of a file with this content.
void check_refused(const std::string& content, const char* words) {
  const TestFolder folder;
  const std::string path = folder.path("file.onnx");
  write_file(path, {reinterpret_cast<const uint8_t*>(content.data()), content.size()});
  CHECK_ERROR(read_model_file(path), Status::corrupt, words);
  CHECK_ERROR(read_model_file(path), Status::corrupt, "file.onnx\" is no");
}

}  // namespace

TEST(test_onnx_sniff__pictures) {
  check_refused("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"s, "it looks like a PNG picture");
  check_refused("\xff\xd8\xff\xe0\0\x10JFIF"s, "it looks like a JPEG picture");
  check_refused("GIF89a\x01\0"s, "it looks like a GIF picture");
  check_refused("RIFF\x10\0\0\0WEBPVP8 "s, "it looks like a WebP picture");
  check_refused("II*\0\x08\0\0\0"s, "it looks like a TIFF picture");
  check_refused("BM\x36\0\0\0"s, "it looks like a BMP picture");
}

TEST(test_onnx_sniff__text_files) {
  check_refused("{\"size\": [224, 224]}", "it looks like a JSON file");
  check_refused("\n  [1, 2]", "it looks like a JSON file");
  check_refused("<?xml version=\"1.0\"?><net/>", "it looks like an XML or HTML file");
  check_refused("tench\ngoldfish\n", "it looks like a text file");
  check_refused("version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "git lfs pull");
}

TEST(test_onnx_sniff__models_of_other_frameworks) {
  check_refused(
      "PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x10\0\0\0archive/data.pkl"s,
      "it looks like a PyTorch file: build the network in PyTorch, load it and export it");
  check_refused("\x80\x02\x8a\nl\xfc\x9c\x46\xf9 j\xa8P\x19."s, "it looks like a PyTorch file");
  check_refused("\x1c\0\0\0TFL3\x14\0"s, "it looks like a TensorFlow Lite model");
  check_refused("\x89HDF\r\n\x1a\n\0\0"s, "it looks like a Keras or HDF5 file");
  check_refused("PK\x03\x04\x14\0\0\0\0\0metadata.json{}"s, "it looks like a Keras or HDF5 file");
  check_refused("\x20\0\0\0\0\0\0\0{\"w\":{}}"s, "it looks like a safetensors file");
  check_refused("\x18\0\0\0ORTM\0\0"s, "it looks like an onnxruntime (.ort) model");
  check_refused("GGUF\x03\0\0\0"s, "GGUF");
  check_refused("\x0a\x05\x0a\x01x\x12\0"s, "it may be a frozen TensorFlow graph");
}

TEST(test_onnx_sniff__archives_and_arrays) {
  check_refused("PK\x03\x04\x14\0\0\0weights.npy"s, "NumPy .npz archive");
  check_refused("PK\x03\x04\x14\0\0\0photo.txt"s, "it is a zip archive");
  check_refused("\x1f\x8b\x08\0"s, "gzip");
  check_refused("\x93NUMPY\x01\0"s, "NumPy array");
}

TEST(test_onnx_sniff__empty_files_and_models_without_a_network) {
  check_refused("", "it is empty");
  // An ir_version, and nothing more.
  check_refused("\x08\x07"s, "the file holds no network");
  std::string other;  // some other protobuf message
  protozero::pbf_writer writer(other);
  writer.add_int64(1, 3);
  writer.add_string(40, "\x01\x02");
  check_refused(other, "the file holds no network");
}

TEST(test_onnx_sniff__truncated_models_are_damaged_models) {
  const auto whole = ModelBuilder(13)
                         .producer("cnnviz", "1")
                         .input("x", {1, 2})
                         .initializer("w", Tensor::from_floats({2}, Floats{1, 2}))
                         .node("Add", {"x", "w"}, {"y"})
                         .output("y")
                         .bytes();
  CHECK_EQ(read_model_bytes(whole)->nodes.size(), 1u);
  CHECK_ERROR(read_model_bytes({}), Status::corrupt, "it is empty");
  for (size_t length = 1; length < whole.size(); ++length)
    CHECK_ERROR(read_model_bytes(std::span(whole).first(length)), Status::corrupt,
                "the model in memory is no readable ONNX model");
}

TEST(test_onnx_sniff__random_bytes_are_refused) {
  Random random(11);
  for (int i = 0; i < 200; ++i) {
    std::vector<uint8_t> bytes(static_cast<size_t>(1 + random.below(400)));
    for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(random.below(256));
    CHECK_ERROR(read_model_bytes(bytes), Status::corrupt, "ONNX model");
  }
}

TEST(test_onnx_sniff__knows_nothing_of_other_bytes) {
  const std::vector<uint8_t> bytes{0x08, 0x07, 0xff, 0xfe};
  CHECK_EQ(describe_foreign_file(bytes), "");
}

int main() {
  return run_tests({
      CASE(test_onnx_sniff__pictures),
      CASE(test_onnx_sniff__text_files),
      CASE(test_onnx_sniff__models_of_other_frameworks),
      CASE(test_onnx_sniff__archives_and_arrays),
      CASE(test_onnx_sniff__empty_files_and_models_without_a_network),
      CASE(test_onnx_sniff__truncated_models_are_damaged_models),
      CASE(test_onnx_sniff__random_bytes_are_refused),
      CASE(test_onnx_sniff__knows_nothing_of_other_bytes),
  });
}
