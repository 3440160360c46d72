// What occlusion, RISE and the methods of channels share on an opened model: every target for every
// image, one image after another.
#pragma once

#include <functional>
#include <vector>

#include "methods/probe.h"
#include "model/json.h"
#include "model/model.h"

namespace cnnviz::core {

struct ProbeOptions {
  bool classes = true;  // whether the best class of every change is noted
  bool full = false;    // whole forward passes
  bool keep_partial = false;
  int64_t batch = 0;  // changes computed at once; 0: as is fastest
};

// Of N images and T targets. Where it was cancelled, N counts the images begun.
struct ProbeOutcome {
  Tensor scores;                             // [N, T] of the unmodified images
  std::vector<std::vector<Target>> targets;  // [N][T], resolved
  std::vector<int64_t> best_classes;         // [N], kNoClass where none is wanted
  bool completed = true;
  WindowReport work;  // of the last image
};

// What is studied is a picture: its channels' axis, its sides.
struct PictureShape {
  bool channels_last = false;
  int64_t height = 0, width = 0;
};

// Refuses an input that is no picture; `method` is "occlusion".
PictureShape picture_of(const Model& model, const TensorMap& feeds, const char* method);

// Refuses targets that cannot change with the picture.
void require_path(const Model& model, const std::vector<Target>& targets);

// What a study of one image says for all.
struct Studied {
  std::vector<Target> targets;
  std::vector<double> scores;
  int64_t best_class = kNoClass;
  bool completed = true;
  WindowReport work;

  Studied(const Probe& probe, bool complete, const WindowReport& report);
};

// For every image; where one was cancelled, the images after it are left out.
void probe_images(const Model& model, const TensorMap& feeds, const std::vector<Target>& targets,
                  const ProbeOptions& options, ProbeOutcome& outcome,
                  const std::function<Studied(GraphExecutor&, const ProbeRequest&)>& study);

// "exact", "completed", "predicted", "targets", "work".
void add_probe_record(Json& record, const Model& model, const ProbeOutcome& outcome);

// [N, ...] from one tensor for each image.
Tensor stacked(const std::vector<Tensor>& parts);

}  // namespace cnnviz::core
