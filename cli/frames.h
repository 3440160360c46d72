// Numbered pictures in a folder: what an occluder covers, the steps of a run, a film.
#pragma once

#include <string>

#include "handles.h"

namespace cli {

class Frames {
 public:
  // Makes the folder where there is none. One that holds files is a usage error unless `force`.
  Frames(std::string folder, bool force);

  // Writes picture `number` (from 1) of `total` as FOLDER/STEM.0001.png; its file name.
  std::string add(const std::string& stem, int64_t number, int64_t total, const Picture& picture,
                  const Json& document) const;
  // FOLDER/STEM.json: what is said of all of them.
  void write_list(const std::string& stem, const Json& list) const;

 private:
  std::string folder_;
};

}  // namespace cli
