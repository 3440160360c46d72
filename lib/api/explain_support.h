// What the functions that explain share: targets, the batch, and results put together.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/handles.h"
#include "methods/spatial_view.h"
#include "model/target_parser.h"

namespace cnnviz::api {

inline int64_t batch_of(int32_t batch) {
  return checked_range(batch, 0, INT32_MAX, "batch");
}

// The target `otherwise` where none are given.
inline std::vector<core::Target> targets_of(const cnnviz_targets* targets,
                                            const cnnviz_model& model, const char* otherwise) {
  if (targets == nullptr) return {core::parse_target(*model.model, otherwise)};
  require(!targets->targets.empty(), Status::invalid_argument, "targets is an empty list");
  require(targets->model == model.model, Status::mismatch, "the target \"",
          targets->targets.front().text, "\" was parsed against another model than this one");
  return targets->targets;
}

// None where the library is to find it in the graph.
template <typename Options>
std::optional<core::SpatialView> view_of(const Options& options) {
  const int32_t layout = checked_enum(options.layout, 4, "layout");
  if (layout == CNNVIZ_LAYOUT_TOKENS) {
    const int64_t rows = checked_range(options.token_rows, 1, INT32_MAX, "token_rows");
    const int64_t columns = checked_range(options.token_columns, 1, INT32_MAX, "token_columns");
    return core::token_view(rows, columns,
                            checked_range(options.leading_tokens, 0, INT32_MAX, "leading_tokens"));
  }
  require(options.token_rows == 0 && options.token_columns == 0 && options.leading_tokens == 0,
          Status::invalid_argument, "token_rows, token_columns and leading_tokens belong to the ",
          "layout TOKENS: leave them 0");
  if (layout == CNNVIZ_LAYOUT_AUTO) return std::nullopt;
  return layout == CNNVIZ_LAYOUT_CHANNELS_LAST ? core::channels_last_view() : core::SpatialView{};
}

// Puts a result together: entries, and the method's record with what every document has.
class ResultBuilder {
 public:
  void add(const std::string& name, core::Tensor tensor) {
    result_->entries.push_back({name, public_tensor(std::move(tensor)), nullptr});
  }
  void add(const std::string& name, core::Image image) {
    result_->entries.push_back({name, {}, std::make_shared<const core::Image>(std::move(image))});
  }
  void keep_filters(core::FilterTiles tiles) {
    result_->filters = std::make_shared<const core::FilterTiles>(std::move(tiles));
  }
  cnnviz_result* finish(core::Json json) {
    json["version"] = cnnviz_version();
    if (!json.contains("seed")) json["seed"] = nullptr;
    result_->json = core::json_text(json, -1);
    return new cnnviz_result{result_};
  }

 private:
  std::shared_ptr<Result> result_ = std::make_shared<Result>();
};

}  // namespace cnnviz::api
