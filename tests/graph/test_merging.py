"""Merging is a pure function of the set of records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from graph.identity import clusters
from graph.merging import identity, link_ids, merge_entity, merge_links
from graph.records import PUBLIC, SAME_AS, Record, Stored
from tests.graph.said import firm, part

DATES = st.sampled_from(["2019-01-01", "2020-01-01", "2021-06-01", "2022-01-01", None])
VALUES: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["A", "B"]),
        "city": st.just("Jena"),
        "otherName": st.tuples(st.sampled_from("xyz")),
    },
)


@st.composite
def records(draw: st.DrawFn) -> list[Record]:
    """Records of one entity by several sources, no two of the same origin."""
    keys = draw(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("123")), min_size=1, unique=True))
    return [
        firm(
            key,
            source=source,
            recorded=draw(st.sampled_from(["2024-01-01", "2025-01-01"])),
            confidence=draw(st.sampled_from([None, 0.3, 0.9])),
            valid_from=draw(DATES),
            **draw(VALUES),
        )
        for source, key in keys
    ]


@given(records(), st.randoms())
def test_the_order_of_records_makes_no_difference_to_an_entity(said: list[Record], random: Any) -> None:
    shuffled = list(said)
    random.shuffle(shuffled)
    assert merge_entity("x", said, ()) == merge_entity("x", shuffled, ())


@given(records())
def test_every_value_comes_from_the_record_that_is_named_as_its_winner(said: list[Record]) -> None:
    merged = merge_entity("x", said, ())
    by_origin = {record.origin: record for record in said}
    for name, value in merged.properties.items():
        won = by_origin[merged.winners.get(name, merged.winners["*"])].properties[name]
        assert set(won) <= set(value) if isinstance(value, tuple) and isinstance(won, tuple) else value == won


def test_the_more_confident_wins_then_the_later_then_the_source_by_name() -> None:
    old, new = firm("1", recorded="2024-01-01", name="old"), firm("2", recorded="2025-01-01", name="new")
    sure = firm("3", recorded="2020-01-01", confidence=0.9, name="sure")
    doubtful = firm("4", recorded="2026-01-01", confidence=0.1, name="doubtful")
    assert merge_entity("x", [old, new, sure, doubtful], ()).properties["name"] == "sure"
    assert merge_entity("x", [old, new, doubtful], ()).properties["name"] == "new"
    assert (
        merge_entity("x", [new, new._replace(source="beta", properties={"name": "beta"})], ()).properties["name"]
        == "beta"
    )


def test_a_value_that_only_one_source_knows_is_kept() -> None:
    merged = merge_entity(
        "x", [firm("1", name="A", recorded="2025-01-01"), firm("2", city="Jena", recorded="2020-01-01")], ()
    )
    assert merged.properties == {"name": "A", "city": "Jena"}
    assert merged.winners["city"] == "alpha:2"


def test_lists_are_united() -> None:
    merged = merge_entity("x", [firm("1", otherName=("a", "b")), firm("2", otherName=("b", "c"))], ())
    assert set(merged.properties["otherName"]) == {"a", "b", "c"}  # type: ignore[arg-type]


@given(st.lists(st.tuples(DATES, DATES), min_size=1, max_size=6), st.randoms())
def test_links_part_where_valid_times_do_not_meet_whatever_the_order(spans: list[tuple[str, str]], random: Any) -> None:
    said = [
        part("a", "p", key=str(number), valid_from=start, valid_to=end)
        for number, (start, end) in enumerate(spans)
        if start is None or end is None or start < end
    ]
    shuffled = list(said)
    random.shuffle(shuffled)
    merged = merge_links("link:8", "a", "p", said)
    assert merged == merge_links("link:8", "a", "p", shuffled)
    assert len({link.id for link in merged}) == len(merged)


def test_the_id_of_a_link_depends_on_type_ends_and_discriminators() -> None:
    ids = link_ids([
        identity("Owns", "a", "b"), identity("Owns", "b", "a"), identity("Makes", "a", "b"),
        identity("Owns", "a", "b", ["x"]), identity("Owns", "ab", ""),
    ])  # fmt: skip
    assert len(set(ids)) == 5


def stored(said: list[Record], births: Sequence[str | None] = ()) -> list[Stored]:
    """Records as they would be logged; `births` are those that differ from what their records would have today."""
    own = [r.identifiers[0] if r.identifiers else r.origin for r in said]
    old = [*births, *[None] * (len(said) - len(births))]
    return [Stored(n, 1, "", b or o, True, r) for n, (r, o, b) in enumerate(zip(said, own, old, strict=True))]


IDENTIFIERS = st.lists(st.sampled_from(["pic:1", "pic:2", "ror:1", "lei:1"]), max_size=2, unique=True)


BIRTHS = st.sampled_from([None, None, "pic:1", "pic:2"])
BEARERS = st.lists(st.tuples(IDENTIFIERS, st.sampled_from([PUBLIC, "registered"]), BIRTHS), max_size=7)


@given(BEARERS)
def test_no_two_entities_have_one_id_whatever_their_records_once_bore(
    bearers: list[tuple[list[str], str, str | None]],
) -> None:
    said = stored([firm(str(n), *ids) for n, (ids, _, _) in enumerate(bearers)], [birth for *_, birth in bearers])
    found = clusters(said)
    assert len({cluster.id for cluster in found}) == len(found)


@given(BEARERS, st.randoms())
def test_public_entities_are_parted_as_if_nothing_restricted_were_there(
    bearers: list[tuple[list[str], str, str | None]], random: Any
) -> None:
    said = stored(
        [firm(str(n), *ids, access=access) for n, (ids, access, _) in enumerate(bearers)],
        [birth for *_, birth in bearers],
    )
    public = [s for s in said if s.record.access == PUBLIC]
    alone = {(c.id, frozenset(m.record.key for m in c.members)) for c in clusters(public)}
    random.shuffle(said)
    together = {
        (c.id, frozenset(m.record.key for m in c.members if m.record.access == PUBLIC))
        for c in clusters(said)
        if any(m.record.access == PUBLIC for m in c.members)
    }
    assert alone == together


def test_a_judgement_about_unknown_records_joins_nothing() -> None:
    judged = Record("judgement", "1", SAME_AS, {"who": "x", "why": "y"}, start="alpha:1", end="alpha:9")
    assert [c.id for c in clusters(stored([firm("1"), firm("2"), judged]))] == ["alpha:1", "alpha:2"]
