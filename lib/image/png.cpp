// PNG through libpng. libpng reports errors by longjmp, which skips destructors: every function
// that calls setjmp here has plain locals only, and whatever has a destructor belongs to its
// caller.
#include <png.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>

#include "base/checked.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/text.h"
#include "image/formats.h"
#include "image/orientation.h"

namespace cnnviz::core {

namespace {

// Ancillary chunks that have to be kept in memory (EXIF) stay below this.
constexpr size_t kMaxChunkBytes = size_t{8} << 20;

constexpr size_t kSignatureBytes = 8;

// Chunks beside those that hold pixels (IDAT; of the further frames of animations fcTL, fdAT).
// Texts and profiles are stepped over, but a file may be made of them. Chunks are a length, a name
// of four letters, that many bytes and a checksum.
void check_chunks(std::span<const uint8_t> bytes) {
  constexpr size_t kFrame = 12;
  int64_t chunks = 0;
  bytes = bytes.subspan(std::min(bytes.size(), kSignatureBytes));
  while (bytes.size() >= kFrame) {
    const size_t length = png_get_uint_32(bytes.data());
    const std::string_view name(reinterpret_cast<const char*>(&bytes[4]), 4);
    if (name != "IDAT" && name != "fcTL" && name != "fdAT") ++chunks;
    if (length > bytes.size() - kFrame) break;  // cut short: libpng says so
    bytes = bytes.subspan(length + kFrame);
  }
  check_limit(Limit::png_chunks, chunks, "the PNG picture has too many chunks");
}

// Deflate cannot compress by more than about 1032 to 1.
constexpr int64_t kMaxDeflateFactor = 1040;

// Measured on photographs, noisy and smooth maps and grids of them: the other filters and higher
// levels save less than a tenth of the size and take up to five times as long.
constexpr int kFilter = PNG_FILTER_UP;
constexpr int kCompressionLevel = 2;

struct ErrorText {
  char text[200] = "";
};

[[noreturn]] void on_error(png_structp png, png_const_charp message) {
  auto* error = static_cast<ErrorText*>(png_get_error_ptr(png));
  std::snprintf(error->text, sizeof error->text, "%s", message);
  png_longjmp(png, 1);
}

// Warnings concern ancillary chunks and bytes after the picture.
void on_warning(png_structp, png_const_charp) {}

class Reader {
 public:
  explicit Reader(std::span<const uint8_t> bytes) : file_(bytes), rest_(bytes) {
    png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, &error_, on_error, on_warning);
    info_ = png_ == nullptr ? nullptr : png_create_info_struct(png_);
    if (info_ == nullptr) {
      png_destroy_read_struct(&png_, nullptr, nullptr);
      fail(Status::out_of_memory, "no memory for reading a PNG picture");
    }
  }
  ~Reader() { png_destroy_read_struct(&png_, &info_, nullptr); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  StoredImage read() {
    const int64_t file_size = static_cast<int64_t>(rest_.size());
    check_chunks(file_);
    if (!read_header()) fail_corrupt();
    const int64_t width = png_get_image_width(png_, info_);
    const int64_t height = png_get_image_height(png_, info_);
    check_image_size(width, height, "a picture");
    const int64_t stored = height * static_cast<int64_t>(png_get_rowbytes(png_, info_));
    require(stored / kMaxDeflateFactor <= file_size, Status::corrupt,
            "the PNG data is damaged: ", file_size, " bytes cannot hold ", width, "x", height,
            " pixels");
    if (!start_pixels()) fail_corrupt();
    const int channels = png_get_channels(png_, info_);
    check_limit(Limit::decoded_bytes, checked_mul(width * height, channels), "a picture of ", width,
                "x", height, " pixels of ", channels, " channels is too large");
    StoredImage stored_image{Image(width, height, channels)};
    require(static_cast<int64_t>(png_get_rowbytes(png_, info_)) == stored_image.image.row_bytes(),
            Status::internal, "a PNG row has an unexpected length");
    if (!read_pixels(stored_image.image.mutable_pixels().data())) fail_corrupt();
    png_bytep exif = nullptr;
    png_uint_32 exif_size = 0;
    if (png_get_eXIf_1(png_, info_, &exif_size, &exif) != 0)
      stored_image.orientation = exif_orientation({exif, exif_size});
    return stored_image;
  }

 private:
  [[noreturn]] void fail_corrupt() const {
    // The only allocation of libpng's that is large is a chunk's, and that is limited.
    fail(Status::corrupt, ended_ ? "the PNG picture is cut short" : "the PNG data is damaged: ",
         ended_ ? "" : error_.text);
  }

  static void on_read(png_structp png, png_bytep out, size_t size) {
    auto* reader = static_cast<Reader*>(png_get_io_ptr(png));
    if (size > reader->rest_.size()) {
      reader->ended_ = true;
      png_error(png, "it ends too early");
    }
    std::memcpy(out, reader->rest_.data(), size);
    reader->rest_ = reader->rest_.subspan(size);
  }

  // Up to the first pixels.
  bool read_header() {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    png_set_read_fn(png_, this, on_read);
    // check_image_size knows the limits, and says them.
    png_set_user_limits(png_, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_chunk_malloc_max(png_, kMaxChunkBytes);
    // Color profiles, texts and the like are stepped over, not unpacked.
    static const png_byte kExif[] = "eXIf";
    png_set_keep_unknown_chunks(png_, PNG_HANDLE_CHUNK_NEVER, nullptr, -1);
    png_set_keep_unknown_chunks(png_, PNG_HANDLE_CHUNK_AS_DEFAULT, kExif, 1);
    png_read_info(png_, info_);
    return true;
  }

  // Asks for 8 bits of gray, RGB or RGBA.
  bool start_pixels() {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    png_set_scale_16(png_);
    png_set_expand(png_);
    const bool alpha = (png_get_color_type(png_, info_) & PNG_COLOR_MASK_ALPHA) != 0 ||
                       png_get_valid(png_, info_, PNG_INFO_tRNS) != 0;
    if (alpha) png_set_gray_to_rgb(png_);
    passes_ = png_set_interlace_handling(png_);
    png_read_update_info(png_, info_);
    return true;
  }

  bool read_pixels(uint8_t* pixels) {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    const size_t row_bytes = png_get_rowbytes(png_, info_);
    const png_uint_32 height = png_get_image_height(png_, info_);
    for (int pass = 0; pass < passes_; ++pass)
      for (png_uint_32 y = 0; y < height; ++y) {
        Deadline::check();
        png_read_row(png_, pixels + y * row_bytes, nullptr);
      }
    png_read_end(png_, info_);
    return true;
  }

  std::span<const uint8_t> file_, rest_;
  ErrorText error_;
  bool ended_ = false;
  int passes_ = 1;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
};

bool is_ascii(const std::string& text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 0x20 && c < 0x7f) || c == '\n'; });
}

void check_text(const ImageText& text) {
  for (const auto& [keyword, value] : text) {
    const bool valid = !keyword.empty() && keyword.size() <= 79 && trim(keyword) == keyword &&
                       keyword.find("  ") == std::string::npos && is_ascii(keyword) &&
                       keyword.find('\n') == std::string::npos;
    require(valid, Status::invalid_argument, "the keyword ", quoted(keyword),
            " of a PNG text is not 1 to 79 ASCII characters without outer or double blanks");
    require(value.find('\0') == std::string::npos, Status::invalid_argument, "the PNG text of ",
            quoted(keyword), " holds a zero byte");
  }
}

class Writer {
 public:
  Writer(const Image& image, const ImageText& text) : image_(image) {
    check_text(text);
    for (const auto& [keyword, value] : text) {
      png_text chunk{};
      chunk.key = const_cast<char*>(keyword.c_str());
      chunk.text = const_cast<char*>(value.c_str());
      chunk.lang = const_cast<char*>("");
      chunk.lang_key = const_cast<char*>("");
      chunk.compression = is_ascii(value) ? PNG_TEXT_COMPRESSION_NONE : PNG_ITXT_COMPRESSION_NONE;
      chunks_.push_back(chunk);
    }
    png_ = png_create_write_struct(PNG_LIBPNG_VER_STRING, &error_, on_error, on_warning);
    info_ = png_ == nullptr ? nullptr : png_create_info_struct(png_);
    if (info_ == nullptr) {
      png_destroy_write_struct(&png_, nullptr);
      fail(Status::out_of_memory, "no memory for writing a PNG picture");
    }
  }
  ~Writer() { png_destroy_write_struct(&png_, &info_); }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  std::vector<uint8_t> write() {
    if (!write_chunks())
      fail(out_of_memory_ ? Status::out_of_memory : Status::internal,
           "a PNG picture could not be encoded: ", error_.text);
    return std::move(bytes_);
  }

 private:
  // An exception must not pass through libpng.
  bool append(const uint8_t* data, size_t size) noexcept {
    try {
      bytes_.insert(bytes_.end(), data, data + size);
      return true;
    } catch (const std::exception&) {
      out_of_memory_ = true;
      return false;
    }
  }

  static void on_write(png_structp png, png_bytep data, size_t size) {
    if (!static_cast<Writer*>(png_get_io_ptr(png))->append(data, size)) png_error(png, "no memory");
  }

  static void on_flush(png_structp) {}

  bool write_chunks() {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    png_set_write_fn(png_, this, on_write, on_flush);
    const int color = image_.channels() == 1   ? PNG_COLOR_TYPE_GRAY
                      : image_.channels() == 3 ? PNG_COLOR_TYPE_RGB
                                               : PNG_COLOR_TYPE_RGB_ALPHA;
    png_set_IHDR(png_, info_, static_cast<png_uint_32>(image_.width()),
                 static_cast<png_uint_32>(image_.height()), 8, color, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (!chunks_.empty())
      png_set_text(png_, info_, chunks_.data(), static_cast<int>(chunks_.size()));
    png_set_compression_level(png_, kCompressionLevel);
    png_set_filter(png_, PNG_FILTER_TYPE_BASE, kFilter);
    png_write_info(png_, info_);
    for (int64_t y = 0; y < image_.height(); ++y) png_write_row(png_, image_.row(y));
    png_write_end(png_, info_);
    return true;
  }

  const Image& image_;
  std::vector<png_text> chunks_;
  std::vector<uint8_t> bytes_;
  ErrorText error_;
  bool out_of_memory_ = false;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
};

}  // namespace

StoredImage decode_png(std::span<const uint8_t> bytes) {
  return Reader(bytes).read();
}

std::vector<uint8_t> encode_png(const Image& image, const ImageText& text) {
  return Writer(image, text).write();
}

}  // namespace cnnviz::core
