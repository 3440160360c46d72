// MatMul (ONNX 1, 9, 13): NumPy's matmul: the last two axes multiply, the others broadcast;
// operands of one axis get a second one of extent 1 for the product, which then goes away again.
#include <algorithm>

#include "backend/matrix.h"
#include "ops/factories.h"

namespace cnnviz::core {

namespace {

// One matrix product of the batch: where its operands begin.
struct Product {
  int64_t a, b, y;
};

struct Plan {
  int64_t m, n, k;
  Shape output;
  std::vector<Product> products;
};

Plan make_plan(const Shape& a_shape, const Shape& b_shape) {
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
  if (element_count(b_batch) == 1) {
    plan.m *= count;
    plan.products.resize(1);
  }
  return plan;
}

class MatMulKernel : public Kernel {
 public:
  explicit MatMulKernel(Plan plan) : plan_(std::move(plan)) {}

  void forward(Buffers inputs, Buffers outputs, void*) override {
    const auto& [m, n, k, shape, products] = plan_;
    for (const Product& p : products) {
      const float* a = inputs[0].floats() + p.a;
      const float* b = inputs[1].floats() + p.b;
      float* y = outputs[0].floats() + p.y;
      if (m == 1) {
        std::fill_n(y, n, 0.0F);
        vector_times_matrix(b, k, n, a, y);
      } else {
        matrix_product(false, false, m, n, k, 1, a, b, 0, y);
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
      if (ga && m == 1)
        matrix_times_vector(args.inputs[1].floats() + p.b, k, n, g, ga.floats() + p.a);
      else if (ga)
        matrix_product(false, true, m, k, n, 1, g, args.inputs[1].floats() + p.b, 1,
                       ga.floats() + p.a);
      if (gb)
        matrix_product(true, false, k, n, m, 1, args.inputs[0].floats() + p.a, g, 1,
                       gb.floats() + p.b);
    }
  }
  Keep keep() const override { return {3, 0}; }

 private:
  Plan plan_;
};

class MatMul : public Op {
 public:
  std::vector<ValueInfo> infer(Infos inputs) const override {
    for (size_t i = 0; i < 2; ++i)
      require(inputs[i].type == DataType::float32, Status::unsupported, "operand ", i, " is ",
              data_type_name(inputs[i].type), "; only float32 is supported");
    return {ValueInfo::of_floats(make_plan(inputs[0].shape, inputs[1].shape).output)};
  }
  std::unique_ptr<Kernel> make_kernel(const KernelContext& context) const override {
    return std::make_unique<MatMulKernel>(
        make_plan(context.inputs[0].shape, context.inputs[1].shape));
  }
  Box input_box(size_t input, const Box& out, size_t, Infos inputs, Infos outputs) const override {
    Box box = whole_box(inputs[input].shape);
    if (is_plain_left(input, inputs, outputs))
      for (size_t i = 0; i + 1 < box.size(); ++i) box[i] = out[i];
    return box;
  }
  Box output_box(size_t, const Box& in, size_t input, Infos inputs, Infos outputs) const override {
    Box box = whole_box(outputs[0].shape);
    if (is_plain_left(input, inputs, outputs))
      for (size_t i = 0; i + 1 < box.size(); ++i) box[i] = in[i];
    return box;
  }

 private:
  // A row of the left operand gives the same row of the product.
  static bool is_plain_left(size_t input, Infos inputs, Infos outputs) {
    return input == 0 && inputs[1].shape.size() == 2 &&
           inputs[0].shape.size() == outputs[0].shape.size();
  }
};

}  // namespace

OpPtr make_matmul(const NodeView&) {
  return std::make_shared<MatMul>();
}

}  // namespace cnnviz::core
