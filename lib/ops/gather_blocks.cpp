// GatherND (opset 11 on, batch_dims from 12) and GatherElements: output block i is the data's block
// that index i names (index_blocks.h). Backward adds up where a block is named more than once.
#include <cstring>

#include "backend/parallel.h"
#include "ops/arguments.h"
#include "ops/factories.h"
#include "ops/index_blocks.h"
#include "ops/strided.h"

namespace cnnviz::core {

namespace {

class GatherBlocksKernel final : public Kernel {
 public:
  GatherBlocksKernel(IndexBlocks blocks, int64_t element_size)
      : blocks_(std::move(blocks)), element_size_(element_size) {}

  void forward(Buffers inputs, Buffers outputs, void*) override {
    const std::vector<int64_t> offsets = blocks_.offsets(inputs[1].ints());
    const int64_t bytes = blocks_.block() * element_size_;
    const auto* data = static_cast<const char*>(inputs[0].data);
    auto* output = static_cast<char*>(outputs[0].data);
    parallel_ranges(
        blocks_.count(), 2 + 0.1 * static_cast<double>(bytes), [&](int64_t begin, int64_t end) {
          for (int64_t i = begin; i < end; ++i)
            std::memcpy(output + i * bytes, data + offsets[static_cast<size_t>(i)] * element_size_,
                        static_cast<size_t>(bytes));
        });
  }

  void backward(const BackwardArgs& args) override {
    const Buffer& gradient = args.input_gradients[0];
    if (!gradient) return;
    fill_zero(gradient);
    const Buffer& seed = args.output_gradients[0];
    if (!seed) return;
    const float* from = seed.floats();
    for (const int64_t offset : blocks_.offsets(args.inputs[1].ints())) {
      float* to = gradient.floats() + offset;
      for (int64_t k = 0; k < blocks_.block(); ++k) to[k] += *from++;
    }
  }

  Keep keep() const override { return {uint32_t{1} << 1, 0}; }

 private:
  IndexBlocks blocks_;
  int64_t element_size_;
};

class GatherBlocks final : public Op {
 public:
  explicit GatherBlocks(const NodeView& node)
      : by_place_(node.type == "GatherND"),
        batch_axes_(node.get_int("batch_dims", 0)),
        axis_(node.get_int("axis", 0)) {}

  std::vector<ValueInfo> infer(Infos inputs) const override {
    const ValueInfo& data = required_input(inputs, 0, "data");
    const ValueInfo& indices = required_input(inputs, 1, "indices");
    require(indices.type == DataType::int64, Status::invalid_argument,
            "indices must be integers, but are ", data_type_name(indices.type));
    const IndexBlocks blocks = blocks_of(inputs);
    if (indices.constant.valid()) blocks.offsets(indices.constant.ints().data());
    return {ValueInfo::of(
        data.type,
        by_place_ ? IndexBlocks::nd_shape(data.shape, indices.shape, batch_axes_) : indices.shape)};
  }

  std::unique_ptr<Kernel> make_kernel(const KernelContext& context) const override {
    return std::make_unique<GatherBlocksKernel>(blocks_of(context.inputs),
                                                data_type_size(context.inputs[0].type));
  }

 private:
  IndexBlocks blocks_of(Infos inputs) const {
    const Shape &data = inputs[0].shape, &indices = inputs[1].shape;
    if (by_place_) return IndexBlocks::nd(data, indices, batch_axes_);
    return IndexBlocks::elements(data, indices,
                                 normalize_axis(axis_, static_cast<int64_t>(data.size()), "axis"));
  }

  bool by_place_;
  int64_t batch_axes_, axis_;
};

}  // namespace

OpPtr make_gather_blocks(const NodeView& node) {
  return std::make_shared<GatherBlocks>(node);
}

}  // namespace cnnviz::core
