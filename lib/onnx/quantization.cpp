#include "onnx/quantization.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace cnnviz::core {

namespace {

struct IntegerRange {
  int64_t low, high;
};

std::optional<IntegerRange> integer_range(ElementType element) {
  switch (element) {
    case ElementType::uint8:
      return IntegerRange{0, 255};
    case ElementType::int8:
      return IntegerRange{-128, 127};
    case ElementType::uint16:
      return IntegerRange{0, 65535};
    case ElementType::int16:
      return IntegerRange{-32768, 32767};
    case ElementType::uint4:
      return IntegerRange{0, 15};
    case ElementType::int4:
      return IntegerRange{-8, 7};
    default:
      return std::nullopt;
  }
}

// Which scale belongs to an element.
struct ScaleMap {
  int64_t extent = 1, inner = 1;  // the axis, and what lies behind it
  int64_t block = 1;              // neighbors along the axis that share a scale
  int64_t groups = 1;             // scales along the axis
  bool one = false;               // one scale for all
  bool blocked = false;           // scales have all axes, not only the one

  int64_t at(int64_t flat) const {
    if (one) return 0;
    const int64_t group = flat / inner % extent / block;
    if (!blocked) return group;
    return (flat / (inner * extent) * groups + group) * inner + flat % inner;
  }
};

ScaleMap scale_map(const Shape& shape, const Tensor& scale, int64_t axis, int64_t block) {
  ScaleMap map;
  map.one = scale.size() == 1 && block == 0;
  if (map.one) return map;
  const auto at = static_cast<size_t>(
      normalize_axis(axis, static_cast<int64_t>(shape.size()), "the axis of the scales"));
  map.extent = shape[at];
  for (size_t i = at + 1; i < shape.size(); ++i) map.inner *= shape[i];
  if (block == 0) {
    require(scale.size() == map.extent, Status::corrupt, scale.size(), " scales do not belong to ",
            "axis ", at, " of ", shape_text(shape));
    return map;
  }
  map.blocked = true;
  map.block = block;
  map.groups = map.extent / block + (map.extent % block != 0 ? 1 : 0);
  Shape expected = shape;
  expected[at] = map.groups;
  require(block > 0 && scale.shape() == expected, Status::corrupt, "scales of shape ",
          shape_text(scale.shape()), " do not belong to blocks of ", block, " along axis ", at,
          " of ", shape_text(shape));
  return map;
}

}  // namespace

bool Quantization::same_as(const Quantization& other) const {
  const auto zeros = [](const Tensor& points) {
    return points.valid() ? points.to_ints() : std::vector<int64_t>{0};
  };
  const auto all_equal = [](const std::vector<int64_t>& a, const std::vector<int64_t>& b) {
    const auto same = [&](int64_t value) { return value == a[0]; };
    if (a.size() == b.size()) return a == b;
    return !a.empty() && std::all_of(a.begin(), a.end(), same) &&
           std::all_of(b.begin(), b.end(), same);
  };
  return scale.to_floats() == other.scale.to_floats() &&
         all_equal(zeros(zero_point), zeros(other.zero_point));
}

std::optional<RealRange> representable_range(const Quantization& quantization) {
  const auto range = integer_range(quantization.element);
  if (!range) return std::nullopt;
  const std::vector<float> scales = quantization.scale.to_floats();
  const std::vector<int64_t> points =
      quantization.zero_point.valid() ? quantization.zero_point.to_ints() : std::vector<int64_t>{0};
  if (scales.empty() || (points.size() != 1 && points.size() != scales.size())) return std::nullopt;
  RealRange result{HUGE_VALF, -HUGE_VALF, 0};
  for (size_t i = 0; i < scales.size(); ++i) {
    const int64_t point = points[points.size() == 1 ? 0 : i];
    if (!(scales[i] > 0) || point < range->low || point > range->high) return std::nullopt;
    result.low = std::min(result.low, static_cast<float>(range->low - point) * scales[i]);
    result.step = std::max(result.step, scales[i]);
    result.high = std::max(result.high, static_cast<float>(range->high - point) * scales[i]);
  }
  return result;
}

Tensor dequantized(const Tensor& integers, const Quantization& quantization, int64_t axis,
                   int64_t block) {
  require(integers.type() == DataType::int64, Status::corrupt, "quantized values are ",
          data_type_name(integers.type()), "; they must be integers");
  const Tensor& scale = quantization.scale;
  require(scale.type() == DataType::float32 && scale.size() > 0, Status::corrupt,
          "scales must be floats");
  const ScaleMap map = scale_map(integers.shape(), scale, axis, block);
  const std::vector<int64_t> points =
      quantization.zero_point.valid() ? quantization.zero_point.to_ints() : std::vector<int64_t>{0};
  const bool one_point = points.size() == 1;
  require(one_point || points.size() == static_cast<size_t>(scale.size()), Status::corrupt,
          points.size(), " zero points do not go with ", scale.size(), " scales");
  Tensor result = Tensor::unfilled(DataType::float32, integers.shape());
  const std::span<float> values = result.mutable_floats();
  for (size_t i = 0; i < values.size(); ++i) {
    const auto at = static_cast<size_t>(map.at(static_cast<int64_t>(i)));
    // In 64 bits unsigned: differences of any two integers wrap instead of overflowing.
    const auto difference = static_cast<int64_t>(static_cast<uint64_t>(integers.ints()[i]) -
                                                 static_cast<uint64_t>(points[one_point ? 0 : at]));
    values[i] = static_cast<float>(difference) * scale.floats()[at];
  }
  return result;
}

}  // namespace cnnviz::core
