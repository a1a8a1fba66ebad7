"""What several rooms' tests stand on: the example data, loaded once for a whole run, and a Neo4j."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import settings
from xdist.remote import Producer

from tests.neo4j.fixtures import (  # noqa: F401
    Given,
    neo4j_empty,
    neo4j_own,
    neo4j_server,
    neo4j_to_fill,
    neo4j_to_kill,
)
from tests.neo4j.server import Server
from tests.neo4j.wiping import wipe
from tests.pair import Pair
from tests.running import SCRIPTS, Pilotgraph, commands, named
from tests.units import Scheduling, place

ROOT = Path(__file__).parents[1]

# The time of one example says nothing: the first one compiles kernels, and the machine may be busy.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling | None:
    return Scheduling(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: place(item.path))


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


@pytest.fixture(scope="session")
def pair(
    neo4j_server: Server | Given,  # noqa: F811
    example_data: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Pair:
    """A copy of the example data in SQLite, and the same in Neo4j, loaded as `make demo` does.

    It holds until another test wipes Neo4j: files that want it follow each other in tests/units.py.
    """
    wipe(neo4j_server.uri, neo4j_server.user, neo4j_server.password, keep_schema=True)
    folder = tmp_path_factory.mktemp("pair")
    shutil.copytree(example_data, folder / "file" / "data")
    (folder / "base").mkdir()
    login = {"neo4j_user": neo4j_server.user, "neo4j_password": neo4j_server.password}
    settings = {"store": neo4j_server.uri, **login, "snapshot_dir": str(folder / "base" / "snapshot")}
    loading = {**environment(folder / "base"), **named(settings)}
    subprocess.run(["sh", "examples/load.sh"], cwd=ROOT, env=loading, check=True)
    return Pair(Pilotgraph(folder / "file", store="sqlite:./data/demo.db"), Pilotgraph(folder / "base", **settings))


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
        "PATH": os.pathsep.join([str(commands()), str(SCRIPTS), os.environ["PATH"]]),
        "PILOTGRAPH_STORE": f"sqlite:{data / 'demo.db'}",
        "NO_COLOR": "1",
        "COLUMNS": "120",
    }


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
