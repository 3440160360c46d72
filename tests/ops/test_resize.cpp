#include "support/index_map.h"

using namespace cnnviz::test;

namespace {

using List = std::vector<int64_t>;
using Attributes = std::map<std::string, Attribute>;

struct Mode {
  std::string interpolation = "nearest", coordinates = "half_pixel", nearest = "round_prefer_floor";
  bool antialias = false, exclude_outside = false;
  float cubic_a = -0.75f;

  Attributes attributes() const {
    return {{"mode", interpolation},
            {"coordinate_transformation_mode", coordinates},
            {"nearest_mode", nearest},
            {"antialias", int64_t{antialias}},
            {"exclude_outside", int64_t{exclude_outside}},
            {"cubic_coeff_a", cubic_a}};
  }
  std::string text() const {
    return concat(interpolation, " ", coordinates, " ", nearest, antialias ? " antialias" : "",
                  exclude_outside ? " exclude_outside" : "", " ", cubic_a);
  }
  // Of what the kernel covers: an element at its border has no weight but for rounding.
  bool reads_all() const { return interpolation != "cubic" && !antialias; }
  double weight(double distance) const {
    const double x = std::abs(distance), a = static_cast<double>(cubic_a);
    if (interpolation == "linear") return std::max(0.0, 1 - x);
    if (x < 1) return (a + 2) * x * x * x - (a + 3) * x * x + 1;
    return x < 2 ? a * x * x * x - 5 * a * x * x + 8 * a * x - 4 * a : 0;
  }
};

// The formulas of the definition, in double precision. `exact` is the output extent before
// rounding.
double coordinate(const Mode& mode, int64_t out, int64_t input, int64_t output, double scale) {
  const double x = static_cast<double>(out), exact = scale * static_cast<double>(input);
  const double length = static_cast<double>(input);
  if (mode.coordinates == "half_pixel") return (x + 0.5) / scale - 0.5;
  if (mode.coordinates == "pytorch_half_pixel") return output > 1 ? (x + 0.5) / scale - 0.5 : 0;
  if (mode.coordinates == "asymmetric") return x / scale;
  if (mode.coordinates == "tf_half_pixel_for_nn") return (x + 0.5) / scale;
  if (mode.coordinates == "align_corners") return output > 1 ? x * (length - 1) / (exact - 1) : 0;
  const double adjustment = static_cast<double>(output) / exact;  // half_pixel_symmetric
  return length / 2 * (1 - adjustment) + (x + 0.5) / scale - 0.5;
}

// The input positions and weights that one output position reads along one axis.
std::vector<std::pair<int64_t, double>> reads(const Mode& mode, int64_t out, int64_t input,
                                              int64_t output, double scale) {
  if (scale == 1 && input == output) return {{out, 1.0}};
  const double x = coordinate(mode, out, input, output, scale);
  const auto inside = [&](double at) {
    return std::clamp<int64_t>(static_cast<int64_t>(at), 0, input - 1);
  };
  if (mode.interpolation != "nearest") {
    // Every element far beyond the borders: those of weight 0 do no harm.
    const double shrink = mode.antialias ? std::min(scale, 1.0) : 1;
    std::vector<std::pair<int64_t, double>> result;
    double sum = 0;
    for (int64_t i = -5 * input; i <= 6 * input; ++i) {
      const double weight = mode.weight(shrink * (static_cast<double>(i) - x));
      const bool outside = i < 0 || i >= input;
      if (weight == 0 || (outside && mode.exclude_outside)) continue;
      result.emplace_back(inside(static_cast<double>(i)), weight);
      sum += weight;
    }
    for (auto& [at, weight] : result) weight /= sum;
    return result;
  }
  if (mode.nearest == "floor") return {{inside(std::floor(x)), 1}};
  if (mode.nearest == "ceil") return {{inside(std::ceil(x)), 1}};
  const bool half = x - std::floor(x) == 0.5;
  const double rounded =
      half ? (mode.nearest == "round_prefer_floor" ? std::floor(x) : std::ceil(x)) : std::round(x);
  return {{inside(rounded), 1}};
}

Tensor resized(const Mode& mode, const Tensor& input, const Shape& shape,
               const std::vector<double>& scales) {
  Tensor result(DataType::float32, shape);
  for (int64_t flat = 0; flat < result.size(); ++flat) {
    const Index out = index_of(flat, shape);
    std::vector<std::pair<Index, double>> corners = {{{}, 1.0}};
    for (size_t axis = 0; axis < shape.size(); ++axis) {
      std::vector<std::pair<Index, double>> next;
      for (const auto& [place, weight] : corners)
        for (const auto& [at, share] :
             reads(mode, out[axis], input.shape()[axis], shape[axis], scales[axis])) {
          next.emplace_back(place, weight * share);
          next.back().first.push_back(at);
        }
      corners = std::move(next);
    }
    double sum = 0;
    for (const auto& [place, weight] : corners)
      sum += weight * static_cast<double>(
                          input.floats()[static_cast<size_t>(flat_of(place, input.shape()))]);
    result.mutable_floats()[static_cast<size_t>(flat)] = static_cast<float>(sum);
  }
  return result;
}

CheckedOp check_scales(const Mode& mode, const Shape& shape, const std::vector<float>& scales) {
  OpCase item;
  item.name = concat(mode.text(), " of ", shape_text(shape), " by ", scales.back());
  item.op = make_resize(make_node("Resize", 19, 3, mode.attributes()));
  const Tensor data = random_tensor(shape, 3);
  item.inputs = {
      {data}, left_out(), as_constant(floats({static_cast<int64_t>(scales.size())}, scales))};
  Shape output;
  for (size_t i = 0; i < shape.size(); ++i)
    output.push_back(static_cast<int64_t>(static_cast<float>(shape[i]) * scales[i]));
  item.expected = {resized(mode, data, output, {scales.begin(), scales.end()})};
  item.exact_geometry = mode.reads_all();
  return check_op(item);
}

CheckedOp check_sizes(const Mode& mode, const Shape& shape, const Shape& sizes) {
  OpCase item;
  item.name = concat(mode.text(), " of ", shape_text(shape), " to ", shape_text(sizes));
  item.op = make_resize(make_node("Resize", 19, 4, mode.attributes()));
  const Tensor data = random_tensor(shape, 3);
  item.inputs = {{data}, left_out(), left_out(), as_constant(ints(sizes))};
  std::vector<double> scales;
  for (size_t i = 0; i < shape.size(); ++i)
    scales.push_back(static_cast<double>(sizes[i]) / static_cast<double>(shape[i]));
  item.expected = {resized(mode, data, sizes, scales)};
  item.exact_geometry = mode.reads_all();
  return check_op(item);
}

const std::vector<std::string> kCoordinates = {"half_pixel",           "pytorch_half_pixel",
                                               "align_corners",        "asymmetric",
                                               "half_pixel_symmetric", "tf_half_pixel_for_nn"};

TEST(test_ops_resize__nearest_in_all_modes) {
  for (const std::string& coordinates : kCoordinates)
    for (const char* nearest : {"round_prefer_floor", "round_prefer_ceil", "floor", "ceil"}) {
      const Mode mode = {"nearest", coordinates, nearest};
      check_scales(mode, {1, 2, 3, 5}, {1, 1, 2, 2});
      // No coordinate lies so near a half or whole number that rounding decides.
      check_scales(mode, {2, 3, 4, 6}, {1, 1, 0.5f, 0.72f});
      check_scales(mode, {7}, {1.45f});
      check_sizes(mode, {2, 3, 4, 6}, {2, 3, 7, 3});
      check_sizes(mode, {2, 3, 4, 6}, {2, 3, 1, 1});
    }
}

TEST(test_ops_resize__linear_in_all_modes) {
  for (const std::string& coordinates : kCoordinates) {
    const Mode mode = {"linear", coordinates, "floor"};
    check_scales(mode, {1, 2, 3, 5}, {1, 1, 2, 2});
    check_scales(mode, {2, 3, 4, 6}, {1, 1, 0.6f, 0.3f});
    check_scales(mode, {7}, {1.7f});
    check_sizes(mode, {2, 3, 4, 6}, {2, 3, 7, 3});
    check_sizes(mode, {2, 3, 4, 6}, {2, 3, 1, 1});
    check_sizes(mode, {3, 4, 5}, {4, 2, 7});
    check_sizes(mode, {2, 2, 2, 3, 3}, {2, 3, 4, 2, 5});
    check_sizes(mode, {3, 4}, {3, 4});
  }
}

TEST(test_ops_resize__cubic_antialiased_and_without_the_outside) {
  for (const std::string& coordinates : kCoordinates)
    for (const bool antialias : {false, true})
      for (const bool exclude : {false, true}) {
        for (const char* interpolation : {"linear", "cubic"}) {
          const float a = exclude ? -0.5f : -0.75f;
          const Mode mode = {interpolation, coordinates, "floor", antialias, exclude, a};
          check_scales(mode, {1, 2, 3, 5}, {1, 1, 2, 2});
          check_scales(mode, {1, 1, 5, 9}, {1, 1, 0.6f, 0.3f});
          check_sizes(mode, {1, 2, 4, 6}, {1, 2, 7, 2});
          check_sizes(mode, {2, 4, 11}, {2, 1, 3});
          check_sizes(mode, {1, 3}, {1, 8});
        }
      }
}

TEST(test_ops_resize__weights_of_the_definition) {
  // By hand: at a half, Keys' kernel with a = -0.75 is -0.09375, 0.59375, 0.59375, -0.09375.
  const auto resize = [](const Mode& mode, std::vector<float> values, float scale) {
    const auto extent = static_cast<int64_t>(values.size());
    OpRunner runner(
        make_resize(make_node("Resize", 19, 3, mode.attributes())),
        {{floats({extent}, std::move(values))}, left_out(), as_constant(floats({1}, {scale}))},
        std::vector<Layout>(3, Layout::plain));
    return runner.forward()[0];
  };
  Mode cubic = {"cubic", "half_pixel"};
  compare(resize(cubic, {1, 0, 0, 0, 0, 1}, 0.5f), floats({3}, {0.5f, 0, 0.5f}), 1e-6,
          "the border's element counts twice");
  cubic.exclude_outside = true;
  const float all = 0.59375f * 2 - 0.09375f;
  compare(resize(cubic, {1, 0, 0, 0, 0, 1}, 0.5f), floats({3}, {0.59375f / all, 0, 0.59375f / all}),
          1e-6, "without the outside");
  // A triangle of twice the width: 1/8, 3/8, 3/8, 1/8.
  Mode smooth = {"linear", "half_pixel"};
  smooth.antialias = true;
  compare(resize(smooth, {8, 0, 0, 0, 0, 16}, 0.5f), floats({3}, {4, 0, 8}), 1e-6, "antialiased");
  compare(resize(smooth, {8, 0, 0, 8}, 2), resize({"linear"}, {8, 0, 0, 8}, 2), 0, "enlarged");
  // What has no weight is not read, be it infinite.
  const Tensor infinite = resize({"cubic", "align_corners"}, {1, 2, HUGE_VALF}, 1.7f);
  CHECK_EQ(infinite.floats()[0], 1.0f);
}

TEST(test_ops_resize__blocked_maps) {
  for (const char* interpolation : {"nearest", "linear", "cubic"}) {
    const Mode mode = {interpolation, "half_pixel", "floor"};
    CHECK_EQ(check_scales(mode, {2, 20, 3, 5}, {1, 1, 2, 2}).blocked, 1);
    CHECK_EQ(check_scales(mode, {1, 16, 4, 3}, {2, 1, 0.5f, 1}).blocked, 1);
    CHECK_EQ(check_sizes(mode, {2, 20, 3}, {2, 20, 7}).blocked, 1);
    CHECK_EQ(check_sizes(mode, {2, 20, 3, 2, 2}, {2, 20, 2, 3, 4}).blocked, 1);
    CHECK_EQ(check_sizes(mode, {2, 20, 3, 5}, {2, 20, 3, 5}).blocked, 1);
    CHECK_EQ(check_sizes(mode, {2, 20, 3, 5}, {2, 40, 3, 5}).blocked, 0);
  }
}

TEST(test_ops_resize__large_maps_in_parallel) {
  const Mode linear = {"linear", "half_pixel", "floor"};
  const Tensor data = random_tensor({1, 6, 33, 35}, 1);
  const Shape sizes = {1, 6, 80, 121};
  OpRunner runner(make_resize(make_node("Resize", 13, 4, linear.attributes())),
                  {{data}, left_out(), left_out(), as_constant(ints(sizes))},
                  std::vector<Layout>(4, Layout::plain));
  compare(runner.forward()[0], resized(linear, data, sizes, {1, 1, 80.0 / 33, 121.0 / 35}), 1e-5,
          "large");
}

// What a node computes from constant scales or sizes.
Tensor run(const NodeView& node, const Tensor& data, const Tensor& scales,
           const Tensor& sizes = {}) {
  std::vector<OpInput> inputs = {{data}};
  if (node.inputs.size() > 2) inputs.push_back(left_out());
  if (node.inputs.size() > 1) inputs.push_back(scales.valid() ? as_constant(scales) : left_out());
  if (node.inputs.size() > 3) inputs.push_back(sizes.valid() ? as_constant(sizes) : left_out());
  OpRunner runner(make_resize(node), inputs, std::vector<Layout>(inputs.size(), Layout::plain));
  return runner.forward()[0];
}

TEST(test_ops_resize__examples_of_the_definition) {
  const Tensor square = floats({1, 1, 2, 2}, {1, 2, 3, 4});
  const Tensor strip = floats({1, 1, 2, 4}, {1, 2, 3, 4, 5, 6, 7, 8});
  const Tensor twice = floats({4}, {1, 1, 2, 2}), shrink = floats({4}, {1, 1, 0.6f, 0.6f});
  const auto resize = [](const Mode& mode) {
    return make_node("Resize", 13, 3, mode.attributes());
  };
  compare(run(resize({"linear"}), square, twice),
          floats({1, 1, 4, 4}, {1, 1.25f, 1.75f, 2, 1.5f, 1.75f, 2.25f, 2.5f, 2.5f, 2.75f, 3.25f,
                                3.5f, 3, 3.25f, 3.75f, 4}),
          1e-6, "upsampled linear");
  compare(run(resize({"linear", "align_corners"}), square, twice),
          floats({1, 1, 4, 4}, {1, 4.0f / 3, 5.0f / 3, 2, 5.0f / 3, 2, 7.0f / 3, 8.0f / 3, 7.0f / 3,
                                8.0f / 3, 3, 10.0f / 3, 3, 10.0f / 3, 11.0f / 3, 4}),
          1e-6, "aligned corners");
  compare(run(resize({"linear"}), strip, shrink), floats({1, 1, 1, 2}, {2.6666665f, 4.3333331f}),
          1e-6, "downsampled linear");
  compare(run(resize({"linear", "align_corners"}), strip, shrink),
          floats({1, 1, 1, 2}, {1, 3.142857f}), 1e-6, "downsampled, aligned corners");
  compare(run(resize({"nearest"}), strip, shrink), floats({1, 1, 1, 2}, {1, 3}), 0,
          "downsampled nearest");
  compare(run(resize({"linear", "half_pixel_symmetric"}), floats({1, 1, 1, 4}, {1, 2, 3, 4}),
              floats({4}, {1, 1, 1, 0.6f})),
          floats({1, 1, 1, 2}, {1.6666667f, 3.3333333f}), 1e-6, "symmetric");
}

TEST(test_ops_resize__upsample_and_resize_of_opset_10) {
  const Tensor strip = floats({1, 1, 2, 4}, {1, 2, 3, 4, 5, 6, 7, 8});
  const std::vector<float> twice = {1, 1, 2, 2};
  const Tensor expected = index_map(strip, {1, 1, 4, 8}, [](const Index& out) {
    return Index{0, 0, out[2] / 2, out[3] / 2};
  });
  const Tensor scales = floats({4}, twice);
  compare(run(make_node("Upsample", 7, 1, {{"scales", twice}}), strip, {}), expected, 0,
          "Upsample-7");
  compare(run(make_node("Upsample", 9, 2), strip, scales), expected, 0, "Upsample-9");
  compare(run(make_node("Resize", 10, 2), strip, scales), expected, 0, "Resize-10");
  compare(run(make_node("Resize", 10, 2), strip, floats({4}, {1, 1, 0.6f, 0.6f})),
          floats({1, 1, 1, 2}, {1, 3}), 0, "Resize-10 downsampled");
  // Without half pixels: every second element is one of the input.
  compare(run(make_node("Resize", 10, 2, {{"mode", std::string("linear")}}),
              floats({1, 1, 1, 3}, {1, 2, 4}), floats({4}, {1, 1, 1, 2})),
          floats({1, 1, 1, 6}, {1, 1.5f, 2, 3, 4, 4}), 1e-6, "Resize-10 linear");
  CHECK_ERROR(make_resize(make_node("Upsample", 7, 1)), Status::corrupt, "\"scales\" is missing");
}

TEST(test_ops_resize__integers_and_booleans_to_the_nearest) {
  for (const Tensor& data : of_every_type({2, 3, 4}, 1)) {
    OpCase item;
    item.op = make_resize(
        make_node("Resize", 13, 4, Mode{"nearest", "asymmetric", "floor"}.attributes()));
    item.inputs = {{data}, left_out(), left_out(), as_constant(ints({2, 6, 2}))};
    item.expected = {index_map(data, {2, 6, 2}, [](const Index& out) {
      return Index{out[0], out[1] / 2, out[2] * 2};
    })};
    check_op(item);
  }
}

TEST(test_ops_resize__named_axes_and_aspect_ratio) {
  const auto shape_of = [](Attributes attributes, const List& sizes) {
    const OpPtr op = make_resize(make_node("Resize", 18, 4, std::move(attributes)));
    return shape_text(
        inferred(
            op,
            {{random_tensor({1, 3, 4, 6}, 1)}, left_out(), left_out(), as_constant(ints(sizes))})
            .shape);
  };
  const std::string larger = "not_larger", smaller = "not_smaller";
  CHECK_EQ(shape_of({{"axes", List{2, 3}}}, {7, 8}), "1x3x7x8");
  CHECK_EQ(shape_of({{"axes", List{3, -2}}}, {7, 8}), "1x3x8x7");
  CHECK_EQ(shape_of({{"axes", List{2, 3}}, {"keep_aspect_ratio_policy", larger}}, {8, 8}),
           "1x3x5x8");
  CHECK_EQ(shape_of({{"axes", List{2, 3}}, {"keep_aspect_ratio_policy", smaller}}, {8, 8}),
           "1x3x8x12");
  CHECK_EQ(shape_of({{"axes", List{3, 2}}, {"keep_aspect_ratio_policy", larger}}, {3, 9}),
           "1x3x2x3");
  // The common scale, not the rounded extents, places the coordinates: 5 rows of 4 at 4/3.
  const Tensor rows = floats({1, 1, 4, 1}, {0, 3, 6, 9});
  OpRunner runner(
      make_resize(make_node("Resize", 18, 4,
                            {{"axes", List{2, 3}},
                             {"mode", std::string("linear")},
                             {"coordinate_transformation_mode", std::string("asymmetric")},
                             {"keep_aspect_ratio_policy", larger}})),
      {{rows}, left_out(), left_out(), as_constant(ints({5, 100}))},
      std::vector<Layout>(4, Layout::plain));
  compare(runner.forward()[0], floats({1, 1, 5, 1}, {0, 2.4f, 4.8f, 7.2f, 9}), 1e-6, "rows");
}

TEST(test_ops_resize__geometry_of_enlarged_maps) {
  const OpPtr op = make_resize(make_node("Resize", 13, 3, Mode{"linear"}.attributes()));
  const std::vector<ValueInfo> in = infos_of(
      {{random_tensor({1, 3, 4, 6}, 1)}, left_out(), as_constant(floats({4}, {1, 1, 2, 2}))});
  const std::vector<ValueInfo> out = op->infer(in);
  CHECK_EQ(box_text(op->input_box(0, {{0, 0}, {2, 2}, {0, 0}, {5, 6}}, 0, in, out)),
           "{ [0,0] [2,2] [0,0] [2,3] }");
  CHECK_EQ(box_text(op->output_box(0, {{0, 0}, {2, 2}, {0, 0}, {2, 2}}, 0, in, out)),
           "{ [0,0] [2,2] [0,2] [3,6] }");
}

}  // namespace

int main() {
  return run_tests(
      {CASE(test_ops_resize__nearest_in_all_modes), CASE(test_ops_resize__linear_in_all_modes),
       CASE(test_ops_resize__cubic_antialiased_and_without_the_outside),
       CASE(test_ops_resize__weights_of_the_definition), CASE(test_ops_resize__blocked_maps),
       CASE(test_ops_resize__large_maps_in_parallel),
       CASE(test_ops_resize__examples_of_the_definition),
       CASE(test_ops_resize__upsample_and_resize_of_opset_10),
       CASE(test_ops_resize__integers_and_booleans_to_the_nearest),
       CASE(test_ops_resize__named_axes_and_aspect_ratio),
       CASE(test_ops_resize__geometry_of_enlarged_maps)});
}
