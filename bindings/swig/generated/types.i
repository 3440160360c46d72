/* Types. Written by bindings/generate from the C headers: change those. */

/** What patches are cut from. */
typedef enum cnnviz_patch_source {
  /** what the network reads: resized and cropped */
  CNNVIZ_PATCH_SOURCE_VIEW = 0,
  /** the original picture, at its full resolution */
  CNNVIZ_PATCH_SOURCE_PHOTO = 1,
} cnnviz_patch_source;

typedef enum cnnviz_metric {
  /** |a - b| */
  CNNVIZ_METRIC_EUCLIDEAN = 0,
  /** 1 - a b / (|a| |b|); rows of zeros are at distance 1 from all */
  CNNVIZ_METRIC_COSINE = 1,
} cnnviz_metric;

typedef enum cnnviz_search {
  /** exact unless that takes more than about a minute */
  CNNVIZ_SEARCH_AUTO = 0,
  /** what a loop over all pairs in double precision finds */
  CNNVIZ_SEARCH_EXACT = 1,
  /** hierarchical navigable small worlds, its recall measured */
  CNNVIZ_SEARCH_APPROXIMATE = 2,
} cnnviz_search;

/** How the repulsion between a map's points is computed. */
typedef enum cnnviz_forces {
  /** EXACT up to 1000 points, else BARNES_HUT */
  CNNVIZ_FORCES_AUTO = 0,
  /** of all pairs */
  CNNVIZ_FORCES_EXACT = 1,
  /** far cells of points act as one */
  CNNVIZ_FORCES_BARNES_HUT = 2,
} cnnviz_forces;

typedef enum cnnviz_start {
  /** the first two principal components, their first deviation 1e-4 */
  CNNVIZ_START_PRINCIPAL = 0,
  /** normal, deviation 1e-4 */
  CNNVIZ_START_RANDOM = 1,
} cnnviz_start;

/** Where a map's points go on a grid. */
typedef enum cnnviz_grid_rule {
  /** each cell takes the nearest point that is left */
  CNNVIZ_GRID_RULE_NEAREST = 0,
  /** least sum of squared distances; up to 4096 points or cells */
  CNNVIZ_GRID_RULE_OPTIMAL = 1,
} cnnviz_grid_rule;

/** How the signal R that arrives at the output of a rectifier goes on to its input x. */
typedef enum cnnviz_rule {
  /** R [x > 0]: Simonyan, Vedaldi, Zisserman 2013 */
  CNNVIZ_RULE_GRADIENT = 0,
  /** max(R, 0): Zeiler & Fergus 2014 */
  CNNVIZ_RULE_DECONVNET = 1,
  /** max(R, 0) [x > 0]: Springenberg et al. 2014 */
  CNNVIZ_RULE_GUIDED = 2,
  /** all three, one after another, after one forward pass */
  CNNVIZ_RULE_ALL = 3,
} cnnviz_rule;

/** Which operators are rectifiers, that is, follow the rule; all others pass the plain gradient. */
typedef enum cnnviz_rectifiers {
  /** Relu alone */
  CNNVIZ_RECTIFIERS_RELU = 0,
  /** Relu, and Clip whose minimum is 0 (ReLU6) */
  CNNVIZ_RECTIFIERS_RELU_LIKE = 1,
  /** also LeakyRelu, PRelu, Elu, Selu, HardSwish, Softplus and the like: deconvnet max(R, 0),
   * guided max(R, 0) * max(f'(x), 0) */
  CNNVIZ_RECTIFIERS_EXTENDED = 2,
} cnnviz_rectifiers;

/** How local response normalization passes the signal. */
typedef enum cnnviz_lrn {
  /** unchanged under deconvnet, as Zeiler & Fergus did; by its gradient else */
  CNNVIZ_LRN_AUTO = 0,
  /** by its gradient */
  CNNVIZ_LRN_GRADIENT = 1,
  /** unchanged */
  CNNVIZ_LRN_IDENTITY = 2,
} cnnviz_lrn;

/** How the channels of a signed gradient w become one map. */
typedef enum cnnviz_reduction {
  /** max |w|, as Simonyan et al. */
  CNNVIZ_REDUCTION_MAX_ABS = 0,
  /** sum |w| */
  CNNVIZ_REDUCTION_SUM_ABS = 1,
  /** sqrt(sum w^2) */
  CNNVIZ_REDUCTION_L2 = 2,
  /** sum w, signed */
  CNNVIZ_REDUCTION_SUM = 3,
} cnnviz_reduction;

/** How the axes of a layer's tensor are read as maps. */
typedef enum cnnviz_layout {
  /** as found by following the axes of convolutions through the network: vision transformers and
   * channels-last maps are recognized; a tensor of four axes of which nothing is known is read
   * channels first */
  CNNVIZ_LAYOUT_AUTO = 0,
  /** [N, K, h, w] */
  CNNVIZ_LAYOUT_CHANNELS_FIRST = 1,
  /** [N, h, w, K] */
  CNNVIZ_LAYOUT_CHANNELS_LAST = 2,
  /** [N, T, K]: the cells of a grid row by row, T = leading_tokens + token_rows * token_columns */
  CNNVIZ_LAYOUT_TOKENS = 3,
} cnnviz_layout;

/** In which order the maps of a layer are listed; ties by channel. */
typedef enum cnnviz_map_order {
  /** by channel number */
  CNNVIZ_MAP_ORDER_CHANNEL = 0,
  /** the largest maximum first */
  CNNVIZ_MAP_ORDER_MAXIMUM = 1,
  /** the largest mean first */
  CNNVIZ_MAP_ORDER_MEAN = 2,
} cnnviz_map_order;

/** How weights w become display values t in 0..1. */
typedef enum cnnviz_filter_scale {
  /** 1/2 + w / (2 max|w|), max over each filter */
  CNNVIZ_FILTER_SCALE_SYMMETRIC = 0,
  /** (w - min) / (max - min) over each filter */
  CNNVIZ_FILTER_SCALE_MIN_MAX = 1,
  /** as SYMMETRIC over all: keeps relative energy */
  CNNVIZ_FILTER_SCALE_SHARED_SYMMETRIC = 2,
  /** as MIN_MAX over all */
  CNNVIZ_FILTER_SCALE_SHARED_MIN_MAX = 3,
} cnnviz_filter_scale;

typedef enum cnnviz_image_format {
  CNNVIZ_IMAGE_FORMAT_PNG = 1,
  /** quality 92, no chroma subsampling; alpha is dropped */
  CNNVIZ_IMAGE_FORMAT_JPEG = 2,
} cnnviz_image_format;

/** What the channels of the network's picture input mean. */
typedef enum cnnviz_color_order {
  /** no picture: only tensors can be fed */
  CNNVIZ_COLOR_ORDER_OTHER = 0,
  CNNVIZ_COLOR_ORDER_RGB = 1,
  CNNVIZ_COLOR_ORDER_BGR = 2,
  CNNVIZ_COLOR_ORDER_GRAY = 3,
} cnnviz_color_order;

/** What is seen in place of the picture where it is covered. "Model space" is what the network
 * reads, after normalization. */
typedef enum cnnviz_fill {
  /** 0 in model space: the mean color, where a mean is subtracted */
  CNNVIZ_FILL_ZERO = 0,
  /** the image's own mean, channel by channel */
  CNNVIZ_FILL_MEAN = 1,
  /** pixels of level 127.5 of 255, before normalization */
  CNNVIZ_FILL_GRAY = 2,
  /** pixels of level 0, likewise */
  CNNVIZ_FILL_BLACK = 3,
  /** the image blurred by a Gaussian: sigma a third of the window, for RISE of a cell */
  CNNVIZ_FILL_BLUR = 4,
  /** normal noise with the image's mean and deviation in every channel */
  CNNVIZ_FILL_NOISE = 5,
  /** fill_value, in model space */
  CNNVIZ_FILL_VALUE = 6,
} cnnviz_fill;

/** Where the last window of a row (of n pixels, window w, stride s) is. */
typedef enum cnnviz_edge {
  /** ceil((n - w) / s) + 1 windows, the last cut off by the border */
  CNNVIZ_EDGE_CLIP = 0,
  /** floor((n - w) / s) + 1, and one more at the border where pixels are left over */
  CNNVIZ_EDGE_INSIDE = 1,
} cnnviz_edge;

/** What is done to every channel of a layer. */
typedef enum cnnviz_channel_method {
  /** it is set to zero */
  CNNVIZ_CHANNEL_METHOD_ABLATION = 0,
  /** its map, laid over the picture, keeps parts of that */
  CNNVIZ_CHANNEL_METHOD_SCORE_CAM = 1,
} cnnviz_channel_method;

/** Which values the two ends of the color map stand for; "p" is the percentile of the options
 * (by linear interpolation). */
typedef enum cnnviz_scaling {
  /** SYMMETRIC where a value is below zero, else MAGNITUDE */
  CNNVIZ_SCALING_AUTO = 0,
  /** 0 to the p-th percentile; values below 0 as 0 */
  CNNVIZ_SCALING_MAGNITUDE = 1,
  /** the minimum to the p-th percentile */
  CNNVIZ_SCALING_MIN_MAX = 2,
  /** -s to s, s the p-th percentile of |v|: zero in the middle */
  CNNVIZ_SCALING_SYMMETRIC = 3,
} cnnviz_scaling;

/** How a map is brought to another size, before it is colored. */
typedef enum cnnviz_interpolation {
  /** pixel centers at halves, edges clamped */
  CNNVIZ_INTERPOLATION_BILINEAR = 0,
  /** every value stays visible */
  CNNVIZ_INTERPOLATION_NEAREST = 1,
} cnnviz_interpolation;

typedef enum cnnviz_result_kind {
  CNNVIZ_RESULT_KIND_TENSOR = 1,
  CNNVIZ_RESULT_KIND_IMAGE = 2,
} cnnviz_result_kind;

/** What a call came to. The command line tool's exit code for each is given in parentheses. */
typedef enum cnnviz_status {
  /** (0) */
  CNNVIZ_STATUS_OK = 0,
  /** (2) an argument or option out of range, shapes that differ */
  CNNVIZ_STATUS_INVALID_ARGUMENT = 1,
  /** (2) no file, tensor, class, ... of that name */
  CNNVIZ_STATUS_NOT_FOUND = 2,
  /** (3 reading, 1 writing) the system refused a file */
  CNNVIZ_STATUS_IO = 3,
  /** (3) a file is not what it should be, or breaks off */
  CNNVIZ_STATUS_CORRUPT = 4,
  /** (4) valid, but beyond this library: an operator, say */
  CNNVIZ_STATUS_UNSUPPORTED = 5,
  /** (5) over a limit that the message names */
  CNNVIZ_STATUS_LIMIT = 6,
  /** (5) the system has no memory left */
  CNNVIZ_STATUS_OUT_OF_MEMORY = 7,
  /** (130) cnnviz_job_cancel() was called */
  CNNVIZ_STATUS_CANCELLED = 8,
  /** (1) things that do not belong together: another's target */
  CNNVIZ_STATUS_MISMATCH = 9,
  /** (1) forked from a process that computed with threads */
  CNNVIZ_STATUS_FORKED = 10,
  /** (1) NaN or infinity where numbers are needed */
  CNNVIZ_STATUS_NOT_FINITE = 11,
  /** (1) an error of this library; please report it */
  CNNVIZ_STATUS_INTERNAL = 12,
} cnnviz_status;

/** What is optimized, and how pictures come of it. */
typedef enum cnnviz_parameters {
  /** the pixels */
  CNNVIZ_PARAMETERS_PIXELS = 0,
  /** spectra in decorrelated colors (Olah, Mordvintsev, Schubert 2017) */
  CNNVIZ_PARAMETERS_FOURIER = 1,
  /** phases of spectra of fixed magnitude (MaCo, Fel et al. 2023) */
  CNNVIZ_PARAMETERS_PHASE = 2,
} cnnviz_parameters;

typedef enum cnnviz_range {
  /** any number; what cannot be shown is cut off in the final picture */
  CNNVIZ_RANGE_FREE = 0,
  /** cut off after every step (pixels alone) */
  CNNVIZ_RANGE_CLIP = 1,
  /** 1 / (1 + exp(-x)): between black and white (phases: always) */
  CNNVIZ_RANGE_LOGISTIC = 2,
} cnnviz_range;

/** The numbers of pixels of the range FREE or CLIP, on which steps and regularizers act; all
 * others are UNIT. */
typedef enum cnnviz_units {
  /** as the network reads them */
  CNNVIZ_UNITS_MODEL = 0,
  /** 0 to 255, the mean color subtracted */
  CNNVIZ_UNITS_LEVELS = 1,
  /** 0 to 1 */
  CNNVIZ_UNITS_UNIT = 2,
} cnnviz_units;

/** How parameters x follow the gradient g, with step size s. */
typedef enum cnnviz_optimizer {
  /** x + s g */
  CNNVIZ_OPTIMIZER_ASCENT = 0,
  /** x + min(max_step, s / |g|^2) g (Yosinski et al. 2015) */
  CNNVIZ_OPTIMIZER_PROGRESS = 1,
  /** x + s g / mean |g| (Mordvintsev et al. 2015) */
  CNNVIZ_OPTIMIZER_NORMALIZED = 2,
  /** Kingma & Ba 2015 */
  CNNVIZ_OPTIMIZER_ADAM = 3,
  /** Dozat 2016 */
  CNNVIZ_OPTIMIZER_NADAM = 4,
} cnnviz_optimizer;

/** How a picture comes to a network that takes one size alone. */
typedef enum cnnviz_fit {
  /** all of it, resized */
  CNNVIZ_FIT_RESIZE = 0,
  /** its center, pixel by pixel */
  CNNVIZ_FIT_CROP = 1,
} cnnviz_fit;

typedef enum cnnviz_dtype {
  CNNVIZ_DTYPE_FLOAT32 = 1,
  CNNVIZ_DTYPE_INT64 = 2,
} cnnviz_dtype;

%nodefaultctor cnnviz_index_options;
typedef struct cnnviz_index_options {
  /** responses kept of each channel: 1 to 1000; 0 (default): 25, or as many as the collection
   * keeps */
  int32_t strongest;
  /** 1 (default) to shards: which share of the images is indexed; a hash of its name puts an
   * image into one of them */
  int32_t shard;
  /** how many such shares there are; default 1 */
  int32_t shards;
  /** 1: images whose files have changed are indexed again, and those that have vanished are
   * taken out. Where one of them is in a list of strongest responses, all images are looked at
   * again. 0 (default): they are reported and stay as they were */
  int32_t refresh;
} cnnviz_index_options;
%nodefaultdtor cnnviz_index_options;
%extend cnnviz_index_options {
  ~cnnviz_index_options() { free($self); }
}
%extend cnnviz_index_options {
  cnnviz_index_options() {
    cnnviz_index_options* made = (cnnviz_index_options*)calloc(1, sizeof *made);
    if (made != NULL) cnnviz_index_options_init(made, sizeof *made);
    return made;
  }
}

%nodefaultctor cnnviz_patches_options;
typedef struct cnnviz_patches_options {
  /** patches of a channel: 1 (default 9) to what the collection keeps */
  int32_t count;
  /** default VIEW */
  cnnviz_patch_source source;
  /** of a patch's picture at most; 0 (default): as it is */
  int32_t side;
  /** whether signals are computed: 0 or 1 (default) */
  int32_t signals;
  /** of the signals, not ALL; default GUIDED */
  cnnviz_rule rule;
  /** default RELU_LIKE */
  cnnviz_rectifiers rectifiers;
} cnnviz_patches_options;
%nodefaultdtor cnnviz_patches_options;
%extend cnnviz_patches_options {
  ~cnnviz_patches_options() { free($self); }
}
%extend cnnviz_patches_options {
  cnnviz_patches_options() {
    cnnviz_patches_options* made = (cnnviz_patches_options*)calloc(1, sizeof *made);
    if (made != NULL) cnnviz_patches_options_init(made, sizeof *made);
    return made;
  }
}

%nodefaultctor cnnviz_dream_options;
typedef struct cnnviz_dream_options {
  /** sizes of the picture, 1 to 64; 0 (default): as many as leave the smallest one's shorter
   * side at half of the network's own or more */
  int32_t octaves;
  /** in each octave, 0 to 100000; default 10 */
  int32_t steps;
  /** largest random offset along both axes, in pixels, 0 to 4096; default 32 */
  int32_t jitter;
  /** longest side of a tile in pixels; 0 (default): at most 1024, less where memory is short */
  int32_t tile;
  /** MiB of workspace that a tile may take where `tile` is 0; 0 (default): 1024 */
  int32_t tile_memory;
  /** of a tile beyond what it is answerable for, on every side, 0 to 4096; -1 (default): what
   * the target's units see, up to an eighth of the tile */
  int32_t overlap;
  /** of the noise that a dream without a picture begins with; 0 (default): the network's own */
  int32_t height;
  /** likewise */
  int32_t width;
  /** 1: cancelled or not finite, it returns what there is; default 0 */
  int32_t keep_partial;
  /** of the sides of an octave to those of the next smaller one, 1.1 to 8; default 1.4 */
  double octave_scale;
  /** mean change of a level (0 to 255) in a step; default 1.5. Below 0: away from what the
   * layers see */
  double step;
  /** the picture is enlarged by this about its center first, and keeps its size: for the frames
   * of a film; 1 (default) to 4 */
  double zoom;
  /** of offsets, tiles and noise; default 0 */
  int64_t seed;
} cnnviz_dream_options;
%nodefaultdtor cnnviz_dream_options;
%extend cnnviz_dream_options {
  ~cnnviz_dream_options() { free($self); }
}
%extend cnnviz_dream_options {
  cnnviz_dream_options() {
    cnnviz_dream_options* made = (cnnviz_dream_options*)calloc(1, sizeof *made);
    if (made != NULL) cnnviz_dream_options_init(made, sizeof *made);
    return made;
  }
}

%nodefaultctor cnnviz_neighbors_options;
typedef struct cnnviz_neighbors_options {
  /** default EUCLIDEAN */
  cnnviz_metric metric;
  /** default AUTO */
  cnnviz_search search;
  /** neighbors of each; 0 (default): 6, or as many as there are */
  int32_t count;
  /** 0 (default): the processors this process may use */
  int32_t threads;
  /** on which the recall of an approximate search is measured, 1 to 100000; default 200 */
  int32_t recall_rows;
  /** of the approximate search; default 0 */
  int64_t seed;
} cnnviz_neighbors_options;
%nodefaultdtor cnnviz_neighbors_options;
%extend cnnviz_neighbors_options {
  ~cnnviz_neighbors_options() { free($self); }
}
%extend cnnviz_neighbors_options {
  cnnviz_neighbors_options() {
    cnnviz_neighbors_options* made = (cnnviz_neighbors_options*)calloc(1, sizeof *made);
    if (made != NULL) cnnviz_neighbors_options_init(made, sizeof *made);
    return made;
  }
}

%nodefaultctor cnnviz_tsne_options;
typedef struct cnnviz_tsne_options {
  /** of the neighbors; default EUCLIDEAN */
  cnnviz_metric metric;
  /** likewise; default AUTO */
  cnnviz_search search;
  /** default AUTO */
  cnnviz_forces forces;
  /** default PRINCIPAL */
  cnnviz_start start;
  /** in all, 1 to 1000000; default 750 */
  int32_t iterations;
  /** of these the first; default 250 */
  int32_t exaggeration_iterations;
  /** principal components to keep before anything else, 1 to 256; 0 (default): the points as
   * they are */
  int32_t components;
  /** whether the map is judged: 0 or 1 (default) */
  int32_t quality;
  /** 0 (default): the processors this process may use */
  int32_t threads;
  /** 1 to (n - 1) / 3; 0 (default): 30, or what n allows */
  double perplexity;
  /** of BARNES_HUT: a cell acts as one where its width is below theta times its distance; 0 to
   * 1, default 0.5 */
  double theta;
  /** of attraction at first, 1 to 1000; default 12 */
  double exaggeration;
  /** 0 (default): n / exaggeration, then n */
  double learning_rate;
  /** at first, 0 to 0.99; default 0.5 */
  double momentum;
  /** default 0.8 */
  double final_momentum;
  /** default 0 */
  int64_t seed;
} cnnviz_tsne_options;
%nodefaultdtor cnnviz_tsne_options;
%extend cnnviz_tsne_options {
  ~cnnviz_tsne_options() { free($self); }
}
%extend cnnviz_tsne_options {
  cnnviz_tsne_options() {
    cnnviz_tsne_options* made = (cnnviz_tsne_options*)calloc(1, sizeof *made);
    if (made != NULL) cnnviz_tsne_options_init(made, sizeof *made);
    return made;
  }
}

%nodefaultctor cnnviz_plot_options;
typedef struct cnnviz_plot_options {
  /** of the plot, in pixels, 64 to 8192; default 1000 */
  int32_t side;
  /** side of a picture in a mosaic or a page, 8 to 256; default 48 */
  int32_t thumbnail;
  /** whether classes are named beside the plot: 0 or 1 (default) */
  int32_t legend;
  /** of a point, in pixels, at most 100; 0 (default): by their number */
  double radius;
} cnnviz_plot_options;
%nodefaultdtor cnnviz_plot_options;
%extend cnnviz_plot_options {
  ~cnnviz_plot_options() { free($self); }
}
%extend cnnviz_plot_options {
  cnnviz_plot_options() {
    cnnviz_plot_options* made = (cnnviz_plot_options*)calloc(1, sizeof *made);
    if (made != NULL) cnnviz_plot_options_init(made, sizeof *made);
    return made;
  }
}

%nodefaultctor cnnviz_classify_options;
typedef struct cnnviz_classify_options {
  /** how many classes: at least 1, default 5; cut to the number of classes */
  int32_t top;
  /** images computed at once, at most; 0 (default): as is fastest */
  int32_t batch;
} cnnviz_classify_options;
%nodefaultdtor cnnviz_classify_options;
%extend cnnviz_classify_options {
  ~cnnviz_classify_options() { free($self); }
}
%extend cnnviz_classify_options {
  cnnviz_classify_options() {
    cnnviz_classify_options* made = (cnnviz_classify_options*)calloc(1, sizeof *made);
    if (made != NULL) cnnviz_classify_options_init(made, sizeof *made);
    return made;
  }
}

%nodefaultctor cnnviz_saliency_options;
typedef struct cnnviz_saliency_options {
  /** default GRADIENT */
  cnnviz_rule rule;
  /** default RELU_LIKE */
  cnnviz_rectifiers rectifiers;
  /** default AUTO */
  cnnviz_lrn lrn;
  /** of the map; default MAX_ABS */
  cnnviz_reduction reduction;
  /** images computed at once, at most; 0 (default): as is fastest */
  int32_t batch;
} cnnviz_saliency_options;
%nodefaultdtor cnnviz_saliency_options;
%extend cnnviz_saliency_options {
  ~cnnviz_saliency_options() { free($self); }
}
%extend cnnviz_saliency_options {
  cnnviz_saliency_options() {
    cnnviz_saliency_options* made = (cnnviz_saliency_options*)calloc(1, sizeof *made);
    if (made != NULL) cnnviz_saliency_options_init(made, sizeof *made);
    return made;
  }
}

%nodefaultctor cnnviz_gradcam_options;
typedef struct cnnviz_gradcam_options {
  /** 1: Guided Grad-CAM as well; default 0 */
  int32_t guided;
  /** of the guided pass; default RELU_LIKE */
  cnnviz_rectifiers rectifiers;
  /** of the guided map; default MAX_ABS */
  cnnviz_reduction reduction;
  /** as above */
  int32_t batch;
  /** of the layer; default AUTO */
  cnnviz_layout layout;
  /** of the grid: at least 1 with the layout TOKENS, else 0 */
  int32_t token_rows;
  /** likewise */
  int32_t token_columns;
  /** in front of the grid (class token, registers), left out; with the layout TOKENS alone;
   * default 0 */
  int32_t leading_tokens;
} cnnviz_gradcam_options;
%nodefaultdtor cnnviz_gradcam_options;
%extend cnnviz_gradcam_options {
  ~cnnviz_gradcam_options() { free($self); }
}
%extend cnnviz_gradcam_options {
  cnnviz_gradcam_options() {
    cnnviz_gradcam_options* made = (cnnviz_gradcam_options*)calloc(1, sizeof *made);
    if (made != NULL) cnnviz_gradcam_options_init(made, sizeof *made);
    return made;
  }
}

%nodefaultctor cnnviz_activations_options;
typedef struct cnnviz_activations_options {
  /** default CHANNEL */
  cnnviz_map_order order;
  /** as above */
  int32_t batch;
  /** as for Grad-CAM, with the three below */
  cnnviz_layout layout;
  int32_t token_rows;
  int32_t token_columns;
  int32_t leading_tokens;
} cnnviz_activations_options;
%nodefaultdtor cnnviz_activations_options;
%extend cnnviz_activations_options {
  ~cnnviz_activations_options() { free($self); }
}
%extend cnnviz_activations_options {
  cnnviz_activations_options() {
    cnnviz_activations_options* made = (cnnviz_activations_options*)calloc(1, sizeof *made);
    if (made != NULL) cnnviz_activations_options_init(made, sizeof *made);
    return made;
  }
}

%nodefaultctor cnnviz_filters_options;
typedef struct cnnviz_filters_options {
  /** default SYMMETRIC */
  cnnviz_filter_scale scale;
  /** whether filters over three channels become color tiles: 0 or 1 (default) */
  int32_t color;
  /** the first output channel shown; default 0 */
  int64_t first_filter;
  /** output channels shown; 0 (default): as many as there are, at most `most` */
  int64_t filter_count;
  /** of input channels, where there are no color tiles; default 0 */
  int64_t first_slice;
  /** input channels shown; 0 (default): likewise */
  int64_t slice_count;
  /** rows and columns of slices at most, unless counts are given; default 64 */
  int64_t most;
} cnnviz_filters_options;
%nodefaultdtor cnnviz_filters_options;
%extend cnnviz_filters_options {
  ~cnnviz_filters_options() { free($self); }
}
%extend cnnviz_filters_options {
  cnnviz_filters_options() {
    cnnviz_filters_options* made = (cnnviz_filters_options*)calloc(1, sizeof *made);
    if (made != NULL) cnnviz_filters_options_init(made, sizeof *made);
    return made;
  }
}

%nodefaultctor cnnviz_figure_options;
typedef struct cnnviz_figure_options {
  /** Pictures are scaled to fit this many pixels, their proportions kept; 0 (default): no limit. */
  int32_t cell_width;
  int32_t cell_height;
  /** Where no cell size is given, narrower pictures are magnified by a whole factor, so that
   * their captions find room: 1 to 4096, default 128. */
  int32_t smallest_width;
} cnnviz_figure_options;
%nodefaultdtor cnnviz_figure_options;
%extend cnnviz_figure_options {
  ~cnnviz_figure_options() { free($self); }
}
%extend cnnviz_figure_options {
  cnnviz_figure_options() {
    cnnviz_figure_options* made = (cnnviz_figure_options*)calloc(1, sizeof *made);
    if (made != NULL) cnnviz_figure_options_init(made, sizeof *made);
    return made;
  }
}

/** Pictures, models, arrays and collections that ask for more fail with LIMIT before anything of
 * that size is allocated; the message names what was asked for, the limit and the field below.
 * The defaults let through every photo that a camera makes. Of each field 0 is the default, -1
 * no limit; other numbers are above 0. */
%nodefaultctor cnnviz_limits_options;
typedef struct cnnviz_limits_options {
  /** pixels of the longer side of a picture; default 65500 */
  int32_t max_side;
  /** of a picture; default 500000000 */
  int64_t max_pixels;
  /** of a picture while it is decoded: its pixels, of a JPEG of several scans also two bytes for
   * each coefficient; default 4 GiB */
  int64_t max_decoded_bytes;
  /** default 100 */
  int32_t max_jpeg_scans;
  /** beside those of pixels and frames; default 1000 */
  int32_t max_png_chunks;
  /** of an ONNX file and the external data it names; default 16 GiB */
  int64_t max_model_bytes;
  /** of a network; default 1000000 */
  int64_t max_nodes;
  /** of one tensor of a network, an array, a value in a collection; default 8 GiB */
  int64_t max_tensor_bytes;
  /** of each model opened from now on whose own max_memory (model.h) is 0: packed weights,
   * workspaces; default no limit */
  int64_t max_memory;
  /** that one call may take: it stops after at most one operator's run or one row of a picture;
   * default no limit */
  int64_t max_seconds;
} cnnviz_limits_options;
%nodefaultdtor cnnviz_limits_options;
%extend cnnviz_limits_options {
  ~cnnviz_limits_options() { free($self); }
}
%extend cnnviz_limits_options {
  cnnviz_limits_options() {
    cnnviz_limits_options* made = (cnnviz_limits_options*)calloc(1, sizeof *made);
    if (made != NULL) cnnviz_limits_options_init(made, sizeof *made);
    return made;
  }
}

%nodefaultctor cnnviz_model_options;
typedef struct cnnviz_model_options {
  /** Threads that one call computes with; 0 (default): the processors this process may use. Up
   * to 1024. The number is set when a call begins and restored when it ends. The same model,
   * input and number of threads give the same bytes. */
  int32_t threads;
  /** Bytes that the model may use at any time for packed weights, live workspaces and
   * scratchpads (not for clean pages of the mapped file); 0 (default): as limits.h says. A call
   * that cannot fit fails with LIMIT before it starts and names the need. */
  int64_t max_memory;
  /** Whether cnnviz_model_open reads the sidecar NAME.cnnviz.json beside NAME.onnx where there
   * is one: 0 or 1 (default). */
  int32_t sidecar;
  /** Whether operators are timed: 0 (default) or 1. Documents then have "profile": for each
   * planned step {"node", "type", "implementation", "shape", "blocked", "forward_ms",
   * "backward_ms"}. Meant for one call at a time. */
  int32_t profile;
  /** Whether convolutions that two algorithms compute (Winograd's and the direct one, which
   * differ by rounding) are timed by both when they are first planned, once a process for each
   * shape and number of threads: 0 (default: a rule decides, measured on processors with
   * AVX-512) or 1. With 1 another process may choose otherwise, and so differ in the last
   * digits. */
  int32_t tune;
} cnnviz_model_options;
%nodefaultdtor cnnviz_model_options;
%extend cnnviz_model_options {
  ~cnnviz_model_options() { free($self); }
}
%extend cnnviz_model_options {
  cnnviz_model_options() {
    cnnviz_model_options* made = (cnnviz_model_options*)calloc(1, sizeof *made);
    if (made != NULL) cnnviz_model_options_init(made, sizeof *made);
    return made;
  }
}

/** One tensor's numbers. The receptive field, along an axis of the picture (y rows, x columns; a
 * third, outermost axis z for volumes): the unit at index i sees the pixels offset + i * stride
 * to offset + i * stride + size - 1, which may lie outside the picture. size = 0: no such axis;
 * stride = 0: every unit sees the whole axis. */
%nodefaultctor cnnviz_layer_info;
typedef struct cnnviz_layer_info {
  cnnviz_dtype dtype;
  /** -1: not known for this input; then there are no extents and no receptive field */
  int32_t rank;
  /** the axis of classes, for the logits and probabilities; else -1 */
  int32_t class_axis;
  /** numbers in the weights that its node reads */
  int64_t parameters;
  int64_t size_z;
  int64_t size_y;
  int64_t size_x;
  int64_t stride_z;
  int64_t stride_y;
  int64_t stride_x;
  int64_t offset_z;
  int64_t offset_y;
  int64_t offset_x;
} cnnviz_layer_info;
%nodefaultdtor cnnviz_layer_info;
%extend cnnviz_layer_info {
  ~cnnviz_layer_info() { free($self); }
}

%nodefaultctor cnnviz_occlusion_options;
typedef struct cnnviz_occlusion_options {
  /** default ZERO */
  cnnviz_fill fill;
  /** default CLIP */
  cnnviz_edge edge;
  /** of the occluder, in pixels of the network's input; 0 (default): a seventh of the region's
   * height */
  int32_t window_height;
  /** likewise */
  int32_t window_width;
  /** between positions: 1 to the window's height; 0 (default): half of it */
  int32_t stride_y;
  /** likewise, of its width */
  int32_t stride_x;
  /** first row of the part that is examined; default 0 */
  int32_t region_y;
  /** its first column; default 0 */
  int32_t region_x;
  /** its rows; where all four are 0 (default) it is the whole picture */
  int32_t region_height;
  /** its columns */
  int32_t region_width;
  /** whether the best class at every position is noted: 0 or 1 (default) */
  int32_t classes;
  /** 1: whole forward passes, to check against; 0 (default): only what an occluder changes is
   * computed again, which gives the same scores */
  int32_t full;
  /** 1: approximates (see below); default 0 */
  int32_t adaptive;
  /** 1: cancelled, it returns what is done; default 0 */
  int32_t keep_partial;
  /** positions computed at once; 0 (default): as is fastest */
  int32_t batch;
  /** of CNNVIZ_FILL_VALUE; default 0 */
  double fill_value;
  /** sigma in pixels by which the occluder's edges are smoothed; default 0 */
  double softness;
  /** of CNNVIZ_FILL_NOISE; default 0 */
  int64_t seed;
} cnnviz_occlusion_options;
%nodefaultdtor cnnviz_occlusion_options;
%extend cnnviz_occlusion_options {
  ~cnnviz_occlusion_options() { free($self); }
}
%extend cnnviz_occlusion_options {
  cnnviz_occlusion_options() {
    cnnviz_occlusion_options* made = (cnnviz_occlusion_options*)calloc(1, sizeof *made);
    if (made != NULL) cnnviz_occlusion_options_init(made, sizeof *made);
    return made;
  }
}

%nodefaultctor cnnviz_rise_options;
typedef struct cnnviz_rise_options {
  /** default ZERO */
  cnnviz_fill fill;
  /** 1 to 10000000; default 4000 */
  int32_t masks;
  /** of a mask, along each side; default 7 */
  int32_t cells;
  /** as above */
  int32_t keep_partial;
  /** masks computed at once; 0 (default): as is fastest */
  int32_t batch;
  /** that a cell is kept: between 0 and 1; default 0.5 */
  double probability;
  /** of CNNVIZ_FILL_VALUE; default 0 */
  double fill_value;
  /** of the masks; default 0 */
  int64_t seed;
} cnnviz_rise_options;
%nodefaultdtor cnnviz_rise_options;
%extend cnnviz_rise_options {
  ~cnnviz_rise_options() { free($self); }
}
%extend cnnviz_rise_options {
  cnnviz_rise_options() {
    cnnviz_rise_options* made = (cnnviz_rise_options*)calloc(1, sizeof *made);
    if (made != NULL) cnnviz_rise_options_init(made, sizeof *made);
    return made;
  }
}

%nodefaultctor cnnviz_channels_options;
typedef struct cnnviz_channels_options {
  /** default ABLATION */
  cnnviz_channel_method method;
  /** of the layer, as for Grad-CAM, with the three below */
  cnnviz_layout layout;
  int32_t token_rows;
  int32_t token_columns;
  int32_t leading_tokens;
  /** as above */
  int32_t full;
  /** likewise */
  int32_t keep_partial;
  /** channels computed at once; 0 (default): as is fastest */
  int32_t batch;
} cnnviz_channels_options;
%nodefaultdtor cnnviz_channels_options;
%extend cnnviz_channels_options {
  ~cnnviz_channels_options() { free($self); }
}
%extend cnnviz_channels_options {
  cnnviz_channels_options() {
    cnnviz_channels_options* made = (cnnviz_channels_options*)calloc(1, sizeof *made);
    if (made != NULL) cnnviz_channels_options_init(made, sizeof *made);
    return made;
  }
}

%nodefaultctor cnnviz_map_options;
typedef struct cnnviz_map_options {
  /** default AUTO */
  cnnviz_scaling scaling;
  /** default BILINEAR */
  cnnviz_interpolation interpolation;
  /** overlays: 1: opacity grows with distance from zero; default 0 */
  int32_t alpha_by_value;
  /** of the picture in pixels; 0 (default): the map's or the photo's */
  int32_t width;
  int32_t height;
  /** above 0, to 100; default 99 */
  double percentile;
  /** low \< high: a scale that several pictures share, in place of scaling and percentile. Both
   * 0 (default): from the values. */
  double low;
  double high;
  /** overlays: opacity of the map, 0 to 1; default 0.5 */
  double alpha;
} cnnviz_map_options;
%nodefaultdtor cnnviz_map_options;
%extend cnnviz_map_options {
  ~cnnviz_map_options() { free($self); }
}
%extend cnnviz_map_options {
  cnnviz_map_options() {
    cnnviz_map_options* made = (cnnviz_map_options*)calloc(1, sizeof *made);
    if (made != NULL) cnnviz_map_options_init(made, sizeof *made);
    return made;
  }
}

%nodefaultctor cnnviz_grid_options;
typedef struct cnnviz_grid_options {
  /** default AUTO */
  cnnviz_scaling scaling;
  /** 1: a scale for each map; 0 (default): one for all, so they compare */
  int32_t each;
  /** 0 (default): so that the grid is about square */
  int32_t columns;
  /** side of a value in pixels, to 64; 0 (default): about 760 in all */
  int32_t magnify;
  /** pixels between maps, 0 to 64; default 1 */
  int32_t padding;
  /** whether index numbers stand above and left: 0 or 1 (default) */
  int32_t numbers;
  /** above 0, to 100; default 100 */
  double percentile;
  /** as in cnnviz_map_options */
  double low;
  double high;
} cnnviz_grid_options;
%nodefaultdtor cnnviz_grid_options;
%extend cnnviz_grid_options {
  ~cnnviz_grid_options() { free($self); }
}
%extend cnnviz_grid_options {
  cnnviz_grid_options() {
    cnnviz_grid_options* made = (cnnviz_grid_options*)calloc(1, sizeof *made);
    if (made != NULL) cnnviz_grid_options_init(made, sizeof *made);
    return made;
  }
}

/** What a map holds, and what a picture of it shows. */
%nodefaultctor cnnviz_map_info;
typedef struct cnnviz_map_info {
  /** 1 where all finite values are equal (up to rounding) */
  int32_t constant;
  /** of values */
  int64_t count;
  /** of them NaN or infinite */
  int64_t not_finite;
  /** of the finite values */
  double minimum;
  double maximum;
  /** the values that the ends of the color map stand for */
  double low;
  double high;
} cnnviz_map_info;
%nodefaultdtor cnnviz_map_info;
%extend cnnviz_map_info {
  ~cnnviz_map_info() { free($self); }
}

/** Defaults are those of the preset "distill". */
%nodefaultctor cnnviz_synthesize_options;
typedef struct cnnviz_synthesize_options {
  /** default FOURIER */
  cnnviz_parameters parameters;
  /** default LOGISTIC */
  cnnviz_range range;
  /** default UNIT */
  cnnviz_units units;
  /** default ADAM */
  cnnviz_optimizer optimizer;
  /** default RESIZE */
  cnnviz_fit fit;
  /** of the pictures; 0 (default): the network's own for targets that are classes, 128 for
   * others */
  int32_t height;
  /** likewise */
  int32_t width;
  /** of pictures; 0 (default): one for each target */
  int32_t count;
  /** 0 to 10000000; default 512 */
  int32_t steps;
  /** 1 (default): spectra are of decorrelated colors, 0: of red, green, blue */
  int32_t decorrelate;
  /** in so many first steps a ReLU that blocks all of a picture's signal lets pass what would
   * open it; default 16 */
  int32_t redirect_steps;
  /** 1: the picture of the best step is the result, not the last; default 0 */
  int32_t keep_best;
  /** 1: cancelled, or no longer finite, it returns what there is; default 0 */
  int32_t keep_partial;
  /** steps between pictures on the way; 0 (default): none */
  int32_t snapshot_every;
  /** random views: pixels of gray added on each side of the picture; default 16 */
  int32_t pad;
  /** random views: shifts by -jitter/2 to jitter/2 pixels; default 16 */
  int32_t jitter;
  /** random views: the same after scaling and rotation; default 8 */
  int32_t second_jitter;
  /** views of a picture in each step; default 1 */
  int32_t crops;
  /** steps from one blur to the next; default 1 */
  int32_t blur_every;
  /** s; default 0.05 */
  double step_size;
  /** of PROGRESS; default 100 */
  double max_step;
  /** deviation of the normal noise that the parameters begin with; default 0.01 */
  double start_noise;
  /** random views: one of 5 factors from 1 - scale to 1 + scale; default 0.05 */
  double scale;
  /** random views: one of 11 angles from -rotation to rotation, in degrees; default 5 */
  double rotation;
  /** above 0: views are squares at random places, at the first step of this share of the
   * picture's shorter side; default 0 */
  double crop_first;
  /** the share at the last step; default 0 */
  double crop_last;
  /** of views: deviation as a share of the range from black to white; default 0 */
  double noise;
  /** penalty l2 sum x^2, x being pixels minus the mean color; default 0 */
  double l2;
  /** penalty: times sum (dx^2 + dy^2)^(variation_beta / 2); default 0 */
  double total_variation;
  /** its exponent; default 2 */
  double variation_beta;
  /** penalty: times sum |x|^alpha; default 0 */
  double alpha_norm;
  /** its exponent; default 6 */
  double alpha;
  /** after each step: x (1 - decay); default 0 */
  double decay;
  /** sigma in pixels of a blur every blur_every steps; default 0 */
  double blur;
  /** after each step this share of the pixels, in percent, those of smallest norm, becomes the
   * mean color; default 0 */
  double norm_percentile;
  /** pixels of small |x df/dx| likewise; default 0 */
  double contribution_percentile;
  /** what likeness of the pictures in the target's layer costs; default 0 */
  double diversity;
  /** of all random numbers; default 0 */
  int64_t seed;
} cnnviz_synthesize_options;
%nodefaultdtor cnnviz_synthesize_options;
%extend cnnviz_synthesize_options {
  ~cnnviz_synthesize_options() { free($self); }
}
%exception cnnviz_synthesize_options::use_preset {
  CNNVIZ_CALL($action)
}
%extend cnnviz_synthesize_options {
  cnnviz_synthesize_options() {
    cnnviz_synthesize_options* made = (cnnviz_synthesize_options*)calloc(1, sizeof *made);
    if (made != NULL) cnnviz_synthesize_options_init(made, sizeof *made);
    return made;
  }
  void use_preset(const char* preset_name) {
    cnnviz_synthesize_options_preset($self, sizeof *$self, preset_name);
  }
}
