"""The folders of a snapshot that is being made: those it shares with the one before, and its own."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

__all__ = ["Folders", "segment", "segments"]


class Folders:
    """Part -> folder; a part that is made anew gets `root/PART-suffix`.

    A table may have later segments: they are named as if they were parts, `PART+1`, `PART+2` and so on.
    """

    def __init__(self, shared: Mapping[str, Path], root: Path, suffix: str) -> None:
        self.named = dict(shared)
        self._root = root
        self._suffix = suffix

    def make(self, part: str) -> Path:
        """A new, empty folder, as all that a part consists of."""
        folder = self.begin(part)
        self.place(part, folder, 0)
        return folder

    def begin(self, part: str) -> Path:
        """A new, empty folder, that is `place`d when it is known what it is."""
        folder = self._root / f"{part}-{self._suffix}"
        folder.mkdir()
        return folder

    def place(self, part: str, folder: Path, at: int) -> None:
        """Make a folder segment number `at` of a part, and the last."""
        self.named[segment(part, at)] = folder
        while self.named.pop(segment(part, at := at + 1), None):
            pass

    def drop(self, folder: Path, part: str) -> None:
        """Remove the new folder of a part in which nothing is left."""
        shutil.rmtree(folder)
        self.place(part, folder, 0)
        del self.named[part]


def segment(part: str, at: int) -> str:
    """What segment number `at` of a part is called."""
    return f"{part}+{at}" if at else part


def segments(folders: Mapping[str, Path], part: str) -> list[Path]:
    """The folders of all segments of a part."""
    found: list[Path] = []
    while folder := folders.get(segment(part, len(found))):
        found.append(folder)
    return found
