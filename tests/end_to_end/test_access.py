"""What may not be seen can't be told from what is not there: by no field, count, search, order, cursor or error.

The public server of the example data is asked the same questions before and after restricted records are loaded, and
answers the same, byte for byte but for the number of its version.
"""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.end_to_end.asked import MADRID, QUESTIONS, TURIN
from tests.running import Client, Pilotgraph

SHADE, NOBODY = "pic:900000007", "pic:900000099"

HIDDEN = {
    # about public universities: two that a record would make one, and one that another has more to say of
    "University.csv": "id,ror,lei,name,nameZh,formerName,city,vatNumber,confidence\n"
    f"{MADRID},00bgk9508,,Madrid and Turin,,,,,\n"
    f"{TURIN},,529900T8BM49AURSDO55,Turin Polytechnic of Shadows,影子理工大学,Ombra Institute,Shadowtown,X1,0.99\n",
    # new things
    "Enterprise.csv": "id,name,nameZh,city,staff\npic:900000007,AAA Shade Works,影子工厂,Aachen,7\n",
    "Project.csv": "id,name,startDate\nshadow,Project Shadow,2016-01-01\n",
    "Product.csv": "id,name\nalloy,Shadow alloy\n",
    "PilotPlatform.csv": "id,name,staff\nplatform,Shadow platform,1\n",
    # links between public things, to hidden ones, and between hidden ones
    "ParticipatesIn.csv": "from,to,role,contribution,validFrom\n"
    f"{SHADE},cordis:199840,participant,1,2016-01-01\n"
    f"{MADRID},cordis:226530,partner,2,2016-01-01\n"
    f"{TURIN},shadow,coordinator,,2016-01-01\n"
    f"{MADRID},shadow,participant,,2016-01-01\n"
    f"{SHADE},shadow,participant,,2016-01-01\n",
    "InputTo.csv": "from,to,share\n"
    "alloy,example:invented-product-machine-tool,0.9\n"
    "example:invented-product-machine-tool,alloy,0.1\n"
    "example:invented-product-machine-tool,example:invented-product-bearing-steel,0.2\n",
    "Makes.csv": f"from,to\n{SHADE},example:invented-product-machine-tool\n{MADRID},alloy\n",
    "Operates.csv": f"from,to\n{SHADE},example:invented-platform-01\n{MADRID},platform\n",
    "HoldsTier.csv": "from,to,validFrom\n"
    "example:invented-platform-03,tier:national,2025-01-01\nplatform,tier:key,2025-01-01\n",
    "LocatedIn.csv": f"from,to\n{TURIN},region:CN-BJ\n{SHADE},region:DE\n",
}


def answers(client: Client, secret: str) -> list[str]:
    """What a server says to all questions, without its version and with the id that was asked for put back."""
    said = [client.http.post("/graphql", json={"query": q.replace("SECRET", secret)}).text for q in QUESTIONS]
    unversioned = [re.sub(r'"version":\d+', '"version":…', text) for text in said]
    return [text.replace(secret, "SECRET") for text in unversioned]


class World(NamedTuple):
    """The command line, and what the public server said before and after there were secrets."""

    command: Pilotgraph
    innocent: list[str]
    hiding: list[str]
    hiding_about_nobody: list[str]


@pytest.fixture(scope="module")
def world(example_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A copy of the example data into which restricted records are loaded while it is served."""
    folder = tmp_path_factory.mktemp("world")
    shutil.copytree(example_data, folder / "data")
    command = Pilotgraph(folder, store="sqlite:./data/demo.db")
    for name, text in HIDDEN.items():
        command.write(f"secret/{name}", text)
    with command.serving() as client:
        innocent = answers(client, SHADE)
        before = client.http.get("/readyz").json()["version"]
        assert "0 rejected" not in command("load", "tables", "secret", "--access", "board").out
        while client.http.get("/readyz").json()["version"] == before:
            time.sleep(0.1)
        yield World(command, innocent, answers(client, SHADE), answers(client, NOBODY))


def test_the_public_is_told_the_same_before_and_after_there_are_secrets(world: World) -> None:
    for question, before, after in zip(QUESTIONS, world.innocent, world.hiding, strict=True):
        assert after == before, question
        assert "errors" not in before or "SECRET" in question or "secret" in question, before


def test_a_hidden_id_is_answered_like_one_that_never_was(world: World) -> None:
    for question, hidden, never in zip(QUESTIONS, world.hiding, world.hiding_about_nobody, strict=True):
        assert hidden == never, question
    assert any("NOT_FOUND" in text for text in world.hiding)


def test_who_holds_the_label_is_told(world: World) -> None:
    query = f"""{{ shade: entity(id: "{SHADE}") {{ name ... on Enterprise {{ operates {{ nodes {{ id }} }} }} }}
                  search(text: "影子") {{ nodes {{ id }} }}
                  turin: entity(id: "{TURIN}") {{ id name ... on University {{ city vatNumber
                    locatedIn {{ nodes {{ id }} }} }} history {{ source access }} }}
                  tier: pilotPlatforms(where: {{holdsTier: {{any: ["tier:national"]}}}}, asOf: "2025-06-01") {{
                    totalCount }}
                  chain(of: "example:invented-product-machine-tool", direction: UPSTREAM, depth: 1) {{
                    layers {{ products {{ entity {{ id }} }} }} }} }}"""
    insider = world.command.ask(query, "--see", "board")
    assert insider["shade"] == {
        "name": "AAA Shade Works", "operates": {"nodes": [{"id": "example:invented-platform-01"}]},
    }  # fmt: skip
    assert {node["id"] for node in insider["search"]["nodes"]} == {SHADE, TURIN}
    assert (insider["turin"]["name"], insider["turin"]["city"]) == ("Turin Polytechnic of Shadows", "Shadowtown")
    assert {"id": "region:CN-BJ"} in insider["turin"]["locatedIn"]["nodes"]
    assert {"source": "secret", "access": "board"} in insider["turin"]["history"]
    layer = [product["entity"]["id"] for product in insider["chain"]["layers"][1]["products"]]
    assert "secret:alloy" in layer
    outsider = world.command.ask(query, "--see", "registered")
    assert outsider["shade"] is None
    assert outsider["search"]["nodes"] == []
    assert outsider["turin"]["history"] == [{"source": "cordis", "access": "public"}]
    assert insider["tier"]["totalCount"] > outsider["tier"]["totalCount"]


SMALL = {
    "Enterprise.csv": "id,pic,name,city\none,900000001,One,Delft\ntwo,900000002,Two,Delft\nthree,,Three,\n",
    "Project.csv": "id,name\np,P\nq,Q\n",
    "ParticipatesIn.csv": "from,to,role\none,p,coordinator\ntwo,p,participant\nthree,q,coordinator\n",
}
SMALL_HIDDEN = {
    "Enterprise.csv": "id,lei,pic,name\nx,529900T8BM49AURSDO55,900000001,One in secret\ny,,900000002,Two in secret\n"
    "z,,900000003,Zed\n",
    "Project.csv": "id,name\nr,R\n",
    "ParticipatesIn.csv": "from,to,role\nx,r,coordinator\nz,r,participant\n",
}
SMALL_QUESTIONS = """{
  enterprises { totalCount edges { cursor } nodes { id label formerIds identifiers { value } sources { id }
    history { source key current identifiers } provenance { property record { key } }
    ... on Enterprise { participatesIn { totalCount edges { id cursor node { id } } } } } }
  projects { totalCount nodes { id ... on Project { participants { nodes { id } } } } }
  search(text: "One") { nodes { id } }
  partners(for: "public:one", excludePresent: false) { total candidates { entity { id } score } }
  groups(minimumSize: 1) { organizations groups { size } }
  status { entities { kind count } links { type count } }
  a: entity(id: "lei:529900T8BM49AURSDO55") { id } b: entity(id: "hidden:x") { id } c: entity(id: "hidden:z") { id }
}"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """What the public is told without secrets, when they came later, when they came first, and both."""
    command = Pilotgraph(tmp_path_factory.mktemp("orders"))
    for folder, files in (("public", SMALL), ("hidden", SMALL_HIDDEN)):
        for name, text in files.items():
            command.write(f"{folder}/{name}", text)
    answers = []
    for order in (["public"], ["public", "hidden"], ["hidden", "public"], ["hidden", "public", "hidden"]):
        store = f"sqlite:./{'-'.join(order)}.db"
        for folder in order:
            command("load", "tables", folder, "--access", "public" if folder == "public" else "board", store=store)
        answers.append(json.loads(command("query", SMALL_QUESTIONS, store=store).out))
    assert answers[0]["data"]["enterprises"]["totalCount"] == 3
    assert "errors" not in answers[0]
    return answers


def unordered(told: Any) -> Any:
    """An answer in which the order of lists, and the cursors that tell it, say nothing."""
    if isinstance(told, dict):
        return {name: unordered(value) for name, value in told.items() if name != "cursor"}
    return sorted(map(unordered, told), key=json.dumps) if isinstance(told, list) else told


def test_it_makes_no_difference_to_the_public_whether_the_secrets_came_first(told: list[Any]) -> None:
    assert told[1] == told[0]
    assert [unordered(one) for one in told[2:]] == [unordered(told[0])] * 2


def test_nor_does_it_to_the_order_of_lists(told: list[Any]) -> None:
    assert told[2:] == [told[0]] * 2
