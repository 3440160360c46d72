#include "api/profile.h"

namespace cnnviz::api {

using core::GraphExecutor;
using core::Json;

// The pool lends the executor that came back last, so with one call at a time all three are the
// same.
ProfileScope::ProfileScope(const cnnviz_model& model) : model_(model) {
  if (model_.profile)
    model_.model->with_executor([](GraphExecutor& executor) { executor.set_profiling(true); });
}

void ProfileScope::add_to(Json& json) const {
  if (!model_.profile) return;
  Json rows = Json::array();
  model_.model->with_executor([&](GraphExecutor& executor) {
    for (const GraphExecutor::ProfileRow& row : executor.profile())
      rows.push_back({{"node", row.node},
                      {"type", row.type},
                      {"implementation", row.implementation},
                      {"shape", row.output_shape},
                      {"blocked", row.blocked},
                      {"forward_ms", row.forward_ms},
                      {"backward_ms", row.backward_ms}});
  });
  json["profile"] = std::move(rows);
}

}  // namespace cnnviz::api
