"""Long work for a client that hangs up is given up, and keeps nobody else waiting."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx
import networkx as nx
import numpy as np
import pytest
import uvicorn
from fastapi import FastAPI, Request, Response

from analytics.stopping import Stopped, raise_if_stopped, stopped_by
from api.waiting import for_client

SECONDS = 30


@dataclass
class Work:
    begun: threading.Event = field(default_factory=threading.Event)
    given_up: threading.Event = field(default_factory=threading.Event)

    def __call__(self) -> None:
        self.begun.set()
        end = time.monotonic() + SECONDS
        try:
            while time.monotonic() < end:
                raise_if_stopped()
                time.sleep(0.001)
        except Stopped:
            self.given_up.set()
            raise


@pytest.fixture
def work() -> Work:
    return Work()


@pytest.fixture
def address(work: Work) -> Iterator[tuple[str, int]]:
    app = FastAPI()

    @app.post("/long")
    async def long(request: Request) -> Response:
        await request.body()
        try:
            await for_client(request, work)
        except Stopped:
            return Response(status_code=499)
        return Response("done")

    @app.get("/short")
    async def short(request: Request) -> Response:
        return Response(await for_client(request, lambda: "done"))

    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listening])))
    thread.start()
    yield listening.getsockname()
    server.should_exit = True
    thread.join(SECONDS)
    assert not thread.is_alive()


def test_work_is_given_up_when_the_client_hangs_up(address: tuple[str, int], work: Work) -> None:
    with socket.create_connection(address) as client:
        client.sendall(b"POST /long HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}")
        assert work.begun.wait(SECONDS)
        assert not work.given_up.is_set()
        answer = httpx.get(f"http://127.0.0.1:{address[1]}/short")  # others are answered meanwhile
        assert answer.text == "done"
    assert work.given_up.wait(SECONDS)


def test_kernels_look_whether_to_stop() -> None:
    graph = nx.planted_partition_graph(4, 50, 0.3, 0.01, seed=1)
    with stopped_by(np.ones(1, np.uint8)), pytest.raises(Stopped):
        nx.community.leiden_communities(graph, seed=1, backend="pilotgraph")
    assert len(nx.community.leiden_communities(graph, seed=1, backend="pilotgraph")) == 4
