// An opened model: the network, what it needs besides its weights, where its classes are, and
// executors to run it. Immutable; any number of threads may use one model at the same time.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "exec/fields.h"
#include "model/chunks.h"
#include "model/head.h"
#include "model/pool.h"
#include "model/preprocess.h"
#include "model/sidecar.h"

namespace cnnviz::core {

struct ModelOptions {
  int threads = 0;            // 0: the processors this process may use
  int64_t max_memory = 0;     // bytes of packed weights and live workspaces; 0: the process's limit
  PreprocessSpec preprocess;  // what the caller states; goes before the sidecar
  bool use_sidecar = true;
  std::string output;  // explain this graph output; empty: the one with the longest path
  // The engine's optimizations (tests switch them off).
  bool fuse = true, blocked = true;
  ConvolutionAlgorithm convolutions = ConvolutionAlgorithm::fastest;
  bool lanes = true;  // images of a batch apart, a thread each, where that is faster
};

// One row of `layers`.
struct TensorInfo {
  std::string name;  // of the tensor
  std::string node;  // label of the node that makes it; empty for inputs
  std::string op;    // "Conv"; "Input" for inputs
  DataType type = DataType::float32;
  bool shape_known = false;
  Shape shape;
  int class_axis = -1;           // of the logits and probabilities
  int64_t parameters = 0;        // float constants that the node reads
  std::vector<FieldAxis> field;  // receptive field per spatial axis of the input; may be empty
  std::string
      role;  // "input", "logits", "probabilities", "penultimate", "maps" (default of gradcam)
};

class Model {
 public:
  static std::shared_ptr<const Model> open(const std::string& path, const ModelOptions& options);
  static std::shared_ptr<const Model> open_memory(std::span<const uint8_t> bytes,
                                                  const ModelOptions& options);

  const Graph& graph() const { return *graph_; }
  const std::string& path() const { return path_; }  // empty: opened from memory
  const Head& head() const { return head_; }
  const Preprocessing& preprocessing() const { return preprocessing_; }
  const std::vector<std::string>& labels() const { return labels_; }
  // The label of a class, empty where there is none.
  std::string label(int64_t class_index) const;
  // What a person should be told: assumed preprocessing, unknown sidecar keys, labels that do not
  // fit.
  const std::vector<std::string>& warnings() const { return warnings_; }

  const std::string& input() const { return input_; }  // the first real input
  const Shape& input_shape() const {
    return input_shape_;
  }  // with open extents fixed as by default
  // The batch that the file fixes, 0 where it leaves it open.
  int64_t fixed_batch() const { return fixed_batch_; }
  // {input(): tensor}; refuses a tensor that does not fit the declared input.
  TensorMap feed(const Tensor& input) const;
  // How many images a feed holds: its first extent. 1 for a model that keeps no batch axis.
  int64_t images_in(const TensorMap& feeds) const;

  // A layer by the name of a tensor or node, "NAME@pre", "NAME@post", also in quotes -> tensor
  // name.
  std::string layer(const std::string& text) const;

  // Shapes for the default input, or for an input of this shape.
  const InferredValues& inferred() const { return inferred_; }
  InferredValues infer(const Shape& input_shape) const;
  std::vector<TensorInfo> tensors() const { return tensors(inferred_); }
  std::vector<TensorInfo> tensors(const InferredValues& inferred) const;

  // How a tensor is read as maps: as found in the graph, else channels first.
  SpatialView view(const std::string& tensor) const;
  // A grid of tokens depends on the size of what is fed.
  SpatialView view(const std::string& tensor, const TensorMap& feeds) const;
  const SpatialViews& views() const { return views_; }

  // Any tensors fed, any fetched, in the order of the names (tensor or node names). A file with a
  // fixed batch is run in chunks.
  std::vector<Tensor> run(const TensorMap& feeds, const std::vector<std::string>& wanted,
                          Progress* progress = nullptr) const;

  // How a batch is cut for these feeds: at most `most` images at once, 0: as is fastest.
  ChunkPlan plan_batch(const TensorMap& feeds, int64_t most) const;
  // What work(executor, chunk) returns for every chunk, in order; with several lanes it is called
  // from several threads at once. `stage`: a string literal, for the progress.
  template <typename Work>
  auto map_chunks(const ChunkPlan& plan, const char* stage, Progress* progress,
                  const Work& work) const {
    std::vector<std::invoke_result_t<Work, GraphExecutor&, int64_t>> parts(
        static_cast<size_t>(plan.count()));
    begin_stage(progress, stage, plan.images);
    for_each_chunk(plan, [&](GraphExecutor& executor, int64_t chunk) {
      parts[static_cast<size_t>(chunk)] = work(executor, chunk);
      advance_stage(progress, plan.filled(chunk));
    });
    return parts;
  }
  // Calls `work` with an executor of this model's pool, which computes on the model's threads, or
  // on so many.
  void with_executor(const std::function<void(GraphExecutor&)>& work) const;
  void with_executor(int threads, const std::function<void(GraphExecutor&)>& work) const;
  // Counts `bytes` outside of the workspaces against max_memory for as long as the result lives.
  std::unique_ptr<MemoryReservation> reserve_memory(int64_t bytes, const char* what) const {
    return pool_->reserve(bytes, what);
  }
  // How many images can be computed at the same time, on one thread each: under a limit of memory
  // one workspace at a time needs the least.
  int single_threads() const;
  // Bytes of packed weights and workspaces now.
  int64_t memory_used() const { return pool_->budget().used(); }

 private:
  Model() = default;
  static std::shared_ptr<const Model> build(std::shared_ptr<const Graph> graph,
                                            const std::string& path, const ModelOptions& options);
  PreprocessSpec gather_spec(const ModelOptions& options);
  void fix_input_shape();
  bool images_compute_faster_apart() const;
  void for_each_chunk(const ChunkPlan& plan,
                      const std::function<void(GraphExecutor&, int64_t chunk)>& work) const;
  void load_labels(const PreprocessSpec& spec, bool from_caller);

  std::shared_ptr<const Graph> graph_;
  std::string path_, input_;
  Shape input_shape_;
  int64_t fixed_batch_ = 0;
  bool batched_ = true;  // the first axis of input and logits is the batch
  bool size_from_caller_ = false;
  Preprocessing preprocessing_;
  std::vector<std::string> labels_, warnings_;
  InferredValues inferred_;
  SpatialViews views_;
  Head head_;
  int threads_ = 0;     // 0: the processors this process may use at the time of a call
  bool lanes_ = false;  // images of a batch are computed apart
  std::unique_ptr<ExecutorPool> pool_;
};

}  // namespace cnnviz::core
