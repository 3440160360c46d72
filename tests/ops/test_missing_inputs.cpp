// Operators refuse nodes that leave out what they read, or give more.
#include "ops/factories.h"
#include "support/check_op.h"

using namespace cnnviz::test;

namespace {

struct Row {
  const char* type;
  OpPtr (*make)(const NodeView&);
  size_t least, most;  // inputs
};

constexpr Row kRows[] = {
    {"Conv", make_conv, 2, 3},
    {"ConvTranspose", make_conv_transpose, 2, 3},
    {"Gemm", make_gemm, 2, 3},
    {"BatchNormalization", make_batch_norm, 5, 5},
    {"GlobalAveragePool", make_global_pool, 1, 1},
    {"LRN", make_lrn, 1, 1},
    {"MaxPool", make_max_pool, 1, 1},
    {"AveragePool", make_average_pool, 1, 1},
};

}  // namespace

TEST(test_ops_missing_inputs__are_refused) {
  for (const Row& row : kRows) {
    for (size_t count = 0; count < row.least; ++count)
      CHECK_ERROR(row.make(make_node(row.type, 11, count)), Status::corrupt,
                  concat("it has ", count, " inputs").c_str());
    CHECK_ERROR(row.make(make_node(row.type, 11, row.most + 1)), Status::corrupt,
                concat("it has ", row.most + 1, " inputs").c_str());
    NodeView gap = make_node(row.type, 11, row.least);
    gap.inputs[0].clear();
    CHECK_ERROR(row.make(gap), Status::corrupt, "input 0 is left out");
  }
}

int main() {
  return run_tests({CASE(test_ops_missing_inputs__are_refused)});
}
