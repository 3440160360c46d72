#include "methods/dream.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "methods/conv_executor.h"

using namespace cnnviz::test;

namespace {

// a = 2 x: the gradient of half the sum of squares is 4 x.
ConvExecutor doubling() {
  return ConvExecutor(Tensor::from_floats({1, 1, 1, 1}, std::vector<float>{2}), 1, 0);
}

double mean_of(const Tensor& tensor) {
  double sum = 0;
  for (const float value : tensor.floats()) sum += value;
  return sum / static_cast<double>(tensor.size());
}

TEST(test_methods_dream__one_step_is_the_formula) {
  ConvExecutor executor = doubling();
  const Tensor picture = random_tensor({1, 6, 7}, 1, 100, 20);
  const double mean = mean_of(picture);
  const DreamResult result = dream(executor, dream_of(picture), nullptr);
  double squares = 0;
  for (size_t i = 0; i < picture.floats().size(); ++i) {
    const double x = picture.floats()[i];
    CHECK_NEAR(result.picture.floats()[i], x + 1.5 * x / mean, 1e-4);
    squares += 0.5 * 4 * x * x;
  }
  CHECK_EQ(result.objective.size(), size_t{1});
  CHECK_NEAR(result.objective[0], squares, 1e-6 * squares);
  CHECK(result.completed && result.exact && result.flat.empty());
}

TEST(test_methods_dream__levels_are_scaled_and_ordered_for_the_network) {
  // a reads the network's channels 0 and 2, the picture's 2 and 0, scaled.
  ConvExecutor executor(Tensor::from_floats({1, 3, 1, 1}, std::vector<float>{1, 0, 3}), 1, 0);
  DreamRequest request = dream_of(random_tensor({3, 4, 5}, 2, 100, 20));
  request.pixels.scale = {0.5F, 0.5F, 0.25F};
  request.pixels.shift = {-1, 0, 2};
  request.pixels.reversed = true;
  const Tensor x = request.picture.clone();
  const DreamResult result = dream(executor, request, nullptr);
  const size_t plane = 20;
  double sum = 0;
  std::vector<double> gradient(3 * plane, 0);
  for (size_t i = 0; i < plane; ++i) {
    const double a = (0.5 * x.floats()[2 * plane + i] - 1) + 3 * (0.25 * x.floats()[i] + 2);
    gradient[2 * plane + i] = 0.5 * a;
    gradient[i] = 0.75 * a;
    sum += 1.25 * std::abs(a);
  }
  for (size_t i = 0; i < 3 * plane; ++i)
    CHECK_NEAR(result.picture.floats()[i], x.floats()[i] + 1.5 * gradient[i] * 3 * plane / sum,
               1e-4);
}

TEST(test_methods_dream__no_steps_return_the_picture_itself) {
  ConvExecutor executor = doubling();
  const Tensor picture = random_tensor({1, 40, 30}, 3, 100, 20);
  for (const int64_t octaves : {1, 3}) {
    DreamRequest request = dream_of(picture);
    request.options.steps = 0;
    request.options.octaves = octaves;
    const DreamResult result = dream(executor, request, nullptr);
    CHECK_EQ(largest_difference(result.picture, picture), 0.0);
    CHECK(result.objective.empty());
  }
  CHECK_EQ(executor.runs, 0);
}

TEST(test_methods_dream__levels_stay_within_0_and_255) {
  ConvExecutor executor = doubling();
  DreamRequest request = dream_of(random_tensor({1, 8, 8}, 4, 128, 100));
  for (float& level : request.picture.mutable_floats()) level = std::clamp(level, 0.0F, 255.0F);
  request.options.steps = 40;
  request.options.step = 5;
  const DreamResult result = dream(executor, request, nullptr);
  const auto levels = result.picture.floats();
  CHECK_EQ(*std::max_element(levels.begin(), levels.end()), 255.0F);
  CHECK(*std::min_element(levels.begin(), levels.end()) >= 0);
}

TEST(test_methods_dream__detail_of_an_octave_goes_into_the_next) {
  const Tensor picture = random_tensor({1, 20, 28}, 5, 120, 20);
  DreamRequest request = dream_of(picture);
  request.options.octaves = 2;
  ConvExecutor executor = doubling();
  const DreamResult result = dream(executor, request, nullptr);
  // By hand: a step on the small picture, its detail enlarged, a step on the large one.
  const std::vector<Tensor> bases = octave_bases(picture, octave_sizes(20, 28, 2, 1.4));
  Tensor small = dream(executor, dream_of(bases[1]), nullptr).picture;
  subtract_base(small, bases[1]);
  const Tensor start = with_detail(picture, small);
  CHECK(largest_difference(start, picture) > 0.5);
  const Tensor expected = dream(executor, dream_of(start), nullptr).picture;
  CHECK_EQ(largest_difference(result.picture, expected), 0.0);
  CHECK_EQ(result.objective.size(), size_t{2});
}

TEST(test_methods_dream__offsets_do_not_move_what_has_no_place) {
  // A network that looks at single pixels dreams the same whatever the offset.
  const Tensor picture = random_tensor({1, 9, 12}, 6, 120, 30);
  DreamRequest still = dream_of(picture), moved = dream_of(picture);
  still.options.steps = moved.options.steps = 4;
  moved.options.jitter = 50;
  ConvExecutor executor = doubling();
  CHECK(largest_difference(dream(executor, still, nullptr).picture,
                           dream(executor, moved, nullptr).picture) < 1e-4);
}

TEST(test_methods_dream__equal_seeds_give_equal_dreams) {
  const Tensor weights = random_tensor({2, 1, 4, 4}, 7, 0, 1);
  ConvExecutor executor(weights, 2, 1);
  DreamRequest request = dream_of(random_tensor({1, 24, 24}, 8, 120, 30));
  request.options.steps = 3;
  request.options.jitter = 5;
  request.options.seed = 11;
  const Tensor once = dream(executor, request, nullptr).picture;
  CHECK_EQ(largest_difference(once, dream(executor, request, nullptr).picture), 0.0);
  request.options.seed = 12;
  CHECK(largest_difference(once, dream(executor, request, nullptr).picture) > 0.1);
}

// Tiles against the whole picture, for a term of its own.
void compare_tiles(const Term& term, int64_t jitter, bool channels_guided) {
  const int64_t kernel = 6, stride = 4, pad = 2;
  ConvExecutor executor(random_tensor({3, 1, kernel, kernel}, 9, 0, 1), stride, pad);
  for (const int64_t height : {70, 71, 73}) {
    DreamRequest whole = dream_of(random_tensor({1, height, 90}, 10, 120, 30));
    whole.target.terms = {term};
    whole.options.steps = 3;
    whole.options.jitter = jitter;
    whole.grids.emplace("a", grid_of(kernel, stride, pad));
    if (channels_guided) whole.guide = random_tensor({1, 1, 12, 16}, 11, 120, 30);
    DreamRequest tiled = whole;
    whole.options.tile = 200;
    tiled.options.tile = 40;
    const DreamResult one = dream(executor, whole, nullptr);
    const DreamResult many = dream(executor, tiled, nullptr);
    CHECK_EQ(one.rows.count, 1);
    CHECK(many.rows.count > 1 && many.columns.count > 2 && many.exact);
    CHECK(largest_difference(one.picture, many.picture) < 1e-3);
    for (size_t i = 0; i < one.objective.size(); ++i)
      CHECK_NEAR(one.objective[i], many.objective[i], 1e-5 * std::abs(one.objective[i]) + 1e-6);
  }
}

TEST(test_methods_dream__tiles_give_the_dream_of_the_whole_picture) {
  for (const int64_t jitter : {0, 7}) compare_tiles(layer_term(0.5), jitter, false);
}

TEST(test_methods_dream__tiles_of_channels_directions_and_guides) {
  Term channel = layer_term(2);
  channel.kind = TermKind::channel_mean;
  channel.channel = 1;
  compare_tiles(channel, 0, false);
  Term direction = layer_term(-1);
  direction.kind = TermKind::direction;
  direction.data = Tensor::from_floats({3}, std::vector<float>{1, -2, 0.5F});
  compare_tiles(direction, 0, false);
  compare_tiles(layer_term(), 0, true);
}

TEST(test_methods_dream__short_overlaps_are_not_exact) {
  const int64_t kernel = 9, stride = 1, pad = 4;
  ConvExecutor executor(random_tensor({1, 1, kernel, kernel}, 12, 0, 1), stride, pad);
  DreamRequest request = dream_of(random_tensor({1, 60, 60}, 13, 120, 30));
  request.grids.emplace("a", grid_of(kernel, stride, pad));
  request.options.tile = 30;
  request.options.overlap = 1;
  CHECK(!dream(executor, request, nullptr).exact);
  request.options.overlap = 4;
  CHECK(dream(executor, request, nullptr).exact);
  request.options.overlap = 15;
  CHECK_ERROR(dream(executor, request, nullptr), Status::invalid_argument, "leave nothing");
}

TEST(test_methods_dream__memory_chooses_the_tile) {
  ConvExecutor executor(random_tensor({1, 1, 2, 2}, 14, 0, 1), 2, 0);
  DreamRequest request = dream_of(random_tensor({1, 300, 800}, 15, 120, 30));
  request.grids.emplace("a", grid_of(2, 2, 0));
  CHECK_EQ(dream(executor, request, nullptr).columns.count, 1);
  request.options.memory = 384 * 300 * 4;
  const DreamResult small = dream(executor, request, nullptr);
  CHECK_EQ(small.rows.count, 1);
  CHECK(small.columns.window <= 384 && small.columns.window > 256);
  // A layer without a grid is seen whole, whatever it takes.
  request.grids.clear();
  CHECK_EQ(dream(executor, request, nullptr).columns.count, 1);
}

TEST(test_methods_dream__guides_seed_the_best_matches) {
  // Two channels, a = (x, -x) pixel by pixel; the guide knows (5, -5) and (-1, 1).
  ConvExecutor executor(Tensor::from_floats({2, 1, 1, 1}, std::vector<float>{1, -1}), 1, 0);
  DreamRequest request = dream_of(Tensor::from_floats({1, 1, 2}, std::vector<float>{40, 60}));
  request.pixels.shift = {-50};
  request.guide = Tensor::from_floats({1, 1, 1, 2}, std::vector<float>{5, -1});
  const DreamResult result = dream(executor, request, nullptr);
  // x = (-10, 10): products 2 * -10 * (5, -1), 2 * 10 * (5, -1); seeds (-1, 1) and (5, -5).
  CHECK_NEAR(result.objective[0], 20 + 100, 1e-4);
  CHECK_NEAR(result.picture.floats()[0], 40 + 1.5 * -2 / 6, 1e-4);
  CHECK_NEAR(result.picture.floats()[1], 60 + 1.5 * 10 / 6, 1e-4);
}

TEST(test_methods_dream__a_zero_gradient_ends_an_octave) {
  ConvExecutor executor(Tensor(DataType::float32, {1, 1, 1, 1}), 1, 0);
  DreamRequest request = dream_of(random_tensor({1, 8, 8}, 16, 120, 30));
  request.options.steps = 5;
  Progress progress;
  const DreamResult result = dream(executor, request, &progress);
  CHECK_EQ(largest_difference(result.picture, request.picture), 0.0);
  CHECK(result.completed && result.flat == std::vector<int64_t>{0});
  CHECK_EQ(progress.total(), 5);
  CHECK_EQ(progress.done(), 5);
}

TEST(test_methods_dream__says_in_which_step_it_is_not_finite) {
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), 1e30F}) {
    ConvExecutor executor = doubling();
    DreamRequest request = dream_of(random_tensor({1, 20, 20}, 17, 120, 30));
    request.options.steps = 3;
    request.options.octaves = 2;
    executor.before_forward = [&] {
      if (executor.runs == 5) executor.spoil = bad;
    };
    if (std::isnan(bad))
      CHECK_ERROR(dream(executor, request, nullptr), Status::not_finite,
                  "not finite in step 2 of 3 in octave 2 of 2");
    executor = doubling();
    executor.before_forward = [&] {
      if (executor.runs == 5) executor.spoil = std::numeric_limits<float>::infinity();
    };
    request.options.keep_partial = true;
    const DreamResult result = dream(executor, request, nullptr);
    CHECK(!result.completed);
    CHECK_EQ(result.reason, "not finite");
    CHECK(result.octave == 1 && result.step == 1);
    // What the step before left.
    DreamRequest before = request;
    before.options.steps = 1;
    ConvExecutor good = doubling();
    before.options.octaves = 1;
    CHECK_EQ(result.objective.size(), size_t{4});
    for (const float level : result.picture.floats()) CHECK(std::isfinite(level));
  }
}

TEST(test_methods_dream__cancelled_it_keeps_what_there_is) {
  Progress progress;
  ConvExecutor executor = doubling();
  DreamRequest request = dream_of(random_tensor({1, 20, 30}, 18, 120, 30));
  request.options.steps = 3;
  request.options.octaves = 2;
  executor.before_forward = [&] {
    if (executor.runs == 3) progress.cancel();
  };
  CHECK_ERROR(dream(executor, request, &progress), Status::cancelled, "cancelled");
  Progress again;
  executor.runs = 0;
  executor.before_forward = [&] {
    if (executor.runs == 3) again.cancel();
  };
  request.options.keep_partial = true;
  const DreamResult result = dream(executor, request, &again);
  CHECK(!result.completed);
  CHECK_EQ(result.reason, "cancelled");
  CHECK(result.octave == 0 && result.step == 2);
  // Two steps of the small octave, enlarged into the picture.
  const std::vector<Tensor> bases = octave_bases(request.picture, octave_sizes(20, 30, 2, 1.4));
  DreamRequest small = dream_of(bases[1]);
  small.options.steps = 2;
  ConvExecutor fresh = doubling();
  Tensor detail = dream(fresh, small, nullptr).picture;
  subtract_base(detail, bases[1]);
  CHECK(largest_difference(result.picture, with_detail(request.picture, detail)) < 1e-4);
}

TEST(test_methods_dream__refuses_what_cannot_be_dreamed_of) {
  Target target{"neuron:a:0", {layer_term()}};
  target.terms[0].kind = TermKind::neuron;
  CHECK_ERROR(check_dream_target(target, false), Status::invalid_argument,
              "\"neuron:a:0\" cannot be dreamed of");
  target.terms[0].kind = TermKind::direction;
  target.terms[0].data = Tensor(DataType::float32, {1, 2, 2});
  CHECK_ERROR(check_dream_target(target, false), Status::invalid_argument, "cannot be dreamed of");
  target.terms[0].kind = TermKind::channel_mean;
  check_dream_target(target, false);
  CHECK_ERROR(check_dream_target(target, true), Status::invalid_argument, "cannot follow a guide");
  CHECK_ERROR(check_dream_target({"", {}}, false), Status::invalid_argument, "no target");
}

TEST(test_methods_dream__refuses_options_out_of_range) {
  const auto refused = [](const auto& change, const char* words) {
    DreamOptions options;
    change(options);
    CHECK_ERROR(check_dream_options(options), Status::invalid_argument, words);
  };
  refused([](DreamOptions& o) { o.octaves = 0; }, "octaves is 0");
  refused([](DreamOptions& o) { o.steps = -1; }, "steps is -1");
  refused([](DreamOptions& o) { o.jitter = 5000; }, "jitter is 5000");
  refused([](DreamOptions& o) { o.tile = -2; }, "tile is -2");
  refused([](DreamOptions& o) { o.overlap = -2; }, "overlap of tiles is -2");
  refused([](DreamOptions& o) { o.octave_scale = 1; }, "scale of octaves is 1");
  refused([](DreamOptions& o) { o.octave_scale = std::nan(""); }, "scale of octaves is nan");
  refused([](DreamOptions& o) { o.step = std::nan(""); }, "the step is nan");
}

TEST(test_methods_dream__magnified_pictures_keep_their_size_and_center) {
  Tensor ramp(DataType::float32, {1, 8, 10});
  for (size_t y = 0; y < 8; ++y)
    for (size_t x = 0; x < 10; ++x)
      ramp.mutable_floats()[y * 10 + x] = static_cast<float>(10 * y + x);
  const Tensor larger = magnified(ramp, 1.25);
  CHECK(larger.shape() == ramp.shape());
  for (size_t y = 0; y < 8; ++y)
    for (size_t x = 0; x < 10; ++x) {
      const double row = 3.5 + (static_cast<double>(y) - 3.5) / 1.25;
      const double column = 4.5 + (static_cast<double>(x) - 4.5) / 1.25;
      CHECK_NEAR(larger.floats()[y * 10 + x], 10 * row + column, 1e-4);
    }
}

}  // namespace

int main() {
  return run_tests({CASE(test_methods_dream__one_step_is_the_formula),
                    CASE(test_methods_dream__levels_are_scaled_and_ordered_for_the_network),
                    CASE(test_methods_dream__no_steps_return_the_picture_itself),
                    CASE(test_methods_dream__levels_stay_within_0_and_255),
                    CASE(test_methods_dream__detail_of_an_octave_goes_into_the_next),
                    CASE(test_methods_dream__offsets_do_not_move_what_has_no_place),
                    CASE(test_methods_dream__equal_seeds_give_equal_dreams),
                    CASE(test_methods_dream__tiles_give_the_dream_of_the_whole_picture),
                    CASE(test_methods_dream__tiles_of_channels_directions_and_guides),
                    CASE(test_methods_dream__short_overlaps_are_not_exact),
                    CASE(test_methods_dream__memory_chooses_the_tile),
                    CASE(test_methods_dream__guides_seed_the_best_matches),
                    CASE(test_methods_dream__a_zero_gradient_ends_an_octave),
                    CASE(test_methods_dream__says_in_which_step_it_is_not_finite),
                    CASE(test_methods_dream__cancelled_it_keeps_what_there_is),
                    CASE(test_methods_dream__refuses_what_cannot_be_dreamed_of),
                    CASE(test_methods_dream__refuses_options_out_of_range),
                    CASE(test_methods_dream__magnified_pictures_keep_their_size_and_center)});
}
