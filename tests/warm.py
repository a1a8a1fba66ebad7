"""Runs `pilotgraph` commands, each in a process of its own, forked from this one, which has imported the program.

A request is a line of JSON: arguments, environment, folder, and the files of the three standard streams. The answer is
a line with the exit code. A command saves the two seconds of CPU time that imports and the ontology take, and does all
else as the `pilotgraph` script does; tests of signals and of serving use that.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Iterator
from typing import Any

import api.execution  # noqa: F401 - what a query would import
from cli.main import main
from ontology.reader import read

__all__ = ["serve"]


def serve() -> None:
    """Answer requests until there are no more; returns also in every child, when its command has been run."""
    read()
    gc.freeze()  # or each child copies the whole heap when it looks for garbage
    for request in _requests():
        child = os.fork()
        if child == 0:
            _become(request)
            main()
            return
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)  # noqa: T201


def _requests() -> Iterator[dict[str, Any]]:
    while line := sys.stdin.readline():
        yield json.loads(line)


def _become(request: dict[str, Any]) -> None:
    for number, path in enumerate(request["streams"]):
        os.dup2(os.open(path, os.O_RDONLY if number == 0 else os.O_WRONLY), number)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False, buffering=1)  # noqa: SIM115
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["folder"])
    sys.argv = ["pilotgraph", *request["arguments"]]


if __name__ == "__main__":
    serve()
