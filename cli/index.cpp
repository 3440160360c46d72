// cnnviz index: many pictures looked at once, into one file.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <sstream>

#include "collection.h"
#include "command.h"
#include "json_text.h"
#include "options.h"
#include "outputs.h"
#include "panels.h"
#include "session.h"

namespace cli {
namespace {

constexpr size_t kNamed = 10;  // pictures that a message names

// "3/7"
void read_shard(const std::string& text, cnnviz_index_options& options) {
  int shard = 0, shards = 0, end = 0;
  if (std::sscanf(text.c_str(), "%9d/%9d%n", &shard, &shards, &end) != 2 ||
      static_cast<size_t>(end) != text.size() || shard < 1 || shard > shards)
    throw usage_error("--shard " + text + ": must be I/N with I from 1 to N, as in 1/4");
  options.shard = shard;
  options.shards = shards;
}

class Index : public Command {
 public:
  void declare(CLI::App& app) override {
    model_options_.declare(app);
    app.add_option("IMAGE", images_,
                   "pictures, and folders that are searched with all below them; none: goes on "
                   "with what an interrupted run has left")
        ->type_name("FILE|FOLDER");
    const char* group = "Input and output";
    app.add_option("--list", lists_, "a file with a picture or folder a line (- is standard input)")
        ->allow_extra_args(false)
        ->type_name("FILE")
        ->group(group);
    app.add_option("-o,--output", output_,
                   "the collection: made where it does not exist, else continued")
        ->required()
        ->type_name("FILE")
        ->group(group);
    app.add_option("--raw", raw_, "write the features: [images, numbers], in the order of names")
        ->type_name("FILE.npy")
        ->group(group);
    app.add_option("--csv", csv_,
                   "write the pictures in the same order: name, best class, label, probability")
        ->type_name("FILE.csv")
        ->group(group);
    app.add_option("--layer", layers_,
                   "a tensor or node whose strongest responses are kept; again for more (default: "
                   "the last maps before the classes)")
        ->allow_extra_args(false)
        ->type_name("LAYER");
    app.add_option("--features", features_,
                   "a tensor or node whose values are kept for each picture, of maps the mean; "
                   "again for more (default: what the last dense layer reads)")
        ->allow_extra_args(false)
        ->type_name("LAYER");
    app.add_option("--strongest", strongest_, "responses kept of each channel (default 25)")
        ->type_name("N");
    app.add_option("--shard", shard_, "index this share of the pictures alone, for cnnviz merge")
        ->type_name("I/N");
    app.add_flag("--refresh", refresh_,
                 "index pictures again whose files have changed, take out those that are gone");
  }

  int run() override {
    auto options = defaults(cnnviz_index_options_init);
    options.strongest = strongest_;
    options.refresh = refresh_ ? 1 : 0;
    if (!shard_.empty()) read_shard(shard_, options);
    if (strongest_ < 0)
      throw usage_error("--strongest " + std::to_string(strongest_) + ": must be at least 1");
    const Model model = model_options_.open();
    std::vector<std::string> inputs = images_;
    inputs.insert(inputs.end(), {model_options_.model, output_});
    for (const std::string& path : {raw_, csv_})
      if (!path.empty()) check_output(path, inputs);
    std::vector<std::string> sources;
    // What begins with @ is a list to the library, but a picture's name here.
    for (const std::string& image : images_)
      sources.push_back(image.starts_with('@') ? "./" + image : image);
    for (const std::string& list : lists_) sources.push_back("@" + list);

    const auto began = std::chrono::steady_clock::now();
    cnnviz_result* handle = nullptr;
    {
      const CallProgress progress("index", "images", model_options_.progress_mode());
      check_writing(cnnviz_corpus_index(&handle, model.get(), output_.c_str(),
                                        list_or_null(sources), list_or_null(layers_),
                                        list_or_null(features_), &options, session().job()));
    }
    const Result result(handle);
    const Json document = document_of(result);
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    tell(document, seconds);
    if (!raw_.empty() || !csv_.empty()) write_tables();
    if (model_options_.json) std::cout << json_text(document, 1) << '\n';
    return exit_code(document);
  }

 private:
  // NULL for an empty list; the text lives as long as this.
  const char* list_or_null(const std::vector<std::string>& names) {
    if (names.empty()) return nullptr;
    texts_.push_back(std::make_unique<std::string>(quoted_list(names)));
    return texts_.back()->c_str();
  }

  void tell(const Json& document, double seconds) const {
    const auto indexed = document.at("indexed").get<int64_t>();
    const Json& failures = document.at("failures");
    for (size_t i = 0; i < std::min(failures.size(), kNamed); ++i)
      session().error(failures[i].at("error").get<std::string>());
    list_names(document.at("changed"), "files have changed since they were indexed");
    list_names(document.at("vanished"), "files are not there any more");
    const Json& images = document.at("images");
    std::string text = "indexed " + std::to_string(indexed) + " images";
    if (indexed > 0)
      text += " in " + duration_text(seconds) + " (" +
              number_text(static_cast<double>(indexed) / seconds) + " images/s)";
    text += "; " + output_ + " has " + images.at("indexed").dump();
    const auto unreadable = images.at("unreadable").get<int64_t>();
    if (unreadable > 0) text += ", " + std::to_string(unreadable) + " could not be read";
    session().note(text);
  }

  static void list_names(const Json& names, const std::string& what) {
    if (names.empty()) return;
    std::string text = std::to_string(names.size()) + " " + what + ":";
    for (size_t i = 0; i < std::min(names.size(), kNamed); ++i)
      text += " " + names[i].get<std::string>();
    if (names.size() > kNamed) text += " ...";
    session().warning(text + " (--refresh brings the collection up to date)");
  }

  // Of everything that the collection has.
  void write_tables() const {
    const auto corpus = made<Corpus>(cnnviz_corpus_open, output_.c_str());
    if (!raw_.empty()) {
      const std::string first = about(corpus).at("features").at(0).at("tensor").get<std::string>();
      const auto features = made<Result>(cnnviz_corpus_features, corpus.get(), first.c_str(),
                                         int64_t{0}, int64_t{-1});
      const Tensor tensor = tensor_of(features, "features");
      check_writing(cnnviz_tensor_write(tensor.get(), raw_.c_str()));
      session().note("wrote " + raw_ + " (" + shape_text(shape_of(tensor)) + " of " + first + ")");
    }
    if (!csv_.empty()) write_csv(corpus);
  }

  void write_csv(const Corpus& corpus) const {
    std::ostringstream file;
    file << "number,image,class,label,probability\n";
    for_each_image(corpus, [&](const Json& image) {
      file << image.at("number") << ',' << csv_field(image.at("image").get<std::string>());
      const Json& classes = image.at("classes");
      if (classes.empty()) {
        file << ",,,\n";
        return;
      }
      const Json& label = classes[0].at("label");
      file << ',' << classes[0].at("class") << ','
           << (label.is_string() ? csv_field(label.get<std::string>()) : "") << ','
           << number_text(classes[0].at("probability").get<double>()) << '\n';
    });
    write_text(csv_, file.str());
    session().note("wrote " + csv_);
  }

  static int exit_code(const Json& document) {
    const auto count = [&](const char* key) {
      return document.at("images").at(key).get<int64_t>();
    };
    const bool all_there = document.at("changed").empty() && document.at("vanished").empty();
    if (count("unreadable") == 0 && all_there) return kOk;
    return count("indexed") == 0 ? kUnreadable : kSomeFailed;
  }

  ModelOptions model_options_;
  std::vector<std::string> images_, lists_, layers_, features_;
  std::vector<std::unique_ptr<std::string>> texts_;
  std::string output_, raw_, csv_, shard_;
  int32_t strongest_ = 0;
  bool refresh_ = false;
};

}  // namespace

std::unique_ptr<Command> make_index() {
  return std::make_unique<Index>();
}

}  // namespace cli
