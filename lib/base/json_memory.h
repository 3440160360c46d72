// The type of JSON documents, keys in the order they were written in, and where their memory comes
// from.
//
// The JSON library (3.11.2) does not survive everywhere that memory is short: the destructor of
// arrays and objects allocates (it unrolls what they hold, lest deep documents overflow the stack),
// and a value that was to become an array or object cannot be destroyed where that failed. Both
// allocations are therefore given some of a reserve where the system has nothing; the next one that
// a document grows by fails as it should.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace cnnviz::core {

// Of the reserve where the system has none; throws std::bad_alloc once that is used up as well.
void* allocate_json(size_t bytes);
void free_json(void* memory) noexcept;

template <typename T>
struct JsonAllocator {
  using value_type = T;

  JsonAllocator() noexcept = default;
  template <typename Other>
  JsonAllocator(const JsonAllocator<Other>&) noexcept {}

  // One: an array or object itself, not what it holds.
  T* allocate(size_t count) {
    if (count == 1) return static_cast<T*>(allocate_json(sizeof(T)));
    if (count > PTRDIFF_MAX / sizeof(T)) throw std::bad_array_new_length();
    return static_cast<T*>(::operator new(count * sizeof(T)));
  }
  void deallocate(T* memory, size_t) noexcept { free_json(memory); }

  template <typename Other>
  bool operator==(const JsonAllocator<Other>&) const noexcept {
    return true;
  }
};

using Json = nlohmann::basic_json<nlohmann::ordered_map, std::vector, std::string, bool, int64_t,
                                  uint64_t, double, JsonAllocator>;

}  // namespace cnnviz::core

// Of what the destructor unrolls.
template <>
struct std::allocator<cnnviz::core::Json> {
  using value_type = cnnviz::core::Json;

  allocator() noexcept = default;
  template <typename Other>
  allocator(const std::allocator<Other>&) noexcept {}

  // A template, because the size is not known yet.
  template <typename Value = value_type>
  Value* allocate(size_t count) {
    if (count > PTRDIFF_MAX / sizeof(Value)) throw std::bad_array_new_length();
    return static_cast<Value*>(cnnviz::core::allocate_json(count * sizeof(Value)));
  }
  void deallocate(value_type* memory, size_t) noexcept { cnnviz::core::free_json(memory); }

  template <typename Other>
  bool operator==(const std::allocator<Other>&) const noexcept {
    return true;
  }
};
