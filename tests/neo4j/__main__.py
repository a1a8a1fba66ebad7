"""`python -m tests.neo4j [--home DIR] -- COMMAND ...`: run a command beside a Neo4j that is there for it."""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from types import FrameType

from tests.neo4j.jars import INSTALL, NoNeo4j
from tests.neo4j.server import Server


def main() -> int:
    """Return the exit code of the command."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.neo4j",
        description="Start a Neo4j, run COMMAND with PILOTGRAPH_STORE and the like set for it, stop the Neo4j.",
    )
    parser.add_argument("--home", type=Path, help="where its data are kept; without it they are removed at the end")
    parser.add_argument("command", nargs=argparse.REMAINDER, metavar="-- COMMAND ...")
    arguments = parser.parse_args()
    command = arguments.command[1:] if arguments.command[:1] == ["--"] else arguments.command
    if not command:
        parser.error("there is no COMMAND")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # until there is a command to hand it to
    try:
        with (
            tempfile.TemporaryDirectory(prefix="pilotgraph-neo4j-") as temporary,
            Server(arguments.home or Path(temporary)) as server,
        ):
            return _run(command, server)
    except NoNeo4j as missing:
        print(f"{missing.problem}\n{INSTALL}; or install Docker and start it.", file=sys.stderr)  # noqa: T201
        return 1
    except KeyboardInterrupt:  # before there was a command, or after it
        return 130


def _run(command: list[str], server: Server) -> int:
    environment = {
        "PILOTGRAPH_STORE": server.uri,
        "PILOTGRAPH_NEO4J_USER": server.user,
        "PILOTGRAPH_NEO4J_PASSWORD": server.password,
    }
    try:
        process = subprocess.Popen(command, env=os.environ | environment)
    except OSError as error:
        print(f"{command[0]}: {error.strerror}", file=sys.stderr)  # noqa: T201
        return 127

    def hand_on(number: int, frame: FrameType | None) -> None:
        if number != signal.SIGINT or not _terminal_is_ours():
            process.send_signal(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, hand_on)
    code = process.wait()
    return code if code >= 0 else 128 - code


def _terminal_is_ours() -> bool:
    """Whether Ctrl-C was for the command as well: a terminal sends it to all in the foreground."""
    try:
        with open("/dev/tty", "rb") as terminal:  # noqa: PTH123 - the way to the terminal, not to a file
            return os.tcgetpgrp(terminal.fileno()) == os.getpgrp()
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main())
