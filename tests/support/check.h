// cmocka for C++ tests. cmocka's failed assertions longjmp, which skips C++ destructors, and
// exceptions must not reach its C frames. So a test body is ordinary C++ that throws, and one
// wrapper turns what it threw into a cmocka failure with only plain locals alive.
//
//   TEST(test_tensor_shape__counts_elements) { CHECK_EQ(element_count({2, 3}), 6); }
//   int main() { return run_tests({CASE(test_tensor_shape__counts_elements)}); }
#pragma once

// clang-format off
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// This version of cmocka declares its functions without C linkage.
extern "C" {
#include <cmocka.h>
}
// clang-format on
// Macros of cmocka's that would replace functions of ours.
#undef fail
#undef skip
#undef run_tests

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <string>
#include <vector>

#include "base/error.h"

namespace cnnviz::test {

using namespace cnnviz::core;

struct Failure {
  std::string text;
};
struct Skipped {
  std::string reason;
};

using Body = void (*)();

struct Outcome {
  enum Kind { passed, failed, skipped } kind = passed;
  char text[2000] = "";
};

inline void run_body(Body body, Outcome* outcome) {
  std::string text;
  try {
    body();
    return;
  } catch (const Failure& failure) {
    text = failure.text;
  } catch (const Skipped& skip) {
    outcome->kind = Outcome::skipped;
    std::snprintf(outcome->text, sizeof outcome->text, "%s", skip.reason.c_str());
    return;
  } catch (const Error& error) {
    text = concat("unexpected error ", static_cast<int>(error.status()), ": ", error.what());
  } catch (const std::exception& error) {
    text = concat("unexpected exception: ", error.what());
  }
  outcome->kind = Outcome::failed;
  std::snprintf(outcome->text, sizeof outcome->text, "%s", text.c_str());
}

inline int& skipped_count() {
  static int count = 0;
  return count;
}

inline void run_case(void** state) {
  Outcome outcome;
  run_body(reinterpret_cast<Body>(*state), &outcome);
  if (outcome.kind == Outcome::failed) {
    std::fprintf(stderr, "ERROR: %s\n", outcome.text);
    _fail(__FILE__, __LINE__);
  }
  if (outcome.kind == Outcome::skipped) {
    std::printf("SKIPPED: %s\n", outcome.text);
    ++skipped_count();
    _skip(__FILE__, __LINE__);
  }
}

struct Case {
  const char* name;
  Body body;
};

// Exit code: 0 passed, 1 failed, 77 where every case was skipped.
inline int run_tests(const std::vector<Case>& cases) {
  std::vector<CMUnitTest> tests;
  for (const Case& item : cases) {
    CMUnitTest test{};
    test.name = item.name;
    test.test_func = run_case;
    test.initial_state = reinterpret_cast<void*>(item.body);
    tests.push_back(test);
  }
  const int failed = _cmocka_run_group_tests("tests", tests.data(), tests.size(), nullptr, nullptr);
  if (failed != 0) return 1;
  return skipped_count() == static_cast<int>(cases.size()) && !cases.empty() ? 77 : 0;
}

template <typename A, typename B>
void check_equal(const A& a, const B& b, const char* a_text, const char* b_text, int line) {
  if (!(a == b))
    throw Failure{concat("line ", line, ": ", a_text, " = ", a, ", but ", b_text, " = ", b)};
}

inline void check_near(double a, double b, double tolerance, const char* a_text, const char* b_text,
                       int line) {
  if (!(std::abs(a - b) <= tolerance))
    throw Failure{concat("line ", line, ": ", a_text, " = ", a, ", but ", b_text, " = ", b,
                         " (tolerance ", tolerance, ")")};
}

// The folder of models and pictures; a test that needs it is skipped where it is missing.
inline std::string test_data() {
  const char* folder = std::getenv("CNNVIZ_TEST_DATA");
  const std::string path = folder != nullptr ? folder : "";
  std::FILE* probe = std::fopen((path + "/MODELS.md").c_str(), "r");
  if (probe == nullptr) throw Skipped{concat("CNNVIZ_TEST_DATA has no MODELS.md (", path, ")")};
  std::fclose(probe);
  return path;
}

}  // namespace cnnviz::test

#define TEST(name) static void name()
#define CASE(name)     \
  cnnviz::test::Case { \
#name, name        \
  }
#define CHECK(condition)                                                                      \
  do {                                                                                        \
    if (!(condition))                                                                         \
      throw cnnviz::test::Failure{cnnviz::core::concat("line ", __LINE__, ": ", #condition)}; \
  } while (false)
#define CHECK_EQ(a, b) cnnviz::test::check_equal((a), (b), #a, #b, __LINE__)
#define CHECK_NEAR(a, b, tolerance) \
  cnnviz::test::check_near((a), (b), (tolerance), #a, #b, __LINE__)
// The statement must throw an Error of this status whose message contains `words`.
#define CHECK_ERROR(statement, expected, words)                                               \
  do {                                                                                        \
    bool thrown = false;                                                                      \
    try {                                                                                     \
      statement;                                                                              \
    } catch (const cnnviz::core::Error& error) {                                              \
      thrown = true;                                                                          \
      if (error.status() != (expected) || std::strstr(error.what(), words) == nullptr)        \
        throw cnnviz::test::Failure{                                                          \
            cnnviz::core::concat("line ", __LINE__, ": ", #statement, " failed with status ", \
                                 static_cast<int>(error.status()), " and \"", error.what(),   \
                                 "\", not \"", words, "\"")};                                 \
    }                                                                                         \
    if (!thrown)                                                                              \
      throw cnnviz::test::Failure{                                                            \
          cnnviz::core::concat("line ", __LINE__, ": ", #statement, " did not fail")};        \
  } while (false)
