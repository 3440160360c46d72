// cnnviz merge: shards of an index made one collection.
#include <iostream>

#include "collection.h"
#include "command.h"
#include "json_text.h"
#include "options.h"
#include "session.h"

namespace cli {
namespace {

class Merge : public Command {
 public:
  void declare(CLI::App& app) override {
    app.add_option("COLLECTION", sources_, "made by cnnviz index with the same model and settings")
        ->required()
        ->type_name("FILE");
    app.add_option("-o,--output", output_, "the collection of all their images")
        ->required()
        ->type_name("FILE");
    app.add_option("--progress", progress_, "auto (a bar on a terminal), plain (lines) or none")
        ->type_name("HOW");
    app.add_flag("--json", json_, "one JSON document on stdout");
    app.add_flag("-q,--quiet", quiet_, "no messages but errors; results are printed all the same");
  }

  int run() override {
    session().set_quiet(quiet_);
    const ProgressMode mode = progress_mode_of(progress_);
    cnnviz_result* handle = nullptr;
    {
      const CallProgress progress("merge", "collections", mode);
      check(cnnviz_corpus_merge(&handle, output_.c_str(), quoted_list(sources_).c_str(),
                                session().job()));
    }
    const Result result(handle);
    const Json document = document_of(result);
    const Json& images = document.at("images");
    std::string text = "merged " + std::to_string(sources_.size()) + " collections: " + output_ +
                       " has " + images.at("indexed").dump() + " images";
    for (const char* state : {"pending", "unreadable"})
      if (images.at(state) != 0) text += ", " + images.at(state).dump() + " " + state;
    session().note(text);
    if (json_) std::cout << json_text(document, 1) << '\n';
    return kOk;
  }

 private:
  std::vector<std::string> sources_;
  std::string output_, progress_ = "auto";
  bool quiet_ = false, json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_merge() {
  return std::make_unique<Merge>();
}

}  // namespace cli
