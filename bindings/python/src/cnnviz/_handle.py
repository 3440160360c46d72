"""What all objects have in common: a native handle that close() drops, and settings."""
from __future__ import annotations

import difflib
import os
from enum import IntEnum
from typing import Any, Iterable, Mapping, TypeVar

from . import _enums
from ._errors import InvalidArgumentError

Self = TypeVar("Self", bound="Handle")


class Handle:
    """Owns one native handle, which goes with close(), at the end of a `with` block, or with the
    object. A call that runs on another thread meanwhile keeps the handle until it returns."""

    __slots__ = ("_handle", "__weakref__")

    def __init__(self, handle: Any):
        self._handle = handle

    @classmethod
    def _of(cls: type[Self], handle: Any) -> Self:
        """An object of a handle that the library has made."""
        made = cls.__new__(cls)
        made._handle = handle
        return made

    @property
    def native(self) -> Any:
        """The handle, for functions of `cnnviz._native`."""
        handle = self._handle
        if handle is None:
            raise InvalidArgumentError(f"this {type(self).__name__} is closed")
        return handle

    @property
    def closed(self) -> bool:
        return self._handle is None

    def close(self) -> None:
        """Gives the handle back; a second time it does nothing."""
        self._handle = None

    def __enter__(self: Self) -> Self:
        self.native
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def native(handle: Handle | None) -> Any:
    return None if handle is None else handle.native


def path_text(path: Any) -> str | bytes:
    return os.fspath(path)


def list_text(names: str | Iterable[str] | None) -> str | None:
    """Names as the C interface lists them: quoted, separated by commas. One text is one name."""
    if names is None:
        return None
    if isinstance(names, (str, bytes, os.PathLike)):
        names = [names]
    quoted = (os.fsdecode(name).replace("\\", "\\\\").replace('"', '\\"') for name in names)
    return ",".join(f'"{name}"' for name in quoted)


def enum_value(kind: type[IntEnum], value: int | str) -> IntEnum:
    """A value of an enumeration, which may be given by its name."""
    if isinstance(value, str):
        known = kind.__members__
        name = value.upper().replace("-", "_")
        if name not in known:
            near = difflib.get_close_matches(name, known, 3, 0.0)
            raise InvalidArgumentError(
                f'no {kind.__name__} is called "{value}"; allowed: '
                f'{", ".join(n.lower() for n in known)}; nearest: {near[0].lower()}')
        return known[name]
    return kind(value)


def fill(options: Any, settings: Mapping[str, object]) -> Any:
    """Sets fields of a native options object, which begins with the library's defaults."""
    if "preset" in settings and hasattr(options, "use_preset"):
        options.use_preset(settings["preset"])
        settings = {name: value for name, value in settings.items() if name != "preset"}
    kind = type(options)
    for name, value in settings.items():
        if not isinstance(getattr(kind, name, None), property):
            known = [n for n in dir(kind) if isinstance(getattr(kind, n), property) and n != "thisown"]
            near = difflib.get_close_matches(name, known, 1, 0.0)
            raise TypeError(f"there is no setting {name}; nearest: {near[0]}; "
                            f"allowed: {', '.join(sorted(known))}")
        if isinstance(value, str):
            value = enum_value(_enums_of(name), value)
        setattr(options, name, value)
    return options


# Settings whose name is not that of their enumeration.
_NAMED = {"order": "MapOrder", "scale": "FilterScale", "method": "ChannelMethod",
          "source": "PatchSource"}


def _enums_of(setting: str) -> type[IntEnum]:
    kind = getattr(_enums, _NAMED.get(setting, setting.title().replace("_", "")), None)
    if not isinstance(kind, type):
        raise TypeError(f"the setting {setting} is a number")
    return kind
