"""What several rooms' tests stand on: the example data, loaded once for a whole run."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import settings

from tests.running import Pilotgraph

ROOT = Path(__file__).parents[1]

# The time of one example says nothing: the first one compiles kernels, and the machine may be busy.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

LONGEST = (
    "end_to_end/test_killed.py",
    "end_to_end/test_example_data_in_neo4j.py",
    "graph/test_store_contract.py",
    "docs/test_cypher.py",
    "end_to_end/test_store_away.py",
    "docs/test_examples.py",
    "test_deployment.py",
    "graph/test_both_stores.py",
    "graph/test_adopting.py",
    "graph/test_audit.py",
    "graph/test_neo4j_store.py",
    "cli/test_export.py",
    "neo4j/test_server.py",
    "graph/test_neo4j_export.py",
    "end_to_end/test_two_loaders.py",
)
"""Files that take more than half a minute. They begin first: what begins last is waited for by all.

Of the three with which as many processes begin, one loads the example data, and none waits for it.
"""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = {ROOT / "tests" / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path, len(places)))


@pytest.fixture(scope="session")
def example_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with `demo.db` and what belongs to it, as `make demo` loads it. Shared by all: copy to write."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "example-data"
    with _locked(folder.with_suffix(".lock")):
        if not (folder / "loaded").exists():
            folder.mkdir(exist_ok=True)
            subprocess.run(["sh", "examples/load.sh"], cwd=ROOT, env=environment(folder), check=True)
            (folder / "loaded").touch()
    return folder


@pytest.fixture
def command(tmp_path: Path) -> Pilotgraph:
    """The command line in an empty folder."""
    return Pilotgraph(tmp_path)


@pytest.fixture
def demo(example_data: Path, tmp_path: Path) -> Pilotgraph:
    """The command line, working on a copy of the example data."""
    shutil.copytree(example_data, tmp_path / "data")
    return Pilotgraph(tmp_path, store="sqlite:./data/demo.db")


@pytest.fixture
def reader(example_data: Path, tmp_path: Path) -> Pilotgraph:
    """The command line, working on the example data itself: only for what does not write."""
    return Pilotgraph(tmp_path, store=f"sqlite:{example_data / 'demo.db'}")


def environment(data: Path) -> dict[str, str]:
    """Return the environment of a command that works on the example data in a folder."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("PILOTGRAPH_")},
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PILOTGRAPH_STORE": f"sqlite:{data / 'demo.db'}",
        "NO_COLOR": "1",
        "COLUMNS": "120",
    }


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
