"""Tensors, and NumPy arrays as tensors."""
from __future__ import annotations

from typing import Any, Sequence, Union

import numpy as np

from . import _native
from ._enums import Dtype
from ._handle import Handle, path_text


class _View:
    """Memory of a native handle as NumPy sees it; arrays hold it, and it holds the handle."""

    __slots__ = ("__array_interface__", "_handle")

    def __init__(self, handle: Any, address: int, shape: tuple[int, ...], kind: str):
        self._handle = handle
        self.__array_interface__ = {"version": 3, "data": (address, True), "shape": shape,
                                    "typestr": kind}


def view(handle: Any, address: int, shape: tuple[int, ...], kind: str) -> np.ndarray:
    """A read-only array over memory of the library, without a copy. It outlives close()."""
    if 0 in shape:
        return np.empty(shape, kind)
    return np.asarray(_View(handle, address, shape, kind))


class Tensor(Handle):
    """A dense array of float32 or int64 numbers, which never changes. `numpy()` and np.asarray()
    give its numbers without a copy."""

    __slots__ = ()

    def __init__(self, values: Any):
        """Numbers of any kind: floats become float32, integers int64. They are copied once."""
        array = np.asarray(values)
        if array.dtype.kind in "iub":
            array = np.ascontiguousarray(array, np.int64).reshape(array.shape)
            make = _native.tensor_from_ints
        elif array.dtype.kind == "f":
            array = np.ascontiguousarray(array, np.float32).reshape(array.shape)
            make = _native.tensor_from_floats
        else:
            raise TypeError(f"a tensor holds float32 or int64 numbers, not {array.dtype}")
        super().__init__(make(array.reshape(-1), array.shape))

    @classmethod
    def zeros(cls, shape: Sequence[int], dtype: Dtype = Dtype.FLOAT32) -> "Tensor":
        return cls._of(_native.tensor_zeros(dtype, shape))

    @classmethod
    def read(cls, path: Any) -> "Tensor":
        """Reads a .npy file."""
        return cls._of(_native.tensor_read(path_text(path)))

    def write(self, path: Any) -> None:
        """Writes a .npy file."""
        _native.tensor_write(self.native, path_text(path))

    @property
    def dtype(self) -> Dtype:
        return Dtype(_native.tensor_dtype(self.native))

    @property
    def shape(self) -> tuple[int, ...]:
        handle = self.native
        return tuple(_native.tensor_extent(handle, axis)
                     for axis in range(_native.tensor_rank(handle)))

    @property
    def size(self) -> int:
        return _native.tensor_size(self.native)

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, index: int) -> "Tensor":
        """Item `index` of the first axis, without that axis."""
        if not isinstance(index, (int, np.integer)):
            raise TypeError("a tensor takes one index; numpy() has all of NumPy's")
        return Tensor._of(_native.tensor_item(self.native, int(index)))

    def reshape(self, shape: Sequence[int]) -> "Tensor":
        return Tensor._of(_native.tensor_reshape(self.native, shape))

    def numpy(self) -> np.ndarray:
        """The numbers, read-only, without a copy; the array outlives the tensor."""
        handle = self.native
        if self.dtype == Dtype.FLOAT32:
            return view(handle, _native.tensor_floats(handle), self.shape, "<f4")
        return view(handle, _native.tensor_ints(handle), self.shape, "<i8")

    def copy_to(self, array: np.ndarray) -> None:
        """Copies all numbers into an array of as many of the same type."""
        copy = (_native.tensor_copy_floats if self.dtype == Dtype.FLOAT32
                else _native.tensor_copy_ints)
        copy(array, self.native)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        array = self.numpy()
        if dtype is not None and array.dtype != dtype:
            return array.astype(dtype)
        return array.copy() if copy else array

    def __repr__(self) -> str:
        if self.closed:
            return "<Tensor, closed>"
        return f"<Tensor {self.dtype.name.lower()} {list(self.shape)}>"


TensorLike = Union[Tensor, np.ndarray, Sequence[Any]]


def as_tensor(values: TensorLike) -> Tensor:
    return values if isinstance(values, Tensor) else Tensor(values)


def as_native(values: TensorLike | None) -> Any:
    return None if values is None else as_tensor(values).native
