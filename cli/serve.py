"""`pilotgraph serve`: the GraphQL API over HTTP."""

from __future__ import annotations

import errno
import logging
import os
import socket
from typing import Annotated

import typer

from cli.settings import Settings
from cli.workspace import open_graph
from ontology.errors import BadInput

__all__ = ["add_to"]

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(serve)


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on; default: PILOTGRAPH_HOST.")] = None,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="Port to listen on, 0 for a free one; default: PILOTGRAPH_PORT."),
    ] = None,
) -> None:
    """Serve the graph: GraphQL at /graphql (in a browser: an editor), /healthz and /readyz. Ctrl-C ends it."""
    import uvicorn  # the web framework takes half a second, which no other command should wait for

    from api.app import create_app

    settings = Settings()
    level = settings.log_level.lower()
    if level not in LEVELS:
        raise BadInput(
            f"{settings.log_level!r} is no log level.", f"Set PILOTGRAPH_LOG_LEVEL to one of {', '.join(LEVELS)}."
        )
    logging.basicConfig(level=LEVELS[level], format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    if level != "debug":  # its driver tells of each try to reach a server that is away, which we tell of once
        logging.getLogger("neo4j").setLevel(logging.CRITICAL)
    where = settings.host if host is None else host
    with open_graph(settings) as graph, _listen(where, settings.port if port is None else port) as listening:
        version = graph.snapshot().version
        config = uvicorn.Config(create_app(graph), log_level=max(LEVELS[level], logging.WARNING), access_log=False)
        url = f"http://{f'[{where}]' if ':' in where else where}:{listening.getsockname()[1]}"
        typer.echo(f"Serving version {version} of {settings.store}. Ctrl-C ends it.")
        typer.echo(f"Pilotgraph answers at {url}/graphql")
        uvicorn.Server(config).run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises BadInput if the address is taken or is none of this machine."""
    try:
        listening = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        hint = "Name an address of this machine: pilotgraph serve --host 127.0.0.1"
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            hint = f"Choose another port: pilotgraph serve --port {port + 1} (or PORT={port + 1} make demo)."
        number = error.errno or 0
        reason = os.strerror(number) if number > 0 else "no such host"  # the resolver's numbers are below 0
        raise BadInput(f"{host}:{port} can't be listened on: {reason}.", hint) from error
    listening.set_inheritable(True)
    # Connections inherit it. Without, each answer waits 40 ms for an acknowledgement that the client delays.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening
