// Checks one operator for one set of inputs; call it once for each shape of a list.
//
//   OpCase item;
//   item.name = "Relu 2x3x5";
//   item.op = make_unary(make_node("Relu", 14, 1));
//   item.inputs = {{random_tensor({2, 3, 5}, 1)}};
//   item.naive = [](const std::vector<Tensor>& in) { ...; return std::vector<Tensor>{y}; };
//   check_op(item);
//
// What it checks, in every combination of incoming layouts that the operator tells apart:
//   1. inferred types and shapes, and all values, equal the expected ones (or those of the naive
//   loop);
//   2. gradients equal central differences (with Richardson's extrapolation) of the forward pass,
//   element
//      by element, where the output is smooth in that element;
//   3. <J v, u> = <v, J^T u> for a random direction v over all inputs at once, u zero at outputs
//   that have a
//      kink along v;
//   4. each gradient wanted alone, in place, or (several outputs) from one output gradient alone is
//   the same;
//      fused clamps equal a clamp afterwards; rectifiers follow the rules of graph/op.h;
//   5. input_box and output_box hold every dependence that shows when an input element is changed.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "support/op_measure.h"
#include "support/op_runner.h"

namespace cnnviz::test {

struct OpCase {
  std::string name;
  OpPtr op;
  std::vector<OpInput> inputs;
  std::vector<Tensor> expected;  // or `naive`; an output that is not valid() here is not compared
  std::function<std::vector<Tensor>(const std::vector<Tensor>& inputs)> naive;

  double tolerance = 1e-5;           // of values, relative to the largest expected one
  double gradient_tolerance = 5e-4;  // of one element's gradient, relative to the largest one
  double step = 1.0 / 64;            // of differences
  double smooth = 0.5;   // at least this share of the sampled elements must be comparable
  bool backward = true;  // false: the operator has none for these inputs
  bool geometry = true;
  bool exact_geometry = false;  // boxes are no wider than the dependence that shows
};

struct CheckedOp {
  int variants = 0;        // combinations of layouts that were run
  int blocked = 0;         // those with a blocked value
  int differentiated = 0;  // input elements compared with differences
};

namespace check_op_detail {

class Checker {
 public:
  explicit Checker(const OpCase& item) : item_(item), random_(7) {
    for (const OpInput& input : item.inputs) values_.push_back(input.tensor);
  }

  CheckedOp run() {
    const std::vector<Layout> plain(item_.inputs.size(), Layout::plain);
    OpRunner runner(item_.op, item_.inputs, plain);
    outputs_ = runner.forward();
    check_values(outputs_, runner);
    if (item_.geometry) check_geometry(runner);
    differentiable_ = item_.backward && wanted_inputs() != 0;
    if (differentiable_) {
      make_seeds(runner);
      gradients_ = runner.backward(seeds_, {});
      check_differences(runner);
      check_adjointness(runner);
    }
    check_layouts();
    return result_;
  }

 private:
  uint32_t wanted_inputs() const {
    uint32_t bits = 0;
    for (size_t i = 0; i < item_.inputs.size(); ++i)
      if (item_.inputs[i].wants_gradient()) bits |= uint32_t{1} << i;
    return bits;
  }

  void make_seeds(const OpRunner& runner) {
    for (const ValueInfo& info : runner.output_infos()) {
      const bool seeded = info.present && info.type == DataType::float32;
      seeds_.push_back(seeded ? random_tensor(info.shape, random_.bits(), -1, 1) : Tensor());
    }
  }

  void check_values(const std::vector<Tensor>& outputs, const OpRunner& runner) {
    const std::vector<Tensor> expected = item_.naive ? item_.naive(values_) : item_.expected;
    if (expected.size() != outputs.size())
      throw Failure{
          concat("the operator has ", outputs.size(), " outputs, expected ", expected.size())};
    for (size_t i = 0; i < outputs.size(); ++i)
      if (expected[i].valid())
        compare(outputs[i], expected[i], item_.tolerance,
                concat("output ", i, " (", runner.layout_text(), ")"));
  }

  // Every incoming combination of layouts; those that the operator answers alike are run once.
  void check_layouts() {
    std::vector<size_t> blockable;
    for (size_t i = 0; i < item_.inputs.size(); ++i) {
      const Tensor& tensor = item_.inputs[i].tensor;
      if (tensor.valid() && !item_.inputs[i].constant && tensor.type() == DataType::float32 &&
          tensor.rank() >= 3)
        blockable.push_back(i);
    }
    std::set<std::string> seen;
    const size_t combinations = size_t{1} << std::min<size_t>(blockable.size(), 3);
    for (size_t bits = 0; bits < combinations; ++bits) {
      std::vector<Layout> incoming(item_.inputs.size(), Layout::plain);
      for (size_t k = 0; k < blockable.size(); ++k)
        if ((bits >> std::min<size_t>(k, 2) & 1) != 0) incoming[blockable[k]] = Layout::blocked;
      OpRunner runner(item_.op, item_.inputs, incoming);
      if (!seen.insert(runner.layout_text()).second) continue;
      ++result_.variants;
      if (runner.any_blocked()) ++result_.blocked;
      check_values(runner.forward(), runner);
      check_activation(incoming);
      if (differentiable_) check_backward_variants(runner);
    }
  }

  void check_activation(const std::vector<Layout>& incoming) {
    const Activation own = item_.op->as_activation(infos_of(item_.inputs));
    if (own.is_clamp()) {
      OpRunner runner(item_.op, item_.inputs, incoming);
      compare(runner.forward()[0], clamped(values_[0], own), 0, "as_activation()");
      if (runner.kernel()->keep().inputs != 0)
        throw Failure{"a clamp must need its output alone in backward"};
    }
    if (!item_.op->accepts_activation()) return;
    const auto middle = static_cast<float>(0.3 * largest(outputs_[0]));
    for (const Activation clamp : {Activation{true, 0, std::numeric_limits<float>::infinity()},
                                   Activation{true, -middle / 3, middle}}) {
      OpRunner runner(item_.op, item_.inputs, incoming, clamp);
      compare(runner.forward()[0], clamped(outputs_[0], clamp), item_.tolerance,
              concat("output with a fused clamp (", runner.layout_text(), ")"));
    }
  }

  static Tensor clamped(const Tensor& tensor, const Activation& clamp) {
    Tensor result = tensor.clone();
    for (float& value : result.mutable_floats())
      value = std::min(std::max(value, clamp.low), clamp.high);
    return result;
  }

  // Whatever way backward is asked, the gradients are those that were compared with differences.
  void check_backward_variants(OpRunner& runner) {
    const std::string where = concat(" (", runner.layout_text(), ")");
    const auto same = [&](const std::vector<Tensor>& got, const std::vector<Tensor>& expected,
                          const std::string& how) {
      for (size_t i = 0; i < got.size(); ++i)
        if (got[i].valid())
          compare(got[i], expected[i], 1e-5, concat("gradient of input ", i, how, where));
    };
    same(runner.backward(seeds_, {}), gradients_, "");
    for (size_t i = 0; i < item_.inputs.size(); ++i)
      if (item_.inputs[i].wants_gradient())
        same(runner.backward(seeds_, {uint32_t{1} << i}), gradients_, ", wanted alone");
    if (runner.kernel() != nullptr && runner.kernel()->gradient_in_place())
      same(runner.backward(seeds_, {1, Rule::gradient, true}), gradients_, ", in place");
    for (size_t k = 0; seeds_.size() > 1 && k < seeds_.size(); ++k) {
      if (!seeds_[k].valid()) continue;
      std::vector<Tensor> alone(seeds_.size()), zeros(seeds_.size());
      for (size_t j = 0; j < seeds_.size(); ++j)
        if (seeds_[j].valid()) zeros[j] = Tensor(DataType::float32, seeds_[j].shape());
      alone[k] = zeros[k] = seeds_[k];
      same(runner.backward(alone, {}), runner.backward(zeros, {}),
           concat(" from output ", k, " alone"));
    }
    if (item_.op->rectifier(infos_of(item_.inputs)) != Rectifier::none) check_rules(runner);
  }

  // deconvnet: max(R, 0); guided: max(R, 0) max(f', 0), f' being the gradient for R = 1.
  void check_rules(OpRunner& runner) {
    const Tensor& seed = seeds_[0];
    Tensor ones(DataType::float32, seed.shape());
    std::fill(ones.mutable_floats().begin(), ones.mutable_floats().end(), 1.0f);
    const Tensor slope = runner.backward({ones}, {})[0];
    Tensor deconvnet(DataType::float32, seed.shape()), guided = deconvnet.clone();
    for (size_t i = 0; i < seed.floats().size(); ++i) {
      deconvnet.mutable_floats()[i] = std::max(seed.floats()[i], 0.0f);
      guided.mutable_floats()[i] = deconvnet.floats()[i] * std::max(slope.floats()[i], 0.0f);
    }
    for (const bool in_place : {false, true}) {
      if (in_place && !runner.kernel()->gradient_in_place()) continue;
      compare(runner.backward(seeds_, {1, Rule::deconvnet, in_place})[0], deconvnet, 1e-6,
              "deconvnet");
      compare(runner.backward(seeds_, {1, Rule::guided, in_place})[0], guided, 1e-6, "guided");
    }
  }

  // Derivatives of all outputs along a direction (one tensor for each input, invalid: not moved).
  Derivatives differentiate(OpRunner& runner, const std::vector<Tensor>& direction,
                            double usual_slope) {
    return derivatives_along(
        [&](const std::vector<Tensor>& values) { return runner.forward(values); }, values_,
        outputs_, direction, item_.step, usual_slope);
  }

  void check_differences(OpRunner& runner) {
    for (size_t i = 0; i < item_.inputs.size(); ++i) {
      if (!item_.inputs[i].wants_gradient()) continue;
      const double scale = std::max(largest(gradients_[i]), 1e-30);
      const std::vector<int64_t> picked = sample(values_[i].size(), 48);
      int compared = 0;
      for (const int64_t k : picked) {
        std::vector<Tensor> direction(values_.size());
        direction[i] = Tensor(DataType::float32, values_[i].shape());
        direction[i].mutable_floats()[static_cast<size_t>(k)] = 1;
        const Derivatives found = differentiate(runner, direction, scale);
        if (!found.all_smooth) continue;
        ++compared;
        double expected = 0;
        for (size_t o = 0; o < outputs_.size(); ++o)
          for (size_t j = 0; j < found.slope[o].size(); ++j)
            expected += found.slope[o][j] * seeds_[o].floats()[j];
        const double got = gradients_[i].floats()[static_cast<size_t>(k)];
        if (!(std::abs(got - expected) <= item_.gradient_tolerance * scale))
          throw Failure{concat("gradient of input ", i, "[", k, "] = ", got, ", differences give ",
                               expected, " (largest ", scale, ")")};
      }
      if (compared < item_.smooth * static_cast<double>(picked.size()))
        throw Failure{concat("input ", i, ": only ", compared, " of ", picked.size(),
                             " elements are away from kinks")};
      result_.differentiated += compared;
    }
    runner.forward();  // what backward reads again belongs to the unmoved inputs
  }

  void check_adjointness(OpRunner& runner) {
    std::vector<Tensor> direction(values_.size());
    for (size_t i = 0; i < values_.size(); ++i) {
      if (!item_.inputs[i].wants_gradient()) continue;
      direction[i] = Tensor(DataType::float32, values_[i].shape());
      for (float& v : direction[i].mutable_floats())
        v = static_cast<float>(random_.integer(-8, 8)) / 8;
    }
    const Derivatives found = differentiate(runner, direction, 0);
    double forward = 0, spread = 0, backward = 0;
    double rounding = 0;  // variance of <Jv,u> by outputs of 24 bits
    int64_t comparable = 0, all = 0;
    std::vector<Tensor> masked(seeds_.size());
    for (size_t o = 0; o < seeds_.size(); ++o) {
      if (!seeds_[o].valid()) continue;
      masked[o] = seeds_[o].clone();
      for (size_t j = 0; j < found.slope[o].size(); ++j) {
        float& u = masked[o].mutable_floats()[j];
        if (!found.smooth[o][j]) u = 0;
        comparable += found.smooth[o][j] ? 1 : 0;
        ++all;
        forward += found.slope[o][j] * u;
        rounding += std::pow(u * outputs_[o].floats()[j] * 0x1p-23 / item_.step, 2);
        spread += found.slope[o][j] * u * found.slope[o][j] * u;
      }
    }
    runner.forward();
    const std::vector<Tensor> gradients = runner.backward(masked, {});
    for (size_t i = 0; i < values_.size(); ++i)
      for (size_t k = 0; direction[i].valid() && k < direction[i].floats().size(); ++k)
        backward += static_cast<double>(direction[i].floats()[k]) * gradients[i].floats()[k];
    const double scale =
        std::max({std::abs(forward), std::abs(backward), std::sqrt(spread), 1e-30});
    if (!(std::abs(forward - backward) <= 1e-4 * scale + std::sqrt(rounding)))
      throw Failure{concat("not adjoint: <Jv,u> = ", forward, ", <v,J'u> = ", backward)};
    if (static_cast<double>(comparable) < item_.smooth * static_cast<double>(all))
      throw Failure{
          concat("only ", comparable, " of ", all, " outputs are smooth along a direction")};
  }

  // The outputs that change when input element `k` takes other values.
  std::vector<std::set<int64_t>> reached(OpRunner& runner, size_t input, int64_t k) {
    std::vector<std::set<int64_t>> changed(outputs_.size());
    const auto at = static_cast<size_t>(k);
    for (const double delta : {0.5, -0.75, 6.0, -7.0}) {
      std::vector<Tensor> values = values_;
      values[input] = values_[input].clone();
      if (values[input].type() == DataType::boolean)
        values[input].mutable_booleans()[at] ^= 1;
      else
        values[input].mutable_floats()[at] += static_cast<float>(delta);
      const std::vector<Tensor> outputs = runner.forward(values);
      for (size_t o = 0; o < outputs.size(); ++o) {
        if (!outputs[o].valid()) continue;
        const auto bytes = static_cast<size_t>(data_type_size(outputs[o].type()));
        const auto* a = static_cast<const char*>(outputs[o].data());
        const auto* b = static_cast<const char*>(outputs_[o].data());
        for (int64_t j = 0; j < outputs[o].size(); ++j)
          if (std::memcmp(a + static_cast<size_t>(j) * bytes, b + static_cast<size_t>(j) * bytes,
                          bytes) != 0)
            changed[o].insert(j);
      }
    }
    return changed;
  }

  void check_geometry(OpRunner& runner) {
    const std::vector<ValueInfo>& in = runner.input_infos();
    const std::vector<ValueInfo>& out = runner.output_infos();
    for (size_t i = 0; i < item_.inputs.size(); ++i) {
      if (!values_[i].valid() || item_.inputs[i].constant || in[i].type == DataType::int64)
        continue;
      for (const int64_t k : sample(values_[i].size(), 32)) {
        const Box element = point(index_of(k, in[i].shape));
        const std::vector<std::set<int64_t>> changed = reached(runner, i, k);
        for (size_t o = 0; o < out.size(); ++o) check_boxes(i, o, element, changed[o], in, out);
      }
    }
    runner.forward();
  }

  void check_boxes(size_t input, size_t output, const Box& element,
                   const std::set<int64_t>& changed, const std::vector<ValueInfo>& in,
                   const std::vector<ValueInfo>& out) {
    if (!out[output].present) return;
    const std::string which = concat("of input ", input, " at ", box_text(element));
    const Box reach = item_.op->output_box(output, element, input, in, out);
    Box hull_of_changed;
    for (const int64_t j : changed) {
      const std::vector<int64_t> index = index_of(j, out[output].shape);
      hull_of_changed = hull(hull_of_changed, point(index));
      if (!contains(reach, index))
        throw Failure{concat("output_box ", which, " is ", box_text(reach), " but output ", output,
                             " changed at ", box_text(point(index)))};
      const Box read = item_.op->input_box(input, point(index), output, in, out);
      std::vector<int64_t> corner;
      for (const Interval& i : element) corner.push_back(i.low);
      if (!contains(read, corner))
        throw Failure{concat("input_box of output ", output, " at ", box_text(point(index)), " is ",
                             box_text(read), ", but it reads input ", input, " at ",
                             box_text(element))};
    }
    if (item_.exact_geometry && !changed.empty() &&
        clipped(reach, out[output].shape) != hull_of_changed)
      throw Failure{concat("output_box ", which, " is ", box_text(reach), ", but only ",
                           box_text(hull_of_changed), " depends on it")};
    // Boxes grow with what is asked.
    if (!contains_box(item_.op->output_box(output, whole_box(in[input].shape), input, in, out),
                      reach))
      throw Failure{concat("output_box of the whole input is narrower than that ", which)};
  }

  static bool contains_box(const Box& outer, const Box& inner) {
    if (is_empty(inner)) return true;
    if (outer.size() != inner.size()) return false;
    for (size_t axis = 0; axis < inner.size(); ++axis)
      if (inner[axis].low < outer[axis].low || inner[axis].high > outer[axis].high) return false;
    return true;
  }

  const OpCase& item_;
  TestRandom random_;
  std::vector<Tensor> values_, outputs_, seeds_, gradients_;
  bool differentiable_ = false;
  CheckedOp result_;
};

}  // namespace check_op_detail

inline CheckedOp check_op(const OpCase& item) {
  try {
    return check_op_detail::Checker(item).run();
  } catch (const Failure& failure) {
    throw Failure{item.name + ": " + failure.text};
  }
}

}  // namespace cnnviz::test
