#include "methods/perturbation.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "methods/batch.h"
#include "methods/class_view.h"

namespace cnnviz::core {

namespace {

// The rectangle of a cover in x_t, in the tensor's axis order.
class Blend {
 public:
  Blend(const Tensor& image, const Tensor& fill, bool channels_last, const Covers& covers)
      : image_(image.floats().data()),
        fill_(fill.floats().data()),
        covers_(covers),
        channels_(image.shape()[channels_last ? 3 : 1]),
        rows_(image.shape()[channels_last ? 1 : 2]),
        columns_(image.shape()[channels_last ? 2 : 3]),
        channels_last_(channels_last),
        mask_(static_cast<size_t>(covers.height * covers.width)) {}

  void write(int64_t cover, float* content) {
    covers_.write(cover, mask_);
    const auto& corner = covers_.corners[static_cast<size_t>(cover)];
    const int64_t inner = channels_last_ ? channels_ : 1;
    const int64_t planes = channels_last_ ? 1 : channels_;
    for (int64_t plane = 0; plane < planes; ++plane)
      for (int64_t y = 0; y < covers_.height; ++y) {
        const int64_t row = ((plane * rows_ + corner.row + y) * columns_ + corner.column) * inner;
        const float* masks = mask_.data() + y * covers_.width;
        for (int64_t i = 0; i < covers_.width * inner; ++i)
          *content++ = mixed(image_[row + i], fill_[row + i], masks[i / inner]);
      }
  }

 private:
  // Exact where the mask is 0 or 1.
  static float mixed(float image, float fill, float mask) {
    return mask == 1 ? fill : image + mask * (fill - image);
  }

  const float *image_, *fill_;
  const Covers& covers_;
  int64_t channels_, rows_, columns_;
  bool channels_last_;
  std::vector<float> mask_;
};

}  // namespace

Perturbation::Perturbation(Executor& executor, PerturbationRequest request, Progress* progress)
    : executor_(executor), request_(std::move(request)), progress_(progress) {
  for (const auto& [name, tensor] : request_.feeds)
    require_finite(tensor, concat("input \"", name, "\""));
  const Shape& shape = request_.feeds.at(request_.input).shape();
  require(shape.size() == 4 && shape[0] == 1, Status::invalid_argument, "input \"", request_.input,
          "\" of shape ", shape_text(shape), " is not one picture, [1, C, H, W] or [1, H, W, C]");
  require(request_.fill.shape() == shape, Status::invalid_argument, "the fill has the shape ",
          shape_text(request_.fill.shape()), ", the input ", shape_text(shape));
  require(!request_.targets.empty(), Status::invalid_argument, "no target is given");
  height_ = shape[request_.channels_last ? 1 : 2];
  width_ = shape[request_.channels_last ? 2 : 3];

  wanted_ = target_tensors(request_.targets);
  if (!request_.logits.empty() &&
      std::find(wanted_.begin(), wanted_.end(), request_.logits) == wanted_.end())
    wanted_.push_back(request_.logits);
  const std::vector<Tensor> values =
      executor_.forward(request_.feeds, {wanted_, {}, {}}, progress_);
  TensorMap by_name;
  for (size_t i = 0; i < values.size(); ++i) by_name[wanted_[i]] = values[i];
  for (Target& target : request_.targets) {
    target = spread_targets({&target, 1}, 1)[0];
    resolve_targets({&target, 1}, by_name);
    scores_.push_back(target_scores({&target, 1}, by_name)[0]);
  }
  if (!request_.logits.empty())
    best_class_ = ClassView(by_name[request_.logits], request_.logits, request_.class_axis, 1, 0)
                      .best(request_.logits);
}

CoverScores Perturbation::run(const Covers& covers) {
  const auto count = static_cast<size_t>(covers.count());
  CoverScores result;
  result.scores.assign(request_.targets.size(),
                       std::vector<double>(count, std::numeric_limits<double>::quiet_NaN()));
  result.classes.assign(count, kNoClass);
  const Tensor& image = request_.feeds.at(request_.input);
  Blend blend(image, request_.fill, request_.channels_last, covers);
  WindowChanges changes;
  changes.tensor = request_.input;
  changes.rows_axis = request_.channels_last ? 1 : 2;
  changes.height = covers.height;
  changes.width = covers.width;
  changes.corners = covers.corners;
  changes.write = [&](int64_t change, float* content) { blend.write(change, content); };

  const auto consume = [&](std::span<const int64_t> which, const TensorMap& values) {
    const auto images = static_cast<int64_t>(which.size());
    for (size_t t = 0; t < request_.targets.size(); ++t) {
      const std::vector<Target> same(which.size(), request_.targets[t]);
      const std::vector<double> scores = target_scores(same, values);
      for (size_t i = 0; i < which.size(); ++i)
        result.scores[t][static_cast<size_t>(which[i])] = scores[i];
    }
    for (int64_t i = 0; i < images && !request_.logits.empty(); ++i)
      result.classes[static_cast<size_t>(which[static_cast<size_t>(i)])] =
          ClassView(values.at(request_.logits), request_.logits, request_.class_axis, images, i)
              .best(request_.logits);
    result.done += images;
  };
  try {
    result.work = executor_.forward_windows(request_.feeds, changes, wanted_, request_.windows,
                                            consume, progress_);
  } catch (const Error& error) {
    if (error.status() != Status::cancelled || !request_.keep_partial) throw;
    result.completed = false;
  }
  return result;
}

}  // namespace cnnviz::core
