#include "exec/graph_executor.h"

#include <algorithm>
#include <list>

#include "backend/parallel.h"
#include "exec/frame.h"
#include "exec/window_run.h"

namespace cnnviz::core {

namespace {

// Of workspace that changes of an image may take by default; more of them at once gain nothing.
constexpr int64_t kWindowBytes = int64_t{1} << 30;

// A text that is equal for equal requests.
std::string plan_key(const PlanRequest& request) {
  std::string key;
  for (const auto& [id, info] : request.feeds)
    key += concat(id, ":", static_cast<int>(info.type), ":", shape_text(info.shape), " ");
  for (const auto* list : {&request.wanted, &request.seeds, &request.wrt}) {
    key += "|";
    for (const ValueId id : *list) key += concat(id, " ");
  }
  return key;
}

}  // namespace

struct GraphExecutor::State {
  struct Cached {
    std::string key;
    std::unique_ptr<Plan> plan;
  };

  std::shared_ptr<const Graph> graph;
  std::shared_ptr<MemoryBudget> budget;
  std::shared_ptr<PackCache> packs;
  ExecutorOptions options;
  bool profiling = false;
  BufferPool pool;
  std::list<Cached> plans;  // most recently used first; the first is the current one
  std::unique_ptr<Frame> frame;
  std::string windows_key;  // of the last changes
  std::unique_ptr<WindowRun> windows;

  State(std::shared_ptr<const Graph> g, std::shared_ptr<MemoryBudget> b,
        std::shared_ptr<PackCache> p, const ExecutorOptions& o)
      : graph(std::move(g)), budget(std::move(b)), packs(std::move(p)), options(o), pool(budget) {}

  std::vector<ValueId> ids(const std::vector<std::string>& names) const {
    std::vector<ValueId> result;
    for (const std::string& name : names) result.push_back(graph->require(name));
    return result;
  }

  PlanRequest plan_request(const TensorMap& feeds, const ForwardRequest& request) const {
    PlanRequest result;
    for (const auto& [name, tensor] : feeds) {
      require(tensor.valid(), Status::invalid_argument, "\"", name, "\" was fed nothing");
      result.feeds[graph->require(name)] = ValueInfo::of(tensor.type(), tensor.shape());
    }
    result.wanted = ids(request.wanted);
    result.seeds = ids(request.seeds);
    result.wrt = ids(request.wrt);
    return result;
  }

  Plan& plan_for(const PlanRequest& request) {
    const std::string key = plan_key(request);
    const auto found = std::find_if(plans.begin(), plans.end(),
                                    [&](const Cached& cached) { return cached.key == key; });
    if (found != plans.end()) {
      plans.splice(plans.begin(), plans, found);
      return *plans.front().plan;
    }
    std::unique_ptr<Plan> plan = planned(request);
    while (plans.size() >= static_cast<size_t>(std::max(options.plan_cache, 1))) plans.pop_back();
    plans.push_front({key, std::move(plan)});
    // Blocks of the sizes that other plans needed would only pile up.
    pool.trim();
    return *plans.front().plan;
  }

  // What `work` returns; over the limit it is tried once more where `make_room` has let go of
  // something.
  template <typename Work, typename MakeRoom>
  static auto unless_over_limit(const Work& work, const MakeRoom& make_room) {
    try {
      return work();
    } catch (const Error& error) {
      if (error.status() != Status::limit || !make_room()) throw;
    }
    return work();
  }

  std::unique_ptr<Plan> planned(const PlanRequest& request) {
    const auto plan = [&] { return make_plan(*graph, request, *packs, options); };
    try {
      return unless_over_limit(plan, [&] {
        windows = nullptr;
        return make_room(0);
      });
    } catch (const Error& error) {
      if (error.status() == Status::limit) check_whole_need(request);
      throw;
    }
  }

  // Lets go of what only saves work: all but so many of the last plans with their weights, blocks
  // that nobody uses. Whether that was anything.
  bool make_room(size_t kept) {
    const int64_t before = budget->used();
    while (plans.size() > kept) plans.pop_back();
    pool.trim();
    return budget->used() < before;
  }

  // Refuses a plan by what it needs in all, where planning has met but the first weights that do
  // not fit.
  void check_whole_need(const PlanRequest& request) const {
    const auto counted = std::make_shared<MemoryBudget>(0);
    PackCache blank(counted, true);
    const std::unique_ptr<Plan> plan = make_plan(*graph, request, blank, options);
    const int64_t weights = counted->used(), need = weights + plan->peak_bytes;
    require(need <= budget->limit(), Status::limit, "this call needs ", weights,
            " bytes for packed weights and ", plan->peak_bytes,
            " for its workspace; max_memory is ", budget->limit(), " bytes: allow at least ", need);
  }

  // Refuses a call that cannot fit before it starts.
  void check_budget(int64_t peak_bytes) {
    const auto reserve = [&] {
      const int64_t missing = peak_bytes - pool.bytes();
      if (missing <= 0) return true;
      budget->reserve(missing, "this call");
      budget->release(missing);
      return true;
    };
    unless_over_limit(reserve, [&] { return make_room(1); });
  }

  // `needed`: where it does not, that is an error.
  bool fits(int64_t peak_bytes, bool needed) {
    try {
      check_budget(peak_bytes);
    } catch (const Error& error) {
      if (needed || error.status() != Status::limit) throw;
      return false;
    }
    return true;
  }

  // Null where there is none. Plans fewer changes at once where memory is short.
  WindowRun* windows_for(const PlanRequest& request, const WindowChanges& changes, int64_t batch) {
    std::string key = plan_key(request) + concat("|", changes.tensor, " ", changes.rows_axis, " ",
                                                 changes.height, "x", changes.width, " ", batch);
    for (const auto& corner : changes.corners) key += concat(" ", corner.row, ",", corner.column);
    if (key == windows_key && windows != nullptr) return windows.get();
    windows = nullptr;
    pool.trim();
    for (const bool chosen = batch > 0;;) {
      windows = WindowRun::plan(*graph, request, changes, batch, *packs, options);
      if (windows == nullptr) return nullptr;
      batch = windows->batch();
      const bool large = !chosen && windows->peak_bytes() > kWindowBytes;
      if (fits(windows->peak_bytes(), batch == 1) && (!large || batch == 1)) break;
      batch = (batch + 1) / 2;
      windows = nullptr;
    }
    windows_key = std::move(key);
    return windows.get();
  }
};

GraphExecutor::GraphExecutor(std::shared_ptr<const Graph> graph,
                             std::shared_ptr<MemoryBudget> budget, std::shared_ptr<PackCache> packs,
                             const ExecutorOptions& options)
    : state_(std::make_unique<State>(std::move(graph), std::move(budget), std::move(packs),
                                     options)) {}

GraphExecutor::~GraphExecutor() = default;

std::vector<Tensor> GraphExecutor::forward(const TensorMap& feeds, const ForwardRequest& request,
                                           Progress* progress) {
  State& s = *state_;
  const ThreadScope threads(s.options.threads);
  PlanRequest plan_request = s.plan_request(feeds, request);
  plan_request.progress = progress;
  std::map<ValueId, Tensor> fed;
  for (const auto& [name, tensor] : feeds) fed[s.graph->require(name)] = tensor;
  // The frame of the last call refers to its plan, which may be dropped now.
  s.frame.reset();
  Plan& plan = s.plan_for(plan_request);
  s.check_budget(plan.peak_bytes);
  s.frame = std::make_unique<Frame>(plan, s.pool, false, s.profiling);
  try {
    s.frame->forward(fed, progress);
  } catch (...) {
    s.frame.reset();
    throw;
  }
  std::vector<Tensor> results;
  for (const ValueId id : plan.wanted) results.push_back(s.frame->fetch(id));
  return results;
}

bool GraphExecutor::fits(const TensorMap& feeds, const ForwardRequest& request, int64_t bytes) {
  State& s = *state_;
  const ThreadScope threads(s.options.threads);
  s.frame.reset();
  try {
    const Plan& plan = s.plan_for(s.plan_request(feeds, request));
    return plan.peak_bytes <= bytes && s.fits(plan.peak_bytes, false);
  } catch (const Error& error) {
    if (error.status() != Status::limit) throw;
    return false;
  }
}

WindowReport GraphExecutor::forward_windows(const TensorMap& feeds, const WindowChanges& changes,
                                            const std::vector<std::string>& wanted,
                                            const WindowOptions& options,
                                            const WindowConsumer& consume, Progress* progress) {
  State& s = *state_;
  const ThreadScope threads(s.options.threads);
  check_changes(feeds, changes);
  s.frame.reset();
  PlanRequest request;
  std::map<ValueId, Tensor> fed;
  for (const auto& [name, tensor] : feeds) {
    const ValueId id = s.graph->require(name);
    request.feeds[id] = ValueInfo::of(tensor.type(), tensor.shape());
    fed[id] = tensor;
  }
  request.wanted = s.ids(wanted);
  request.progress = progress;
  WindowRun* run = options.full || changes.corners.empty()
                       ? nullptr
                       : s.windows_for(request, changes, options.batch);
  if (run == nullptr) {
    // Where changes cannot be told apart in a batch, there is one at a time.
    WindowOptions whole = options;
    if (!options.full ||
        window_graph(*s.graph, request.feeds, changes, request.wanted, s.options) == nullptr)
      whole.batch = 1;
    return Executor::forward_windows(feeds, changes, wanted, whole, consume, progress);
  }
  run->run(fed, changes, wanted, options.keep_partial, s.pool, s.profiling, consume, progress);
  return {true, run->batch(), run->graph().full_macs, run->graph().window_macs};
}

BackwardResult GraphExecutor::backward(const TensorMap& seeds, const BackwardOptions& options,
                                       Progress* progress) {
  State& s = *state_;
  const ThreadScope threads(s.options.threads);
  require(s.frame != nullptr, Status::internal, "backward() without a forward() before it");
  const Plan& plan = *s.plans.front().plan;
  std::map<ValueId, Tensor> by_id;
  for (const auto& [name, seed] : seeds) {
    const ValueId id = s.graph->require(name);
    require(std::find(plan.seeds.begin(), plan.seeds.end(), id) != plan.seeds.end(),
            Status::internal, "a seed for \"", name, "\" was not announced to forward()");
    const ValueInfo& info = plan.inferred.values[static_cast<size_t>(id)];
    require(info.type == DataType::float32, Status::unsupported, "\"", name, "\" is ",
            data_type_name(info.type), "; only float32 tensors have gradients");
    require(seed.type() == DataType::float32 && seed.shape() == info.shape,
            Status::invalid_argument, "the seed for \"", name, "\" is ",
            data_type_name(seed.type()), " of shape ", shape_text(seed.shape()),
            "; float32 of shape ", shape_text(info.shape), " is needed");
    by_id[id] = seed;
  }
  BackwardResult result;
  result.rectifiers = s.frame->backward(by_id, options, progress);
  for (const ValueId id : plan.wrt) result.gradients.push_back(s.frame->gradient(id));
  s.frame->clear_gradients();
  return result;
}

Shape GraphExecutor::shape(const std::string& name) const {
  const State& s = *state_;
  require(s.frame != nullptr, Status::internal, "shape() without a forward() before it");
  const ValueInfo& info =
      s.plans.front().plan->inferred.values[static_cast<size_t>(s.graph->require(name))];
  require(info.present, Status::invalid_argument, "\"", name, "\" was not part of the last run");
  return info.shape;
}

int GraphExecutor::threads() const {
  return state_->options.threads;
}

int64_t GraphExecutor::workspace_bytes() const {
  return state_->pool.bytes();
}

void GraphExecutor::set_profiling(bool on) {
  state_->profiling = on;
}

std::vector<GraphExecutor::ProfileRow> GraphExecutor::profile() const {
  std::vector<ProfileRow> rows;
  const State& s = *state_;
  if (s.plans.empty() && s.windows == nullptr) return rows;
  const Plan& plan =
      s.frame != nullptr || s.windows == nullptr ? *s.plans.front().plan : s.windows->window_plan();
  for (const Step& step : plan.steps) {
    ProfileRow row;
    row.node = step.label();
    row.type = step.type;
    row.implementation = step.kernel != nullptr ? step.kernel->implementation()
                         : step.join            ? "join"
                                                : "view";
    row.output_shape = shape_text(step.output_infos[0].shape);
    row.blocked = step.output_infos[0].layout == Layout::blocked;
    row.forward_ms = step.forward_ms;
    row.backward_ms = step.active ? step.backward_ms : 0;
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace cnnviz::core
