/* Pictures, lists of pictures, and jobs. */
#ifndef CNNVIZ_CPP_IMAGE_HPP
#define CNNVIZ_CPP_IMAGE_HPP

#include <cnnviz/cpp/tensor.hpp>

namespace cnnviz {

/* A picture of 8-bit pixels (gray, RGB, RGBA), which never changes. */
class Image : public Handle<cnnviz_image, cnnviz_image_free, cnnviz_image_share> {
 public:
  using Handle::Handle;
  /* Reads a PNG or JPEG file. */
  explicit Image(const Path& path) : Image(detail::make<Image>(cnnviz_image_read, path.c_str())) {}
  /* Copied pixels, row by row, the channels of a pixel together. */
  Image(std::span<const uint8_t> pixels, int32_t width, int32_t height, int32_t channels)
      : Image(detail::make<Image>(cnnviz_image_from_pixels, pixels.data(),
                                  static_cast<int64_t>(pixels.size()), width, height, channels)) {}
  /* From the bytes of a PNG or JPEG file. */
  [[nodiscard]] static Image decode(std::span<const uint8_t> bytes) {
    return detail::make<Image>(cnnviz_image_decode, bytes.data(),
                               static_cast<int64_t>(bytes.size()));
  }

  /* PNG or JPEG by the ending of the name; `note` is kept in PNG files. */
  void write(const Path& path, Text note = {}) const {
    detail::check(cnnviz_image_write(get(), path.c_str(), note.c_str()));
  }
  [[nodiscard]] Bytes encode(ImageFormat format = ImageFormat::Png, Text note = {}) const {
    return detail::make<Bytes>(cnnviz_image_encode, get(), static_cast<cnnviz_image_format>(format),
                               note.c_str());
  }
  [[nodiscard]] Image crop(int32_t x, int32_t y, int32_t width, int32_t height) const {
    return detail::make<Image>(cnnviz_image_crop, get(), x, y, width, height);
  }
  [[nodiscard]] Image resize(int32_t width, int32_t height) const {
    return detail::make<Image>(cnnviz_image_resize, get(), width, height);
  }

  [[nodiscard]] int32_t width() const { return detail::valid(cnnviz_image_width(get())); }
  [[nodiscard]] int32_t height() const { return detail::valid(cnnviz_image_height(get())); }
  [[nodiscard]] int32_t channels() const { return detail::valid(cnnviz_image_channels(get())); }
  /* As long as this object lives. */
  [[nodiscard]] std::span<const uint8_t> pixels() const& {
    return {detail::valid(cnnviz_image_pixels(get())), byte_count()};
  }
  std::span<const uint8_t> pixels() && = delete;
  void copy(std::span<uint8_t> pixels) const {
    detail::check(
        cnnviz_image_copy_pixels(pixels.data(), static_cast<int64_t>(pixels.size()), get()));
  }

 private:
  [[nodiscard]] size_t byte_count() const {
    return static_cast<size_t>(width()) * static_cast<size_t>(height()) *
           static_cast<size_t>(channels());
  }
};

/* Pictures in order. Begins empty. */
class Images : public Handle<cnnviz_images, cnnviz_images_free, cnnviz_images_share> {
 public:
  using Handle::Handle;
  Images() : Handle(detail::make<Images>(cnnviz_images_create)) {}
  Images(std::initializer_list<Image> images) : Images() {
    for (const Image& image : images) add(image);
  }
  Images& add(const Image& image) {
    detail::check(cnnviz_images_add(get(), image.get()));
    return *this;
  }
  [[nodiscard]] int32_t count() const { return detail::valid(cnnviz_images_count(get())); }
  /* No list at all, where a function allows that. */
  [[nodiscard]] static Images none() { return Images(nullptr); }
};

/* Watches and cancels a running call from another thread. */
class Job : public Handle<cnnviz_job, cnnviz_job_free, cnnviz_job_share> {
 public:
  using Handle::Handle;
  Job() : Handle(detail::make<Job>(cnnviz_job_create)) {}
  /* No job: what every call has that is given none. */
  [[nodiscard]] static Job none() { return Job(nullptr); }

  void cancel() const { detail::check(cnnviz_job_cancel(get())); }
  [[nodiscard]] bool cancelled() const { return detail::valid(cnnviz_job_cancelled(get())) != 0; }
  [[nodiscard]] int64_t done() const { return detail::valid(cnnviz_job_done(get())); }
  [[nodiscard]] int64_t total() const { return detail::valid(cnnviz_job_total(get())); }
  [[nodiscard]] std::string stage() const { return detail::valid(cnnviz_job_stage(get())); }
};

/* Named tensors and pictures, and one JSON document. */
class Result : public Handle<cnnviz_result, cnnviz_result_free, cnnviz_result_share> {
 public:
  using Handle::Handle;
  [[nodiscard]] int32_t count() const { return detail::valid(cnnviz_result_count(get())); }
  [[nodiscard]] std::string name(int32_t index) const {
    return detail::valid(cnnviz_result_name(get(), index));
  }
  [[nodiscard]] ResultKind kind(int32_t index) const {
    return static_cast<ResultKind>(detail::valid(cnnviz_result_entry_kind(get(), index)));
  }
  [[nodiscard]] Tensor tensor(const std::string& name) const {
    return detail::make<Tensor>(cnnviz_result_tensor, get(), name.c_str());
  }
  [[nodiscard]] Image image(const std::string& name) const {
    return detail::make<Image>(cnnviz_result_image, get(), name.c_str());
  }
  /* {"method": ..., "targets": [...], "warnings": [...], ...} */
  [[nodiscard]] std::string json() const { return detail::valid(cnnviz_result_json(get())); }
};

}  // namespace cnnviz

#endif
