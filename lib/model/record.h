// The JSON record of a result: what was computed, on what, with which settings.
#pragma once

#include <string>
#include <vector>

#include "methods/target.h"
#include "model/json.h"
#include "model/model.h"

namespace cnnviz::core {

// {"method", "model": {"path", "producer", "opset"}, "parameters": {}, "input": shape,
// "preprocessing", "warnings": [the model's]}.
Json start_record(const Model& model, const char* method, const TensorMap& feeds);

void add_warning(Json& record, const std::string& text);

// The label of a class, null where there is none.
Json label_json(const Model& model, int64_t class_index);

// {"target", "score", "class", "label", "terms": [{"kind", "tensor", "weight", ...}]}; class and
// label where the target is one class.
Json target_json(const Model& model, const Target& target, double score);

// One target_json for each image, as "targets".
void add_targets(Json& record, const Model& model, const std::vector<Target>& targets,
                 const std::vector<double>& scores);

}  // namespace cnnviz::core
