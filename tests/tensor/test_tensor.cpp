#include "tensor/tensor.h"

#include <limits>

#include "support/check.h"

using namespace cnnviz::core;

TEST(test_tensor_tensor__begins_zeroed_and_aligned) {
  for (const DataType type : {DataType::float32, DataType::int64, DataType::boolean}) {
    const Tensor tensor(type, {3, 5});
    CHECK(tensor.valid());
    CHECK_EQ(tensor.size(), 15);
    CHECK_EQ(tensor.bytes(), 15 * data_type_size(type));
    CHECK_EQ(reinterpret_cast<uintptr_t>(tensor.data()) % 64, 0u);
    for (const int64_t value : tensor.to_ints()) CHECK_EQ(value, 0);
  }
  CHECK(!Tensor().valid());
  CHECK(Tensor(DataType::float32, {0}).valid());
}

TEST(test_tensor_tensor__handles_share_clones_do_not) {
  Tensor tensor(DataType::float32, {2});
  const Tensor handle = tensor;
  const Tensor clone = tensor.clone();
  tensor.mutable_floats()[1] = 5;
  CHECK_EQ(handle.floats()[1], 5.0f);
  CHECK_EQ(clone.floats()[1], 0.0f);
}

TEST(test_tensor_tensor__refuses_the_wrong_type_and_foreign_memory) {
  Tensor tensor(DataType::int64, {2});
  CHECK_ERROR(tensor.floats(), Status::internal, "a int64 tensor was read as float32");
  const auto owner = std::make_shared<std::vector<float>>(4, 2.5f);
  Tensor view(DataType::float32, {2, 2}, owner, owner->data());
  CHECK_EQ(view.floats()[3], 2.5f);
  CHECK_ERROR(view.mutable_floats(), Status::internal, "foreign memory");
  CHECK_EQ(view.clone().mutable_floats()[0], 2.5f);
}

TEST(test_tensor_tensor__views_keep_their_owner) {
  std::weak_ptr<std::vector<float>> watch;
  Tensor view;
  {
    const auto owner = std::make_shared<std::vector<float>>(1, 1.0f);
    watch = owner;
    view = Tensor(DataType::float32, {1}, owner, owner->data());
  }
  CHECK(!watch.expired());
  view = Tensor();
  CHECK(watch.expired());
}

TEST(test_tensor_tensor__converts) {
  const float values[] = {1.9f, -1.9f, 3e20f, -3e20f, std::numeric_limits<float>::quiet_NaN()};
  const std::vector<int64_t> ints = Tensor::from_floats({5}, values).to_ints();
  CHECK_EQ(ints[0], 1);
  CHECK_EQ(ints[1], -1);
  CHECK_EQ(ints[2], INT64_MAX);
  CHECK_EQ(ints[3], INT64_MIN);
  CHECK_EQ(ints[4], INT64_MIN);
  CHECK_EQ(Tensor::vector_of({7, 8}).to_floats()[1], 8.0f);
  CHECK_EQ(Tensor::scalar(2).rank(), 0);
  CHECK_ERROR(Tensor::from_floats({3}, std::span(values, 2)), Status::internal, "from 2 values");
}

TEST(test_tensor_tensor__reshapes_without_copying) {
  const Tensor tensor(DataType::float32, {2, 6});
  const Tensor other = tensor.reshaped({3, 4});
  CHECK(other.data() == tensor.data());
  CHECK_ERROR(tensor.reshaped({5}), Status::invalid_argument, "2x6 cannot be read as 5");
}

TEST(test_tensor_tensor__impossible_sizes_are_errors) {
  CHECK_ERROR(Tensor(DataType::float32, {int64_t{1} << 41}), Status::limit, "the most allowed");
  CHECK_ERROR(Tensor(DataType::float32, {-1}), Status::invalid_argument, "negative");
}

int main() {
  return cnnviz::test::run_tests({
      CASE(test_tensor_tensor__begins_zeroed_and_aligned),
      CASE(test_tensor_tensor__handles_share_clones_do_not),
      CASE(test_tensor_tensor__refuses_the_wrong_type_and_foreign_memory),
      CASE(test_tensor_tensor__views_keep_their_owner),
      CASE(test_tensor_tensor__converts),
      CASE(test_tensor_tensor__reshapes_without_copying),
      CASE(test_tensor_tensor__impossible_sizes_are_errors),
  });
}
