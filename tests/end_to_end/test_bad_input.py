"""One test for each kind of bad input: what is wrong and what to do is told, nothing else is harmed, no trace shows."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from tests.end_to_end.conftest import STORES, store_settings
from tests.running import Client, Done, Pilotgraph

# Bad questions


@pytest.mark.parametrize("field", ["entity", "partners", "coParticipants", "groups", "chain"])
def test_an_unknown_id(served: Client, field: str) -> None:
    argument = {"entity": "id", "partners": "for", "groups": "around"}.get(field, "of")
    query = f"query($id: ID!) {{ {field}({argument}: $id) {{ __typename }} }}"
    for unknown in ("pic:000000000", "nobody", "", "链"):
        if field == "entity":
            assert served.ask(query, id=unknown) == {"entity": None}
            continue
        error = served.error(query, id=unknown)
        assert error["extensions"]["code"] == "NOT_FOUND"
        assert error["message"] == f"Nothing is known by the id {unknown!r}. Look for its id with `search`."


@pytest.mark.parametrize("date", ["2025-13-01", "2025-02-30", "yesterday", "2025年5月1日", "", "2025-05-01T00:00:00Z"])
def test_a_bad_date(served: Client, date: str) -> None:
    queries = [
        "query($d: Date) { organizations(asOf: $d) { totalCount } }",
        f'{{ organizations(asOf: "{date}") {{ totalCount }} }}',
        f'{{ projects(where: {{startDate: {{gte: "{date}"}}}}) {{ totalCount }} }}',
    ]
    for query in queries:
        error = served.error(query, **({"d": date} if "$d" in query else {}))
        assert error["extensions"]["code"] in {"BAD_INPUT", "GRAPHQL_VALIDATION_FAILED"}
        assert "YYYY-MM-DD" in error["message"], "it says how a date is written"


@pytest.mark.parametrize(
    ("query", "code", "says"),
    [
        ("{ status { version }", "GRAPHQL_PARSE_FAILED", "Mend the document at the place in `locations`."),
        ("", "GRAPHQL_PARSE_FAILED", "Mend the document"),
        ("select * from organizations", "GRAPHQL_PARSE_FAILED", "Mend the document"),
        ("{ organisations { totalCount } }", "GRAPHQL_VALIDATION_FAILED", "Did you mean 'organizations'"),
        ("{ organizations(frist: 1) { totalCount } }", "GRAPHQL_VALIDATION_FAILED", "Did you mean 'first'?"),
        ("{ organizations }", "GRAPHQL_VALIDATION_FAILED", "must have a selection of subfields"),
        ("query($id: ID!) { entity(id: $id) { id } }", "BAD_INPUT", "Variable '$id'"),
        ('{ enterprises(where: {staff: {eq: "many"}}) { totalCount } }', "GRAPHQL_VALIDATION_FAILED", "Int"),
        ("mutation { load }", "GRAPHQL_VALIDATION_FAILED", "mutation"),
    ],
)
def test_malformed_graphql(served: Client, query: str, code: str, says: str) -> None:
    error = served.error(query)
    assert error["extensions"]["code"] == code
    assert says in error["message"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"query": 1}', b"\xff\xfe", b'{"query": "{a}", "variables": []}'])
def test_a_request_that_holds_no_query(served: Client, body: bytes) -> None:
    response = served.http.post("/graphql", content=body, headers={"content-type": "application/json"})
    assert response.status_code == 400
    [error] = response.json()["errors"]
    assert error["extensions"]["code"] == "BAD_INPUT"
    assert "Send" in error["message"]


def test_too_costly_a_query_is_refused_with_the_figures(served: Client) -> None:
    deep = "participatesIn(first: 1000) { nodes { participants(first: 1000) { nodes { id name } } } }"
    error = served.error(f'{{ entity(id: "pic:999984059") {{ ... on Organization {{ {deep} }} }} }}')
    told = error["extensions"]
    assert told["code"] == "TOO_EXPENSIVE"
    assert told["cost"] > told["maxCost"] > 0
    assert "`first`" in error["message"]
    assert {"depth", "aliases", "repeats", "maxDepth", "maxAliases", "maxRepeats"} <= told.keys()


def test_a_page_or_a_cursor_that_can_not_be(served: Client) -> None:
    for argument, says in (("first: 1001", "0 to 1000"), ("first: -1", "0 to 1000"), ('after: "x"', "endCursor")):
        error = served.error(f"{{ organizations({argument}) {{ totalCount }} }}")
        assert error["extensions"]["code"] == "BAD_INPUT"
        assert says in error["message"]


# Bad files


RIGHT, WRONG = "91350100M000100Y43", "91350100M000100Y44"
FILES = {
    "broken": {"Product.csv": 'id,name\nsteel,Steel\n"tool"x,Tool\ncar,"Car\nlorry,Lorry\n'},
    "digit": {"Enterprise.csv": f"id,uscc,name\n1,{WRONG},One\n2,{WRONG},Two\n3,{RIGHT},Three\n"},
    "again": {"Enterprise.csv": f"id,uscc,name\n3,{RIGHT},Four\n,no code,Nobody\n"},
    "code": {"PilotPlatform.csv": "id,name,constructionModel\ngood,Good,joint construction\nbad,Bad,barn\n"},
    "nothing": {
        "Product.csv": "id,name\nsteel,Steel\ntool,Tool\n",
        "InputTo.csv": "from,to\nsteel,tool\nsteel,gone\ngone,tool\n",
    },
    "cycle": {
        "University.csv": "id,name\na,Alpha\nb,Beta\nc,Gamma\n",
        "PartOf.csv": "from,to\na,b\nb,c\nc,a\nb,b\n",
    },
}


class Loaded(NamedTuple):
    """What a load of bad files said, and a server on what has come of it."""

    done: Done
    rejects: dict[str, list[dict[str, str]]]
    client: Client

    def told(self, name: str) -> list[tuple[str, ...]]:
        """File, line, column and value of each fault of a folder; all have a reason and a hint in both languages."""
        for row in self.rejects[name]:
            assert all(row[column] for column in ("reason", "hint", "原因", "提示"))
        return [tuple(row[column] for column in ("file", "line", "column", "value")) for row in self.rejects[name]]

    def names(self, query: str) -> set[str]:
        """The names of the nodes that a query gives."""
        [page] = self.client.ask(query).values()
        return {node["name"] for node in page["nodes"]}


@pytest.fixture(scope="module", params=STORES)
def loaded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    """All the bad files, in one store."""
    command = Pilotgraph(tmp_path_factory.mktemp("bad"), **store_settings(request))
    for folder, files in FILES.items():
        for name, text in files.items():
            command.write(f"{folder}/{name}", text)
    done = command("load", "tables", *FILES, code=1)
    rejects: dict[str, list[dict[str, str]]] = {}
    for folder in FILES:
        text = (command.folder / "rejects" / f"tables-{folder}.csv").read_text(encoding="utf-8-sig")
        rejects[folder] = list(csv.DictReader(text.splitlines()))
    with command.serving() as client:
        yield Loaded(done, rejects, client)


def test_a_broken_csv(loaded: Loaded) -> None:
    assert [fault[:2] for fault in loaded.told("broken")] == [("Product.csv", "3"), ("Product.csv", "4")]
    assert all("quotation marks" in row["reason"] for row in loaded.rejects["broken"])
    assert "Product.csv:3" in loaded.done.out
    assert loaded.names('{ products(where: {id: {in: ["broken:steel", "broken:car"]}}) { nodes { name } } }') == {
        "Steel"
    }


def test_a_wrong_check_digit(loaded: Loaded) -> None:
    assert loaded.told("digit") == [("Enterprise.csv", "2", "uscc", WRONG), ("Enterprise.csv", "3", "uscc", WRONG)]
    assert {row["severity"] for row in loaded.rejects["digit"]} == {"warning"}
    assert "check digit" in loaded.rejects["digit"][0]["hint"]
    query = "{ enterprises(orderBy: [{name: ASC}]) { nodes { id name otherName } } }"
    three, one, two = loaded.client.ask(query)["enterprises"]["nodes"]
    assert (one["name"], two["name"]) == ("One", "Two"), "it makes of two not one"
    assert (one["otherName"], two["otherName"]) == ([WRONG], [WRONG]), "it is kept as text"
    assert three["id"] == f"uscc:{RIGHT}"
    found = loaded.client.ask('{ entity(id: "again:3") { id sources { id } } }')["entity"]
    assert found == {"id": three["id"], "sources": [{"id": "source:again"}, {"id": "source:digit"}]}, "a right one does"
    assert loaded.client.ask(f'{{ entity(id: "uscc:{WRONG}") {{ id }} }}') == {"entity": None}


def test_a_value_outside_its_code_list(loaded: Loaded) -> None:
    assert loaded.told("code") == [("PilotPlatform.csv", "3", "constructionModel", "barn")]
    assert "joint construction" in loaded.rejects["code"][0]["hint"], "the hint names the codes"
    assert loaded.names("{ pilotPlatforms { nodes { name } } }") == {"Good"}
    error = loaded.client.error('{ pilotPlatforms(where: {constructionModel: {eq: "barn"}}) { totalCount } }')
    assert error["extensions"]["code"] == "BAD_INPUT"


def test_a_link_to_nothing(loaded: Loaded) -> None:
    assert sorted(loaded.told("nothing")) == [("InputTo.csv", "3", "to", "gone"), ("InputTo.csv", "4", "from", "gone")]
    query = '{ entity(id: "nothing:steel") { ... on Product { inputTo { totalCount nodes { name } } } } }'
    assert loaded.client.ask(query)["entity"]["inputTo"] == {"totalCount": 1, "nodes": [{"name": "Tool"}]}


def test_a_cycle_where_none_may_be(loaded: Loaded) -> None:
    assert sorted(fault[:2] for fault in loaded.told("cycle")) == [("PartOf.csv", "4"), ("PartOf.csv", "5")]
    assert all("cycle" in row["reason"] for row in loaded.rejects["cycle"])
    query = (
        "{ universities(orderBy: [{name: ASC}]) { nodes { name ... on University { partOf { nodes { name } } } } } }"
    )
    told = loaded.client.ask(query)["universities"]["nodes"]
    above = {node["name"]: [each["name"] for each in node["partOf"]["nodes"]] for node in told}
    assert above == {"Alpha": ["Beta"], "Beta": ["Gamma"], "Gamma": []}


TEXT = "标识,名称,英文名称\n甲,特种钢，“高强”,Special steel\n"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16", "utf-32"])
def test_a_file_in_another_encoding_loads_right(command: Pilotgraph, encoding: str) -> None:
    command.write("表/产品.csv", TEXT.replace("特种钢，“高强”", '"特种钢，“高强”"'), encoding)
    command("load", "tables", "表")
    told = command.ask('{ search(text: "特种钢") { nodes { id name nameEn } } }')["search"]["nodes"]
    assert [(node["name"], node["nameEn"]) for node in told] == [("特种钢，“高强”", "Special steel")]


@pytest.mark.parametrize(
    "content",
    [TEXT.encode("utf-16-le"), b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", bytes(range(256)) * 40],
    ids=["UTF-16 without a mark", "a picture", "random bytes"],
)
def test_a_file_that_is_no_text_is_refused_in_one_line(command: Pilotgraph, content: bytes) -> None:
    command.write("表/产品.csv", "").write_bytes(content)
    assert command.refused("load", "tables", "表") == (
        "Error: 产品.csv is not text in any known encoding. Save it as CSV in UTF-8."
    )


def test_whatever_is_wrong_the_good_rest_of_a_query_is_answered(served: Client) -> None:
    told: dict[str, Any] = served.answer('{ status { version } partners(for: "nobody") { total } }')
    assert told["data"] == {"status": {"version": 8}, "partners": None}
    assert [error["extensions"]["code"] for error in told["errors"]] == ["NOT_FOUND"]
    assert told["errors"][0]["path"] == ["partners"]
