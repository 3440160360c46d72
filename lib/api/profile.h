// Timed operators in a result's document, for models opened with `profile`.
#pragma once

#include <nlohmann/json.hpp>

#include "api/handles.h"

namespace cnnviz::api {

// Switches timing on for the executor that the next call of this thread takes; add_to() writes what
// it measured. Nothing where the model was opened without `profile`.
class ProfileScope {
 public:
  explicit ProfileScope(const cnnviz_model& model);
  void add_to(core::Json& json) const;

 private:
  const cnnviz_model& model_;
};

}  // namespace cnnviz::api
