"""What methods return, and jobs."""
from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from . import _native
from ._enums import ResultKind
from ._handle import Handle
from ._image import Image
from ._tensor import Tensor


class Result(Handle, Mapping[str, Any]):
    """Named tensors and pictures in order, and one document. result["map"] is a NumPy array, or an
    Image; `tensor` and `image` give objects of the library."""

    __slots__ = ()

    @property
    def document(self) -> dict[str, Any]:
        """Method, parameters as used, targets as resolved, warnings ..."""
        return json.loads(self.json)

    @property
    def json(self) -> str:
        return _native.result_json(self.native)

    def kind(self, name: str) -> ResultKind:
        return ResultKind(_native.result_entry_kind(self.native, list(self).index(name)))

    def tensor(self, name: str) -> Tensor:
        return Tensor._of(_native.result_tensor(self.native, name))

    def image(self, name: str) -> Image:
        return Image._of(_native.result_image(self.native, name))

    def __len__(self) -> int:
        return _native.result_count(self.native)

    def __iter__(self) -> Iterator[str]:
        handle = self.native
        return (_native.result_name(handle, i) for i in range(_native.result_count(handle)))

    def __contains__(self, name: object) -> bool:
        return name in list(self)

    def __getitem__(self, name: str) -> Any:
        if name in self and self.kind(name) == ResultKind.IMAGE:
            return self.image(name)
        return self.tensor(name).numpy()

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        if self.closed:
            return "<Result, closed>"
        return f"<Result of {self.document['method']}: {', '.join(self)}>"


class Job(Handle):
    """Watches and cancels a call from another thread."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__(_native.job_create())

    def cancel(self) -> None:
        """The running call, and every later one with this job, raises CancelledError."""
        _native.job_cancel(self.native)

    @property
    def cancelled(self) -> bool:
        return bool(_native.job_cancelled(self.native))

    @property
    def done(self) -> int:
        return _native.job_done(self.native)

    @property
    def total(self) -> int:
        return _native.job_total(self.native)

    @property
    def stage(self) -> str:
        return _native.job_stage(self.native)
