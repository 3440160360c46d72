// The images of a batch computed apart, a thread each (Model::plan_batch).
#include <nlohmann/json.hpp>

#include "methods/batch.h"
#include "model/explaining.h"

using namespace cnnviz::test;

// small_net has more maps than weights: with several threads its images go apart.
TEST(test_model_lanes__give_what_the_batch_gives) {
  const ModelBuilder builder = small_classifier();
  ModelOptions options;
  options.preprocess = preset("unit");
  options.threads = 3;
  const auto apart = Model::open_memory(builder.bytes(), options);
  options.lanes = false;
  const auto together = Model::open_memory(builder.bytes(), options);
  const Tensor x = scrambled({6, 3, 8, 8}, 13);
  CHECK_EQ(apart->plan_batch(apart->feed(x), 0).lanes, 3);
  CHECK_EQ(apart->plan_batch(apart->feed(x), 0).count(), 6);
  CHECK_EQ(apart->plan_batch(apart->feed(x), 4).lanes, 3);
  CHECK_EQ(apart->plan_batch(apart->feed(x), 2).lanes, 1);
  CHECK_EQ(apart->plan_batch(apart->feed(batch_slice(x, 0, 4)), 0).lanes, 1);  // 2 of 3 would wait
  CHECK_EQ(together->plan_batch(together->feed(x), 0).count(), 1);

  SaliencyOptions rules;
  rules.rules = {Rule::gradient, Rule::guided};
  const SaliencyResult one = saliency(*apart, x, {"top"}, rules);
  const SaliencyResult other = saliency(*together, x, {"top"}, rules);
  for (size_t r = 0; r < 2; ++r) {
    CHECK_EQ(one.passes[r].rectifiers, other.passes[r].rectifiers);
    CHECK(largest_difference(one.passes[r].gradients[0], other.passes[r].gradients[0]) < 1e-5);
  }
  for (size_t n = 0; n < 6; ++n) CHECK_NEAR(one.scores[n], other.scores[n], 1e-5);
  const auto classes = explain_classify(*apart, apart->feed(x), 3, 0, nullptr, nullptr);
  const auto expected = explain_classify(*together, together->feed(x), 3, 0, nullptr, nullptr);
  for (size_t n = 0; n < 6; ++n) CHECK_EQ(classes.top[n][0].index, expected.top[n][0].index);
  CHECK(largest_difference(apart->run(apart->feed(x), {"conv2"})[0],
                           together->run(together->feed(x), {"conv2"})[0]) < 1e-5);

  Progress cancelled;
  cancelled.cancel();
  CHECK_ERROR(explain_classify(*apart, apart->feed(x), 3, 0, nullptr, &cancelled),
              Status::cancelled, "cancelled");
}

int main() {
  return run_tests({CASE(test_model_lanes__give_what_the_batch_gives)});
}
