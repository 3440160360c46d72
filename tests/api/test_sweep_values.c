/* Every function on tensors, pictures, figures, jobs and results, called with NULL and with values
 * out of range: each fails with a status, a message that names the parameter, and its output NULL.
 */
#include "support.h"

static float floats[6] = {1, 2, 3, 4, 5, 6};
static int64_t ints[6] = {1, 2, 3, 4, 5, 6};
static uint8_t bytes_of[12];
static const int64_t shape[] = {2, 3};

/* An output that the call has to set to NULL. */
#define GARBAGE(type) ((type*)(void*)bytes_of)

/* The call fails like this and leaves `handle` NULL. */
#define assert_refused(handle, call, status, words) \
  do {                                              \
    assert_fails(call, status, words);              \
    assert_null(handle);                            \
  } while (0)

static void test_api_sweep__bytes(void** state) {
  cnnviz_bytes* bytes = GARBAGE(cnnviz_bytes);
  (void)state;
  cnnviz_bytes_free(NULL);
  assert_fails(cnnviz_bytes_share(NULL, NULL), INVALID_ARGUMENT, "shared");
  assert_refused(bytes, cnnviz_bytes_share(&bytes, NULL), INVALID_ARGUMENT, "bytes");
  assert_int_equal(cnnviz_bytes_size(NULL), -1);
  assert_failed(INVALID_ARGUMENT, "bytes");
  assert_null(cnnviz_bytes_data(NULL));
  assert_failed(INVALID_ARGUMENT, "bytes");
  assert_fails(cnnviz_bytes_copy(bytes_of, 3, NULL), INVALID_ARGUMENT, "bytes");
  assert_fails(cnnviz_bytes_create(NULL, bytes_of, 1), INVALID_ARGUMENT, "bytes");
  assert_refused(bytes, cnnviz_bytes_create(&bytes, NULL, 1), INVALID_ARGUMENT, "data");
  assert_refused(bytes, cnnviz_bytes_create(&bytes, bytes_of, -1), INVALID_ARGUMENT,
                 "length is -1");
  assert_fails(cnnviz_bytes_write(NULL, "file"), INVALID_ARGUMENT, "bytes");
  assert_ok(cnnviz_bytes_create(&bytes, NULL, 0));
  assert_int_equal(cnnviz_bytes_size(bytes), 0);
  assert_fails(cnnviz_bytes_write(bytes, NULL), INVALID_ARGUMENT, "path");
  assert_fails(cnnviz_bytes_write(bytes, "no such folder/file"), NOT_FOUND, "no such folder/file");
  cnnviz_bytes_free(bytes);
}

static void test_api_sweep__making_tensors(void** state) {
  cnnviz_tensor* t = GARBAGE(cnnviz_tensor);
  const int64_t negative[] = {2, -3};
  const int64_t huge[] = {INT64_MAX, INT64_MAX};
  const cnnviz_dtype wrong = (cnnviz_dtype)77;
  (void)state;
  cnnviz_tensor_free(NULL);
  assert_fails(cnnviz_tensor_from_floats(NULL, floats, 6, shape, 2), INVALID_ARGUMENT, "tensor");
  assert_refused(t, cnnviz_tensor_from_floats(&t, NULL, 6, shape, 2), INVALID_ARGUMENT, "values");
  assert_refused(t, cnnviz_tensor_from_floats(&t, floats, 6, NULL, 2), INVALID_ARGUMENT, "shape");
  assert_refused(t, cnnviz_tensor_from_floats(&t, floats, 5, shape, 2), INVALID_ARGUMENT, "count");
  assert_refused(t, cnnviz_tensor_from_floats(&t, floats, 6, shape, -1), INVALID_ARGUMENT, "rank");
  assert_refused(t, cnnviz_tensor_from_floats(&t, floats, 6, shape, 9), INVALID_ARGUMENT, "rank");
  assert_refused(t, cnnviz_tensor_from_floats(&t, floats, -6, negative, 2), INVALID_ARGUMENT,
                 "shape");
  assert_refused(t, cnnviz_tensor_from_floats(&t, floats, 1, huge, 2), LIMIT, "");
  assert_fails(cnnviz_tensor_from_ints(NULL, ints, 6, shape, 2), INVALID_ARGUMENT, "tensor");
  assert_refused(t, cnnviz_tensor_from_ints(&t, NULL, 6, shape, 2), INVALID_ARGUMENT, "values");
  assert_refused(t, cnnviz_tensor_from_ints(&t, ints, 7, shape, 2), INVALID_ARGUMENT, "count");
  assert_fails(cnnviz_tensor_zeros(NULL, CNNVIZ_DTYPE_FLOAT32, shape, 2), INVALID_ARGUMENT,
               "tensor");
  assert_refused(t, cnnviz_tensor_zeros(&t, wrong, shape, 2), INVALID_ARGUMENT, "dtype");
  assert_refused(t, cnnviz_tensor_zeros(&t, CNNVIZ_DTYPE_INT64, NULL, 2), INVALID_ARGUMENT,
                 "shape");
  assert_refused(t, cnnviz_tensor_zeros(&t, CNNVIZ_DTYPE_INT64, huge, 2), LIMIT, "");
  assert_fails(cnnviz_tensor_read(NULL, "x.npy"), INVALID_ARGUMENT, "tensor");
  assert_refused(t, cnnviz_tensor_read(&t, NULL), INVALID_ARGUMENT, "path");
  assert_refused(t, cnnviz_tensor_read(&t, "/no/such/file.npy"), NOT_FOUND, "/no/such/file.npy");
}

static void test_api_sweep__using_tensors(void** state) {
  cnnviz_tensor *tensor, *t = GARBAGE(cnnviz_tensor);
  const int64_t other[] = {4, 2};
  (void)state;
  assert_ok(cnnviz_tensor_from_floats(&tensor, floats, 6, shape, 2));
  assert_fails(cnnviz_tensor_share(NULL, tensor), INVALID_ARGUMENT, "shared");
  assert_refused(t, cnnviz_tensor_share(&t, NULL), INVALID_ARGUMENT, "tensor");
  assert_fails(cnnviz_tensor_write(NULL, "x.npy"), INVALID_ARGUMENT, "tensor");
  assert_fails(cnnviz_tensor_write(tensor, NULL), INVALID_ARGUMENT, "path");
  assert_fails(cnnviz_tensor_write(tensor, "/no/such/folder/x.npy"), NOT_FOUND, "/no/such");
  assert_fails(cnnviz_tensor_item(NULL, tensor, 0), INVALID_ARGUMENT, "item");
  assert_refused(t, cnnviz_tensor_item(&t, NULL, 0), INVALID_ARGUMENT, "tensor");
  assert_refused(t, cnnviz_tensor_item(&t, tensor, 2), INVALID_ARGUMENT, "index is 2");
  assert_refused(t, cnnviz_tensor_item(&t, tensor, -1), INVALID_ARGUMENT, "index is -1");
  assert_fails(cnnviz_tensor_reshape(NULL, tensor, shape, 2), INVALID_ARGUMENT, "reshaped");
  assert_refused(t, cnnviz_tensor_reshape(&t, NULL, shape, 2), INVALID_ARGUMENT, "tensor");
  assert_refused(t, cnnviz_tensor_reshape(&t, tensor, NULL, 1), INVALID_ARGUMENT, "shape");
  assert_refused(t, cnnviz_tensor_reshape(&t, tensor, other, 2), INVALID_ARGUMENT, "6 elements");
  assert_int_equal(cnnviz_tensor_dtype(NULL), CNNVIZ_DTYPE_ENUM_INT32);
  assert_failed(INVALID_ARGUMENT, "tensor");
  assert_int_equal(cnnviz_tensor_rank(NULL), -1);
  assert_failed(INVALID_ARGUMENT, "tensor");
  assert_int_equal(cnnviz_tensor_extent(NULL, 0), -1);
  assert_failed(INVALID_ARGUMENT, "tensor");
  assert_int_equal(cnnviz_tensor_extent(tensor, 2), -1);
  assert_failed(INVALID_ARGUMENT, "axis");
  assert_int_equal(cnnviz_tensor_size(NULL), -1);
  assert_failed(INVALID_ARGUMENT, "tensor");
  assert_null(cnnviz_tensor_floats(NULL));
  assert_failed(INVALID_ARGUMENT, "tensor");
  assert_null(cnnviz_tensor_ints(tensor));
  assert_failed(INVALID_ARGUMENT, "float32");
  assert_fails(cnnviz_tensor_copy_floats(floats, 6, NULL), INVALID_ARGUMENT, "tensor");
  assert_fails(cnnviz_tensor_copy_floats(NULL, 6, tensor), INVALID_ARGUMENT, "values");
  assert_fails(cnnviz_tensor_copy_floats(floats, 5, tensor), INVALID_ARGUMENT, "count");
  assert_fails(cnnviz_tensor_copy_ints(ints, 6, tensor), INVALID_ARGUMENT, "float32");
  assert_fails(cnnviz_tensor_copy_ints(ints, 6, NULL), INVALID_ARGUMENT, "tensor");
  cnnviz_tensor_free(tensor);
}

static void test_api_sweep__lists(void** state) {
  cnnviz_tensors *tensors, *ts = GARBAGE(cnnviz_tensors);
  cnnviz_images *images, *is = GARBAGE(cnnviz_images);
  cnnviz_tensor* tensor;
  (void)state;
  cnnviz_tensors_free(NULL);
  cnnviz_images_free(NULL);
  assert_fails(cnnviz_tensors_create(NULL), INVALID_ARGUMENT, "tensors");
  assert_ok(cnnviz_tensors_create(&tensors));
  assert_ok(cnnviz_tensor_zeros(&tensor, CNNVIZ_DTYPE_FLOAT32, shape, 2));
  assert_fails(cnnviz_tensors_add(NULL, "x", tensor), INVALID_ARGUMENT, "tensors");
  assert_fails(cnnviz_tensors_add(tensors, NULL, tensor), INVALID_ARGUMENT, "name");
  assert_fails(cnnviz_tensors_add(tensors, "", tensor), INVALID_ARGUMENT, "name");
  assert_fails(cnnviz_tensors_add(tensors, "x", NULL), INVALID_ARGUMENT, "tensor");
  assert_ok(cnnviz_tensors_add(tensors, "x", tensor));
  assert_fails(cnnviz_tensors_add(tensors, "x", tensor), INVALID_ARGUMENT, "\"x\"");
  assert_int_equal(cnnviz_tensors_count(tensors), 1);
  assert_int_equal(cnnviz_tensors_count(NULL), -1);
  assert_failed(INVALID_ARGUMENT, "tensors");
  assert_fails(cnnviz_tensors_share(NULL, tensors), INVALID_ARGUMENT, "shared");
  assert_refused(ts, cnnviz_tensors_share(&ts, NULL), INVALID_ARGUMENT, "tensors");
  assert_fails(cnnviz_images_create(NULL), INVALID_ARGUMENT, "images");
  assert_ok(cnnviz_images_create(&images));
  assert_fails(cnnviz_images_add(NULL, NULL), INVALID_ARGUMENT, "images");
  assert_fails(cnnviz_images_add(images, NULL), INVALID_ARGUMENT, "image");
  assert_int_equal(cnnviz_images_count(images), 0);
  assert_int_equal(cnnviz_images_count(NULL), -1);
  assert_failed(INVALID_ARGUMENT, "images");
  assert_fails(cnnviz_images_share(NULL, images), INVALID_ARGUMENT, "shared");
  assert_refused(is, cnnviz_images_share(&is, NULL), INVALID_ARGUMENT, "images");
  cnnviz_images_free(images);
  cnnviz_tensor_free(tensor);
  cnnviz_tensors_free(tensors);
}

static void test_api_sweep__images(void** state) {
  cnnviz_image *image, *i = GARBAGE(cnnviz_image);
  cnnviz_bytes* b = GARBAGE(cnnviz_bytes);
  (void)state;
  cnnviz_image_free(NULL);
  assert_fails(cnnviz_image_read(NULL, "x.png"), INVALID_ARGUMENT, "image");
  assert_refused(i, cnnviz_image_read(&i, NULL), INVALID_ARGUMENT, "path");
  assert_refused(i, cnnviz_image_read(&i, "/no/such.png"), NOT_FOUND, "/no/such.png");
  assert_fails(cnnviz_image_decode(NULL, bytes_of, 12), INVALID_ARGUMENT, "image");
  assert_refused(i, cnnviz_image_decode(&i, NULL, 12), INVALID_ARGUMENT, "bytes");
  assert_refused(i, cnnviz_image_decode(&i, bytes_of, -1), INVALID_ARGUMENT, "length");
  assert_refused(i, cnnviz_image_decode(&i, bytes_of, 12), CORRUPT, "");
  assert_fails(cnnviz_image_from_pixels(NULL, bytes_of, 12, 2, 2, 3), INVALID_ARGUMENT, "image");
  assert_refused(i, cnnviz_image_from_pixels(&i, NULL, 12, 2, 2, 3), INVALID_ARGUMENT, "pixels");
  assert_refused(i, cnnviz_image_from_pixels(&i, bytes_of, 11, 2, 2, 3), INVALID_ARGUMENT,
                 "length");
  assert_refused(i, cnnviz_image_from_pixels(&i, bytes_of, 12, 0, 2, 3), INVALID_ARGUMENT, "");
  assert_refused(i, cnnviz_image_from_pixels(&i, bytes_of, 8, 2, 2, 2), INVALID_ARGUMENT,
                 "channels");
  assert_refused(i, cnnviz_image_from_pixels(&i, bytes_of, 12, INT32_MAX, INT32_MAX, 3), LIMIT, "");
  assert_ok(cnnviz_image_from_pixels(&image, bytes_of, 12, 2, 2, 3));
  assert_fails(cnnviz_image_share(NULL, image), INVALID_ARGUMENT, "shared");
  assert_refused(i, cnnviz_image_share(&i, NULL), INVALID_ARGUMENT, "image");
  assert_fails(cnnviz_image_write(NULL, "x.png", NULL), INVALID_ARGUMENT, "image");
  assert_fails(cnnviz_image_write(image, NULL, NULL), INVALID_ARGUMENT, "path");
  assert_fails(cnnviz_image_write(image, "x.gif", NULL), INVALID_ARGUMENT, "x.gif");
  assert_fails(cnnviz_image_write(image, "/no/such/folder/x.png", NULL), NOT_FOUND, "/no/such");
  assert_fails(cnnviz_image_encode(NULL, image, CNNVIZ_IMAGE_FORMAT_PNG, NULL), INVALID_ARGUMENT,
               "bytes");
  assert_refused(b, cnnviz_image_encode(&b, NULL, CNNVIZ_IMAGE_FORMAT_PNG, NULL), INVALID_ARGUMENT,
                 "image");
  assert_refused(b, cnnviz_image_encode(&b, image, (cnnviz_image_format)0, NULL), INVALID_ARGUMENT,
                 "format");
  assert_fails(cnnviz_image_crop(NULL, image, 0, 0, 1, 1), INVALID_ARGUMENT, "cropped");
  assert_refused(i, cnnviz_image_crop(&i, NULL, 0, 0, 1, 1), INVALID_ARGUMENT, "image");
  assert_refused(i, cnnviz_image_crop(&i, image, 1, 1, INT32_MAX, 1), INVALID_ARGUMENT, "inside");
  assert_refused(i, cnnviz_image_crop(&i, image, 0, 0, 0, 1), INVALID_ARGUMENT, "inside");
  assert_fails(cnnviz_image_resize(NULL, image, 4, 4), INVALID_ARGUMENT, "resized");
  assert_refused(i, cnnviz_image_resize(&i, NULL, 4, 4), INVALID_ARGUMENT, "image");
  assert_refused(i, cnnviz_image_resize(&i, image, 0, 4), INVALID_ARGUMENT, "");
  assert_refused(i, cnnviz_image_resize(&i, image, INT32_MAX, 4), LIMIT, "");
  assert_int_equal(cnnviz_image_width(NULL), -1);
  assert_failed(INVALID_ARGUMENT, "image");
  assert_int_equal(cnnviz_image_height(NULL), -1);
  assert_failed(INVALID_ARGUMENT, "image");
  assert_int_equal(cnnviz_image_channels(NULL), -1);
  assert_failed(INVALID_ARGUMENT, "image");
  assert_null(cnnviz_image_pixels(NULL));
  assert_failed(INVALID_ARGUMENT, "image");
  assert_fails(cnnviz_image_copy_pixels(NULL, 12, image), INVALID_ARGUMENT, "pixels");
  assert_fails(cnnviz_image_copy_pixels(bytes_of, 11, image), INVALID_ARGUMENT, "length");
  assert_fails(cnnviz_image_copy_pixels(bytes_of, 12, NULL), INVALID_ARGUMENT, "image");
  cnnviz_image_free(image);
}

static void test_api_sweep__jobs(void** state) {
  cnnviz_job *job, *j = GARBAGE(cnnviz_job);
  (void)state;
  cnnviz_job_free(NULL);
  assert_fails(cnnviz_job_create(NULL), INVALID_ARGUMENT, "job");
  assert_ok(cnnviz_job_create(&job));
  assert_fails(cnnviz_job_share(NULL, job), INVALID_ARGUMENT, "shared");
  assert_refused(j, cnnviz_job_share(&j, NULL), INVALID_ARGUMENT, "job");
  assert_fails(cnnviz_job_cancel(NULL), INVALID_ARGUMENT, "job");
  assert_int_equal(cnnviz_job_cancelled(NULL), -1);
  assert_failed(INVALID_ARGUMENT, "job");
  assert_int_equal(cnnviz_job_done(NULL), -1);
  assert_failed(INVALID_ARGUMENT, "job");
  assert_int_equal(cnnviz_job_total(NULL), -1);
  assert_failed(INVALID_ARGUMENT, "job");
  assert_null(cnnviz_job_stage(NULL));
  assert_failed(INVALID_ARGUMENT, "job");
  cnnviz_job_free(job);
}

static void test_api_sweep__results(void** state) {
  cnnviz_result* r = GARBAGE(cnnviz_result);
  cnnviz_tensor* t = GARBAGE(cnnviz_tensor);
  cnnviz_image* i = GARBAGE(cnnviz_image);
  (void)state;
  cnnviz_result_free(NULL);
  assert_fails(cnnviz_result_share(NULL, NULL), INVALID_ARGUMENT, "shared");
  assert_refused(r, cnnviz_result_share(&r, NULL), INVALID_ARGUMENT, "result");
  assert_int_equal(cnnviz_result_count(NULL), -1);
  assert_failed(INVALID_ARGUMENT, "result");
  assert_null(cnnviz_result_name(NULL, 0));
  assert_failed(INVALID_ARGUMENT, "result");
  assert_int_equal(cnnviz_result_entry_kind(NULL, 0), CNNVIZ_RESULT_KIND_ENUM_INT32);
  assert_failed(INVALID_ARGUMENT, "result");
  assert_fails(cnnviz_result_tensor(NULL, NULL, "map"), INVALID_ARGUMENT, "tensor");
  assert_refused(t, cnnviz_result_tensor(&t, NULL, "map"), INVALID_ARGUMENT, "result");
  assert_fails(cnnviz_result_image(NULL, NULL, "map"), INVALID_ARGUMENT, "image");
  assert_refused(i, cnnviz_result_image(&i, NULL, "map"), INVALID_ARGUMENT, "result");
  assert_null(cnnviz_result_json(NULL));
  assert_failed(INVALID_ARGUMENT, "result");
}

static void test_api_sweep__figures(void** state) {
  cnnviz_figure *figure, *f = GARBAGE(cnnviz_figure);
  cnnviz_image *image, *i = GARBAGE(cnnviz_image);
  cnnviz_figure_options options;
  (void)state;
  cnnviz_figure_free(NULL);
  assert_ok(cnnviz_image_from_pixels(&image, bytes_of, 12, 2, 2, 3));
  assert_fails(cnnviz_figure_options_init(NULL, sizeof options), INVALID_ARGUMENT, "options");
  assert_ok(cnnviz_figure_options_init(&options, sizeof options));
  assert_fails(cnnviz_figure_create(NULL, "title"), INVALID_ARGUMENT, "figure");
  assert_ok(cnnviz_figure_create(&figure, NULL));
  assert_fails(cnnviz_figure_share(NULL, figure), INVALID_ARGUMENT, "shared");
  assert_refused(f, cnnviz_figure_share(&f, NULL), INVALID_ARGUMENT, "figure");
  assert_fails(cnnviz_figure_set(NULL, 0, 0, image, NULL, NULL), INVALID_ARGUMENT, "figure");
  assert_fails(cnnviz_figure_set(figure, -1, 0, image, NULL, NULL), INVALID_ARGUMENT, "row");
  assert_fails(cnnviz_figure_set(figure, 0, 256, image, NULL, NULL), INVALID_ARGUMENT, "column");
  assert_fails(cnnviz_figure_set(figure, 0, 0, NULL, NULL, NULL), INVALID_ARGUMENT, "image");
  assert_fails(cnnviz_figure_set_color_bar(NULL, 0, 0, 0, 1, NULL), INVALID_ARGUMENT, "figure");
  assert_fails(cnnviz_figure_set_color_bar(figure, 0, 0, 0, 1, NULL), NOT_FOUND, "row 0");
  assert_fails(cnnviz_figure_set_color_bar(figure, -1, -1, 1, 0, NULL), INVALID_ARGUMENT, "low");
  assert_fails(cnnviz_figure_set_color_bar(figure, -1, -1, 0, 1, "viridsi"), NOT_FOUND, "viridis");
  assert_fails(cnnviz_figure_add_legend(NULL, 0, 0, 0, "x"), INVALID_ARGUMENT, "figure");
  assert_fails(cnnviz_figure_add_legend(figure, 0, 0, 0, "x"), NOT_FOUND, "row 0");
  assert_fails(cnnviz_figure_add_legend(figure, 0, -1, 0, "x"), INVALID_ARGUMENT, "column");
  assert_fails(cnnviz_figure_add_legend(figure, 0, 0, 0x1000000, "x"), INVALID_ARGUMENT, "color");
  assert_fails(cnnviz_figure_label_row(NULL, 0, "x"), INVALID_ARGUMENT, "figure");
  assert_fails(cnnviz_figure_label_row(figure, 256, "x"), INVALID_ARGUMENT, "row");
  assert_fails(cnnviz_figure_label_row(figure, 0, NULL), INVALID_ARGUMENT, "label");
  assert_fails(cnnviz_figure_label_column(NULL, 0, "x"), INVALID_ARGUMENT, "figure");
  assert_fails(cnnviz_figure_label_column(figure, -1, "x"), INVALID_ARGUMENT, "column");
  assert_fails(cnnviz_figure_label_column(figure, 0, NULL), INVALID_ARGUMENT, "label");
  assert_fails(cnnviz_figure_draw(NULL, figure, NULL), INVALID_ARGUMENT, "image");
  assert_refused(i, cnnviz_figure_draw(&i, NULL, NULL), INVALID_ARGUMENT, "figure");
  assert_refused(i, cnnviz_figure_draw(&i, figure, NULL), INVALID_ARGUMENT, "no picture");
  assert_ok(cnnviz_figure_set(figure, 0, 0, image, NULL, NULL));
  options.cell_width = -1;
  assert_refused(i, cnnviz_figure_draw(&i, figure, &options), INVALID_ARGUMENT, "cell_width");
  cnnviz_figure_free(figure);
  cnnviz_image_free(image);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_api_sweep__bytes),
      cmocka_unit_test(test_api_sweep__making_tensors),
      cmocka_unit_test(test_api_sweep__using_tensors),
      cmocka_unit_test(test_api_sweep__lists),
      cmocka_unit_test(test_api_sweep__images),
      cmocka_unit_test(test_api_sweep__jobs),
      cmocka_unit_test(test_api_sweep__results),
      cmocka_unit_test(test_api_sweep__figures),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
