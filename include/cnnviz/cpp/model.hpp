/* Models, their layers and targets, and what is asked of them. */
#ifndef CNNVIZ_CPP_MODEL_HPP
#define CNNVIZ_CPP_MODEL_HPP

#include <cnnviz/cpp/image.hpp>
#include <cnnviz/cpp/options.hpp>

namespace cnnviz {

/* The number that is being explained: "class:tabby". Model::target() makes it. */
class Target : public Handle<cnnviz_target, cnnviz_target_free, cnnviz_target_share> {
 public:
  using Handle::Handle;
  [[nodiscard]] std::string selector() const {
    return detail::valid(cnnviz_target_selector(get()));
  }
};

/* Targets in order; one that was made by no constructor's argument is the method's default. */
class Targets : public Handle<cnnviz_targets, cnnviz_targets_free, cnnviz_targets_share> {
 public:
  using Handle::Handle;
  Targets() noexcept = default;
  Targets(const Target& target) : Targets({target}) {}
  Targets(std::initializer_list<Target> targets)
      : Handle(detail::make<Targets>(cnnviz_targets_create)) {
    for (const Target& target : targets) add(target);
  }
  Targets& add(const Target& target) {
    if (!*this) *this = detail::make<Targets>(cnnviz_targets_create);
    detail::check(cnnviz_targets_add(get(), target.get()));
    return *this;
  }
  [[nodiscard]] int32_t count() const { return detail::valid(cnnviz_targets_count(get())); }
};

/* One tensor of a model; the numbers are those of cnnviz_layer_info. */
struct Layer {
  std::string name, type, node, role;
  Shape shape; /* empty where the rank is not known: info.rank is -1 then */
  cnnviz_layer_info info;
};

/* The tensors of a model for one input shape, in topological order. */
class Layers : public Handle<cnnviz_layers, cnnviz_layers_free, cnnviz_layers_share> {
 public:
  using Handle::Handle;
  [[nodiscard]] int32_t count() const { return detail::valid(cnnviz_layers_count(get())); }
  [[nodiscard]] Layer operator[](int32_t index) const {
    Layer layer{detail::valid(cnnviz_layers_name(get(), index)),
                detail::valid(cnnviz_layers_type(get(), index)),
                detail::valid(cnnviz_layers_node(get(), index)),
                detail::valid(cnnviz_layers_role(get(), index)),
                {},
                {}};
    layer.info.struct_size = sizeof layer.info;
    detail::check(cnnviz_layers_info(&layer.info, get(), index));
    for (int32_t axis = 0; axis < layer.info.rank; ++axis) {
      layer.shape.push_back(detail::valid(cnnviz_layers_extent(get(), index, axis)));
    }
    return layer;
  }
};

/* What the file states of one of the graph's inputs: -1 for extents that it leaves open. */
struct Input {
  std::string name;
  Dtype dtype;
  int32_t rank; /* -1: not stated */
  Shape shape;
};

/* A convolutional network, opened from an ONNX file. It never changes; any number of threads may
 * use it. Parameters stand in the order of the C interface; {} leaves one to the library. */
class Model : public Handle<cnnviz_model, cnnviz_model_free, cnnviz_model_share> {
 public:
  using Handle::Handle;
  /* `settings`: a preset ("imagenet"), a JSON file or a JSON object that states the preprocessing;
   * none: the sidecar's. */
  explicit Model(const Path& path, Text settings = {}, const ModelOptions& options = {}) {
    const auto native = detail::native(options);
    *this = detail::make<Model>(cnnviz_model_open, path.c_str(), settings.c_str(), &native);
  }
  /* From the bytes of an ONNX file. */
  explicit Model(std::span<const uint8_t> bytes, Text settings = {},
                 const ModelOptions& options = {}) {
    const auto native = detail::native(options);
    *this = detail::make<Model>(cnnviz_model_open_memory, bytes.data(),
                                static_cast<int64_t>(bytes.size()), settings.c_str(), &native);
  }

  [[nodiscard]] std::string json() const { return detail::valid(cnnviz_model_json(get())); }
  [[nodiscard]] ColorOrder color_order() const {
    return static_cast<ColorOrder>(detail::valid(cnnviz_model_color_order(get())));
  }
  [[nodiscard]] std::vector<Input> inputs() const {
    std::vector<Input> found;
    const int32_t count = detail::valid(cnnviz_model_input_count(get()));
    for (int32_t i = 0; i < count; ++i) {
      Input input{detail::valid(cnnviz_model_input_name(get(), i)),
                  static_cast<Dtype>(detail::valid(cnnviz_model_input_dtype(get(), i))),
                  detail::valid(cnnviz_model_input_rank(get(), i)),
                  {}};
      for (int32_t axis = 0; axis < input.rank; ++axis) {
        input.shape.push_back(detail::valid(cnnviz_model_input_extent(get(), i, axis)));
      }
      found.push_back(std::move(input));
    }
    return found;
  }
  [[nodiscard]] std::vector<std::string> outputs() const {
    std::vector<std::string> names;
    const int32_t count = detail::valid(cnnviz_model_output_count(get()));
    for (int32_t i = 0; i < count; ++i) {
      names.emplace_back(detail::valid(cnnviz_model_output_name(get(), i)));
    }
    return names;
  }
  [[nodiscard]] int64_t label_count() const {
    return detail::valid(cnnviz_model_label_count(get()));
  }
  [[nodiscard]] std::string label(int64_t index) const {
    return detail::valid(cnnviz_model_label(get(), index));
  }
  /* For the shape of `input`; none: one image of the size that the preprocessing states. */
  [[nodiscard]] Layers layers(const Tensor& input = {}) const {
    return detail::make<Layers>(cnnviz_model_layers, get(), input.get());
  }

  [[nodiscard]] Tensor preprocess(const Image& image) const {
    return detail::make<Tensor>(cnnviz_model_preprocess, get(), image.get());
  }
  [[nodiscard]] Tensor preprocess(const Images& images) const {
    return detail::make<Tensor>(cnnviz_model_preprocess_images, get(), images.get());
  }
  /* What the network sees of a picture, to lay a map over; `side` 0: its own size. */
  [[nodiscard]] Image view(const Image& image, int32_t side = 0) const {
    return detail::make<Image>(cnnviz_model_view, get(), image.get(), side);
  }
  /* The picture that an input of the network stands for. */
  [[nodiscard]] Image picture(const Tensor& input, int64_t index = 0) const {
    return detail::make<Image>(cnnviz_model_picture, get(), input.get(), index);
  }

  [[nodiscard]] Target target(const std::string& selector) const {
    return detail::make<Target>(cnnviz_target_parse, get(), selector.c_str());
  }
  /* <A, seed> of the tensor A of that name. */
  [[nodiscard]] Target target(const std::string& name, const Tensor& seed) const {
    return detail::make<Target>(cnnviz_target_from_seed, get(), name.c_str(), seed.get());
  }
  /* One selector a line. */
  [[nodiscard]] Targets targets(const std::string& selectors) const {
    return detail::make<Targets>(cnnviz_targets_parse, get(), selectors.c_str());
  }

  /* From any tensors to any tensors; `wanted` none: the graph's outputs. */
  [[nodiscard]] Result run(const Tensors& feeds, Text wanted = {}, const Job& job = none()) const {
    return detail::make<Result>(cnnviz_model_run, get(), feeds.get(), wanted.c_str(), job.get());
  }
  [[nodiscard]] Result classify(const Tensor& input, const ClassifyOptions& options = {},
                                const Job& job = none()) const {
    const auto native = detail::native(options);
    return detail::make<Result>(cnnviz_explain_classify, get(), input.get(), &native, job.get());
  }
  [[nodiscard]] Result saliency(const Tensor& input, const Targets& targets = {}, Text wrt = {},
                                const SaliencyOptions& options = {},
                                const Job& job = none()) const {
    const auto native = detail::native(options);
    return detail::make<Result>(cnnviz_explain_saliency, get(), input.get(), targets.get(),
                                wrt.c_str(), &native, job.get());
  }
  [[nodiscard]] Result gradcam(const Tensor& input, const Targets& targets = {}, Text layer = {},
                               const GradcamOptions& options = {}, const Job& job = none()) const {
    const auto native = detail::native(options);
    return detail::make<Result>(cnnviz_explain_gradcam, get(), input.get(), targets.get(),
                                layer.c_str(), &native, job.get());
  }
  [[nodiscard]] Result activations(const Tensor& input, Text layer = {},
                                   const ActivationsOptions& options = {},
                                   const Job& job = none()) const {
    const auto native = detail::native(options);
    return detail::make<Result>(cnnviz_explain_activations, get(), input.get(), layer.c_str(),
                                &native, job.get());
  }
  [[nodiscard]] Result filters(Text layer = {}, const FiltersOptions& options = {},
                               const Job& job = none()) const {
    const auto native = detail::native(options);
    return detail::make<Result>(cnnviz_explain_filters, get(), layer.c_str(), &native, job.get());
  }
  [[nodiscard]] Result occlusion(const Tensor& input, const Targets& targets = {},
                                 const OcclusionOptions& options = {},
                                 const Job& job = none()) const {
    const auto native = detail::native(options);
    return detail::make<Result>(cnnviz_explain_occlusion, get(), input.get(), targets.get(),
                                &native, job.get());
  }
  /* What the network sees with the occluder at `count` positions from `first` on. */
  [[nodiscard]] Tensor occluded_inputs(const Tensor& input, const OcclusionOptions& options,
                                       int64_t first, int64_t count) const {
    const auto native = detail::native(options);
    return detail::make<Tensor>(cnnviz_occluded_inputs, get(), input.get(), &native, first, count);
  }
  [[nodiscard]] Result rise(const Tensor& input, const Targets& targets = {},
                            const RiseOptions& options = {}, const Job& job = none()) const {
    const auto native = detail::native(options);
    return detail::make<Result>(cnnviz_explain_rise, get(), input.get(), targets.get(), &native,
                                job.get());
  }
  [[nodiscard]] Result channels(const Tensor& input, const Targets& targets = {}, Text layer = {},
                                const ChannelsOptions& options = {},
                                const Job& job = none()) const {
    const auto native = detail::native(options);
    return detail::make<Result>(cnnviz_explain_channels, get(), input.get(), targets.get(),
                                layer.c_str(), &native, job.get());
  }
  [[nodiscard]] Result synthesize(const Targets& targets, const SynthesizeOptions& options = {},
                                  const Image& start = {}, const Images& examples = Images::none(),
                                  const Job& job = none()) const {
    const auto native = detail::native(options);
    return detail::make<Result>(cnnviz_synthesize, get(), targets.get(), start.get(),
                                examples.get(), &native, job.get());
  }
  /* `picture` none: from noise; `target` none: a middle layer. */
  [[nodiscard]] Result dream(const Image& picture, const Target& target = {},
                             const DreamOptions& options = {}, const Image& guide = {},
                             const Job& job = none()) const {
    const auto native = detail::native(options);
    return detail::make<Result>(cnnviz_dream, get(), picture.get(), guide.get(), target.get(),
                                &native, job.get());
  }

 private:
  static Job none() { return Job::none(); }
};

}  // namespace cnnviz

#endif
