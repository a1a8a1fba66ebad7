"""Building a snapshot, reading it, following the store."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.snapshot import Snapshot
from graph.sqlite_store import SqliteStore
from graph.store import Change
from ontology.errors import BadInput, OntologyError, PilotgraphError, StoreError
from ontology.model import Ontology
from tests.graph.built import Graph, entities, links
from tests.graph.said import firm, part, project


@pytest.fixture
def graph(tmp_path: Path, ontology: Ontology) -> Graph:
    return Graph(tmp_path, ontology)


def test_an_entity_is_found_by_its_id_its_identifiers_and_its_origin(graph: Graph) -> None:
    snapshot = graph.load(firm("1", "pic:999984059", "wikidata:Q42", name="Example One"))
    number = snapshot.number("pic:999984059")
    assert number is not None
    assert snapshot.id(number) == "pic:999984059"
    assert snapshot.kind(number) == "Enterprise"
    assert snapshot.entity(number).properties == {"name": "Example One"}
    assert {snapshot.number(name) for name in ("wikidata:Q42", "alpha:1")} == {number}


def test_an_unknown_name_has_no_number_and_an_unknown_link_is_none(graph: Graph) -> None:
    snapshot = graph.load(firm("1"))
    assert snapshot.number("alpha:2") is None
    assert snapshot.number("") is None
    for id in (
        "link:0123456789abcdef",
        "link:",
        "link:zz",
        "alpha:1",
        "link:0123456789ABCDEF0",
        "link:+123456789abcdef",
    ):
        assert snapshot.link(id) is None


def test_a_link_is_found_by_its_id_and_from_both_ends(graph: Graph) -> None:
    snapshot = graph.load(firm("1"), project("p"), part("alpha:1", "alpha:p", valid_from="2020-01-01"))
    table = snapshot.links("ParticipatesIn")
    link = table.row(0)
    assert (link.start, link.end, link.valid_from, link.properties) == (
        "alpha:1", "alpha:p", "2020-01-01", {"role": "coordinator"},
    )  # fmt: skip
    assert snapshot.link(link.id) == link
    assert table.find(link.id) == 0
    start, end = snapshot.number("alpha:1"), snapshot.number("alpha:p")
    assert start is not None
    assert end is not None
    assert table.forward.rows(start).tolist() == table.backward.rows(end).tolist() == [0]
    assert table.forward.rows(end).tolist() == []
    assert snapshot.degrees[[start, end]].tolist() == [1, 1]


def test_everything_merged_in_the_store_is_in_the_snapshot(graph: Graph) -> None:
    snapshot = graph.load(
        firm("1", name="A", otherName=("B", "C")),
        project("p"),
        part("alpha:1", "alpha:p"),
        part("alpha:1", "alpha:p", "partner"),
    )
    merged = {change.id: change.value for change in graph.store.changes()}
    held = {**{e.id: e for e in snapshot.entities(range(len(snapshot)))}}
    for kind in graph.ontology.links:
        held |= {link.id: link for link in snapshot.links(kind).rows(range(len(snapshot.links(kind))))}  # type: ignore[misc]
    assert held == merged


def test_a_saved_snapshot_is_opened_and_not_built_again(graph: Graph) -> None:
    built = graph.load(firm("1"), project("p"), part("alpha:1", "alpha:p"))
    files = sorted(path.stat().st_mtime_ns for path in graph.folder.rglob("*.npy"))
    opened = graph.snapshot()
    assert (opened.version, entities(opened), links(opened)) == (built.version, entities(built), links(built))
    assert sorted(path.stat().st_mtime_ns for path in graph.folder.rglob("*.npy")) == files
    assert built.follow(graph.store) is built


def test_a_commit_rebuilds_only_the_tables_that_it_touches(graph: Graph) -> None:
    graph.load(firm("1"), project("p"), part("alpha:1", "alpha:p"))
    before = {path.name for path in graph.folder.iterdir() if path.is_dir()}
    graph.load(firm("2", kind="University", name="New"))
    fresh = {path.name.rpartition("-")[0] for path in graph.folder.iterdir() if path.is_dir()} - {
        name.rpartition("-")[0] for name in before
    }
    again = {p.name for p in graph.folder.iterdir() if p.is_dir()} - before
    assert fresh == {"University"}
    assert {name.rpartition("-")[0] for name in again} == {"University", "_nodes", "_names", "_texts"}


def test_an_older_snapshot_stays_as_it_was_when_newer_ones_come(graph: Graph) -> None:
    old = graph.load(firm("1", name="Before"), project("p"), part("alpha:1", "alpha:p"))
    for year in range(5):
        graph.load(firm("1", name=f"After {year}"), part("alpha:1", "alpha:p", valid_from=f"202{year}-01-01"))
    assert entities(old)["alpha:1"].properties["name"] == "Before"
    assert [link.valid_from for link in links(old).values()] == [None]
    assert old.table("Enterprise")["name"].to_list() == ["Before"]


def test_folders_that_nobody_reads_are_removed_but_for_one_generation(graph: Graph) -> None:
    for year in range(6):
        graph.load(firm("1", name=f"Year {year}"))
    assert len(list(graph.folder.glob("Enterprise-*"))) == 2
    assert len(list(graph.folder.glob("manifest*"))) == 2


def test_numbers_stay_when_the_store_is_followed(graph: Graph) -> None:
    first = graph.load(firm("1"), firm("2"), firm("3"))
    number = first.number("alpha:3")
    graph.ledger.retract(["alpha:2"], who="tester", why="test")
    second = graph.load(firm("0"), firm("4"))
    assert second.number("alpha:3") == number
    assert second.number("alpha:2") is None
    assert "alpha:2" not in set(second.view(date(2024, 1, 1)))
    third = graph.load(firm("2"))
    assert third.number("alpha:2") == first.number("alpha:2")


def test_an_id_that_became_another_leads_to_it_until_the_judgement_is_undone(graph: Graph) -> None:
    before = graph.load(
        firm("1", name="One"),
        firm("2", source="beta", name="Uno"),
        project("p"),
        part("beta:2", "alpha:p", source="beta"),
    )
    judgement = graph.ledger.same("alpha:1", "beta:2", who="tester", why="test")
    joined = before.follow(graph.store)
    assert joined.number("beta:2") == joined.number("alpha:1")
    assert [link.start for link in links(joined).values()] == ["alpha:1"]
    graph.ledger.undo(judgement, who="tester")
    after = joined.follow(graph.store)
    assert entities(after) == entities(before)
    assert links(after) == links(before)


def test_a_snapshot_of_another_ontology_is_built_again(graph: Graph, ontology: Ontology) -> None:
    graph.load(firm("1"))
    other = dataclasses.replace(ontology, digest="other")
    with pytest.raises(StoreError, match="fits the ontology"):
        Snapshot.open(graph.folder, other)
    assert "alpha:1" in entities(Snapshot.open_or_build(graph.folder, other, graph.store))
    assert Snapshot.open(graph.folder, other).version == graph.store.version()


@pytest.mark.parametrize("commits", [1, 2, 3], ids=["behind", "as far", "ahead"])
def test_the_snapshot_of_another_store_is_built_again(
    graph: Graph, tmp_path: Path, ontology: Ontology, commits: int
) -> None:
    graph.load(firm("1"))
    graph.load(firm("2"))
    other = Graph(tmp_path / "other", ontology)
    for number in range(commits):
        other.ledger.load([firm(f"other{number}")], who="tester", why="test")
    snapshot = Snapshot.open_or_build(graph.folder, ontology, other.store)
    assert set(entities(snapshot)) == {f"alpha:other{number}" for number in range(commits)}


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"format": 0}', b'{"format": 1, "version": 1}'])
def test_a_broken_manifest_counts_as_none(graph: Graph, content: bytes) -> None:
    graph.load(firm("1"))
    (graph.folder / "manifest.json").write_bytes(content)
    with pytest.raises(StoreError):
        Snapshot.open(graph.folder, graph.ontology)
    assert "alpha:1" in entities(graph.snapshot())


def test_a_folder_without_a_snapshot_says_so(tmp_path: Path, ontology: Ontology) -> None:
    with pytest.raises(StoreError, match="no snapshot"):
        Snapshot.open(tmp_path / "nowhere", ontology)


def test_a_table_has_a_column_for_every_property_with_its_type(graph: Graph) -> None:
    snapshot = graph.load(
        firm(
            "1", "pic:999984059", name="One", otherName=("Uno", "Eins"), foundedOn="1999-12-31", valid_from="2000-01-01"
        ),
        firm("2", name="Two", foundedYear=1987),
    )
    table = snapshot.table("Enterprise")
    assert set(graph.ontology.classes["Enterprise"].properties) <= set(table.columns)
    assert table.schema["otherName"] == pl.List(pl.String)
    assert table.schema["foundedOn"] == pl.Date
    assert table.select("id", "kind", "identifiers", "name", "otherName", "validFrom", "foundedOn").rows() == [
        (
            "pic:999984059",
            "Enterprise",
            ["pic:999984059"],
            "One",
            ["Uno", "Eins"],
            date(2000, 1, 1),
            date(1999, 12, 31),
        ),
        ("alpha:2", "Enterprise", [], "Two", None, None, None),
    ]
    assert table["number"].to_list() == [snapshot.number("alpha:1"), snapshot.number("alpha:2")]


def test_the_table_of_an_abstract_class_has_the_entities_of_all_classes_below(graph: Graph) -> None:
    snapshot = graph.load(firm("1", name="One"), firm("2", kind="University", name="Two"), project("p"))
    table = snapshot.table("Organization", ["kind", "name"])
    assert sorted(table.rows()) == [("Enterprise", "One"), ("University", "Two")]
    assert snapshot.table("Organization", ["kind", "name"]) is table
    assert snapshot.table("Cluster").height == 0
    with pytest.raises(BadInput, match="no class Nothing"):
        snapshot.table("Nothing")
    with pytest.raises(BadInput, match="no link type Nothing"):
        snapshot.links("Nothing")


def test_a_link_table_has_the_qualifiers(graph: Graph) -> None:
    snapshot = graph.load(
        firm("1"),
        project("p"),
        project("q"),
        part("alpha:1", "alpha:p", valid_from="2020-01-01", valid_to="2021-01-01"),
        part("alpha:1", "alpha:q", "partner"),
    )
    rows = snapshot.links("ParticipatesIn").table(["start", "role", "validTo", "sources"]).rows()
    number = snapshot.number("alpha:1")
    assert sorted(rows) == [(number, "coordinator", date(2021, 1, 1), ["alpha"]), (number, "partner", None, ["alpha"])]
    assert snapshot.links("Owns").table().height == 0


def test_valid_time_is_half_open_and_a_link_needs_both_ends(graph: Graph) -> None:
    snapshot = graph.load(
        firm("1", valid_to="2021-01-01"), project("p"), part("alpha:1", "alpha:p", valid_from="2020-01-01")
    )
    table, number = snapshot.links("ParticipatesIn"), snapshot.number("alpha:1")
    days = [date(2019, 12, 31), date(2020, 1, 1), date(2020, 12, 31), date(2021, 1, 1)]
    assert [bool(snapshot.valid(day)[number]) for day in days] == [True, True, True, False]
    assert [bool(table.valid(day)[0]) for day in days] == [False, True, True, False]


said = st.one_of(
    st.tuples(st.just("firm"), st.integers(0, 5), st.sampled_from(["Alpha", "Beta Werke", "北京中试", "Gamma Labs"])),
    st.tuples(st.just("kind"), st.integers(0, 5), st.sampled_from(["University", "Enterprise", "PublicBody"])),
    st.tuples(st.just("part"), st.integers(0, 5), st.integers(0, 2)),
    st.tuples(st.just("retract"), st.integers(0, 5), st.integers(0, 2)),
    st.tuples(st.just("same"), st.integers(0, 5), st.integers(0, 5)),
    st.tuples(st.just("undo"), st.integers(0, 5), st.integers(0, 5)),
)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(commits=st.lists(st.lists(said, min_size=1, max_size=6), min_size=1, max_size=5))
def test_a_followed_snapshot_equals_one_built_from_nothing(
    commits: list[list[tuple[str, int, object]]], tmp_path_factory: pytest.TempPathFactory, ontology: Ontology
) -> None:
    graph = Graph(tmp_path_factory.mktemp("followed"), ontology)
    graph.load(
        *(firm(str(i), name=f"Firm {i}") for i in range(6)), *(project(f"p{i}", name=f"Plan {i}") for i in range(3))
    )
    judgements: list[str] = []
    for commit in commits:
        for what, i, other in commit:
            act(graph, judgements, what, i, other)
        followed = graph.snapshot()
    same_as(followed, graph.rebuilt())


def act(graph: Graph, judgements: list[str], what: str, i: int, other: object) -> None:
    with suppress(PilotgraphError):  # a judgement on what is one already, a retraction of what nobody said
        if what == "firm":
            graph.ledger.load([firm(str(i), name=other)], who="t", why="t")
        elif what == "kind":
            graph.ledger.load([firm(str(i), kind=str(other), name=f"As {other}")], who="t", why="t")
        elif what == "part":
            graph.ledger.load([part(f"alpha:{i}", f"alpha:p{other}", key=f"{i}-{other}")], who="t", why="t")
        elif what == "retract":
            graph.ledger.retract([f"alpha:{i}-{other}"], who="t", why="t")
        elif what == "same":
            judgements.append(graph.ledger.same(f"alpha:{i}", f"alpha:{other}", who="t", why="t"))
        elif judgements:
            graph.ledger.undo(judgements.pop(i % len(judgements)), who="t")


def same_as(one: Snapshot, other: Snapshot) -> None:
    assert one.version == other.version
    assert entities(one) == entities(other)
    assert links(one) == links(other)
    today = date(2024, 1, 1)
    assert set(one.view(today)) == set(other.view(today))
    assert set(one.view(today).edges(keys=True)) == set(other.view(today).edges(keys=True))
    for kind in ("Enterprise", "University", "PublicBody"):
        columns = ["id", "name", "sources", "identifiers"]
        assert one.table(kind, columns).sort("id").rows() == other.table(kind, columns).sort("id").rows()
    for query in ("firm", "beta", "中试", "gam", "as univ", "plan 1", "labs"):
        hits = [{(s.id(h.number), round(h.score, 5), h.matched) for h in s.search(query)} for s in (one, other)]
        assert hits[0] == hits[1], query
    for id in entities(one):
        numbers = one.number(id), other.number(id)
        assert None not in numbers
        assert one.degrees[numbers[0]] == other.degrees[numbers[1]]
        for forward in (True, False):
            found = []
            for snapshot, number in zip((one, other), numbers, strict=True):
                table = snapshot.links("ParticipatesIn")
                index = table.forward if forward else table.backward
                found.append({link.id for link in table.rows(index.rows(number))})  # type: ignore[arg-type]
            assert found[0] == found[1]


class Torn(SqliteStore):
    """A store in which somebody commits while changes are read, which miss some of what the commit touches."""

    def __init__(self, path: Path, disturb: list[Callable[[], object]]) -> None:
        super().__init__(path)
        self.disturb = disturb

    def changes(self, since: int = 0) -> Iterator[Change]:
        before = list(super().changes(since))
        if self.disturb:
            version = self.version()
            self.disturb.pop()()
            touched = {change.id: change for change in super().changes(version)}
            before = [change for change in before if change.id not in touched]
            before += [change for change in touched.values() if change.ends]
        yield from before


@pytest.mark.parametrize("followed", [True, False], ids=["followed", "built"])
def test_what_is_committed_while_the_changes_are_read_comes_whole(graph: Graph, followed: bool) -> None:
    said = [firm("1", name="One"), firm("2"), firm("gone"), project("p"), part("alpha:1", "alpha:p")]
    graph.ledger.load(said, who="t", why="t")
    if followed:
        graph.snapshot()
    graph.ledger.load([firm("2", name="Two"), firm("3"), part("alpha:3", "alpha:p")], who="t", why="t")
    disturb: list[Callable[[], object]] = [
        lambda: graph.ledger.load([firm("1", name="Eins"), firm("4"), part("alpha:4", "alpha:p")], who="t", why="t"),
        lambda: graph.ledger.same("alpha:1", "alpha:2", who="t", why="t"),
        lambda: graph.ledger.retract(["alpha:gone"], who="t", why="t"),
    ]
    torn = Torn(graph.store.path, disturb)
    snapshot = Snapshot.open_or_build(graph.folder, graph.ontology, torn)
    torn.close()
    assert (snapshot.version, disturb) == (graph.store.version(), [])
    same_as(snapshot, graph.rebuilt())
    assert len(list(graph.folder.glob("Enterprise-*"))) == (2 if followed else 1)


def test_a_store_that_holds_more_than_the_ontology_says_so_and_leaves_the_snapshot(graph: Graph) -> None:
    snapshot = graph.load(firm("1"), project("p"), part("alpha:1", "alpha:p"))
    links = {name: type for name, type in graph.ontology.links.items() if name != "ParticipatesIn"}
    smaller = dataclasses.replace(graph.ontology, links=links, digest="smaller")
    with pytest.raises(OntologyError, match="a ParticipatesIn, which the ontology does not have"):
        Snapshot.open_or_build(graph.folder, smaller, graph.store)
    assert Snapshot.open(graph.folder, graph.ontology).version == snapshot.version


def test_a_folder_that_can_not_be_written_to_is_an_error_that_says_what_to_do(graph: Graph) -> None:
    graph.ledger.load([firm("1")], who="t", why="t")
    graph.folder.write_text("no folder")
    with pytest.raises(StoreError, match="snapshot"):
        graph.snapshot()
