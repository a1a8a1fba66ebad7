"""The folders of a snapshot that is being made: those it shares with the one before, and its own."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

__all__ = ["Folders"]


class Folders:
    """Part -> folder; a part that is made anew gets `root/PART-suffix`."""

    def __init__(self, shared: Mapping[str, Path], root: Path, suffix: str) -> None:
        self.named = dict(shared)
        self._root = root
        self._suffix = suffix

    def make(self, part: str) -> Path:
        """A new, empty folder for a part."""
        folder = self._root / f"{part}-{self._suffix}"
        folder.mkdir()
        self.named[part] = folder
        return folder

    def drop(self, part: str) -> None:
        """Remove the new folder of a part in which nothing is left."""
        shutil.rmtree(self.named.pop(part))
