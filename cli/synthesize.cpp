// cnnviz synthesize: pictures that a target of the network grows on.
#include <algorithm>
#include <cctype>
#include <filesystem>

#include "command.h"
#include "frames.h"
#include "json_text.h"
#include "opacity.h"
#include "outputs.h"
#include "panels.h"
#include "synthesis_flags.h"

namespace cli {
namespace {

namespace fs = std::filesystem;

constexpr size_t kColumns = 5;  // of a figure of several targets

// Part of a file's name: "channel:fire5/concat:12" -> "channel_fire5_concat_12".
std::string stem_of(const std::string& selector) {
  std::string stem;
  for (const char c : selector) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '.';
    if (plain || (!stem.empty() && stem.back() != '_')) stem += plain ? c : '_';
  }
  constexpr size_t kLongest = 100;
  stem.resize(std::min(stem.size(), kLongest));
  return stem.empty() ? "target" : stem;
}

class Synthesize : public Command {
 public:
  void declare(CLI::App& app) override {
    model_options_.declare(app);
    declare_targets(app, selectors_, "none: it must be given");
    flags_.declare(app);
    app.add_option("--start", start_, "begin with this picture (default: the mean color)")
        ->type_name("PHOTO");
    app.add_option("--examples", examples_, "of maco: photos whose spectra give the magnitudes")
        ->type_name("PHOTO...");
    app.add_option("--snapshots", snapshots_, "write pictures on the way as numbered files")
        ->type_name("FOLDER");
    app.add_option("--every", every_, "steps between snapshots (default 16)")->type_name("N");
    app.add_option("--curve", curve_, "write numbers: the target at each step, [pictures, steps]")
        ->type_name("FILE.npy");
    app.add_option("--importance", importance_,
                   "write numbers: how much each pixel mattered on the way, [pictures, H, W]")
        ->type_name("FILE.npy");
    app.add_flag("--transparent", transparent_,
                 "pictures are opaque where they mattered; figures show them on white");
    app.add_flag("--keep-partial", keep_partial_,
                 "interrupted, or where numbers are no longer finite: write what there is");
    output_options_.declare(app, "the pictures as the network's input");
  }

  int run() override {
    flags_.read();
    cnnviz_synthesize_options options = flags_.options();
    take_from_recipe();
    if (selectors_.empty())
      throw usage_error(
          "--target is missing: what is the picture to maximize? As in class:281, "
          "channel:LAYER:12 (cnnviz layers MODEL lists layers)");
    if (flags_.recipe().is_null() || model_options_.seed != 0)
      options.seed = static_cast<int64_t>(model_options_.seed);
    options.keep_partial = keep_partial_ ? 1 : 0;
    if (every_ < 1) throw usage_error("--every " + std::to_string(every_) + ": must be at least 1");
    if (!snapshots_.empty()) options.snapshot_every = every_;
    for (const std::string& file : {curve_, importance_})
      if (!file.empty()) output_options_.further.push_back(file);
    const Model model = model_options_.open();
    std::vector<Targets> targets;
    for (const std::string& selector : selectors_)
      targets.push_back(made<Targets>(cnnviz_targets_parse, model.get(), selector.c_str()));
    read_pictures();
    const int32_t count = std::max(1, options.count);
    options.count = count;
    std::vector<std::string> files = examples_;
    if (!start_.empty()) files.push_back(start_);
    const Outputs outputs("synthesize", model_options_, output_options_, stems(count), files);
    std::unique_ptr<Frames> frames;
    if (!snapshots_.empty()) frames = std::make_unique<Frames>(snapshots_, model_options_.force);

    std::vector<PanelRow> rows;
    Json documents = Json::array();
    RawCollector numbers, curves, importances;
    session().begin_progress("synthesize", static_cast<int64_t>(targets.size()),
                             model_options_.progress_mode());
    bool completed = true;
    for (size_t t = 0; t < targets.size() && completed; ++t) {
      const auto result =
          made<Result>(cnnviz_synthesize, model.get(), targets[t].get(), start_picture_.get(),
                       example_pictures_.get(), &options, session().job());
      Json document = document_of(result);
      complete(document);
      completed = document.at("completed").get<bool>();
      for (const Json& warning : document.at("warnings"))
        session().warning(warning.get<std::string>());
      if (outputs.wants_raw()) numbers.add(0, tensor_of(result, "input"));
      if (!curve_.empty()) curves.add(0, tensor_of(result, "curve"));
      if (!importance_.empty()) importances.add(0, tensor_of(result, "importance"));
      if (frames != nullptr) write_snapshots(*frames, result, document, t, count);
      // One picture of each target: side by side.
      if (count > 1 || rows.empty() || rows.back().panels.size() == kColumns) rows.emplace_back();
      for (int32_t n = 0; n < count; ++n) {
        Picture picture = picture_of(result, "picture_" + std::to_string(n)), flat;
        if (transparent_) {
          picture = with_opacity(picture, tensor_of(result, "importance"), n);
          flat = over_white(picture);
        }
        const Json& target = document.at("targets").at(static_cast<size_t>(n));
        session().note(target_name(target) + ", " + target_value(target));
        if (outputs.draws() && outputs.separate()) {
          const std::string path = outputs.picture_path(stem(t, n, count));
          // A JPEG file has no opacity.
          const bool jpeg = fs::path(path).extension().string().find_first_of("jJ") == 1;
          outputs.write(transparent_ && jpeg ? flat : picture, path, document);
          document["output"].push_back(path);
          write_recipe(path, document);
        }
        rows.back().panels.push_back({std::move(transparent_ ? flat : picture),
                                      target_name(target) + ", " + target_value(target),
                                      "",
                                      0,
                                      0,
                                      "",
                                      {}});
      }
      documents.push_back(std::move(document));
      session().advance();
    }
    session().end_progress();
    if (outputs.draws() && !outputs.separate()) {
      const std::string path = outputs.picture_path("");
      outputs.write(draw_figure(rows, {"", {}}, kSmallSide), path, documents);
      for (Json& document : documents) document["output"].push_back(path);
      write_recipe(path, documents);
    }
    if (outputs.wants_raw()) outputs.write_raw(numbers.joined(false));
    if (!curve_.empty()) outputs.write_numbers(curves.joined(false), curve_);
    if (!importance_.empty()) outputs.write_numbers(importances.joined(false), importance_);
    if (outputs.wants_json()) outputs.print(documents);
    if (completed) return kOk;
    const Json& last = documents.back();
    session().error("ended at step " + std::to_string(last.at("step").get<int64_t>()) + ": " +
                    last.at("reason").get<std::string>());
    return session().interrupted() ? kInterrupted : kFailed;
  }

 private:
  static Picture picture_of(const Result& result, const std::string& name) {
    return made<Picture>(cnnviz_result_image, result.get(), name.c_str());
  }

  // What a recipe says besides the options, where no flag says otherwise.
  void take_from_recipe() {
    if (flags_.recipe().is_null()) return;
    if (selectors_.empty())
      for (const Json& document : flags_.recipe())
        selectors_.push_back(document.at("targets").at(0).at("target").get<std::string>());
    const Json& first = flags_.recipe()[0];
    if (start_.empty() && first.contains("start_file"))
      start_ = first.at("start_file").get<std::string>();
    if (examples_.empty() && first.contains("examples"))
      examples_ = first.at("examples").get<std::vector<std::string>>();
  }

  void read_pictures() {
    if (!start_.empty()) start_picture_ = made<Picture>(cnnviz_image_read, start_.c_str());
    if (examples_.empty()) return;
    example_pictures_ = made<Pictures>(cnnviz_images_create);
    for (const std::string& path : examples_) {
      const auto photo = made<Picture>(cnnviz_image_read, path.c_str());
      check(cnnviz_images_add(example_pictures_.get(), photo.get()));
    }
  }

  void complete(Json& document) const {
    if (!start_.empty()) document["start_file"] = start_;
    if (!examples_.empty()) document["examples"] = examples_;
    if (flags_.recipe().is_null()) document["preset"] = flags_.preset_name();
    document["output"] = Json::array();
  }

  std::string stem(size_t target, int32_t number, int32_t count) const {
    std::string name = stem_of(selectors_[target]);
    for (size_t t = 0; t < target; ++t)
      if (stem_of(selectors_[t]) == name)
        return stem_of(selectors_[target] + "." + std::to_string(target + 1)) +
               suffix(number, count);
    return name + suffix(number, count);
  }
  static std::string suffix(int32_t number, int32_t count) {
    return count > 1 ? "." + std::to_string(number + 1) : "";
  }
  std::vector<std::string> stems(int32_t count) const {
    std::vector<std::string> all;
    for (size_t t = 0; t < selectors_.size(); ++t)
      for (int32_t n = 0; n < count; ++n) all.push_back(stem(t, n, count));
    return all;
  }

  void write_snapshots(const Frames& frames, const Result& result, const Json& document,
                       size_t target, int32_t count) const {
    for (const Json& step : document.at("snapshots"))
      for (int32_t n = 0; n < count; ++n) {
        const auto number = step.get<int64_t>();
        const std::string name = "snapshot_" + std::to_string(number) + "_" + std::to_string(n);
        frames.add(stem(target, n, count), number, document.at("steps").get<int64_t>(),
                   picture_of(result, name), document);
      }
  }

  // The recipe beside the picture.
  static void write_recipe(const std::string& path, const Json& document) {
    if (path == "-") return;
    write_text(fs::path(path).replace_extension(".json").string(), json_text(document, 1) + "\n");
  }

  ModelOptions model_options_;
  OutputOptions output_options_;
  SynthesisFlags flags_;
  std::vector<std::string> selectors_, examples_;
  std::string start_, snapshots_, curve_, importance_;
  int32_t every_ = 16;
  bool keep_partial_ = false, transparent_ = false;
  Picture start_picture_;
  Pictures example_pictures_;
};

}  // namespace

std::unique_ptr<Command> make_synthesize() {
  return std::make_unique<Synthesize>();
}

}  // namespace cli
