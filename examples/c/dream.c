/* What does a layer see in a photo? Draws it into the photo. (A thread that asks
 * cnnviz_job_done() meanwhile would tell how far it is: see dream.cpp.)
 *
 *   cc dream.c $(pkg-config --cflags --libs cnnviz) -o dream
 *   ./dream squeezenet.onnx cat.jpg out.png layer:fire5/concat 10 */
#include <cnnviz/cnnviz.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char** argv) {
  if (argc < 5) {
    fprintf(stderr, "usage: %s MODEL.onnx PHOTO OUT.png TARGET [STEPS]\n", argv[0]);
    return 2;
  }
  cnnviz_model* model = NULL;
  cnnviz_image *photo = NULL, *picture = NULL;
  cnnviz_target* target = NULL;
  cnnviz_result* result = NULL;
  cnnviz_tensor* objective = NULL;
  cnnviz_dream_options options;
  cnnviz_dream_options_init(&options, sizeof options);
  if (argc > 5) options.steps = atoi(argv[5]);

  const int failed = cnnviz_model_open(&model, argv[1], NULL, NULL) ||
                     cnnviz_image_read(&photo, argv[2]) ||
                     cnnviz_target_parse(&target, model, argv[4]) ||
                     cnnviz_dream(&result, model, photo, NULL, target, &options, NULL) ||
                     cnnviz_result_image(&picture, result, "picture") ||
                     cnnviz_result_tensor(&objective, result, "objective") ||
                     cnnviz_image_write(picture, argv[3], cnnviz_result_json(result));
  if (failed) {
    fprintf(stderr, "%s: %s\n", argv[0], cnnviz_last_error());
  } else if (cnnviz_tensor_size(objective) > 0) {
    const float* values = cnnviz_tensor_floats(objective);
    printf("the target grew from %g to %g\n", values[0], values[cnnviz_tensor_size(objective) - 1]);
  }

  cnnviz_tensor_free(objective);
  cnnviz_image_free(picture);
  cnnviz_result_free(result);
  cnnviz_target_free(target);
  cnnviz_image_free(photo);
  cnnviz_model_free(model);
  return failed ? 1 : 0;
}
