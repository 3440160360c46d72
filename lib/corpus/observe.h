// What a network says of one picture, for a collection: one thread and one image at a time, so that
// the numbers do not depend on how many threads or which other images there are.
#pragma once

#include <string>
#include <vector>

#include "corpus/collection.h"
#include "corpus/strongest.h"
#include "model/model.h"

namespace cnnviz::core {

// Resolves names against the model: the layers (empty: the model's last map) and feature tensors
// (empty: the penultimate one).
CollectionSettings collection_settings(const Model& model, const std::vector<std::string>& layers,
                                       const std::vector<std::string>& features, int64_t strongest,
                                       const Progress* progress);

// The SHA-256 of a model's file (of external data too, where it has any), as collections know it.
std::string model_sha256(const Model& model, const Progress* progress);

// Refuses (mismatch) a model that is not the one that a collection was indexed with.
void require_model(const Model& model, const Collection& collection, const Progress* progress);

struct Observation {
  std::vector<std::vector<Peak>> peaks;      // for each layer, for each channel
  std::vector<std::vector<float>> features;  // for each feature tensor
  std::vector<ClassGuess> classes;           // the five best
};

class Observer {
 public:
  Observer(const Model& model, const CollectionSettings& settings);
  Observation observe(GraphExecutor& executor, const Tensor& input, Progress* progress) const;

 private:
  const Model& model_;
  const CollectionSettings& settings_;
  ForwardRequest request_;
  std::vector<size_t> layers_, features_;  // where in the request they are
  size_t logits_ = 0, probabilities_ = 0;
};

}  // namespace cnnviz::core
