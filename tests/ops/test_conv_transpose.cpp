#include "ops/factories.h"
#include "support/check_op.h"
#include "support/naive_window.h"

using namespace cnnviz::test;

namespace {

struct TransposeCase {
  const char* name;
  Shape x, w, out;  // out: spatial extents
  std::vector<int64_t> stride, pads, dilation, output_padding;
  int64_t groups = 1;
  bool bias = true;
};

const TransposeCase kCases[] = {
    {"plain", {1, 3, 4, 5}, {3, 6, 3, 3}, {6, 7}, {1, 1}, {0, 0, 0, 0}, {1, 1}, {0, 0}},
    {"blocks, stride 2",
     {1, 16, 4, 4},
     {16, 32, 2, 2},
     {8, 8},
     {2, 2},
     {0, 0, 0, 0},
     {1, 1},
     {0, 0}},
    {"pads", {2, 16, 5, 5}, {16, 16, 3, 3}, {9, 9}, {2, 2}, {1, 1, 1, 1}, {1, 1}, {0, 0}, 1, false},
    {"output_padding", {1, 4, 5, 4}, {4, 3, 3, 3}, {10, 8}, {2, 2}, {1, 1, 1, 1}, {1, 1}, {1, 1}},
    {"groups", {1, 8, 3, 3}, {8, 2, 3, 3}, {5, 5}, {1, 1}, {0, 0, 0, 0}, {1, 1}, {0, 0}, 4},
    {"dilated", {1, 4, 3, 3}, {4, 5, 2, 2}, {5, 5}, {1, 1}, {0, 0, 0, 0}, {2, 2}, {0, 0}},
    {"one axis", {1, 3, 6}, {3, 2, 4}, {13}, {2}, {1, 0}, {1}, {0}},
    {"three axes",
     {1, 2, 3, 2, 2},
     {2, 3, 2, 2, 2},
     {6, 4, 4},
     {2, 2, 2},
     {0, 0, 0, 0, 0, 0},
     {1, 1, 1},
     {0, 0, 0}},
};

// Every input element adds its weighted kernel to the output: the taps of the convolution from
// output to input, read backward.
Tensor naive(const TransposeCase& c, const std::vector<Tensor>& in) {
  const Shape spatial(c.x.begin() + 2, c.x.end()), kernel(c.w.begin() + 2, c.w.end());
  const size_t axes = spatial.size();
  const int64_t per_group = c.w[1], outs = per_group * c.groups, ins = c.x[1] / c.groups;
  Shape shape{c.x[0], outs};
  shape.insert(shape.end(), c.out.begin(), c.out.end());
  Tensor y(DataType::float32, shape);
  const NaiveWindow window{kernel,
                           c.stride,
                           c.dilation,
                           {c.pads.begin(), c.pads.begin() + static_cast<std::ptrdiff_t>(axes)}};
  const int64_t in_size = element_count(spatial), out_size = element_count(c.out),
                taps = element_count(kernel);
  float* to = y.mutable_floats().data();
  for_each_tap(window, c.out, spatial, [&](int64_t i, int64_t t, int64_t o) {
    if (o < 0) return;
    for (int64_t n = 0; n < c.x[0]; ++n)
      for (int64_t ic = 0; ic < c.x[1]; ++ic)
        for (int64_t j = 0; j < per_group; ++j)
          to[(n * outs + ic / ins * per_group + j) * out_size + o] +=
              in[0].floats()[static_cast<size_t>((n * c.x[1] + ic) * in_size + i)] *
              in[1].floats()[static_cast<size_t>((ic * per_group + j) * taps + t)];
  });
  if (c.bias)
    for (int64_t i = 0; i < y.size(); ++i)
      to[i] += in[2].floats()[static_cast<size_t>(i / out_size % outs)];
  return y;
}

}  // namespace

TEST(test_ops_conv_transpose__equals_naive_loop_forward_and_backward) {
  for (const TransposeCase& c : kCases) {
    OpCase item;
    item.name = c.name;
    item.op = make_conv_transpose(make_node("ConvTranspose", 13, c.bias ? 3 : 2,
                                            {{"strides", c.stride},
                                             {"pads", c.pads},
                                             {"dilations", c.dilation},
                                             {"output_padding", c.output_padding},
                                             {"group", c.groups}}));
    item.inputs = {{random_tensor(c.x, 1)}, as_constant(random_tensor(c.w, 2, -1, 1))};
    if (c.bias) item.inputs.push_back(as_constant(random_tensor({c.w[1] * c.groups}, 3)));
    item.naive = [&c](const std::vector<Tensor>& in) { return std::vector<Tensor>{naive(c, in)}; };
    check_op(item);
  }
}

TEST(test_ops_conv_transpose__output_shape_and_auto_pad) {
  const auto extents = [](std::map<std::string, Attribute> attributes) {
    std::vector<ValueInfo> inputs{ValueInfo::of_floats({1, 1, 3, 3}),
                                  ValueInfo::of_floats({1, 2, 3, 3})};
    inputs[1].constant = Tensor(DataType::float32, {1, 2, 3, 3});
    return make_conv_transpose(make_node("ConvTranspose", 13, 2, std::move(attributes)))
        ->infer(inputs)[0]
        .shape;
  };
  using Ints = std::vector<int64_t>;
  CHECK(extents({{"strides", Ints{3, 2}}, {"output_shape", Ints{9, 6}}}) == (Shape{1, 2, 9, 6}));
  CHECK(extents({{"strides", Ints{2, 2}}, {"auto_pad", std::string("SAME_UPPER")}}) ==
        (Shape{1, 2, 6, 6}));
  CHECK_ERROR(extents({{"output_shape", Ints{50, 50}}}), Status::unsupported, "outside [1, 5]");
  CHECK_ERROR(extents({{"output_padding", Ints{1, 1}}}), Status::invalid_argument,
              "below the stride");
  CHECK_ERROR(extents({{"pads", Ints{9, 9, 9, 9}}}), Status::invalid_argument, "leave nothing");
}

int main() {
  return run_tests({CASE(test_ops_conv_transpose__equals_naive_loop_forward_and_backward),
                    CASE(test_ops_conv_transpose__output_shape_and_auto_pad)});
}
