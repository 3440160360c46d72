// The best classes of each image of a batch.
#pragma once

#include <cstdint>
#include <vector>

#include "tensor/tensor.h"

namespace cnnviz::core {

struct ClassScore {
  int64_t index = 0;
  float score = 0;  // probability
  float logit = 0;
  float share = 0;  // of the positions that the class wins; of one position: 1 or 0
};

struct ScoreTensors {
  Tensor logits;
  Tensor probabilities;  // of the graph's own head; not valid(): a softmax of the logits is taken
  int class_axis = 1;    // in both, batch axis counted
};

// The k best classes of every image, by score, then logit, then lower index. Map-valued scores are
// averaged over positions, and the share of positions that a class wins goes before them. k is cut
// to the number of classes.
std::vector<std::vector<ClassScore>> classify(const ScoreTensors& scores, int64_t images,
                                              int64_t k);

}  // namespace cnnviz::core
