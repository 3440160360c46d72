// What the explain functions share.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/chunks.h"
#include "model/record.h"

namespace cnnviz::core {

template <typename T>
void append(std::vector<T>& all, const std::vector<T>& part, int64_t count) {
  all.insert(all.end(), part.begin(), part.begin() + count);
}

// The layer that a caller names, or the model's last map.
std::string chosen_layer(const Model& model, const std::string& layer);

// How the layer is read: as the caller says, or as found in the graph.
SpatialView chosen_view(const Model& model, const std::string& layer, const TensorMap& feeds,
                        const std::optional<SpatialView>& declared);

// "layout", and of tokens "grid" and "leading_tokens".
void add_view(Json& record, const SpatialView& view);

// "layer", and "layer_chosen": true where the library chose it.
void add_layer(Json& record, const std::string& name, bool chosen);

}  // namespace cnnviz::core
