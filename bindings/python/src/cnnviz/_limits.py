"""What files from strangers may ask for."""
from __future__ import annotations

from typing import Unpack

from . import _native
from ._handle import fill
from ._settings import LimitsSettings


def set_limits(**settings: Unpack[LimitsSettings]) -> None:
    """Sets the limits of this process for all calls that begin from now on; what is not given has the
    default again."""
    _native.limits_set(fill(_native.cnnviz_limits_options(), settings))
