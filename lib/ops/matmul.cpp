// MatMul (ONNX 1, 9, 13): NumPy's matmul: the last two axes multiply, the others broadcast;
// operands of one axis get a second one of extent 1 for the product, which then goes away again.
//
// com.microsoft.FusedMatMul (once TransposeMatMul), which onnxruntime's optimizer writes, also
// takes operands whose last two axes are exchanged, and multiplies by a factor.
#include <algorithm>

#include "backend/matrix.h"
#include "ops/elementwise.h"
#include "ops/factories.h"

namespace cnnviz::core {

namespace {

// One matrix product of the batch: where its operands begin.
struct Product {
  int64_t a, b, y;
};

// What a node says about its operands.
struct Form {
  bool transpose_a = false, transpose_b = false;
  float factor = 1;

  bool is_plain() const { return !transpose_a && !transpose_b && factor == 1; }
};

struct Plan {
  int64_t m, n, k;
  Shape output;
  std::vector<Product> products;
};

// The last two axes exchanged, where the form says so.
Shape matrix_shape(Shape shape, bool transposed) {
  if (transposed && shape.size() > 1) std::swap(shape.back(), shape[shape.size() - 2]);
  return shape;
}

Plan make_plan(const Shape& given_a, const Shape& given_b, const Form& form) {
  const Shape a_shape = matrix_shape(given_a, form.transpose_a);
  const Shape b_shape = matrix_shape(given_b, form.transpose_b);
  require(!a_shape.empty() && !b_shape.empty(), Status::invalid_argument,
          "a scalar cannot be multiplied as a matrix");
  Shape a = a_shape, b = b_shape;
  if (a.size() == 1) a.insert(a.begin(), 1);
  if (b.size() == 1) b.push_back(1);
  Plan plan;
  plan.m = a[a.size() - 2];
  plan.k = a.back();
  plan.n = b.back();
  require(b[b.size() - 2] == plan.k, Status::invalid_argument, "shapes ", shape_text(a_shape),
          " and ", shape_text(b_shape), " do not multiply: ", plan.k, " against ", b[b.size() - 2]);
  const Shape a_batch(a.begin(), a.end() - 2), b_batch(b.begin(), b.end() - 2);
  const Shape batch = broadcast_shape(a_batch, b_batch);
  plan.output = batch;
  if (a_shape.size() > 1) plan.output.push_back(plan.m);
  if (b_shape.size() > 1) plan.output.push_back(plan.n);
  require(element_count(plan.output) > 0 && plan.k > 0, Status::invalid_argument, "shapes ",
          shape_text(a_shape), " and ", shape_text(b_shape), " make an empty product");

  const auto offset = [&batch](int64_t index, const Shape& operand, int64_t matrix) {
    int64_t at = 0, step = 1;
    for (size_t i = operand.size(), o = batch.size(); o-- > 0;) {
      const int64_t coordinate = index % batch[o];
      index /= batch[o];
      if (i == 0) continue;
      --i;
      if (operand[i] != 1) at += coordinate * step;
      step *= operand[i];
    }
    return at * matrix;
  };
  const int64_t count = element_count(batch);
  for (int64_t i = 0; i < count; ++i)
    plan.products.push_back({offset(i, a_batch, plan.m * plan.k),
                             offset(i, b_batch, plan.k * plan.n), i * plan.m * plan.n});
  // [..., M, K] times one [K, N]: the rows of the whole batch are one matrix.
  if (element_count(b_batch) == 1 && !form.transpose_a) {
    plan.m *= count;
    plan.products.resize(1);
  }
  return plan;
}

class MatMulKernel : public Kernel {
 public:
  MatMulKernel(Plan plan, const Form& form) : plan_(std::move(plan)), form_(form) {}

  void forward(Buffers inputs, Buffers outputs, void*) override {
    const auto& [m, n, k, shape, products] = plan_;
    for (const Product& p : products) {
      const float* a = inputs[0].floats() + p.a;
      const float* b = inputs[1].floats() + p.b;
      float* y = outputs[0].floats() + p.y;
      if (m == 1 && form_.is_plain()) {
        std::fill_n(y, n, 0.0F);
        vector_times_matrix(b, k, n, a, y);
      } else {
        matrix_product(form_.transpose_a, form_.transpose_b, m, n, k, form_.factor, a, b, 0, y);
      }
    }
  }

  void backward(const BackwardArgs& args) override {
    const auto& [m, n, k, shape, products] = plan_;
    const Buffer& ga = args.input_gradients[0];
    const Buffer& gb = args.input_gradients[1];
    // Broadcast operands collect from several products.
    if (ga) std::fill_n(ga.floats(), ga.size(), 0.0F);
    if (gb) std::fill_n(gb.floats(), gb.size(), 0.0F);
    for (const Product& p : products) {
      const float* g = args.output_gradients[0].floats() + p.y;
      const float* a = args.inputs[0].floats() + p.a;
      const float* b = args.inputs[1].floats() + p.b;
      // dA = dY B', dB = A' dY; transposed operands get the transposed product.
      if (ga && form_.transpose_a)
        matrix_product(form_.transpose_b, true, k, m, n, form_.factor, b, g, 1, ga.floats() + p.a);
      else if (ga)
        matrix_product(false, !form_.transpose_b, m, k, n, form_.factor, g, b, 1,
                       ga.floats() + p.a);
      if (gb && form_.transpose_b)
        matrix_product(true, form_.transpose_a, n, k, m, form_.factor, g, a, 1, gb.floats() + p.b);
      else if (gb)
        matrix_product(!form_.transpose_a, false, k, n, m, form_.factor, a, g, 1,
                       gb.floats() + p.b);
    }
  }
  Keep keep() const override { return {3, 0}; }

 private:
  Plan plan_;
  const Form form_;
};

class MatMul : public Op {
 public:
  explicit MatMul(const Form& form) : form_(form) {}

  std::vector<ValueInfo> infer(Infos inputs) const override {
    for (size_t i = 0; i < 2; ++i)
      require(inputs[i].type == DataType::float32, Status::unsupported, "operand ", i, " is ",
              data_type_name(inputs[i].type), "; only float32 is supported");
    return {ValueInfo::of_floats(make_plan(inputs[0].shape, inputs[1].shape, form_).output)};
  }
  std::unique_ptr<Kernel> make_kernel(const KernelContext& context) const override {
    return std::make_unique<MatMulKernel>(
        make_plan(context.inputs[0].shape, context.inputs[1].shape, form_), form_);
  }
  Box input_box(size_t input, const Box& out, size_t, Infos inputs, Infos outputs) const override {
    Box box = whole_box(inputs[input].shape);
    if (is_rows(input, inputs, outputs))
      for (size_t i = 0; i + 1 < box.size(); ++i) box[i] = out[i];
    return box;
  }
  Box output_box(size_t, const Box& in, size_t input, Infos inputs, Infos outputs) const override {
    Box box = whole_box(outputs[0].shape);
    if (is_rows(input, inputs, outputs))
      for (size_t i = 0; i + 1 < box.size(); ++i) box[i] = in[i];
    return box;
  }

 private:
  // A row of the left operand gives the same row of the product.
  bool is_rows(size_t input, Infos inputs, Infos outputs) const {
    return input == 0 && !form_.transpose_a && inputs[1].shape.size() == 2 &&
           inputs[0].shape.size() == outputs[0].shape.size();
  }

  const Form form_;
};

}  // namespace

OpPtr make_matmul(const NodeView& node) {
  require_inputs(node, 2, 2);
  if (node.domain.empty()) return std::make_shared<MatMul>(Form{});
  node.require(node.get_int("transBatchA", 0) == 0 && node.get_int("transBatchB", 0) == 0,
               Status::unsupported, "transBatchA and transBatchB are not supported");
  return std::make_shared<MatMul>(Form{node.get_int("transA", 0) != 0,
                                       node.get_int("transB", 0) != 0, node.get_float("alpha", 1)});
}

}  // namespace cnnviz::core
