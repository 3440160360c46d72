/* Bytes, tensors and lists of tensors. */
#ifndef CNNVIZ_CPP_TENSOR_HPP
#define CNNVIZ_CPP_TENSOR_HPP

#include <cnnviz/cpp/handle.hpp>

#include <span>

namespace cnnviz {

/* A block of memory, such as an encoded picture. */
class Bytes : public Handle<cnnviz_bytes, cnnviz_bytes_free, cnnviz_bytes_share> {
 public:
  using Handle::Handle;
  explicit Bytes(std::span<const uint8_t> bytes)
      : Bytes(detail::make<Bytes>(cnnviz_bytes_create, bytes.data(),
                                  static_cast<int64_t>(bytes.size()))) {}

  void write(const Path& path) const { detail::check(cnnviz_bytes_write(get(), path.c_str())); }
  [[nodiscard]] int64_t size() const { return detail::valid(cnnviz_bytes_size(get())); }
  /* The bytes themselves, as long as this object lives. */
  [[nodiscard]] std::span<const uint8_t> data() const& {
    const auto count = static_cast<size_t>(size());
    return {detail::valid(cnnviz_bytes_data(get())), count};
  }
  std::span<const uint8_t> data() && = delete;
  void copy(std::span<uint8_t> buffer) const {
    detail::check(cnnviz_bytes_copy(buffer.data(), static_cast<int64_t>(buffer.size()), get()));
  }
};

/* Extents, outermost first. */
using Shape = std::vector<int64_t>;

/* A dense row-major array of float32 or int64 numbers, which never changes. */
class Tensor : public Handle<cnnviz_tensor, cnnviz_tensor_free, cnnviz_tensor_share> {
 public:
  using Handle::Handle;
  /* Copied numbers. */
  Tensor(std::span<const float> values, const Shape& shape)
      : Tensor(detail::make<Tensor>(cnnviz_tensor_from_floats, values.data(),
                                    static_cast<int64_t>(values.size()), shape.data(),
                                    rank_of(shape))) {}
  Tensor(std::span<const int64_t> values, const Shape& shape)
      : Tensor(detail::make<Tensor>(cnnviz_tensor_from_ints, values.data(),
                                    static_cast<int64_t>(values.size()), shape.data(),
                                    rank_of(shape))) {}
  [[nodiscard]] static Tensor zeros(Dtype dtype, const Shape& shape) {
    return detail::make<Tensor>(cnnviz_tensor_zeros, static_cast<cnnviz_dtype>(dtype), shape.data(),
                                rank_of(shape));
  }
  /* NumPy's .npy files. */
  [[nodiscard]] static Tensor read(const Path& path) {
    return detail::make<Tensor>(cnnviz_tensor_read, path.c_str());
  }
  void write(const Path& path) const { detail::check(cnnviz_tensor_write(get(), path.c_str())); }

  /* Item `index` of the first axis, without that axis. */
  [[nodiscard]] Tensor item(int64_t index) const {
    return detail::make<Tensor>(cnnviz_tensor_item, get(), index);
  }
  [[nodiscard]] Tensor reshape(const Shape& shape) const {
    return detail::make<Tensor>(cnnviz_tensor_reshape, get(), shape.data(), rank_of(shape));
  }

  [[nodiscard]] Dtype dtype() const {
    return static_cast<Dtype>(detail::valid(cnnviz_tensor_dtype(get())));
  }
  [[nodiscard]] int32_t rank() const { return detail::valid(cnnviz_tensor_rank(get())); }
  [[nodiscard]] int64_t extent(int32_t axis) const {
    return detail::valid(cnnviz_tensor_extent(get(), axis));
  }
  [[nodiscard]] Shape shape() const {
    Shape extents(static_cast<size_t>(rank()));
    for (size_t axis = 0; axis < extents.size(); ++axis) {
      extents[axis] = extent(static_cast<int32_t>(axis));
    }
    return extents;
  }
  [[nodiscard]] int64_t size() const { return detail::valid(cnnviz_tensor_size(get())); }

  /* The elements, as long as this object lives; InvalidArgumentError for those of the other type.
   */
  [[nodiscard]] std::span<const float> floats() const& {
    const auto count = static_cast<size_t>(size());
    return {detail::valid(cnnviz_tensor_floats(get())), count};
  }
  [[nodiscard]] std::span<const int64_t> ints() const& {
    const auto count = static_cast<size_t>(size());
    return {detail::valid(cnnviz_tensor_ints(get())), count};
  }
  std::span<const float> floats() && = delete;
  std::span<const int64_t> ints() && = delete;
  void copy(std::span<float> values) const {
    detail::check(
        cnnviz_tensor_copy_floats(values.data(), static_cast<int64_t>(values.size()), get()));
  }
  void copy(std::span<int64_t> values) const {
    detail::check(
        cnnviz_tensor_copy_ints(values.data(), static_cast<int64_t>(values.size()), get()));
  }

 private:
  static int32_t rank_of(const Shape& shape) { return static_cast<int32_t>(shape.size()); }
};

/* Tensors with names, in order: what Model::run() feeds. Begins empty. */
class Tensors : public Handle<cnnviz_tensors, cnnviz_tensors_free, cnnviz_tensors_share> {
 public:
  using Handle::Handle;
  Tensors() : Handle(detail::make<Tensors>(cnnviz_tensors_create)) {}
  Tensors(std::initializer_list<std::pair<std::string, Tensor>> entries) : Tensors() {
    for (const auto& [name, tensor] : entries) add(name, tensor);
  }
  Tensors& add(const std::string& name, const Tensor& tensor) {
    detail::check(cnnviz_tensors_add(get(), name.c_str(), tensor.get()));
    return *this;
  }
  [[nodiscard]] int32_t count() const { return detail::valid(cnnviz_tensors_count(get())); }
};

}  // namespace cnnviz

#endif
