"""An input-output table: a folder with industries.csv and flows.csv, and who published it in Source.csv if need be.

industries.csv has `code` and `name`, perhaps `category` and `subcategory`. flows.csv has `supplier_industry`,
`buyer_industry`, `share_of_buyer_inputs`, and perhaps a column `value_…` whose ending is the unit (`value_musd`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from graph.records import Record, Value
from loaders.decoding import encoding_of
from loaders.delimited import first_line
from loaders.faults import Faults, Unreadable
from loaders.headed import headed
from loaders.members import Member, member
from loaders.numbers import decimal
from loaders.progress import Progress
from loaders.sheets import sheets
from loaders.table_sources import sources_of
from loaders.text import tidy
from ontology.model import Ontology, Text

__all__ = ["records"]

INDUSTRY = ("code", "name", "category", "subcategory")
FLOW = ("supplier_industry", "buyer_industry", "share_of_buyer_inputs")
HEADINGS = {
    "from": "supplier_industry",
    "to": "buyer_industry",
    "share": "share_of_buyer_inputs",
    "productCode": "code",
}

NO_CODE = Text("缺少行业代码。", "No code of the industry.")
NO_CODE_HINT = Text("补上代码。", "Fill in the code.")
SAME_CODE = Text("行业代码重复，此行未加载。", "The code is used twice; this row is not loaded.")
SAME_FLOW = Text("同一流量重复，此行未加载。", "The same flow again; this row is not loaded.")
OUTSIDE = Text("占比不在 0 至 1 之间。", "The share is not between 0 and 1.")
OUTSIDE_HINT = Text("写成小数（0.35）或百分数（35%）。", "Write a fraction (0.35) or a percentage (35%).")


def records(path: Path, ontology: Ontology, faults: Faults, progress: Progress | None = None) -> Iterator[Record]:
    """The source, industries as products, and which is an input to which: the supplier is upstream of the buyer.

    An industry that buys from itself is a fact and is kept, as are pairs that buy from each other.

    Raises
    ------
    BadInput
        If one of the two files or a column that can't be done without is missing, or a file is damaged.
    """
    industries, flows = member(path, "industries.csv", progress), member(path, "flows.csv", progress)
    source = sources_of(sheets(path, faults), path, ontology, faults)[0]
    yield source
    yield from _industries(industries, source.source, faults)
    yield from _flows(flows, source.source, faults)


def _industries(file: Member, source: str, faults: Faults) -> Iterator[Record]:
    rows = headed(file, faults, INDUSTRY, ("code", "name"), encoding_of(file))
    met: dict[str, int] = {}
    for line, row in rows.rows:
        code, name, category, subcategory = (tidy(row[index]) for index in rows.indexes)
        faults.place = (file.name, line, HEADINGS)
        if not code:
            faults.error("code", "", NO_CODE, NO_CODE_HINT)
        elif met.setdefault(code, line) != line:
            faults.error("code", code, SAME_CODE, _lines(met[code], line))
        else:
            said: dict[str, Value] = {"productCode": code}
            description = " / ".join(filter(None, (category, subcategory)))
            said.update({key: text for key, text in (("name", name), ("description", description)) if text})
            yield Record(source, code, "Product", said)


def _flows(file: Member, source: str, faults: Faults) -> Iterator[Record]:
    encoding = encoding_of(file)
    value_column = _value_column(first_line(file, encoding))
    rows = headed(file, faults, (*FLOW, value_column), FLOW[:2], encoding)
    unit = value_column.partition("_")[2].upper()
    headings = {**HEADINGS, "value": value_column}
    met: dict[str, int] = {}
    for line, row in rows.rows:
        supplier, buyer, share, value = (row[index].strip() for index in rows.indexes)
        faults.place = (file.name, line, headings)
        key = f"{supplier}/{buyer}"
        if not supplier or not buyer:
            faults.error(FLOW[0] if buyer else FLOW[1], "", NO_CODE, NO_CODE_HINT)
            continue
        if met.setdefault(key, line) != line:
            faults.error(FLOW[1], key, SAME_FLOW, _lines(met[key], line))
            continue
        said = _qualifiers(share, value, value_column, unit, faults)
        if said is not None:
            yield Record(source, key, "InputTo", said, (), f"{source}:{supplier}", f"{source}:{buyer}")


def _value_column(header: str) -> str:
    """The name of the column with values, which tells their unit; empty if there is none."""
    names = (name.strip().strip('"') for name in header.replace(";", ",").replace("\t", ",").split(","))
    return next((name for name in names if name.lower().startswith("value_")), "")


def _qualifiers(share: str, value: str, value_column: str, unit: str, faults: Faults) -> dict[str, Value] | None:
    """Share and value as far as they are known; None, with an error, if one can't be right."""
    said: dict[str, float] = {}
    for name, column, text in (("share", FLOW[2], share), ("value", value_column, value)):
        if text:
            try:
                said[name] = decimal(text)
            except Unreadable as error:
                faults.error(column, text, error.reason, error.advice)
                return None
    if not 0 <= said.get("share", 0) <= 1:
        faults.error(FLOW[2], share, OUTSIDE, OUTSIDE_HINT)
        return None
    return {**said, "valueUnit": unit} if "value" in said else dict(said)


def _lines(first: int, again: int) -> Text:
    return Text(f"先见于第 {first} 行，又见于第 {again} 行。", f"First on line {first}, again on line {again}.")
