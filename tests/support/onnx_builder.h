// Small ONNX models, put together in a test:
//
//   ModelBuilder model(13);  // the opset
//   model.input("x", {1, 3, 8, "width"})
//       .initializer("w", Tensor::from_floats({4, 3, 3, 3}, weights))
//       .node("Conv", {"x", "w"}, {"y"}, {{"pads", Ints{1, 1, 1, 1}}, {"group", 1}})
//       .output("y");
//   const auto graph = read_model_bytes(model.bytes());
//
// Protobuf messages may be joined by appending their bytes: what the builder has no word for is
// added to the strings that tensor_proto, attribute_proto and node_proto return.
#pragma once

#include <cstdint>
#include <protozero/pbf_writer.hpp>
#include <string>
#include <utility>
#include <vector>

#include "base/file.h"
#include "graph/node_view.h"
#include "onnx/element_type.h"
#include "onnx/proto.h"

namespace cnnviz::test {

using namespace cnnviz::core;
using Ints = std::vector<int64_t>;
using Floats = std::vector<float>;
using Names = std::vector<std::string>;
using Attributes = std::vector<std::pair<std::string, Attribute>>;

// An extent of an input: a number, or the name of an open one.
struct Extent {
  Extent(int value) : number(value) {}
  Extent(int64_t value) : number(value) {}
  Extent(const char* name) : parameter(name) {}
  int64_t number = 0;
  std::string parameter;
};

// dims, type and name of a TensorProto, without elements.
inline std::string tensor_head(const std::string& name, const Shape& dims, ElementType element) {
  std::string bytes;
  protozero::pbf_writer writer(bytes);
  writer.add_packed_int64(proto::kTensorDims, dims.begin(), dims.end());
  writer.add_int64(proto::kTensorDataType, static_cast<int64_t>(element));
  writer.add_string(proto::kTensorName, name);
  return bytes;
}

inline std::string tensor_proto(const std::string& name, const Tensor& tensor) {
  const ElementType element = tensor.type() == DataType::float32 ? ElementType::float32
                              : tensor.type() == DataType::int64 ? ElementType::int64
                                                                 : ElementType::boolean;
  std::string bytes = tensor_head(name, tensor.shape(), element);
  protozero::pbf_writer(bytes).add_bytes(proto::kTensorRawData,
                                         static_cast<const char*>(tensor.data()),
                                         static_cast<size_t>(tensor.bytes()));
  return bytes;
}

// A tensor whose elements lie in another file; an empty offset or length is left out.
inline std::string external_tensor_proto(const std::string& name, const Shape& dims,
                                         ElementType element, const std::string& location,
                                         const std::string& offset = "",
                                         const std::string& length = "") {
  std::string bytes = tensor_head(name, dims, element);
  protozero::pbf_writer writer(bytes);
  const auto add = [&](const std::string& key, const std::string& value) {
    if (value.empty() && key != "location") return;
    protozero::pbf_writer entry(writer, proto::kTensorExternalData);
    entry.add_string(proto::kEntryKey, key);
    entry.add_bytes(proto::kEntryValue, value);
  };
  add("location", location);
  add("offset", offset);
  add("length", length);
  writer.add_int64(proto::kTensorDataLocation, proto::kDataLocationExternal);
  return bytes;
}

inline std::string attribute_proto(const std::string& name, const Attribute& value) {
  using proto::AttributeKind;
  std::string bytes;
  protozero::pbf_writer writer(bytes);
  writer.add_string(proto::kAttributeName, name);
  AttributeKind kind = AttributeKind::undefined;
  if (const auto* integer = std::get_if<int64_t>(&value)) {
    kind = AttributeKind::integer;
    writer.add_int64(proto::kAttributeInt, *integer);
  } else if (const auto* real = std::get_if<float>(&value)) {
    kind = AttributeKind::real;
    writer.add_float(proto::kAttributeFloat, *real);
  } else if (const auto* string = std::get_if<std::string>(&value)) {
    kind = AttributeKind::string;
    writer.add_bytes(proto::kAttributeString, *string);
  } else if (const auto* integers = std::get_if<Ints>(&value)) {
    kind = AttributeKind::integers;
    for (const int64_t item : *integers) writer.add_int64(proto::kAttributeInts, item);
  } else if (const auto* reals = std::get_if<Floats>(&value)) {
    kind = AttributeKind::reals;
    for (const float item : *reals) writer.add_float(proto::kAttributeFloats, item);
  } else if (const auto* strings = std::get_if<Names>(&value)) {
    kind = AttributeKind::strings;
    for (const std::string& item : *strings) writer.add_bytes(proto::kAttributeStrings, item);
  } else if (const auto* tensor = std::get_if<Tensor>(&value)) {
    kind = AttributeKind::tensor;
    writer.add_message(proto::kAttributeTensor, tensor_proto("", *tensor));
  }
  writer.add_int64(proto::kAttributeType, static_cast<int64_t>(kind));
  return bytes;
}

inline std::string node_proto(const std::string& type, const Names& inputs, const Names& outputs,
                              const Attributes& attributes = {}, const std::string& name = "",
                              const std::string& domain = "") {
  std::string bytes;
  protozero::pbf_writer writer(bytes);
  for (const std::string& input : inputs) writer.add_string(proto::kNodeInput, input);
  for (const std::string& output : outputs) writer.add_string(proto::kNodeOutput, output);
  if (!name.empty()) writer.add_string(proto::kNodeName, name);
  writer.add_string(proto::kNodeOpType, type);
  for (const auto& [key, value] : attributes)
    writer.add_message(proto::kNodeAttribute, attribute_proto(key, value));
  if (!domain.empty()) writer.add_string(proto::kNodeDomain, domain);
  return bytes;
}

class ModelBuilder {
 public:
  explicit ModelBuilder(int64_t opset = 17) { import_opset("", opset); }

  ModelBuilder& ir_version(int64_t version) {
    ir_version_ = version;
    return *this;
  }
  ModelBuilder& import_opset(const std::string& domain, int64_t version) {
    protozero::pbf_writer writer(model_);
    protozero::pbf_writer opset(writer, proto::kModelOpsetImport);
    opset.add_string(proto::kOpsetDomain, domain);
    opset.add_int64(proto::kOpsetVersion, version);
    return *this;
  }
  ModelBuilder& no_opset() {
    model_.clear();
    return *this;
  }
  ModelBuilder& producer(const std::string& name, const std::string& version) {
    protozero::pbf_writer writer(model_);
    writer.add_string(proto::kModelProducerName, name);
    writer.add_string(proto::kModelProducerVersion, version);
    return *this;
  }
  ModelBuilder& metadata(const std::string& key, const std::string& value) {
    protozero::pbf_writer writer(model_);
    protozero::pbf_writer entry(writer, proto::kModelMetadata);
    entry.add_string(proto::kEntryKey, key);
    entry.add_string(proto::kEntryValue, value);
    return *this;
  }
  ModelBuilder& function(const std::string& domain, const std::string& name) {
    protozero::pbf_writer writer(model_);
    protozero::pbf_writer function(writer, proto::kModelFunctions);
    function.add_string(proto::kFunctionName, name);
    function.add_string(proto::kFunctionDomain, domain);
    return *this;
  }

  ModelBuilder& input(const std::string& name, const std::vector<Extent>& extents,
                      ElementType element = ElementType::float32) {
    std::string shape;
    protozero::pbf_writer shape_writer(shape);
    for (const Extent& extent : extents) {
      protozero::pbf_writer dimension(shape_writer, proto::kShapeDimension);
      if (extent.parameter.empty())
        dimension.add_int64(proto::kDimensionValue, extent.number);
      else
        dimension.add_string(proto::kDimensionParameter, extent.parameter);
    }
    return add_value(proto::kGraphInput, name, element, &shape);
  }
  ModelBuilder& input_without_shape(const std::string& name,
                                    ElementType element = ElementType::float32) {
    return add_value(proto::kGraphInput, name, element, nullptr);
  }
  ModelBuilder& initializer(const std::string& name, const Tensor& tensor) {
    return initializer_bytes(tensor_proto(name, tensor));
  }
  ModelBuilder& initializer_bytes(const std::string& tensor) {
    protozero::pbf_writer(graph_).add_message(proto::kGraphInitializer, tensor);
    return *this;
  }
  ModelBuilder& node(const std::string& type, const Names& inputs, const Names& outputs,
                     const Attributes& attributes = {}, const std::string& name = "",
                     const std::string& domain = "") {
    return node_bytes(node_proto(type, inputs, outputs, attributes, name, domain));
  }
  ModelBuilder& node_bytes(const std::string& node) {
    protozero::pbf_writer(graph_).add_message(proto::kGraphNode, node);
    return *this;
  }
  // An output need not say its type.
  ModelBuilder& output(const std::string& name, ElementType element = ElementType::undefined) {
    return add_value(proto::kGraphOutput, name, element, nullptr);
  }
  // Any other field of the graph.
  ModelBuilder& graph_bytes(const std::string& bytes) {
    graph_ += bytes;
    return *this;
  }

  std::vector<uint8_t> bytes() const {
    std::string whole;
    protozero::pbf_writer writer(whole);
    writer.add_int64(proto::kModelIrVersion, ir_version_);
    whole += model_;
    writer.add_message(proto::kModelGraph, graph_);
    return {whole.begin(), whole.end()};
  }
  void write(const std::string& path) const { write_file(path, bytes()); }

 private:
  ModelBuilder& add_value(proto::Graph field, const std::string& name, ElementType element,
                          const std::string* shape) {
    protozero::pbf_writer writer(graph_);
    protozero::pbf_writer value(writer, field);
    value.add_string(proto::kValueName, name);
    protozero::pbf_writer type(value, proto::kValueType);
    protozero::pbf_writer tensor(type, proto::kTypeTensor);
    if (element != ElementType::undefined)
      tensor.add_int64(proto::kTensorTypeElement, static_cast<int64_t>(element));
    if (shape != nullptr) tensor.add_message(proto::kTensorTypeShape, *shape);
    return *this;
  }

  int64_t ir_version_ = 8;
  std::string model_, graph_;
};

}  // namespace cnnviz::test
