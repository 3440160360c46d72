// Images through decoding and computing threads: names go in, what was seen comes out in any order.
#pragma once

#include <exception>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "corpus/observe.h"
#include "corpus/queue.h"

namespace cnnviz::core {

struct PipelineImage {
  int64_t id = 0;
  std::string name, file;
};

struct PipelineResult {
  IndexedImage image;  // with classes
  std::string error;   // why it could not be read; empty: `seen` holds
  Observation seen;
};

class Pipeline {
 public:
  // `model` and `settings` must outlive it.
  Pipeline(const Model& model, const CollectionSettings& settings, Progress* progress);
  // Stops the threads; what is under way is lost.
  ~Pipeline();
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  void add(PipelineImage image) { waiting_.push(std::move(image)); }
  // Of one of the images added; one call for each. Errors of the network (and cancelling) are
  // thrown.
  PipelineResult next();

 private:
  struct Prepared {
    PipelineResult result;
    Tensor input;
  };
  void decode();
  void compute();
  // Runs `body`, a thread's work, and passes on what it throws.
  void run(void (Pipeline::*body)());
  void stop();

  const Model& model_;
  const Observer observer_;
  Progress* progress_;
  BoundedQueue<PipelineImage> waiting_;
  BoundedQueue<Prepared> prepared_;
  BoundedQueue<PipelineResult> results_;
  std::mutex mutex_;
  std::exception_ptr error_;
  std::vector<std::thread> threads_;
};

// Reads, checks and prepares one image's file: its size, time, hash and geometry, and the network's
// input. Errors are thrown.
struct PreparedFile {
  IndexedImage image;
  Image picture;
  Tensor input;
};
PreparedFile prepare_file(const std::string& file, const Preprocessing& preprocessing);

}  // namespace cnnviz::core
