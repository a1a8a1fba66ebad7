"""Graphs of a known shape and seed, as arrays: who works with whom, what is made of what, who supplies whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

__all__ = ["Edges", "chain", "collaboration", "participation", "rooted", "supply"]

Array = NDArray[Any]
SEED = 20240501
ORGANIZATIONS, PROJECTS, CLUSTERS = 100_000, 30_000, 200
AT_HOME = 0.75
"""Of the members of a project, from the project's own cluster."""


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """A graph of nodes 0 … size - 1 without parallel edges or self-loops. Undirected edges are there once."""

    size: int
    start: Array
    end: Array
    weight: Array
    directed: bool

    def both_ways(self) -> tuple[Array, Array, Array]:
        """Starts, ends and weights of all entries: undirected edges twice."""
        if self.directed:
            return self.start, self.end, self.weight
        return np.r_[self.start, self.end], np.r_[self.end, self.start], np.r_[self.weight, self.weight]

    def matrix(self) -> Any:
        """The adjacency matrix of scipy."""
        start, end, weight = self.both_ways()
        return sparse.csr_array((weight, (start, end)), (self.size, self.size))


def participation() -> tuple[Array, Array]:
    """Organizations and the projects they are in, numbered on: a few are in many, most projects are small."""
    chance = np.random.default_rng(SEED)
    cluster = np.sort(chance.integers(0, CLUSTERS, ORGANIZATIONS))
    drawn = np.cumsum((chance.permutation(ORGANIZATIONS) + 50.0) ** -0.8)
    first = np.searchsorted(cluster, np.arange(CLUSTERS + 1))
    bound = np.r_[0.0, drawn][first]
    sizes = np.clip(np.round(chance.lognormal(np.log(10) - 0.32, 0.8, PROJECTS)), 2, 300).astype(np.int64)
    project = np.repeat(np.arange(PROJECTS), sizes)
    home = chance.integers(0, CLUSTERS, PROJECTS)[project]
    local = chance.random(len(project)) < AT_HOME
    low, high = np.where(local, bound[home], 0.0), np.where(local, bound[home + 1], drawn[-1])
    place = low + chance.random(len(project)) * (high - low)
    organization = np.minimum(np.searchsorted(drawn, place, side="right"), ORGANIZATIONS - 1)
    names = chance.permutation(ORGANIZATIONS)
    pairs = np.unique(names[organization] * PROJECTS + project)
    return pairs // PROJECTS, ORGANIZATIONS + pairs % PROJECTS


def collaboration() -> Edges:
    """Organizations, and in how many projects two of them are together: some two million pairs."""
    organization, project = participation()
    shape = (ORGANIZATIONS, PROJECTS)
    incidence = sparse.csr_array((np.ones(len(project)), (organization, project - ORGANIZATIONS)), shape)
    pairs = sparse.triu(incidence @ incidence.T, 1).tocoo()
    return Edges(ORGANIZATIONS, pairs.row.astype(np.int64), pairs.col.astype(np.int64), pairs.data, directed=False)


def supply(size: int = 100_000, count: int = 500_000) -> Edges:
    """Suppliers and buyers: some of both have very many, half of the edges stay within regions of 500."""
    chance = np.random.default_rng(SEED + 2)
    more = int(1.15 * count)
    start = _skewed(chance, size, 0.7, more)
    end = _skewed(chance, size, 0.6, more)
    nearby = np.minimum(start // 500 * 500 + chance.integers(0, 500, more), size - 1)
    end = np.where(chance.random(more) < 0.5, nearby, end)
    return _distinct(chance, size, start, end, count)


def chain(size: int = 100_000, count: int = 300_000, layers: int = 12, back: float = 0.0005) -> Edges:
    """Products in layers from raw materials on, what they are made of, and a few edges back that close cycles."""
    chance = np.random.default_rng(SEED + 1)
    layer = np.sort(chance.integers(0, layers, size))
    first = np.searchsorted(layer, np.arange(layers + 1))
    more = int(1.1 * count)
    start = chance.integers(0, first[layers - 1], more)
    here = layer[start]
    popular = _within(chance, first, here, 2.0)
    start = np.where(chance.random(more) < 0.5, popular, start)
    further = 1 + (chance.random(more) < 0.2) + (chance.random(more) < 0.05)
    end = _within(chance, first, np.minimum(here + further, layers - 1), 2.0)
    returning = chance.integers(first[2], size, int(back * count))
    before = np.maximum(layer[returning] - chance.integers(0, 3, len(returning)), 0)
    names = chance.permutation(size)
    start, end = np.r_[start, returning], np.r_[end, _within(chance, first, before, 1.0)]
    return _distinct(chance, size, names[start], names[end], count)


def rooted(edges: Edges) -> Edges:
    """A directed graph and one node more, from which there is an edge to every node that had none towards it."""
    into = np.bincount(edges.end, minlength=edges.size)
    raw = np.flatnonzero(into == 0)
    start, end = np.r_[edges.start, np.full(len(raw), edges.size)], np.r_[edges.end, raw]
    return Edges(edges.size + 1, start, end, np.ones(len(start)), directed=True)


def _skewed(chance: np.random.Generator, size: int, exponent: float, count: int) -> Array:
    """Draw nodes, the k-th of a random order with a chance of about k ** -exponent."""
    drawn = np.cumsum((np.arange(size) + 20.0) ** -exponent)
    places = np.searchsorted(drawn, chance.random(count) * drawn[-1])
    nodes: Array = chance.permutation(size)[np.minimum(places, size - 1)]
    return nodes


def _within(chance: np.random.Generator, first: Array, layer: Array, skew: float) -> Array:
    """Draw a node of each layer, the first ones more often if `skew` is above 1."""
    width = first[layer + 1] - first[layer]
    nodes: Array = first[layer] + (chance.random(len(layer)) ** skew * width).astype(np.int64)
    return nodes


def _distinct(chance: np.random.Generator, size: int, start: Array, end: Array, count: int) -> Edges:
    """At most `count` distinct edges of those given, in the order of their starts."""
    pairs = np.unique((start * size + end)[start != end])
    pairs = np.sort(chance.permutation(pairs)[:count])
    weight = np.round(chance.lognormal(0, 1, len(pairs)) + 0.01, 6)
    return Edges(size, pairs // size, pairs % size, weight, directed=True)
