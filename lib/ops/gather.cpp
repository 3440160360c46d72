// Gather: output[outer, i, inner] = data[outer, indices[i], inner] along one axis; negative indices
// count from the end. Backward adds up where an index is named more than once.
#include <cstring>

#include "backend/parallel.h"
#include "ops/arguments.h"
#include "ops/factories.h"
#include "ops/strided.h"
#include "ops/view_geometry.h"

namespace cnnviz::core {

namespace {

int64_t checked_index(int64_t index, int64_t extent) {
  require(index >= -extent && index < extent, Status::invalid_argument, "index ", index,
          " is outside [", -extent, ", ", extent - 1, "]");
  return index < 0 ? index + extent : index;
}

class GatherKernel final : public Kernel {
 public:
  GatherKernel(const Shape& data, int axis, int64_t element_size) : element_size_(element_size) {
    for (size_t i = 0; i < data.size(); ++i) {
      if (static_cast<int>(i) < axis) outer_ *= data[i];
      if (static_cast<int>(i) > axis) inner_ *= data[i];
    }
    extent_ = data[static_cast<size_t>(axis)];
  }

  void forward(Buffers inputs, Buffers outputs, void*) override {
    const std::vector<int64_t> picked = indices(inputs[1]);
    const auto count = static_cast<int64_t>(picked.size());
    const int64_t bytes = inner_ * element_size_;
    const auto* data = static_cast<const char*>(inputs[0].data);
    auto* output = static_cast<char*>(outputs[0].data);
    parallel_ranges(
        outer_ * count, 2 + 0.1 * static_cast<double>(bytes), [&](int64_t begin, int64_t end) {
          for (int64_t i = begin; i < end; ++i) {
            const int64_t row = i / count * extent_ + picked[static_cast<size_t>(i % count)];
            std::memcpy(output + i * bytes, data + row * bytes, static_cast<size_t>(bytes));
          }
        });
  }

  void backward(const BackwardArgs& args) override {
    const Buffer& gradient = args.input_gradients[0];
    if (!gradient) return;
    fill_zero(gradient);
    const Buffer& seed = args.output_gradients[0];
    if (!seed) return;
    const std::vector<int64_t> picked = indices(args.inputs[1]);
    const auto count = static_cast<int64_t>(picked.size());
    parallel_ranges(outer_, static_cast<double>(count * inner_), [&](int64_t begin, int64_t end) {
      for (int64_t o = begin; o < end; ++o) {
        for (int64_t i = 0; i < count; ++i) {
          const float* from = seed.floats() + (o * count + i) * inner_;
          float* to = gradient.floats() + (o * extent_ + picked[static_cast<size_t>(i)]) * inner_;
          for (int64_t k = 0; k < inner_; ++k) to[k] += from[k];
        }
      }
    });
  }

  Keep keep() const override { return {uint32_t{1} << 1, 0}; }

 private:
  std::vector<int64_t> indices(const Buffer& buffer) const {
    std::vector<int64_t> result;
    for (int64_t i = 0; i < buffer.size(); ++i)
      result.push_back(checked_index(buffer.ints()[i], extent_));
    return result;
  }

  int64_t element_size_, outer_ = 1, extent_ = 1, inner_ = 1;
};

class Gather final : public Op {
 public:
  explicit Gather(const NodeView& node) : axis_(node.get_int("axis", 0)) {}

  std::vector<ValueInfo> infer(Infos inputs) const override {
    const ValueInfo& data = required_input(inputs, 0, "data");
    const ValueInfo& indices = required_input(inputs, 1, "indices");
    require(indices.type == DataType::int64, Status::invalid_argument,
            "indices must be integers, but are ", data_type_name(indices.type));
    const size_t axis = axis_of(data.shape);
    for (const int64_t index : known_indices(indices)) checked_index(index, data.shape[axis]);
    Shape shape(data.shape.begin(), data.shape.begin() + static_cast<ptrdiff_t>(axis));
    shape.insert(shape.end(), indices.shape.begin(), indices.shape.end());
    shape.insert(shape.end(), data.shape.begin() + static_cast<ptrdiff_t>(axis) + 1,
                 data.shape.end());
    element_count(shape);
    return {ValueInfo::of(data.type, shape)};
  }

  std::unique_ptr<Kernel> make_kernel(const KernelContext& context) const override {
    const ValueInfo& data = context.inputs[0];
    return std::make_unique<GatherKernel>(data.shape, static_cast<int>(axis_of(data.shape)),
                                          data_type_size(data.type));
  }

  Box input_box(size_t input, const Box& out, size_t, Infos inputs, Infos) const override {
    const size_t axis = axis_of(inputs[0].shape), added = inputs[1].shape.size();
    const auto first = out.begin() + static_cast<ptrdiff_t>(axis);
    const Box named(first, first + static_cast<ptrdiff_t>(added));
    if (input == 1) return named;
    Box box(out.begin(), first);
    box.push_back(read_interval(inputs, named, axis));
    box.insert(box.end(), first + static_cast<ptrdiff_t>(added), out.end());
    return box;
  }
  Box output_box(size_t, const Box& in, size_t input, Infos inputs, Infos outputs) const override {
    const size_t axis = axis_of(inputs[0].shape);
    if (input == 1) {
      Box box = whole_box(outputs[0].shape);
      std::copy(in.begin(), in.end(), box.begin() + static_cast<ptrdiff_t>(axis));
      return box;
    }
    const std::optional<Box> named = reached_box(inputs, in[axis], axis);
    if (!named) return empty_box(outputs[0].shape.size());
    Box box(in.begin(), in.begin() + static_cast<ptrdiff_t>(axis));
    box.insert(box.end(), named->begin(), named->end());
    box.insert(box.end(), in.begin() + static_cast<ptrdiff_t>(axis) + 1, in.end());
    return box;
  }

 private:
  size_t axis_of(const Shape& shape) const {
    return static_cast<size_t>(normalize_axis(axis_, static_cast<int64_t>(shape.size()), "axis"));
  }

  // Empty where they are computed.
  static std::vector<int64_t> known_indices(const ValueInfo& indices) {
    return indices.constant.valid() ? indices.constant.to_ints() : std::vector<int64_t>();
  }

  // Calls body(place of the index in `indices`, element of the data's axis) for every known index.
  template <typename Body>
  static void for_each_known(Infos inputs, size_t axis, const Body& body) {
    const Shape& shape = inputs[1].shape;
    const std::vector<int64_t> values = known_indices(inputs[1]);
    for (size_t flat = 0; flat < values.size(); ++flat) {
      Box place(shape.size());
      auto rest = static_cast<int64_t>(flat);
      for (size_t i = shape.size(); i-- > 0; rest /= shape[i])
        place[i] = {rest % shape[i], rest % shape[i]};
      body(place, checked_index(values[flat], inputs[0].shape[axis]));
    }
  }

  // The hull of the elements that the indices in box `named` read.
  static Interval read_interval(Infos inputs, const Box& named, size_t axis) {
    if (!inputs[1].constant.valid()) return {0, inputs[0].shape[axis] - 1};
    Interval result;
    for_each_known(inputs, axis, [&](const Box& place, int64_t element) {
      for (size_t i = 0; i < place.size(); ++i)
        if (intersection(place[i], named[i]).empty()) return;
      result = hull(result, Interval{element, element});
    });
    return result;
  }

  // The hull of the places whose index lies in the interval; nothing where there is none.
  static std::optional<Box> reached_box(Infos inputs, const Interval& elements, size_t axis) {
    if (!inputs[1].constant.valid()) return whole_box(inputs[1].shape);
    std::optional<Box> result;
    for_each_known(inputs, axis, [&](const Box& place, int64_t element) {
      if (element < elements.low || element > elements.high) return;
      result = result ? hull(*result, place) : place;
    });
    return result;
  }

  int64_t axis_;
};

}  // namespace

OpPtr make_gather(const NodeView& node) {
  return std::make_shared<Gather>(node);
}

}  // namespace cnnviz::core
