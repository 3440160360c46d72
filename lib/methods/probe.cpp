#include "methods/probe.h"

#include <algorithm>
#include <limits>

#include "base/error.h"
#include "methods/batch.h"
#include "methods/class_view.h"

namespace cnnviz::core {

Probe::Probe(Executor& executor, ProbeRequest request, Progress* progress)
    : executor_(executor), request_(std::move(request)), progress_(progress) {
  for (const auto& [name, tensor] : request_.feeds)
    require_finite(tensor, concat("input \"", name, "\""));
  require(!request_.targets.empty(), Status::invalid_argument, "no target is given");
  wanted_ = target_tensors(request_.targets);
  const auto add = [](std::vector<std::string>& names, const std::string& name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  };
  if (!request_.logits.empty()) add(wanted_, request_.logits);
  std::vector<std::string> first = wanted_;
  for (const std::string& name : request_.wanted) add(first, name);
  const std::vector<Tensor> values = executor_.forward(request_.feeds, {first, {}, {}}, progress_);
  for (size_t i = 0; i < values.size(); ++i) values_[first[i]] = values[i];
  for (Target& target : request_.targets) {
    target = spread_targets({&target, 1}, 1)[0];
    resolve_targets({&target, 1}, values_);
    scores_.push_back(target_scores({&target, 1}, values_)[0]);
  }
  if (!request_.logits.empty())
    best_class_ = ClassView(values_[request_.logits], request_.logits, request_.class_axis, 1, 0)
                      .best(request_.logits);
}

const Tensor& Probe::value(const std::string& name) const {
  const auto found = values_.find(name);
  require(found != values_.end(), Status::internal, "the value of \"", name, "\" is not kept");
  return found->second;
}

ProbeScores Probe::run(const WindowChanges& changes) {
  const auto count = static_cast<size_t>(changes.count());
  ProbeScores result;
  result.scores.assign(request_.targets.size(),
                       std::vector<double>(count, std::numeric_limits<double>::quiet_NaN()));
  result.classes.assign(count, kNoClass);
  TensorMap feeds = request_.feeds;
  if (feeds.count(changes.tensor) == 0) feeds[changes.tensor] = value(changes.tensor);

  const auto consume = [&](std::span<const int64_t> which, const TensorMap& values) {
    const auto images = static_cast<int64_t>(which.size());
    for (size_t t = 0; t < request_.targets.size(); ++t) {
      const std::vector<Target> same(which.size(), request_.targets[t]);
      const std::vector<double> scores = target_scores(same, values);
      for (size_t i = 0; i < which.size(); ++i)
        result.scores[t][static_cast<size_t>(which[i])] = scores[i];
    }
    for (int64_t i = 0; i < images && !request_.logits.empty(); ++i)
      result.classes[static_cast<size_t>(which[static_cast<size_t>(i)])] =
          ClassView(values.at(request_.logits), request_.logits, request_.class_axis, images, i)
              .best(request_.logits);
    result.done += images;
  };
  try {
    result.work =
        executor_.forward_windows(feeds, changes, wanted_, request_.windows, consume, progress_);
  } catch (const Error& error) {
    if (error.status() != Status::cancelled || !request_.keep_partial) throw;
    result.completed = false;
  }
  return result;
}

}  // namespace cnnviz::core
