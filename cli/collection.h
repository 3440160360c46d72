// Flags and steps that the commands on collections share.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
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

// The document of an opened collection.
Json about(const Corpus& corpus);

// Every image's document in the order of their numbers, read in blocks; Ctrl-C ends it.
void for_each_image(const Corpus& corpus, const std::function<void(const Json& image)>& visit);

// The name of a class, {"class", "label", ...}: its label, or its number.
std::string class_name(const Json& described);

// A field of a table with commas between.
std::string csv_field(const std::string& text);

}  // namespace cli
