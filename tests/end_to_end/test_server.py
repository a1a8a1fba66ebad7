"""The server itself: health, readiness, the page that works offline, and how it follows the store."""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Iterator
from html.parser import HTMLParser

import httpx
import pytest

from tests.running import Client, Pilotgraph


def test_it_says_that_it_lives_and_from_which_version_it_answers(served: Client) -> None:
    assert served.http.get("/healthz").status_code == 200
    ready = served.http.get("/readyz")
    assert (ready.status_code, ready.json()["status"]) == (200, "ready")
    assert ready.json()["version"] == served.ask("{ status { version } }")["status"]["version"] == 8


def test_an_answer_is_sent_at_once(served: Client) -> None:
    took = []
    for _ in range(30):
        begun = time.perf_counter()
        served.ask("{ status { version } }")
        took.append(time.perf_counter() - begun)
    assert min(took) < 0.03, "no waiting for an acknowledgement that the other side delays by 40 ms"


class _Assets(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in {"src", "href", "action"} and value]


def test_the_page_for_browsers_needs_nothing_from_elsewhere(served: Client) -> None:
    page = served.http.get("/graphql", headers={"accept": "text/html"})
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert "default-src 'self'" in page.headers.get("content-security-policy", "default-src 'self'")
    parser = _Assets()
    parser.feed(page.text)
    assets = [path for path in parser.found if not path.startswith("data:")]
    for path in assets:
        assert re.match(r"/[^/]", path), f"{path} is not of this server"
        asset = served.http.get(path)
        assert asset.status_code == 200
        assert len(asset.content) > 100
    assert assets or "python web/build.py" in page.text, "a page that is not built says how to build it"


@pytest.fixture
def followed(demo: Pilotgraph) -> Iterator[tuple[Pilotgraph, Client]]:
    """A copy of the example data, the command line that changes it, and a server that follows."""
    with demo.serving() as client:
        yield demo, client


def ready(client: Client, version: int) -> None:
    """Wait until a version is served."""
    end = time.monotonic() + 30
    while client.http.get("/readyz").json()["version"] < version:
        assert time.monotonic() < end, f"version {version} was never served"
        time.sleep(0.1)


def test_a_running_server_follows_loads_and_judgements(followed: tuple[Pilotgraph, Client]) -> None:
    command, client = followed
    entity = "query($id: ID!) { entity(id: $id) { id label formerIds } }"
    search = "query($text: String!) { search(text: $text) { nodes { id label(lang: ZH) } } }"
    assert client.ask(entity, id="mine:new") == {"entity": None}

    command.write(
        "mine/University.csv", "id,name,nameZh,formerName\nnew,Brand New University,崭新大学,Old Polytechnic;旧工学院\n"
    )
    command("load", "tables", "mine")
    ready(client, 9)
    assert client.ask(entity, id="mine:new")["entity"] == {
        "id": "mine:new", "label": "Brand New University", "formerIds": [],
    }  # fmt: skip
    for text in ("崭新", "brand new", "old polytechnic", "旧工学院"):
        assert client.ask(search, text=text)["search"]["nodes"] == [{"id": "mine:new", "label": "崭新大学"}], text

    judgement = command("same", "pic:999977754", "mine:new", "--why", "for the test").out.split()[-1]
    ready(client, 10)
    by_former_id = client.ask(entity, id="mine:new")["entity"]
    assert by_former_id == client.ask(entity, id="pic:999977754")["entity"]
    assert (by_former_id["id"], by_former_id["formerIds"]) == ("pic:999977754", ["mine:new"])

    command("undo", judgement)
    ready(client, 11)
    assert client.ask(entity, id="mine:new")["entity"]["id"] == "mine:new"
    assert client.ask("{ status { version } }") == {"status": {"version": 11}}


def test_the_last_line_says_where_it_answers_and_ctrl_c_ends_it_in_silence(reader: Pilotgraph) -> None:
    with reader.start("serve", "--port", "0") as process:
        assert process.stdout is not None
        first, last = process.stdout.readline(), process.stdout.readline()
        assert first.startswith("Serving version 8 of sqlite:")
        found = re.fullmatch(r"Pilotgraph answers at (http://127\.0\.0\.1:\d+/graphql)\n", last)
        assert found is not None
        told = httpx.post(found[1], json={"query": "{ status { version } }"}, timeout=60)
        assert told.json() == {"data": {"status": {"version": 8}}}
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=60) == ("", "")
    assert process.returncode == 130
