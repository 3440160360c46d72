#include "support/index_map.h"

using namespace cnnviz::test;

namespace {

using List = std::vector<int64_t>;
using Attributes = std::map<std::string, Attribute>;

struct Mode {
  std::string interpolation = "nearest", coordinates = "half_pixel", nearest = "round_prefer_floor";

  Attributes attributes() const {
    return {{"mode", interpolation},
            {"coordinate_transformation_mode", coordinates},
            {"nearest_mode", nearest}};
  }
  std::string text() const { return interpolation + " " + coordinates + " " + nearest; }
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
  if (mode.interpolation == "linear") {
    const double low = std::floor(x);
    return {{inside(low), 1 - (x - low)}, {inside(low + 1), x - low}};
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
  item.exact_geometry = true;
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
  item.exact_geometry = true;
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

TEST(test_ops_resize__blocked_maps) {
  for (const char* interpolation : {"nearest", "linear"}) {
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

TEST(test_ops_resize__refuses_what_is_not_supported) {
  const auto make = [](const char* name, Attribute value) {
    return make_resize(make_node("Resize", 19, 4, {{name, std::move(value)}}));
  };
  const auto no = Status::unsupported;
  CHECK_ERROR(make("mode", std::string("cubic")), no,
              "mode \"cubic\" is not supported; supported are nearest, linear");
  CHECK_ERROR(make("coordinate_transformation_mode", std::string("tf_crop_and_resize")), no,
              "\"tf_crop_and_resize\" is not supported");
  CHECK_ERROR(make("antialias", int64_t{1}), no, "antialias = 1");
  CHECK_ERROR(make("exclude_outside", int64_t{1}), no, "exclude_outside = 1");
  CHECK_ERROR(make("nearest_mode", std::string("round")), no, "nearest_mode \"round\"");
  CHECK_ERROR(make("keep_aspect_ratio_policy", std::string("fit")), no, "\"fit\"");
  const OpPtr linear = make("mode", std::string("linear"));
  CHECK_ERROR(inferred(linear, {{ints({1})}, left_out(), as_constant(floats({1}, {2}))}), no,
              "X is int64");
}

TEST(test_ops_resize__refuses_scales_and_sizes_that_do_not_fit) {
  const OpPtr op = make_resize(make_node("Resize", 13, 4));
  const auto by = [&](const OpInput& scales, const OpInput& sizes) {
    return inferred(op, {{random_tensor({2, 3}, 1)}, left_out(), scales, sizes}).shape;
  };
  const auto scaled = [&](std::vector<float> scales) {
    return by(as_constant(floats({static_cast<int64_t>(scales.size())}, scales)), left_out());
  };
  const auto bad = Status::invalid_argument;
  const OpInput empty = as_constant(floats({0}, {}));
  CHECK_EQ(shape_text(by(empty, as_constant(ints({4, 5})))), "4x5");
  CHECK_ERROR(by(empty, left_out()), bad, "neither scales nor sizes");
  CHECK_ERROR(by(as_constant(floats({2}, {1, 1})), as_constant(ints({4, 5}))), bad, "both given");
  CHECK_ERROR(by(left_out(), as_constant(ints({4}))), bad,
              "sizes must have one entry for each of 2");
  CHECK_ERROR(scaled({1}), bad, "scales must have one entry");
  CHECK_ERROR(scaled({1, 0}), bad, "axis 1 of 2x3 cannot be resized by 0");
  CHECK_ERROR(scaled({-1, 1}), bad, "cannot be resized by -1");
  CHECK_ERROR(scaled({1, HUGE_VALF}), bad, "cannot be resized by inf");
  CHECK_ERROR(scaled({1, std::numeric_limits<float>::quiet_NaN()}), bad,
              "cannot be resized by nan");
  CHECK_ERROR(scaled({1e30f, 1}), bad, "cannot be resized");
  CHECK_ERROR(scaled({1e9f, 1}), bad, "extents of 0 to 16777216 are allowed");
  CHECK_ERROR(scaled({5e6f, 5e6f}), Status::limit, "elements");
  CHECK_ERROR(by(left_out(), as_constant(ints({-1, 1}))), bad, "cannot be resized by -1");
  CHECK_ERROR(by(left_out(), as_constant(ints({INT64_MAX, 1}))), bad, "cannot be resized");
  CHECK_ERROR(by({floats({2}, {1, 1})}, left_out()), Status::unsupported, "input 2 (scales)");
  CHECK_ERROR(by(left_out(), {ints({1, 1})}), Status::unsupported, "input 3 (sizes)");
  CHECK_ERROR(
      inferred(op,
               {{Tensor(DataType::float32, {0})}, left_out(), left_out(), as_constant(ints({3}))}),
      bad, "axis 0 of 0 is empty");
}

}  // namespace

int main() {
  return run_tests({CASE(test_ops_resize__nearest_in_all_modes),
                    CASE(test_ops_resize__linear_in_all_modes), CASE(test_ops_resize__blocked_maps),
                    CASE(test_ops_resize__large_maps_in_parallel),
                    CASE(test_ops_resize__examples_of_the_definition),
                    CASE(test_ops_resize__upsample_and_resize_of_opset_10),
                    CASE(test_ops_resize__integers_and_booleans_to_the_nearest),
                    CASE(test_ops_resize__named_axes_and_aspect_ratio),
                    CASE(test_ops_resize__geometry_of_enlarged_maps),
                    CASE(test_ops_resize__refuses_what_is_not_supported),
                    CASE(test_ops_resize__refuses_scales_and_sizes_that_do_not_fit)});
}
