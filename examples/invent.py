"""Make the invented part of the examples: `python -m examples.invent`. The same words and seeds give the same files.

Nothing in examples/platforms is real but the regions, the kinds of product and the few organizations named by a PIC.
Half of the tables are in Chinese, file names and headers too: the labels are those of the ontology.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from examples.inventing import collectives, criteria, organizations, platforms, results, trade
from examples.inventing.real import ORGANIZATIONS
from examples.inventing.tables import Row, Tables, together
from examples.writing import table, write
from ontology.model import Ontology, Property, ValueType
from ontology.reader import read

__all__ = ["files", "main"]

HERE = Path(__file__).parent / "platforms"

CHINESE = {
    "Achievement",
    "CriteriaSet",
    "Criterion",
    "Demand",
    "Enterprise",
    "HasLine",
    "Holds",
    "HoldsTier",
    "Operates",
    "PilotLine",
    "PilotPlatform",
    "Raises",
    "ResultedIn",
    "TestedAt",
}

SOURCE: Row = {
    "id": "source:example",
    "name": "虚构的中试平台体系 An invented pilot-testing platform system",
    "description": (
        "全部机构、平台、成果、关系与数值均为虚构，标识均以 invented- 开头；"
        "统一社会信用代码使用不存在的行政区划 000000。"
        "以 pic: 引用的真实机构与虚构平台、联合体的关系同样是虚构的。"
        "Every organization, platform, result, relation and figure is invented, and every id begins with invented-; "
        "the social credit codes are of the administrative division 000000, which does not exist. That the real "
        "organizations named by pic: have to do with invented platforms and consortia is invented as well."
    ),
    "licence": "CC0-1.0",
    "publisher": "Pilotgraph",
}


def invented() -> Tables:
    """All tables, by ontology name."""
    bodies = organizations.organizations()
    all_platforms = platforms.platforms(bodies)
    return together(
        [
            {"Source": [SOURCE]},
            organizations.tables(bodies),
            *real_organizations(),
            platforms.tables(all_platforms),
            trade.tables(bodies),
            collectives.tables(bodies, all_platforms),
            results.tables(bodies, all_platforms),
            criteria.tables(),
        ]
    )


def real_organizations() -> Iterable[Tables]:
    """Their names only, so that the folder can be loaded by itself; what any other source says of them comes first."""
    for pic, (kind, name) in ORGANIZATIONS.items():
        yield {kind: [{"id": pic, "name": name, "confidence": "0.1"}]}


def files(ontology: Ontology) -> dict[str, str]:
    """File name -> text."""
    return dict(file_of(ontology, name, rows) for name, rows in invented().items())


def file_of(ontology: Ontology, name: str, rows: list[Row]) -> tuple[str, str]:
    """One table, with the columns that any of its rows fills, in the order of the ontology."""
    filled = {column for row in rows for column, value in row.items() if value != ""}
    labels = {column: label for column, label in columns(ontology, name) if column in filled}
    assert labels.keys() == filled, (name, filled - labels.keys())
    if name not in CHINESE:
        return f"{name}.csv", table(list(labels), ({c: row.get(c, "") for c in labels} for row in rows))
    label = (ontology.classes.get(name) or ontology.links[name]).label.zh
    in_chinese = ({labels[c]: chinese(ontology, name, c, row.get(c, "")) for c in labels} for row in rows)
    return f"{label}.csv", table(list(labels.values()), in_chinese)


def chinese(ontology: Ontology, name: str, column: str, value: object) -> object:
    """A code by its label, as a value or as the end of a link; true and false as 是 and 否."""
    prop = own_properties(ontology, name).get(column)
    if prop and prop.type is ValueType.BOOLEAN:
        return {"true": "是", "false": "否"}.get(str(value), value)
    if column in {"from", "to"}:
        scheme, _, notation = str(value).partition(":")
    else:
        scheme, notation = (prop.scheme if prop else None) or "", str(value)
    concepts = ontology.schemes[scheme].concepts if scheme in ontology.schemes else {}
    return concepts[notation].label.zh if notation in concepts else value


def columns(ontology: Ontology, name: str) -> Iterable[tuple[str, str]]:
    """Name and Chinese label of every column that a table can have."""
    common, own = ontology.common, own_properties(ontology, name)
    first = ["id"] if name in ontology.classes else ["from", "to"]
    last = ["validFrom", "validTo", "confidence", "access"]
    identifiers = ontology.identifiers if name in ontology.classes else {}
    yield from ((column, common[column].label.zh) for column in first)
    yield from ((column, scheme.label.zh) for column, scheme in identifiers.items())
    yield from ((column, held.label.zh) for column, held in own.items())
    yield from ((column, common[column].label.zh) for column in last)


def own_properties(ontology: Ontology, name: str) -> Mapping[str, Property]:
    return ontology.classes[name].properties if name in ontology.classes else ontology.links[name].qualifiers


def main(target: Path = HERE) -> None:
    for name, text in files(read()).items():
        write(target / name, text)
        print(f"{(target / name).stat().st_size:>9,}  {name}")


if __name__ == "__main__":
    main()
