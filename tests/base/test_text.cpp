#include "base/text.h"

#include "support/check.h"

using namespace cnnviz::core;

TEST(test_base_text__edit_distance_counts_single_changes) {
  CHECK_EQ(edit_distance("kitten", "sitting"), 3);
  CHECK_EQ(edit_distance("", "abc"), 3);
  CHECK_EQ(edit_distance("abc", ""), 3);
  CHECK_EQ(edit_distance("flaw", "lawn"), 2);
  CHECK_EQ(edit_distance("Conv1", "conv1"), 0);
  CHECK_EQ(edit_distance("a", "b"), 1);
}

TEST(test_base_text__nearest_prefers_containing_names) {
  const std::vector<std::string> names = {"taddy bear", "tabby, tabby cat", "tiger cat", "rabbit"};
  const auto nearest = nearest_names("tabby", names);
  CHECK_EQ(nearest.at(0), "tabby, tabby cat");
}

TEST(test_base_text__nearest_finds_slips_and_leaves_out_the_rest) {
  const std::vector<std::string> names = {"fire2/squeeze", "conv1", "conv10", "pool1", "softmax"};
  const auto nearest = nearest_names("cnov1", names);
  CHECK_EQ(nearest.size(), 1u);
  CHECK_EQ(nearest.at(0), "conv1");
  CHECK(nearest_names("zzzzzz", names).empty());
  CHECK(nearest_names("", names).empty());
  CHECK_EQ(nearest_hint("Con1", names), "; nearest: \"conv1\", \"conv10\"");
  CHECK_EQ(nearest_hint("zzzzzz", names), "");
}

TEST(test_base_text__nearest_keeps_order_count_and_drops_repeats) {
  const std::vector<std::string> names = {"map_a", "map_b", "map_b", "map_c", "map_d"};
  const auto nearest = nearest_names("map_x", names, 2);
  CHECK_EQ(nearest.size(), 2u);
  CHECK_EQ(nearest[0], "map_a");
  CHECK_EQ(nearest[1], "map_b");
}

TEST(test_base_text__long_names_stay_cheap) {
  const std::string long_name(5'000'000, 'a');
  const auto nearest = nearest_names(long_name, {long_name, "b"});
  CHECK_EQ(nearest.size(), 1u);
  CHECK(nearest_hint(long_name, {long_name}).size() < 300);
}

TEST(test_base_text__quotes_for_messages) {
  CHECK_EQ(quoted("conv1"), "\"conv1\"");
  CHECK_EQ(quoted(std::string_view("a\nb\0c", 5)), "\"a\\x0ab\\x00c\"");
  const std::string cut = quoted(std::string(199, 'x') + "\xc3\xa4zzz");
  CHECK_EQ(cut, "\"" + std::string(199, 'x') + "...\"");
}

TEST(test_base_text__splits_and_joins) {
  const auto parts = split(" a, b c ,,d", ',');
  CHECK_EQ(parts.size(), 4u);
  CHECK_EQ(join(parts, "|"), "a|b c||d");
  CHECK(split("  ", ',').empty());
  CHECK_EQ(split("one", ',').size(), 1u);
  CHECK_EQ(join({}), "");
  CHECK_EQ(trim("\t x y \r\n"), "x y");
  CHECK_EQ(lower("RdBu_R"), "rdbu_r");
}

TEST(test_base_text__parses_whole_numbers_only) {
  int64_t integer = 7;
  CHECK(parse_int("-12", &integer));
  CHECK_EQ(integer, -12);
  CHECK(parse_int("+5", &integer));
  CHECK_EQ(integer, 5);
  for (const char* text : {"", "+", "-", "1x", " 1", "1.0", "+-1", "99999999999999999999", "0x10"})
    CHECK(!parse_int(text, &integer));
  CHECK_EQ(integer, 5);
  double number = 3;
  CHECK(parse_double("0.485", &number));
  CHECK_EQ(number, 0.485);
  CHECK(parse_double("-1e-3", &number));
  CHECK_EQ(number, -1e-3);
  for (const char* text : {"", "nan", "inf", "1e999", "0,5", "1 2", "abc"})
    CHECK(!parse_double(text, &number));
}

int main() {
  return cnnviz::test::run_tests({
      CASE(test_base_text__edit_distance_counts_single_changes),
      CASE(test_base_text__nearest_prefers_containing_names),
      CASE(test_base_text__nearest_finds_slips_and_leaves_out_the_rest),
      CASE(test_base_text__nearest_keeps_order_count_and_drops_repeats),
      CASE(test_base_text__long_names_stay_cheap),
      CASE(test_base_text__quotes_for_messages),
      CASE(test_base_text__splits_and_joins),
      CASE(test_base_text__parses_whole_numbers_only),
  });
}
