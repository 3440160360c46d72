#include "onnx/sniff.h"

#include <algorithm>
#include <string_view>

namespace cnnviz::core {

namespace {

constexpr size_t kHead = 4096;

struct Magic {
  size_t offset;
  std::string_view bytes;
  const char* description;
};

using namespace std::string_view_literals;

constexpr const char* kPyTorch =
    "it looks like a PyTorch file: build the network in PyTorch, load it and export it with "
    "torch.onnx.export";
constexpr const char* kKeras =
    "it looks like a Keras or HDF5 file: load it in Keras and export it with "
    "model.export(\"model.onnx\", format=\"onnx\") or tf2onnx";

constexpr Magic kMagics[] = {
    {0, "\x89PNG\r\n\x1a\n"sv, "it looks like a PNG picture"},
    {0, "\xff\xd8\xff"sv, "it looks like a JPEG picture"},
    {0, "GIF8"sv, "it looks like a GIF picture"},
    {8, "WEBP"sv, "it looks like a WebP picture"},
    {0, "II*\0"sv, "it looks like a TIFF picture"},
    {0, "MM\0*"sv, "it looks like a TIFF picture"},
    {0, "BM"sv, "it looks like a BMP picture"},
    {0, "%PDF"sv, "it looks like a PDF document"},
    {4, "TFL3"sv, "it looks like a TensorFlow Lite model: convert it with tf2onnx --tflite"},
    {4, "ORTM"sv,
     "it looks like an onnxruntime (.ort) model: use the .onnx file that it was made from"},
    {0, "\x89HDF\r\n\x1a\n"sv, kKeras},
    {0, "GGUF"sv, "it looks like a GGUF model, which holds no ONNX graph"},
    {0, "\x93NUMPY"sv, "it looks like a NumPy array"},
    {0, "\x1f\x8b"sv, "it is compressed with gzip: unpack it first"},
    {0, "version https://git-lfs"sv,
     "it is a Git LFS pointer in place of the model: fetch the file itself with git lfs pull"},
};

// A zip archive by the names in its first entries.
const char* describe_zip(std::string_view head) {
  if (head.find("data.pkl") != head.npos || head.find("/version") != head.npos) return kPyTorch;
  if (head.find("metadata.json") != head.npos || head.find("config.json") != head.npos)
    return kKeras;
  if (head.find(".npy") != head.npos) return "it looks like a NumPy .npz archive";
  return "it is a zip archive: unpack it first";
}

bool is_text(std::string_view head) {
  return std::all_of(head.begin(), head.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x20 ? byte != 0x7f : byte == '\t' || byte == '\n' || byte == '\r';
  });
}

}  // namespace

std::string describe_foreign_file(std::span<const uint8_t> bytes) {
  const std::string_view head(reinterpret_cast<const char*>(bytes.data()),
                              std::min(bytes.size(), kHead));
  if (head.empty()) return "it is empty";
  for (const Magic& magic : kMagics)
    if (head.size() >= magic.offset && head.substr(magic.offset, magic.bytes.size()) == magic.bytes)
      return magic.description;
  if (head.substr(0, 4) == "PK\x03\x04") return describe_zip(head);
  // A pickle begins with its protocol, 2 to 5; torch.save wrote plain pickles before it wrote zip
  // files.
  if (head.size() > 1 && head[0] == '\x80' && head[1] >= 2 && head[1] <= 5) return kPyTorch;
  // safetensors: the length of a JSON header, then the header.
  if (head.size() > 9 && head.substr(8, 2) == "{\"")
    return "it looks like a safetensors file, which holds weights but no network";
  if (is_text(head)) {
    const size_t first = head.find_first_not_of(" \t\r\n");
    if (first != head.npos && (head[first] == '{' || head[first] == '['))
      return "it looks like a JSON file";
    if (first != head.npos && head[first] == '<') return "it looks like an XML or HTML file";
    return "it looks like a text file";
  }
  // ONNX begins with a number (field 1); TensorFlow's GraphDef with a node as field 1.
  if (head[0] == '\x0a') return "it may be a frozen TensorFlow graph: convert it with tf2onnx";
  return "";
}

}  // namespace cnnviz::core
