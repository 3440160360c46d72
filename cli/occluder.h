// The occluder of occlusion and bench: its flags, and how what it found is told and drawn.
#pragma once

#include <string>

#include "frames.h"
#include "options.h"
#include "panels.h"

namespace cli {

struct OccluderFlags {
  std::string window, stride, fill = "zero";

  void declare(CLI::App& app);
  cnnviz_occlusion_options options() const;
};

// "Y,X,HxW" of --roi.
void set_region(const std::string& text, cnnviz_occlusion_options& options);

// A tensor [items, targets, ...] of floats as [items, ...] for one target.
Tensor of_target(const Tensor& tensor, size_t target);

// "window 32x32, stride 16x16, fill zero, 13x13 positions", or what RISE did.
std::string method_text(const Json& document);

// "strongest channels 12 (0.31), 7 (0.2)" of one item.
std::string strongest_text(const Json& document, size_t item);

// The occluded pictures of one item, each with what the targets make of it, and their list.
void write_frames(const Frames& frames, const Model& model, const Batch& batch, size_t item,
                  const Result& result, const cnnviz_occlusion_options& options);

// The best class at every position of an item, in colors over the picture; the most frequent have
// names.
Panel class_panel(const Model& model, const Result& result, int64_t item, const Picture& view);

}  // namespace cli
