// What is being explained: a scalar for each image, the weighted sum of terms over tensors of the
// network.
//
// With A one image's part of the term's tensor (its P positions as by Term::view), z the logits:
//   class_logit      z_c; where the logits are maps, the mean over their positions, or over those
//                    that class c wins (Term::predicted; Vinogradova, Dibrov, Myers 2020: Seg-
//                    Grad-CAM, whose sum is this mean times their number; 0 where it wins none)
//   class_softmax    softmax(z)_c, the softmax added here; seed p_c ([k = c] - p_k) on the logits
//   neuron           A[c, y, x]
//   channel_mean     (1/P) sum over positions of A[c]
//   channel_max      max over positions of A[c], the first maximum in row-major order
//   layer            1/2 sum A^2                 (seed A; Mordvintsev et al. 2015)
//   direction        v of [C]: (1/P) sum over positions <A[:, y, x], v>; v of A's shape: <A, v>
//   mask             sum over positions of mask[y, x] A[c, y, x]
//   element          A[i, j, ...]
//   seed             <A, seed>
// A probability that the graph itself computes is a class_logit term on its Softmax's or Sigmoid's
// output.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "exec/executor.h"
#include "methods/spatial_view.h"

namespace cnnviz::core {

enum class TermKind : uint8_t {
  class_logit,
  class_softmax,
  neuron,
  channel_mean,
  channel_max,
  layer,
  direction,
  mask,
  element,
  seed,
};

// Term::channel: the class of the image's largest logit.
constexpr int64_t kTopClass = -1;

struct Term {
  TermKind kind = TermKind::class_logit;
  std::string tensor;  // what it reads, and where its seed goes
  double weight = 1;
  int64_t channel = 0;     // class or channel, or kTopClass
  int class_axis = 1;      // class terms: the axis of the classes in `tensor`, batch axis counted
  std::string top_tensor;  // where channel is kTopClass: the logits,
  int top_axis = 1;        // and the axis of their classes
  // Class terms of networks that score positions: only those that the class wins take part, as
  // resolve_targets() finds them.
  bool predicted = false;
  std::vector<int64_t> region;
  // neuron: spatial indices, empty for the center; channel_max: filled in by resolve_targets();
  // element: indices without the batch axis.
  std::vector<int64_t> position;
  Tensor data;       // direction; mask [h, w]; seed [B, ...] with a batch axis, B = 1 or the batch
  SpatialView view;  // of `tensor`: where its channels and positions are
};

struct Target {
  std::string text;  // as the user wrote it
  std::vector<Term> terms;
};

// One target for each image: the only one for all, or as many as images; anything else is
// invalid_argument. Batched seeds are split.
std::vector<Target> spread_targets(std::span<const Target> targets, int64_t images);

// Tensors whose values the targets read, and those where backward starts; each once.
std::vector<std::string> target_tensors(std::span<const Target> targets);
std::vector<std::string> seed_tensors(std::span<const Target> targets);

// Fills in what depends on the image: the best class (that wins the most positions), the positions
// that a class wins, the center of a map, the strongest position.
// targets[n] belongs to image n of the activations (by tensor name).
void resolve_targets(std::span<Target> targets, const TensorMap& activations);

// The scalar of each image, for resolved targets; a value that is not finite is an error.
std::vector<double> target_scores(std::span<const Target> targets, const TensorMap& activations);

// d(scalar)/d(tensor) for every seed tensor, each of its tensor's shape.
TensorMap target_seeds(std::span<const Target> targets, const TensorMap& activations);

}  // namespace cnnviz::core
