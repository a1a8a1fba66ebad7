"""The folder of an export: it appears whole or not at all, and takes the place of an earlier export only."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from ontology.errors import BadInput

__all__ = ["new_folder"]

CONTENTS = "CONTENTS"
"""The file that lists the others, by which an export is known as such."""


@contextmanager
def new_folder(folder: Path, later: Collection[str] = ()) -> Iterator[Path]:
    """An empty folder beside `folder`, which takes its place in the end, unless an error is raised meanwhile.

    `later` are names of files that others may add. Raises BadInput if there is anything but an earlier export.
    """
    folder = folder.resolve()
    _refuse_foreign(folder, later)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as beside:
        made = Path(beside, "made")
        made.mkdir()
        yield made
        names = sorted(path.name for path in made.iterdir())
        (made / CONTENTS).write_text("".join(f"{name}\n" for name in names), encoding="utf-8")
        _refuse_foreign(folder, later)
        if folder.exists():
            folder.rename(Path(beside, "earlier"))
        made.rename(folder)


def _refuse_foreign(folder: Path, later: Collection[str]) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise BadInput(f"{folder} is a file.", "Name a folder.")
    listed = folder / CONTENTS
    known = {CONTENTS, *later, *(listed.read_text(encoding="utf-8").splitlines() if listed.is_file() else ())}
    strange = sorted(path.name for path in folder.iterdir() if path.name not in known)
    if strange:
        raise BadInput(f"{folder} has something else in it than an earlier export: {strange[0]}.", "Name a new folder.")
