#include "graph/geometry.h"

#include "graph/op.h"

namespace cnnviz::core {

namespace {

int64_t floor_div(int64_t a, int64_t b) {
  const int64_t quotient = a / b;
  return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient;
}

int64_t ceil_div(int64_t a, int64_t b) {
  return -floor_div(-a, b);
}

}  // namespace

Interval Window::reads(const Interval& out) const {
  if (out.empty()) return {};
  return {out.low * stride - pad, out.high * stride - pad + extent() - 1};
}

Interval Window::reaches(const Interval& in) const {
  if (in.empty()) return {};
  return {ceil_div(in.low + pad - extent() + 1, stride), floor_div(in.high + pad, stride)};
}

Box broadcast_input_box(const Box& out, const Shape& input, const Shape& output) {
  const size_t skipped = output.size() - input.size();
  Box box(input.size());
  for (size_t i = 0; i < input.size(); ++i) {
    const Interval& interval = out[i + skipped];
    box[i] =
        input[i] == 1 && output[i + skipped] != 1 && !interval.empty() ? Interval{0, 0} : interval;
  }
  return box;
}

Box broadcast_output_box(const Box& in, const Shape& input, const Shape& output) {
  const size_t added = output.size() - input.size();
  Box box = whole_box(output);
  for (size_t i = 0; i < input.size(); ++i)
    if (input[i] != 1 || output[i + added] == 1 || in[i].empty()) box[i + added] = in[i];
  return box;
}

}  // namespace cnnviz::core
