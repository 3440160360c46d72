#include "model/chunks.h"

#include "methods/fake_executor.h"

using namespace cnnviz::test;

namespace {

// Feeds the chunks of a batch through "the network" x -> 2x and joins what comes out.
Tensor doubled(const Tensor& x, const ChunkPlan& plan) {
  ChunkedTensor result;
  for (int64_t chunk = 0; chunk < plan.count(); ++chunk) {
    const TensorMap feeds = chunk_feeds({{"x", x}}, plan, chunk);
    CHECK_EQ(feeds.at("x").shape()[0], plan.entries(chunk));
    Tensor y = feeds.at("x").clone();
    for (float& value : y.mutable_floats()) value *= 2;
    result.add(y, plan, chunk);
  }
  return result.joined();
}

}  // namespace

TEST(test_model_chunks__cover_the_batch) {
  const Tensor x = scrambled({7, 3}, 1);
  for (const auto& [fixed, most, runs] : {std::tuple{0, 0, 7},
                                          {0, 3, 3},
                                          {0, 100, 1},
                                          {1, 0, 7},
                                          {2, 0, 4},
                                          {7, 0, 1},
                                          {9, 0, 1},
                                          {3, 1, 3}}) {
    const ChunkPlan plan = plan_chunks(7, fixed, most);
    CHECK_EQ(plan.count(), fixed == 0 && most == 0 ? 1 : runs);
    const Tensor y = doubled(x, plan);
    CHECK_EQ(shape_text(y.shape()), "7x3");
    for (size_t i = 0; i < 21; ++i) CHECK_EQ(y.floats()[i], 2 * x.floats()[i]);
  }
}

TEST(test_model_chunks__a_fixed_batch_is_filled_with_the_last_image) {
  const Tensor x = scrambled({5, 2}, 2);
  const ChunkPlan plan = plan_chunks(5, 3, 0);
  const Tensor last = chunk_feeds({{"x", x}}, plan, 1).at("x");
  CHECK_EQ(shape_text(last.shape()), "3x2");
  for (size_t i = 0; i < 2; ++i) {
    CHECK_EQ(last.floats()[2 + i], x.floats()[8 + i]);
    CHECK_EQ(last.floats()[4 + i], x.floats()[8 + i]);
  }
}

TEST(test_model_chunks__what_is_no_batch_is_passed_whole) {
  const TensorMap feeds = chunk_feeds(
      {{"x", scrambled({4, 2}, 3)}, {"table", scrambled({9}, 4)}, {"one", Tensor::scalar(3)}},
      plan_chunks(4, 1, 0), 2);
  CHECK_EQ(shape_text(feeds.at("x").shape()), "1x2");
  CHECK_EQ(shape_text(feeds.at("table").shape()), "9");
  CHECK_EQ(feeds.at("one").floats()[0], 3.0f);
}

TEST(test_model_chunks__refuses_empty_batches_and_lost_ones) {
  CHECK_ERROR(plan_chunks(0, 0, 0), Status::invalid_argument, "batch is empty");
  CHECK_ERROR(plan_chunks(1, 0, -1), Status::invalid_argument, "not -1");
  ChunkedTensor result;
  CHECK_ERROR(result.add(scrambled({1, 4}, 1), plan_chunks(2, 3, 0), 0), Status::unsupported,
              "shape 1x4 does not keep the batch of 3");
}

int main() {
  return run_tests({
      CASE(test_model_chunks__cover_the_batch),
      CASE(test_model_chunks__a_fixed_batch_is_filled_with_the_last_image),
      CASE(test_model_chunks__what_is_no_batch_is_passed_whole),
      CASE(test_model_chunks__refuses_empty_batches_and_lost_ones),
  });
}
