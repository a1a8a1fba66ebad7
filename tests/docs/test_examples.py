from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.conftest import ROOT, environment
from tests.docs.blocks import Block, blocks, pages, rewrite
from tests.docs.desk import Desk
from tests.running import SCRIPTS

RUN = {"console", "csv", "graphql", "json", "python", "turtle"}
SHOWN = {"mermaid", "sh", "text"}
"""Pictures, and what `make` does before there is anything to run an example on."""
IN_NEO4J = {"cypher"}
"""On pages that test_cypher.py runs."""
WITH_NEO4J = "neo4j"
"""The option of blocks that tests/test_deployment.py runs."""


@pytest.fixture(scope="session")
def server(example_data: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    served = {**environment(example_data), "PILOTGRAPH_PORT": str(port)}
    process = subprocess.Popen([SCRIPTS / "pilotgraph", "serve"], env=served, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        _await(f"http://localhost:{port}/readyz", process)
        yield f"localhost:{port}"
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture
def desk(example_data: Path, server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    shutil.copytree(example_data, tmp_path / "data")
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    at_work = Desk(tmp_path, environment(tmp_path / "data"), server)
    yield at_work
    at_work.close()


def languages(page: Path) -> set[str]:
    return {block.language for block in blocks(page)}


@pytest.mark.parametrize(
    "page", [page for page in pages() if languages(page) & RUN and not languages(page) & IN_NEO4J], ids=str
)
def test_every_example_gives_what_the_page_shows(page: Path, desk: Desk, pytestconfig: pytest.Config) -> None:
    wrong = [(block, text) for block, text in _run(blocks(page), desk) if text != block.text]
    if pytestconfig.getoption("write"):
        rewrite(page, wrong)
    else:
        assert not wrong, "\n\n".join(f"{page}:{block.line}: gives\n{text}" for block, text in wrong)


@pytest.mark.parametrize("page", pages(), ids=str)
def test_every_block_says_what_it_is(page: Path) -> None:
    assert languages(page) <= RUN | SHOWN | IN_NEO4J


def _run(found: list[Block], desk: Desk) -> Iterator[tuple[Block, str]]:
    """Yield each block that shows an outcome, with the text that it ought to have."""
    for block, following in zip(found, [*found[1:], None], strict=True):
        if block.option.startswith("file="):
            desk.write(block)
        elif block.option == WITH_NEO4J:
            continue
        elif block.language == "console":
            yield block, desk.console(block)
        elif block.language == "python":
            yield block, desk.python(block)
        elif block.language == "graphql":
            assert following is not None
            assert following.language == "json", f"the query in line {block.line} shows no answer"
            yield following, desk.graphql(block, following)
        else:
            assert block.language in {*SHOWN, "json"}, f"the block in line {block.line} is not run or written to a file"


def _await(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert process.poll() is None, "the server stopped before it was ready"
        try:
            if httpx.get(url).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError("the server was not ready in 60 s")
