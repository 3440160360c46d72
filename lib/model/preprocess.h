// From a picture to the tensor a network reads, and back.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "graph/graph.h"
#include "image/image.h"
#include "model/json.h"
#include "model/sidecar.h"
#include "tensor/tensor.h"

namespace cnnviz::core {

// The resolved preprocessing of a model.
struct Preprocessing {
  int64_t height = 224, width = 224;
  int64_t channels = 3;        // of the model's input; pictures need 1 or 3
  bool channels_last = false;  // [N, H, W, C]
  ColorOrder color = ColorOrder::rgb;
  double range = 1;
  std::vector<float> mean, std;  // one for each channel, in the model's channel order
  ResizeMode resize = ResizeMode::shorter;
  int64_t resize_to = 256;
  bool assumed = false;      // nobody stated the normalization: a preset was taken
  bool takes_images = true;  // false: not [N, 1|3, H, W]; feed tensors instead
  std::string no_images;     // why, for the error

  int channel_axis() const { return channels_last ? 3 : 1; }
  Shape input_shape(int64_t images = 1) const;
};

// What is stated, made complete by what the graph declares of its input and by defaults. A size
// stated by the caller goes before the declared one; any other one that differs is a warning.
Preprocessing resolve_preprocessing(const PreprocessSpec& stated, const GraphInput& input,
                                    const std::string& input_name, bool size_from_caller,
                                    std::vector<std::string>* warnings);

// How the network's view lies in the picture: the picture is scaled to resized_*, then the window
// at (crop_x, crop_y) of view_* is taken; the crop is negative where the view is wider (letterbox).
struct ViewGeometry {
  int64_t image_width = 0, image_height = 0;
  int64_t resized_width = 0, resized_height = 0;
  int64_t crop_x = 0, crop_y = 0;
  int64_t view_width = 0, view_height = 0;

  // Edge coordinates (pixel u covers [u, u + 1]) of the view in the picture's own pixels.
  double image_x(double view_x) const;
  double image_y(double view_y) const;
};

struct PreparedImage {
  Tensor tensor;  // [1, C, H, W] or [1, H, W, C]
  ViewGeometry view;
};

// A picture whose size is the view's is taken as it is. Else: `shorter` scales the shorter side to
// resize_to and crops the center, `stretch` scales both sides, `letterbox` scales to fit and fills
// up with 0 in model space.
PreparedImage preprocess_image(const Image& image, const Preprocessing& preprocessing);

// Where the view lies in a picture of this size.
ViewGeometry view_geometry(int64_t image_width, int64_t image_height,
                           const Preprocessing& preprocessing);

// The network's view as a picture: image `index` of an input tensor, normalization undone.
Image view_picture(const Tensor& input, int64_t index, const Preprocessing& preprocessing);

// A pixel of one level (0 to 255) in all channels, in model space: one value for each channel.
std::vector<float> pixel_color(double level, const Preprocessing& preprocessing);

// For results: {"size", "color", "range", "mean", "std", "resize", "resize_to",
// "preprocess_assumed"}.
Json preprocessing_json(const Preprocessing& preprocessing);

}  // namespace cnnviz::core
