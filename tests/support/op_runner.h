// Runs one operator for one set of inputs as the executor would: infers, asks for layouts,
// converts, makes the kernel, hands it buffers. Stricter than the executor: outputs, gradients and
// scratch are filled with NaN before, guarded behind, padding lanes must come out zero, what Keep
// does not ask for is null in backward, and nobody may write to what is only to be read.
#pragma once

#include <cstring>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "backend/layout.h"
#include "graph/op.h"
#include "graph/pack_cache.h"
#include "ops/factories.h"
#include "support/check.h"

namespace cnnviz::test {

struct OpInput {
  Tensor tensor;              // not valid(): the node leaves this input out
  bool constant = false;      // known when planning
  bool differentiate = true;  // false: the operator has no gradient here (integers never have)

  bool wants_gradient() const {
    return tensor.valid() && !constant && differentiate && tensor.type() == DataType::float32;
  }
};

inline OpInput as_constant(Tensor tensor) {
  return {std::move(tensor), true, false};
}
inline OpInput left_out() {
  return {};
}

// A node of the given type with as many named inputs ("in0", "in1", ...) and outputs. Give the
// names of inputs where some are left out ("").
inline NodeView make_node(const std::string& type, int64_t opset, size_t inputs,
                          std::map<std::string, Attribute> attributes = {}, size_t outputs = 1) {
  NodeView node;
  node.type = type;
  node.name = "tested";
  node.opset = opset;
  for (size_t i = 0; i < inputs; ++i) node.inputs.push_back(concat("in", i));
  for (size_t i = 0; i < outputs; ++i) node.outputs.push_back(concat("out", i));
  node.attributes = std::move(attributes);
  return node;
}

// The same numbers on every machine.
class TestRandom {
 public:
  explicit TestRandom(uint32_t seed) : engine_(seed) {}
  uint32_t bits() { return static_cast<uint32_t>(engine_()); }
  double uniform(double low, double high) { return low + (high - low) * (bits() / 4294967296.0); }
  int64_t integer(int64_t low, int64_t high) { return low + bits() % (high - low + 1); }

 private:
  std::mt19937 engine_;
};

inline Tensor random_tensor(Shape shape, uint32_t seed, double low = -2, double high = 2) {
  Tensor tensor(DataType::float32, std::move(shape));
  TestRandom random(seed);
  for (float& value : tensor.mutable_floats())
    value = static_cast<float>(random.uniform(low, high));
  return tensor;
}

inline Tensor random_ints(Shape shape, uint32_t seed, int64_t low, int64_t high) {
  Tensor tensor(DataType::int64, std::move(shape));
  TestRandom random(seed);
  for (int64_t& value : tensor.mutable_ints()) value = random.integer(low, high);
  return tensor;
}

inline Tensor random_booleans(Shape shape, uint32_t seed) {
  Tensor tensor(DataType::boolean, std::move(shape));
  TestRandom random(seed);
  for (uint8_t& value : tensor.mutable_booleans()) value = static_cast<uint8_t>(random.bits() & 1);
  return tensor;
}

inline std::vector<ValueInfo> infos_of(const std::vector<OpInput>& inputs) {
  std::vector<ValueInfo> infos;
  for (const OpInput& input : inputs) {
    ValueInfo info;
    if (input.tensor.valid()) info = ValueInfo::of(input.tensor.type(), input.tensor.shape());
    if (input.constant) info.constant = input.tensor;
    infos.push_back(std::move(info));
  }
  return infos;
}

// Memory filled with NaN, with a guard behind it.
class GuardedMemory {
 public:
  explicit GuardedMemory(int64_t bytes)
      : bytes_(static_cast<size_t>(bytes)), memory_(allocate_aligned(bytes + kGuard)) {
    std::memset(memory_.get(), 0xFF, bytes_);
    std::memset(static_cast<char*>(memory_.get()) + bytes_, kMark, kGuard);
  }
  void* data() const { return memory_.get(); }
  size_t bytes() const { return bytes_; }
  bool intact() const {
    const auto* guard = static_cast<const unsigned char*>(memory_.get()) + bytes_;
    return std::all_of(guard, guard + kGuard, [](unsigned char byte) { return byte == kMark; });
  }
  bool same_bytes(const GuardedMemory& other) const {
    return bytes_ == other.bytes_ && std::memcmp(data(), other.data(), bytes_) == 0;
  }

 private:
  static constexpr unsigned char kMark = 0xA5;
  static constexpr int64_t kGuard = 256;
  size_t bytes_;
  std::shared_ptr<void> memory_;
};

// A value's memory in the layout that its info says.
inline GuardedMemory memory_for(const ValueInfo& info) {
  return GuardedMemory(buffer_elements(info.shape, info.layout) * data_type_size(info.type));
}

inline GuardedMemory memory_of(const Tensor& tensor, const ValueInfo& info) {
  GuardedMemory memory = memory_for(info);
  if (info.layout == Layout::plain)
    std::memcpy(memory.data(), tensor.data(), static_cast<size_t>(tensor.bytes()));
  else
    convert_layout(tensor.floats().data(), Layout::plain, static_cast<float*>(memory.data()),
                   info.layout, info.shape);
  return memory;
}

// The value in plain layout; padding lanes that are not zero, or writes beyond the end, are
// failures.
inline Tensor tensor_of(const GuardedMemory& memory, const ValueInfo& info,
                        const std::string& what) {
  if (!memory.intact()) throw Failure{what + ": written beyond the end of the buffer"};
  Tensor tensor(info.type, info.shape);
  if (info.layout == Layout::plain) {
    std::memcpy(tensor.mutable_data(), memory.data(), memory.bytes());
    return tensor;
  }
  const auto* values = static_cast<const float*>(memory.data());
  convert_layout(values, info.layout, tensor.mutable_floats().data(), Layout::plain, info.shape);
  const int64_t block = channel_block(), channels = info.shape[1];
  const int64_t blocks = (channels + block - 1) / block;
  int64_t positions = 1;
  for (size_t axis = 2; axis < info.shape.size(); ++axis) positions *= info.shape[axis];
  for (int64_t i = 0; i < info.shape[0] * blocks * positions * block; ++i) {
    const int64_t channel = i / (positions * block) % blocks * block + i % block;
    if (channel >= channels && !(values[i] == 0))
      throw Failure{concat(what, ": padding lane ", i, " holds ", values[i])};
  }
  return tensor;
}

class OpRunner {
 public:
  // `incoming`: the layouts in which the inputs arrive; the operator may ask for others.
  OpRunner(OpPtr op, const std::vector<OpInput>& inputs, const std::vector<Layout>& incoming,
           Activation activation = {})
      : op_(std::move(op)), inputs_(inputs), input_infos_(infos_of(inputs)) {
    for (size_t i = 0; i < inputs.size(); ++i) input_infos_[i].layout = incoming[i];
    output_infos_ = op_->infer(input_infos_);
    layouts_ = op_->layouts(input_infos_, output_infos_);
    if (layouts_.inputs.size() != inputs.size() || layouts_.outputs.size() != output_infos_.size())
      throw Failure{"layouts() does not have one entry for each input and output"};
    for (size_t i = 0; i < inputs.size(); ++i) apply(&input_infos_[i], layouts_.inputs[i]);
    for (size_t i = 0; i < output_infos_.size(); ++i) apply(&output_infos_[i], layouts_.outputs[i]);
    if (op_->is_view()) return;
    KernelContext context;
    context.inputs = input_infos_;
    context.outputs = output_infos_;
    context.activation = activation;
    context.packs = &packs_;
    for (const OpInput& input : inputs) context.needs_backward |= input.wants_gradient();
    kernel_ = op_->make_kernel(context);
  }

  OpRunner(const OpRunner&) = delete;
  OpRunner& operator=(const OpRunner&) = delete;

  const std::vector<ValueInfo>& input_infos() const { return input_infos_; }
  const std::vector<ValueInfo>& output_infos() const { return output_infos_; }
  const Kernel* kernel() const { return kernel_.get(); }  // null for views
  bool any_blocked() const {
    const auto blocked = [](const ValueInfo& info) { return info.layout == Layout::blocked; };
    return std::any_of(input_infos_.begin(), input_infos_.end(), blocked) ||
           std::any_of(output_infos_.begin(), output_infos_.end(), blocked);
  }
  // "in0 blocked, in1 plain -> plain"
  std::string layout_text() const {
    std::string text;
    const auto add = [&](const ValueInfo& info) {
      text += info.layout == Layout::blocked ? " blocked" : " plain";
    };
    for (const ValueInfo& info : input_infos_) add(info);
    text += " ->";
    for (const ValueInfo& info : output_infos_) add(info);
    return text;
  }

  // Values for all inputs (invalid ones where left out); constants must be those of the
  // constructor.
  std::vector<Tensor> forward(const std::vector<Tensor>& values) {
    input_memory_ = memories(values, input_infos_);
    const std::vector<GuardedMemory> before = memories(values, input_infos_);
    output_memory_.clear();
    for (const ValueInfo& info : output_infos_) output_memory_.push_back(memory_for(info));
    if (kernel_ == nullptr) {
      std::memcpy(output_memory_[0].data(), input_memory_[0].data(), output_memory_[0].bytes());
    } else {
      const GuardedMemory scratch(kernel_->scratch_bytes());
      const std::vector<Buffer> in = buffers(input_memory_, input_infos_);
      const std::vector<Buffer> out = buffers(output_memory_, output_infos_);
      kernel_->forward(in, out, scratch.data());
      if (!scratch.intact()) throw Failure{"forward wrote beyond its scratch"};
    }
    for (size_t i = 0; i < before.size(); ++i)
      if (!before[i].same_bytes(input_memory_[i])) throw Failure{"forward wrote to an input"};
    std::vector<Tensor> results;
    for (size_t i = 0; i < output_infos_.size(); ++i)
      results.push_back(output_infos_[i].present
                            ? tensor_of(output_memory_[i], output_infos_[i], concat("output ", i))
                            : Tensor());
    return results;
  }

  std::vector<Tensor> forward() {
    std::vector<Tensor> values;
    for (const OpInput& input : inputs_) values.push_back(input.tensor);
    return forward(values);
  }

  struct BackwardRequest {
    uint32_t wanted = ~uint32_t{0};  // bit i: the gradient of input i (where it has one)
    Rule rule = Rule::gradient;
    bool in_place = false;  // input_gradients[0] is output_gradients[0]
    bool lrn_identity = false;
  };

  // After a forward. An invalid output gradient reaches the kernel as null. Results are invalid
  // where not wanted.
  std::vector<Tensor> backward(const std::vector<Tensor>& gradients,
                               const BackwardRequest& request) {
    const std::vector<GuardedMemory> given = memories(gradients, output_infos_);
    const std::vector<GuardedMemory> before = memories(gradients, output_infos_);
    std::vector<GuardedMemory> made;
    for (const ValueInfo& info : input_infos_) made.push_back(memory_for(info));
    std::vector<Buffer> out_gradients = buffers(given, output_infos_);
    for (size_t i = 0; i < gradients.size(); ++i)
      if (!gradients[i].valid()) out_gradients[i].data = nullptr;
    std::vector<Buffer> in_gradients = buffers(made, input_infos_);
    for (size_t i = 0; i < inputs_.size(); ++i)
      if (!wanted(i, request)) in_gradients[i].data = nullptr;
    if (request.in_place) in_gradients[0].data = out_gradients[0].data;
    if (kernel_ == nullptr)
      std::memcpy(made[0].data(), given[0].data(), made[0].bytes());
    else
      run_backward(out_gradients, in_gradients, request);
    for (size_t i = request.in_place ? 1 : 0; i < before.size(); ++i)
      if (!before[i].same_bytes(given[i])) throw Failure{"backward wrote to an output gradient"};
    std::vector<Tensor> results(inputs_.size());
    for (size_t i = 0; i < inputs_.size(); ++i)
      if (wanted(i, request))
        results[i] = tensor_of(request.in_place && i == 0 ? given[0] : made[i], input_infos_[i],
                               concat("gradient of input ", i));
    return results;
  }

 private:
  static void apply(ValueInfo* info, Layout layout) {
    if (layout == Layout::blocked && (info->type != DataType::float32 || info->shape.size() < 3))
      throw Failure{"layouts() blocks what cannot be blocked"};
    info->layout = layout;
  }

  static std::vector<GuardedMemory> memories(const std::vector<Tensor>& tensors,
                                             const std::vector<ValueInfo>& infos) {
    std::vector<GuardedMemory> result;
    for (size_t i = 0; i < infos.size(); ++i)
      result.push_back(tensors[i].valid() ? memory_of(tensors[i], infos[i]) : GuardedMemory(0));
    return result;
  }

  static std::vector<Buffer> buffers(const std::vector<GuardedMemory>& memory,
                                     const std::vector<ValueInfo>& infos) {
    std::vector<Buffer> result;
    for (size_t i = 0; i < infos.size(); ++i)
      result.push_back({infos[i].present ? memory[i].data() : nullptr, &infos[i]});
    return result;
  }

  bool wanted(size_t input, const BackwardRequest& request) const {
    return inputs_[input].wants_gradient() && (request.wanted >> input & 1) != 0;
  }

  void run_backward(const std::vector<Buffer>& out_gradients,
                    const std::vector<Buffer>& in_gradients, const BackwardRequest& request) {
    const Keep keep = kernel_->keep();
    std::vector<Buffer> in = buffers(input_memory_, input_infos_);
    for (size_t i = 0; i < in.size(); ++i)
      if ((keep.inputs >> i & 1) == 0 && !inputs_[i].constant) in[i].data = nullptr;
    std::vector<Buffer> out = buffers(output_memory_, output_infos_);
    for (size_t i = 0; i < out.size(); ++i)
      if ((keep.outputs >> i & 1) == 0) out[i].data = nullptr;
    const GuardedMemory scratch(kernel_->scratch_bytes());
    BackwardArgs args;
    args.inputs = in;
    args.outputs = out;
    args.output_gradients = out_gradients;
    args.input_gradients = in_gradients;
    args.rule = request.rule;
    args.lrn_identity = request.lrn_identity;
    args.scratch = scratch.data();
    kernel_->backward(args);
    if (!scratch.intact()) throw Failure{"backward wrote beyond its scratch"};
  }

  OpPtr op_;
  std::vector<OpInput> inputs_;
  std::vector<ValueInfo> input_infos_, output_infos_;
  Layouts layouts_;
  PackCache packs_{std::make_shared<MemoryBudget>(0)};
  std::unique_ptr<Kernel> kernel_;
  std::vector<GuardedMemory> input_memory_, output_memory_;
};

}  // namespace cnnviz::test
