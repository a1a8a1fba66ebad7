"""Compiles kernels with numba, and keeps the code beside them, so that a process that comes later need not."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba.core.caching import CompileResultCacheImpl, FunctionCache, InTreeCacheLocator, UserProvidedCacheLocator

__all__ = ["forget", "kernel"]

F = TypeVar("F", bound=Callable[..., Any])
FOLDER = Path(__file__).parent / "__pycache__"


class _Beside(InTreeCacheLocator):
    """The folder `__pycache__` beside the kernels, also if it can only be read: numba itself would pass it over."""

    def ensure_cache_path(self) -> None:
        with suppress(OSError):
            FOLDER.mkdir(exist_ok=True)


class _Places(CompileResultCacheImpl):
    _locator_classes = [UserProvidedCacheLocator, _Beside]  # noqa: RUF012 - as numba has it


class _Kept(FunctionCache):
    _impl_class = _Places

    def save_overload(self, sig: Any, data: Any) -> None:
        with suppress(OSError):  # in an install that can only be read: the next process compiles it again
            super().save_overload(sig, data)  # type: ignore[no-untyped-call]


def kernel(function: F) -> F:
    """Compile a function when it is first called with arguments of some types, and keep the code on disk.

    It holds no lock of Python's while it runs. Where the code can't be written, what is there is still used.
    """
    compiled: Any = numba.njit(nogil=True, error_model="numpy")(function)
    compiled._cache = _Kept(function)  # type: ignore[no-untyped-call]
    return cast(F, compiled)


def forget() -> None:
    """Throw away all kept code: numba does not notice that a kernel in another file has changed that a kernel calls."""
    for file in FOLDER.glob("*.nb[ci]"):
        file.unlink()
