#include "backend/convolution_choice.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <map>
#include <mutex>
#include <string>

#include "backend/dnnl_support.h"
#include "backend/parallel.h"
#include "base/text.h"
#include "tensor/tensor.h"

namespace cnnviz::core {

namespace {

constexpr int kRuns = 5;

struct Timed {
  explicit Timed(const ConvolutionShape& shape, const ConvolutionLayouts& layouts,
                 ConvolutionAlgorithm algorithm)
      : primitive(shape, layouts, false, Epilogue{}, algorithm),
        source(buffer(buffer_elements(shape.source, layouts.source) * kFloatBytes)),
        target(buffer(buffer_elements(shape.target, layouts.target) * kFloatBytes)),
        weights(buffer(primitive.weights_bytes())),
        scratch(allocate_aligned(primitive.scratch_bytes())) {}

  double seconds() {
    const auto begin = std::chrono::steady_clock::now();
    primitive.run(static_cast<const float*>(source.get()), weights.get(), nullptr, nullptr,
                  static_cast<float*>(target.get()), scratch.get());
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  }

  ConvolutionForward primitive;

 private:
  static constexpr int64_t kFloatBytes = 4;

  // Zeros cost what other numbers cost; pages that were never written would not.
  static std::shared_ptr<void> buffer(int64_t bytes) {
    std::shared_ptr<void> made = allocate_aligned(bytes);
    std::fill_n(static_cast<char*>(made.get()), bytes, char{0});
    return made;
  }

  std::shared_ptr<void> source, target, weights, scratch;
};

bool measure(const ConvolutionShape& shape, const ConvolutionLayouts& layouts) {
  Timed winograd(shape, layouts, ConvolutionAlgorithm::winograd);
  if (winograd.primitive.implementation().find("wino") == std::string::npos) return false;
  Timed direct(shape, layouts, ConvolutionAlgorithm::direct);
  double least[2] = {std::numeric_limits<double>::max(), std::numeric_limits<double>::max()};
  // In turns, so that a slow moment of the machine meets both; the first of each warms up.
  for (int run = 0; run <= kRuns; ++run) {
    const double seconds[2] = {winograd.seconds(), direct.seconds()};
    for (size_t i = 0; i < 2 && run > 0; ++i) least[i] = std::min(least[i], seconds[i]);
  }
  return least[0] < least[1];
}

}  // namespace

bool winograd_is_faster(const ConvolutionShape& shape, const ConvolutionLayouts& layouts) {
  static std::mutex mutex;
  static std::map<std::string, bool> decisions;
  const std::string key =
      concat(current_threads(), " ", shape_text(shape.source), " ", shape_text(shape.target), " ",
             shape_text(shape.pad_begin), " ", shape_text(shape.pad_end));
  {
    const std::lock_guard lock(mutex);
    if (const auto found = decisions.find(key); found != decisions.end()) return found->second;
  }
  const bool faster = measure(shape, layouts);
  const std::lock_guard lock(mutex);
  // Of several threads that measured, the first decides.
  return decisions.emplace(key, faster).first->second;
}

}  // namespace cnnviz::core
