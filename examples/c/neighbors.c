/* Which pictures of a folder are most like this one, as a network sees them? Indexes them into a
 * collection (a second run only looks at new pictures) and draws the nearest.
 *
 *   cc neighbors.c $(pkg-config --cflags --libs cnnviz) -o neighbors
 *   ./neighbors squeezenet.onnx holidays.db out.png cat.jpg holidays/a.jpg holidays/b.jpg ... */
#include <cnnviz/cnnviz.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { kShown = 5 };

/* The files as one text of quoted names, separated by commas; the caller frees it. */
static char* list_of(char** files, int count) {
  size_t length = 1;
  for (int i = 0; i < count; ++i) length += 2 * strlen(files[i]) + 3;
  char* list = malloc(length);
  if (list == NULL) return NULL;
  char* end = list;
  for (int i = 0; i < count; ++i) {
    if (i > 0) *end++ = ',';
    *end++ = '"';
    for (const char* c = files[i]; *c != '\0'; ++c) {
      if (*c == '"' || *c == '\\') *end++ = '\\';
      *end++ = *c;
    }
    *end++ = '"';
  }
  *end = '\0';
  return list;
}

/* Draws the picture whose number in the collection is `number`, if it is one of the files. */
static int add_picture(cnnviz_figure* figure, int32_t column, const cnnviz_corpus* corpus,
                       int64_t number, double distance, char** files, int count) {
  for (int i = 0; i < count; ++i) {
    if (cnnviz_corpus_find(corpus, files[i]) != number) continue;
    cnnviz_image* picture = NULL;
    printf("%-8.4g %s\n", distance, files[i]);
    const int failed = cnnviz_image_read(&picture, files[i]) ||
                       cnnviz_figure_set(figure, 0, column, picture, files[i], NULL);
    cnnviz_image_free(picture);
    return failed;
  }
  return 0; /* indexed by an earlier run */
}

int main(int argc, char** argv) {
  if (argc < 6) {
    fprintf(stderr, "usage: %s MODEL.onnx COLLECTION.db OUT.png PHOTO PICTURE...\n", argv[0]);
    return 2;
  }
  char** files = argv + 4;
  const int count = argc - 4;
  char* list = list_of(files, count);
  cnnviz_model* model = NULL;
  cnnviz_corpus* corpus = NULL;
  cnnviz_result *indexed = NULL, *nearest = NULL;
  cnnviz_tensor *query = NULL, *indices = NULL, *distances = NULL;
  cnnviz_figure* figure = NULL;
  cnnviz_image* drawn = NULL;
  cnnviz_neighbors_options options;
  cnnviz_figure_options cells;
  cnnviz_neighbors_options_init(&options, sizeof options);
  cnnviz_figure_options_init(&cells, sizeof cells);
  cells.cell_width = cells.cell_height = 160;

  int failed = list == NULL || cnnviz_model_open(&model, argv[1], NULL, NULL) ||
               cnnviz_corpus_index(&indexed, model, argv[2], list, NULL, NULL, NULL, NULL) ||
               cnnviz_corpus_open(&corpus, argv[2]) || cnnviz_figure_create(&figure, files[0]);
  if (!failed) {
    const int64_t photo = cnnviz_corpus_find(corpus, files[0]), one = 1;
    const int64_t others = cnnviz_corpus_image_count(corpus) - 1;
    options.count = others < kShown ? (int32_t)others : kShown;
    failed = cnnviz_tensor_from_ints(&query, &photo, 1, &one, 1) ||
             cnnviz_corpus_neighbors(&nearest, corpus, NULL, query, &options, NULL) ||
             cnnviz_result_tensor(&indices, nearest, "indices") ||
             cnnviz_result_tensor(&distances, nearest, "distances") ||
             add_picture(figure, 0, corpus, photo, 0, files, count);
  }
  for (int32_t i = 0; !failed && i < options.count; ++i)
    failed = add_picture(figure, i + 1, corpus, cnnviz_tensor_ints(indices)[i],
                         cnnviz_tensor_floats(distances)[i], files, count);
  failed = failed || cnnviz_figure_draw(&drawn, figure, &cells) ||
           cnnviz_image_write(drawn, argv[3], NULL);
  if (failed) fprintf(stderr, "%s: %s\n", argv[0], cnnviz_last_error());

  cnnviz_image_free(drawn);
  cnnviz_figure_free(figure);
  cnnviz_tensor_free(distances);
  cnnviz_tensor_free(indices);
  cnnviz_tensor_free(query);
  cnnviz_result_free(nearest);
  cnnviz_result_free(indexed);
  cnnviz_corpus_free(corpus);
  cnnviz_model_free(model);
  free(list);
  return failed ? 1 : 0;
}
