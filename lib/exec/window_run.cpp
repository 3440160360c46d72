#include "exec/window_run.h"

#include <algorithm>
#include <cstring>
#include <exception>
#include <numeric>
#include <set>

#include "exec/transposes.h"

namespace cnnviz::core {

namespace {

// Changes computed at once: enough rows for matrix products, few enough for the caches.
constexpr int64_t kLeastBatch = 12, kMostBatch = 18;
// Bytes of features and wanted values that are collected before the dense layers run on them, and
// rows: VGG16's weights are then read seldom enough, and a cancelled call does not wait long for
// one layer of many rows.
constexpr int64_t kCollected = int64_t{64} << 20, kCollectedRows = 96;

// What a run costs beside its changes, in multiply-adds (measured: networks of little work gain by
// larger batches, VGG16 loses).
constexpr double kRunMacs = 0.8e9;

// The batch of the least cost, where the last run is filled up. `macs` of one change.
int64_t choose_batch(int64_t count, double macs) {
  const auto cost = [=](int64_t batch) {
    const int64_t runs = (count + batch - 1) / batch;
    return static_cast<double>(runs) * (static_cast<double>(batch) * macs + kRunMacs);
  };
  int64_t best = std::min(count, kMostBatch);
  for (int64_t batch = best; batch >= std::min(count, kLeastBatch); --batch)
    if (cost(batch) < cost(best)) best = batch;
  return best;
}

// One entry for each of `count` changes, from a run that was filled up.
Tensor first_entries(const Tensor& tensor, int64_t count) {
  Shape shape = tensor.shape();
  if (shape[0] == count) return tensor;
  shape[0] = count;
  Tensor result = Tensor::unfilled(tensor.type(), shape);
  std::memcpy(result.mutable_data(), tensor.data(), static_cast<size_t>(result.bytes()));
  return result;
}

// The entries, and zeros for the rest of a batch of this shape.
Tensor filled_up(const Tensor& tensor, const Shape& shape) {
  if (tensor.shape() == shape) return tensor;
  Tensor result(DataType::float32, shape);
  std::memcpy(result.mutable_data(), tensor.data(), static_cast<size_t>(tensor.bytes()));
  return result;
}

Tensor joined(const std::vector<Tensor>& parts) {
  if (parts.size() == 1) return parts[0];
  Shape shape = parts[0].shape();
  shape[0] = 0;
  for (const Tensor& part : parts) shape[0] += part.shape()[0];
  Tensor result = Tensor::unfilled(parts[0].type(), shape);
  auto* to = static_cast<char*>(result.mutable_data());
  for (const Tensor& part : parts) {
    std::memcpy(to, part.data(), static_cast<size_t>(part.bytes()));
    to += part.bytes();
  }
  return result;
}

Tensor repeated(const Tensor& tensor, int64_t count) {
  return joined(std::vector<Tensor>(static_cast<size_t>(count), tensor));
}

}  // namespace

std::unique_ptr<WindowGraph> window_graph(const Graph& graph,
                                          const std::map<ValueId, ValueInfo>& feeds,
                                          const WindowChanges& changes,
                                          const std::vector<ValueId>& wanted,
                                          const ExecutorOptions& options) {
  InferredValues inferred = infer_values(graph, feeds, wanted);
  std::shared_ptr<const Graph> rewritten;
  if (options.cancel_transposes) {
    std::set<ValueId> pinned(wanted.begin(), wanted.end());
    rewritten = cancel_transposes(graph, pinned, inferred);
  }
  return make_window_graph(rewritten != nullptr ? *rewritten : graph, inferred, changes,
                           graph.require(changes.tensor), wanted);
}

std::unique_ptr<WindowRun> WindowRun::plan(const Graph& graph, const PlanRequest& request,
                                           const WindowChanges& changes, int64_t batch,
                                           PackCache& packs, const ExecutorOptions& options) {
  const std::vector<ValueId>& wanted = request.wanted;
  std::unique_ptr<WindowRun> run(new WindowRun);
  run->source_ = graph.require(changes.tensor);
  run->wanted_ = wanted;
  run->graph_ = window_graph(graph, request.feeds, changes, wanted, options);
  if (run->graph_ == nullptr) return nullptr;
  ExecutorOptions own = options;
  own.cancel_transposes = false;
  PlanRequest base{request.feeds, {}, {}, {}, request.progress};
  for (const auto& [id, value] : run->graph_->needed)
    if (!value->info.constant.valid()) base.wanted.push_back(id);
  for (const ValueId id : wanted)
    if (!run->graph_->changed(id) && run->graph_->needed.count(id) == 0) base.wanted.push_back(id);
  if (!base.wanted.empty()) {
    run->base_ = make_plan(*run->graph_->base, base, packs, own);
    for (const auto& [id, value] : run->graph_->needed)
      if (!value->info.constant.valid())
        value->info = run->base_->values[static_cast<size_t>(run->base_->native.at(id))].info;
  }
  run->content_ = request.feeds.at(run->source_).shape;
  if (!changes.is_whole()) {
    const auto axis = static_cast<size_t>(changes.rows_axis);
    run->content_[axis] = changes.height;
    run->content_[axis + 1] = changes.width;
  }
  run->batch_ = batch > 0 ? std::min(batch, changes.count())
                          : choose_batch(changes.count(), run->graph_->window_macs);
  run->make_batch_plans(packs, own, request.progress);
  return run;
}

void WindowRun::make_batch_plans(PackCache& packs, const ExecutorOptions& options,
                                 const Progress* progress) {
  const WindowGraph& g = *graph_;
  content_[0] = batch_;
  PlanRequest windows{{{g.content, ValueInfo::of_floats(content_)}}, {}, {}, {}, progress};
  // What follows the features is asked for in the second plan.
  std::set<ValueId> behind;
  for (const Node& node : g.graph->nodes) {
    const bool follows = std::any_of(node.inputs.begin(), node.inputs.end(), [&](ValueId id) {
      return behind.count(id) != 0 ||
             std::find(g.features.begin(), g.features.end(), id) != g.features.end();
    });
    if (follows) behind.insert(node.outputs.begin(), node.outputs.end());
  }
  early_ = g.features;
  late_.clear();
  for (const ValueId id : wanted_) {
    if (!g.changed(id)) continue;
    const ValueId own = g.values.at(id);
    std::vector<ValueId>& list = behind.count(own) != 0 ? late_ : early_;
    if (std::find(list.begin(), list.end(), own) == list.end()) list.push_back(own);
  }
  windows.wanted = early_;
  windows_ = make_plan(*g.graph, windows, packs, options);
  chunk_ = batch_;
  if (late_.empty()) return;
  int64_t bytes = 1;
  PlanRequest tail;
  tail.progress = progress;
  for (const ValueId id : early_)
    bytes += windows_->values[static_cast<size_t>(windows_->native.at(id))].bytes() / batch_;
  const auto count = static_cast<int64_t>(g.changes.size());
  const int64_t rows = std::min(kCollected / bytes, kCollectedRows);
  const int64_t most = std::max<int64_t>(rows / batch_, 1) * batch_;
  chunk_ = std::min(most, (count + batch_ - 1) / batch_ * batch_);
  for (const ValueId id : g.features) {
    Shape shape = windows_->inferred.values[static_cast<size_t>(id)].shape;
    shape[0] = std::min(chunk_, count);
    tail.feeds[id] = ValueInfo::of_floats(shape);
  }
  tail.wanted = late_;
  tail_ = make_plan(*g.graph, tail, packs, options);
}

int64_t WindowRun::peak_bytes() const {
  int64_t bytes = 0;
  for (const auto* plan : {&base_, &windows_, &tail_})
    if (*plan != nullptr) bytes += (*plan)->peak_bytes;
  return bytes;
}

void WindowRun::bind(const Frame& base) const {
  for (const auto& [id, value] : graph_->needed)
    if (!value->info.constant.valid()) value->data = static_cast<const float*>(base.value(id));
}

std::vector<Tensor> WindowRun::run_windows(const WindowChanges& changes, int64_t begin,
                                           int64_t count, BufferPool& pool, bool profiling,
                                           Progress* progress) {
  Tensor content = Tensor::unfilled(DataType::float32, content_);
  const int64_t each = element_count(content_) / batch_;
  graph_->state->changes.clear();
  for (int64_t i = 0; i < batch_; ++i) {
    const int64_t change = begin + std::min(i, count - 1);
    float* to = content.mutable_floats().data() + i * each;
    if (i < count)
      changes.write(change, to);
    else
      std::copy(to - each, to, to);
    graph_->state->changes.push_back(graph_->changes[static_cast<size_t>(change)]);
  }
  Frame frame(*windows_, pool, false, profiling);
  frame.forward({{graph_->content, content}}, progress);
  std::vector<Tensor> values;
  for (const ValueId id : early_) values.push_back(first_entries(frame.fetch(id), count));
  return values;
}

TensorMap WindowRun::finish(std::vector<std::vector<Tensor>> parts, int64_t count,
                            const std::vector<std::string>& names, const Frame* base,
                            BufferPool& pool, bool profiling, Progress* progress) const {
  std::map<ValueId, Tensor> made;
  for (size_t i = 0; i < early_.size(); ++i) made[early_[i]] = joined(parts[i]);
  parts.clear();
  if (tail_ != nullptr) {
    std::map<ValueId, Tensor> features;
    for (const ValueId id : graph_->features)
      features[id] = filled_up(made.at(id), tail_->inferred.values[static_cast<size_t>(id)].shape);
    Frame frame(*tail_, pool, false, profiling);
    frame.forward(features, progress);
    for (const ValueId id : late_) made[id] = first_entries(frame.fetch(id), count);
  }
  TensorMap values;
  for (size_t i = 0; i < wanted_.size(); ++i)
    values[names[i]] = graph_->changed(wanted_[i]) ? made.at(graph_->values.at(wanted_[i]))
                                                   : repeated(base->fetch(wanted_[i]), count);
  return values;
}

void WindowRun::run(const std::map<ValueId, Tensor>& feeds, const WindowChanges& changes,
                    const std::vector<std::string>& names, bool keep_partial, BufferPool& pool,
                    bool profiling, const WindowConsumer& consume, Progress* progress) {
  std::unique_ptr<Frame> base;
  if (base_ != nullptr) {
    base = std::make_unique<Frame>(*base_, pool, false, false);
    base->forward(feeds, progress);
    bind(*base);
  }
  for (int64_t begin = 0; begin < changes.count(); begin += chunk_) {
    const int64_t count = std::min(chunk_, changes.count() - begin);
    std::vector<std::vector<Tensor>> parts(early_.size());
    int64_t done = 0;
    std::exception_ptr cancelled;
    try {
      while (done < count) {
        const int64_t now = std::min(batch_, count - done);
        const std::vector<Tensor> values =
            run_windows(changes, begin + done, now, pool, profiling, progress);
        for (size_t i = 0; i < values.size(); ++i) parts[i].push_back(values[i]);
        done += now;
        advance_stage(progress, now);
      }
    } catch (const Error& error) {
      if (error.status() != Status::cancelled || !keep_partial || done == 0) throw;
      cancelled = std::current_exception();
    }
    const TensorMap values = finish(std::move(parts), done, names, base.get(), pool, profiling,
                                    cancelled == nullptr ? progress : nullptr);
    std::vector<int64_t> which(static_cast<size_t>(done));
    std::iota(which.begin(), which.end(), begin);
    consume(which, values);
    if (cancelled != nullptr) std::rethrow_exception(cancelled);
  }
}

}  // namespace cnnviz::core
