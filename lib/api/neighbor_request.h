// What the searches for neighbors share: options, and what documents say of the answers.
#pragma once

#include <cnnviz/embed.h>

#include <nlohmann/json.hpp>

#include "methods/neighbors.h"
#include "model/json.h"

namespace cnnviz::api {

struct NeighborRequest {
  core::NeighborOptions options;
  int threads = 0;
};

// The caller's options, checked.
NeighborRequest neighbor_request(const cnnviz_neighbors_options* options);

void describe_neighbors(core::Json& document, const core::NeighborOptions& options,
                        const core::Neighbors& found);

}  // namespace cnnviz::api
