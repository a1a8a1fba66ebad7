"""Columns on disk: NumPy arrays, and byte strings packed end to end. Read by memory mapping."""

from __future__ import annotations

import mmap
from array import array
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Array", "Packed", "Spool", "joined", "load", "load_all", "save", "save_all", "splice"]

Array = NDArray[Any]
AT_ONCE = 8192
"""Strings that are gathered before they are written."""


def save(folder: Path, name: str, values: Array) -> None:
    """Write an array as `name`.npy."""
    with (folder / f"{name}.npy").open("wb") as file:
        np.save(file, values, allow_pickle=False)


def load(folder: Path, name: str) -> Array:
    """The array `name`.npy, memory-mapped, read-only."""
    mapped = np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)
    plain: Array = mapped.view(np.ndarray)  # np.memmap itself takes four times as long to index
    return plain


def save_all(folder: Path, name: str, arrays: Iterable[Array]) -> None:
    """Write several arrays as `name`.npy, one after the other: give those with the largest items first."""
    with (folder / f"{name}.npy").open("wb") as file:
        for values in arrays:
            np.save(file, values, allow_pickle=False)


def load_all(folder: Path, name: str) -> list[Array]:
    """The arrays that `save_all` wrote, memory-mapped, read-only."""
    arrays = []
    with (folder / f"{name}.npy").open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        while file.tell() < len(mapped):
            np.lib.format.read_magic(file)
            (length,), _, dtype = np.lib.format.read_array_header_1_0(file)
            arrays.append(np.frombuffer(mapped, dtype, length, file.tell()))
            file.seek(length * dtype.itemsize, 1)
    return arrays


def joined(arrays: Sequence[Array], dtype: Any) -> Array:
    """Arrays end to end, none giving an empty one."""
    return np.concatenate(arrays) if arrays else np.empty(0, dtype)


class Packed:
    """Byte strings packed end to end: string i is `blob[offsets[i]:offsets[i + 1]]`; `offsets` is uint64[n + 1]."""

    __slots__ = ("blob", "offsets")

    def __init__(self, blob: mmap.mmap | bytes | memoryview, offsets: Array) -> None:
        self.blob = blob
        self.offsets = offsets

    @classmethod
    def of(cls, strings: Iterable[bytes]) -> Packed:
        """Packed in memory."""
        listed = list(strings)
        return cls(b"".join(listed), _offsets(np.fromiter(map(len, listed), np.uint64, len(listed))))

    @classmethod
    def joined(cls, parts: Sequence[Packed]) -> Packed:
        """The strings of some, one after the other: copied, unless they are those of one."""
        if len(parts) == 1:
            return parts[0]
        blob = b"".join([part.blob[: part.offsets.item(-1)] for part in parts])
        return cls(blob, _offsets(np.concatenate([np.empty(0, np.uint64), *(part.lengths() for part in parts)])))

    @classmethod
    def open(cls, folder: Path, name: str) -> Packed:
        """`name`.bin and its offsets `name`.npy, memory-mapped."""
        offsets = load(folder, name)
        if not offsets[-1]:
            return cls(b"", offsets)
        with (folder / f"{name}.bin").open("rb") as file:
            return cls(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ), offsets)

    def save(self, folder: Path, name: str) -> None:
        """Write `name`.bin and `name`.npy."""
        with (folder / f"{name}.bin").open("wb") as file:
            file.write(self.blob)
        save(folder, name, self.offsets)

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, i: int) -> bytes:
        offsets = self.offsets
        return bytes(self.blob[offsets.item(i) : offsets.item(i + 1)])

    def text(self, i: int) -> str:
        """String i, decoded."""
        return self[i].decode()

    def taken(self, rows: Array) -> Packed:
        """The strings at some places, copied."""
        return Packed.of([self[row] for row in rows.tolist()])

    def lengths(self) -> Array:
        """The length of every string in bytes, uint64[n]."""
        return np.diff(self.offsets)

    def first_not_below(self, key: bytes) -> int:
        """Where strings that are sorted stop being less than `key`."""
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self[middle] < key:
                low = middle + 1
            else:
                high = middle
        return low

    def starting_with(self, prefix: bytes) -> tuple[int, int]:
        """The range of sorted strings that start with `prefix` (UTF-8, so no byte of it is 0xFF)."""
        return self.first_not_below(prefix), self.first_not_below(prefix + b"\xff")


class Spool:
    """A file of packed strings that is being written: what `Packed.open` reads once `close` is done."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        self.name = name
        self.lengths = array("Q")
        self._file = (folder / f"{name}.bin").open("wb")

    def extend(self, strings: bytes, lengths: Sequence[int]) -> None:
        """Write more strings, given end to end."""
        self._file.write(strings)
        self.lengths.extend(lengths)

    def close(self) -> None:
        """Write out the file and its offsets."""
        self._file.close()
        save(self.folder, self.name, _offsets(np.frombuffer(self.lengths, np.uint64)))


def splice(old: Packed, new: Packed, order: Array, folder: Path, name: str) -> None:
    """Write the strings `order` (indices into old followed by new) as `name`; runs of neighbours are copied at once."""
    is_first = np.ones(len(order), bool)
    is_first[1:] = (np.diff(order) != 1) | (order[1:] == len(old))
    firsts, lasts = order[is_first], order[np.roll(is_first, -1)]
    starts = np.concatenate([old.offsets[:-1], new.offsets[:-1]])[firsts].tolist()
    stops = np.concatenate([old.offsets[1:], new.offsets[1:]])[lasts].tolist()
    blobs = [old.blob if is_old else new.blob for is_old in (firsts < len(old)).tolist()]
    with (folder / f"{name}.bin").open("wb") as file:
        runs = zip(blobs, starts, stops, strict=True)
        while some := [blob[start:stop] for blob, start, stop in islice(runs, AT_ONCE)]:
            file.write(b"".join(some))
    save(folder, name, _offsets(np.concatenate([old.lengths(), new.lengths()])[order]))


def _offsets(lengths: Array) -> Array:
    offsets = np.zeros(len(lengths) + 1, np.uint64)
    np.cumsum(lengths, out=offsets[1:])
    return offsets
