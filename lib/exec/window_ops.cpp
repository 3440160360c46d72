#include "exec/window_ops.h"

#include <algorithm>
#include <cstring>

#include "backend/parallel.h"

namespace cnnviz::core {

namespace {

// A map as rows of equal pixels: [planes][rows][columns][inner].
struct Planes {
  int64_t planes = 1, rows = 1, columns = 1, inner = 1;

  Planes(const Shape& shape, int axis, Layout layout) {
    const auto a = static_cast<size_t>(axis);
    rows = shape[a];
    columns = shape[a + 1];
    if (layout == Layout::blocked) {
      planes = channel_blocks(shape[1]);
      inner = channel_block();
      return;
    }
    for (size_t i = 1; i < a; ++i) planes *= shape[i];
    for (size_t i = a + 2; i < shape.size(); ++i) inner *= shape[i];
  }
  int64_t size() const { return planes * rows * columns * inner; }
};

Layouts map_layouts(const CropSpec& spec, Infos inputs) {
  std::vector<Layout> wanted(inputs.size(), Layout::plain);
  const Layout layout = spec.base->info.layout;
  if (spec.changed)
    wanted[0] = layout;
  else
    wanted[0] = inputs[0].layout;
  return {wanted, {layout}};
}

int64_t at(const WindowFrame& frame, int axis, const std::array<int32_t, 2>& change) {
  const auto a = static_cast<size_t>(axis);
  return frame.origin[a][static_cast<size_t>(change[a])];
}

class CropKernel : public Kernel {
 public:
  explicit CropKernel(const CropSpec& spec) : spec_(spec) {}

  void forward(Buffers inputs, Buffers outputs, void*) override {
    const Layout layout = outputs[0].info->layout;
    const Planes base(spec_.base->info.shape, spec_.axis, layout);
    const Planes to(outputs[0].shape(), spec_.axis, layout);
    const int64_t images = outputs[0].shape()[0];
    const int64_t row = to.columns * to.inner;
    const float* window = spec_.changed ? inputs[0].floats() : nullptr;
    float* result = outputs[0].floats();
    parallel_ranges(images * to.planes, static_cast<double>(to.rows * row) / 8,
                    [&](int64_t begin, int64_t end) {
                      for (int64_t i = begin; i < end; ++i) {
                        const int64_t image = i / to.planes, plane = i % to.planes;
                        copy_plane(base, image,
                                   spec_.base->data + plane * base.rows * base.columns * base.inner,
                                   window == nullptr ? nullptr : window + i * window_size(to.inner),
                                   result + i * to.rows * row);
                      }
                    });
  }
  std::string implementation() const override { return "crop"; }

 private:
  int64_t window_size(int64_t inner) const {
    return spec_.window.size[0] * spec_.window.size[1] * inner;
  }

  void copy_plane(const Planes& base, int64_t image, const float* from, const float* window,
                  float* to) const {
    const auto& change = spec_.state->changes[static_cast<size_t>(image)];
    const int64_t inner = base.inner, height = spec_.crop.size[0], width = spec_.crop.size[1];
    const int64_t top = at(spec_.crop, 0, change), left = at(spec_.crop, 1, change);
    // The columns of the map that the crop holds, and among them those that the window holds.
    const int64_t first = std::clamp<int64_t>(left, 0, base.columns);
    const int64_t last = std::clamp<int64_t>(left + width, first, base.columns);
    int64_t w_top = 0, w_bottom = 0, w_left = 0, w_begin = last, w_end = last;
    if (window != nullptr) {
      w_top = at(spec_.window, 0, change);
      w_bottom = w_top + spec_.window.size[0];
      w_left = at(spec_.window, 1, change);
      w_begin = std::clamp(w_left, first, last);
      w_end = std::clamp(w_left + spec_.window.size[1], w_begin, last);
    }
    for (int64_t y = top; y < top + height; ++y, to += width * inner) {
      if (y < 0 || y >= base.rows) {
        std::fill(to, to + width * inner, spec_.outside);
        continue;
      }
      std::fill(to, to + (first - left) * inner, spec_.outside);
      const float* row = from + y * base.columns * inner;
      const bool changed = y >= w_top && y < w_bottom;
      const int64_t split = changed ? w_begin : last;
      std::copy(row + first * inner, row + split * inner, to + (first - left) * inner);
      if (changed) {
        const float* inside = window + (y - w_top) * spec_.window.size[1] * inner;
        std::copy(inside + (w_begin - w_left) * inner, inside + (w_end - w_left) * inner,
                  to + (w_begin - left) * inner);
        std::copy(row + w_end * inner, row + last * inner, to + (w_end - left) * inner);
      }
      std::fill(to + (last - left) * inner, to + width * inner, spec_.outside);
    }
  }

  CropSpec spec_;
};

// Operators of window graphs are planned, never differentiated; their geometry is not asked for.
class CropOp final : public Op {
 public:
  explicit CropOp(CropSpec spec) : spec_(std::move(spec)) {}

  std::vector<ValueInfo> infer(Infos inputs) const override {
    Shape shape = spec_.base->info.shape;
    shape[0] = inputs[0].shape[0];
    const auto axis = static_cast<size_t>(spec_.axis);
    shape[axis] = spec_.crop.size[0];
    shape[axis + 1] = spec_.crop.size[1];
    return {ValueInfo::of_floats(shape)};
  }
  Layouts layouts(Infos inputs, Infos) const override { return map_layouts(spec_, inputs); }
  std::unique_ptr<Kernel> make_kernel(const KernelContext&) const override {
    return std::make_unique<CropKernel>(spec_);
  }

 private:
  CropSpec spec_;
};

class RepeatKernel : public Kernel {
 public:
  explicit RepeatKernel(std::shared_ptr<const BaseValue> base) : base_(std::move(base)) {}

  void forward(Buffers, Buffers outputs, void*) override {
    const int64_t images = outputs[0].shape()[0], each = outputs[0].padded_size() / images;
    for (int64_t i = 0; i < images; ++i)
      std::copy_n(base_->data, each, outputs[0].floats() + i * each);
  }
  std::string implementation() const override { return "repeat"; }

 private:
  std::shared_ptr<const BaseValue> base_;
};

class RepeatOp final : public Op {
 public:
  explicit RepeatOp(std::shared_ptr<const BaseValue> base) : base_(std::move(base)) {}

  std::vector<ValueInfo> infer(Infos inputs) const override {
    Shape shape = base_->info.shape;
    shape[0] = inputs[0].shape[0];
    return {ValueInfo::of_floats(shape)};
  }
  Layouts layouts(Infos inputs, Infos) const override {
    return {{inputs[0].layout}, {base_->info.layout}};
  }
  std::unique_ptr<Kernel> make_kernel(const KernelContext&) const override {
    return std::make_unique<RepeatKernel>(base_);
  }

 private:
  std::shared_ptr<const BaseValue> base_;
};

// sums[l] += the sum over a rectangle of `rows` rows of `columns` pixels; `pitch` floats a row.
CNNVIZ_HOT void add_rectangle(const float* from, int64_t rows, int64_t columns, int64_t inner,
                              int64_t pitch, float sign, float* sums) {
  for (int64_t y = 0; y < rows; ++y)
    for (int64_t x = 0; x < columns; ++x)
      for (int64_t l = 0; l < inner; ++l) sums[l] += sign * from[y * pitch + x * inner + l];
}

class MeanKernel : public Kernel {
 public:
  MeanKernel(const CropSpec& spec, std::shared_ptr<const BaseValue> mean)
      : spec_(spec), mean_(std::move(mean)) {}

  void forward(Buffers inputs, Buffers outputs, void*) override {
    const Layout layout = inputs[0].info->layout;
    const Planes base(spec_.base->info.shape, spec_.axis, layout);
    const int64_t images = outputs[0].shape()[0], height = spec_.window.size[0];
    const int64_t width = spec_.window.size[1], inner = base.inner;
    const int64_t channels = outputs[0].size() / images;
    const float share = 1.0F / static_cast<float>(base.rows * base.columns);
    // Of a blocked mean of one position the order of the elements is that of the channels.
    parallel_ranges(
        images * base.planes, static_cast<double>(height * width * inner) / 4,
        [&](int64_t begin, int64_t end) {
          std::vector<float> sums(static_cast<size_t>(inner));
          for (int64_t i = begin; i < end; ++i) {
            const int64_t image = i / base.planes, plane = i % base.planes;
            const auto& change = spec_.state->changes[static_cast<size_t>(image)];
            const int64_t top = at(spec_.window, 0, change);
            const int64_t left = at(spec_.window, 1, change);
            const float* before =
                spec_.base->data + ((plane * base.rows + top) * base.columns + left) * inner;
            std::fill(sums.begin(), sums.end(), 0.0F);
            add_rectangle(inputs[0].floats() + i * height * width * inner, height, width, inner,
                          width * inner, 1, sums.data());
            add_rectangle(before, height, width, inner, base.columns * inner, -1, sums.data());
            const int64_t first = plane * inner;
            float* to = outputs[0].floats() + image * channels;
            for (int64_t l = 0; l < inner && first + l < channels; ++l)
              to[first + l] = mean_->data[first + l] + share * sums[static_cast<size_t>(l)];
          }
        });
  }
  std::string implementation() const override { return "window mean"; }

 private:
  CropSpec spec_;
  std::shared_ptr<const BaseValue> mean_;
};

class MeanOp final : public Op {
 public:
  MeanOp(CropSpec spec, std::shared_ptr<const BaseValue> mean, Shape output)
      : spec_(std::move(spec)), mean_(std::move(mean)), output_(std::move(output)) {}

  std::vector<ValueInfo> infer(Infos inputs) const override {
    Shape shape = output_;
    shape[0] = inputs[0].shape[0];
    return {ValueInfo::of_floats(shape)};
  }
  Layouts layouts(Infos inputs, Infos outputs) const override {
    Layouts result = map_layouts(spec_, inputs);
    result.outputs.assign(outputs.size(), Layout::plain);
    return result;
  }
  std::unique_ptr<Kernel> make_kernel(const KernelContext&) const override {
    return std::make_unique<MeanKernel>(spec_, mean_);
  }

 private:
  CropSpec spec_;
  std::shared_ptr<const BaseValue> mean_;
  Shape output_;
};

class ScaleKernel : public Kernel {
 public:
  ScaleKernel(int axis, std::shared_ptr<const WindowState> state, WindowFrame window,
              std::array<std::vector<float>, 2> factors)
      : axis_(axis),
        state_(std::move(state)),
        window_(std::move(window)),
        factors_(std::move(factors)) {}

  void forward(Buffers inputs, Buffers outputs, void*) override {
    const Planes map(inputs[0].shape(), axis_, inputs[0].info->layout);
    const int64_t images = inputs[0].shape()[0], row = map.columns * map.inner;
    parallel_ranges(images * map.planes * map.rows, static_cast<double>(row) / 4,
                    [&](int64_t begin, int64_t end) {
                      for (int64_t i = begin; i < end; ++i) {
                        const auto& change =
                            state_->changes[static_cast<size_t>(i / map.rows / map.planes)];
                        const float high =
                            factors_[0][static_cast<size_t>(at(window_, 0, change) + i % map.rows)];
                        const float* wide = factors_[1].data() + at(window_, 1, change);
                        const float* from = inputs[0].floats() + i * row;
                        float* to = outputs[0].floats() + i * row;
                        for (int64_t x = 0; x < map.columns; ++x)
                          for (int64_t l = 0; l < map.inner; ++l)
                            to[x * map.inner + l] = from[x * map.inner + l] * (high * wide[x]);
                      }
                    });
  }

 private:
  int axis_;
  std::shared_ptr<const WindowState> state_;
  WindowFrame window_;
  std::array<std::vector<float>, 2> factors_;
};

class ScaleOp final : public Op {
 public:
  ScaleOp(int axis, std::shared_ptr<const WindowState> state, WindowFrame window,
          std::array<std::vector<float>, 2> factors)
      : axis_(axis),
        state_(std::move(state)),
        window_(std::move(window)),
        factors_(std::move(factors)) {}

  std::vector<ValueInfo> infer(Infos inputs) const override {
    return {ValueInfo::of_floats(inputs[0].shape)};
  }
  Layouts layouts(Infos inputs, Infos) const override {
    return {{inputs[0].layout}, {inputs[0].layout}};
  }
  std::unique_ptr<Kernel> make_kernel(const KernelContext&) const override {
    return std::make_unique<ScaleKernel>(axis_, state_, window_, factors_);
  }

 private:
  int axis_;
  std::shared_ptr<const WindowState> state_;
  WindowFrame window_;
  std::array<std::vector<float>, 2> factors_;
};

class BatchViewOp final : public Op {
 public:
  explicit BatchViewOp(Shape shape) : shape_(std::move(shape)) {}

  std::vector<ValueInfo> infer(Infos inputs) const override {
    Shape shape = shape_;
    shape[0] = inputs[0].shape[0];
    require(element_count(shape) == element_count(inputs[0].shape), Status::internal, "a view of ",
            shape_text(inputs[0].shape), " as ", shape_text(shape));
    return {ValueInfo::of(inputs[0].type, shape)};
  }
  std::unique_ptr<Kernel> make_kernel(const KernelContext&) const override { return nullptr; }
  bool is_view() const override { return true; }

 private:
  Shape shape_;
};

}  // namespace

OpPtr make_window_crop(CropSpec spec) {
  return std::make_shared<CropOp>(std::move(spec));
}

OpPtr make_window_repeat(std::shared_ptr<const BaseValue> base) {
  return std::make_shared<RepeatOp>(std::move(base));
}

OpPtr make_window_mean(CropSpec spec, std::shared_ptr<const BaseValue> mean, Shape output) {
  return std::make_shared<MeanOp>(std::move(spec), std::move(mean), std::move(output));
}

OpPtr make_window_scale(int axis, std::shared_ptr<const WindowState> state, WindowFrame window,
                        std::array<std::vector<float>, 2> factors) {
  return std::make_shared<ScaleOp>(axis, std::move(state), std::move(window), std::move(factors));
}

OpPtr make_batch_view(Shape shape) {
  return std::make_shared<BatchViewOp>(std::move(shape));
}

}  // namespace cnnviz::core
