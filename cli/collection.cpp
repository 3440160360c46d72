#include "collection.h"

#include <algorithm>

#include "options.h"

namespace cli {

namespace {

constexpr int64_t kBlock = 4096;  // images whose documents are read at once

}  // namespace

void CollectionOptions::declare(CLI::App& app, const char* collection_meaning) {
  app.add_option("COLLECTION", collection, collection_meaning)->required()->type_name("FILE");
  app.add_option("--model", model, "where the network's file is now (the same file)")
      ->type_name("FILE")
      ->group("Collection");
  declare_root(app, root);
  app.add_option("--threads", threads, "0: the processors this process may use")
      ->type_name("N")
      ->group("Running");
  app.add_option("--progress", progress, "auto (a bar on a terminal), plain (lines) or none")
      ->type_name("HOW")
      ->group("Running");
  app.add_flag("--json", json, "one JSON document on stdout")->group("Running");
  app.add_flag("-f,--force", force, "overwrite files that no flag names")->group("Running");
  app.add_flag("-q,--quiet", quiet, "no messages but errors; results are printed all the same")
      ->group("Running");
}

ProgressMode CollectionOptions::progress_mode() const {
  return progress_mode_of(progress);
}

Corpus CollectionOptions::open() const {
  session().set_quiet(quiet);
  progress_mode();
  return made<Corpus>(cnnviz_corpus_open, collection.c_str());
}

Model CollectionOptions::open_model(const Corpus& corpus) const {
  const Json document = about(corpus);
  const std::string path =
      model.empty() ? document.at("model").at("path").get<std::string>() : model;
  auto options = defaults(cnnviz_model_options_init);
  options.threads = threads;
  return made<Model>(cnnviz_model_open, path.c_str(), document.at("preprocessing").dump().c_str(),
                     &options);
}

void declare_root(CLI::App& app, std::string& root) {
  app.add_option("--root", root, "the folder that relative names of pictures are seen from now")
      ->type_name("FOLDER")
      ->group("Collection");
}

void for_each_image(const Corpus& corpus, const std::function<void(const Json& image)>& visit) {
  const int64_t count = cnnviz_corpus_image_count(corpus.get());
  for (int64_t first = 0; first < count; first += kBlock) {
    session().job();  // interrupted?
    const auto block =
        made<Result>(cnnviz_corpus_images, corpus.get(), first, std::min(kBlock, count - first));
    const Json document = document_of(block);
    for (const Json& image : document.at("images")) visit(image);
  }
}

std::string class_name(const Json& described) {
  const Json& label = described.at("label");
  return label.is_string() ? label.get<std::string>() : described.at("class").dump();
}

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char letter : text) quoted += letter == '"' ? "\"\"" : std::string(1, letter);
  return quoted + "\"";
}

Json about(const Corpus& corpus) {
  return Json::parse(cnnviz_corpus_json(corpus.get()));
}

}  // namespace cli
