"""Work in parts on all cores, with the same result on any number of them."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

import numpy as np

from analytics.kernels import Array

__all__ = ["PARTS", "in_parts"]

T = TypeVar("T")

PARTS = 32
"""Into how many parts work is cut, whatever the number of cores: so what is added up is added in the same order."""


def in_parts(items: Array, work: Callable[[Array], T], parts: int = PARTS) -> list[T]:
    """What `work` makes of each part of some items, in their order. `work` should be a kernel, which holds no lock."""
    cut = [part for part in np.array_split(items, parts) if len(part)]
    cores = min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, len(cut))
    if cores < 2:
        return [work(part) for part in cut]
    with ThreadPoolExecutor(cores) as pool:
        waiting = [pool.submit(copy_context().run, work, part) for part in cut]
        return [each.result() for each in waiting]
