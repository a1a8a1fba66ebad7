"""Compiled loops over arrays: what the networkx backend and the questions stand on. Only here is numba imported.

A kernel takes and returns arrays and numbers and knows nothing of graphs' names. Graphs come as compressed sparse rows:
the entries of node i are `indices[indptr[i]:indptr[i + 1]]`, with `indptr` int64[n + 1] and `indices` uint32[entries]
(uint64 past 2**32 nodes); weights are float64[entries]. An undirected edge is two entries, a self-loop one. Kernels
hold no lock of Python's, so that other threads go on; one that can take long looks now and then whether to stop.
"""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from analytics.kernels.compiling import kernel

__all__ = ["Array", "kernel"]

Array = NDArray[Any]
