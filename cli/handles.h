// The library's handles, freed with their scope, and the few calls that every command makes.
#pragma once

#include <cnnviz/cnnviz.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "failure.h"

namespace cli {

using Json = nlohmann::ordered_json;

template <auto free_function>
struct Free {
  template <typename Handle>
  void operator()(Handle* handle) const {
    free_function(handle);
  }
};
template <typename Handle, auto free_function>
using Owned = std::unique_ptr<Handle, Free<free_function>>;

using Model = Owned<cnnviz_model, cnnviz_model_free>;
using Layers = Owned<cnnviz_layers, cnnviz_layers_free>;
using Tensor = Owned<cnnviz_tensor, cnnviz_tensor_free>;
using Tensors = Owned<cnnviz_tensors, cnnviz_tensors_free>;
using Bytes = Owned<cnnviz_bytes, cnnviz_bytes_free>;
using Picture = Owned<cnnviz_image, cnnviz_image_free>;
using Pictures = Owned<cnnviz_images, cnnviz_images_free>;
using Target = Owned<cnnviz_target, cnnviz_target_free>;
using Targets = Owned<cnnviz_targets, cnnviz_targets_free>;
using Result = Owned<cnnviz_result, cnnviz_result_free>;
using Corpus = Owned<cnnviz_corpus, cnnviz_corpus_free>;
using Figure = Owned<cnnviz_figure, cnnviz_figure_free>;
using Job = Owned<cnnviz_job, cnnviz_job_free>;

// The handle that `call` makes: made<Picture>(cnnviz_image_read, path).
template <typename Handle, typename Call, typename... Arguments>
Handle made(const Call& call, const Arguments&... arguments) {
  typename Handle::pointer handle = nullptr;
  check(call(&handle, arguments...));
  return Handle(handle);
}

// A struct of options filled with the defaults: defaults(cnnviz_map_options_init).
template <typename Options>
Options defaults(cnnviz_status (*init)(Options*, uint32_t)) {
  Options options;
  check(init(&options, sizeof options));
  return options;
}

inline Tensor tensor_of(const Result& result, const char* name) {
  return made<Tensor>(cnnviz_result_tensor, result.get(), name);
}
inline Tensor item_of(const Tensor& tensor, int64_t index) {
  return made<Tensor>(cnnviz_tensor_item, tensor.get(), index);
}
inline Json document_of(const Result& result) {
  return Json::parse(cnnviz_result_json(result.get()));
}

// Of integers; `shape` is left out for a list.
Tensor int_tensor(const std::vector<int64_t>& values, std::vector<int64_t> shape = {});
std::vector<int64_t> shape_of(const Tensor& tensor);
std::string shape_text(const std::vector<int64_t>& shape);
// Texts as the one list that the library takes: "a","b". An empty one becomes a space: such a list
// has no empty names.
std::string quoted_list(const std::vector<std::string>& texts);
// NULL where the text is empty: names that may be left out.
inline const char* name_or_null(const std::string& name) {
  return name.empty() ? nullptr : name.c_str();
}

}  // namespace cli
