// Flags that several commands have: their names, meaning and checks, once for all.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "handles.h"
#include "session.h"

namespace cli {

// How a model is opened and talked about: every command has these.
struct ModelOptions {
  std::string model;
  std::string preprocess, mean, std, range, color_order, resize, input_size, labels;
  int64_t resize_to = 0;
  int32_t threads = 0;
  std::string max_memory;
  uint64_t seed = 0;
  bool tune = false, quiet = false, json = false, force = false;
  std::string progress = "auto";

  void declare(CLI::App& app);
  // Of these what a command without a model has: threads, seed, progress, JSON, force, quiet.
  void declare_running(CLI::App& app);
  ProgressMode progress_mode() const;
  // Applies --quiet, opens the model, passes its warnings on.
  Model open(bool profile = false) const;
};

// --progress
ProgressMode progress_mode_of(const std::string& name);

// What is fed: pictures, or one tensor.
struct InputOptions {
  std::vector<std::string> images;
  std::string input_raw;
  int32_t batch = 1;

  void declare(CLI::App& app);
};

// Where results go.
struct OutputOptions {
  std::string output, raw;
  std::vector<std::string> further;  // files of a command's own, for other numbers
  bool pages = false;                // a picture may be an HTML page instead
  bool pictures = true;              // without -o one is drawn, where nothing else is asked for

  void declare(CLI::App& app, const char* raw_meaning);
};

// How maps are drawn.
struct DrawingOptions {
  std::string color_map;
  double percentile = 0;  // 0: the command's own
  double alpha = -1;      // below 0: the command's own
  // A scale that several pictures share; low = high: each has its own.
  double low = 0, high = 0;

  void declare(CLI::App& app);
};

// Refuses the name of a color map that is none, before anything is computed; empty is the default.
void check_color_map(const std::string& name);

// `otherwise`: what is explained where none is given.
void declare_targets(CLI::App& app, std::vector<std::string>& targets, const char* otherwise);
// How a layer's axes are read: its text, and what that sets in the options of a method.
void declare_layout(CLI::App& app, std::string& layout);
struct Layout {
  cnnviz_layout layout = CNNVIZ_LAYOUT_AUTO;
  int32_t rows = 0, columns = 0, leading = 0;

  template <typename Options>
  void set(Options& options) const {
    options.layout = layout;
    options.token_rows = rows;
    options.token_columns = columns;
    options.leading_tokens = leading;
  }
};
Layout layout_of(const std::string& text);
// What a document says of a layer: "relu5 (the default)", ", 14x14 tokens behind 1".
std::string layer_text(const Json& document);

void declare_rectifiers(CLI::App& app, std::string& rectifiers);

// The value of a named choice; an unknown name is a usage error with the nearest ones.
struct Choice {
  const char* name;
  int32_t number;
};
int32_t chosen(const std::string& flag, const std::string& name,
               const std::vector<Choice>& choices);
cnnviz_rectifiers rectifiers_of(const std::string& name);
cnnviz_metric metric_of(const std::string& name);

}  // namespace cli
