// A sequence of calls of the C API: bytes choose functions, handles and arguments, odd ones too.
// Every call returns OK, or an error with a message and no handle; at the end all are freed.
#include "fuzz/handles.h"

namespace {

using cnnviz::test::check;
using cnnviz::test::Choices;
using cnnviz::test::options_of;
using cnnviz::test::Pool;
using cnnviz::test::report_finding;

constexpr const char* kModel = CNNVIZ_FUZZ_MODEL;

class Session {
 public:
  explicit Session(Choices& choices) : c_(choices) {
    cnnviz_model* model = nullptr;
    auto options = options_of(cnnviz_model_options_init);
    options.threads = 1;
    options.max_memory = int64_t{1} << 28;
    models_.keep(cnnviz_model_open(&model, kModel, "unit", &options), model);
    if (model == nullptr) report_finding("no model", kModel);
  }
  void step() {
    const Step steps[] = {
        &Session::make_tensor,  &Session::make_image, &Session::change_image, &Session::preprocess,
        &Session::make_targets, &Session::saliency,   &Session::gradcam,      &Session::look,
        &Session::occlusion,    &Session::channels,   &Session::run,          &Session::layers,
        &Session::draw,         &Session::embed,      &Session::synthesize,   &Session::dream,
        &Session::result_parts, &Session::encode,     &Session::shared,       &Session::dropped,
        &Session::ask,          &Session::figure};
    (this->*c_.of(steps))();
  }

 private:
  using Step = void (Session::*)();

  int32_t small() { return static_cast<int32_t>(c_.number()); }
  const char* word() {
    constexpr const char* kWords[] = {"top",
                                      "class:1",
                                      "prob:top",
                                      "relu1",
                                      "channel:relu1:1",
                                      "neuron:relu1:0,1,1",
                                      "layer:relu2",
                                      "x",
                                      "prob",
                                      "logits",
                                      "class:99",
                                      "viridis",
                                      "RdBu",
                                      "nothing",
                                      "",
                                      "map",
                                      "gradient",
                                      "output",
                                      "top\nclass:2",
                                      "class:0 - 2*class:1",
                                      "x,prob",
                                      "\"",
                                      "conv1"};
    const char* chosen = c_.of(kWords);
    return c_.byte() == 255 ? nullptr : chosen;
  }

  void make_tensor() {
    int64_t shape[9];
    const int32_t rank = static_cast<int32_t>(c_.below(10)) - (c_.byte() == 255 ? 3 : 0);
    for (int64_t& extent : shape) extent = c_.byte() > 250 ? c_.number() : int64_t(c_.below(9));
    cnnviz_tensor* made = nullptr;
    const auto dtype = static_cast<cnnviz_dtype>(c_.below(4));
    if (c_.flip()) {
      tensors_.keep(cnnviz_tensor_zeros(&made, dtype, shape, rank), made);
      return;
    }
    const size_t count = c_.below(200);
    std::vector<float> values(count);
    for (float& value : values) value = c_.real();
    const int64_t plain[] = {static_cast<int64_t>(count) / 4, 4};
    const bool matrix = c_.flip();
    tensors_.keep(cnnviz_tensor_from_floats(&made, values.data(), static_cast<int64_t>(count),
                                            matrix ? plain : shape, matrix ? 2 : rank),
                  made);
  }
  void make_image() {
    uint8_t pixels[4 * 16 * 16];
    for (uint8_t& level : pixels) level = static_cast<uint8_t>(&level - pixels);
    const int32_t width = static_cast<int32_t>(c_.below(17)),
                  height = static_cast<int32_t>(c_.below(17));
    const int32_t channels = c_.byte() > 240 ? small() : (c_.flip() ? 3 : 1 + 3 * c_.flip());
    const int64_t length =
        c_.byte() > 240 ? int64_t(c_.below(1000)) : int64_t{width} * height * channels;
    cnnviz_image* made = nullptr;
    if (length > int64_t{sizeof pixels}) return;
    images_.keep(cnnviz_image_from_pixels(&made, pixels, length, width, height, channels), made);
  }
  void change_image() {
    cnnviz_image* made = nullptr;
    cnnviz_image* from = images_.any(c_);
    if (c_.flip())
      images_.keep(cnnviz_image_crop(&made, from, small(), small(), small(), small()), made);
    else if (c_.flip())
      images_.keep(cnnviz_image_resize(&made, from, side(), side()), made);
    else
      images_.keep(cnnviz_model_view(&made, models_.any(c_), from, side()), made);
  }
  // Of pictures to be made: what one of the largest costs is known.
  int32_t side() { return c_.byte() > 240 ? -small() : static_cast<int32_t>(c_.below(80)); }

  void preprocess() {
    cnnviz_tensor* made = nullptr;
    tensors_.keep(cnnviz_model_preprocess(&made, models_.any(c_), images_.any(c_)), made);
    cnnviz_image* back = nullptr;
    images_.keep(cnnviz_model_picture(&back, models_.any(c_), made, c_.number()), back);
  }
  void make_targets() {
    cnnviz_targets* made = nullptr;
    targets_.keep(cnnviz_targets_parse(&made, models_.any(c_), word()), made);
    cnnviz_target* one = nullptr;
    const cnnviz_status status =
        cnnviz_target_from_seed(&one, models_.any(c_), word(), tensors_.any(c_));
    check(status);
    if (made != nullptr && one != nullptr) check(cnnviz_targets_add(made, one));
    cnnviz_target_free(one);
  }
  void saliency() {
    auto options = options_of(cnnviz_saliency_options_init);
    options.rule = static_cast<cnnviz_rule>(c_.below(5));
    options.rectifiers = static_cast<cnnviz_rectifiers>(c_.below(4));
    options.reduction = static_cast<cnnviz_reduction>(c_.below(6));
    options.batch = small();
    cnnviz_result* made = nullptr;
    results_.keep(
        cnnviz_explain_saliency(&made, models_.any(c_), tensors_.any(c_), targets_.any(c_),
                                c_.flip() ? word() : nullptr, &options, nullptr),
        made);
  }
  void gradcam() {
    auto options = options_of(cnnviz_gradcam_options_init);
    options.guided = small();
    options.layout = static_cast<cnnviz_layout>(c_.below(5));
    options.token_rows = small();
    options.token_columns = small();
    options.leading_tokens = small();
    if (c_.flip()) check(cnnviz_gradcam_options_init(&options, sizeof options));
    cnnviz_result* made = nullptr;
    results_.keep(cnnviz_explain_gradcam(&made, models_.any(c_), tensors_.any(c_), targets_.any(c_),
                                         c_.flip() ? word() : nullptr, &options, nullptr),
                  made);
  }
  void look() {
    cnnviz_result* made = nullptr;
    if (c_.flip()) {
      auto options = options_of(cnnviz_classify_options_init);
      options.top = small();
      results_.keep(
          cnnviz_explain_classify(&made, models_.any(c_), tensors_.any(c_), &options, nullptr),
          made);
    } else if (c_.flip()) {
      auto options = options_of(cnnviz_filters_options_init);
      options.first_filter = c_.number();
      options.filter_count = c_.number();
      options.most = c_.number();
      results_.keep(cnnviz_explain_filters(&made, models_.any(c_), c_.flip() ? word() : nullptr,
                                           &options, nullptr),
                    made);
    } else {
      results_.keep(cnnviz_explain_activations(&made, models_.any(c_), tensors_.any(c_),
                                               c_.flip() ? word() : nullptr, nullptr, nullptr),
                    made);
    }
  }
  void occlusion() {
    auto options = options_of(cnnviz_occlusion_options_init);
    options.stride_y = small();
    options.stride_x = small();
    options.region_height = small();
    options.softness = static_cast<double>(c_.real());
    if (c_.flip()) check(cnnviz_occlusion_options_init(&options, sizeof options));
    cnnviz_result* made = nullptr;
    results_.keep(cnnviz_explain_occlusion(&made, models_.any(c_), tensors_.any(c_),
                                           targets_.any(c_), &options, nullptr),
                  made);
  }
  void channels() {
    auto options = options_of(cnnviz_channels_options_init);
    options.batch = small();
    cnnviz_result* made = nullptr;
    results_.keep(cnnviz_explain_channels(&made, models_.any(c_), tensors_.any(c_),
                                          targets_.any(c_), word(), &options, nullptr),
                  made);
  }
  void run() {
    cnnviz_tensors* feeds = nullptr;
    check(cnnviz_tensors_create(&feeds));
    for (size_t i = c_.below(3); i > 0; --i)
      check(cnnviz_tensors_add(feeds, word(), tensors_.any(c_)));
    cnnviz_result* made = nullptr;
    results_.keep(cnnviz_model_run(&made, models_.any(c_), feeds, word(), nullptr), made);
    cnnviz_tensors_free(feeds);
  }
  void layers() {
    cnnviz_layers* made = nullptr;
    check(cnnviz_model_layers(&made, models_.any(c_), tensors_.any(c_)));
    cnnviz_layer_info info{};
    info.struct_size = sizeof info;
    if (made != nullptr) check(cnnviz_layers_info(&info, made, small()));
    cnnviz_layers_free(made);
  }
  void draw() {
    auto options = options_of(cnnviz_map_options_init);
    options.width = side();
    options.height = side();
    options.percentile = static_cast<double>(c_.real());
    options.low = static_cast<double>(c_.real());
    options.high = static_cast<double>(c_.real());
    options.scaling = static_cast<cnnviz_scaling>(c_.below(6));
    if (c_.flip()) check(cnnviz_map_options_init(&options, sizeof options));
    cnnviz_image* made = nullptr;
    switch (c_.below(5)) {
      case 0:
        images_.keep(cnnviz_render_map(&made, tensors_.any(c_), word(), &options), made);
        break;
      case 1:
        images_.keep(
            cnnviz_render_overlay(&made, tensors_.any(c_), images_.any(c_), word(), &options),
            made);
        break;
      case 2:
        images_.keep(cnnviz_render_signed(&made, tensors_.any(c_), small(), &options), made);
        break;
      case 3:
        images_.keep(cnnviz_render_grid(&made, tensors_.any(c_), tensors_.any(c_), word(), nullptr),
                     made);
        break;
      default:
        images_.keep(cnnviz_render_filters(&made, results_.any(c_), word(), nullptr), made);
    }
  }
  void embed() {
    cnnviz_result* made = nullptr;
    if (c_.flip()) {
      auto options = options_of(cnnviz_neighbors_options_init);
      options.count = small();
      options.threads = 1;
      options.search = static_cast<cnnviz_search>(c_.below(4));
      results_.keep(cnnviz_neighbors(&made, tensors_.any(c_), tensors_.any(c_), &options, nullptr),
                    made);
      return;
    }
    auto options = options_of(cnnviz_tsne_options_init);
    options.iterations = static_cast<int32_t>(c_.below(10));
    options.exaggeration_iterations = small();
    options.threads = 1;
    options.perplexity = static_cast<double>(c_.real());
    results_.keep(cnnviz_tsne(&made, tensors_.any(c_), &options, nullptr), made);
  }
  void synthesize() {
    constexpr const char* kPresets[] = {"distill", "simonyan", "yosinski-a", "maco", "nothing"};
    cnnviz_synthesize_options options;
    check(cnnviz_synthesize_options_preset(&options, sizeof options, c_.of(kPresets)));
    options.struct_size = sizeof options;
    options.steps = static_cast<int32_t>(c_.below(3));
    options.height = static_cast<int32_t>(c_.below(20));
    options.width = static_cast<int32_t>(c_.below(20));
    options.crops = static_cast<int32_t>(c_.below(3));
    options.pad = small();
    cnnviz_result* made = nullptr;
    if (options.pad > 100) return;
    results_.keep(cnnviz_synthesize(&made, models_.any(c_), targets_.any(c_), images_.any(c_),
                                    nullptr, &options, nullptr),
                  made);
  }
  void dream() {
    auto options = options_of(cnnviz_dream_options_init);
    options.octaves = static_cast<int32_t>(c_.below(4));
    options.steps = static_cast<int32_t>(c_.below(3));
    options.height = static_cast<int32_t>(c_.below(20));
    options.width = static_cast<int32_t>(c_.below(20));
    options.tile = small();
    cnnviz_target* target = nullptr;
    check(cnnviz_target_parse(&target, models_.any(c_), word()));
    cnnviz_result* made = nullptr;
    results_.keep(cnnviz_dream(&made, models_.any(c_), images_.any(c_), images_.any(c_), target,
                               &options, nullptr),
                  made);
    cnnviz_target_free(target);
  }
  void result_parts() {
    cnnviz_result* from = results_.any(c_);
    const int32_t which = c_.byte() > 240 ? small() : static_cast<int32_t>(c_.below(4));
    const char* name = cnnviz_result_name(from, which);
    cnnviz_tensor* tensor = nullptr;
    cnnviz_image* image = nullptr;
    if (cnnviz_result_entry_kind(from, which) == CNNVIZ_RESULT_KIND_IMAGE)
      images_.keep(cnnviz_result_image(&image, from, name), image);
    else
      tensors_.keep(cnnviz_result_tensor(&tensor, from, name), tensor);
    cnnviz_result_json(from);
    cnnviz_tensor* item = nullptr;
    tensors_.keep(cnnviz_tensor_item(&item, tensors_.any(c_), c_.number()), item);
  }
  void encode() {
    cnnviz_bytes* bytes = nullptr;
    const auto format = static_cast<cnnviz_image_format>(c_.below(4));
    check(cnnviz_image_encode(&bytes, images_.any(c_), format, c_.flip() ? word() : nullptr));
    cnnviz_image* made = nullptr;
    if (bytes != nullptr)
      images_.keep(cnnviz_image_decode(&made, cnnviz_bytes_data(bytes), cnnviz_bytes_size(bytes)),
                   made);
    cnnviz_bytes_free(bytes);
  }
  void shared() {
    cnnviz_tensor* tensor = nullptr;
    tensors_.keep(cnnviz_tensor_share(&tensor, tensors_.any(c_)), tensor);
    cnnviz_model* model = nullptr;
    models_.keep(cnnviz_model_share(&model, models_.any(c_)), model);
    cnnviz_targets* targets = nullptr;
    targets_.keep(cnnviz_targets_share(&targets, targets_.any(c_)), targets);
  }
  void dropped() {
    const size_t which = c_.below(8);
    switch (c_.below(4)) {
      case 0:
        return tensors_.drop(which);
      case 1:
        return images_.drop(which);
      case 2:
        return results_.drop(which);
      default:
        return targets_.drop(which);
    }
  }
  void ask() {
    const cnnviz_tensor* tensor = tensors_.any(c_);
    cnnviz_tensor_extent(tensor, small());
    cnnviz_tensor_floats(tensor);
    cnnviz_tensor_ints(tensor);
    const cnnviz_model* model = models_.any(c_);
    cnnviz_model_label(model, c_.number());
    cnnviz_model_input_extent(model, small(), small());
    cnnviz_model_output_name(model, small());
    cnnviz_model_json(model);
    cnnviz_image_pixels(images_.any(c_));
  }
  void figure() {
    cnnviz_figure* made = nullptr;
    check(cnnviz_figure_create(&made, word()));
    for (size_t i = c_.below(3); i > 0; --i)
      check(cnnviz_figure_set(made, static_cast<int32_t>(c_.below(3)),
                              c_.byte() > 250 ? small() : static_cast<int32_t>(c_.below(3)),
                              images_.any(c_), word(), word()));
    check(cnnviz_figure_set_color_bar(made, -1, -1, static_cast<double>(c_.real()),
                                      static_cast<double>(c_.real()), word()));
    cnnviz_image* image = nullptr;
    images_.keep(cnnviz_figure_draw(&image, made, nullptr), image);
    cnnviz_figure_free(made);
  }

  Choices& c_;
  Pool<cnnviz_model> models_{cnnviz_model_free};
  Pool<cnnviz_tensor> tensors_{cnnviz_tensor_free};
  Pool<cnnviz_image> images_{cnnviz_image_free};
  Pool<cnnviz_targets> targets_{cnnviz_targets_free};
  Pool<cnnviz_result> results_{cnnviz_result_free};
};

}  // namespace

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  auto limits = options_of(cnnviz_limits_options_init);
  limits.max_pixels = 1 << 20;
  limits.max_tensor_bytes = 1 << 22;
  limits.max_seconds = 5;
  check(cnnviz_limits_set(&limits));
  Choices choices({data, size});
  Session session(choices);
  for (int steps = 0; steps < 40 && !choices.ended(); ++steps) session.step();
  return 0;
}
