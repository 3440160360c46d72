#include "ops/factories.h"
#include "support/check_op.h"

using namespace cnnviz::test;

namespace {

// By the definition, over the elements that differ from element i on the normalized axes alone.
Tensor softmax_naive(const Tensor& x, const std::vector<size_t>& axes, bool logarithm) {
  Tensor y(DataType::float32, x.shape());
  const auto group = [&](int64_t flat) {
    std::vector<int64_t> index = index_of(flat, x.shape());
    for (const size_t axis : axes) index[axis] = 0;
    return index;
  };
  for (int64_t i = 0; i < x.size(); ++i) {
    const auto element = static_cast<double>(x.floats()[static_cast<size_t>(i)]);
    double sum = 0;  // of exponentials relative to this element's
    for (int64_t j = 0; j < x.size(); ++j)
      if (group(i) == group(j))
        sum += std::exp(static_cast<double>(x.floats()[static_cast<size_t>(j)]) - element);
    const double value = -std::log(sum);
    y.mutable_floats()[static_cast<size_t>(i)] =
        static_cast<float>(logarithm ? value : std::exp(value));
  }
  return y;
}

struct Setting {
  Shape shape;
  int64_t opset;
  std::map<std::string, Attribute> attributes;
  std::vector<size_t> axes;  // normalized over
};

const std::vector<Setting> kSettings = {
    {{5}, 13, {}, {0}},
    {{3, 7}, 13, {}, {1}},
    {{3, 7}, 13, {{"axis", int64_t{0}}}, {0}},
    {{2, 5, 3}, 13, {{"axis", int64_t{1}}}, {1}},
    {{2, 5, 3}, 13, {{"axis", int64_t{-3}}}, {0}},
    {{2, 3, 4, 5}, 13, {{"axis", int64_t{1}}}, {1}},
    {{2, 3, 9, 8}, 21, {{"axis", int64_t{1}}}, {1}},  // more than one strip
    {{1, 2, 3, 2, 2}, 13, {}, {4}},
    {{3, 7}, 7, {}, {1}},
    {{2, 5, 3}, 7, {}, {1, 2}},
    {{2, 5, 3}, 11, {{"axis", int64_t{2}}}, {2}},
    {{2, 5, 3}, 11, {{"axis", int64_t{-2}}}, {1, 2}},
    {{2, 5, 3}, 7, {{"axis", int64_t{0}}}, {0, 1, 2}},
    {{2, 5}, 7, {{"axis", int64_t{2}}}, {}},
    {{5}, 7, {{"axis", int64_t{0}}}, {0}},
};

}  // namespace

TEST(test_ops_softmax__both_meanings) {
  for (const bool logarithm : {false, true})
    for (const Setting& setting : kSettings) {
      const char* type = logarithm ? "LogSoftmax" : "Softmax";
      OpCase item;
      item.name = concat(type, "-", setting.opset, " ", shape_text(setting.shape));
      item.op = make_softmax(make_node(type, setting.opset, 1, setting.attributes));
      item.inputs = {{random_tensor(setting.shape, 9)}};
      item.naive = [&](const std::vector<Tensor>& in) {
        return std::vector<Tensor>{softmax_naive(in[0], setting.axes, logarithm)};
      };
      item.tolerance = 1e-6;
      CHECK_EQ(check_op(item).blocked, 0);
    }
}

TEST(test_ops_softmax__geometry_is_whole_on_the_normalized_axis_alone) {
  const std::vector<ValueInfo> info = infos_of({{random_tensor({2, 5, 3, 4}, 1)}});
  const OpPtr op = make_softmax(make_node("Softmax", 13, 1, {{"axis", int64_t{1}}}));
  const Box box = {{1, 1}, {2, 2}, {0, 1}, {3, 3}}, wide = {{1, 1}, {0, 4}, {0, 1}, {3, 3}};
  CHECK(op->input_box(0, box, 0, info, info) == wide);
  CHECK(op->output_box(0, box, 0, info, info) == wide);
}

TEST(test_ops_softmax__large_inputs_do_not_overflow) {
  const Tensor x =
      Tensor::from_floats({2, 3}, std::vector<float>{1000, 999, -1000, -5000, -5000, -5001});
  const auto run = [&](const char* type) {
    return OpRunner(make_softmax(make_node(type, 13, 1)), {{x}}, {Layout::plain}).forward()[0];
  };
  const Tensor y = run("Softmax"), logarithms = run("LogSoftmax");
  CHECK_NEAR(y.floats()[0], 0.731058578630, 1e-6);
  CHECK_NEAR(y.floats()[2], 0, 1e-30);
  CHECK_NEAR(y.floats()[3], 0.422318798390, 1e-6);
  CHECK_NEAR(logarithms.floats()[1], -1.31326168751, 1e-6);
  CHECK_NEAR(logarithms.floats()[2], -2000.31326168751, 1e-3);
}

TEST(test_ops_softmax__refusals) {
  const auto infer = [](int64_t opset, int64_t axis, const Tensor& x) {
    return make_softmax(make_node("Softmax", opset, 1, {{"axis", axis}}))->infer(infos_of({{x}}));
  };
  CHECK_ERROR(infer(13, 2, random_tensor({2, 3}, 1)), Status::invalid_argument,
              "axis 2 is outside [-2, 1]");
  CHECK_ERROR(infer(7, 3, random_tensor({2, 3}, 1)), Status::invalid_argument, "axis 3 is outside");
  CHECK_ERROR(infer(13, 0, random_ints({2, 3}, 1, 0, 5)), Status::unsupported, "input 0 is int64");
}

int main() {
  return run_tests({CASE(test_ops_softmax__both_meanings),
                    CASE(test_ops_softmax__geometry_is_whole_on_the_normalized_axis_alone),
                    CASE(test_ops_softmax__large_inputs_do_not_overflow),
                    CASE(test_ops_softmax__refusals)});
}
