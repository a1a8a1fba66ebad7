from __future__ import annotations

from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.answers import Reason
from analytics.chain import Chain, Direction, chain
from ontology.errors import BadInput, NotFound
from tests.analytics.made import flows, inputs, link, quick

Flows = list[tuple[int, int, float | None]]
directions = st.sampled_from(Direction)


def told(answer: Chain) -> list[list[str]]:
    return [[product.product.id for product in layer.products] for layer in answer.layers]


def seen_from(graph: nx.MultiDiGraph, direction: Direction) -> nx.MultiDiGraph:
    """The graph whose edges lead away from the start."""
    return graph.reverse() if direction is Direction.UPSTREAM else graph


@quick
@given(flows, directions)
def test_a_layer_is_the_distance_that_networkx_finds(flows: Flows, direction: Direction) -> None:
    graph = inputs(flows)
    start = f"p{flows[0][0]}"
    answer = chain(graph, start, direction=direction)
    distances = nx.single_source_shortest_path_length(seen_from(graph, direction), start)
    assert {id: distance for distance, layer in enumerate(told(answer)) for id in layer} == distances
    assert [layer.distance for layer in answer.layers] == list(range(max(distances.values()) + 1))
    assert (answer.total, answer.left_out, answer.is_partial) == (len(distances), 0, False)
    assert {id for layer in told(answer)[1:] for id in layer} == nx.descendants(seen_from(graph, direction), start)


@quick
@given(flows, directions)
def test_cycles_are_the_strongly_connected_components_that_networkx_finds(flows: Flows, direction: Direction) -> None:
    graph = inputs(flows)
    answer = chain(graph, f"p{flows[0][0]}", direction=direction, links=100)
    reached = graph.subgraph(id for layer in told(answer) for id in layer)
    whole = nx.condensation(reached)
    expected = {
        frozenset(members)
        for members in whole.nodes.data("members")
        for members in [members[1]]
        if len(members) > 1 or any(reached.has_edge(member, member) for member in members)
    }
    assert {frozenset(cycle.products) for cycle in answer.cycles} == expected
    for cycle in answer.cycles:
        within = reached.subgraph(cycle.products)
        assert cycle.size == len(cycle.products)
        assert {each.link for each in cycle.links} == {key for *_, key in within.edges(keys=True)}
    for product in (product for layer in answer.layers for product in layer.products):
        at = [place for place, cycle in enumerate(answer.cycles) if product.product.id in cycle.products]
        assert at == ([] if product.cycle is None else [product.cycle])
        assert product.is_cyclic == bool(at)


@quick
@given(flows, directions)
def test_the_links_of_a_layer_are_all_those_between_it_and_the_one_before(flows: Flows, direction: Direction) -> None:
    graph = inputs(flows)
    answer = chain(graph, f"p{flows[0][0]}", direction=direction, links=100)
    away = seen_from(graph, direction)
    for before, layer in zip(answer.layers, answer.layers[1:], strict=False):
        near, far = ({product.product.id for product in each.products} for each in (before, layer))
        expected = {key for start, end, key in away.edges(keys=True) if start in near and end in far}
        assert {each.link for each in layer.links} == expected
        assert layer.total_links == len(expected)
        for each in layer.links:
            assert graph[each.supplier][each.buyer][each.link].get("share") == each.share
        shares = [-1 if each.share is None else each.share for each in layer.links]
        assert shares == sorted(shares, reverse=True)
    assert answer.layers[0].links == ()


@quick
@given(flows, directions, st.integers(0, 3))
def test_depth_cuts_off_layers_and_tells_how_many_products_are_missing(
    flows: Flows, direction: Direction, depth: int
) -> None:
    graph, start = inputs(flows), f"p{flows[0][0]}"
    whole, cut = (chain(graph, start, direction=direction, depth=limit) for limit in (None, depth))
    assert told(cut) == told(whole)[: depth + 1]
    assert cut.total == whole.total
    assert cut.left_out == sum(map(len, told(whole)[depth + 1 :]))


@quick
@given(flows, directions, st.sampled_from([0.0, 0.3, 0.7, 1.0]))
def test_a_minimum_share_passes_over_weak_links_but_not_over_unknown_ones(
    flows: Flows, direction: Direction, minimum: float
) -> None:
    start = f"p{flows[0][0]}"
    answer = chain(inputs(flows), start, direction=direction, minimum_share=minimum)
    kept = [flow for flow in flows if flow[2] is None or flow[2] >= minimum]
    expected = inputs(kept)
    expected.add_node(start)
    distances = nx.single_source_shortest_path_length(seen_from(expected, direction), start)
    assert {id: distance for distance, layer in enumerate(told(answer)) for id in layer} == distances
    everything = chain(inputs(flows), start, direction=direction)
    assert answer.left_out == everything.total - len(distances)


@quick
@given(flows, directions, st.integers(1, 3))
def test_width_keeps_the_strongest_and_what_is_cut_off_is_counted_and_stays_away(
    flows: Flows, direction: Direction, width: int
) -> None:
    graph, start = inputs(flows), f"p{flows[0][0]}"
    whole, narrow = (chain(graph, start, direction=direction, width=limit) for limit in (None, width))
    distance = {id: place for place, layer in enumerate(told(whole)) for id in layer}
    for place, layer in enumerate(narrow.layers):
        assert len(layer.products) <= max(width, 1)
        assert all(distance[product.product.id] <= place for product in layer.products)
        assert layer.left_out == 0 or len(layer.products) == width
    shown = sum(map(len, told(narrow)))
    assert narrow.left_out == whole.total - shown
    assert narrow.is_partial == (narrow.left_out > 0)


def test_width_prefers_the_greater_share_then_the_known_then_the_lesser_id() -> None:
    graph = inputs([("a", "z", None), ("b", "z", 0.1), ("c", "z", 0.6), ("d", "z", 0.1)])
    assert told(chain(graph, "pz", width=2))[1] == ["pb", "pc"]
    assert told(chain(graph, "pz", width=3))[1] == ["pb", "pc", "pd"]
    assert chain(graph, "pz", width=1).layers[1].left_out == 3


@pytest.fixture
def made() -> nx.MultiDiGraph:
    """Ore goes into steel, steel into cars. Of steel two makers are known, of one of them the place; of ore none."""
    graph = inputs([("ore", "steel", 0.4), ("steel", "car", 0.2)])
    graph.add_nodes_from(["mill", "works"], kind="Enterprise", name="A maker")
    graph.add_node("north", kind="Region", name="North")
    link(graph, "Makes", {"mill": "psteel", "works": "psteel"})
    link(graph, "LocatedIn", {"mill": "north"})
    return graph


def test_makers_are_told_with_their_places_and_the_unknown_stay_unknown(made: nx.MultiDiGraph) -> None:
    answer = chain(made, "pcar")
    (steel,), (ore,) = answer.layers[1].products, answer.layers[2].products
    assert ore.makers is None
    assert steel.makers is not None
    mill, works = steel.makers.makers
    assert mill.links == ("mill Makes psteel",)
    assert mill.places is not None
    assert (mill.places[0].region.name, mill.places[0].link) == ("North", "mill LocatedIn north")
    assert works.places is None


def test_of_many_makers_the_first_are_named_and_all_are_counted(made: nx.MultiDiGraph) -> None:
    (steel,) = chain(made, "pcar", makers=1).layers[1].products
    assert steel.makers is not None
    assert ([maker.organization.id for maker in steel.makers.makers], steel.makers.total) == (["mill"], 2)


def test_an_industry_chain_starts_from_all_its_products(made: nx.MultiDiGraph) -> None:
    made.add_node("cars", kind="IndustryChain")
    made.add_node("plonely", kind="Product")
    link(made, "PartOfChain", {"pcar": "cars", "psteel": "cars", "plonely": "cars"})
    answer = chain(made, "cars")
    assert told(answer) == [["pcar", "plonely", "psteel"], ["pore"]]
    assert (answer.of.id, answer.total) == ("cars", 4)


def test_a_product_into_which_nothing_is_known_to_go_has_a_reason(made: nx.MultiDiGraph) -> None:
    made.add_node("pnew", kind="Product")
    for start, direction in [("pore", "upstream"), ("pcar", "downstream"), ("pnew", "upstream")]:
        answer = chain(made, start, direction=direction)
        assert (told(answer), answer.reason) == ([[start]], Reason.NO_INPUT)
    assert chain(made, "pcar", depth=0).reason is None


def test_a_product_that_goes_into_itself_is_a_cycle_of_one() -> None:
    answer = chain(inputs([("wafer", "wafer", 0.3)]), "pwafer")
    assert [(cycle.size, cycle.products) for cycle in answer.cycles] == [(1, ("pwafer",))]


def test_a_cycle_is_marked_even_where_depth_hides_most_of_it() -> None:
    graph = inputs([("a", "b", None), ("b", "c", None), ("c", "a", None)])
    answer = chain(graph, "pa", depth=1)
    assert [(cycle.size, cycle.products) for cycle in answer.cycles] == [(3, ("pa", "pc"))]


def test_questions_that_make_no_sense_are_refused(made: nx.MultiDiGraph) -> None:
    wrong: list[dict[str, Any]] = [
        {"direction": "sideways"},
        {"depth": -1},
        {"width": 0},
        {"minimum_share": -0.1},
        {"minimum_share": 5},
    ]
    for question in wrong:
        with pytest.raises(BadInput):
            chain(made, "pcar", **question)
    with pytest.raises(NotFound):
        chain(made, "pnothing")


def test_parameters_are_echoed(made: nx.MultiDiGraph) -> None:
    answer = chain(made, "pcar", direction="upstream", depth=2, width=5, minimum_share=0.1)
    assert (answer.direction, answer.depth, answer.width, answer.minimum_share) == (Direction.UPSTREAM, 2, 5, 0.1)


def test_an_answer_that_leaves_out_links_or_makers_is_partial_too() -> None:
    graph = inputs([(0, 1, 0.5), (0, 2, 0.5), (1, 3, 0.5), (2, 3, 0.5)])
    for number in range(3):
        graph.add_edge(f"firm{number}", "p0", key=f"makes {number}", type="Makes")
    assert not chain(graph, "p3", direction="upstream").is_partial
    assert chain(graph, "p3", direction="upstream", links=1).is_partial
    assert chain(graph, "p3", direction="upstream", makers=2).is_partial
