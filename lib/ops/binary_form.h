// How two operands that broadcast to one output lie in memory, and walking over them in short
// segments.
//
// Three forms: equal shapes in either layout (flat); one operand full and blocked, the other with
// one value for each channel, each sample or all (channels: biases, residual scales,
// squeeze-and-excitation gates); anything else in plain layout (broadcast).
#pragma once

#include <functional>

#include "ops/broadcast.h"
#include "ops/elementwise.h"

namespace cnnviz::core {

// Layouts for two inputs: blocked wherever the forms above allow it and the data come so.
Layouts binary_layouts(Infos inputs, Infos outputs);

class BinaryForm {
 public:
  // With the layouts that were chosen.
  BinaryForm(const ValueInfo& a, const ValueInfo& b, const ValueInfo& output);

  // A stretch of at most kSegment output elements: operands a and b begin at the pointers and are
  // as long (values that repeat are written out), the output begins at element `at`. `unit` counts
  // blocks of channels in the form `channels`.
  struct Segment {
    const float* a;
    const float* b;
    int64_t at, count, unit;
  };
  static constexpr int64_t kSegment = kLongestRow;

  // Calls body for segments that cover the output (padding lanes too), in parallel. A null operand
  // is replaced by `stand_in`, as long as the output: something to read where nothing is looked at.
  void for_each_segment(const float* a, const float* b, const float* stand_in, double cost,
                        const std::function<void(const Segment&)>& body) const;

  // Whether operand 0 or 1 lies in memory just as the output does.
  bool is_full(int operand) const { return full_[operand]; }

  // Gradients of an operand that is not full: memory that for_each_segment's body fills by
  // collect(), and which finish() then sums into the operand's gradient.
  int64_t partial_elements() const;
  void collect(const Segment& segment, const float* contribution, float* partial) const;
  void finish(int operand, const float* partial, float* gradient) const;

 private:
  enum class Kind : uint8_t { flat, channels, broadcast };

  void channel_segments(const float* main, const float* other, double cost,
                        const std::function<void(const Segment&)>& body) const;
  void broadcast_segments(const float* a, const float* b, double cost,
                          const std::function<void(const Segment&)>& body) const;

  Kind kind_;
  bool full_[2];
  int64_t elements_;  // of the output, with padding
  Shape output_shape_, shapes_[2];
  BroadcastPlan plan_;                                             // broadcast
  int64_t batch_ = 0, channels_ = 0, blocks_ = 0, positions_ = 0;  // channels
  int64_t batch_step_ = 0, channel_step_ = 0;  // of the operand that is not full
};

}  // namespace cnnviz::core
