/* Which pixels does a decision depend on? The same photo under every rule of backpropagation, side
 * by side, from one forward pass.
 *
 *   cc saliency_rules.c $(pkg-config --cflags --libs cnnviz) -o saliency_rules
 *   ./saliency_rules squeezenet.onnx cat.jpg out.png class:tabby */
#include <cnnviz/cnnviz.h>
#include <stdio.h>

/* Draws one rule's map into a column of the figure. 0 where it went well. */
static int add_map(cnnviz_figure* figure, int32_t column, const cnnviz_result* result,
                   const char* rule) {
  char name[40];
  cnnviz_tensor *maps = NULL, *map = NULL;
  cnnviz_image* picture = NULL;
  cnnviz_map_info info;
  info.struct_size = sizeof info;
  snprintf(name, sizeof name, "%s_map", rule);
  const int failed = cnnviz_result_tensor(&maps, result, name) || /* [images, H, W] */
                     cnnviz_tensor_item(&map, maps, 0) || cnnviz_render_measure(&info, map, NULL) ||
                     cnnviz_render_map(&picture, map, NULL, NULL) ||
                     cnnviz_figure_set(figure, 0, column, picture, rule, NULL);
  if (!failed) printf("%-10s largest value %g\n", rule, info.maximum);
  cnnviz_image_free(picture);
  cnnviz_tensor_free(map);
  cnnviz_tensor_free(maps);
  return failed;
}

int main(int argc, char** argv) {
  if (argc < 4) {
    fprintf(stderr, "usage: %s MODEL.onnx PHOTO OUT.png [TARGET]\n", argv[0]);
    return 2;
  }
  const char* selector = argc > 4 ? argv[4] : "top";
  cnnviz_model* model = NULL;
  cnnviz_image *photo = NULL, *view = NULL, *picture = NULL;
  cnnviz_tensor* input = NULL;
  cnnviz_targets* targets = NULL;
  cnnviz_result* result = NULL;
  cnnviz_figure* figure = NULL;
  cnnviz_saliency_options options;
  cnnviz_saliency_options_init(&options, sizeof options);
  options.rule = CNNVIZ_RULE_ALL;

  const int failed =
      cnnviz_model_open(&model, argv[1], NULL, NULL) || cnnviz_image_read(&photo, argv[2]) ||
      cnnviz_model_preprocess(&input, model, photo) ||
      cnnviz_targets_parse(&targets, model, selector) ||
      cnnviz_explain_saliency(&result, model, input, targets, NULL, &options, NULL) ||
      cnnviz_figure_create(&figure, selector) || cnnviz_model_view(&view, model, photo, 0) ||
      cnnviz_figure_set(figure, 0, 0, view, "photo", NULL) ||
      add_map(figure, 1, result, "gradient") || add_map(figure, 2, result, "deconvnet") ||
      add_map(figure, 3, result, "guided") || cnnviz_figure_draw(&picture, figure, NULL) ||
      cnnviz_image_write(picture, argv[3], cnnviz_result_json(result));
  if (failed) fprintf(stderr, "%s: %s\n", argv[0], cnnviz_last_error());

  cnnviz_image_free(picture);
  cnnviz_image_free(view);
  cnnviz_figure_free(figure);
  cnnviz_result_free(result);
  cnnviz_targets_free(targets);
  cnnviz_tensor_free(input);
  cnnviz_image_free(photo);
  cnnviz_model_free(model);
  return failed ? 1 : 0;
}
