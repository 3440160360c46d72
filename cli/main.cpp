// The commands of the tool and what they have in common: help, mistyped names, exit codes.
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <vector>

#include "command.h"
#include "limit_flags.h"
#include "nearest.h"
#include "session.h"

namespace cli {
namespace {

struct Row {
  const char* name;
  const char* summary;
  const char* example;
  MakeCommand make;
};

// The order of --help.
const Row kCommands[] = {
    {"saliency", "which pixels a decision depends on: gradient, deconvnet, guided backpropagation",
     "cnnviz saliency squeezenet.onnx cat.jpg --target class:tabby -o out.png", make_saliency},
    {"gradcam", "which regions speak for a class: Grad-CAM, Guided Grad-CAM",
     "cnnviz gradcam squeezenet.onnx pets.jpg --target class:boxer --target class:tabby -o out.png",
     make_gradcam},
    {"occlusion", "what a class loses where a patch covers the picture, or without a channel; RISE",
     "cnnviz occlusion squeezenet.onnx cat.jpg --window 32 --stride 16 -o out.png", make_occlusion},
    {"classify", "the best classes of pictures",
     "cnnviz classify squeezenet.onnx photos/*.jpg --top 3 --json", make_classify},
    {"activations", "what a layer answers to a picture: all its maps, or some",
     "cnnviz activations squeezenet.onnx cat.jpg --layer conv1 --channel 12 -o map.png",
     make_activations},
    {"filters", "the weights of a convolution",
     "cnnviz filters squeezenet.onnx --layer conv1 -o filters.png", make_filters},
    {"layers", "the tensors of a model: operator, shape, receptive field, parameters",
     "cnnviz layers squeezenet.onnx", make_layers},
    {"synthesize", "pictures that a class, a channel, a unit grows on: activation maximization",
     "cnnviz synthesize squeezenet.onnx --target class:tabby -o tabby.png", make_synthesize},
    {"dream", "what layers see in a picture, drawn into it: deep dream; films that zoom into it",
     "cnnviz dream squeezenet.onnx sky.jpg --octaves 5 -o dream.jpg", make_dream},
    {"index", "look at many pictures once: features, classes, strongest responses, in one file",
     "cnnviz index squeezenet.onnx photos -o photos.db --layer fire9/concat", make_index},
    {"merge", "make shards of an index one collection", "cnnviz merge 1.db 2.db -o all.db",
     make_merge},
    {"patches", "what a channel answers to most in a collection, cut out of the pictures",
     "cnnviz patches photos.db --channel 12 -o patches.png", make_patches},
    {"neighbors", "the nearest images of a collection by what a layer makes of them",
     "cnnviz neighbors photos.db cat.jpg dog.jpg -o neighbors.png", make_neighbors},
    {"tsne", "a map of a collection's images, or of any points: like lies beside like",
     "cnnviz tsne photos.db -o map.html", make_tsne},
    {"bench", "how long a run takes, and where the time goes",
     "cnnviz bench squeezenet.onnx --job saliency --batch 8 --json", make_bench},
    {"demo", "all of it on the built-in model and pictures", "cnnviz demo", make_demo},
};

constexpr char kExitCodes[] =
    "Exit codes: 0 done; 1 failed; 2 wrong usage, unknown name; 3 unreadable or broken input;\n"
    "4 unsupported model or file; 5 over a limit or out of memory; 6 some inputs of many failed;\n"
    "130 interrupted.";

void print_help(std::ostream& stream) {
  stream << "cnnviz: see what a convolutional network has learnt\n\n"
         << "Usage: cnnviz COMMAND MODEL [IMAGE...] [options]\n\nCommands:\n";
  for (const Row& row : kCommands) {
    std::string name = row.name;
    name.resize(12, ' ');
    stream << "  " << name << ' ' << row.summary << '\n';
  }
  stream << "\n`cnnviz COMMAND --help` has the details and an example. Start with: cnnviz demo\n\n"
         << kExitCodes << '\n';
}

int unknown_command(const std::string& name) {
  std::string all;
  std::vector<std::string> names;
  for (const Row& row : kCommands) {
    all += (all.empty() ? "" : ", ") + std::string(row.name);
    names.emplace_back(row.name);
  }
  session().error("there is no command \"" + name + "\"" + nearest_hint(name, names) +
                  "; commands are " + all + " (see cnnviz --help)");
  return kUsage;
}

// The parser's complaint about a value, "Could not convert: --FLAG = VALUE": what is allowed
// instead.
std::string wrong_value(const std::string& complaint) {
  const size_t flag = complaint.find("--"), equals = complaint.find(" = ");
  if (flag == std::string::npos || equals == std::string::npos || equals < flag) return complaint;
  const std::string value = complaint.substr(equals + 3);
  char* end = nullptr;
  std::strtod(value.c_str(), &end);
  const bool number = end != value.c_str() && *end == '\0';  // then not whole, or too large
  return complaint.substr(flag, equals - flag) + " " + value + ": must be a " +
         (number ? "whole number of moderate size" : "number");
}

// The parser's complaint, with the flags nearest to an unknown one.
int wrong_usage(const CLI::App& app, const CLI::ParseError& error, const Row& row) {
  std::string message = error.what();
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) {
    std::vector<std::string> flags;
    for (const CLI::Option* option : app.get_options())
      for (const std::string& name : option->get_lnames()) flags.push_back("--" + name);
    message.clear();
    for (const std::string& extra : app.remaining(true)) {
      const std::string flag = extra.substr(0, extra.find('='));
      message += (message.empty() ? "" : "; ") + std::string("unknown argument ") + flag +
                 nearest_hint(flag, flags);
    }
  }
  if (dynamic_cast<const CLI::ConversionError*>(&error) != nullptr) message = wrong_value(message);
  session().error(message + " (see cnnviz " + row.name + " --help)");
  return kUsage;
}

int run_command(const Row& row, int count, char** arguments) {
  CLI::App app(row.summary, std::string("cnnviz ") + row.name);
  app.footer(std::string("Example:\n  ") + row.example + "\n\n" + kExitCodes);
  app.get_formatter()->column_width(28);
  const auto command = row.make();
  command->declare(app);
  LimitFlags limits;
  limits.declare(app);
  try {
    app.parse(count, arguments);
  } catch (const CLI::CallForHelp&) {
    std::cout << app.help();
    return kOk;
  } catch (const CLI::ParseError& error) {
    return wrong_usage(app, error, row);
  }
  limits.apply();
  const int code = command->run();
  session().end_progress();
  return code;
}

int print_command_help(const Row& row) {
  char help[] = "--help";
  char* arguments[] = {help, help};
  return run_command(row, 2, arguments);
}

// Output that could not be written must not look like success.
int flushed(int code) {
  std::cout.flush();
  if (code == kOk && (!std::cout || std::fflush(stdout) != 0)) {
    session().error("cannot write to standard output");
    return kFailed;
  }
  return code;
}

int run(int count, char** arguments) {
  const std::string name = count > 1 ? arguments[1] : "";
  if (name.empty()) {
    print_help(std::cerr);
    return kUsage;
  }
  const bool help = name == "--help" || name == "-h" || name == "help";
  if (help && count == 2) {
    print_help(std::cout);
    return kOk;
  }
  if (help) {
    for (const Row& row : kCommands)
      if (std::string(arguments[2]) == row.name) return print_command_help(row);
    return unknown_command(arguments[2]);
  }
  if (name == "--version") {
    std::cout << "cnnviz " << cnnviz_version() << '\n';
    return kOk;
  }
  for (const Row& row : kCommands)
    if (name == row.name) return run_command(row, count - 1, arguments + 1);
  return unknown_command(name);
}

}  // namespace
}  // namespace cli

int main(int count, char** arguments) {
  using namespace cli;
  try {
    session();
    return flushed(run(count, arguments));
  } catch (const Failure& failure) {
    session().end_progress();
    session().error(failure.what());
    return failure.exit_code();
  } catch (const std::bad_alloc&) {
    session().error("out of memory");
    return kLimit;
  } catch (const std::exception& error) {
    session().error(error.what());
    return kFailed;
  }
}
