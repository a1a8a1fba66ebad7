"""All of CORDIS' consortia of Horizon 2020, from the files to the answers, with the figures that are known of them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest

import pilotgraph
from analytics.co_participants import co_participants
from tests.running import ROOT, Pilotgraph

CORDIS = ROOT.parent / "shared" / "data" / "cordis"
DAY = datetime.date(2026, 1, 1)
FRAUNHOFER = "pic:999984059"

pytestmark = pytest.mark.skipif(not CORDIS.exists(), reason="the full CORDIS data is not there (../shared/data/cordis)")


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Pilotgraph:
    """The command line in a folder with a store of the whole of CORDIS, loaded once."""
    command = Pilotgraph(tmp_path_factory.mktemp("cordis"))
    command("load", "cordis", CORDIS)
    return command


@pytest.fixture(scope="module")
def graph(command: Pilotgraph) -> Iterator[pilotgraph.Graph]:
    """The graph that is in the store."""
    with pilotgraph.open(f"sqlite:{command.folder / 'data' / 'pilotgraph.db'}", must_exist=True) as graph:
        yield graph


def test_everything_in_the_files_is_in_the_graph(graph: pilotgraph.Graph) -> None:
    told = graph.query(
        """{ organizations(first: 0, asOf: "2026-01-01") { totalCount }
             projects(first: 0, asOf: "2026-01-01") { totalCount }
             status(asOf: "2026-01-01") { links { type count } } }"""
    )["data"]
    assert told["organizations"]["totalCount"] == 31_665
    assert told["projects"]["totalCount"] == 12_401
    assert {"type": "ParticipatesIn", "count": 125_676} in told["status"]["links"]


def test_projects_that_join_a_university_an_institute_and_an_enterprise(graph: pilotgraph.Graph) -> None:
    view = graph.view(DAY)
    wanted = {"University", "ResearchInstitute", "Enterprise"}
    joining = 0
    for node, said in view.nodes(data=True):
        if said["kind"] == "Project":
            joining += wanted <= {view.nodes[member]["kind"] for member in view.predecessors(node)}
    assert joining == 5_884


def test_the_biggest_organization_and_those_with_which_it_has_most_projects(graph: pilotgraph.Graph) -> None:
    told = co_participants(graph.view(DAY), FRAUNHOFER, first=3)
    assert (told.collectives, told.total) == (981, 6_825)
    assert [one.shared for one in told.co_participants] == [153, 98, 83]


def test_graphql_tells_the_same(graph: pilotgraph.Graph) -> None:
    told = graph.query(
        f"""{{ entity(id: "{FRAUNHOFER}", asOf: "2026-01-01") {{
                 ... on Organization {{ participatesIn(first: 0) {{ totalCount }} }} }}
               coParticipants(of: "{FRAUNHOFER}", first: 3, asOf: "2026-01-01") {{ collectives total
                 coParticipants {{ shared entity {{ id }} }} }} }}"""
    )["data"]
    assert told["entity"]["participatesIn"]["totalCount"] == 981
    answer = told["coParticipants"]
    assert (answer["collectives"], answer["total"]) == (981, 6_825)
    assert [one["shared"] for one in answer["coParticipants"]] == [153, 98, 83]


def test_a_second_load_changes_nothing(command: Pilotgraph) -> None:
    before = command.counts()
    lines = command("load", "cordis", CORDIS).out.splitlines()
    assert " read: 0 new, 0 changed, " in lines[0]
    assert lines[-1].startswith("  Nothing has changed; the store is at version ")
    assert command.counts() == before
