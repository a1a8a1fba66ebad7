"""Figures on the whole of CORDIS and an input-output table; skipped where the data are not there."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import pytest

from analytics.chain import chain
from analytics.co_participants import co_participants
from analytics.groups import groups
from analytics.partners import partners

DATA = Path(__file__).parents[3] / "shared" / "data"
LARGEST = "999984059"

cordis = pytest.mark.skipif(not (DATA / "cordis").exists(), reason=f"the full CORDIS is not in {DATA}")
input_output = pytest.mark.skipif(not (DATA / "input-output").exists(), reason=f"no input-output table in {DATA}")


def rows(path: Path, delimiter: str) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        yield from csv.DictReader(file, delimiter=delimiter)


@pytest.fixture(scope="module")
def projects() -> nx.MultiDiGraph:
    graph: nx.MultiDiGraph = nx.MultiDiGraph()
    for place, row in enumerate(rows(DATA / "cordis" / "organization.csv.gz", ";")):
        project = f"project {row['projectID']}"
        graph.add_edge(row["organisationID"], project, key=str(place), type="ParticipatesIn")
    return graph


@pytest.fixture(scope="module")
def industries() -> nx.MultiDiGraph:
    graph: nx.MultiDiGraph = nx.MultiDiGraph()
    for place, row in enumerate(rows(DATA / "input-output" / "flows.csv", ",")):
        share = float(row["share_of_buyer_inputs"])
        graph.add_edge(row["supplier_industry"], row["buyer_industry"], key=str(place), type="InputTo", share=share)
    return graph


@cordis
def test_the_largest_organization_has_its_projects_and_co_participants(projects: nx.MultiDiGraph) -> None:
    answer = co_participants(projects, LARGEST)
    assert (answer.collectives, answer.total) == (981, 6825)
    assert [one.shared for one in answer.co_participants[:3]] == [153, 98, 83]


@cordis
def test_partners_of_the_largest_organization_are_others_with_paths_to_them(projects: nx.MultiDiGraph) -> None:
    answer = partners(projects, LARGEST)
    assert len(answer.candidates) == 20
    assert answer.left_out.present == 6825
    assert all(len(candidate.paths) == 3 and candidate.shared == 0 for candidate in answer.candidates)


@cordis
def test_groups_of_cordis_are_more_modular_than_those_of_networkx(projects: nx.MultiDiGraph) -> None:
    answer = groups(projects)
    # networkx' own Louvain method comes to 0.409 with the same weights, in a hundred times the time.
    assert answer.modularity is not None
    assert answer.modularity > 0.41
    assert answer.organizations == 31_665


@input_output
def test_the_chain_of_an_industry_is_all_that_networkx_reaches(industries: nx.MultiDiGraph) -> None:
    answer = chain(industries, "336112", links=0)
    distances = nx.single_source_shortest_path_length(industries.reverse(), "336112")
    told = {product.product.id: layer.distance for layer in answer.layers for product in layer.products}
    assert told == distances
    reached = industries.subgraph(distances)
    largest = max(nx.strongly_connected_components(reached), key=len)
    assert set(answer.cycles[0].products) == largest
