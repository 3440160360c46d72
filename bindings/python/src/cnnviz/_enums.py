"""Enumerations. Written by bindings/generate from the C headers: change those."""

from enum import IntEnum


class PatchSource(IntEnum):
    """What patches are cut from."""

    # what the network reads: resized and cropped
    VIEW = 0
    # the original picture, at its full resolution
    PHOTO = 1


class Metric(IntEnum):
    # |a - b|
    EUCLIDEAN = 0
    # 1 - a b / (|a| |b|); rows of zeros are at distance 1 from all
    COSINE = 1


class Search(IntEnum):
    # exact unless that takes more than about a minute
    AUTO = 0
    # what a loop over all pairs in double precision finds
    EXACT = 1
    # hierarchical navigable small worlds, its recall measured
    APPROXIMATE = 2


class Forces(IntEnum):
    """How the repulsion between a map's points is computed."""

    # EXACT up to 1000 points, else BARNES_HUT
    AUTO = 0
    # of all pairs
    EXACT = 1
    # far cells of points act as one
    BARNES_HUT = 2


class Start(IntEnum):
    # the first two principal components, their first deviation 1e-4
    PRINCIPAL = 0
    # normal, deviation 1e-4
    RANDOM = 1


class GridRule(IntEnum):
    """Where a map's points go on a grid."""

    # each cell takes the nearest point that is left
    NEAREST = 0
    # least sum of squared distances; up to 4096 points or cells
    OPTIMAL = 1


class Rule(IntEnum):
    """How the signal R that arrives at the output of a rectifier goes on to its input x."""

    # R [x > 0]: Simonyan, Vedaldi, Zisserman 2013
    GRADIENT = 0
    # max(R, 0): Zeiler & Fergus 2014
    DECONVNET = 1
    # max(R, 0) [x > 0]: Springenberg et al. 2014
    GUIDED = 2
    # all three, one after another, after one forward pass
    ALL = 3


class Rectifiers(IntEnum):
    """Which operators are rectifiers, that is, follow the rule; all others pass the plain
    gradient."""

    # Relu alone
    RELU = 0
    # Relu, and Clip whose minimum is 0 (ReLU6)
    RELU_LIKE = 1
    # also LeakyRelu, PRelu, Elu, Selu, HardSwish, Softplus and the like: deconvnet max(R, 0),
    # guided max(R, 0) * max(f'(x), 0)
    EXTENDED = 2


class Lrn(IntEnum):
    """How local response normalization passes the signal."""

    # unchanged under deconvnet, as Zeiler & Fergus did; by its gradient else
    AUTO = 0
    # by its gradient
    GRADIENT = 1
    # unchanged
    IDENTITY = 2


class Reduction(IntEnum):
    """How the channels of a signed gradient w become one map."""

    # max |w|, as Simonyan et al.
    MAX_ABS = 0
    # sum |w|
    SUM_ABS = 1
    # sqrt(sum w^2)
    L2 = 2
    # sum w, signed
    SUM = 3


class Layout(IntEnum):
    """How the axes of a layer's tensor are read as maps."""

    # as found by following the axes of convolutions through the network: vision transformers and
    # channels-last maps are recognized; a tensor of four axes of which nothing is known is read
    # channels first
    AUTO = 0
    # [N, K, h, w]
    CHANNELS_FIRST = 1
    # [N, h, w, K]
    CHANNELS_LAST = 2
    # [N, T, K]: the cells of a grid row by row, T = leading_tokens + token_rows * token_columns
    TOKENS = 3


class MapOrder(IntEnum):
    """In which order the maps of a layer are listed; ties by channel."""

    # by channel number
    CHANNEL = 0
    # the largest maximum first
    MAXIMUM = 1
    # the largest mean first
    MEAN = 2


class FilterScale(IntEnum):
    """How weights w become display values t in 0..1."""

    # 1/2 + w / (2 max|w|), max over each filter
    SYMMETRIC = 0
    # (w - min) / (max - min) over each filter
    MIN_MAX = 1
    # as SYMMETRIC over all: keeps relative energy
    SHARED_SYMMETRIC = 2
    # as MIN_MAX over all
    SHARED_MIN_MAX = 3


class ImageFormat(IntEnum):
    PNG = 1
    # quality 92, no chroma subsampling; alpha is dropped
    JPEG = 2


class ColorOrder(IntEnum):
    """What the channels of the network's picture input mean."""

    # no picture: only tensors can be fed
    OTHER = 0
    RGB = 1
    BGR = 2
    GRAY = 3


class Fill(IntEnum):
    """What is seen in place of the picture where it is covered. "Model space" is what the
    network reads, after normalization."""

    # 0 in model space: the mean color, where a mean is subtracted
    ZERO = 0
    # the image's own mean, channel by channel
    MEAN = 1
    # pixels of level 127.5 of 255, before normalization
    GRAY = 2
    # pixels of level 0, likewise
    BLACK = 3
    # the image blurred by a Gaussian: sigma a third of the window, for RISE of a cell
    BLUR = 4
    # normal noise with the image's mean and deviation in every channel
    NOISE = 5
    # fill_value, in model space
    VALUE = 6


class Edge(IntEnum):
    """Where the last window of a row (of n pixels, window w, stride s) is."""

    # ceil((n - w) / s) + 1 windows, the last cut off by the border
    CLIP = 0
    # floor((n - w) / s) + 1, and one more at the border where pixels are left over
    INSIDE = 1


class ChannelMethod(IntEnum):
    """What is done to every channel of a layer."""

    # it is set to zero
    ABLATION = 0
    # its map, laid over the picture, keeps parts of that
    SCORE_CAM = 1


class Scaling(IntEnum):
    """Which values the two ends of the color map stand for; "p" is the percentile of the options
    (by linear interpolation)."""

    # SYMMETRIC where a value is below zero, else MAGNITUDE
    AUTO = 0
    # 0 to the p-th percentile; values below 0 as 0
    MAGNITUDE = 1
    # the minimum to the p-th percentile
    MIN_MAX = 2
    # -s to s, s the p-th percentile of |v|: zero in the middle
    SYMMETRIC = 3


class Interpolation(IntEnum):
    """How a map is brought to another size, before it is colored."""

    # pixel centers at halves, edges clamped
    BILINEAR = 0
    # every value stays visible
    NEAREST = 1


class ResultKind(IntEnum):
    TENSOR = 1
    IMAGE = 2


class Status(IntEnum):
    """What a call came to. The command line tool's exit code for each is given in parentheses."""

    # (0)
    OK = 0
    # (2) an argument or option out of range, shapes that differ
    INVALID_ARGUMENT = 1
    # (2) no file, tensor, class, ... of that name
    NOT_FOUND = 2
    # (3 reading, 1 writing) the system refused a file
    IO = 3
    # (3) a file is not what it should be, or breaks off
    CORRUPT = 4
    # (4) valid, but beyond this library: an operator, say
    UNSUPPORTED = 5
    # (5) over a limit that the message names
    LIMIT = 6
    # (5) the system has no memory left
    OUT_OF_MEMORY = 7
    # (130) cnnviz_job_cancel() was called
    CANCELLED = 8
    # (1) things that do not belong together: another's target
    MISMATCH = 9
    # (1) forked from a process that computed with threads
    FORKED = 10
    # (1) NaN or infinity where numbers are needed
    NOT_FINITE = 11
    # (1) an error of this library; please report it
    INTERNAL = 12


class Parameters(IntEnum):
    """What is optimized, and how pictures come of it."""

    # the pixels
    PIXELS = 0
    # spectra in decorrelated colors (Olah, Mordvintsev, Schubert 2017)
    FOURIER = 1
    # phases of spectra of fixed magnitude (MaCo, Fel et al. 2023)
    PHASE = 2


class Range(IntEnum):
    # any number; what cannot be shown is cut off in the final picture
    FREE = 0
    # cut off after every step (pixels alone)
    CLIP = 1
    # 1 / (1 + exp(-x)): between black and white (phases: always)
    LOGISTIC = 2


class Units(IntEnum):
    """The numbers of pixels of the range FREE or CLIP, on which steps and regularizers act; all
    others are UNIT."""

    # as the network reads them
    MODEL = 0
    # 0 to 255, the mean color subtracted
    LEVELS = 1
    # 0 to 1
    UNIT = 2


class Optimizer(IntEnum):
    """How parameters x follow the gradient g, with step size s."""

    # x + s g
    ASCENT = 0
    # x + min(max_step, s / |g|^2) g (Yosinski et al. 2015)
    PROGRESS = 1
    # x + s g / mean |g| (Mordvintsev et al. 2015)
    NORMALIZED = 2
    # Kingma & Ba 2015
    ADAM = 3
    # Dozat 2016
    NADAM = 4


class Fit(IntEnum):
    """How a picture comes to a network that takes one size alone."""

    # all of it, resized
    RESIZE = 0
    # its center, pixel by pixel
    CROP = 1


class Dtype(IntEnum):
    FLOAT32 = 1
    INT64 = 2


__all__ = [
    "PatchSource",
    "Metric",
    "Search",
    "Forces",
    "Start",
    "GridRule",
    "Rule",
    "Rectifiers",
    "Lrn",
    "Reduction",
    "Layout",
    "MapOrder",
    "FilterScale",
    "ImageFormat",
    "ColorOrder",
    "Fill",
    "Edge",
    "ChannelMethod",
    "Scaling",
    "Interpolation",
    "ResultKind",
    "Status",
    "Parameters",
    "Range",
    "Units",
    "Optimizer",
    "Fit",
    "Dtype",
]
