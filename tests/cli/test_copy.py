"""`pilotgraph copy`: a whole store with its history, at another place."""

from __future__ import annotations

import signal
from contextlib import closing

from graph.sqlite_store import SqliteStore
from tests.cli.test_interrupted import CORDIS, struck
from tests.running import Pilotgraph

HERE, THERE = "sqlite:./data/pilotgraph.db", "sqlite:./data/copy.db"
FIRMS = "id,lei,name\n1,529900T8BM49AURSDO55,One Ltd\n2,,Two Ltd\n"


def lived(command: Pilotgraph) -> None:
    command.write("one/Enterprise.csv", FIRMS)
    command("load", "tables", "one")
    command("same", "one:1", "one:2", "--why", "so")


def test_a_copy_answers_like_the_store_that_it_was_made_from(command: Pilotgraph) -> None:
    lived(command)
    told = command("copy", HERE, THERE).out.splitlines()
    assert told[0].startswith("3 commit(s) copied, 0 were there;")
    assert told[-1] == "The two are equal."
    ours, theirs = (line.split("  ")[1] for line in told[1:3])
    assert ours == theirs
    for question in (("stats",), ("check",), ("history", "one:2"), ("show", "one:1")):
        assert command(*question, store=THERE).out == command(*question).out
    command.write("one/Enterprise.csv", FIRMS.replace("Two", "Zwei"))
    command("load", "tables", "one")
    assert command("copy", HERE, THERE).out.startswith("1 commit(s) copied, 3 were there;")
    assert "3 as before" in command("load", "tables", "one", store=THERE).out


def test_a_copy_that_can_not_be_made_is_refused_in_one_line(command: Pilotgraph) -> None:
    assert "There is no store data/pilotgraph.db." in command.refused("copy", HERE, THERE)
    assert not (command.folder / "data").exists()
    lived(command)
    assert "are one and the same" in command.refused("copy", HERE, "sqlite:data/../data/pilotgraph.db")
    command.write("two/Enterprise.csv", FIRMS)
    command("load", "tables", "two", store=THERE)
    assert "holds something else" in command.refused("copy", HERE, THERE)
    assert "Write sqlite:PATH" in command.refused("copy", HERE, "elsewhere")


def test_ctrl_c_stops_a_copy_and_running_it_again_goes_on(command: Pilotgraph) -> None:
    command("load", "cordis", CORDIS)
    target = command.folder / "data" / "copy.db"

    def begun() -> bool:
        if not target.exists():
            return False
        with closing(SqliteStore(target)) as store:
            return store.version() >= 2

    copying = command.start("copy", HERE, THERE)
    out, err = struck(copying, signal.SIGINT, begun)
    assert (copying.returncode, out) == (130, "")
    assert err.strip() == "Interrupted. What was copied stays; run the same command again to go on."
    command("check", store=THERE)
    assert command("copy", HERE, THERE).out.endswith("The two are equal.\n")
