"""A small invented world: what the tests of the API load. Everything in it is made up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph.records import Record

SOURCE = Record(
    "invented",
    "source",
    "Source",
    {"name": "Invented", "licence": "CC0-1.0", "url": "https://example.org/"},
    ("source:invented",),
)


def thing(key: str, kind: str, *identifiers: str, says: Mapping[str, Any] | None = None, **more: Any) -> Record:
    """A record about an entity."""
    return Record("invented", key, kind, dict(says or {}), identifiers, **more)


def link(kind: str, start: str, end: str, says: Mapping[str, Any] | None = None, **more: Any) -> Record:
    """A record about a link between two things of this world."""
    ends: dict[str, Any] = {
        name: key if ":" in key else f"invented:{key}" for name, key in (("start", start), ("end", end))
    }
    return Record("invented", f"{kind} {start} {end}", kind, dict(says or {}), **ends, **more)


def took_part(who: str, what: str, role: str, **more: Any) -> Record:
    return link("ParticipatesIn", who, what, {"role": role}, valid_from="2020-01-01", **more)


ORGANIZATIONS = [
    thing("north", "Enterprise", "pic:900000001", says={
        "name": "北风新材料公司", "nameZh": "北风新材料公司", "nameEn": "North Wind Materials", "shortName": "NWM",
        "otherName": ("NW Materials", "北风材料"), "formerName": ("北风化工厂",), "city": "Beijing",
        "foundedOn": "1998-09-15", "staff": 120,
    }),
    thing("tower", "University", "pic:900000002", says={
        "name": "Ivory Tower University", "city": "Delft", "staff": 4000,
    }),
    thing("lens", "ResearchInstitute", "pic:900000003", says={
        "name": "Institute of Lenses", "city": "Delft", "staff": 85,
    }),
    thing("cog", "Enterprise", "pic:900000004", says={
        "name": "Cog & Sons", "city": "Leeds", "foundedOn": "2010-01-01",
    }),
    thing("echo", "Enterprise", "pic:900000005", says={"name": "Echo Labs", "staff": 9}, valid_to="2024-01-01"),
    thing("pond", "PublicBody", "pic:900000006", says={"name": "Ministry of Ponds"}),
]  # fmt: skip

PROJECTS = [
    thing(f"p{n}", "Project", says={"name": f"Project {n}", "acronym": f"PRO{n}", "startDate": f"20{19 + n}-01-01"})
    for n in range(1, 5)
]

PARTICIPATIONS = [
    took_part("north", "p1", "coordinator"),
    took_part("tower", "p1", "participant"),
    took_part("tower", "p2", "coordinator"),
    took_part("lens", "p2", "participant"),
    took_part("tower", "p3", "participant"),
    took_part("cog", "p3", "coordinator", valid_to="2022-01-01"),
    took_part("echo", "p3", "participant"),
    took_part("north", "p4", "participant", confidence=0.5),
    took_part("lens", "p4", "coordinator"),
    took_part("pond", "p4", "participant"),
]

PLACES = [
    link("LocatedIn", "north", "region:CN-BJ"),
    link("LocatedIn", "tower", "region:NL"),
    link("LocatedIn", "lens", "region:NL"),
    link("LocatedIn", "cog", "region:GB"),
]

CHAIN = [
    *(thing(key, "Product", says={"name": name}) for key, name in [
        ("ore", "Ore"), ("steel", "Steel"), ("tool", "Machine tools"), ("car", "Cars"),
    ]),
    link("InputTo", "ore", "steel", {"share": 0.5}),
    link("InputTo", "steel", "tool", {"share": 0.25}),
    link("InputTo", "tool", "steel", {"share": 0.1}),
    link("InputTo", "tool", "car", {"share": 0.75}),
    link("InputTo", "steel", "car"),
    link("Makes", "north", "steel"),
    link("Makes", "cog", "tool"),
]  # fmt: skip

WORLD = [SOURCE, *ORGANIZATIONS, *PROJECTS, *PARTICIPATIONS, *PLACES, *CHAIN]

SECRETS = [
    thing("shade", "Enterprise", "pic:900000007", says={"name": "Shade Works", "city": "Aachen"}, access="registered"),
    took_part("shade", "p1", "participant", access="registered"),
    took_part("pond", "p2", "participant", access="insiders"),
    Record(
        "whisper", "north", "Enterprise", {"nameEn": "North Wind Weapons", "vatNumber": "X1"}, ("pic:900000001",),
        confidence=0.9, access="insiders",
    ),
]  # fmt: skip
"""What only some viewers may see."""
