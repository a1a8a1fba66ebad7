"""The server: GraphQL over HTTP, its page for browsers, and what operators ask a server for."""

from __future__ import annotations

import datetime
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.responses import PlainTextResponse
from fastapi.staticfiles import StaticFiles
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from analytics.stopping import Stopped
from api import graphiql
from api.errors import hidden
from api.execution import Answer, Executor, Query
from api.following import EVERY, Following
from api.guards import LIMITS, Limits
from api.moment import Graph
from api.reach import PATIENCE
from api.schema import build_schema
from api.transport import query_of, refuse, respond
from api.waiting import for_client
from ontology.errors import BadInput, NotFound, PilotgraphError

__all__ = ["create_app"]

WELCOME = """Pilotgraph: who can take an invention from the laboratory to the factory, and with whom.

/graphql   ask, in GraphQL (open it in a browser for an editor with the whole schema)
/healthz   whether the server runs
/readyz    whether it can answer, from which version of the data, and whether the store is out of reach
"""

UNREACHABLE_SINCE = "Pilotgraph-Store-Unreachable-Since"
"""Header of every answer while the store is out of reach and the last snapshot is answered from."""

NOBODY_WAITS = 499
"""Status of an answer that was given up because the client had hung up: for the log, nobody gets it."""

Labels = frozenset[str]


def _public(_request: Request) -> Labels:
    return frozenset()


def create_app(
    graph: Graph,
    *,
    viewer: Callable[[Request], Labels] = _public,
    today: Callable[[], datetime.date] = datetime.date.today,
    limits: Limits = LIMITS,
    every: float = EVERY,
    patience: float = PATIENCE,
) -> FastAPI:
    """The application that serves a graph.

    `viewer` tells the access labels of whoever sends a request. Every so many seconds it looks for a newer version, and
    does so no more when the application is shut down. A store that says nothing for `patience` seconds counts as away.
    """
    executor = Executor(build_schema(graph.ontology), limits)
    following = Following(graph, today, every, patience)
    app = FastAPI(
        title="Pilotgraph", openapi_url=None, docs_url=None, redoc_url=None, lifespan=_until_shutdown(following)
    )

    async def answer(request: Request, query: Query, labels: Labels) -> Answer:
        at_hand = following.at_hand(labels)
        if at_hand is not None and (known := executor.known(query, at_hand)) is not None:
            return known
        return await for_client(request, lambda: executor.execute(query, following.context(labels)))

    async def told(request: Request) -> Response:
        try:
            return respond(request, await answer(request, await query_of(request), viewer(request)))
        except (PilotgraphError, Stopped) as error:
            return refuse(error) if isinstance(error, PilotgraphError) else Response(status_code=NOBODY_WAITS)

    @app.api_route("/graphql", methods=["GET", "POST"])
    async def graphql(request: Request) -> Response:
        response = graphiql.page() if _is_visit(request) else await told(request)
        response.headers.update(_notice(following))
        return response

    @app.api_route("/healthz", methods=["GET", "HEAD"])
    async def healthz() -> Response:
        return PlainTextResponse("ok\n")

    @app.api_route("/readyz", methods=["GET", "HEAD"])
    async def readyz() -> Response:
        return await run_in_threadpool(_readiness, following)

    @app.get("/")
    async def root() -> Response:
        return PlainTextResponse(WELCOME)

    if graphiql.is_built():
        app.mount("/graphiql", StaticFiles(directory=graphiql.BUILT))
    _handle_errors(app)
    return app


def _is_visit(request: Request) -> bool:
    """Whether it is a browser that wants a page."""
    return (
        request.method == "GET"
        and "query" not in request.query_params
        and "text/html" in request.headers.get("accept", "")
    )


def _notice(following: Following) -> dict[str, str]:
    since = following.reach.since
    return {UNREACHABLE_SINCE: since} if since else {}


def _readiness(following: Following) -> Response:
    try:
        version = following.context(frozenset()).snapshot.version
    except PilotgraphError as error:
        return refuse(error)
    told: dict[str, object] = {"status": "ready", "version": version}
    if since := following.reach.since:
        told["storeUnreachableSince"] = since
    return Response(orjson.dumps(told), media_type="application/json")


def _until_shutdown(following: Following) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        await run_in_threadpool(following.stop)

    return lifespan


def _handle_errors(app: FastAPI) -> None:
    """Have every error told in one shape."""

    @app.exception_handler(PilotgraphError)
    async def ours(_request: Request, error: PilotgraphError) -> Response:
        return refuse(error)

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:
        if error.status_code == 404:
            return refuse(NotFound(f"There is nothing at {request.url.path}.", "Queries go to /graphql."), 404)
        response = refuse(BadInput(f"{error.detail}.", "Queries go to /graphql, by POST."), error.status_code)
        response.headers.update(error.headers or {})
        return response

    @app.exception_handler(Exception)
    async def unexpected(_request: Request, error: Exception) -> Response:
        return Response(orjson.dumps({"errors": [hidden(error)]}), status_code=500, media_type="application/json")
