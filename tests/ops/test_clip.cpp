#include <limits>
#include <optional>

#include "ops/factories.h"
#include "support/check_op.h"
#include "support/naive.h"

using namespace cnnviz::test;

namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

// Bounds of one case; those left out are no bounds.
struct Range {
  std::optional<float> low, high;
};

Tensor clip_naive(const Tensor& x, Range range) {
  return map_elements(DataType::float32, {x}, [&](const std::vector<double>& v) {
    double y = v[0];
    if (range.low) y = std::max(y, static_cast<double>(*range.low));
    if (range.high) y = std::min(y, static_cast<double>(*range.high));
    return y;
  });
}

const std::vector<Shape> kShapes = {{5}, {2, 7}, {2, 3, 5}, {2, 19, 3, 4}, {1, 16, 2, 2, 3}};
const std::vector<Range> kRanges = {{0.0f, 6.0f}, {-1.0f, 0.5f}, {0.25f, 1.5f}, {-2.0f, -0.5f},
                                    {0.0f, {}},   {{}, 1.0f},    {{}, {}},      {2.0f, 1.0f}};

OpCase clip_case(const Shape& shape, Range range) {
  OpCase item;
  item.name = concat("Clip ", shape_text(shape), " ", range.low.value_or(-kInfinity), " ",
                     range.high.value_or(kInfinity));
  item.inputs = {{random_tensor(shape, 5, -3, 8)}};
  item.naive = [range](const std::vector<Tensor>& in) {
    return std::vector<Tensor>{clip_naive(in[0], range)};
  };
  return item;
}

std::vector<OpInput> with_bounds(const Tensor& x, Range range, bool constant) {
  std::vector<OpInput> inputs = {{x}};
  for (const std::optional<float>& bound : {range.low, range.high})
    inputs.push_back(bound ? OpInput{Tensor::scalar(*bound), constant} : left_out());
  return inputs;
}

}  // namespace

TEST(test_ops_clip__attributes) {
  for (const Shape& shape : kShapes)
    for (const Range& range : kRanges) {
      OpCase item = clip_case(shape, range);
      std::map<std::string, Attribute> attributes;
      if (range.low) attributes["min"] = *range.low;
      if (range.high) attributes["max"] = *range.high;
      item.op = make_clip(make_node("Clip", 6, 1, attributes));
      CHECK_EQ(check_op(item).blocked, shape.size() >= 3 ? 1 : 0);
    }
}

TEST(test_ops_clip__constant_inputs) {
  for (const Shape& shape : kShapes)
    for (const Range& range : kRanges) {
      OpCase item = clip_case(shape, range);
      item.op = make_clip(make_node("Clip", 11, 3));
      item.inputs = with_bounds(item.inputs[0].tensor, range, true);
      item.exact_geometry = true;
      CHECK_EQ(check_op(item).blocked, shape.size() >= 3 ? 1 : 0);
    }
}

TEST(test_ops_clip__computed_inputs_have_gradients) {
  for (const Shape& shape : kShapes) {
    for (const Range& range : {Range{0.0f, 6.0f}, Range{-1.0f, 0.5f}, Range{0.25f, {}}}) {
      OpCase item = clip_case(shape, range);
      item.op = make_clip(make_node("Clip", 13, 3));
      item.inputs = with_bounds(item.inputs[0].tensor, range, false);
      item.naive = [](const std::vector<Tensor>& in) {
        Range now;
        if (in[1].valid()) now.low = in[1].floats()[0];
        if (in[2].valid()) now.high = in[2].floats()[0];
        return std::vector<Tensor>{clip_naive(in[0], now)};
      };
      item.smooth = 0;  // all elements at a bound move together
      CHECK(check_op(item).differentiated > 0);
    }
  }
}

TEST(test_ops_clip__which_ranges_are_rectifiers_and_clamps) {
  const Tensor x = random_tensor({2, 3}, 1);
  const OpPtr clip = make_clip(make_node("Clip", 11, 3));
  const auto rectifier = [&](Range range, bool constant) {
    return clip->rectifier(infos_of(with_bounds(x, range, constant)));
  };
  CHECK(rectifier({0.0f, 6.0f}, true) == Rectifier::relu_like);
  CHECK(rectifier({0.0f, {}}, true) == Rectifier::relu_like);
  CHECK(rectifier({-1.0f, 1.0f}, true) == Rectifier::none);
  CHECK(rectifier({{}, 6.0f}, true) == Rectifier::none);
  CHECK(rectifier({0.0f, 6.0f}, false) == Rectifier::none);

  const Activation known = clip->as_activation(infos_of(with_bounds(x, {-1.0f, {}}, true)));
  CHECK(known.present && known.low == -1.0f && known.high == kInfinity);
  CHECK(!clip->as_activation(infos_of(with_bounds(x, {-1.0f, {}}, false))).present);
}

TEST(test_ops_clip__bounds_are_outside_the_gradient) {
  const Tensor x = Tensor::from_floats({4}, std::vector<float>{0, 3, 6, 7});
  OpRunner runner(make_clip(make_node("Clip", 6, 1, {{"min", 0.0f}, {"max", 6.0f}})), {{x}},
                  {Layout::plain});
  runner.forward();
  const Tensor ones = Tensor::from_floats({4}, std::vector<float>{1, 1, 1, 1});
  CHECK(runner.backward({ones}, {})[0].to_floats() == std::vector<float>({0, 1, 0, 0}));
}

TEST(test_ops_clip__integers_forward) {
  const Tensor x = Tensor::vector_of({-5, 0, 3, 9}),
               low = Tensor::from_ints({}, std::vector<int64_t>{-1}),
               high = Tensor::from_ints({1}, std::vector<int64_t>{4});
  const OpPtr clip = make_clip(make_node("Clip", 12, 3));
  const std::vector<Layout> plain(3, Layout::plain);
  const auto run = [&](const OpInput& from, const OpInput& to) {
    return OpRunner(clip, {{x}, from, to}, plain).forward()[0].to_ints();
  };
  CHECK(run(as_constant(low), as_constant(high)) == std::vector<int64_t>({-1, 0, 3, 4}));
  CHECK(run(left_out(), as_constant(high)) == std::vector<int64_t>({-5, 0, 3, 4}));
  CHECK(run({low}, left_out()) == std::vector<int64_t>({-1, 0, 3, 9}));
}

TEST(test_ops_clip__refusals) {
  const OpPtr clip = make_clip(make_node("Clip", 11, 2));
  const auto infer = [&](const Tensor& x, const Tensor& low) {
    return clip->infer(infos_of({{x}, as_constant(low)}));
  };
  CHECK_ERROR(infer(random_tensor({3}, 1), random_tensor({2}, 1)), Status::invalid_argument,
              "min has shape 2; it must be a scalar");
  CHECK_ERROR(infer(random_tensor({3}, 1), Tensor::vector_of({1})), Status::invalid_argument,
              "min is int64 but input 0 is float32");
  CHECK_ERROR(infer(random_booleans({3}, 1), random_tensor({}, 1)), Status::unsupported,
              "input 0 is boolean");
  CHECK_ERROR(make_clip(make_node("Clip", 6, 2)), Status::corrupt, "it has 2 inputs; 1");
}

int main() {
  return run_tests({CASE(test_ops_clip__attributes), CASE(test_ops_clip__constant_inputs),
                    CASE(test_ops_clip__computed_inputs_have_gradients),
                    CASE(test_ops_clip__which_ranges_are_rectifiers_and_clamps),
                    CASE(test_ops_clip__bounds_are_outside_the_gradient),
                    CASE(test_ops_clip__integers_forward), CASE(test_ops_clip__refusals)});
}
