// One protobuf message, read field by field: protozero's reader with the wire type of every field
// checked, and every fault an Error of status corrupt that names the kind of message.
//
//   Message message(bytes, "node");
//   while (message.next()) {
//     switch (message.field()) {
//       case proto::kNodeName: name = message.text(); break;
//       default: message.skip();
//     }
//   }
#pragma once

#include <cstdint>
#include <protozero/pbf_reader.hpp>
#include <span>
#include <string>
#include <vector>

namespace cnnviz::core {

class Message {
 public:
  // `kind` must be a string literal.
  Message(std::span<const uint8_t> bytes, const char* kind);

  // Goes to the next field; false at the end. Every field must be read or skipped exactly once.
  bool next();
  uint32_t field() const { return reader_.tag(); }
  bool is_length_delimited() const;

  void skip();
  int64_t integer();
  float real();
  // A nested message or raw bytes, not copied.
  std::span<const uint8_t> bytes();
  // A string; one that is not UTF-8 or holds a zero byte is refused, since names become C strings.
  std::string text();

  // A repeated field, packed or not, appended to `values`.
  void append_integers(std::vector<int64_t>* values);
  void append_reals(std::vector<float>* values);
  void append_doubles(std::vector<double>* values);

 private:
  template <typename Read>
  auto guarded(const Read& read);
  void expect(protozero::pbf_wire_type type) const;

  protozero::pbf_reader reader_;
  const char* kind_;
};

}  // namespace cnnviz::core
