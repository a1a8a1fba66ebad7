"""Links of a chain as evidence, and the cycles that they form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analytics.backend import Positions
from analytics.input_network import InputNetwork

__all__ = ["ChainLink", "Cycle", "cycles_among", "strongest_links"]


@dataclass(frozen=True, slots=True)
class ChainLink:
    """An edge of the graph: `supplier` goes into `buyer`, with a share of the buyer's input where that is known."""

    link: str
    supplier: str
    buyer: str
    share: float | None


@dataclass(frozen=True, slots=True)
class Cycle:
    """A strongly connected component: each of its `size` products goes, directly or not, into each other.

    `products` are the ids of those told, `links` the first of `total_links` between these, greatest share first.
    """

    size: int
    products: tuple[str, ...]
    links: tuple[ChainLink, ...]
    total_links: int


def strongest_links(network: InputNetwork, rows: Positions, most: int) -> tuple[ChainLink, ...]:
    """Name some links, those with the greatest share first, unknown shares last, equal ones in the order of ids."""
    share = np.where(np.isnan(network.share[rows]), -1, network.share[rows])
    chosen = rows[np.lexsort((network.supplier[rows], network.buyer[rows], -share))[:most]]
    ids = network.ids
    return tuple(
        ChainLink(key, ids[supplier], ids[buyer], None if share != share else share)
        for key, supplier, buyer, share in zip(
            network.keys(chosen),
            network.supplier[chosen].tolist(),
            network.buyer[chosen].tolist(),
            network.share[chosen].tolist(),
            strict=True,
        )
    )


def cycles_among(
    network: InputNetwork, told: Positions, minimum_share: float | None, links: int
) -> tuple[tuple[Cycle, ...], Mapping[str, int]]:
    """The cycles on which some products (ascending) lie, largest first, and for each of these the place of its own."""
    component, cyclic = network.components(minimum_share)
    size = np.bincount(component)
    on_cycle = told[cyclic[told]]
    found, first = np.unique(component[on_cycle], return_index=True)
    ordered = found[np.lexsort((first, -size[found]))].tolist()
    shown = np.zeros(len(component), np.bool_)
    shown[told] = True
    within = np.flatnonzero(
        network.strong(minimum_share)
        & (component[network.supplier] == component[network.buyer])
        & shown[network.supplier]
        & shown[network.buyer]
    )
    cycles, cycle = [], {}
    for place, number in enumerate(ordered):
        products = tuple(network.ids[i] for i in on_cycle[component[on_cycle] == number])
        rows = within[component[network.supplier[within]] == number]
        cycles.append(Cycle(int(size[number]), products, strongest_links(network, rows, links), len(rows)))
        cycle.update(dict.fromkeys(products, place))
    return tuple(cycles), cycle
