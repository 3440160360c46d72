// ScatterND, ScatterElements and their old name Scatter: the output is the data, with the blocks
// that the indices name (index_blocks.h) replaced by the updates or combined with them: add, mul,
// max, min. Where a block is named more than once updates apply in their order.
//
// Gradients. Replacing: of an update what reaches its block, unless a later one replaced it; of the
// data what no update replaced. add: everywhere. mul: times the other factors of the element. max
// and min: to the first of data and updates that equals the result.
#include <algorithm>
#include <array>
#include <cstring>

#include "base/checked.h"
#include "base/text.h"
#include "ops/arguments.h"
#include "ops/elementwise.h"
#include "ops/factories.h"
#include "ops/index_blocks.h"
#include "ops/strided.h"

namespace cnnviz::core {

namespace {

enum class Combine { replace, add, mul, max, min };

template <typename T>
T combined(Combine combine, T a, T b) {
  // Integers wrap around, which signed arithmetic may not.
  using Value = std::conditional_t<std::is_same_v<T, int64_t>, uint64_t, T>;
  switch (combine) {
    case Combine::add:
      return static_cast<T>(static_cast<Value>(a) + static_cast<Value>(b));
    case Combine::mul:
      return static_cast<T>(static_cast<Value>(a) * static_cast<Value>(b));
    case Combine::max:
      return b > a ? b : a;
    case Combine::min:
      return b < a ? b : a;
    case Combine::replace:
      break;
  }
  return b;
}

class ScatterKernel final : public Kernel {
 public:
  ScatterKernel(Combine combine, IndexBlocks blocks, const ValueInfo& data)
      : combine_(combine),
        blocks_(std::move(blocks)),
        type_(data.type),
        elements_(element_count(data.shape)) {}

  void forward(Buffers inputs, Buffers outputs, void*) override {
    const std::vector<int64_t> offsets = blocks_.offsets(inputs[1].ints());
    const auto* updates = static_cast<const char*>(inputs[2].data);
    auto* output = static_cast<char*>(outputs[0].data);
    const int64_t size = data_type_size(type_), bytes = blocks_.block() * size;
    std::memcpy(output, inputs[0].data, static_cast<size_t>(elements_ * size));
    for (const int64_t offset : offsets) {
      char* target = output + offset * size;
      if (combine_ == Combine::replace)
        std::memcpy(target, updates, static_cast<size_t>(bytes));
      else if (type_ == DataType::float32)
        combine_block<float>(updates, target);
      else
        combine_block<int64_t>(updates, target);
      updates += bytes;
    }
  }

  void backward(const BackwardArgs& args) override {
    const Buffer &data_gradient = args.input_gradients[0], &gradient = args.input_gradients[2];
    if (!args.output_gradients[0]) {
      if (data_gradient) fill_zero(data_gradient);
      if (gradient) fill_zero(gradient);
      return;
    }
    const float* seed = args.output_gradients[0].floats();
    const std::vector<int64_t> offsets = blocks_.offsets(args.inputs[1].ints());
    if (combine_ == Combine::add) {
      if (data_gradient) std::copy_n(seed, elements_, data_gradient.floats());
      if (!gradient) return;
      for_updates(offsets,
                  [&](int64_t update, int64_t at) { gradient.floats()[update] = seed[at]; });
    } else if (combine_ == Combine::replace) {
      // From the last update to the first: each takes what is left and leaves zero.
      float* left = data_gradient ? data_gradient.floats() : static_cast<float*>(args.scratch);
      std::copy_n(seed, elements_, left);
      for (size_t i = offsets.size(); i-- > 0;) {
        float* block = left + offsets[i];
        if (gradient)
          std::copy_n(block, blocks_.block(),
                      gradient.floats() + static_cast<int64_t>(i) * blocks_.block());
        std::fill_n(block, blocks_.block(), 0.0f);
      }
    } else if (combine_ == Combine::mul) {
      to_factors(args, offsets);
    } else {
      to_first(args, offsets);
    }
  }

  Keep keep() const override {
    const uint32_t indices = uint32_t{1} << 1;
    if (combine_ == Combine::replace || combine_ == Combine::add) return {indices, 0};
    return {7, combine_ == Combine::mul ? 0U : 1U};
  }
  int64_t scratch_bytes() const override { return checked_mul(elements_, 2 * sizeof(double)); }

 private:
  template <typename T>
  void combine_block(const char* updates, char* target) const {
    const auto* from = reinterpret_cast<const T*>(updates);
    auto* to = reinterpret_cast<T*>(target);
    for (int64_t k = 0; k < blocks_.block(); ++k) to[k] = combined(combine_, to[k], from[k]);
  }

  // Calls body(element of the updates, element of the data) in the order of the updates.
  template <typename Body>
  void for_updates(const std::vector<int64_t>& offsets, const Body& body) const {
    int64_t update = 0;
    for (const int64_t offset : offsets)
      for (int64_t k = 0; k < blocks_.block(); ++k) body(update++, offset + k);
  }

  void to_factors(const BackwardArgs& args, const std::vector<int64_t>& offsets) const {
    const float* seed = args.output_gradients[0].floats();
    const float *data = args.inputs[0].floats(), *updates = args.inputs[2].floats();
    auto* product = static_cast<double*>(args.scratch);  // of the factors that are not 0
    auto* zeros = reinterpret_cast<int64_t*>(product + elements_);
    const auto take = [&](int64_t at, float factor) {
      if (factor == 0)
        ++zeros[at];
      else
        product[at] *= static_cast<double>(factor);
    };
    const auto share = [&](int64_t at, float factor) {
      const bool is_zero = factor == 0;
      const double others = zeros[at] > (is_zero ? 1 : 0) ? 0
                            : is_zero                     ? product[at]
                                      : product[at] / static_cast<double>(factor);
      return static_cast<float>(static_cast<double>(seed[at]) * others);
    };
    std::fill_n(product, elements_, 1.0);
    std::fill_n(zeros, elements_, 0);
    for (int64_t at = 0; at < elements_; ++at) take(at, data[at]);
    for_updates(offsets, [&](int64_t update, int64_t at) { take(at, updates[update]); });
    if (const Buffer& gradient = args.input_gradients[0])
      for (int64_t at = 0; at < elements_; ++at) gradient.floats()[at] = share(at, data[at]);
    if (const Buffer& gradient = args.input_gradients[2])
      for_updates(offsets, [&](int64_t update, int64_t at) {
        gradient.floats()[update] = share(at, updates[update]);
      });
  }

  void to_first(const BackwardArgs& args, const std::vector<int64_t>& offsets) const {
    const float* output = args.outputs[0].floats();
    auto* left = static_cast<float*>(args.scratch);
    std::copy_n(args.output_gradients[0].floats(), elements_, left);
    const auto give = [&](int64_t at, float value) {
      const float given = value == output[at] ? left[at] : 0;
      if (value == output[at]) left[at] = 0;
      return given;
    };
    const Buffer &data_gradient = args.input_gradients[0], &gradient = args.input_gradients[2];
    for (int64_t at = 0; at < elements_; ++at) {
      const float given = give(at, args.inputs[0].floats()[at]);
      if (data_gradient) data_gradient.floats()[at] = given;
    }
    for_updates(offsets, [&](int64_t update, int64_t at) {
      const float given = give(at, args.inputs[2].floats()[update]);
      if (gradient) gradient.floats()[update] = given;
    });
  }

  Combine combine_;
  IndexBlocks blocks_;
  DataType type_;
  int64_t elements_;
};

Combine combine_of(const NodeView& node) {
  const std::vector<std::string> names{"none", "add", "mul", "max", "min"};
  const std::string text = node.get_text("reduction", "none");
  const auto found = std::find(names.begin(), names.end(), text);
  node.require(found != names.end(), Status::unsupported, "reduction ", quoted(text),
               " is not supported; supported are ", join(names));
  return static_cast<Combine>(found - names.begin());
}

class Scatter final : public PointwiseOp {
 public:
  explicit Scatter(const NodeView& node)
      : by_place_(node.type == "ScatterND"),
        combine_(combine_of(node)),
        axis_(node.get_int("axis", 0)) {}

  std::vector<ValueInfo> infer(Infos inputs) const override {
    const ValueInfo& data = required_input(inputs, 0, "data");
    const ValueInfo& indices = required_input(inputs, 1, "indices");
    const ValueInfo& updates = required_input(inputs, 2, "updates");
    require(indices.type == DataType::int64, Status::invalid_argument,
            "indices must be integers, but are ", data_type_name(indices.type));
    require(updates.type == data.type, Status::invalid_argument, "updates are ",
            data_type_name(updates.type), ", the data is ", data_type_name(data.type));
    require(combine_ == Combine::replace || data.type != DataType::boolean, Status::unsupported,
            "booleans can only be replaced");
    const IndexBlocks blocks = blocks_of(inputs);
    const Shape expected =
        by_place_ ? IndexBlocks::nd_shape(data.shape, indices.shape, 0) : indices.shape;
    require(updates.shape == expected, Status::invalid_argument, "updates are ",
            shape_text(updates.shape), "; indices ", shape_text(indices.shape), " into ",
            shape_text(data.shape), " need ", shape_text(expected));
    if (indices.constant.valid()) blocks.offsets(indices.constant.ints().data());
    return {ValueInfo::of(data.type, data.shape)};
  }

  std::unique_ptr<Kernel> make_kernel(const KernelContext& context) const override {
    return std::make_unique<ScatterKernel>(combine_, blocks_of(context.inputs), context.inputs[0]);
  }

 private:
  IndexBlocks blocks_of(Infos inputs) const {
    const Shape &data = inputs[0].shape, &indices = inputs[1].shape;
    if (by_place_) return IndexBlocks::nd(data, indices, 0);
    return IndexBlocks::elements(data, indices,
                                 normalize_axis(axis_, static_cast<int64_t>(data.size()), "axis"));
  }

  bool by_place_;
  Combine combine_;
  int64_t axis_;
};

}  // namespace

OpPtr make_scatter(const NodeView& node) {
  return std::make_shared<Scatter>(node);
}

}  // namespace cnnviz::core
