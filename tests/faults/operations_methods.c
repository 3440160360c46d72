/* Methods that explain a network. */
#include "operation_list.h"

cnnviz_status op_classify(const world* at, cnnviz_job* job) {
  cnnviz_result* result = NULL;
  const cnnviz_status status = cnnviz_explain_classify(&result, at->model, at->input, NULL, job);
  cnnviz_result_free(result);
  return status;
}

cnnviz_status op_saliency(const world* at, cnnviz_job* job) {
  cnnviz_saliency_options options;
  cnnviz_targets* targets = NULL;
  cnnviz_result* result = NULL;
  cnnviz_status status;
  TRY(cnnviz_saliency_options_init(&options, sizeof options));
  options.rule = CNNVIZ_RULE_ALL;
  TRY(cnnviz_targets_parse(&targets, at->model, "0.5*class:1 - prob:0"));
  TRY(cnnviz_explain_saliency(&result, at->model, at->input, targets, NULL, &options, job));
done:
  cnnviz_targets_free(targets);
  cnnviz_result_free(result);
  return status;
}

cnnviz_status op_gradcam(const world* at, cnnviz_job* job) {
  cnnviz_gradcam_options options;
  cnnviz_result* result = NULL;
  cnnviz_status status;
  TRY(cnnviz_gradcam_options_init(&options, sizeof options));
  options.guided = 1;
  TRY(cnnviz_explain_gradcam(&result, at->model, at->input, NULL, NULL, &options, job));
done:
  cnnviz_result_free(result);
  return status;
}

/* The name of the first layer of this type, as a copy; "" where there is none. */
static cnnviz_status layer_of_type(char* name, size_t room, const world* at, const char* type) {
  cnnviz_layers* layers = NULL;
  cnnviz_status status;
  int32_t i;
  name[0] = '\0';
  TRY(cnnviz_model_layers(&layers, at->model, NULL));
  for (i = 0; i < cnnviz_layers_count(layers) && name[0] == '\0'; ++i)
    if (strcmp(cnnviz_layers_type(layers, i), type) == 0)
      snprintf(name, room, "%s", cnnviz_layers_name(layers, i));
done:
  cnnviz_layers_free(layers);
  return status;
}

cnnviz_status op_activations(const world* at, cnnviz_job* job) {
  char layer[256];
  cnnviz_result* result = NULL;
  cnnviz_tensor *maps = NULL, *strip = NULL;
  cnnviz_image* grid = NULL;
  cnnviz_status status;
  TRY(layer_of_type(layer, sizeof layer, at, "Conv"));
  TRY(cnnviz_explain_activations(&result, at->model, at->input, layer, NULL, job));
  TRY(cnnviz_result_tensor(&maps, result, "activations"));
  TRY(cnnviz_tensor_item(&strip, maps, 0));
  TRY(cnnviz_render_grid(&grid, strip, NULL, NULL, NULL));
done:
  cnnviz_result_free(result);
  cnnviz_tensor_free(maps);
  cnnviz_tensor_free(strip);
  cnnviz_image_free(grid);
  return status;
}

cnnviz_status op_filters(const world* at, cnnviz_job* job) {
  cnnviz_result* result = NULL;
  cnnviz_image* image = NULL;
  cnnviz_status status;
  TRY(cnnviz_explain_filters(&result, at->model, NULL, NULL, job));
  TRY(cnnviz_render_filters(&image, result, NULL, NULL));
done:
  cnnviz_result_free(result);
  cnnviz_image_free(image);
  return status;
}

cnnviz_status op_occlusion(const world* at, cnnviz_job* job) {
  cnnviz_occlusion_options options;
  cnnviz_result* result = NULL;
  cnnviz_tensor* occluded = NULL;
  cnnviz_status status;
  TRY(cnnviz_occlusion_options_init(&options, sizeof options));
  options.window_height = options.window_width = 40;
  options.stride_y = options.stride_x = 40;
  options.softness = 2;
  TRY(cnnviz_explain_occlusion(&result, at->model, at->input, NULL, &options, job));
  TRY(cnnviz_occluded_inputs(&occluded, at->model, at->input, &options, 0, 2));
done:
  cnnviz_result_free(result);
  cnnviz_tensor_free(occluded);
  return status;
}

cnnviz_status op_rise(const world* at, cnnviz_job* job) {
  cnnviz_rise_options options;
  cnnviz_result* result = NULL;
  cnnviz_status status;
  TRY(cnnviz_rise_options_init(&options, sizeof options));
  options.masks = 6;
  TRY(cnnviz_explain_rise(&result, at->model, at->input, NULL, &options, job));
done:
  cnnviz_result_free(result);
  return status;
}

static cnnviz_status channels(const world* at, cnnviz_job* job, cnnviz_channel_method method) {
  cnnviz_channels_options options;
  cnnviz_result* result = NULL;
  cnnviz_status status;
  char layer[256];
  TRY(layer_of_type(layer, sizeof layer, at, "Conv"));
  TRY(cnnviz_channels_options_init(&options, sizeof options));
  options.method = method;
  TRY(cnnviz_explain_channels(&result, at->model, at->input, NULL, layer, &options, job));
done:
  cnnviz_result_free(result);
  return status;
}

cnnviz_status op_ablation(const world* at, cnnviz_job* job) {
  return channels(at, job, CNNVIZ_CHANNEL_METHOD_ABLATION);
}

cnnviz_status op_score_cam(const world* at, cnnviz_job* job) {
  return channels(at, job, CNNVIZ_CHANNEL_METHOD_SCORE_CAM);
}

static cnnviz_status synthesize_with(const world* at, cnnviz_job* job, const char* preset) {
  cnnviz_synthesize_options options;
  cnnviz_targets* targets = NULL;
  cnnviz_result* result = NULL;
  cnnviz_status status;
  TRY(cnnviz_synthesize_options_preset(&options, sizeof options, preset));
  options.steps = 2;
  options.count = 2;
  TRY(cnnviz_targets_parse(&targets, at->model, "class:1"));
  TRY(cnnviz_synthesize(&result, at->model, targets, NULL, NULL, &options, job));
done:
  cnnviz_targets_free(targets);
  cnnviz_result_free(result);
  return status;
}

cnnviz_status op_synthesize(const world* at, cnnviz_job* job) {
  return synthesize_with(at, job, "distill");
}

cnnviz_status op_synthesize_pixels(const world* at, cnnviz_job* job) {
  return synthesize_with(at, job, "yosinski-a");
}

cnnviz_status op_dream(const world* at, cnnviz_job* job) {
  cnnviz_dream_options options;
  cnnviz_target* target = NULL;
  cnnviz_result* result = NULL;
  cnnviz_status status;
  char layer[256], selector[280];
  TRY(layer_of_type(layer, sizeof layer, at, "Conv"));
  snprintf(selector, sizeof selector, "layer:\"%s\"", layer);
  TRY(cnnviz_dream_options_init(&options, sizeof options));
  options.steps = 2;
  options.octaves = 2;
  options.tile = 64;
  TRY(cnnviz_target_parse(&target, at->model, selector));
  TRY(cnnviz_dream(&result, at->model, at->picture, NULL, target, &options, job));
done:
  cnnviz_target_free(target);
  cnnviz_result_free(result);
  return status;
}
