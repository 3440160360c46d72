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
                    CASE(test_ops_matmul__refuses_what_does_not_fit)});
}
