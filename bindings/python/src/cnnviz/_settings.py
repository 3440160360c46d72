"""Settings: what methods take as keyword arguments. What is not given has the library's
default. An enumeration's value may be given by its name. Written by bindings/generate from the C headers: change those."""

from __future__ import annotations

from typing import TypedDict

from ._enums import (ChannelMethod, Edge, Fill, FilterScale, Fit, Forces, Interpolation,
    Layout, Lrn, MapOrder, Metric, Optimizer, Parameters, PatchSource, Range, Rectifiers,
    Reduction, Rule, Scaling, Search, Start, Units)


class IndexSettings(TypedDict, total=False):
    # responses kept of each channel: 1 to 1000; 0 (default): 25, or as many as the collection keeps
    strongest: int
    # 1 to shards: only those images are indexed whose names a hash puts into
    shard: int
    # this one of so many shards; default 1 of 1
    shards: int
    # 1: images whose files have changed are indexed again, and those that have vanished are taken
    # out. Where one of them is in a list of strongest responses, all images are looked at again. 0
    # (default): they are reported and stay as they were
    refresh: int


class PatchesSettings(TypedDict, total=False):
    # patches of a channel: 1 (default 9) to what the collection keeps
    count: int
    # default VIEW
    source: PatchSource | str
    # of a patch's picture at most; 0 (default): as it is
    side: int
    # whether signals are computed: 0 or 1 (default)
    signals: int
    # of the signals, not ALL; default GUIDED
    rule: Rule | str
    # default RELU_LIKE
    rectifiers: Rectifiers | str


class DreamSettings(TypedDict, total=False):
    # sizes of the picture, 1 to 64; 0 (default): as many as leave the smallest one's shorter side
    # at half of the network's own or more
    octaves: int
    # in each octave, 0 to 100000; default 10
    steps: int
    # largest random offset along both axes, in pixels, 0 to 4096; default 32
    jitter: int
    # longest side of a tile in pixels; 0 (default): at most 1024, less where memory is short
    tile: int
    # MiB of workspace that a tile may take where `tile` is 0; 0 (default): 1024
    tile_memory: int
    # of a tile beyond what it is answerable for, on every side, 0 to 4096; -1 (default): what the
    # target's units see, up to an eighth of the tile
    overlap: int
    # of the noise that a dream without a picture begins with; 0 (default): the
    height: int
    # network's own size
    width: int
    # 1: cancelled or not finite, it returns what there is; default 0
    keep_partial: int
    # of the sides of an octave to those of the next smaller one, 1.1 to 8; default 1.4
    octave_scale: float
    # mean change of a level (0 to 255) in a step; default 1.5. Below 0: away from what the layers
    # see
    step: float
    # the picture is enlarged by this about its center first, and keeps its size: for the frames of
    # a film; 1 (default) to 4
    zoom: float
    # of offsets, tiles and noise; default 0
    seed: int


class NeighborsSettings(TypedDict, total=False):
    # default EUCLIDEAN
    metric: Metric | str
    # default AUTO
    search: Search | str
    # neighbors of each; default 6
    count: int
    # 0 (default): the processors this process may use
    threads: int
    # on which the recall of an approximate search is measured, 1 to 100000; default 200
    recall_rows: int
    # of the approximate search; default 0
    seed: int


class TsneSettings(TypedDict, total=False):
    # of the neighbors; default EUCLIDEAN
    metric: Metric | str
    # likewise; default AUTO
    search: Search | str
    # default AUTO
    forces: Forces | str
    # default PRINCIPAL
    start: Start | str
    # in all, 1 to 1000000; default 750
    iterations: int
    # of these the first; default 250
    exaggeration_iterations: int
    # principal components to keep before anything else, 1 to 256; 0 (default): the points as they
    # are
    components: int
    # whether the map is judged: 0 or 1 (default)
    quality: int
    # 0 (default): the processors this process may use
    threads: int
    # 1 to (n - 1) / 3; 0 (default): 30, or what n allows
    perplexity: float
    # of BARNES_HUT: a cell acts as one where its width is below theta times its distance; 0 to 1,
    # default 0.5
    theta: float
    # of attraction at first, 1 to 1000; default 12
    exaggeration: float
    # 0 (default): n / exaggeration, then n
    learning_rate: float
    # at first, 0 to 0.99; default 0.5
    momentum: float
    # default 0.8
    final_momentum: float
    # default 0
    seed: int


class PlotSettings(TypedDict, total=False):
    # of the plot, in pixels, 64 to 8192; default 1000
    side: int
    # side of a picture in a mosaic or a page, 8 to 256; default 48
    thumbnail: int
    # whether classes are named beside the plot: 0 or 1 (default)
    legend: int
    # of a point, in pixels, at most 100; 0 (default): by their number
    radius: float


class ClassifySettings(TypedDict, total=False):
    # how many classes: at least 1, default 5; cut to the number of classes
    top: int
    # images computed at once, at most; 0 (default): as is fastest
    batch: int


class SaliencySettings(TypedDict, total=False):
    # default GRADIENT
    rule: Rule | str
    # default RELU_LIKE
    rectifiers: Rectifiers | str
    # default AUTO
    lrn: Lrn | str
    # of the map; default MAX_ABS
    reduction: Reduction | str
    # images computed at once, at most; 0 (default): as is fastest
    batch: int


class GradcamSettings(TypedDict, total=False):
    # 1: Guided Grad-CAM as well; default 0
    guided: int
    # of the guided pass; default RELU_LIKE
    rectifiers: Rectifiers | str
    # of the guided map; default MAX_ABS
    reduction: Reduction | str
    # as above
    batch: int
    # of the layer; default AUTO
    layout: Layout | str
    # of the grid: at least 1 with the layout TOKENS, else 0
    token_rows: int
    # likewise
    token_columns: int
    # in front of the grid (class token, registers), left out; with the layout TOKENS alone; default
    # 0
    leading_tokens: int


class ActivationsSettings(TypedDict, total=False):
    # default CHANNEL
    order: MapOrder | str
    # as above
    batch: int
    # as for Grad-CAM, with the three below
    layout: Layout | str
    token_rows: int
    token_columns: int
    leading_tokens: int


class FiltersSettings(TypedDict, total=False):
    # default SYMMETRIC
    scale: FilterScale | str
    # whether filters over three channels become color tiles: 0 or 1 (default)
    color: int
    # output channels shown: from this one (default 0),
    first_filter: int
    # so many; 0 (default): as many as there are, at most `most`
    filter_count: int
    # input channels shown, where there are no color tiles: likewise
    first_slice: int
    slice_count: int
    # rows and columns of slices at most, unless counts are given; default 64
    most: int


class FigureSettings(TypedDict, total=False):
    # Pictures are scaled to fit this many pixels, their proportions kept; 0 (default): no limit.
    cell_width: int
    cell_height: int
    # Where no cell size is given, narrower pictures are magnified by a whole factor, so that their
    # captions find room: 1 to 4096, default 128.
    smallest_width: int


class LimitsSettings(TypedDict, total=False):
    """Pictures, models, arrays and collections that ask for more fail with LIMIT before anything
    of that size is allocated; the message names what was asked for, the limit and the field
    below. The defaults let through every photo that a camera makes. Of each field 0 is the
    default, -1 no limit; other numbers are above 0."""

    # pixels of the longer side of a picture; default 65500
    max_side: int
    # of a picture; default 500000000
    max_pixels: int
    # of a picture while it is decoded: its pixels, of a JPEG of several scans also two bytes for
    # each coefficient; default 4 GiB
    max_decoded_bytes: int
    # default 100
    max_jpeg_scans: int
    # beside those of pixels and frames; default 1000
    max_png_chunks: int
    # of an ONNX file and the external data it names; default 16 GiB
    max_model_bytes: int
    # of a network; default 1000000
    max_nodes: int
    # of one tensor of a network, an array, a value in a collection; default 8 GiB
    max_tensor_bytes: int
    # of each model opened from now on whose own max_memory (model.h) is 0: packed weights,
    # workspaces; default no limit
    max_memory: int
    # that one call may take: it stops after at most one operator's run or one row of a picture;
    # default no limit
    max_seconds: int


class ModelSettings(TypedDict, total=False):
    # Threads that one call computes with; 0 (default): the processors this process may use. Up to
    # 1024. The number is set when a call begins and restored when it ends. The same model, input
    # and number of threads give the same bytes.
    threads: int
    # Bytes that the model may use at any time for packed weights, live workspaces and scratchpads
    # (not for clean pages of the mapped file); 0 (default): as limits.h says. A call that cannot
    # fit fails with LIMIT before it starts and names the need.
    max_memory: int
    # Whether cnnviz_model_open reads the sidecar NAME.cnnviz.json beside NAME.onnx where there is
    # one: 0 or 1 (default).
    sidecar: int
    # Whether operators are timed: 0 (default) or 1. Documents then have "profile": for each planned
    # step {"node", "type", "implementation", "shape", "blocked", "forward_ms", "backward_ms"}.
    # Meant for one call at a time.
    profile: int
    # Whether convolutions that two algorithms compute (Winograd's and the direct one, which differ
    # by rounding) are timed by both when they are first planned, once a process for each shape and
    # number of threads: 0 (default: a rule decides, measured on processors with AVX-512) or 1. With
    # 1 another process may choose otherwise, and so differ in the last digits.
    tune: int


class OcclusionSettings(TypedDict, total=False):
    # default ZERO
    fill: Fill | str
    # default CLIP
    edge: Edge | str
    # of the occluder, in pixels of the network's input; 0 (default): a seventh of the region's
    # height
    window_height: int
    window_width: int
    # between positions: 1 to the window's height; 0 (default): half of it
    stride_y: int
    stride_x: int
    # the part of the picture that is examined: its first row,
    region_y: int
    # its first column,
    region_x: int
    # and its size; all 0 (default): the whole picture
    region_height: int
    region_width: int
    # whether the best class at every position is noted: 0 or 1 (default)
    classes: int
    # 1: whole forward passes, to check against; 0 (default): only what an occluder changes is
    # computed again, which gives the same scores
    full: int
    # 1: approximates (see below); default 0
    adaptive: int
    # 1: cancelled, it returns what is done; default 0
    keep_partial: int
    # positions computed at once; 0 (default): as is fastest
    batch: int
    # of Fill.VALUE; default 0
    fill_value: float
    # sigma in pixels by which the occluder's edges are smoothed; default 0
    softness: float
    # of Fill.NOISE; default 0
    seed: int


class RiseSettings(TypedDict, total=False):
    # default ZERO
    fill: Fill | str
    # 1 to 10000000; default 4000
    masks: int
    # of a mask, along each side; default 7
    cells: int
    # as above
    keep_partial: int
    # masks computed at once; 0 (default): as is fastest
    batch: int
    # that a cell is kept: between 0 and 1; default 0.5
    probability: float
    # of Fill.VALUE; default 0
    fill_value: float
    # of the masks; default 0
    seed: int


class ChannelsSettings(TypedDict, total=False):
    # default ABLATION
    method: ChannelMethod | str
    # of the layer, as for Grad-CAM, with the three below
    layout: Layout | str
    token_rows: int
    token_columns: int
    leading_tokens: int
    # as above
    full: int
    # likewise
    keep_partial: int
    # channels computed at once; 0 (default): as is fastest
    batch: int


class MapSettings(TypedDict, total=False):
    # default AUTO
    scaling: Scaling | str
    # default BILINEAR
    interpolation: Interpolation | str
    # overlays: 1: opacity grows with distance from zero; default 0
    alpha_by_value: int
    # of the picture in pixels; 0 (default): the map's or the photo's
    width: int
    height: int
    # above 0, to 100; default 99
    percentile: float
    # low < high: a scale that several pictures share, in place of scaling and percentile. Both 0
    # (default): from the values.
    low: float
    high: float
    # overlays: opacity of the map, 0 to 1; default 0.5
    alpha: float


class GridSettings(TypedDict, total=False):
    # default AUTO
    scaling: Scaling | str
    # 1: a scale for each map; 0 (default): one for all, so they compare
    each: int
    # 0 (default): so that the grid is about square
    columns: int
    # side of a value in pixels, to 64; 0 (default): about 760 in all
    magnify: int
    # pixels between maps, 0 to 64; default 1
    padding: int
    # whether index numbers stand above and left: 0 or 1 (default)
    numbers: int
    # above 0, to 100; default 100
    percentile: float
    # as in cnnviz_map_options
    low: float
    high: float


class SynthesizeSettings(TypedDict, total=False):
    """Defaults are those of the preset "distill"."""

    # The published numbers of a preset, which the other settings change.
    preset: str
    parameters: Parameters | str
    range: Range | str
    units: Units | str
    optimizer: Optimizer | str
    fit: Fit | str
    # of the pictures; 0: the network's own size for targets that are
    height: int
    # classes, 128 for others
    width: int
    # of pictures; 0: one for each target
    count: int
    # 0 to 10000000
    steps: int
    # 1: spectra are of decorrelated colors, 0: of red, green, blue
    decorrelate: int
    # in so many first steps a ReLU that blocks all of a picture's signal lets pass what would open
    # it
    redirect_steps: int
    # 1: the picture of the best step is the result, not the last
    keep_best: int
    # 1: cancelled, or no longer finite, it returns what there is
    keep_partial: int
    # steps between pictures on the way; 0: none
    snapshot_every: int
    # Random views. Pixels of gray added on each side of the picture
    pad: int
    # shifts by -jitter/2 to jitter/2 pixels
    jitter: int
    # the same after scaling and rotation
    second_jitter: int
    # views of a picture in each step
    crops: int
    # steps
    blur_every: int
    # s
    step_size: float
    # of PROGRESS
    max_step: float
    # deviation of the normal noise that the parameters begin with
    start_noise: float
    # one of 5 factors from 1 - scale to 1 + scale
    scale: float
    # one of 11 angles from -rotation to rotation, in degrees
    rotation: float
    # above 0: views are squares of this share of the picture's shorter
    crop_first: float
    # side at the first step, and this at the last, at random places
    crop_last: float
    # of views: deviation as a share of the range from black to white
    noise: float
    # Penalties, x being pixels minus the mean color: l2 sum x^2
    l2: float
    # times sum (dx^2 + dy^2)^(variation_beta / 2)
    total_variation: float
    variation_beta: float
    # times sum |x|^alpha
    alpha_norm: float
    alpha: float
    # Changes of pixels after each step: x (1 - decay)
    decay: float
    # sigma in pixels, every blur_every steps
    blur: float
    # pixels of small norm become the mean color: this share, in percent
    norm_percentile: float
    # pixels of small |x df/dx| likewise
    contribution_percentile: float
    # what likeness of the pictures in the target's layer costs
    diversity: float
    seed: int
