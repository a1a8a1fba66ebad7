"""Commands that read the example data: `query`, `show`, `history`, `stats`."""

from __future__ import annotations

import json

from tests.running import Pilotgraph

TSINGHUA = "ror:03cve4549"
LABEL = "query($id: ID!, $lang: Language!) { entity(id: $id) { label(lang: $lang) } }"


def test_a_query_is_answered_in_json_without_a_server(reader: Pilotgraph) -> None:
    told = reader("query", LABEL, "--variables", json.dumps({"id": TSINGHUA, "lang": "ZH"}))
    assert json.loads(told.out) == {"data": {"entity": {"label": "清华大学"}}}
    assert told.err == ""


def test_a_query_can_come_from_standard_input(reader: Pilotgraph) -> None:
    told = reader("query", "-", stdin='{ entity(id: "pic:999855631") { label(lang: ZH) } }')
    assert json.loads(told.out) == {"data": {"entity": {"label": "清华大学"}}}


def test_a_query_with_errors_ends_with_exit_code_1_and_tells_them_in_json(reader: Pilotgraph) -> None:
    [error] = json.loads(reader("query", "{ statu { version } }", code=1).out)["errors"]
    assert error["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    assert "Did you mean 'status'?" in error["message"]
    partly = json.loads(reader("query", '{ status { version } partners(for: "nobody") { total } }', code=1).out)
    assert partly["data"]["status"]["version"] > 0
    assert partly["errors"][0]["extensions"]["code"] == "NOT_FOUND"


def test_variables_that_are_no_object_are_refused(reader: Pilotgraph) -> None:
    for wrong in ('{"id": ', "[1]"):
        assert "--variables is" in reader.refused("query", LABEL, "--variables", wrong)


def test_show_tells_the_values_who_said_them_and_how_many_links_there_are(reader: Pilotgraph) -> None:
    shown = reader("show", TSINGHUA).out
    assert shown.splitlines()[0].split() == ["pic:999855631", "university", "高校"]
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in shown.splitlines() if line.startswith("│")]
    assert ["Chinese name", "中文名称", "清华大学", "ror:03cve4549"] in rows
    assert ["street", "街道地址", "QING HUA YUAN", "cordis:pic-999855631"] in rows
    assert "wikidata:Q16955" in shown
    assert "Operates 1" in shown


def test_history_tells_who_said_what_and_when_and_which_record_won(reader: Pilotgraph) -> None:
    lines = reader("history", TSINGHUA).out.splitlines()
    said, won = lines[: lines.index("won:")], lines[lines.index("won:") + 1 :]
    assert [line.split()[:2] for line in said] == [["version", str(n)] for n in (2, 5, 6, 8)]
    assert [line.split()[3] for line in said] == [
        "cordis:pic-999855631", "ror:03cve4549", "identities:pic:999855631", "example:pic:999855631",
    ]  # fmt: skip
    assert all(" holds  University" in line for line in said)
    assert "nameZh=清华大学" in said[1]
    assert "  nameZh: ror:03cve4549" in won
    assert "  street: cordis:pic-999855631" in won


def test_a_link_has_a_history_too(reader: Pilotgraph) -> None:
    query = '{ entity(id: "example:invented-platform-01") { ... on PilotPlatform { holdsTier { edges { id } } } } }'
    [edge] = reader.ask(query)["entity"]["holdsTier"]["edges"]
    history = reader("history", edge["id"]).out
    assert "[2025-12-01, …)" in history
    assert "authority=虚构中试主管部门" in history
    assert "won:\n" in history


def test_stats_count_every_class_and_link_type_and_list_the_commits(reader: Pilotgraph) -> None:
    lines = [line.split() for line in reader("stats").out.splitlines()]
    assert lines[0] == ["version", "8"]
    assert ["2,422", "Project"] in lines
    assert ["62", "PilotPlatform"] in lines
    commits = [line for line in lines if line[0] == "commit"]
    assert [line[1] for line in commits] == [str(n) for n in range(8, 0, -1)]
    assert commits[0][-3:] == ["load", "tables", "examples/platforms"]
    assert commits[-1][-5:] == ["code", "lists", "of", "the", "ontology"]


def test_what_is_for_registered_users_is_told_to_them_alone(reader: Pilotgraph) -> None:
    query = """{ entity(id: "example:invented-achievement-10") { id }
                 achievements(first: 0, asOf: "2026-01-01") { totalCount } }"""
    public, registered = (reader.ask(query, *see) for see in ((), ("--see", "registered")))
    assert public["entity"] is None
    assert registered["entity"] == {"id": "example:invented-achievement-10"}
    assert public["achievements"]["totalCount"] < registered["achievements"]["totalCount"]
