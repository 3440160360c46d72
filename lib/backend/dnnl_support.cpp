#include "backend/dnnl_support.h"

#include "backend/layout.h"
#include "backend/matrix.h"

namespace cnnviz::core {

const dnnl::engine& cpu_engine() {
  // Never destroyed: kernels of models that outlive static destruction still refer to it.
  static const dnnl::engine* const engine = new dnnl::engine(dnnl::engine::kind::cpu, 0);
  return *engine;
}

dnnl::primitive_attr user_scratchpad() {
  dnnl::primitive_attr attr;
  attr.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  return attr;
}

int64_t channel_block() {
  static const int64_t block = [] {
    const auto isa = static_cast<int>(dnnl::get_effective_cpu_isa());
    const auto avx512 = static_cast<int>(dnnl::cpu_isa::avx512_core);
    return int64_t{(isa & avx512) == avx512 ? 16 : 8};
  }();
  return block;
}

std::string describe(const dnnl::memory::desc& desc) {
#if DNNL_VERSION_MAJOR >= 3
  std::string text;
  const auto put = [&text](const dnnl::memory::dims& values) {
    for (const int64_t value : values) text += std::to_string(value) + ",";
    text += ";";
  };
  put(desc.get_dims());
  put(desc.get_padded_dims());
  put(desc.get_strides());
  put(desc.get_inner_blks());
  put(desc.get_inner_idxs());
  return text + std::to_string(desc.get_size());
#else
  return {reinterpret_cast<const char*>(&desc.data), sizeof desc.data};
#endif
}

void matrix_product(bool transpose_a, bool transpose_b, int64_t m, int64_t n, int64_t k,
                    float alpha, const float* a, const float* b, float beta, float* c) {
  const dnnl_status_t status =
      dnnl_sgemm(transpose_a ? 'T' : 'N', transpose_b ? 'T' : 'N', m, n, k, alpha, a,
                 transpose_a ? m : k, b, transpose_b ? k : n, beta, c, n);
  require(status == dnnl_success, Status::internal, "a matrix product ", m, "x", k, " by ", k, "x",
          n, " failed with oneDNN status ", static_cast<int>(status));
}

}  // namespace cnnviz::core
