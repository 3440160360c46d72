// A command of the tool.
//
// To add one:
//   1. cli/<name>.cpp: a class derived from Command with its own flags, and make_<name>().
//   2. main.cpp: a row in the table.
//   3. tests/cli/<name>.sh: what it prints, what it writes, every mistake it answers to.
//
// Streams: what was asked for goes to stdout or into files; everything said to a person goes to
// stderr, through session.h. Flags that several commands have are declared in options.h, once.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>

#include "failure.h"

namespace cli {

class Command {
 public:
  virtual ~Command() = default;
  virtual void declare(CLI::App& app) = 0;
  // Returns the exit code; failures are thrown.
  virtual int run() = 0;
};

using MakeCommand = std::unique_ptr<Command> (*)();

std::unique_ptr<Command> make_layers();
std::unique_ptr<Command> make_classify();
std::unique_ptr<Command> make_filters();
std::unique_ptr<Command> make_activations();
std::unique_ptr<Command> make_saliency();
std::unique_ptr<Command> make_gradcam();
std::unique_ptr<Command> make_occlusion();
std::unique_ptr<Command> make_synthesize();
std::unique_ptr<Command> make_dream();
std::unique_ptr<Command> make_index();
std::unique_ptr<Command> make_merge();
std::unique_ptr<Command> make_patches();
std::unique_ptr<Command> make_neighbors();
std::unique_ptr<Command> make_tsne();
std::unique_ptr<Command> make_bench();
std::unique_ptr<Command> make_demo();

}  // namespace cli
