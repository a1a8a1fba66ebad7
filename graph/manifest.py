"""Which folders make up the newest snapshot: a manifest that is swapped in one step, and cleaning up behind it.

A reader holds a shared lock on the manifest that it opened; a manifest that somebody holds keeps its folders. Locks die
with their process, so nothing has to be mended after a crash: no manifest names what a dead builder has left.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import weakref
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from ontology.errors import StoreError

__all__ = ["Held", "Manifest", "building", "hold", "next_generation", "publish", "sweep"]

FORMAT = 2
CURRENT = "manifest.json"
AT_ONCE = 8
"""Files that are written out."""


class Manifest(NamedTuple):
    """What a snapshot consists of.

    `committed` is when its version was committed, which tells its store from another that has come as far; `ontology`
    is a digest; `generation` counts the manifests of this folder.
    """

    version: int
    committed: str
    ontology: str
    generation: int
    folders: Mapping[str, str]


class Held:
    """A manifest whose folders stay as long as this object lives."""

    def __init__(self, manifest: Manifest, descriptor: int) -> None:
        self.manifest = manifest
        self._descriptor = descriptor
        weakref.finalize(self, os.close, descriptor)

    def is_there(self) -> bool:
        """Whether the folders are those that it names: somebody may have removed them all, and begun anew."""
        return os.fstat(self._descriptor).st_nlink > 0


def hold(root: Path) -> Held | None:
    """The newest manifest, None if there is none that can be used. Raises StoreError if the folder can't be read."""
    with _legible(root):
        return _hold(root)


def _hold(root: Path) -> Held | None:
    while True:
        try:
            descriptor = os.open(root / CURRENT, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        if os.fstat(descriptor).st_nlink:
            break
        os.close(descriptor)  # swapped, and cleaned away, before we had the lock
    with os.fdopen(os.dup(descriptor), "rb") as file:
        manifest = _parsed(file.read())
    if manifest is None or not set(manifest.folders.values()) <= {path.name for path in root.iterdir()}:
        os.close(descriptor)
        return None
    return Held(manifest, descriptor)


def _parsed(text: bytes) -> Manifest | None:
    try:
        told: dict[str, Any] = orjson.loads(text)
        return Manifest(**told) if told.pop("format") == FORMAT else None
    except (orjson.JSONDecodeError, TypeError, KeyError, AttributeError):
        return None


@contextmanager
def building(root: Path) -> Iterator[None]:
    """Be the only builder in this folder: others wait. Raises StoreError if it can't be written to."""
    with _legible(root):
        root.mkdir(parents=True, exist_ok=True)
        with (root / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


@contextmanager
def _legible(root: Path) -> Iterator[None]:
    """Make a StoreError of what the operating system refuses."""
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"The snapshot in {root} can't be read or written: {error}.", "Check the disk's space and the permissions."
        ) from error


def next_generation(root: Path) -> int:
    """A number that no manifest or folder, not even one that a dead builder has left, has in its name."""
    ends = (path.stem.rpartition("-")[2] for path in root.iterdir())
    return 1 + max((int(end) for end in ends if end.isdecimal()), default=0)


def publish(root: Path, manifest: Manifest) -> None:
    """Make this the newest manifest, and remove what no longer serves anybody. Only inside `building`."""
    before = _read(root / CURRENT)
    if before and not _kept_as(root, before.generation).exists():
        os.link(root / CURRENT, _kept_as(root, before.generation))
    fresh = root / "manifest.new"
    fresh.write_bytes(orjson.dumps({"format": FORMAT, **manifest._asdict()}, option=orjson.OPT_INDENT_2))
    shared = set(before.folders.values()) if before else set()
    folders = [root / name for name in manifest.folders.values() if name not in shared]
    _write_out([fresh, *(path for folder in folders for path in folder.iterdir()), *folders, root])
    fresh.replace(root / CURRENT)
    _written_out(root)
    _retire(root, {manifest.generation, before.generation if before else None})
    sweep(root)


def sweep(root: Path) -> None:
    """Remove the folders that no manifest names. Only inside `building`."""
    manifests = [_parsed(path.read_bytes()) for path in root.glob("manifest*.json")]
    named = {folder for manifest in manifests if manifest for folder in manifest.folders.values()}
    for folder in root.iterdir():
        if folder.is_dir() and folder.name not in named:
            shutil.rmtree(folder)


def _read(path: Path) -> Manifest | None:
    return _parsed(path.read_bytes()) if path.exists() else None


def _kept_as(root: Path, generation: int) -> Path:
    return root / f"manifest-{generation:06}.json"


def _write_out(paths: Sequence[Path]) -> None:
    """Have the operating system write out files, and the names in folders; together, as it writes them together."""
    if len(paths) <= AT_ONCE:
        for path in paths:
            _written_out(path)
    else:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(_written_out, paths))


def _written_out(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _retire(root: Path, keep: set[int | None]) -> None:
    """Remove the manifests of old generations, but for some and those that a reader holds."""
    for path in root.glob("manifest-*.json"):
        found = _read(path)
        if (found.generation if found else None) not in keep:
            with path.open("rb") as file:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    continue
                path.unlink()
