"""Settings: what methods take as keyword arguments. What is not given has the library's
default. An enumeration's value may be given by its name. Written by bindings/generate from the C headers: change those."""

from __future__ import annotations

from typing import TypedDict

from ._enums import (ChannelMethod, Edge, Fill, FilterScale, Fit, Forces, Interpolation,
    Layout, Lrn, MapOrder, Metric, Optimizer, Parameters, PatchSource, Range, Rectifiers,
    Reduction, Rule, Scaling, Search, Start, Units)


class IndexSettings(TypedDict, total=False):
    """strongest: int - responses kept of each channel: 1 to 1000; 0 (default): 25, or as many as
        the collection keeps
    shard: int - 1 (default) to shards: which share of the images is indexed; a hash of its name
        puts an image into one of them
    shards: int - how many such shares there are; default 1
    refresh: int - 1: images whose files have changed are indexed again, and those that have
        vanished are taken out. Where one of them is in a list of strongest responses, all images
        are looked at again. 0 (default): they are reported and stay as they were
    """

    strongest: int
    shard: int
    shards: int
    refresh: int


class PatchesSettings(TypedDict, total=False):
    """count: int - patches of a channel: 1 (default 9) to what the collection keeps
    source: PatchSource | str - default VIEW
    side: int - of a patch's picture at most; 0 (default): as it is
    signals: int - whether signals are computed: 0 or 1 (default)
    rule: Rule | str - of the signals, not ALL; default GUIDED
    rectifiers: Rectifiers | str - default RELU_LIKE
    """

    count: int
    source: PatchSource | str
    side: int
    signals: int
    rule: Rule | str
    rectifiers: Rectifiers | str


class DreamSettings(TypedDict, total=False):
    """octaves: int - sizes of the picture, 1 to 64; 0 (default): as many as leave the smallest
        one's shorter side at half of the network's own or more
    steps: int - in each octave, 0 to 100000; default 10
    jitter: int - largest random offset along both axes, in pixels, 0 to 4096; default 32
    tile: int - longest side of a tile in pixels; 0 (default): at most 1024, less where memory
        is short
    tile_memory: int - MiB of workspace that a tile may take where `tile` is 0; 0 (default):
        1024
    overlap: int - of a tile beyond what it is answerable for, on every side, 0 to 4096; -1
        (default): what the target's units see, up to an eighth of the tile
    height: int - of the noise that a dream without a picture begins with; 0 (default): the
        network's own
    width: int - likewise
    keep_partial: int - 1: cancelled or not finite, it returns what there is; default 0
    octave_scale: float - of the sides of an octave to those of the next smaller one, 1.1 to 8;
        default 1.4
    step: float - mean change of a level (0 to 255) in a step; default 1.5. Below 0: away from
        what the layers see
    zoom: float - the picture is enlarged by this about its center first, and keeps its size:
        for the frames of a film; 1 (default) to 4
    seed: int - of offsets, tiles and noise; default 0
    """

    octaves: int
    steps: int
    jitter: int
    tile: int
    tile_memory: int
    overlap: int
    height: int
    width: int
    keep_partial: int
    octave_scale: float
    step: float
    zoom: float
    seed: int


class NeighborsSettings(TypedDict, total=False):
    """metric: Metric | str - default EUCLIDEAN
    search: Search | str - default AUTO
    count: int - neighbors of each; 0 (default): 6, or as many as there are
    threads: int - 0 (default): the processors this process may use
    recall_rows: int - on which the recall of an approximate search is measured, 1 to 100000;
        default 200
    seed: int - of the approximate search; default 0
    """

    metric: Metric | str
    search: Search | str
    count: int
    threads: int
    recall_rows: int
    seed: int


class TsneSettings(TypedDict, total=False):
    """metric: Metric | str - of the neighbors; default EUCLIDEAN
    search: Search | str - likewise; default AUTO
    forces: Forces | str - default AUTO
    start: Start | str - default PRINCIPAL
    iterations: int - in all, 1 to 1000000; default 750
    exaggeration_iterations: int - of these the first; default 250
    components: int - principal components to keep before anything else, 1 to 256; 0 (default):
        the points as they are
    quality: int - whether the map is judged: 0 or 1 (default)
    threads: int - 0 (default): the processors this process may use
    perplexity: float - 1 to (n - 1) / 3; 0 (default): 30, or what n allows
    theta: float - of BARNES_HUT: a cell acts as one where its width is below theta times its
        distance; 0 to 1, default 0.5
    exaggeration: float - of attraction at first, 1 to 1000; default 12
    learning_rate: float - 0 (default): n / exaggeration, then n
    momentum: float - at first, 0 to 0.99; default 0.5
    final_momentum: float - default 0.8
    seed: int - default 0
    """

    metric: Metric | str
    search: Search | str
    forces: Forces | str
    start: Start | str
    iterations: int
    exaggeration_iterations: int
    components: int
    quality: int
    threads: int
    perplexity: float
    theta: float
    exaggeration: float
    learning_rate: float
    momentum: float
    final_momentum: float
    seed: int


class PlotSettings(TypedDict, total=False):
    """side: int - of the plot, in pixels, 64 to 8192; default 1000
    thumbnail: int - side of a picture in a mosaic or a page, 8 to 256; default 48
    legend: int - whether classes are named beside the plot: 0 or 1 (default)
    radius: float - of a point, in pixels, at most 100; 0 (default): by their number
    """

    side: int
    thumbnail: int
    legend: int
    radius: float


class ClassifySettings(TypedDict, total=False):
    """top: int - how many classes: at least 1, default 5; cut to the number of classes
    batch: int - images computed at once, at most; 0 (default): as is fastest
    """

    top: int
    batch: int


class SaliencySettings(TypedDict, total=False):
    """rule: Rule | str - default GRADIENT
    rectifiers: Rectifiers | str - default RELU_LIKE
    lrn: Lrn | str - default AUTO
    reduction: Reduction | str - of the map; default MAX_ABS
    batch: int - images computed at once, at most; 0 (default): as is fastest
    """

    rule: Rule | str
    rectifiers: Rectifiers | str
    lrn: Lrn | str
    reduction: Reduction | str
    batch: int


class GradcamSettings(TypedDict, total=False):
    """guided: int - 1: Guided Grad-CAM as well; default 0
    rectifiers: Rectifiers | str - of the guided pass; default RELU_LIKE
    reduction: Reduction | str - of the guided map; default MAX_ABS
    batch: int - as above
    layout: Layout | str - of the layer; default AUTO
    token_rows: int - of the grid: at least 1 with the layout TOKENS, else 0
    token_columns: int - likewise
    leading_tokens: int - in front of the grid (class token, registers), left out; with the
        layout TOKENS alone; default 0
    """

    guided: int
    rectifiers: Rectifiers | str
    reduction: Reduction | str
    batch: int
    layout: Layout | str
    token_rows: int
    token_columns: int
    leading_tokens: int


class ActivationsSettings(TypedDict, total=False):
    """order: MapOrder | str - default CHANNEL
    batch: int - as above
    layout: Layout | str - as for Grad-CAM, with the three below
    token_rows: int
    token_columns: int
    leading_tokens: int
    """

    order: MapOrder | str
    batch: int
    layout: Layout | str
    token_rows: int
    token_columns: int
    leading_tokens: int


class FiltersSettings(TypedDict, total=False):
    """scale: FilterScale | str - default SYMMETRIC
    color: int - whether filters over three channels become color tiles: 0 or 1 (default)
    first_filter: int - the first output channel shown; default 0
    filter_count: int - output channels shown; 0 (default): as many as there are, at most `most`
    first_slice: int - of input channels, where there are no color tiles; default 0
    slice_count: int - input channels shown; 0 (default): likewise
    most: int - rows and columns of slices at most, unless counts are given; default 64
    """

    scale: FilterScale | str
    color: int
    first_filter: int
    filter_count: int
    first_slice: int
    slice_count: int
    most: int


class FigureSettings(TypedDict, total=False):
    """cell_width: int - Pictures are scaled to fit this many pixels, their proportions kept; 0
        (default): no limit.
    cell_height: int
    smallest_width: int - Where no cell size is given, narrower pictures are magnified by a
        whole factor, so that their captions find room: 1 to 4096, default 128.
    """

    cell_width: int
    cell_height: int
    smallest_width: int


class LimitsSettings(TypedDict, total=False):
    """Pictures, models, arrays and collections that ask for more fail with LIMIT before anything of
    that size is allocated; the message names what was asked for, the limit and the field below. The
    defaults let through every photo that a camera makes. Of each field 0 is the default, -1 no
    limit; other numbers are above 0.

    max_side: int - pixels of the longer side of a picture; default 65500
    max_pixels: int - of a picture; default 500000000
    max_decoded_bytes: int - of a picture while it is decoded: its pixels, of a JPEG of several
        scans also two bytes for each coefficient; default 4 GiB
    max_jpeg_scans: int - default 100
    max_png_chunks: int - beside those of pixels and frames; default 1000
    max_model_bytes: int - of an ONNX file and the external data it names; default 16 GiB
    max_nodes: int - of a network; default 1000000
    max_tensor_bytes: int - of one tensor of a network, an array, a value in a collection;
        default 8 GiB
    max_memory: int - of each model opened from now on whose own max_memory (model.h) is 0:
        packed weights, workspaces; default no limit
    max_seconds: int - that one call may take: it stops after at most one operator's run or one
        row of a picture; default no limit
    """

    max_side: int
    max_pixels: int
    max_decoded_bytes: int
    max_jpeg_scans: int
    max_png_chunks: int
    max_model_bytes: int
    max_nodes: int
    max_tensor_bytes: int
    max_memory: int
    max_seconds: int


class ModelSettings(TypedDict, total=False):
    """threads: int - Threads that one call computes with; 0 (default): the processors this process
        may use. Up to 1024. The number is set when a call begins and restored when it ends. The
        same model, input and number of threads give the same bytes.
    max_memory: int - Bytes that the model may use at any time for packed weights, live
        workspaces and scratchpads (not for clean pages of the mapped file); 0 (default): as
        limits.h says. A call that cannot fit fails with LIMIT before it starts and names the need.
    sidecar: int - Whether cnnviz_model_open reads the sidecar NAME.cnnviz.json beside NAME.onnx
        where there is one: 0 or 1 (default).
    profile: int - Whether operators are timed: 0 (default) or 1. Documents then have "profile":
        for each planned step {"node", "type", "implementation", "shape", "blocked", "forward_ms",
        "backward_ms"}. Meant for one call at a time.
    tune: int - Whether convolutions that two algorithms compute (Winograd's and the direct one,
        which differ by rounding) are timed by both when they are first planned, once a process for
        each shape and number of threads: 0 (default: a rule decides, measured on processors with
        AVX-512) or 1. With 1 another process may choose otherwise, and so differ in the last
        digits.
    """

    threads: int
    max_memory: int
    sidecar: int
    profile: int
    tune: int


class OcclusionSettings(TypedDict, total=False):
    """fill: Fill | str - default ZERO
    edge: Edge | str - default CLIP
    window_height: int - of the occluder, in pixels of the network's input; 0 (default): a
        seventh of the region's height
    window_width: int - likewise
    stride_y: int - between positions: 1 to the window's height; 0 (default): half of it
    stride_x: int - likewise, of its width
    region_y: int - first row of the part that is examined; default 0
    region_x: int - its first column; default 0
    region_height: int - its rows; where all four are 0 (default) it is the whole picture
    region_width: int - its columns
    classes: int - whether the best class at every position is noted: 0 or 1 (default)
    full: int - 1: whole forward passes, to check against; 0 (default): only what an occluder
        changes is computed again, which gives the same scores
    adaptive: int - 1: approximates (see below); default 0
    keep_partial: int - 1: cancelled, it returns what is done; default 0
    batch: int - positions computed at once; 0 (default): as is fastest
    fill_value: float - of Fill.VALUE; default 0
    softness: float - sigma in pixels by which the occluder's edges are smoothed; default 0
    seed: int - of Fill.NOISE; default 0
    """

    fill: Fill | str
    edge: Edge | str
    window_height: int
    window_width: int
    stride_y: int
    stride_x: int
    region_y: int
    region_x: int
    region_height: int
    region_width: int
    classes: int
    full: int
    adaptive: int
    keep_partial: int
    batch: int
    fill_value: float
    softness: float
    seed: int


class RiseSettings(TypedDict, total=False):
    """fill: Fill | str - default ZERO
    masks: int - 1 to 10000000; default 4000
    cells: int - of a mask, along each side; default 7
    keep_partial: int - as above
    batch: int - masks computed at once; 0 (default): as is fastest
    probability: float - that a cell is kept: between 0 and 1; default 0.5
    fill_value: float - of Fill.VALUE; default 0
    seed: int - of the masks; default 0
    """

    fill: Fill | str
    masks: int
    cells: int
    keep_partial: int
    batch: int
    probability: float
    fill_value: float
    seed: int


class ChannelsSettings(TypedDict, total=False):
    """method: ChannelMethod | str - default ABLATION
    layout: Layout | str - of the layer, as for Grad-CAM, with the three below
    token_rows: int
    token_columns: int
    leading_tokens: int
    full: int - as above
    keep_partial: int - likewise
    batch: int - channels computed at once; 0 (default): as is fastest
    """

    method: ChannelMethod | str
    layout: Layout | str
    token_rows: int
    token_columns: int
    leading_tokens: int
    full: int
    keep_partial: int
    batch: int


class MapSettings(TypedDict, total=False):
    """scaling: Scaling | str - default AUTO
    interpolation: Interpolation | str - default BILINEAR
    alpha_by_value: int - overlays: 1: opacity grows with distance from zero; default 0
    width: int - of the picture in pixels; 0 (default): the map's or the photo's
    height: int
    percentile: float - above 0, to 100; default 99
    low: float - low < high: a scale that several pictures share, in place of scaling and
        percentile. Both 0 (default): from the values.
    high: float
    alpha: float - overlays: opacity of the map, 0 to 1; default 0.5
    """

    scaling: Scaling | str
    interpolation: Interpolation | str
    alpha_by_value: int
    width: int
    height: int
    percentile: float
    low: float
    high: float
    alpha: float


class GridSettings(TypedDict, total=False):
    """scaling: Scaling | str - default AUTO
    each: int - 1: a scale for each map; 0 (default): one for all, so they compare
    columns: int - 0 (default): so that the grid is about square
    magnify: int - side of a value in pixels, to 64; 0 (default): about 760 in all
    padding: int - pixels between maps, 0 to 64; default 1
    numbers: int - whether index numbers stand above and left: 0 or 1 (default)
    percentile: float - above 0, to 100; default 100
    low: float - as in cnnviz_map_options
    high: float
    """

    scaling: Scaling | str
    each: int
    columns: int
    magnify: int
    padding: int
    numbers: int
    percentile: float
    low: float
    high: float


class SynthesizeSettings(TypedDict, total=False):
    """Defaults are those of the preset "distill".

    preset: str - whose published numbers the other settings change; default "distill"
    parameters: Parameters | str - default FOURIER
    range: Range | str - default LOGISTIC
    units: Units | str - default UNIT
    optimizer: Optimizer | str - default ADAM
    fit: Fit | str - default RESIZE
    height: int - of the pictures; 0 (default): the network's own for targets that are classes,
        128 for others
    width: int - likewise
    count: int - of pictures; 0 (default): one for each target
    steps: int - 0 to 10000000; default 512
    decorrelate: int - 1 (default): spectra are of decorrelated colors, 0: of red, green, blue
    redirect_steps: int - in so many first steps a ReLU that blocks all of a picture's signal
        lets pass what would open it; default 16
    keep_best: int - 1: the picture of the best step is the result, not the last; default 0
    keep_partial: int - 1: cancelled, or no longer finite, it returns what there is; default 0
    snapshot_every: int - steps between pictures on the way; 0 (default): none
    pad: int - random views: pixels of gray added on each side of the picture; default 16
    jitter: int - random views: shifts by -jitter/2 to jitter/2 pixels; default 16
    second_jitter: int - random views: the same after scaling and rotation; default 8
    crops: int - views of a picture in each step; default 1
    blur_every: int - steps from one blur to the next; default 1
    step_size: float - s; default 0.05
    max_step: float - of PROGRESS; default 100
    start_noise: float - deviation of the normal noise that the parameters begin with; default
        0.01
    scale: float - random views: one of 5 factors from 1 - scale to 1 + scale; default 0.05
    rotation: float - random views: one of 11 angles from -rotation to rotation, in degrees;
        default 5
    crop_first: float - above 0: views are squares at random places, at the first step of this
        share of the picture's shorter side; default 0
    crop_last: float - the share at the last step; default 0
    noise: float - of views: deviation as a share of the range from black to white; default 0
    l2: float - penalty l2 sum x^2, x being pixels minus the mean color; default 0
    total_variation: float - penalty: times sum (dx^2 + dy^2)^(variation_beta / 2); default 0
    variation_beta: float - its exponent; default 2
    alpha_norm: float - penalty: times sum |x|^alpha; default 0
    alpha: float - its exponent; default 6
    decay: float - after each step: x (1 - decay); default 0
    blur: float - sigma in pixels of a blur every blur_every steps; default 0
    norm_percentile: float - after each step this share of the pixels, in percent, those of
        smallest norm, becomes the mean color; default 0
    contribution_percentile: float - pixels of small |x df/dx| likewise; default 0
    diversity: float - what likeness of the pictures in the target's layer costs; default 0
    seed: int - of all random numbers; default 0
    """

    preset: str
    parameters: Parameters | str
    range: Range | str
    units: Units | str
    optimizer: Optimizer | str
    fit: Fit | str
    height: int
    width: int
    count: int
    steps: int
    decorrelate: int
    redirect_steps: int
    keep_best: int
    keep_partial: int
    snapshot_every: int
    pad: int
    jitter: int
    second_jitter: int
    crops: int
    blur_every: int
    step_size: float
    max_step: float
    start_noise: float
    scale: float
    rotation: float
    crop_first: float
    crop_last: float
    noise: float
    l2: float
    total_variation: float
    variation_beta: float
    alpha_norm: float
    alpha: float
    decay: float
    blur: float
    norm_percentile: float
    contribution_percentile: float
    diversity: float
    seed: int
