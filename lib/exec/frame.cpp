#include "exec/frame.h"

#include <algorithm>
#include <chrono>
#include <cstring>

#include "backend/parallel.h"
#include "exec/redirect.h"

namespace cnnviz::core {

namespace {

CNNVIZ_HOT void add_range(float* to, const float* from, int64_t begin, int64_t end) {
  for (int64_t i = begin; i < end; ++i) to[i] += from[i];
}

void add_to(float* to, const float* from, int64_t count) {
  parallel_ranges(count, 0.2, [&](int64_t begin, int64_t end) { add_range(to, from, begin, end); });
}

bool governs(RectifierPolicy policy, Rectifier kind) {
  return kind != Rectifier::none && static_cast<uint8_t>(kind) <= static_cast<uint8_t>(policy) + 1;
}

// Keeps the least milliseconds that a step has taken: machines are shared and noisy.
class Timer {
 public:
  explicit Timer(double* least) : least_(least) {
    if (least_ != nullptr) begin_ = std::chrono::steady_clock::now();
  }
  ~Timer() {
    if (least_ == nullptr) return;
    const auto end = std::chrono::steady_clock::now();
    const double taken = std::chrono::duration<double, std::milli>(end - begin_).count();
    if (*least_ <= 0 || taken < *least_) *least_ = taken;
  }
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

 private:
  double* least_;
  std::chrono::steady_clock::time_point begin_;
};

}  // namespace

Frame::Frame(Plan& plan, BufferPool& pool, bool rehearsal, bool profiling)
    : plan_(plan),
      pool_(pool),
      rehearsal_(rehearsal),
      profiling_(profiling),
      values_(plan.values.size()),
      gradients_(plan.values.size()) {
  if (plan.scratch_bytes > 0) scratch_ = pool.take(plan.scratch_bytes);
}

const void* Frame::data(int value) const {
  if (value < 0) return nullptr;
  const auto index = static_cast<size_t>(value);
  if (values_[index] != nullptr) return values_[index].get();
  const Tensor& constant = plan_.values[index].info.constant;
  if (constant.valid()) return constant.data();
  const auto fed = fed_.find(value);
  return fed != fed_.end() ? fed->second.data() : nullptr;
}

Block Frame::take_value(int value) {
  const PlanValue& planned = plan_.values[static_cast<size_t>(value)];
  if (planned.part_of < 0) return pool_.take(planned.bytes());
  Block& whole = values_[static_cast<size_t>(planned.part_of)];
  if (whole == nullptr) whole = take_value(planned.part_of);
  return Block(whole, static_cast<char*>(whole.get()) + planned.offset);
}

Block Frame::take_gradient(int value) {
  return pool_.take(plan_.values[static_cast<size_t>(value)].bytes());
}

Buffer Frame::buffer(const Block& block, const ValueInfo& info) const {
  return {block.get(), &info};
}

void Frame::forward(const std::map<ValueId, Tensor>& feeds, const Progress* progress) {
  fed_.clear();
  for (const auto& [id, tensor] : feeds) fed_[plan_.native.at(id)] = tensor;
  for (Step& step : plan_.steps) {
    check_cancelled(progress);
    run_forward(step);
    for (const int value : step.release) values_[static_cast<size_t>(value)].reset();
  }
}

void Frame::run_forward(Step& step) {
  const Timer timer(profiling_ ? &step.forward_ms : nullptr);
  if (step.join) return;         // the producers of its inputs wrote into it
  if (step.kernel == nullptr) {  // a view: shares the memory of what it reads
    Block& out = values_[static_cast<size_t>(step.outputs[0])];
    out = values_[static_cast<size_t>(step.inputs[0])];
    // What was fed or is constant is not in a block of the pool.
    if (out == nullptr) {
      const Tensor keep_alive =
          fed_.count(step.inputs[0]) != 0 ? fed_.at(step.inputs[0]) : Tensor();
      out = Block(const_cast<void*>(data(step.inputs[0])), [keep_alive](void*) {});
    }
    return;
  }
  std::vector<Buffer> inputs, outputs;
  for (size_t i = 0; i < step.inputs.size(); ++i) {
    const ValueInfo& info = step.input_infos[i];
    const void* from = info.constant.valid() ? info.constant.data() : data(step.inputs[i]);
    inputs.push_back({const_cast<void*>(from), &info});
  }
  for (size_t i = 0; i < step.outputs.size(); ++i) {
    if (step.outputs[i] < 0) {
      outputs.push_back({nullptr, &step.output_infos[i]});
      continue;
    }
    Block& block = values_[static_cast<size_t>(step.outputs[i])];
    block.reset();
    block = take_value(step.outputs[i]);
    outputs.push_back({block.get(), &step.output_infos[i]});
  }
  if (!rehearsal_) step.kernel->forward(inputs, outputs, scratch_.get());
}

Tensor Frame::plain_copy(const PlanValue& value, const void* from) const {
  Tensor result = Tensor::unfilled(value.info.type, value.info.shape);
  if (value.info.type == DataType::float32)
    convert_layout(static_cast<const float*>(from), value.info.layout,
                   result.mutable_floats().data(), Layout::plain, value.info.shape);
  else
    std::memcpy(result.mutable_data(), from, static_cast<size_t>(result.bytes()));
  return result;
}

Tensor Frame::fetch(ValueId id) const {
  const int index = plan_.native.at(id);
  const PlanValue& value = plan_.values[static_cast<size_t>(index)];
  if (value.info.constant.valid()) return value.info.constant;
  return plain_copy(value, data(index));
}

int64_t Frame::backward(const std::map<ValueId, Tensor>& seeds, const BackwardOptions& options,
                        const Progress* progress) {
  clear_gradients();
  for (const auto& [id, seed] : seeds) {
    const int index = plan_.native.at(id);
    const PlanValue& value = plan_.values[static_cast<size_t>(index)];
    if (!value.active && !value.wrt) continue;
    Block block = take_gradient(index);
    if (!rehearsal_)
      convert_layout(seed.floats().data(), Layout::plain, static_cast<float*>(block.get()),
                     value.info.layout, value.info.shape);
    accumulate(index, std::move(block));
  }
  gated_.assign(plan_.steps.size(), false);
  int64_t rectifiers = 0;
  for (size_t s = plan_.steps.size(); s-- > 0;) {
    check_cancelled(progress);
    if (plan_.steps[s].active) rectifiers += run_backward(s, options);
  }
  return rectifiers;
}

Block Frame::through_activation(Step& step, Block gradient, Rule rule, bool redirect) {
  // In place where nobody else holds this gradient and it is not read again.
  const bool in_place = gradient.use_count() == 1 && !redirect;
  Block result = in_place ? gradient : take_gradient(step.outputs[0]);
  const ValueInfo& info = step.output_infos[0];
  const Buffer output{const_cast<void*>(data(step.outputs[0])), &info};
  const Buffer above = buffer(gradient, info), below = buffer(result, info);
  const Buffer input{nullptr, &info};
  BackwardArgs args;
  args.inputs = {&input, 1};
  args.outputs = {&output, 1};
  args.output_gradients = {&above, 1};
  args.input_gradients = {&below, 1};
  args.rule = rule;
  if (rehearsal_) return result;
  step.activation_kernel->backward(args);
  if (redirect) redirect_clamp(step.clamp, info, output.floats(), above.floats(), below.floats());
  return result;
}

int64_t Frame::run_backward(size_t index, const BackwardOptions& options) {
  Step& step = plan_.steps[index];
  const Timer timer(profiling_ ? &step.backward_ms : nullptr);
  // Gradients of the outputs are complete now. A wrt value's own stays in its slot.
  std::vector<Block> above(step.outputs.size());
  bool reached = false;
  for (size_t i = 0; i < step.outputs.size(); ++i) {
    if (step.outputs[i] < 0) continue;
    Block& slot = gradients_[static_cast<size_t>(step.outputs[i])];
    above[i] = slot;
    if (!plan_.values[static_cast<size_t>(step.outputs[i])].wrt) slot.reset();
    reached = reached || above[i] != nullptr;
  }
  if (!reached) return 0;

  int64_t rectifiers = 0;
  const auto rule_at = [&](Rectifier kind) {
    return governs(options.policy, kind) ? options.rule : Rule::gradient;
  };
  const auto applied_rule = [&](Rectifier kind) {
    const Rule rule = rule_at(kind);
    if (rule != Rule::gradient) ++rectifiers;
    return rule;
  };
  const auto redirects = [&](Rectifier kind) {
    return options.redirect && governs(RectifierPolicy::relu_like, kind);
  };
  ClampGate output_gate, input_gate;
  if (step.activation_kernel != nullptr && !gated_[index]) {
    const Rule rule = applied_rule(step.activation_rectifier);
    const bool redirect = redirects(step.activation_rectifier);
    if (step.kernel->gates_output() && !redirect)
      output_gate = clamp_gate(step.clamp, rule);
    else
      above[0] = through_activation(step, std::move(above[0]), rule, redirect);
  }
  if (step.join) {
    for (const int input : step.inputs) {
      const int64_t offset = plan_.values[static_cast<size_t>(input)].offset;
      accumulate(input, Block(above[0], static_cast<char*>(above[0].get()) + offset));
    }
    return rectifiers;
  }
  if (step.kernel == nullptr) {
    accumulate(step.inputs[0], std::move(above[0]));
    return rectifiers;
  }

  if (step.gated_producer >= 0) {
    const auto producer = static_cast<size_t>(step.gated_producer);
    const Rectifier kind = plan_.steps[producer].activation_rectifier;
    gated_[producer] = !redirects(kind) && step.kernel->gates_input(rule_at(kind));
    if (gated_[producer]) input_gate = clamp_gate(plan_.steps[producer].clamp, applied_rule(kind));
  }

  const Activation redirected =
      redirects(step.rectifier) ? step.op->as_activation(step.input_infos) : Activation();
  std::vector<Block> below(step.inputs.size());
  bool compute = false;
  for (size_t i = step.inputs.size(); i-- > 0;) {
    if (step.inputs[i] < 0 || !plan_.values[static_cast<size_t>(step.inputs[i])].active) continue;
    if (step.kernel->passes_gradient(i)) {
      accumulate(step.inputs[i], above[0]);
      continue;
    }
    const bool in_place = i == 0 && above[0].use_count() == 1 && step.kernel->gradient_in_place() &&
                          !redirected.is_clamp();
    below[i] = in_place ? above[0] : take_gradient(step.inputs[i]);
    compute = true;
  }
  if (compute) {
    std::vector<Buffer> inputs, outputs, output_gradients, input_gradients;
    const Keep keep = step.kernel->keep();
    for (size_t i = 0; i < step.inputs.size(); ++i) {
      const ValueInfo& info = step.input_infos[i];
      const bool kept = (keep.inputs >> i & 1U) != 0 || (i == 0 && input_gate.present);
      const void* from = info.constant.valid() ? info.constant.data()
                         : kept                ? data(step.inputs[i])
                                               : nullptr;
      inputs.push_back({const_cast<void*>(from), &info});
      input_gradients.push_back(buffer(below[i], info));
    }
    for (size_t i = 0; i < step.outputs.size(); ++i) {
      const bool kept = (keep.outputs >> i & 1U) != 0 || (i == 0 && output_gate.present);
      outputs.push_back(
          {kept ? const_cast<void*>(data(step.outputs[i])) : nullptr, &step.output_infos[i]});
      output_gradients.push_back(buffer(above[i], step.output_infos[i]));
    }
    BackwardArgs args;
    args.inputs = inputs;
    args.outputs = outputs;
    args.output_gradients = output_gradients;
    args.input_gradients = input_gradients;
    args.rule = applied_rule(step.rectifier);
    args.output_gate = output_gate;
    args.input_gate = input_gate;
    args.lrn_identity = options.lrn == LrnBackward::identity ||
                        (options.lrn == LrnBackward::automatic && options.rule == Rule::deconvnet);
    args.scratch = scratch_.get();
    if (!rehearsal_) step.kernel->backward(args);
    if (!rehearsal_ && redirected.is_clamp())
      redirect_clamp(redirected, step.output_infos[0],
                     static_cast<const float*>(data(step.outputs[0])), output_gradients[0].floats(),
                     input_gradients[0].floats());
  }
  above.clear();
  for (size_t i = 0; i < below.size(); ++i)
    if (below[i] != nullptr) accumulate(step.inputs[i], std::move(below[i]));
  return rectifiers;
}

void Frame::accumulate(int value, Block gradient) {
  if (gradient == nullptr) return;
  Block& slot = gradients_[static_cast<size_t>(value)];
  const PlanValue& info = plan_.values[static_cast<size_t>(value)];
  if (!info.active && !info.wrt) return;
  if (slot == nullptr) {
    slot = std::move(gradient);
    return;
  }
  // The sum goes where nobody else reads; one of the two usually is such a place.
  if (slot.use_count() > 1) std::swap(slot, gradient);
  if (slot.use_count() > 1) {
    Block own = take_gradient(value);
    if (!rehearsal_) std::memcpy(own.get(), slot.get(), static_cast<size_t>(info.bytes()));
    slot = std::move(own);
  }
  if (!rehearsal_)
    add_to(static_cast<float*>(slot.get()), static_cast<const float*>(gradient.get()),
           info.bytes() / 4);
}

Tensor Frame::gradient(ValueId id) const {
  const int index = plan_.native.at(id);
  const PlanValue& value = plan_.values[static_cast<size_t>(index)];
  const Block& block = gradients_[static_cast<size_t>(index)];
  if (block == nullptr) return Tensor(DataType::float32, value.info.shape);
  return plain_copy(value, block.get());
}

void Frame::clear_gradients() {
  std::fill(gradients_.begin(), gradients_.end(), nullptr);
}

int64_t rehearse(Plan& plan) {
  BufferPool pool(nullptr, true);
  Frame frame(plan, pool, true, false);
  std::map<ValueId, Tensor> feeds, seeds;
  for (const ValueId id : plan.feeds) feeds[id] = Tensor();
  for (const ValueId id : plan.seeds) seeds[id] = Tensor();
  frame.forward(feeds, nullptr);
  frame.backward(seeds, {}, nullptr);
  return pool.bytes();
}

}  // namespace cnnviz::core
