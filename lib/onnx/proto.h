// The part of ONNX's protobuf schema that is read: field numbers and enumerations, by message, with
// the names of the ONNX IR specification. (Format: github.com/onnx/onnx, docs/IR.md.)
#pragma once

#include <cstdint>

namespace cnnviz::core::proto {

enum Model : uint32_t {
  kModelIrVersion = 1,
  kModelProducerName = 2,
  kModelProducerVersion = 3,
  kModelGraph = 7,
  kModelOpsetImport = 8,
  kModelMetadata = 14,
  kModelFunctions = 25,
};

enum OperatorSet : uint32_t { kOpsetDomain = 1, kOpsetVersion = 2 };

enum StringEntry : uint32_t { kEntryKey = 1, kEntryValue = 2 };

enum Function : uint32_t { kFunctionName = 1, kFunctionDomain = 10 };

enum Graph : uint32_t {
  kGraphNode = 1,
  kGraphName = 2,
  kGraphInitializer = 5,
  kGraphInput = 11,
  kGraphOutput = 12,
  kGraphSparseInitializer = 15,
};

enum Node : uint32_t {
  kNodeInput = 1,
  kNodeOutput = 2,
  kNodeName = 3,
  kNodeOpType = 4,
  kNodeAttribute = 5,
  kNodeDomain = 7,
};

enum Attribute : uint32_t {
  kAttributeName = 1,
  kAttributeFloat = 2,
  kAttributeInt = 3,
  kAttributeString = 4,
  kAttributeTensor = 5,
  kAttributeGraph = 6,
  kAttributeFloats = 7,
  kAttributeInts = 8,
  kAttributeStrings = 9,
  kAttributeTensors = 10,
  kAttributeGraphs = 11,
  kAttributeTypeProto = 14,
  kAttributeTypeProtos = 15,
  kAttributeType = 20,
  kAttributeReference = 21,
  kAttributeSparseTensor = 22,
  kAttributeSparseTensors = 23,
};

// AttributeProto.AttributeType
enum class AttributeKind : int64_t {
  undefined = 0,
  real = 1,
  integer = 2,
  string = 3,
  tensor = 4,
  graph = 5,
  reals = 6,
  integers = 7,
  strings = 8,
  tensors = 9,
  graphs = 10,
  sparse_tensor = 11,
  sparse_tensors = 12,
  type_proto = 13,
  type_protos = 14,
};

enum ValueInfo : uint32_t { kValueName = 1, kValueType = 2 };

enum Type : uint32_t {
  kTypeTensor = 1,
  kTypeSequence = 4,
  kTypeMap = 5,
  kTypeSparseTensor = 8,
  kTypeOptional = 9,
};

enum TensorType : uint32_t { kTensorTypeElement = 1, kTensorTypeShape = 2 };

enum TensorShape : uint32_t { kShapeDimension = 1 };

enum Dimension : uint32_t { kDimensionValue = 1, kDimensionParameter = 2 };

enum Tensor : uint32_t {
  kTensorDims = 1,
  kTensorDataType = 2,
  kTensorSegment = 3,
  kTensorFloatData = 4,
  kTensorInt32Data = 5,  // also int8, uint8, int16, uint16, bool; the bits of float16 and bfloat16
  kTensorStringData = 6,
  kTensorInt64Data = 7,
  kTensorName = 8,
  kTensorRawData = 9,
  kTensorDoubleData = 10,
  kTensorUint64Data = 11,  // also uint32
  kTensorExternalData = 13,
  kTensorDataLocation = 14,
};

// TensorProto.DataLocation
constexpr int64_t kDataLocationExternal = 1;

}  // namespace cnnviz::core::proto
