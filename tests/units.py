"""Which files one process of pytest-xdist runs in one go, and which begin first.

`--dist loadfile` gives each file to whatever process is free, so that every process would soon have a Neo4j, fill it
with the same data, and compile the same kernels.
"""

from __future__ import annotations

from pathlib import Path

from xdist.scheduler import LoadFileScheduling

__all__ = ["Scheduling", "place"]

TESTS = Path(__file__).parent

UNITS = (
    (
        "cli/test_export.py",  # an importer fills the Neo4j before it is first started
        "docs/test_cypher.py",  # leaves the example data in it, for the next
        "end_to_end/test_example_data_in_neo4j.py",
        "graph/test_adopting.py",
        "graph/test_audit.py",
        "graph/test_neo4j_store.py",
        "graph/test_ledger.py",
        "graph/test_copying.py",
        "graph/test_opened.py",
        "end_to_end/test_extension.py",
        "end_to_end/test_bad_input.py",
    ),
    (
        "graph/test_neo4j_export.py",  # an importer, as above
        "graph/test_store_contract.py",
        "graph/test_both_stores.py",
        "end_to_end/test_two_loaders.py",
        "end_to_end/test_killed.py",  # from here on Java is started again and again
        "end_to_end/test_store_away.py",
        "neo4j/test_server.py",
    ),
    (
        "analytics",
        "analytics/compiled/test_networkx_suite.py",  # when the others have compiled the kernels
    ),
    ("docs/test_examples.py",),
    ("test_deployment.py",),
)
"""Files, or folders for those of their files that are not named. Other files are units of their own, and come later.

What begins last is waited for by all, so that what takes long begins first. Two units have a Neo4j: until a Java that
begins cold is warm, it takes 20 s of CPU time.
"""

NAMES = [TESTS / name for unit in UNITS for name in unit]
FIRST = {TESTS / name: unit[0] for unit in UNITS for name in unit}


def place(file: Path) -> int:
    """The place of a file in the order of all."""
    return next((NAMES.index(path) for path in (file, *file.parents) if path in FIRST), len(NAMES))


class Scheduling(LoadFileScheduling):  # type: ignore[misc]
    """Hands out units as `loadfile` hands out files."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        path = TESTS.parent / file
        return next((FIRST[each] for each in (path, *path.parents) if each in FIRST), file)
