from __future__ import annotations

import pytest
from hypothesis import given

from analytics.answers import Reason
from analytics.co_participants import co_participants
from ontology.errors import BadInput, NotFound
from tests.analytics.made import pairs, participation, projection, quick


@quick
@given(pairs)
def test_shared_collectives_and_weights_are_those_of_networkx_projection(pairs: list[tuple[int, int]]) -> None:
    graph = participation(pairs)
    expected = projection(graph)
    for organization in expected:
        answer = co_participants(graph, organization, first=100, ties=100)
        told = {one.organization.id: one for one in answer.co_participants}
        assert told.keys() == set(expected[organization])
        for id, one in told.items():
            assert one.shared == expected[organization][id]["shared"] == len(one.ties)
            assert one.weight == pytest.approx(expected[organization][id]["weight"])


@quick
@given(pairs)
def test_the_most_shared_come_first_and_equal_ones_by_id(pairs: list[tuple[int, int]]) -> None:
    graph = participation(pairs)
    answer = co_participants(graph, f"o{pairs[0][0]}", first=100)
    order = [(-one.shared, one.organization.id) for one in answer.co_participants]
    assert order == sorted(order)
    few = co_participants(graph, f"o{pairs[0][0]}", first=2)
    assert few.co_participants == answer.co_participants[:2]
    assert few.is_partial == (answer.total > 2)


@quick
@given(pairs)
def test_the_links_of_a_tie_are_edges_of_both_into_the_same_collective(pairs: list[tuple[int, int]]) -> None:
    graph = participation(pairs)
    edges = {key: (start, end) for start, end, key in graph.edges(keys=True)}
    organization = f"o{pairs[0][0]}"
    for one in co_participants(graph, organization, first=100, ties=100).co_participants:
        for tie in one.ties:
            told = {edges[link] for link in tie.links}
            assert told == {(organization, tie.collective.id), (one.organization.id, tie.collective.id)}


def test_two_roles_in_one_collective_are_one_shared_collective_with_both_links() -> None:
    graph = participation([("a", 1), ("a", 1), ("b", 1)])
    (one,) = co_participants(graph, "oa").co_participants
    assert (one.shared, one.ties[0].links) == (1, ("part0", "part1", "part2"))


def test_the_smallest_collectives_are_named_first() -> None:
    graph = participation([("a", "big"), ("b", "big"), ("c", "big"), ("a", "small"), ("b", "small")])
    (tie,) = co_participants(graph, "oa", ties=1).co_participants[0].ties
    assert tie.collective.id == "csmall"


def test_collectives_that_are_too_large_say_nothing_and_are_counted() -> None:
    graph = participation([*((member, "crowd") for member in range(5)), (0, "pair"), (1, "pair")])
    answer = co_participants(graph, "o0", largest=4)
    assert [one.organization.id for one in answer.co_participants] == ["o1"]
    assert answer.omitted == 1


def test_nobody_known_is_told_as_unknown() -> None:
    graph = participation([("a", 1)])
    graph.add_node("z", kind="Enterprise")
    for organization in ("oa", "z"):
        answer = co_participants(graph, organization)
        assert (answer.co_participants, answer.reason) == ((), Reason.NO_CO_PARTICIPATION)
    assert co_participants(graph, "z").organization.name is None


def test_an_unknown_organization_and_a_useless_number_are_refused() -> None:
    graph = participation([("a", 1)])
    with pytest.raises(NotFound, match="nobody"):
        co_participants(graph, "nobody")
    with pytest.raises(BadInput, match="first is 0"):
        co_participants(graph, "oa", first=0)
