#include "methods/occlusion.h"

#include "methods/fake_executor.h"
#include "methods/linear_executor.h"

using namespace cnnviz::test;

namespace {

OcclusionOptions windows(int64_t window, int64_t stride, OcclusionEdge edge = OcclusionEdge::clip) {
  OcclusionOptions options;
  options.geometry.window_height = options.geometry.window_width = window;
  options.geometry.stride_y = options.geometry.stride_x = stride;
  options.geometry.edge = edge;
  return options;
}

// What the pixels of a rectangle (cut off by the picture) of [1, C, H, W] contribute to w . x.
double contribution(const Tensor& w, const Tensor& x, int64_t row, int64_t column, int64_t height,
                    int64_t width) {
  const Shape& shape = x.shape();
  double sum = 0;
  for (int64_t c = 0; c < shape[1]; ++c)
    for (int64_t i = row; i < std::min(row + height, shape[2]); ++i)
      for (int64_t j = column; j < std::min(column + width, shape[3]); ++j) {
        const auto at = static_cast<size_t>((c * shape[2] + i) * shape[3] + j);
        sum += static_cast<double>(w.floats()[at] * x.floats()[at]);
      }
  return sum;
}

struct Setting {
  Tensor x = scrambled({1, 2, 7, 9}, 1);
  Tensor w = scrambled({1, 2, 7, 9}, 2), v = scrambled({1, 2, 7, 9}, 3);
  LinearExecutor executor{{w, v}};

  OcclusionResult run(const OcclusionOptions& options) {
    Perturbation perturbation(executor, covering(x, {class_target(0), class_target(1)}), nullptr);
    return occlusion(perturbation, options);
  }
};

size_t at(const Tensor& tensor, int64_t t, int64_t y, int64_t x) {
  return static_cast<size_t>((t * tensor.shape()[1] + y) * tensor.shape()[2] + x);
}

}  // namespace

// A linear network loses exactly what the covered pixels contributed.
TEST(test_methods_occlusion__drops_of_a_linear_network) {
  Setting setting;
  const OcclusionResult result = setting.run(windows(3, 2));
  CHECK_EQ(shape_text(result.drops.shape()), "2x3x4");  // ceil(4/2)+1, ceil(6/2)+1
  for (int64_t y = 0; y < 3; ++y)
    for (int64_t x = 0; x < 4; ++x) {
      CHECK_NEAR(result.drops.floats()[at(result.drops, 0, y, x)],
                 contribution(setting.w, setting.x, 2 * y, 2 * x, 3, 3), 1e-5);
      CHECK_NEAR(result.drops.floats()[at(result.drops, 1, y, x)],
                 contribution(setting.v, setting.x, 2 * y, 2 * x, 3, 3), 1e-5);
    }
  CHECK(result.completed);
  for (const int64_t run : result.evaluated.ints()) CHECK_EQ(run, 1);
}

TEST(test_methods_occlusion__last_windows_are_clipped_or_inside) {
  Setting setting;
  const OcclusionResult clip = setting.run(windows(4, 4));
  CHECK_EQ(shape_text(clip.drops.shape()), "2x2x3");
  CHECK_NEAR(clip.drops.floats()[at(clip.drops, 0, 1, 2)],
             contribution(setting.w, setting.x, 4, 8, 4, 4), 1e-5);
  const OcclusionResult inside = setting.run(windows(4, 4, OcclusionEdge::inside));
  CHECK_EQ(shape_text(inside.drops.shape()), "2x2x3");
  CHECK_NEAR(inside.drops.floats()[at(inside.drops, 0, 1, 2)],
             contribution(setting.w, setting.x, 3, 5, 4, 4), 1e-5);
  // A number of windows that fits leaves nothing over.
  CHECK_EQ(shape_text(setting.run(windows(3, 2, OcclusionEdge::inside)).drops.shape()), "2x3x4");
}

// Captum's count, and the lists of methods that others use: 224 pixels in windows of 16 by 4.
TEST(test_methods_occlusion__counts_positions) {
  const auto count = [](int64_t side, int64_t window, int64_t stride, OcclusionEdge edge) {
    return occlusion_positions(windows(window, stride, edge).geometry, side, side);
  };
  CHECK_EQ(count(224, 16, 4, OcclusionEdge::clip), 53 * 53);
  CHECK_EQ(count(224, 16, 8, OcclusionEdge::clip), 27 * 27);
  CHECK_EQ(count(224, 32, 16, OcclusionEdge::clip), 13 * 13);
  CHECK_EQ(count(224, 224, 224, OcclusionEdge::clip), 1);
  CHECK_EQ(count(225, 32, 16, OcclusionEdge::clip), 14 * 14);
  CHECK_EQ(count(225, 32, 16, OcclusionEdge::inside), 14 * 14);
  CHECK_EQ(count(1, 1, 1, OcclusionEdge::inside), 1);
  // The defaults: a seventh of the side, half of that.
  CHECK_EQ(occlusion_positions({}, 224, 224), 13 * 13);
}

// One pixel at a time with zeros is input times gradient.
TEST(test_methods_occlusion__single_pixels_are_input_times_gradient) {
  Setting setting;
  const OcclusionResult result = setting.run(windows(1, 1));
  for (int64_t y = 0; y < 7; ++y)
    for (int64_t x = 0; x < 9; ++x)
      CHECK_NEAR(result.maps.floats()[at(result.maps, 0, y, x)],
                 contribution(setting.w, setting.x, y, x, 1, 1), 1e-5);
}

TEST(test_methods_occlusion__map_is_the_mean_over_the_windows_there) {
  Setting setting;
  const OcclusionResult result = setting.run(windows(3, 2));
  // Pixel (2, 4) lies in the windows at rows 0, 2 and columns 2, 4.
  double mean = 0;
  for (const int64_t y : {0, 1})
    for (const int64_t x : {1, 2})
      mean += static_cast<double>(result.drops.floats()[at(result.drops, 1, y, x)]) / 4;
  CHECK_NEAR(result.maps.floats()[at(result.maps, 1, 2, 4)], mean, 1e-6);
  CHECK_NEAR(result.maps.floats()[at(result.maps, 0, 0, 0)],
             result.drops.floats()[at(result.drops, 0, 0, 0)], 1e-6);
}

TEST(test_methods_occlusion__covers_only_the_region) {
  Setting setting;
  OcclusionOptions options = windows(2, 2);
  options.geometry.region = {1, 3, 3, 5};
  const OcclusionResult result = setting.run(options);
  CHECK_EQ(shape_text(result.drops.shape()), "2x2x3");
  // The last windows end with the region, not with the picture.
  CHECK_NEAR(result.drops.floats()[at(result.drops, 0, 1, 2)],
             contribution(setting.w, setting.x, 3, 7, 1, 1), 1e-5);
  for (int64_t y = 0; y < 7; ++y)
    for (int64_t x = 0; x < 9; ++x) {
      const bool inside = y >= 1 && y < 4 && x >= 3 && x < 8;
      CHECK(std::isnan(result.maps.floats()[at(result.maps, 0, y, x)]) == !inside);
    }
}

TEST(test_methods_occlusion__channels_last) {
  const Tensor x = scrambled({1, 5, 6, 3}, 4), w = scrambled({1, 5, 6, 3}, 5);
  LinearExecutor executor({w});
  Perturbation perturbation(executor, covering(x, {class_target(0)}, true), nullptr);
  CHECK_EQ(perturbation.height(), 5);
  const OcclusionResult result = occlusion(perturbation, windows(2, 2));
  CHECK_EQ(shape_text(result.drops.shape()), "1x3x3");
  double expected = 0;  // row 4 (clipped), columns 2 and 3
  for (size_t i = (4 * 6 + 2) * 3; i < (4 * 6 + 4) * 3; ++i)
    expected += static_cast<double>(w.floats()[i] * x.floats()[i]);
  CHECK_NEAR(result.drops.floats()[at(result.drops, 0, 2, 1)], expected, 1e-5);
}

TEST(test_methods_occlusion__a_fill_equal_to_the_picture_changes_nothing) {
  Setting setting;
  PerturbationRequest request = covering(setting.x, {class_target(0)});
  request.fill = setting.x;
  Perturbation perturbation(setting.executor, request, nullptr);
  OcclusionOptions options = windows(3, 1);
  for (const double softness : {0.0, 1.5}) {
    options.geometry.softness = softness;
    const OcclusionResult result = occlusion(perturbation, options);
    for (const float drop : result.drops.floats()) CHECK_EQ(drop, 0.0F);
    for (const float value : result.maps.floats()) CHECK_EQ(value, 0.0F);
  }
}

// A soft occluder takes the share of a pixel that the window, smoothed by a Gaussian, covers.
TEST(test_methods_occlusion__soft_edges) {
  const Tensor x = Tensor::from_floats({1, 1, 1, 21}, std::vector<float>(21, 1));
  LinearExecutor executor({x});
  Perturbation perturbation(executor, covering(x, {class_target(0)}), nullptr);
  OcclusionOptions options = windows(1, 1);
  options.geometry.window_width = 5;
  options.geometry.stride_x = 4;
  options.geometry.softness = 1;
  const WindowGrid grid = window_grid(resolved(options.geometry, 1, 21));
  CHECK_EQ(grid.count(), 5);
  const Covers covers = window_covers(resolved(options.geometry, 1, 21), grid, {2}, 1, 21);
  CHECK_EQ(covers.width, 11);
  CHECK_EQ(covers.corners[0].column, 5);
  std::vector<float> mask(static_cast<size_t>(covers.height * covers.width));
  covers.write(0, mask);
  const auto phi = [](double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); };
  const double row = phi(0.5) - phi(-0.5);  // the only row: half a pixel from its center
  double sum = 0;
  for (size_t i = 0; i < mask.size(); ++i) {
    const double expected =
        row * (phi(static_cast<double>(i) - 2.5) - phi(static_cast<double>(i) - 7.5));
    CHECK_NEAR(mask[i], expected, 1e-6);
    CHECK_NEAR(mask[i], mask[mask.size() - 1 - i], 1e-6);
    sum += expected;
  }
  const OcclusionResult result = occlusion(perturbation, options);
  CHECK_NEAR(result.drops.floats()[2], sum, 1e-5);
}

TEST(test_methods_occlusion__notes_the_class_that_wins) {
  // Class 0 counts the left half, class 1 the right half.
  std::vector<float> left = {1, 1, 0, 0}, right = {0, 0, 1, 1};
  LinearExecutor executor(
      {Tensor::from_floats({1, 1, 1, 4}, left), Tensor::from_floats({1, 1, 1, 4}, right)});
  const Tensor x = Tensor::from_floats({1, 1, 1, 4}, std::vector<float>{1, 1, 0.9F, 1});
  Term top = class_target(kTopClass).terms[0];
  Perturbation perturbation(executor, covering(x, {{"top", {top}}}), nullptr);
  CHECK_EQ(perturbation.best_class(), 0);
  CHECK_EQ(perturbation.targets()[0].terms[0].channel, 0);
  CHECK_NEAR(perturbation.scores()[0], 2, 1e-6);
  const OcclusionResult result = occlusion(perturbation, windows(1, 1));
  CHECK(result.classes.to_ints() == (std::vector<int64_t>{1, 1, 0, 0}));
  // "top" was decided on the unmodified picture: the score stays class 0's.
  CHECK_NEAR(result.drops.floats()[0], 1, 1e-6);
}

TEST(test_methods_occlusion__batch_does_not_matter) {
  Setting setting;
  const OcclusionResult expected = setting.run(windows(3, 1));
  for (const int64_t batch : {1, 5, 100}) {
    PerturbationRequest request = covering(setting.x, {class_target(0), class_target(1)});
    request.windows.batch = batch;
    setting.executor.sizes.clear();
    Perturbation perturbation(setting.executor, request, nullptr);
    const OcclusionResult result = occlusion(perturbation, windows(3, 1));
    CHECK_EQ(setting.executor.sizes[1], std::min<int64_t>(batch, 35));
    for (size_t i = 0; i < expected.drops.floats().size(); ++i)
      CHECK_EQ(result.drops.floats()[i], expected.drops.floats()[i]);
  }
}

TEST(test_methods_occlusion__keeps_what_was_done_before_a_cancel) {
  Setting setting;
  Progress progress;
  int runs = 0;
  setting.executor.after_forward = [&] {
    if (++runs == 3) progress.cancel();  // the picture itself, then two batches
  };
  PerturbationRequest request = covering(setting.x, {class_target(0)});
  request.windows.batch = 2;
  request.keep_partial = true;
  Perturbation perturbation(setting.executor, request, &progress);
  const OcclusionResult result = occlusion(perturbation, windows(3, 2));
  CHECK(!result.completed);
  for (size_t i = 0; i < 12; ++i) {
    CHECK_EQ(std::isnan(result.drops.floats()[i]), i >= 4);
    CHECK_EQ(result.evaluated.ints()[i], i < 4 ? 1 : 0);
    CHECK_EQ(result.classes.ints()[i] == kNoClass, i >= 4);
  }
  CHECK(!std::isnan(result.maps.floats()[0]));
  CHECK(std::isnan(result.maps.floats()[62]));
}

TEST(test_methods_occlusion__a_cancel_is_an_error_else) {
  Setting setting;
  Progress progress;
  setting.executor.after_forward = [&] { progress.cancel(); };
  Perturbation perturbation(setting.executor, covering(setting.x, {class_target(0)}), &progress);
  CHECK_ERROR(occlusion(perturbation, windows(3, 2)), Status::cancelled, "cancelled");
}

TEST(test_methods_occlusion__adaptive_leaves_out_what_matters_little) {
  // Only the upper left corner counts.
  std::vector<float> weights(32 * 32, 0);
  for (size_t y = 0; y < 6; ++y)
    for (size_t x = 0; x < 6; ++x) weights[y * 32 + x] = 1;
  LinearExecutor executor({Tensor::from_floats({1, 1, 32, 32}, weights)});
  const Tensor x = Tensor::from_floats({1, 1, 32, 32}, std::vector<float>(32 * 32, 1));
  Perturbation perturbation(executor, covering(x, {class_target(0)}), nullptr);
  OcclusionOptions options = windows(8, 2);
  const OcclusionResult exact = occlusion(perturbation, options);
  options.adaptive = true;
  const OcclusionResult result = occlusion(perturbation, options);
  int64_t run = 0;
  for (size_t i = 0; i < exact.drops.floats().size(); ++i) {
    run += result.evaluated.ints()[i];
    CHECK(!std::isnan(result.drops.floats()[i]));
    if (result.evaluated.ints()[i] == 1)
      CHECK_EQ(result.drops.floats()[i], exact.drops.floats()[i]);
    else
      CHECK_NEAR(result.drops.floats()[i], exact.drops.floats()[i], 9);
  }
  CHECK(run < result.evaluated.size());
  CHECK(run >= 49);  // every second along both axes of 13
  for (const float value : result.maps.floats()) CHECK(!std::isnan(value));
}

TEST(test_methods_occlusion__what_does_not_fit_is_refused) {
  Setting setting;
  CHECK_ERROR(setting.run(windows(8, 2)), Status::invalid_argument,
              "the window of 8 rows does not fit the 7 that are to be examined");
  CHECK_ERROR(setting.run(windows(3, 4)), Status::invalid_argument,
              "the stride of 4 rows is not from 1 to the window's 3");
  CHECK_ERROR(setting.run(windows(3, -1)), Status::invalid_argument, "the stride of -1 rows");
  OcclusionOptions options = windows(2, 2);
  options.geometry.region = {5, 0, 3, 3};
  CHECK_ERROR(setting.run(options), Status::invalid_argument,
              "the region from row 5 on, 3 pixels, does not lie inside the picture of 7 rows");
  options = windows(2, 2);
  options.geometry.softness = -1;
  CHECK_ERROR(setting.run(options), Status::invalid_argument, "the softness is from 0");
  PerturbationRequest request = covering(setting.x, {class_target(0)});
  request.fill = Tensor(DataType::float32, {1, 2, 7, 8});
  CHECK_ERROR(Perturbation(setting.executor, request, nullptr), Status::invalid_argument,
              "the fill has the shape 1x2x7x8");
}

int main() {
  return run_tests({
      CASE(test_methods_occlusion__drops_of_a_linear_network),
      CASE(test_methods_occlusion__last_windows_are_clipped_or_inside),
      CASE(test_methods_occlusion__counts_positions),
      CASE(test_methods_occlusion__single_pixels_are_input_times_gradient),
      CASE(test_methods_occlusion__map_is_the_mean_over_the_windows_there),
      CASE(test_methods_occlusion__covers_only_the_region),
      CASE(test_methods_occlusion__channels_last),
      CASE(test_methods_occlusion__a_fill_equal_to_the_picture_changes_nothing),
      CASE(test_methods_occlusion__soft_edges),
      CASE(test_methods_occlusion__notes_the_class_that_wins),
      CASE(test_methods_occlusion__batch_does_not_matter),
      CASE(test_methods_occlusion__keeps_what_was_done_before_a_cancel),
      CASE(test_methods_occlusion__a_cancel_is_an_error_else),
      CASE(test_methods_occlusion__adaptive_leaves_out_what_matters_little),
      CASE(test_methods_occlusion__what_does_not_fit_is_refused),
  });
}
