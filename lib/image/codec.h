// Reading and writing pictures as PNG and JPEG. What a file holds is told from its content; only on
// writing does the name's extension choose the format.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "image/image.h"

namespace cnnviz::core {

enum class ImageFormat : int32_t { png = 1, jpeg = 2 };

// Keywords and texts, written as PNG text chunks; a keyword has 1 to 79 ASCII characters, a text is
// UTF-8. JPEG files do not carry them.
using ImageText = std::vector<std::pair<std::string, std::string>>;

// What a file's first bytes look like: "a PNG picture", "an ONNX model", "a text file", ...
std::string describe_content(std::span<const uint8_t> bytes);

// PNG: 1, 3 or 4 channels (gray with alpha becomes RGBA, 16 bits become 8, palettes are resolved).
// JPEG: 1 or 3 channels (CMYK becomes RGB). The orientation of an EXIF block is applied. `name` is
// the file's, for messages. Errors: unsupported (a known other content), corrupt (damaged, cut
// short, or nothing known), limit (base/limits.h).
Image decode_image(std::span<const uint8_t> bytes, const std::string& name);

// "-" is standard input.
Image read_image(const std::string& path);

// JPEG: quality 92, no chroma subsampling; alpha is dropped.
std::vector<uint8_t> encode_image(const Image& image, ImageFormat format,
                                  const ImageText& text = {});

// By the extension: .png, .jpg or .jpeg, in any case; "-" is PNG. invalid_argument for all others.
ImageFormat image_format_of(const std::string& path);

// Format by the extension; the file appears complete or not at all. "-" is standard output.
void write_image(const std::string& path, const Image& image, const ImageText& text = {});

}  // namespace cnnviz::core
