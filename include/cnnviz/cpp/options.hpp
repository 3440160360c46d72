/* Options, their values the library's defaults.
 * Written by bindings/generate from the C headers: change those. */
#ifndef CNNVIZ_CPP_OPTIONS_HPP
#define CNNVIZ_CPP_OPTIONS_HPP
// clang-format off

#include <cnnviz/cnnviz.h>
#include <cnnviz/cpp/defaults.hpp>
#include <cnnviz/cpp/enums.hpp>

namespace cnnviz {

template <>
inline constexpr auto detail::initializer<cnnviz_index_options> =
    &cnnviz_index_options_init;

struct IndexOptions {
  using Native = cnnviz_index_options;
  uint32_t struct_size = sizeof(Native);
  /* responses kept of each channel: 1 to 1000; 0 (default): 25, or as many as the collection
   * keeps */
  int32_t strongest = detail::initial<int32_t>(&Native::strongest);
  /* 1 (default) to shards: which share of the images is indexed; a hash of its name puts an
   * image into one of them */
  int32_t shard = detail::initial<int32_t>(&Native::shard);
  /* how many such shares there are; default 1 */
  int32_t shards = detail::initial<int32_t>(&Native::shards);
  /* 1: images whose files have changed are indexed again, and those that have vanished are taken
   * out. Where one of them is in a list of strongest responses, all images are looked at again.
   * 0 (default): they are reported and stay as they were */
  int32_t refresh = detail::initial<int32_t>(&Native::refresh);
};

template <>
inline constexpr auto detail::initializer<cnnviz_patches_options> =
    &cnnviz_patches_options_init;

struct PatchesOptions {
  using Native = cnnviz_patches_options;
  uint32_t struct_size = sizeof(Native);
  /* patches of a channel: 1 (default 9) to what the collection keeps */
  int32_t count = detail::initial<int32_t>(&Native::count);
  /* default VIEW */
  PatchSource source = detail::initial<PatchSource>(&Native::source);
  /* of a patch's picture at most; 0 (default): as it is */
  int32_t side = detail::initial<int32_t>(&Native::side);
  /* whether signals are computed: 0 or 1 (default) */
  int32_t signals = detail::initial<int32_t>(&Native::signals);
  /* of the signals, not ALL; default GUIDED */
  Rule rule = detail::initial<Rule>(&Native::rule);
  /* default RELU_LIKE */
  Rectifiers rectifiers = detail::initial<Rectifiers>(&Native::rectifiers);
};

template <>
inline constexpr auto detail::initializer<cnnviz_dream_options> =
    &cnnviz_dream_options_init;

struct DreamOptions {
  using Native = cnnviz_dream_options;
  uint32_t struct_size = sizeof(Native);
  /* sizes of the picture, 1 to 64; 0 (default): as many as leave the smallest one's shorter side
   * at half of the network's own or more */
  int32_t octaves = detail::initial<int32_t>(&Native::octaves);
  /* in each octave, 0 to 100000; default 10 */
  int32_t steps = detail::initial<int32_t>(&Native::steps);
  /* largest random offset along both axes, in pixels, 0 to 4096; default 32 */
  int32_t jitter = detail::initial<int32_t>(&Native::jitter);
  /* longest side of a tile in pixels; 0 (default): at most 1024, less where memory is short */
  int32_t tile = detail::initial<int32_t>(&Native::tile);
  /* MiB of workspace that a tile may take where `tile` is 0; 0 (default): 1024 */
  int32_t tile_memory = detail::initial<int32_t>(&Native::tile_memory);
  /* of a tile beyond what it is answerable for, on every side, 0 to 4096; -1 (default): what the
   * target's units see, up to an eighth of the tile */
  int32_t overlap = detail::initial<int32_t>(&Native::overlap);
  /* of the noise that a dream without a picture begins with; 0 (default): the network's own */
  int32_t height = detail::initial<int32_t>(&Native::height);
  /* likewise */
  int32_t width = detail::initial<int32_t>(&Native::width);
  /* 1: cancelled or not finite, it returns what there is; default 0 */
  int32_t keep_partial = detail::initial<int32_t>(&Native::keep_partial);
  /* of the sides of an octave to those of the next smaller one, 1.1 to 8; default 1.4 */
  double octave_scale = detail::initial<double>(&Native::octave_scale);
  /* mean change of a level (0 to 255) in a step; default 1.5. Below 0: away from what the layers
   * see */
  double step = detail::initial<double>(&Native::step);
  /* the picture is enlarged by this about its center first, and keeps its size: for the frames
   * of a film; 1 (default) to 4 */
  double zoom = detail::initial<double>(&Native::zoom);
  /* of offsets, tiles and noise; default 0 */
  int64_t seed = detail::initial<int64_t>(&Native::seed);
};

template <>
inline constexpr auto detail::initializer<cnnviz_neighbors_options> =
    &cnnviz_neighbors_options_init;

struct NeighborsOptions {
  using Native = cnnviz_neighbors_options;
  uint32_t struct_size = sizeof(Native);
  /* default EUCLIDEAN */
  Metric metric = detail::initial<Metric>(&Native::metric);
  /* default AUTO */
  Search search = detail::initial<Search>(&Native::search);
  /* neighbors of each; 0 (default): 6, or as many as there are */
  int32_t count = detail::initial<int32_t>(&Native::count);
  /* 0 (default): the processors this process may use */
  int32_t threads = detail::initial<int32_t>(&Native::threads);
  /* on which the recall of an approximate search is measured, 1 to 100000; default 200 */
  int32_t recall_rows = detail::initial<int32_t>(&Native::recall_rows);
  /* of the approximate search; default 0 */
  int64_t seed = detail::initial<int64_t>(&Native::seed);
};

template <>
inline constexpr auto detail::initializer<cnnviz_tsne_options> =
    &cnnviz_tsne_options_init;

struct TsneOptions {
  using Native = cnnviz_tsne_options;
  uint32_t struct_size = sizeof(Native);
  /* of the neighbors; default EUCLIDEAN */
  Metric metric = detail::initial<Metric>(&Native::metric);
  /* likewise; default AUTO */
  Search search = detail::initial<Search>(&Native::search);
  /* default AUTO */
  Forces forces = detail::initial<Forces>(&Native::forces);
  /* default PRINCIPAL */
  Start start = detail::initial<Start>(&Native::start);
  /* in all, 1 to 1000000; default 750 */
  int32_t iterations = detail::initial<int32_t>(&Native::iterations);
  /* of these the first; default 250 */
  int32_t exaggeration_iterations = detail::initial<int32_t>(&Native::exaggeration_iterations);
  /* principal components to keep before anything else, 1 to 256; 0 (default): the points as they
   * are */
  int32_t components = detail::initial<int32_t>(&Native::components);
  /* whether the map is judged: 0 or 1 (default) */
  int32_t quality = detail::initial<int32_t>(&Native::quality);
  /* 0 (default): the processors this process may use */
  int32_t threads = detail::initial<int32_t>(&Native::threads);
  /* 1 to (n - 1) / 3; 0 (default): 30, or what n allows */
  double perplexity = detail::initial<double>(&Native::perplexity);
  /* of BARNES_HUT: a cell acts as one where its width is below theta times its distance; 0 to 1,
   * default 0.5 */
  double theta = detail::initial<double>(&Native::theta);
  /* of attraction at first, 1 to 1000; default 12 */
  double exaggeration = detail::initial<double>(&Native::exaggeration);
  /* 0 (default): n / exaggeration, then n */
  double learning_rate = detail::initial<double>(&Native::learning_rate);
  /* at first, 0 to 0.99; default 0.5 */
  double momentum = detail::initial<double>(&Native::momentum);
  /* default 0.8 */
  double final_momentum = detail::initial<double>(&Native::final_momentum);
  /* default 0 */
  int64_t seed = detail::initial<int64_t>(&Native::seed);
};

template <>
inline constexpr auto detail::initializer<cnnviz_plot_options> =
    &cnnviz_plot_options_init;

struct PlotOptions {
  using Native = cnnviz_plot_options;
  uint32_t struct_size = sizeof(Native);
  /* of the plot, in pixels, 64 to 8192; default 1000 */
  int32_t side = detail::initial<int32_t>(&Native::side);
  /* side of a picture in a mosaic or a page, 8 to 256; default 48 */
  int32_t thumbnail = detail::initial<int32_t>(&Native::thumbnail);
  /* whether classes are named beside the plot: 0 or 1 (default) */
  int32_t legend = detail::initial<int32_t>(&Native::legend);
  /* of a point, in pixels, at most 100; 0 (default): by their number */
  double radius = detail::initial<double>(&Native::radius);
};

template <>
inline constexpr auto detail::initializer<cnnviz_classify_options> =
    &cnnviz_classify_options_init;

struct ClassifyOptions {
  using Native = cnnviz_classify_options;
  uint32_t struct_size = sizeof(Native);
  /* how many classes: at least 1, default 5; cut to the number of classes */
  int32_t top = detail::initial<int32_t>(&Native::top);
  /* images computed at once, at most; 0 (default): as is fastest */
  int32_t batch = detail::initial<int32_t>(&Native::batch);
};

template <>
inline constexpr auto detail::initializer<cnnviz_saliency_options> =
    &cnnviz_saliency_options_init;

struct SaliencyOptions {
  using Native = cnnviz_saliency_options;
  uint32_t struct_size = sizeof(Native);
  /* default GRADIENT */
  Rule rule = detail::initial<Rule>(&Native::rule);
  /* default RELU_LIKE */
  Rectifiers rectifiers = detail::initial<Rectifiers>(&Native::rectifiers);
  /* default AUTO */
  Lrn lrn = detail::initial<Lrn>(&Native::lrn);
  /* of the map; default MAX_ABS */
  Reduction reduction = detail::initial<Reduction>(&Native::reduction);
  /* images computed at once, at most; 0 (default): as is fastest */
  int32_t batch = detail::initial<int32_t>(&Native::batch);
};

template <>
inline constexpr auto detail::initializer<cnnviz_gradcam_options> =
    &cnnviz_gradcam_options_init;

struct GradcamOptions {
  using Native = cnnviz_gradcam_options;
  uint32_t struct_size = sizeof(Native);
  /* 1: Guided Grad-CAM as well; default 0 */
  int32_t guided = detail::initial<int32_t>(&Native::guided);
  /* of the guided pass; default RELU_LIKE */
  Rectifiers rectifiers = detail::initial<Rectifiers>(&Native::rectifiers);
  /* of the guided map; default MAX_ABS */
  Reduction reduction = detail::initial<Reduction>(&Native::reduction);
  /* as above */
  int32_t batch = detail::initial<int32_t>(&Native::batch);
  /* of the layer; default AUTO */
  Layout layout = detail::initial<Layout>(&Native::layout);
  /* of the grid: at least 1 with the layout TOKENS, else 0 */
  int32_t token_rows = detail::initial<int32_t>(&Native::token_rows);
  /* likewise */
  int32_t token_columns = detail::initial<int32_t>(&Native::token_columns);
  /* in front of the grid (class token, registers), left out; with the layout TOKENS alone;
   * default 0 */
  int32_t leading_tokens = detail::initial<int32_t>(&Native::leading_tokens);
};

template <>
inline constexpr auto detail::initializer<cnnviz_activations_options> =
    &cnnviz_activations_options_init;

struct ActivationsOptions {
  using Native = cnnviz_activations_options;
  uint32_t struct_size = sizeof(Native);
  /* default CHANNEL */
  MapOrder order = detail::initial<MapOrder>(&Native::order);
  /* as above */
  int32_t batch = detail::initial<int32_t>(&Native::batch);
  /* as for Grad-CAM, with the three below */
  Layout layout = detail::initial<Layout>(&Native::layout);
  int32_t token_rows = detail::initial<int32_t>(&Native::token_rows);
  int32_t token_columns = detail::initial<int32_t>(&Native::token_columns);
  int32_t leading_tokens = detail::initial<int32_t>(&Native::leading_tokens);
};

template <>
inline constexpr auto detail::initializer<cnnviz_filters_options> =
    &cnnviz_filters_options_init;

struct FiltersOptions {
  using Native = cnnviz_filters_options;
  uint32_t struct_size = sizeof(Native);
  /* default SYMMETRIC */
  FilterScale scale = detail::initial<FilterScale>(&Native::scale);
  /* whether filters over three channels become color tiles: 0 or 1 (default) */
  int32_t color = detail::initial<int32_t>(&Native::color);
  /* not used yet: 0 */
  int32_t reserved = detail::initial<int32_t>(&Native::reserved);
  /* the first output channel shown; default 0 */
  int64_t first_filter = detail::initial<int64_t>(&Native::first_filter);
  /* output channels shown; 0 (default): as many as there are, at most `most` */
  int64_t filter_count = detail::initial<int64_t>(&Native::filter_count);
  /* of input channels, where there are no color tiles; default 0 */
  int64_t first_slice = detail::initial<int64_t>(&Native::first_slice);
  /* input channels shown; 0 (default): likewise */
  int64_t slice_count = detail::initial<int64_t>(&Native::slice_count);
  /* rows and columns of slices at most, unless counts are given; default 64 */
  int64_t most = detail::initial<int64_t>(&Native::most);
};

template <>
inline constexpr auto detail::initializer<cnnviz_figure_options> =
    &cnnviz_figure_options_init;

struct FigureOptions {
  using Native = cnnviz_figure_options;
  uint32_t struct_size = sizeof(Native);
  /* Pictures are scaled to fit this many pixels, their proportions kept; 0 (default): no limit. */
  int32_t cell_width = detail::initial<int32_t>(&Native::cell_width);
  int32_t cell_height = detail::initial<int32_t>(&Native::cell_height);
  /* Where no cell size is given, narrower pictures are magnified by a whole factor, so that
   * their captions find room: 1 to 4096, default 128. */
  int32_t smallest_width = detail::initial<int32_t>(&Native::smallest_width);
};

template <>
inline constexpr auto detail::initializer<cnnviz_limits_options> =
    &cnnviz_limits_options_init;

/* Pictures, models, arrays and collections that ask for more fail with LIMIT before anything of
 * that size is allocated; the message names what was asked for, the limit and the field below.
 * The defaults let through every photo that a camera makes. Of each field 0 is the default, -1
 * no limit; other numbers are above 0. */
struct LimitsOptions {
  using Native = cnnviz_limits_options;
  uint32_t struct_size = sizeof(Native);
  /* pixels of the longer side of a picture; default 65500 */
  int32_t max_side = detail::initial<int32_t>(&Native::max_side);
  /* of a picture; default 500000000 */
  int64_t max_pixels = detail::initial<int64_t>(&Native::max_pixels);
  /* of a picture while it is decoded: its pixels, of a JPEG of several scans also two bytes for
   * each coefficient; default 4 GiB */
  int64_t max_decoded_bytes = detail::initial<int64_t>(&Native::max_decoded_bytes);
  /* default 100 */
  int32_t max_jpeg_scans = detail::initial<int32_t>(&Native::max_jpeg_scans);
  /* beside those of pixels and frames; default 1000 */
  int32_t max_png_chunks = detail::initial<int32_t>(&Native::max_png_chunks);
  /* of an ONNX file and the external data it names; default 16 GiB */
  int64_t max_model_bytes = detail::initial<int64_t>(&Native::max_model_bytes);
  /* of a network; default 1000000 */
  int64_t max_nodes = detail::initial<int64_t>(&Native::max_nodes);
  /* of one tensor of a network, an array, a value in a collection; default 8 GiB */
  int64_t max_tensor_bytes = detail::initial<int64_t>(&Native::max_tensor_bytes);
  /* of each model opened from now on whose own max_memory (model.h) is 0: packed weights,
   * workspaces; default no limit */
  int64_t max_memory = detail::initial<int64_t>(&Native::max_memory);
  /* that one call may take: it stops after at most one operator's run or one row of a picture;
   * default no limit */
  int64_t max_seconds = detail::initial<int64_t>(&Native::max_seconds);
};

template <>
inline constexpr auto detail::initializer<cnnviz_model_options> =
    &cnnviz_model_options_init;

struct ModelOptions {
  using Native = cnnviz_model_options;
  uint32_t struct_size = sizeof(Native);
  /* Threads that one call computes with; 0 (default): the processors this process may use. Up to
   * 1024. The number is set when a call begins and restored when it ends. The same model, input
   * and number of threads give the same bytes. */
  int32_t threads = detail::initial<int32_t>(&Native::threads);
  /* Bytes that the model may use at any time for packed weights, live workspaces and scratchpads
   * (not for clean pages of the mapped file); 0 (default): as limits.h says. A call that cannot
   * fit fails with LIMIT before it starts and names the need. */
  int64_t max_memory = detail::initial<int64_t>(&Native::max_memory);
  /* Whether cnnviz_model_open reads the sidecar NAME.cnnviz.json beside NAME.onnx where there is
   * one: 0 or 1 (default). */
  int32_t sidecar = detail::initial<int32_t>(&Native::sidecar);
  /* Whether operators are timed: 0 (default) or 1. Documents then have "profile": for each
   * planned step {"node", "type", "implementation", "shape", "blocked", "forward_ms",
   * "backward_ms"}. Meant for one call at a time. */
  int32_t profile = detail::initial<int32_t>(&Native::profile);
  /* Whether convolutions that two algorithms compute (Winograd's and the direct one, which
   * differ by rounding) are timed by both when they are first planned, once a process for each
   * shape and number of threads: 0 (default: a rule decides, measured on processors with
   * AVX-512) or 1. With 1 another process may choose otherwise, and so differ in the last
   * digits. */
  int32_t tune = detail::initial<int32_t>(&Native::tune);
  /* not used yet: 0 */
  int32_t reserved = detail::initial<int32_t>(&Native::reserved);
};

template <>
inline constexpr auto detail::initializer<cnnviz_occlusion_options> =
    &cnnviz_occlusion_options_init;

struct OcclusionOptions {
  using Native = cnnviz_occlusion_options;
  uint32_t struct_size = sizeof(Native);
  /* default ZERO */
  Fill fill = detail::initial<Fill>(&Native::fill);
  /* default CLIP */
  Edge edge = detail::initial<Edge>(&Native::edge);
  /* of the occluder, in pixels of the network's input; 0 (default): a seventh of the region's
   * height */
  int32_t window_height = detail::initial<int32_t>(&Native::window_height);
  /* likewise */
  int32_t window_width = detail::initial<int32_t>(&Native::window_width);
  /* between positions: 1 to the window's height; 0 (default): half of it */
  int32_t stride_y = detail::initial<int32_t>(&Native::stride_y);
  /* likewise, of its width */
  int32_t stride_x = detail::initial<int32_t>(&Native::stride_x);
  /* first row of the part that is examined; default 0 */
  int32_t region_y = detail::initial<int32_t>(&Native::region_y);
  /* its first column; default 0 */
  int32_t region_x = detail::initial<int32_t>(&Native::region_x);
  /* its rows; where all four are 0 (default) it is the whole picture */
  int32_t region_height = detail::initial<int32_t>(&Native::region_height);
  /* its columns */
  int32_t region_width = detail::initial<int32_t>(&Native::region_width);
  /* whether the best class at every position is noted: 0 or 1 (default) */
  int32_t classes = detail::initial<int32_t>(&Native::classes);
  /* 1: whole forward passes, to check against; 0 (default): only what an occluder changes is
   * computed again, which gives the same scores */
  int32_t full = detail::initial<int32_t>(&Native::full);
  /* 1: approximates (see below); default 0 */
  int32_t adaptive = detail::initial<int32_t>(&Native::adaptive);
  /* 1: cancelled, it returns what is done; default 0 */
  int32_t keep_partial = detail::initial<int32_t>(&Native::keep_partial);
  /* positions computed at once; 0 (default): as is fastest */
  int32_t batch = detail::initial<int32_t>(&Native::batch);
  /* of Fill::Value; default 0 */
  double fill_value = detail::initial<double>(&Native::fill_value);
  /* sigma in pixels by which the occluder's edges are smoothed; default 0 */
  double softness = detail::initial<double>(&Native::softness);
  /* of Fill::Noise; default 0 */
  int64_t seed = detail::initial<int64_t>(&Native::seed);
};

template <>
inline constexpr auto detail::initializer<cnnviz_rise_options> =
    &cnnviz_rise_options_init;

struct RiseOptions {
  using Native = cnnviz_rise_options;
  uint32_t struct_size = sizeof(Native);
  /* default ZERO */
  Fill fill = detail::initial<Fill>(&Native::fill);
  /* 1 to 10000000; default 4000 */
  int32_t masks = detail::initial<int32_t>(&Native::masks);
  /* of a mask, along each side; default 7 */
  int32_t cells = detail::initial<int32_t>(&Native::cells);
  /* as above */
  int32_t keep_partial = detail::initial<int32_t>(&Native::keep_partial);
  /* masks computed at once; 0 (default): as is fastest */
  int32_t batch = detail::initial<int32_t>(&Native::batch);
  /* that a cell is kept: between 0 and 1; default 0.5 */
  double probability = detail::initial<double>(&Native::probability);
  /* of Fill::Value; default 0 */
  double fill_value = detail::initial<double>(&Native::fill_value);
  /* of the masks; default 0 */
  int64_t seed = detail::initial<int64_t>(&Native::seed);
};

template <>
inline constexpr auto detail::initializer<cnnviz_channels_options> =
    &cnnviz_channels_options_init;

struct ChannelsOptions {
  using Native = cnnviz_channels_options;
  uint32_t struct_size = sizeof(Native);
  /* default ABLATION */
  ChannelMethod method = detail::initial<ChannelMethod>(&Native::method);
  /* of the layer, as for Grad-CAM, with the three below */
  Layout layout = detail::initial<Layout>(&Native::layout);
  int32_t token_rows = detail::initial<int32_t>(&Native::token_rows);
  int32_t token_columns = detail::initial<int32_t>(&Native::token_columns);
  int32_t leading_tokens = detail::initial<int32_t>(&Native::leading_tokens);
  /* as above */
  int32_t full = detail::initial<int32_t>(&Native::full);
  /* likewise */
  int32_t keep_partial = detail::initial<int32_t>(&Native::keep_partial);
  /* channels computed at once; 0 (default): as is fastest */
  int32_t batch = detail::initial<int32_t>(&Native::batch);
};

template <>
inline constexpr auto detail::initializer<cnnviz_map_options> =
    &cnnviz_map_options_init;

struct MapOptions {
  using Native = cnnviz_map_options;
  uint32_t struct_size = sizeof(Native);
  /* default AUTO */
  Scaling scaling = detail::initial<Scaling>(&Native::scaling);
  /* default BILINEAR */
  Interpolation interpolation = detail::initial<Interpolation>(&Native::interpolation);
  /* overlays: 1: opacity grows with distance from zero; default 0 */
  int32_t alpha_by_value = detail::initial<int32_t>(&Native::alpha_by_value);
  /* of the picture in pixels; 0 (default): the map's or the photo's */
  int32_t width = detail::initial<int32_t>(&Native::width);
  int32_t height = detail::initial<int32_t>(&Native::height);
  /* above 0, to 100; default 99 */
  double percentile = detail::initial<double>(&Native::percentile);
  /* low < high: a scale that several pictures share, in place of scaling and percentile. Both 0
   * (default): from the values. */
  double low = detail::initial<double>(&Native::low);
  double high = detail::initial<double>(&Native::high);
  /* overlays: opacity of the map, 0 to 1; default 0.5 */
  double alpha = detail::initial<double>(&Native::alpha);
};

template <>
inline constexpr auto detail::initializer<cnnviz_grid_options> =
    &cnnviz_grid_options_init;

struct GridOptions {
  using Native = cnnviz_grid_options;
  uint32_t struct_size = sizeof(Native);
  /* default AUTO */
  Scaling scaling = detail::initial<Scaling>(&Native::scaling);
  /* 1: a scale for each map; 0 (default): one for all, so they compare */
  int32_t each = detail::initial<int32_t>(&Native::each);
  /* 0 (default): so that the grid is about square */
  int32_t columns = detail::initial<int32_t>(&Native::columns);
  /* side of a value in pixels, to 64; 0 (default): about 760 in all */
  int32_t magnify = detail::initial<int32_t>(&Native::magnify);
  /* pixels between maps, 0 to 64; default 1 */
  int32_t padding = detail::initial<int32_t>(&Native::padding);
  /* whether index numbers stand above and left: 0 or 1 (default) */
  int32_t numbers = detail::initial<int32_t>(&Native::numbers);
  /* not used yet: 0 */
  int32_t reserved = detail::initial<int32_t>(&Native::reserved);
  /* above 0, to 100; default 100 */
  double percentile = detail::initial<double>(&Native::percentile);
  /* as in cnnviz_map_options */
  double low = detail::initial<double>(&Native::low);
  double high = detail::initial<double>(&Native::high);
};

template <>
inline constexpr auto detail::initializer<cnnviz_synthesize_options> =
    &cnnviz_synthesize_options_init;

/* Defaults are those of the preset "distill". */
struct SynthesizeOptions {
  using Native = cnnviz_synthesize_options;
  uint32_t struct_size = sizeof(Native);
  /* default FOURIER */
  Parameters parameters = detail::initial<Parameters>(&Native::parameters);
  /* default LOGISTIC */
  Range range = detail::initial<Range>(&Native::range);
  /* default UNIT */
  Units units = detail::initial<Units>(&Native::units);
  /* default ADAM */
  Optimizer optimizer = detail::initial<Optimizer>(&Native::optimizer);
  /* default RESIZE */
  Fit fit = detail::initial<Fit>(&Native::fit);
  /* of the pictures; 0 (default): the network's own for targets that are classes, 128 for others */
  int32_t height = detail::initial<int32_t>(&Native::height);
  /* likewise */
  int32_t width = detail::initial<int32_t>(&Native::width);
  /* of pictures; 0 (default): one for each target */
  int32_t count = detail::initial<int32_t>(&Native::count);
  /* 0 to 10000000; default 512 */
  int32_t steps = detail::initial<int32_t>(&Native::steps);
  /* 1 (default): spectra are of decorrelated colors, 0: of red, green, blue */
  int32_t decorrelate = detail::initial<int32_t>(&Native::decorrelate);
  /* in so many first steps a ReLU that blocks all of a picture's signal lets pass what would
   * open it; default 16 */
  int32_t redirect_steps = detail::initial<int32_t>(&Native::redirect_steps);
  /* 1: the picture of the best step is the result, not the last; default 0 */
  int32_t keep_best = detail::initial<int32_t>(&Native::keep_best);
  /* 1: cancelled, or no longer finite, it returns what there is; default 0 */
  int32_t keep_partial = detail::initial<int32_t>(&Native::keep_partial);
  /* steps between pictures on the way; 0 (default): none */
  int32_t snapshot_every = detail::initial<int32_t>(&Native::snapshot_every);
  /* random views: pixels of gray added on each side of the picture; default 16 */
  int32_t pad = detail::initial<int32_t>(&Native::pad);
  /* random views: shifts by -jitter/2 to jitter/2 pixels; default 16 */
  int32_t jitter = detail::initial<int32_t>(&Native::jitter);
  /* random views: the same after scaling and rotation; default 8 */
  int32_t second_jitter = detail::initial<int32_t>(&Native::second_jitter);
  /* views of a picture in each step; default 1 */
  int32_t crops = detail::initial<int32_t>(&Native::crops);
  /* steps from one blur to the next; default 1 */
  int32_t blur_every = detail::initial<int32_t>(&Native::blur_every);
  /* s; default 0.05 */
  double step_size = detail::initial<double>(&Native::step_size);
  /* of PROGRESS; default 100 */
  double max_step = detail::initial<double>(&Native::max_step);
  /* deviation of the normal noise that the parameters begin with; default 0.01 */
  double start_noise = detail::initial<double>(&Native::start_noise);
  /* random views: one of 5 factors from 1 - scale to 1 + scale; default 0.05 */
  double scale = detail::initial<double>(&Native::scale);
  /* random views: one of 11 angles from -rotation to rotation, in degrees; default 5 */
  double rotation = detail::initial<double>(&Native::rotation);
  /* above 0: views are squares at random places, at the first step of this share of the
   * picture's shorter side; default 0 */
  double crop_first = detail::initial<double>(&Native::crop_first);
  /* the share at the last step; default 0 */
  double crop_last = detail::initial<double>(&Native::crop_last);
  /* of views: deviation as a share of the range from black to white; default 0 */
  double noise = detail::initial<double>(&Native::noise);
  /* penalty l2 sum x^2, x being pixels minus the mean color; default 0 */
  double l2 = detail::initial<double>(&Native::l2);
  /* penalty: times sum (dx^2 + dy^2)^(variation_beta / 2); default 0 */
  double total_variation = detail::initial<double>(&Native::total_variation);
  /* its exponent; default 2 */
  double variation_beta = detail::initial<double>(&Native::variation_beta);
  /* penalty: times sum |x|^alpha; default 0 */
  double alpha_norm = detail::initial<double>(&Native::alpha_norm);
  /* its exponent; default 6 */
  double alpha = detail::initial<double>(&Native::alpha);
  /* after each step: x (1 - decay); default 0 */
  double decay = detail::initial<double>(&Native::decay);
  /* sigma in pixels of a blur every blur_every steps; default 0 */
  double blur = detail::initial<double>(&Native::blur);
  /* after each step this share of the pixels, in percent, those of smallest norm, becomes the
   * mean color; default 0 */
  double norm_percentile = detail::initial<double>(&Native::norm_percentile);
  /* pixels of small |x df/dx| likewise; default 0 */
  double contribution_percentile = detail::initial<double>(&Native::contribution_percentile);
  /* what likeness of the pictures in the target's layer costs; default 0 */
  double diversity = detail::initial<double>(&Native::diversity);
  /* of all random numbers; default 0 */
  int64_t seed = detail::initial<int64_t>(&Native::seed);

  /* The published numbers of a preset; cnnviz_synthesize_options_preset() has the names. */
  [[nodiscard]] static SynthesizeOptions preset(const char* preset_name);
};
inline SynthesizeOptions SynthesizeOptions::preset(const char* preset_name) {
  Native native{};
  detail::check(cnnviz_synthesize_options_preset(&native, sizeof native, preset_name));
  return std::bit_cast<SynthesizeOptions>(native);
}

}  // namespace cnnviz
// clang-format on
#endif
