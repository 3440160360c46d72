#include "onnx/node_proto.h"

#include "base/text.h"
#include "onnx/message.h"
#include "onnx/proto.h"

namespace cnnviz::core {

namespace {

using Bytes = std::span<const uint8_t>;
using proto::AttributeKind;

// AttributeProto before its kind is settled.
struct AttributeFields {
  std::string name;
  AttributeKind kind = AttributeKind::undefined;
  AttributeKind seen = AttributeKind::undefined;  // by the field that is filled
  bool reference = false;                         // ref_attr_name
  int64_t integer = 0;
  float real = 0;
  std::string string;
  Bytes tensor;
  std::vector<int64_t> integers;
  std::vector<float> reals;
  std::vector<std::string> strings;
};

std::string to_string(Bytes bytes) {
  return {bytes.begin(), bytes.end()};
}

AttributeFields read_attribute_fields(Bytes bytes) {
  AttributeFields fields;
  Message message(bytes, "attribute");
  while (message.next()) {
    const auto see = [&](AttributeKind kind) { fields.seen = kind; };
    const auto see_and_skip = [&](AttributeKind kind) {
      fields.seen = kind;
      message.skip();
    };
    switch (message.field()) {
      case proto::kAttributeName:
        fields.name = message.text();
        break;
      case proto::kAttributeType:
        fields.kind = AttributeKind{message.integer()};
        break;
      case proto::kAttributeReference:
        fields.reference = true;
        message.skip();
        break;
      case proto::kAttributeFloat:
        see(AttributeKind::real);
        fields.real = message.real();
        break;
      case proto::kAttributeInt:
        see(AttributeKind::integer);
        fields.integer = message.integer();
        break;
      case proto::kAttributeString:
        see(AttributeKind::string);
        fields.string = to_string(message.bytes());
        break;
      case proto::kAttributeTensor:
        see(AttributeKind::tensor);
        fields.tensor = message.bytes();
        break;
      case proto::kAttributeFloats:
        see(AttributeKind::reals);
        message.append_reals(&fields.reals);
        break;
      case proto::kAttributeInts:
        see(AttributeKind::integers);
        message.append_integers(&fields.integers);
        break;
      case proto::kAttributeStrings:
        see(AttributeKind::strings);
        fields.strings.push_back(to_string(message.bytes()));
        break;
      case proto::kAttributeGraph:
        see_and_skip(AttributeKind::graph);
        break;
      case proto::kAttributeGraphs:
        see_and_skip(AttributeKind::graphs);
        break;
      case proto::kAttributeTensors:
        see_and_skip(AttributeKind::tensors);
        break;
      case proto::kAttributeSparseTensor:
        see_and_skip(AttributeKind::sparse_tensor);
        break;
      case proto::kAttributeSparseTensors:
        see_and_skip(AttributeKind::sparse_tensors);
        break;
      case proto::kAttributeTypeProto:
        see_and_skip(AttributeKind::type_proto);
        break;
      case proto::kAttributeTypeProtos:
        see_and_skip(AttributeKind::type_protos);
        break;
      default:
        message.skip();
    }
  }
  // Old writers leave the kind out; then the field that is filled tells it.
  if (fields.kind == AttributeKind::undefined) fields.kind = fields.seen;
  return fields;
}

const char* kind_text(AttributeKind kind) {
  switch (kind) {
    case AttributeKind::tensors:
      return "a list of tensors";
    case AttributeKind::sparse_tensor:
    case AttributeKind::sparse_tensors:
      return "a sparse tensor";
    case AttributeKind::type_proto:
    case AttributeKind::type_protos:
      return "a type";
    default:
      return "a kind of value that this version does not know";
  }
}

void read_attribute(Bytes bytes, const TensorSource& source, NodeProto* node) {
  AttributeFields fields = read_attribute_fields(bytes);
  NodeView& view = node->view;
  view.require(!fields.name.empty(), Status::corrupt, "an attribute has no name");
  view.require(!view.has(fields.name), Status::corrupt, "attribute ", quoted(fields.name),
               " is given twice");
  view.require(!fields.reference, Status::corrupt, "attribute ", quoted(fields.name),
               " refers to an attribute of a function, but the node is in none");
  Attribute& value = view.attributes[fields.name];
  switch (fields.kind) {
    case AttributeKind::real:
      value = fields.real;
      break;
    case AttributeKind::integer:
      value = fields.integer;
      break;
    case AttributeKind::string:
      value = std::move(fields.string);
      break;
    case AttributeKind::reals:
      value = std::move(fields.reals);
      break;
    case AttributeKind::integers:
      value = std::move(fields.integers);
      break;
    case AttributeKind::strings:
      value = std::move(fields.strings);
      break;
    case AttributeKind::tensor:
      if (const auto tensor =
              try_read_tensor_proto(fields.tensor, fields.name, source, &node->unreadable)) {
        value = tensor->tensor;
        if (fields.name == "value") node->value_element = tensor->element;
      }
      break;
    case AttributeKind::graph:
    case AttributeKind::graphs:
      node->has_subgraph = true;
      view.attributes.erase(fields.name);
      break;
    case AttributeKind::undefined:
      view.fail(Status::corrupt, "attribute ", quoted(fields.name), " has neither kind nor value");
    default:
      node->unreadable = concat("attribute ", quoted(fields.name), " is ", kind_text(fields.kind));
      view.attributes.erase(fields.name);
  }
}

}  // namespace

std::string normal_domain(const std::string& domain) {
  return domain == "ai.onnx" ? "" : domain;
}

NodeProto read_node_proto(std::span<const uint8_t> bytes, int64_t index,
                          const TensorSource& source) {
  NodeProto node;
  NodeView& view = node.view;
  view.index = index;
  std::vector<Bytes> attributes;  // read last: messages about them name the node
  Message message(bytes, "node");
  while (message.next()) {
    switch (message.field()) {
      case proto::kNodeInput:
        view.inputs.push_back(message.text());
        break;
      case proto::kNodeOutput:
        view.outputs.push_back(message.text());
        break;
      case proto::kNodeName:
        view.name = message.text();
        break;
      case proto::kNodeOpType:
        view.type = message.text();
        break;
      case proto::kNodeDomain:
        view.domain = normal_domain(message.text());
        break;
      case proto::kNodeAttribute:
        attributes.push_back(message.bytes());
        break;
      default:
        message.skip();
    }
  }
  for (const Bytes attribute : attributes) read_attribute(attribute, source, &node);
  return node;
}

}  // namespace cnnviz::core
