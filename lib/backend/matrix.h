// Matrix products, row-major.
#pragma once

#include <cstdint>

namespace cnnviz::core {

// C[m,n] = alpha * op(A)[m,k] * op(B)[k,n] + beta * C. Dense storage; a transposed A is [k,m], a
// transposed B is [n,k]. A few rows times a transposed B read B from memory once.
void matrix_product(bool transpose_a, bool transpose_b, int64_t m, int64_t n, int64_t k,
                    float alpha, const float* a, const float* b, float beta, float* c);

// y[columns] += x[rows] W[rows, columns]: adds up rows, leaving out those whose factor is zero.
void vector_times_matrix(const float* weights, int64_t rows, int64_t columns, const float* x,
                         float* y);

}  // namespace cnnviz::core
