#include "tensor/shape.h"

#include "support/check.h"

using namespace cnnviz::core;

TEST(test_tensor_shape__counts_elements) {
  CHECK_EQ(element_count({2, 3}), 6);
  CHECK_EQ(element_count({}), 1);
  CHECK_EQ(element_count({5, 0, 7}), 0);
  CHECK_EQ(element_count(Shape(8, 2)), 256);
  CHECK_ERROR(element_count(Shape(9, 1)), Status::limit, "rank 9");
  CHECK_ERROR(element_count({2, -1}), Status::invalid_argument, "2x-1");
  CHECK_ERROR(element_count({int64_t{1} << 20, int64_t{1} << 21}), Status::limit,
              "the most allowed");
  CHECK_ERROR(element_count({INT64_MAX, INT64_MAX}), Status::limit, "exceeds 64 bits");
}

TEST(test_tensor_shape__strides_are_row_major) {
  CHECK(row_major_strides({2, 3, 4}) == (Shape{12, 4, 1}));
  CHECK(row_major_strides({}).empty());
}

TEST(test_tensor_shape__texts) {
  CHECK_EQ(shape_text({1, 3, 224, 224}), "1x3x224x224");
  CHECK_EQ(shape_text({}), "scalar");
}

TEST(test_tensor_shape__axes_count_from_either_end) {
  CHECK_EQ(normalize_axis(1, 4, "Softmax"), 1);
  CHECK_EQ(normalize_axis(-1, 4, "Softmax"), 3);
  CHECK_ERROR(normalize_axis(4, 4, "Softmax"), Status::invalid_argument,
              "Softmax: axis 4 is outside [-4, 3]");
  CHECK_ERROR(normalize_axis(-5, 4, "Softmax"), Status::invalid_argument, "axis -5");
}

TEST(test_tensor_shape__broadcasts_as_numpy) {
  CHECK(broadcast_shape({2, 3, 4}, {3, 1}) == (Shape{2, 3, 4}));
  CHECK(broadcast_shape({1, 5}, {4, 1}) == (Shape{4, 5}));
  CHECK(broadcast_shape({}, {2, 2}) == (Shape{2, 2}));
  CHECK(broadcast_shape({1}, {0}) == (Shape{0}));
  CHECK_ERROR(broadcast_shape({2, 3}, {2, 4}), Status::invalid_argument, "2x3 and 2x4");
}

int main() {
  return cnnviz::test::run_tests({
      CASE(test_tensor_shape__counts_elements),
      CASE(test_tensor_shape__strides_are_row_major),
      CASE(test_tensor_shape__texts),
      CASE(test_tensor_shape__axes_count_from_either_end),
      CASE(test_tensor_shape__broadcasts_as_numpy),
  });
}
