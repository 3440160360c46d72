// JPEG through libjpeg. libjpeg reports errors by a function that must not return, here a longjmp,
// which skips destructors: every function that calls setjmp has plain locals only, and whatever has
// a destructor belongs to its caller.
#include <csetjmp>
#include <cstdio>
// jpeglib.h needs cstdio before it, jerror.h needs jpeglib.h.
// clang-format off
#include <jpeglib.h>
#include <jerror.h>
// clang-format on

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/limits.h"
#include "image/formats.h"
#include "image/orientation.h"

namespace cnnviz::core {

namespace {

// A block of 8x8 pixels takes at least a bit of Huffman code, in a component that is sampled at
// least at every fourth pixel: 64 pixels * 4 * 8 bits.
constexpr int64_t kMaxPixelsPerByte = 2048;

constexpr int kQuality = 92;

// What libjpeg calls back into, and the way out of it.
struct ErrorManager {
  jpeg_error_mgr base;  // First: libjpeg hands out a pointer to it.
  std::jmp_buf escape;
  Status status;
  char text[JMSG_LENGTH_MAX];
};

Status status_of(int code) {
  switch (code) {
    case JERR_OUT_OF_MEMORY:
      return Status::out_of_memory;
    case JERR_ARITH_NOTIMPL:
    case JERR_BAD_PRECISION:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_NOT_COMPILED:
    case JERR_SOF_UNSUPPORTED:
      return Status::unsupported;
    default:
      return Status::corrupt;
  }
}

[[noreturn]] void on_error(j_common_ptr common) {
  auto* manager = reinterpret_cast<ErrorManager*>(common->err);
  manager->status = status_of(manager->base.msg_code);
  manager->base.format_message(common, manager->text);
  std::longjmp(manager->escape, 1);
}

// libjpeg fills up what is missing and goes on with a warning. Where that concerns pixels, the
// picture is not the one that was taken; all else (stray bytes between segments, odd versions) does
// no harm.
void on_message(j_common_ptr common, int level) {
  if (level >= 0) return;
  switch (common->err->msg_code) {
    case JWRN_ARITH_BAD_CODE:
    case JWRN_BOGUS_PROGRESSION:
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_MUST_RESYNC:
      on_error(common);
    default:
      ++common->err->num_warnings;
  }
}

void set_error_manager(ErrorManager* manager) {
  jpeg_std_error(&manager->base);
  manager->base.error_exit = on_error;
  manager->base.emit_message = on_message;
  manager->status = Status::corrupt;
  manager->text[0] = '\0';
}

// The file in memory. Behind its end stands an end-of-image marker: files without one exist and are
// whole otherwise; where pixels are missing, meeting the marker is a warning of the kind above.
struct Source {
  jpeg_source_mgr base;
  bool ended;
};

void source_init(j_decompress_ptr) {}

boolean source_fill(j_decompress_ptr info) {
  static const JOCTET kEndOfImage[] = {0xff, JPEG_EOI};
  auto* source = reinterpret_cast<Source*>(info->src);
  source->ended = true;
  source->base.next_input_byte = kEndOfImage;
  source->base.bytes_in_buffer = sizeof kEndOfImage;
  return TRUE;
}

void source_skip(j_decompress_ptr info, long count) {
  if (count <= 0) return;
  jpeg_source_mgr* source = info->src;
  if (static_cast<size_t>(count) > source->bytes_in_buffer) {
    source_fill(info);
    return;
  }
  source->next_input_byte += count;
  source->bytes_in_buffer -= static_cast<size_t>(count);
}

void source_end(j_decompress_ptr) {}

// A progressive picture is decoded once for each of its scans: without a limit a small file of many
// tiny scans computes for minutes.
void on_progress(j_common_ptr common) {
  const int scan = reinterpret_cast<j_decompress_ptr>(common)->input_scan_number;
  const int64_t most = limit_of(Limit::jpeg_scans);
  if (scan <= most && !Deadline::over()) return;
  auto* manager = reinterpret_cast<ErrorManager*>(common->err);
  manager->status = Status::limit;
  if (scan > most)
    std::snprintf(manager->text, sizeof manager->text,
                  "it has at least %d scans; %s = %lld allows no more", scan,
                  limit_name(Limit::jpeg_scans), static_cast<long long>(most));
  std::longjmp(manager->escape, 1);
}

class Reader {
 public:
  explicit Reader(std::span<const uint8_t> bytes) : bytes_(bytes) { set_error_manager(&manager_); }
  ~Reader() { jpeg_destroy_decompress(&info_); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  StoredImage read() {
    if (!read_header()) fail_reading();
    const int64_t width = info_.image_width, height = info_.image_height;
    check_image_size(width, height, "a picture");
    // Before anything of that size is allocated. Arithmetic codes may spend next to nothing on a
    // block.
    const int64_t file_size = static_cast<int64_t>(bytes_.size());
    require(info_.arith_code || width * height / kMaxPixelsPerByte <= file_size, Status::corrupt,
            "the JPEG data is damaged: ", file_size, " bytes cannot hold ", width, "x", height,
            " pixels");
    check_limit(Limit::decoded_bytes, decoded_bytes(), "a JPEG picture of ", width, "x", height,
                " pixels in ", info_.num_components, " components is too large");
    StoredImage stored;
    stored.orientation = orientation();
    if (!start_pixels()) fail_reading();
    const int channels = info_.output_components;
    std::vector<uint8_t> inks(channels == 4 ? static_cast<size_t>(width) * 4 : 0);
    stored.image = Image(width, height, channels == 4 ? 3 : channels);
    uint8_t* pixels = stored.image.mutable_pixels().data();
    if (!read_pixels(pixels, channels == 4 ? inks.data() : nullptr)) fail_reading();
    return stored;
  }

 private:
  // Of the pixels, and where there are several scans of the coefficients of all blocks of 8x8.
  int64_t decoded_bytes() {
    const int64_t pixels = int64_t{info_.image_width} * info_.image_height;
    const int64_t channels = std::min(info_.num_components, 3);
    if (jpeg_has_multiple_scans(&info_) == FALSE) return pixels * channels;
    int64_t blocks = 0;
    for (int i = 0; i < info_.num_components; ++i) {
      const jpeg_component_info& component = info_.comp_info[i];
      blocks += int64_t{component.width_in_blocks} * component.height_in_blocks;
    }
    return pixels * channels + blocks * static_cast<int64_t>(sizeof(JBLOCK));
  }

  [[noreturn]] void fail_reading() const {
    if (manager_.status == Status::limit) Deadline::check();
    if (source_.ended && manager_.status == Status::corrupt)
      fail(Status::corrupt, "the JPEG picture is cut short");
    if (manager_.status == Status::limit || manager_.status == Status::unsupported)
      fail(manager_.status, "this kind of JPEG picture cannot be read: ", manager_.text);
    fail(manager_.status, "the JPEG data is damaged: ", manager_.text);
  }

  int orientation() const {
    constexpr std::string_view kExif("Exif\0\0", 6);
    for (jpeg_saved_marker_ptr marker = info_.marker_list; marker != nullptr;
         marker = marker->next) {
      const std::span<const uint8_t> data(marker->data, marker->data_length);
      if (data.size() > kExif.size() && std::memcmp(data.data(), kExif.data(), kExif.size()) == 0)
        return exif_orientation(data);
    }
    return 1;
  }

  bool read_header() {
    info_.err = &manager_.base;
    if (setjmp(manager_.escape) != 0) return false;
    jpeg_create_decompress(&info_);
    source_.base.next_input_byte = bytes_.data();
    source_.base.bytes_in_buffer = bytes_.size();
    source_.base.init_source = source_init;
    source_.base.fill_input_buffer = source_fill;
    source_.base.skip_input_data = source_skip;
    source_.base.resync_to_restart = jpeg_resync_to_restart;
    source_.base.term_source = source_end;
    info_.src = &source_.base;
    progress_.progress_monitor = on_progress;
    info_.progress = &progress_;
    jpeg_save_markers(&info_, JPEG_APP0 + 1, 0xffff);
    jpeg_read_header(&info_, TRUE);
    return true;
  }

  bool start_pixels() {
    if (setjmp(manager_.escape) != 0) return false;
    switch (info_.jpeg_color_space) {
      case JCS_GRAYSCALE:
        info_.out_color_space = JCS_GRAYSCALE;
        break;
      case JCS_CMYK:
      case JCS_YCCK:
        info_.out_color_space = JCS_CMYK;
        break;
      // Refused by libjpeg where there is no way to RGB.
      default:
        info_.out_color_space = JCS_RGB;
        break;
    }
    several_scans_ = jpeg_has_multiple_scans(&info_) != FALSE;
    jpeg_start_decompress(&info_);
    return is_whole();
  }

  // Rows of 1 or 3 channels go to `pixels`; with `inks`, a row of four, they are turned into RGB.
  bool read_pixels(uint8_t* pixels, uint8_t* inks) {
    if (setjmp(manager_.escape) != 0) return false;
    const size_t width = info_.output_width;
    const size_t row_bytes =
        width * (inks != nullptr ? 3u : static_cast<size_t>(info_.output_components));
    while (info_.output_scanline < info_.output_height) {
      uint8_t* row = pixels + info_.output_scanline * row_bytes;
      uint8_t* target = inks != nullptr ? inks : row;
      jpeg_read_scanlines(&info_, &target, 1);
      if (inks != nullptr) inks_to_rgb(inks, row, width);
    }
    jpeg_finish_decompress(&info_);
    return is_whole();
  }

  // Of a picture of several scans nobody can tell whether those behind the end were its last.
  bool is_whole() const { return !source_.ended || !several_scans_; }

  // Files hold 255 for no ink: that is how Adobe writes them, and what other readers assume of all.
  // The rounding is Pillow's.
  static void inks_to_rgb(const uint8_t* inks, uint8_t* rgb, size_t width) {
    for (size_t x = 0; x < width; ++x, inks += 4, rgb += 3) {
      const int light = inks[3];
      for (int c = 0; c < 3; ++c) {
        const int product = (255 - inks[c]) * light + 128;
        rgb[c] = static_cast<uint8_t>(std::max(light - ((product >> 8) + product) / 256, 0));
      }
    }
  }

  std::span<const uint8_t> bytes_;
  ErrorManager manager_{};
  Source source_{};
  jpeg_progress_mgr progress_{};
  bool several_scans_ = false;
  jpeg_decompress_struct info_{};
};

class Writer {
 public:
  explicit Writer(const Image& image) : image_(image) { set_error_manager(&manager_); }
  ~Writer() { jpeg_destroy_compress(&info_); }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  std::vector<uint8_t> write() {
    bytes_.resize(kFirstBuffer);
    if (!write_rows())
      fail(manager_.status == Status::out_of_memory ? Status::out_of_memory : Status::internal,
           "a JPEG picture could not be encoded: ", manager_.text);
    return std::move(bytes_);
  }

 private:
  static constexpr size_t kFirstBuffer = size_t{1} << 16;

  struct Destination {
    jpeg_destination_mgr base;
    Writer* writer;
  };

  void offer(size_t used) {
    destination_.base.next_output_byte = bytes_.data() + used;
    destination_.base.free_in_buffer = bytes_.size() - used;
  }

  // An exception must not pass through libjpeg.
  bool grow() noexcept {
    try {
      const size_t used = bytes_.size();
      bytes_.resize(used * 2);
      offer(used);
      return true;
    } catch (const std::exception&) {
      return false;
    }
  }

  static Writer* writer_of(j_compress_ptr info) {
    return reinterpret_cast<Destination*>(info->dest)->writer;
  }
  static void on_begin(j_compress_ptr info) { writer_of(info)->offer(0); }
  static boolean on_full(j_compress_ptr info) {
    if (!writer_of(info)->grow()) ERREXIT1(info, JERR_OUT_OF_MEMORY, 0);
    return TRUE;
  }
  static void on_end(j_compress_ptr info) {
    Writer* writer = writer_of(info);
    writer->bytes_.resize(writer->bytes_.size() - info->dest->free_in_buffer);
  }

  bool write_rows() {
    info_.err = &manager_.base;
    if (setjmp(manager_.escape) != 0) return false;
    jpeg_create_compress(&info_);
    destination_.base.init_destination = on_begin;
    destination_.base.empty_output_buffer = on_full;
    destination_.base.term_destination = on_end;
    destination_.writer = this;
    info_.dest = &destination_.base;
    info_.image_width = static_cast<JDIMENSION>(image_.width());
    info_.image_height = static_cast<JDIMENSION>(image_.height());
    info_.input_components = image_.channels();
    info_.in_color_space = image_.channels() == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(&info_);
    jpeg_set_quality(&info_, kQuality, TRUE);
    // Color maps have edges of color: no subsampling.
    info_.comp_info[0].h_samp_factor = 1;
    info_.comp_info[0].v_samp_factor = 1;
    jpeg_start_compress(&info_, TRUE);
    while (info_.next_scanline < info_.image_height) {
      JSAMPROW row = const_cast<JSAMPROW>(image_.row(info_.next_scanline));
      jpeg_write_scanlines(&info_, &row, 1);
    }
    jpeg_finish_compress(&info_);
    return true;
  }

  const Image& image_;
  std::vector<uint8_t> bytes_;
  ErrorManager manager_{};
  Destination destination_{};
  jpeg_compress_struct info_{};
};

}  // namespace

StoredImage decode_jpeg(std::span<const uint8_t> bytes) {
  return Reader(bytes).read();
}

std::vector<uint8_t> encode_jpeg(const Image& image) {
  return image.channels() == 4 ? Writer(to_rgb(image)).write() : Writer(image).write();
}

}  // namespace cnnviz::core
