// cnnviz demo: every command on the built-in model and pictures.
//
// The pictures are drawn by a program that knows where each object is (samples.json), so the demo
// can also say how much of every map lies on the object that it explains.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "command.h"
#include "demo_collection.h"
#include "handles.h"
#include "session.h"

namespace cli {

namespace fs = std::filesystem;

namespace {

// The built-in model and its pictures: CNNVIZ_DATA, else beside the installed tool, else the source
// tree.
fs::path demo_folder() {
  std::vector<fs::path> places;
  if (const char* data = std::getenv("CNNVIZ_DATA"); data != nullptr && *data != '\0')
    places = {data, fs::path(data) / "demo"};
  std::error_code error;
  const fs::path tool = fs::read_symlink("/proc/self/exe", error);
  if (places.empty()) {
    if (!error) places.push_back(tool.parent_path() / "../share/cnnviz/demo");
    places.emplace_back(CNNVIZ_DEMO_SOURCE);
  }
  std::string tried;
  for (const fs::path& place : places) {
    if (fs::exists(place / "demo.onnx", error)) return fs::weakly_canonical(place, error);
    tried += (tried.empty() ? "" : ", ") + place.string();
  }
  throw Failure(kUnreadable, "the demo's model is not in " + tried +
                                 "; set CNNVIZ_DATA to the folder that holds demo.onnx");
}

Json read_samples(const fs::path& folder) {
  std::ifstream stream(folder / "samples.json");
  Json samples = Json::parse(stream, nullptr, false);
  if (!samples.is_array() || samples.empty())
    throw Failure(kUnreadable, (folder / "samples.json").string() + " lists no samples");
  return samples;
}

struct Method {
  const char* name;
  bool gradcam;
  cnnviz_rule rule;
};
constexpr Method kMethods[] = {{"gradient", false, CNNVIZ_RULE_GRADIENT},
                               {"deconvnet", false, CNNVIZ_RULE_DECONVNET},
                               {"guided", false, CNNVIZ_RULE_GUIDED},
                               {"gradcam", true, CNNVIZ_RULE_GRADIENT}};

// The share of a non-negative map [h, w] inside a box [x0, y0, x1, y1], ends excluded.
double energy_inside(const Tensor& map, const Json& box) {
  const int64_t height = cnnviz_tensor_extent(map.get(), 0);
  const int64_t width = cnnviz_tensor_extent(map.get(), 1);
  const float* values = cnnviz_tensor_floats(map.get());
  const auto edge = [&](size_t i) { return box.at(i).get<int64_t>(); };
  double inside = 0, all = 0;
  for (int64_t y = 0; y < height; ++y)
    for (int64_t x = 0; x < width; ++x) {
      const double value = values[y * width + x];
      all += value;
      if (x >= edge(0) && x < edge(2) && y >= edge(1) && y < edge(3)) inside += value;
    }
  return all > 0 ? inside / all : 0;
}

Tensor explain(const Model& model, const Tensor& input, const Targets& target,
               const Method& method) {
  if (method.gradcam) {
    const auto result =
        made<Result>(cnnviz_explain_gradcam, model.get(), input.get(), target.get(),
                     static_cast<const char*>(nullptr),
                     static_cast<const cnnviz_gradcam_options*>(nullptr), session().job());
    return item_of(tensor_of(result, "map"), 0);
  }
  auto options = defaults(cnnviz_saliency_options_init);
  options.rule = method.rule;
  const auto result = made<Result>(cnnviz_explain_saliency, model.get(), input.get(), target.get(),
                                   static_cast<const char*>(nullptr), &options, session().job());
  return item_of(tensor_of(result, "map"), 0);
}

class Demo : public Command {
 public:
  void declare(CLI::App& app) override {
    app.add_option("-o,--output", output_, "folder of the pictures (default cnnviz-demo)")
        ->type_name("FOLDER");
    app.add_flag("-q,--quiet", quiet_, "no messages but errors; results are printed all the same");
  }

  int run() override {
    session().set_quiet(quiet_);
    const fs::path data = demo_folder();
    model_ = (data / "demo.onnx").string();
    samples_folder_ = data / "samples";
    const Json samples = read_samples(samples_folder_);
    std::error_code error;
    fs::create_directories(output_, error);
    if (error) throw Failure(kFailed, output_ + ": cannot make the folder: " + error.message());

    data_ = data.string();
    std::cout << "D=" << data_ << '\n';

    std::vector<std::string> all;
    for (const Json& sample : samples) all.push_back(picture(sample.at("file").get<std::string>()));
    step(make_layers, "layers", {model_});
    step(make_classify, "classify", joined({model_, "--top", "1"}, all));
    step(make_filters, "filters", {model_, "-o", file("filters.png")});
    step(make_activations, "activations",
         {model_, picture("cat.png"), "-o", file("activations.png")});
    step(make_saliency, "saliency",
         joined({model_, "--rule", "all", "-o", file("saliency.png")}, some(all)));
    step(make_gradcam, "gradcam", joined({model_, "-o", file("gradcam.png")}, some(all)));
    step(make_gradcam, "gradcam",
         {model_, picture("cat_and_fish.png"), "--target", "class:cat", "--target", "class:fish",
          "-o", file("cat_and_fish.png")});
    step(make_gradcam, "gradcam",
         {model_, picture("cat_and_fish.png"), "--guided", "--target", "class:cat", "--target",
          "class:fish", "-o", file("cat_and_fish_guided.png")});
    step(make_occlusion, "occlusion",
         {model_, picture("cat.png"), "--window", "24", "--stride", "8", "-o",
          file("occlusion.png")});
    step(make_occlusion, "occlusion",
         {model_, picture("cat_and_fish.png"), "--target", "class:cat", "--target", "class:fish",
          "-o", file("cat_and_fish_occlusion.png")});
    step(make_synthesize, "synthesize",
         {model_, "--target", "class:cat", "--target", "class:ladybug", "--target",
          "channel:relu4:5", "--steps", "96", "-o", file("synthesize.png")});
    step(make_dream, "dream",
         {model_, picture("cat.png"), "--steps", "20", "-o", file("dream.png")});
    write_demo_collection(data_, file("collection"));
    step(make_index, "index",
         {model_, file("collection"), "--layer", "relu3", "--layer", "relu5", "-o",
          file("collection.db")});
    step(make_patches, "patches",
         {file("collection.db"), "--layer", "relu5", "--channel", "5", "--channel", "24",
          "--channel", "70", "-o", file("patches.png")});
    step(make_neighbors, "neighbors",
         {file("collection.db"), picture("cat.png"), picture("fish.png"), picture("house.png"),
          picture("ladybug.png"), "-o", file("neighbors.png")});
    step(make_neighbors, "neighbors", {file("collection.db"), "--all"});
    step(make_tsne, "tsne", {file("collection.db"), "--style", "mosaic", "-o", file("map.png")});
    step(make_tsne, "tsne", {file("collection.db"), "-o", file("map.html")});
    print_energies(samples);
    std::cout << "\nPictures: " << fs::weakly_canonical(output_, error).string() << '\n';
    return kOk;
  }

 private:
  std::string picture(const std::string& name) const { return (samples_folder_ / name).string(); }
  std::string file(const std::string& name) const { return (fs::path(output_) / name).string(); }

  static std::vector<std::string> joined(std::vector<std::string> first,
                                         const std::vector<std::string>& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
  }

  // A figure's worth of the samples.
  static std::vector<std::string> some(const std::vector<std::string>& all) {
    constexpr size_t kRows = 6;
    return {all.begin(), all.begin() + static_cast<std::ptrdiff_t>(std::min(kRows, all.size()))};
  }

  // Runs a command as if it had been typed, and shows what was typed ($D is the demo's folder).
  void step(MakeCommand make, const std::string& name, std::vector<std::string> arguments) const {
    std::string line = "\n$ cnnviz " + name;
    for (const std::string& argument : arguments) {
      const bool inside = argument.rfind(data_, 0) == 0;
      line += " " + (inside ? "$D" + argument.substr(data_.size()) : argument);
    }
    std::cout << line << '\n' << std::flush;
    if (quiet_) arguments.emplace_back("--quiet");
    CLI::App app;
    const auto command = make();
    command->declare(app);
    std::reverse(arguments.begin(), arguments.end());  // as CLI11 wants a vector
    app.parse(arguments);
    command->run();
    std::cout << std::flush;
  }

  void print_energies(const Json& samples) const {
    std::cout << "\nShare of each map inside the object's box, in percent, and the box's share of "
                 "the picture:\n";
    std::printf("%-28s %-14s", "PICTURE", "OBJECT");
    for (const Method& method : kMethods) std::printf(" %9s", method.name);
    std::printf(" %9s\n", "area");
    const auto model =
        made<Model>(cnnviz_model_open, model_.c_str(), static_cast<const char*>(nullptr),
                    static_cast<const cnnviz_model_options*>(nullptr));
    std::vector<double> sums(std::size(kMethods) + 1, 0);
    int64_t objects = 0;
    for (const Json& sample : samples) {
      const std::string name = sample.at("file").get<std::string>();
      const auto photo = made<Picture>(cnnviz_image_read, picture(name).c_str());
      const auto input = made<Tensor>(cnnviz_model_preprocess, model.get(), photo.get());
      for (const Json& object : sample.at("objects")) {
        const std::string selector = "class:" + object.at("class").dump();
        const auto target = made<Targets>(cnnviz_targets_parse, model.get(), selector.c_str());
        const std::vector<double> shares = shares_of(model, input, target, photo, object.at("box"));
        std::printf("%-28s %-14s", name.c_str(), object.at("label").get<std::string>().c_str());
        for (size_t i = 0; i < shares.size(); ++i) {
          std::printf(" %9.1f", 100 * shares[i]);
          sums[i] += shares[i];
        }
        std::printf("\n");
        ++objects;
      }
    }
    std::printf("%-28s %-14s", "mean", "");
    for (const double sum : sums) std::printf(" %9.1f", 100 * sum / static_cast<double>(objects));
    std::printf("\n");
    std::fflush(stdout);
  }

  // Of every method's map, then of the area.
  static std::vector<double> shares_of(const Model& model, const Tensor& input,
                                       const Targets& target, const Picture& photo,
                                       const Json& box) {
    std::vector<double> shares;
    for (const Method& method : kMethods)
      shares.push_back(energy_inside(explain(model, input, target, method), box));
    const auto edge = [&](size_t i) { return box.at(i).get<double>(); };
    const double pixels = static_cast<double>(cnnviz_image_width(photo.get())) *
                          static_cast<double>(cnnviz_image_height(photo.get()));
    shares.push_back((edge(2) - edge(0)) * (edge(3) - edge(1)) / pixels);
    return shares;
  }

  std::string output_ = "cnnviz-demo", data_, model_;
  fs::path samples_folder_;
  bool quiet_ = false;
};

}  // namespace

std::unique_ptr<Command> make_demo() {
  return std::make_unique<Demo>();
}

}  // namespace cli
