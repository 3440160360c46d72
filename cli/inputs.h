// What a command is given to look at, batch by batch: pictures by name, or one tensor
// (--input-raw).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "handles.h"
#include "options.h"

namespace cli {

// Names of files' stems, equal ones numbered: cat, cat-2, cat-3.
std::vector<std::string> distinct_stems(const std::vector<std::string>& paths);

struct Item {
  std::string name;  // as given: "photos/cat.jpg", "x.npy[3]"
  std::string stem;  // of the files written for it, different for every item
  Picture photo;     // null where a tensor is fed
};

struct Batch {
  std::vector<Item> items;
  Tensor input;  // [items, ...]

  // A tensor whose first axis is no batch is one item, whatever its extent: the results tell.
  void keep(size_t images) {
    if (images < items.size()) items.resize(images);
  }
};

class Inputs {
 public:
  // Refuses neither and both kinds. The model must outlive this.
  Inputs(const Model& model, const InputOptions& options);

  int64_t count() const { return static_cast<int64_t>(stems_.size()); }
  const std::vector<std::string>& stems() const { return stems_; }
  // The files that are read: never to be overwritten.
  std::vector<std::string> files() const;

  // The next pictures that can be read, none at the end. One that cannot is reported and counted
  // where there are others, else it is the command's failure.
  std::optional<Batch> next();

  // kOk, or what inputs that failed make of it.
  int exit_code() const;

 private:
  std::optional<Item> read(size_t index);

  const Model& model_;
  const InputOptions& options_;
  std::vector<std::string> stems_;
  Tensor raw_;
  size_t position_ = 0;
  int64_t failed_ = 0;
  int first_failure_ = kOk;
};

}  // namespace cli
