"""What lies upstream or downstream of a product, in layers, with who makes it where, and with cycles marked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.answers import Node, Reason, at_least, describe
from analytics.backend import Arrays, Graph, Positions, arrays_of, existing
from analytics.cycles import ChainLink, Cycle, cycles_among, strongest_links
from analytics.input_network import Direction, InputNetwork, Limits, Reach, network_of
from analytics.makers import Maker, Makers, Place, makers_of
from ontology.errors import BadInput

__all__ = [
    "Chain",
    "ChainLink",
    "ChainProduct",
    "ChainTypes",
    "Cycle",
    "Direction",
    "Layer",
    "Maker",
    "Makers",
    "Place",
    "chain",
]


@dataclass(frozen=True, slots=True)
class ChainTypes:
    """The types of the edges that are read, and the attribute with the share of an input."""

    input: str = "InputTo"
    share: str = "share"
    makes: str = "Makes"
    location: str = "LocatedIn"
    part: str = "PartOfChain"


TYPES = ChainTypes()


@dataclass(frozen=True, slots=True)
class ChainProduct:
    """A product of a layer. `makers` is None if none is known; `cycle` is the place of its cycle in `Chain.cycles`."""

    product: Node
    makers: Makers | None
    cycle: int | None

    @property
    def is_cyclic(self) -> bool:
        """Whether it goes, directly or not, into itself."""
        return self.cycle is not None


@dataclass(frozen=True, slots=True)
class Layer:
    """The products at one distance from the start, in the order of ids.

    `links` are the first of `total_links` between them and the layer before, greatest share first. `left_out` products
    at this distance were cut off by the width.
    """

    distance: int
    products: tuple[ChainProduct, ...]
    links: tuple[ChainLink, ...]
    total_links: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Chain:
    """The layers, nearest first, with the parameters of the question.

    `total` products can be reached without any limit, the start included; the limits keep `left_out` of them from being
    told. `weak_links` at products that are told were passed over because their share is below the minimum.
    """

    of: Node
    layers: tuple[Layer, ...]
    cycles: tuple[Cycle, ...]
    total: int
    left_out: int
    weak_links: int
    reason: Reason | None
    direction: Direction
    depth: int | None
    width: int | None
    minimum_share: float | None
    makers: int
    links: int

    @property
    def is_partial(self) -> bool:
        """Whether products, links between those that are told, or makers were left out."""
        products = (product.makers for layer in self.layers for product in layer.products)
        return (
            self.left_out > 0
            or any(len(layer.links) < layer.total_links for layer in self.layers)
            or any(len(cycle.links) < cycle.total_links for cycle in self.cycles)
            or any(makers is not None and len(makers.makers) < makers.total for makers in products)
        )


def chain(
    graph: Graph,
    of: str,
    *,
    direction: Direction | str = Direction.UPSTREAM,
    depth: int | None = None,
    width: int | None = None,
    minimum_share: float | None = None,
    makers: int = 10,
    links: int = 200,
    types: ChainTypes = TYPES,
) -> Chain:
    """Follow a chain of products upstream or downstream.

    Parameters
    ----------
    graph
        Any graph with edges from a product to the products that it goes into.
    of
        The id of a product or an industry, or of a chain that groups some: then all of these are the start.
    direction
        Upstream, to what goes in, or downstream, to what comes of it.
    depth
        How many steps to follow; by default to the end.
    width
        How many products a layer to keep, those with the greatest share; by default all.
    minimum_share
        Pass over links with a smaller share, between 0 and 1. A link whose share is not known is followed.
    makers
        How many makers to name for each product.
    links
        How many links to name for each layer and each cycle.
    types
        The types of the edges that are read.

    Returns
    -------
    Chain
        The start is layer 0. Where nothing follows, `reason` says why.

    Raises
    ------
    NotFound
        If the graph has no such node.
    BadInput
        If a number or the direction makes no sense.

    Notes
    -----
    The layer of a product is its distance from the start: the least number of links between them. So it is well defined
    where links form cycles, which is the normal case for industries. Cycles are the strongly connected components of
    more than one product and products that go into themselves, found by the links that are not passed over, whether or
    not all of the cycle is told.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.MultiDiGraph()
    >>> for supplier, buyer in ["ab", "bc", "cb", "cd"]:
    ...     key = graph.add_edge(supplier, buyer, key=f"{supplier} into {buyer}", type="InputTo")
    >>> answer = chain(graph, "d")
    >>> [[product.product.id for product in layer.products] for layer in answer.layers]
    [['d'], ['c'], ['b'], ['a']]
    >>> answer.layers[1].links[0].link, answer.cycles[0].products
    ('c into d', ('b', 'c'))
    """
    at_least(0, depth=depth, minimum_share=minimum_share, makers=makers, links=links)
    at_least(1, width=width)
    if minimum_share is not None and minimum_share > 1:
        raise BadInput(f"minimum_share is {minimum_share}.", "Give a number between 0 and 1.")
    way = _direction(direction)
    network, arrays = network_of(graph, types.input, types.share), arrays_of(graph)
    start = describe(graph, existing(graph, of))
    starts = _starts(arrays, network, of, types.part)
    places = np.array([network.places[id] for id in starts if id in network.places], np.int64)
    limits = Limits(depth, width, minimum_share)
    reach = network.reach(places, way, limits)
    told = [starts, *([network.ids[place] for place in layer] for layer in reach.layers[1:])]
    between = [network.between(reach, distance, way, minimum_share) for distance in range(len(told))]
    cycles, cycle = cycles_among(network, np.flatnonzero(reach.layer >= 0), minimum_share, links)
    known = makers_of(
        graph, arrays, [id for ids in told for id in ids], makes=types.makes, location=types.location, first=makers
    )
    total, weak = _unlimited(network, reach, places, way, limits)
    return Chain(
        of=start,
        layers=tuple(
            Layer(
                distance,
                tuple(ChainProduct(describe(graph, id), known.get(id), cycle.get(id)) for id in ids),
                strongest_links(network, rows, links),
                len(rows),
                cut,
            )
            for distance, (ids, rows, cut) in enumerate(zip(told, between, reach.cut, strict=True))
        ),
        cycles=cycles,
        total=total + len(starts) - len(places),
        left_out=total - int((reach.layer >= 0).sum()),
        weak_links=weak,
        reason=Reason.NO_INPUT if total <= len(places) else None,
        direction=way,
        depth=depth,
        width=width,
        minimum_share=minimum_share,
        makers=makers,
        links=links,
    )


def _direction(direction: Direction | str) -> Direction:
    try:
        return Direction(direction)
    except ValueError:
        raise BadInput(f"direction is {direction!r}.", "Give 'upstream' or 'downstream'.") from None


def _starts(arrays: Arrays, network: InputNetwork, of: str, part: str) -> list[str]:
    """The product itself, or the products of the chain that goes by this id."""
    edges = arrays.edges(part)
    parts = sorted(set(arrays.ids(edges.start[edges.end == arrays.position(of)])))
    return [of] if of in network.places or not parts else parts


def _unlimited(
    network: InputNetwork, reach: Reach, starts: Positions, way: Direction, limits: Limits
) -> tuple[int, int]:
    """How many products could be reached without limits, and how many links at reached ones are below the share."""
    endless = reach if limits == Limits() else network.reach(starts, way, Limits())
    near = reach.layer[network.buyer if way is Direction.UPSTREAM else network.supplier]
    return int((endless.layer >= 0).sum()), int((~network.strong(limits.minimum_share) & (near >= 0)).sum())
