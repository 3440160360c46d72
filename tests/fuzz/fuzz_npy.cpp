// Bytes of a .npy file.
#include "fuzz/fuzz.h"
#include "tensor/npy.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace cnnviz::test;
  set_small_limits();
  const Deadline deadline;
  answers([&] {
    const Tensor tensor = read_npy({data, size}, "the array");
    // What was read is written as it is.
    const Tensor again = read_npy(write_npy(tensor), "the array again");
    if (again.shape() != tensor.shape() || again.type() != tensor.type())
      report_finding("an array that changes", "when it is written and read");
  });
  return 0;
}
