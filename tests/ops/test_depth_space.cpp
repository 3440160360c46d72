#include "support/index_map.h"

using namespace cnnviz::test;

namespace {

OpPtr make(const std::string& type, int64_t block, const std::string& mode = "DCR") {
  return make_depth_space(make_node(type, 13, 1, {{"blocksize", block}, {"mode", mode}}));
}

Tensor to_space(const Tensor& input, int64_t b, const std::string& mode) {
  const Shape& s = input.shape();
  const int64_t channels = s[1] / (b * b);
  return index_map(input, {s[0], channels, s[2] * b, s[3] * b}, [&](const Index& out) {
    const int64_t sub = out[2] % b * b + out[3] % b;
    const int64_t channel = mode == "DCR" ? sub * channels + out[1] : out[1] * b * b + sub;
    return Index{out[0], channel, out[2] / b, out[3] / b};
  });
}

Tensor to_depth(const Tensor& input, int64_t b, const std::string& mode) {
  const Shape& s = input.shape();
  return index_map(input, {s[0], s[1] * b * b, s[2] / b, s[3] / b}, [&](const Index& out) {
    const int64_t sub = mode == "DCR" ? out[1] / s[1] : out[1] % (b * b);
    const int64_t channel = mode == "DCR" ? out[1] % s[1] : out[1] / (b * b);
    return Index{out[0], channel, out[2] * b + sub / b, out[3] * b + sub % b};
  });
}

void check(const OpPtr& op, const Shape& shape,
           const std::function<Tensor(const Tensor&)>& expected) {
  for (const Tensor& tensor : of_every_type(shape, 4)) {
    OpCase item;
    item.name = concat("blocks of ", shape_text(shape));
    item.op = op;
    item.inputs = {{tensor}};
    item.expected = {expected(tensor)};
    item.exact_geometry = true;
    check_op(item);
  }
}

TEST(test_ops_depth_space__permutes_blocks) {
  for (const char* mode : {"DCR", "CRD"})
    for (const Shape& shape : {Shape{2, 16, 3, 5}, {1, 4, 1, 1}, {2, 20, 2, 3}})
      check(make("DepthToSpace", 2, mode), shape,
            [&](const Tensor& t) { return to_space(t, 2, mode); });
  check(make("DepthToSpace", 3, "CRD"), {2, 18, 2, 3},
        [](const Tensor& t) { return to_space(t, 3, "CRD"); });
  check(make("DepthToSpace", 1), {2, 5, 2, 3}, [](const Tensor& t) { return t; });
  for (const char* mode : {"DCR", "CRD"}) {
    for (const Shape& shape : {Shape{2, 5, 4, 6}, {1, 16, 2, 2}})
      check(make("SpaceToDepth", 2, mode), shape,
            [&](const Tensor& t) { return to_depth(t, 2, mode); });
    check(make("SpaceToDepth", 3, mode), {2, 2, 3, 6},
          [&](const Tensor& t) { return to_depth(t, 3, mode); });
  }
}

// The examples of the operators' definitions.
TEST(test_ops_depth_space__examples_of_the_definition) {
  std::vector<float> values;
  for (int channel = 0; channel < 8; ++channel)
    for (int i = 0; i < 6; ++i) values.push_back(static_cast<float>(9 * channel + i));
  for (const auto& [mode, expected] :
       {std::pair<const char*, std::vector<int64_t>>{"DCR", {0, 18, 1, 19, 2, 20, 36, 54, 37, 55}},
        {"CRD", {0, 9, 1, 10, 2, 11, 18, 27, 19, 28}}}) {
    OpRunner runner(make("DepthToSpace", 2, mode), {{floats({1, 8, 2, 3}, values)}},
                    {Layout::plain});
    const Tensor result = runner.forward()[0];
    CHECK_EQ(shape_text(result.shape()), "1x2x4x6");
    const std::vector<int64_t> got = result.to_ints();
    CHECK(std::equal(expected.begin(), expected.end(), got.begin()));
  }
  OpRunner runner(make("SpaceToDepth", 2),
                  {{floats({1, 1, 4, 6}, {0, 6, 1, 7,  2, 8,  12, 18, 13, 19, 14, 20,
                                          3, 9, 4, 10, 5, 11, 15, 21, 16, 22, 17, 23})}},
                  {Layout::plain});
  const std::vector<int64_t> got = runner.forward()[0].to_ints();
  for (int64_t i = 0; i < 24; ++i) CHECK_EQ(got[static_cast<size_t>(i)], i);
}

TEST(test_ops_depth_space__refuses_what_cannot_be_divided) {
  const auto shape_of = [](const OpPtr& op, const Shape& shape) {
    return inferred(op, {{random_tensor(shape, 1)}}).shape;
  };
  const auto bad = Status::invalid_argument;
  CHECK_ERROR(shape_of(make("DepthToSpace", 2), {1, 6, 2, 2}), bad, "blocks of 2x2");
  CHECK_ERROR(shape_of(make("SpaceToDepth", 2), {1, 6, 3, 2}), bad, "blocks of 2x2");
  CHECK_ERROR(shape_of(make("SpaceToDepth", 2), {6, 4, 2}), bad, "must have 4 axes");
  CHECK_ERROR(make("DepthToSpace", 0), bad, "\"blocksize\" must be at least 1");
  CHECK_ERROR(make("DepthToSpace", INT64_MAX), bad, "blocksize");
  CHECK_ERROR(shape_of(make("DepthToSpace", int64_t{1} << 35), {1, 4, 2, 2}), Status::limit,
              "exceeds 64 bits");
  CHECK_ERROR(make("DepthToSpace", 2, "RCD"), Status::unsupported, "neither DCR nor CRD");
}

}  // namespace

int main() {
  return run_tests({CASE(test_ops_depth_space__permutes_blocks),
                    CASE(test_ops_depth_space__examples_of_the_definition),
                    CASE(test_ops_depth_space__refuses_what_cannot_be_divided)});
}
