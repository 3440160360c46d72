#include "exec/fold.h"

#include <algorithm>

namespace cnnviz::core {

void fold(const Op& op, const std::vector<ValueInfo>& inputs, std::vector<ValueInfo>& outputs) {
  const bool inputs_known = std::all_of(inputs.begin(), inputs.end(), [](const ValueInfo& info) {
    return !info.present || info.constant.valid();
  });
  const bool outputs_known = std::all_of(
      outputs.begin(), outputs.end(), [](const ValueInfo& info) { return info.constant.valid(); });
  if (!inputs_known || outputs_known || inputs.empty()) return;
  if (op.is_view()) {
    outputs[0].constant = inputs[0].constant.reshaped(outputs[0].shape);
    return;
  }
  KernelContext context;
  context.inputs = inputs;
  context.outputs = outputs;
  const std::unique_ptr<Kernel> kernel = op.make_kernel(context);
  std::vector<Buffer> in, out;
  for (const ValueInfo& info : inputs)
    in.push_back({info.present ? const_cast<void*>(info.constant.data()) : nullptr, &info});
  std::vector<Tensor> results;
  for (const ValueInfo& info : outputs) {
    results.emplace_back(info.type, info.shape);
    out.push_back({results.back().mutable_data(), &info});
  }
  const std::shared_ptr<void> scratch = allocate_aligned(kernel->scratch_bytes());
  kernel->forward(in, out, scratch.get());
  for (size_t i = 0; i < outputs.size(); ++i) outputs[i].constant = results[i];
}

}  // namespace cnnviz::core
