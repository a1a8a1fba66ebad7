"""Judgements on the example data: `same` makes two entities one, `undo` and `retract` take things back."""

from __future__ import annotations

from typing import Any

from tests.running import Pilotgraph

TURIN = {"cordis": "pic:999977754", "ror": "ror:00bgk9508"}
EVERYTHING = """
query($cordis: ID!, $ror: ID!) {
  cordis: entity(id: $cordis, asOf: "2020-01-01") { ...all }
  ror: entity(id: $ror, asOf: "2020-01-01") { ...all }
  universities(asOf: "2020-01-01", first: 1000) { totalCount nodes { id } }
  search(text: "Polytechnic University of Turin", asOf: "2020-01-01") { nodes { id } }
  partners(for: $cordis, asOf: "2020-01-01", first: 5) { total candidates { entity { id } score } }
  coParticipants(of: "pic:999984059", asOf: "2020-01-01", first: 50) { coParticipants { entity { id } shared } }
}
fragment all on University {
  id name nameEn otherName formerIds identifiers { value } sources { id } provenance { property record { source key } }
  participatesIn(first: 100) { totalCount edges { id role node { id } } } locatedIn { edges { id node { id } } }
}
"""


def judged(pilotgraph: Pilotgraph) -> tuple[str, str]:
    """Judge that the polytechnic of Turin is one; what the command said, and the id of the judgement."""
    said = pilotgraph("same", *TURIN.values(), "--why", "same name and country; Torino is Turin").out
    return said, said.split()[-1]


def test_two_judged_the_same_are_one_until_the_judgement_is_undone(demo: Pilotgraph) -> None:
    before = (demo.ask(EVERYTHING, **TURIN), demo.counts())
    assert before[0]["cordis"]["id"] != before[0]["ror"]["id"]
    said, judgement = judged(demo)
    assert said == (
        f"{TURIN['cordis']} and {TURIN['ror']} are one: {TURIN['cordis']}. "
        f"To take it back: pilotgraph undo {judgement}\n"
    )
    one = demo.ask(EVERYTHING, **TURIN)
    assert one["cordis"] == one["ror"]
    assert one["ror"]["formerIds"] == [TURIN["ror"]]
    assert one["ror"]["participatesIn"]["totalCount"] == before[0]["cordis"]["participatesIn"]["totalCount"]
    assert one["universities"]["totalCount"] == before[0]["universities"]["totalCount"] - 1
    assert one["search"]["nodes"] == [{"id": TURIN["cordis"]}]
    demo("undo", judgement)
    assert (demo.ask(EVERYTHING, **TURIN), demo.counts()) == before
    assert demo("check").out == "The merged state is what the records come to.\n"


def test_history_tells_who_judged_what_and_why_and_that_it_was_taken_back(demo: Pilotgraph) -> None:
    judgement = judged(demo)[1]
    [line] = [line for line in demo("history", TURIN["ror"]).out.splitlines() if judgement in line]
    assert "holds" in line
    assert "are one: same name and country; Torino is Turin (tester)" in line
    demo("undo", judgement, "--why", "it was another polytechnic")
    lines = [line for id in TURIN.values() for line in demo("history", id).out.splitlines() if judgement in line]
    assert ["replaced" in lines[0], "retracted" in lines[1]] == [True, True]
    assert "tester  1 records  it was another polytechnic" in demo("stats").out
    again = demo.refused("undo", judgement)
    assert again == f"Error: There is no current record {judgement!r}. See the history of its entity."


def test_a_retracted_record_is_silent_until_it_is_loaded_again(command: Pilotgraph) -> None:
    command.write("one/Enterprise.csv", "id,lei,name,city\n1,529900T8BM49AURSDO55,One Ltd,Delft\n")
    command.write("two/Enterprise.csv", "id,lei,name,shortName\n2,529900T8BM49AURSDO55,Uno Ltd,Uno\n")
    command("load", "tables", "one", "two")
    query = '{ entity(id: "lei:529900T8BM49AURSDO55") { id name shortName ... on Enterprise { city } } }'
    both = {"id": "lei:529900T8BM49AURSDO55", "name": "Uno Ltd", "shortName": "Uno", "city": "Delft"}
    assert command.ask(query)["entity"] == both
    command("retract", "two:2", "--why", "they asked us to")
    assert command.ask(query)["entity"] == {**both, "name": "One Ltd", "shortName": None}
    history = command("history", "one:1").out
    assert "two:2  retracted" in history
    assert sorted(history.partition("won:\n")[2].splitlines()) == ["  city: one:1", "  name: one:1"]
    assert "1 new" in command("load", "tables", "two").out
    assert command.ask(query)["entity"] == both


def test_history_does_not_tell_that_something_secret_has_replaced_a_record(command: Pilotgraph) -> None:
    for source in ("one", "two"):
        command.write(f"{source}/Enterprise.csv", f"id,lei,name\n1,529900T8BM49AURSDO55,{source}\n")
    command("load", "tables", "two")
    alone = command("history", "two:1").out
    command("load", "tables", "one")
    assert "one:1" in command("history", "two:1").out
    command("load", "tables", "one", "--access", "board")
    assert command("history", "two:1").out == alone
    told = command("history", "two:1", "--see", "board").out
    assert [line.split()[3:5] for line in told.splitlines() if " one:1  " in line] == [
        ["one:1", "replaced"], ["one:1", "holds"],
    ]  # fmt: skip


def test_judgements_that_make_no_sense_are_refused_in_one_line(demo: Pilotgraph) -> None:
    platform = "example:invented-platform-17"
    refusals: list[tuple[tuple[Any, ...], str]] = [
        (("same", TURIN["ror"], "ror:nothing", "--why", "x"), "Nothing is known by the id 'ror:nothing'."),
        (("same", TURIN["ror"], TURIN["ror"], "--why", "x"), "are one entity already"),
        (("same", TURIN["ror"], platform, "--why", "x"), "Only like can be the same."),
        (("same", *TURIN.values(), "--why", " "), "A judgement needs a reason."),
        (("undo", "judgement:999"), "There is no current record 'judgement:999'."),
        (("undo", "cordis:source"), "is not a judgement"),
        (("retract", "cordis:nothing", "--why", "x"), "There is no current record 'cordis:nothing'."),
    ]
    before = demo("stats").out
    for arguments, says in refusals:
        assert says in demo.refused(*arguments)
    assert demo("stats").out == before
