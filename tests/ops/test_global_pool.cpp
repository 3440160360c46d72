#include "ops/factories.h"
#include "support/check_op.h"

using namespace cnnviz::test;

namespace {

enum class Kind { average, max, lp };

void check_global(const char* type, Kind kind, int64_t p = 2) {
  for (const Shape& shape :
       {Shape{2, 5, 3, 4}, Shape{1, 16, 4, 4}, Shape{1, 20, 7}, Shape{1, 3, 2, 3, 2}}) {
    OpCase item;
    item.name = concat(type, " ", shape_text(shape));
    item.op = make_global_pool(make_node(type, 13, 1, {{"p", p}}));
    item.inputs = {{random_tensor(shape, 1)}};
    item.naive = [&](const std::vector<Tensor>& in) {
      Shape out(shape.size(), 1);
      out[0] = shape[0], out[1] = shape[1];
      Tensor y(DataType::float32, out);
      const int64_t spatial = in[0].size() / y.size();
      for (int64_t i = 0; i < y.size(); ++i) {
        const auto part =
            in[0].floats().subspan(static_cast<size_t>(i * spatial), static_cast<size_t>(spatial));
        double sum = 0, powers = 0;
        for (const float value : part) {
          sum += static_cast<double>(value);
          powers += std::pow(std::abs(static_cast<double>(value)), p);
        }
        y.mutable_floats()[static_cast<size_t>(i)] =
            kind == Kind::max  ? *std::max_element(part.begin(), part.end())
            : kind == Kind::lp ? static_cast<float>(std::pow(powers, 1 / static_cast<double>(p)))
                               : static_cast<float>(sum / static_cast<double>(spatial));
      }
      return std::vector<Tensor>{y};
    };
    check_op(item);
  }
}

}  // namespace

TEST(test_ops_global_pool__average) {
  check_global("GlobalAveragePool", Kind::average);
}
TEST(test_ops_global_pool__max) {
  check_global("GlobalMaxPool", Kind::max);
}
TEST(test_ops_global_pool__lp) {
  for (const int64_t p : {1, 2, 3}) check_global("GlobalLpPool", Kind::lp, p);
}

int main() {
  return run_tests({CASE(test_ops_global_pool__average), CASE(test_ops_global_pool__max),
                    CASE(test_ops_global_pool__lp)});
}
