// NumPy's .npy files, formats 1.0, 2.0 and 3.0: the bytes 93 'NUMPY', a version, the length of the
// header, a Python dictionary {'descr', 'fortran_order', 'shape'}, then the elements.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tensor/tensor.h"

namespace cnnviz::core {

// The array in row-major order, whatever the file's order and byte order. float16, float32 and
// float64 become float32; int8 to int64 and uint8 to uint32 become int64; bool becomes boolean.
// `name` is the file's, for messages. Bytes after the array are ignored, as NumPy does. Errors:
// corrupt, unsupported (another element type), limit.
Tensor read_npy(std::span<const uint8_t> bytes, const std::string& name);

// Format 1.0: '<f4', '<i8' or '|b1', row-major.
std::vector<uint8_t> write_npy(const Tensor& tensor);

}  // namespace cnnviz::core
