// Trilu: the upper (default) or lower triangle of the last two axes, zeros elsewhere. k moves the
// diagonal to the right (k > 0) or left. The gradient is the same triangle. Plain layout.
#include <algorithm>
#include <cstring>

#include "ops/arguments.h"
#include "ops/elementwise.h"
#include "ops/factories.h"
#include "ops/strided.h"

namespace cnnviz::core {

namespace {

class TriluKernel final : public Kernel {
 public:
  TriluKernel(const ValueInfo& data, bool upper, int64_t diagonal)
      : element_size_(data_type_size(data.type)),
        rows_(data.shape[data.shape.size() - 2]),
        columns_(data.shape.back()),
        matrices_(1),
        diagonal_(diagonal),
        upper_(upper) {
    for (size_t i = 0; i + 2 < data.shape.size(); ++i) matrices_ *= data.shape[i];
  }

  void forward(Buffers inputs, Buffers outputs, void*) override {
    triangle(inputs[0].data, outputs[0].data);
  }
  void backward(const BackwardArgs& args) override {
    const Buffer& gradient = args.input_gradients[0];
    if (!gradient) return;
    if (args.output_gradients[0])
      triangle(args.output_gradients[0].data, gradient.data);
    else
      fill_zero(gradient);
  }

 private:
  void triangle(const void* source, void* target) const {
    const auto* from = static_cast<const char*>(source);
    auto* to = static_cast<char*>(target);
    for (int64_t line = 0; line < matrices_ * rows_; ++line) {
      // The first column right of the lower triangle, or in the upper one.
      const int64_t row = line % rows_;
      const int64_t shift = std::clamp(diagonal_, -rows_, columns_);
      const int64_t border = std::clamp<int64_t>(row + shift + (upper_ ? 0 : 1), 0, columns_);
      const int64_t begin = upper_ ? border : 0, end = upper_ ? columns_ : border;
      char* out = to + line * columns_ * element_size_;
      std::memset(out, 0, static_cast<size_t>(columns_ * element_size_));
      std::memcpy(out + begin * element_size_, from + (line * columns_ + begin) * element_size_,
                  static_cast<size_t>((end - begin) * element_size_));
    }
  }

  int64_t element_size_, rows_, columns_, matrices_, diagonal_;
  bool upper_;
};

class Trilu final : public PointwiseOp {
 public:
  explicit Trilu(const NodeView& node) : upper_(node.get_int("upper", 1) != 0) {}

  std::vector<ValueInfo> infer(Infos inputs) const override {
    const ValueInfo& data = required_input(inputs, 0, "input");
    require(data.shape.size() >= 2, Status::invalid_argument, "the input is ",
            shape_text(data.shape), "; a matrix has two axes");
    diagonal(inputs);
    return {ValueInfo::of(data.type, data.shape)};
  }
  std::unique_ptr<Kernel> make_kernel(const KernelContext& context) const override {
    return std::make_unique<TriluKernel>(context.inputs[0], upper_, diagonal(context.inputs));
  }

 private:
  static int64_t diagonal(Infos inputs) {
    const auto k = optional_int_list(inputs, 1, "k");
    require(!k || k->size() == 1, Status::invalid_argument, "k must be one integer");
    return k ? (*k)[0] : 0;
  }

  bool upper_;
};

}  // namespace

OpPtr make_trilu(const NodeView& node) {
  return std::make_shared<Trilu>(node);
}

}  // namespace cnnviz::core
