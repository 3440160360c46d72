#include "methods/perturbation.h"

#include <memory>

#include "base/error.h"

namespace cnnviz::core {

namespace {

// The rectangle of a cover in x_t, in the tensor's axis order.
class Blend {
 public:
  Blend(const CoveredPicture& picture, const Covers& covers)
      : image_(picture.image.floats().data()),
        fill_(picture.fill.floats().data()),
        covers_(covers),
        channels_(picture.image.shape()[picture.channels_last ? 3 : 1]),
        rows_(picture.height()),
        columns_(picture.width()),
        channels_last_(picture.channels_last),
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

void CoveredPicture::check(const std::string& name) const {
  const Shape& shape = image.shape();
  require(shape.size() == 4 && shape[0] == 1, Status::invalid_argument, "input \"", name,
          "\" of shape ", shape_text(shape), " is not one picture, [1, C, H, W] or [1, H, W, C]");
  require(fill.shape() == shape, Status::invalid_argument, "the fill has the shape ",
          shape_text(fill.shape()), ", the input ", shape_text(shape));
}

WindowChanges CoveredPicture::changes(const std::string& name, const Covers& covers) const {
  WindowChanges changes;
  changes.tensor = name;
  changes.rows_axis = channels_last ? 1 : 2;
  changes.height = covers.height;
  changes.width = covers.width;
  changes.corners = covers.corners;
  const auto blend = std::make_shared<Blend>(*this, covers);
  changes.write = [blend](int64_t change, float* content) { blend->write(change, content); };
  return changes;
}

Perturbation::Perturbation(Executor& executor, const PerturbationRequest& request,
                           Progress* progress)
    : Probe(executor, request, progress),
      input_(request.input),
      picture_{feed(input_), request.fill, request.channels_last} {
  picture_.check(input_);
}

ProbeScores Perturbation::run(const Covers& covers) {
  return Probe::run(picture_.changes(input_, covers));
}

}  // namespace cnnviz::core
