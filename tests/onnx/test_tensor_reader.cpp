#include "onnx/tensor_reader.h"

#include <limits>

#include "support/check.h"
#include "support/onnx_builder.h"

using namespace cnnviz::test;

namespace {

std::span<const uint8_t> as_bytes(const std::string& text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

TensorProto read(const std::string& bytes) {
  return read_tensor_proto(as_bytes(bytes), "t");
}

template <typename T>
std::string raw_tensor(const Shape& dims, ElementType element, const std::vector<T>& values) {
  std::string bytes = tensor_head("t", dims, element);
  protozero::pbf_writer(bytes).add_bytes(proto::kTensorRawData,
                                         reinterpret_cast<const char*>(values.data()),
                                         values.size() * sizeof(T));
  return bytes;
}

// The elements in one of the fields that hold integers.
std::string typed_tensor(ElementType element, uint32_t field, const Ints& values) {
  std::string bytes = tensor_head("t", {static_cast<int64_t>(values.size())}, element);
  protozero::pbf_writer(bytes).add_packed_int64(field, values.begin(), values.end());
  return bytes;
}

void check_floats(const std::string& bytes, const Floats& expected) {
  const Tensor tensor = read(bytes).tensor;
  CHECK(tensor.type() == DataType::float32);
  CHECK(tensor.to_floats() == expected);
}

void check_ints(const std::string& bytes, const Ints& expected) {
  const Tensor tensor = read(bytes).tensor;
  CHECK(tensor.type() == DataType::int64);
  CHECK(tensor.to_ints() == expected);
}

constexpr float kInfinity = std::numeric_limits<float>::infinity();

}  // namespace

TEST(test_onnx_tensor_reader__raw_floats_of_every_width) {
  check_floats(raw_tensor<float>({2, 1}, ElementType::float32, {1.5f, -2}), {1.5f, -2});
  check_floats(raw_tensor<double>({2}, ElementType::float64, {0.1, 1e300}), {0.1f, kInfinity});
  // 1, -2, largest, smallest subnormal, largest subnormal, smallest normal, infinity
  check_floats(raw_tensor<uint16_t>({7}, ElementType::float16,
                                    {0x3c00, 0xc000, 0x7bff, 0x0001, 0x83ff, 0x0400, 0xfc00}),
               {1, -2, 65504, 0x1p-24f, -1023 * 0x1p-24f, 0x1p-14f, -kInfinity});
  check_floats(raw_tensor<uint16_t>({3}, ElementType::bfloat16, {0x3f80, 0xc049, 0x7f80}),
               {1, -3.140625f, kInfinity});
}

TEST(test_onnx_tensor_reader__half_nan_and_negative_zero) {
  const Tensor tensor =
      read(raw_tensor<uint16_t>({2}, ElementType::float16, {0x7e00, 0x8000})).tensor;
  CHECK(std::isnan(tensor.floats()[0]));
  CHECK(tensor.floats()[1] == 0 && std::signbit(tensor.floats()[1]));
}

TEST(test_onnx_tensor_reader__raw_integers_of_every_width) {
  check_ints(raw_tensor<int8_t>({2}, ElementType::int8, {-128, 127}), {-128, 127});
  check_ints(raw_tensor<uint8_t>({2}, ElementType::uint8, {0, 255}), {0, 255});
  check_ints(raw_tensor<int16_t>({2}, ElementType::int16, {-32768, 32767}), {-32768, 32767});
  check_ints(raw_tensor<uint16_t>({1}, ElementType::uint16, {65535}), {65535});
  check_ints(raw_tensor<int32_t>({1}, ElementType::int32, {INT32_MIN}), {INT32_MIN});
  check_ints(raw_tensor<uint32_t>({1}, ElementType::uint32, {UINT32_MAX}), {UINT32_MAX});
  check_ints(raw_tensor<int64_t>({2}, ElementType::int64, {INT64_MIN, INT64_MAX}),
             {INT64_MIN, INT64_MAX});
  check_ints(raw_tensor<uint64_t>({1}, ElementType::uint64, {uint64_t{1} << 62}),
             {int64_t{1} << 62});
}

TEST(test_onnx_tensor_reader__two_integers_in_a_byte) {
  // The first in the lower half.
  check_ints(raw_tensor<uint8_t>({4}, ElementType::uint4, {0x10, 0xf8}), {0, 1, 8, 15});
  check_ints(raw_tensor<uint8_t>({2, 2}, ElementType::int4, {0x17, 0xf8}), {7, 1, -8, -1});
  check_ints(raw_tensor<uint8_t>({3}, ElementType::int4, {0x21, 0x0b}), {1, 2, -5});
  const auto typed = [](ElementType element, int64_t count, const Ints& bytes) {
    std::string tensor = tensor_head("t", {count}, element);
    protozero::pbf_writer(tensor).add_packed_int64(proto::kTensorInt32Data, bytes.begin(),
                                                   bytes.end());
    return tensor;
  };
  check_ints(typed(ElementType::int4, 3, {0x98, 0x07}), {-8, -7, 7});
  check_ints(typed(ElementType::uint4, 2, {0x98}), {8, 9});
  CHECK_ERROR(read(raw_tensor<uint8_t>({3}, ElementType::int4, {0x21})), Status::corrupt,
              "shape 3 of int4 takes 2 bytes, but 1 are stored");
  CHECK_ERROR(read(typed(ElementType::uint4, 3, {0x21})), Status::corrupt,
              "has 3 elements, but 2 are stored");
  CHECK_ERROR(read(typed(ElementType::uint4, 2, {0x21, 0x43})), Status::corrupt,
              "has 2 elements, but 4 are stored");
  CHECK_ERROR(read(typed(ElementType::int4, 2, {0x121})), Status::corrupt, "out of the range");
}

TEST(test_onnx_tensor_reader__raw_booleans_are_zero_or_one) {
  const TensorProto result = read(raw_tensor<uint8_t>({3}, ElementType::boolean, {0, 1, 7}));
  CHECK(result.element == ElementType::boolean);
  CHECK(result.tensor.type() == DataType::boolean);
  CHECK(result.tensor.to_ints() == (Ints{0, 1, 1}));
}

TEST(test_onnx_tensor_reader__typed_integer_fields) {
  check_ints(typed_tensor(ElementType::int8, proto::kTensorInt32Data, {-128, 5}), {-128, 5});
  check_ints(typed_tensor(ElementType::uint8, proto::kTensorInt32Data, {255}), {255});
  check_ints(typed_tensor(ElementType::int16, proto::kTensorInt32Data, {-5}), {-5});
  check_ints(typed_tensor(ElementType::uint16, proto::kTensorInt32Data, {65535}), {65535});
  check_ints(typed_tensor(ElementType::int32, proto::kTensorInt32Data, {-1, 7}), {-1, 7});
  check_ints(typed_tensor(ElementType::int64, proto::kTensorInt64Data, {INT64_MIN}), {INT64_MIN});
  check_ints(typed_tensor(ElementType::uint32, proto::kTensorUint64Data, {UINT32_MAX}),
             {UINT32_MAX});
  check_ints(typed_tensor(ElementType::uint64, proto::kTensorUint64Data, {3}), {3});
  CHECK(read(typed_tensor(ElementType::boolean, proto::kTensorInt32Data, {1, 0, 1}))
            .tensor.to_ints() == (Ints{1, 0, 1}));
  check_floats(typed_tensor(ElementType::float16, proto::kTensorInt32Data, {0x3c00}), {1});
  check_floats(typed_tensor(ElementType::bfloat16, proto::kTensorInt32Data, {0xbf80}), {-1});
}

TEST(test_onnx_tensor_reader__int32_without_sign_extension) {
  check_ints(typed_tensor(ElementType::int32, proto::kTensorInt32Data, {0xffffffff}), {-1});
}

TEST(test_onnx_tensor_reader__typed_floats_packed_split_and_single) {
  const Floats values{1, 2, 3};
  std::string packed = tensor_head("t", {3}, ElementType::float32);
  protozero::pbf_writer(packed).add_packed_float(proto::kTensorFloatData, values.begin(),
                                                 values.end());
  check_floats(packed, values);

  std::string split = tensor_head("t", {6}, ElementType::float32);
  protozero::pbf_writer writer(split);
  writer.add_packed_float(proto::kTensorFloatData, values.begin(), values.end());
  writer.add_packed_float(proto::kTensorFloatData, values.begin(), values.end());
  check_floats(split, {1, 2, 3, 1, 2, 3});

  std::string single = tensor_head("t", {2}, ElementType::float32);
  protozero::pbf_writer single_writer(single);
  single_writer.add_float(proto::kTensorFloatData, 4);
  single_writer.add_float(proto::kTensorFloatData, 5);
  check_floats(single, {4, 5});

  const std::vector<double> doubles{0.5, -1};
  std::string wide = tensor_head("t", {2}, ElementType::float64);
  protozero::pbf_writer(wide).add_packed_double(proto::kTensorDoubleData, doubles.begin(),
                                                doubles.end());
  check_floats(wide, {0.5f, -1});

  std::string wide_single = tensor_head("t", {2}, ElementType::float64);
  protozero::pbf_writer wide_writer(wide_single);
  wide_writer.add_double(proto::kTensorDoubleData, 0.25);
  wide_writer.add_double(proto::kTensorDoubleData, 8);
  check_floats(wide_single, {0.25f, 8});
}

TEST(test_onnx_tensor_reader__scalars_and_empty_tensors) {
  const TensorProto scalar = read(raw_tensor<float>({}, ElementType::float32, {2}));
  CHECK_EQ(scalar.tensor.rank(), 0);
  CHECK_EQ(scalar.tensor.size(), 1);
  CHECK_EQ(scalar.name, "t");
  const Tensor empty = read(raw_tensor<float>({3, 0}, ElementType::float32, {})).tensor;
  CHECK(empty.valid() && empty.size() == 0);
  CHECK_EQ(shape_text(empty.shape()), "3x0");
}

TEST(test_onnx_tensor_reader__aligned_floats_are_views_of_the_owner) {
  const std::string head = tensor_head("", {2}, ElementType::float32);
  const Floats values{1, 2};
  int views = 0;
  for (size_t padding = 0; padding < 4; ++padding) {
    // Field order is free: an unknown field in front moves the data.
    std::string bytes;
    protozero::pbf_writer writer(bytes);
    writer.add_string(100, std::string(padding, ' '));
    bytes += head;
    writer.add_bytes(proto::kTensorRawData, reinterpret_cast<const char*>(values.data()), 8);
    const std::shared_ptr<void> owner = allocate_aligned(static_cast<int64_t>(bytes.size()));
    std::memcpy(owner.get(), bytes.data(), bytes.size());
    const std::span<const uint8_t> span(static_cast<const uint8_t*>(owner.get()), bytes.size());
    const Tensor tensor = read_tensor_proto(span, "t", {owner, nullptr}).tensor;
    CHECK(tensor.to_floats() == values);
    const auto* data = static_cast<const uint8_t*>(tensor.data());
    const bool inside = data >= span.data() && data < span.data() + span.size();
    const bool aligned = (span.size() - 8) % 4 == 0;
    CHECK_EQ(inside, aligned);
    CHECK_EQ(owner.use_count(), aligned ? 2 : 1);
    views += inside;
  }
  CHECK_EQ(views, 1);
}

TEST(test_onnx_tensor_reader__length_and_shape_must_agree) {
  CHECK_ERROR(read(raw_tensor<float>({3}, ElementType::float32, {1, 2})), Status::corrupt,
              "tensor \"t\": shape 3 of float32 takes 12 bytes, but 8 are stored");
  CHECK_ERROR(read(raw_tensor<uint8_t>({2}, ElementType::float32, {1, 2, 3, 4, 5, 6, 7})),
              Status::corrupt, "but 7 are stored");
  CHECK_ERROR(read(tensor_head("t", {2, 2}, ElementType::float32)), Status::corrupt,
              "has 4 elements, but 0 are stored");
  CHECK_ERROR(read(tensor_head("t", {2}, ElementType::int64)), Status::corrupt,
              "has 2 elements, but 0 are stored");
  // The field of another type.
  CHECK_ERROR(read(typed_tensor(ElementType::float32, proto::kTensorInt64Data, {1})),
              Status::corrupt, "has 1 elements, but 0 are stored");
}

TEST(test_onnx_tensor_reader__absurd_shapes_allocate_nothing) {
  CHECK_ERROR(read(raw_tensor<float>({int64_t{1} << 31}, ElementType::float32, {1})),
              Status::corrupt, "but 4 are stored");
  CHECK_ERROR(read(raw_tensor<float>({int64_t{1} << 39}, ElementType::float32, {1})), Status::limit,
              "max_tensor_bytes = 8589934592");
  CHECK_ERROR(read(raw_tensor<float>({int64_t{1} << 62, 4}, ElementType::float32, {1})),
              Status::corrupt, "more elements than any file");
  CHECK_ERROR(read(raw_tensor<float>({INT64_MAX, INT64_MAX}, ElementType::float32, {})),
              Status::corrupt, "more elements than any file");
  CHECK_ERROR(read(raw_tensor<float>({-1, 4}, ElementType::float32, {1})), Status::corrupt,
              "negative extent");
  CHECK_ERROR(read(raw_tensor<float>(Shape(9, 1), ElementType::float32, {1})), Status::unsupported,
              "rank 9");
}

TEST(test_onnx_tensor_reader__values_out_of_the_range_of_their_type) {
  CHECK_ERROR(read(typed_tensor(ElementType::int8, proto::kTensorInt32Data, {128})),
              Status::corrupt, "128 is out of the range");
  CHECK_ERROR(read(typed_tensor(ElementType::uint8, proto::kTensorInt32Data, {-1})),
              Status::corrupt, "-1 is out of the range");
  CHECK_ERROR(read(typed_tensor(ElementType::float16, proto::kTensorInt32Data, {65536})),
              Status::corrupt, "out of the range");
  CHECK_ERROR(read(raw_tensor<uint64_t>({1}, ElementType::uint64, {uint64_t{1} << 63})),
              Status::unsupported, "2^63-1");
}

TEST(test_onnx_tensor_reader__other_types_are_refused_by_name) {
  const std::pair<int, const char*> types[] = {
      {8, "string"}, {14, "complex64"}, {15, "complex128"}, {17, "float8e4m3fn"},
      {26, "int2"},  {99, "type 99"},   {-3, "type -3"}};
  for (const auto& [number, name] : types)
    CHECK_ERROR(read(tensor_head("odd", {1}, ElementType{number})), Status::unsupported,
                concat("tensor \"odd\": elements of type ", name, " are not read").c_str());
  CHECK_ERROR(read(tensor_head("none", {1}, ElementType::undefined)), Status::corrupt,
              "no element type");
}

TEST(test_onnx_tensor_reader__data_stored_twice_or_in_segments) {
  std::string twice = raw_tensor<float>({1}, ElementType::float32, {1});
  const Floats values{1};
  protozero::pbf_writer(twice).add_packed_float(proto::kTensorFloatData, values.begin(),
                                                values.end());
  CHECK_ERROR(read(twice), Status::corrupt, "stored twice");
  std::string segment = raw_tensor<float>({1}, ElementType::float32, {1});
  protozero::pbf_writer(segment).add_message(proto::kTensorSegment, std::string());
  CHECK_ERROR(read(segment), Status::unsupported, "segments");
}

TEST(test_onnx_tensor_reader__wrong_wire_types_and_cut_messages) {
  std::string text_dims = tensor_head("t", {1}, ElementType::float32);
  protozero::pbf_writer(text_dims).add_fixed64(proto::kTensorDims, 1);
  CHECK_ERROR(read(text_dims), Status::corrupt, "wire type");
  std::string number_name;
  protozero::pbf_writer(number_name).add_int64(proto::kTensorName, 3);
  CHECK_ERROR(read(number_name), Status::corrupt, "field 8 of a tensor is stored as wire type 0");
  const std::string whole = raw_tensor<float>({2}, ElementType::float32, {1, 2});
  for (size_t length = 0; length < whole.size(); ++length)
    CHECK_ERROR(read(whole.substr(0, length)), Status::corrupt, "tensor");
}

TEST(test_onnx_tensor_reader__names_must_be_clean_utf8) {
  CHECK_EQ(
      read(tensor_head("\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", {0}, ElementType::float32)).name,
      "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
  // A lone continuation, an overlong form, a surrogate, beyond U+10FFFF, a cut sequence, a zero
  // byte.
  for (const std::string& bad :
       {std::string("\x80"), std::string("\xc0\xaf"), std::string("\xed\xa0\x80"),
        std::string("\xf4\x90\x80\x80"), std::string("\xe2\x82"), std::string("a\0b", 3)})
    CHECK_ERROR(read(tensor_head(bad, {0}, ElementType::float32)), Status::corrupt, "UTF-8");
}

TEST(test_onnx_tensor_reader__external_data_needs_a_path) {
  CHECK_ERROR(read(external_tensor_proto("w", {1}, ElementType::float32, "weights.bin")),
              Status::unsupported,
              "tensor \"w\": its data lies in the file \"weights.bin\": open the "
              "model by its path");
}

int main() {
  return run_tests({
      CASE(test_onnx_tensor_reader__raw_floats_of_every_width),
      CASE(test_onnx_tensor_reader__half_nan_and_negative_zero),
      CASE(test_onnx_tensor_reader__raw_integers_of_every_width),
      CASE(test_onnx_tensor_reader__two_integers_in_a_byte),
      CASE(test_onnx_tensor_reader__raw_booleans_are_zero_or_one),
      CASE(test_onnx_tensor_reader__typed_integer_fields),
      CASE(test_onnx_tensor_reader__int32_without_sign_extension),
      CASE(test_onnx_tensor_reader__typed_floats_packed_split_and_single),
      CASE(test_onnx_tensor_reader__scalars_and_empty_tensors),
      CASE(test_onnx_tensor_reader__aligned_floats_are_views_of_the_owner),
      CASE(test_onnx_tensor_reader__length_and_shape_must_agree),
      CASE(test_onnx_tensor_reader__absurd_shapes_allocate_nothing),
      CASE(test_onnx_tensor_reader__values_out_of_the_range_of_their_type),
      CASE(test_onnx_tensor_reader__other_types_are_refused_by_name),
      CASE(test_onnx_tensor_reader__data_stored_twice_or_in_segments),
      CASE(test_onnx_tensor_reader__wrong_wire_types_and_cut_messages),
      CASE(test_onnx_tensor_reader__names_must_be_clean_utf8),
      CASE(test_onnx_tensor_reader__external_data_needs_a_path),
  });
}
