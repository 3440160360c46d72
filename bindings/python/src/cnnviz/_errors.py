"""Exceptions: one type for each status. Written by bindings/generate from the C headers: change those."""

from ._enums import Status


class Error(Exception):
    """What every failed call raises, with the library's message: what was wrong, what was given,
    what is allowed."""

    status = Status.INTERNAL


class InvalidArgumentError(Error, ValueError):
    """An argument or option out of range, shapes that differ."""

    status = Status.INVALID_ARGUMENT


class NotFoundError(Error, LookupError):
    """No file, tensor, class, ... of that name."""

    status = Status.NOT_FOUND


class IoError(Error, OSError):
    """The system refused a file."""

    status = Status.IO


class CorruptError(Error):
    """A file is not what it should be, or breaks off."""

    status = Status.CORRUPT


class UnsupportedError(Error):
    """Valid, but beyond this library: an operator, say."""

    status = Status.UNSUPPORTED


class LimitError(Error):
    """Over a limit that the message names."""

    status = Status.LIMIT


class OutOfMemoryError(Error, MemoryError):
    """The system has no memory left."""

    status = Status.OUT_OF_MEMORY


class CancelledError(Error):
    """cnnviz_job_cancel() was called."""

    status = Status.CANCELLED


class MismatchError(Error):
    """Things that do not belong together: another's target."""

    status = Status.MISMATCH


class ForkedError(Error):
    """Forked from a process that computed with threads."""

    status = Status.FORKED


class NotFiniteError(Error):
    """NaN or infinity where numbers are needed."""

    status = Status.NOT_FINITE


class InternalError(Error):
    """An error of this library; please report it."""

    status = Status.INTERNAL


# By status; the native module raises from it.
ERRORS = {error.status: error for error in (
    InvalidArgumentError,
    NotFoundError,
    IoError,
    CorruptError,
    UnsupportedError,
    LimitError,
    OutOfMemoryError,
    CancelledError,
    MismatchError,
    ForkedError,
    NotFiniteError,
    InternalError,
)}

__all__ = [
    "Error",
    "InvalidArgumentError",
    "NotFoundError",
    "IoError",
    "CorruptError",
    "UnsupportedError",
    "LimitError",
    "OutOfMemoryError",
    "CancelledError",
    "MismatchError",
    "ForkedError",
    "NotFiniteError",
    "InternalError",
]
