// Networks that ask for more than the limits: refused when they are opened, or at the latest when a
// shape is known, before anything of that size is allocated.
#include <chrono>
#include <thread>

#include "model/model.h"
#include "model/small_models.h"
#include "support/limited.h"

using namespace cnnviz::test;

namespace {

std::shared_ptr<const Model> open(const ModelBuilder& model) {
  ModelOptions options;
  options.threads = 1;
  return Model::open_memory(model.bytes(), options);
}

// x plus a constant of this shape, which a node makes of the shape alone.
ModelBuilder filled(const Ints& shape) {
  ModelBuilder model(13);
  model.input("x", {1, 3, 8, 8})
      .initializer("shape", Tensor::from_ints({static_cast<int64_t>(shape.size())}, shape))
      .node("ConstantOfShape", {"shape"}, {"c"}, {}, "n_fill")
      .node("ReduceMax", {"c"}, {"m"}, {{"keepdims", int64_t{0}}})
      .node("Add", {"x", "m"}, {"y"})
      .output("y");
  return model;
}

}  // namespace

TEST(test_model_limits__tensors_that_nodes_ask_for) {
  CHECK(open(filled({100, 100})) != nullptr);
  const auto begin = std::chrono::steady_clock::now();
  for (const Ints& shape :
       {Ints{1 << 20, 1 << 20}, Ints{1 << 30, 4}, Ints{INT64_MAX}, Ints{INT64_MAX, INT64_MAX, 0}}) {
    // A model opens as far as its shapes are known; what cannot be is an error where it is run.
    try {
      const auto model = open(filled(shape));
      model->run({{"x", Tensor(DataType::float32, {1, 3, 8, 8})}}, {"y"});
      throw Failure{"a tensor of " + shape_text(shape) + " was made"};
    } catch (const Error& error) {
      CHECK(error.status() == Status::limit);
      CHECK(std::string(error.what()).find("n_fill") != std::string::npos);
    }
  }
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(1));
}

TEST(test_model_limits__tensors_that_the_file_stores) {
  const Limited limited(Limit::tensor_bytes, 400);
  // conv1.weight has 108 numbers.
  CHECK_ERROR(open(small_classifier()), Status::limit, "max_tensor_bytes = 400");
}

TEST(test_model_limits__maps_of_a_large_input) {
  const Limited limited(Limit::tensor_bytes, 1 << 20);
  ModelBuilder model(13);
  model.input("x", {1, 3, "h", "w"})
      .initializer("w", scrambled({64, 3, 1, 1}, 1))
      .node("Conv", {"x", "w"}, {"maps"})
      .node("GlobalAveragePool", {"maps"}, {"y"})
      .output("y");
  const auto opened = open(model);
  opened->run({{"x", Tensor(DataType::float32, {1, 3, 8, 8})}}, {"y"});
  CHECK_ERROR(opened->run({{"x", Tensor(DataType::float32, {1, 3, 100, 100})}}, {"y"}),
              Status::limit, "the tensor \"maps\" of shape 1x64x100x100 is too large");
}

TEST(test_model_limits__nodes) {
  {
    const Limited limited(Limit::nodes, 10);
    CHECK(open(small_classifier()) != nullptr);
  }
  const Limited limited(Limit::nodes, 9);
  CHECK_ERROR(open(small_classifier()), Status::limit, "10 is more than max_nodes = 9 allows");
}

TEST(test_model_limits__bytes_of_a_model_in_memory) {
  const auto size = static_cast<int64_t>(small_classifier().bytes().size());
  const Limited limited(Limit::model_bytes, size - 1);
  CHECK_ERROR(open(small_classifier()), Status::limit, "max_model_bytes");
}

TEST(test_model_limits__memory_where_the_model_states_none) {
  const Tensor input(DataType::float32, {1, 3, 8, 8});
  const Limited limited(Limit::memory, 1000);
  const auto model = open(small_classifier());
  CHECK_ERROR(model->run({{"x", input}}, {"prob"}), Status::limit, "max_memory is 1000 bytes");
  ModelOptions options;
  options.threads = 1;
  options.max_memory = 1 << 26;
  Model::open_memory(small_classifier().bytes(), options)->run({{"x", input}}, {"prob"});
}

TEST(test_model_limits__seconds_reach_every_thread_of_a_call) {
  ModelOptions options;
  options.threads = 2;
  const auto model = Model::open_memory(small_classifier().bytes(), options);
  const Tensor batch(DataType::float32, {8, 3, 8, 8});
  model->run({{"x", batch}}, {"prob"});
  const auto soon = std::chrono::steady_clock::now();
  const Deadline over(soon);
  std::this_thread::sleep_until(soon + std::chrono::milliseconds(1));
  CHECK_ERROR(model->run({{"x", batch}}, {"prob"}), Status::limit, "max_seconds");
}

int main() {
  return run_tests({
      CASE(test_model_limits__tensors_that_nodes_ask_for),
      CASE(test_model_limits__tensors_that_the_file_stores),
      CASE(test_model_limits__maps_of_a_large_input),
      CASE(test_model_limits__nodes),
      CASE(test_model_limits__bytes_of_a_model_in_memory),
      CASE(test_model_limits__memory_where_the_model_states_none),
      CASE(test_model_limits__seconds_reach_every_thread_of_a_call),
  });
}
