// cnnviz tsne: a map of points in the plane, of a matrix or the images of a collection, drawn as
// points, as a mosaic of pictures or as a page.
#include <algorithm>
#include <cinttypes>
#include <cmath>
#include <cstdio>

#include "collection_points.h"
#include "command.h"
#include "options.h"
#include "outputs.h"
#include "panels.h"
#include "session.h"

namespace cli {
namespace {

enum Style { kPoints, kMosaic };
const std::vector<Choice> kStyles = {{"points", kPoints}, {"mosaic", kMosaic}};
const std::vector<Choice> kSearches = {{"auto", CNNVIZ_SEARCH_AUTO},
                                       {"exact", CNNVIZ_SEARCH_EXACT},
                                       {"approximate", CNNVIZ_SEARCH_APPROXIMATE}};
const std::vector<Choice> kForces = {{"auto", CNNVIZ_FORCES_AUTO},
                                     {"exact", CNNVIZ_FORCES_EXACT},
                                     {"barnes-hut", CNNVIZ_FORCES_BARNES_HUT}};
const std::vector<Choice> kStarts = {{"principal", CNNVIZ_START_PRINCIPAL},
                                     {"random", CNNVIZ_START_RANDOM}};
const std::vector<Choice> kRules = {{"nearest", CNNVIZ_GRID_RULE_NEAREST},
                                    {"optimal", CNNVIZ_GRID_RULE_OPTIMAL}};

constexpr int32_t kMostCells = 100;     // along a side of the default grid
constexpr int64_t kMostOptimal = 2500;  // points or cells that the default rule assigns
constexpr const char* kGroup = "Input and output";

class Tsne : public Command {
 public:
  void declare(CLI::App& app) override {
    app.add_option("POINTS", general_.model,
                   "the points: a matrix [n, d] in a .npy file (- is standard input), or a "
                   "collection made by cnnviz index, whose images are the points")
        ->required()
        ->type_name("FILE.npy|COLLECTION");
    app.add_option("--features", features_,
                   "of a collection: the tensor whose features are mapped (default: its only one)")
        ->type_name("LAYER")
        ->group("Collection");
    declare_root(app, root_);
    declare_method(app);
    declare_drawing(app);
    output_options_.declare(app, "the coordinates, [n, 2]");
    general_.declare_running(app);
  }

  int run() override {
    session().set_quiet(general_.quiet);
    general_.progress_mode();
    const bool collection = is_collection(general_.model);
    check_drawing(collection);
    const cnnviz_tsne_options options = method_options();
    Input input = collection ? read_collection() : read_matrix();
    std::vector<std::string> read = input.files;
    for (const std::string& file : {labels_, label_names_, images_})
      if (!file.empty()) read.push_back(file);
    output_options_.pages = true;
    const Outputs outputs("tsne", general_, output_options_, {"map"}, read);
    if (!pictured(outputs)) input.files.clear();
    // Before the map is computed: what cannot be read is told at once.
    Pictures pictures;
    if (!input.files.empty()) {
      ReadPictures found = read_pictures(
          input.files, {plot_.thumbnail, general_.threads, collection, general_.progress_mode()});
      missing_ = found.missing;
      pictures = std::move(found.pictures);
    } else if (pictured(outputs) && !pixels_.empty()) {
      pictures = drawn_points(input.points, pixels_);
    }

    Result result;
    {
      const CallProgress progress("tsne", "", general_.progress_mode());
      result = made<Result>(cnnviz_tsne, input.points.get(), &options, session().job());
    }
    Json document = document_of(result);
    for (const Json& warning : document.at("warnings"))
      session().warning(warning.get<std::string>());
    if (collection) {
      document["collection"] = general_.model;
      document["features"] = input.tensor;
    }
    session().note(summary(document));
    const Tensor map = tensor_of(result, "coordinates");
    if (outputs.wants_raw()) outputs.write_raw(map);
    if (outputs.draws()) draw(outputs, map, input, pictures, document);
    if (outputs.wants_json()) outputs.print(document);
    return missing_ == 0 ? kOk : kSomeFailed;
  }

 private:
  struct Input {
    Tensor points;
    std::string tensor;  // of a collection's features
    PointLabels labels;
    std::vector<std::string> files, captions;  // of pictures; empty where there are none
  };

  Input read_matrix() const {
    Input input;
    input.points = made<Tensor>(cnnviz_tensor_read, general_.model.c_str());
    const std::vector<int64_t> shape = shape_of(input.points);
    const int64_t count = shape.empty() ? 0 : shape[0];
    input.labels = read_labels(labels_, label_names_, count);
    if (images_.empty()) return input;
    input.files = read_picture_list(images_, count);
    for (const std::string& file : input.files) input.captions.push_back(short_name(file));
    return input;
  }

  Input read_collection() const {
    const auto corpus = made<Corpus>(cnnviz_corpus_open, general_.model.c_str());
    CollectionPoints found = read_collection_points(corpus, features_, root_, !labels_.empty());
    const auto count = static_cast<int64_t>(found.files.size());
    PointLabels labels = labels_.empty() && label_names_.empty()
                             ? std::move(found.labels)
                             : read_labels(labels_, label_names_, count);
    return {std::move(found.features), std::move(found.tensor), std::move(labels),
            std::move(found.files), std::move(found.captions)};
  }

  void declare_method(CLI::App& app) {
    app.add_option("--perplexity", perplexity_,
                   "how many neighbors count, about (default 30, or what fewer points allow)")
        ->type_name("P");
    app.add_option("--pca", components_, "keep this many principal components first")
        ->type_name("N");
    app.add_option("--metric", metric_, "euclidean (default) or cosine")->type_name("METRIC");
    app.add_option("--search", search_,
                   "of neighbors: auto (default), exact or approximate (hnswlib)")
        ->type_name("HOW");
    app.add_option("--start", start_, "principal (default): components; random")->type_name("HOW");
    app.add_option("--iterations", iterations_, "in all (default 750)")->type_name("N");
    app.add_option("--exaggeration", exaggeration_, "of attraction at first (default 12)")
        ->type_name("X");
    app.add_option("--exaggeration-iterations", exaggerated_, "so long (default 250)")
        ->type_name("N");
    app.add_option("--learning-rate", learning_rate_,
                   "default: the number of points / exaggeration, then the number of points")
        ->type_name("X");
    app.add_option("--momentum", momentum_, "at first (default 0.5)")->type_name("X");
    app.add_option("--final-momentum", final_momentum_, "then (default 0.8)")->type_name("X");
    app.add_option("--forces", forces_, "auto (default): exact up to 1000 points, then barnes-hut")
        ->type_name("HOW");
    app.add_option("--theta", theta_, "accuracy of barnes-hut, 0 to 1 (default 0.5)")
        ->type_name("X");
    app.add_flag("--no-quality", no_quality_, "do not judge the map");
  }

  void declare_drawing(CLI::App& app) {
    app.add_option("--labels", labels_,
                   "classes of the points: a text file, one a line, or integers [n] (default of a "
                   "collection: what the network sees; the order is that of the images' names)")
        ->type_name("FILE")
        ->group(kGroup);
    app.add_option("--label-names", label_names_, "names of the classes 0, 1, ..., one a line")
        ->type_name("FILE")
        ->group(kGroup);
    app.add_option("--images", images_, "pictures of the points: a text file with a path a line")
        ->type_name("LIST")
        ->group(kGroup);
    app.add_option("--pixels", pixels_, "the points themselves are pictures of this size: 28x28")
        ->type_name("HxW[x3]")
        ->group(kGroup);
    app.add_option("--style", style_,
                   "of a picture: points, or mosaic (default with --images or --pixels); points on "
                   "a page: no pictures")
        ->type_name("STYLE")
        ->group("Drawing");
    app.add_option("--grid", grid_, "rows and columns of a mosaic (default: as many as points)")
        ->type_name("RxC")
        ->group("Drawing");
    app.add_option("--assign", rule_,
                   "points to cells of a mosaic: nearest, or optimal (default for few)")
        ->type_name("RULE")
        ->group("Drawing");
    app.add_option("--side", plot_.side, "of the plot, in pixels (default 1000)")
        ->type_name("PIXELS")
        ->group("Drawing");
    app.add_option("--thumbnail", plot_.thumbnail, "side of a picture, in pixels (default 48)")
        ->type_name("PIXELS")
        ->group("Drawing");
    app.add_option("--radius", plot_.radius, "of a point, in pixels (default: by their number)")
        ->type_name("PIXELS")
        ->group("Drawing");
  }

  cnnviz_tsne_options method_options() const {
    auto options = defaults(cnnviz_tsne_options_init);
    options.metric = metric_of(metric_);
    options.search = static_cast<cnnviz_search>(chosen("--search", search_, kSearches));
    options.forces = static_cast<cnnviz_forces>(chosen("--forces", forces_, kForces));
    options.start = static_cast<cnnviz_start>(chosen("--start", start_, kStarts));
    options.iterations = iterations_;
    options.exaggeration_iterations = exaggerated_;
    options.components = components_;
    options.quality = no_quality_ ? 0 : 1;
    options.threads = general_.threads;
    options.perplexity = perplexity_;
    options.theta = theta_;
    options.exaggeration = exaggeration_;
    options.learning_rate = learning_rate_;
    options.momentum = momentum_;
    options.final_momentum = final_momentum_;
    options.seed = static_cast<int64_t>(general_.seed);
    return options;
  }

  // Everything that needs no points to be refused.
  void check_drawing(bool collection) {
    if (!images_.empty() && !pixels_.empty())
      throw usage_error("--images and --pixels are two sorts of pictures: give one");
    const bool given = !images_.empty() || !pixels_.empty();
    if (collection && given)
      throw usage_error("--images and --pixels are for a .npy file: " + general_.model +
                        " is a collection, whose images are the pictures");
    if (!collection && !(features_.empty() && root_.empty()))
      throw usage_error("--features and --root are for a collection: " + general_.model +
                        " has numbers alone");
    drawn_ = style_.empty() ? (given ? kMosaic : kPoints)
                            : static_cast<Style>(chosen("--style", style_, kStyles));
    if (drawn_ == kMosaic && !given && !collection)
      throw usage_error("--style mosaic needs pictures: give --images or --pixels");
    if (!rule_.empty()) chosen("--assign", rule_, kRules);
    int end = 0;
    if (!grid_.empty() &&
        (std::sscanf(grid_.c_str(), "%5" SCNd32 "x%5" SCNd32 "%n", &rows_, &columns_, &end) != 2 ||
         static_cast<size_t>(end) != grid_.size() || rows_ < 1 || columns_ < 1))
      throw usage_error("--grid " + grid_ + ": must be ROWSxCOLUMNS, as in 40x60");
    // The library's own checks of sizes, before anything is computed.
    const float origin[] = {0, 0};
    const int64_t shape[] = {1, 2};
    const auto point = made<Tensor>(cnnviz_tensor_from_floats, origin, int64_t{2}, shape, 2);
    made<Picture>(cnnviz_embedding_draw, point.get(), static_cast<const cnnviz_tensor*>(nullptr),
                  static_cast<const char*>(nullptr), &plot_);
  }

  static std::string summary(const Json& document) {
    std::string text = "KL divergence " + number_text(document.at("kl_divergence").get<double>());
    for (const char* name : {"trustworthiness", "recall"})
      if (document.contains(name))
        text += std::string(", ") + name + " " +
                number_text(document.at(name).at("value").get<double>()) + " of " +
                document.at(name).at("neighbors").dump() + " neighbors";
    if (!document.at("exact_neighbors").get<bool>())
      text += "; approximate neighbors, recall " +
              number_text(document.at("graph_recall").get<double>());
    return text;
  }

  // Whether pictures are shown: on a page unless points alone are asked for.
  bool pictured(const Outputs& outputs) const {
    return outputs.draws() &&
           (drawn_ == kMosaic || (style_.empty() && is_page_name(outputs.picture_path(""))));
  }

  void draw(const Outputs& outputs, const Tensor& map, const Input& input, const Pictures& pictures,
            const Json& document) const {
    const std::string path = outputs.picture_path("");
    const PointLabels& labels = input.labels;
    if (is_page_name(path)) {
      const std::string captions = quoted_list(input.captions);
      const std::string title = "t-SNE of " + short_name(general_.model), note = summary(document);
      outputs.write_page(made<Bytes>(cnnviz_embedding_page, map.get(), labels.labels.get(),
                                     name_or_null(labels.names), pictures.get(),
                                     name_or_null(captions), title.c_str(), note.c_str(), &plot_),
                         path);
    } else if (drawn_ == kPoints) {
      outputs.write(made<Picture>(cnnviz_embedding_draw, map.get(), labels.labels.get(),
                                  name_or_null(labels.names), &plot_),
                    path, document);
    } else {
      outputs.write(drawn_mosaic(map, pictures), path, document);
    }
  }

  Picture drawn_mosaic(const Tensor& map, const Pictures& pictures) const {
    const int64_t count = shape_of(map)[0];
    int32_t rows = rows_, columns = columns_;
    if (grid_.empty()) {
      const auto side = static_cast<int32_t>(std::ceil(std::sqrt(static_cast<double>(count))));
      columns = std::min(side, kMostCells);
      rows = std::min(static_cast<int32_t>((count + side - 1) / side), kMostCells);
    }
    const bool few = std::min(count, int64_t{rows} * columns) <= kMostOptimal;
    const auto rule = static_cast<cnnviz_grid_rule>(
        chosen("--assign", rule_.empty() ? (few ? "optimal" : "nearest") : rule_, kRules));
    const CallProgress progress("tsne", "", general_.progress_mode());
    const auto cells =
        made<Tensor>(cnnviz_embedding_grid, map.get(), rows, columns, rule, session().job());
    return made<Picture>(cnnviz_embedding_mosaic, cells.get(), pictures.get(), &plot_);
  }

  ModelOptions general_;
  OutputOptions output_options_;
  std::string metric_ = "euclidean", search_ = "auto", forces_ = "auto", start_ = "principal";
  int32_t iterations_ = 750, exaggerated_ = 250, components_ = 0;
  double perplexity_ = 0, theta_ = 0.5, exaggeration_ = 12, learning_rate_ = 0, momentum_ = 0.5,
         final_momentum_ = 0.8;
  bool no_quality_ = false;
  std::string labels_, label_names_, images_, pixels_, style_, grid_, rule_, features_, root_;
  cnnviz_plot_options plot_ = defaults(cnnviz_plot_options_init);
  Style drawn_ = kPoints;
  int32_t rows_ = 0, columns_ = 0;
  int64_t missing_ = 0;  // pictures that cannot be read
};

}  // namespace

std::unique_ptr<Command> make_tsne() {
  return std::make_unique<Tsne>();
}

}  // namespace cli
