// What a model needs besides its weights, as one source states it: NAME.cnnviz.json, a preset, the
// file's ONNX metadata, flags. Every part is optional; sources are merged part by part, the first
// that states one wins: caller, sidecar, metadata. x = (pixel * range / 255 - mean) / std.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/error.h"

namespace cnnviz::core {

enum class ColorOrder : uint8_t { rgb, bgr, gray };
enum class ResizeMode : uint8_t { shorter, stretch, letterbox };

const char* color_order_name(ColorOrder color);  // "RGB", "BGR", "GRAY"
ColorOrder parse_color_order(std::string_view name);
const char* resize_mode_name(ResizeMode mode);  // "shorter", "stretch", "letterbox"
ResizeMode parse_resize_mode(std::string_view name);

struct PreprocessSpec {
  std::optional<std::array<int64_t, 2>> size;  // height, width
  std::optional<ColorOrder> color;
  std::optional<double> range;                  // 1 or 255
  std::optional<std::vector<float>> mean, std;  // one number, or one for each channel
  std::optional<ResizeMode> resize;
  std::optional<int64_t> resize_to;
  std::optional<std::string> labels;       // path of the label file
  std::optional<std::string> penultimate;  // tensor name

  // Takes over what this spec leaves open.
  void fill_from(const PreprocessSpec& other);
  bool states_normalization() const { return range || mean || std; }
};

// Checks the values (size, range, std not zero, ...); `source` opens the messages of `status`.
void check_spec(const PreprocessSpec& spec, const std::string& source, Status status);

// Parses a sidecar. `source` (the file) is named in errors; label files are taken relative to
// `folder`. Unknown keys become warnings with the nearest known key.
PreprocessSpec parse_sidecar(std::string_view text, const std::string& source,
                             const std::string& folder, std::vector<std::string>* warnings);
PreprocessSpec read_sidecar(const std::string& path, std::vector<std::string>* warnings);

// "dir/NAME.onnx" -> "dir/NAME.cnnviz.json".
std::string sidecar_path(const std::string& model_path);

// imagenet, caffe, tf, unit, raw.
const std::vector<std::string>& preset_names();
PreprocessSpec preset(std::string_view name);

// A preset's name, or the path of a file in the sidecar's form: `--preprocess NAME|FILE`.
PreprocessSpec load_preprocess(const std::string& name_or_file, std::vector<std::string>* warnings);

// Image.BitmapPixelFormat and Image.NominalPixelRange of the ONNX metadata_props.
PreprocessSpec spec_from_metadata(const std::unordered_map<std::string, std::string>& metadata,
                                  std::vector<std::string>* warnings);

// One label a line; blank lines at the end are no labels.
std::vector<std::string> read_labels(const std::string& path);

}  // namespace cnnviz::core
