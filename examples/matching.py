"""Which entry of the Research Organization Registry has the name of a CORDIS organization."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

__all__ = ["Entry", "Row", "agree", "by_name", "key_of", "with_relatives"]

Entry = Mapping[str, Any]
"""A registry entry as its JSON says it."""

Row = Mapping[str, str]
"""A row of CORDIS' organization.csv."""

COUNTRIES = {"UK": "GB", "EL": "GR"}
"""CORDIS' own country codes that are not those of ISO 3166; its NA is Namibia, as in ISO."""

UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})

KINDS = {"HES": "education", "REC": "facility", "PRC": "company", "PUB": "government"}


def key_of(name: str) -> str:
    """A name without case, accents and punctuation."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return " ".join(re.findall(r"\w+", "".join(c for c in decomposed if not unicodedata.combining(c))))


def keys_of(entry: Entry) -> set[str]:
    """Every name of an entry but its acronyms, German umlauts also spelled out: CORDIS writes FOERDERUNG."""
    names = [name["value"] for name in entry["names"] if "acronym" not in name["types"]]
    return {key_of(form) for name in names for form in (name, name.casefold().translate(UMLAUTS))}


def by_name(organizations: Iterable[Row], entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    """PIC -> entries with exactly its normalised name in its country. Strong evidence, no proof.

    A name that two entries share in one country gives both: only a person can tell which is meant.
    """
    index: dict[tuple[str, str], dict[str, Entry]] = defaultdict(dict)
    for entry in entries:
        for country in {place["geonames_details"]["country_code"] for place in entry["locations"]}:
            for key in keys_of(entry):
                index[key, country][entry["id"]] = entry
    found: dict[str, list[Entry]] = {}
    for row in organizations:
        country = COUNTRIES.get(row["country"], row["country"])
        hits = index.get((key_of(row["name"]), country)) if row["name"] else None
        if hits:
            found[row["organisationID"]] = list(hits.values())
    return found


def agree(row: Row, entries: Sequence[Entry]) -> bool:
    """Whether all else agrees as well: one active entry only, of the same kind, in the city of the same name."""
    entry = entries[0]
    cities = {key_of(place["geonames_details"]["name"]) for place in entry["locations"]}
    kind = KINDS.get(row["activityType"])
    return (
        len(entries) == 1 and entry["status"] == "active" and kind in entry["types"] and key_of(row["city"]) in cities
    )


def with_relatives(chosen: Iterable[str], entries: Iterable[Entry]) -> list[Entry]:
    """The chosen entries with their parents, children, predecessors and successors, in the order of the registry.

    An entry that calls itself its own child (there is one) is left out: nothing may be part of itself.
    """
    known = {entry["id"]: entry for entry in entries}
    wanted = set(chosen)
    for id in list(wanted):
        wanted |= {
            relation["id"]
            for relation in known[id]["relationships"]
            if relation["type"] in {"parent", "child", "predecessor", "successor"}
        }
    own = {id for id, entry in known.items() if any(relation["id"] == id for relation in entry["relationships"])}
    return [entry for id, entry in known.items() if id in wanted - own]
