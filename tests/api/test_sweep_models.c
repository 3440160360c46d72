/* Every function on models, targets and methods, called with NULL and with values out of
 * range: each fails with a status, a message that names the parameter, and its output NULL. */
#include "support.h"

static char garbage[8];
#define GARBAGE(type) ((type*)(void*)garbage)

#define assert_refused(handle, call, status, words) \
  do {                                              \
    assert_fails(call, status, words);              \
    assert_null(handle);                            \
  } while (0)

static cnnviz_model* model;
static cnnviz_tensor* input;
static cnnviz_image* photo;

static int set_up(void** state) {
  (void)state;
  model = open_demo(1);
  input = demo_input(model);
  photo = read_demo_picture();
  return 0;
}

static int tear_down(void** state) {
  (void)state;
  cnnviz_model_free(model);
  cnnviz_tensor_free(input);
  cnnviz_image_free(photo);
  return 0;
}

static void test_api_sweep__opening(void** state) {
  cnnviz_model* m = GARBAGE(cnnviz_model);
  cnnviz_model_options options;
  const char* path = source_path(DEMO_MODEL);
  const char* picture = source_path(DEMO_PICTURE);
  const uint8_t bytes[4] = {1, 2, 3, 4};
  (void)state;
  cnnviz_model_free(NULL);
  assert_fails(cnnviz_model_options_init(NULL, sizeof options), INVALID_ARGUMENT, "options");
  assert_ok(cnnviz_model_options_init(&options, sizeof options));
  assert_fails(cnnviz_model_open(NULL, path, NULL, NULL), INVALID_ARGUMENT, "model");
  assert_refused(m, cnnviz_model_open(&m, NULL, NULL, NULL), INVALID_ARGUMENT, "path");
  assert_refused(m, cnnviz_model_open(&m, "/no/such.onnx", NULL, NULL), NOT_FOUND, "/no/such.onnx");
  assert_refused(m, cnnviz_model_open(&m, picture, NULL, NULL), CORRUPT, "cat.png");
  assert_refused(m, cnnviz_model_open(&m, path, "imagent", NULL), NOT_FOUND, "imagenet");
  assert_refused(m, cnnviz_model_open(&m, path, "{\"mean\": [1, 2,", NULL), INVALID_ARGUMENT,
                 "JSON");
  assert_refused(m, cnnviz_model_open(&m, path, "{\"maen\": [1]}", NULL), INVALID_ARGUMENT, "mean");
  assert_refused(m, cnnviz_model_open(&m, path, "{\"std\": [0, 1, 1]}", NULL), INVALID_ARGUMENT,
                 "std");
  options.tune = 2;
  assert_refused(m, cnnviz_model_open(&m, path, NULL, &options), INVALID_ARGUMENT, "tune is 2");
  options.tune = 0;
  options.reserved = 1;
  assert_refused(m, cnnviz_model_open(&m, path, NULL, &options), INVALID_ARGUMENT, "reserved is 1");
  options.reserved = 0;
  options.threads = -1;
  assert_refused(m, cnnviz_model_open(&m, path, NULL, &options), INVALID_ARGUMENT, "threads is -1");
  options.threads = 0;
  options.max_memory = -5;
  assert_refused(m, cnnviz_model_open(&m, path, NULL, &options), INVALID_ARGUMENT, "max_memory");
  options.max_memory = 0;
  options.sidecar = 2;
  assert_refused(m, cnnviz_model_open(&m, path, NULL, &options), INVALID_ARGUMENT, "sidecar is 2");
  assert_fails(cnnviz_model_open_memory(NULL, bytes, 4, NULL, NULL), INVALID_ARGUMENT, "model");
  assert_refused(m, cnnviz_model_open_memory(&m, NULL, 4, NULL, NULL), INVALID_ARGUMENT, "bytes");
  assert_refused(m, cnnviz_model_open_memory(&m, bytes, -4, NULL, NULL), INVALID_ARGUMENT,
                 "length");
  assert_refused(m, cnnviz_model_open_memory(&m, bytes, 4, NULL, NULL), CORRUPT, "");
  assert_refused(m, cnnviz_model_open_memory(&m, bytes, 0, NULL, NULL), CORRUPT, "");
  assert_fails(cnnviz_model_share(NULL, model), INVALID_ARGUMENT, "shared");
  assert_refused(m, cnnviz_model_share(&m, NULL), INVALID_ARGUMENT, "model");
}

static void test_api_sweep__pictures_and_inputs(void** state) {
  cnnviz_tensor* t = GARBAGE(cnnviz_tensor);
  cnnviz_image* i = GARBAGE(cnnviz_image);
  cnnviz_images* none = NULL;
  (void)state;
  assert_ok(cnnviz_images_create(&none));
  assert_fails(cnnviz_model_preprocess(NULL, model, photo), INVALID_ARGUMENT, "input");
  assert_refused(t, cnnviz_model_preprocess(&t, NULL, photo), INVALID_ARGUMENT, "model");
  assert_refused(t, cnnviz_model_preprocess(&t, model, NULL), INVALID_ARGUMENT, "image");
  assert_fails(cnnviz_model_preprocess_images(NULL, model, none), INVALID_ARGUMENT, "input");
  assert_refused(t, cnnviz_model_preprocess_images(&t, NULL, none), INVALID_ARGUMENT, "model");
  assert_refused(t, cnnviz_model_preprocess_images(&t, model, NULL), INVALID_ARGUMENT, "images");
  assert_refused(t, cnnviz_model_preprocess_images(&t, model, none), INVALID_ARGUMENT, "images");
  assert_fails(cnnviz_model_view(NULL, model, photo, 0), INVALID_ARGUMENT, "view");
  assert_refused(i, cnnviz_model_view(&i, NULL, photo, 0), INVALID_ARGUMENT, "model");
  assert_refused(i, cnnviz_model_view(&i, model, NULL, 0), INVALID_ARGUMENT, "image");
  assert_refused(i, cnnviz_model_view(&i, model, photo, -1), INVALID_ARGUMENT, "side");
  assert_fails(cnnviz_model_picture(NULL, model, input, 0), INVALID_ARGUMENT, "picture");
  assert_refused(i, cnnviz_model_picture(&i, NULL, input, 0), INVALID_ARGUMENT, "model");
  assert_refused(i, cnnviz_model_picture(&i, model, NULL, 0), INVALID_ARGUMENT, "input");
  assert_refused(i, cnnviz_model_picture(&i, model, input, 1), INVALID_ARGUMENT, "index");
  assert_int_equal(cnnviz_model_color_order(NULL), CNNVIZ_COLOR_ORDER_ENUM_INT32);
  assert_failed(INVALID_ARGUMENT, "model");
  cnnviz_images_free(none);
}

static void test_api_sweep__running(void** state) {
  cnnviz_result* r = GARBAGE(cnnviz_result);
  cnnviz_tensors *feeds, *wrong;
  cnnviz_tensor* small;
  const int64_t shape[] = {1, 3, 5};
  (void)state;
  assert_ok(cnnviz_tensors_create(&feeds));
  assert_ok(cnnviz_tensors_add(feeds, "input", input));
  assert_fails(cnnviz_model_run(NULL, model, feeds, NULL, NULL), INVALID_ARGUMENT, "result");
  assert_refused(r, cnnviz_model_run(&r, NULL, feeds, NULL, NULL), INVALID_ARGUMENT, "model");
  assert_refused(r, cnnviz_model_run(&r, model, NULL, NULL, NULL), INVALID_ARGUMENT, "input");
  assert_refused(r, cnnviz_model_run(&r, model, feeds, "relu55", NULL), NOT_FOUND, "relu5");
  assert_refused(r, cnnviz_model_run(&r, model, feeds, "", NULL), INVALID_ARGUMENT, "wanted");
  assert_refused(r, cnnviz_model_run(&r, model, feeds, "relu5,relu5", NULL), INVALID_ARGUMENT,
                 "twice");
  assert_ok(cnnviz_tensors_create(&wrong));
  assert_ok(cnnviz_tensor_zeros(&small, CNNVIZ_DTYPE_FLOAT32, shape, 3));
  assert_ok(cnnviz_tensors_add(wrong, "input", small));
  assert_refused(r, cnnviz_model_run(&r, model, wrong, NULL, NULL), INVALID_ARGUMENT, "input");
  assert_ok(cnnviz_tensors_add(feeds, "imput", input));
  assert_refused(r, cnnviz_model_run(&r, model, feeds, NULL, NULL), NOT_FOUND, "input");
  cnnviz_tensor_free(small);
  cnnviz_tensors_free(wrong);
  cnnviz_tensors_free(feeds);
}

static void test_api_sweep__asking_models(void** state) {
  (void)state;
  assert_null(cnnviz_model_json(NULL));
  assert_failed(INVALID_ARGUMENT, "model");
  assert_int_equal(cnnviz_model_input_count(NULL), -1);
  assert_failed(INVALID_ARGUMENT, "model");
  assert_null(cnnviz_model_input_name(model, 1));
  assert_failed(INVALID_ARGUMENT, "index is 1");
  assert_int_equal(cnnviz_model_input_dtype(model, -1), CNNVIZ_DTYPE_ENUM_INT32);
  assert_failed(INVALID_ARGUMENT, "index is -1");
  assert_int_equal(cnnviz_model_input_rank(NULL, 0), -1);
  assert_failed(INVALID_ARGUMENT, "model");
  assert_int_equal(cnnviz_model_input_extent(model, 0, 4), -1);
  assert_failed(INVALID_ARGUMENT, "axis is 4");
  assert_int_equal(cnnviz_model_output_count(NULL), -1);
  assert_failed(INVALID_ARGUMENT, "model");
  assert_null(cnnviz_model_output_name(model, 99));
  assert_failed(INVALID_ARGUMENT, "index is 99");
  assert_int_equal(cnnviz_model_label_count(NULL), -1);
  assert_failed(INVALID_ARGUMENT, "model");
  assert_null(cnnviz_model_label(model, 12));
  assert_failed(INVALID_ARGUMENT, "index is 12");
}

static void test_api_sweep__layers(void** state) {
  cnnviz_layers *layers, *l = GARBAGE(cnnviz_layers);
  cnnviz_layer_info info;
  cnnviz_tensor* small;
  const int64_t shape[] = {1, 3, 5};
  (void)state;
  cnnviz_layers_free(NULL);
  assert_fails(cnnviz_model_layers(NULL, model, NULL), INVALID_ARGUMENT, "layers");
  assert_refused(l, cnnviz_model_layers(&l, NULL, NULL), INVALID_ARGUMENT, "model");
  assert_ok(cnnviz_tensor_zeros(&small, CNNVIZ_DTYPE_FLOAT32, shape, 3));
  assert_refused(l, cnnviz_model_layers(&l, model, small), INVALID_ARGUMENT, "1x3x5");
  assert_ok(cnnviz_model_layers(&layers, model, NULL));
  assert_fails(cnnviz_layers_share(NULL, layers), INVALID_ARGUMENT, "shared");
  assert_refused(l, cnnviz_layers_share(&l, NULL), INVALID_ARGUMENT, "layers");
  assert_int_equal(cnnviz_layers_count(NULL), -1);
  assert_failed(INVALID_ARGUMENT, "layers");
  assert_null(cnnviz_layers_name(layers, 1000));
  assert_failed(INVALID_ARGUMENT, "index is 1000");
  assert_null(cnnviz_layers_type(NULL, 0));
  assert_failed(INVALID_ARGUMENT, "layers");
  assert_null(cnnviz_layers_node(layers, -1));
  assert_failed(INVALID_ARGUMENT, "index is -1");
  assert_null(cnnviz_layers_role(layers, -1));
  assert_failed(INVALID_ARGUMENT, "index is -1");
  assert_int_equal(cnnviz_layers_extent(layers, 0, 4), -1);
  assert_failed(INVALID_ARGUMENT, "axis is 4");
  memset(&info, 0, sizeof info);
  assert_fails(cnnviz_layers_info(NULL, layers, 0), INVALID_ARGUMENT, "info");
  assert_fails(cnnviz_layers_info(&info, layers, 0), INVALID_ARGUMENT, "struct_size");
  info.struct_size = sizeof info;
  assert_fails(cnnviz_layers_info(&info, layers, 1000), INVALID_ARGUMENT, "index");
  assert_fails(cnnviz_layers_info(&info, NULL, 0), INVALID_ARGUMENT, "layers");
  cnnviz_tensor_free(small);
  cnnviz_layers_free(layers);
}

static void test_api_sweep__targets(void** state) {
  cnnviz_target *target, *t = GARBAGE(cnnviz_target);
  cnnviz_targets *targets, *ts = GARBAGE(cnnviz_targets);
  cnnviz_model* other = open_demo(1);
  (void)state;
  cnnviz_target_free(NULL);
  cnnviz_targets_free(NULL);
  assert_fails(cnnviz_target_parse(NULL, model, "top"), INVALID_ARGUMENT, "target");
  assert_refused(t, cnnviz_target_parse(&t, NULL, "top"), INVALID_ARGUMENT, "model");
  assert_refused(t, cnnviz_target_parse(&t, model, NULL), INVALID_ARGUMENT, "selector");
  assert_refused(t, cnnviz_target_parse(&t, model, "class:catt"), NOT_FOUND, "cat");
  assert_refused(t, cnnviz_target_parse(&t, model, "class:12"), INVALID_ARGUMENT, "12");
  assert_refused(t, cnnviz_target_parse(&t, model, "neuron:relu9:1"), NOT_FOUND, "relu");
  assert_fails(cnnviz_target_from_seed(NULL, model, "relu5", input), INVALID_ARGUMENT, "target");
  assert_refused(t, cnnviz_target_from_seed(&t, NULL, "relu5", input), INVALID_ARGUMENT, "model");
  assert_refused(t, cnnviz_target_from_seed(&t, model, NULL, input), INVALID_ARGUMENT, "name");
  assert_refused(t, cnnviz_target_from_seed(&t, model, "relu5", NULL), INVALID_ARGUMENT, "seed");
  assert_null(cnnviz_target_selector(NULL));
  assert_failed(INVALID_ARGUMENT, "target");
  assert_ok(cnnviz_target_parse(&target, other, "top"));
  assert_fails(cnnviz_target_share(NULL, target), INVALID_ARGUMENT, "shared");
  assert_refused(t, cnnviz_target_share(&t, NULL), INVALID_ARGUMENT, "target");
  assert_fails(cnnviz_targets_create(NULL), INVALID_ARGUMENT, "targets");
  assert_fails(cnnviz_targets_parse(NULL, model, "top"), INVALID_ARGUMENT, "targets");
  assert_refused(ts, cnnviz_targets_parse(&ts, NULL, "top"), INVALID_ARGUMENT, "model");
  assert_refused(ts, cnnviz_targets_parse(&ts, model, NULL), INVALID_ARGUMENT, "selectors");
  assert_refused(ts, cnnviz_targets_parse(&ts, model, "\n"), INVALID_ARGUMENT, "selectors");
  assert_refused(ts, cnnviz_targets_parse(&ts, model, "top\nbottom"), INVALID_ARGUMENT, "bottom");
  assert_ok(cnnviz_targets_parse(&targets, model, "top"));
  assert_fails(cnnviz_targets_share(NULL, targets), INVALID_ARGUMENT, "shared");
  assert_refused(ts, cnnviz_targets_share(&ts, NULL), INVALID_ARGUMENT, "targets");
  assert_fails(cnnviz_targets_add(NULL, target), INVALID_ARGUMENT, "targets");
  assert_fails(cnnviz_targets_add(targets, NULL), INVALID_ARGUMENT, "target");
  assert_fails(cnnviz_targets_add(targets, target), MISMATCH, "another model");
  assert_int_equal(cnnviz_targets_count(targets), 1);
  assert_int_equal(cnnviz_targets_count(NULL), -1);
  assert_failed(INVALID_ARGUMENT, "targets");
  cnnviz_target_free(target);
  cnnviz_targets_free(targets);
  cnnviz_model_free(other);
}

static void test_api_sweep__saliency(void** state) {
  cnnviz_result* r = GARBAGE(cnnviz_result);
  cnnviz_saliency_options o;
  cnnviz_targets *none, *three, *foreign;
  cnnviz_model* other = open_demo(1);
  cnnviz_job* no = NULL;
  (void)state;
  assert_fails(cnnviz_saliency_options_init(NULL, sizeof o), INVALID_ARGUMENT, "options");
  assert_ok(cnnviz_targets_create(&none));
  assert_ok(cnnviz_targets_parse(&three, model, "top\ntop\ntop"));
  assert_ok(cnnviz_targets_parse(&foreign, other, "top"));
  assert_fails(cnnviz_explain_saliency(NULL, model, input, NULL, NULL, NULL, no), INVALID_ARGUMENT,
               "result");
  assert_refused(r, cnnviz_explain_saliency(&r, NULL, input, NULL, NULL, NULL, no),
                 INVALID_ARGUMENT, "model");
  assert_refused(r, cnnviz_explain_saliency(&r, model, NULL, NULL, NULL, NULL, no),
                 INVALID_ARGUMENT, "input");
  assert_refused(r, cnnviz_explain_saliency(&r, model, input, none, NULL, NULL, no),
                 INVALID_ARGUMENT, "targets");
  assert_refused(r, cnnviz_explain_saliency(&r, model, input, three, NULL, NULL, no),
                 INVALID_ARGUMENT, "3");
  assert_refused(r, cnnviz_explain_saliency(&r, model, input, foreign, NULL, NULL, no), MISMATCH,
                 "another model");
  assert_refused(r, cnnviz_explain_saliency(&r, model, input, NULL, "rleu5", NULL, no), NOT_FOUND,
                 "relu5");
  assert_ok(cnnviz_saliency_options_init(&o, sizeof o));
  o.rule = (cnnviz_rule)4;
  assert_refused(r, cnnviz_explain_saliency(&r, model, input, NULL, NULL, &o, no), INVALID_ARGUMENT,
                 "rule is 4");
  assert_ok(cnnviz_saliency_options_init(&o, sizeof o));
  o.rectifiers = (cnnviz_rectifiers)-1;
  assert_refused(r, cnnviz_explain_saliency(&r, model, input, NULL, NULL, &o, no), INVALID_ARGUMENT,
                 "rectifiers is -1");
  assert_ok(cnnviz_saliency_options_init(&o, sizeof o));
  o.lrn = (cnnviz_lrn)99;
  assert_refused(r, cnnviz_explain_saliency(&r, model, input, NULL, NULL, &o, no), INVALID_ARGUMENT,
                 "lrn is 99");
  assert_ok(cnnviz_saliency_options_init(&o, sizeof o));
  o.reduction = CNNVIZ_REDUCTION_ENUM_INT32;
  assert_refused(r, cnnviz_explain_saliency(&r, model, input, NULL, NULL, &o, no), INVALID_ARGUMENT,
                 "reduction");
  assert_ok(cnnviz_saliency_options_init(&o, sizeof o));
  o.batch = -1;
  assert_refused(r, cnnviz_explain_saliency(&r, model, input, NULL, NULL, &o, no), INVALID_ARGUMENT,
                 "batch is -1");
  cnnviz_targets_free(none);
  cnnviz_targets_free(three);
  cnnviz_targets_free(foreign);
  cnnviz_model_free(other);
}

static void test_api_sweep__other_methods(void** state) {
  cnnviz_result* r = GARBAGE(cnnviz_result);
  cnnviz_classify_options c;
  cnnviz_gradcam_options g;
  cnnviz_activations_options a;
  cnnviz_filters_options f;
  (void)state;
  assert_fails(cnnviz_classify_options_init(NULL, sizeof c), INVALID_ARGUMENT, "options");
  assert_fails(cnnviz_gradcam_options_init(NULL, sizeof g), INVALID_ARGUMENT, "options");
  assert_fails(cnnviz_activations_options_init(NULL, sizeof a), INVALID_ARGUMENT, "options");
  assert_fails(cnnviz_filters_options_init(NULL, sizeof f), INVALID_ARGUMENT, "options");
  assert_ok(cnnviz_classify_options_init(&c, sizeof c));
  assert_ok(cnnviz_gradcam_options_init(&g, sizeof g));
  assert_ok(cnnviz_activations_options_init(&a, sizeof a));
  assert_ok(cnnviz_filters_options_init(&f, sizeof f));
  assert_fails(cnnviz_explain_classify(NULL, model, input, NULL, NULL), INVALID_ARGUMENT, "result");
  assert_refused(r, cnnviz_explain_classify(&r, NULL, input, NULL, NULL), INVALID_ARGUMENT,
                 "model");
  assert_refused(r, cnnviz_explain_classify(&r, model, NULL, NULL, NULL), INVALID_ARGUMENT,
                 "input");
  c.top = 0;
  assert_refused(r, cnnviz_explain_classify(&r, model, input, &c, NULL), INVALID_ARGUMENT,
                 "top is 0");
  assert_fails(cnnviz_explain_gradcam(NULL, model, input, NULL, NULL, NULL, NULL), INVALID_ARGUMENT,
               "result");
  assert_refused(r, cnnviz_explain_gradcam(&r, NULL, input, NULL, NULL, NULL, NULL),
                 INVALID_ARGUMENT, "model");
  assert_refused(r, cnnviz_explain_gradcam(&r, model, NULL, NULL, NULL, NULL, NULL),
                 INVALID_ARGUMENT, "input");
  assert_refused(r, cnnviz_explain_gradcam(&r, model, input, NULL, "conv9", NULL, NULL), NOT_FOUND,
                 "conv");
  assert_refused(r, cnnviz_explain_gradcam(&r, model, input, NULL, "gap", NULL, NULL), UNSUPPORTED,
                 "relu5");
  g.guided = 7;
  assert_refused(r, cnnviz_explain_gradcam(&r, model, input, NULL, NULL, &g, NULL),
                 INVALID_ARGUMENT, "guided is 7");
  assert_fails(cnnviz_explain_activations(NULL, model, input, NULL, NULL, NULL), INVALID_ARGUMENT,
               "result");
  assert_refused(r, cnnviz_explain_activations(&r, NULL, input, NULL, NULL, NULL), INVALID_ARGUMENT,
                 "model");
  assert_refused(r, cnnviz_explain_activations(&r, model, NULL, NULL, NULL, NULL), INVALID_ARGUMENT,
                 "input");
  a.order = (cnnviz_map_order)3;
  assert_refused(r, cnnviz_explain_activations(&r, model, input, NULL, &a, NULL), INVALID_ARGUMENT,
                 "order is 3");
  assert_fails(cnnviz_explain_filters(NULL, model, NULL, NULL, NULL), INVALID_ARGUMENT, "result");
  assert_refused(r, cnnviz_explain_filters(&r, NULL, NULL, NULL, NULL), INVALID_ARGUMENT, "model");
  assert_refused(r, cnnviz_explain_filters(&r, model, "conv77", NULL, NULL), NOT_FOUND, "conv");
  f.first_filter = 1000;
  assert_refused(r, cnnviz_explain_filters(&r, model, NULL, &f, NULL), INVALID_ARGUMENT, "1000");
  f.first_filter = 0;
  f.most = 0;
  assert_refused(r, cnnviz_explain_filters(&r, model, NULL, &f, NULL), INVALID_ARGUMENT,
                 "most is 0");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_api_sweep__opening),
      cmocka_unit_test(test_api_sweep__pictures_and_inputs),
      cmocka_unit_test(test_api_sweep__running),
      cmocka_unit_test(test_api_sweep__asking_models),
      cmocka_unit_test(test_api_sweep__layers),
      cmocka_unit_test(test_api_sweep__targets),
      cmocka_unit_test(test_api_sweep__saliency),
      cmocka_unit_test(test_api_sweep__other_methods),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
