#include "methods/spatial_view.h"

#include "methods/fake_executor.h"

using namespace cnnviz::test;

namespace {

float value(const Tensor& tensor, const Shape& at) {
  int64_t offset = 0;
  for (size_t i = 0; i < at.size(); ++i) offset = offset * tensor.shape()[i] + at[i];
  return tensor.floats()[static_cast<size_t>(offset)];
}

}  // namespace

TEST(test_methods_spatial_view__every_layout_gives_the_same_maps) {
  // Two images of four channels on a grid of 2x3, behind two tokens and before one.
  const Tensor maps = scrambled({2, 4, 2, 3}, 7);
  Tensor last(DataType::float32, {2, 2, 3, 4}), tokens(DataType::float32, {2, 9, 4}),
      channel_tokens(DataType::float32, {2, 4, 9});
  for (int64_t n = 0; n < 2; ++n)
    for (int64_t c = 0; c < 4; ++c)
      for (int64_t y = 0; y < 2; ++y)
        for (int64_t x = 0; x < 3; ++x) {
          const float v = value(maps, {n, c, y, x});
          const int64_t t = 2 + y * 3 + x;
          last.mutable_floats()[static_cast<size_t>(((n * 2 + y) * 3 + x) * 4 + c)] = v;
          tokens.mutable_floats()[static_cast<size_t>((n * 9 + t) * 4 + c)] = v;
          channel_tokens.mutable_floats()[static_cast<size_t>((n * 4 + c) * 9 + t)] = v;
        }
  const SpatialView grid{2, true, 2, 3, 2, 1}, flat{1, true, 2, 3, 2, 1};
  for (const auto& [tensor, view] :
       {std::pair(maps, SpatialView{}), std::pair(last, channels_last_view()),
        std::pair(tokens, grid), std::pair(channel_tokens, flat)}) {
    const Tensor read = channels_first(tensor, view, "layer");
    CHECK_EQ(shape_text(read.shape()), "2x4x2x3");
    for (size_t i = 0; i < 48; ++i) CHECK_EQ(read.floats()[i], maps.floats()[i]);
  }
}

TEST(test_methods_spatial_view__channels_first_has_any_rank) {
  const auto index = [](const Shape& part) { return map_index(part, {}, "layer"); };
  CHECK_EQ(index({}).channels, 1);
  CHECK_EQ(index({}).positions, 1);
  CHECK_EQ(index({5}).channels, 5);
  CHECK_EQ(index({5}).at(3, 0), 3);
  CHECK_EQ(index({5, 2, 3, 4}).positions, 24);
  CHECK_EQ(index({5, 2, 3, 4}).at(2, 7), 55);
}

TEST(test_methods_spatial_view__names) {
  CHECK_EQ(std::string(view_name({})), "channels_first");
  CHECK_EQ(std::string(view_name(channels_last_view())), "channels_last");
  CHECK_EQ(std::string(view_name(token_view(14, 14, 1))), "tokens");
  CHECK_EQ(token_grid_text(token_view(14, 12, 1)), "14x12+1");
  CHECK_EQ(token_grid_text(token_view(7, 7, 0)), "7x7");
  CHECK_EQ(token_grid_text({}), "");
}

TEST(test_methods_spatial_view__what_does_not_fit_is_refused) {
  CHECK_ERROR(map_index({198, 768}, token_view(14, 14, 1), "ln"), Status::invalid_argument,
              "\"ln\" has 198 tokens; a grid of 14x14+1 takes 197");
  CHECK_ERROR(map_index({8, 4, 4}, token_view(4, 4, 0), "conv"), Status::invalid_argument,
              "\"conv\" of shape 8x4x4 for each image holds no tokens");
  CHECK_ERROR(map_index({17, 32}, channels_last_view(), "ln"), Status::invalid_argument,
              "has not its channels last: that takes [h, w, K]");
}

int main() {
  return run_tests({
      CASE(test_methods_spatial_view__every_layout_gives_the_same_maps),
      CASE(test_methods_spatial_view__channels_first_has_any_rank),
      CASE(test_methods_spatial_view__names),
      CASE(test_methods_spatial_view__what_does_not_fit_is_refused),
  });
}
