// cnnviz patches: what channels answer to most, cut out of the pictures of a collection.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iostream>

#include "collection.h"
#include "command.h"
#include "json_text.h"
#include "options.h"
#include "panels.h"
#include "patches_page.h"
#include "session.h"

namespace cli {

namespace fs = std::filesystem;

namespace {

enum Rules { kGradient, kDeconvnet, kGuided, kNone };
const std::vector<Choice> kRules = {
    {"gradient", kGradient}, {"deconvnet", kDeconvnet}, {"guided", kGuided}, {"none", kNone}};
const std::vector<Choice> kSources = {{"view", CNNVIZ_PATCH_SOURCE_VIEW},
                                      {"photo", CNNVIZ_PATCH_SOURCE_PHOTO}};
constexpr double kPercentile = 99.5;
constexpr int64_t kChannelsAtOnce = 16;
// Sides of a patch in a figure and on a page.
constexpr int32_t kFigureSide = 128;
constexpr int32_t kPageSide = 96;
constexpr size_t kMostChannels = 64;

class Patches : public Command {
 public:
  void declare(CLI::App& app) override {
    options_.declare(app);
    app.add_option("--layer", layer_, "a layer of the collection (default: its only one)")
        ->type_name("LAYER");
    app.add_option("--channel", channels_,
                   "draw this channel; again for more (default: a page of all)")
        ->allow_extra_args(false)
        ->type_name("C");
    app.add_option("--count", count_, "patches of a channel (default 9)")->type_name("N");
    app.add_option("--source", source_,
                   "view (default: what the network reads) or photo (the original picture)")
        ->type_name("WHAT");
    app.add_option("--rule", rule_,
                   "of the signal beside each patch: guided (default), deconvnet, gradient, none")
        ->type_name("RULE");
    declare_rectifiers(app, rectifiers_);
    const char* group = "Input and output";
    app.add_option("-o,--output", output_,
                   "the picture to write, or without --channel the page, NAME.html beside a folder "
                   "NAME_files")
        ->type_name("FILE")
        ->group(group);
    app.add_option("--save", folder_,
                   "also write every patch at its full size: cC_rR.png, and cC_rR_signal.npy")
        ->type_name("FOLDER")
        ->group(group);
  }

  int run() override {
    auto options = defaults(cnnviz_patches_options_init);
    options.source = static_cast<cnnviz_patch_source>(chosen("--source", source_, kSources));
    const int32_t rule = chosen("--rule", rule_, kRules);
    options.signals = rule == kNone ? 0 : 1;
    if (rule != kNone) options.rule = static_cast<cnnviz_rule>(rule);
    options.rectifiers = rectifiers_of(rectifiers_);
    options.count = count_;
    if (count_ < 1) throw usage_error("--count " + std::to_string(count_) + ": must be at least 1");
    if (channels_.size() > kMostChannels)
      throw usage_error(std::to_string(channels_.size()) + " channels do not fit into one picture");
    const Corpus corpus = options_.open();
    const std::string path = output_path();
    const Model model = options_.open_model(corpus);
    if (!folder_.empty()) make_folder(folder_);
    Json documents = channels_.empty() ? page(corpus, model, options, path)
                                       : figure(corpus, model, options, path);
    if (output_.empty() && !options_.json) {
      std::cout << path << '\n';
    } else {
      session().note("wrote " + path);
    }
    if (options_.json) std::cout << json_text(documents, 1) << '\n';
    return problems_ == 0 ? kOk : kSomeFailed;
  }

 private:
  std::string output_path() const {
    const char* extension = channels_.empty() ? ".html" : ".png";
    const std::string path =
        output_.empty() ? fs::path(options_.collection).stem().string() + ".patches" + extension
                        : output_;
    const fs::path given(path);
    const std::string ending = given.extension().string();
    if (channels_.empty() && ending != ".html" && ending != ".htm")
      throw usage_error("-o " + path +
                        ": a page of all channels ends in .html; --channel C draws one");
    std::error_code error;
    if (fs::equivalent(path, options_.collection, error))
      throw usage_error(path + " is an input: it is not overwritten");
    if (!given.parent_path().empty() && !fs::is_directory(given.parent_path(), error))
      throw usage_error(path + ": no folder \"" + given.parent_path().string() + "\"");
    if (output_.empty() && !options_.force && fs::exists(path, error))
      throw usage_error(path + " exists: --force overwrites it, -o names another");
    return path;
  }

  static void make_folder(const std::string& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) throw Failure(kFailed, folder + ": cannot make the folder: " + error.message());
  }

  Result find(const Corpus& corpus, const Model& model, const cnnviz_patches_options& options,
              int64_t first, int64_t channels) {
    Result result =
        made<Result>(cnnviz_corpus_patches, corpus.get(), model.get(), name_or_null(layer_), first,
                     channels, name_or_null(options_.root), &options, session().job());
    const Json document = document_of(result);
    for (const Json& warning : document.at("warnings")) {
      session().warning(warning.get<std::string>());
      ++problems_;
    }
    if (!folder_.empty()) save(result);
    return result;
  }

  // The patches of one channel, or their signals, at one size; null where there is none.
  std::vector<Picture> pictures(const Model& model, const Result& result, int64_t channel,
                                const char* kind, int32_t side) const {
    const std::string prefix = std::string(kind) + "/" + std::to_string(channel) + "/";
    std::vector<Picture> list;
    for (int32_t rank = 0; rank < count_; ++rank) {
      const std::string name = prefix + std::to_string(rank);
      list.emplace_back();
      if (!has(result, name)) continue;
      if (std::string(kind) == "patch") {
        list.back() = fitted(made<Picture>(cnnviz_result_image, result.get(), name.c_str()), side);
        continue;
      }
      const Tensor signal = tensor_of(result, name.c_str());
      auto drawing = defaults(cnnviz_map_options_init);
      drawing.percentile = kPercentile;
      const int32_t reversed =
          cnnviz_model_color_order(model.get()) == CNNVIZ_COLOR_ORDER_BGR ? 1 : 0;
      list.back() =
          fitted(made<Picture>(cnnviz_render_signed, signal.get(), reversed, &drawing), side);
    }
    return list;
  }

  static bool has(const Result& result, const std::string& name) {
    for (int32_t i = 0; i < cnnviz_result_count(result.get()); ++i)
      if (name == cnnviz_result_name(result.get(), i)) return true;
    return false;
  }

  Json figure(const Corpus& corpus, const Model& model, const cnnviz_patches_options& options,
              const std::string& path) {
    std::vector<PanelRow> rows;
    Json documents = Json::array();
    const auto columns = static_cast<int32_t>(std::ceil(std::sqrt(count_)));
    for (const int64_t channel : channels_) {
      const Result result = find(corpus, model, options, channel, 1);
      documents.push_back(document_of(result));
      const Json& patches = documents.back().at("patches").at(0);
      rows.push_back({"channel " + std::to_string(channel), {}});
      const auto add = [&](const char* kind, const std::string& caption) {
        Panel panel;
        panel.picture =
            tiled(pictures(model, result, channel, kind, kFigureSide), columns, kFigureSide);
        panel.caption = caption;
        rows.back().panels.push_back(std::move(panel));
      };
      add("patch", summary(patches));
      if (options.signals != 0) add("signal", rule_ + " signal");
    }
    const std::string title = documents[0].at("layer").get<std::string>() + ", " +
                              fs::path(options_.collection).filename().string();
    const Picture picture = draw_figure(rows, {title, {}}, 0);
    check_writing(cnnviz_image_write(picture.get(), path.c_str(), json_text(documents).c_str()));
    return documents;
  }

  Json page(const Corpus& corpus, const Model& model, const cnnviz_patches_options& options,
            const std::string& path) {
    const Json layer = layer_about(corpus);
    const auto all = layer.at("channels").get<int64_t>();
    PatchesPage page(path, layer.at("layer").get<std::string>(),
                     fs::path(options_.collection).filename().string());
    Json documents = Json::array();
    auto smaller = options;
    if (folder_.empty()) smaller.side = 2 * kPageSide;
    session().begin_progress("patches", all, options_.progress_mode());
    for (int64_t first = 0; first < all; first += kChannelsAtOnce) {
      const int64_t channels = std::min(kChannelsAtOnce, all - first);
      const Result result = find(corpus, model, smaller, first, channels);
      documents.push_back(document_of(result));
      for (int64_t c = 0; c < channels; ++c) {
        std::vector<Picture> strip = pictures(model, result, first + c, "patch", kPageSide);
        if (options.signals != 0)
          for (Picture& signal : pictures(model, result, first + c, "signal", kPageSide))
            strip.push_back(std::move(signal));
        page.add(first + c, tiled(strip, count_, kPageSide),
                 documents.back().at("patches").at(static_cast<size_t>(c)));
        session().advance();
      }
    }
    session().end_progress();
    page.finish();
    return documents;
  }

  Json layer_about(const Corpus& corpus) const {
    const Json layers = about(corpus).at("layers");
    for (const Json& layer : layers)
      if (layer.at("layer") == layer_ || (layer_.empty() && layers.size() == 1)) return layer;
    // The library says what is there.
    made<Result>(cnnviz_corpus_strongest, corpus.get(), name_or_null(layer_), int64_t{0},
                 int64_t{1}, int64_t{1});
    throw Failure(kFailed, "no layer");
  }

  // "12.3 to 8.1: tabby, tiger cat, ..."
  static std::string summary(const Json& patches) {
    std::string text;
    std::vector<std::string> labels;
    double low = 0, high = 0;
    for (const Json& patch : patches) {
      if (!patch.contains("value")) continue;
      low = patch.at("value").get<double>();
      if (text.empty()) high = low;
      text = number_text(high) + " to " + number_text(low);
      if (!patch.at("label").is_string()) continue;
      const std::string label = patch.at("label").get<std::string>();
      labels.push_back(label.substr(0, label.find(',')));
    }
    if (text.empty()) return "no response";
    return labels.empty() ? text : text + "; seen as " + most_common(labels);
  }

  void save(const Result& result) const {
    for (int32_t i = 0; i < cnnviz_result_count(result.get()); ++i) {
      const std::string name = cnnviz_result_name(result.get(), i);
      const size_t first = name.find('/'), second = name.rfind('/');
      if (first == std::string::npos) continue;
      const std::string stem =
          (fs::path(folder_) /
           ("c" + name.substr(first + 1, second - first - 1) + "_r" + name.substr(second + 1)))
              .string();
      if (name.starts_with("patch")) {
        const auto picture = made<Picture>(cnnviz_result_image, result.get(), name.c_str());
        check_writing(cnnviz_image_write(picture.get(), (stem + ".png").c_str(), nullptr));
      } else {
        const Tensor signal = tensor_of(result, name.c_str());
        check_writing(cnnviz_tensor_write(signal.get(), (stem + "_signal.npy").c_str()));
      }
    }
  }

  CollectionOptions options_;
  std::string layer_, source_ = "view", rule_ = "guided", rectifiers_ = "relu-like", output_,
                      folder_;
  std::vector<int64_t> channels_;
  int32_t count_ = 9;
  int64_t problems_ = 0;
};

}  // namespace

std::unique_ptr<Command> make_patches() {
  return std::make_unique<Patches>();
}

}  // namespace cli
