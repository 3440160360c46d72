#include "exec/plan.h"

#include <algorithm>
#include <set>

#include "exec/frame.h"
#include "exec/fusion.h"
#include "exec/transposes.h"

namespace cnnviz::core {

int64_t PlanValue::bytes() const {
  if (info.type == DataType::float32) return buffer_elements(info.shape, info.layout) * 4;
  return element_count(info.shape) * data_type_size(info.type);
}

std::string Step::label() const {
  return node != nullptr ? node->view.label() : "layout";
}

namespace {

class ConvertKernel : public Kernel {
 public:
  void forward(Buffers inputs, Buffers outputs, void*) override { convert(inputs[0], outputs[0]); }
  void backward(const BackwardArgs& args) override {
    convert(args.output_gradients[0], args.input_gradients[0]);
  }
  std::string implementation() const override { return "convert layout"; }

 private:
  static void convert(const Buffer& from, const Buffer& to) {
    convert_layout(from.floats(), from.info->layout, to.floats(), to.info->layout, from.shape());
  }
};

class Builder {
 public:
  Builder(const Graph& graph, const PlanRequest& request, PackCache& packs,
          const ExecutorOptions& options)
      : graph_(&graph), request_(request), packs_(packs), options_(options) {}

  std::unique_ptr<Plan> build() {
    plan_ = std::make_unique<Plan>();
    plan_->wanted = request_.wanted;
    plan_->seeds = request_.seeds;
    plan_->wrt = request_.wrt;
    std::vector<ValueId> targets = request_.wanted;
    targets.insert(targets.end(), request_.seeds.begin(), request_.seeds.end());
    targets.insert(targets.end(), request_.wrt.begin(), request_.wrt.end());
    plan_->inferred = infer_values(*graph_, request_.feeds, targets);
    const std::set<ValueId> pinned(targets.begin(), targets.end());
    if (options_.cancel_transposes) {
      plan_->rewritten = cancel_transposes(*graph_, pinned, plan_->inferred);
      if (plan_->rewritten != nullptr) graph_ = plan_->rewritten.get();
    }
    for (const auto& [id, info] : request_.feeds) {
      plan_->feeds.push_back(id);
      add_native(id, Layout::plain);
    }
    const bool forward_only = request_.wrt.empty() || request_.seeds.empty();
    for (const Group& group :
         fuse_nodes(*graph_, plan_->inferred, {pinned, options_.fuse, forward_only}))
      add_step(group);
    for (const ValueId id : targets) value_of(id);
    mark_active();
    join_concatenations();
    make_kernels();
    assign_gates();
    mark_kept();
    schedule_releases();
    plan_->peak_bytes = rehearse(*plan_);
    return std::move(plan_);
  }

 private:
  PlanValue& value(int index) { return plan_->values[static_cast<size_t>(index)]; }

  int add_value(const ValueInfo& info, ValueId source) {
    PlanValue added;
    added.info = info;
    added.source = source;
    plan_->values.push_back(std::move(added));
    return static_cast<int>(plan_->values.size()) - 1;
  }

  int add_native(ValueId id, Layout layout) {
    ValueInfo info = plan_->inferred.values[static_cast<size_t>(id)];
    info.layout = layout;
    const int index = add_value(info, id);
    plan_->native[id] = index;
    return index;
  }

  // The plan value of a graph value; constants get theirs when first read.
  int value_of(ValueId id) {
    const auto found = plan_->native.find(id);
    return found != plan_->native.end() ? found->second : add_native(id, Layout::plain);
  }

  // The same value in another layout, converted once for all its readers.
  int in_layout(int index, Layout layout) {
    if (index < 0 || value(index).info.layout == layout) return index;
    int& converted = converted_[index];
    if (converted == 0) {
      ValueInfo info = value(index).info;
      info.layout = layout;
      info.constant = {};
      converted = add_value(info, value(index).source);
      Step step;
      step.inputs = {index};
      step.outputs = {converted};
      step.input_infos = {value(index).info};
      step.output_infos = {info};
      plan_->steps.push_back(std::move(step));
    }
    return converted;
  }

  void add_step(const Group& group) {
    Step step;
    step.node = &graph_->nodes[static_cast<size_t>(group.node)];
    step.op = group.op;
    step.type = group.type;
    const Op& op = *step.op;
    for (const ValueId id : step.node->inputs) {
      step.inputs.push_back(id == kNoValue ? -1 : value_of(id));
      step.input_infos.push_back(id == kNoValue ? ValueInfo{} : value(step.inputs.back()).info);
    }
    for (const ValueId id : group.outputs) {
      step.output_infos.push_back(id == kNoValue ? ValueInfo{}
                                                 : plan_->inferred.values[static_cast<size_t>(id)]);
    }
    if (group.affine >= 0) {
      const Node& affine = graph_->nodes[static_cast<size_t>(group.affine)];
      fold_affine(plan_->inferred, affine, packs_, step.input_infos);
      step.inputs.resize(step.input_infos.size(), -1);
    }
    if (group.addend != kNoValue) {
      step.inputs.resize(3, -1);
      step.input_infos.resize(3);
      step.inputs.push_back(value_of(group.addend));
      step.input_infos.push_back(value(step.inputs.back()).info);
    }
    const Layouts layouts = options_.blocked ? op.layouts(step.input_infos, step.output_infos)
                                             : op.Op::layouts(step.input_infos, step.output_infos);
    for (size_t i = 0; i < step.inputs.size() && i < layouts.inputs.size(); ++i) {
      step.inputs[i] = in_layout(step.inputs[i], layouts.inputs[i]);
      if (step.inputs[i] < 0) continue;
      step.input_infos[i].layout = layouts.inputs[i];
      // Constants are plain; a converted one is computed.
      if (layouts.inputs[i] == Layout::blocked) step.input_infos[i].constant = {};
    }
    for (size_t i = 0; i < group.outputs.size(); ++i) {
      const ValueId id = group.outputs[i];
      const Layout layout = i < layouts.outputs.size() ? layouts.outputs[i] : Layout::plain;
      step.outputs.push_back(id == kNoValue ? -1 : add_native(id, layout));
      step.output_infos[i].layout = layout;
    }
    if (group.activation >= 0) {
      step.activation = &graph_->nodes[static_cast<size_t>(group.activation)];
      step.activation_op = group.activation_op;
    }
    plan_->steps.push_back(std::move(step));
  }

  static bool is_float(const PlanValue& v) { return v.info.type == DataType::float32; }

  // A value gets a gradient where it depends on a wrt tensor and a seed depends on it.
  void mark_active() {
    std::vector<bool> from_wrt(plan_->values.size()), to_seed(plan_->values.size());
    for (const ValueId id : plan_->wrt) {
      from_wrt[static_cast<size_t>(plan_->native.at(id))] = true;
      value(plan_->native.at(id)).wrt = true;
    }
    for (const ValueId id : plan_->seeds) to_seed[static_cast<size_t>(plan_->native.at(id))] = true;
    const auto any = [](const std::vector<int>& ids, const std::vector<bool>& marks) {
      return std::any_of(ids.begin(), ids.end(),
                         [&](int i) { return i >= 0 && marks[static_cast<size_t>(i)]; });
    };
    const auto mark = [this](const std::vector<int>& ids, std::vector<bool>& marks) {
      for (const int i : ids)
        if (i >= 0 && is_float(value(i)) && !value(i).info.constant.valid())
          marks[static_cast<size_t>(i)] = true;
    };
    for (const Step& step : plan_->steps)
      if (any(step.inputs, from_wrt)) mark(step.outputs, from_wrt);
    for (size_t s = plan_->steps.size(); s-- > 0;)
      if (any(plan_->steps[s].outputs, to_seed)) mark(plan_->steps[s].inputs, to_seed);
    for (size_t i = 0; i < plan_->values.size(); ++i)
      plan_->values[i].active = from_wrt[i] && to_seed[i];
    for (Step& step : plan_->steps) {
      const auto active = [this](int i) { return i >= 0 && value(i).active; };
      step.active = std::any_of(step.inputs.begin(), step.inputs.end(), active) &&
                    std::any_of(step.outputs.begin(), step.outputs.end(), active);
    }
  }

  // Lets the producers of a concatenation's inputs write where it wants them.
  void join_concatenations() {
    std::vector<const Step*> producers(plan_->values.size());
    for (Step& step : plan_->steps) {
      for (const int i : step.outputs)
        if (i >= 0) producers[static_cast<size_t>(i)] = &step;
      if (step.op == nullptr || !step.op->joins_memory(step.input_infos, step.output_infos))
        continue;
      int64_t offset = 0;
      std::vector<int64_t> offsets;
      bool joinable = true;
      for (const int i : step.inputs) {
        const Step* producer = i < 0 ? nullptr : producers[static_cast<size_t>(i)];
        joinable = joinable && producer != nullptr && !shares_memory(*producer) &&
                   value(i).part_of < 0 && offset % 64 == 0 &&
                   std::count(step.inputs.begin(), step.inputs.end(), i) == 1;
        if (!joinable) break;
        offsets.push_back(offset);
        offset += value(i).bytes();
      }
      if (!joinable || offset != value(step.outputs[0]).bytes()) continue;
      for (size_t k = 0; k < step.inputs.size(); ++k) {
        value(step.inputs[k]).part_of = step.outputs[0];
        value(step.inputs[k]).offset = offsets[k];
      }
      step.join = true;
    }
  }

  // Whether a step's output is memory that another value already has.
  static bool shares_memory(const Step& step) {
    if (step.op == nullptr) return layouts_coincide(step.input_infos[0].shape);
    return step.op->is_view();
  }

  void make_kernels() {
    for (Step& step : plan_->steps) {
      check_cancelled(request_.progress);
      if (step.join) continue;
      if (step.node == nullptr) {
        if (!layouts_coincide(step.input_infos[0].shape))
          step.kernel = std::make_unique<ConvertKernel>();
        continue;
      }
      try {
        make_kernel(step);
      } catch (const Error& error) {
        throw Error(error.status(), step.label() + ": " + error.what());
      }
    }
  }

  void make_kernel(Step& step) {
    const Op& op = *step.op;
    step.rectifier = op.rectifier(step.input_infos);
    if (op.is_view() && !step.input_infos[0].constant.valid()) return;
    KernelContext context;
    context.inputs = step.input_infos;
    context.outputs = step.output_infos;
    context.needs_backward = step.active;
    context.packs = &packs_;
    context.convolutions = options_.convolutions;
    if (step.activation != nullptr) {
      // The clamp reads what the step's node writes: same shape, same layout.
      std::vector<ValueInfo> infos = input_infos(plan_->inferred, *step.activation);
      infos[0] = step.output_infos[0];
      context.activation = step.activation_op->as_activation(infos);
      if (context.activation.is_clamp()) add_clamp(step, infos, context);
    }
    step.kernel = op.make_kernel(context);
    plan_->scratch_bytes = std::max(plan_->scratch_bytes, step.kernel->scratch_bytes());
  }

  void add_clamp(Step& step, const std::vector<ValueInfo>& infos, const KernelContext& fused) {
    step.clamp = fused.activation;
    step.activation_rectifier = step.activation_op->rectifier(infos);
    KernelContext context;
    context.inputs = infos;
    context.outputs = fused.outputs.first(1);
    context.needs_backward = step.active;
    context.packs = &packs_;
    step.activation_kernel = step.activation_op->make_kernel(context);
  }

  // Where a clamped value has one reader, whose kernel can apply the clamp's gradient as it writes
  // its own, the producer does not have to.
  void assign_gates() {
    std::vector<int> producers(plan_->values.size(), -1), readers(plan_->values.size());
    for (size_t s = 0; s < plan_->steps.size(); ++s) {
      for (const int i : plan_->steps[s].outputs)
        if (i >= 0) producers[static_cast<size_t>(i)] = static_cast<int>(s);
      for (const int i : plan_->steps[s].inputs)
        if (i >= 0) ++readers[static_cast<size_t>(i)];
    }
    for (const ValueId id : plan_->seeds) ++readers[static_cast<size_t>(plan_->native.at(id))];
    for (Step& step : plan_->steps) {
      if (!step.active || step.kernel == nullptr || step.inputs.empty() || step.inputs[0] < 0 ||
          !step.kernel->gates_input(Rule::gradient))
        continue;
      const auto input = static_cast<size_t>(step.inputs[0]);
      const PlanValue& read = plan_->values[input];
      if (producers[input] < 0 || readers[input] != 1 || !read.active || read.wrt) continue;
      const Step& producer = plan_->steps[static_cast<size_t>(producers[input])];
      if (producer.activation_kernel == nullptr || !producer.active) continue;
      if (producer.outputs[0] != step.inputs[0]) continue;
      step.gated_producer = producers[input];
    }
  }

  void mark_kept() {
    for (const ValueId id : plan_->wanted) value(plan_->native.at(id)).kept = true;
    for (const Step& step : plan_->steps) {
      if (!step.active || step.kernel == nullptr) continue;
      const Keep keep = step.kernel->keep();
      for (size_t i = 0; i < step.inputs.size(); ++i)
        if ((keep.inputs >> i & 1U) != 0 && step.inputs[i] >= 0) value(step.inputs[i]).kept = true;
      const bool clamped = step.activation_kernel != nullptr;
      for (size_t i = 0; i < step.outputs.size(); ++i)
        if (((keep.outputs >> i & 1U) != 0 || (clamped && i == 0)) && step.outputs[i] >= 0)
          value(step.outputs[i]).kept = true;
    }
  }

  void schedule_releases() {
    std::vector<int> last(plan_->values.size(), -1);
    for (size_t s = 0; s < plan_->steps.size(); ++s) {
      for (const int i : plan_->steps[s].inputs)
        if (i >= 0) last[static_cast<size_t>(i)] = static_cast<int>(s);
      for (const int i : plan_->steps[s].outputs)
        if (i >= 0) last[static_cast<size_t>(i)] = static_cast<int>(s);
    }
    for (size_t i = 0; i < last.size(); ++i)
      if (last[i] >= 0 && !plan_->values[i].kept)
        plan_->steps[static_cast<size_t>(last[i])].release.push_back(static_cast<int>(i));
  }

  const Graph* graph_;  // the request's, or the one rewritten for this plan
  const PlanRequest& request_;
  PackCache& packs_;
  const ExecutorOptions& options_;
  std::unique_ptr<Plan> plan_;
  std::unordered_map<int, int> converted_;
};

}  // namespace

std::unique_ptr<Plan> make_plan(const Graph& graph, const PlanRequest& request, PackCache& packs,
                                const ExecutorOptions& options) {
  return Builder(graph, request, packs, options).build();
}

}  // namespace cnnviz::core
