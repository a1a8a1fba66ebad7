"""Country codes of other people's files as codes of the region list."""

from __future__ import annotations

from collections.abc import Mapping

from ontology.model import Ontology

__all__ = ["region_ids"]

EUROPEAN = {"EL": "GR", "UK": "GB"}
"""The European Union's own codes where they differ from ISO 3166-1 (Interinstitutional style guide, annex A5)."""


def region_ids(ontology: Ontology) -> Mapping[str, str]:
    """Concept id for every code in use: `NA` is Namibia, `EL` Greece, `UK` the United Kingdom, `HK` `region:CN-HK`."""
    concepts = ontology.schemes["region"].concepts
    also = {
        text: concept.id for concept in concepts.values() for text in concept.also if text.isascii() and text.isupper()
    }
    known = {notation: concept.id for notation, concept in concepts.items()}
    return {**also, **{code: known[iso] for code, iso in EUROPEAN.items()}, **known}
