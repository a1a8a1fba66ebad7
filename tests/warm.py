"""Runs `pilotgraph` commands, each in a process of its own, forked from this one, which has imported the program.

Its first line tells a folder. There lies a `pilotgraph` for the PATH of a shell, and the socket on which it and the
tests ask for commands (tests/forked.py). A command saves the two seconds of CPU time that imports and the ontology
take, and does all else as the `pilotgraph` script does; tests of signals and of serving use that.
"""

from __future__ import annotations

import gc
import json
import os
import select
import shlex
import shutil
import socket
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import api.execution  # noqa: F401 - what a query would import
from cli.main import main
from ontology.reader import read
from tests import forked

__all__ = ["serve"]


def serve() -> None:
    """Answer requests until standard input ends; returns also in every child, when its command has been run."""
    read()
    folder = Path(tempfile.mkdtemp(prefix="pilotgraph-"))  # a short path: a socket's must not have 100 characters
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(folder / forked.SOCKET))
    listening.listen()
    _write_script(folder)
    gc.freeze()  # or each child copies the whole heap when it looks for garbage
    print(folder, flush=True)  # noqa: T201
    while listening in select.select([listening, sys.stdin], [], [])[0]:
        asking, _ = listening.accept()
        if os.fork() == 0:
            listening.close()
            _answer(asking)
            return
        asking.close()
        _reap()
    shutil.rmtree(folder)


def _write_script(folder: Path) -> None:
    script = folder / "pilotgraph"
    command = [sys.executable, "-I", "-S", forked.__file__, str(folder / forked.SOCKET)]
    script.write_text(f'#!/bin/sh\nexec {shlex.join(command)} "$@"\n', encoding="utf-8")
    script.chmod(0o755)


def _answer(asking: socket.socket) -> None:
    """Run one command in a child, and say its exit code; the next need not wait for that."""
    streams = socket.recv_fds(asking, 1, 3)[1]
    with asking.makefile(encoding="utf-8") as lines:
        request = json.loads(lines.readline())
    command = os.fork()
    if command == 0:
        asking.close()
        _become(request, streams)
        main()
        return
    for stream in streams:
        os.close(stream)
    asking.sendall(b"%d" % os.waitstatus_to_exitcode(os.waitpid(command, 0)[1]))
    os._exit(0)


def _become(request: dict[str, Any], streams: list[int]) -> None:
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False, buffering=1)  # noqa: SIM115
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["folder"])
    sys.argv = ["pilotgraph", *request["arguments"]]
    sys.modules["__main__"].__package__ = None  # or a usage error would call the program by the name of this module


def _reap() -> None:
    with suppress(ChildProcessError):  # there are no more
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


if __name__ == "__main__":
    serve()
