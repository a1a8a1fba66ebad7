"""Checks of what sources say, compiled once from the ontology into plain closures.

They are the ontology's SHACL shapes in another form: a test compares the two. A valid record costs a few microseconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ontology.messages import Issue, issue
from ontology.model import EntityClass, LinkType, Ontology, Property, Text
from ontology.nearby import joined, nearest
from ontology.values import Test, compile_test

__all__ = ["Checks", "Problem", "compile_checks"]


class Problem(NamedTuple):
    """What is wrong with one field of a record, and what to do, in both languages."""

    field: str
    value: object
    reason: Text
    hint: Text


class _Order(NamedTuple):
    """Two properties of which the first stays below the second; `strict` if they may not be equal."""

    first: str
    second: str
    strict: bool
    issue: Issue


class _Rule(NamedTuple):
    """All that is asked of a record of one kind."""

    label: Text
    tests: Mapping[str, Test]
    required: tuple[tuple[str, Issue], ...]
    orders: tuple[_Order, ...]


def compile_checks(ontology: Ontology) -> Checks:
    """The checks for every class and link type."""
    return Checks(ontology)


class Checks:
    """Compiled checks; immutable, and safe to share between threads."""

    def __init__(self, ontology: Ontology) -> None:
        self._ontology = ontology
        abstract = {entity.name for entity in ontology.classes.values() if entity.abstract}
        self._rules = {h.name: _rule(ontology, h) for h in ontology.holders() if h.name not in abstract}
        self._ends = {
            link.name: (_concrete(ontology, link.starts), _concrete(ontology, link.ends))
            for link in ontology.links.values()
        }
        common = ontology.common
        self._valid_from = compile_test(ontology, common["validFrom"])
        self._valid_to = compile_test(ontology, common["validTo"])
        self._confidence = compile_test(ontology, common["confidence"])
        self._valid_order = _order(common, common["validFrom"])[0]

    def problems(
        self,
        kind: str,
        properties: Mapping[str, object],
        valid_from: object = None,
        valid_to: object = None,
        confidence: object = None,
    ) -> list[Problem]:
        """Whatever is wrong with a record of this kind, nothing else of which is looked at; empty if all is well."""
        rule = self._rules.get(kind)
        if rule is None:
            return [self._bad_kind(kind)]
        found: list[Problem] = []
        tests = rule.tests
        for name, value in properties.items():
            test = tests.get(name)
            wrong = test(value) if test is not None else _unknown(rule, name)
            if wrong is not None:
                found.append(Problem(name, value, *wrong))
        for name, missing in rule.required:
            if name not in properties:
                found.append(Problem(name, None, *missing))
        for order in rule.orders:
            if order.first in properties and order.second in properties:
                _compare(found, order, properties[order.first], properties[order.second])
        if valid_from is not None or valid_to is not None or confidence is not None:
            self._when(found, valid_from, valid_to, confidence)
        return found

    def ends(self, kind: str, start_kind: str, end_kind: str) -> list[Problem]:
        """What is wrong with a link of this type between entities of these classes."""
        allowed = self._ends.get(kind)
        if allowed is None:
            return [self._bad_kind(kind)]
        link = self._ontology.links[kind]
        wrong = []
        if start_kind not in allowed[0]:
            wrong.append(Problem("from", start_kind, *self._bad_end("end.from", link.label, start_kind, link.starts)))
        if end_kind not in allowed[1]:
            wrong.append(Problem("to", end_kind, *self._bad_end("end.to", link.label, end_kind, link.ends)))
        return wrong

    def _when(self, found: list[Problem], valid_from: object, valid_to: object, confidence: object) -> None:
        for name, test, value in (
            ("validFrom", self._valid_from, valid_from),
            ("validTo", self._valid_to, valid_to),
            ("confidence", self._confidence, confidence),
        ):
            wrong = test(value) if value is not None else None
            if wrong is not None:
                found.append(Problem(name, value, *wrong))
        if valid_from is not None and valid_to is not None:
            _compare(found, self._valid_order, valid_from, valid_to)

    def _bad_kind(self, kind: str) -> Problem:
        entity = self._ontology.classes.get(kind)
        if entity is not None:
            choices = joined([self._ontology.classes[name].label for name in self._ontology.concrete(kind)])
            return Problem("kind", kind, *issue("kind.abstract", label=entity.label, choices=choices))
        near = joined(nearest(kind, {name: Text(name, name) for name in self._rules}))
        return Problem("kind", kind, *issue("kind.unknown", kind=kind, near=near))

    def _bad_end(self, key: str, link: Text, kind: str, allowed: tuple[str, ...]) -> Issue:
        entity = self._ontology.classes.get(kind)
        choices = joined([self._ontology.classes[name].label for name in allowed])
        return issue(key, link=link, kind=entity.label if entity else kind, choices=choices)


def _rule(ontology: Ontology, holder: EntityClass | LinkType) -> _Rule:
    held = ontology.properties(holder.name)
    return _Rule(
        label=holder.label,
        tests={prop.name: compile_test(ontology, prop) for prop in held.values()},
        required=tuple(
            (p.name, issue("property.missing", label=p.label, definition=p.definition))
            for p in held.values()
            if p.required
        ),
        orders=tuple(order for prop in held.values() for order in _order(held, prop)),
    )


def _order(held: Mapping[str, Property], prop: Property) -> list[_Order]:
    found = []
    if prop.less_than:
        found.append(_Order(prop.name, prop.less_than, True, issue("order.before", other=held[prop.less_than].label)))
    if prop.at_most:
        found.append(_Order(prop.name, prop.at_most, False, issue("order.not-after", other=held[prop.at_most].label)))
    return found


def _compare(found: list[Problem], order: _Order, first: object, second: object) -> None:
    """ISO dates compare as texts. Values that are wrong by themselves have been told already, and are not compared."""
    try:
        wrong = first >= second if order.strict else first > second  # type: ignore[operator]
    except TypeError:
        return
    if wrong and not any(problem.field in (order.first, order.second) for problem in found):
        found.append(Problem(order.first, first, *order.issue))


def _concrete(ontology: Ontology, names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(kind for name in names for kind in ontology.concrete(name))


def _unknown(rule: _Rule, name: str) -> Issue:
    return issue(
        "property.unknown", label=rule.label, name=name, near=joined(nearest(name, {n: Text(n, n) for n in rule.tests}))
    )
