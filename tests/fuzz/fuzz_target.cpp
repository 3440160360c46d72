// The text of a target, parsed against a model whose names hold what the grammar is made of; what
// is accepted is explained.
#include <string_view>

#include "fuzz/fuzz.h"
#include "model/explain.h"
#include "model/target_parser.h"
#include "support/onnx_builder.h"

namespace {

using namespace cnnviz::test;

// x -> "block/a:1" -> its activation "block/a" -> "sum - 1.5*top" -> logits, with labels of
// several words and signs.
std::shared_ptr<const Model> open_small_model() {
  const auto bytes = ModelBuilder(13)
                         .input("x", {"N", 3, 6, 6})
                         .initializer("w", Tensor::from_floats({4, 3, 1, 1}, Floats(12, 0.25f)))
                         .initializer("v", Tensor::from_floats({3, 4, 1, 1}, Floats(12, -0.5f)))
                         .node("Conv", {"x", "w"}, {"block/a:1"}, {}, "conv")
                         .node("Relu", {"block/a:1"}, {"block/a"}, {}, "layer:relu")
                         .node("Conv", {"block/a", "v"}, {"sum - 1.5*top"}, {}, "say \"when\"")
                         .node("GlobalAveragePool", {"sum - 1.5*top"}, {"pooled"})
                         .node("Flatten", {"pooled"}, {"logits"})
                         .node("Softmax", {"logits"}, {"p"})
                         .output("p")
                         .bytes();
  ModelOptions options;
  options.threads = 1;
  return Model::open_memory(bytes, options);
}

}  // namespace

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  set_small_limits();
  const Deadline deadline;
  static const auto model = open_small_model();
  static const Tensor input(DataType::float32, {1, 3, 6, 6});
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  // A selector may name any file of this machine.
  if (text.find(".npy") != std::string_view::npos || text.find('/') == 0) return 0;
  answers([&] { split_names(text); });
  Target target;
  if (!answers([&] { target = parse_target(*model, text); })) return 0;
  answers([&] { explain_saliency(*model, {{"x", input}}, {target}, {}, nullptr, nullptr); });
  return 0;
}
