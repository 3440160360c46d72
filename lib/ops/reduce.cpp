// ReduceSum, ReduceMean, ReduceMax, ReduceMin, ReduceProd, ReduceL1, ReduceL2 and ReduceSumSquare
// over any axes. The axes are an attribute before opset 13 (ReduceSum) or 18 (the others), then an
// input. Sums and products of floats are taken in double; those of integers wrap around.
//
// Gradients: of a maximum or minimum to its first place in memory, of a product to every factor
// times the product of the others, of the length of a zero vector 0.
#include <cmath>
#include <limits>
#include <type_traits>

#include "ops/arguments.h"
#include "ops/factories.h"
#include "ops/reduce_walk.h"
#include "ops/strided.h"
#include "ops/view_geometry.h"

namespace cnnviz::core {

namespace {

enum class Reduction { sum, mean, max, min, prod, l1, l2, sum_square };

constexpr int64_t kColumns = ReduceWalk::kMaxColumns;
using Item = ReduceWalk::Item;
using Run = ReduceWalk::Run;

CNNVIZ_HOT void add_rows(const float* values, const Run& run, int64_t columns, double* sums) {
  for (int64_t row = 0; row < run.rows; ++row)
    for (int64_t j = 0; j < columns; ++j) sums[j] += values[row * run.stride + j];
}

// Sums of floats are double, those of integers unsigned, which wraps where signed may not.
template <typename T>
using Total = std::conditional_t<std::is_same_v<T, float>, double, uint64_t>;

template <typename T>
struct Sum {
  using Value = Total<T>;
  static Value first() { return 0; }
  static void combine(Value* total, T x) { *total += static_cast<Value>(x); }
  static T finish(Value total, int64_t) { return static_cast<T>(total); }
};

template <typename T>
struct Mean : Sum<T> {
  static T finish(Total<T> total, int64_t count) {
    if constexpr (std::is_same_v<T, float>)
      return static_cast<float>(total / static_cast<double>(count));
    else
      return count == 0 ? T{0} : static_cast<T>(static_cast<int64_t>(total) / count);
  }
};

template <typename T>
struct Prod : Sum<T> {
  using Value = Total<T>;
  static Value first() { return 1; }
  static void combine(Value* total, T x) { *total *= static_cast<Value>(x); }
};

template <typename T>
struct L1 : Sum<T> {
  using Value = Total<T>;
  static void combine(Value* total, T x) {
    *total += x < 0 ? Value{0} - static_cast<Value>(x) : static_cast<Value>(x);
  }
};

template <typename T>
struct SumSquare : Sum<T> {
  using Value = Total<T>;
  static void combine(Value* total, T x) {
    *total += static_cast<Value>(x) * static_cast<Value>(x);
  }
};

template <typename T>
struct L2 : SumSquare<T> {
  static T finish(Total<T> total, int64_t) {
    return static_cast<T>(std::sqrt(static_cast<double>(total)));
  }
};

// A maximum (or minimum) with NaN is NaN.
template <typename T, bool kMax>
struct Extreme {
  using Value = T;
  static Value first() {
    using Limits = std::numeric_limits<T>;
    if (std::is_same_v<T, uint8_t>) return kMax ? 0 : 1;  // boolean
    if (Limits::has_infinity) return kMax ? -Limits::infinity() : Limits::infinity();
    return kMax ? Limits::lowest() : Limits::max();
  }
  static void combine(Value* best, T x) {
    const bool better = kMax ? x > *best : x < *best;
    if (better || x != x) *best = x;
  }
  static T finish(Value best, int64_t) { return best; }
};

template <typename T>
struct Max : Extreme<T, true> {};
template <typename T>
struct Min : Extreme<T, false> {};

template <typename T, template <typename> typename Operation>
void reduce(const ReduceWalk& walk, const void* source, void* target) {
  using Combine = Operation<T>;
  const auto* input = static_cast<const T*>(source);
  auto* output = static_cast<T*>(target);
  walk.for_each_item([&](const Item& item) {
    typename Combine::Value values[kColumns];
    std::fill_n(values, item.columns, Combine::first());
    walk.for_each_run(item, [&](const Run& run) {
      const T* rows = input + run.begin;
      if constexpr (std::is_same_v<Combine, Sum<float>> || std::is_same_v<Combine, Mean<float>>) {
        if (item.columns == 1 && run.stride == 1)
          values[0] += sum_floats(rows, run.rows);
        else
          add_rows(rows, run, item.columns, values);
      } else {
        for (int64_t row = 0; row < run.rows; ++row)
          for (int64_t j = 0; j < item.columns; ++j)
            Combine::combine(&values[j], rows[row * run.stride + j]);
      }
    });
    for (int64_t j = 0; j < item.columns; ++j)
      output[item.output + j] = Combine::finish(values[j], walk.count());
  });
}

// Calls body(row of the input, column of the item, input element) for an item's elements, padding
// lanes left out.
template <typename Body>
void for_each_element(const ReduceWalk& walk, const Item& item, const Body& body) {
  walk.for_each_run(item, [&](const Run& run) {
    for (int64_t row = 0; row < run.rows; ++row)
      for (int64_t j = 0; j < item.columns; ++j) body(j, run.begin + row * run.stride + j);
  });
}

class ReduceKernel final : public Kernel {
 public:
  ReduceKernel(Reduction reduction, const ValueInfo& input, const std::vector<bool>& reduced)
      : reduction_(reduction), type_(input.type), walk_(input, reduced) {}

  void forward(Buffers inputs, Buffers outputs, void*) override {
    const void* input = inputs[0].data;
    void* output = outputs[0].data;
    switch (type_) {
      case DataType::float32:
        return forward_of<float>(input, output);
      case DataType::int64:
        return forward_of<int64_t>(input, output);
      case DataType::boolean:
        return forward_of<uint8_t>(input, output);
    }
  }

  void backward(const BackwardArgs& args) override {
    const Buffer& gradient = args.input_gradients[0];
    if (!gradient) return;
    const Buffer& seed = args.output_gradients[0];
    if (!seed) {
      fill_zero(gradient);
      return;
    }
    const float* input = args.inputs[0].floats();
    const float* output = args.outputs[0].floats();
    walk_.for_each_item([&](const Item& item) {
      clear_padding(item, gradient.floats());
      const float* arriving = seed.floats() + item.output;
      switch (reduction_) {
        case Reduction::sum:
          return spread(item, arriving, 1, gradient.floats());
        case Reduction::mean:
          return spread(item, arriving, 1 / static_cast<float>(walk_.count()), gradient.floats());
        case Reduction::max:
        case Reduction::min:
          return to_first(item, input, output + item.output, arriving, gradient.floats());
        case Reduction::prod:
          return to_factors(item, input, arriving, gradient.floats());
        case Reduction::l1:
          return for_each_element(walk_, item, [&](int64_t j, int64_t at) {
            const float x = input[at];
            gradient.floats()[at] = x > 0 ? arriving[j] : x < 0 ? -arriving[j] : 0;
          });
        case Reduction::l2:
          return for_each_element(walk_, item, [&](int64_t j, int64_t at) {
            const float length = output[item.output + j];
            gradient.floats()[at] = length > 0 ? arriving[j] * (input[at] / length) : 0;
          });
        case Reduction::sum_square:
          return for_each_element(walk_, item, [&](int64_t j, int64_t at) {
            gradient.floats()[at] = 2 * arriving[j] * input[at];
          });
      }
    });
  }

  Keep keep() const override {
    switch (reduction_) {
      case Reduction::sum:
      case Reduction::mean:
        return {};
      case Reduction::max:
      case Reduction::min:
      case Reduction::l2:
        return {1, 1};
      case Reduction::prod:
      case Reduction::l1:
      case Reduction::sum_square:
        return {1, 0};
    }
    return {};
  }

 private:
  template <typename T>
  void forward_of(const void* input, void* output) const {
    switch (reduction_) {
      case Reduction::sum:
        return reduce<T, Sum>(walk_, input, output);
      case Reduction::mean:
        return reduce<T, Mean>(walk_, input, output);
      case Reduction::max:
        return reduce<T, Max>(walk_, input, output);
      case Reduction::min:
        return reduce<T, Min>(walk_, input, output);
      case Reduction::prod:
        return reduce<T, Prod>(walk_, input, output);
      case Reduction::l1:
        return reduce<T, L1>(walk_, input, output);
      case Reduction::l2:
        return reduce<T, L2>(walk_, input, output);
      case Reduction::sum_square:
        return reduce<T, SumSquare>(walk_, input, output);
    }
  }

  void clear_padding(const Item& item, float* gradient) const {
    if (item.lanes == item.columns) return;
    walk_.for_each_run(item, [&](const Run& run) {
      for (int64_t row = 0; row < run.rows; ++row)
        std::fill_n(gradient + run.begin + row * run.stride + item.columns,
                    item.lanes - item.columns, 0.0f);
    });
  }

  void spread(const Item& item, const float* arriving, float scale, float* gradient) const {
    float values[kColumns];
    for (int64_t j = 0; j < item.columns; ++j) values[j] = scale * arriving[j];
    for_each_element(walk_, item, [&](int64_t j, int64_t at) { gradient[at] = values[j]; });
  }

  void to_first(const Item& item, const float* input, const float* output, const float* arriving,
                float* gradient) const {
    bool taken[kColumns] = {};
    for_each_element(walk_, item, [&](int64_t j, int64_t at) {
      const bool here = !taken[j] && input[at] == output[j];
      gradient[at] = here ? arriving[j] : 0;
      taken[j] = taken[j] || here;
    });
  }

  void to_factors(const Item& item, const float* input, const float* arriving,
                  float* gradient) const {
    double product[kColumns];  // of the factors that are not 0
    int64_t zeros[kColumns] = {};
    std::fill_n(product, kColumns, 1.0);
    for_each_element(walk_, item, [&](int64_t j, int64_t at) {
      if (input[at] == 0)
        ++zeros[j];
      else
        product[j] *= static_cast<double>(input[at]);
    });
    for_each_element(walk_, item, [&](int64_t j, int64_t at) {
      const bool is_zero = input[at] == 0;
      const double others = zeros[j] > (is_zero ? 1 : 0) ? 0
                            : is_zero                    ? product[j]
                                      : product[j] / static_cast<double>(input[at]);
      gradient[at] = static_cast<float>(static_cast<double>(arriving[j]) * others);
    });
  }

  Reduction reduction_;
  DataType type_;
  ReduceWalk walk_;
};

Reduction reduction_of(const std::string& type) {
  if (type == "ReduceSum") return Reduction::sum;
  if (type == "ReduceMean") return Reduction::mean;
  if (type == "ReduceMax") return Reduction::max;
  if (type == "ReduceMin") return Reduction::min;
  if (type == "ReduceL1") return Reduction::l1;
  if (type == "ReduceL2") return Reduction::l2;
  if (type == "ReduceSumSquare") return Reduction::sum_square;
  return Reduction::prod;
}

class Reduce final : public Op {
 public:
  explicit Reduce(const NodeView& node)
      : reduction_(reduction_of(node.type)),
        axes_(optional_ints(node, "axes")),
        keep_axes_(node.get_int("keepdims", 1) != 0),
        none_means_none_(node.get_int("noop_with_empty_axes", 0) != 0) {}

  std::vector<ValueInfo> infer(Infos inputs) const override {
    const ValueInfo& data = required_input(inputs, 0, "data");
    const bool ordered = reduction_ == Reduction::max || reduction_ == Reduction::min;
    require(data.type != DataType::boolean || ordered, Status::unsupported,
            "booleans can only be reduced to a maximum or minimum");
    const std::vector<bool> reduced = reduced_axes(inputs);
    Shape shape;
    for (size_t i = 0; i < reduced.size(); ++i) {
      if (!reduced[i])
        shape.push_back(data.shape[i]);
      else if (keep_axes_)
        shape.push_back(1);
    }
    return {ValueInfo::of(data.type, shape)};
  }

  // Pooling over the whole plane reads blocked maps as they are.
  Layouts layouts(Infos inputs, Infos outputs) const override {
    Layouts result = Op::layouts(inputs, outputs);
    const std::vector<bool> reduced = reduced_axes(inputs);
    bool plane = inputs[0].layout == Layout::blocked;
    for (size_t i = 0; i < reduced.size(); ++i) plane = plane && reduced[i] == (i >= 2);
    if (plane) result.inputs[0] = Layout::blocked;
    return result;
  }

  std::unique_ptr<Kernel> make_kernel(const KernelContext& context) const override {
    return std::make_unique<ReduceKernel>(reduction_, context.inputs[0],
                                          reduced_axes(context.inputs));
  }

  Box input_box(size_t input, const Box& out, size_t output, Infos inputs,
                Infos outputs) const override {
    if (input != 0) return Op::input_box(input, out, output, inputs, outputs);
    const std::vector<bool> reduced = reduced_axes(inputs);
    Box box = whole_box(inputs[0].shape);
    size_t next = 0;
    for (size_t i = 0; i < reduced.size(); ++i) {
      if (!reduced[i]) box[i] = out[next];
      if (!reduced[i] || keep_axes_) ++next;
    }
    return box;
  }
  Box output_box(size_t output, const Box& in, size_t input, Infos inputs,
                 Infos outputs) const override {
    if (input != 0) return Op::output_box(output, in, input, inputs, outputs);
    const std::vector<bool> reduced = reduced_axes(inputs);
    Box box;
    for (size_t i = 0; i < reduced.size(); ++i) {
      if (clipped_interval(in[i], inputs[0].shape[i]).empty())
        return empty_box(outputs[0].shape.size());
      if (!reduced[i])
        box.push_back(in[i]);
      else if (keep_axes_)
        box.push_back({0, 0});
    }
    return box;
  }

 private:
  std::vector<bool> reduced_axes(Infos inputs) const {
    const Shape& shape = inputs[0].shape;
    const auto axes = attribute_or_input(axes_, inputs, 1, "axes");
    if (!axes || axes->empty()) return std::vector<bool>(shape.size(), !none_means_none_);
    std::vector<bool> reduced(shape.size());
    for (const int axis : normalize_axes(*axes, static_cast<int64_t>(shape.size()), "axes"))
      reduced[static_cast<size_t>(axis)] = true;
    return reduced;
  }

  Reduction reduction_;
  std::optional<std::vector<int64_t>> axes_;
  bool keep_axes_, none_means_none_;
};

}  // namespace

OpPtr make_reduce(const NodeView& node) {
  return std::make_shared<Reduce>(node);
}

}  // namespace cnnviz::core
