"""Compiled loops over arrays: what the networkx backend and the questions stand on. Only here is numba imported.

A kernel takes and returns arrays and numbers and knows nothing of graphs' names. Graphs come as compressed sparse rows:
the entries of node i are `indices[indptr[i]:indptr[i + 1]]`, with `indptr` int64[n + 1] and `indices` uint32[entries]
(uint64 past 2**32 nodes); weights are float64[entries]. An undirected edge is two entries, a self-loop one. Kernels
hold no lock of Python's, so that other threads go on; one that can take long looks now and then whether to stop.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
from numpy.typing import NDArray

__all__ = ["Array", "kernel"]

Array = NDArray[Any]
F = TypeVar("F", bound=Callable[..., Any])


def kernel(function: F) -> F:
    """Compile a function when it is first called with arguments of some types, and keep the code on disk."""
    return cast(F, numba.njit(cache=True, nogil=True, error_model="numpy")(function))
