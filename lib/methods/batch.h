// One image's part of a batched tensor [N, ...], and back: methods look at images one by one.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "tensor/tensor.h"

namespace cnnviz::core {

// The part of a float tensor that belongs to one image of a batch.
struct ImagePart {
  std::span<const float> values;
  Shape shape;         // without the batch axis
  int64_t offset = 0;  // of `values` in the tensor, in elements
  int stripped = 1;  // leading axes that `shape` lacks: 1, or 0 where the tensor has no batch axis
};

// Image `index` of `images` in `tensor`, whose first axis is the batch. A batch of one may lack
// that axis. `name` is for the error where the tensor does not keep one entry for each image.
ImagePart image_part(const Tensor& tensor, const std::string& name, int64_t images, int64_t index);

// The entries [begin, begin + count) of the first axis; shares the elements.
Tensor batch_slice(const Tensor& tensor, int64_t begin, int64_t count);

// Tensors of equal type and shape but for the first axis, one after the other along it.
Tensor concatenate_batches(std::span<const Tensor> parts);

// Refuses NaN and infinity (not_finite); `what` opens the message.
void require_finite(const Tensor& tensor, const std::string& what);

}  // namespace cnnviz::core
