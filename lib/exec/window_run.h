// Local changes of one image, computed on windows (window_graph.h): the plans for one set of
// positions, and their execution.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "exec/frame.h"
#include "exec/window_graph.h"

namespace cnnviz::core {

// The network for the changes (make_window_graph), as these feeds make it.
std::unique_ptr<WindowGraph> window_graph(const Graph& graph,
                                          const std::map<ValueId, ValueInfo>& feeds,
                                          const WindowChanges& changes,
                                          const std::vector<ValueId>& wanted,
                                          const ExecutorOptions& options);

class WindowRun {
 public:
  // Null where the network cannot be computed so.
  static std::unique_ptr<WindowRun> plan(const Graph& graph, const PlanRequest& request,
                                         const WindowChanges& changes, int64_t batch,
                                         PackCache& packs, const ExecutorOptions& options);

  // Bytes of workspace while run() runs.
  int64_t peak_bytes() const;
  int64_t batch() const { return batch_; }
  const WindowGraph& graph() const { return *graph_; }
  const Plan& window_plan() const { return *windows_; }

  void run(const std::map<ValueId, Tensor>& feeds, const WindowChanges& changes,
           const std::vector<std::string>& names, bool keep_partial, BufferPool& pool,
           bool profiling, const WindowConsumer& consume, Progress* progress);

 private:
  WindowRun() = default;
  void make_batch_plans(PackCache& packs, const ExecutorOptions& options, const Progress* progress);
  std::vector<Tensor> run_windows(const WindowChanges& changes, int64_t begin, int64_t count,
                                  BufferPool& pool, bool profiling, Progress* progress);
  // The wanted values of `count` changes from their early ones (by order of early_).
  TensorMap finish(std::vector<std::vector<Tensor>> parts, int64_t count,
                   const std::vector<std::string>& names, const Frame* base, BufferPool& pool,
                   bool profiling, Progress* progress) const;
  void bind(const Frame& base) const;

  std::unique_ptr<WindowGraph> graph_;
  ValueId source_ = kNoValue;
  std::vector<ValueId> wanted_;        // of the network
  std::vector<ValueId> early_, late_;  // of the window graph: wanted of the two plans
  int64_t batch_ = 1, chunk_ = 1;      // changes in a run of windows, and of what follows
  Shape content_;
  std::unique_ptr<Plan> base_, windows_, tail_;
};

}  // namespace cnnviz::core
