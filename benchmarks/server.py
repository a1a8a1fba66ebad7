"""A server of ours or of a baseline: start it, wait until it is ready, ask it, and see what CPU time it takes."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from benchmarks.harness import ROOT, cpu_of

PATIENCE = 120.0
"""Seconds that a server may take to get ready."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server; `ready_cpu` is the CPU seconds that it had used when it first said that it was ready."""

    pid: int
    port: int
    ready_cpu: float

    def ask(self, query: str, variables: Mapping[str, object]) -> dict[str, object]:
        """Ask one question, and return its data. Raises RuntimeError if the answer has errors."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            return _ask(connection, query, variables)
        finally:
            connection.close()

    def cpu_per_request(self, query: str, variables: Iterable[Mapping[str, object]]) -> float:
        """Ask once for each set of variables, over one connection, and return the server's CPU time in ms a request."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        asked = list(variables)
        try:
            _ask(connection, query, asked[0])
            before = cpu_of(self.pid)
            for values in asked[1:]:
                _ask(connection, query, values)
            return (cpu_of(self.pid) - before) * 1000 / (len(asked) - 1)
        finally:
            connection.close()


@contextmanager
def running(arguments: Callable[[int], Sequence[str]], env: Callable[[int], Mapping[str, str]]) -> Iterator[Server]:
    """Start a server on a free port, given to both callables, and stop it at the end."""
    port = _free_port()
    process = subprocess.Popen(arguments(port), env=env(port), cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        _await(port, process)
        yield Server(process.pid, port, cpu_of(process.pid))
    finally:
        process.terminate()
        process.wait(30)


def _ask(connection: http.client.HTTPConnection, query: str, variables: Mapping[str, object]) -> dict[str, object]:
    body = json.dumps({"query": query, "variables": variables})
    connection.request("POST", "/graphql", body, {"content-type": "application/json"})
    answer = json.loads(connection.getresponse().read())
    if answer.get("errors"):
        raise RuntimeError(json.dumps(answer["errors"], ensure_ascii=False)[:500])
    data: dict[str, object] = answer["data"]
    return data


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} stopped before it was ready")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.02)
    raise RuntimeError(f"{process.args!r} was not ready in {PATIENCE:.0f} s")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def ours(env: Mapping[str, str]) -> Callable[[int], Mapping[str, str]]:
    """Return the environment of our server for a port."""
    return lambda port: {**env, "PILOTGRAPH_PORT": str(port)}


def theirs(tables: os.PathLike[str]) -> Callable[[int], Mapping[str, str]]:
    """Return the environment of the baseline's server."""
    return lambda _: {**os.environ, "BARE_TABLES": os.fspath(tables)}
