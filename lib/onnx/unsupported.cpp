#include "onnx/unsupported.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "base/text.h"
#include "ops/registry.h"

namespace cnnviz::core {

namespace {

constexpr size_t kListedTypes = 20;
constexpr size_t kListedNodes = 3;

enum class Reason {
  unknown,
  opset,
  control_flow,
  function,
  quantized,
  machine_layout,
  other_domain
};

bool is_control_flow(const NodeProto& node) {
  return node.has_subgraph || node.view.type == "If" || node.view.type == "Loop" ||
         node.view.type == "Scan";
}

bool is_quantized(const std::string& type) {
  static constexpr const char* kTypes[] = {
      "QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear", "QLinearConv",
      "QLinearMatMul",  "ConvInteger",      "MatMulInteger"};
  return std::find(std::begin(kTypes), std::end(kTypes), type) != std::end(kTypes) ||
         type.rfind("QLinear", 0) == 0;
}

Reason reason_of(const NodeProto& node, const FunctionNames& functions,
                 const std::set<std::string>& known) {
  const NodeView& view = node.view;
  if (functions.count({view.domain, view.type}) != 0) return Reason::function;
  if (is_control_flow(node)) return Reason::control_flow;
  if (is_quantized(view.type)) return Reason::quantized;
  if (view.domain == "com.microsoft.nchwc" || view.domain == "com.ms.internal.nhwc")
    return Reason::machine_layout;
  if (!view.domain.empty()) return Reason::other_domain;
  return known.count(view.type) != 0 ? Reason::opset : Reason::unknown;
}

const char* advice(Reason reason) {
  switch (reason) {
    case Reason::unknown:
      return "Export the model without them, or cut off the part that holds them "
             "(onnx.utils.extract_model).";
    case Reason::opset:
      return "Convert the model to another opset with onnx.version_converter.";
    case Reason::control_flow:
      return "If, Loop and Scan: export with fixed shapes and constant conditions, or simplify the "
             "file (onnxsim).";
    case Reason::function:
      return "Inline the functions that the file defines (onnx.inliner.inline_local_functions).";
    case Reason::quantized:
      return "Quantized operators are read where their scales and zero points are constants: else "
             "use the float32 model that this one was made from.";
    case Reason::machine_layout:
      return "onnxruntime wrote the model in the layout of one machine: save it at the "
             "optimization "
             "level \"extended\" (ORT_ENABLE_EXTENDED), which any machine can read.";
    case Reason::other_domain:
      return "Operators outside of standard ONNX come from an optimizer or a custom extension: use "
             "the model from before that step.";
  }
  return "";
}

struct Group {
  size_t count = 0;
  std::vector<std::string> nodes;
};

// Names in a damaged file may be anything.
std::string plain(const std::string& type) {
  return type.size() <= 64 ? type : quoted(type);
}

}  // namespace

void fail_unsupported(const std::vector<const NodeProto*>& nodes, const FunctionNames& functions) {
  const std::vector<std::string> types = known_types();
  const std::set<std::string> known(types.begin(), types.end());
  std::map<std::string, Group> groups;
  std::set<Reason> reasons;
  for (const NodeProto* node : nodes) {
    const NodeView& view = node->view;
    const Reason reason = reason_of(*node, functions, known);
    reasons.insert(reason);
    std::string type = plain(view.domain.empty() ? view.type : concat(view.domain, ".", view.type));
    if (reason == Reason::opset) type += concat(" of opset ", view.opset);
    Group& group = groups[type];
    ++group.count;
    if (group.nodes.size() < kListedNodes)
      group.nodes.push_back(view.name.empty() ? concat("#", view.index) : quoted(view.name));
  }

  std::vector<std::string> listed;
  for (const auto& [type, group] : groups) {
    if (listed.size() == kListedTypes) {
      listed.push_back(concat("and ", groups.size() - kListedTypes, " more types"));
      break;
    }
    const char* more = group.count > group.nodes.size() ? ", ..." : "";
    listed.push_back(concat(type, " (", group.count, group.count == 1 ? " node: " : " nodes: ",
                            join(group.nodes), more, ")"));
  }
  std::vector<std::string> advices;
  for (const Reason reason : reasons) advices.emplace_back(advice(reason));
  fail(Status::unsupported, "it uses operators that are not supported: ", join(listed, "; "), ". ",
       join(advices, " "));
}

}  // namespace cnnviz::core
