/* Opening, reading, writing, drawing; collections, neighbors and maps of points. */
#include "operation_list.h"

const char* file_in(char* path, size_t room, const world* at, const char* name) {
  snprintf(path, room, "%s/%s", at->folder, name);
  return path;
}

/* Opening, looking, reading, writing. */

cnnviz_status op_open_model(const world* at, cnnviz_job* job) {
  cnnviz_model *model = NULL, *shared = NULL;
  cnnviz_layers* layers = NULL;
  cnnviz_status status;
  (void)job;
  TRY(cnnviz_model_open(&model, at->model_path, NULL, NULL));
  TRY(cnnviz_model_share(&shared, model));
  TRY(cnnviz_model_layers(&layers, shared, NULL));
done:
  cnnviz_layers_free(layers);
  cnnviz_model_free(shared);
  cnnviz_model_free(model);
  return status;
}

cnnviz_status op_preprocess(const world* at, cnnviz_job* job) {
  cnnviz_images* images = NULL;
  cnnviz_tensor *one = NULL, *two = NULL;
  cnnviz_image *view = NULL, *picture = NULL;
  cnnviz_status status;
  (void)job;
  TRY(cnnviz_model_preprocess(&one, at->model, at->picture));
  TRY(cnnviz_images_create(&images));
  TRY(cnnviz_images_add(images, at->picture));
  TRY(cnnviz_images_add(images, at->picture));
  TRY(cnnviz_model_preprocess_images(&two, at->model, images));
  TRY(cnnviz_model_view(&view, at->model, at->picture, 0));
  TRY(cnnviz_model_picture(&picture, at->model, two, 1));
done:
  cnnviz_images_free(images);
  cnnviz_tensor_free(one);
  cnnviz_tensor_free(two);
  cnnviz_image_free(view);
  cnnviz_image_free(picture);
  return status;
}

cnnviz_status op_code_pictures(const world* at, cnnviz_job* job) {
  static const cnnviz_image_format formats[] = {CNNVIZ_IMAGE_FORMAT_PNG, CNNVIZ_IMAGE_FORMAT_JPEG};
  cnnviz_image *read = NULL, *part = NULL, *large = NULL, *decoded[2] = {NULL, NULL};
  cnnviz_bytes* bytes[2] = {NULL, NULL};
  cnnviz_status status;
  char path[400];
  int i;
  (void)job;
  TRY(cnnviz_image_read(&read, at->picture_path));
  TRY(cnnviz_image_crop(&part, read, 1, 2, 9, 8));
  TRY(cnnviz_image_resize(&large, part, 13, 17));
  for (i = 0; i < 2; ++i) {
    TRY(cnnviz_image_encode(&bytes[i], large, formats[i], "a note"));
    TRY(cnnviz_image_decode(&decoded[i], cnnviz_bytes_data(bytes[i]), cnnviz_bytes_size(bytes[i])));
  }
  TRY(cnnviz_image_write(large, file_in(path, sizeof path, at, "picture.png"), "a note"));
done:
  cnnviz_image_free(read);
  cnnviz_image_free(part);
  cnnviz_image_free(large);
  for (i = 0; i < 2; ++i) {
    cnnviz_bytes_free(bytes[i]);
    cnnviz_image_free(decoded[i]);
  }
  return status;
}

cnnviz_status op_keep_tensors(const world* at, cnnviz_job* job) {
  const int64_t shape[] = {2, 3}, other[] = {3, 2, 1};
  const float values[] = {1, 2, 3, 4, 5, 6};
  const int64_t numbers[] = {1, 2, 3, 4, 5, 6};
  cnnviz_tensor *floats = NULL, *ints = NULL, *read = NULL, *shaped = NULL, *row = NULL;
  cnnviz_tensors* list = NULL;
  cnnviz_status status;
  char path[400];
  (void)job;
  TRY(cnnviz_tensor_from_floats(&floats, values, 6, shape, 2));
  TRY(cnnviz_tensor_from_ints(&ints, numbers, 6, shape, 2));
  TRY(cnnviz_tensor_write(floats, file_in(path, sizeof path, at, "tensor.npy")));
  TRY(cnnviz_tensor_read(&read, path));
  TRY(cnnviz_tensor_reshape(&shaped, read, other, 3));
  TRY(cnnviz_tensor_item(&row, shaped, 1));
  TRY(cnnviz_tensors_create(&list));
  TRY(cnnviz_tensors_add(list, "one", floats));
  TRY(cnnviz_tensors_add(list, "two", ints));
done:
  cnnviz_tensor_free(floats);
  cnnviz_tensor_free(ints);
  cnnviz_tensor_free(read);
  cnnviz_tensor_free(shaped);
  cnnviz_tensor_free(row);
  cnnviz_tensors_free(list);
  return status;
}

cnnviz_status op_run_model(const world* at, cnnviz_job* job) {
  cnnviz_tensors* feeds = NULL;
  cnnviz_result* result = NULL;
  cnnviz_status status;
  TRY(cnnviz_tensors_create(&feeds));
  TRY(cnnviz_tensors_add(feeds, cnnviz_model_input_name(at->model, 0), at->input));
  TRY(cnnviz_model_run(&result, at->model, feeds, NULL, job));
done:
  cnnviz_tensors_free(feeds);
  cnnviz_result_free(result);
  return status;
}

/* Collections. */

cnnviz_status op_corpus_index(const world* at, cnnviz_job* job) {
  cnnviz_index_options options;
  cnnviz_result *result = NULL, *merged = NULL;
  char path[400], both[400];
  cnnviz_status status;
  file_in(both, sizeof both, at, "both.db");
  unlink(file_in(path, sizeof path, at, "index.db"));
  unlink(both);
  TRY(cnnviz_index_options_init(&options, sizeof options));
  options.strongest = 2;
  TRY(cnnviz_corpus_index(&result, at->model, path, at->pictures, NULL, NULL, &options, job));
  TRY(cnnviz_corpus_merge(&merged, both, path, job));
done:
  cnnviz_result_free(result);
  cnnviz_result_free(merged);
  return status;
}

cnnviz_status op_corpus_read(const world* at, cnnviz_job* job) {
  cnnviz_corpus* corpus = NULL;
  cnnviz_images* images = NULL;
  cnnviz_image* picture = NULL;
  cnnviz_tensor* rows = NULL;
  cnnviz_result *listed = NULL, *features = NULL, *near = NULL, *seen = NULL, *strongest = NULL,
                *patches = NULL;
  cnnviz_patches_options options;
  cnnviz_neighbors_options asked;
  cnnviz_status status;
  TRY(cnnviz_corpus_open(&corpus, at->corpus));
  TRY(cnnviz_corpus_images(&listed, corpus, 0, 2));
  TRY(cnnviz_corpus_features(&features, corpus, NULL, 0, 2));
  TRY(cnnviz_result_tensor(&rows, features, "features"));
  TRY(cnnviz_neighbors_options_init(&asked, sizeof asked));
  asked.count = 2;
  TRY(cnnviz_corpus_neighbors(&near, corpus, NULL, rows, &asked, job));
  TRY(cnnviz_corpus_strongest(&strongest, corpus, NULL, 0, 2, 2));
  TRY(cnnviz_corpus_picture(&picture, corpus, 1, NULL));
  TRY(cnnviz_images_create(&images));
  TRY(cnnviz_images_add(images, picture));
  TRY(cnnviz_corpus_embed(&seen, corpus, at->model, images, NULL, job));
  TRY(cnnviz_patches_options_init(&options, sizeof options));
  options.count = 1;
  TRY(cnnviz_corpus_patches(&patches, corpus, at->model, NULL, 0, 1, NULL, &options, job));
done:
  cnnviz_result_free(listed);
  cnnviz_result_free(features);
  cnnviz_result_free(near);
  cnnviz_result_free(seen);
  cnnviz_result_free(strongest);
  cnnviz_result_free(patches);
  cnnviz_tensor_free(rows);
  cnnviz_image_free(picture);
  cnnviz_images_free(images);
  cnnviz_corpus_free(corpus);
  return status;
}

/* Points and maps of them. */

static cnnviz_status neighbors_by(const world* at, cnnviz_job* job, cnnviz_search search) {
  cnnviz_neighbors_options options;
  cnnviz_result* result = NULL;
  cnnviz_status status;
  TRY(cnnviz_neighbors_options_init(&options, sizeof options));
  options.search = search;
  options.metric = search == CNNVIZ_SEARCH_EXACT ? CNNVIZ_METRIC_EUCLIDEAN : CNNVIZ_METRIC_COSINE;
  options.threads = at->threads;
  options.count = 3;
  TRY(cnnviz_neighbors(&result, at->points, NULL, &options, job));
done:
  cnnviz_result_free(result);
  return status;
}

cnnviz_status op_neighbors_exact(const world* at, cnnviz_job* job) {
  return neighbors_by(at, job, CNNVIZ_SEARCH_EXACT);
}

cnnviz_status op_neighbors_approximate(const world* at, cnnviz_job* job) {
  return neighbors_by(at, job, CNNVIZ_SEARCH_APPROXIMATE);
}

static cnnviz_status tsne_by(const world* at, cnnviz_job* job, cnnviz_forces forces,
                             cnnviz_tensor** coordinates) {
  cnnviz_tsne_options options;
  cnnviz_result* result = NULL;
  cnnviz_status status;
  TRY(cnnviz_tsne_options_init(&options, sizeof options));
  options.forces = forces;
  options.iterations = 5;
  options.exaggeration_iterations = 3;
  options.components = forces == CNNVIZ_FORCES_EXACT ? 3 : 0;
  options.threads = at->threads;
  TRY(cnnviz_tsne(&result, at->points, &options, job));
  TRY(cnnviz_result_tensor(coordinates, result, "coordinates"));
done:
  cnnviz_result_free(result);
  return status;
}

cnnviz_status op_tsne_exact(const world* at, cnnviz_job* job) {
  cnnviz_tensor* coordinates = NULL;
  const cnnviz_status status = tsne_by(at, job, CNNVIZ_FORCES_EXACT, &coordinates);
  cnnviz_tensor_free(coordinates);
  return status;
}

cnnviz_status op_tsne_tree(const world* at, cnnviz_job* job) {
  cnnviz_tensor* coordinates = NULL;
  const cnnviz_status status = tsne_by(at, job, CNNVIZ_FORCES_BARNES_HUT, &coordinates);
  cnnviz_tensor_free(coordinates);
  return status;
}

enum { kPlotted = 4 };

cnnviz_status op_draw_embedding(const world* at, cnnviz_job* job) {
  static const float places[2 * kPlotted] = {0, 0, 1, 1, -1, 1, 0, 2};
  static const int64_t shape[] = {kPlotted, 2}, classes[kPlotted] = {0, 1, 1, -1};
  cnnviz_tensor *coordinates = NULL, *labels = NULL, *cells = NULL;
  cnnviz_images* images = NULL;
  cnnviz_image *plot = NULL, *mosaic = NULL;
  cnnviz_bytes* page = NULL;
  cnnviz_plot_options options;
  cnnviz_status status;
  char path[400];
  int i;
  TRY(cnnviz_tensor_from_floats(&coordinates, places, 2 * kPlotted, shape, 2));
  TRY(cnnviz_tensor_from_ints(&labels, classes, kPlotted, shape, 1));
  TRY(cnnviz_images_create(&images));
  for (i = 0; i < kPlotted; ++i) TRY(cnnviz_images_add(images, at->picture));
  TRY(cnnviz_plot_options_init(&options, sizeof options));
  options.side = 100;
  options.thumbnail = 8;
  TRY(cnnviz_embedding_grid(&cells, coordinates, 2, 3, CNNVIZ_GRID_RULE_OPTIMAL, job));
  TRY(cnnviz_embedding_draw(&plot, coordinates, labels, "one,two", &options));
  TRY(cnnviz_embedding_mosaic(&mosaic, cells, images, &options));
  TRY(cnnviz_embedding_page(&page, coordinates, labels, "one,two", images, "a,b,c,d", "title",
                            "note", &options));
  TRY(cnnviz_bytes_write(page, file_in(path, sizeof path, at, "page.html")));
done:
  cnnviz_tensor_free(coordinates);
  cnnviz_tensor_free(labels);
  cnnviz_tensor_free(cells);
  cnnviz_images_free(images);
  cnnviz_image_free(plot);
  cnnviz_image_free(mosaic);
  cnnviz_bytes_free(page);
  return status;
}

cnnviz_status op_draw_maps(const world* at, cnnviz_job* job) {
  static const float values[] = {0, 1, -2, 3, 4, 5};
  static const int64_t shape[] = {2, 3};
  cnnviz_tensor* map = NULL;
  cnnviz_image *drawn = NULL, *overlay = NULL, *colors = NULL, *bar = NULL, *all = NULL;
  cnnviz_map_info info;
  cnnviz_figure* figure = NULL;
  cnnviz_status status;
  (void)job;
  info.struct_size = sizeof info;
  TRY(cnnviz_tensor_from_floats(&map, values, 6, shape, 2));
  TRY(cnnviz_render_map(&drawn, map, "viridis", NULL));
  TRY(cnnviz_render_overlay(&overlay, map, at->picture, NULL, NULL));
  TRY(cnnviz_render_measure(&info, map, NULL));
  TRY(cnnviz_render_color_bar(&bar, 0, 1, NULL, 100, 1));
  TRY(cnnviz_figure_create(&figure, "title"));
  TRY(cnnviz_figure_set(figure, 0, 0, at->picture, "picture", NULL));
  TRY(cnnviz_figure_set(figure, 0, 1, drawn, "map", "a warning"));
  TRY(cnnviz_figure_set_color_bar(figure, 0, 1, 0, 1, NULL));
  TRY(cnnviz_figure_label_row(figure, 0, "row"));
  TRY(cnnviz_figure_label_column(figure, 1, "column"));
  TRY(cnnviz_figure_draw(&all, figure, NULL));
done:
  cnnviz_tensor_free(map);
  cnnviz_image_free(drawn);
  cnnviz_image_free(overlay);
  cnnviz_image_free(colors);
  cnnviz_image_free(bar);
  cnnviz_image_free(all);
  cnnviz_figure_free(figure);
  return status;
}

cnnviz_status op_keep_jobs(const world* at, cnnviz_job* job) {
  cnnviz_job *own = NULL, *shared = NULL;
  cnnviz_result* result = NULL;
  cnnviz_status status;
  (void)job;
  TRY(cnnviz_job_create(&own));
  TRY(cnnviz_job_share(&shared, own));
  TRY(cnnviz_job_cancel(shared));
  status = cnnviz_explain_saliency(&result, at->model, at->input, NULL, NULL, NULL, own);
  if (status == CNNVIZ_STATUS_CANCELLED) status = CNNVIZ_STATUS_OK;
done:
  cnnviz_result_free(result);
  cnnviz_job_free(own);
  cnnviz_job_free(shared);
  return status;
}
