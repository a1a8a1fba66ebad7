"""One columnar table for each class and each link type: what lies on disk, and how rows are read from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import polars as pl

from graph import codec
from graph.arrays import Array, Packed, load
from graph.csr import CSR
from graph.days import days, starts_on
from graph.records import Entity, Link
from ontology.model import Property, ValueType

__all__ = ["EntityTable", "LinkTable", "fields", "frame", "joined", "link_bits", "schema"]

DTYPES: Mapping[ValueType, Any] = {
    ValueType.STRING: pl.String,
    ValueType.INTEGER: pl.Int64,
    ValueType.DECIMAL: pl.Float64,
    ValueType.BOOLEAN: pl.Boolean,
    ValueType.DATE: pl.Date,
    ValueType.URI: pl.String,
    ValueType.CODE: pl.String,
}
COMMON: Mapping[str, Any] = {
    "sources": pl.List(pl.String),
    "validFrom": pl.Date,
    "validTo": pl.Date,
    "confidence": pl.Float64,
}
IDENTITY: Mapping[str, Any] = {"id": pl.String, "identifiers": pl.List(pl.String)}


def schema(properties: Mapping[str, Property], of_entities: bool) -> dict[str, Any]:
    """The columns of a table on disk. Properties with many values are lists; dates are dates."""
    own = {p.name: pl.List(DTYPES[p.type]) if p.many else DTYPES[p.type] for p in properties.values()}
    return {**(IDENTITY if of_entities else {}), **own, **COMMON}


def fields(values: Sequence[Entity] | Sequence[Link]) -> dict[str, tuple[Any, ...]]:
    """Field -> its value in each of some entities, or of some links (at least one), in their order."""
    return dict(zip(values[0]._fields, zip(*values, strict=True), strict=True))


def frame(of: Mapping[str, tuple[Any, ...]], columns: Mapping[str, Any]) -> pl.DataFrame:
    """The columns of entities or links that `fields` has taken apart."""
    said = of["properties"]
    data: dict[str, Sequence[Any]] = {
        "sources": of["sources"],
        "validFrom": of["valid_from"],
        "validTo": of["valid_to"],
        "confidence": of["confidence"],
    }
    if "identifiers" in columns:
        data |= {"id": of["id"], "identifiers": of["identifiers"]}
    for name in columns.keys() & set().union(*said):
        data[name] = [properties.get(name) for properties in said]
    return pl.DataFrame([_column(name, dtype, data.get(name), len(said)) for name, dtype in columns.items()])


def _column(name: str, dtype: Any, values: Sequence[Any] | None, length: int) -> pl.Series:
    if values is None or values.count(None) == length:
        return pl.Series(name, [None], dtype).new_from_index(0, length)
    if isinstance(dtype, pl.List):
        return _lists(values, dtype).alias(name)
    if dtype == pl.Date:
        return pl.Series(name, days(values, lambda text: text and starts_on(text)), pl.Int32).cast(pl.Date)
    return pl.Series(name, values, dtype, strict=False)


def _lists(values: Sequence[Any], dtype: pl.List) -> pl.Series:
    """A column of lists. Polars itself takes 6 µs a row to make one of Python sequences: ten times as long as this."""
    places: dict[Any, int] = {}
    coded = [places.setdefault(value, len(places)) for value in values]
    flat: list[Any] = []
    rows: list[int] = []
    for value, place in places.items():
        flat.extend(value or ())
        rows.extend([place] * len(value or ()))
    filled = pl.DataFrame({"row": rows, "of": pl.Series(flat, dtype=dtype.inner, strict=False)})
    lists = filled.group_by("row", maintain_order=True).agg("of")["of"].cast(dtype)
    ends = pl.Series("of", [[], None], dtype=dtype)
    filling = iter(range(2, 2 + len(lists)))
    where = [next(filling) if value else 1 if value is None else 0 for value in places]
    return pl.concat([ends, lists]).gather(pl.Series(where, dtype=pl.UInt32)).gather(pl.Series(coded, dtype=pl.UInt32))


class Columns:
    """The Arrow file of a table, of which columns are read when first wanted (Polars copies what it reads)."""

    def __init__(self, folder: Path | None, columns: Mapping[str, Any]) -> None:
        self.folder = folder
        self.schema = columns
        self._read: dict[str, pl.Series] = {}

    def columns(self, names: Iterable[str] | None = None) -> pl.DataFrame:
        """These columns, by default all; unknown names are passed over."""
        wanted = list(self.schema) if names is None else [name for name in names if name in self.schema]
        if self.folder is None:
            return pl.DataFrame(schema={name: self.schema[name] for name in wanted})
        missing = [name for name in wanted if name not in self._read]
        if missing:
            read = pl.read_ipc(self.folder / "columns.arrow", columns=missing)
            self._read |= {series.name: series for series in read}
        return pl.DataFrame([self._read[name] for name in wanted])


class EntityTable(Columns):
    """The entities of one class, ordered by node number."""

    def __init__(self, folder: Path | None, columns: Mapping[str, Any]) -> None:
        super().__init__(folder, columns)
        self.numbers: Array = load(folder, "numbers") if folder else np.empty(0, np.uint32)
        """The node number of every row, uint32, ascending."""

    @cached_property
    def rows(self) -> Packed:
        """The packed merged state of every row."""
        return Packed.open(self.folder, "rows") if self.folder else Packed.of(())

    def __len__(self) -> int:
        return len(self.numbers)


class LinkTable(Columns):
    """The links of one type, ordered by id. All arrays have one element a link."""

    ARRAYS: ClassVar[Mapping[str, Any]] = {
        "start": np.uint32,
        "end": np.uint32,
        "valid_from": np.int32,
        "valid_to": np.int32,
        "ids": np.uint64,
    }

    def __init__(self, kind: str, folder: Path | None, columns: Mapping[str, Any]) -> None:
        super().__init__(folder, columns)
        self.kind = kind

    def _load(self, name: str) -> Array:
        return load(self.folder, name) if self.folder else np.empty(0, self.ARRAYS.get(name, np.uint32))

    @cached_property
    def start(self) -> Array:
        """Node numbers."""
        return self._load("start")

    @cached_property
    def end(self) -> Array:
        """Node numbers."""
        return self._load("end")

    @cached_property
    def valid_from(self) -> Array:
        """Days (see `graph.days`)."""
        return self._load("valid_from")

    @cached_property
    def valid_to(self) -> Array:
        """Days (see `graph.days`)."""
        return self._load("valid_to")

    @cached_property
    def ids(self) -> Array:
        """The 64 bits of every link's id, ascending."""
        return self._load("ids")

    @cached_property
    def forward(self) -> CSR:
        """Links by start, for at least the nodes up to the last that starts one."""
        return self._csr("forward")

    @cached_property
    def backward(self) -> CSR:
        """Links by end, for at least the nodes up to the last that ends one."""
        return self._csr("backward")

    @cached_property
    def rows(self) -> Packed:
        """The packed merged state of every link."""
        return Packed.open(self.folder, "rows") if self.folder else Packed.of(())

    def _csr(self, name: str) -> CSR:
        if self.folder is None:
            return CSR.build(np.empty(0, np.uint32))
        return CSR(load(self.folder, f"{name}_indptr"), load(self.folder, f"{name}_order"))

    def __len__(self) -> int:
        return len(self.start)

    def find(self, id: str) -> int | None:
        """The row of the link with this id."""
        bits = _bits(id)
        if bits is None or not len(self):
            return None
        row = int(self.ids.searchsorted(np.uint64(bits)))
        return row if row < len(self) and self.ids.item(row) == bits else None

    def id(self, row: int) -> str:
        """The id of the link at a row."""
        return f"{codec.PREFIX}{self.ids.item(row):016x}"


def _bits(id: str) -> int | None:
    try:
        return (
            int(id.removeprefix(codec.PREFIX), 16) if codec.is_link(id) and len(id) == len(codec.PREFIX) + 16 else None
        )
    except ValueError:
        return None


def joined(arrays: Sequence[Array], dtype: Any) -> Array:
    """Arrays end to end, none giving an empty one."""
    return np.concatenate(arrays) if arrays else np.empty(0, dtype)


def link_bits(ids: Iterable[str]) -> Array:
    """The 64 bits of links' ids, uint64."""
    digits = "".join([id[len(codec.PREFIX) :] for id in ids])
    return np.frombuffer(bytes.fromhex(digits), ">u8").astype(np.uint64)
