"""What a viewer may not see is answered exactly as what does not exist."""

from __future__ import annotations

import gc
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph.records import Record
from graph.snapshot import Snapshot
from ontology.model import Ontology
from tests.graph.built import Graph, entities, links
from tests.graph.said import firm, part, project

PUBLIC = [
    firm("1", "pic:999984059", name="Open Works"),
    firm("2", name="Open Labs"),
    project("p", name="Open Plan"),
    part("alpha:1", "alpha:p"),
]
RESTRICTED = [
    firm("s", "pic:999999999", name="Secret Works", access="board"),
    firm("1x", "pic:999984059", source="beta", name="Open Works", foundedYear=1901, nameZh="秘密工厂", access="board"),
    project("q", name="Secret Plan", access="registered"),
    part("alpha:s", "alpha:p", access="board"),
    part("alpha:1", "alpha:q", access="registered"),
    part("alpha:2", "alpha:p", access="board"),
    part("alpha:1", "alpha:p", source="beta", valid_from="2021-01-01", access="board"),
    part("alpha:s", "alpha:q", role="partner"),
]


@pytest.fixture
def graphs(tmp_path: Path, ontology: Ontology) -> tuple[Graph, Graph]:
    """A graph with restricted records, and one without."""
    return Graph(tmp_path / "with", ontology), Graph(tmp_path / "without", ontology)


def told(snapshot: Snapshot) -> dict[str, Any]:
    """Everything that the methods of a snapshot tell, but for its version."""
    view = snapshot.view(date(2024, 1, 1))
    names = ["alpha:s", "pic:999999999", "alpha:q", "beta:1x", "pic:999984059", "alpha:1", "alpha:p", "alpha:s/alpha:p"]
    queries = ["open", "secret", "secret works", "plan", "秘密", "秘", "works", "999999999", "pic:999999999", "beta:1x"]
    return {
        "size": len(snapshot),
        "kinds": snapshot.kinds.tolist(),
        "rows": snapshot.rows.tolist(),
        "degrees": snapshot.degrees.tolist(),
        "numbers": [snapshot.number(name) for name in names],
        "entities": entities(snapshot),
        "links": links(snapshot),
        "order": [link.id for link in links(snapshot).values()],
        "search": [snapshot.search(query) for query in queries],
        "dated search": [snapshot.search(query, ["Entity"], 3, date(2024, 1, 1)) for query in queries],
        "tables": {kind: snapshot.table(kind).rows() for kind in ("Entity", "Enterprise", "Project")},
        "link table": snapshot.links("ParticipatesIn").table().rows(),
        "indexes": [
            array.tolist()
            for csr in (snapshot.links("ParticipatesIn").forward, snapshot.links("ParticipatesIn").backward)
            for array in (csr.indptr, csr.order)
        ],
        "valid": snapshot.valid(date(2024, 1, 1)).tolist(),
        "nodes": list(view.nodes(data=True)),
        "edges": list(view.edges(keys=True, data=True)),
        "arrays": [array.tolist() for array in view.arrays()],
    }


@pytest.mark.parametrize("together", [True, False], ids=["in one commit", "after the public ones"])
def test_without_labels_restricted_records_can_not_be_told_from_absent_ones(
    graphs: tuple[Graph, Graph], together: bool
) -> None:
    hiding, open_ = graphs
    expected = told(open_.load(*PUBLIC))
    if together:
        found = hiding.load(*PUBLIC, *RESTRICTED)
    else:
        hiding.load(*PUBLIC)
        found = hiding.load(*RESTRICTED)
    assert told(found) == expected
    assert told(hiding.rebuilt()) == expected


def test_without_labels_links_that_only_restricted_ones_know_of_have_no_id(graphs: tuple[Graph, Graph]) -> None:
    snapshot = graphs[0].load(*PUBLIC, *RESTRICTED)
    hidden = [change for change in graphs[0].store.changes() if change.restricted and change.value is None]
    assert hidden
    for change in hidden:
        assert snapshot.number(change.id) is None
        assert snapshot.link(change.id) is None


def as_public(record: Record, labels: set[str]) -> Iterator[Record]:
    if record.access in labels:
        yield record._replace(access="public")


@pytest.mark.parametrize("labels", [{"board"}, {"registered"}, {"board", "registered"}, {"nobody"}], ids=sorted)
def test_with_labels_the_graph_is_as_if_what_they_open_were_public(
    graphs: tuple[Graph, Graph], labels: set[str]
) -> None:
    hiding, open_ = graphs
    seen = hiding.load(*PUBLIC, *RESTRICTED).seen_by(labels, hiding.store)
    visible = [r for record in (*PUBLIC, *RESTRICTED) for r in as_public(record, {*labels, "public"})]
    ends = {record.origin for record in visible}
    expected = open_.load(*(r for r in visible if not r.is_link or {r.start, r.end} <= ends))
    assert entities(seen) == entities(expected)
    assert links(seen) == links(expected)
    assert seen.labels == labels
    for query in ("open", "secret works", "plan", "秘密", "works"):
        assert [(seen.id(h.number), h.matched) for h in seen.search(query)] == [
            (expected.id(h.number), h.matched) for h in expected.search(query)
        ]
    for kind in ("Enterprise", "Project"):
        columns = ["id", "name", "foundedYear", "nameZh"]
        assert seen.table(kind, columns).sort("id").rows() == expected.table(kind, columns).sort("id").rows()
    views = [snapshot.view(date(2024, 1, 1)) for snapshot in (seen, expected)]
    assert set(views[0].edges(keys=True)) == set(views[1].edges(keys=True))


def test_numbers_of_public_entities_are_the_same_with_labels(graphs: tuple[Graph, Graph]) -> None:
    public = graphs[0].load(*PUBLIC, *RESTRICTED)
    seen = public.seen_by({"board"}, graphs[0].store)
    assert [seen.id(n) for n in range(len(public))] == [public.id(n) for n in range(len(public))]


def test_the_same_labels_of_the_same_version_are_merged_once(graphs: tuple[Graph, Graph]) -> None:
    graph = graphs[0]
    public = graph.load(*PUBLIC, *RESTRICTED)
    seen = public.seen_by(["board", "board"], graph.store)
    assert public.seen_by({"board", "public"}, graph.store) is seen
    assert seen.seen_by((), graph.store) is public
    assert public.seen_by({"public"}, graph.store) is public


def test_a_snapshot_with_labels_follows_the_store(graphs: tuple[Graph, Graph]) -> None:
    graph = graphs[0]
    seen = graph.load(*PUBLIC, *RESTRICTED).seen_by({"board"}, graph.store)
    graph.ledger.load([firm("t", name="Secret Third", access="board")], who="t", why="t")
    later = seen.follow(graph.store)
    assert later.labels == {"board"}
    assert later.number("alpha:t") is not None
    assert graph.snapshot().number("alpha:t") is None


def test_what_becomes_public_is_seen_by_all_and_what_is_restricted_later_by_none(graphs: tuple[Graph, Graph]) -> None:
    graph, open_ = graphs
    graph.load(*PUBLIC, *RESTRICTED)
    opened = graph.load(*(record._replace(access="public") for record in RESTRICTED))
    open_.load(*PUBLIC)
    everything = open_.load(*(record._replace(access="public") for record in RESTRICTED))
    assert entities(opened) == entities(everything)
    assert links(opened) == links(everything)
    closed = graph.load(*RESTRICTED)
    assert closed.number("alpha:s") is None
    assert closed.search("secret") == []
    assert {entity.id for entity in entities(closed).values()} == {"pic:999984059", "alpha:2", "alpha:p"}
    assert len(links(closed)) == 1


def test_what_labels_open_lies_in_a_folder_that_only_its_owner_reads_and_goes_away(
    graphs: tuple[Graph, Graph], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private = tmp_path / "private"
    private.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(private))
    graph = graphs[0]
    seen = graph.load(*PUBLIC, *RESTRICTED).seen_by({"board"}, graph.store)
    assert [folder.stat().st_mode & 0o777 for folder in private.iterdir()] == [0o700]
    del seen
    gc.collect()
    assert list(private.iterdir()) == []
