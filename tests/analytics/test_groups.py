from __future__ import annotations

from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.answers import Reason
from analytics.groups import Groups, groups
from ontology.errors import BadInput, NotFound
from tests.analytics.made import link, pairs, participation, projection, quick


def members(answer: Groups) -> list[set[str]]:
    return [{member.organization.id for member in group.central} for group in answer.groups]


def everything(graph: nx.MultiDiGraph, **options: Any) -> Groups:
    return groups(graph, minimum_size=1, first=100, details=100, links=100, **options)


@quick
@given(pairs, st.sampled_from([0.5, 1.0, 2.0]), st.integers(0, 3))
def test_figures_of_groups_are_what_networkx_says(pairs: list[tuple[int, int]], resolution: float, seed: int) -> None:
    graph = participation(pairs)
    projected = projection(graph)
    answer = everything(graph, resolution=resolution, seed=seed)
    if not projected.edges:
        assert answer.reason is Reason.NO_CO_PARTICIPATION
        return
    found = members(answer)
    assert nx.community.is_partition(projected, found)
    assert answer.modularity == pytest.approx(
        nx.community.modularity(projected, found, weight="weight", resolution=resolution)
    )
    for group, inside in zip(answer.groups, found, strict=True):
        within = projected.subgraph(inside)
        assert nx.is_connected(within)
        assert (group.size, group.pairs) == (len(inside), within.number_of_edges())
        assert group.density == (pytest.approx(nx.density(within)) if len(inside) > 1 else None)
        assert group.internal == pytest.approx(within.size("weight"))
        assert group.external == pytest.approx(nx.cut_size(projected, inside, weight="weight"))
        degrees = dict(within.degree(weight="weight"))
        assert {m.organization.id: m.weight for m in group.central} == pytest.approx(degrees)
        assert [m.weight for m in group.central] == pytest.approx(sorted(degrees.values(), reverse=True))
        if group.conductance is not None:
            assert group.conductance == pytest.approx(nx.conductance(projected, inside, weight="weight"))


@quick
@given(pairs)
def test_groups_are_no_worse_than_each_on_its_own_or_all_together(pairs: list[tuple[int, int]]) -> None:
    graph = participation(pairs)
    projected = projection(graph)
    answer = everything(graph)
    if answer.modularity is not None:
        alone = nx.community.modularity(projected, [{node} for node in projected])
        together = nx.community.modularity(projected, [set(projected)])
        assert answer.modularity >= max(alone, together) - 1e-6


@quick
@given(pairs)
def test_binding_collectives_account_for_all_the_weight_inside(pairs: list[tuple[int, int]]) -> None:
    graph = participation(pairs)
    edges = {key: (start, end) for start, end, key in graph.edges(keys=True)}
    for group in everything(graph).groups:
        inside = {member.organization.id for member in group.central}
        if group.internal:
            assert sum(binding.share for binding in group.bound_by) == pytest.approx(1)
        for binding in group.bound_by:
            met = {edges[key] for key in binding.links}
            assert met == {(who, binding.collective.id) for who in inside if graph.has_edge(who, binding.collective.id)}
            assert len(met) == binding.inside <= binding.members


@quick
@given(pairs, st.randoms(), st.integers(0, 5))
def test_the_same_seed_gives_the_same_groups_whatever_the_order_of_the_graph(
    pairs: list[tuple[int, int]], random: Any, seed: int
) -> None:
    shuffled = list(pairs)
    random.shuffle(shuffled)
    one, other = (everything(participation(each), seed=seed) for each in (pairs, shuffled))
    assert members(one) == members(other)


def test_two_circles_with_one_bridge_are_two_groups() -> None:
    first = [(who, f"x{n}") for n in range(3) for who in "abcd"]
    second = [(who, f"y{n}") for n in range(3) for who in "pqrs"]
    answer = groups(participation([*first, *second, ("a", "z"), ("p", "z")]))
    assert members(answer) == [{"oa", "ob", "oc", "od"}, {"op", "oq", "or", "os"}]
    assert answer.groups[0].bound_by[0].share == pytest.approx(1 / 3)
    assert answer.groups[0].density == 1


def test_around_an_organization_come_its_own_group_and_those_it_has_ties_into() -> None:
    circles = [(f"{circle}{who}", f"{circle}{n}") for circle in "uvw" for n in range(3) for who in range(4)]
    bridges = [("u0", "bridge"), ("v0", "bridge"), ("v1", "far"), ("w1", "far")]
    graph = participation([*circles, *bridges])
    answer = groups(graph, around="ou0")
    assert [(group.contains, group.ties) for group in answer.groups] == [(True, 3), (False, 1)]
    assert answer.groups[1].tie_weight == pytest.approx(1)
    assert groups(graph, around="ov1").groups[1].ties == 1
    assert all(group.contains is None for group in groups(graph).groups)


def test_hops_confine_the_division_to_what_is_near() -> None:
    graph = participation([(who, (who + step) // 2) for who in range(12) for step in (0, 1)])
    near = groups(graph, around="o0", hops=1, minimum_size=1, first=100)
    reached = set(nx.ego_graph(projection(graph), "o0", 1))
    assert set().union(*members(near)) == reached
    assert near.organizations == len(reached)
    assert groups(graph, around="o0", hops=50).organizations == len(projection(graph))


def test_the_own_group_is_told_however_small() -> None:
    answer = groups(participation([("a", 1), ("b", 1)]), around="oa", minimum_size=10)
    assert [group.size for group in answer.groups] == [2]
    assert groups(participation([("a", 1), ("b", 1)]), minimum_size=10).reason is Reason.NO_GROUP


def test_what_a_group_is_made_of_is_counted_with_the_unknown_apart() -> None:
    graph = participation([("a", 1), ("b", 1), ("c", 1), ("c", 2)])
    graph.nodes["oc"]["kind"] = "University"
    graph.add_nodes_from(["north", "steel"], kind="Concept", name="A concept")
    link(graph, "LocatedIn", {"oa": "north", "ob": "north"})
    link(graph, "InSector", {"c1": "steel", "c2": "steel", "oa": "steel"})
    (group,) = groups(graph).groups
    assert [(each.kind, each.count) for each in group.kinds] == [("Enterprise", 2), ("University", 1)]
    assert [(each.concept.id, each.count) for each in group.regions.concepts] == [("north", 2)]
    assert (group.regions.unknown, group.sectors.unknown, group.themes.unknown) == (1, 2, 0)
    assert [each.count for each in group.themes.concepts] == [1]


def test_nobody_known_is_told_as_unknown() -> None:
    graph = participation([("alone", 1), ("a", 2), ("b", 2)])
    graph.add_node("new")
    assert groups(graph, around="oalone").reason is Reason.NO_CO_PARTICIPATION
    assert groups(graph, around="new").reason is Reason.NO_CO_PARTICIPATION
    assert groups(nx.MultiDiGraph()).modularity is None


def test_questions_that_make_no_sense_are_refused() -> None:
    graph = participation([("a", 1), ("b", 1)])
    for wrong in ({"resolution": 0}, {"hops": 1}, {"first": 0}, {"seed": -1}, {"around": "oa", "hops": 0}):
        with pytest.raises(BadInput):
            groups(graph, **wrong)
    with pytest.raises(NotFound):
        groups(graph, around="nobody")
