#include "corpus/pipeline.h"

#include <sys/stat.h>

#include <system_error>

#include "base/error.h"
#include "base/file.h"
#include "base/sha256.h"
#include "image/codec.h"

namespace cnnviz::core {

namespace {

// Names may wait without limit: who adds them adds few.
constexpr size_t kManyNames = 1 << 20;

// Whether an error says something of one image, and not of this process or the network.
bool is_of_image(Status status) {
  switch (status) {
    case Status::not_found:
    case Status::io:
    case Status::corrupt:
    case Status::unsupported:
    case Status::limit:
    case Status::invalid_argument:
      return true;
    default:
      return false;
  }
}

}  // namespace

PreparedFile prepare_file(const std::string& file, const Preprocessing& preprocessing) {
  PreparedFile prepared;
  IndexedImage& image = prepared.image;
  struct stat info {};
  // Before the file is read: a change in between shows as a change later.
  if (::stat(file.c_str(), &info) == 0)
    image.modified = int64_t{info.st_mtim.tv_sec} * 1'000'000'000 + info.st_mtim.tv_nsec;
  const std::vector<uint8_t> bytes = read_file(file);
  image.bytes = static_cast<int64_t>(bytes.size());
  image.sha256 = sha256(bytes);
  prepared.picture = decode_image(bytes, file);
  PreparedImage input = preprocess_image(prepared.picture, preprocessing);
  image.view = input.view;
  prepared.input = std::move(input.tensor);
  return prepared;
}

// Decoders are as many as computing threads: they sleep while enough is prepared, and hide the
// waiting for slow disks.
Pipeline::Pipeline(const Model& model, const CollectionSettings& settings, Progress* progress)
    : model_(model),
      observer_(model, settings),
      progress_(progress),
      waiting_(kManyNames),
      prepared_(static_cast<size_t>(2 * model.single_threads())),
      results_(static_cast<size_t>(4 * model.single_threads())) {
  const int count = model.single_threads();
  try {
    threads_.reserve(static_cast<size_t>(2 * count));
    for (int i = 0; i < count; ++i) {
      threads_.emplace_back([this] { run(&Pipeline::decode); });
      threads_.emplace_back([this] { run(&Pipeline::compute); });
    }
  } catch (const std::system_error& error) {
    stop();
    fail(Status::out_of_memory, "no thread can be started: ", error.what());
  } catch (...) {
    stop();
    throw;
  }
}

Pipeline::~Pipeline() {
  stop();
}

void Pipeline::stop() {
  waiting_.abandon();
  prepared_.abandon();
  results_.abandon();
  for (std::thread& thread : threads_) thread.join();
}

void Pipeline::run(void (Pipeline::*body)()) {
  try {
    (this->*body)();
  } catch (...) {
    {
      const std::lock_guard lock(mutex_);
      if (!error_) error_ = std::current_exception();
    }
    results_.close();
  }
}

void Pipeline::decode() {
  while (const std::optional<PipelineImage> image = waiting_.pop()) {
    check_cancelled(progress_);
    Prepared prepared;
    PipelineResult& result = prepared.result;
    try {
      PreparedFile file = prepare_file(image->file, model_.preprocessing());
      result.image = std::move(file.image);
      prepared.input = std::move(file.input);
    } catch (const Error& error) {
      if (!is_of_image(error.status())) throw;
      result.error = error.what();
    }
    result.image.id = image->id;
    result.image.name = image->name;
    const bool taken = result.error.empty() ? prepared_.push(std::move(prepared))
                                            : results_.push(std::move(result));
    if (!taken) return;
  }
}

void Pipeline::compute() {
  while (std::optional<Prepared> prepared = prepared_.pop()) {
    PipelineResult& result = prepared->result;
    model_.with_executor(1, [&](GraphExecutor& executor) {
      result.seen = observer_.observe(executor, prepared->input, progress_);
    });
    result.image.classes = result.seen.classes;
    if (!results_.push(std::move(result))) return;
  }
}

PipelineResult Pipeline::next() {
  std::optional<PipelineResult> result = results_.pop();
  if (result) return std::move(*result);
  const std::lock_guard lock(mutex_);
  if (error_) std::rethrow_exception(error_);
  fail(Status::internal, "the threads of an index ended early");
}

}  // namespace cnnviz::core
