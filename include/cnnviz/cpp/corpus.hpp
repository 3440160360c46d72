/* Collections: many images looked at once by a network, then asked. */
#ifndef CNNVIZ_CPP_CORPUS_HPP
#define CNNVIZ_CPP_CORPUS_HPP

#include <cnnviz/cpp/model.hpp>

namespace cnnviz {

/* A collection, opened for reading. */
class Corpus : public Handle<cnnviz_corpus, cnnviz_corpus_free, cnnviz_corpus_share> {
 public:
  using Handle::Handle;
  explicit Corpus(const Path& path)
      : Corpus(detail::make<Corpus>(cnnviz_corpus_open, path.c_str())) {}

  /* Indexes images (a list() of files and folders; none: what an interrupted run has left) into
   * the collection `path`. `layers` and `features` are lists of tensors; none: the defaults. */
  static Result index(const Model& model, const Path& path, Text images, Text layers = {},
                      Text features = {}, const IndexOptions& options = {},
                      const Job& job = Job::none()) {
    const auto native = detail::native(options);
    return detail::make<Result>(cnnviz_corpus_index, model.get(), path.c_str(), images.c_str(),
                                layers.c_str(), features.c_str(), &native, job.get());
  }
  /* Makes one collection of several, a list() of their paths. */
  static Result merge(const Path& path, Text sources, const Job& job = Job::none()) {
    return detail::make<Result>(cnnviz_corpus_merge, path.c_str(), sources.c_str(), job.get());
  }

  [[nodiscard]] std::string json() const { return detail::valid(cnnviz_corpus_json(get())); }
  [[nodiscard]] int64_t image_count() const {
    return detail::valid(cnnviz_corpus_image_count(get()));
  }
  /* The number of the image at `path`; NotFoundError where it is not in the collection. */
  [[nodiscard]] int64_t find(const Path& path) const {
    return detail::valid(cnnviz_corpus_find(get(), path.c_str()));
  }
  /* About images; `count` -1: to the last. */
  [[nodiscard]] Result images(int64_t first = 0, int64_t count = -1) const {
    return detail::make<Result>(cnnviz_corpus_images, get(), first, count);
  }
  /* The picture of an image, read from its file. */
  [[nodiscard]] Image picture(int64_t number, Text root = {}) const {
    return detail::make<Image>(cnnviz_corpus_picture, get(), number, root.c_str());
  }
  [[nodiscard]] Result features(Text tensor = {}, int64_t first = 0, int64_t count = -1) const {
    return detail::make<Result>(cnnviz_corpus_features, get(), tensor.c_str(), first, count);
  }
  /* The features of pictures that need not be in the collection; `model` is the collection's. */
  [[nodiscard]] Result embed(const Model& model, const Images& images, Text tensor = {},
                             const Job& job = Job::none()) const {
    return detail::make<Result>(cnnviz_corpus_embed, get(), model.get(), images.get(),
                                tensor.c_str(), job.get());
  }
  /* The nearest images of each query: numbers of images (int64 [q]), vectors of features
   * [q, width]; none: of each image. */
  [[nodiscard]] Result neighbors(const Tensor& queries = {}, Text tensor = {},
                                 const NeighborsOptions& options = {},
                                 const Job& job = Job::none()) const {
    const auto native = detail::native(options);
    return detail::make<Result>(cnnviz_corpus_neighbors, get(), tensor.c_str(), queries.get(),
                                &native, job.get());
  }
  [[nodiscard]] Result strongest(Text layer, int64_t first_channel, int64_t channels,
                                 int64_t count = 0) const {
    return detail::make<Result>(cnnviz_corpus_strongest, get(), layer.c_str(), first_channel,
                                channels, count);
  }
  [[nodiscard]] Result patches(const Model& model, Text layer, int64_t first_channel,
                               int64_t channels, Text root = {}, const PatchesOptions& options = {},
                               const Job& job = Job::none()) const {
    const auto native = detail::native(options);
    return detail::make<Result>(cnnviz_corpus_patches, get(), model.get(), layer.c_str(),
                                first_channel, channels, root.c_str(), &native, job.get());
  }
};

}  // namespace cnnviz

#endif
