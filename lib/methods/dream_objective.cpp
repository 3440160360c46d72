#include "methods/dream_objective.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "base/error.h"
#include "base/text.h"
#include "methods/batch.h"

namespace cnnviz::core {

namespace {

// Rows and columns of a layer's maps.
struct Extents {
  int64_t rows = 1, columns = 1;
};

Extents extents_of(const Tensor& activation, const SpatialView& view, const std::string& name) {
  const MapIndex index = map_index(image_part(activation, name, 1, 0).shape, view, name);
  require(index.spatial.size() == 2, Status::internal, "\"", name, "\" has no rows and columns");
  return {index.spatial[0], index.spatial[1]};
}

}  // namespace

void check_dream_target(const Target& target, bool guided) {
  require(!target.terms.empty(), Status::invalid_argument, "no target is given");
  for (const Term& term : target.terms) {
    const bool sum = term.kind == TermKind::layer || term.kind == TermKind::channel_mean ||
                     (term.kind == TermKind::direction && term.data.rank() == 1);
    require(sum, Status::invalid_argument, "the target ", quoted(target.text),
            " cannot be dreamed of: a dream takes layer:LAYER, channel:LAYER:c or "
            "direction:LAYER@FILE.npy (one number a channel), with weights; for single units and "
            "classes there is synthesize");
    require(!guided || term.kind == TermKind::layer, Status::invalid_argument, "the target ",
            quoted(target.text), " cannot follow a guide: that takes layer:LAYER, with weights");
  }
}

Objective::Objective(Executor& executor, const DreamRequest& request, Progress* progress)
    : executor_(executor), request_(request), progress_(progress) {
  check_dream_target(request.target, request.guide.valid());
  const std::span<const Target> targets(&request.target, 1);
  pass_.wanted = target_tensors(targets);
  pass_.seeds = seed_tensors(targets);
  pass_.wrt = {request.input};
  for (const Term& term : request.target.terms) views_[term.tensor] = term.view;
  if (!request.guide.valid()) return;
  ForwardRequest look;
  look.wanted = pass_.wanted;
  const std::vector<Tensor> values =
      executor.forward({{request.input, request.guide}}, look, progress);
  for (size_t i = 0; i < values.size(); ++i) {
    const std::string& name = pass_.wanted[i];
    require_finite(values[i], concat("\"", name, "\" of the guide"));
    guide_.emplace(name, GuideFeatures(values[i], views_.at(name), name));
  }
}

bool Objective::fits(const Tensor& input, int64_t bytes) {
  return executor_.fits({{request_.input, input}}, pass_, bytes);
}

// Zeros where a unit belongs to another window.
void Objective::keep_owned(const std::string& name, Tensor& tensor, const Part& part) const {
  if (part.rows == nullptr) return;
  const LayerGrid& grid = request_.grids.at(name);
  const MapIndex index =
      map_index({tensor.shape().begin() + 1, tensor.shape().end()}, views_.at(name), name);
  const Interval rows = owned_units(grid.rows, *part.rows, part.row, index.spatial[0]);
  const Interval columns = owned_units(grid.columns, *part.columns, part.column, index.spatial[1]);
  float* values = tensor.mutable_floats().data();
  for (int64_t c = 0; c < index.channels; ++c)
    for (int64_t y = 0; y < index.spatial[0]; ++y)
      for (int64_t x = 0; x < index.spatial[1]; ++x)
        if (y < rows.low || y > rows.high || x < columns.low || x > columns.high)
          values[index.at(c, y * index.spatial[1] + x)] = 0;
}

// The target with means over a window's positions made means over the picture's.
Target Objective::weighted(const TensorMap& activations, const Part& part) const {
  Target target = request_.target;
  if (part.rows == nullptr) return target;
  for (Term& term : target.terms) {
    if (term.kind == TermKind::layer) continue;
    const Extents here = extents_of(activations.at(term.tensor), term.view, term.tensor);
    const LayerGrid& grid = request_.grids.at(term.tensor);
    term.weight *= static_cast<double>(here.rows * here.columns) /
                   static_cast<double>(units_of(grid.rows, *part.rows, here.rows) *
                                       units_of(grid.columns, *part.columns, here.columns));
  }
  return target;
}

double Objective::follow_guide(const TensorMap& activations, TensorMap& seeds) const {
  double value = 0;
  for (const Term& term : request_.target.terms) {
    const Tensor& own = activations.at(term.tensor);
    const Tensor matches = guide_.at(term.tensor).best_matches(own, term.view, term.tensor);
    Tensor& seed = seeds.try_emplace(term.tensor, DataType::float32, own.shape()).first->second;
    const auto from = own.floats(), to = matches.floats();
    const auto sum = seed.mutable_floats();
    for (size_t i = 0; i < to.size(); ++i) {
      value += term.weight * static_cast<double>(from[i]) * static_cast<double>(to[i]);
      sum[i] += static_cast<float>(term.weight) * to[i];
    }
  }
  require(std::isfinite(value), Status::not_finite, "the product with the guide is ", value);
  return value;
}

Objective::Slope Objective::slope(const Tensor& input, const Part& part) {
  std::vector<Tensor> values = executor_.forward({{request_.input, input}}, pass_, progress_);
  TensorMap activations;
  for (size_t i = 0; i < values.size(); ++i) {
    keep_owned(pass_.wanted[i], values[i], part);
    activations.emplace(pass_.wanted[i], std::move(values[i]));
  }
  Slope slope;
  TensorMap seeds;
  if (!guide_.empty()) {
    slope.value = follow_guide(activations, seeds);
  } else {
    const Target target = weighted(activations, part);
    const std::span<const Target> targets(&target, 1);
    slope.value = target_scores(targets, activations)[0];
    seeds = target_seeds(targets, activations);
  }
  for (auto& [name, seed] : seeds) keep_owned(name, seed, part);
  slope.gradient = executor_.backward(seeds, {}, progress_).gradients[0];
  return slope;
}

}  // namespace cnnviz::core
