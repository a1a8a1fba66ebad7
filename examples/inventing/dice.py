"""Chance that falls the same way on every Python: only `random()` of a seeded generator is promised to stay."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

__all__ = ["Dice"]

Item = TypeVar("Item")


class Dice:
    """One stream of chance a topic, so that a change in one table leaves the others as they were."""

    def __init__(self, topic: str) -> None:
        self._random = random.Random(f"pilotgraph {topic}").random

    def chance(self, probability: float) -> bool:
        return self._random() < probability

    def between(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + int(self._random() * (high - low + 1))

    def pick(self, items: Sequence[Item]) -> Item:
        return items[int(self._random() * len(items))]

    def some(self, items: Sequence[Item], count: int) -> list[Item]:
        """Distinct items, all of them when there are fewer than `count`."""
        left = list(items)
        return [left.pop(int(self._random() * len(left))) for _ in range(min(count, len(left)))]

    def day(self, first: str, last: str) -> str:
        """An ISO date, both ends included."""
        start = date.fromisoformat(first)
        return (start + timedelta(days=self.between(0, (date.fromisoformat(last) - start).days))).isoformat()
