// TopK: the k largest (or smallest, opset 11) elements along one axis and their indices, in order
// (ties by index). k is an attribute before opset 10, then an input. The gradient of a value goes
// to the element it is. Plain layout.
#include <algorithm>
#include <numeric>

#include "backend/parallel.h"
#include "ops/arguments.h"
#include "ops/axis_extents.h"
#include "ops/factories.h"
#include "ops/strided.h"

namespace cnnviz::core {

namespace {

class TopKKernel final : public Kernel {
 public:
  TopKKernel(const AxisExtents& extents, int64_t count, bool largest)
      : extents_(extents), count_(count), largest_(largest) {}

  void forward(Buffers inputs, Buffers outputs, void*) override {
    const Buffer indices = outputs.size() > 1 ? outputs[1] : Buffer{};
    if (inputs[0].info->type == DataType::float32)
      run(inputs[0].floats(), outputs[0].floats(), indices.ints());
    else
      run(inputs[0].ints(), outputs[0].ints(), indices.ints());
  }

  void backward(const BackwardArgs& args) override {
    const Buffer& gradient = args.input_gradients[0];
    if (!gradient) return;
    fill_zero(gradient);
    if (!args.output_gradients[0]) return;
    const float* x = args.inputs[0].floats();
    const float* seed = args.output_gradients[0].floats();
    for_each_line(x, [&](int64_t line, const std::vector<int64_t>& order) {
      for (int64_t i = 0; i < count_; ++i)
        gradient.floats()[element(line, order[static_cast<size_t>(i)], extents_.length)] =
            seed[element(line, i, count_)];
    });
  }

  Keep keep() const override { return {1, 0}; }

 private:
  int64_t element(int64_t line, int64_t i, int64_t length) const {
    return extents_.first(line, length) + i * extents_.inner;
  }

  // Calls body(line, places of the elements in order) for every line.
  template <typename T, typename Body>
  void for_each_line(const T* x, const Body& body) const {
    if (count_ == 0) return;
    parallel_ranges(extents_.lines(), 20 * static_cast<double>(extents_.length),
                    [&](int64_t begin, int64_t end) {
                      std::vector<int64_t> order(static_cast<size_t>(extents_.length));
                      for (int64_t line = begin; line < end; ++line) {
                        std::iota(order.begin(), order.end(), 0);
                        const T* first = x + extents_.first(line, extents_.length);
                        // A total order: NaN is larger than every number.
                        const auto larger = [](T a, T b) { return a > b || (a != a && b == b); };
                        std::partial_sort(order.begin(), order.begin() + count_, order.end(),
                                          [&](int64_t i, int64_t j) {
                                            const T a = first[i * extents_.inner];
                                            const T b = first[j * extents_.inner];
                                            if (larger(a, b)) return largest_;
                                            if (larger(b, a)) return !largest_;
                                            return i < j;
                                          });
                        body(line, order);
                      }
                    });
  }

  template <typename T>
  void run(const T* x, T* values, int64_t* indices) const {
    for_each_line(x, [&](int64_t line, const std::vector<int64_t>& order) {
      for (int64_t i = 0; i < count_; ++i) {
        const int64_t place = order[static_cast<size_t>(i)];
        if (values != nullptr)
          values[element(line, i, count_)] = x[element(line, place, extents_.length)];
        if (indices != nullptr) indices[element(line, i, count_)] = place;
      }
    });
  }

  AxisExtents extents_;
  int64_t count_;
  bool largest_;
};

class TopK final : public Op {
 public:
  explicit TopK(const NodeView& node)
      : largest_(node.get_int("largest", 1) != 0), axis_(node.get_int("axis", -1)) {
    if (node.has("k")) count_ = node.get_int("k", 0);
    node.require(count_.has_value() || node.has_input(1), Status::corrupt, "k is missing");
    for (size_t i = 0; i < 2; ++i) wanted_.push_back(node.has_output(i));
  }

  std::vector<ValueInfo> infer(Infos inputs) const override {
    const ValueInfo& data = required_input(inputs, 0, "X");
    require(data.type != DataType::boolean, Status::unsupported, "booleans have no order");
    Shape shape = data.shape;
    shape[static_cast<size_t>(axis_of(data.shape))] = count(inputs);
    std::vector<ValueInfo> outputs(2);
    if (wanted_[0]) outputs[0] = ValueInfo::of(data.type, shape);
    if (wanted_[1]) outputs[1] = ValueInfo::of(DataType::int64, shape);
    if (!wanted_[1]) outputs.pop_back();
    return outputs;
  }

  std::unique_ptr<Kernel> make_kernel(const KernelContext& context) const override {
    const Shape& shape = context.inputs[0].shape;
    return std::make_unique<TopKKernel>(AxisExtents::of(shape, axis_of(shape)),
                                        count(context.inputs), largest_);
  }

 private:
  int axis_of(const Shape& shape) const {
    return normalize_axis(axis_, static_cast<int64_t>(shape.size()), "axis");
  }
  int64_t count(Infos inputs) const {
    const Shape& shape = inputs[0].shape;
    const int64_t extent = shape[static_cast<size_t>(axis_of(shape))];
    const std::vector<int64_t> given =
        count_ ? std::vector<int64_t>{*count_} : required_int_list(inputs, 1, "K");
    require(given.size() == 1 && given[0] >= 0 && given[0] <= extent, Status::invalid_argument,
            "k is [", list_text(given), "]; the axis has ", extent, " elements");
    return given[0];
  }

  bool largest_;
  int64_t axis_;
  std::optional<int64_t> count_;
  std::vector<bool> wanted_;
};

}  // namespace

OpPtr make_top_k(const NodeView& node) {
  return std::make_shared<TopK>(node);
}

}  // namespace cnnviz::core
