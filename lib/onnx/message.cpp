#include "onnx/message.h"

#include <protozero/exception.hpp>

#include "base/error.h"

namespace cnnviz::core {

using protozero::pbf_wire_type;

namespace {

// Well-formed UTF-8 (no overlong forms, no surrogates, at most U+10FFFF) without a zero byte.
bool is_clean_utf8(std::span<const uint8_t> text) {
  for (size_t i = 0; i < text.size();) {
    const uint8_t lead = text[i++];
    if (lead == 0) return false;
    if (lead < 0x80) continue;
    int more = 0;
    uint32_t code = 0, least = 0;
    if ((lead & 0xe0) == 0xc0) {
      more = 1, code = lead & 0x1fu, least = 0x80;
    } else if ((lead & 0xf0) == 0xe0) {
      more = 2, code = lead & 0x0fu, least = 0x800;
    } else if ((lead & 0xf8) == 0xf0) {
      more = 3, code = lead & 0x07u, least = 0x10000;
    } else {
      return false;
    }
    for (; more > 0; --more) {
      if (i == text.size() || (text[i] & 0xc0) != 0x80) return false;
      code = (code << 6) | (text[i++] & 0x3fu);
    }
    if (code < least || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return false;
  }
  return true;
}

}  // namespace

Message::Message(std::span<const uint8_t> bytes, const char* kind)
    : reader_(reinterpret_cast<const char*>(bytes.data()), bytes.size()), kind_(kind) {}

template <typename Read>
auto Message::guarded(const Read& read) {
  try {
    return read();
  } catch (const protozero::end_of_buffer_exception&) {
    fail(Status::corrupt, "the file is damaged or cut short (it ends within a ", kind_, ")");
  } catch (const protozero::exception& error) {
    fail(Status::corrupt, "the file is damaged or cut short (in a ", kind_, ": ", error.what(),
         ")");
  }
}

void Message::expect(pbf_wire_type type) const {
  require(reader_.wire_type() == type, Status::corrupt, "the file is damaged: field ", field(),
          " of a ", kind_, " is stored as wire type ", static_cast<uint32_t>(reader_.wire_type()),
          ", not ", static_cast<uint32_t>(type));
}

bool Message::is_length_delimited() const {
  return reader_.wire_type() == pbf_wire_type::length_delimited;
}

bool Message::next() {
  return guarded([&] { return reader_.next(); });
}

void Message::skip() {
  guarded([&] { reader_.skip(); });
}

int64_t Message::integer() {
  expect(pbf_wire_type::varint);
  return guarded([&] { return reader_.get_int64(); });
}

float Message::real() {
  expect(pbf_wire_type::fixed32);
  return guarded([&] { return reader_.get_float(); });
}

std::span<const uint8_t> Message::bytes() {
  expect(pbf_wire_type::length_delimited);
  return guarded([&] {
    const protozero::data_view view = reader_.get_view();
    return std::span(reinterpret_cast<const uint8_t*>(view.data()), view.size());
  });
}

std::string Message::text() {
  const std::span<const uint8_t> view = bytes();
  require(is_clean_utf8(view), Status::corrupt, "a text in a ", kind_,
          " of the file is not UTF-8, or holds a zero byte");
  return {view.begin(), view.end()};
}

void Message::append_integers(std::vector<int64_t>* values) {
  if (!is_length_delimited()) return values->push_back(integer());
  guarded([&] {
    for (const int64_t value : reader_.get_packed_int64()) values->push_back(value);
  });
}

void Message::append_reals(std::vector<float>* values) {
  if (!is_length_delimited()) return values->push_back(real());
  guarded([&] {
    for (const float value : reader_.get_packed_float()) values->push_back(value);
  });
}

void Message::append_doubles(std::vector<double>* values) {
  if (!is_length_delimited()) {
    expect(pbf_wire_type::fixed64);
    return values->push_back(guarded([&] { return reader_.get_double(); }));
  }
  guarded([&] {
    for (const double value : reader_.get_packed_double()) values->push_back(value);
  });
}

}  // namespace cnnviz::core
