"""A view gives the answers that a plain networkx graph of the same links gives, and is let go when nobody needs it."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import networkx as nx
import pytest

from analytics import backend
from analytics.chain import chain
from analytics.co_participants import co_participants
from analytics.groups import groups
from analytics.partners import partners
from graph.records import Record
from graph.view import View
from ontology.model import Ontology
from ontology.reader import read
from tests.graph.built import Graph

DAY = date(2021, 1, 1)
QUESTIONS: dict[str, Callable[[Any], Any]] = {
    "partners": lambda graph: partners(graph, "alpha:o1"),
    "partners in France that are enterprises": lambda graph: partners(
        graph, "alpha:o1", kinds=["Enterprise"], regions=["region:FR"], exclude_present=False
    ),
    "co-participants": lambda graph: co_participants(graph, "alpha:o1"),
    "groups": lambda graph: groups(graph, minimum_size=1),
    "groups around": lambda graph: groups(graph, around="alpha:o1", hops=1, minimum_size=1),
    "chain": lambda graph: chain(graph, "alpha:p1"),
    "chain with limits": lambda graph: chain(graph, "alpha:p1", direction="downstream", minimum_share=0.3, width=2),
}


def records(random: Random) -> Iterator[Record]:
    def entity(key: str, kind: str) -> Record:
        return Record("alpha", key, kind, {"name": f"Name of {key}"})

    def link(kind: str, start: str, end: str, said: dict[str, Any], valid_to: str | None = None) -> Record:
        reference = end if ":" in end else f"alpha:{end}"
        key = f"{kind} {start} {end} {said.get('role', '')}"
        return Record("alpha", key, kind, said, start=f"alpha:{start}", end=reference, valid_to=valid_to)

    yield from (entity(f"o{n}", random.choice(["Enterprise", "University"])) for n in range(12))
    yield from (entity(f"c{n}", "Project") for n in range(8))
    yield from (entity(f"p{n}", "Product") for n in range(8))
    for who, what in {(random.randrange(12), random.randrange(8)) for _ in range(40)}:
        ended = random.choice([None, None, "2020-01-01"])
        yield link("ParticipatesIn", f"o{who}", f"c{what}", {"role": "participant"}, ended)
    yield link("ParticipatesIn", "o1", "c1", {"role": "coordinator"})
    for who in range(10):
        yield link("LocatedIn", f"o{who}", random.choice(["region:FR", "region:DE"]), {})
        yield link("Makes", f"o{who}", f"p{random.randrange(8)}", {})
    for supplier, buyer in {(random.randrange(8), random.randrange(8)) for _ in range(16)}:
        yield link("InputTo", f"p{supplier}", f"p{buyer}", random.choice([{}, {"share": random.randrange(10) / 10}]))


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return read()


@pytest.fixture(scope="module", params=range(4))
def built(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, ontology: Ontology
) -> Iterator[Graph]:
    graph = Graph(tmp_path_factory.mktemp("built"), ontology)
    graph.load(*records(Random(request.param)))
    yield graph
    graph.store.close()


def copied(view: View) -> nx.MultiDiGraph:
    plain: nx.MultiDiGraph = nx.MultiDiGraph()
    plain.add_nodes_from((node, dict(data)) for node, data in view.nodes(data=True))
    plain.add_edges_from((start, end, key, dict(data)) for start, end, key, data in view.edges(keys=True, data=True))
    return plain


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_view_answers_as_a_plain_graph_of_the_same_links(built: Graph, question: str) -> None:
    view = built.snapshot().view(DAY)
    first = QUESTIONS[question](view)
    assert first == QUESTIONS[question](copied(view))
    assert first == QUESTIONS[question](view)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_view_without_the_links_that_a_question_reads_answers_as_an_empty_graph(built: Graph, question: str) -> None:
    view = built.snapshot().view(DAY, ["Owns"])
    assert QUESTIONS[question](view) == QUESTIONS[question](copied(view))


def test_every_key_in_an_answer_is_a_link_of_the_graph(built: Graph) -> None:
    snapshot = built.snapshot()
    view = snapshot.view(DAY)
    keys = [
        link for each in co_participants(view, "alpha:o1").co_participants for tie in each.ties for link in tie.links
    ]
    keys += [link.link for layer in chain(view, "alpha:p1").layers for link in layer.links]
    assert keys
    assert all(snapshot.link(key) for key in keys)


def test_a_view_is_let_go_together_with_what_was_kept_for_it(built: Graph) -> None:
    view = built.snapshot().view(DAY)
    for question in QUESTIONS.values():
        question(view)
    assert view in backend._kept
    gone = weakref.ref(view)
    del view
    gc.collect()
    assert gone() is None


def test_little_is_kept_at_a_time(built: Graph) -> None:
    snapshot = built.snapshot()
    views = [snapshot.view(date(2021, 1, day)) for day in range(1, 10)]
    for view in views:
        groups(view)
    assert list(backend._kept) == views[-backend.MOST_VIEWS :]
    for seed in range(20):
        groups(views[-1], seed=seed)
    assert len(backend._kept[views[-1]]) == backend.MOST_VALUES


def test_threads_that_ask_at_the_same_time_get_the_same_answer(built: Graph) -> None:
    snapshot = built.snapshot()
    views = [snapshot.view(date(2021, 2, day)) for day in range(1, 8)]
    expected = groups(views[0], minimum_size=1)
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda view: groups(view, minimum_size=1), views * 3))
    assert answers == [expected] * len(answers)


def test_nothing_is_kept_for_a_graph_that_may_change() -> None:
    graph: nx.MultiDiGraph = nx.MultiDiGraph()
    graph.add_edge("a", "project", key="1", type="ParticipatesIn")
    assert co_participants(graph, "a").total == 0
    graph.add_edge("b", "project", key="2", type="ParticipatesIn")
    assert co_participants(graph, "a").total == 1
    assert graph not in backend._kept


def test_importing_the_questions_brings_in_neither_scipy_nor_numba() -> None:
    code = (
        "import sys, analytics.partners, analytics.groups, analytics.chain, analytics.co_participants;"
        "sys.exit(any(name in sys.modules for name in ('scipy', 'numba')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parents[2]).returncode == 0
