// target.h
#include <cnnviz/target.h>

#include "api/handles.h"
#include "base/text.h"
#include "model/target_parser.h"

using namespace cnnviz::api;

void cnnviz_target_free(cnnviz_target* target) {
  delete target;
}

cnnviz_status cnnviz_target_share(cnnviz_target** shared, const cnnviz_target* target) {
  return share(shared, target, "target");
}

cnnviz_status cnnviz_target_parse(cnnviz_target** target, const cnnviz_model* model,
                                  const char* selector) {
  return guarded([&] {
    auto& place = output(target, "target");
    const auto& owner = given(model, "model").model;
    const std::string chosen = text(selector, "selector");
    place = new cnnviz_target{owner, cnnviz::core::parse_target(*owner, chosen)};
  });
}

cnnviz_status cnnviz_target_from_seed(cnnviz_target** target, const cnnviz_model* model,
                                      const char* name, const cnnviz_tensor* seed) {
  return guarded([&] {
    auto& place = output(target, "target");
    const auto& owner = given(model, "model").model;
    const std::string tensor = text(name, "name");
    place = new cnnviz_target{
        owner, cnnviz::core::target_from_seed(*owner, tensor, given(seed, "seed").tensor)};
  });
}

const char* cnnviz_target_selector(const cnnviz_target* target) {
  return guarded_value(static_cast<const char*>(nullptr),
                       [&] { return given(target, "target").target.text.c_str(); });
}

cnnviz_status cnnviz_targets_create(cnnviz_targets** targets) {
  return guarded([&] {
    auto& made = output(targets, "targets");
    made = new cnnviz_targets();
  });
}

void cnnviz_targets_free(cnnviz_targets* targets) {
  delete targets;
}

cnnviz_status cnnviz_targets_share(cnnviz_targets** shared, const cnnviz_targets* targets) {
  return share(shared, targets, "targets");
}

cnnviz_status cnnviz_targets_parse(cnnviz_targets** targets, const cnnviz_model* model,
                                   const char* selectors) {
  return guarded([&] {
    auto& place = output(targets, "targets");
    const auto& owner = given(model, "model").model;
    auto list = std::make_unique<cnnviz_targets>();
    list->model = owner;
    for (const std::string& line : cnnviz::core::split(text(selectors, "selectors"), '\n'))
      if (!line.empty()) list->targets.push_back(cnnviz::core::parse_target(*owner, line));
    require(!list->targets.empty(), Status::invalid_argument,
            "selectors names no target: give one at least, as \"top\" or \"class:3\"");
    place = list.release();
  });
}

cnnviz_status cnnviz_targets_add(cnnviz_targets* targets, const cnnviz_target* target) {
  return guarded([&] {
    cnnviz_targets& list = given(targets, "targets");
    const cnnviz_target& added = given(target, "target");
    require(list.model == nullptr || list.model == added.model, Status::mismatch, "the target \"",
            added.target.text, "\" was parsed against another model than those in the list");
    list.targets.push_back(added.target);
    list.model = added.model;
  });
}

int32_t cnnviz_targets_count(const cnnviz_targets* targets) {
  return guarded_value(
      int32_t{-1}, [&] { return static_cast<int32_t>(given(targets, "targets").targets.size()); });
}
