/* Which neurons fire here? The five channels of a layer that answer most to one place of a photo,
 * and their maps.
 *
 *   cc neurons.c $(pkg-config --cflags --libs cnnviz) -o neurons
 *   ./neurons squeezenet.onnx cat.jpg out.png fire5/concat 0.3 0.5     (a third from the top) */
#include <cnnviz/cnnviz.h>
#include <stdio.h>
#include <stdlib.h>

enum { kShown = 5 };

static int64_t cell(double place, int64_t cells) {
  const int64_t index = (int64_t)(place * (double)cells);
  return index < 0 ? 0 : index >= cells ? cells - 1 : index;
}

/* Prints the strongest channels of maps [channels, rows, columns] at (y, x), and lists them. */
static int64_t find_strongest(int64_t* order, const cnnviz_tensor* maps, double y, double x) {
  const int64_t channels = cnnviz_tensor_extent(maps, 0), rows = cnnviz_tensor_extent(maps, 1),
                columns = cnnviz_tensor_extent(maps, 2);
  const float* here = cnnviz_tensor_floats(maps) + cell(y, rows) * columns + cell(x, columns);
  int64_t count = 0;
  for (int64_t channel = 0; channel < channels; ++channel) {
    int64_t place = count < kShown ? count++ : kShown;
    while (place > 0 && here[order[place - 1] * rows * columns] < here[channel * rows * columns]) {
      if (place < kShown) order[place] = order[place - 1];
      --place;
    }
    if (place < kShown) order[place] = channel;
  }
  for (int64_t i = 0; i < count; ++i)
    printf("channel %3d  %g\n", (int)order[i], here[order[i] * rows * columns]);
  return count;
}

int main(int argc, char** argv) {
  if (argc < 5) {
    fprintf(stderr, "usage: %s MODEL.onnx PHOTO OUT.png LAYER [Y X] (0 to 1)\n", argv[0]);
    return 2;
  }
  const double y = argc > 6 ? atof(argv[5]) : 0.5, x = argc > 6 ? atof(argv[6]) : 0.5;
  cnnviz_model* model = NULL;
  cnnviz_image *photo = NULL, *picture = NULL;
  cnnviz_tensor *input = NULL, *all = NULL, *maps = NULL, *strongest = NULL;
  cnnviz_result* result = NULL;
  cnnviz_grid_options options;
  cnnviz_grid_options_init(&options, sizeof options);
  options.each = 1;
  options.columns = kShown;

  int failed = cnnviz_model_open(&model, argv[1], NULL, NULL) ||
               cnnviz_image_read(&photo, argv[2]) ||
               cnnviz_model_preprocess(&input, model, photo) ||
               cnnviz_explain_activations(&result, model, input, argv[4], NULL, NULL) ||
               cnnviz_result_tensor(&all, result, "maps") || cnnviz_tensor_item(&maps, all, 0);
  if (!failed) {
    int64_t order[kShown];
    const int64_t count = find_strongest(order, maps, y, x);
    failed = cnnviz_tensor_from_ints(&strongest, order, count, &count, 1) ||
             cnnviz_render_grid(&picture, maps, strongest, NULL, &options) ||
             cnnviz_image_write(picture, argv[3], cnnviz_result_json(result));
  }
  if (failed) fprintf(stderr, "%s: %s\n", argv[0], cnnviz_last_error());

  cnnviz_image_free(picture);
  cnnviz_tensor_free(strongest);
  cnnviz_tensor_free(maps);
  cnnviz_tensor_free(all);
  cnnviz_result_free(result);
  cnnviz_tensor_free(input);
  cnnviz_image_free(photo);
  cnnviz_model_free(model);
  return failed ? 1 : 0;
}
