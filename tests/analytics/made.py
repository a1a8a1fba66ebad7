"""Graphs made for tests, and the same questions put to networkx."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import networkx as nx
from hypothesis import settings
from hypothesis import strategies as st

quick = settings(deadline=None, max_examples=40)

pairs = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 6)), min_size=1, max_size=45)
"""Who takes part in what, by number; the same pair may come twice."""

flows = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9), st.none() | st.integers(0, 10).map(lambda tenth: tenth / 10)),
    min_size=1,
    max_size=30,
)
"""Which product goes into which, with what share, by number."""


def participation(pairs: Iterable[tuple[Any, Any]]) -> nx.MultiDiGraph:
    """Organizations `o…` that take part in collectives `c…`; keys tell the place in the list."""
    graph = nx.MultiDiGraph()
    for place, (who, what) in enumerate(pairs):
        graph.add_node(f"o{who}", kind="Enterprise", name=f"Organization {who}")
        graph.add_node(f"c{what}", kind="Project", name=f"Collective {what}")
        graph.add_edge(f"o{who}", f"c{what}", key=f"part{place}", type="ParticipatesIn")
    return graph


def inputs(flows: Iterable[tuple[Any, Any, float | None]]) -> nx.MultiDiGraph:
    """Products `p…` that go into one another; keys tell the place in the list."""
    graph = nx.MultiDiGraph()
    for place, (supplier, buyer, share) in enumerate(flows):
        graph.add_nodes_from([f"p{supplier}", f"p{buyer}"], kind="Product")
        said = {} if share is None else {"share": share}
        graph.add_edge(f"p{supplier}", f"p{buyer}", key=f"flow{place}", type="InputTo", **said)
    return graph


def link(graph: nx.MultiDiGraph, type: str, links: Mapping[str, str]) -> None:
    """Add links of a type, from keys to values."""
    for start, end in links.items():
        graph.add_edge(start, end, key=f"{start} {type} {end}", type=type)


def bipartite(graph: nx.MultiDiGraph) -> nx.Graph:
    """The participations, undirected, once each."""
    return nx.Graph((start, end) for start, end, type in graph.edges(data="type") if type == "ParticipatesIn")


def projection(graph: nx.MultiDiGraph) -> nx.Graph:
    """Organizations that share a collective, by networkx: `shared` ones, and as `weight` their sum of (n - 1)**-0.5."""
    two = bipartite(graph)
    organizations = [node for node in two if node.startswith("o")]

    def tie(graph: nx.Graph, one: str, other: str) -> float:
        return float(sum((len(graph[collective]) - 1) ** -0.5 for collective in set(graph[one]) & set(graph[other])))

    projected = nx.bipartite.generic_weighted_projected_graph(two, organizations, weight_function=tie)
    for one, other in projected.edges:
        projected[one][other]["shared"] = len(set(two[one]) & set(two[other]))
    return projected
