#include "support/index_map.h"

using namespace cnnviz::test;

namespace {

TEST(test_ops_resize_refusals__what_is_not_supported) {
  const auto make = [](const char* name, Attribute value) {
    return make_resize(make_node("Resize", 19, 4, {{name, std::move(value)}}));
  };
  const auto no = Status::unsupported;
  CHECK_ERROR(make("mode", std::string("area")), no,
              "mode \"area\" is not supported; supported are nearest, linear, cubic");
  CHECK_ERROR(make("cubic_coeff_a", HUGE_VALF), Status::invalid_argument, "cubic_coeff_a is inf");
  CHECK_ERROR(make("coordinate_transformation_mode", std::string("tf_crop_and_resize")), no,
              "\"tf_crop_and_resize\" is not supported");
  CHECK_ERROR(make("nearest_mode", std::string("round")), no, "nearest_mode \"round\"");
  CHECK_ERROR(make("keep_aspect_ratio_policy", std::string("fit")), no, "\"fit\"");
  const OpPtr linear = make("mode", std::string("linear"));
  CHECK_ERROR(inferred(linear, {{ints({1})}, left_out(), as_constant(floats({1}, {2}))}), no,
              "X is int64");
}

TEST(test_ops_resize_refusals__scales_and_sizes_that_do_not_fit) {
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
  return run_tests({CASE(test_ops_resize_refusals__what_is_not_supported),
                    CASE(test_ops_resize_refusals__scales_and_sizes_that_do_not_fit)});
}
