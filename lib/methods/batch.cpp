#include "methods/batch.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/error.h"
#include "tensor/statistics.h"

namespace cnnviz::core {

ImagePart image_part(const Tensor& tensor, const std::string& name, int64_t images, int64_t index) {
  require(tensor.type() == DataType::float32, Status::invalid_argument, "tensor \"", name, "\" is ",
          data_type_name(tensor.type()), "; only float32 tensors can be explained");
  ImagePart part;
  if (tensor.rank() > 0 && tensor.shape()[0] == images) {
    const int64_t size = images > 0 ? tensor.size() / images : 0;
    part.offset = index * size;
    part.values =
        tensor.floats().subspan(static_cast<size_t>(part.offset), static_cast<size_t>(size));
    part.shape.assign(tensor.shape().begin() + 1, tensor.shape().end());
    return part;
  }
  require(images == 1, Status::invalid_argument, "tensor \"", name, "\" of shape ",
          shape_text(tensor.shape()), " does not keep one entry for each of the ", images,
          " images of the batch; run them one at a time");
  part.values = tensor.floats();
  part.shape = tensor.shape();
  part.stripped = 0;
  return part;
}

Tensor batch_slice(const Tensor& tensor, int64_t begin, int64_t count) {
  require(tensor.rank() > 0 && begin >= 0 && count >= 0 && begin + count <= tensor.shape()[0],
          Status::internal, "entries ", begin, " to ", begin + count, " of a tensor of shape ",
          shape_text(tensor.shape()), " were asked for");
  Shape shape = tensor.shape();
  const int64_t entry_bytes = shape[0] > 0 ? tensor.bytes() / shape[0] : 0;
  shape[0] = count;
  const auto owner = std::make_shared<const Tensor>(tensor);
  return {tensor.type(), std::move(shape), owner,
          static_cast<const std::byte*>(tensor.data()) + begin * entry_bytes};
}

Tensor concatenate_batches(std::span<const Tensor> parts) {
  if (parts.size() == 1) return parts[0];
  require(parts[0].rank() > 0, Status::unsupported,
          "a result without a batch axis cannot be put together from several runs: feed one image "
          "at a time");
  Shape shape = parts[0].shape();
  int64_t total = 0;
  for (const Tensor& part : parts) {
    require(part.rank() > 0 && part.type() == parts[0].type() &&
                std::equal(shape.begin() + 1, shape.end(), part.shape().begin() + 1,
                           part.shape().end()),
            Status::mismatch, "results of shapes ", shape_text(shape), " and ",
            shape_text(part.shape()), " do not form one batch");
    total += part.shape()[0];
  }
  shape[0] = total;
  Tensor result = Tensor::unfilled(parts[0].type(), shape);
  auto* target = static_cast<std::byte*>(result.mutable_data());
  for (const Tensor& part : parts) {
    std::memcpy(target, part.data(), static_cast<size_t>(part.bytes()));
    target += part.bytes();
  }
  return result;
}

void require_finite(const Tensor& tensor, const std::string& what) {
  if (tensor.type() != DataType::float32 || all_finite(tensor.floats())) return;
  const auto values = tensor.floats();
  const auto bad =
      std::find_if(values.begin(), values.end(), [](float value) { return !std::isfinite(value); });
  fail(Status::not_finite, what, " holds ", *bad, " at element ", bad - values.begin(), " of ",
       values.size(), "; NaN and infinity cannot be explained");
}

}  // namespace cnnviz::core
