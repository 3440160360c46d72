// Bytes of an ONNX file, opened as a model from memory; what opens is described, and run where its
// input is small.
#include "fuzz/fuzz.h"
#include "model/model.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace cnnviz::test;
  constexpr int64_t kMostElements = 1 << 12;
  set_small_limits();
  const Deadline deadline;
  answers([&] {
    ModelOptions options;
    options.threads = 1;
    options.max_memory = int64_t{1} << 28;
    const auto model = Model::open_memory({data, size}, options);
    model->tensors();
    const Graph& graph = model->graph();
    if (graph.inputs.size() != 1 || element_count(model->input_shape()) > kMostElements) return;
    const Tensor input(graph.inputs[0].type, model->input_shape());
    model->run({{model->input(), input}}, {graph.name(graph.outputs.at(0))});
  });
  return 0;
}
