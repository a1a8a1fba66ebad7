"""ROR, the Research Organization Registry: its dump in schema 2, a JSON array or one record a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from graph.records import Record, Value
from loaders.documents import documents
from loaders.faults import Faults
from loaders.members import Member, members
from loaders.progress import Progress
from loaders.regions import region_ids
from loaders.ror_names import names
from loaders.text import tidy, web_address
from ontology.errors import BadInput
from ontology.identifiers import normalise
from ontology.model import Ontology, Text

__all__ = ["SOURCE", "records"]

SOURCE = Record(
    "ror",
    "source",
    "Source",
    {
        "name": "Research Organization Registry (ROR)",
        "nameZh": "研究机构注册库（ROR）",
        "nameEn": "Research Organization Registry (ROR)",
        "publisher": "Research Organization Registry",
        "licence": "CC0-1.0",
        "url": "https://ror.org/",
    },
    ("source:ror",),
)

KINDS = (
    ("education", "University"),
    ("facility", "ResearchInstitute"),
    ("company", "Enterprise"),
    ("healthcare", "EndUser"),
    ("government", "PublicBody"),
)
"""Type -> class. A record may have several types: the first of this list decides. A hospital is an end user."""

RELATIONS = {
    "parent": ("PartOf", True),
    "child": ("PartOf", False),
    "successor": ("SucceededBy", True),
    "predecessor": ("SucceededBy", False),
}
"""Type of relationship -> link type, and whether the link starts at the record (else it ends there)."""

WITHDRAWN = Text(
    "已撤销的记录，未加载：其名称现属他者。", "Withdrawn records, not loaded: their names are others' now."
)
INACTIVE = Text("已停止活动的机构，照常加载。", "Organizations that are no longer active; loaded all the same.")
ELSEWHERE = Text("关系的另一端不在文件中，未加载。", "Relationships whose other end is not in the file; not loaded.")
RELATED = Text("“相关”关系未说明如何相关，未加载。", 'Relationships "related", which do not say how; not loaded.')
NO_ID = Text("没有有效的 ROR 标识。", "No valid ROR id.")
NO_ID_HINT = Text(
    "每条记录应有 id，如 https://ror.org/00tm1qp20。", "Each record has an id like https://ror.org/00tm1qp20."
)
TWICE = Text("此标识重复出现，保留第一条记录。", "The id is there twice; the first record is kept.")
TWICE_HINT = Text("重新获取文件。", "Fetch the file again.")
SHARED = Text(
    "此标识已属于另一机构，不用于识别。",
    "Another organization has this identifier already; not used to recognise this one.",
)
SHARED_HINT = Text("在登记库中核对。", "Compare with the register.")
WRONG = Text("标识无效，仅作为其他名称保留。", "Not a valid identifier; kept as another name only.")
NO_REGION = Text("不是已知的国家代码，未记录所在地区。", "Not a known country code; no region is recorded.")
UNLIKE = Text("记录不合 ROR 第2版结构。", "The record is not as schema 2 of ROR has it.")
UNLIKE_HINT = Text("与登记库的说明比对。", "Compare it with the registry's description of its schema.")
OLD = "The dump is not in schema 2."
OLD_HINT = "Fetch the file whose name ends in _schema_v2.json."


def records(path: Path, ontology: Ontology, faults: Faults, progress: Progress | None = None) -> Iterator[Record]:
    """The source, organizations with their regions, then what they are part of and succeeded by.

    Relationships are loaded where both ends are in the file; what is withdrawn counts as not being there.

    Raises
    ------
    BadInput
        If there is no JSON file, it is damaged, or is in schema 1.
    """
    file = _dump(path, progress)
    faults.place = (file.name, 0, {})
    yield SOURCE
    reading = _Reading(file.name, ontology, faults)
    for line, document in documents(file, faults):
        faults.place = (file.name, line, {})
        try:
            yield from list(reading.organization(line, document))
        except (AttributeError, KeyError, TypeError) as error:
            faults.error("", document.get("id"), UNLIKE, Text(UNLIKE_HINT.zh, f"{UNLIKE_HINT.en} ({error!r})"))
    yield from reading.relations()


def _dump(path: Path, progress: Progress | None) -> Member:
    found = [one for one in members(path, progress) if one.name.lower().endswith((".json", ".jsonl", ".ndjson"))]
    newer = [one for one in found if "schema_v2" in one.name] or found
    if len(newer) != 1:
        names = ", ".join(one.name for one in found) or "none"
        raise BadInput(f"{str(path)!r} should hold one JSON file; it has {names}.", "Give the path of the file itself.")
    return newer[0]


class _Reading:
    """What is remembered from record to record: who is there, which identifiers are taken, and relationships."""

    def __init__(self, file: str, ontology: Ontology, faults: Faults) -> None:
        self._file = file
        self._ontology = ontology
        self._faults = faults
        self._regions = region_ids(ontology)
        self._holders: dict[str, str] = {}
        self._relations: dict[tuple[str, str, str], int] = {}

    def organization(self, line: int, document: Mapping[str, Any]) -> Iterator[Record]:
        """The records about one organization; its relationships are kept for the end."""
        if isinstance(document.get("name"), str):
            raise BadInput(OLD, OLD_HINT)
        ror = self._ror(document.get("id"))
        if ror is None:
            return
        if document.get("status") == "withdrawn":
            self._faults.note(WITHDRAWN)
            return
        if document.get("status") == "inactive":
            self._faults.note(INACTIVE)
        identifiers, invalid = self._identifiers(ror, document)
        said = self._properties(document, invalid)
        types = document.get("types") or []
        kind = next((name for type, name in KINDS if type in types), "OtherOrganization")
        key = ror.removeprefix("ror:")
        yield Record("ror", key, kind, said, identifiers)
        for region in self._located(document):
            yield Record("ror", f"{key}/located-in/{region}", "LocatedIn", {}, (), f"ror:{key}", region)
        self._remember(line, ror, document)

    def relations(self) -> Iterator[Record]:
        """The links between organizations that are both there."""
        here = set(self._holders)
        for (kind, start, end), line in self._relations.items():
            if start in here and end in here:
                self._faults.place = (self._file, line, {})
                key = f"{start.removeprefix('ror:')}/{kind}/{end.removeprefix('ror:')}"
                yield Record("ror", key, kind, {}, (), start, end)
            else:
                self._faults.note(ELSEWHERE)

    def _ror(self, id: object) -> str | None:
        try:
            ror = normalise(self._ontology, str(id), "ror")
        except BadInput:
            self._faults.error("id", id, NO_ID, NO_ID_HINT)
            return None
        if ror in self._holders:
            self._faults.warn("id", id, TWICE, TWICE_HINT)
            return None
        return ror

    def _identifiers(self, ror: str, document: Mapping[str, Any]) -> tuple[tuple[str, ...], list[str]]:
        """Identifiers that can be used to recognise it, and texts of those that are wrong.

        The registry gives some ISNIs and Wikidata items to two records. Since equal identifiers make one entity of two,
        only the first record keeps such a one.
        """
        good, wrong = [ror], []
        self._holders[ror] = ror
        for one in document.get("external_ids") or ():
            scheme = str(one.get("type"))
            for text in one.get("all") or () if scheme in self._ontology.identifiers else ():
                try:
                    identifier = normalise(self._ontology, str(text), scheme)
                except BadInput as error:
                    self._faults.warn(scheme, text, WRONG, Text(SHARED_HINT.zh, error.message))
                    wrong.append(str(text))
                    continue
                if self._holders.setdefault(identifier, ror) != ror:
                    self._faults.warn(scheme, text, SHARED, SHARED_HINT)
                elif identifier not in good:
                    good.append(identifier)
        return tuple(good), wrong

    def _properties(self, document: Mapping[str, Any], invalid: list[str]) -> dict[str, Value]:
        said = names(document.get("names") or ())
        if invalid:
            others = said.get("otherName", ())
            said["otherName"] = (*(others if isinstance(others, tuple) else ()), *invalid)
        if isinstance(document.get("established"), int):
            said["foundedYear"] = document["established"]
        sites = [link["value"] for link in document.get("links") or () if link["type"] == "website"]
        if sites and (url := web_address(sites[0])):
            said["url"] = url
        places = [one.get("geonames_details", {}) for one in document.get("locations") or ()]
        place = places[0] if places else {}
        for name, given in (("city", "name"), ("latitude", "lat"), ("longitude", "lng")):
            if place.get(given) is not None:
                said[name] = tidy(place[given]) if name == "city" else place[given]
        return said

    def _located(self, document: Mapping[str, Any]) -> list[str]:
        """The smallest regions that are known: a province in China, elsewhere the country."""
        found = []
        for one in document.get("locations") or ():
            place = one.get("geonames_details", {})
            country = str(place.get("country_code"))
            unit = f"{country}-{place.get('country_subdivision_code')}"
            region = self._regions.get(unit) or self._regions.get(country)
            if region is None:
                self._faults.warn("locations", country, NO_REGION, TWICE_HINT)
            elif region not in found:
                found.append(region)
        return found

    def _remember(self, line: int, ror: str, document: Mapping[str, Any]) -> None:
        """Keep the relationships; each is told by both of its ends, and counts once."""
        for one in document.get("relationships") or ():
            if one["type"] not in RELATIONS:
                self._faults.note(RELATED)
                continue
            kind, starts_here = RELATIONS[one["type"]]
            other = f"ror:{str(one['id']).rpartition('/')[2]}"
            start, end = (ror, other) if starts_here else (other, ror)
            self._relations.setdefault((kind, start, end), line)
