// Files that were changed in a few places, as a random generator says.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "base/random.h"

namespace cnnviz::test {

// `other` is a file that a part may come from. An empty file stays empty.
inline void mutate_once(core::Random* random, std::vector<uint8_t>* bytes,
                        const std::vector<uint8_t>& other) {
  if (bytes->empty()) return;
  const auto place = [&] {
    return static_cast<size_t>(random->below(static_cast<int64_t>(bytes->size())));
  };
  const auto byte = [&] { return static_cast<uint8_t>(random->below(256)); };
  // A number over `width` bytes: 0, the largest, one less, a bit, or a little more than it was.
  const auto replace_number = [&](size_t width) {
    const size_t at = place();
    const uint64_t kinds[] = {0, UINT64_MAX, UINT64_MAX - 1, uint64_t{1} << random->below(64),
                              (at < bytes->size() ? (*bytes)[at] : 0u) + 1u};
    const uint64_t number = kinds[random->below(5)];
    const bool big_endian = random->below(2) == 0;
    for (size_t i = 0; i < width && at + i < bytes->size(); ++i)
      (*bytes)[at + i] = static_cast<uint8_t>(number >> 8 * (big_endian ? width - 1 - i : i));
  };
  const auto insert_from = [&](const std::vector<uint8_t>& source) {
    if (source.empty()) return;
    const int64_t size = static_cast<int64_t>(source.size());
    const int64_t from = random->below(size);
    const int64_t length = std::min<int64_t>(random->below(64), size - from);
    const std::vector<uint8_t> part(source.begin() + from, source.begin() + from + length);
    bytes->insert(bytes->begin() + static_cast<int64_t>(place()), part.begin(), part.end());
  };
  switch (random->below(9)) {
    case 0:
      (*bytes)[place()] ^= static_cast<uint8_t>(1 << random->below(8));
      break;
    case 1:
      (*bytes)[place()] = byte();
      break;
    case 2:
      bytes->resize(place() + 1);
      break;
    case 3:
      bytes->insert(bytes->begin() + static_cast<int64_t>(place()), byte());
      break;
    case 4: {  // a long varint of protobuf, as a length, a dimension or a number
      const size_t at = place();
      for (size_t i = at; i < std::min(at + 9, bytes->size()); ++i) (*bytes)[i] |= 0x80;
      break;
    }
    case 5:
      replace_number(2);
      break;
    case 6:
      replace_number(4);
      break;
    case 7:
      insert_from(std::vector<uint8_t>(*bytes));
      break;
    default:
      insert_from(other);
  }
}

// One to three changes.
inline void mutate(core::Random* random, std::vector<uint8_t>* bytes,
                   const std::vector<uint8_t>& other) {
  for (int64_t changes = 1 + random->below(3); changes > 0; --changes)
    mutate_once(random, bytes, other);
}

}  // namespace cnnviz::test
