// cnnviz dream: what layers see in a picture, drawn into it; films that zoom into the dream.
#include <cinttypes>
#include <cstdio>
#include <filesystem>
#include <optional>

#include "command.h"
#include "frames.h"
#include "json_text.h"
#include "options.h"
#include "outputs.h"

namespace cli {
namespace {

constexpr double kFrameZoom = 1.05;

class Dream : public Command {
 public:
  Dream() { options_ = defaults(cnnviz_dream_options_init); }

  void declare(CLI::App& app) override {
    model_options_.declare(app);
    const char* group = "Input and output";
    app.add_option("IMAGE", picture_,
                   "the picture to dream into, PNG or JPEG (- is standard input); none: noise")
        ->type_name("FILE");
    output_options_.declare(app, "the dream as the network's input, not rounded, [1, C, H, W]");
    app.add_option("--frames", frames_, "folder of the pictures of --zoom, one numbered file each")
        ->type_name("FOLDER")
        ->group(group);
    app.add_option("--size", size_, "of a dream from noise (default: the network's own)")
        ->type_name("HxW")
        ->group(group);
    app.add_option("--target", target_,
                   "what to see more of: layer:NAME, channel:NAME:c, direction:NAME@FILE.npy, and "
                   "sums with weights as in \"layer:a + 0.5*layer:b\" (default: a layer in the "
                   "middle of the network)")
        ->type_name("TARGET");
    app.add_option("--guide", guide_,
                   "draw every place towards what it matches best in this picture")
        ->type_name("FILE");
    app.add_option("--octaves", options_.octaves,
                   "sizes of the picture, from coarse to fine (default 0: as many as leave the "
                   "smallest at half of the network's own size)")
        ->type_name("N");
    app.add_option("--octave-scale", options_.octave_scale,
                   "of each octave's sides to the next smaller one's (default 1.4)")
        ->type_name("S");
    app.add_option("--steps", options_.steps, "in each octave (default 10)")->type_name("N");
    app.add_option("--step", options_.step,
                   "mean change of a pixel's level of 255 in a step (default 1.5; below 0: away "
                   "from what is seen)")
        ->type_name("LEVELS");
    app.add_option("--jitter", options_.jitter, "largest random offset in a step (default 32)")
        ->type_name("PIXELS");
    app.add_option("--zoom", frame_count_,
                   "a film of so many pictures: each the dream of the one before, enlarged; needs "
                   "--frames")
        ->type_name("N");
    app.add_option("--zoom-factor", zoom_, "from picture to picture (default 1.05)")
        ->type_name("S");
    app.add_option("--tile", options_.tile,
                   "longest side of the tiles that large pictures are seen through (default 0: "
                   "1024, less where memory is short)")
        ->type_name("PIXELS")
        ->group("Running");
    app.add_option("--overlap", options_.overlap,
                   "of tiles on every side (default -1: what the layer's units see, up to an "
                   "eighth of the tile)")
        ->type_name("PIXELS")
        ->group("Running");
  }

  int run() override {
    check_flags();
    const Model model = model_options_.open();
    options_.seed = static_cast<int64_t>(model_options_.seed);
    options_.keep_partial = 1;
    std::vector<std::string> files;
    for (const std::string& path : {picture_, guide_})
      if (!path.empty() && path != "-") files.push_back(path);
    const std::string stem = stem_of();
    const Outputs outputs("dream", model_options_, output_options_, {stem}, files);
    Picture picture = read(picture_);
    const Picture guide = read(guide_);
    Target target;
    if (!target_.empty()) target = made<Target>(cnnviz_target_parse, model.get(), target_.c_str());
    std::optional<Frames> frames;
    if (!frames_.empty()) frames.emplace(frames_, model_options_.force);

    const int32_t count = std::max(frame_count_, 1);
    session().begin_progress("dream", count, model_options_.progress_mode());
    Json list = Json::array();
    for (int32_t number = 1;; ++number) {
      const auto result = made<Result>(cnnviz_dream, model.get(), picture.get(), guide.get(),
                                       target.get(), &options_, session().job());
      const Json document = document_of(result);
      picture = made<Picture>(cnnviz_result_image, result.get(), "picture");
      if (number == 1) say(document);
      for (const Json& warning : document.at("warnings"))
        session().warning(warning.get<std::string>());
      const bool completed = document.at("completed").get<bool>();
      if (frames && completed)
        list.push_back({{"file", frames->add(stem, number, count, picture, document)},
                        {"document", document}});
      session().advance();
      if (completed && number < count) {
        options_.zoom = zoom_;
        options_.height = options_.width = 0;
        ++options_.seed;
        continue;
      }
      session().end_progress();
      if (frames) frames->write_list(stem, list);
      write(outputs, stem, picture, tensor_of(result, "input"), document);
      return completed ? kOk : session().interrupted() ? kInterrupted : kFailed;
    }
  }

 private:
  void check_flags() {
    if (output_options_.output.empty() && picture_ == "-") output_options_.output = "-";
    if (frame_count_ < 0 || (frame_count_ == 0) == !frames_.empty())
      throw usage_error("--zoom N and --frames FOLDER go together: N pictures, at least 1");
    if (!size_.empty()) {
      int end = 0;
      const auto whole = [&] { return end > 0 && static_cast<size_t>(end) == size_.size(); };
      if (!picture_.empty())
        throw usage_error("--size " + size_ + ": a dream from a picture has the picture's size");
      if (std::sscanf(size_.c_str(), "%6" SCNd32 "x%6" SCNd32 "%n", &options_.height,
                      &options_.width, &end) != 2 ||
          !whole() || options_.height < 1 || options_.width < 1)
        throw usage_error("--size " + size_ + ": must be HEIGHTxWIDTH, as in 480x640");
    }
  }

  std::string stem_of() const {
    if (picture_.empty()) return "noise";
    if (picture_ == "-") return "stdin";
    return std::filesystem::path(picture_).stem().string();
  }

  // Null where the name is empty.
  static Picture read(const std::string& path) {
    if (path.empty()) return nullptr;
    return made<Picture>(cnnviz_image_read, path.c_str());
  }

  static void say(const Json& document) {
    const Json& sizes = document.at("octaves");
    const auto size = [](const Json& pair) { return pair.at(0).dump() + "x" + pair.at(1).dump(); };
    std::string text = document.at("targets").at(0).at("target").get<std::string>();
    if (document.at("target_chosen").get<bool>()) text += " (the default)";
    text += "; " + std::to_string(sizes.size()) + (sizes.size() == 1 ? " octave" : " octaves") +
            " from " + size(sizes.front()) + " to " + size(sizes.back()) + ", " +
            document.at("parameters").at("steps").dump() + " steps each";
    if (const int64_t tiles = document.at("tiles").get<int64_t>(); tiles > 1)
      text +=
          "; " + std::to_string(tiles) + " tiles of " + size(document.at("parameters").at("tile"));
    session().note(text);
  }

  // The picture, with the document beside it: the recipe.
  void write(const Outputs& outputs, const std::string& stem, const Picture& picture,
             const Tensor& input, const Json& document) const {
    if (outputs.wants_raw()) outputs.write_raw(input);
    if (outputs.draws()) {
      const std::string path = outputs.picture_path(stem);
      outputs.write(picture, path, document);
      if (path != "-")
        write_text(std::filesystem::path(path).replace_extension(".json").string(),
                   json_text(document, 1) + "\n");
    }
    if (outputs.wants_json()) outputs.print(document);
  }

  ModelOptions model_options_;
  OutputOptions output_options_;
  cnnviz_dream_options options_{};
  std::string picture_, guide_, target_, size_, frames_;
  int32_t frame_count_ = 0;
  double zoom_ = kFrameZoom;
};

}  // namespace

std::unique_ptr<Command> make_dream() {
  return std::make_unique<Dream>();
}

}  // namespace cli
