#include "model/synthesis_size.h"

#include <algorithm>

#include "base/error.h"
#include "image/image.h"

namespace cnnviz::core {

namespace {

constexpr int64_t kUsualSide = 128;
// A prefix that takes its own size and another one takes any.
constexpr int64_t kOtherSize = 32;

Shape input_shape(const Model& model, int64_t images, int64_t height, int64_t width) {
  const Preprocessing& p = model.preprocessing();
  return p.channels_last ? Shape{images, height, width, p.channels}
                         : Shape{images, p.channels, height, width};
}

// Whether all that the targets read can be computed of such an input, one entry for each image.
bool reachable(const Model& model, const std::vector<Target>& targets, int64_t images,
               int64_t height, int64_t width) {
  const InferredValues inferred = model.infer(input_shape(model, images, height, width));
  for (const Target& target : targets)
    for (const Term& term : target.terms) {
      const ValueInfo& info =
          inferred.values[static_cast<size_t>(model.graph().require(term.tensor))];
      if (!info.present || element_count(info.shape) == 0) return false;
      if (images > 1 && (info.shape.empty() || info.shape[0] != images)) return false;
    }
  return true;
}

bool is_class(const std::vector<Target>& targets) {
  for (const Target& target : targets)
    for (const Term& term : target.terms)
      if (term.kind == TermKind::class_logit || term.kind == TermKind::class_softmax) return true;
  return false;
}

// The smallest view at which the targets can be computed, of this shape or as large as the
// network's own.
std::pair<int64_t, int64_t> smallest(const Model& model, const std::vector<Target>& targets,
                                     int64_t height, int64_t width) {
  const Preprocessing& own = model.preprocessing();
  const auto larger = [](int64_t extent, int64_t side) { return std::max(extent, side); };
  int64_t low = std::min(height, width), high = std::max(own.height, own.width);
  while (high - low > 1) {
    const int64_t middle = (low + high) / 2;
    (reachable(model, targets, 1, larger(height, middle), larger(width, middle)) ? high : low) =
        middle;
  }
  return {larger(height, high), larger(width, high)};
}

}  // namespace

SynthesisSize synthesis_size(const Model& model, const std::vector<Target>& targets, int64_t height,
                             int64_t width, const TransformOptions& transforms, bool crop) {
  const Preprocessing& own = model.preprocessing();
  const int64_t border =
      2 * transforms.pad - std::max<int64_t>(0, transforms.jitter + transforms.second_jitter);
  const auto fits = [&](int64_t h, int64_t w) { return reachable(model, targets, 1, h, w); };
  require(fits(own.height, own.width), Status::unsupported, "\"",
          targets.front().terms.front().tensor, "\" cannot be computed for the network's own size ",
          own.height, "x", own.width);
  const bool any_size = fits(own.height + kOtherSize, own.width + kOtherSize);
  SynthesisSize result;
  result.fixed = !any_size;
  const bool usual = height == 0 && any_size && !is_class(targets) &&
                     fits(kUsualSide + border, kUsualSide + border);
  ViewSize& view = result.view;
  view.picture_height = height > 0 ? height : usual ? kUsualSide : own.height;
  view.picture_width = width > 0 ? width : usual ? kUsualSide : own.width;
  check_image_size(view.picture_width, view.picture_height, "the picture");
  if (!any_size || transforms.crop_first > 0) {
    view.height = own.height;
    view.width = own.width;
    view.resize = !crop;
    return result;
  }
  view.height = view.picture_height + border;
  view.width = view.picture_width + border;
  if (view.height > 0 && view.width > 0 && fits(view.height, view.width)) return result;
  const auto [rows, columns] =
      smallest(model, targets, std::max<int64_t>(1, view.height), std::max<int64_t>(1, view.width));
  fail(Status::invalid_argument, "pictures of ", view.picture_height, "x", view.picture_width,
       " are too small for \"", targets.front().terms.front().tensor, "\": ", rows - border, "x",
       columns - border, " would do");
}

int64_t synthesis_batch(const Model& model, const std::vector<Target>& targets,
                        const ViewSize& size, int64_t most) {
  return most > 1 && reachable(model, targets, most, size.height, size.width) ? most : 1;
}

}  // namespace cnnviz::core
