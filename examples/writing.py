"""How the example files are written: the same rows give the same bytes, on every machine and on every day."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

__all__ = ["table", "write", "write_gzip"]


def table(
    columns: Sequence[str], rows: Iterable[Mapping[str, object]], delimiter: str = ",", quote_all: bool = False
) -> str:
    """Rows as CSV text. What a row does not have is left empty; what is no column is an error."""
    text = io.StringIO()
    writer = csv.DictWriter(
        text,
        columns,
        delimiter=delimiter,
        quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL,
        lineterminator="\n",
    )
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def write(path: Path, text: str) -> None:
    """UTF-8, line feeds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())


def write_gzip(path: Path, text: str) -> None:
    """Compressed, with no time and no file name in the header."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))
