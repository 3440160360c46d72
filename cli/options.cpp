#include "options.h"

#include <cerrno>
#include <cinttypes>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <iterator>

#include "nearest.h"

namespace cli {
namespace {

[[noreturn]] void wrong(const std::string& flag, const std::string& given,
                        const std::string& allowed) {
  throw usage_error(flag + " " + given + ": must be " + allowed);
}

// Numbers separated by commas or blanks: "0.485,0.456,0.406".
Json numbers(const std::string& flag, const std::string& text) {
  Json list = Json::array();
  const char* at = text.c_str();
  while (*at != '\0') {
    char* end = nullptr;
    errno = 0;
    const double number = std::strtod(at, &end);
    if (end == at || errno != 0 || !std::isfinite(number))
      wrong(flag, text, "numbers separated by commas, as in 0.485,0.456,0.406");
    list.push_back(number);
    at = end + std::strspn(end, ", ");
  }
  if (list.empty()) wrong(flag, "\"\"", "numbers separated by commas");
  return list;
}

// "224" or "224x320" (height, width).
Json input_size(const std::string& text) {
  long long height = 0, width = 0;
  int end = 0;
  const auto whole = [&] { return end > 0 && text[static_cast<size_t>(end)] == '\0'; };
  if (std::sscanf(text.c_str(), "%lldx%lld%n", &height, &width, &end) != 2 || !whole()) {
    end = 0;
    if (std::sscanf(text.c_str(), "%lld%n", &height, &end) != 1 || !whole())
      wrong("--input-size", text, "HEIGHTxWIDTH or one number, as in 224 or 224x320");
    width = height;
  }
  return Json::array({height, width});
}

// "512M", "2G" (powers of 1024), or bytes.
int64_t memory_size(const std::string& text) {
  const char* allowed = "a number of bytes, or one with K, M or G behind it, as in 512M";
  char* end = nullptr;
  errno = 0;
  const long long number = std::strtoll(text.c_str(), &end, 10);
  if (end == text.c_str() || errno != 0 || number < 0) wrong("--max-memory", text, allowed);
  const std::string unit = end;
  int shift = 0;
  if (unit == "K")
    shift = 10;
  else if (unit == "M")
    shift = 20;
  else if (unit == "G")
    shift = 30;
  else if (!unit.empty())
    wrong("--max-memory", text, allowed);
  if (number > (INT64_MAX >> shift)) wrong("--max-memory", text, "less than 8 EiB");
  return static_cast<int64_t>(number) << shift;
}

Model open_standard_input(const char* settings, const cnnviz_model_options& options) {
  const std::string bytes{std::istreambuf_iterator<char>(std::cin), {}};
  return made<Model>(cnnviz_model_open_memory, reinterpret_cast<const uint8_t*>(bytes.data()),
                     static_cast<int64_t>(bytes.size()), settings, &options);
}

}  // namespace

void ModelOptions::declare(CLI::App& app) {
  app.add_option("MODEL", model, "ONNX file of the network (- is standard input)")
      ->required()
      ->type_name("FILE");
  const char* group = "Preprocessing (before: NAME.cnnviz.json beside the model, ONNX metadata)";
  app.add_option("--preprocess", preprocess,
                 "imagenet, caffe, tf, unit or raw, or a JSON file; the flags below change it")
      ->type_name("NAME|FILE")
      ->group(group);
  app.add_option("--mean", mean, "one number a channel, in units of --range")
      ->type_name("M,M,M")
      ->group(group);
  app.add_option("--std", std, "likewise")->type_name("S,S,S")->group(group);
  app.add_option("--range", range, "what white is: 1 or 255")->type_name("1|255")->group(group);
  app.add_option("--color-order", color_order, "RGB, BGR or GRAY")
      ->type_name("ORDER")
      ->group(group);
  app.add_option("--resize", resize, "shorter (and crop), stretch or letterbox")
      ->type_name("HOW")
      ->group(group);
  app.add_option("--resize-to", resize_to, "pixels of the shorter side before the crop")
      ->type_name("N")
      ->group(group);
  app.add_option("--input-size", input_size, "pixels that the network sees")
      ->type_name("HxW")
      ->group(group);
  app.add_option("--labels", labels, "names of the classes, one a line")
      ->type_name("FILE")
      ->group(group);
  app.add_option("--max-memory", max_memory, "for weights and workspaces, as in 512M or 2G")
      ->type_name("BYTES")
      ->group("Running");
  app.add_flag("--tune", tune,
               "time the algorithms of every convolution before the first run, instead of choosing "
               "by rule")
      ->group("Running");
  declare_running(app);
}

void ModelOptions::declare_running(CLI::App& app) {
  app.add_option("--threads", threads, "0: the processors this process may use")
      ->type_name("N")
      ->group("Running");
  app.add_option("--seed", seed, "of random numbers, where any are drawn")
      ->type_name("N")
      ->group("Running");
  app.add_option("--progress", progress, "auto (a bar on a terminal), plain (lines) or none")
      ->type_name("HOW")
      ->group("Running");
  app.add_flag("--json", json, "one JSON document on stdout")->group("Running");
  app.add_flag("-f,--force", force, "overwrite files that -o does not name")->group("Running");
  app.add_flag("-q,--quiet", quiet, "say nothing but errors")->group("Running");
}

ProgressMode ModelOptions::progress_mode() const {
  return progress_mode_of(progress);
}

ProgressMode progress_mode_of(const std::string& name) {
  return static_cast<ProgressMode>(chosen("--progress", name,
                                          {{"auto", static_cast<int32_t>(ProgressMode::automatic)},
                                           {"plain", static_cast<int32_t>(ProgressMode::plain)},
                                           {"none", static_cast<int32_t>(ProgressMode::none)}}));
}

Model ModelOptions::open(bool profile) const {
  session().set_quiet(quiet);
  progress_mode();
  Json settings = Json::object();
  if (!preprocess.empty()) settings["preset"] = preprocess;
  if (!mean.empty()) settings["mean"] = numbers("--mean", mean);
  if (!std.empty()) settings["std"] = numbers("--std", std);
  if (!range.empty()) {
    if (range != "1" && range != "255") wrong("--range", range, "1 or 255");
    settings["range"] = range == "1" ? 1 : 255;
  }
  if (!color_order.empty()) settings["color"] = color_order;
  if (!resize.empty()) settings["resize"] = resize;
  if (resize_to != 0) settings["resize_to"] = resize_to;
  if (!input_size.empty()) settings["size"] = cli::input_size(input_size);
  if (!labels.empty()) settings["labels"] = labels;
  const std::string text = settings.empty() ? "" : settings.dump();

  auto options = defaults(cnnviz_model_options_init);
  options.threads = threads;
  if (!max_memory.empty()) options.max_memory = memory_size(max_memory);
  options.profile = profile ? 1 : 0;
  options.tune = tune ? 1 : 0;
  Model opened = model == "-"
                     ? open_standard_input(name_or_null(text), options)
                     : made<Model>(cnnviz_model_open, model.c_str(), name_or_null(text), &options);
  const Json about = Json::parse(cnnviz_model_json(opened.get()));
  for (const Json& warning : about.at("warnings")) session().warning(warning.get<std::string>());
  return opened;
}

void InputOptions::declare(CLI::App& app) {
  app.add_option("IMAGE", images, "pictures, PNG or JPEG (- is standard input)")->type_name("FILE");
  app.add_option(
         "--input-raw", input_raw,
         "feed this tensor as it is, in place of pictures: the network's first input, any rank")
      ->type_name("FILE.npy")
      ->group("Input and output");
  app.add_option("--batch", batch, "pictures computed at once (default 1)")
      ->type_name("N")
      ->group("Input and output");
}

void OutputOptions::declare(CLI::App& app, const char* raw_meaning) {
  app.add_option(
         "-o,--output", output,
         "the picture to write (- is standard output); a folder: one picture for each input")
      ->type_name("FILE|FOLDER")
      ->group("Input and output");
  app.add_option("--raw", raw, std::string("write numbers: ") + raw_meaning)
      ->type_name("FILE.npy")
      ->group("Input and output");
}

void DrawingOptions::declare(CLI::App& app) {
  app.add_option(
         "--color-map", color_map,
         "viridis, magma, inferno, plasma, turbo, gray, seismic, bwr, RdBu_r, PiYG, jet, ...")
      ->type_name("NAME")
      ->group("Drawing");
  app.add_option("--percentile", percentile, "of the values that the brightest color stands for")
      ->type_name("P")
      ->group("Drawing");
  app.add_option("--alpha", alpha, "how much the strongest values cover the photo, 0 to 1")
      ->type_name("A")
      ->group("Drawing");
}

void check_color_map(const std::string& name) {
  made<Picture>(cnnviz_render_color_bar, 0.0, 1.0, name_or_null(name), 64, 0);
}

void declare_targets(CLI::App& app, std::vector<std::string>& targets, const char* otherwise) {
  app.add_option(
         "--target", targets,
         std::string("what to explain (default: ") + otherwise +
             "); again for more: top, class:281, class:tabby, prob:top, prob:281, "
             "neuron:LAYER:c,y,x, channel:LAYER:c, layer:LAYER, tensor:NAME[i,j], "
             "mask:LAYER:c@FILE.npy, ...; of a segmentation network class:15 is the mean over all "
             "positions, class:15@predicted over those that the class wins")
      ->allow_extra_args(false)
      ->type_name("TARGET");
}

void declare_layout(CLI::App& app, std::string& layout) {
  app.add_option(
         "--layout", layout,
         "how the layer is read: auto (default), channels-first, channels-last, or its grid "
         "of tokens: 14x14+1 is 14 rows of 14 behind 1 class token")
      ->type_name("HOW");
}

Layout layout_of(const std::string& text) {
  const std::vector<Choice> choices = {{"auto", CNNVIZ_LAYOUT_AUTO},
                                       {"channels-first", CNNVIZ_LAYOUT_CHANNELS_FIRST},
                                       {"channels-last", CNNVIZ_LAYOUT_CHANNELS_LAST}};
  Layout layout;
  if (text.empty() || text[0] < '0' || text[0] > '9') {
    layout.layout = static_cast<cnnviz_layout>(chosen("--layout", text, choices));
    return layout;
  }
  layout.layout = CNNVIZ_LAYOUT_TOKENS;
  int end = 0;
  const auto whole = [&] { return end > 0 && static_cast<size_t>(end) == text.size(); };
  // At most six digits each: no number is out of range.
  const int found = std::sscanf(text.c_str(), "%6" SCNd32 "x%6" SCNd32 "%n+%6" SCNd32 "%n",
                                &layout.rows, &layout.columns, &end, &layout.leading, &end);
  if (found < 2 || !whole() || layout.rows < 1 || layout.columns < 1 || layout.leading < 0)
    throw usage_error("--layout " + text +
                      ": a grid of tokens is ROWSxCOLUMNS or ROWSxCOLUMNS+LEADING, as 14x14+1");
  return layout;
}

std::string layer_text(const Json& document) {
  std::string text = document.at("layer").get<std::string>();
  if (document.at("layer_chosen").get<bool>()) text += " (the default)";
  if (document.contains("grid")) {
    const int64_t leading = document.at("leading_tokens").get<int64_t>();
    text += ", " + shape_text(document.at("grid").get<std::vector<int64_t>>()) + " tokens";
    if (leading > 0) text += " behind " + std::to_string(leading);
  } else if (document.at("layout") == "channels_last") {
    text += ", channels last";
  }
  return text;
}

void declare_rectifiers(CLI::App& app, std::string& rectifiers) {
  app.add_option(
         "--rectifiers", rectifiers,
         "operators that follow the rule: relu, relu-like (default; also Clip from 0), extended")
      ->type_name("WHICH");
}

int32_t chosen(const std::string& flag, const std::string& name,
               const std::vector<Choice>& choices) {
  std::string allowed;
  std::vector<std::string> names;
  for (const Choice& choice : choices) {
    if (name == choice.name) return choice.number;
    allowed += (allowed.empty() ? "" : ", ") + std::string(choice.name);
    names.emplace_back(choice.name);
  }
  throw usage_error(flag + " " + name + ": must be one of " + allowed + nearest_hint(name, names));
}

cnnviz_rectifiers rectifiers_of(const std::string& name) {
  return static_cast<cnnviz_rectifiers>(chosen("--rectifiers", name,
                                               {{"relu", CNNVIZ_RECTIFIERS_RELU},
                                                {"relu-like", CNNVIZ_RECTIFIERS_RELU_LIKE},
                                                {"extended", CNNVIZ_RECTIFIERS_EXTENDED}}));
}

cnnviz_metric metric_of(const std::string& name) {
  return static_cast<cnnviz_metric>(
      chosen("--metric", name,
             {{"euclidean", CNNVIZ_METRIC_EUCLIDEAN}, {"cosine", CNNVIZ_METRIC_COSINE}}));
}

}  // namespace cli
