"""What goes wrong on the command line: one line that says what to do, exit code 1 or 2, and never a traceback."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.running import Pilotgraph

PRODUCT = "id,name\nsteel,Steel\n"


@pytest.mark.parametrize(
    "arguments",
    [(), ("nothing",), ("load", "tables"), ("query",), ("same", "a", "b"), ("serve", "--port", "99999")],
    ids=" ".join,
)
def test_wrong_usage_ends_with_exit_code_2_and_shows_how_it_is_used(
    command: Pilotgraph, arguments: tuple[str, ...]
) -> None:
    done = command(*arguments, code=2)
    assert "Usage: " in done.out + done.err


@pytest.mark.parametrize(
    "arguments",
    [("stats",), ("check",), ("query", "{ status { version } }"), ("show", "a:b"), ("history", "a:b"), ("serve",),
     ("same", "a", "b", "--why", "x"), ("undo", "judgement:1"), ("retract", "a:b", "--why", "x")],
    ids=lambda arguments: arguments[0],
)  # fmt: skip
def test_without_a_store_a_command_says_how_to_make_one_and_makes_none(
    command: Pilotgraph, arguments: tuple[str, ...]
) -> None:
    assert command.refused(*arguments) == (
        "Error: There is no store data/pilotgraph.db. Load something first (pilotgraph load), or set PILOTGRAPH_STORE."
    )
    assert not (command.folder / "data").exists()


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"port": "eighty"}, "PILOTGRAPH_PORT is 'eighty'"),
        ({"port": "99999"}, "PILOTGRAPH_PORT is '99999'"),
        ({"store": "mysql://here"}, "Write sqlite:PATH"),
        ({"store": "sqlite:"}, "Write sqlite:PATH"),
        ({"store": "neo4j://here:port"}, "Write neo4j://HOST:7687"),
        ({"extensions": "missing.ttl"}, "Check PILOTGRAPH_EXTENSIONS."),
        ({"extensions": "steel/Product.csv"}, "Product.csv, line 1: not Turtle"),
        ({"snapshot_dir": "steel/Product.csv"}, "steel/Product.csv"),
        ({"snapshot_dir": "/proc/snapshot"}, "/proc/snapshot"),
        ({"store": "sqlite:/proc/store.db"}, "The store /proc/store.db can't be opened"),
        ({"store": "sqlite:steel/Product.csv"}, "file is not a database"),
    ],
    ids=str,
)
def test_a_setting_that_is_wrong_is_named(command: Pilotgraph, settings: dict[str, str], says: str) -> None:
    command.write("steel/Product.csv", PRODUCT)
    done = command("load", "tables", "steel", code=1, **settings)
    [line] = done.err.splitlines()
    assert line.startswith("Error: ")
    assert says in line


def test_what_can_not_be_loaded_is_refused_before_a_store_is_made(command: Pilotgraph) -> None:
    command.write("steel/Product.csv", PRODUCT)
    assert "There is no format 'table'. Use one of tables, cordis" in command.refused("load", "table", "steel")
    assert "There is no file or folder 'stele'." in command.refused("load", "tables", "steel", "stele")
    assert "The access label is blank." in command.refused("load", "tables", "steel", "--access", " ")
    assert not (command.folder / "data").exists()


@pytest.mark.parametrize(
    ("format", "says"),
    [("cordis", "has no project.csv"), ("ror", "should hold one JSON file"), ("input-output", "has no industries.csv")],
)
def test_a_folder_of_another_format_is_refused(command: Pilotgraph, format: str, says: str) -> None:
    command.write("steel/Product.csv", PRODUCT)
    assert says in command.refused("load", format, "steel")


def test_an_id_that_nobody_knows_is_told(reader: Pilotgraph) -> None:
    for name in ("show", "history"):
        assert reader.refused(name, "pic:000000000").startswith("Error: Nothing is known by the id 'pic:000000000'.")


def test_a_port_or_an_address_that_can_not_be_had(reader: Pilotgraph) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = reader.refused("serve", "--port", str(port))
    assert "Address already in use. Choose another port" in said
    assert "Name an address of this machine" in reader.refused("serve", "--host", "no-such-host.invalid", "--port", "0")
    assert "debug, info, warning, error" in reader.refused("serve", log_level="loud")


def test_a_damaged_store_is_told_by_every_command_that_reads_it(command: Pilotgraph) -> None:
    command.write("steel/Product.csv", PRODUCT)
    command("load", "tables", "steel")
    store = command.folder / "data" / "pilotgraph.db"
    with store.open("r+b") as file:
        file.seek(8192)
        file.write(b"\xff" * (store.stat().st_size - 8192))
    for arguments in (("check",), ("history", "steel:steel"), ("load", "tables", "steel")):
        assert "data/pilotgraph.db can't be read: database disk image is malformed." in command.refused(*arguments)


def test_rejects_that_can_not_be_written_are_told(command: Pilotgraph) -> None:
    command.write("bad/Product.csv", "id,name\n,Nobody\n")
    blocked: Path = command.write("rejects", "not a folder")
    assert str(blocked.name) in command.refused("load", "tables", "bad")


def test_a_reader_that_stops_reading_is_no_error(reader: Pilotgraph) -> None:
    with reader.start("ontology", "show") as process:
        assert process.stdout is not None
        process.stdout.read(1)
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == ""
