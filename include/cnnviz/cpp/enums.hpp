/* Enumerations.
 * Written by bindings/generate from the C headers: change those. */
#ifndef CNNVIZ_CPP_ENUMS_HPP
#define CNNVIZ_CPP_ENUMS_HPP
// clang-format off

#include <cnnviz/cnnviz.h>

namespace cnnviz {

/* What patches are cut from. */
enum class PatchSource : int32_t {
  /* what the network reads: resized and cropped */
  View = CNNVIZ_PATCH_SOURCE_VIEW,
  /* the original picture, at its full resolution */
  Photo = CNNVIZ_PATCH_SOURCE_PHOTO,
};

enum class Metric : int32_t {
  /* |a - b| */
  Euclidean = CNNVIZ_METRIC_EUCLIDEAN,
  /* 1 - a b / (|a| |b|); rows of zeros are at distance 1 from all */
  Cosine = CNNVIZ_METRIC_COSINE,
};

enum class Search : int32_t {
  /* exact unless that takes more than about a minute */
  Auto = CNNVIZ_SEARCH_AUTO,
  /* what a loop over all pairs in double precision finds */
  Exact = CNNVIZ_SEARCH_EXACT,
  /* hierarchical navigable small worlds, its recall measured */
  Approximate = CNNVIZ_SEARCH_APPROXIMATE,
};

/* How the repulsion between a map's points is computed. */
enum class Forces : int32_t {
  /* EXACT up to 1000 points, else BARNES_HUT */
  Auto = CNNVIZ_FORCES_AUTO,
  /* of all pairs */
  Exact = CNNVIZ_FORCES_EXACT,
  /* far cells of points act as one */
  BarnesHut = CNNVIZ_FORCES_BARNES_HUT,
};

enum class Start : int32_t {
  /* the first two principal components, their first deviation 1e-4 */
  Principal = CNNVIZ_START_PRINCIPAL,
  /* normal, deviation 1e-4 */
  Random = CNNVIZ_START_RANDOM,
};

/* Where a map's points go on a grid. */
enum class GridRule : int32_t {
  /* each cell takes the nearest point that is left */
  Nearest = CNNVIZ_GRID_RULE_NEAREST,
  /* least sum of squared distances; up to 4096 points or cells */
  Optimal = CNNVIZ_GRID_RULE_OPTIMAL,
};

/* How the signal R that arrives at the output of a rectifier goes on to its input x. */
enum class Rule : int32_t {
  /* R [x > 0]: Simonyan, Vedaldi, Zisserman 2013 */
  Gradient = CNNVIZ_RULE_GRADIENT,
  /* max(R, 0): Zeiler & Fergus 2014 */
  Deconvnet = CNNVIZ_RULE_DECONVNET,
  /* max(R, 0) [x > 0]: Springenberg et al. 2014 */
  Guided = CNNVIZ_RULE_GUIDED,
  /* all three, one after another, after one forward pass */
  All = CNNVIZ_RULE_ALL,
};

/* Which operators are rectifiers, that is, follow the rule; all others pass the plain gradient. */
enum class Rectifiers : int32_t {
  /* Relu alone */
  Relu = CNNVIZ_RECTIFIERS_RELU,
  /* Relu, and Clip whose minimum is 0 (ReLU6) */
  ReluLike = CNNVIZ_RECTIFIERS_RELU_LIKE,
  /* also LeakyRelu, PRelu, Elu, Selu, HardSwish, Softplus and the like: deconvnet max(R, 0),
   * guided max(R, 0) * max(f'(x), 0) */
  Extended = CNNVIZ_RECTIFIERS_EXTENDED,
};

/* How local response normalization passes the signal. */
enum class Lrn : int32_t {
  /* unchanged under deconvnet, as Zeiler & Fergus did; by its gradient else */
  Auto = CNNVIZ_LRN_AUTO,
  /* by its gradient */
  Gradient = CNNVIZ_LRN_GRADIENT,
  /* unchanged */
  Identity = CNNVIZ_LRN_IDENTITY,
};

/* How the channels of a signed gradient w become one map. */
enum class Reduction : int32_t {
  /* max |w|, as Simonyan et al. */
  MaxAbs = CNNVIZ_REDUCTION_MAX_ABS,
  /* sum |w| */
  SumAbs = CNNVIZ_REDUCTION_SUM_ABS,
  /* sqrt(sum w^2) */
  L2 = CNNVIZ_REDUCTION_L2,
  /* sum w, signed */
  Sum = CNNVIZ_REDUCTION_SUM,
};

/* How the axes of a layer's tensor are read as maps. */
enum class Layout : int32_t {
  /* as found by following the axes of convolutions through the network: vision transformers and
   * channels-last maps are recognized; a tensor of four axes of which nothing is known is read
   * channels first */
  Auto = CNNVIZ_LAYOUT_AUTO,
  /* [N, K, h, w] */
  ChannelsFirst = CNNVIZ_LAYOUT_CHANNELS_FIRST,
  /* [N, h, w, K] */
  ChannelsLast = CNNVIZ_LAYOUT_CHANNELS_LAST,
  /* [N, T, K]: the cells of a grid row by row, T = leading_tokens + token_rows * token_columns */
  Tokens = CNNVIZ_LAYOUT_TOKENS,
};

/* In which order the maps of a layer are listed; ties by channel. */
enum class MapOrder : int32_t {
  /* by channel number */
  Channel = CNNVIZ_MAP_ORDER_CHANNEL,
  /* the largest maximum first */
  Maximum = CNNVIZ_MAP_ORDER_MAXIMUM,
  /* the largest mean first */
  Mean = CNNVIZ_MAP_ORDER_MEAN,
};

/* How weights w become display values t in 0..1. */
enum class FilterScale : int32_t {
  /* 1/2 + w / (2 max|w|), max over each filter */
  Symmetric = CNNVIZ_FILTER_SCALE_SYMMETRIC,
  /* (w - min) / (max - min) over each filter */
  MinMax = CNNVIZ_FILTER_SCALE_MIN_MAX,
  /* as SYMMETRIC over all: keeps relative energy */
  SharedSymmetric = CNNVIZ_FILTER_SCALE_SHARED_SYMMETRIC,
  /* as MIN_MAX over all */
  SharedMinMax = CNNVIZ_FILTER_SCALE_SHARED_MIN_MAX,
};

enum class ImageFormat : int32_t {
  Png = CNNVIZ_IMAGE_FORMAT_PNG,
  /* quality 92, no chroma subsampling; alpha is dropped */
  Jpeg = CNNVIZ_IMAGE_FORMAT_JPEG,
};

/* What the channels of the network's picture input mean. */
enum class ColorOrder : int32_t {
  /* no picture: only tensors can be fed */
  Other = CNNVIZ_COLOR_ORDER_OTHER,
  Rgb = CNNVIZ_COLOR_ORDER_RGB,
  Bgr = CNNVIZ_COLOR_ORDER_BGR,
  Gray = CNNVIZ_COLOR_ORDER_GRAY,
};

/* What is seen in place of the picture where it is covered. "Model space" is what the network
 * reads, after normalization. */
enum class Fill : int32_t {
  /* 0 in model space: the mean color, where a mean is subtracted */
  Zero = CNNVIZ_FILL_ZERO,
  /* the image's own mean, channel by channel */
  Mean = CNNVIZ_FILL_MEAN,
  /* pixels of level 127.5 of 255, before normalization */
  Gray = CNNVIZ_FILL_GRAY,
  /* pixels of level 0, likewise */
  Black = CNNVIZ_FILL_BLACK,
  /* the image blurred by a Gaussian: sigma a third of the window, for RISE of a cell */
  Blur = CNNVIZ_FILL_BLUR,
  /* normal noise with the image's mean and deviation in every channel */
  Noise = CNNVIZ_FILL_NOISE,
  /* fill_value, in model space */
  Value = CNNVIZ_FILL_VALUE,
};

/* Where the last window of a row (of n pixels, window w, stride s) is. */
enum class Edge : int32_t {
  /* ceil((n - w) / s) + 1 windows, the last cut off by the border */
  Clip = CNNVIZ_EDGE_CLIP,
  /* floor((n - w) / s) + 1, and one more at the border where pixels are left over */
  Inside = CNNVIZ_EDGE_INSIDE,
};

/* What is done to every channel of a layer. */
enum class ChannelMethod : int32_t {
  /* it is set to zero */
  Ablation = CNNVIZ_CHANNEL_METHOD_ABLATION,
  /* its map, laid over the picture, keeps parts of that */
  ScoreCam = CNNVIZ_CHANNEL_METHOD_SCORE_CAM,
};

/* Which values the two ends of the color map stand for; "p" is the percentile of the options (by
 * linear interpolation). */
enum class Scaling : int32_t {
  /* SYMMETRIC where a value is below zero, else MAGNITUDE */
  Auto = CNNVIZ_SCALING_AUTO,
  /* 0 to the p-th percentile; values below 0 as 0 */
  Magnitude = CNNVIZ_SCALING_MAGNITUDE,
  /* the minimum to the p-th percentile */
  MinMax = CNNVIZ_SCALING_MIN_MAX,
  /* -s to s, s the p-th percentile of |v|: zero in the middle */
  Symmetric = CNNVIZ_SCALING_SYMMETRIC,
};

/* How a map is brought to another size, before it is colored. */
enum class Interpolation : int32_t {
  /* pixel centers at halves, edges clamped */
  Bilinear = CNNVIZ_INTERPOLATION_BILINEAR,
  /* every value stays visible */
  Nearest = CNNVIZ_INTERPOLATION_NEAREST,
};

enum class ResultKind : int32_t {
  Tensor = CNNVIZ_RESULT_KIND_TENSOR,
  Image = CNNVIZ_RESULT_KIND_IMAGE,
};

/* What a call came to. The command line tool's exit code for each is given in parentheses. */
enum class Status : int32_t {
  /* (0) */
  Ok = CNNVIZ_STATUS_OK,
  /* (2) an argument or option out of range, shapes that differ */
  InvalidArgument = CNNVIZ_STATUS_INVALID_ARGUMENT,
  /* (2) no file, tensor, class, ... of that name */
  NotFound = CNNVIZ_STATUS_NOT_FOUND,
  /* (3 reading, 1 writing) the system refused a file */
  Io = CNNVIZ_STATUS_IO,
  /* (3) a file is not what it should be, or breaks off */
  Corrupt = CNNVIZ_STATUS_CORRUPT,
  /* (4) valid, but beyond this library: an operator, say */
  Unsupported = CNNVIZ_STATUS_UNSUPPORTED,
  /* (5) over a limit that the message names */
  Limit = CNNVIZ_STATUS_LIMIT,
  /* (5) the system has no memory left */
  OutOfMemory = CNNVIZ_STATUS_OUT_OF_MEMORY,
  /* (130) cnnviz_job_cancel() was called */
  Cancelled = CNNVIZ_STATUS_CANCELLED,
  /* (1) things that do not belong together: another's target */
  Mismatch = CNNVIZ_STATUS_MISMATCH,
  /* (1) forked from a process that computed with threads */
  Forked = CNNVIZ_STATUS_FORKED,
  /* (1) NaN or infinity where numbers are needed */
  NotFinite = CNNVIZ_STATUS_NOT_FINITE,
  /* (1) an error of this library; please report it */
  Internal = CNNVIZ_STATUS_INTERNAL,
};

/* What is optimized, and how pictures come of it. */
enum class Parameters : int32_t {
  /* the pixels */
  Pixels = CNNVIZ_PARAMETERS_PIXELS,
  /* spectra in decorrelated colors (Olah, Mordvintsev, Schubert 2017) */
  Fourier = CNNVIZ_PARAMETERS_FOURIER,
  /* phases of spectra of fixed magnitude (MaCo, Fel et al. 2023) */
  Phase = CNNVIZ_PARAMETERS_PHASE,
};

enum class Range : int32_t {
  /* any number; what cannot be shown is cut off in the final picture */
  Free = CNNVIZ_RANGE_FREE,
  /* cut off after every step (pixels alone) */
  Clip = CNNVIZ_RANGE_CLIP,
  /* 1 / (1 + exp(-x)): between black and white (phases: always) */
  Logistic = CNNVIZ_RANGE_LOGISTIC,
};

/* The numbers of pixels of the range FREE or CLIP, on which steps and regularizers act; all
 * others are UNIT. */
enum class Units : int32_t {
  /* as the network reads them */
  Model = CNNVIZ_UNITS_MODEL,
  /* 0 to 255, the mean color subtracted */
  Levels = CNNVIZ_UNITS_LEVELS,
  /* 0 to 1 */
  Unit = CNNVIZ_UNITS_UNIT,
};

/* How parameters x follow the gradient g, with step size s. */
enum class Optimizer : int32_t {
  /* x + s g */
  Ascent = CNNVIZ_OPTIMIZER_ASCENT,
  /* x + min(max_step, s / |g|^2) g (Yosinski et al. 2015) */
  Progress = CNNVIZ_OPTIMIZER_PROGRESS,
  /* x + s g / mean |g| (Mordvintsev et al. 2015) */
  Normalized = CNNVIZ_OPTIMIZER_NORMALIZED,
  /* Kingma & Ba 2015 */
  Adam = CNNVIZ_OPTIMIZER_ADAM,
  /* Dozat 2016 */
  Nadam = CNNVIZ_OPTIMIZER_NADAM,
};

/* How a picture comes to a network that takes one size alone. */
enum class Fit : int32_t {
  /* all of it, resized */
  Resize = CNNVIZ_FIT_RESIZE,
  /* its center, pixel by pixel */
  Crop = CNNVIZ_FIT_CROP,
};

enum class Dtype : int32_t {
  Float32 = CNNVIZ_DTYPE_FLOAT32,
  Int64 = CNNVIZ_DTYPE_INT64,
};

}  // namespace cnnviz
// clang-format on
#endif
