// What the opaque handles hold: shared ownership of immutable objects, so that any handle may be
// freed at any time, on any thread, whatever else still uses the object.
#pragma once

#include <cnnviz/cnnviz.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "api/guard.h"
#include "base/progress.h"
#include "image/image.h"
#include "methods/filters.h"
#include "methods/target.h"
#include "model/model.h"
#include "tensor/tensor.h"

namespace cnnviz::api {

struct Result {
  struct Entry {
    std::string name;
    core::Tensor tensor;                       // or
    std::shared_ptr<const core::Image> image;  // this
  };
  std::vector<Entry> entries;
  std::string json;
  std::shared_ptr<const core::FilterTiles> filters;  // of explain_filters, for drawing
};

struct Layers {
  std::vector<core::TensorInfo> rows;
};

}  // namespace cnnviz::api

struct cnnviz_bytes {
  std::shared_ptr<const std::vector<uint8_t>> bytes;
};
struct cnnviz_tensor {
  cnnviz::core::Tensor tensor;
};
struct cnnviz_tensors {
  std::vector<std::pair<std::string, cnnviz::core::Tensor>> items;
};
struct cnnviz_image {
  std::shared_ptr<const cnnviz::core::Image> image;
};
struct cnnviz_images {
  std::vector<std::shared_ptr<const cnnviz::core::Image>> items;
};
struct cnnviz_job {
  std::shared_ptr<cnnviz::core::Progress> progress;
};
struct cnnviz_result {
  std::shared_ptr<const cnnviz::api::Result> result;
};
struct cnnviz_model {
  std::shared_ptr<const cnnviz::core::Model> model;
  std::shared_ptr<const std::string> json;
  bool profile = false;
};
struct cnnviz_layers {
  std::shared_ptr<const cnnviz::api::Layers> layers;
};
struct cnnviz_target {
  std::shared_ptr<const cnnviz::core::Model> model;
  cnnviz::core::Target target;
};
struct cnnviz_targets {
  std::shared_ptr<const cnnviz::core::Model> model;  // null while the list is empty
  std::vector<cnnviz::core::Target> targets;
};

namespace cnnviz::api {

inline core::Progress* progress_of(const cnnviz_job* job) {
  return job != nullptr ? job->progress.get() : nullptr;
}

// Tensors as the public API knows them: booleans become int64.
core::Tensor public_tensor(core::Tensor tensor);

inline cnnviz_dtype public_dtype(core::DataType type) {
  return type == core::DataType::float32 ? CNNVIZ_DTYPE_FLOAT32 : CNNVIZ_DTYPE_INT64;
}

inline cnnviz_tensor* new_tensor(core::Tensor tensor) {
  return new cnnviz_tensor{std::move(tensor)};
}

inline cnnviz_image* new_image(core::Image image) {
  return new cnnviz_image{std::make_shared<const core::Image>(std::move(image))};
}

// Body of every cnnviz_<noun>_share: handles are cheap to copy.
template <typename Handle>
cnnviz_status share(Handle** shared, const Handle* handle, const char* name) noexcept {
  return guarded([&] {
    Handle*& place = output(shared, "shared");
    place = new Handle(given(handle, name));
  });
}

}  // namespace cnnviz::api
