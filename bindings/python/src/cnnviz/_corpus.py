"""Collections: many images looked at once by a network, then asked."""
from __future__ import annotations

import json
from typing import Any, Iterable, Unpack

from . import _native
from ._handle import Handle, fill, list_text, native, path_text
from ._image import Image, ImageLike, images_native
from ._model import Model
from ._result import Job, Result
from ._settings import IndexSettings, NeighborsSettings, PatchesSettings
from ._tensor import TensorLike, as_native


class Corpus(Handle):
    """A collection, opened for reading. (Python's own sqlite3 must not have the file open in the same
    process: two copies of SQLite void each other's locks.)"""

    __slots__ = ()

    def __init__(self, path: Any):
        super().__init__(_native.corpus_open(path_text(path)))

    @staticmethod
    def index(model: Model, path: Any, images: Any = None, *,
              layers: str | Iterable[str] | None = None,
              features: str | Iterable[str] | None = None, job: Job | None = None,
              **settings: Unpack[IndexSettings]) -> Result:
        """Indexes files and folders (None: what an interrupted run has left) into `path`."""
        options = fill(_native.cnnviz_index_options(), settings)
        return Result(_native.corpus_index(model.native, path_text(path), list_text(images),
                                           list_text(layers), list_text(features), options,
                                           native(job)))

    @staticmethod
    def merge(path: Any, sources: Iterable[Any], job: Job | None = None) -> Result:
        """Makes one collection of several."""
        return Result(_native.corpus_merge(path_text(path), list_text(sources), native(job)))

    @property
    def info(self) -> dict[str, Any]:
        return json.loads(_native.corpus_json(self.native))

    def __len__(self) -> int:
        return _native.corpus_image_count(self.native)

    def find(self, path: Any) -> int:
        """The number of the image at `path`; NotFoundError where it is not in the collection."""
        return _native.corpus_find(self.native, path_text(path))

    def images(self, first: int = 0, count: int = -1) -> list[dict[str, Any]]:
        """About images: "image", "path", "width", "classes" ..."""
        return Result(_native.corpus_images(self.native, first, count)).document["images"]

    def features(self, tensor: str | None = None, first: int = 0, count: int = -1) -> Result:
        """ "features" [count, width], a row for each image."""
        return Result(_native.corpus_features(self.native, tensor, first, count))

    def picture(self, number: int, *, root: Any = None) -> Image:
        """The picture of an image, read from its file."""
        folder = None if root is None else path_text(root)
        return Image._of(_native.corpus_picture(self.native, number, folder))

    def embed(self, model: Model, images: Iterable[ImageLike], tensor: str | None = None, *,
              job: Job | None = None) -> Result:
        """ "features" [count, width] of pictures that need not be in the collection; `model` is the
        collection's."""
        return Result(_native.corpus_embed(self.native, model.native, images_native(images), tensor,
                                           native(job)))

    def neighbors(self, queries: TensorLike | None = None, *, tensor: str | None = None,
                  job: Job | None = None, **settings: Unpack[NeighborsSettings]) -> Result:
        """The nearest images of each query, "indices" and "distances" [q, count]. Queries are numbers of
        images (int64 [q]) or vectors of features [q, width]; None: all images."""
        options = fill(_native.cnnviz_neighbors_options(), settings)
        return Result(_native.corpus_neighbors(self.native, tensor, as_native(queries), options,
                                               native(job)))

    def strongest(self, layer: str | None = None, first_channel: int = 0, channels: int = 1,
                  count: int = 0) -> Result:
        """The strongest responses of channels: "values", "images", "positions"."""
        return Result(_native.corpus_strongest(self.native, layer, first_channel, channels, count))

    def patches(self, model: Model, layer: str | None = None, first_channel: int = 0,
                channels: int = 1, *, root: Any = None, job: Job | None = None,
                **settings: Unpack[PatchesSettings]) -> Result:
        """What the strongest responses have seen: pictures "patch/CHANNEL/RANK"."""
        options = fill(_native.cnnviz_patches_options(), settings)
        folder = None if root is None else path_text(root)
        return Result(_native.corpus_patches(self.native, model.native, layer, first_channel,
                                             channels, folder, options, native(job)))
