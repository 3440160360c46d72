// One image's class scores, whatever their layout: [C], [C, h, w], [h, w, C]; `positions` scores a
// class.
#pragma once

#include <string>
#include <vector>

#include "methods/batch.h"

namespace cnnviz::core {

class ClassView {
 public:
  // `class_axis` of `tensor`, batch axis counted. A tensor without axes is one class.
  ClassView(const Tensor& tensor, const std::string& name, int class_axis, int64_t images,
            int64_t index);

  int64_t classes() const { return classes_; }
  int64_t positions() const { return outer_ * inner_; }
  // Of class c at position p: in values(), and in the tensor's elements.
  int64_t index(int64_t c, int64_t p) const {
    return (p / inner_ * classes_ + c) * inner_ + p % inner_;
  }
  int64_t tensor_index(int64_t c, int64_t p) const { return part_.offset + index(c, p); }
  double at(int64_t c, int64_t p) const { return part_.values[static_cast<size_t>(index(c, p))]; }
  // Mean over positions.
  double mean(int64_t c) const;
  // The class that is largest at each position, the lowest of equals.
  std::vector<int64_t> winners() const;
  // How many positions each class wins.
  std::vector<int64_t> wins() const;
  // The class that wins the most positions, the lowest of equals; a score that is not finite is an
  // error.
  int64_t best(const std::string& name) const;
  // softmax(c) at position p over the classes, for all c.
  std::vector<double> softmax(int64_t p) const;

 private:
  ImagePart part_;
  int64_t classes_ = 1, outer_ = 1, inner_ = 1;
};

}  // namespace cnnviz::core
