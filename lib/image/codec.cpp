#include "image/codec.h"

#include <algorithm>
#include <string_view>

#include "base/error.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/text.h"
#include "image/formats.h"
#include "image/orientation.h"

namespace cnnviz::core {

namespace {

using namespace std::string_view_literals;

// The largest picture allowed, in 16-bit RGBA and not compressed, and some room.
int64_t most_file_bytes() {
  const int64_t pixels = limit_of(Limit::pixels);
  constexpr int64_t kBytesPerPixel = 8, kRoom = int64_t{1} << 26;
  return pixels > (INT64_MAX - kRoom) / kBytesPerPixel ? INT64_MAX
                                                       : pixels * kBytesPerPixel + kRoom;
}

constexpr std::string_view kPngSignature = "\x89PNG\r\n\x1a\n"sv;
constexpr std::string_view kJpegSignature = "\xff\xd8\xff"sv;

constexpr const char* kPng = "a PNG picture";
constexpr const char* kJpeg = "a JPEG picture";
constexpr const char* kUnknown = "of no known kind";

struct Signature {
  size_t offset;
  std::string_view bytes;
  const char* what;
};

// In the order in which they are tried.
constexpr Signature kSignatures[] = {
    {0, kPngSignature, kPng},
    {0, kJpegSignature, kJpeg},
    {0, "GIF8"sv, "a GIF picture"},
    {8, "WEBP"sv, "a WebP picture"},
    {0, "II*\0"sv, "a TIFF picture"},
    {0, "MM\0*"sv, "a TIFF picture"},
    {4, "ftypavif"sv, "an AVIF picture"},
    {4, "ftypheic"sv, "a HEIC picture"},
    {4, "ftypmif1"sv, "a HEIC picture"},
    {4, "ftyp"sv, "an MP4 video"},
    {4, "JXL \r\n"sv, "a JPEG XL picture"},
    {0, "\xff\x0a"sv, "a JPEG XL picture"},
    {4, "jP  \r\n"sv, "a JPEG 2000 picture"},
    {0, "8BPS"sv, "a Photoshop picture"},
    {0, "v/1\x01"sv, "an OpenEXR picture"},
    {0, "qoif"sv, "a QOI picture"},
    {0, "\0\0\x01\0"sv, "an icon"},
    {0, "%PDF"sv, "a PDF document"},
    {0, "\x93NUMPY"sv, "a NumPy array"},
    {0, "PK\x03\x04"sv, "a ZIP archive (as .npz and PyTorch files are)"},
    {0, "\x1f\x8b"sv, "a gzip archive"},
    {0, "\x89HDF\r\n"sv, "an HDF5 file (as Keras writes)"},
    {4, "TFL3"sv, "a TensorFlow Lite model"},
    {0, "SQLite format 3\0"sv, "an SQLite database"},
    {0,
     "\x7f"
     "ELF"sv,
     "a program"},
    {0, "BM"sv, "a BMP picture"},
};

// An ONNX file is a protobuf message that begins with field 1, a small version number, and goes on
// with another of its fields: a producer's name, version or domain, a model version, a text, the
// graph or an opset.
bool looks_like_onnx(std::string_view bytes) {
  return bytes.size() > 3 && bytes[0] == 0x08 && bytes[1] > 0 && bytes[1] < 0x40 &&
         "\x12\x1a\x22\x28\x32\x3a\x42"sv.find(bytes[2]) != std::string_view::npos;
}

bool looks_like_text(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char c) {
    const auto byte = static_cast<uint8_t>(c);
    return byte >= 0x20 ? byte != 0x7f : byte == '\n' || byte == '\r' || byte == '\t';
  });
}

std::string_view beginning(std::span<const uint8_t> bytes) {
  constexpr size_t kLookedAt = 512;
  return {reinterpret_cast<const char*>(bytes.data()), std::min(bytes.size(), kLookedAt)};
}

const char* content_of(std::span<const uint8_t> bytes) {
  const std::string_view start = beginning(bytes);
  if (start.empty()) return "empty";
  for (const Signature& signature : kSignatures)
    if (start.size() >= signature.offset &&
        start.substr(signature.offset).starts_with(signature.bytes))
      return signature.what;
  if (looks_like_onnx(start)) return "an ONNX model";
  if (looks_like_text(start)) return "a text file";
  return kUnknown;
}

StoredImage decode_stored(std::span<const uint8_t> bytes) {
  const std::string_view start = beginning(bytes);
  if (start.starts_with(kPngSignature)) return decode_png(bytes);
  if (start.starts_with(kJpegSignature)) return decode_jpeg(bytes);
  require(!start.empty(), Status::corrupt, "the file is empty");
  const bool cut = kPngSignature.starts_with(start) || kJpegSignature.starts_with(start);
  require(!cut, Status::corrupt, "the picture is cut short");
  const std::string_view content = content_of(bytes);
  fail(content == kUnknown ? Status::corrupt : Status::unsupported, "this is ",
       content == kUnknown ? "no picture of a known kind" : content,
       "; pictures are read as PNG or JPEG");
}

}  // namespace

std::string describe_content(std::span<const uint8_t> bytes) {
  return content_of(bytes);
}

Image decode_image(std::span<const uint8_t> bytes, const std::string& name) {
  StoredImage stored;
  try {
    stored = decode_stored(bytes);
  } catch (const Error& error) {
    fail(error.status(), quoted(name), ": ", error.what());
  }
  return apply_orientation(std::move(stored.image), stored.orientation);
}

Image read_image(const std::string& path) {
  return decode_image(read_file(path, most_file_bytes()), path == "-" ? "standard input" : path);
}

std::vector<uint8_t> encode_image(const Image& image, ImageFormat format, const ImageText& text) {
  require(image.valid(), Status::invalid_argument, "no picture was given to encode");
  return format == ImageFormat::jpeg ? encode_jpeg(image) : encode_png(image, text);
}

ImageFormat image_format_of(const std::string& path) {
  if (path == "-") return ImageFormat::png;
  const size_t name = path.rfind('/') + 1;
  const size_t dot = path.rfind('.');
  const std::string extension =
      dot == std::string::npos || dot < name ? "" : lower(path.substr(dot));
  if (extension == ".png") return ImageFormat::png;
  if (extension == ".jpg" || extension == ".jpeg") return ImageFormat::jpeg;
  fail(Status::invalid_argument, "cannot tell the picture format of ", quoted(path),
       ": its name has to end in .png, .jpg or .jpeg");
}

void write_image(const std::string& path, const Image& image, const ImageText& text) {
  write_file(path, encode_image(image, image_format_of(path), text));
}

}  // namespace cnnviz::core
