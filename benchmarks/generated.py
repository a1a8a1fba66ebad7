"""Invented graphs of any size in the shapes of real data; the same size and seed give the same graph.

Consortia have a median of 8 members, a mean of 10, a 90th percentile of 20 and at most 186; participations of an
organization have a tail of exponent 2.2, so that two thirds take part once; products are inputs to products of later
layers, of which there are 13, but for one link in two thousand, which goes back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ontology.model import Ontology

__all__ = ["Generated", "LinkArrays"]

Array = NDArray[Any]

ENTITIES: Mapping[str, float] = {
    "Enterprise": 0.34, "University": 0.02, "ResearchInstitute": 0.03, "EndUser": 0.02, "ServiceOrganization": 0.02,
    "PilotPlatform": 0.01, "Project": 0.14, "Consortium": 0.01, "Product": 0.2, "Service": 0.21,
}  # fmt: skip
"""Class -> its share of the entities. Organizations come first, then platforms, collectives, products, services."""
ORGANIZATIONS, COLLECTIVES = ("Enterprise", "ServiceOrganization"), ("Project", "Consortium")
CONCEPTS: Mapping[str, str] = {"Region": "region", "Sector": "field", "ServiceType": "service-type"}
"""Class of concepts -> the code list of which links go to them."""
LINKS: Mapping[str, float] = {
    "ParticipatesIn": 0.15, "Makes": 0.2, "Uses": 0.2, "Supplies": 0.2, "InputTo": 0.09, "Owns": 0.03,
    "Offers": 0.021, "OfType": 0.021, "LocatedIn": 0.044, "InSector": 0.044,
}  # fmt: skip
"""Type -> its share of the links."""
TAIL, LAYERS, BACKWARD = 2.2, 13, 1 / 2000
SPARE = 6 / 5
"""Of what is drawn, as the same pair is drawn more than once."""
MEDIAN_MEMBERS, SPREAD, MOST_MEMBERS = 8, 0.68, 186
FIRST_DAY, LAST_DAY, OPEN = 10957, 20454, 2**31 - 1
"""2000-01-01, 2026-01-01, and an open end."""


@dataclass(frozen=True, slots=True, eq=False)
class LinkArrays:
    """The links of one type, each pair of ends once. Ends are places of entities (uint32), then of concepts.

    `valid_from` and `valid_to` are days since 1970 (int32); `chance` is a number in 0..1 for each link (float32), from
    which qualifiers follow.
    """

    kind: str
    start: Array
    end: Array
    valid_from: Array
    valid_to: Array
    chance: Array

    def __len__(self) -> int:
        return len(self.start)


class Generated:
    """A graph of about `links` links over a tenth as many entities, and the concepts of some code lists."""

    def __init__(self, ontology: Ontology, links: int, seed: int = 0) -> None:
        self.seed = seed
        self.wanted = {kind: int(links * share) for kind, share in LINKS.items()}
        counts = {kind: max(1, int(links / 10 * share)) for kind, share in ENTITIES.items()}
        self.concepts = {cls: list(ontology.schemes[scheme].concepts) for cls, scheme in CONCEPTS.items()}
        self.codes = {cls: ontology.schemes[scheme].concepts for cls, scheme in CONCEPTS.items()}
        counts |= {cls: len(found) for cls, found in self.concepts.items()}
        stops = np.cumsum(list(counts.values())).tolist()
        self.places = {kind: range(stop - n, stop) for (kind, n), stop in zip(counts.items(), stops, strict=True)}
        """Class -> the places of its entities or concepts."""

    @property
    def entities(self) -> int:
        """How many entities there are, concepts left aside."""
        return sum(len(self.places[kind]) for kind in ENTITIES)

    def links(self, kind: str) -> LinkArrays:
        """All links of a type."""
        chance = np.random.default_rng([self.seed, *kind.encode()])
        start, end = SHAPES[kind](self, self.wanted[kind], chance)
        pairs = np.unique(start.astype(np.uint64) << np.uint64(32) | end.astype(np.uint64))
        if len(pairs) > self.wanted[kind]:
            pairs = np.sort(chance.choice(pairs, self.wanted[kind], replace=False, shuffle=False))
        start, end = (pairs >> np.uint64(32)).astype(np.uint32), pairs.astype(np.uint32)
        begun = self.begun[end] if kind == "ParticipatesIn" else chance.integers(FIRST_DAY, LAST_DAY, len(start))
        ended = np.full(len(start), OPEN, np.int32)
        if kind in ("Supplies", "Makes", "Uses", "Owns"):  # a fifth has ended, as had in CORDIS
            some = np.flatnonzero(chance.random(len(start)) < 0.2)
            ended[some] = begun[some] + chance.integers(100, 3000, len(some))
        return LinkArrays(
            kind, start, end, begun.astype(np.int32), ended, chance.random(len(start), dtype=np.float32)
        )  # fmt: skip

    @cached_property
    def begun(self) -> Array:
        """The day on which each entity began (collectives: their project), int32."""
        return np.random.default_rng(self.seed).integers(FIRST_DAY, LAST_DAY, self.entities).astype(np.int32)

    def between(self, first: str, last: str) -> range:
        """The places from one class to another."""
        return range(self.places[first].start, self.places[last].stop)


Shape = Callable[[Generated, int, np.random.Generator], tuple[Array, Array]]


def _uneven(places: range, count: int, chance: np.random.Generator) -> Array:
    """`count` of these places in random order, each as often as a tail of exponent 2.2 has it."""
    often = np.minimum(chance.zipf(TAIL, len(places)), 20 + count // 50)
    drawn = np.repeat(np.arange(places.start, places.stop, dtype=np.uint32), often)
    missing = count - len(drawn)
    if missing > 0:  # more of everybody, in proportion
        drawn = np.concatenate([drawn, chance.choice(drawn, missing)])
    chance.shuffle(drawn)
    return drawn[:count]


def _even(places: range, count: int, chance: np.random.Generator) -> Array:
    return chance.integers(places.start, places.stop, count).astype(np.uint32)


def _participations(graph: Generated, count: int, chance: np.random.Generator) -> tuple[Array, Array]:
    collectives = graph.between(*COLLECTIVES)
    sizes = np.exp(chance.normal(np.log(MEDIAN_MEMBERS), SPREAD, len(collectives))).round()
    sizes = np.clip(sizes, 1, MOST_MEMBERS).astype(int)
    end = np.repeat(np.arange(collectives.start, collectives.stop, dtype=np.uint32), sizes)[:count]
    return _uneven(graph.between(*ORGANIZATIONS), len(end), chance), end


def _inputs(graph: Generated, count: int, chance: np.random.Generator) -> tuple[Array, Array]:
    products = graph.places["Product"]
    size = max(1, len(products) // LAYERS)
    layer = chance.integers(0, LAYERS - 1, count)
    later = np.minimum(layer + chance.geometric(0.7, count), LAYERS - 1)
    start, end = (products.start + at * size + chance.integers(0, size, count) for at in (layer, later))
    back = chance.random(count) < BACKWARD
    return np.where(back, end, start), np.where(back, start, end)


def _each(first: str, last: str, of: str) -> Shape:
    """A link from every one of some classes to a concept."""

    def shape(graph: Generated, count: int, chance: np.random.Generator) -> tuple[Array, Array]:
        places = graph.between(first, last)
        start = np.arange(places.start, places.stop, dtype=np.uint32)[:count]
        return start, _even(graph.places[of], len(start), chance)

    return shape


def _offers(graph: Generated, _count: int, chance: np.random.Generator) -> tuple[Array, Array]:
    services = graph.places["Service"]
    return _uneven(graph.places["PilotPlatform"], len(services), chance), np.arange(services.start, services.stop)


def _at_products(graph: Generated, count: int, chance: np.random.Generator) -> tuple[Array, Array]:
    count = int(count * SPARE)
    makers = _uneven(graph.between(*ORGANIZATIONS), count, chance)
    return makers, _uneven(graph.places["Product"], count, chance)


def _between_organizations(graph: Generated, count: int, chance: np.random.Generator) -> tuple[Array, Array]:
    count = int(count * SPARE)
    buyers = _uneven(graph.between(*ORGANIZATIONS), count, chance)
    sellers = _uneven(graph.between(*ORGANIZATIONS), count, chance)
    apart = sellers != buyers
    return sellers[apart], buyers[apart]


SHAPES: Mapping[str, Shape] = {
    "ParticipatesIn": _participations,
    "Makes": _at_products,
    "Uses": _at_products,
    "Supplies": _between_organizations,
    "InputTo": _inputs,
    "Owns": _between_organizations,
    "Offers": _offers,
    "OfType": _each("Service", "Service", "ServiceType"),
    "LocatedIn": _each("Enterprise", "PilotPlatform", "Region"),
    "InSector": _each("Enterprise", "PilotPlatform", "Sector"),
}
