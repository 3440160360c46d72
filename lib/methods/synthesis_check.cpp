#include "methods/synthesis_check.h"

#include <cmath>

#include "base/error.h"

namespace cnnviz::core {

namespace {

constexpr double kLargest = 1e30;
constexpr int64_t kMostSteps = 10000000, kMostPixels = 4096, kMostCrops = 1024;

// `number` must lie in [low, high], or, `open`, be less than high.
void check_number(double number, double low, double high, const char* what, bool open = false) {
  require(number >= low && (open ? number < high : number <= high), Status::invalid_argument, what,
          " is ", number, ", but must be ", open ? "at least " : "in ", low,
          open ? " and less than " : " to ", high);
}

void check_count(int64_t number, int64_t low, int64_t high, const char* what) {
  require(number >= low && number <= high, Status::invalid_argument, what, " is ", number,
          ", but must be in ", low, " to ", high);
}

bool plain_pixels(const PictureForm& form) {
  return form.parameters == Parameterization::pixels && form.range != PictureRange::logistic;
}

void check_transforms(const TransformOptions& t) {
  check_count(t.pad, 0, kMostPixels, "pad");
  check_count(t.jitter, 0, kMostPixels, "jitter");
  check_count(t.second_jitter, 0, kMostPixels, "second_jitter");
  check_count(t.crops, 1, kMostCrops, "crops");
  check_number(t.scale, 0, 1, "scale", true);
  check_number(t.rotation, 0, 180, "rotation");
  check_number(t.crop_first, 0, 1, "crop_first");
  check_number(t.crop_last, 0, 1, "crop_last");
  check_number(t.noise, 0, 10, "noise");
  require(t.crops == 1 || t.random(), Status::invalid_argument, t.crops,
          " views of a picture in each step are all the same without jitter, scale, rotation or ",
          "crops");
}

}  // namespace

void check_options(const SynthesisOptions& options) {
  check_form(options.form);
  check_count(options.steps, 0, kMostSteps, "steps");
  check_count(options.redirect_steps, 0, kMostSteps, "redirect_steps");
  check_count(options.snapshot_every, 0, kMostSteps, "snapshot_every");
  check_number(options.start_noise, 0, kLargest, "start_noise");
  check_number(options.optimizer.step_size, 0, kLargest, "step_size");
  require(options.optimizer.step_size > 0, Status::invalid_argument,
          "step_size is 0: nothing would change");
  check_number(options.optimizer.most, 0, kLargest, "max_step");
  check_transforms(options.transforms);

  const Penalties& p = options.penalties;
  check_number(p.l2, 0, kLargest, "l2");
  check_number(p.total_variation, 0, kLargest, "total_variation");
  check_number(p.beta, 1, 8, "variation_beta");
  check_number(p.alpha_norm, 0, kLargest, "alpha_norm");
  check_number(p.alpha, 1, 32, "alpha");
  const PixelSteps& s = options.pixel_steps;
  check_number(s.decay, 0, 1, "decay");
  check_number(s.blur, 0, 1000, "blur");
  check_count(s.blur_every, 1, kMostSteps, "blur_every");
  check_number(s.norm_percentile, 0, 100, "norm_percentile");
  check_number(s.contribution_percentile, 0, 100, "contribution_percentile");
  require(!s.any() || plain_pixels(options.form), Status::invalid_argument,
          "decay, blur and percentiles change pixels: they need the parameters pixels with the ",
          "range free or clip");

  check_number(options.diversity, -kLargest, kLargest, "diversity");
}

void check_request(const SynthesisRequest& request, const SynthesisOptions& options) {
  require(!request.targets.empty(), Status::invalid_argument, "no target is given");
  const ViewSize& size = request.size;
  require(size.height > 0 && size.width > 0 && size.picture_height > 0 && size.picture_width > 0,
          Status::invalid_argument, "views of ", size.height, " x ", size.width, " of pictures of ",
          size.picture_height, " x ", size.picture_width);
  if (options.diversity == 0) return;
  require(request.targets.size() > 1, Status::invalid_argument,
          "diversity makes several pictures unlike each other: ask for a count of 2 or more");
  require(options.transforms.crops == 1, Status::invalid_argument,
          "diversity compares one view of each picture, not ", options.transforms.crops);
  require(request.batch >= static_cast<int64_t>(request.targets.size()), Status::unsupported,
          "diversity compares pictures that are run at once, and the network takes ", request.batch,
          " at a time");
  for (const Target& target : request.targets)
    require(target.terms[0].tensor == request.targets[0].terms[0].tensor, Status::invalid_argument,
            "diversity compares pictures in one layer: their targets must begin with the same");
}

}  // namespace cnnviz::core
