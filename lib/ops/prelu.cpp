// PRelu (ONNX): y = x where x >= 0, slope * x below; the slope broadcasts to x (usually one for
// each channel). He et al., "Delving Deep into Rectifiers", 2015. A rectifier of the extended
// policy. Layouts: binary_form.h.
#include "ops/binary_kernel.h"
#include "ops/factories.h"

namespace cnnviz::core {

namespace {

struct PRelu {
  static constexpr uint32_t kReadsForA = 3, kReadsForB = 1;
  static constexpr bool kKeepsZero = true, kRectifier = true;
  static constexpr double kCost = 0.3;
  static constexpr uint32_t kPasses = 0;
  static float value(float x, float slope) { return x < 0 ? slope * x : x; }
  static float slope_a(float x, float slope) { return x > 0 ? 1.0f : slope; }
  static float slope_b(float x, float) { return x < 0 ? x : 0.0f; }
};

class PReluOp : public ElementwiseOp {
 public:
  std::vector<ValueInfo> infer(Infos inputs) const override {
    require_type(inputs, 0, {DataType::float32});
    require_type(inputs, 1, {DataType::float32});
    require(broadcast_shape(inputs[0].shape, inputs[1].shape) == inputs[0].shape,
            Status::invalid_argument, "a slope of shape ", shape_text(inputs[1].shape),
            " does not broadcast to the input's ", shape_text(inputs[0].shape));
    return {ValueInfo::of_floats(inputs[0].shape)};
  }

  Layouts layouts(Infos inputs, Infos outputs) const override {
    return binary_layouts(inputs, outputs);
  }

  std::unique_ptr<Kernel> make_kernel(const KernelContext& context) const override {
    return std::make_unique<BinaryKernel<PRelu>>(context);
  }

  Rectifier rectifier(Infos) const override { return Rectifier::extended; }
};

}  // namespace

OpPtr make_prelu(const NodeView& node) {
  require_inputs(node, 2, 2);
  return std::make_shared<PReluOp>();
}

}  // namespace cnnviz::core
