"""The three questions on real data, compared with what networkx makes of the files themselves."""

from __future__ import annotations

import csv
import gzip
import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import networkx as nx
import pytest

from tests.running import ROOT, Client

DAY = "2020-01-01"
TURIN = "999977754"
EXAMPLES = ROOT / "examples"


def rows(path: str) -> Iterator[dict[str, str]]:
    """The rows of one of the example files."""
    if path.endswith(".gz"):
        with gzip.open(EXAMPLES / path, "rt", encoding="utf-8") as file:
            yield from csv.DictReader(file, delimiter=";")
    else:
        with (EXAMPLES / path).open(encoding="utf-8-sig") as file:
            yield from csv.DictReader(file)


@pytest.fixture(scope="module")
def projects() -> Mapping[str, set[str]]:
    """The members (PICs) of each project of CORDIS that had begun on the day."""
    begun = {row["id"] for row in rows("cordis/project.csv.gz") if row["startDate"] <= DAY}
    members: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows("cordis/organization.csv.gz"):
        if row["projectID"] in begun:
            members[row["projectID"]].add(row["organisationID"])
    return members


@pytest.fixture(scope="module")
def together(projects: Mapping[str, set[str]]) -> nx.Graph[str]:
    """Who has taken part in a project with whom."""
    graph: nx.Graph[str] = nx.Graph()
    for members in projects.values():
        graph.add_edges_from(itertools.combinations(sorted(members), 2))
    return graph


def pic(entity: Mapping[str, Any]) -> str:
    return str(entity["id"]).removeprefix("pic:")


PARTNERS = """query($kinds: [Kind!], $present: Boolean) {
  partners(for: "pic:999977754", asOf: "2020-01-01", first: 25, kinds: $kinds, excludePresent: $present) {
    total leftOut { present } candidates {
      entity { id kind } score shared isPresentPartner
      parts { commonNeighbours adamicAdar resourceAllocation personalisedPagerank }
      paths { partner { id } withOrganization { collective { id } } withCandidate { collective { id } links { id } } } }
    evidence { version asOf isPartial totalLinks parameters
               links { id type start { id } end { id } sources { id } } } } }"""


def test_partners_are_those_that_networkx_finds_with_the_same_parts_of_the_score(
    served: Client, together: nx.Graph[str]
) -> None:
    told = served.ask(PARTNERS)["partners"]
    present = set(together[TURIN])
    beyond = {other for one in present for other in together[one]} - present - {TURIN}
    assert (told["total"], told["leftOut"]["present"]) == (len(beyond), len(present))
    assert len(told["candidates"]) == 25
    scores = [candidate["score"] for candidate in told["candidates"]]
    assert scores == sorted(scores, reverse=True)
    for candidate in told["candidates"]:
        pair = (TURIN, pic(candidate["entity"]))
        assert pair[1] in beyond
        parts = candidate["parts"]
        assert parts["commonNeighbours"] == len(list(nx.common_neighbors(together, *pair)))
        assert parts["adamicAdar"] == pytest.approx(next(nx.adamic_adar_index(together, [pair]))[2])
        assert parts["resourceAllocation"] == pytest.approx(next(nx.resource_allocation_index(together, [pair]))[2])
        assert parts["personalisedPagerank"] > 0
        assert (candidate["shared"], candidate["isPresentPartner"]) == (0, False)


def test_partners_say_why_and_every_link_that_they_rest_on_is_in_the_files(
    served: Client, projects: Mapping[str, set[str]]
) -> None:
    told = served.ask(PARTNERS)["partners"]
    for candidate in told["candidates"]:
        for path in candidate["paths"]:
            partner = pic(path["partner"])
            for tie in path["withOrganization"]:
                assert {TURIN, partner} <= projects[tie["collective"]["id"].removeprefix("cordis:")]
            for tie in path["withCandidate"]:
                assert {partner, pic(candidate["entity"])} <= projects[tie["collective"]["id"].removeprefix("cordis:")]
    evidence = told["evidence"]
    assert evidence["asOf"] == DAY
    assert evidence["version"] == served.http.get("/readyz").json()["version"]
    assert evidence["isPartial"], "there are more candidates than were asked for"
    assert evidence["parameters"]["for"] == "pic:999977754"
    assert evidence["parameters"]["damping"] == 0.85
    assert 0 < len(evidence["links"]) <= evidence["totalLinks"]
    for link in evidence["links"]:
        assert link["type"] == "ParticipatesIn"
        assert pic(link["start"]) in projects[link["end"]["id"].removeprefix("cordis:")]
        assert {"id": "source:cordis"} in link["sources"]


def test_partners_can_be_of_certain_kinds_and_present_ones_as_well(served: Client, together: nx.Graph[str]) -> None:
    institutes = served.ask(PARTNERS, kinds=["ResearchInstitute"])["partners"]
    assert {candidate["entity"]["kind"] for candidate in institutes["candidates"]} == {"ResearchInstitute"}
    everybody = served.ask(PARTNERS, present=False)["partners"]
    assert any(candidate["isPresentPartner"] for candidate in everybody["candidates"])
    assert everybody["total"] > len(together[TURIN])


def test_co_participants_share_as_many_projects_as_the_files_say(
    served: Client, projects: Mapping[str, set[str]]
) -> None:
    told = served.ask(
        """{ coParticipants(of: "pic:999977754", asOf: "2020-01-01", first: 1000) { collectives total
               coParticipants { entity { id } shared } } }"""
    )["coParticipants"]
    mine = [members for members in projects.values() if TURIN in members]
    expected = Counter(other for members in mine for other in members if other != TURIN)
    assert told["collectives"] == len(mine)
    assert {pic(each["entity"]): each["shared"] for each in told["coParticipants"]} == expected
    assert told["total"] == len(expected)


def test_groups_part_all_who_took_part_and_say_what_binds_them(
    served: Client, together: nx.Graph[str], projects: Mapping[str, set[str]]
) -> None:
    told = served.ask(
        """{ groups(asOf: "2020-01-01", first: 100, minimumSize: 3) {
               groups { size density central { entity { id } weight } kinds { kind count }
                        boundBy { collective { id } inside } }
               total organizations unassigned modularity evidence { version asOf parameters links { type } } } }"""
    )["groups"]
    groups = told["groups"]
    assert len(groups) == told["total"]
    assert sum(group["size"] for group in groups) + told["unassigned"] == told["organizations"]
    assert told["organizations"] >= together.number_of_nodes()
    assert 0.3 < told["modularity"] < 1
    for group in groups:
        assert group["size"] >= 3
        assert 0 < group["density"] <= 1
        assert sum(kind["count"] for kind in group["kinds"]) == group["size"]
        weights = [member["weight"] for member in group["central"]]
        assert weights == pytest.approx(sorted(weights, reverse=True))
        for bond in group["boundBy"]:
            members = projects.get(bond["collective"]["id"].removeprefix("cordis:"))
            assert members is None or 2 <= bond["inside"] <= len(members)
    assert told["evidence"]["version"] == served.http.get("/readyz").json()["version"]


def test_the_group_around_an_organization_holds_it(served: Client) -> None:
    told = served.ask(
        """{ groups(around: "pic:999977754", asOf: "2020-01-01", first: 3) {
               groups { contains } evidence { parameters } } }"""
    )["groups"]
    assert told["groups"][0]["contains"] is True
    assert told["evidence"]["parameters"]["around"] == "pic:999977754"


@pytest.fixture(scope="module")
def inputs() -> nx.DiGraph[str]:
    """What goes into what, in both example chains."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    for folder, source in (("chain", "openspg-kag"), ("platforms", "example")):
        graph.add_edges_from((f"{source}:{r['from']}", f"{source}:{r['to']}") for r in rows(f"{folder}/InputTo.csv"))
    return graph


CHAIN = """query($of: ID!, $direction: ChainDirection!, $depth: Int) {
  chain(of: $of, direction: $direction, depth: $depth, asOf: "2025-12-31", width: 1000) {
    total layers { distance products { entity { id } isCyclic
                                       makers { total makers { entity { id } links { id type } } } }
                   links { supplier { id } buyer { id } share } totalLinks }
    cycles { size products { id } }
    evidence { version asOf isPartial totalLinks links { type } } } }"""

STARTS = [
    ("example:invented-product-machine-tool", "UPSTREAM"),
    ("example:invented-product-bearing-steel", "DOWNSTREAM"),
    ("openspg-kag:汽车", "UPSTREAM"),
    ("openspg-kag:商品化工-橡胶-合成橡胶-顺丁橡胶", "DOWNSTREAM"),
]


@pytest.mark.parametrize(("of", "direction"), STARTS, ids=[f"{direction} {of}" for of, direction in STARTS])
def test_a_chain_has_the_layers_and_cycles_that_networkx_finds(
    served: Client, inputs: nx.DiGraph[str], of: str, direction: str
) -> None:
    told = served.ask(CHAIN, of=of, direction=direction)["chain"]
    followed = inputs.reverse() if direction == "UPSTREAM" else inputs
    distances = nx.single_source_shortest_path_length(followed, of)
    layers = {p["entity"]["id"]: layer["distance"] for layer in told["layers"] for p in layer["products"]}
    assert layers == distances
    assert told["total"] == len(distances) > 5
    components = [set(c) for c in nx.strongly_connected_components(inputs.subgraph(distances)) if len(c) > 1]
    assert sorted(sorted(p["id"] for p in cycle["products"]) for cycle in told["cycles"]) == sorted(
        map(sorted, components)
    )
    cyclic = {p["entity"]["id"] for layer in told["layers"] for p in layer["products"] if p["isCyclic"]}
    assert cyclic == set().union(*components)
    for layer in told["layers"]:
        for link in layer["links"]:
            assert inputs.has_edge(link["supplier"]["id"], link["buyer"]["id"])
    assert told["evidence"]["asOf"] == "2025-12-31"


def test_the_invented_chain_has_a_cycle_and_it_is_marked(served: Client) -> None:
    [cycle] = served.ask(CHAIN, of=STARTS[0][0], direction="UPSTREAM")["chain"]["cycles"]
    assert cycle["size"] == len(cycle["products"]) == 6
    assert {"id": "example:invented-product-machine-tool"} in cycle["products"]


def test_makers_are_those_of_the_date_and_unknown_ones_are_not_called_none(served: Client) -> None:
    made = defaultdict(set)
    for row in rows("platforms/Makes.csv"):
        if (row["validFrom"] or "0") <= "2025-12-31" < (row["validTo"] or "9"):
            made[f"example:{row['to']}"].add(row["from"])
    told = served.ask(CHAIN, of=STARTS[0][0], direction="UPSTREAM")["chain"]
    products = {p["entity"]["id"]: p["makers"] for layer in told["layers"] for p in layer["products"]}
    for id, makers in products.items():
        assert (makers["total"] if makers else 0) == len(made[id])
        assert all(link["type"] == "Makes" for maker in (makers or {"makers": []})["makers"] for link in maker["links"])
    assert any(products.values())
    tyres = served.ask(CHAIN, of=STARTS[3][0], direction="DOWNSTREAM")["chain"]
    assert None in [p["makers"] for layer in tyres["layers"] for p in layer["products"]]


def test_a_depth_cuts_the_chain_and_the_answer_says_that_it_is_partial(served: Client, inputs: nx.DiGraph[str]) -> None:
    told = served.ask(CHAIN, of="openspg-kag:汽车", direction="UPSTREAM", depth=1)["chain"]
    assert [layer["distance"] for layer in told["layers"]] == [0, 1]
    assert {p["entity"]["id"] for p in told["layers"][1]["products"]} == set(inputs.predecessors("openspg-kag:汽车"))
    assert told["evidence"]["isPartial"]
