// Einsum (ONNX 12) of one or two operands: operands are brought to matrices (einsum_form.h), which
// are multiplied; those that already lie so are used where they are. Backward by the same means:
// dA = dY B', dB = A' dY. (Equations of more operands become several nodes when a file is read.)
#include <algorithm>

#include "backend/matrix.h"
#include "ops/arguments.h"
#include "ops/einsum_form.h"
#include "ops/elementwise.h"
#include "ops/factories.h"

namespace cnnviz::core {

namespace {

// A tensor and its matrices, both ways.
class Packing {
 public:
  explicit Packing(const EinsumMatrices& matrices)
      : matrices_(matrices),
        pack_(matrices.map, matrices.sums ? StridedPlan::Kind::add : StridedPlan::Kind::copy),
        unpack_(matrices.map.reversed(), StridedPlan::Kind::copy) {}

  // Elements of scratch that matrices need which do not lie in the tensor.
  int64_t scratch() const { return matrices_.in_place ? 0 : (matrices_.elements + 15) / 16 * 16; }
  float* place(float* tensor, float* scratch) const {
    return matrices_.in_place ? tensor : scratch;
  }

  const float* pack(const float* tensor, float* scratch) const {
    if (matrices_.in_place) return tensor;
    if (matrices_.sums) {
      std::fill_n(scratch, matrices_.elements, 0.0f);
      pack_.add(tensor, scratch);
    } else {
      pack_.copy(tensor, scratch, sizeof(float));
    }
    return scratch;
  }
  // From the matrices at place() to the tensor; the gradient of pack().
  void unpack(const float* matrices, const Buffer& tensor) const {
    if (matrices_.in_place) return;
    if (!matrices_.covers) fill_zero(tensor);
    unpack_.copy(matrices, tensor.data, sizeof(float));
  }

 private:
  EinsumMatrices matrices_;
  StridedPlan pack_, unpack_;
};

class EinsumKernel final : public Kernel {
 public:
  explicit EinsumKernel(const EinsumForm& form)
      : batch_(form.batch),
        rows_(form.rows),
        columns_(form.columns),
        inner_(form.inner),
        result_(form.result) {
    for (const EinsumMatrices& operand : form.operands) operands_.emplace_back(operand);
  }

  void forward(Buffers inputs, Buffers outputs, void* scratch) override {
    const Slots slots = slots_in(scratch);
    const float* a = operands_[0].pack(inputs[0].floats(), slots.a);
    float* y = result_.place(outputs[0].floats(), slots.y);
    if (operands_.size() == 1) {
      std::copy_n(a, rows_, y);
    } else {
      const float* b = operands_[1].pack(inputs[1].floats(), slots.b);
      for (int64_t i = 0; i < batch_; ++i)
        matrix_product(false, false, rows_, columns_, inner_, 1, a + i * rows_ * inner_,
                       b + i * inner_ * columns_, 0, y + i * rows_ * columns_);
    }
    result_.unpack(y, outputs[0]);
  }

  void backward(const BackwardArgs& args) override {
    if (!args.output_gradients[0]) {
      for (const Buffer& gradient : args.input_gradients)
        if (gradient) fill_zero(gradient);
      return;
    }
    const Slots slots = slots_in(args.scratch);
    const float* seed = result_.pack(args.output_gradients[0].floats(), slots.y);
    if (const Buffer& gradient = args.input_gradients[0]) {
      float* a = operands_[0].place(gradient.floats(), slots.a);
      if (operands_.size() == 1) {
        std::copy_n(seed, rows_, a);
      } else {
        const float* b = operands_[1].pack(args.inputs[1].floats(), slots.b);
        for (int64_t i = 0; i < batch_; ++i)
          matrix_product(false, true, rows_, inner_, columns_, 1, seed + i * rows_ * columns_,
                         b + i * inner_ * columns_, 0, a + i * rows_ * inner_);
      }
      operands_[0].unpack(a, gradient);
    }
    if (operands_.size() == 1 || !args.input_gradients[1]) return;
    const Buffer& gradient = args.input_gradients[1];
    const float* a = operands_[0].pack(args.inputs[0].floats(), slots.a);
    float* b = operands_[1].place(gradient.floats(), slots.b);
    for (int64_t i = 0; i < batch_; ++i)
      matrix_product(true, false, inner_, columns_, rows_, 1, a + i * rows_ * inner_,
                     seed + i * rows_ * columns_, 0, b + i * inner_ * columns_);
    operands_[1].unpack(b, gradient);
  }

  Keep keep() const override { return {operands_.size() == 1 ? 0U : 3U, 0}; }
  int64_t scratch_bytes() const override {
    int64_t elements = result_.scratch();
    for (const Packing& operand : operands_) elements += operand.scratch();
    return elements * static_cast<int64_t>(sizeof(float));
  }

 private:
  struct Slots {
    float *y, *a, *b;
  };
  Slots slots_in(void* scratch) const {
    auto* y = static_cast<float*>(scratch);
    float* a = y + result_.scratch();
    return {y, a, a + operands_[0].scratch()};
  }

  int64_t batch_, rows_, columns_, inner_;
  Packing result_;
  std::vector<Packing> operands_;
};

class Einsum final : public Op {
 public:
  explicit Einsum(const NodeView& node)
      : equation_(EinsumEquation::parse(node.get_text("equation", ""), node.inputs.size())) {}

  std::vector<ValueInfo> infer(Infos inputs) const override {
    for (size_t i = 0; i < inputs.size(); ++i) require_type(inputs, i, {DataType::float32});
    const EinsumForm form = form_of(inputs);
    require(element_count(form.output) > 0 && form.inner > 0, Status::invalid_argument,
            "the equation makes an empty product");
    for (const ValueInfo& input : inputs)
      require(element_count(input.shape) > 0, Status::invalid_argument, "an operand is empty");
    return {ValueInfo::of_floats(form.output)};
  }

  std::unique_ptr<Kernel> make_kernel(const KernelContext& context) const override {
    return std::make_unique<EinsumKernel>(form_of(context.inputs));
  }

 private:
  EinsumForm form_of(Infos inputs) const {
    std::vector<Shape> shapes;
    for (const ValueInfo& input : inputs) shapes.push_back(input.shape);
    return {equation_, shapes};
  }

  EinsumEquation equation_;
};

}  // namespace

OpPtr make_einsum(const NodeView& node) {
  require_inputs(node, 1, 2);
  try {
    return std::make_shared<Einsum>(node);
  } catch (const Error& error) {
    node.fail(error.status(), error.what());
  }
}

}  // namespace cnnviz::core
