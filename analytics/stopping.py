"""A flag by which somebody else stops long work: kernels look at it between two steps."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import numpy as np
from numpy.typing import NDArray

__all__ = ["Stopped", "raise_if_stopped", "stop_flag", "stopped_by"]

Flag = NDArray[np.uint8]
"""One element; 0 means go on."""

_NEVER: Flag = np.zeros(1, np.uint8)
_flag: ContextVar[Flag] = ContextVar("stop flag", default=_NEVER)


class Stopped(BaseException):
    """Work was given up because nobody waits for it any more. Not an Exception: nothing is wrong."""


def stop_flag() -> Flag:
    """The flag that work in this context looks at. Kernels take it as an argument."""
    return _flag.get()


def raise_if_stopped() -> None:
    """Raise Stopped if the flag is set: after a kernel, whose result then is not whole."""
    if _flag.get()[0]:
        raise Stopped


@contextmanager
def stopped_by(flag: Flag) -> Iterator[None]:
    """Let work inside look at this flag."""
    token = _flag.set(flag)
    try:
        yield
    finally:
        _flag.reset(token)
