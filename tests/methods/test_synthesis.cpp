// The loop of a synthesis, on the network of fake_executor.h.
#include "methods/synthesis.h"

#include <limits>

#include "fake_executor.h"
#include "pictures.h"

namespace cnnviz::test {

namespace {

// Pixels as the network reads them, plain ascent, no views.
SynthesisOptions plain_ascent(int64_t steps) {
  SynthesisOptions options;
  options.form = {Parameterization::pixels, PictureRange::free, false, PictureUnits::model};
  options.start_noise = 0;
  options.optimizer = {OptimizerKind::ascent, 0.5, 0};
  options.steps = steps;
  options.transforms = {};
  options.redirect_steps = 0;
  return options;
}

NetworkColors plain_colors() {
  return {1, {0.5F, 0.5F, 0.5F}, {0.25F, 0.25F, 0.25F}, false, false};
}

Target class_target(int64_t index) {
  Term term;
  term.tensor = term.top_tensor = "logits";
  term.channel = index;
  return {concat("class:", index), {term}};
}

SynthesisRequest request_for(const std::vector<Target>& targets, const SynthesisOptions& options) {
  SynthesisRequest request;
  request.input = "x";
  request.targets = targets;
  request.space = picture_space(plain_colors(), options.form.units);
  request.size = {4, 4, 4, 4, false};
  return request;
}

// z_0 = mean max(0, x_0) + ..., z_1 reads the channels otherwise.
FakeExecutor network() {
  return FakeExecutor({1, 2, -1}, {{1, 0.5F, 0}, {-1, 0, 2}});
}

}  // namespace

// x + s df/dx - 2 s lambda x by hand: where a map is open its derivative is W s_k / 16.
TEST(test_methods_synthesis__plain_ascent_is_the_lectures_update) {
  SynthesisOptions options = plain_ascent(5);
  options.penalties.l2 = 0.1;
  SynthesisRequest request = request_for({class_target(0)}, options);
  request.start = scrambled_picture({1, 3, 4, 4}, 3);
  std::vector<double> x(request.start.floats().begin(), request.start.floats().end());
  std::vector<double> curve;
  for (int64_t step = 0; step < options.steps; ++step) {
    double score = 0;
    for (size_t i = 0; i < x.size(); ++i) {
      const double scale = i < 16 ? 1 : i < 32 ? 2 : -1, weight = i < 16 ? 1 : i < 32 ? 0.5 : 0;
      const bool open = scale * x[i] > 0;
      score += open ? weight * scale * x[i] / 16 : 0;
      x[i] += 0.5 * ((open ? weight * scale / 16 : 0) - 2 * 0.1 * x[i]);
    }
    curve.push_back(score);
  }
  FakeExecutor executor = network();
  const SynthesisResult result = synthesize(executor, request, options, nullptr);
  for (size_t i = 0; i < x.size(); ++i)
    CHECK_NEAR(static_cast<double>(result.pictures.floats()[i]), x[i], 1e-5);
  for (size_t s = 0; s < curve.size(); ++s)
    CHECK_NEAR(static_cast<double>(result.curves.floats()[s]), curve[s], 1e-5);
  CHECK_EQ(result.steps, 5);
  CHECK_EQ(result.reason, "");
}

TEST(test_methods_synthesis__every_target_has_its_picture) {
  SynthesisOptions options;
  options.steps = 6;
  options.transforms = {1, 1, 1, 0.05, 5};
  SynthesisRequest both = request_for({class_target(0), class_target(1)}, options);
  SynthesisRequest first = request_for({class_target(0)}, options);
  FakeExecutor executor = network();
  const SynthesisResult two = synthesize(executor, both, options, nullptr);
  const SynthesisResult one = synthesize(executor, first, options, nullptr);
  // The first picture is the same, whatever is made beside it, and at any number of views at once.
  for (size_t i = 0; i < one.pictures.floats().size(); ++i)
    CHECK_EQ(one.pictures.floats()[i], two.pictures.floats()[i]);
  both.batch = 1;
  const SynthesisResult apart = synthesize(executor, both, options, nullptr);
  for (size_t i = 0; i < two.pictures.floats().size(); ++i)
    CHECK_EQ(apart.pictures.floats()[i], two.pictures.floats()[i]);
  CHECK(two.curves.floats()[5] > two.curves.floats()[0]);
  CHECK(two.curves.floats()[11] > two.curves.floats()[6]);
}

TEST(test_methods_synthesis__seeds_decide) {
  SynthesisOptions options;
  options.steps = 3;
  const SynthesisRequest request = request_for({class_target(0)}, options);
  FakeExecutor executor = network();
  const Tensor a = synthesize(executor, request, options, nullptr).pictures;
  const Tensor b = synthesize(executor, request, options, nullptr).pictures;
  options.seed = 1;
  const Tensor c = synthesize(executor, request, options, nullptr).pictures;
  bool differs = false;
  for (size_t i = 0; i < a.floats().size(); ++i) {
    CHECK_EQ(a.floats()[i], b.floats()[i]);
    differs = differs || a.floats()[i] != c.floats()[i];
  }
  CHECK(differs);
}

TEST(test_methods_synthesis__the_best_class_is_that_of_the_start) {
  const SynthesisOptions options = plain_ascent(3);
  SynthesisRequest request = request_for({class_target(kTopClass)}, options);
  // The third channel, negative, speaks for class 1.
  request.start = Tensor(DataType::float32, {1, 3, 4, 4});
  for (size_t i = 32; i < 48; ++i) request.start.mutable_floats()[i] = -1;
  FakeExecutor executor = network();
  CHECK_EQ(synthesize(executor, request, options, nullptr).targets[0].terms[0].channel, 1);
}

TEST(test_methods_synthesis__snapshots_and_the_best_step) {
  SynthesisOptions options = plain_ascent(6);
  options.snapshot_every = 2;
  SynthesisRequest request = request_for({class_target(0)}, options);
  request.start = scrambled_picture({1, 3, 4, 4}, 3);
  FakeExecutor executor = network();
  const SynthesisResult result = synthesize(executor, request, options, nullptr);
  CHECK_EQ(result.snapshots.size(), size_t{3});
  for (size_t i = 0; i < 48; ++i)
    CHECK_EQ(result.snapshots[2].floats()[i], result.pictures.floats()[i]);
  // Decay by all undoes every step but the last, which is spared: the start is best.
  options.pixel_steps.decay = 1;
  options.keep_best = true;
  const SynthesisResult best = synthesize(executor, request, options, nullptr);
  for (size_t i = 0; i < 48; ++i) CHECK_EQ(best.pictures.floats()[i], request.start.floats()[i]);
  CHECK_NEAR(best.scores[0], static_cast<double>(best.curves.floats()[0]), 1e-6);
}

TEST(test_methods_synthesis__views_are_averaged) {
  SynthesisOptions options = plain_ascent(1);
  options.transforms.jitter = 2;
  options.transforms.crops = 11;
  SynthesisRequest request = request_for({class_target(0)}, options);
  request.start = scrambled_picture({1, 3, 4, 4}, 3, 0.1F, 1);
  request.batch = 4;
  FakeExecutor executor = network();
  const SynthesisResult result = synthesize(executor, request, options, nullptr);
  // All of channels 0 and 1 is open, so that pixel i gains at most 0.5 W s_k / 16.
  for (size_t i = 0; i < 32; ++i) {
    const float gain = result.pictures.floats()[i] - request.start.floats()[i];
    CHECK(gain > 0 && gain <= 0.5F / 16 + 1e-6F);
  }
  CHECK_EQ(executor.forwards, 4);  // 4 + 4 + 3 views, and the picture as it is
}

namespace {

// After some passes numbers are not finite, or another thread has cancelled.
class FailingExecutor : public FakeExecutor {
 public:
  FailingExecutor(int after, Progress* progress)
      : FakeExecutor({1, 2, -1}, {{1, 0.5F, 0}}), after_(after), cancelled_(progress) {}
  std::vector<Tensor> forward(const TensorMap& feeds, const ForwardRequest& request,
                              Progress* progress) override {
    check_cancelled(progress);
    std::vector<Tensor> values = FakeExecutor::forward(feeds, request, progress);
    if (forwards == after_ && cancelled_ != nullptr) cancelled_->cancel();
    if (forwards == after_ && cancelled_ == nullptr)
      values[0] = Tensor::from_floats({1, 1}, std::vector{std::numeric_limits<float>::infinity()});
    return values;
  }

 private:
  int after_;
  Progress* cancelled_;
};

}  // namespace

TEST(test_methods_synthesis__numbers_that_are_not_finite_name_the_step) {
  SynthesisOptions options = plain_ascent(9);
  SynthesisRequest request = request_for({class_target(0)}, options);
  request.start = scrambled_picture({1, 3, 4, 4}, 3);
  FailingExecutor failing(4, nullptr), first(1, nullptr), kept(4, nullptr);
  CHECK_ERROR(synthesize(failing, request, options, nullptr), Status::not_finite,
              "step 4 of 9: the target \"class:0\" is inf");
  options.keep_partial = true;
  CHECK_ERROR(synthesize(first, request, options, nullptr), Status::not_finite, "step 1 of 9");
  const SynthesisResult result = synthesize(kept, request, options, nullptr);
  CHECK_EQ(result.reason, "not_finite");
  CHECK_EQ(result.steps, 3);
  CHECK_EQ(shape_text(result.curves.shape()), "1x3");
  // The last good picture is that of step 3: two updates.
  FakeExecutor executor({1, 2, -1}, {{1, 0.5F, 0}});
  options.steps = 2;
  const SynthesisResult two = synthesize(executor, request, options, nullptr);
  for (size_t i = 0; i < 48; ++i) CHECK_EQ(result.pictures.floats()[i], two.pictures.floats()[i]);
}

TEST(test_methods_synthesis__cancelled_it_keeps_the_picture_so_far) {
  SynthesisOptions options = plain_ascent(9);
  const SynthesisRequest request = request_for({class_target(0)}, options);
  Progress plain, partial;
  FailingExecutor failing(3, &plain), kept(3, &partial);
  CHECK_ERROR(synthesize(failing, request, options, &plain), Status::cancelled, "cancelled");
  options.keep_partial = true;
  const SynthesisResult result = synthesize(kept, request, options, &partial);
  CHECK_EQ(result.reason, "cancelled");
  CHECK_EQ(result.steps, 3);
  CHECK_EQ(result.scores.size(), size_t{1});
  CHECK_EQ(partial.done(), 3);
}

TEST(test_methods_synthesis__presets_have_the_published_numbers) {
  const SynthesisOptions a = synthesis_preset("yosinski-a").options;
  CHECK_EQ(a.pixel_steps.blur, 0.5);
  CHECK_EQ(a.pixel_steps.blur_every, 4);
  CHECK_EQ(a.pixel_steps.norm_percentile, 50);
  CHECK_EQ(a.steps, 500);
  CHECK(a.optimizer.kind == OptimizerKind::progress);
  const SynthesisOptions b = synthesis_preset("yosinski-b").options;
  CHECK_EQ(b.pixel_steps.decay, 0.3);
  CHECK_EQ(b.pixel_steps.norm_percentile, 20);
  CHECK_EQ(b.optimizer.step_size, 100);
  const SynthesisOptions d = synthesis_preset("yosinski-d").options;
  CHECK_EQ(d.pixel_steps.contribution_percentile, 90);
  CHECK_EQ(d.optimizer.most, 1e8);
  const SynthesisOptions distill = synthesis_preset("distill").options;
  CHECK_EQ(distill.optimizer.step_size, 0.05);
  CHECK_EQ(distill.transforms.jitter, 16);
  CHECK_EQ(synthesis_preset("maco").options.transforms.crops, 32);
  CHECK_EQ(synthesis_preset("simonyan").options.transforms.random(), false);
  CHECK_ERROR(synthesis_preset("simonyann"), Status::invalid_argument,
              "unknown preset \"simonyann\"; choose one of distill, simonyan");
}

TEST(test_methods_synthesis__refuses_what_makes_no_sense) {
  const auto refused = [](const auto& change, const char* words) {
    SynthesisOptions options = plain_ascent(1);
    change(options);
    FakeExecutor executor = network();
    CHECK_ERROR(synthesize(executor, request_for({class_target(0)}, options), options, nullptr),
                Status::invalid_argument, words);
  };
  refused([](SynthesisOptions& o) { o.steps = -1; }, "steps is -1");
  refused([](SynthesisOptions& o) { o.optimizer.step_size = 0; }, "step_size is 0");
  refused([](SynthesisOptions& o) { o.optimizer.step_size = std::nan(""); }, "step_size is nan");
  refused([](SynthesisOptions& o) { o.transforms.scale = 1; }, "scale is 1");
  refused([](SynthesisOptions& o) { o.transforms.crops = 2; }, "are all the same");
  refused([](SynthesisOptions& o) { o.diversity = 1; }, "a count of 2 or more");
  refused([](SynthesisOptions& o) { o.penalties.beta = 0.5; }, "variation_beta is 0.5");
  refused(
      [](SynthesisOptions& o) {
        o.form = {};
        o.pixel_steps.blur = 1;
      },
      "they need the parameters pixels");
}

}  // namespace cnnviz::test

int main() {
  using namespace cnnviz::test;
  return run_tests({
      CASE(test_methods_synthesis__plain_ascent_is_the_lectures_update),
      CASE(test_methods_synthesis__every_target_has_its_picture),
      CASE(test_methods_synthesis__seeds_decide),
      CASE(test_methods_synthesis__the_best_class_is_that_of_the_start),
      CASE(test_methods_synthesis__snapshots_and_the_best_step),
      CASE(test_methods_synthesis__views_are_averaged),
      CASE(test_methods_synthesis__numbers_that_are_not_finite_name_the_step),
      CASE(test_methods_synthesis__cancelled_it_keeps_the_picture_so_far),
      CASE(test_methods_synthesis__presets_have_the_published_numbers),
      CASE(test_methods_synthesis__refuses_what_makes_no_sense),
  });
}
