/* Tensors: what goes in comes out, in memory and through .npy files. */
#include "support.h"

#include <stdio.h>

static const float floats[] = {1.5F, -2, 3, 4, 5, 6.25F};
static const int64_t shape[] = {2, 3};

static cnnviz_tensor* make(void) {
  cnnviz_tensor* tensor = NULL;
  assert_ok(cnnviz_tensor_from_floats(&tensor, floats, 6, shape, 2));
  return tensor;
}

static void check_same(const cnnviz_tensor* tensor) {
  float copy[6] = {0};
  assert_int_equal(cnnviz_tensor_dtype(tensor), CNNVIZ_DTYPE_FLOAT32);
  assert_int_equal(cnnviz_tensor_rank(tensor), 2);
  assert_int_equal(cnnviz_tensor_extent(tensor, 0), 2);
  assert_int_equal(cnnviz_tensor_extent(tensor, 1), 3);
  assert_int_equal(cnnviz_tensor_size(tensor), 6);
  assert_memory_equal(cnnviz_tensor_floats(tensor), floats, sizeof floats);
  assert_ok(cnnviz_tensor_copy_floats(copy, 6, tensor));
  assert_memory_equal(copy, floats, sizeof floats);
}

static void test_api_tensor__holds_copied_numbers(void** state) {
  cnnviz_tensor *tensor = make(), *shared = NULL;
  (void)state;
  check_same(tensor);
  assert_ok(cnnviz_tensor_share(&shared, tensor));
  cnnviz_tensor_free(tensor);
  check_same(shared);
  cnnviz_tensor_free(shared);
}

static void test_api_tensor__integers(void** state) {
  const int64_t numbers[] = {INT64_MAX, -7, 0};
  const int64_t three[] = {3};
  int64_t copy[3];
  cnnviz_tensor* tensor = NULL;
  (void)state;
  assert_ok(cnnviz_tensor_from_ints(&tensor, numbers, 3, three, 1));
  assert_int_equal(cnnviz_tensor_dtype(tensor), CNNVIZ_DTYPE_INT64);
  assert_memory_equal(cnnviz_tensor_ints(tensor), numbers, sizeof numbers);
  assert_ok(cnnviz_tensor_copy_ints(copy, 3, tensor));
  assert_memory_equal(copy, numbers, sizeof numbers);
  cnnviz_tensor_free(tensor);
}

static void test_api_tensor__scalars_and_empty_tensors(void** state) {
  const int64_t none[] = {4, 0};
  cnnviz_tensor* tensor = NULL;
  (void)state;
  assert_ok(cnnviz_tensor_from_floats(&tensor, floats, 1, NULL, 0));
  assert_int_equal(cnnviz_tensor_rank(tensor), 0);
  assert_int_equal(cnnviz_tensor_size(tensor), 1);
  assert_true(cnnviz_tensor_floats(tensor)[0] == 1.5F);
  cnnviz_tensor_free(tensor);
  assert_ok(cnnviz_tensor_from_floats(&tensor, NULL, 0, none, 2));
  assert_int_equal(cnnviz_tensor_size(tensor), 0);
  assert_ok(cnnviz_tensor_copy_floats(NULL, 0, tensor));
  cnnviz_tensor_free(tensor);
}

static void test_api_tensor__zeros(void** state) {
  cnnviz_tensor* tensor = NULL;
  int64_t i;
  (void)state;
  assert_ok(cnnviz_tensor_zeros(&tensor, CNNVIZ_DTYPE_FLOAT32, shape, 2));
  for (i = 0; i < 6; ++i) assert_true(cnnviz_tensor_floats(tensor)[i] == 0);
  cnnviz_tensor_free(tensor);
}

static void test_api_tensor__items_and_reshape(void** state) {
  const int64_t flat[] = {1, 6};
  cnnviz_tensor *tensor = make(), *item = NULL, *reshaped = NULL;
  (void)state;
  assert_ok(cnnviz_tensor_item(&item, tensor, 1));
  assert_int_equal(cnnviz_tensor_rank(item), 1);
  assert_memory_equal(cnnviz_tensor_floats(item), floats + 3, 3 * sizeof *floats);
  assert_ok(cnnviz_tensor_reshape(&reshaped, tensor, flat, 2));
  cnnviz_tensor_free(tensor);
  assert_int_equal(cnnviz_tensor_extent(reshaped, 1), 6);
  assert_memory_equal(cnnviz_tensor_floats(reshaped), floats, sizeof floats);
  cnnviz_tensor_free(item);
  cnnviz_tensor_free(reshaped);
}

static void test_api_tensor__npy_round_trip(void** state) {
  const char* path = scratch_path("x.npy");
  cnnviz_tensor *tensor = make(), *read = NULL;
  (void)state;
  assert_ok(cnnviz_tensor_write(tensor, path));
  assert_ok(cnnviz_tensor_read(&read, path));
  check_same(read);
  cnnviz_tensor_free(read);
  cnnviz_tensor_free(tensor);
}

static void test_api_tensor__broken_npy_files(void** state) {
  const char* path = scratch_path("broken.npy");
  cnnviz_tensor* read = NULL;
  FILE* file = fopen(path, "wb");
  (void)state;
  assert_non_null(file);
  fputs("\x93NUMPY\x01", file);
  fclose(file);
  assert_fails(cnnviz_tensor_read(&read, path), CORRUPT, "broken.npy");
  assert_fails(cnnviz_tensor_read(&read, source_path(DEMO_PICTURE)), CORRUPT, "cat.png");
  assert_null(read);
}

static void test_api_tensor__lists_are_independent(void** state) {
  cnnviz_tensors *list = NULL, *copy = NULL;
  cnnviz_tensor* tensor = make();
  (void)state;
  assert_ok(cnnviz_tensors_create(&list));
  assert_ok(cnnviz_tensors_add(list, "a", tensor));
  assert_ok(cnnviz_tensors_share(&copy, list));
  assert_ok(cnnviz_tensors_add(list, "b", tensor));
  cnnviz_tensor_free(tensor);
  assert_int_equal(cnnviz_tensors_count(list), 2);
  assert_int_equal(cnnviz_tensors_count(copy), 1);
  cnnviz_tensors_free(list);
  assert_int_equal(cnnviz_tensors_count(copy), 1);
  cnnviz_tensors_free(copy);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_api_tensor__holds_copied_numbers),
      cmocka_unit_test(test_api_tensor__integers),
      cmocka_unit_test(test_api_tensor__scalars_and_empty_tensors),
      cmocka_unit_test(test_api_tensor__zeros),
      cmocka_unit_test(test_api_tensor__items_and_reshape),
      cmocka_unit_test(test_api_tensor__npy_round_trip),
      cmocka_unit_test(test_api_tensor__broken_npy_files),
      cmocka_unit_test(test_api_tensor__lists_are_independent),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
