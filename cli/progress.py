"""How far a long command has got."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

__all__ = ["shown_progress"]

SECONDS_BETWEEN_LINES = 5.0

Report = Callable[[str, int, int], None]
"""What is being done, how much of it is done, of how much."""


@contextmanager
def shown_progress(title: str) -> Iterator[Report]:
    """A bar on a terminal; elsewhere a line every few seconds, on standard error."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _Lines(title)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:3.0f} %"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bars:
        task = bars.add_task(title, total=None)
        yield lambda what, done, total: bars.update(task, description=what, completed=done, total=total)


class _Lines:
    """Says how far the reading has got, in plain lines."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._last = time.monotonic()

    def __call__(self, what: str, done: int, total: int) -> None:
        if time.monotonic() - self._last >= SECONDS_BETWEEN_LINES:
            self._last = time.monotonic()
            sys.stderr.write(f"{self._title}: {what}: {done / max(total, 1):.0%}\n")
