// The options of a synthesis: by preset, recipe file and flags, the later going before.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "handles.h"

namespace cli {

class SynthesisFlags {
 public:
  SynthesisFlags();
  void declare(CLI::App& app);

  // Reads --recipe; then options() and what a recipe says besides can be asked for.
  void read();
  cnnviz_synthesize_options options() const;
  // Of a recipe; empty where there is none.
  const Json& recipe() const { return recipe_; }
  std::string preset_name() const;

 private:
  void apply_recipe(cnnviz_synthesize_options& options) const;

  std::string preset_, recipe_file_, size_;
  std::vector<std::optional<int32_t>> counts_;
  std::vector<std::optional<double>> numbers_;
  std::vector<std::string> names_;
  Json recipe_;
};

}  // namespace cli
