/* What the tests of the C++ header share. They see that header and the shared library alone. A body
 * throws what is wrong; cmocka's longjmp must not skip destructors, so one wrapper turns it into a
 * failure with only plain locals alive. */
#ifndef CNNVIZ_TESTS_CPP_SUPPORT_HPP
#define CNNVIZ_TESTS_CPP_SUPPORT_HPP

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
extern "C" {
#include <cmocka.h>
}
/* clang-format on */
#undef fail

#include <unistd.h>

#include <algorithm>
#include <cnnviz/cnnviz.hpp>
#include <cstdio>
#include <cstdlib>
#include <cstring>

struct Failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

inline void run_case(void** state) {
  char text[1000] = "";
  try {
    reinterpret_cast<void (*)()> (*state)();
    return;
  } catch (const std::exception& error) {
    std::snprintf(text, sizeof text, "%s", error.what());
  }
  std::fprintf(stderr, "ERROR: %s\n", text);
  _fail(__FILE__, __LINE__);
}

struct Case {
  const char* name;
  void (*body)();
};

inline int run_cases(const std::vector<Case>& cases) {
  std::vector<CMUnitTest> tests;
  for (const Case& item : cases) {
    CMUnitTest test{};
    test.name = item.name;
    test.test_func = run_case;
    test.initial_state = reinterpret_cast<void*>(item.body);
    tests.push_back(test);
  }
  return _cmocka_run_group_tests("tests", tests.data(), tests.size(), nullptr, nullptr);
}

#define CASE(name) \
  { #name, name }

#define CHECK(condition)                                                                     \
  do {                                                                                       \
    if (!(condition))                                                                        \
      throw Failure(std::string(__FILE__ ":") + std::to_string(__LINE__) + ": " #condition); \
  } while (false)

/* The statement must throw this type, with a message that contains `words`. */
#define CHECK_THROWS(statement, Type, words)                                        \
  do {                                                                              \
    bool thrown = false;                                                            \
    try {                                                                           \
      statement;                                                                    \
    } catch (const cnnviz::Type& error) {                                           \
      thrown = std::strstr(error.what(), words) != nullptr;                         \
      if (!thrown) throw Failure(std::string(#statement " says: ") + error.what()); \
    }                                                                               \
    if (!thrown) throw Failure(#statement " did not throw " #Type);                 \
  } while (false)

inline std::string environment(const char* name) {
  const char* value = std::getenv(name);
  if (!value) throw Failure(std::string(name) + " is not set");
  return value;
}

inline std::string source(const std::string& relative) {
  return environment("CNNVIZ_SOURCE") + "/" + relative;
}

inline const std::string& scratch_folder() {
  static const std::string folder = [] {
    std::string made = std::filesystem::temp_directory_path() / "cnnviz-cpp-XXXXXX";
    if (!mkdtemp(made.data())) throw Failure("no scratch folder");
    return made;
  }();
  return folder;
}

inline std::string scratch(const std::string& name) {
  return scratch_folder() + "/" + name;
}

inline std::string demo_model() {
  return source("examples/demo_model/demo.onnx");
}
inline std::string sample(const std::string& name) {
  return source("examples/demo_model/samples/" + name);
}

inline bool same(const cnnviz::Tensor& a, const cnnviz::Tensor& b) {
  if (a.shape() != b.shape() || a.dtype() != b.dtype()) return false;
  if (a.dtype() == cnnviz::Dtype::Int64) return std::ranges::equal(a.ints(), b.ints());
  return std::memcmp(a.floats().data(), b.floats().data(), a.floats().size_bytes()) == 0;
}

/* Parts one behind another. (GCC 12 warns falsely of what is inlined from "..." + std::string.) */
inline std::string join(std::initializer_list<std::string_view> parts) {
  std::string joined;
  for (const std::string_view part : parts) joined += part;
  return joined;
}

/* What the tool writes: `cnnviz COMMAND --raw FILE.npy`. */
inline cnnviz::Tensor raw(const std::string& command) {
  const std::string line = join({"cd '", scratch_folder(), "' && '", environment("CNNVIZ_TOOL"),
                                 "' ", command, " --raw raw.npy --threads 1 --quiet >/dev/null"});
  if (std::system(line.c_str()) != 0) throw Failure("failed: " + line);
  return cnnviz::Tensor::read(scratch("raw.npy"));
}

#endif
