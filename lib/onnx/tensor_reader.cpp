#include "onnx/tensor_reader.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <optional>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/text.h"
#include "onnx/external_data.h"
#include "onnx/message.h"
#include "onnx/proto.h"

namespace cnnviz::core {

namespace {

using Bytes = std::span<const uint8_t>;

// What a TensorProto holds, before it is known how its elements are to be read. At most one of the
// data fields may be filled.
struct Parts {
  std::string name;
  ElementType element = ElementType::undefined;
  Shape dims;
  bool segmented = false;
  Bytes raw;                      // raw_data
  Bytes float_run;                // float_data that is one packed run: laid out as raw data is
  std::vector<float> floats;      // float_data otherwise
  std::vector<double> doubles;    // double_data
  std::vector<int64_t> integers;  // int32_data, int64_data or uint64_data
  bool external = false;
  std::string location;
  std::optional<std::string> offset, length;
};

void read_external_entry(Bytes bytes, Parts* parts) {
  Message message(bytes, "reference to external data");
  std::string key;
  Bytes value;  // a location may hold any byte; external_data.cpp judges it
  while (message.next()) {
    switch (message.field()) {
      case proto::kEntryKey:
        key = message.text();
        break;
      case proto::kEntryValue:
        value = message.bytes();
        break;
      default:
        message.skip();
    }
  }
  const std::string text(value.begin(), value.end());
  if (key == "location") parts->location = text;
  if (key == "offset") parts->offset = text;
  if (key == "length") parts->length = text;
}

void read_float_data(Message* message, Parts* parts) {
  if (message->is_length_delimited() && parts->float_run.empty() && parts->floats.empty()) {
    parts->float_run = message->bytes();
    return;
  }
  if (!parts->float_run.empty()) {
    require(parts->float_run.size() % sizeof(float) == 0, Status::corrupt,
            "its float data is cut short");
    parts->floats.resize(parts->float_run.size() / sizeof(float));
    std::memcpy(parts->floats.data(), parts->float_run.data(), parts->float_run.size());
    parts->float_run = {};
  }
  message->append_reals(&parts->floats);
}

void read_parts(Bytes bytes, Parts* parts) {
  Message message(bytes, "tensor");
  while (message.next()) {
    switch (message.field()) {
      case proto::kTensorDims:
        message.append_integers(&parts->dims);
        break;
      case proto::kTensorDataType:
        parts->element = ElementType{message.integer()};
        break;
      case proto::kTensorName:
        parts->name = message.text();
        break;
      case proto::kTensorRawData:
        parts->raw = message.bytes();
        break;
      case proto::kTensorFloatData:
        read_float_data(&message, parts);
        break;
      case proto::kTensorDoubleData:
        message.append_doubles(&parts->doubles);
        break;
      case proto::kTensorInt32Data:
      case proto::kTensorInt64Data:
      case proto::kTensorUint64Data:
        message.append_integers(&parts->integers);
        break;
      case proto::kTensorSegment:
        parts->segmented = true;
        message.skip();
        break;
      case proto::kTensorExternalData:
        read_external_entry(message.bytes(), parts);
        break;
      case proto::kTensorDataLocation:
        parts->external = message.integer() == proto::kDataLocationExternal;
        break;
      default:
        message.skip();
    }
  }
}

// Element i of data that need not be aligned.
template <typename T>
T load(Bytes data, size_t i) {
  T value;
  std::memcpy(&value, data.data() + i * sizeof(T), sizeof(T));
  return value;
}

template <typename Get>
Tensor fill_floats(const Shape& shape, const Get& get) {
  Tensor tensor(DataType::float32, shape);
  const std::span<float> values = tensor.mutable_floats();
  for (size_t i = 0; i < values.size(); ++i) values[i] = get(i);
  return tensor;
}

template <typename Get>
Tensor fill_ints(const Shape& shape, const Get& get) {
  Tensor tensor(DataType::int64, shape);
  const std::span<int64_t> values = tensor.mutable_ints();
  for (size_t i = 0; i < values.size(); ++i) values[i] = get(i);
  return tensor;
}

template <typename Get>
Tensor fill_booleans(const Shape& shape, const Get& get) {
  Tensor tensor(DataType::boolean, shape);
  const std::span<uint8_t> values = tensor.mutable_booleans();
  for (size_t i = 0; i < values.size(); ++i) values[i] = get(i) ? 1 : 0;
  return tensor;
}

int64_t signed_value(uint64_t value) {
  require(value <= static_cast<uint64_t>(std::numeric_limits<int64_t>::max()), Status::unsupported,
          "it holds ", value, "; the largest integer that is read is 2^63-1");
  return static_cast<int64_t>(value);
}

// A view where the elements are aligned and somebody owns them, else a copy.
Tensor raw_floats(const Shape& shape, Bytes data, std::shared_ptr<const void> owner) {
  const bool aligned = reinterpret_cast<uintptr_t>(data.data()) % alignof(float) == 0;
  if (owner != nullptr && aligned && !data.empty())
    return Tensor(DataType::float32, shape, std::move(owner), data.data());
  const std::shared_ptr<void> copy = allocate_aligned(static_cast<int64_t>(data.size()));
  auto* to = static_cast<uint8_t*>(copy.get());
  // By parts, whose pages of a mapped file need not stay in memory beside the copy.
  constexpr size_t kPart = 4 << 20;
  for (size_t at = 0; at < data.size(); at += kPart) {
    const Bytes part = data.subspan(at, std::min(kPart, data.size() - at));
    std::memcpy(to + at, part.data(), part.size());
    MappedFile::release(part);
  }
  return Tensor(DataType::float32, shape, copy, copy.get());
}

// The 4-bit integer in the lower half of a byte, or in the upper one.
int64_t half_of(uint8_t byte, bool upper, bool is_signed) {
  const int64_t value = upper ? byte >> 4 : byte & 15;
  return is_signed && value > 7 ? value - 16 : value;
}

// Elements as raw_data and external files store them: little-endian, one after another.
Tensor from_raw(const Parts& parts, Bytes data, std::shared_ptr<const void> owner) {
  const Shape& shape = parts.dims;
  switch (parts.element) {
    case ElementType::float32:
      return raw_floats(shape, data, std::move(owner));
    case ElementType::float64:
      return fill_floats(shape,
                         [&](size_t i) { return static_cast<float>(load<double>(data, i)); });
    case ElementType::float16:
      return fill_floats(shape, [&](size_t i) { return half_to_float(load<uint16_t>(data, i)); });
    case ElementType::bfloat16:
      return fill_floats(shape,
                         [&](size_t i) { return bfloat16_to_float(load<uint16_t>(data, i)); });
    case ElementType::int8:
      return fill_ints(shape, [&](size_t i) { return load<int8_t>(data, i); });
    case ElementType::uint8:
      return fill_ints(shape, [&](size_t i) { return load<uint8_t>(data, i); });
    case ElementType::int16:
      return fill_ints(shape, [&](size_t i) { return load<int16_t>(data, i); });
    case ElementType::uint16:
      return fill_ints(shape, [&](size_t i) { return load<uint16_t>(data, i); });
    case ElementType::int32:
      return fill_ints(shape, [&](size_t i) { return load<int32_t>(data, i); });
    case ElementType::uint32:
      return fill_ints(shape, [&](size_t i) { return load<uint32_t>(data, i); });
    case ElementType::int64:
      return fill_ints(shape, [&](size_t i) { return load<int64_t>(data, i); });
    case ElementType::uint64:
      return fill_ints(shape, [&](size_t i) { return signed_value(load<uint64_t>(data, i)); });
    case ElementType::int4:
    case ElementType::uint4:
      return fill_ints(shape, [&](size_t i) {
        return half_of(data[i / 2], i % 2 != 0, parts.element == ElementType::int4);
      });
    case ElementType::boolean:
      return fill_booleans(shape, [&](size_t i) { return data[i] != 0; });
    default:
      fail(Status::internal, "elements of type ", element_type_name(parts.element),
           " are not read");
  }
}

// An element of int32_data, which holds the smaller types too; a value that the type cannot hold is
// refused.
template <typename T>
T narrow(int64_t stored) {
  // A 32-bit field that a writer did not sign-extend to 64 bits means its lower 32.
  const auto value = static_cast<int32_t>(stored);
  require(value >= static_cast<int64_t>(std::numeric_limits<T>::min()) &&
              value <= static_cast<int64_t>(std::numeric_limits<T>::max()),
          Status::corrupt, "its value ", value, " is out of the range of its type");
  return static_cast<T>(value);
}

// Elements of the typed fields; their number has been checked.
Tensor from_typed(const Parts& parts) {
  const Shape& shape = parts.dims;
  const std::vector<int64_t>& stored = parts.integers;
  switch (parts.element) {
    case ElementType::float32:
      return fill_floats(shape, [&](size_t i) { return parts.floats[i]; });
    case ElementType::float64:
      return fill_floats(shape, [&](size_t i) { return static_cast<float>(parts.doubles[i]); });
    case ElementType::float16:
      return fill_floats(shape,
                         [&](size_t i) { return half_to_float(narrow<uint16_t>(stored[i])); });
    case ElementType::bfloat16:
      return fill_floats(shape,
                         [&](size_t i) { return bfloat16_to_float(narrow<uint16_t>(stored[i])); });
    case ElementType::int8:
      return fill_ints(shape, [&](size_t i) { return narrow<int8_t>(stored[i]); });
    case ElementType::uint8:
      return fill_ints(shape, [&](size_t i) { return narrow<uint8_t>(stored[i]); });
    case ElementType::int16:
      return fill_ints(shape, [&](size_t i) { return narrow<int16_t>(stored[i]); });
    case ElementType::uint16:
      return fill_ints(shape, [&](size_t i) { return narrow<uint16_t>(stored[i]); });
    case ElementType::int32:
      return fill_ints(shape, [&](size_t i) { return narrow<int32_t>(stored[i]); });
    case ElementType::uint32:
      return fill_ints(shape, [&](size_t i) { return static_cast<uint32_t>(stored[i]); });
    case ElementType::int64:
      return fill_ints(shape, [&](size_t i) { return stored[i]; });
    case ElementType::uint64:
      return fill_ints(shape,
                       [&](size_t i) { return signed_value(static_cast<uint64_t>(stored[i])); });
    case ElementType::int4:
    case ElementType::uint4:
      return fill_ints(shape, [&](size_t i) {
        return half_of(narrow<uint8_t>(stored[i / 2]), i % 2 != 0,
                       parts.element == ElementType::int4);
      });
    case ElementType::boolean:
      return fill_booleans(shape, [&](size_t i) { return stored[i] != 0; });
    default:
      fail(Status::internal, "elements of type ", element_type_name(parts.element),
           " are not read");
  }
}

// How many elements the typed fields hold, at most `count` where two share a number.
size_t typed_count(const Parts& parts, int64_t count) {
  switch (parts.element) {
    case ElementType::int4:
    case ElementType::uint4: {
      const size_t held = parts.integers.size() * 2;
      return count % 2 != 0 && held == static_cast<size_t>(count) + 1 ? held - 1 : held;
    }
    case ElementType::float32:
      return parts.floats.size();
    case ElementType::float64:
      return parts.doubles.size();
    default:
      return parts.integers.size();
  }
}

int64_t parse_count(const std::optional<std::string>& text, const char* what, int64_t fallback) {
  if (!text.has_value()) return fallback;
  int64_t value = 0;
  require(parse_int(*text, &value) && value >= 0, Status::corrupt, "the ", what,
          " of its external data is ", quoted(*text), ", not a number of bytes");
  return value;
}

// No allocation has been made yet: a shape too large to be true is found by the length of the data.
int64_t count_elements(const Shape& dims) {
  for (const int64_t extent : dims)
    require(extent >= 0, Status::corrupt, "its shape ", shape_text(dims), " has a negative extent");
  try {
    return element_count(dims);
  } catch (const Error&) {
    fail(Status::corrupt, "its shape ", shape_text(dims), " has more elements than any file holds");
  }
}

Tensor read_elements(const Parts& parts, const TensorSource& source) {
  require(!parts.segmented, Status::unsupported, "it is stored in segments, which are not read");
  require(parts.element != ElementType::undefined, Status::corrupt, "it has no element type");
  require(is_read(parts.element), Status::unsupported, "elements of type ",
          element_type_name(parts.element),
          " are not read (floating-point types of 16 to 64 bits, integers of 4 to 64 bits and bool "
          "are)");
  require(parts.dims.size() <= kMaxRank, Status::unsupported, "it has rank ", parts.dims.size(),
          "; the highest rank is ", kMaxRank);
  const int64_t count = count_elements(parts.dims);
  const int64_t bytes = stored_bytes(parts.element, count);
  check_limit(Limit::tensor_bytes, bytes, "it is too large");

  if (parts.external) {
    require(source.external != nullptr, Status::unsupported, "its data lies in the file ",
            quoted(parts.location), ": open the model by its path, not from memory");
    const int64_t offset = parse_count(parts.offset, "offset", 0);
    const int64_t length = parse_count(parts.length, "length", bytes);
    require(length == bytes, Status::corrupt, "shape ", shape_text(parts.dims), " of ",
            element_type_name(parts.element), " takes ", bytes,
            " bytes, but its external data has ", length);
    const ExternalData::Part part = source.external->read(parts.location, offset, length);
    return from_raw(parts, part.bytes, part.owner);
  }

  const int filled = !parts.raw.empty() + !parts.float_run.empty() + !parts.floats.empty() +
                     !parts.doubles.empty() + !parts.integers.empty();
  require(filled <= 1, Status::corrupt, "its elements are stored twice, in different forms");
  const bool as_float_run = parts.element == ElementType::float32 && !parts.float_run.empty();
  if (!parts.raw.empty() || as_float_run) {
    const Bytes data = as_float_run ? parts.float_run : parts.raw;
    require(data.size() == static_cast<size_t>(bytes), Status::corrupt, "shape ",
            shape_text(parts.dims), " of ", element_type_name(parts.element), " takes ", bytes,
            " bytes, but ", data.size(), " are stored");
    return from_raw(parts, data, source.owner);
  }
  const size_t held = typed_count(parts, count);
  require(held == static_cast<size_t>(count), Status::corrupt, "shape ", shape_text(parts.dims),
          " of ", element_type_name(parts.element), " has ", count, " elements, but ", held,
          " are stored");
  return from_typed(parts);
}

}  // namespace

TensorProto read_tensor_proto(std::span<const uint8_t> bytes, const std::string& fallback_name,
                              const TensorSource& source) {
  Parts parts;
  try {
    read_parts(bytes, &parts);
    return {parts.name, parts.element, read_elements(parts, source)};
  } catch (const Error& error) {
    const std::string& name = parts.name.empty() ? fallback_name : parts.name;
    fail(error.status(), "tensor ", quoted(name), ": ", error.what());
  }
}

std::optional<TensorProto> try_read_tensor_proto(std::span<const uint8_t> bytes,
                                                 const std::string& fallback_name,
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

}  // namespace cnnviz::core
