#include "backend/matrix.h"

#include <tuple>
#include <vector>

#include "backend/parallel.h"
#include "base/random.h"
#include "support/check.h"

using namespace cnnviz::test;

namespace {

std::vector<float> random_floats(int64_t count, uint64_t seed) {
  Random random(seed);
  std::vector<float> values(static_cast<size_t>(count));
  for (float& v : values) v = static_cast<float>(random.uniform() * 2 - 1);
  return values;
}

}  // namespace

TEST(test_backend_matrix__products_equal_the_naive_loop) {
  // Up to 16 rows take a way of their own: four and one at a time, with and without a remainder.
  const int64_t n = 7, k = 37;
  for (const auto& [m, ta, tb] : std::vector<std::tuple<int64_t, bool, bool>>{{5, false, false},
                                                                              {5, false, true},
                                                                              {5, true, false},
                                                                              {5, true, true},
                                                                              {1, false, true},
                                                                              {1, true, true},
                                                                              {16, false, true},
                                                                              {17, false, true}}) {
    const std::vector<float> a = random_floats(m * k, 1), b = random_floats(k * n, 2);
    std::vector<float> c = random_floats(m * n, 3);
    const std::vector<float> before = c;
    matrix_product(ta, tb, m, n, k, 2, a.data(), b.data(), 0.5F, c.data());
    for (int64_t r = 0; r < m; ++r)
      for (int64_t s = 0; s < n; ++s) {
        double sum = 0;
        for (int64_t i = 0; i < k; ++i)
          sum += static_cast<double>(a[static_cast<size_t>(ta ? i * m + r : r * k + i)]) *
                 static_cast<double>(b[static_cast<size_t>(tb ? s * k + i : i * n + s)]);
        const auto at = static_cast<size_t>(r * n + s);
        CHECK_NEAR(static_cast<double>(c[at]), 2 * sum + 0.5 * static_cast<double>(before[at]),
                   1e-5);
      }
  }
}

TEST(test_backend_matrix__vector_products_do_not_depend_on_threads) {
  const int64_t rows = 203, columns = 1111;
  const std::vector<float> w = random_floats(rows * columns, 1);
  std::vector<float> x = random_floats(columns, 2), u = random_floats(rows, 3);
  for (size_t i = 0; i < u.size(); i += 3) u[i] = 0;
  std::vector<float> y[2], v[2];
  for (const int threads : {1, 2}) {
    const ThreadScope scope(threads);
    y[threads - 1].assign(static_cast<size_t>(rows), 1);
    v[threads - 1].assign(static_cast<size_t>(columns), 1);
    matrix_product(false, true, 1, rows, columns, 1, x.data(), w.data(), 1, y[threads - 1].data());
    vector_times_matrix(w.data(), rows, columns, u.data(), v[threads - 1].data());
  }
  CHECK(y[0] == y[1]);
  CHECK(v[0] == v[1]);
  for (int64_t r = 0; r < rows; ++r) {
    double sum = 1;
    for (int64_t c = 0; c < columns; ++c)
      sum += static_cast<double>(w[static_cast<size_t>(r * columns + c)]) *
             static_cast<double>(x[static_cast<size_t>(c)]);
    CHECK_NEAR(static_cast<double>(y[0][static_cast<size_t>(r)]), sum, 1e-4);
  }
  for (int64_t c = 0; c < columns; ++c) {
    double sum = 1;
    for (int64_t r = 0; r < rows; ++r)
      sum += static_cast<double>(w[static_cast<size_t>(r * columns + c)]) *
             static_cast<double>(u[static_cast<size_t>(r)]);
    CHECK_NEAR(static_cast<double>(v[0][static_cast<size_t>(c)]), sum, 1e-4);
  }
}

TEST(test_backend_matrix__thread_scope_restores) {
  const int before = current_threads();
  {
    const ThreadScope scope(1);
    CHECK_EQ(current_threads(), 1);
    const ThreadScope inner(0);
    CHECK_EQ(current_threads(), available_processors());
  }
  CHECK_EQ(current_threads(), before);
}

int main() {
  return run_tests({CASE(test_backend_matrix__products_equal_the_naive_loop),
                    CASE(test_backend_matrix__vector_products_do_not_depend_on_threads),
                    CASE(test_backend_matrix__thread_scope_restores)});
}
