// Attributes and integer inputs as a damaged or malicious file may hold them: every operator here
// gives a result or an Error, and answers where that result comes from, without crash, hang or
// giant memory.
#include "support/index_map.h"

using namespace cnnviz::test;

namespace {

using List = std::vector<int64_t>;
using Factory = OpPtr (*)(const NodeView&);

const List kExtremes = {-1,
                        0,
                        1,
                        2,
                        3,
                        INT64_MAX,
                        INT64_MAX - 1,
                        INT64_MIN,
                        INT64_MIN + 1,
                        int64_t{1} << 31,
                        int64_t{1} << 62,
                        -(int64_t{1} << 31),
                        int64_t{1} << 20,
                        int64_t{1} << 40};

struct Tally {
  int results = 0, refused = 0;
};

// What has more elements is only asked for its geometry.
constexpr int64_t kComputed = 1 << 12;

void ask_geometry(const Op& op, const std::vector<ValueInfo>& in,
                  const std::vector<ValueInfo>& out) {
  for (size_t i = 0; i < in.size(); ++i)
    for (size_t o = 0; o < out.size(); ++o) {
      if (!in[i].present || !out[o].present) continue;
      Box first, last;
      for (const int64_t extent : in[i].shape)
        first.push_back({0, std::min<int64_t>(extent, 1) - 1});
      for (const int64_t extent : out[o].shape) last.push_back({extent - 1, extent - 1});
      CHECK_EQ(op.output_box(o, first, i, in, out).size(), out[o].shape.size());
      CHECK_EQ(op.output_box(o, whole_box(in[i].shape), i, in, out).size(), out[o].shape.size());
      CHECK_EQ(op.input_box(i, last, o, in, out).size(), in[i].shape.size());
      CHECK_EQ(op.input_box(i, whole_box(out[o].shape), o, in, out).size(), in[i].shape.size());
    }
}

void probe(Factory make, const NodeView& node, const std::vector<OpInput>& inputs, Tally* tally) {
  try {
    const OpPtr op = make(node);
    const std::vector<ValueInfo> in = infos_of(inputs);
    const std::vector<ValueInfo> out = op->infer(in);
    int64_t elements = 0;
    for (const ValueInfo& info : out)
      if (info.present) elements += element_count(info.shape);
    ask_geometry(*op, in, out);
    if (elements <= kComputed)
      for (const Layout layout : {Layout::plain, Layout::blocked}) {
        std::vector<Layout> incoming(inputs.size(), Layout::plain);
        if (in[0].type == DataType::float32 && in[0].shape.size() >= 3) incoming[0] = layout;
        OpRunner runner(op, inputs, incoming);
        std::vector<Tensor> seeds = runner.forward();
        if (seeds[0].type() == DataType::float32 && inputs[0].wants_gradient())
          runner.backward(seeds, {});
      }
    ++tally->results;
  } catch (const Error& error) {
    CHECK(error.status() != Status::internal);
    CHECK(std::strlen(error.what()) > 0 && std::strlen(error.what()) < 1000);
    ++tally->refused;
  }
}

// Lists of a few of the extremes: every single one, and a sample of the longer ones.
std::vector<List> hostile_lists(int of_each_length = 60) {
  std::vector<List> lists = {{}, List(9, 1), List(1000, 0)};
  for (const int64_t value : kExtremes) lists.push_back({value});
  TestRandom random(11);
  const auto any = [&] {
    return kExtremes[static_cast<size_t>(
        random.integer(0, static_cast<int64_t>(kExtremes.size()) - 1))];
  };
  for (size_t length = 2; length <= 8; ++length)
    for (int i = 0; i < of_each_length; ++i) {
      List list;
      for (size_t k = 0; k < length; ++k)
        // Mostly harmless entries, so that some lists get past the first check.
        list.push_back(random.integer(0, 2) == 0 ? any() : random.integer(0, 2));
      lists.push_back(list);
    }
  return lists;
}

const std::vector<Shape> kShapes = {{}, {5}, {2, 3}, {1, 16, 3, 4}, {2, 0, 3}, {1, 1, 2, 1, 2}};

// Both forms, attribute and input: `type` has integer lists by that name or at input 1.
Tally probe_lists(Factory make, const std::string& type, const std::string& attribute,
                  int64_t attribute_opset, int64_t input_opset, size_t outputs = 1) {
  Tally tally;
  for (const List& list : hostile_lists())
    for (const Shape& shape : kShapes) {
      const OpInput data = {random_tensor(shape, 1)};
      if (attribute_opset > 0)
        probe(make, make_node(type, attribute_opset, 1, {{attribute, list}}, outputs), {data},
              &tally);
      if (input_opset > 0)
        probe(make, make_node(type, input_opset, 2, {}, outputs), {data, as_constant(ints(list))},
              &tally);
    }
  return tally;
}

void check_both(const Tally& tally, int line) {
  if (tally.results == 0 || tally.refused == 0)
    throw Failure{
        concat("line ", line, ": ", tally.results, " results, ", tally.refused, " refused")};
}
#define CHECK_BOTH(tally) check_both((tally), __LINE__)

TEST(test_ops_hostile_attributes__lists) {
  CHECK_BOTH(probe_lists(make_reshape, "Reshape", "", 0, 14));
  CHECK_BOTH(probe_lists(make_reshape, "Squeeze", "axes", 11, 13));
  CHECK_BOTH(probe_lists(make_reshape, "Unsqueeze", "axes", 11, 13));
  CHECK_BOTH(probe_lists(make_transpose, "Transpose", "perm", 13, 0));
  CHECK_BOTH(probe_lists(make_split, "Split", "split", 11, 13, 2));
  CHECK_BOTH(probe_lists(make_pad, "Pad", "pads", 7, 13));
  CHECK_BOTH(probe_lists(make_expand, "Expand", "", 0, 13));
  CHECK_BOTH(probe_lists(make_expand, "Tile", "", 0, 13));
  CHECK_BOTH(probe_lists(make_gather, "Gather", "", 0, 13));
  for (const char* type : {"ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd"})
    CHECK_BOTH(probe_lists(make_reduce, type, "axes", 11, 18));
}

TEST(test_ops_hostile_attributes__pads_of_every_mode) {
  for (const char* mode : {"constant", "reflect", "edge", "wrap"}) {
    Tally tally;
    for (const List& list : hostile_lists())
      for (const Shape& shape : kShapes)
        probe(make_pad, make_node("Pad", 19, 2, {{"mode", std::string(mode)}}),
              {{random_tensor(shape, 1)}, as_constant(ints(list))}, &tally);
    CHECK_BOTH(tally);
  }
}

TEST(test_ops_hostile_attributes__single_integers) {
  struct Row {
    Factory make;
    const char* type;
    const char* attribute;
    size_t inputs, outputs;
  };
  const std::vector<Row> rows = {{make_reshape, "Flatten", "axis", 1, 1},
                                 {make_concat, "Concat", "axis", 2, 1},
                                 {make_split, "Split", "axis", 1, 2},
                                 {make_split, "Split", "num_outputs", 1, 2},
                                 {make_gather, "Gather", "axis", 2, 1},
                                 {make_arg_extreme, "ArgMax", "axis", 1, 1},
                                 {make_hardmax, "Hardmax", "axis", 1, 1},
                                 {make_global_pool, "GlobalLpPool", "p", 1, 1},
                                 {make_depth_space, "DepthToSpace", "blocksize", 1, 1},
                                 {make_depth_space, "SpaceToDepth", "blocksize", 1, 1}};
  for (const Row& row : rows) {
    Tally tally;
    for (const int64_t value : kExtremes)
      for (const Shape& shape : kShapes) {
        std::vector<OpInput> inputs(row.inputs);
        inputs[0] = {random_tensor(shape, 1)};
        if (row.inputs == 2)
          inputs[1] = (row.make == make_gather ? as_constant(ints({0, 0}))
                                               : OpInput{random_tensor(shape, 2)});
        probe(row.make, make_node(row.type, 18, row.inputs, {{row.attribute, value}}, row.outputs),
              inputs, &tally);
      }
    CHECK_BOTH(tally);
  }
}

TEST(test_ops_hostile_attributes__slices) {
  Tally tally;
  for (const int64_t start : kExtremes)
    for (const int64_t end : kExtremes)
      for (const int64_t step : kExtremes)
        for (const Shape& shape : {Shape{5}, {1, 16, 3, 4}, {0}})
          probe(make_slice, make_node("Slice", 13, 5),
                {{random_tensor(shape, 1)},
                 as_constant(ints({start})),
                 as_constant(ints({end})),
                 as_constant(ints({-1})),
                 as_constant(ints({step}))},
                &tally);
  for (const List& axes : hostile_lists())
    probe(make_slice, make_node("Slice", 13, 4),
          {{random_tensor({2, 3}, 1)},
           as_constant(ints(List(axes.size(), 0))),
           as_constant(ints(List(axes.size(), 2))),
           as_constant(ints(axes))},
          &tally);
  CHECK_BOTH(tally);
}

TEST(test_ops_hostile_attributes__sizes_and_scales) {
  const std::vector<float> factors = {
      0, 1, -1, 0.5f, 3, 1e-30f, 1e30f, 1e9f, HUGE_VALF, -HUGE_VALF, std::nanf(""), 1e12f};
  for (const char* mode : {"nearest", "linear"})
    for (const char* coordinates :
         {"half_pixel", "half_pixel_symmetric", "align_corners", "asymmetric"})
      for (const char* policy : {"stretch", "not_larger", "not_smaller"}) {
        const NodeView node =
            make_node("Resize", 19, 4,
                      {{"mode", std::string(mode)},
                       {"keep_aspect_ratio_policy", std::string(policy)},
                       {"coordinate_transformation_mode", std::string(coordinates)}});
        Tally tally;
        for (const List& sizes : hostile_lists(20))
          for (const Shape& shape : {Shape{5}, {2, 3}, {2, 0, 3}})
            probe(make_resize, node,
                  {{random_tensor(shape, 1)}, left_out(), left_out(), as_constant(ints(sizes))},
                  &tally);
        for (const float a : factors)
          for (const float b : factors)
            probe(make_resize, node,
                  {{random_tensor({2, 3}, 1)},
                   left_out(),
                   as_constant(floats({2}, {a, b})),
                   left_out()},
                  &tally);
        CHECK_BOTH(tally);
      }
}

TEST(test_ops_hostile_attributes__constants) {
  Tally tally;
  for (const int64_t start : kExtremes)
    for (const int64_t end : kExtremes) {
      probe(make_constant, make_node("Shape", 15, 1, {{"start", start}, {"end", end}}),
            {{random_tensor({2, 3, 4}, 1)}}, &tally);
      for (const int64_t delta : kExtremes)
        probe(make_constant, make_node("Range", 11, 3),
              {as_constant(ints({start})), as_constant(ints({end})), as_constant(ints({delta}))},
              &tally);
    }
  for (const List& list : hostile_lists())
    probe(make_constant, make_node("ConstantOfShape", 9, 1), {as_constant(ints(list))}, &tally);
  CHECK_BOTH(tally);
}

TEST(test_ops_hostile_attributes__places) {
  for (const char* type : {"GatherND", "GatherElements", "ScatterND", "ScatterElements"}) {
    const bool scatter = type[0] == 'S';
    Tally tally;
    for (const List& list : hostile_lists(30))
      for (const Shape& shape : kShapes)
        for (const int64_t axis : {int64_t{0}, int64_t{-1}, INT64_MAX, INT64_MIN}) {
          const auto count = static_cast<int64_t>(list.size());
          for (const Shape& of_indices : {Shape{count}, {1, count}, {count, 1}}) {
            std::vector<OpInput> inputs{{random_tensor(shape, 1)},
                                        as_constant(Tensor::from_ints(of_indices, list))};
            // One axis named: as many updates as places.
            const bool by_place = type[std::strlen(type) - 1] == 'D';
            const Shape places(of_indices.begin(), of_indices.end() - (by_place ? 1 : 0));
            if (scatter) inputs.push_back({random_tensor(places, 2)});
            probe(scatter ? make_scatter : make_gather_blocks,
                  make_node(type, 18, inputs.size(), {{"axis", axis}, {"batch_dims", axis}}),
                  inputs, &tally);
          }
        }
    CHECK_BOTH(tally);
  }
}

TEST(test_ops_hostile_attributes__numbers_as_inputs) {
  Tally counts, sums, triangles;
  for (const int64_t value : kExtremes)
    for (const Shape& shape : kShapes) {
      const std::vector<OpInput> inputs{{random_tensor(shape, 1)}, as_constant(ints({value}))};
      probe(make_top_k, make_node("TopK", 11, 2, {}, 2), inputs, &counts);
      probe(make_cum_sum, make_node("CumSum", 14, 2), inputs, &sums);
      probe(make_trilu, make_node("Trilu", 14, 2), inputs, &triangles);
    }
  CHECK_BOTH(counts);
  CHECK_BOTH(sums);
  CHECK_BOTH(triangles);
  Tally one_hot;
  for (const int64_t depth : kExtremes)
    for (const int64_t axis : kExtremes)
      probe(make_one_hot, make_node("OneHot", 11, 3, {{"axis", axis}}),
            {{ints(kExtremes)}, as_constant(ints({depth})), {floats({2}, {0, 1})}}, &one_hot);
  CHECK_BOTH(one_hot);
}

TEST(test_ops_hostile_attributes__equations) {
  Tally tally;
  TestRandom random(5);
  const std::string letters = "ijk.,-> a";
  for (int i = 0; i < 20000; ++i) {
    std::string equation;
    for (int64_t k = random.integer(0, 9); k > 0; --k)
      equation +=
          letters[static_cast<size_t>(random.integer(0, static_cast<int64_t>(letters.size()) - 1))];
    probe(make_einsum, make_node("Einsum", 12, 2, {{"equation", equation + ",ij->"}}),
          {{random_tensor({2, 2}, 1)}, {random_tensor({2, 2}, 2)}}, &tally);
  }
  CHECK_BOTH(tally);
}

TEST(test_ops_hostile_attributes__unpooling) {
  Tally tally;
  for (const List& list : hostile_lists())
    for (const char* attribute : {"kernel_shape", "strides", "pads"}) {
      NodeView node = make_node("MaxUnpool", 11, 2, {{"kernel_shape", List{2, 2}}});
      node.attributes[attribute] = list;
      probe(make_max_unpool, node,
            {{random_tensor({1, 2, 2, 2}, 1)}, {random_ints({1, 2, 2, 2}, 1, 0, 7)}}, &tally);
    }
  CHECK_BOTH(tally);
}

// Extents whose product is 0 can still be too large for strides.
TEST(test_ops_hostile_attributes__huge_extents_beside_empty_ones) {
  const int64_t huge = int64_t{1} << 40;
  CHECK_ERROR(element_count({0, huge, huge}), Status::limit, "exceeds 64 bits");
  CHECK_ERROR(element_count({0, huge, 2}), Status::limit, "most allowed");
  CHECK_EQ(element_count({huge, 0}), 0);
}

}  // namespace

int main() {
  return run_tests(
      {CASE(test_ops_hostile_attributes__lists),
       CASE(test_ops_hostile_attributes__pads_of_every_mode),
       CASE(test_ops_hostile_attributes__single_integers),
       CASE(test_ops_hostile_attributes__slices),
       CASE(test_ops_hostile_attributes__sizes_and_scales),
       CASE(test_ops_hostile_attributes__constants), CASE(test_ops_hostile_attributes__places),
       CASE(test_ops_hostile_attributes__numbers_as_inputs),
       CASE(test_ops_hostile_attributes__equations), CASE(test_ops_hostile_attributes__unpooling),
       CASE(test_ops_hostile_attributes__huge_extents_beside_empty_ones)});
}
