"""`pilotgraph check`: what differs is named, restored or adopted."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from tests.running import Pilotgraph

ALL_IS_WELL = "The merged state is what the records come to.\n"
FIRMS = "id,lei,name,city\n1,529900T8BM49AURSDO55,One Ltd,Jena\n2,,Two Ltd,Ulm\n3,,Three Ltd,Bonn\n"
ONE, TWO, THREE = "lei:529900T8BM49AURSDO55", "one:2", "one:3"


@pytest.fixture
def loaded(command: Pilotgraph) -> Pilotgraph:
    command.write("one/Enterprise.csv", FIRMS)
    command.write("two/Enterprise.csv", f"id,lei,shortName\n1,{ONE.removeprefix('lei:')},Uno\n")
    command("load", "tables", "one", "two")
    return command


def spoil(command: Pilotgraph, *statements: str) -> None:
    with closing(sqlite3.connect(command.folder / "data" / "pilotgraph.db")) as connection, connection:
        for statement in statements:
            assert connection.execute(statement).rowcount > 0, statement


def edit(command: Pilotgraph, old: str, new: str) -> None:
    """Change the stored value of the first enterprise."""
    spoil(
        command, f"UPDATE entity SET body = CAST(replace(CAST(body AS TEXT), '{old}', '{new}') AS BLOB) "
        f"WHERE id = '{ONE}' AND instr(CAST(body AS TEXT), '{old}')",
    )  # fmt: skip


def test_what_differs_is_named_with_the_properties_that_do(loaded: Pilotgraph) -> None:
    assert loaded("check").out == ALL_IS_WELL
    edit(loaded, "Jena", "Ulm")
    spoil(loaded, f"DELETE FROM entity WHERE id = '{TWO}'")
    done = loaded("check", code=1)
    assert done.out.splitlines() == [
        f"{ONE} (Enterprise): city is 'Ulm', should be 'Jena'",
        f"{TWO} (Enterprise): is missing",
    ]
    assert done.err.startswith("Error: 2 differ from what the records come to.")


def test_only_the_first_hundred_are_shown_and_the_others_counted(loaded: Pilotgraph) -> None:
    spoil(loaded, "DELETE FROM entity WHERE kind = 'Region'")
    lines = loaded("check", code=1).out.splitlines()
    assert len(lines) == 101
    assert lines[-1].startswith("… and ")


def test_a_repair_says_what_it_has_restored_and_the_graph_shows_it(loaded: Pilotgraph) -> None:
    query = f'{{ entity(id: "{ONE}") {{ ... on Enterprise {{ city }} }} }}'
    edit(loaded, "Jena", "Ulm")
    loaded("load", "tables", "one")
    done = loaded("check", "--repair")
    assert done.out == f"restored  {ONE} (Enterprise): city is 'Ulm', should be 'Jena'\n{ALL_IS_WELL}"
    assert loaded.ask(query)["entity"] == {"city": "Jena"}
    assert "tester  0 records  repair" in loaded("stats").out
    assert loaded("check", "--repair").out == ALL_IS_WELL


def test_what_is_adopted_is_said_by_a_record_and_what_can_not_be_is_left(loaded: Pilotgraph) -> None:
    edit(loaded, "Jena", "Ulm")
    assert loaded("check", "--adopt").out == f"adopted   {ONE}: city = 'Ulm'\n{ALL_IS_WELL}"
    assert f"neo4j:{ONE}  holds" in loaded("history", ONE).out
    spoil(loaded, f"DELETE FROM entity WHERE id = '{TWO}'")
    done = loaded("check", "--adopt", code=1)
    assert done.out == f"left      {TWO}: is missing: no record can say that something is not so\n"
    assert done.err == (
        "Error: 1 differ from what the records come to. "
        "`pilotgraph check --repair` restores what these say, and removes what could not be adopted.\n"
    )
    loaded("check", "--repair")
    assert loaded("check").out == ALL_IS_WELL


@pytest.mark.parametrize("option", [(), ("--repair",), ("--adopt",)])
def test_damage_to_the_log_itself_is_an_error_and_nothing_is_written(
    loaded: Pilotgraph, option: tuple[str, ...]
) -> None:
    edit(loaded, "Jena", "Ulm")
    spoil(loaded, "DELETE FROM run WHERE version = 2")
    commits = loaded("stats").out
    done = loaded("check", *option, code=1)
    assert done.out == ""
    assert done.err == (
        "Error: The log itself is damaged: commit 2 has 4 records, but the log 0 of them. "
        "Nothing else tells what is lost: restore a backup.\n"
    )
    assert loaded("stats").out == commits


def test_to_restore_and_to_adopt_at_once_is_wrong_usage(loaded: Pilotgraph) -> None:
    done = loaded("check", "--repair", "--adopt", code=2)
    assert "Usage: " in done.out + done.err
