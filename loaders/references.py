"""What the references in a table mean: ids of its own, identifiers, codes by any of their names, ids in the graph."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache
from typing import NamedTuple

from loaders.faults import Unreadable
from loaders.headings import code_names, match
from ontology.errors import BadInput
from ontology.identifiers import normalise
from ontology.model import Ontology, Text

__all__ = ["Known", "References"]

SEVERAL = Text("所指不明：不止一个实体有此标识。", "Not clear what is meant: more than one entity has this identifier.")
SEVERAL_HINT = Text("用表中的 id。", "Use the id of its row.")
TWO_LISTS = Text(
    "所指不明：不止一个代码表有此名称。", "Not clear what is meant: more than one code list has this name."
)
NOT_VALID = Text("标识无效。", "Not a valid identifier.")
NOT_VALID_HINT = "与登记信息逐位核对。"


class Known(NamedTuple):
    """An entity of the tables: what links call it, and where it stands."""

    origin: str
    file: str
    line: int


class References:
    """The entities that tables have, by their ids and identifiers."""

    def __init__(self, ontology: Ontology) -> None:
        self._ontology = ontology
        self._ids: dict[str, Known] = {}
        self._identifiers: dict[str, Known] = {}
        self._doubtful: set[str] = set()
        self._codes = cache(self._codes_of)

    def add(self, key: str, known: Known) -> Known:
        """Register an entity by its id; returns the one that has the id already, if another does."""
        return self._ids.setdefault(key, known)

    def add_identifier(self, identifier: str, known: Known) -> Known:
        """Register one of its identifiers, with and without the scheme; returns the entity that has it already."""
        for name in (identifier, identifier.partition(":")[2]):
            if self._identifiers.setdefault(name, known) != known:
                self._doubtful.add(name)
        return self._identifiers[identifier]

    def resolve(self, text: str, classes: tuple[str, ...]) -> str:
        """What a reference to an entity of one of these classes means, in the form that records use.

        What is not known here is taken for an id in the graph. Raises Unreadable.
        """
        known = self._ids.get(text) or self._identifiers.get(text)
        if known is not None:
            if text in self._doubtful and text not in self._ids:
                raise Unreadable(SEVERAL, SEVERAL_HINT)
            return known.origin
        codes = match(text, self._codes(classes))
        if codes is not None:
            if len(codes) > 1:
                raise Unreadable(
                    TWO_LISTS, Text("写明代码表：" + "、".join(codes), f"Say which list: {', '.join(codes)}.")
                )
            return next(iter(codes))
        return self._identifier(text, classes)

    def _identifier(self, text: str, classes: tuple[str, ...]) -> str:
        scheme, colon, _ = text.partition(":")
        if not colon:
            found = next(self._checked(text, classes), None)
        elif scheme.casefold() in self._ontology.identifiers:
            try:
                found = normalise(self._ontology, text)
            except BadInput as error:
                raise Unreadable(NOT_VALID, Text(NOT_VALID_HINT, f"{error.message} {error.hint}")) from error
        else:
            found = self._address(text)
        known = self._identifiers.get(found or "")
        return known.origin if known else found or text

    def _checked(self, text: str, classes: tuple[str, ...]) -> Iterator[str]:
        """The text as an identifier without its scheme, where a check digit leaves no doubt that it is one."""
        for scheme in self._ontology.identifiers.values():
            if scheme.check and any(self._ontology.is_a(c, s) for c in classes for s in scheme.applies_to):
                with suppress(BadInput):
                    yield normalise(self._ontology, text, scheme.name)

    def _address(self, text: str) -> str | None:
        try:
            return normalise(self._ontology, text)
        except BadInput:
            return None

    def _codes_of(self, classes: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
        """Concept ids by every name of the codes to which such a link can lead."""
        found: dict[str, tuple[str, ...]] = {}
        for scheme in self._ontology.schemes.values():
            if any(self._narrow(scheme.entity_class, name) for name in classes):
                for name, notation in code_names(scheme).items():
                    found[name] = (*found.get(name, ()), f"{scheme.name}:{notation}")
        return found

    def _narrow(self, entity_class: str | None, name: str) -> bool:
        """Whether the codes of a class are meant by a link to `name`; by one to any entity they are not."""
        ancestors = self._ontology.classes[entity_class].ancestors if entity_class else ()
        return name in ancestors[:-1]
