#include "ops/factories.h"
#include "support/check_op.h"

using namespace cnnviz::test;

namespace {

struct LrnCase {
  Shape shape;
  int64_t size;
  float alpha, beta, bias;
};

OpPtr lrn(const LrnCase& c) {
  return make_lrn(make_node(
      "LRN", 13, 1, {{"size", c.size}, {"alpha", c.alpha}, {"beta", c.beta}, {"bias", c.bias}}));
}

}  // namespace

TEST(test_ops_lrn__equals_formula_forward_and_backward) {
  const LrnCase cases[] = {
      {{1, 16, 3, 5}, 5, 0.5F, 0.75F, 1},
      {{2, 7, 4, 5}, 3, 0.3F, 0.5F, 2},
      {{1, 20, 5}, 4, 0.4F, 0.75F, 1},
      {{1, 3, 2, 2}, 9, 1, 1.5F, 1},
  };
  for (const LrnCase& c : cases) {
    OpCase item;
    item.name = shape_text(c.shape);
    item.op = lrn(c);
    item.inputs = {{random_tensor(c.shape, 1)}};
    item.naive = [&c](const std::vector<Tensor>& in) {
      Tensor y(DataType::float32, c.shape);
      const int64_t channels = c.shape[1], spatial = y.size() / (c.shape[0] * channels);
      const auto at = [&](int64_t i) {
        return static_cast<double>(in[0].floats()[static_cast<size_t>(i)]);
      };
      for (int64_t i = 0; i < y.size(); ++i) {
        const int64_t channel = i / spatial % channels;
        double sum = 0;
        for (int64_t j = channel - (c.size - 1) / 2; j <= channel + c.size / 2; ++j)
          if (j >= 0 && j < channels)
            sum += at(i + (j - channel) * spatial) * at(i + (j - channel) * spatial);
        const double s = static_cast<double>(c.bias) +
                         static_cast<double>(c.alpha) / static_cast<double>(c.size) * sum;
        y.mutable_floats()[static_cast<size_t>(i)] =
            static_cast<float>(at(i) / std::pow(s, static_cast<double>(c.beta)));
      }
      return std::vector<Tensor>{y};
    };
    check_op(item);
  }
}

TEST(test_ops_lrn__passes_the_signal_on_request) {
  // Zeiler & Fergus: no contrast normalization on the way down.
  OpRunner runner(lrn({{1, 3, 2, 2}, 3, 1, 0.75F, 1}), {{random_tensor({1, 3, 2, 2}, 1)}},
                  {Layout::plain});
  runner.forward();
  const Tensor seed = random_tensor({1, 3, 2, 2}, 2);
  OpRunner::BackwardRequest request;
  request.lrn_identity = true;
  const std::vector<Tensor> through = runner.backward({seed}, request);
  CHECK(through[0].to_floats() == seed.to_floats());
}

TEST(test_ops_lrn__refuses_a_size_of_zero) {
  CHECK_ERROR(make_lrn(make_node("LRN", 13, 1, {})), Status::invalid_argument, "size");
}

int main() {
  return run_tests({CASE(test_ops_lrn__equals_formula_forward_and_backward),
                    CASE(test_ops_lrn__passes_the_signal_on_request),
                    CASE(test_ops_lrn__refuses_a_size_of_zero)});
}
