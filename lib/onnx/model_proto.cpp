#include "onnx/model_proto.h"

#include <optional>

#include "base/text.h"
#include "graph/graph.h"
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

// Nothing, and why, where the tensor is of a kind that is not supported.
std::optional<TensorProto> read_supported_tensor(Bytes bytes, const std::string& fallback_name,
                                                 const TensorSource& source,
                                                 std::string* unsupported) {
  try {
    return read_tensor_proto(bytes, fallback_name, source);
  } catch (const Error& error) {
    if (error.status() != Status::unsupported) throw;
    if (unsupported->empty()) *unsupported = error.what();
    return std::nullopt;
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
              read_supported_tensor(fields.tensor, fields.name, source, &node->unreadable))
        value = tensor->tensor;
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

NodeProto read_node(Bytes bytes, int64_t index, const TensorSource& source) {
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

int64_t read_dimension(Bytes bytes) {
  Message message(bytes, "dimension");
  int64_t extent = kDynamic;
  while (message.next()) {
    if (message.field() == proto::kDimensionValue)
      extent = message.integer();
    else
      message.skip();
  }
  return extent < 0 ? kDynamic : extent;  // some exporters write an open extent as -1
}

void read_tensor_type(Bytes bytes, ValueProto* value) {
  Message message(bytes, "tensor type");
  while (message.next()) {
    switch (message.field()) {
      case proto::kTensorTypeElement:
        value->element = ElementType{message.integer()};
        break;
      case proto::kTensorTypeShape: {
        value->shape_known = true;
        Message shape(message.bytes(), "shape");
        while (shape.next()) {
          if (shape.field() == proto::kShapeDimension)
            value->shape.push_back(read_dimension(shape.bytes()));
          else
            shape.skip();
        }
        break;
      }
      default:
        message.skip();
    }
  }
}

ValueProto read_value(Bytes bytes) {
  ValueProto value;
  Message message(bytes, "graph input or output");
  while (message.next()) {
    switch (message.field()) {
      case proto::kValueName:
        value.name = message.text();
        break;
      case proto::kValueType: {
        Message type(message.bytes(), "type");
        while (type.next()) {
          if (type.field() == proto::kTypeTensor) {
            read_tensor_type(type.bytes(), &value);
            continue;
          }
          if (type.field() == proto::kTypeSequence || type.field() == proto::kTypeMap ||
              type.field() == proto::kTypeSparseTensor || type.field() == proto::kTypeOptional)
            value.is_tensor = false;
          type.skip();
        }
        break;
      }
      default:
        message.skip();
    }
  }
  return value;
}

void read_graph(Bytes bytes, const TensorSource& source, ModelProto* model) {
  Message message(bytes, "graph");
  while (message.next()) {
    switch (message.field()) {
      case proto::kGraphNode:
        model->nodes.push_back(
            read_node(message.bytes(), static_cast<int64_t>(model->nodes.size()), source));
        break;
      case proto::kGraphInitializer:
        if (auto tensor =
                read_supported_tensor(message.bytes(), concat("#", model->initializers.size()),
                                      source, &model->unreadable_initializer))
          model->initializers.push_back(std::move(*tensor));
        break;
      case proto::kGraphInput:
        model->inputs.push_back(read_value(message.bytes()));
        break;
      case proto::kGraphOutput:
        model->outputs.push_back(read_value(message.bytes()));
        break;
      case proto::kGraphSparseInitializer:
        model->has_sparse_initializers = true;
        message.skip();
        break;
      default:
        message.skip();
    }
  }
}

std::pair<std::string, std::string> read_string_entry(Bytes bytes) {
  Message message(bytes, "metadata entry");
  std::pair<std::string, std::string> entry;
  while (message.next()) {
    switch (message.field()) {
      case proto::kEntryKey:
        entry.first = message.text();
        break;
      case proto::kEntryValue:
        entry.second = message.text();
        break;
      default:
        message.skip();
    }
  }
  return entry;
}

void read_opset(Bytes bytes, ModelProto* model) {
  Message message(bytes, "operator set");
  std::string domain;
  int64_t version = 0;
  while (message.next()) {
    switch (message.field()) {
      case proto::kOpsetDomain:
        domain = normal_domain(message.text());
        break;
      case proto::kOpsetVersion:
        version = message.integer();
        break;
      default:
        message.skip();
    }
  }
  const auto [entry, added] = model->opsets.emplace(domain, version);
  require(added || entry->second == version, Status::corrupt, "the operator set ",
          quoted(domain.empty() ? "ai.onnx" : domain), " is imported in two versions, ",
          entry->second, " and ", version);
}

void read_function(Bytes bytes, ModelProto* model) {
  Message message(bytes, "function");
  std::string domain, name;
  while (message.next()) {
    switch (message.field()) {
      case proto::kFunctionName:
        name = message.text();
        break;
      case proto::kFunctionDomain:
        domain = normal_domain(message.text());
        break;
      default:
        message.skip();
    }
  }
  model->functions.emplace(domain, name);
}

}  // namespace

std::string normal_domain(const std::string& domain) {
  return domain == "ai.onnx" ? "" : domain;
}

ModelProto read_model_proto(std::span<const uint8_t> bytes, const TensorSource& source) {
  ModelProto model;
  std::string producer_version;
  Bytes graph;
  Message message(bytes, "model");
  while (message.next()) {
    switch (message.field()) {
      case proto::kModelIrVersion:
        model.ir_version = message.integer();
        break;
      case proto::kModelProducerName:
        model.producer = message.text();
        break;
      case proto::kModelProducerVersion:
        producer_version = message.text();
        break;
      case proto::kModelOpsetImport:
        read_opset(message.bytes(), &model);
        break;
      case proto::kModelMetadata:
        model.metadata.insert(read_string_entry(message.bytes()));
        break;
      case proto::kModelFunctions:
        read_function(message.bytes(), &model);
        break;
      case proto::kModelGraph:
        require(!model.has_graph, Status::corrupt, "the file holds two graphs");
        model.has_graph = true;
        graph = message.bytes();
        break;
      default:
        message.skip();
    }
  }
  if (!producer_version.empty())
    model.producer += concat(model.producer.empty() ? "" : " ", producer_version);
  if (model.has_graph) read_graph(graph, source, &model);
  return model;
}

}  // namespace cnnviz::core
