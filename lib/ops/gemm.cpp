// Gemm (ONNX 7, 9, 11, 13): Y[M,N] = alpha op(A)[M,K] op(B)[K,N] + beta C, C broadcast to [M,N].
// For one row (a classifier at batch 1) and for a few the weights are read once, as they lie in the
// model's file.
#include <algorithm>

#include "backend/matrix.h"
#include "ops/elementwise.h"
#include "ops/epilogue.h"
#include "ops/factories.h"

namespace cnnviz::core {

namespace {

struct GemmSizes {
  int64_t m, n, k;
};

struct GemmAttributes {
  bool transpose_a, transpose_b;
  float alpha, beta;
};

// C's index for Y's element (row, column): C is a scalar, [N], [1,N], [M,1] or [M,N].
struct BroadcastC {
  int64_t row_step, column_step;

  BroadcastC(const Shape& c, const GemmSizes& sizes) {
    const int64_t columns = c.empty() ? 1 : c.back();
    const int64_t rows = c.size() < 2 ? 1 : c[c.size() - 2];
    column_step = columns == sizes.n && columns != 1 ? 1 : 0;
    row_step = rows == sizes.m && rows != 1 ? columns : 0;
  }
};

class GemmKernel : public Kernel {
 public:
  GemmKernel(const GemmAttributes& attributes, const GemmSizes& sizes, const Activation& activation)
      : a_(attributes), s_(sizes), activation_(activation) {}

  void forward(Buffers inputs, Buffers outputs, void*) override {
    const float* a = inputs[0].floats();
    const float* b = inputs[1].floats();
    float* y = outputs[0].floats();
    const bool has_c = inputs.size() > 2 && inputs[2];
    if (has_c)
      write_c(inputs[2], y);
    else
      std::fill_n(y, s_.m * s_.n, 0.0F);
    if (s_.m == 1 && a_.alpha == 1 && !a_.transpose_b)
      vector_times_matrix(b, s_.k, s_.n, a, y);
    else
      matrix_product(a_.transpose_a, a_.transpose_b, s_.m, s_.n, s_.k, a_.alpha, a, b, 1, y);
    apply_epilogue(activation_, nullptr, y, s_.m * s_.n);
  }

  void backward(const BackwardArgs& args) override {
    const float* g = args.output_gradients[0].floats();
    if (args.input_gradients[0])
      gradient_a(args.inputs[1].floats(), g, args.input_gradients[0].floats());
    if (args.input_gradients[1])
      gradient_b(args.inputs[0].floats(), g, args.input_gradients[1].floats());
    if (args.input_gradients.size() > 2 && args.input_gradients[2])
      gradient_c(g, args.input_gradients[2]);
  }
  Keep keep() const override { return {3, 0}; }

 private:
  void write_c(const Buffer& c, float* y) const {
    const BroadcastC from(c.shape(), s_);
    for (int64_t r = 0; r < s_.m; ++r)
      for (int64_t k = 0; k < s_.n; ++k)
        y[r * s_.n + k] = a_.beta * c.floats()[r * from.row_step + k * from.column_step];
  }

  void gradient_a(const float* b, const float* g, float* ga) const {
    if (s_.m == 1 && a_.alpha == 1 && a_.transpose_b) {
      std::fill_n(ga, s_.k, 0.0F);
      vector_times_matrix(b, s_.n, s_.k, g, ga);
    } else if (a_.transpose_a && s_.m > 1) {
      matrix_product(a_.transpose_b, true, s_.k, s_.m, s_.n, a_.alpha, b, g, 0, ga);
    } else {
      matrix_product(false, !a_.transpose_b, s_.m, s_.k, s_.n, a_.alpha, g, b, 0, ga);
    }
  }

  void gradient_b(const float* a, const float* g, float* gb) const {
    if (a_.transpose_b)
      matrix_product(true, a_.transpose_a, s_.n, s_.k, s_.m, a_.alpha, g, a, 0, gb);
    else
      matrix_product(!a_.transpose_a, false, s_.k, s_.n, s_.m, a_.alpha, a, g, 0, gb);
  }

  void gradient_c(const float* g, const Buffer& gc) const {
    const BroadcastC to(gc.shape(), s_);
    std::fill_n(gc.floats(), gc.size(), 0.0F);
    for (int64_t r = 0; r < s_.m; ++r)
      for (int64_t k = 0; k < s_.n; ++k)
        gc.floats()[r * to.row_step + k * to.column_step] += a_.beta * g[r * s_.n + k];
  }

  GemmAttributes a_;
  GemmSizes s_;
  Activation activation_;
};

class Gemm : public Op {
 public:
  explicit Gemm(const NodeView& node)
      : attributes_{node.get_int("transA", 0) != 0, node.get_int("transB", 0) != 0,
                    node.get_float("alpha", 1), node.get_float("beta", 1)} {}

  std::vector<ValueInfo> infer(Infos inputs) const override {
    const GemmSizes s = sizes(inputs);
    if (const ValueInfo* c = optional_input(inputs, 2)) {
      require(c->type == DataType::float32, Status::unsupported, "C is ", data_type_name(c->type),
              "; only float32 is supported");
      require(c->shape.size() <= 2 && broadcast_shape(c->shape, {s.m, s.n}) == Shape{s.m, s.n},
              Status::invalid_argument, "C of shape ", shape_text(c->shape),
              " does not broadcast to ", s.m, "x", s.n);
    }
    return {ValueInfo::of_floats({s.m, s.n})};
  }
  std::unique_ptr<Kernel> make_kernel(const KernelContext& context) const override {
    return std::make_unique<GemmKernel>(attributes_, sizes(context.inputs), context.activation);
  }
  bool accepts_activation() const override { return true; }

  Box input_box(size_t input, const Box& out, size_t, Infos inputs, Infos) const override {
    Box box = whole_box(inputs[input].shape);
    if (input == 0) box[attributes_.transpose_a ? 1 : 0] = out[0];
    if (input == 1) box[attributes_.transpose_b ? 0 : 1] = out[1];
    return box;
  }
  Box output_box(size_t, const Box& in, size_t input, Infos, Infos outputs) const override {
    Box box = whole_box(outputs[0].shape);
    if (input == 0) box[0] = in[attributes_.transpose_a ? 1 : 0];
    if (input == 1) box[1] = in[attributes_.transpose_b ? 0 : 1];
    return box;
  }

 private:
  GemmSizes sizes(Infos inputs) const {
    for (size_t i = 0; i < 2; ++i) {
      const char* name = i == 0 ? "A" : "B";
      require(inputs[i].type == DataType::float32, Status::unsupported, name, " is ",
              data_type_name(inputs[i].type), "; only float32 is supported");
      require(inputs[i].shape.size() == 2, Status::invalid_argument, name, " has shape ",
              shape_text(inputs[i].shape), "; a matrix is needed");
    }
    const Shape& a = inputs[0].shape;
    const Shape& b = inputs[1].shape;
    const int64_t m = a[attributes_.transpose_a ? 1 : 0], k = a[attributes_.transpose_a ? 0 : 1];
    const int64_t n = b[attributes_.transpose_b ? 0 : 1];
    require(b[attributes_.transpose_b ? 1 : 0] == k, Status::invalid_argument, "A of shape ",
            shape_text(a), " and B of shape ", shape_text(b), " do not multiply",
            attributes_.transpose_a ? ", A transposed" : "",
            attributes_.transpose_b ? ", B transposed" : "");
    require(m > 0 && n > 0 && k > 0, Status::invalid_argument, "a matrix is empty: A is ",
            shape_text(a), ", B is ", shape_text(b));
    return {m, n, k};
  }

  GemmAttributes attributes_;
};

}  // namespace

OpPtr make_gemm(const NodeView& node) {
  require_inputs(node, 2, 3);
  return std::make_shared<Gemm>(node);
}

}  // namespace cnnviz::core
