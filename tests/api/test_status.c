/* Names of statuses, the version, and the life of a message. */
#include "support.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static void test_api_status__names(void** state) {
  (void)state;
  assert_string_equal(cnnviz_status_name(CNNVIZ_STATUS_OK), "OK");
  assert_string_equal(cnnviz_status_name(CNNVIZ_STATUS_INVALID_ARGUMENT), "INVALID_ARGUMENT");
  assert_string_equal(cnnviz_status_name(CNNVIZ_STATUS_NOT_FOUND), "NOT_FOUND");
  assert_string_equal(cnnviz_status_name(CNNVIZ_STATUS_IO), "IO");
  assert_string_equal(cnnviz_status_name(CNNVIZ_STATUS_CORRUPT), "CORRUPT");
  assert_string_equal(cnnviz_status_name(CNNVIZ_STATUS_UNSUPPORTED), "UNSUPPORTED");
  assert_string_equal(cnnviz_status_name(CNNVIZ_STATUS_LIMIT), "LIMIT");
  assert_string_equal(cnnviz_status_name(CNNVIZ_STATUS_OUT_OF_MEMORY), "OUT_OF_MEMORY");
  assert_string_equal(cnnviz_status_name(CNNVIZ_STATUS_CANCELLED), "CANCELLED");
  assert_string_equal(cnnviz_status_name(CNNVIZ_STATUS_MISMATCH), "MISMATCH");
  assert_string_equal(cnnviz_status_name(CNNVIZ_STATUS_FORKED), "FORKED");
  assert_string_equal(cnnviz_status_name(CNNVIZ_STATUS_NOT_FINITE), "NOT_FINITE");
  assert_string_equal(cnnviz_status_name(CNNVIZ_STATUS_INTERNAL), "INTERNAL");
  assert_string_equal(cnnviz_status_name((cnnviz_status)13), "UNKNOWN");
  assert_string_equal(cnnviz_status_name((cnnviz_status)-1), "UNKNOWN");
  assert_string_equal(cnnviz_status_name(CNNVIZ_STATUS_ENUM_INT32), "UNKNOWN");
}

static void test_api_status__enums_have_four_bytes(void** state) {
  (void)state;
  assert_int_equal(sizeof(cnnviz_status), 4);
  assert_int_equal(sizeof(cnnviz_dtype), 4);
  assert_int_equal(sizeof(cnnviz_rule), 4);
  assert_int_equal(sizeof(cnnviz_scaling), 4);
}

static void test_api_status__version(void** state) {
  char text[32];
  (void)state;
  snprintf(text, sizeof text, "%d.%d.%d", CNNVIZ_VERSION_MAJOR, CNNVIZ_VERSION_MINOR,
           CNNVIZ_VERSION_PATCH);
  assert_string_equal(cnnviz_version(), text);
}

static void test_api_status__message_lives_until_the_next_call(void** state) {
  cnnviz_image* image = NULL;
  cnnviz_tensor* tensor = NULL;
  const int64_t shape[] = {2};
  (void)state;
  assert_fails(cnnviz_image_read(&image, NULL), INVALID_ARGUMENT, "path is NULL");
  assert_null(image);
  /* Cleaning up leaves it alone. */
  cnnviz_image_free(image);
  cnnviz_tensor_free(NULL);
  assert_string_equal(cnnviz_status_name(CNNVIZ_STATUS_OK), "OK");
  assert_non_null(cnnviz_version());
  assert_failed(INVALID_ARGUMENT, "path is NULL");
  /* Any other call that succeeds clears it, those that return a value too. */
  assert_ok(cnnviz_tensor_zeros(&tensor, CNNVIZ_DTYPE_FLOAT32, shape, 1));
  assert_int_equal(cnnviz_last_status(), CNNVIZ_STATUS_OK);
  assert_string_equal(cnnviz_last_error(), "");
  assert_int_equal(cnnviz_tensor_extent(tensor, 7), -1);
  assert_failed(INVALID_ARGUMENT, "axis is 7");
  assert_int_equal(cnnviz_tensor_extent(tensor, 0), 2);
  assert_string_equal(cnnviz_last_error(), "");
  cnnviz_tensor_free(tensor);
}

/* A message longer than the library keeps ends in an ellipsis, and never inside a character. */
static void test_api_status__long_messages_are_cut(void** state) {
  enum { kLength = 20000 };
  char* path = malloc(kLength + 1);
  cnnviz_image* image = NULL;
  const char* message;
  size_t length, i;
  (void)state;
  for (i = 0; i < kLength; i += 2) memcpy(path + i, "\xc3\xa4", 2);
  path[kLength] = '\0';
  assert_int_not_equal(cnnviz_image_read(&image, path), CNNVIZ_STATUS_OK);
  message = cnnviz_last_error();
  length = strlen(message);
  assert_true(length > 100 && length < kLength);
  if (strcmp(message + length - 4, " ...") == 0) {
    size_t pairs = 0;
    for (i = 0; i < length; ++i) {
      if ((unsigned char)message[i] == 0xc3) ++pairs;
      if ((unsigned char)message[i] == 0xa4) --pairs;
    }
    assert_int_equal(pairs, 0);
  }
  free(path);
}

static void* fail_elsewhere(void* unused) {
  cnnviz_tensor* tensor = NULL;
  (void)unused;
  /* Nothing has failed on this thread yet. */
  if (cnnviz_last_error()[0] != '\0') return "a message of another thread";
  if (cnnviz_tensor_read(&tensor, NULL) != CNNVIZ_STATUS_INVALID_ARGUMENT) return "no failure";
  return strstr(cnnviz_last_error(), "path is NULL") != NULL ? NULL : "another message";
}

static void test_api_status__threads_keep_their_messages(void** state) {
  pthread_t thread;
  void* complaint = NULL;
  cnnviz_bytes* bytes = NULL;
  (void)state;
  assert_fails(cnnviz_bytes_share(&bytes, NULL), INVALID_ARGUMENT, "bytes is NULL");
  assert_int_equal(pthread_create(&thread, NULL, fail_elsewhere, NULL), 0);
  assert_int_equal(pthread_join(thread, &complaint), 0);
  if (complaint != NULL) fail_msg("%s", (const char*)complaint);
  assert_failed(INVALID_ARGUMENT, "bytes is NULL");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_api_status__names),
      cmocka_unit_test(test_api_status__enums_have_four_bytes),
      cmocka_unit_test(test_api_status__version),
      cmocka_unit_test(test_api_status__message_lives_until_the_next_call),
      cmocka_unit_test(test_api_status__long_messages_are_cut),
      cmocka_unit_test(test_api_status__threads_keep_their_messages),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
