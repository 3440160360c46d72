#include "onnx/model_proto.h"

#include "base/limits.h"
#include "base/text.h"
#include "graph/graph.h"
#include "onnx/message.h"
#include "onnx/proto.h"

namespace cnnviz::core {

namespace {

using Bytes = std::span<const uint8_t>;

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
        check_limit(Limit::nodes, static_cast<int64_t>(model->nodes.size()) + 1,
                    "the network has too many nodes");
        model->nodes.push_back(
            read_node_proto(message.bytes(), static_cast<int64_t>(model->nodes.size()), source));
        break;
      case proto::kGraphInitializer:
        if (auto tensor =
                try_read_tensor_proto(message.bytes(), concat("#", model->initializers.size()),
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
