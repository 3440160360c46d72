#include "backend/dnnl_support.h"

#include "backend/layout.h"

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

}  // namespace cnnviz::core
