#include "backend/layout.h"

#include <numeric>
#include <vector>

#include "support/check.h"

using namespace cnnviz::test;

TEST(test_backend_layout__round_trip_with_zero_padding) {
  const int64_t block = channel_block();
  CHECK(block == 16 || block == 8);
  for (const Shape& shape :
       {Shape{2, 20, 3, 5}, Shape{1, 32, 4, 4}, Shape{3, 5, 7}, Shape{1, 17, 2, 3, 2}}) {
    std::vector<float> plain(static_cast<size_t>(element_count(shape)));
    std::iota(plain.begin(), plain.end(), 1.0F);
    std::vector<float> blocked(static_cast<size_t>(buffer_elements(shape, Layout::blocked)), -1);
    convert_layout(plain.data(), Layout::plain, blocked.data(), Layout::blocked, shape);
    int64_t spatial = 1;
    for (size_t i = 2; i < shape.size(); ++i) spatial *= shape[i];
    const int64_t blocks = (shape[1] + block - 1) / block;
    for (size_t i = 0; i < blocked.size(); ++i) {
      const auto at = static_cast<int64_t>(i);
      const int64_t lane = at % block, s = at / block % spatial, b = at / (block * spatial);
      const int64_t n = b / blocks, c = b % blocks * block + lane;
      const float expected =
          c < shape[1] ? plain[static_cast<size_t>((n * shape[1] + c) * spatial + s)] : 0.0F;
      CHECK_EQ(blocked[i], expected);
    }
    std::vector<float> back(plain.size());
    convert_layout(blocked.data(), Layout::blocked, back.data(), Layout::plain, shape);
    CHECK(back == plain);
  }
}

TEST(test_backend_layout__coincides_for_one_position_of_whole_blocks) {
  CHECK(layouts_coincide({2, 32, 1, 1}));
  CHECK(!layouts_coincide({2, 20, 1, 1}));
  CHECK(!layouts_coincide({2, 32, 2, 1}));
}

int main() {
  return run_tests({CASE(test_backend_layout__round_trip_with_zero_padding),
                    CASE(test_backend_layout__coincides_for_one_position_of_whole_blocks)});
}
