"""What was made lately, up to a total weight; what was used least lately goes first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

__all__ = ["Kept"]

T = TypeVar("T")


class Kept(Generic[T]):
    """A cache bounded by what its values weigh. Safe to share between threads."""

    def __init__(self, most: int, weigh: Callable[[T], int] = lambda _: 1) -> None:
        self.most = most
        self.weigh = weigh
        self.weight = 0
        self._values: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: Hashable) -> T | None:
        """What was put under a key, if it is still there."""
        with self._lock:
            value = self._values.get(key)
            if value is not None:
                self._values.move_to_end(key)
            return value

    def put(self, key: Hashable, value: T) -> None:
        """Keep a value, unless it weighs more than all that may be kept."""
        weight = self.weigh(value)
        if weight > self.most:
            return
        with self._lock:
            old = self._values.pop(key, None)
            self.weight += weight - (0 if old is None else self.weigh(old))
            self._values[key] = value
            while self.weight > self.most:
                _, oldest = self._values.popitem(last=False)
                self.weight -= self.weigh(oldest)
