#include "ops/factories.h"
#include "support/check_op.h"
#include "support/naive_window.h"

using namespace cnnviz::test;

namespace {

// NumPy's matmul, element by element.
Tensor naive_matmul(const Tensor& a, const Tensor& b, const Shape& out) {
  Shape as = a.shape(), bs = b.shape(), full = out;
  if (as.size() == 1) {
    as.insert(as.begin(), 1);
    full.insert(full.end() - (bs.size() > 1 ? 1 : 0), 1);
  }
  if (bs.size() == 1) {
    bs.push_back(1);
    full.push_back(1);
  }
  Tensor y(DataType::float32, out);
  size_t at = 0;
  for_each_index(full, [&](const std::vector<int64_t>& o) {
    const auto offset = [&](const Shape& shape, int64_t row, int64_t column) {
      std::vector<int64_t> index(shape.size());
      for (size_t i = 0; i + 2 < shape.size(); ++i) {
        const int64_t coordinate = o[o.size() - shape.size() + i];
        index[i] = shape[i] == 1 ? 0 : coordinate;
      }
      index[shape.size() - 2] = row;
      index[shape.size() - 1] = column;
      return static_cast<size_t>(flat_index(shape, index));
    };
    double sum = 0;
    for (int64_t k = 0; k < as.back(); ++k)
      sum += static_cast<double>(a.floats()[offset(as, o[o.size() - 2], k)]) *
             static_cast<double>(b.floats()[offset(bs, k, o.back())]);
    y.mutable_floats()[at++] = static_cast<float>(sum);
  });
  return y;
}

}  // namespace

TEST(test_ops_matmul__equals_naive_loop_forward_and_backward) {
  struct Case {
    Shape a, b, out;
    bool constant_b;
  };
  const Case cases[] = {
      {{1, 20}, {20, 7}, {1, 7}, true},
      {{5, 6}, {6, 3}, {5, 3}, false},
      {{2, 3, 4}, {4, 5}, {2, 3, 5}, true},
      {{2, 3, 4}, {2, 4, 5}, {2, 3, 5}, false},
      {{3, 4}, {2, 4, 2}, {2, 3, 2}, false},
      {{2, 1, 3, 4}, {3, 4, 2}, {2, 3, 3, 2}, false},
      {{4}, {4, 3}, {3}, false},
      {{2, 3, 4}, {4}, {2, 3}, false},
      {{2, 1, 4}, {2, 4, 3}, {2, 1, 3}, false},
  };
  for (const Case& c : cases) {
    OpCase item;
    item.name = shape_text(c.a) + " by " + shape_text(c.b);
    item.op = make_matmul(make_node("MatMul", 13, 2));
    item.inputs = {{random_tensor(c.a, 1)}, {random_tensor(c.b, 2), c.constant_b, !c.constant_b}};
    item.naive = [&c](const std::vector<Tensor>& in) {
      return std::vector<Tensor>{naive_matmul(in[0], in[1], c.out)};
    };
    check_op(item);
  }
}

// Of operands stored with their last two axes exchanged, times a factor.
TEST(test_ops_matmul__fused_transposes_and_factor) {
  const auto transposed = [](const Tensor& tensor) {
    Shape shape = tensor.shape();
    if (shape.size() < 2) return tensor;
    std::swap(shape.back(), shape[shape.size() - 2]);
    Tensor result(DataType::float32, shape);
    size_t at = 0;
    for_each_index(shape, [&](const std::vector<int64_t>& index) {
      std::vector<int64_t> from = index;
      std::swap(from.back(), from[from.size() - 2]);
      result.mutable_floats()[at++] =
          tensor.floats()[static_cast<size_t>(flat_index(tensor.shape(), from))];
    });
    return result;
  };
  struct Case {
    Shape a, b, out;  // a and b as they multiply
  };
  const Case cases[] = {{{3, 4}, {4, 5}, {3, 5}},
                        {{1, 4}, {4, 5}, {1, 5}},
                        {{2, 3, 4}, {4, 5}, {2, 3, 5}},
                        {{2, 1, 3, 4}, {3, 4, 2}, {2, 3, 3, 2}},
                        {{4}, {4, 3}, {3}},
                        {{2, 3, 4}, {4}, {2, 3}}};
  for (const Case& c : cases)
    for (const int64_t a : {0, 1})
      for (const int64_t b : {0, 1}) {
        NodeView node =
            make_node("FusedMatMul", 1, 2, {{"transA", a}, {"transB", b}, {"alpha", -0.5f}});
        node.domain = "com.microsoft";
        const Tensor left = random_tensor(c.a, 1), right = random_tensor(c.b, 2);
        OpCase item;
        item.name = concat(shape_text(c.a), " by ", shape_text(c.b), " ", a, b);
        item.op = make_matmul(node);
        item.inputs = {{a != 0 ? transposed(left) : left}, {b != 0 ? transposed(right) : right}};
        Tensor expected = naive_matmul(left, right, c.out);
        for (float& value : expected.mutable_floats()) value *= -0.5f;
        item.expected = {expected};
        check_op(item);
      }
}

TEST(test_ops_matmul__refuses_what_does_not_fit) {
  const auto infer = [](Shape a, Shape b) {
    const std::vector<ValueInfo> inputs{ValueInfo::of_floats(a), ValueInfo::of_floats(b)};
    return make_matmul(make_node("MatMul", 13, 2))->infer(inputs);
  };
  CHECK_ERROR(infer({2, 3}, {4, 5}), Status::invalid_argument, "do not multiply");
  CHECK_ERROR(infer({}, {4, 5}), Status::invalid_argument, "scalar");
  CHECK_ERROR(infer({2, 3, 4}, {3, 4, 5}), Status::invalid_argument, "broadcast");
}

int main() {
  return run_tests({CASE(test_ops_matmul__equals_naive_loop_forward_and_backward),
                    CASE(test_ops_matmul__fused_transposes_and_factor),
                    CASE(test_ops_matmul__refuses_what_does_not_fit)});
}
