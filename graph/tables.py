"""One columnar table for each class and each link type: what lies on disk, and how rows are read from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import polars as pl

from graph import codec
from graph.arrays import Array, load
from graph.csr import CSR, Incidence, SplicedCSR
from graph.days import days, starts_on
from graph.records import Entity, Link
from graph.segmented import Table
from ontology.model import Property, ValueType

__all__ = ["EntityTable", "LinkTable", "fields", "frame", "link_bits", "schema"]

FEW = 64
"""Rows for which it is not worth while to be clever."""

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
    if len(values) <= FEW:
        return pl.Series(values, dtype=dtype, strict=False)
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


class EntityTable(Table):
    """The entities of one class, ordered by node number."""

    ARRAYS: ClassVar[Mapping[str, Any]] = {"numbers": np.uint32}

    @property
    def numbers(self) -> Array:
        """The node number of every row, uint32, ascending."""
        return self.array("numbers")


class LinkTable(Table):
    """The links of one type, ordered by id. All arrays have one element a link."""

    ARRAYS: ClassVar[Mapping[str, Any]] = {
        "ids": np.uint64,
        "start": np.uint32,
        "end": np.uint32,
        "valid_from": np.int32,
        "valid_to": np.int32,
    }

    def __init__(self, kind: str, folder: Path | None, columns: Mapping[str, Any], later: Sequence[Path] = ()) -> None:
        super().__init__(folder, columns, later)
        self.kind = kind

    @property
    def start(self) -> Array:
        """Node numbers."""
        return self.array("start")

    @property
    def end(self) -> Array:
        """Node numbers."""
        return self.array("end")

    @property
    def valid_from(self) -> Array:
        """Days (see `graph.days`)."""
        return self.array("valid_from")

    @property
    def valid_to(self) -> Array:
        """Days (see `graph.days`)."""
        return self.array("valid_to")

    @property
    def ids(self) -> Array:
        """The 64 bits of every link's id, ascending."""
        return self.array("ids")

    @cached_property
    def forward(self) -> Incidence:
        """Links by start, for at least the nodes up to the last that starts one."""
        return self._incidence("forward", "start")

    @cached_property
    def backward(self) -> Incidence:
        """Links by end, for at least the nodes up to the last that ends one."""
        return self._incidence("backward", "end")

    def _incidence(self, name: str, end: str) -> Incidence:
        if self.folder is None:
            return CSR.build(np.empty(0, np.uint32))
        first = CSR(load(self.folder, f"{name}_indptr"), load(self.folder, f"{name}_order"))
        if self.order.plain:
            return first
        return SplicedCSR(first, self.order, self.added(end), lambda: self.array(end))

    def find(self, id: str) -> int | None:
        """The row of the link with this id."""
        bits = _bits(id)
        if bits is None or not len(self):
            return None
        found = self.find_all(np.array([bits], np.uint64))
        return int(found.item(0)) if len(found) else None

    def find_all(self, ids: Array) -> Array:
        """The rows of those links with these bits of ids (uint64) that are there, int64."""
        rows, first = self._added_ids.searchsorted(ids), self.first("ids")
        new = rows[_met(self._added_ids, rows, ids)]
        rows = first.searchsorted(ids)
        return np.concatenate([self.order.places[new], self.order.shown(rows[_met(first, rows, ids)])])

    @cached_property
    def _added_ids(self) -> Array:
        return self.added("ids")[self.order.added]

    def id(self, row: int) -> str:
        """The id of the link at a row."""
        return f"{codec.PREFIX}{self.item('ids', row):016x}"


def _bits(id: str) -> int | None:
    try:
        return (
            int(id.removeprefix(codec.PREFIX), 16) if codec.is_link(id) and len(id) == len(codec.PREFIX) + 16 else None
        )
    except ValueError:
        return None


def _met(values: Array, places: Array, wanted: Array) -> Array:
    """Whether what is at these places, which may be one too far, is what is wanted, as bool."""
    met = places < len(values)
    met[met] = values[places[met]] == wanted[met]
    return met


def link_bits(ids: Iterable[str]) -> Array:
    """The 64 bits of links' ids, uint64."""
    digits = "".join([id[len(codec.PREFIX) :] for id in ids])
    return np.frombuffer(bytes.fromhex(digits), ">u8").astype(np.uint64)
