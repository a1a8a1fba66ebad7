"""The formats that can be loaded, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from graph.records import Record
from loaders import cordis, input_output, ror, tables
from loaders.faults import Faults
from loaders.progress import Progress
from ontology.errors import BadInput
from ontology.model import Ontology, Text

__all__ = ["FORMATS", "Format", "Loader", "format_named"]

Loader = Callable[[Path, Ontology, Faults, Progress | None], Iterator[Record]]
"""Reads what is at a path and yields records: entities before the links that lead to them. Raises BadInput."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format, what it is in one line, and its loader."""

    name: str
    description: Text
    records: Loader


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        one.name: one
        for one in (
            Format(
                "tables",
                Text(
                    "自己的表格：CSV 文件夹或 Excel 工作簿，表名与列名用本体中的名称",
                    "your own tables: a folder of CSV files or a workbook, called by the ontology's names",
                ),
                tables.records,
            ),
            Format(
                "cordis",
                Text(
                    "欧盟 CORDIS 项目库的 organization.csv 与 project.csv（文件夹或 zip）",
                    "organization.csv and project.csv of the EU's CORDIS (a folder or a zip)",
                ),
                cordis.records,
            ),
            Format(
                "ror",
                Text(
                    "研究机构注册库（ROR）的 JSON 数据（第2版结构）",
                    "the JSON dump of the Research Organization Registry (schema 2)",
                ),
                ror.records,
            ),
            Format(
                "input-output",
                Text("投入产出表：industries.csv 与 flows.csv", "an input-output table: industries.csv and flows.csv"),
                input_output.records,
            ),
        )
    }
)


def format_named(name: str) -> Format:
    """The format of this name. Raises BadInput."""
    if name not in FORMATS:
        raise BadInput(f"There is no format {name!r}.", f"Use one of {', '.join(FORMATS)}.")
    return FORMATS[name]
