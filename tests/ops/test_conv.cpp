#include "ops/factories.h"
#include "support/check_op.h"
#include "support/naive_window.h"

using namespace cnnviz::test;

namespace {

struct ConvCase {
  const char* name;
  Shape x, w;
  std::vector<int64_t> stride, pads, dilation;
  int64_t groups = 1;
  bool bias = true;
};

// Depthwise, grouped, dilated, strided, asymmetrically padded; few channels (a picture), whole and
// broken blocks of channels; 1, 2 and 3 spatial axes.
const ConvCase kCases[] = {
    {"picture", {1, 3, 9, 11}, {16, 3, 3, 3}, {1, 1}, {1, 1, 1, 1}, {1, 1}},
    {"picture, stride 2, no pad", {2, 3, 9, 8}, {16, 3, 3, 3}, {2, 2}, {0, 0, 0, 0}, {1, 1}},
    {"picture, stride 2", {1, 3, 14, 13}, {20, 3, 7, 7}, {2, 2}, {3, 3, 3, 3}, {1, 1}},
    {"picture, stride 4", {1, 3, 23, 23}, {16, 3, 11, 11}, {4, 4}, {2, 2, 2, 2}, {1, 1}},
    {"picture, stride 3x2, uneven pads", {1, 1, 10, 9}, {8, 1, 4, 3}, {3, 2}, {1, 0, 2, 1}, {1, 1}},
    {"stride above kernel", {1, 3, 11, 11}, {16, 3, 2, 2}, {3, 3}, {0, 0, 0, 0}, {1, 1}},
    {"blocks", {1, 32, 6, 5}, {16, 32, 3, 3}, {1, 1}, {1, 1, 1, 1}, {1, 1}},
    {"blocks, stride 2", {2, 16, 7, 7}, {32, 16, 3, 3}, {2, 2}, {1, 1, 1, 1}, {1, 1}, 1, false},
    {"broken blocks", {1, 20, 6, 6}, {10, 20, 3, 3}, {1, 1}, {1, 1, 1, 1}, {1, 1}},
    {"1x1", {1, 32, 5, 4}, {48, 32, 1, 1}, {1, 1}, {0, 0, 0, 0}, {1, 1}},
    {"1x1 with pad", {1, 16, 3, 3}, {16, 16, 1, 1}, {1, 1}, {1, 1, 1, 1}, {1, 1}},
    {"dilated", {1, 16, 9, 9}, {16, 16, 3, 3}, {1, 1}, {2, 2, 2, 2}, {2, 2}},
    {"dilated, strided, uneven pads", {1, 6, 10, 9}, {5, 6, 2, 3}, {2, 1}, {0, 1, 2, 0}, {2, 3}},
    {"groups", {1, 32, 5, 5}, {32, 16, 3, 3}, {1, 1}, {1, 1, 1, 1}, {1, 1}, 2},
    {"narrow groups", {1, 12, 5, 5}, {18, 4, 3, 3}, {1, 1}, {1, 1, 1, 1}, {1, 1}, 3},
    {"groups of 4 merged", {2, 32, 5, 6}, {32, 4, 3, 3}, {1, 1}, {1, 1, 1, 1}, {1, 1}, 8},
    {"groups of 8 and a last block half full",
     {1, 24, 6, 5},
     {24, 8, 3, 3},
     {2, 2},
     {1, 1, 1, 1},
     {1, 1},
     3},
    {"a picture of wide strides", {1, 3, 17, 23}, {20, 3, 5, 7}, {4, 3}, {2, 3, 1, 0}, {1, 1}, 1},
    {"patches of a picture", {2, 3, 16, 24}, {18, 3, 8, 8}, {8, 8}, {0, 0, 0, 0}, {1, 1}, 1},
    {"depthwise", {1, 16, 7, 7}, {16, 1, 3, 3}, {1, 1}, {1, 1, 1, 1}, {1, 1}, 16},
    {"depthwise, stride 2", {1, 24, 7, 8}, {24, 1, 3, 3}, {2, 2}, {1, 1, 1, 1}, {1, 1}, 24},
    {"depthwise, kernel 5", {2, 20, 9, 10}, {20, 1, 5, 5}, {1, 1}, {2, 2, 2, 2}, {1, 1}, 20},
    {"depthwise, kernel 5, stride 2",
     {1, 16, 11, 8},
     {16, 1, 5, 5},
     {2, 2},
     {1, 2, 2, 1},
     {1, 1},
     16},
    {"depthwise, wide pads", {1, 16, 5, 3}, {16, 1, 3, 3}, {2, 2}, {3, 0, 2, 4}, {1, 1}, 16},
    {"depthwise, no pads", {1, 16, 6, 7}, {16, 1, 3, 3}, {1, 1}, {0, 0, 0, 0}, {1, 1}, 16},
    {"winograd", {2, 32, 15, 14}, {48, 32, 3, 3}, {1, 1}, {1, 1, 1, 1}, {1, 1}},
    {"winograd, uneven pads", {1, 64, 14, 14}, {64, 64, 3, 3}, {1, 1}, {0, 1, 2, 0}, {1, 1}},
    {"depthwise times 2", {1, 8, 6, 6}, {16, 1, 3, 3}, {1, 1}, {1, 1, 1, 1}, {1, 1}, 8},
    {"one axis", {2, 16, 12}, {16, 16, 5}, {2}, {2, 1}, {1}},
    {"three axes", {1, 4, 4, 5, 6}, {6, 4, 2, 3, 3}, {1, 2, 1}, {0, 1, 1, 1, 1, 1}, {1, 1, 1}},
};

Tensor naive_conv(const ConvCase& c, const std::vector<Tensor>& in) {
  const Shape spatial(c.x.begin() + 2, c.x.end()), kernel(c.w.begin() + 2, c.w.end());
  const size_t axes = spatial.size();
  Shape out{c.x[0], c.w[0]}, out_spatial;
  for (size_t a = 0; a < axes; ++a)
    out_spatial.push_back(
        (spatial[a] + c.pads[a] + c.pads[axes + a] - (c.dilation[a] * (kernel[a] - 1) + 1)) /
            c.stride[a] +
        1);
  out.insert(out.end(), out_spatial.begin(), out_spatial.end());
  const NaiveWindow window{kernel,
                           c.stride,
                           c.dilation,
                           {c.pads.begin(), c.pads.begin() + static_cast<std::ptrdiff_t>(axes)}};
  const int64_t in_size = element_count(spatial), out_size = element_count(out_spatial);
  const int64_t taps = element_count(kernel), per_group = c.w[1], outs = c.w[0] / c.groups;
  std::vector<double> y(static_cast<size_t>(element_count(out)));
  const float* x = in[0].floats().data();
  const float* w = in[1].floats().data();
  for_each_tap(window, spatial, out_spatial, [&](int64_t o, int64_t t, int64_t i) {
    if (i < 0) return;
    for (int64_t n = 0; n < c.x[0]; ++n)
      for (int64_t k = 0; k < c.w[0]; ++k)
        for (int64_t j = 0; j < per_group; ++j) {
          const int64_t channel = k / outs * per_group + j;
          y[static_cast<size_t>((n * c.w[0] + k) * out_size + o)] +=
              static_cast<double>(x[(n * c.x[1] + channel) * in_size + i]) *
              static_cast<double>(w[(k * per_group + j) * taps + t]);
        }
  });
  Tensor result(DataType::float32, out);
  for (size_t i = 0; i < y.size(); ++i) {
    const size_t k = i / static_cast<size_t>(out_size) % static_cast<size_t>(c.w[0]);
    result.mutable_floats()[i] =
        static_cast<float>(y[i] + (c.bias ? static_cast<double>(in[2].floats()[k]) : 0.0));
  }
  return result;
}

NodeView conv_node(const ConvCase& c) {
  return make_node(
      "Conv", 13, c.bias ? 3 : 2,
      {{"strides", c.stride}, {"pads", c.pads}, {"dilations", c.dilation}, {"group", c.groups}});
}

}  // namespace

TEST(test_ops_conv__equals_naive_loop_forward_and_backward) {
  for (const ConvCase& c : kCases) {
    OpCase item;
    item.name = c.name;
    item.op = make_conv(conv_node(c));
    item.inputs = {{random_tensor(c.x, 1)}, as_constant(random_tensor(c.w, 2, -1, 1))};
    if (c.bias) item.inputs.push_back(as_constant(random_tensor({c.w[0]}, 3)));
    item.naive = [&c](const std::vector<Tensor>& in) {
      return std::vector<Tensor>{naive_conv(c, in)};
    };
    check_op(item);
  }
}

TEST(test_ops_conv__auto_pad) {
  // SAME_UPPER puts the odd pixel at the end, SAME_LOWER at the beginning.
  const Tensor x = Tensor::from_floats({1, 1, 4}, std::vector<float>{1, 2, 3, 4});
  const Tensor w = Tensor::from_floats({1, 1, 2}, std::vector<float>{10, 1});
  const auto run = [&](const char* pad, std::vector<float> expected) {
    OpCase item;
    item.name = pad;
    item.op = make_conv(make_node("Conv", 13, 2, {{"auto_pad", std::string(pad)}}));
    item.inputs = {{x}, as_constant(w)};
    item.expected = {Tensor::from_floats({1, 1, static_cast<int64_t>(expected.size())}, expected)};
    check_op(item);
  };
  run("SAME_UPPER", {12, 23, 34, 40});
  run("SAME_LOWER", {1, 12, 23, 34});
  run("VALID", {12, 23, 34});
}

TEST(test_ops_conv__refuses_what_does_not_fit) {
  const auto infer = [](Shape x, Shape w, std::map<std::string, Attribute> attributes) {
    std::vector<ValueInfo> inputs{ValueInfo::of_floats(x), ValueInfo::of_floats(w)};
    inputs[1].constant = Tensor(DataType::float32, w);
    return make_conv(make_node("Conv", 13, 2, std::move(attributes)))->infer(inputs);
  };
  using Ints = std::vector<int64_t>;
  CHECK_ERROR(infer({1, 3, 8, 8}, {4, 5, 3, 3}, {}), Status::invalid_argument, "channels");
  CHECK_ERROR(infer({1, 3, 2, 2}, {4, 3, 3, 3}, {}), Status::invalid_argument, "does not fit");
  CHECK_ERROR(infer({1, 3}, {4, 3}, {}), Status::unsupported, "spatial axes");
  CHECK_ERROR(infer({1, 4, 8, 8}, {6, 2, 3, 3}, {{"group", int64_t{4}}}), Status::invalid_argument,
              "groups");
  CHECK_ERROR(infer({1, 3, 8, 8}, {4, 3, 3, 3}, {{"kernel_shape", Ints{5, 5}}}),
              Status::invalid_argument, "kernel_shape");
  CHECK_ERROR(infer({1, 3, 8, 8}, {4, 3, 3, 3}, {{"strides", Ints{0, 1}}}), Status::unsupported,
              "strides");
  CHECK_ERROR(infer({1, 3, 8, 8}, {4, 3, 3, 3}, {{"pads", Ints{1, 1}}}), Status::invalid_argument,
              "pads");
  CHECK_ERROR(infer({1, 3, 8, 8}, {4, 3, 3, 3}, {{"pads", Ints{-1, 0, 0, 0}}}), Status::unsupported,
              "pads");
  CHECK_ERROR(infer({1, 3, 8, 8}, {4, 3, 3, 3}, {{"dilations", Ints{INT64_MAX, 1}}}),
              Status::unsupported, "dilations");
}

int main() {
  return run_tests({CASE(test_ops_conv__equals_naive_loop_forward_and_backward),
                    CASE(test_ops_conv__auto_pad), CASE(test_ops_conv__refuses_what_does_not_fit)});
}
