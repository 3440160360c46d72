#include "methods/dream_octaves.h"

#include "methods/conv_executor.h"
#include "tensor/resample.h"

using namespace cnnviz::test;

namespace {

TEST(test_methods_dream_octaves__sizes_are_rounded_one_after_another) {
  // As SciPy's zoom by 1 / 1.4, again and again: not round(575 / 1.4^k).
  const std::vector<OctaveSize> expected = {{575, 1024}, {411, 731}, {294, 522}, {210, 373}};
  CHECK(octave_sizes(575, 1024, 4, 1.4) == expected);
  // Halves go to the even number.
  CHECK(octave_sizes(5, 7, 2, 2)[1] == (OctaveSize{2, 4}));
  CHECK_ERROR(octave_sizes(3, 100, 6, 4), Status::invalid_argument,
              "has only 2 octaves of scale 4");
}

TEST(test_methods_dream_octaves__as_many_as_leave_the_smallest_large_enough) {
  CHECK_EQ(octaves_down_to(400, 600, 112, 1.4), 4);
  CHECK_EQ(octaves_down_to(600, 400, 112, 1.4), 4);
  CHECK_EQ(octaves_down_to(100, 100, 112, 1.4), 1);
  CHECK_EQ(octaves_down_to(3000, 4000, 112, 1.4), 10);
  const int64_t octaves = octaves_down_to(3000, 4000, 112, 1.4);
  CHECK(octave_sizes(3000, 4000, octaves, 1.4).back().height >= 112);
  CHECK(octave_sizes(3000, 4000, octaves + 1, 1.4).back().height < 112);
}

TEST(test_methods_dream_octaves__bases_are_made_from_the_one_before) {
  const Tensor picture = random_tensor({3, 14, 21}, 1, 128, 40);
  const std::vector<OctaveSize> sizes = octave_sizes(14, 21, 3, 1.4);
  const std::vector<Tensor> bases = octave_bases(picture, sizes);
  CHECK_EQ(bases.size(), size_t{3});
  CHECK_EQ(largest_difference(bases[0], picture), 0.0);
  CHECK_EQ(largest_difference(bases[1], resample_bilinear(picture, 10, 15)), 0.0);
  CHECK_EQ(largest_difference(bases[2], resample_bilinear(bases[1], 7, 11)), 0.0);
}

TEST(test_methods_dream_octaves__detail_is_enlarged_and_added) {
  const Tensor base = random_tensor({1, 6, 8}, 2, 128, 40);
  const Tensor detail = random_tensor({1, 3, 4}, 3, 0, 10);
  const Tensor enlarged = resample_bilinear(detail, 6, 8);
  Tensor picture = with_detail(base, detail);
  for (size_t i = 0; i < base.floats().size(); ++i)
    CHECK_EQ(picture.floats()[i], base.floats()[i] + enlarged.floats()[i]);
  subtract_base(picture, base);
  CHECK(largest_difference(picture, enlarged) < 1e-4);
  Tensor own = with_detail(base, Tensor());
  CHECK_EQ(largest_difference(own, base), 0.0);
  own.mutable_floats()[0] += 1;  // its elements are its own
  CHECK(largest_difference(own, base) > 0.5);
}

TEST(test_methods_dream_octaves__bytes_count_what_is_held_at_once) {
  // One octave: the picture and its gradient.
  CHECK_EQ(octave_bytes({{10, 20}}, 3), int64_t{2 * 200 * 3 * 4});
  // The base, the picture and the detail before; the bases and the picture with its gradient.
  CHECK_EQ(octave_bytes({{10, 20}, {5, 10}}, 1), int64_t{(2 * 200 + 50) * 4});
  CHECK_EQ(octave_bytes({{10, 20}, {9, 18}}, 1), int64_t{(200 + 3 * 162) * 4});
}

}  // namespace

int main() {
  return run_tests({CASE(test_methods_dream_octaves__sizes_are_rounded_one_after_another),
                    CASE(test_methods_dream_octaves__as_many_as_leave_the_smallest_large_enough),
                    CASE(test_methods_dream_octaves__bases_are_made_from_the_one_before),
                    CASE(test_methods_dream_octaves__detail_is_enlarged_and_added),
                    CASE(test_methods_dream_octaves__bytes_count_what_is_held_at_once)});
}
