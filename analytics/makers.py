"""Who makes what, and where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from analytics.answers import Node, describe
from analytics.backend import Arrays, Edges, Graph, Positions

__all__ = ["Maker", "Makers", "Place", "makers_of"]


@dataclass(frozen=True, slots=True)
class Place:
    """A region, and the key of the edge that says so."""

    region: Node
    link: str


@dataclass(frozen=True, slots=True)
class Maker:
    """An organization that makes a product, by the edges with the keys `links`. `places` is None if none is known."""

    organization: Node
    links: tuple[str, ...]
    places: tuple[Place, ...] | None


@dataclass(frozen=True, slots=True)
class Makers:
    """The first of `total` makers of a product, in the order of ids."""

    makers: tuple[Maker, ...]
    total: int


def makers_of(
    graph: Graph, arrays: Arrays, products: Collection[str], *, makes: str, location: str, first: int
) -> Mapping[str, Makers]:
    """Find the makers of products. A product of which no maker is known is not in the answer."""
    edges = arrays.edges(makes)
    rows = _rows_at(arrays, edges.end, products)
    links: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for product, maker, key in _named(arrays, edges.end, edges.start, edges, rows):
        links[product][maker].append(key)
    told = {product: sorted(by_maker)[:first] for product, by_maker in links.items()}
    places = _places(graph, arrays, {maker for makers in told.values() for maker in makers}, location)
    return {
        product: Makers(
            tuple(
                Maker(describe(graph, maker), tuple(sorted(links[product][maker])), places.get(maker))
                for maker in makers
            ),
            len(links[product]),
        )
        for product, makers in told.items()
    }


def _places(graph: Graph, arrays: Arrays, makers: Collection[str], location: str) -> Mapping[str, tuple[Place, ...]]:
    edges = arrays.edges(location)
    rows = _rows_at(arrays, edges.start, makers)
    places: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for maker, region, key in _named(arrays, edges.start, edges.end, edges, rows):
        places[maker].append((region, key))
    return {
        maker: tuple(Place(describe(graph, region), key) for region, key in sorted(found))
        for maker, found in places.items()
    }


def _rows_at(arrays: Arrays, ends: Positions, nodes: Collection[str]) -> Positions:
    wanted = np.zeros(arrays.size, np.bool_)
    wanted[[arrays.position(node) for node in nodes]] = True
    return np.flatnonzero(wanted[ends])


def _named(
    arrays: Arrays, one: Positions, other: Positions, edges: Edges, rows: Positions
) -> zip[tuple[str, str, str]]:
    return zip(arrays.ids(one[rows]), arrays.ids(other[rows]), edges.keys(rows), strict=True)
