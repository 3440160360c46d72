#include "tensor/npy.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>
#include <string_view>

#include "base/checked.h"
#include "base/error.h"
#include "base/half.h"
#include "base/text.h"

namespace cnnviz::core {

static_assert(std::endian::native == std::endian::little);

namespace {

constexpr std::string_view kMagic = "\x93NUMPY";

struct Header {
  std::string descr;
  bool fortran_order = false;
  Shape shape;
};

// Reads the header's dictionary: a Python literal of strings, True or False, and a tuple of
// integers.
class HeaderParser {
 public:
  explicit HeaderParser(std::string_view text) : rest_(text) {}

  Header parse() {
    Header header;
    bool has_descr = false, has_order = false, has_shape = false;
    expect('{');
    while (!accept('}')) {
      const std::string key = string();
      expect(':');
      if (key == "descr")
        header.descr = once(&has_descr, key) ? string() : "";
      else if (key == "fortran_order")
        header.fortran_order = once(&has_order, key) && boolean();
      else if (key == "shape")
        header.shape = once(&has_shape, key) ? tuple() : Shape();
      else
        fail(Status::corrupt, "the header has the unknown key ", quoted(key));
      if (!accept(',')) {
        expect('}');
        break;
      }
    }
    require(trim(rest_).empty(), Status::corrupt, "the header goes on after its dictionary");
    for (const auto& [present, key] :
         {std::pair(has_descr, "descr"), {has_order, "fortran_order"}, {has_shape, "shape"}})
      require(present, Status::corrupt, "the header has no '", key, "'");
    return header;
  }

 private:
  static bool once(bool* seen, const std::string& key) {
    require(!*seen, Status::corrupt, "the header has '", key, "' twice");
    return *seen = true;
  }

  void skip_blanks() {
    while (!rest_.empty() && (rest_[0] == ' ' || rest_[0] == '\n' || rest_[0] == '\t'))
      rest_.remove_prefix(1);
  }

  bool accept(char c) {
    skip_blanks();
    if (rest_.empty() || rest_[0] != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void expect(char c) {
    require(accept(c), Status::corrupt, "the header is malformed: '", c, "' expected before ",
            quoted(rest_.substr(0, 40)));
  }

  std::string string() {
    skip_blanks();
    require(rest_.empty() || rest_[0] != '[', Status::unsupported,
            "it holds records of several fields; save one field as an array of its own");
    const char quote = rest_.empty() ? '\0' : rest_[0];
    const size_t end = quote == '\'' || quote == '"' ? rest_.find(quote, 1) : rest_.npos;
    require(end != rest_.npos, Status::corrupt,
            "the header is malformed: a string expected before ", quoted(rest_.substr(0, 40)));
    const std::string text(rest_.substr(1, end - 1));
    rest_.remove_prefix(end + 1);
    return text;
  }

  bool boolean() {
    skip_blanks();
    for (const std::string_view word : {"True", "False"})
      if (rest_.starts_with(word)) {
        rest_.remove_prefix(word.size());
        return word == "True";
      }
    fail(Status::corrupt, "the header is malformed: 'fortran_order' is neither True nor False");
  }

  Shape tuple() {
    Shape shape;
    expect('(');
    while (!accept(')')) {
      skip_blanks();
      int64_t extent = -1;
      const char* first = rest_.data();
      const auto [end, error] = std::from_chars(first, first + rest_.size(), extent);
      require(error == std::errc() && extent >= 0, Status::corrupt,
              "the header is malformed: an extent expected before ", quoted(rest_.substr(0, 40)));
      rest_.remove_prefix(static_cast<size_t>(end - first));
      accept('L');  // As Python 2 wrote long integers.
      shape.push_back(extent);
      require(shape.size() <= kMaxRank, Status::limit, "it has more axes than the most allowed, ",
              kMaxRank);
      if (!accept(',')) {
        expect(')');
        break;
      }
    }
    return shape;
  }

  std::string_view rest_;
};

template <typename Raw>
Raw load(const uint8_t* data, bool swap) {
  uint8_t bytes[sizeof(Raw)];
  if (swap)
    std::reverse_copy(data, data + sizeof(Raw), bytes);
  else
    std::copy_n(data, sizeof(Raw), bytes);
  return std::bit_cast<Raw>(bytes);
}

// Elements of the file, one after another in row-major order, whatever their order in the file.
template <typename Raw, typename Out, typename Widen>
void convert(const uint8_t* data, bool swap, const Header& header, std::span<Out> out,
             Widen widen) {
  if (!header.fortran_order) {
    for (size_t i = 0; i < out.size(); ++i) out[i] = widen(load<Raw>(data + i * sizeof(Raw), swap));
    return;
  }
  const Shape& shape = header.shape;
  Shape index(shape.size(), 0), stride(shape.size(), 1);
  for (size_t axis = 1; axis < shape.size(); ++axis)
    stride[axis] = stride[axis - 1] * shape[axis - 1];
  int64_t from = 0;
  for (Out& value : out) {
    value = widen(load<Raw>(data + static_cast<size_t>(from) * sizeof(Raw), swap));
    for (size_t axis = shape.size(); axis-- > 0;) {
      from += stride[axis];
      if (++index[axis] < shape[axis]) break;
      from -= stride[axis] * shape[axis];
      index[axis] = 0;
    }
  }
}

template <typename Raw, typename Out>
void convert(const uint8_t* data, bool swap, const Header& header, std::span<Out> out) {
  if (std::is_same_v<Raw, Out> && !swap && !header.fortran_order) {
    if (!out.empty()) std::memcpy(out.data(), data, out.size_bytes());
    return;
  }
  convert<Raw>(data, swap, header, out, [](Raw value) { return static_cast<Out>(value); });
}

DataType type_of(const std::string& kind) {
  for (const char* name : {"f2", "f4", "f8"})
    if (kind == name) return DataType::float32;
  for (const char* name : {"i1", "i2", "i4", "i8", "u1", "u2", "u4"})
    if (kind == name) return DataType::int64;
  if (kind == "b1") return DataType::boolean;
  fail(Status::unsupported, "elements of type ", quoted(kind),
       " cannot be read; allowed are float16, float32, float64, int8 to int64, uint8 to uint32 and "
       "bool");
}

Tensor read_elements(const Header& header, std::span<const uint8_t> data) {
  require(!header.descr.empty(), Status::corrupt, "the element type is empty");
  const char order = header.descr[0];
  const bool has_order = order == '<' || order == '>' || order == '=' || order == '|';
  const std::string kind = header.descr.substr(has_order ? 1 : 0);
  const bool swap = order == '>';
  const DataType type = type_of(kind);

  const int64_t element_size = kind[1] - '0';
  const int64_t needed = checked_mul(element_count(header.shape), element_size);
  require(needed <= static_cast<int64_t>(data.size()), Status::corrupt, "its shape ",
          shape_text(header.shape), " needs ", needed, " bytes, but only ", data.size(),
          " are there");
  Tensor tensor(type, header.shape);
  const uint8_t* bytes = data.data();
  if (type == DataType::boolean) {
    convert<uint8_t>(bytes, swap, header, tensor.mutable_booleans(),
                     [](uint8_t value) { return static_cast<uint8_t>(value != 0); });
  } else if (type == DataType::float32) {
    const std::span<float> out = tensor.mutable_floats();
    if (kind == "f4") convert<float>(bytes, swap, header, out);
    if (kind == "f8") convert<double>(bytes, swap, header, out);
    if (kind == "f2") convert<uint16_t>(bytes, swap, header, out, half_to_float);
  } else {
    const std::span<int64_t> out = tensor.mutable_ints();
    if (kind == "i1") convert<int8_t>(bytes, swap, header, out);
    if (kind == "i2") convert<int16_t>(bytes, swap, header, out);
    if (kind == "i4") convert<int32_t>(bytes, swap, header, out);
    if (kind == "i8") convert<int64_t>(bytes, swap, header, out);
    if (kind == "u1") convert<uint8_t>(bytes, swap, header, out);
    if (kind == "u2") convert<uint16_t>(bytes, swap, header, out);
    if (kind == "u4") convert<uint32_t>(bytes, swap, header, out);
  }
  return tensor;
}

Tensor read_file_bytes(std::span<const uint8_t> bytes) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  require(!text.starts_with("PK\x03\x04"), Status::unsupported,
          "this is an .npz archive; save one array with numpy.save");
  require(text.starts_with(kMagic), Status::corrupt,
          "this is not a .npy file: it does not begin as one");
  require(bytes.size() >= 10, Status::corrupt, "the file ends within its header");
  const int version = bytes[6];
  require(version >= 1 && version <= 3, Status::unsupported, "its .npy format is ", version, ".",
          static_cast<int>(bytes[7]), "; 1.0, 2.0 and 3.0 can be read");
  // The length of the header has two bytes in format 1.0, four since.
  const size_t length_size = version == 1 ? 2 : 4;
  require(bytes.size() >= 8 + length_size, Status::corrupt, "the file ends within its header");
  const size_t length =
      version == 1 ? load<uint16_t>(&bytes[8], false) : load<uint32_t>(&bytes[8], false);
  require(length <= bytes.size() - 8 - length_size, Status::corrupt,
          "the file ends within its header");
  const Header header = HeaderParser(text.substr(8 + length_size, length)).parse();
  return read_elements(header, bytes.subspan(8 + length_size + length));
}

}  // namespace

Tensor read_npy(std::span<const uint8_t> bytes, const std::string& name) {
  try {
    return read_file_bytes(bytes);
  } catch (const Error& error) {
    fail(error.status(), quoted(name), ": ", error.what());
  }
}

std::vector<uint8_t> write_npy(const Tensor& tensor) {
  const char* descr = "<f4";
  if (tensor.type() == DataType::int64) descr = "<i8";
  if (tensor.type() == DataType::boolean) descr = "|b1";
  std::string header = concat("{'descr': '", descr, "', 'fortran_order': False, 'shape': (");
  for (const int64_t extent : tensor.shape()) header += concat(extent, ", ");
  if (tensor.rank() > 1) header.resize(header.size() - 2);
  if (tensor.rank() == 1) header.pop_back();
  header += "), }";
  // Elements begin at a multiple of 64 bytes; a line feed ends the header.
  constexpr size_t kAlignment = 64, kPrefix = 10;
  header.append(kAlignment - 1 - (kPrefix + header.size()) % kAlignment, ' ');
  header += '\n';

  const size_t data_size = static_cast<size_t>(tensor.bytes());
  std::vector<uint8_t> bytes;
  bytes.reserve(kPrefix + header.size() + data_size);
  bytes.assign(kMagic.begin(), kMagic.end());
  for (const size_t byte : {size_t{1}, size_t{0}, header.size() & 255, header.size() >> 8})
    bytes.push_back(static_cast<uint8_t>(byte));
  bytes.insert(bytes.end(), header.begin(), header.end());
  const uint8_t* data = static_cast<const uint8_t*>(tensor.data());
  bytes.insert(bytes.end(), data, data + data_size);
  return bytes;
}

}  // namespace cnnviz::core
