// The kernel of float operators with two inputs that broadcast together: y = f(a, b). The operator
// gives a struct F (in an anonymous namespace: the loops are compiled for several instruction
// sets):
//
//   static float value(float a, float b);
//   static float slope_a(float a, float b);            // derivative with respect to a
//   static float slope_b(float a, float b);            // to b
//   static constexpr uint32_t kReadsForA, kReadsForB;  // which inputs (bits) the slopes look at
//   static constexpr bool kKeepsZero;                  // f(0, 0) is 0 and its slopes are finite
//   static constexpr bool kRectifier;                  // of its input a
//   static constexpr double kCost;                     // nanoseconds per element
//   static constexpr uint32_t kPasses;                 // inputs (bits) whose slope is 1 everywhere
#pragma once

#include <array>

#include "backend/parallel.h"
#include "ops/binary_form.h"

namespace cnnviz::core {

template <typename F>
CNNVIZ_HOT void value_segment(const float* a, const float* b, float* y, int64_t count, Clamp c) {
#pragma omp simd
  for (int64_t i = 0; i < count; ++i) y[i] = clamped(F::value(a[i], b[i]), c.low, c.high);
}

// The gradient may be in the place of the signal.
template <typename F>
CNNVIZ_HOT void slope_a_segment(const float* a, const float* b, const float* signal,
                                float* gradient, int64_t count) {
#pragma omp simd
  for (int64_t i = 0; i < count; ++i) gradient[i] = F::slope_a(a[i], b[i]) * signal[i];
}

template <typename F>
CNNVIZ_HOT void slope_b_segment(const float* a, const float* b, const float* signal,
                                float* gradient, int64_t count) {
#pragma omp simd
  for (int64_t i = 0; i < count; ++i) gradient[i] = F::slope_b(a[i], b[i]) * signal[i];
}

template <typename F>
CNNVIZ_HOT void guided_a_segment(const float* a, const float* b, const float* signal,
                                 float* gradient, int64_t count) {
#pragma omp simd
  for (int64_t i = 0; i < count; ++i) {
    const float passing = signal[i] > 0 ? signal[i] : 0.0f, slope = F::slope_a(a[i], b[i]);
    gradient[i] = passing * (slope > 0 ? slope : 0.0f);
  }
}

template <typename F>
class BinaryKernel : public Kernel {
 public:
  explicit BinaryKernel(const KernelContext& context)
      : form_(context.inputs[0], context.inputs[1], context.outputs[0]),
        clamp_(Clamp::of(context.activation)),
        needs_backward_(context.needs_backward) {
    if (!context.inputs[0].constant.valid()) keep_.inputs |= F::kReadsForA;
    if (!context.inputs[1].constant.valid()) keep_.inputs |= F::kReadsForB;
  }

  void forward(Buffers inputs, Buffers outputs, void*) override {
    float* y = outputs[0].floats();
    form_.for_each_segment(inputs[0].floats(), inputs[1].floats(), nullptr, F::kCost,
                           [&](const BinaryForm::Segment& s) {
                             value_segment<F>(s.a, s.b, y + s.at, s.count, clamp_);
                           });
    if (!F::kKeepsZero || !clamp_.keeps_zero()) zero_padding_lanes(y, *outputs[0].info);
  }

  void backward(const BackwardArgs& args) override {
    const float* signal = args.output_gradients[0].floats();
    float* gradients[] = {args.input_gradients[0].floats(), args.input_gradients[1].floats()};
    float* partials[] = {static_cast<float*>(args.scratch),
                         static_cast<float*>(args.scratch) + form_.partial_elements()};
    const auto slope = [&](int operand, const BinaryForm::Segment& s, float* to) {
      if (operand == 1) return slope_b_segment<F>(s.a, s.b, signal + s.at, to, s.count);
      if constexpr (F::kRectifier) {
        if (args.rule == Rule::guided)
          return guided_a_segment<F>(s.a, s.b, signal + s.at, to, s.count);
        if (args.rule == Rule::deconvnet) return positive_part(signal + s.at, to, s.count);
      }
      slope_a_segment<F>(s.a, s.b, signal + s.at, to, s.count);
    };
    form_.for_each_segment(args.inputs[0].floats(), args.inputs[1].floats(), signal, F::kCost,
                           [&](const BinaryForm::Segment& s) {
                             // Input 0 last: its gradient may overwrite the signal.
                             for (const int operand : {1, 0}) {
                               if (gradients[operand] == nullptr) continue;
                               if (form_.is_full(operand)) {
                                 slope(operand, s, gradients[operand] + s.at);
                               } else {
                                 std::array<float, BinaryForm::kSegment> contribution;
                                 slope(operand, s, contribution.data());
                                 form_.collect(s, contribution.data(), partials[operand]);
                               }
                             }
                           });
    for (const int operand : {1, 0}) {
      if (gradients[operand] == nullptr) continue;
      if (!form_.is_full(operand))
        form_.finish(operand, partials[operand], gradients[operand]);
      else if (!F::kKeepsZero)
        zero_padding_lanes(gradients[operand],
                           *args.input_gradients[static_cast<size_t>(operand)].info);
    }
  }

  Keep keep() const override { return keep_; }
  bool gradient_in_place() const override { return form_.is_full(0); }
  bool passes_gradient(size_t input) const override {
    return (F::kPasses >> input & 1U) != 0 && form_.is_full(static_cast<int>(input));
  }
  int64_t scratch_bytes() const override {
    return needs_backward_ ? 2 * form_.partial_elements() * static_cast<int64_t>(sizeof(float)) : 0;
  }

 private:
  const BinaryForm form_;
  const Clamp clamp_;
  const bool needs_backward_;
  Keep keep_;
};

}  // namespace cnnviz::core
