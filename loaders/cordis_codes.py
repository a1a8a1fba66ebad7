"""What CORDIS' codes are called here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ontology.codes import fold, lookup
from ontology.model import Ontology

__all__ = ["KINDS", "Codes", "programme_parts"]

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "HES": "University",
        "REC": "ResearchInstitute",
        "PRC": "Enterprise",
        "PUB": "PublicBody",
        "OTH": "OtherOrganization",
        "": "OtherOrganization",
    }
)
"""activityType -> class; blank where the kind is not known."""

PARTS: Mapping[str, str] = MappingProxyType(
    {
        "EURATOM": "Euratom",
        "H2020-EURATOM": "Euratom",
        "H2020-EU.1.1": "ERC",
        "H2020-EU.1.2": "FET",
        "H2020-EU.1.3": "MSCA",
        "H2020-EU.1.4": "RI",
        "H2020-EU.2.1": "LEIT",
        "H2020-EU.2.2": "ARF",
        "H2020-EU.2.3": "SME",
        "H2020-EU.3.1": "SC1",
        "H2020-EU.3.2": "SC2",
        "H2020-EU.3.3": "SC3",
        "H2020-EU.3.4": "SC4",
        "H2020-EU.3.5": "SC5",
        "H2020-EU.3.6": "SC6",
        "H2020-EU.3.7": "SC7",
        "H2020-EU.4": "SEWP",
        "H2020-EU.5": "SWAFS",
    }
)
"""Parts of the legal basis as newer files write them (H2020-EU.2.1.1.2. is below H2020-EU.2.1) -> programme part."""


class Codes(dict[str, str | None]):
    """Codes of one list by any way of writing them; None for what is not in the list. Remembers, since codes repeat."""

    def __init__(self, ontology: Ontology, scheme: str) -> None:
        super().__init__()
        self._known = lookup(ontology.schemes[scheme])

    def __missing__(self, text: str) -> str | None:
        return self.setdefault(text, self._known.get(fold(text)))


def programme_parts(legal_basis: str, parts: Codes) -> tuple[list[str], list[str]]:
    """The programme parts that a legal basis names, each once, and those of its words that name none."""
    found: list[str] = []
    unknown: list[str] = []
    for word in filter(None, map(str.strip, legal_basis.replace(";", ",").split(","))):
        part = parts[word] or _numbered(word)
        if part is None:
            unknown.append(word)
        elif part not in found:
            found.append(part)
    return found, unknown


def _numbered(word: str) -> str | None:
    name = word.rstrip(".")
    while name and name not in PARTS:
        name = name.rpartition(".")[0]
    return PARTS.get(name)
