#include "tensor/npy.h"

#include <limits>

#include "base/file.h"
#include "base/random.h"
#include "support/check.h"

using namespace cnnviz::core;

namespace {

std::string data_file(const std::string& name) {
  const char* source = std::getenv("CNNVIZ_SOURCE");
  return concat(source != nullptr ? source : ".", "/tests/tensor/data/", name);
}

Tensor read(const std::string& name) {
  return read_npy(read_file(data_file(name)), name);
}

// A file of format 1.0 with this header and so many zero bytes of data.
std::vector<uint8_t> file_with(const std::string& header, size_t data_size = 0, uint8_t major = 1) {
  std::string text = "\x93NUMPY";
  text += static_cast<char>(major);
  text += '\0';
  text += static_cast<char>(header.size() & 255);
  text += static_cast<char>(header.size() >> 8);
  if (major > 1) text += std::string(2, '\0');
  text += header + std::string(data_size, '\0');
  return {text.begin(), text.end()};
}

std::string header_of(const std::string& shape, const std::string& descr = "'<f4'") {
  return concat("{'descr': ", descr, ", 'fortran_order': False, 'shape': ", shape, ", }\n");
}

}  // namespace

TEST(test_tensor_npy__reads_floats_of_every_width_and_byte_order) {
  for (const char* name :
       {"f2", "f4", "f8", "be_f2", "be_f4", "be_f8", "fortran_f4", "format2", "format3"}) {
    const Tensor tensor = read(concat(name, ".npy"));
    CHECK(tensor.type() == DataType::float32);
    CHECK_EQ(shape_text(tensor.shape()), "2x3x4");
    for (int i = 0; i < 24; ++i)
      CHECK_EQ(tensor.floats()[static_cast<size_t>(i)], static_cast<float>(i - 5) / 2);
  }
}

TEST(test_tensor_npy__reads_integers_of_every_width_and_byte_order) {
  for (const char* name : {"i1", "i2", "i4", "i8", "be_i2", "be_i4", "be_i8", "fortran_be_i2", "u1",
                           "u2", "u4", "be_u4"}) {
    const Tensor tensor = read(concat(name, ".npy"));
    CHECK(tensor.type() == DataType::int64);
    CHECK_EQ(shape_text(tensor.shape()), "2x3x4");
    const int first = std::strchr(name, 'u') != nullptr ? 0 : -5;
    for (int i = 0; i < 24; ++i) CHECK_EQ(tensor.ints()[static_cast<size_t>(i)], i + first);
  }
}

TEST(test_tensor_npy__reads_booleans_scalars_and_empty_arrays) {
  const Tensor flags = read("bool.npy");
  CHECK(flags.type() == DataType::boolean);
  for (size_t i = 0; i < 24; ++i) CHECK_EQ(int{flags.booleans()[i]}, i % 3 == 0 ? 1 : 0);
  const Tensor scalar = read("scalar.npy");
  CHECK_EQ(scalar.rank(), 0);
  CHECK_EQ(scalar.floats()[0], 2.5f);
  CHECK_EQ(shape_text(read("vector.npy").shape()), "1");
  const Tensor empty = read("empty.npy");
  CHECK_EQ(shape_text(empty.shape()), "0x3");
  CHECK_EQ(empty.size(), 0);
}

TEST(test_tensor_npy__converts_edges_exactly) {
  const Tensor half = read("half_edges.npy");
  const std::span<const float> values = half.floats();
  CHECK_EQ(values[0], 0.0f);
  CHECK(std::signbit(values[1]) && values[1] == 0.0f);
  CHECK_EQ(values[2], 65504.0f);
  CHECK_EQ(values[3], 0x1p-24f);
  CHECK_EQ(values[4], -0x1p-14f);
  CHECK_EQ(values[5], std::numeric_limits<float>::infinity());
  CHECK_EQ(values[6], -std::numeric_limits<float>::infinity());
  CHECK(std::isnan(values[7]));
  CHECK_EQ(values[8], 0.333251953125f);
  const Tensor wide = read("wide_edges.npy");
  CHECK_EQ(wide.floats()[0], std::numeric_limits<float>::infinity());
  CHECK_EQ(wide.floats()[1], -std::numeric_limits<float>::infinity());
  CHECK_EQ(wide.floats()[2], 0.0f);
  CHECK(std::isnan(wide.floats()[3]));
  CHECK_EQ(wide.floats()[4], 0.1f);
}

TEST(test_tensor_npy__writes_what_numpy_writes) {
  // NumPy itself wrote these; format 1.0 of the same array is the same bytes.
  for (const char* name : {"f4.npy", "i8.npy", "bool.npy", "scalar.npy", "vector.npy", "empty.npy"})
    CHECK(write_npy(read(name)) == read_file(data_file(name)));
}

TEST(test_tensor_npy__round_trips_every_rank) {
  for (int rank = 0; rank <= kMaxRank; ++rank) {
    const Tensor tensor(DataType::int64, Shape(static_cast<size_t>(rank), 2));
    const std::vector<uint8_t> bytes = write_npy(tensor);
    CHECK_EQ((bytes.size() - static_cast<size_t>(tensor.bytes())) % 64, 0u);
    CHECK(read_npy(bytes, "x").shape() == tensor.shape());
  }
}

TEST(test_tensor_npy__refuses_other_types_by_name) {
  CHECK_ERROR(read("complex.npy"), Status::unsupported, "\"complex.npy\": elements of type \"c8\"");
  CHECK_ERROR(read("record.npy"), Status::unsupported, "records of several fields");
  CHECK_ERROR(read("archive.npz"), Status::unsupported, "numpy.save");
  for (const char* descr : {"'|O'", "'<U3'", "'<M8[ns]'", "'<f16'", "'<u8'", "'<f'", "'<'"})
    CHECK_ERROR(read_npy(file_with(header_of("(1,)", descr), 64), "x"), Status::unsupported,
                "cannot be read; allowed are float16");
  CHECK_ERROR(read_npy(file_with(header_of("(1,)"), 4, 9), "x"), Status::unsupported, "9.0");
}

TEST(test_tensor_npy__refuses_malformed_headers) {
  for (const std::string& header :
       {std::string(""),
        std::string("{"),
        std::string("{}"),
        std::string("{'descr'"),
        std::string("{'descr': '<f4', 'fortran_order': False}"),
        std::string("{'descr': '<f4', 'shape': (1,)}"),
        std::string("{'fortran_order': False, 'shape': (1,)}"),
        std::string("{'descr': '<f4', 'fortran_order': 0, 'shape': (1,)}"),
        std::string("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'x': 1}"),
        std::string("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1,)}"),
        header_of("(1"),
        header_of("(1 2)"),
        header_of("(-1,)"),
        header_of("(1.5,)"),
        header_of("1"),
        header_of("(,)"),
        header_of("(99999999999999999999,)"),
        header_of("(1,)", "'<f4"),
        header_of("(1,)", "''"),
        header_of("(1,)") + "x"})
    CHECK_ERROR(read_npy(file_with(header, 64), "bad.npy"), Status::corrupt, "\"bad.npy\": ");
}

TEST(test_tensor_npy__accepts_any_layout_of_the_header) {
  const std::string header =
      "{ \"shape\" : ( 2L , 3L ) , 'fortran_order':True,\n\"descr\": '=f4' }   \n";
  CHECK_EQ(shape_text(read_npy(file_with(header, 24), "x").shape()), "2x3");
  CHECK_EQ(shape_text(read_npy(file_with(header_of("()"), 4, 2), "x").shape()), "scalar");
  // Bytes after the array are another array's.
  CHECK_EQ(shape_text(read_npy(file_with(header_of("(3,)"), 100), "x").shape()), "3");
}

TEST(test_tensor_npy__refuses_shapes_that_the_data_cannot_fill) {
  CHECK_ERROR(read_npy(file_with(header_of("(5, 5)"), 99), "x.npy"), Status::corrupt,
              "\"x.npy\": its shape 5x5 needs 100 bytes, but only 99 are there");
  CHECK_ERROR(read_npy(file_with(header_of("(1000000, 1000000)"), 4), "x"), Status::corrupt,
              "1000000x1000000");
  CHECK_ERROR(read_npy(file_with(header_of("(4294967296, 4294967296)"), 4), "x"), Status::limit,
              "\"x\": ");
  CHECK_ERROR(read_npy(file_with(header_of("(9223372036854775807, 2, 0)"), 4), "x"), Status::limit,
              "\"x\": ");
  CHECK_ERROR(read_npy(file_with(header_of("(1, 1, 1, 1, 1, 1, 1, 1, 1)"), 4), "x"), Status::limit,
              "more axes");
}

TEST(test_tensor_npy__every_cut_is_an_error) {
  for (const char* name : {"f4.npy", "format2.npy"}) {
    const std::vector<uint8_t> whole = read_file(data_file(name));
    for (size_t size = 0; size < whole.size(); ++size)
      CHECK_ERROR(read_npy(std::span(whole).first(size), "cut"), Status::corrupt, "\"cut\": ");
  }
}

TEST(test_tensor_npy__survives_random_changes) {
  const std::vector<uint8_t> whole = read_file(data_file("fortran_be_i2.npy"));
  Random random(1);
  int refused = 0;
  for (int round = 0; round < 20000; ++round) {
    std::vector<uint8_t> bytes = whole;
    for (int64_t change = random.below(4); change >= 0; --change)
      bytes[static_cast<size_t>(random.below(130))] = static_cast<uint8_t>(random.below(256));
    try {
      const Tensor tensor = read_npy(bytes, "changed");
      CHECK(tensor.bytes() <= 8 * static_cast<int64_t>(bytes.size()));
    } catch (const Error& error) {
      ++refused;
      CHECK(std::strlen(error.what()) > 10);
    }
  }
  CHECK(refused > 5000);
}

int main() {
  return cnnviz::test::run_tests({
      CASE(test_tensor_npy__reads_floats_of_every_width_and_byte_order),
      CASE(test_tensor_npy__reads_integers_of_every_width_and_byte_order),
      CASE(test_tensor_npy__reads_booleans_scalars_and_empty_arrays),
      CASE(test_tensor_npy__converts_edges_exactly),
      CASE(test_tensor_npy__writes_what_numpy_writes),
      CASE(test_tensor_npy__round_trips_every_rank),
      CASE(test_tensor_npy__refuses_other_types_by_name),
      CASE(test_tensor_npy__refuses_malformed_headers),
      CASE(test_tensor_npy__accepts_any_layout_of_the_header),
      CASE(test_tensor_npy__refuses_shapes_that_the_data_cannot_fill),
      CASE(test_tensor_npy__every_cut_is_an_error),
      CASE(test_tensor_npy__survives_random_changes),
  });
}
