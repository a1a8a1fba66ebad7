"""The page on which people write queries. All of it is served from here: it works without the internet."""

from __future__ import annotations

from pathlib import Path

from fastapi import Response
from fastapi.responses import HTMLResponse

__all__ = ["BUILT", "is_built", "page"]

WEB = Path(__file__).parent.parent / "web"
BUILT = WEB / "build" / "graphiql"

_POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:"

_UNBUILT = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Pilotgraph</title>
<p>The query page has not been built yet. Run <code>python web/build.py</code>, then start the server again.</p>
<p>Queries are answered all the same: send them by POST to this address, for example</p>
<pre>curl -H 'Content-Type: application/json' -d '{"query": "{ status { version } }"}' ADDRESS/graphql</pre>
</html>
"""


def is_built() -> bool:
    """Whether the page's files are there."""
    return (BUILT / "graphiql.min.js").exists()


def page() -> Response:
    """The page, or how to build it."""
    if not is_built():
        return HTMLResponse(_UNBUILT)
    return HTMLResponse(
        (WEB / "graphiql.html").read_text(encoding="utf-8"), headers={"Content-Security-Policy": _POLICY}
    )
