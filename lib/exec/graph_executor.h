// The engine: plans a graph for concrete feeds, runs it forward and backward.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "exec/executor.h"
#include "exec/shapes.h"
#include "graph/graph.h"
#include "graph/pack_cache.h"

namespace cnnviz::core {

struct ExecutorOptions {
  int threads = 0;      // 0: the processors this process may use
  int plan_cache = 4;   // plans kept, least recently used out first
  bool fuse = true;     // fold batch norm into convolutions, clamps into their producers
  bool blocked = true;  // use the blocked layout (else everything is computed in plain layout)
  bool cancel_transposes = true;  // take out those that undo each other
  ConvolutionAlgorithm convolutions = ConvolutionAlgorithm::fastest;
};

class GraphExecutor : public Executor {
 public:
  // Executors of one model share its budget and its packed weights.
  GraphExecutor(std::shared_ptr<const Graph> graph, std::shared_ptr<MemoryBudget> budget,
                std::shared_ptr<PackCache> packs, const ExecutorOptions& options);
  ~GraphExecutor() override;

  std::vector<Tensor> forward(const TensorMap& feeds, const ForwardRequest& request,
                              Progress* progress = nullptr) override;
  bool fits(const TensorMap& feeds, const ForwardRequest& request, int64_t bytes) override;
  // On windows of the layers as far as that is less work (window_graph.h). options.full, and
  // networks that mix images: by whole passes; those that keep a batch of one image need
  // options.batch 1 there.
  WindowReport forward_windows(const TensorMap& feeds, const WindowChanges& changes,
                               const std::vector<std::string>& wanted, const WindowOptions& options,
                               const WindowConsumer& consume,
                               Progress* progress = nullptr) override;
  BackwardResult backward(const TensorMap& seeds, const BackwardOptions& options,
                          Progress* progress = nullptr) override;
  Shape shape(const std::string& name) const override;

  int threads() const;  // as the options say
  // Bytes of buffers this executor holds (activations, gradients, scratch).
  int64_t workspace_bytes() const;
  // One row for each planned step: for `bench --profile`.
  struct ProfileRow {
    std::string node, type, implementation, output_shape;
    bool blocked = false;
    double forward_ms = 0, backward_ms = 0;
  };
  void set_profiling(bool on);
  std::vector<ProfileRow> profile() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cnnviz::core
