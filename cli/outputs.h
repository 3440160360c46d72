// Where a command's pictures and numbers go: names, what may be overwritten, what is printed.
//
// With -o FILE.png there is one picture of all inputs, with -o FOLDER one for each,
// FOLDER/STEM.COMMAND.png. Without -o a picture goes to the current folder, unless numbers (--raw)
// or a document (--json) are all that is asked for.
#pragma once

#include <string>
#include <vector>

#include "handles.h"
#include "options.h"

namespace cli {

bool is_page_name(const std::string& path);

class Outputs {
 public:
  // `stems` name the inputs, `files` what is read; neither may be a file that is written.
  // Everything that can be refused is refused here, before anything is computed.
  Outputs(const std::string& command, const ModelOptions& model, const OutputOptions& output,
          const std::vector<std::string>& stems, std::vector<std::string> files);

  bool draws() const { return draws_; }
  // Whether every input gets a picture of its own.
  bool separate() const { return separate_; }
  // The file of the picture for an input (or for all).
  std::string picture_path(const std::string& stem) const;

  // Writes a picture with the document that tells how it was made, and says where it is.
  void write(const Picture& picture, const std::string& path, const Json& document) const;
  void write_page(const Bytes& page, const std::string& path) const;
  void write_raw(const Tensor& tensor) const { write_numbers(tensor, output_.raw); }
  // Into one of OutputOptions::further.
  void write_numbers(const Tensor& tensor, const std::string& path) const;
  // The document of --json.
  void print(const Json& document) const;

  bool wants_raw() const { return !output_.raw.empty(); }
  bool wants_json() const { return model_.json; }

 private:
  void announce(const std::string& path) const;
  void refuse(const std::string& path, bool named) const;

  std::string command_;
  const ModelOptions& model_;
  const OutputOptions& output_;
  std::vector<std::string> files_;
  bool draws_ = false, separate_ = false, folder_ = false;
};

// A text file, a table or a document; it appears only when it is complete.
void write_text(const std::string& path, const std::string& text);

// Numbers of several calls as one tensor: [items, ...], or [targets, items, ...] where there are
// several targets.
class RawCollector {
 public:
  // `series`: which target the numbers belong to.
  void add(size_t series, const Tensor& tensor);
  // `drop_single`: leaves the items' axis out where there is one item.
  Tensor joined(bool drop_single) const;

 private:
  struct Series {
    std::vector<float> floats;
    std::vector<int64_t> ints, shape;
  };
  std::vector<Series> series_;
};

}  // namespace cli
