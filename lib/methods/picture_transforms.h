// The views of a picture that a network is shown while the picture is made: padded, shifted,
// scaled, turned, cropped, all in one linear map, which has an exact adjoint.
//
// Pixel (v, u) of a view reads the picture at (y0 + yv v + yu u, x0 + xv v + xu u), bilinearly
// between the centers of pixels; beyond the picture lies a constant color.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/random.h"
#include "methods/picture_space.h"

namespace cnnviz::core {

struct View {
  double y0 = 0, yv = 1, yu = 0, x0 = 0, xv = 0, xu = 1;

  // Whether whole pixels are moved by whole pixels.
  bool shifts() const;
};

struct ViewSize {
  int64_t picture_height = 0, picture_width = 0;
  int64_t height = 0, width = 0;  // of the view
  bool resize = false;  // the view shows all of the picture; else its center, pixel by pixel
};

// How views differ from one another (Olah, Mordvintsev, Schubert 2017; the crops: Fel et al. 2023).
struct TransformOptions {
  int64_t pad = 0;            // pixels added on each side of the picture
  int64_t jitter = 0;         // a shift by -jitter/2 to jitter/2 pixels of the picture
  int64_t second_jitter = 0;  // and one of the view, after scaling and turning
  double scale = 0;           // a factor of 1 - scale to 1 + scale, one of 5
  double rotation = 0;        // an angle of -rotation to rotation degrees, one of 11
  int64_t crops = 1;          // views of every picture in one step
  // Where above 0, views are squares of the picture: shares of its shorter side at the first and
  // at the last step, plus normal noise; their centers are normal about the picture's.
  double crop_first = 0, crop_last = 0;
  double noise = 0;  // normal and uniform noise added to views, as a share of white - black

  bool random() const {
    return jitter != 0 || second_jitter != 0 || scale != 0 || rotation != 0 || crop_first != 0 ||
           noise != 0;
  }
};

// The view without any randomness.
View plain_view(const ViewSize& size);
// `time`: 0 at the first step to 1 at the last.
View random_view(const ViewSize& size, const TransformOptions& options, double time,
                 Random& random);

// What is seen beyond the picture.
std::vector<float> outside_color(const PictureSpace& space, PictureUnits units);

// Adds the noise of TransformOptions::noise; a source of numbers for each entry.
void add_view_noise(Tensor& views, const PictureSpace& space, double noise, Random& random,
                    int64_t entry);

}  // namespace cnnviz::core
