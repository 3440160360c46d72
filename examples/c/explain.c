/* What does a network see in a photo, and where? Prints the three best classes and writes the
 * photo under a Grad-CAM map of the best one, or of a target such as class:281.
 *
 *   cc explain.c $(pkg-config --cflags --libs cnnviz) -o explain
 *   ./explain squeezenet.onnx cat.jpg out.png class:tabby */
#include <cnnviz/cnnviz.h>
#include <stdio.h>

static void print_classes(const cnnviz_model* model, const cnnviz_tensor* classes,
                          const cnnviz_tensor* scores) {
  const int64_t* number = cnnviz_tensor_ints(classes);
  const float* score = cnnviz_tensor_floats(scores);
  for (int64_t i = 0; i < cnnviz_tensor_size(classes); ++i) {
    const char* label =
        number[i] < cnnviz_model_label_count(model) ? cnnviz_model_label(model, number[i]) : "";
    printf("%6.2f %%  %d %s\n", 100 * score[i], (int)number[i], label);
  }
}

int main(int argc, char** argv) {
  if (argc < 4) {
    fprintf(stderr, "usage: %s MODEL.onnx PHOTO OUT.png [TARGET]\n", argv[0]);
    return 2;
  }
  const char* selector = argc > 4 ? argv[4] : "top";

  cnnviz_model* model = NULL;
  cnnviz_image *photo = NULL, *view = NULL, *overlay = NULL;
  cnnviz_targets* targets = NULL;
  cnnviz_result *answer = NULL, *reason = NULL;
  cnnviz_tensor *input = NULL, *classes = NULL, *scores = NULL, *maps = NULL, *map = NULL;

  cnnviz_classify_options three;
  cnnviz_classify_options_init(&three, sizeof three);
  three.top = 3;

  /* The status OK is 0: the first call that fails ends the chain. */
  int failed = cnnviz_model_open(&model, argv[1], NULL, NULL) ||
               cnnviz_image_read(&photo, argv[2]) ||
               cnnviz_model_preprocess(&input, model, photo) ||
               cnnviz_explain_classify(&answer, model, input, &three, NULL) ||
               cnnviz_result_tensor(&classes, answer, "classes") ||
               cnnviz_result_tensor(&scores, answer, "scores") ||
               cnnviz_targets_parse(&targets, model, selector) ||
               cnnviz_explain_gradcam(&reason, model, input, targets, NULL, NULL, NULL) ||
               cnnviz_result_tensor(&maps, reason, "map") || /* [images, H, W] */
               cnnviz_tensor_item(&map, maps, 0) || cnnviz_model_view(&view, model, photo, 448) ||
               cnnviz_render_overlay(&overlay, map, view, NULL, NULL) ||
               cnnviz_image_write(overlay, argv[3], cnnviz_result_json(reason));
  if (failed)
    fprintf(stderr, "%s: %s\n", argv[0], cnnviz_last_error());
  else
    print_classes(model, classes, scores);

  cnnviz_tensor_free(map);
  cnnviz_tensor_free(maps);
  cnnviz_tensor_free(scores);
  cnnviz_tensor_free(classes);
  cnnviz_tensor_free(input);
  cnnviz_result_free(reason);
  cnnviz_result_free(answer);
  cnnviz_targets_free(targets);
  cnnviz_image_free(overlay);
  cnnviz_image_free(view);
  cnnviz_image_free(photo);
  cnnviz_model_free(model);
  return failed ? 1 : 0;
}
