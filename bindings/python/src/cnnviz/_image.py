"""Pictures, and what may stand for one: paths, PIL images, arrays of pixels, encoded bytes."""
from __future__ import annotations

import os
from typing import Any, Iterable, Union

import numpy as np

from . import _native
from ._enums import ImageFormat
from ._handle import Handle, enum_value, path_text
from ._tensor import view


class Image(Handle):
    """A picture of 8-bit pixels (gray, RGB or RGBA), which never changes."""

    __slots__ = ()

    def __init__(self, source: "ImageLike"):
        """`source`: the path of a PNG or JPEG file, the bytes of one, a PIL image, or uint8 pixels
        [height, width] or [height, width, 1, 3 or 4]."""
        super().__init__(_open(source))

    @property
    def width(self) -> int:
        return _native.image_width(self.native)

    @property
    def height(self) -> int:
        return _native.image_height(self.native)

    @property
    def channels(self) -> int:
        return _native.image_channels(self.native)

    def write(self, path: Any, note: str | None = None) -> None:
        """Writes a PNG or JPEG file by the ending of its name; PNG files keep the note."""
        _native.image_write(self.native, path_text(path), note)

    def encode(self, format: ImageFormat | str = ImageFormat.PNG, note: str | None = None) -> bytes:
        """The bytes of such a file."""
        made = _native.image_encode(self.native, enum_value(ImageFormat, format), note)
        buffer = bytearray(_native.bytes_size(made))
        _native.bytes_copy(buffer, made)
        return bytes(buffer)

    def crop(self, x: int, y: int, width: int, height: int) -> "Image":
        return Image._of(_native.image_crop(self.native, x, y, width, height))

    def resize(self, width: int, height: int) -> "Image":
        return Image._of(_native.image_resize(self.native, width, height))

    def numpy(self) -> np.ndarray:
        """The pixels [height, width, channels], read-only, without a copy."""
        handle = self.native
        return view(handle, _native.image_pixels(handle),
                    (self.height, self.width, self.channels), "|u1")

    def copy_to(self, array: np.ndarray) -> None:
        """Copies all pixels into an array of as many bytes."""
        _native.image_copy_pixels(array, self.native)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        array = self.numpy()
        if dtype is not None and array.dtype != dtype:
            return array.astype(dtype)
        return array.copy() if copy else array

    def pil(self) -> Any:
        """The same as a PIL image."""
        from PIL import Image as pillow
        pixels = self.numpy()
        return pillow.fromarray(pixels[:, :, 0] if self.channels == 1 else pixels)

    def _repr_png_(self) -> bytes:
        return self.encode()

    def __repr__(self) -> str:
        if self.closed:
            return "<Image, closed>"
        return f"<Image {self.width} x {self.height}, {self.channels} channels>"


# A path, encoded bytes, a PIL image, an array of pixels, or an Image.
ImageLike = Union[Image, str, "os.PathLike[str]", bytes, np.ndarray, Any]


def _open(source: Any) -> Any:
    if isinstance(source, Image):
        return source.native
    if isinstance(source, (str, os.PathLike)):
        return _native.image_read(path_text(source))
    if isinstance(source, (bytes, bytearray, memoryview)):
        return _native.image_decode(source)
    if hasattr(source, "getbands"):  # a PIL image
        if source.mode not in ("L", "RGB", "RGBA"):
            source = source.convert("RGBA" if "A" in source.getbands() else "RGB")
        source = np.asarray(source)
    pixels = np.asarray(source)
    if pixels.dtype != np.uint8 or pixels.ndim not in (2, 3):
        raise TypeError("pixels are uint8 [height, width] or [height, width, channels], not "
                        f"{pixels.dtype} {list(pixels.shape)}")
    height, width = pixels.shape[:2]
    channels = pixels.shape[2] if pixels.ndim == 3 else 1
    return _native.image_from_pixels(np.ascontiguousarray(pixels), width, height, channels)


def as_image(source: ImageLike) -> Image:
    return source if isinstance(source, Image) else Image(source)


def images_native(sources: Iterable[ImageLike] | None) -> Any:
    """A native list of pictures."""
    if sources is None:
        return None
    made = _native.images_create()
    for source in sources:
        _native.images_add(made, as_image(source).native)
    return made


def is_picture(source: Any) -> bool:
    """Whether a method's input stands for a picture, not for the network's own numbers."""
    if isinstance(source, (Image, str, os.PathLike, bytes, bytearray)) or hasattr(source, "getbands"):
        return True
    return isinstance(source, np.ndarray) and source.dtype == np.uint8
