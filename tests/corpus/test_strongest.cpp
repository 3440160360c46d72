#include "corpus/strongest.h"

#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "support/check.h"

using namespace cnnviz::test;

namespace {

std::string text(const StrongestLists& lists, size_t channel) {
  std::string result;
  for (const Response& one : lists.list(0, channel))
    result += concat(one.value, "@", one.y, ",", one.x, " ", *one.name, "; ");
  return result;
}

TEST(test_corpus_strongest__first_maximum_and_no_nan) {
  const float nan = NAN;
  const std::vector<float> values = {1,  5,   2,   5,   5,   0,   nan, -3,  nan,
                                     -2, nan, nan, nan, nan, nan, nan, nan, nan};
  MapIndex index = map_index({3, 2, 3}, {}, "maps");
  const std::vector<Peak> peaks = channel_peaks(values, index);
  CHECK_EQ(peaks[0].value, 5.0F);
  CHECK(peaks[0].y == 0 && peaks[0].x == 1);
  CHECK_EQ(peaks[1].value, -2.0F);
  CHECK(peaks[1].y == 1 && peaks[1].x == 0);
  CHECK_EQ(peaks[2].y, -1);
}

// Maps of any size, where the fast way begins and ends, with NaN, ties and nothing but -infinity.
TEST(test_corpus_strongest__large_maps) {
  Random random(11);
  for (int64_t size = 30; size < 120; ++size)
    for (int kind = 0; kind < 4; ++kind) {
      std::vector<float> values(static_cast<size_t>(size));
      for (float& value : values) {
        value = static_cast<float>(random.below(20)) - 30;
        if (kind > 0 && random.below(3) == 0) value = NAN;
        if (kind > 1) value = random.below(2) == 0 ? -INFINITY : NAN;
        if (kind > 2) value = NAN;
      }
      int64_t best = -1;
      for (int64_t i = 0; i < size; ++i) {
        const float here = values[static_cast<size_t>(i)];
        if (here == here && (best < 0 || here > values[static_cast<size_t>(best)])) best = i;
      }
      const Peak peak = channel_peaks(values, map_index({1, 1, size}, {}, "map"))[0];
      CHECK_EQ(int64_t{peak.x}, best);
      CHECK(best < 0 || peak.value == values[static_cast<size_t>(best)]);
    }
}

TEST(test_corpus_strongest__channels_last_and_vectors) {
  const std::vector<float> values = {0, 9, 8, 1, 7, 2, 3, 6};
  const std::vector<Peak> peaks =
      channel_peaks(values, map_index({2, 2, 2}, channels_last_view(), "maps"));
  CHECK(peaks[0].value == 8 && peaks[0].y == 0 && peaks[0].x == 1);
  CHECK(peaks[1].value == 9 && peaks[1].y == 0 && peaks[1].x == 0);
  const std::vector<Peak> units = channel_peaks(values, map_index({8}, {}, "vector"));
  CHECK(units[6].value == 3 && units[6].y == 0 && units[6].x == 0);
}

// Few values, so that many are equal: the lists are those of a sort, in whatever order they come.
TEST(test_corpus_strongest__do_not_depend_on_the_order) {
  std::vector<Response> all;
  Random random(3);
  for (int i = 0; i < 40; ++i) {
    auto name = std::make_shared<const std::string>(concat("image", 100 + i));
    all.push_back({static_cast<float>(random.below(6)), i, 0, i, name});
  }
  std::vector<Response> sorted = all;
  std::sort(sorted.begin(), sorted.end(),
            [](const Response& a, const Response& b) { return a.before(b); });
  for (int round = 0; round < 20; ++round) {
    for (size_t i = all.size(); i-- > 1;)
      std::swap(all[i], all[static_cast<size_t>(random.below(static_cast<int64_t>(i + 1)))]);
    StrongestLists lists({{"layer", 1, 40, 1}}, 7);
    for (const Response& one : all) lists.add(0, 0, one);
    std::string expected;
    for (size_t i = 0; i < 7; ++i)
      expected += concat(sorted[i].value, "@", sorted[i].y, ",0 ", *sorted[i].name, "; ");
    CHECK_EQ(text(lists, 0), expected);
  }
}

}  // namespace

int main() {
  return run_tests({CASE(test_corpus_strongest__first_maximum_and_no_nan),
                    CASE(test_corpus_strongest__large_maps),
                    CASE(test_corpus_strongest__channels_last_and_vectors),
                    CASE(test_corpus_strongest__do_not_depend_on_the_order)});
}
