#include "ops/binary_form.h"

#include <algorithm>
#include <array>

#include "backend/parallel.h"
#include "base/error.h"

namespace cnnviz::core {

namespace {

// Steps of a plain operand over samples and channels of `full`, or false where it has more than one
// value for a channel of a sample.
bool per_channel_steps(const Shape& full, const Shape& other, int64_t* batch_step,
                       int64_t* channel_step) {
  if (full.size() < 3 || other.size() > full.size()) return false;
  Shape extents(full.size(), 1);
  std::copy(other.begin(), other.end(), extents.end() - static_cast<std::ptrdiff_t>(other.size()));
  for (size_t axis = 0; axis < full.size(); ++axis)
    if (extents[axis] != 1 && (axis > 1 || extents[axis] != full[axis])) return false;
  *channel_step = extents[1] == 1 ? 0 : 1;
  *batch_step = extents[0] == 1 ? 0 : extents[1];
  return true;
}

// partial[lane] += sum over positions of contribution[position][lane]
CNNVIZ_HOT void add_lanes(const float* contribution, int64_t positions, int64_t block,
                          float* partial) {
  for (int64_t s = 0; s < positions; ++s)
#pragma omp simd
    for (int64_t lane = 0; lane < block; ++lane) partial[lane] += contribution[s * block + lane];
}

}  // namespace

Layouts binary_layouts(Infos inputs, Infos outputs) {
  Layouts layouts = common_layout(inputs, outputs);
  if (layouts.outputs[0] == Layout::blocked) return layouts;
  int64_t batch_step = 0, channel_step = 0;
  for (const size_t main : {size_t{0}, size_t{1}}) {
    const ValueInfo& full = inputs[main];
    if (full.layout == Layout::blocked && !full.constant.valid() &&
        full.shape == outputs[0].shape &&
        per_channel_steps(full.shape, inputs[1 - main].shape, &batch_step, &channel_step)) {
      layouts.inputs[main] = Layout::blocked;
      layouts.outputs[0] = Layout::blocked;
      break;
    }
  }
  return layouts;
}

BinaryForm::BinaryForm(const ValueInfo& a, const ValueInfo& b, const ValueInfo& output)
    : elements_(buffer_elements(output.shape, output.layout)),
      output_shape_(output.shape),
      shapes_{a.shape, b.shape} {
  const ValueInfo* operands[] = {&a, &b};
  for (const int k : {0, 1})
    full_[k] = operands[k]->shape == output.shape && operands[k]->layout == output.layout;
  if (full_[0] && full_[1]) {
    kind_ = Kind::flat;
  } else if (output.layout == Layout::plain) {
    kind_ = Kind::broadcast;
    plan_ = plan_broadcast(output.shape, {a.shape, b.shape});
  } else {
    kind_ = Kind::channels;
    const int other = full_[0] ? 1 : 0;
    require(
        full_[1 - other] && operands[other]->layout == Layout::plain &&
            per_channel_steps(output.shape, operands[other]->shape, &batch_step_, &channel_step_),
        Status::internal, "operands of shapes ", shape_text(a.shape), " and ", shape_text(b.shape),
        " were planned in layouts that do not go together");
    batch_ = output.shape[0];
    channels_ = output.shape[1];
    blocks_ = (channels_ + channel_block() - 1) / channel_block();
    positions_ = 1;
    for (size_t axis = 2; axis < output.shape.size(); ++axis) positions_ *= output.shape[axis];
  }
}

void BinaryForm::for_each_segment(const float* a, const float* b, const float* stand_in,
                                  double cost,
                                  const std::function<void(const Segment&)>& body) const {
  if (a == nullptr) a = stand_in;
  if (b == nullptr) b = stand_in;
  if (kind_ == Kind::broadcast) {
    broadcast_segments(a, b, cost, body);
  } else if (kind_ == Kind::channels) {
    const auto& in_order = body;
    const auto swapped = [&](const Segment& s) { body({s.b, s.a, s.at, s.count, s.unit}); };
    if (full_[0])
      channel_segments(a, b, cost, in_order);
    else
      channel_segments(b, a, cost, swapped);
  } else {
    parallel_ranges(elements_, cost, [&](int64_t begin, int64_t end) {
      for (int64_t at = begin; at < end; at += kSegment)
        body({a + at, b + at, at, std::min(kSegment, end - at), 0});
    });
  }
}

void BinaryForm::channel_segments(const float* main, const float* other, double cost,
                                  const std::function<void(const Segment&)>& body) const {
  const int64_t block = channel_block(), length = positions_ * block;
  const auto unit_cost = cost * static_cast<double>(length);
  parallel_ranges(batch_ * blocks_, unit_cost, [&](int64_t begin, int64_t end) {
    std::array<float, kSegment> repeated;
    for (int64_t unit = begin; unit < end; ++unit) {
      const int64_t first = unit % blocks_ * block;
      const float* values = other + unit / blocks_ * batch_step_;
      std::array<float, kWidestChannelBlock> lanes{};
      for (int64_t lane = 0; lane < std::min(block, channels_ - first); ++lane)
        lanes[static_cast<size_t>(lane)] = values[(first + lane) * channel_step_];
      const int64_t written = std::min(length, kSegment);
      for (int64_t i = 0; i < written; i += block)
        std::copy_n(lanes.data(), block, repeated.data() + i);
      for (int64_t i = 0; i < length; i += kSegment) {
        const int64_t at = unit * length + i;
        body({main + at, repeated.data(), at, std::min(kSegment, length - i), unit});
      }
    }
  });
}

void BinaryForm::broadcast_segments(const float* a, const float* b, double cost,
                                    const std::function<void(const Segment&)>& body) const {
  for_each_row(plan_, cost, [&](int64_t count, int64_t at, const int64_t* offsets) {
    std::array<float, kSegment> repeated_a, repeated_b;
    body({spread(a + offsets[0], plan_.strides[0].back(), count, repeated_a.data()),
          spread(b + offsets[1], plan_.strides[1].back(), count, repeated_b.data()), at, count, 0});
  });
}

int64_t BinaryForm::partial_elements() const {
  if (kind_ == Kind::flat) return 0;
  return kind_ == Kind::channels ? batch_ * blocks_ * channel_block() : elements_;
}

void BinaryForm::collect(const Segment& segment, const float* contribution, float* partial) const {
  if (kind_ == Kind::broadcast) {
    std::copy_n(contribution, segment.count, partial + segment.at);
    return;
  }
  const int64_t block = channel_block();
  float* lanes = partial + segment.unit * block;
  if (segment.at % (positions_ * block) == 0) std::fill_n(lanes, block, 0.0f);
  add_lanes(contribution, segment.count / block, block, lanes);
}

void BinaryForm::finish(int operand, const float* partial, float* gradient) const {
  if (kind_ == Kind::broadcast) {
    sum_to_shape(partial, output_shape_, gradient, shapes_[operand]);
    return;
  }
  const int64_t block = channel_block();
  std::fill_n(gradient, element_count(shapes_[operand]), 0.0f);
  for (int64_t n = 0; n < batch_; ++n)
    for (int64_t c = 0; c < channels_; ++c)
      gradient[n * batch_step_ + c * channel_step_] +=
          partial[(n * blocks_ + c / block) * block + c % block];
}

}  // namespace cnnviz::core
