"""The code lists of the ontology as records: concepts are nodes of the graph like everything else."""

from __future__ import annotations

from collections.abc import Iterator

from graph.records import Record
from ontology.model import Ontology, Scheme

__all__ = ["SOURCE", "reference_records"]

SOURCE = Record(
    "ontology",
    "source",
    "Source",
    {
        "name": "Pilotgraph code lists",
        "nameEn": "Pilotgraph code lists",
        "nameZh": "Pilotgraph 代码表",
        "description": "The code lists of the ontology; each says where it comes from (`pilotgraph ontology show`).",
        "licence": "Apache-2.0",
    },
    ("source:ontology",),
)


def reference_records(ontology: Ontology) -> Iterator[Record]:
    """The source, a record for each concept of a scheme that has an entity class, then the links to broader ones."""
    yield SOURCE
    schemes = [scheme for scheme in ontology.schemes.values() if scheme.entity_class]
    for scheme in schemes:
        yield from _concepts(scheme)
    for scheme in schemes:
        for concept in scheme.concepts.values():
            if concept.broader:
                yield Record(
                    SOURCE.source, f"{concept.id}/broader", "Broader", {}, start=concept.id, end=concept.broader
                )


def _concepts(scheme: Scheme) -> Iterator[Record]:
    for concept in scheme.concepts.values():
        texts = {
            "notation": concept.notation,
            "codeList": scheme.name,
            "name": concept.label.en,
            "nameEn": concept.label.en,
            "nameZh": concept.label.zh,
            "description": concept.definition.en,
            **dict(concept.properties),
        }
        said = {name: value for name, value in texts.items() if value != ""}
        yield Record(SOURCE.source, concept.id, str(scheme.entity_class), said, identifiers=(concept.id,))
