// What check_op.h measures with: comparison of tensors, boxes of indices, derivatives by
// differences.
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "graph/geometry.h"
#include "support/check.h"
#include "tensor/tensor.h"

namespace cnnviz::test {

inline double largest(const Tensor& tensor) {
  double result = 0;
  for (const float value : tensor.to_floats())
    if (std::isfinite(value)) result = std::max(result, std::abs(static_cast<double>(value)));
  return result;
}

inline void compare(const Tensor& got, const Tensor& expected, double tolerance,
                    const std::string& what) {
  if (got.type() != expected.type() || got.shape() != expected.shape())
    throw Failure{concat(what, " is ", data_type_name(got.type()), " ", shape_text(got.shape()),
                         ", not ", data_type_name(expected.type()), " ",
                         shape_text(expected.shape()))};
  const bool exact = got.type() != DataType::float32;
  const double allowed = exact ? 0 : tolerance * std::max(largest(expected), 1e-30);
  const std::vector<float> got_floats = got.to_floats(), expected_floats = expected.to_floats();
  const std::vector<int64_t> got_ints = exact ? got.to_ints() : std::vector<int64_t>();
  const std::vector<int64_t> expected_ints = exact ? expected.to_ints() : std::vector<int64_t>();
  for (size_t i = 0; i < got_floats.size(); ++i) {
    const float a = got_floats[i], b = expected_floats[i];
    const bool equal = exact ? got_ints[i] == expected_ints[i]
                             : a == b || (std::isnan(a) && std::isnan(b)) ||
                                   std::abs(static_cast<double>(a) - b) <= allowed;
    if (!equal)
      throw Failure{concat(what, "[", i, "] = ", a, ", expected ", b, " (largest ",
                           largest(expected), ", shape ", shape_text(got.shape()), ")")};
  }
}

inline bool contains(const Box& box, const std::vector<int64_t>& index) {
  if (box.size() != index.size()) return false;
  for (size_t axis = 0; axis < box.size(); ++axis)
    if (index[axis] < box[axis].low || index[axis] > box[axis].high) return false;
  return true;
}

inline std::vector<int64_t> index_of(int64_t flat, const Shape& shape) {
  std::vector<int64_t> index(shape.size());
  for (size_t axis = shape.size(); axis-- > 0;) {
    index[axis] = flat % shape[axis];
    flat /= shape[axis];
  }
  return index;
}

inline Box point(const std::vector<int64_t>& index) {
  Box box;
  for (const int64_t i : index) box.push_back({i, i});
  return box;
}

inline Box clipped(Box box, const Shape& shape) {
  for (size_t axis = 0; axis < box.size(); ++axis) {
    box[axis].low = std::max<int64_t>(box[axis].low, 0);
    box[axis].high = std::min(box[axis].high, shape[axis] - 1);
  }
  return box;
}

inline std::string box_text(const Box& box) {
  std::string text = "{";
  for (const Interval& i : box) text += concat(" [", i.low, ",", i.high, "]");
  return text + " }";
}

// Up to `most` different indices of `count`, spread evenly.
inline std::vector<int64_t> sample(int64_t count, int64_t most) {
  std::set<int64_t> picked;
  for (int64_t i = 0; i < std::min(count, most); ++i)
    picked.insert(i * count / std::min(count, most));
  return {picked.begin(), picked.end()};
}

struct Derivatives {
  std::vector<std::vector<double>> slope;  // by output, by element; empty for integers
  std::vector<std::vector<bool>> smooth;
  bool all_smooth = true;
};

// Derivatives of all float outputs of `f` at `values`, where it gives `outputs`, along a direction
// (one tensor for each input; invalid: not moved): central differences of two steps, extrapolated.
inline Derivatives derivatives_along(
    const std::function<std::vector<Tensor>(const std::vector<Tensor>&)>& f,
    const std::vector<Tensor>& values, const std::vector<Tensor>& outputs,
    const std::vector<Tensor>& direction, double step, double usual_slope) {
  const auto moved = [&](double t) {
    std::vector<Tensor> arguments = values;
    for (size_t i = 0; i < values.size(); ++i) {
      if (!direction[i].valid()) continue;
      arguments[i] = values[i].clone();
      for (size_t k = 0; k < values[i].floats().size(); ++k)
        arguments[i].mutable_floats()[k] += static_cast<float>(t * direction[i].floats()[k]);
    }
    return f(arguments);
  };
  const std::vector<Tensor> far_up = moved(step), far_down = moved(-step), up = moved(step / 2),
                            down = moved(-step / 2);
  Derivatives result;
  double scale = usual_slope;
  std::vector<std::vector<double>> wide, bend;
  for (size_t o = 0; o < outputs.size(); ++o) {
    const bool measured = outputs[o].valid() && outputs[o].type() == DataType::float32;
    const size_t count = measured ? outputs[o].floats().size() : 0;
    std::vector<double> slopes(count), wides(count), bends(count);
    for (size_t k = 0; k < count; ++k) {
      const double middle = outputs[o].floats()[k], a = far_up[o].floats()[k],
                   b = far_down[o].floats()[k];
      wides[k] = (a - b) / (2 * step);
      bends[k] = (a - 2 * middle + b) / step;
      slopes[k] = (static_cast<double>(up[o].floats()[k]) - down[o].floats()[k]) / step;
      scale = std::max(scale, std::abs(slopes[k]));
    }
    result.slope.push_back(std::move(slopes));
    wide.push_back(std::move(wides));
    bend.push_back(std::move(bends));
  }
  for (size_t o = 0; o < outputs.size(); ++o) {
    std::vector<bool> smooth(result.slope[o].size());
    for (size_t k = 0; k < smooth.size(); ++k) {
      double& slope = result.slope[o][k];
      // A kink shows in one-sided differences that disagree, or in a difference that depends on the
      // step.
      smooth[k] =
          std::abs(wide[o][k] - slope) <= 2e-4 * scale && std::abs(bend[o][k]) <= 0.1 * scale;
      result.all_smooth = result.all_smooth && smooth[k];
      slope = (4 * slope - wide[o][k]) / 3;
    }
    result.smooth.push_back(std::move(smooth));
  }
  return result;
}

}  // namespace cnnviz::test
