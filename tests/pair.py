"""The command line on the same data in both stores."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from tests.running import Done, Pilotgraph

__all__ = ["Pair", "timeless"]

TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?(\+00:00|Z)?)?")


class Pair(NamedTuple):
    """The command line on SQLite and on Neo4j."""

    file: Pilotgraph
    base: Pilotgraph

    def run(self, *arguments: str | Path, code: int = 0) -> list[str]:
        """What a command says on both, without times: the same lines, though properties may come in another order."""
        file, base = (_said(one(*arguments, code=code)) for one in self)
        assert sorted(base) == sorted(file)
        return base


def timeless(text: str) -> str:
    """The text without times, of which each load has its own."""
    return TIME.sub("…", text)


def _said(done: Done) -> list[str]:
    return timeless(done.out + done.err).splitlines()
