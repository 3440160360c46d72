#include "methods/batch.h"

#include "methods/fake_executor.h"

using namespace cnnviz::test;

TEST(test_methods_batch__parts_are_images) {
  const Tensor tensor = scrambled({3, 2, 4}, 1);
  const ImagePart part = image_part(tensor, "t", 3, 2);
  CHECK_EQ(shape_text(part.shape), "2x4");
  CHECK_EQ(part.offset, 16);
  CHECK_EQ(part.stripped, 1);
  CHECK_EQ(part.values.size(), size_t{8});
  CHECK_EQ(part.values[0], tensor.floats()[16]);
  const ImagePart whole = image_part(tensor, "t", 1, 0);
  CHECK_EQ(whole.stripped, 0);
  CHECK_EQ(shape_text(whole.shape), "3x2x4");
  CHECK_ERROR(image_part(tensor, "t", 2, 0), Status::invalid_argument, "\"t\" of shape 3x2x4");
  CHECK_ERROR(image_part(Tensor::vector_of({1, 2}), "i", 2, 0), Status::invalid_argument, "int64");
}

TEST(test_methods_batch__slices_share_and_concatenate) {
  const Tensor tensor = scrambled({5, 3}, 2);
  const Tensor slice = batch_slice(tensor, 1, 2);
  CHECK_EQ(shape_text(slice.shape()), "2x3");
  CHECK(slice.data() == tensor.floats().data() + 3);
  const Tensor joined =
      concatenate_batches(std::vector{batch_slice(tensor, 0, 1), slice, batch_slice(tensor, 3, 2)});
  CHECK_EQ(shape_text(joined.shape()), "5x3");
  for (size_t i = 0; i < 15; ++i) CHECK_EQ(joined.floats()[i], tensor.floats()[i]);
  CHECK_ERROR(concatenate_batches(std::vector{tensor, scrambled({1, 4}, 2)}), Status::mismatch,
              "5x3 and 1x4");
  CHECK_ERROR(concatenate_batches(std::vector{Tensor::scalar(1), Tensor::scalar(2)}),
              Status::unsupported, "without a batch axis");
}

TEST(test_methods_batch__a_slice_outlives_its_tensor) {
  Tensor slice;
  {
    const Tensor tensor = Tensor::from_floats({2, 2}, std::vector<float>{1, 2, 3, 4});
    slice = batch_slice(tensor, 1, 1);
  }
  CHECK_EQ(slice.floats()[1], 4.0f);
}

TEST(test_methods_batch__names_the_first_value_that_is_not_finite) {
  require_finite(scrambled({4}, 1), "x");
  require_finite(Tensor::vector_of({1}), "x");
  CHECK_ERROR(
      require_finite(Tensor::from_floats({3}, std::vector<float>{1, 2, -INFINITY}), "input"),
      Status::not_finite, "input holds -inf at element 2 of 3");
}

int main() {
  return run_tests({
      CASE(test_methods_batch__parts_are_images),
      CASE(test_methods_batch__slices_share_and_concatenate),
      CASE(test_methods_batch__a_slice_outlives_its_tensor),
      CASE(test_methods_batch__names_the_first_value_that_is_not_finite),
  });
}
