#include "ops/factories.h"
#include "support/check_op.h"
#include "support/naive_window.h"

using namespace cnnviz::test;

namespace {

struct PoolCase {
  const char* name;
  Shape x, out;  // out: spatial extents
  std::vector<int64_t> kernel, stride, pads, dilation;
  bool ceil_mode = false, include_pad = false;
};

// Overlapping and padded windows, ceil_mode with an overhang, dilation; 1, 2 and 3 axes; whole and
// broken blocks of channels.
const PoolCase kCases[] = {
    {"2x2", {1, 16, 6, 8}, {3, 4}, {2, 2}, {2, 2}, {0, 0, 0, 0}, {1, 1}},
    {"overlapping", {2, 5, 7, 7}, {3, 3}, {3, 3}, {2, 2}, {0, 0, 0, 0}, {1, 1}},
    {"padded", {1, 20, 7, 6}, {4, 3}, {3, 3}, {2, 2}, {1, 1, 1, 1}, {1, 1}},
    {"padded, counted", {1, 3, 5, 5}, {5, 5}, {3, 3}, {1, 1}, {1, 1, 1, 1}, {1, 1}, false, true},
    {"ceil", {1, 16, 6, 7}, {3, 3}, {3, 3}, {2, 2}, {0, 0, 0, 0}, {1, 1}, true},
    {"ceil, padded, counted",
     {1, 4, 6, 6},
     {4, 4},
     {3, 3},
     {2, 2},
     {1, 1, 1, 1},
     {1, 1},
     true,
     true},
    {"dilated", {1, 3, 9, 8}, {5, 4}, {3, 3}, {1, 1}, {0, 0, 0, 0}, {2, 2}},
    {"uneven", {1, 18, 5, 9}, {3, 3}, {2, 3}, {2, 3}, {1, 0, 0, 2}, {1, 1}},
    {"one axis", {2, 3, 10}, {5}, {3}, {2}, {1, 0}, {1}},
    {"three axes",
     {1, 17, 4, 5, 4},
     {2, 3, 2},
     {2, 3, 2},
     {2, 2, 2},
     {0, 1, 0, 0, 1, 0},
     {1, 1, 1}},
};

NodeView pool_node(const PoolCase& c, const char* type) {
  std::map<std::string, Attribute> attributes{{"kernel_shape", c.kernel},
                                              {"strides", c.stride},
                                              {"pads", c.pads},
                                              {"dilations", c.dilation},
                                              {"ceil_mode", int64_t{c.ceil_mode}}};
  if (std::string(type) == "AveragePool") attributes["count_include_pad"] = int64_t{c.include_pad};
  return make_node(type, 19, 1, attributes);
}

// The elements of each window that lie inside the input.
std::vector<int> inside_counts(const PoolCase& c) {
  std::vector<int> counts(static_cast<size_t>(element_count(c.out)));
  for_each_index(c.out, [&](const std::vector<int64_t>& o) {
    for_each_index(c.kernel, [&](const std::vector<int64_t>& k) {
      bool inside = true;
      for (size_t a = 0; a < c.out.size(); ++a) {
        const int64_t i = o[a] * c.stride[a] - c.pads[a] + k[a] * c.dilation[a];
        inside = inside && i >= 0 && i < c.x[a + 2];
      }
      counts[static_cast<size_t>(flat_index(c.out, o))] += inside;
    });
  });
  return counts;
}

Tensor naive_pool(const PoolCase& c, bool max, const Tensor& x) {
  const Shape spatial(c.x.begin() + 2, c.x.end());
  const size_t axes = spatial.size();
  const NaiveWindow window{c.kernel,
                           c.stride,
                           c.dilation,
                           {c.pads.begin(), c.pads.begin() + static_cast<std::ptrdiff_t>(axes)}};
  Shape shape{c.x[0], c.x[1]};
  shape.insert(shape.end(), c.out.begin(), c.out.end());
  const int64_t in_size = element_count(spatial), out_size = element_count(c.out);
  Tensor y(DataType::float32, shape);
  std::vector<int> counts(static_cast<size_t>(out_size));
  // The padding that is counted ends where pads end; what ceil_mode adds beyond is not.
  for_each_index(c.out, [&](const std::vector<int64_t>& o) {
    for_each_index(c.kernel, [&](const std::vector<int64_t>& k) {
      bool counted = true, inside = true;
      for (size_t a = 0; a < axes; ++a) {
        const int64_t i = o[a] * c.stride[a] - c.pads[a] + k[a] * c.dilation[a];
        inside = inside && i >= 0 && i < spatial[a];
        counted = counted && i < spatial[a] + c.pads[axes + a];
      }
      counts[static_cast<size_t>(flat_index(c.out, o))] += c.include_pad ? counted : inside;
    });
  });
  for (int64_t plane = 0; plane < c.x[0] * c.x[1]; ++plane) {
    const float* from = x.floats().data() + plane * in_size;
    float* to = y.mutable_floats().data() + plane * out_size;
    if (max) std::fill_n(to, out_size, -1e30F);
    for_each_tap(window, spatial, c.out, [&](int64_t o, int64_t, int64_t i) {
      if (i >= 0) to[o] = max ? std::max(to[o], from[i]) : to[o] + from[i];
    });
    if (!max)
      for (int64_t o = 0; o < out_size; ++o)
        to[o] /= static_cast<float>(counts[static_cast<size_t>(o)]);
  }
  return y;
}

void check_pools(const char* type) {
  const bool max = std::string(type) == "MaxPool";
  for (const PoolCase& c : kCases) {
    OpCase item;
    item.name = c.name;
    item.op = max ? make_max_pool(pool_node(c, type)) : make_average_pool(pool_node(c, type));
    item.inputs = {{random_tensor(c.x, 5)}};
    item.naive = [&](const std::vector<Tensor>& in) {
      return std::vector<Tensor>{naive_pool(c, max, in[0])};
    };
    check_op(item);
  }
}

}  // namespace

TEST(test_ops_pool__max_equals_naive_loop) {
  check_pools("MaxPool");
}
TEST(test_ops_pool__average_equals_naive_loop) {
  check_pools("AveragePool");
}

// LpPool from the average of |x|^p, which lacks the count.
TEST(test_ops_pool__lp_equals_naive_loop) {
  for (const PoolCase& c : kCases)
    for (const int64_t p : {1, 2, 3}) {
      if (c.include_pad) continue;
      NodeView node = pool_node(c, "LpPool");
      node.attributes["p"] = p;
      OpCase item;
      item.name = concat(c.name, ", p ", p);
      item.op = make_lp_pool(node);
      item.inputs = {{random_tensor(c.x, 5)}};
      item.naive = [&](const std::vector<Tensor>& in) {
        Tensor powers = in[0].clone();
        for (float& value : powers.mutable_floats())
          value = std::pow(std::fabs(value), static_cast<float>(p));
        Tensor y = naive_pool(c, false, powers);
        const std::vector<int> counts = inside_counts(c);
        for (size_t i = 0; i < y.floats().size(); ++i) {
          float& value = y.mutable_floats()[i];
          value = std::pow(value * static_cast<float>(counts[i % counts.size()]),
                           1 / static_cast<float>(p));
        }
        return std::vector<Tensor>{y};
      };
      check_op(item);
    }
}

TEST(test_ops_pool__gradient_goes_to_first_maximum_and_adds_up) {
  // All equal: each window's first element takes its gradient; windows of 3, stride 1, overlap.
  const OpPtr op =
      make_max_pool(make_node("MaxPool", 13, 1, {{"kernel_shape", std::vector<int64_t>{3}}}));
  OpRunner runner(op, {{Tensor::from_floats({1, 1, 5}, std::vector<float>{1, 1, 1, 1, 1})}},
                  {Layout::plain});
  runner.forward();
  const Tensor seed = Tensor::from_floats({1, 1, 3}, std::vector<float>{1, 10, 100});
  CHECK(runner.backward({seed}, {})[0].to_floats() == (std::vector<float>{1, 10, 100, 0, 0}));

  OpRunner peak(op, {{Tensor::from_floats({1, 1, 5}, std::vector<float>{0, 0, 9, 0, 0})}},
                {Layout::plain});
  peak.forward();
  CHECK(peak.backward({seed}, {})[0].to_floats() == (std::vector<float>{0, 0, 111, 0, 0}));
}

TEST(test_ops_pool__indices) {
  OpCase item;
  item.name = "indices";
  item.op = make_max_pool(make_node(
      "MaxPool", 13, 1,
      {{"kernel_shape", std::vector<int64_t>{2, 2}}, {"strides", std::vector<int64_t>{2, 2}}}, 2));
  item.inputs = {{Tensor::from_floats({1, 2, 2, 4}, std::vector<float>{1, 5, 2, 2, 3, 4, 2, 8,  //
                                                                       9, 0, 1, 2, 0, 0, 4, 3})}};
  item.expected = {Tensor::from_floats({1, 2, 1, 2}, std::vector<float>{5, 8, 9, 4}),
                   Tensor::from_ints({1, 2, 1, 2}, std::vector<int64_t>{1, 7, 8, 14})};
  check_op(item);
}

TEST(test_ops_pool__refuses_what_does_not_fit) {
  const auto infer = [](std::map<std::string, Attribute> attributes) {
    const std::vector<ValueInfo> inputs{ValueInfo::of_floats({1, 3, 8, 8})};
    return make_max_pool(make_node("MaxPool", 13, 1, std::move(attributes)))->infer(inputs);
  };
  using Ints = std::vector<int64_t>;
  CHECK_ERROR(infer({}), Status::invalid_argument, "kernel_shape");
  CHECK_ERROR(infer({{"kernel_shape", Ints{3}}}), Status::invalid_argument, "spatial axes");
  CHECK_ERROR(infer({{"kernel_shape", Ints{9, 9}}}), Status::invalid_argument, "does not fit");
  CHECK_ERROR(infer({{"kernel_shape", Ints{2, 2}}, {"pads", Ints{2, 2, 2, 2}}}),
              Status::invalid_argument, "not smaller");
  CHECK_ERROR(infer({{"kernel_shape", Ints{2, 2}}, {"auto_pad", std::string("HALF")}}),
              Status::invalid_argument, "SAME_UPPER");
}

int main() {
  return run_tests({CASE(test_ops_pool__max_equals_naive_loop),
                    CASE(test_ops_pool__average_equals_naive_loop),
                    CASE(test_ops_pool__lp_equals_naive_loop),
                    CASE(test_ops_pool__gradient_goes_to_first_maximum_and_adds_up),
                    CASE(test_ops_pool__indices), CASE(test_ops_pool__refuses_what_does_not_fit)});
}
