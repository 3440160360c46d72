// result.h
#include <cnnviz/result.h>

#include "api/handles.h"
#include "base/text.h"

using namespace cnnviz::api;

namespace {

const Result& result_of(const cnnviz_result* result) {
  return *given(result, "result").result;
}

const Result::Entry& entry_at(const cnnviz_result* result, int32_t index) {
  const auto& entries = result_of(result).entries;
  return entries[checked_index(index, entries.size(), "index")];
}

const Result::Entry& entry_named(const cnnviz_result* result, const char* name) {
  const Result& all = result_of(result);
  const std::string wanted = text(name, "name");
  std::vector<std::string> names;
  for (const auto& entry : all.entries) {
    if (entry.name == wanted) return entry;
    names.push_back(entry.name);
  }
  cnnviz::core::fail(Status::not_found, "the result has no entry \"", wanted,
                     "\", it has: ", names.empty() ? "none" : cnnviz::core::join(names));
}

}  // namespace

void cnnviz_result_free(cnnviz_result* result) {
  delete result;
}

cnnviz_status cnnviz_result_share(cnnviz_result** shared, const cnnviz_result* result) {
  return share(shared, result, "result");
}

int32_t cnnviz_result_count(const cnnviz_result* result) {
  return guarded_value(int32_t{-1},
                       [&] { return static_cast<int32_t>(result_of(result).entries.size()); });
}

const char* cnnviz_result_name(const cnnviz_result* result, int32_t index) {
  return guarded_value(static_cast<const char*>(nullptr),
                       [&] { return entry_at(result, index).name.c_str(); });
}

cnnviz_result_kind cnnviz_result_entry_kind(const cnnviz_result* result, int32_t index) {
  return guarded_value(CNNVIZ_RESULT_KIND_ENUM_INT32, [&] {
    return entry_at(result, index).image ? CNNVIZ_RESULT_KIND_IMAGE : CNNVIZ_RESULT_KIND_TENSOR;
  });
}

cnnviz_status cnnviz_result_tensor(cnnviz_tensor** tensor, const cnnviz_result* result,
                                   const char* name) {
  return guarded([&] {
    auto& place = output(tensor, "tensor");
    const auto& entry = entry_named(result, name);
    require(entry.tensor.valid(), Status::invalid_argument, "\"", entry.name,
            "\" is a picture, not a tensor");
    place = new_tensor(entry.tensor);
  });
}

cnnviz_status cnnviz_result_image(cnnviz_image** image, const cnnviz_result* result,
                                  const char* name) {
  return guarded([&] {
    auto& place = output(image, "image");
    const auto& entry = entry_named(result, name);
    require(entry.image != nullptr, Status::invalid_argument, "\"", entry.name,
            "\" is a tensor of numbers, not a picture: draw it, or ask for the tensor");
    place = new cnnviz_image{entry.image};
  });
}

const char* cnnviz_result_json(const cnnviz_result* result) {
  return guarded_value(static_cast<const char*>(nullptr),
                       [&] { return result_of(result).json.c_str(); });
}
