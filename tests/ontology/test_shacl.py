"""The compiled checks find in random records exactly what a SHACL processor finds with the same shapes."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import rdflib
from pyshacl import validate
from rdflib import OWL, RDF, RDFS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.namespace import SH

import ontology as package
from ontology.checks import Checks
from ontology.model import Ontology, Property, ValueType

PG = Namespace("https://w3id.org/pilotgraph/ns#")
RECORD = Namespace("https://example.org/record/")
SHAPES = Path(package.__file__).with_name("pilotgraph.ttl")
EACH = 12
"""Records of every kind."""

Fields = dict[str, object]
Said = tuple[str, Fields]


@pytest.fixture(scope="module")
def shapes(ontology: Ontology) -> Graph:
    """The shapes as they are committed; `pg:scheme`, which SHACL does not know, spelt out as `sh:in`."""
    graph = Graph().parse(SHAPES)
    for shape, scheme in list(graph.subject_objects(PG.scheme)):
        codes = ontology.schemes[str(scheme).rsplit("/", 1)[-1]].concepts
        allowed = BNode()
        Collection(graph, allowed, [Literal(code, datatype=rdflib.XSD.string) for code in codes])
        graph.add((shape, SH["in"], allowed))
    return graph


def test_the_checks_agree_with_pyshacl(ontology: Ontology, checks: Checks, shapes: Graph) -> None:
    dice = random.Random(20)
    records = {f"r{number}": said for number, said in enumerate(_records(ontology, dice))}
    ours = {(key, field) for key, (kind, fields) in records.items() for field in _ours(checks, kind, fields)}
    theirs = _theirs(ontology, shapes, records)
    assert ours == theirs
    wrong = {key for key, _ in ours}
    assert len(records) // 4 < len(wrong) < len(records) * 3 // 4, "half right, half wrong, or the test shows little"


def _ours(checks: Checks, kind: str, fields: Fields) -> Iterator[str]:
    own = {name: value for name, value in fields.items() if name not in ("validFrom", "validTo", "confidence")}
    when = fields.get("validFrom"), fields.get("validTo"), fields.get("confidence")
    return (problem.field for problem in checks.problems(kind, own, *when))


def _theirs(ontology: Ontology, shapes: Graph, records: dict[str, Said]) -> set[tuple[str, str]]:
    data = Graph()
    for triple in shapes.triples((None, RDFS.subClassOf, None)):
        data.add(triple)
    data.remove((OWL.Class, None, None))
    for key, (kind, fields) in records.items():
        data.add((RECORD[key], RDF.type, PG[kind]))
        known = {**ontology.common, **ontology.properties(kind)}
        for name, value in fields.items():
            for item in value if isinstance(value, tuple) else (value,):
                data.add((RECORD[key], PG[name], _literal(item, known[name].type)))
    _, report, _ = validate(data, shacl_graph=shapes, inference="none")
    assert isinstance(report, Graph)
    return {
        (_last(report.value(result, SH.focusNode)), _last(report.value(result, SH.resultPath)))
        for result in report.subjects(RDF.type, SH.ValidationResult)
    }


def _last(node: object) -> str:
    assert isinstance(node, URIRef)
    return node.replace("#", "/").rsplit("/", 1)[-1]


def _literal(value: object, expected: ValueType) -> Literal:
    if isinstance(value, bool):
        return Literal(value)
    if isinstance(value, int | float) and expected is ValueType.DECIMAL:
        return Literal(Decimal(repr(value)))
    if isinstance(value, str) and expected in (ValueType.DATE, ValueType.URI):
        return Literal(value, datatype=rdflib.XSD.date if expected is ValueType.DATE else rdflib.XSD.anyURI)
    return Literal(value, datatype=rdflib.XSD.string if isinstance(value, str) else None)


def _records(ontology: Ontology, dice: random.Random) -> Iterator[Said]:
    for holder in ontology.holders():
        if holder.name not in ontology.classes or not ontology.classes[holder.name].abstract:
            for _ in range(EACH):
                yield holder.name, _fields(ontology, holder.name, dice)


def _fields(ontology: Ontology, kind: str, dice: random.Random) -> Fields:
    when = {name: ontology.common[name] for name in ("validFrom", "validTo", "confidence")}
    fields: Fields = {}
    for prop in [*ontology.properties(kind).values(), *when.values()]:
        if dice.random() < (0.9 if prop.required else 0.4):
            fields[prop.name] = _value(ontology, prop, dice)
    if fields and dice.random() < 0.4:
        known = {**when, **ontology.properties(kind)}
        spoilt = known[dice.choice(list(fields))]
        fields[spoilt.name] = _wrong(spoilt, dice)
        # Whether a wrong value is also in the wrong order is a question that the two answer differently.
        for prop in known.values():
            for other in (prop.less_than, prop.at_most):
                if other and spoilt.name in (prop.name, other):
                    fields.pop(other if spoilt.name == prop.name else prop.name, None)
    return fields


def _value(ontology: Ontology, prop: Property, dice: random.Random) -> object:
    items = tuple(dict.fromkeys(_single(ontology, prop, dice) for _ in range(dice.randint(1, 3))))
    return items if prop.many else items[0]


def _single(ontology: Ontology, prop: Property, dice: random.Random) -> object:
    low, high = prop.minimum or 0, prop.maximum if prop.maximum is not None else 1000
    match prop.type:
        case ValueType.CODE:
            return dice.choice(list(ontology.schemes[str(prop.scheme)].concepts))
        case ValueType.INTEGER:
            return dice.randint(int(low), int(high))
        case ValueType.DECIMAL:
            return dice.choice([high, round(dice.uniform(low + 0.001, high), 3)])
        case ValueType.BOOLEAN:
            return dice.random() < 0.5
        case ValueType.DATE:
            return (date(2000, 2, 28) + timedelta(days=dice.randint(0, 9000))).isoformat()
        case ValueType.URI:
            return f"https://example.org/{dice.randint(1, 99)}"
        case _:
            return prop.example if prop.pattern and prop.example else dice.choice(["中试", "pilot line", "a\nb", "0"])


def _wrong(prop: Property, dice: random.Random) -> object:
    choices: list[object] = []
    match prop.type:
        case ValueType.INTEGER | ValueType.DECIMAL:
            choices = ["many", True]
            choices += [prop.minimum - 1] if prop.minimum is not None else []
            choices += [prop.maximum + 1] if prop.maximum is not None else []
            choices += [prop.exclusive_minimum] if prop.exclusive_minimum is not None else []
            choices = [int(c) if prop.type is ValueType.INTEGER and isinstance(c, float) else c for c in choices]
            choices += [2.5] if prop.type is ValueType.INTEGER else []
        case ValueType.BOOLEAN:
            choices = ["yes", 1]
        case ValueType.DATE:
            choices = ["2021-02-30", "yesterday", 2021, ("2021-01-01", "2022-01-01")]
        case ValueType.URI:
            choices = ["example.org", "https://a b", 7]
        case ValueType.CODE:
            choices = ["no-such-code", 3, True]
        case _:
            choices = [7, 2.5, False] + (["  "] if prop.pattern else [])
    wrong = dice.choice(choices)
    return (wrong,) if prop.many else wrong
