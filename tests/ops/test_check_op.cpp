// The checker of operators has to find what is wrong: one operator (y = 3 x) with one defect at a
// time.
#include "support/check_op.h"
#include "support/naive.h"

using namespace cnnviz::test;

namespace {

enum class Defect {
  none,
  wrong_value,
  unwritten_value,
  dirty_padding,
  writes_input,
  wrong_gradient,
  unwritten_gradient,
  dirty_gradient_padding,
  wrong_when_in_place,
  beyond_scratch,
  wrong_shape,
  narrow_output_box,
  narrow_input_box,
  wide_boxes,
};

class TripleKernel : public Kernel {
 public:
  TripleKernel(Defect defect, const ValueInfo& info) : defect_(defect), info_(info) {}

  void forward(Buffers inputs, Buffers outputs, void* scratch) override {
    const int64_t count = outputs[0].padded_size();
    for (int64_t i = 0; i < count; ++i) outputs[0].floats()[i] = 3 * inputs[0].floats()[i];
    if (defect_ == Defect::wrong_value) outputs[0].floats()[0] += 1e-3f;
    if (defect_ == Defect::unwritten_value) outputs[0].floats()[1] = NAN;
    if (defect_ == Defect::dirty_padding && info_.layout == Layout::blocked)
      outputs[0].floats()[channel_block() - 1] = 1;
    if (defect_ == Defect::writes_input) inputs[0].floats()[0] = 0;
    if (defect_ == Defect::beyond_scratch) static_cast<char*>(scratch)[16] = 0;
  }

  void backward(const BackwardArgs& args) override {
    float* to = args.input_gradients[0].floats();
    const float* from = args.output_gradients[0].floats();
    const float factor = defect_ == Defect::wrong_gradient ? 3.01f : 3.0f;
    const bool in_place = to == from;
    for (int64_t i = 0; i < args.input_gradients[0].padded_size(); ++i) to[i] = factor * from[i];
    if (defect_ == Defect::unwritten_gradient) to[0] = NAN;
    if (defect_ == Defect::wrong_when_in_place && in_place) to[0] += 1;
    if (defect_ == Defect::dirty_gradient_padding && info_.layout == Layout::blocked)
      to[channel_block() - 1] = 1;
  }
  bool gradient_in_place() const override { return true; }
  int64_t scratch_bytes() const override { return 16; }

 private:
  const Defect defect_;
  const ValueInfo info_;
};

class Triple : public Op {
 public:
  explicit Triple(Defect defect) : defect_(defect) {}

  std::vector<ValueInfo> infer(Infos inputs) const override {
    Shape shape = inputs[0].shape;
    if (defect_ == Defect::wrong_shape) std::swap(shape[0], shape[1]);
    return {ValueInfo::of_floats(shape)};
  }
  Layouts layouts(Infos inputs, Infos) const override {
    return {{inputs[0].layout}, {inputs[0].layout}};
  }
  std::unique_ptr<Kernel> make_kernel(const KernelContext& context) const override {
    return std::make_unique<TripleKernel>(defect_, context.outputs[0]);
  }
  Box input_box(size_t, const Box& out, size_t, Infos inputs, Infos) const override {
    return moved(out, Defect::narrow_input_box, inputs[0].shape);
  }
  Box output_box(size_t, const Box& in, size_t, Infos inputs, Infos) const override {
    return moved(in, Defect::narrow_output_box, inputs[0].shape);
  }

 private:
  Box moved(Box box, Defect defect, const Shape& shape) const {
    if (defect_ == Defect::wide_boxes) return whole_box(shape);
    if (defect_ == defect) box[2] = {box[2].low + 1, box[2].high + 1};
    return box;
  }

  const Defect defect_;
};

OpCase triple(Defect defect) {
  OpCase item;
  item.name = "Triple";
  item.op = std::make_shared<Triple>(defect);
  item.inputs = {{random_tensor({2, 3, 4}, 1)}};
  item.naive = [](const std::vector<Tensor>& in) {
    return std::vector<Tensor>{
        map_elements(DataType::float32, in, [](const std::vector<double>& x) { return 3 * x[0]; })};
  };
  item.exact_geometry = true;
  return item;
}

void check_found(Defect defect, const char* words) {
  try {
    check_op(triple(defect));
  } catch (const Failure& failure) {
    if (failure.text.find(words) == std::string::npos)
      throw Failure{concat("found \"", failure.text, "\" instead of \"", words, "\"")};
    return;
  }
  throw Failure{concat("did not find the defect \"", words, "\"")};
}

}  // namespace

TEST(test_ops_check_op__passes_what_is_right) {
  const CheckedOp checked = check_op(triple(Defect::none));
  CHECK_EQ(checked.variants, 2);
  CHECK_EQ(checked.blocked, 1);
  CHECK_EQ(checked.differentiated, 24);
}

TEST(test_ops_check_op__finds_defects_of_forward) {
  check_found(Defect::wrong_value, "output 0 ( plain -> plain)[0]");
  check_found(Defect::unwritten_value, "[1] = ");
  check_found(Defect::dirty_padding, "output 0: padding lane");
  check_found(Defect::writes_input, "forward wrote to an input");
  check_found(Defect::beyond_scratch, "forward wrote beyond its scratch");
  check_found(Defect::wrong_shape, "float32 3x2x4, not float32 2x3x4");
}

TEST(test_ops_check_op__finds_defects_of_backward) {
  check_found(Defect::wrong_gradient, "differences give");
  check_found(Defect::unwritten_gradient, "gradient of input 0[0]");
  check_found(Defect::dirty_gradient_padding, "gradient of input 0: padding lane");
  check_found(Defect::wrong_when_in_place, ", in place");
}

TEST(test_ops_check_op__finds_defects_of_geometry) {
  check_found(Defect::narrow_output_box, "output_box of input 0");
  check_found(Defect::narrow_input_box, "input_box of output 0");
  check_found(Defect::wide_boxes, "depends on it");
}

int main() {
  return run_tests({CASE(test_ops_check_op__passes_what_is_right),
                    CASE(test_ops_check_op__finds_defects_of_forward),
                    CASE(test_ops_check_op__finds_defects_of_backward),
                    CASE(test_ops_check_op__finds_defects_of_geometry)});
}
