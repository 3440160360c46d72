/* The operations, one function each. */
#ifndef CNNVIZ_TESTS_OPERATION_LIST_H
#define CNNVIZ_TESTS_OPERATION_LIST_H

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "operations.h"

/* For functions that have a `status` and a label `done`. */
#define TRY(call)                              \
  do {                                         \
    status = (call);                           \
    if (status != CNNVIZ_STATUS_OK) goto done; \
  } while (0)

cnnviz_status op_open_model(const world* at, cnnviz_job* job);
cnnviz_status op_preprocess(const world* at, cnnviz_job* job);
cnnviz_status op_code_pictures(const world* at, cnnviz_job* job);
cnnviz_status op_keep_tensors(const world* at, cnnviz_job* job);
cnnviz_status op_run_model(const world* at, cnnviz_job* job);
cnnviz_status op_classify(const world* at, cnnviz_job* job);
cnnviz_status op_saliency(const world* at, cnnviz_job* job);
cnnviz_status op_gradcam(const world* at, cnnviz_job* job);
cnnviz_status op_activations(const world* at, cnnviz_job* job);
cnnviz_status op_filters(const world* at, cnnviz_job* job);
cnnviz_status op_occlusion(const world* at, cnnviz_job* job);
cnnviz_status op_rise(const world* at, cnnviz_job* job);
cnnviz_status op_ablation(const world* at, cnnviz_job* job);
cnnviz_status op_score_cam(const world* at, cnnviz_job* job);
cnnviz_status op_synthesize(const world* at, cnnviz_job* job);
cnnviz_status op_synthesize_pixels(const world* at, cnnviz_job* job);
cnnviz_status op_dream(const world* at, cnnviz_job* job);
cnnviz_status op_corpus_index(const world* at, cnnviz_job* job);
cnnviz_status op_corpus_read(const world* at, cnnviz_job* job);
cnnviz_status op_neighbors_exact(const world* at, cnnviz_job* job);
cnnviz_status op_neighbors_approximate(const world* at, cnnviz_job* job);
cnnviz_status op_tsne_exact(const world* at, cnnviz_job* job);
cnnviz_status op_tsne_tree(const world* at, cnnviz_job* job);
cnnviz_status op_draw_embedding(const world* at, cnnviz_job* job);
cnnviz_status op_draw_maps(const world* at, cnnviz_job* job);
cnnviz_status op_keep_jobs(const world* at, cnnviz_job* job);

/* The path of a file in the world's folder. */
const char* file_in(char* path, size_t room, const world* at, const char* name);

#endif
