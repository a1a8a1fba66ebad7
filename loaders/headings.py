"""Which class, link type, property or code a name in somebody's table means, and which columns a table can have.

All of it derives from the ontology: a name or a label in either language will do, or both together (`name 名称`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeVar

from loaders.text import plain
from ontology.codes import fold, lookup
from ontology.model import Concept, EntityClass, IdentifierScheme, LinkType, Ontology, Property, Scheme, Text

__all__ = [
    "LONGEST_SHEET_NAME",
    "Column",
    "Part",
    "Subject",
    "by_name",
    "code_names",
    "columns",
    "match",
    "scale",
    "shown",
    "subjects",
]

Subject = EntityClass | LinkType
T = TypeVar("T")

KIND = Text("类别", "kind")
KIND_DEFINITION = Text("此行实体所属的类。", "The class of what the row is about.")
SOURCE_DEFINITION = Text(
    "来源表中的标识；缺省为来源表的第一行。", "Its id in the table of sources; if blank, the first one."
)
MARK = " *"
LONGEST_SHEET_NAME = 31
"""So much of its name a spreadsheet keeps."""

SCALES = {"千": 10**3, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8}

_BRACKETED = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_SCALED = re.compile("(千万|百万|千|万|亿)(?:元|欧元|人民币|人|台|套|件|个|项|次|$)")
_HAN = re.compile("[\u3400-\u9fff]")


class Part(IntEnum):
    """What part of a record a column gives."""

    COMMON = 0
    IDENTIFIER = 1
    PROPERTY = 2
    LINKS_FROM = 3
    LINKS_TO = 4


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a table can have. `name` is that of a property, an identifier scheme or a link type.

    Under LINKS_FROM stands what the entities of the rows are linked to, under LINKS_TO what is linked to them.
    """

    part: Part
    name: str
    label: Text
    definition: Text
    prop: Property | None = None
    required: bool = False
    names: tuple[str, ...] = ()
    """What else the column may be called."""


def subjects(ontology: Ontology) -> dict[str, Subject]:
    """Every class and link type by its folded names; where two collide, names come before labels."""
    every: list[Subject] = [*ontology.classes.values(), *ontology.links.values()]
    both = [(f"{one.name} {one.label.zh}"[:LONGEST_SHEET_NAME], one) for one in every]
    plurals = [(one.plural, one) for one in ontology.classes.values()]
    labels = [(label, one) for one in every for label in (one.label.zh, one.label.en)]
    return _first_wins([*((one.name, one) for one in every), *both, *labels, *plurals])


def columns(ontology: Ontology, subject: Subject) -> tuple[Column, ...]:
    """Every column that a table of this class or link type can have."""
    if isinstance(subject, LinkType):
        own = [_common(ontology, name, required=name != "id") for name in ("id", "from", "to")]
        return (*own, *map(_property, subject.qualifiers.values()), *_closing(ontology))
    kind = [Column(Part.COMMON, "kind", KIND, KIND_DEFINITION, required=True)] if subject.abstract else []
    return (
        _common(ontology, "id", required=True),
        *kind,
        *(_identifier(one) for one in ontology.identifiers.values() if _applies(ontology, one, subject)),
        *map(_property, subject.properties.values()),
        *_link_columns(ontology, subject),
        *(one for one in _closing(ontology) if one.name != "source" or subject.name != "Source"),
    )


def by_name(found: Iterable[Column]) -> dict[str, Column]:
    """Columns by their folded names; where two collide, names come before labels, and the earlier before the later."""
    every = list(found)
    both = [(f"{one.name} {one.label.zh}", one) for one in every]
    labels = [*both, *((label, one) for one in every for label in (one.label.zh, one.label.en, *one.names))]
    return _first_wins([*((one.name, one) for one in every), *labels])


def code_names(scheme: Scheme) -> dict[str, str]:
    """Notations by everything that a code may be called, codes that other lists give it (GB/T 2260) included."""
    concepts = scheme.concepts.values()
    both = [(shown(concept), concept.notation) for concept in concepts]
    foreign = [(value, one.notation) for one in concepts for _, value in one.properties if isinstance(value, str)]
    return _first_wins([*lookup(scheme).items(), *both, *foreign])


def shown(concept: Concept) -> str:
    """A code as it is offered for choice."""
    zh, en = concept.label.zh, concept.label.en
    return zh if zh == en else f"{zh} {en}"


def match(text: str, known: Mapping[str, T]) -> T | None:
    """What a text names among folded names. A mark, brackets or both languages together do not matter."""
    whole = plain(text)
    bare = " ".join(_BRACKETED.sub(" ", whole).strip(MARK).split())
    bracketed = [one or other for one, other in _BRACKETED.findall(whole)]
    found = next((known[name] for name in map(fold, (whole, bare, *bracketed)) if name in known), None)
    return found if found is not None else _in_both(bare.split(), known)


def _in_both(words: list[str], known: Mapping[str, T]) -> T | None:
    """What the Chinese and the other words of a text both name."""
    chinese = known.get(fold(" ".join(word for word in words if _HAN.search(word))))
    other = known.get(fold(" ".join(word for word in words if not _HAN.search(word))))
    return chinese if chinese is not None and chinese == other else None


def scale(heading: str) -> int:
    """By how much numbers under a heading are multiplied: 10,000 where it says 万元 in brackets."""
    units = [one or other for one, other in _BRACKETED.findall(plain(heading))]
    signs = [match[1] for unit in units if (match := _SCALED.match(unit))]
    return SCALES[signs[0]] if signs else 1


def _first_wins(pairs: Iterable[tuple[str, T]]) -> dict[str, T]:
    found: dict[str, T] = {}
    for name, one in pairs:
        if folded := fold(plain(name)):
            found.setdefault(folded, one)
    return found


def _common(ontology: Ontology, name: str, *, required: bool = False) -> Column:
    prop = ontology.common[name]
    return Column(Part.COMMON, name, prop.label, prop.definition, prop, required)


def _closing(ontology: Ontology) -> list[Column]:
    found = [_common(ontology, name) for name in ("validFrom", "validTo", "confidence", "access")]
    return [*found, Column(Part.COMMON, "source", ontology.classes["Source"].label, SOURCE_DEFINITION)]


def _property(prop: Property) -> Column:
    return Column(Part.PROPERTY, prop.name, prop.label, prop.definition, prop, prop.required)


def _identifier(scheme: IdentifierScheme) -> Column:
    return Column(Part.IDENTIFIER, scheme.name, scheme.label, scheme.definition)


def _applies(ontology: Ontology, scheme: IdentifierScheme, subject: EntityClass) -> bool:
    return any(ontology.is_a(subject.name, name) for name in scheme.applies_to)


def _link_columns(ontology: Ontology, subject: EntityClass) -> Iterator[Column]:
    for link in ontology.links.values():
        if any(ontology.is_a(subject.name, name) for name in link.starts):
            yield Column(Part.LINKS_FROM, link.name, link.label, link.definition, names=(link.forward,))
        if any(ontology.is_a(subject.name, name) for name in link.ends):
            yield Column(Part.LINKS_TO, link.name, link.inverse_label, link.definition, names=(link.inverse,))
