// The numbers of the publications; of what they leave open, what README and docs/synthesis.md say.
#include "base/error.h"
#include "base/text.h"
#include "methods/synthesis.h"

namespace cnnviz::core {

namespace {

// Simonyan, Vedaldi, Zisserman 2013: x + s df/dx - 2 s lambda x, from the mean color on. They give
// neither s nor lambda nor the number of steps.
SynthesisPreset simonyan() {
  SynthesisPreset preset;
  SynthesisOptions& o = preset.options;
  o.form = {Parameterization::pixels, PictureRange::free, false, PictureUnits::unit};
  o.start_noise = 0;
  o.optimizer = {OptimizerKind::ascent, 0.01, 0};
  o.steps = 200;
  o.transforms = {};
  o.penalties.l2 = 0.1;
  return preset;
}

// Yosinski et al. 2015, table 1 and their program: numbers are levels 0 to 255 around the mean.
SynthesisPreset yosinski(int64_t steps, const OptimizerOptions& optimizer,
                         const PixelSteps& pixels) {
  SynthesisPreset preset;
  SynthesisOptions& o = preset.options;
  o.form = {Parameterization::pixels, PictureRange::clip, false, PictureUnits::levels};
  o.start_noise = 10;
  o.optimizer = optimizer;
  o.steps = steps;
  o.transforms = {};
  o.pixel_steps = pixels;
  o.keep_best = true;
  return preset;
}

// Olah, Mordvintsev, Schubert 2017: the transforms of its text, Lucid's number of steps.
SynthesisPreset distill() {
  return {};
}

// Fel et al. 2023 and their program, which gives the noise for numbers from -1 to 1.
SynthesisPreset maco() {
  SynthesisPreset preset;
  SynthesisOptions& o = preset.options;
  o.form = {Parameterization::phase, PictureRange::logistic, true, PictureUnits::unit};
  o.start_noise = 1;
  o.optimizer = {OptimizerKind::nadam, 1, 0};
  o.steps = 256;
  o.transforms = {};
  o.transforms.crops = 32;
  o.transforms.crop_first = 0.5;
  o.transforms.crop_last = 0.05;
  o.transforms.noise = 0.04;
  preset.side = 512;
  return preset;
}

constexpr double kNoBlur = 0;

struct Row {
  const char* name;
  SynthesisPreset (*make)();
};

const Row kPresets[] = {
    {"distill", distill},
    {"simonyan", simonyan},
    {"yosinski-a",
     [] {
       return yosinski(500, {OptimizerKind::progress, 2, 100}, {0, 0.5, 4, 50, 0});
     }},
    {"yosinski-b",
     [] {
       return yosinski(750, {OptimizerKind::ascent, 100, 0}, {0.3, kNoBlur, 1, 20, 0});
     }},
    {"yosinski-c",
     [] {
       return yosinski(1000, {OptimizerKind::ascent, 100, 0}, {1e-4, 1, 4, 0, 0});
     }},
    {"yosinski-d",
     [] {
       return yosinski(1000, {OptimizerKind::progress, 2, 1e8}, {0, 0.5, 4, 0, 90});
     }},
    {"maco", maco},
};

}  // namespace

SynthesisPreset synthesis_preset(const std::string& name) {
  for (const Row& row : kPresets)
    if (name == row.name) return row.make();
  fail(Status::invalid_argument, "unknown preset ", quoted(name), "; choose one of ",
       join(synthesis_presets()), nearest_hint(name, synthesis_presets()));
}

const std::vector<std::string>& synthesis_presets() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const Row& row : kPresets) all.emplace_back(row.name);
    return all;
  }();
  return names;
}

}  // namespace cnnviz::core
