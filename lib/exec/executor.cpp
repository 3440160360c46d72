#include "exec/executor.h"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "base/error.h"

namespace cnnviz::core {

namespace {

constexpr int64_t kBatch = 8;

// One image's feed for several; what is no image's, a number or a list, stays as it is.
Tensor repeated_image(const Tensor& tensor, int64_t count) {
  if (count == 1 || tensor.rank() < 2 || tensor.shape()[0] != 1) return tensor;
  Shape shape = tensor.shape();
  shape[0] = count;
  Tensor result = Tensor::unfilled(tensor.type(), shape);
  auto* to = static_cast<char*>(result.mutable_data());
  for (int64_t i = 0; i < count; ++i, to += tensor.bytes())
    std::memcpy(to, tensor.data(), static_cast<size_t>(tensor.bytes()));
  return result;
}

}  // namespace

void check_changes(const TensorMap& feeds, const WindowChanges& changes) {
  const auto base = feeds.find(changes.tensor);
  require(base != feeds.end(), Status::invalid_argument, "\"", changes.tensor,
          "\" is to change but is not fed");
  const Shape& shape = base->second.shape();
  if (changes.is_whole()) {
    require(base->second.type() == DataType::float32 && !shape.empty() && shape[0] == 1,
            Status::invalid_argument, "\"", changes.tensor, "\" is ",
            data_type_name(base->second.type()), " ", shape_text(shape),
            "; one image of float32, [1, ...], is needed");
    return;
  }
  require(base->second.type() == DataType::float32 && shape.size() == 4 && shape[0] == 1 &&
              (changes.rows_axis == 1 || changes.rows_axis == 2),
          Status::invalid_argument, "\"", changes.tensor, "\" is ",
          data_type_name(base->second.type()), " ", shape_text(shape),
          "; one image of float32, [1, C, H, W] or [1, H, W, C], is needed");
  const auto axis = static_cast<size_t>(changes.rows_axis);
  for (const WindowChanges::Corner& corner : changes.corners)
    require(changes.height > 0 && changes.width > 0 && corner.row >= 0 && corner.column >= 0 &&
                corner.row + changes.height <= shape[axis] &&
                corner.column + changes.width <= shape[axis + 1],
            Status::invalid_argument, "a rectangle of ", changes.height, " x ", changes.width,
            " at row ", corner.row, ", column ", corner.column, " does not lie inside ",
            shape_text(shape));
}

WindowChanges WindowChanges::whole(std::string tensor, int64_t count,
                                   std::function<void(int64_t change, float* content)> write) {
  WindowChanges changes;
  changes.tensor = std::move(tensor);
  changes.rows_axis = kWholeTensor;
  changes.corners.resize(static_cast<size_t>(count));
  changes.write = std::move(write);
  return changes;
}

Tensor changed_tensor(const Tensor& base, const WindowChanges& changes,
                      std::span<const int64_t> which) {
  const auto axis = static_cast<size_t>(changes.rows_axis);
  const Shape& from = base.shape();
  Shape shape = from;
  shape[0] = static_cast<int64_t>(which.size());
  Tensor result = Tensor::unfilled(DataType::float32, shape);
  const int64_t image = element_count(from);
  if (changes.is_whole()) {
    float* to = result.mutable_floats().data();
    for (size_t i = 0; i < which.size(); ++i, to += image) changes.write(which[i], to);
    return result;
  }
  const int64_t inner = axis == 1 ? from[3] : 1;
  const int64_t planes = axis == 1 ? 1 : from[1];
  const int64_t row = changes.width * inner;
  std::vector<float> content(static_cast<size_t>(planes * changes.height * row));
  float* to = result.mutable_floats().data();
  for (const int64_t change : which) {
    std::memcpy(to, base.data(), static_cast<size_t>(base.bytes()));
    changes.write(change, content.data());
    const auto& corner = changes.corners[static_cast<size_t>(change)];
    const float* source = content.data();
    for (int64_t plane = 0; plane < planes; ++plane)
      for (int64_t y = corner.row; y < corner.row + changes.height; ++y, source += row)
        std::copy_n(source, row,
                    to + ((plane * from[axis] + y) * from[axis + 1] + corner.column) * inner);
    to += image;
  }
  return result;
}

bool Executor::fits(const TensorMap&, const ForwardRequest&, int64_t) {
  return true;
}

WindowReport Executor::forward_windows(const TensorMap& feeds, const WindowChanges& changes,
                                       const std::vector<std::string>& wanted,
                                       const WindowOptions& options, const WindowConsumer& consume,
                                       Progress* progress) {
  check_changes(feeds, changes);
  const int64_t batch = options.batch > 0 ? options.batch : kBatch;
  TensorMap changed = feeds;
  for (int64_t begin = 0; begin < changes.count(); begin += batch) {
    check_cancelled(progress);
    std::vector<int64_t> which(static_cast<size_t>(std::min(batch, changes.count() - begin)));
    std::iota(which.begin(), which.end(), begin);
    for (const auto& [name, tensor] : feeds)
      changed[name] = name == changes.tensor
                          ? changed_tensor(tensor, changes, which)
                          : repeated_image(tensor, static_cast<int64_t>(which.size()));
    const std::vector<Tensor> values = forward(changed, {wanted, {}, {}}, progress);
    TensorMap by_name;
    for (size_t i = 0; i < wanted.size(); ++i) by_name[wanted[i]] = values[i];
    consume(which, by_name);
    advance_stage(progress, static_cast<int64_t>(which.size()));
  }
  WindowReport report;
  report.batch = batch;
  return report;
}

}  // namespace cnnviz::core
