"""The program as its users run it: commands in processes of their own, and a server that is asked over HTTP."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from tests import forked

ROOT = Path(__file__).parents[1]
SCRIPTS = Path(sys.executable).parent
STREAMS = ("in", "out", "err")


class Done(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


class Pilotgraph:
    """The command line in a folder, where its store is unless the settings say otherwise."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.environment = environment(**settings)

    def write(self, path: str, text: str, encoding: str = "utf-8") -> Path:
        """Write a file in the folder."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode(encoding))
        return file

    def __call__(self, *arguments: str | Path, code: int = 0, stdin: str = "", **settings: str) -> Done:
        """Run a command, which has to end with this exit code."""
        done = _run(self.folder, self.environment | named(settings), [str(a) for a in arguments], stdin)
        assert done.code == code, f"pilotgraph {' '.join(map(str, arguments))}: {done}"
        assert "Traceback" not in done.err
        return done

    def refused(self, *arguments: str | Path, **settings: str) -> str:
        """The one line that a command says on standard error when something was wrong."""
        done = self(*arguments, code=1, **settings)
        assert done.out == ""
        [line] = done.err.splitlines()
        assert line.startswith("Error: ")
        return line

    def ask(self, query: str, *options: str, **variables: Any) -> dict[str, Any]:
        """The data that a query gives, without a server."""
        told = json.loads(self("query", query, "--variables", json.dumps(variables), *options).out)
        data: dict[str, Any] = told["data"]
        return data

    def counts(self) -> list[str]:
        """What `stats` says about the graph: all but its version and its commits."""
        return [line for line in self("stats").out.splitlines() if not line.startswith(("version", "commit"))]

    def start(self, *arguments: str | Path, **options: Any) -> subprocess.Popen[str]:
        """Start a command by its own script, and do not wait for it."""
        return subprocess.Popen(
            [SCRIPTS / "pilotgraph", *arguments],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **options,
        )

    @contextmanager
    def serving(self) -> Iterator[Client]:
        """A server on a free port."""
        with self.start("serve", "--port", "0") as process:
            try:
                assert process.stdout is not None
                said = [process.stdout.readline(), process.stdout.readline()]
                assert "http://" in said[-1], process.communicate()
                url = said[-1].split()[-1].removesuffix("/graphql")
                with httpx.Client(base_url=url, timeout=60) as http:
                    yield Client(http)
            finally:
                process.terminate()


class Client:
    """Asks a server."""

    def __init__(self, http: httpx.Client) -> None:
        self.http = http

    def answer(self, query: str, **variables: Any) -> dict[str, Any]:
        """The whole answer to a query."""
        response = self.http.post("/graphql", json={"query": query, "variables": variables})
        told: dict[str, Any] = response.json()
        return told

    def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """The data of an answer without errors."""
        told = self.answer(query, **variables)
        assert "errors" not in told, told["errors"]
        data: dict[str, Any] = told["data"]
        return data

    def error(self, query: str, **variables: Any) -> dict[str, Any]:
        """The only error of an answer; it has a code, says what to do, and shows nothing of the program."""
        [error] = self.answer(query, **variables)["errors"]
        assert "Traceback" not in str(error)
        assert ".py" not in str(error)
        told: dict[str, Any] = error
        return told


def environment(**settings: str) -> dict[str, str]:
    """The environment of a command with these settings and no others."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PILOTGRAPH_")}
    return {**kept, "NO_COLOR": "1", "COLUMNS": "120", "TERM": "dumb", **named({"who": "tester", **settings})}


def named(settings: Mapping[str, str]) -> dict[str, str]:
    """Settings by their names in the environment."""
    return {f"PILOTGRAPH_{name.upper()}": value for name, value in settings.items()}


def _run(folder: Path, environment: Mapping[str, str], arguments: Sequence[str], stdin: str) -> Done:
    given, out, err = [folder / f".standard-{name}" for name in STREAMS]
    given.write_text(stdin, encoding="utf-8")
    with given.open("rb") as reading, out.open("wb") as saying, err.open("wb") as warning:
        streams = [file.fileno() for file in (reading, saying, warning)]
        code = forked.run(str(commands() / forked.SOCKET), arguments, environment, str(folder), streams)
    return Done(code, out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8"))


@cache
def commands() -> Path:
    """A folder for the PATH of a shell: its `pilotgraph` is forked from a process that has imported the program.

    A signal to it does not reach the command. What is to be signalled is started by the script in `SCRIPTS`.
    """
    stdout = _warm().stdout
    assert stdout is not None
    return Path(stdout.readline().rstrip("\n"))


@cache
def _warm() -> subprocess.Popen[str]:
    """The process from which commands are forked. It ends with this one, which holds the other end of its input."""
    command = [sys.executable, "-m", "tests.warm"]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
