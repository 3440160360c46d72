// Flags and steps that the commands on collections share.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "handles.h"
#include "session.h"

namespace cli {

// A collection that is asked, and the network that it was indexed with.
struct CollectionOptions {
  std::string collection, model, root, progress = "auto";
  int32_t threads = 0;
  bool quiet = false, json = false, force = false;

  // `collection_meaning`: of the first argument.
  void declare(CLI::App& app, const char* collection_meaning = "made by cnnviz index");
  ProgressMode progress_mode() const;
  // Applies --quiet.
  Corpus open() const;
  // Opened with the settings of the collection.
  Model open_model(const Corpus& corpus) const;
};

// The folder that relative names of pictures are seen from now.
void declare_root(CLI::App& app, std::string& root);

// Names as the one text that the library takes: "a","b".
std::string name_list(const std::vector<std::string>& names);

// The document of an opened collection.
Json about(const Corpus& corpus);

// A field of a table with commas between.
std::string csv_field(const std::string& text);

}  // namespace cli
