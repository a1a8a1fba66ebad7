from __future__ import annotations

from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.answers import Reason
from analytics.partners import LeftOut, Partners, Weights, partners
from ontology.errors import BadInput, NotFound
from tests.analytics.made import bipartite, link, pairs, participation, projection, quick


def ids(answer: Partners) -> list[str]:
    return [candidate.organization.id for candidate in answer.candidates]


@quick
@given(pairs)
def test_parts_are_what_networkx_says(pairs: list[tuple[int, int]]) -> None:
    graph = participation(pairs)
    projected, two = projection(graph), bipartite(graph)
    organization = f"o{pairs[0][0]}"
    # networkx stops at an error of N * tol, so the tolerance has to be far below what is compared.
    ranks = nx.pagerank(two, alpha=0.85, personalization={organization: 1}, tol=1e-15, max_iter=1000)
    answer = partners(graph, organization, first=100)
    for candidate in answer.candidates:
        pair = [(organization, candidate.organization.id)]
        assert candidate.parts.common_neighbours == len(list(nx.common_neighbors(projected, *pair[0])))
        assert candidate.parts.adamic_adar == pytest.approx(next(nx.adamic_adar_index(projected, pair))[2])
        assert candidate.parts.resource_allocation == pytest.approx(
            next(nx.resource_allocation_index(projected, pair))[2]
        )
        assert candidate.parts.personalised_pagerank == pytest.approx(ranks[pair[0][1]], abs=1e-9)
    expected = {node for near in projected[organization] for node in projected[near]}
    assert set(ids(answer)) == expected - set(projected[organization]) - {organization}
    assert answer.total == len(answer.candidates)


@quick
@given(pairs, st.sampled_from([0.05, 0.5, 0.85, 0.99]))
def test_personalised_pagerank_holds_for_any_damping(pairs: list[tuple[int, int]], damping: float) -> None:
    graph = participation(pairs)
    organization = f"o{pairs[0][0]}"
    ranks = nx.pagerank(bipartite(graph), alpha=damping, personalization={organization: 1}, tol=1e-13, max_iter=10_000)
    for candidate in partners(graph, organization, first=100, damping=damping, exclude_present=False).candidates:
        assert candidate.parts.personalised_pagerank == pytest.approx(ranks[candidate.organization.id], abs=1e-9)


@quick
@given(pairs, st.randoms())
def test_the_answer_does_not_depend_on_the_order_of_the_graph(pairs: list[tuple[int, int]], random: Any) -> None:
    graph = participation(pairs)
    edges = list(graph.edges(keys=True, data=True))
    random.shuffle(edges)
    shuffled: nx.MultiDiGraph = nx.MultiDiGraph()
    shuffled.add_edges_from(edges)
    nx.set_node_attributes(shuffled, dict(graph.nodes(data=True)))
    organization = f"o{pairs[0][0]}"
    one, other = (partners(each, organization, exclude_present=False) for each in (graph, shuffled))
    assert [(c.organization, c.score, c.shared, c.ties) for c in one.candidates] == [
        (c.organization, c.score, c.shared, c.ties) for c in other.candidates
    ]


@quick
@given(pairs)
def test_scores_fall_from_at_most_one_and_equal_ones_are_in_the_order_of_ids(pairs: list[tuple[int, int]]) -> None:
    answer = partners(participation(pairs), f"o{pairs[0][0]}", first=100, exclude_present=False)
    order = [(-candidate.score, candidate.organization.id) for candidate in answer.candidates]
    assert order == sorted(order)
    assert all(0 <= candidate.score <= 1 for candidate in answer.candidates)


@quick
@given(pairs)
def test_paths_lead_over_a_partner_of_both_and_strong_ones_come_first(pairs: list[tuple[int, int]]) -> None:
    graph = participation(pairs)
    projected = projection(graph)
    edges = {key: (start, end) for start, end, key in graph.edges(keys=True)}
    organization = f"o{pairs[0][0]}"
    for candidate in partners(graph, organization, first=100, paths=100, ties=100).candidates:
        other = candidate.organization.id
        assert {path.partner.id for path in candidate.paths} == set(nx.common_neighbors(projected, organization, other))
        for path in candidate.paths:
            between = path.partner.id
            assert path.strength == pytest.approx(
                projected[organization][between]["weight"] * projected[between][other]["weight"]
            )
            assert {edges[key][0] for tie in path.with_organization for key in tie.links} == {organization, between}
            assert {edges[key][0] for tie in path.with_candidate for key in tie.links} == {between, other}
        strengths = [path.strength for path in candidate.paths]
        assert strengths == pytest.approx(sorted(strengths, reverse=True))


def test_present_partners_are_left_out_and_counted_unless_wanted() -> None:
    graph = participation([("a", 1), ("b", 1), ("b", 2), ("c", 2)])
    answer = partners(graph, "oa")
    assert (ids(answer), answer.left_out) == (["oc"], LeftOut(present=1))
    wanted = partners(graph, "oa", exclude_present=False)
    assert {c.organization.id: c.is_present_partner for c in wanted.candidates} == {"ob": True, "oc": False}
    assert wanted.candidates[ids(wanted).index("ob")].ties[0].links == ("part0", "part1")
    assert wanted.left_out == LeftOut()


def test_scores_are_the_weighted_parts_relative_to_the_greatest() -> None:
    graph = participation(
        [("a", 1), ("b", 1), ("d", 1), ("b", 2), ("c", 2), ("d", 3), ("c", 3), ("e", 3), ("e", 2), ("f", 3)]
    )
    answer = partners(graph, "oa", weights=Weights(1, 0, 3, 0))
    most = max(candidate.parts.common_neighbours for candidate in answer.candidates)
    best = max(candidate.parts.resource_allocation for candidate in answer.candidates)
    for candidate in answer.candidates:
        parts = candidate.parts
        expected = parts.common_neighbours / most / 4 + parts.resource_allocation / best * 3 / 4
        assert candidate.score == pytest.approx(expected)
    assert answer.weights == Weights(1, 0, 3, 0)


@pytest.fixture
def placed() -> nx.MultiDiGraph:
    """`oa` has the candidates c, d, e, f over b: c in Shanghai, d in Germany, e and f somewhere."""
    graph = participation([("a", 1), ("b", 1), *(("b", who) for who in "cdef"), *((who, who) for who in "cdef")])
    graph.add_nodes_from(["china", "shanghai", "germany", "energy", "hydrogen", "steel"], kind="Concept")
    graph.nodes["oc"]["kind"] = "University"
    link(graph, "Broader", {"shanghai": "china", "hydrogen": "energy"})
    link(graph, "LocatedIn", {"oc": "shanghai", "od": "germany"})
    link(graph, "InSector", {"cc": "hydrogen", "cd": "steel", "oe": "energy"})
    return graph


def test_a_region_covers_the_regions_below_it_and_the_unknown_are_told_apart(placed: nx.MultiDiGraph) -> None:
    answer = partners(placed, "oa", regions=["china"])
    assert ids(answer) == ["oc"]
    assert answer.left_out == LeftOut(present=1, region=1, region_unknown=2)
    assert ids(partners(placed, "oa", regions=["shanghai", "germany"])) == ["oc", "od"]


def test_a_sector_counts_by_oneself_or_by_a_collective(placed: nx.MultiDiGraph) -> None:
    answer = partners(placed, "oa", sectors=["energy"])
    assert ids(answer) == ["oc", "oe"]
    assert answer.left_out == LeftOut(present=1, sector=1, sector_unknown=1)


def test_filters_add_up_and_do_not_change_scores(placed: nx.MultiDiGraph) -> None:
    everybody = {c.organization.id: c for c in partners(placed, "oa").candidates}
    answer = partners(placed, "oa", kinds=["Enterprise"], sectors=["energy"])
    assert answer.candidates == (everybody["oe"],)
    assert answer.left_out == LeftOut(present=1, kind=1, sector=1, sector_unknown=1)
    assert (answer.kinds, answer.regions, answer.sectors) == (("Enterprise",), None, ("energy",))


def test_what_passes_no_filter_is_told_as_such(placed: nx.MultiDiGraph) -> None:
    answer = partners(placed, "oa", kinds=["PublicBody"])
    assert (answer.candidates, answer.reason, answer.left_out.kind) == ((), Reason.ALL_FILTERED, 4)


def test_an_organization_of_which_nothing_is_known_has_a_reason_and_no_zero() -> None:
    graph = participation([("alone", 1), ("a", 2), ("b", 2)])
    graph.add_node("new", kind="Enterprise")
    assert partners(graph, "oalone").reason is Reason.NO_CO_PARTICIPATION
    assert partners(graph, "new").reason is Reason.NO_CO_PARTICIPATION
    assert partners(graph, "oa").reason is Reason.NO_CANDIDATE
    assert partners(nx.create_empty_copy(graph), "oa").reason is Reason.NO_CO_PARTICIPATION


@pytest.mark.parametrize(
    "wrong",
    [{"first": 0}, {"paths": -1}, {"damping": 1.0}, {"damping": float("nan")}, {"weights": Weights(0, 0, 0, 0)},
     {"weights": Weights(-1, 0, 0, 2)}, {"weights": Weights(float("inf"), 0, 0, 0)}],
)  # fmt: skip
def test_numbers_that_make_no_sense_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        partners(participation([("a", 1)]), "oa", **wrong)


def test_unknown_organizations_regions_and_sectors_are_not_found(placed: nx.MultiDiGraph) -> None:
    with pytest.raises(NotFound, match="nobody"):
        partners(placed, "nobody")
    with pytest.raises(NotFound, match="atlantis"):
        partners(placed, "oa", regions=["atlantis"])
    with pytest.raises(NotFound, match="alchemy"):
        partners(placed, "germany", sectors=["alchemy"])
