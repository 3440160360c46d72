#include "ops/factories.h"
#include "support/check_op.h"

using namespace cnnviz::test;

namespace {

struct GemmCase {
  const char* name;
  int64_t m, k, n;
  bool transpose_a, transpose_b;
  float alpha, beta;
  Shape c;  // empty: a scalar
  bool has_c = true, constant_b = true;
};

const GemmCase kCases[] = {
    {"one row", 1, 37, 19, false, true, 1, 1, {19}},
    {"one row, B as it is", 1, 70, 33, false, false, 1, 1, {1, 33}},
    {"one row, alpha", 1, 9, 5, false, true, 0.5F, 2, {5}},
    {"rows", 4, 13, 7, false, true, 1, 1, {7}},
    {"both transposed", 3, 5, 6, true, true, 1.5F, 0.5F, {3, 1}},
    {"A transposed", 3, 5, 6, true, false, 1, 1, {3, 6}},
    {"no C, B computed", 2, 8, 3, false, false, 1, 1, {}, false, false},
    {"both transposed, B computed", 2, 4, 3, true, true, 2, 1, {}, true, false},
};

}  // namespace

TEST(test_ops_gemm__equals_naive_loop_forward_and_backward) {
  for (const GemmCase& c : kCases) {
    OpCase item;
    item.name = c.name;
    item.op = make_gemm(make_node("Gemm", 13, c.has_c ? 3 : 2,
                                  {{"transA", int64_t{c.transpose_a}},
                                   {"transB", int64_t{c.transpose_b}},
                                   {"alpha", c.alpha},
                                   {"beta", c.beta}}));
    const Shape a = c.transpose_a ? Shape{c.k, c.m} : Shape{c.m, c.k};
    const Shape b = c.transpose_b ? Shape{c.n, c.k} : Shape{c.k, c.n};
    item.inputs = {{random_tensor(a, 1)}, {random_tensor(b, 2), c.constant_b, !c.constant_b}};
    if (c.has_c) item.inputs.push_back({random_tensor(c.c, 3)});
    item.naive = [&c](const std::vector<Tensor>& in) {
      Tensor y(DataType::float32, {c.m, c.n});
      for (int64_t r = 0; r < c.m; ++r)
        for (int64_t k = 0; k < c.n; ++k) {
          double sum = 0;
          for (int64_t i = 0; i < c.k; ++i) {
            const int64_t ai = c.transpose_a ? i * c.m + r : r * c.k + i;
            const int64_t bi = c.transpose_b ? k * c.k + i : i * c.n + k;
            sum += static_cast<double>(in[0].floats()[static_cast<size_t>(ai)]) *
                   static_cast<double>(in[1].floats()[static_cast<size_t>(bi)]);
          }
          float added = 0;
          if (c.has_c) {
            const int64_t columns = c.c.empty() ? 1 : c.c.back();
            const int64_t rows = c.c.size() < 2 ? 1 : c.c[0];
            const int64_t at = (rows == 1 ? 0 : r) * columns + (columns == 1 ? 0 : k);
            added = in[2].floats()[static_cast<size_t>(at)];
          }
          y.mutable_floats()[static_cast<size_t>(r * c.n + k)] =
              static_cast<float>(static_cast<double>(c.alpha) * sum) + c.beta * added;
        }
      return std::vector<Tensor>{y};
    };
    check_op(item);
  }
}

TEST(test_ops_gemm__refuses_what_does_not_fit) {
  const auto infer = [](Shape a, Shape b, Shape c) {
    const std::vector<ValueInfo> inputs{ValueInfo::of_floats(a), ValueInfo::of_floats(b),
                                        ValueInfo::of_floats(c)};
    return make_gemm(make_node("Gemm", 13, 3))->infer(inputs);
  };
  CHECK_ERROR(infer({2, 3}, {4, 5}, {5}), Status::invalid_argument, "do not multiply");
  CHECK_ERROR(infer({2, 3, 1}, {3, 5}, {5}), Status::invalid_argument, "a matrix is needed");
  CHECK_ERROR(infer({2, 3}, {3, 5}, {4}), Status::invalid_argument, "broadcast");
  CHECK_ERROR(infer({0, 3}, {3, 5}, {5}), Status::invalid_argument, "empty");
}

int main() {
  return run_tests({CASE(test_ops_gemm__equals_naive_loop_forward_and_backward),
                    CASE(test_ops_gemm__refuses_what_does_not_fit)});
}
