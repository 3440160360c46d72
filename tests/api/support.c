#include "support.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { kTexts = 8, kLength = 1024 };

static char* next_text(void) {
  static char texts[kTexts][kLength];
  static int next = 0;
  next = (next + 1) % kTexts;
  return texts[next];
}

const char* source_path(const char* relative) {
  const char* root = getenv("CNNVIZ_SOURCE");
  char* text = next_text();
  assert_non_null(root);
  assert_true(snprintf(text, kLength, "%s/%s", root, relative) < kLength);
  return text;
}

const char* scratch_path(const char* name) {
  static char folder[kLength] = "";
  char* text = next_text();
  if (folder[0] == '\0') {
    const char* base = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/cnnviz-api-XXXXXX", base != NULL ? base : "/tmp");
    assert_non_null(mkdtemp(folder));
  }
  assert_true(snprintf(text, kLength, "%s/%s", folder, name) < kLength);
  return text;
}

cnnviz_model* open_demo(int32_t threads) {
  cnnviz_model_options options;
  cnnviz_model* model = NULL;
  assert_ok(cnnviz_model_options_init(&options, sizeof options));
  options.threads = threads;
  assert_ok(cnnviz_model_open(&model, source_path(DEMO_MODEL), NULL, &options));
  return model;
}

cnnviz_image* read_demo_picture(void) {
  cnnviz_image* image = NULL;
  assert_ok(cnnviz_image_read(&image, source_path(DEMO_PICTURE)));
  return image;
}

cnnviz_tensor* demo_input(const cnnviz_model* model) {
  cnnviz_tensor* input = NULL;
  cnnviz_image* image = read_demo_picture();
  assert_ok(cnnviz_model_preprocess(&input, model, image));
  cnnviz_image_free(image);
  return input;
}

cnnviz_tensor* result_tensor(const cnnviz_result* result, const char* name) {
  cnnviz_tensor* tensor = NULL;
  assert_ok(cnnviz_result_tensor(&tensor, result, name));
  return tensor;
}

void assert_ok_at(cnnviz_status status, const char* call, const char* file, int line) {
  if (status == CNNVIZ_STATUS_OK) return;
  print_error("%s:%d: %s failed: %s: %s\n", file, line, call, cnnviz_status_name(status),
              cnnviz_last_error());
  fail();
}

void assert_failed_at(cnnviz_status expected, const char* words, const char* file, int line) {
  const char* message = cnnviz_last_error();
  if (cnnviz_last_status() == expected && strstr(message, words) != NULL) return;
  print_error("%s:%d: the last failure is %s: \"%s\", not %s: \"...%s...\"\n", file, line,
              cnnviz_status_name(cnnviz_last_status()), message, cnnviz_status_name(expected),
              words);
  fail();
}

void assert_fails_at(cnnviz_status got, cnnviz_status expected, const char* words, const char* call,
                     const char* file, int line) {
  if (got != expected || got != cnnviz_last_status())
    print_error("%s:%d: %s gave %s, last status %s\n", file, line, call, cnnviz_status_name(got),
                cnnviz_status_name(cnnviz_last_status()));
  assert_int_equal(got, expected);
  assert_failed_at(expected, words, file, line);
}
