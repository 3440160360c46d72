/* What all handles have in common, and how texts and lists of names are given. */
#ifndef CNNVIZ_CPP_HANDLE_HPP
#define CNNVIZ_CPP_HANDLE_HPP

#include <cnnviz/cpp/defaults.hpp>

#include <filesystem>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace cnnviz {

/* Owns one handle of the C interface. Copies share what they refer to (lists become independent
 * lists of the same items); both are cheap. One that is empty, as made by its default constructor
 * or moved from, stands for NULL: "none" where a function allows it, else InvalidArgumentError. */
template <class Native, void (*Free)(Native*), cnnviz_status (*Share)(Native**, const Native*)>
class Handle {
 public:
  using native_type = Native;

  Handle() noexcept = default;
  /* Takes over a handle that a function of the C interface has returned. */
  explicit Handle(Native* owned) noexcept : native_(owned) {}
  Handle(const Handle& other) {
    if (other.native_) detail::check(Share(&native_, other.native_));
  }
  Handle(Handle&& other) noexcept : native_(std::exchange(other.native_, nullptr)) {}
  Handle& operator=(Handle other) noexcept {
    std::swap(native_, other.native_);
    return *this;
  }
  ~Handle() { Free(native_); }

  /* For functions of the C interface; the handle stays this object's. */
  [[nodiscard]] Native* get() const noexcept { return native_; }
  [[nodiscard]] Native* release() noexcept { return std::exchange(native_, nullptr); }
  explicit operator bool() const noexcept { return native_ != nullptr; }

 private:
  Native* native_ = nullptr;
};

/* A text that may be none: layers, color maps and captions that are left to the library. */
class Text {
 public:
  Text() noexcept = default;
  Text(std::nullptr_t) noexcept {}
  Text(const char* text) noexcept : text_(text) {}
  Text(const std::string& text) noexcept : text_(text.c_str()) {}
  [[nodiscard]] const char* c_str() const noexcept { return text_; }

 private:
  const char* text_ = nullptr;
};

/* A list of names as functions take it: separated by commas, each in quotes. */
inline std::string list(const std::vector<std::string>& names) {
  std::string joined;
  for (const std::string& name : names) {
    if (!joined.empty()) joined += ',';
    joined += '"';
    for (const char character : name) {
      if (character == '"' || character == '\\') joined += '\\';
      joined += character;
    }
    joined += '"';
  }
  return joined;
}

using Path = std::filesystem::path;

namespace detail {

/* Calls a function whose first parameter is a handle to return. */
template <class Made, class Function, class... Arguments>
Made make(Function function, Arguments... arguments) {
  typename Made::native_type* made = nullptr;
  check(function(&made, arguments...));
  return Made(made);
}

}  // namespace detail
}  // namespace cnnviz

#endif
