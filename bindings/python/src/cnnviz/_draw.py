"""Drawing, and points of many dimensions: functions over arrays."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Iterable, Unpack

from . import _native
from ._enums import GridRule
from ._handle import Handle, enum_value, fill, list_text, native
from ._image import Image, ImageLike, as_image, images_native
from ._result import Job, Result
from ._settings import (FigureSettings, GridSettings, MapSettings, NeighborsSettings, PlotSettings,
                        TsneSettings)
from ._tensor import Tensor, TensorLike, as_native


@dataclass(frozen=True)
class MapInfo:
    """What a map holds, and the values that the ends of its colors stand for."""

    constant: bool
    count: int
    not_finite: int
    minimum: float
    maximum: float
    low: float
    high: float


def render_map(map: TensorLike, color_map: str | None = None,
               **settings: Unpack[MapSettings]) -> Image:
    """A map [h, w] in colors; color maps go by matplotlib's names."""
    options = fill(_native.cnnviz_map_options(), settings)
    return Image._of(_native.render_map(as_native(map), color_map, options))


def render_overlay(map: TensorLike, photo: ImageLike, color_map: str | None = None,
                   **settings: Unpack[MapSettings]) -> Image:
    """A map laid over a photo, such as Model.view() makes."""
    options = fill(_native.cnnviz_map_options(), settings)
    return Image._of(_native.render_overlay(as_native(map), as_image(photo).native, color_map,
                                            options))


def render_signed(values: TensorLike, reversed: bool = False,
                  **settings: Unpack[MapSettings]) -> Image:
    """A signed gradient [C, H, W] in its own colors; `reversed` where they are blue, green, red."""
    options = fill(_native.cnnviz_map_options(), settings)
    return Image._of(_native.render_signed(as_native(values), int(reversed), options))


def render_measure(map: TensorLike, **settings: Unpack[MapSettings]) -> MapInfo:
    """What is in a map, and the scale that a picture of it has."""
    info = _native.render_measure(as_native(map), fill(_native.cnnviz_map_options(), settings))
    return MapInfo(bool(info.constant), info.count, info.not_finite, info.minimum, info.maximum,
                   info.low, info.high)


def render_grid(maps: TensorLike, order: TensorLike | None = None, color_map: str | None = None,
                **settings: Unpack[GridSettings]) -> Image:
    """A grid of maps [K, h, w]; `order` lists those to draw."""
    options = fill(_native.cnnviz_grid_options(), settings)
    return Image._of(_native.render_grid(as_native(maps), as_native(order), color_map, options))


def render_filters(filters: Result, color_map: str | None = None,
                   **settings: Unpack[GridSettings]) -> Image:
    """The tiles of Model.filters()."""
    options = fill(_native.cnnviz_grid_options(), settings)
    return Image._of(_native.render_filters(filters.native, color_map, options))


def render_color_bar(low: float, high: float, color_map: str | None = None, length: int = 256,
                     standing: bool = False) -> Image:
    return Image._of(_native.render_color_bar(low, high, color_map, length, int(standing)))


class Figure(Handle):
    """Rows and columns of pictures with a title, labels, captions and color bars."""

    __slots__ = ()

    def __init__(self, title: str | None = None):
        super().__init__(_native.figure_create(title))

    def set(self, row: int, column: int, image: ImageLike, caption: str | None = None,
            warning: str | None = None) -> "Figure":
        _native.figure_set(self.native, row, column, as_image(image).native, caption, warning)
        return self

    def set_color_bar(self, row: int, column: int, low: float, high: float,
                      color_map: str | None = None) -> "Figure":
        """Below the picture of a cell; row and column -1: one for the whole figure."""
        _native.figure_set_color_bar(self.native, row, column, low, high, color_map)
        return self

    def add_legend(self, row: int, column: int, color: int, meaning: str) -> "Figure":
        """`color` is 0xRRGGBB."""
        _native.figure_add_legend(self.native, row, column, color, meaning)
        return self

    def label_row(self, row: int, label: str) -> "Figure":
        _native.figure_label_row(self.native, row, label)
        return self

    def label_column(self, column: int, label: str) -> "Figure":
        _native.figure_label_column(self.native, column, label)
        return self

    def draw(self, **settings: Unpack[FigureSettings]) -> Image:
        options = fill(_native.cnnviz_figure_options(), settings)
        return Image._of(_native.figure_draw(self.native, options))

    def _repr_png_(self) -> bytes:
        return self.draw().encode()


def neighbors(points: TensorLike, queries: TensorLike | None = None, *, job: Job | None = None,
              **settings: Unpack[NeighborsSettings]) -> Result:
    """The nearest among points [n, d] of each query (None: of each point among the others):
    "indices", "distances" [q, count]."""
    options = fill(_native.cnnviz_neighbors_options(), settings)
    return Result(_native.neighbors(as_native(points), as_native(queries), options, native(job)))


def tsne(points: TensorLike, *, job: Job | None = None,
         **settings: Unpack[TsneSettings]) -> Result:
    """A map of points in the plane: "coordinates" [n, 2]."""
    options = fill(_native.cnnviz_tsne_options(), settings)
    return Result(_native.tsne(as_native(points), options, native(job)))


def embedding_grid(coordinates: TensorLike, rows: int, columns: int,
                   rule: GridRule | str = GridRule.NEAREST, job: Job | None = None) -> Tensor:
    """Points moved to the cells of a grid: int64 [rows, columns], -1 for empty cells."""
    return Tensor._of(_native.embedding_grid(as_native(coordinates), rows, columns,
                                             enum_value(GridRule, rule), native(job)))


def embedding_draw(coordinates: TensorLike, labels: TensorLike | None = None,
                   label_names: Iterable[str] | None = None,
                   **settings: Unpack[PlotSettings]) -> Image:
    options = fill(_native.cnnviz_plot_options(), settings)
    return Image._of(_native.embedding_draw(as_native(coordinates), as_native(labels),
                                            list_text(label_names), options))


def embedding_mosaic(cells: TensorLike, images: Iterable[ImageLike],
                     **settings: Unpack[PlotSettings]) -> Image:
    options = fill(_native.cnnviz_plot_options(), settings)
    return Image._of(_native.embedding_mosaic(as_native(cells), images_native(images), options))


def embedding_page(coordinates: TensorLike, labels: TensorLike | None = None,
                   label_names: Iterable[str] | None = None,
                   images: Iterable[ImageLike] | None = None,
                   captions: Iterable[str] | None = None, title: str | None = None,
                   note: str | None = None, **settings: Unpack[PlotSettings]) -> str:
    """A map as one HTML page that loads nothing."""
    options = fill(_native.cnnviz_plot_options(), settings)
    made: Any = _native.embedding_page(as_native(coordinates), as_native(labels),
                                       list_text(label_names), images_native(images),
                                       list_text(captions), title, note, options)
    buffer = bytearray(_native.bytes_size(made))
    _native.bytes_copy(buffer, made)
    return buffer.decode("utf-8")
