/* What the API tests share: cmocka, the demo's files, and checks of failures. */
#ifndef CNNVIZ_TESTS_API_SUPPORT_H
#define CNNVIZ_TESTS_API_SUPPORT_H

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <cnnviz/cnnviz.h>
#include <string.h>

/* The path of a file of the repository: source_path("examples/demo_model/demo.onnx"). The text is
 * valid until the eighth call from now. */
const char* source_path(const char* relative);
/* A path for a file of this test in a scratch folder. Likewise. */
const char* scratch_path(const char* name);

#define DEMO_MODEL "examples/demo_model/demo.onnx"
#define DEMO_PICTURE "examples/demo_model/samples/cat.png"
#define DEMO_PAIR "examples/demo_model/samples/cat_and_fish.png"

cnnviz_model* open_demo(int32_t threads);
cnnviz_image* read_demo_picture(void);
/* [1, 3, 128, 128] */
cnnviz_tensor* demo_input(const cnnviz_model* model);
cnnviz_tensor* result_tensor(const cnnviz_result* result, const char* name);

/* The call must succeed; its message is shown where it does not. */
void assert_ok_at(cnnviz_status status, const char* call, const char* file, int line);
#define assert_ok(call) assert_ok_at((call), #call, __FILE__, __LINE__)

/* The call must fail with this status, and a message that contains `words`. */
void assert_fails_at(cnnviz_status got, cnnviz_status expected, const char* words, const char* call,
                     const char* file, int line);
#define assert_fails(call, status, words) \
  assert_fails_at((call), CNNVIZ_STATUS_##status, words, #call, __FILE__, __LINE__)

/* A function that returns a value must have failed so. */
void assert_failed_at(cnnviz_status expected, const char* words, const char* file, int line);
#define assert_failed(status, words) \
  assert_failed_at(CNNVIZ_STATUS_##status, words, __FILE__, __LINE__)

#endif
