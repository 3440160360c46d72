#include "synthesis_flags.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "options.h"

namespace cli {
namespace {

using Options = cnnviz_synthesize_options;

// Fields of the options by their names, which are those of a document's "parameters"; the flag has
// "-" for "_". Without a meaning there is no flag.
struct Count {
  const char* name;
  int32_t Options::*field;
  const char* meaning;
};
const Count kCounts[] = {
    {"height", &Options::height, nullptr},
    {"width", &Options::width, nullptr},
    {"count", &Options::count, "pictures of each target (default 1)"},
    {"steps", &Options::steps, "steps of the optimizer"},
    {"decorrelate", &Options::decorrelate, "1: spectra of decorrelated colors; 0: of RGB"},
    {"redirect_steps", &Options::redirect_steps,
     "first steps in which dead ReLUs let pass what would open them"},
    {"keep_best", &Options::keep_best, "1: the best step's picture is kept, not the last"},
    {"keep_partial", &Options::keep_partial, nullptr},
    {"snapshot_every", &Options::snapshot_every, nullptr},
    {"pad", &Options::pad, "gray pixels added around the picture"},
    {"jitter", &Options::jitter, "random shifts, in pixels from end to end"},
    {"second_jitter", &Options::second_jitter, "the same after scaling and rotation"},
    {"crops", &Options::crops, "views of the picture in each step"},
    {"blur_every", &Options::blur_every, "steps between blurs"},
};

struct Number {
  const char* name;
  double Options::*field;
  const char* meaning;
};
const Number kNumbers[] = {
    {"step_size", &Options::step_size, "of the optimizer"},
    {"max_step", &Options::max_step, "the most that the optimizer progress takes"},
    {"start_noise", &Options::start_noise, "deviation of the noise at the start"},
    {"scale", &Options::scale, "random zoom by 1 - S to 1 + S"},
    {"rotation", &Options::rotation, "random turns by up to so many degrees"},
    {"crop_first", &Options::crop_first, "views are squares of this share at the first step"},
    {"crop_last", &Options::crop_last, "and this at the last"},
    {"noise", &Options::noise, "of views, as a share of white"},
    {"l2", &Options::l2, "penalty: L2 sum x^2"},
    {"total_variation", &Options::total_variation, "penalty: V sum (dx^2 + dy^2)^(beta / 2)"},
    {"variation_beta", &Options::variation_beta, "beta"},
    {"alpha_norm", &Options::alpha_norm, "penalty: A sum |x|^alpha"},
    {"alpha", &Options::alpha, "alpha"},
    {"decay", &Options::decay, "after each step: x (1 - D)"},
    {"blur", &Options::blur, "every --blur-every steps: sigma in pixels"},
    {"norm_percentile", &Options::norm_percentile,
     "after each step: so many percent of the pixels, those of small norm, become the mean color"},
    {"contribution_percentile", &Options::contribution_percentile,
     "likewise those that contribute little"},
    {"diversity", &Options::diversity, "what likeness costs the pictures of --count"},
};

// Enumerations, as numbers.
struct Name {
  const char* name;
  const char* flag;
  std::vector<Choice> choices;
  void (*set)(Options& options, int32_t number);
  const char* meaning;
};
const std::vector<Name>& all_names() {
  static const std::vector<Name> names = {
      {"parameters",
       "--parameters",
       {{"pixels", CNNVIZ_PARAMETERS_PIXELS},
        {"fourier", CNNVIZ_PARAMETERS_FOURIER},
        {"phase", CNNVIZ_PARAMETERS_PHASE}},
       [](Options& o, int32_t n) { o.parameters = static_cast<cnnviz_parameters>(n); },
       "what is optimized: pixels, fourier or phase"},
      {"range",
       "--picture-range",
       {{"free", CNNVIZ_RANGE_FREE},
        {"clip", CNNVIZ_RANGE_CLIP},
        {"logistic", CNNVIZ_RANGE_LOGISTIC}},
       [](Options& o, int32_t n) { o.range = static_cast<cnnviz_range>(n); },
       "numbers of the picture: free, clip or logistic"},
      {"units",
       "--units",
       {{"model", CNNVIZ_UNITS_MODEL},
        {"levels", CNNVIZ_UNITS_LEVELS},
        {"unit", CNNVIZ_UNITS_UNIT}},
       [](Options& o, int32_t n) { o.units = static_cast<cnnviz_units>(n); },
       "of pixels: model, levels (0 to 255) or unit (0 to 1)"},
      {"optimizer",
       "--optimizer",
       {{"ascent", CNNVIZ_OPTIMIZER_ASCENT},
        {"progress", CNNVIZ_OPTIMIZER_PROGRESS},
        {"normalized", CNNVIZ_OPTIMIZER_NORMALIZED},
        {"adam", CNNVIZ_OPTIMIZER_ADAM},
        {"nadam", CNNVIZ_OPTIMIZER_NADAM}},
       [](Options& o, int32_t n) { o.optimizer = static_cast<cnnviz_optimizer>(n); },
       "ascent, progress, normalized, adam or nadam"},
      {"fit",
       "--fit",
       {{"resize", CNNVIZ_FIT_RESIZE}, {"crop", CNNVIZ_FIT_CROP}},
       [](Options& o, int32_t n) { o.fit = static_cast<cnnviz_fit>(n); },
       "how a network of one size sees the picture: resize or crop"},
  };
  return names;
}

std::string flag_of(const std::string& name) {
  std::string flag = "--" + name;
  std::replace(flag.begin(), flag.end(), '_', '-');
  return flag;
}

// "128" or "128x96" (height, width).
void set_size(const std::string& text, Options& options) {
  int height = 0, width = 0, end = 0;
  const auto whole = [&] { return end > 0 && text[static_cast<size_t>(end)] == '\0'; };
  if (std::sscanf(text.c_str(), "%dx%d%n", &height, &width, &end) != 2 || !whole()) {
    end = 0;
    if (std::sscanf(text.c_str(), "%d%n", &height, &end) != 1 || !whole()) height = 0;
    width = height;
  }
  if (height < 1 || width < 1)
    throw usage_error("--size " + text + ": must be HEIGHTxWIDTH or one number, as in 128");
  options.height = height;
  options.width = width;
}

}  // namespace

SynthesisFlags::SynthesisFlags()
    : counts_(std::size(kCounts)), numbers_(std::size(kNumbers)), names_(all_names().size()) {}

void SynthesisFlags::declare(CLI::App& app) {
  app.add_option("--preset", preset_,
                 "distill (default), simonyan, yosinski-a to yosinski-d, maco; flags change it")
      ->type_name("NAME");
  app.add_option("--recipe", recipe_file_,
                 "do again what this file, written beside a picture, says")
      ->type_name("FILE.json");
  app.add_option("--size", size_,
                 "of the picture (default: classes the network's own, else 128; maco 512)")
      ->type_name("HxW");
  const char* group = "Optimization";
  for (size_t i = 0; i < names_.size(); ++i)
    app.add_option(all_names()[i].flag, names_[i], all_names()[i].meaning)
        ->type_name("NAME")
        ->group(group);
  for (size_t i = 0; i < counts_.size(); ++i)
    if (kCounts[i].meaning != nullptr)
      app.add_option(flag_of(kCounts[i].name), counts_[i], kCounts[i].meaning)
          ->type_name("N")
          ->group(group);
  for (size_t i = 0; i < numbers_.size(); ++i)
    app.add_option(flag_of(kNumbers[i].name), numbers_[i], kNumbers[i].meaning)
        ->type_name("X")
        ->group(group);
}

std::string SynthesisFlags::preset_name() const {
  return preset_.empty() ? "distill" : preset_;
}

void SynthesisFlags::read() {
  if (recipe_file_.empty()) return;
  if (!preset_.empty())
    throw usage_error("--recipe has all that a preset sets: leave --preset out");
  std::error_code error;
  if (!std::filesystem::exists(recipe_file_, error))
    throw usage_error("--recipe " + recipe_file_ + ": there is no such file");
  std::ifstream stream(recipe_file_);
  if (!stream) throw Failure(kUnreadable, recipe_file_ + ": cannot be read");
  recipe_ = Json::parse(stream, nullptr, false);
  const Json& first = recipe_.is_array() && !recipe_.empty() ? recipe_[0] : recipe_;
  const auto of_synthesis = [&] {
    return first.is_object() && first.value("method", Json()) == "synthesize" &&
           first.contains("parameters") && first["parameters"].is_object();
  };
  if (!of_synthesis())
    throw Failure(kUnreadable, recipe_file_ + ": is no recipe that cnnviz synthesize has written");
  if (!recipe_.is_array()) recipe_ = Json::array({recipe_});
}

void SynthesisFlags::apply_recipe(Options& options) const {
  const Json& given = recipe_[0]["parameters"];
  const auto number = [&](const char* name, double low, double high) {
    const Json& value = given.contains(name) ? given[name] : Json();
    if (!value.is_number() || !(value.get<double>() >= low && value.get<double>() <= high))
      throw Failure(kUnreadable,
                    recipe_file_ + ": \"" + name + "\" is not a number that it can be");
    return value.get<double>();
  };
  for (const Count& row : kCounts)
    options.*row.field = static_cast<int32_t>(number(row.name, INT32_MIN, INT32_MAX));
  for (const Number& row : kNumbers) options.*row.field = number(row.name, -1e300, 1e300);
  for (const Name& row : all_names()) {
    const Json& value = given.contains(row.name) ? given[row.name] : Json();
    if (!value.is_string())
      throw Failure(kUnreadable, recipe_file_ + ": \"" + row.name + "\" is not a name");
    row.set(options, chosen(recipe_file_ + ": " + row.name, value.get<std::string>(), row.choices));
  }
  const Json& seed = recipe_[0]["seed"];
  if (seed.is_number_integer()) options.seed = seed.get<int64_t>();
  options.snapshot_every = 0;
}

Options SynthesisFlags::options() const {
  Options options;
  const cnnviz_status status =
      cnnviz_synthesize_options_preset(&options, sizeof options, preset_name().c_str());
  check(status);
  if (!recipe_.is_null()) apply_recipe(options);
  for (size_t i = 0; i < counts_.size(); ++i)
    if (counts_[i]) options.*kCounts[i].field = *counts_[i];
  for (size_t i = 0; i < numbers_.size(); ++i)
    if (numbers_[i]) options.*kNumbers[i].field = *numbers_[i];
  for (size_t i = 0; i < names_.size(); ++i)
    if (!names_[i].empty())
      all_names()[i].set(options, chosen(all_names()[i].flag, names_[i], all_names()[i].choices));
  if (!size_.empty()) set_size(size_, options);
  return options;
}

}  // namespace cli
