"""The files of a folder or a zip archive, or a single file, each of them plain or compressed with gzip."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, cast
from zipfile import BadZipFile, ZipFile, is_zipfile

from loaders.progress import Progress
from ontology.errors import BadInput

__all__ = ["Member", "member", "members", "sound"]

ARCHIVES = {".zip"}
"""Workbooks are zip files too, but are read whole."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file: its name without a `.gz`, its path if it is in no archive, and how to open it for reading bytes."""

    name: str
    path: Path | None
    open: Callable[[], IO[bytes]]


def members(path: Path, progress: Progress | None = None) -> list[Member]:
    """The visible files of a folder (not of folders inside it) or a zip archive, by name; or the one file `path` is.

    Raises BadInput if there is nothing to read.
    """
    if path.is_dir():
        found = [_plain(file, progress) for file in path.iterdir() if file.is_file()]
    elif path.is_file():
        found = _zipped(path, progress) if path.suffix.lower() in ARCHIVES else [_plain(path, progress)]
    else:
        raise BadInput(f"There is no file or folder {str(path)!r}.", "Check the path.")
    return sorted((one for one in found if not one.name.startswith((".", "~$"))), key=lambda one: one.name)


def member(path: Path, name: str, progress: Progress | None = None) -> Member:
    """The file of this name (in any case) in a folder or archive. Raises BadInput if there is none."""
    for one in members(path, progress):
        if one.name.lower() == name:
            return one
    raise BadInput(
        f"{str(path)!r} has no {name}.", f"Give the folder or the zip file that holds {name} (it may be {name}.gz)."
    )


@contextmanager
def sound(name: str) -> Iterator[None]:
    """Turn what a damaged file raises while it is read into BadInput."""
    try:
        yield
    except (OSError, EOFError, zlib.error, BadZipFile) as error:
        raise BadInput(f"{name} can't be read to its end: {error}.", "It may be damaged: fetch it again.") from error


def _plain(path: Path, progress: Progress | None) -> Member:
    def open_file() -> IO[bytes]:
        return _opened(path.open("rb"), path.name, path.stat().st_size, progress)

    return Member(_without_gz(path.name), path, open_file)


def _zipped(path: Path, progress: Progress | None) -> list[Member]:
    if not is_zipfile(path):
        raise BadInput(
            f"{path.name} is not a zip archive, or is damaged.", "Fetch it again, or unpack it and give the folder."
        )
    with ZipFile(path) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]

    def member_of(entry: str, size: int) -> Member:
        name = PurePosixPath(entry).name
        return Member(_without_gz(name), None, lambda: _opened(ZipFile(path).open(entry), name, size, progress))

    return [member_of(entry.filename, entry.file_size) for entry in entries if "__MACOSX" not in entry.filename]


def _opened(raw: IO[bytes], name: str, size: int, progress: Progress | None) -> IO[bytes]:
    stream = (
        raw if progress is None else cast(IO[bytes], io.BufferedReader(_Counted(raw, name, size, progress), 1 << 18))
    )
    return cast(IO[bytes], gzip.GzipFile(fileobj=stream)) if name.endswith(".gz") else stream


def _without_gz(name: str) -> str:
    return name.removesuffix(".gz")


class _Counted(io.RawIOBase):
    """A stream that tells `progress` how much of it has been read."""

    def __init__(self, raw: IO[bytes], name: str, size: int, progress: Progress) -> None:
        self._raw = raw
        self._name = name
        self._size = size
        self._done = 0
        self._progress = progress

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._raw.read(len(buffer))
        buffer[: len(data)] = data
        self._done += len(data)
        self._progress(self._name, self._done, self._size)
        return len(data)

    def close(self) -> None:
        self._raw.close()
        super().close()
