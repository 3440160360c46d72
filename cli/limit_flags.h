// The flags of cnnviz/limits.h, which every command has: --max-side, --max-pixels, ...
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace cli {

class LimitFlags {
 public:
  void declare(CLI::App& app);
  // Sets the limits of the process; a value that is none is a usage error.
  void apply() const;

 private:
  std::vector<std::string> values_;
};

}  // namespace cli
