#include "onnx/reader.h"

#include <cstring>

#include "base/limits.h"
#include "base/text.h"
#include "onnx/external_data.h"
#include "onnx/graph_builder.h"
#include "onnx/sniff.h"

namespace cnnviz::core {

namespace {

// `name` is how messages call the model.
std::shared_ptr<const Graph> read_model(std::span<const uint8_t> bytes, const std::string& name,
                                        const TensorSource& source, const ReadOptions& options) {
  try {
    // Weights that view the bytes own them together.
    return build_graph(read_model_proto(bytes, source), options.constants);
  } catch (const Error& error) {
    if (error.status() != Status::corrupt) fail(error.status(), name, ": ", error.what());
    const std::string foreign = describe_foreign_file(bytes);
    if (!foreign.empty()) fail(Status::corrupt, name, " is no ONNX model: ", foreign);
    fail(Status::corrupt, name, " is no readable ONNX model: ", error.what());
  }
}

}  // namespace

std::shared_ptr<const Graph> read_model_file(const std::string& path, const ReadOptions& options) {
  const std::shared_ptr<const MappedFile> file = MappedFile::open(path);
  check_limit(Limit::model_bytes, static_cast<int64_t>(file->bytes().size()), quoted(path),
              " is too large");
  ExternalData external(path, static_cast<int64_t>(file->bytes().size()));
  return read_model(file->bytes(), quoted(path), {file, &external}, options);
}

std::shared_ptr<const Graph> read_model_bytes(std::span<const uint8_t> bytes,
                                              const ReadOptions& options) {
  const auto size = static_cast<int64_t>(bytes.size());
  check_limit(Limit::model_bytes, size, "the model in memory is too large");
  const std::shared_ptr<void> copy = allocate_aligned(size);
  if (!bytes.empty()) std::memcpy(copy.get(), bytes.data(), bytes.size());
  return read_model({static_cast<const uint8_t*>(copy.get()), bytes.size()}, "the model in memory",
                    {copy, nullptr}, options);
}

}  // namespace cnnviz::core
