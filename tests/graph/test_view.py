"""A view is a networkx graph: what networkx says of it is what it says of a plain graph of the same links."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.records import Record
from graph.snapshot import Snapshot
from graph.view import View
from ontology.model import Ontology
from tests.graph.built import Graph
from tests.graph.said import firm, part, project

DAY = date(2020, 6, 1)
KINDS = ("ParticipatesIn", "Owns")


def plain(snapshot: Snapshot, as_of: date, kinds: tuple[str, ...] = KINDS) -> nx.MultiDiGraph:
    """The same graph, made by networkx' own means from the decoded entities and links."""
    graph, day = nx.MultiDiGraph(), as_of.isoformat()

    def holds(value: Any) -> bool:
        return (value.valid_from or "0000") <= day < (value.valid_to or "9999")

    for entity in snapshot.entities(n for n in range(len(snapshot)) if snapshot.kinds[n] != 255):
        if holds(entity):
            graph.add_node(entity.id, **{**entity.properties, "kind": entity.kind, **bounds(entity)})
    for kind in kinds:
        for link in snapshot.links(kind).rows(range(len(snapshot.links(kind)))):
            if holds(link) and link.start in graph and link.end in graph:
                graph.add_edge(link.start, link.end, link.id, **{"type": kind, **link.properties, **bounds(link)})
    return graph


def bounds(value: Any) -> dict[str, Any]:
    told = {"validFrom": value.valid_from, "validTo": value.valid_to, "confidence": value.confidence}
    return {name: bound for name, bound in told.items() if bound is not None}


def owns(start: str, end: str, **fields: Any) -> Record:
    return Record("alpha", f"{start}>{end}", "Owns", {}, start=f"alpha:{start}", end=f"alpha:{end}", **fields)


dates = st.sampled_from(
    [{}, {}, {"valid_from": "2020-01-01"}, {"valid_to": "2020-06-01"}, {"valid_from": "2020-06-01"}]
)
firms = st.integers(0, 7)


@st.composite
def said(draw: st.DrawFn) -> list[Record]:
    records = [firm(str(i), name=f"Firm {i}", **draw(dates)) for i in range(8)]
    records += [project(f"p{i}", name=f"Plan {i}") for i in range(3)]
    records += [owns(str(a), str(b), **draw(dates)) for a, b in draw(st.sets(st.tuples(firms, firms), max_size=20))]
    taking = st.tuples(firms, st.integers(0, 2), st.sampled_from(["coordinator", "partner"]))
    records += [
        part(f"alpha:{a}", f"alpha:p{p}", role, **draw(dates)) for a, p, role in draw(st.sets(taking, max_size=12))
    ]
    return records


def numbered(found: Any) -> Any:
    """Rankings with the rounding of the last digits taken away."""
    return {node: round(rank, 9) for node, rank in found.items()}


def ranked(graph: nx.MultiDiGraph) -> Any:
    return nx.pagerank(graph, tol=1e-13, max_iter=500)


def apart(one: Any, other: Any) -> float:
    assert one.keys() == other.keys()
    return sum(abs(one[node] - other[node]) for node in other)


def own(graph: nx.MultiDiGraph) -> list[str]:
    """The nodes that are not from the code lists."""
    return [node for node in graph if node.startswith("alpha:")]


QUESTIONS: dict[str, Callable[[nx.MultiDiGraph], Any]] = {
    "nodes": lambda g: list(g.nodes(data=True)),
    "edges": lambda g: list(g.edges(keys=True, data=True)),
    "in_edges": lambda g: list(g.in_edges(keys=True, data=True)),
    "edge types": lambda g: list(g.edges(data="type")),
    "order and size": lambda g: (len(g), g.order(), g.number_of_nodes(), g.size(), g.number_of_edges()),
    "degree": lambda g: (dict(g.degree), dict(g.in_degree), dict(g.out_degree)),
    "neighbours": lambda g: {n: (list(g.successors(n)), list(g.predecessors(n)), list(g.neighbors(n))) for n in g},
    "adjacency": lambda g: {n: {v: dict(keys) for v, keys in adjacent.items()} for n, adjacent in g.adjacency()},
    "between": lambda g: [(u, v, g.number_of_edges(u, v), g.has_edge(u, v)) for u in own(g) for v in own(g)],
    "edge data": lambda g: [g.get_edge_data(u, v, k) for u, v, k in g.edges(keys=True)],
    "subgraph": lambda g: list(g.subgraph(own(g)[::2] + own(g)[1:4]).edges(keys=True, data=True)),
    "subgraph of a subgraph": lambda g: list(g.subgraph(own(g)[:9]).subgraph(own(g)[3:]).edges(keys=True)),
    "edge subgraph": lambda g: list(g.edge_subgraph(list(g.edges(keys=True))[::2]).edges(keys=True)),
    "reverse": lambda g: list(g.reverse().edges(keys=True, data=True)),
    "reverse view": lambda g: list(g.reverse(copy=False).edges(keys=True, data=True)),
    "copy": lambda g: list(g.copy().edges(keys=True, data=True)),
    "deep copy": lambda g: list(copy.deepcopy(g.copy()).edges(keys=True, data=True)),
    "simple graphs": lambda g: (list(nx.DiGraph(g).edges(data=True)), list(nx.Graph(g).edges(data=True))),
    "undirected": lambda g: list(g.to_undirected().edges(keys=True, data=True)),
    "undirected view": lambda g: sorted(g.to_undirected(as_view=True).edges(keys=True)),
    "pagerank": lambda g: apart(ranked(g), ranked(nx.MultiDiGraph(g))) < 1e-8,
    "components": lambda g: list(map(sorted, nx.weakly_connected_components(g))),
    "strong components": lambda g: sorted(map(sorted, nx.strongly_connected_components(g))),
    "shortest paths": lambda g: dict(nx.all_pairs_shortest_path(g)),
    "weighted paths": lambda g: dict(nx.all_pairs_dijkstra_path_length(g, weight=lambda u, v, keys: len(keys))),
    "breadth first": lambda g: [list(nx.bfs_edges(g, node)) for node in own(g)[:3]],
    "ego graph": lambda g: [list(nx.ego_graph(g, node, 2).edges(keys=True)) for node in own(g)[:3]],
    "descendants": lambda g: {n: sorted(nx.descendants(g, n)) for n in own(g)},
    "betweenness": lambda g: numbered(nx.betweenness_centrality(nx.DiGraph(g))),
    "matrix": lambda g: nx.to_numpy_array(g, nodelist=own(g)).tolist(),
    "self loops": lambda g: list(nx.selfloop_edges(g, keys=True)),
    "node link data": lambda g: nx.node_link_data(g, edges="edges"),
    "contraction": lambda g: list(nx.condensation(nx.DiGraph(g)).edges),
    "filtered": lambda g: list(nx.subgraph_view(g, filter_edge=lambda u, v, k: g[u][v][k]["type"] == "Owns").edges),
    "attributes": lambda g: (nx.get_node_attributes(g, "name"), nx.get_edge_attributes(g, "role")),
}


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(records=said())
def test_networkx_says_of_a_view_what_it_says_of_a_plain_graph(
    records: list[Record], tmp_path_factory: pytest.TempPathFactory, ontology: Ontology
) -> None:
    snapshot = Graph(tmp_path_factory.mktemp("view"), ontology).load(*records)
    expected = plain(snapshot, DAY)
    for name, question in QUESTIONS.items():
        view = View(snapshot, DAY, KINDS)  # a fresh one, so that each question has to materialise what it needs
        assert question(view) == question(expected), name
    assert nx.utils.graphs_equal(snapshot.view(DAY, KINDS), expected)


@pytest.fixture
def view(tmp_path: Path, ontology: Ontology) -> View:
    graph = Graph(tmp_path, ontology)
    return graph.load(
        firm("1", "pic:999984059", name="One"), firm("2", name="Two", valid_to="2020-06-01"), firm("3", name="Three"),
        project("p", name="Plan"),
        part("alpha:1", "alpha:p", valid_from="2020-01-01"), part("alpha:2", "alpha:p"),
        owns("1", "3", valid_to="2020-06-01"),
    ).view(DAY)  # fmt: skip


def test_nodes_are_public_ids_and_no_other_names(view: View) -> None:
    assert "pic:999984059" in view
    for other in ("alpha:1", "alpha:2", "nothing", "", 5, None, ("a",), ["a"]):
        assert other not in view
        assert not view.has_node(other)
    with pytest.raises(KeyError):
        view.nodes["alpha:1"]
    with pytest.raises(KeyError):
        view["alpha:1"]
    with pytest.raises(nx.NetworkXError):
        view.successors("alpha:1")


def test_an_entity_that_does_not_exist_on_the_date_is_no_node_even_after_its_id_was_read(view: View) -> None:
    number = view.snapshot.number("alpha:2")
    assert number is not None
    assert view.id(number) == "alpha:2"
    assert view.number("alpha:2") is None
    assert "alpha:2" not in view


def test_a_link_is_an_edge_with_its_id_as_key_and_its_qualifiers_as_data(view: View) -> None:
    (edge,) = view.out_edges("pic:999984059", keys=True, data=True)
    assert edge[:2] == ("pic:999984059", "alpha:p")
    assert view.snapshot.link(edge[2]) is not None
    assert edge[3] == {"type": "ParticipatesIn", "role": "coordinator", "validFrom": "2020-01-01"}
    assert view["pic:999984059"]["alpha:p"][edge[2]]["role"] == "coordinator"
    assert dict(view.nodes["pic:999984059"]) == {"kind": "Enterprise", "name": "One"}
    assert repr(view.nodes["alpha:p"]) == "{'name': 'Plan', 'kind': 'Project'}"


MUTATIONS: dict[str, Callable[[View], Any]] = {
    "add_node": lambda v: v.add_node("x"),
    "add_nodes_from": lambda v: v.add_nodes_from(["x"]),
    "remove_node": lambda v: v.remove_node("alpha:p"),
    "remove_nodes_from": lambda v: v.remove_nodes_from(["alpha:p"]),
    "add_edge": lambda v: v.add_edge("alpha:p", "alpha:3"),
    "add_edges_from": lambda v: v.add_edges_from([("alpha:p", "alpha:3")]),
    "add_weighted_edges_from": lambda v: v.add_weighted_edges_from([("alpha:p", "alpha:3", 1)]),
    "remove_edge": lambda v: v.remove_edge("pic:999984059", "alpha:p"),
    "remove_edges_from": lambda v: v.remove_edges_from([("pic:999984059", "alpha:p")]),
    "update": lambda v: v.update(edges=[("alpha:p", "alpha:3")]),
    "clear": lambda v: v.clear(),
    "clear_edges": lambda v: v.clear_edges(),
    "node data": lambda v: v.nodes["alpha:p"].update(name="x"),
    "node attribute": lambda v: v.nodes["alpha:p"].__setitem__("name", "x"),
    "set_node_attributes": lambda v: nx.set_node_attributes(v, 1, "x"),
    "edge attribute": lambda v: next(iter(v.edges(data=True)))[2].__setitem__("role", "x"),
    "set_edge_attributes": lambda v: nx.set_edge_attributes(v, 1, "x"),
    "deleted attribute": lambda v: v.nodes["alpha:p"].__delitem__("name"),
}


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_what_would_change_a_view_is_refused(view: View, mutation: str) -> None:
    before = list(view.nodes(data=True)), list(view.edges(keys=True, data=True))
    with pytest.raises(nx.NetworkXError):
        MUTATIONS[mutation](view)
    assert (list(view.nodes(data=True)), list(view.edges(keys=True, data=True))) == before
    assert nx.is_frozen(view)


def test_a_copy_is_a_plain_graph_that_can_be_changed(view: View) -> None:
    copied = view.copy()
    assert type(copied) is nx.MultiDiGraph
    copied.add_edge("alpha:p", "alpha:3")
    copied.nodes["alpha:p"]["name"] = "changed"
    assert view.nodes["alpha:p"]["name"] == "Plan"


def test_the_view_changes_with_the_date_and_with_the_kinds_of_link(view: View) -> None:
    snapshot = view.snapshot
    earlier = snapshot.view(date(2020, 5, 31))
    assert (len(earlier.edges), len(view.edges)) == (len(view.edges) + 2, len(view.edges))
    assert "alpha:2" in earlier
    assert {kind for *_, kind in snapshot.view(date(2020, 5, 31), ["Owns"]).edges(data="type")} == {"Owns"}
    assert snapshot.view(DAY) is view


def test_arrays_say_the_same_as_the_edges(view: View) -> None:
    edges = view.arrays()
    told = [
        (view.id(start), view.id(end), view.link_id(int(kind), row))
        for start, end, kind, row in zip(*(array.tolist() for array in edges), strict=True)
    ]
    assert sorted(told) == sorted(view.edges(keys=True))
    assert (edges.start.dtype, edges.end.dtype, edges.row.dtype) == (np.uint32, np.uint32, np.uint32)
    taking = view.arrays(["ParticipatesIn"])
    assert view.arrays(["ParticipatesIn"]) is taking
    assert {view.link_kinds[kind] for kind in taking.kind} == {"ParticipatesIn"}
    assert view.link_id("ParticipatesIn", int(taking.row[0])) in {key for *_, key in view.edges(keys=True)}
    assert [view.id(number) for number in view.numbers] == list(view)
    assert all(view.number(node) == number for node, number in zip(view, view.numbers, strict=True))


def test_an_empty_graph_is_an_empty_view(tmp_path: Path, ontology: Ontology) -> None:
    view = Graph(tmp_path, ontology).snapshot().view(DAY)
    assert (len(view), view.number_of_edges(), list(view.edges), nx.is_empty(view)) == (0, 0, [], True)
    assert view.number("alpha:1") is None
