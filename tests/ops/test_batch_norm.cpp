#include "ops/factories.h"
#include "support/check_op.h"

using namespace cnnviz::test;

TEST(test_ops_batch_norm__equals_formula_forward_and_backward) {
  for (const Shape& shape : {Shape{2, 5, 3, 4}, Shape{1, 16, 4, 4}, Shape{1, 20, 7}, Shape{3, 6}}) {
    const int64_t channels = shape[1];
    OpCase item;
    item.name = shape_text(shape);
    item.op = make_batch_norm(make_node("BatchNormalization", 15, 5, {{"epsilon", 1e-2F}}));
    item.inputs = {{random_tensor(shape, 1)},
                   as_constant(random_tensor({channels}, 2)),
                   as_constant(random_tensor({channels}, 3)),
                   as_constant(random_tensor({channels}, 4)),
                   as_constant(random_tensor({channels}, 5, 0.1, 2))};
    item.naive = [&](const std::vector<Tensor>& in) {
      Tensor y(DataType::float32, shape);
      const int64_t spatial = y.size() / (shape[0] * channels);
      for (int64_t i = 0; i < y.size(); ++i) {
        const auto c = static_cast<size_t>(i / spatial % channels);
        y.mutable_floats()[static_cast<size_t>(i)] =
            (in[0].floats()[static_cast<size_t>(i)] - in[3].floats()[c]) /
                std::sqrt(in[4].floats()[c] + 1e-2F) * in[1].floats()[c] +
            in[2].floats()[c];
      }
      return std::vector<Tensor>{y};
    };
    check_op(item);
  }
}

TEST(test_ops_batch_norm__refuses_training) {
  CHECK_ERROR(
      make_batch_norm(make_node("BatchNormalization", 15, 5, {{"training_mode", int64_t{1}}})),
      Status::unsupported, "inference mode");
  CHECK_ERROR(make_batch_norm(make_node("BatchNormalization", 9, 5, {}, 3)), Status::unsupported,
              "running statistics");
}

int main() {
  return run_tests({CASE(test_ops_batch_norm__equals_formula_forward_and_backward),
                    CASE(test_ops_batch_norm__refuses_training)});
}
