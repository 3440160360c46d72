// One execution of a plan: the memory of its values and gradients, forward and backward.
#pragma once

#include <vector>

#include "exec/buffer_pool.h"
#include "exec/plan.h"

namespace cnnviz::core {

class Frame {
 public:
  // `rehearsal`: allocate as a run would, compute nothing.
  Frame(Plan& plan, BufferPool& pool, bool rehearsal, bool profiling);

  void forward(const std::map<ValueId, Tensor>& feeds, const Progress* progress);
  // A value that the plan was asked for: its memory, in the layout that the plan gives it.
  const void* value(ValueId id) const { return data(plan_.native.at(id)); }
  // The same in plain layout.
  Tensor fetch(ValueId id) const;

  // Returns how many rectifiers the rule governed. Then gradient() answers for the wrt values.
  int64_t backward(const std::map<ValueId, Tensor>& seeds, const BackwardOptions& options,
                   const Progress* progress);
  Tensor gradient(ValueId id) const;
  void clear_gradients();

 private:
  const void* data(int value) const;
  Block take_value(int value);
  Block take_gradient(int value);
  void run_forward(Step& step);
  int64_t run_backward(size_t index, const BackwardOptions& options);
  Block through_activation(Step& step, Block gradient, Rule rule, bool redirect);
  void accumulate(int value, Block gradient);
  Buffer buffer(const Block& block, const ValueInfo& info) const;
  Tensor plain_copy(const PlanValue& value, const void* from) const;

  Plan& plan_;
  BufferPool& pool_;
  bool rehearsal_, profiling_;
  std::vector<Block> values_, gradients_;
  std::map<int, Tensor> fed_;
  std::vector<bool> gated_;  // steps whose clamp's gradient their reader has applied
  Block scratch_;
};

// The bytes a pool holds after a forward and a backward pass of the plan.
int64_t rehearse(Plan& plan);

}  // namespace cnnviz::core
