"""`pilotgraph export`: files that other programs read."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess

from tests.cli.test_interrupted import CORDIS, struck
from tests.neo4j.server import Server
from tests.running import ROOT, Pilotgraph

FIRMS = "id,lei,name\n1,529900T8BM49AURSDO55,One Ltd\n2,,Two Ltd\n"
EXAMPLES = ROOT / "examples" / "chain", ROOT / "examples" / "platforms"
ADMIN = '#!/bin/sh\nfor argument; do echo "$argument"; done > called\n'


def told_command(out: str) -> list[str]:
    """The arguments of the import that an export tells to run."""
    [line] = [line for line in out.splitlines() if line.startswith("neo4j-admin ")]
    return shlex.split(line)[1:]


def test_example_data_go_into_neo4j_by_its_importer(command: Pilotgraph, neo4j_to_fill: Server) -> None:
    server = neo4j_to_fill
    for example in EXAMPLES:
        command("load", "tables", example)
    told = told_command(command("export", "neo4j-import", server.folder / "import" / "files").out)
    server.admin(*told)
    server.start()
    there = Pilotgraph(command.folder, store=server.uri, neo4j_user=server.user, neo4j_password=server.password)
    assert "there already" in there("init").out
    assert there("check").out == command("check").out
    assert there.counts() == command.counts()
    assert "0 new, 0 changed" in there("load", "tables", EXAMPLES[1]).out
    there.write("one/Enterprise.csv", FIRMS)
    there("load", "tables", "one")
    there("check")


def test_files_of_loaders_are_exported_without_a_store(command: Pilotgraph) -> None:
    command.write("one/Enterprise.csv", FIRMS)
    command.write("two/Enterprise.csv", "id,name,foundedOn\n3,Three,soon\n4,Four,2020-02-02\n")
    done = command("export", "neo4j-import", "out", "--load", "tables=one", "--load", "tables=two", code=1)
    assert "soon" in done.out
    assert {path.name for path in command.folder.iterdir() if path.name[0] != "."} == {"one", "two", "out", "rejects"}
    assert "Ltd" in (command.folder / "out" / "Enterprise.csv").read_text()
    assert "2020-02-02" in (command.folder / "out" / "Enterprise.csv").read_text()
    assert (command.folder / "out" / "Enterprise.header.csv").read_text().startswith("id:ID(Entity),name:string,")


def test_the_script_calls_neo4j_admin_as_told(command: Pilotgraph) -> None:
    command.write("one/Enterprise.csv", FIRMS)
    told = told_command(command("export", "neo4j-import", "out dir", "--load", "tables=one").out)
    command.write("bin/neo4j-admin", ADMIN).chmod(0o755)
    path = f"{command.folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(["sh", command.folder / "out dir" / "import.sh"], env={"PATH": path}, check=True)
    called = (command.folder / "out dir" / "called").read_text().splitlines()
    assert called == [argument.replace("out dir/", "") for argument in told]


def test_only_an_earlier_export_is_replaced(command: Pilotgraph) -> None:
    command.write("one/Enterprise.csv", FIRMS)
    command("load", "tables", "one")
    command("export", "neo4j-import", "out")
    command.write("out/import.report", "nothing")
    command("export", "neo4j-import", "out")
    command.write("out/mine.txt", "mine")
    assert "mine.txt" in command.refused("export", "neo4j-import", "out")
    assert "FORMAT=PATH" in command.refused("export", "neo4j-import", "new", "--load", "cordis")
    assert "There is no store" in command.refused("export", "neo4j-import", "new", store="sqlite:./none.db")
    assert not (command.folder / "new").exists()


def test_ctrl_c_leaves_nothing(command: Pilotgraph) -> None:
    exporting = command.start("export", "neo4j-import", "out", "--load", f"cordis={CORDIS}")
    out, err = struck(exporting, signal.SIGINT, lambda: any(command.folder.glob(".out-*/made/../*/loaded.db")))
    assert (exporting.returncode, out) == (130, "")
    assert err.strip() == "Interrupted. Nothing was written; run the same command again."
    assert list(command.folder.iterdir()) == []
