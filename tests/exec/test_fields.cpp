#include "exec/fields.h"

#include "base/random.h"
#include "exec/networks.h"
#include "support/check.h"

using namespace cnnviz::test;

namespace {

InferredValues infer(const Graph& graph, const Shape& shape) {
  return infer_values(graph, {{graph.require("x"), ValueInfo::of_floats(shape)}}, {});
}

std::vector<FieldAxis> axes(const Graph& graph, const Shape& shape, const std::string& name) {
  return field_axes(graph, infer(graph, shape), graph.require(name), graph.require("x"), false,
                    false);
}

// A column of convolutions and pools: {type, kernel, stride, pad}.
GraphPtr column(const std::vector<std::tuple<std::string, int64_t, int64_t, int64_t>>& layers) {
  ModelBuilder m(13);
  m.input("x", {1, 1, "H", "W"});
  std::string last = "x";
  int index = 0;
  for (const auto& [type, k, s, p] : layers) {
    const std::string name = concat("layer", ++index), weights = concat("w", index);
    const Attributes attributes{
        {"kernel_shape", Ints{k, k}}, {"strides", Ints{s, s}}, {"pads", Ints{p, p, p, p}}};
    if (type == "Conv") m.initializer(weights, random_tensor({1, 1, k, k}, 1));
    m.node(type, type == "Conv" ? Names{last, weights} : Names{last}, {name}, attributes);
    last = name;
  }
  m.output(last);
  return read_model_bytes(m.bytes());
}

}  // namespace

// Araujo, Norris, Sim 2019: AlexNet's conv1 to conv5 see 11, 51, 99, 131, 163 pixels, pool5 195 at
// stride 32.
TEST(test_exec_fields__alexnet) {
  const GraphPtr graph = column({{"Conv", 11, 4, 0},
                                 {"MaxPool", 3, 2, 0},
                                 {"Conv", 5, 1, 2},
                                 {"MaxPool", 3, 2, 0},
                                 {"Conv", 3, 1, 1},
                                 {"Conv", 3, 1, 1},
                                 {"Conv", 3, 1, 1},
                                 {"MaxPool", 3, 2, 0}});
  const std::pair<const char*, int64_t> sizes[] = {{"layer1", 11},  {"layer3", 51},
                                                   {"layer5", 99},  {"layer6", 131},
                                                   {"layer7", 163}, {"layer8", 195}};
  for (const auto& [name, size] : sizes)
    CHECK_EQ(axes(*graph, {1, 1, 227, 227}, name)[0].size, size);
  const FieldAxis last = axes(*graph, {1, 1, 227, 227}, "layer8")[1];
  CHECK_EQ(last.stride, 32);
  // The first unit begins 4 * 2 * 2 pixels left of the picture for conv3, and 4 * 2 * 2 * 2 ...
  // more above.
  CHECK_EQ(axes(*graph, {1, 1, 227, 227}, "layer1")[0].offset, 0);
  CHECK_EQ(axes(*graph, {1, 1, 227, 227}, "layer3")[0].offset, -16);
}

TEST(test_exec_fields__branches_and_whole_maps) {
  const GraphPtr graph = everything_network();
  const Shape shape{1, 3, 33, 33};
  // conv1 3x3/2; then the residual branch 3x3 at stride 2.
  CHECK_EQ(axes(*graph, shape, "c1")[0].size, 3);
  CHECK_EQ(axes(*graph, shape, "r2")[0].size, 7);
  CHECK_EQ(axes(*graph, shape, "r2")[0].stride, 2);
  CHECK_EQ(axes(*graph, shape, "logits")[0].size, 33);
  // The gate sees everything, so what it multiplies does.
  CHECK_EQ(axes(*graph, shape, "gated")[0].size, 33);
}

// Channels of `joined` below 10 come through the 1x1 branch, the others through the 3x3 branch.
TEST(test_exec_fields__are_exact_for_channels_of_a_concatenation) {
  const GraphPtr graph = everything_network();
  const InferredValues inferred = infer(*graph, {1, 3, 33, 33});
  const auto width = [&](int64_t channel) {
    const Box unit{{0, 0}, {channel, channel}, {4, 4}, {4, 4}};
    return receptive_field(*graph, inferred, graph->require("joined"), unit, graph->require("x"))[3]
        .length();
  };
  CHECK_EQ(width(3), 11);
  CHECK_EQ(width(12), 19);
}

TEST(test_exec_fields__receptive_and_projective_fields_hold_what_really_depends) {
  const GraphPtr graph = everything_network();
  const auto executor = make_executor(graph);
  const Shape shape{1, 3, 19, 17};
  const InferredValues inferred = infer(*graph, shape);
  const ValueId x = graph->require("x"), joined = graph->require("joined");
  const Tensor base = random_tensor(shape, 3);
  const Tensor before = executor->forward({{"x", base}}, {{"joined"}, {}, {}})[0];
  Random random(11);
  for (int trial = 0; trial < 12; ++trial) {
    const int64_t row = random.below(19), column = random.below(17);
    Tensor moved = base.clone();
    moved.mutable_floats()[static_cast<size_t>(row * 17 + column)] += 5;
    const Tensor after = executor->forward({{"x", moved}}, {{"joined"}, {}, {}})[0];
    const Box reached = projective_field(*graph, inferred, x,
                                         {{0, 0}, {0, 0}, {row, row}, {column, column}}, joined);
    size_t at = 0;
    const Shape& out = after.shape();
    for (int64_t c = 0; c < out[1]; ++c)
      for (int64_t i = 0; i < out[2]; ++i)
        for (int64_t k = 0; k < out[3]; ++k, ++at) {
          if (after.floats()[at] == before.floats()[at]) continue;
          CHECK(reached[2].low <= i && i <= reached[2].high && reached[3].low <= k &&
                k <= reached[3].high);
          const Box seen =
              receptive_field(*graph, inferred, joined, {{0, 0}, {c, c}, {i, i}, {k, k}}, x);
          CHECK(seen[2].low <= row && row <= seen[2].high && seen[3].low <= column &&
                column <= seen[3].high);
        }
  }
}

TEST(test_exec_fields__nothing_leads_backwards) {
  const GraphPtr graph = everything_network();
  const InferredValues inferred = infer(*graph, {1, 3, 33, 33});
  CHECK(receptive_field(*graph, inferred, graph->require("c1"), whole_box({1, 16, 17, 17}),
                        graph->require("r2"))
            .empty());
}

int main() {
  return run_tests(
      {CASE(test_exec_fields__alexnet), CASE(test_exec_fields__branches_and_whole_maps),
       CASE(test_exec_fields__are_exact_for_channels_of_a_concatenation),
       CASE(test_exec_fields__receptive_and_projective_fields_hold_what_really_depends),
       CASE(test_exec_fields__nothing_leads_backwards)});
}
