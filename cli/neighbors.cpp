// cnnviz neighbors: the nearest images of a collection, or rows of a matrix; and how well they tell
// the class.
#include <algorithm>
#include <iostream>
#include <numeric>

#include "collection_points.h"
#include "command.h"
#include "inputs.h"
#include "neighbor_votes.h"
#include "options.h"
#include "outputs.h"
#include "point_labels.h"
#include "reference_images.h"

namespace cli {

namespace {

constexpr int32_t kSide = 160;         // of a picture in the figure
constexpr int64_t kAskAtOnce = 65536;  // images of a collection
constexpr const char* kGroup = "Input and output";

class NeighborsCommand : public Command {
 public:
  void declare(CLI::App& app) override {
    options_.declare(app, "made by cnnviz index; or points, a matrix [n, d] in a .npy file");
    app.add_option("IMAGE", images_,
                   "reference images, in the collection or not: each gets a row of neighbors")
        ->type_name("FILE");
    app.add_option("--features", features_,
                   "the tensor whose features are compared (default: the collection's only one)")
        ->type_name("LAYER");
    app.add_option("--count", count_, "neighbors of each (default 6)")->type_name("K");
    app.add_option("--metric", metric_, "euclidean (default) or cosine")->type_name("METRIC");
    app.add_flag("--approximate", approximate_,
                 "search by hnswlib, not exactly, and measure the recall: for --all of many");
    app.add_flag("--all", all_,
                 "all images ask, each among the others: how often do they vote for its class?");
    app.add_option("--labels", labels_,
                   "classes of the images, in the order of their names, or of the points: a text "
                   "file, one a line, or integers [n] (default: what the network sees)")
        ->type_name("FILE")
        ->group(kGroup);
    app.add_option("--label-names", label_names_, "names of the classes 0, 1, ..., one a line")
        ->type_name("FILE")
        ->group(kGroup);
    app.add_option("--queries", queries_,
                   "points that ask, [q, d]; default: all, each among the others")
        ->type_name("FILE.npy")
        ->group(kGroup);
    output_options_.declare(app, "numbers of the neighbors, [images, K]");
    app.add_option("--distances", distances_, "write how far they are, [images, K]")
        ->type_name("FILE.npy")
        ->group(kGroup);
    app.add_option("--csv", csv_, "write the neighbors of the reference images, one a line")
        ->type_name("FILE.csv")
        ->group(kGroup);
    app.add_option("--seed", seed_, "of --approximate (default 0)")
        ->type_name("N")
        ->group("Running");
  }

  int run() override {
    session().set_quiet(options_.quiet);
    search_ = defaults(cnnviz_neighbors_options_init);
    search_.metric = metric_of(metric_);
    search_.search = approximate_ ? CNNVIZ_SEARCH_APPROXIMATE : CNNVIZ_SEARCH_EXACT;
    search_.count = count_;
    search_.threads = options_.threads;
    search_.seed = seed_;
    general_.model = options_.collection;
    general_.json = options_.json;
    general_.force = options_.force;
    for (const std::string& path : {distances_, csv_})
      if (!path.empty()) output_options_.further.push_back(path);
    if (!is_collection(options_.collection)) return run_matrix();
    if (!queries_.empty())
      throw usage_error("--queries goes with points in a .npy file: name reference images instead");
    if (all_ == !images_.empty())
      throw usage_error(all_ ? "--all lets every image ask: leave " + images_.front() + " out"
                             : "no image is given: name reference images, or give --all");
    return all_ ? run_all() : run_references();
  }

 private:
  // Of numbers alone there is no picture.
  void refuse_pictures(const std::string& what) const {
    if (!output_options_.output.empty())
      throw usage_error("-o: no picture is drawn " + what +
                        "; --raw and --distances write numbers");
    if (!csv_.empty())
      throw usage_error("--csv lists the neighbors of reference images; --raw and --distances " +
                        std::string("write the numbers of all"));
  }

  // Everything that can be refused before anything is computed.
  Outputs numeric_outputs() {
    output_options_.pictures = false;
    return Outputs("neighbors", general_, output_options_, {"neighbors"}, input_files());
  }

  std::vector<std::string> input_files() const {
    std::vector<std::string> files = images_;
    for (const std::string& file : {labels_, label_names_, queries_})
      if (!file.empty()) files.push_back(file);
    return files;
  }

  int run_references() {
    const Corpus corpus = options_.open();
    const ImageClasses labels = file_labels(cnnviz_corpus_image_count(corpus.get()));
    const std::vector<std::string> stems = distinct_stems(images_);
    const Outputs outputs("neighbors", general_, output_options_, stems, input_files());
    ReferenceImages references(options_, corpus, features_, labels_.empty() ? nullptr : &labels);
    references.add(images_, stems);
    if (references.count() == 0) return references.exit_code();
    references.search(search_);
    const Json& document = references.document();
    tell_recall(document);
    for (const Json& reference : document.at("references")) session().note(remark(reference));
    if (outputs.draws()) draw(outputs, references);
    if (outputs.wants_raw()) outputs.write_raw(references.indices());
    if (!distances_.empty()) outputs.write_numbers(references.distances(), distances_);
    if (!csv_.empty()) references.write_csv(csv_);
    if (outputs.wants_json()) outputs.print(document);
    return references.exit_code();
  }

  void draw(const Outputs& outputs, ReferenceImages& references) const {
    const Json& document = references.document();
    FigureText text;
    text.title = "nearest by " + document.at("tensor").get<std::string>() + ", " + metric_ + ", " +
                 short_name(options_.collection);
    text.columns.emplace_back("reference");
    for (int32_t rank = 1; rank <= count_; ++rank) text.columns.push_back(std::to_string(rank));
    std::vector<PanelRow> rows;
    for (size_t i = 0; i < references.count(); ++i) {
      rows.push_back(references.row(i));
      if (!outputs.separate()) continue;
      outputs.write(draw_figure(rows, text, kSide), outputs.picture_path(references.stem(i)),
                    document);
      rows.clear();
    }
    if (!outputs.separate())
      outputs.write(draw_figure(rows, text, kSide), outputs.picture_path(""), document);
  }

  // "cat.png: cat_07.png 3.2, cat_11.png 3.4; 6 of 6 vote for cat"
  static std::string remark(const Json& reference) {
    std::string text;
    for (const Json& neighbor : reference.at("neighbors"))
      text += (text.empty() ? "" : ", ") + short_name(neighbor.at("image").get<std::string>()) +
              " " + number_text(neighbor.at("distance").get<double>());
    const Json& vote = reference.at("vote");
    if (vote.at("votes") != 0)
      text += "; " + vote.at("votes").dump() + " of " +
              std::to_string(reference.at("neighbors").size()) + " vote for " +
              (vote.at("label").is_string() ? "" : "class ") + class_name(vote);
    return short_name(reference.at("image").get<std::string>()) + ": " + text;
  }

  static void tell_recall(const Json& document) {
    if (!document.at("exact").get<bool>())
      session().note("approximate neighbors: recall " +
                     number_text(document.at("recall").get<double>()) + ", measured on " +
                     document.at("recall_rows").dump());
  }

  // Every image of a collection among the others, block by block where that is exact; the
  // approximate search's graph is built once.
  int run_all() {
    refuse_pictures("of --all");
    const Outputs outputs = numeric_outputs();
    const Corpus corpus = options_.open();
    const int64_t images = cnnviz_corpus_image_count(corpus.get());
    const bool known = !labels_.empty();
    LeaveOneOut classifier(known ? file_labels(images).classes : predictions(corpus));
    const int64_t step = approximate_ ? std::max<int64_t>(images, 1) : kAskAtOnce;
    session().begin_progress("neighbors", (images + step - 1) / step, options_.progress_mode());
    RawCollector indices, distances;
    Json document;
    for (int64_t first = 0; first == 0 || first < images; first += step) {
      std::vector<int64_t> numbers(static_cast<size_t>(std::min(step, images - first)));
      std::iota(numbers.begin(), numbers.end(), first);
      const auto result =
          made<Result>(cnnviz_corpus_neighbors, corpus.get(), name_or_null(features_),
                       int_tensor(numbers).get(), &search_, session().job());
      const Tensor found = tensor_of(result, "indices");
      classifier.add(found, first);
      if (outputs.wants_raw()) indices.add(0, found);
      if (!distances_.empty()) distances.add(0, tensor_of(result, "distances"));
      document = document_of(result);
      session().advance();
    }
    session().end_progress();
    if (outputs.wants_raw()) outputs.write_raw(indices.joined(false));
    if (!distances_.empty()) outputs.write_numbers(distances.joined(false), distances_);
    document["classifier"] = classifier.document(count_, known ? labels_ : "predictions");
    return tell(outputs, document);
  }

  int run_matrix() {
    if (!images_.empty())
      throw usage_error(images_.front() + ": points in a .npy file have no reference images; " +
                        "--queries FILE.npy has points that ask");
    if (!queries_.empty() && (!labels_.empty() || all_))
      throw usage_error(std::string(all_ ? "--all" : "--labels") +
                        " is about points among the others: leave --queries out");
    refuse_pictures("of a matrix");
    const Outputs outputs = numeric_outputs();
    const auto points = made<Tensor>(cnnviz_tensor_read, options_.collection.c_str());
    Tensor queries;
    if (!queries_.empty()) queries = made<Tensor>(cnnviz_tensor_read, queries_.c_str());
    const std::vector<int64_t> shape = shape_of(points);
    const ImageClasses labels = file_labels(shape.empty() ? 0 : shape[0]);
    Result result;
    {
      const CallProgress progress("neighbors", "", options_.progress_mode());
      result =
          made<Result>(cnnviz_neighbors, points.get(), queries.get(), &search_, session().job());
    }
    const Tensor indices = tensor_of(result, "indices");
    if (outputs.wants_raw()) outputs.write_raw(indices);
    if (!distances_.empty()) outputs.write_numbers(tensor_of(result, "distances"), distances_);
    Json document = document_of(result);
    if (!labels_.empty()) {
      LeaveOneOut classifier(labels.classes);
      classifier.add(indices, 0);
      document["classifier"] = classifier.document(count_, labels_);
    }
    return tell(outputs, document);
  }

  int tell(const Outputs& outputs, const Json& document) const {
    tell_recall(document);
    if (outputs.wants_json()) {
      outputs.print(document);
    } else if (document.contains("classifier")) {
      const Json& found = document.at("classifier");
      const Json& share = found.at("accuracy");
      std::cout << "k-NN classifier, " << found.at("neighbors")
                << " neighbors, leave one out: " << found.at("right") << " of " << found.at("of")
                << (share.is_null() ? "" : " (" + number_text(100 * share.get<double>()) + " %)")
                << " as in " << found.at("against").get<std::string>() << '\n';
    }
    return kOk;
  }

  // Empty without --labels.
  ImageClasses file_labels(int64_t count) const {
    PointLabels read = read_labels(labels_, label_names_, count);
    if (read.labels == nullptr) return {};
    const int64_t* values = cnnviz_tensor_ints(read.labels.get());
    return {{values, values + count}, std::move(read.texts)};
  }

  // The best classes of all images.
  static std::vector<int64_t> predictions(const Corpus& corpus) {
    std::vector<int64_t> classes;
    for_each_image(corpus, [&](const Json& image) {
      const Json& best = image.at("classes");
      classes.push_back(best.empty() ? -1 : best[0].at("class").get<int64_t>());
    });
    return classes;
  }

  CollectionOptions options_;
  ModelOptions general_;  // what Outputs asks for
  OutputOptions output_options_;
  cnnviz_neighbors_options search_{};
  std::vector<std::string> images_;
  std::string features_, metric_ = "euclidean", labels_, label_names_, queries_, distances_, csv_;
  int32_t count_ = 6;
  int64_t seed_ = 0;
  bool approximate_ = false, all_ = false;
};

}  // namespace

std::unique_ptr<Command> make_neighbors() {
  return std::make_unique<NeighborsCommand>();
}

}  // namespace cli
