"""`make bench`: run every benchmark, print the report, and write it to docs/benchmarks.md.

`python -m benchmarks NAME…` runs those modules only, and writes nothing.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from types import ModuleType

from benchmarks import answering, loading, neo4j_import, neo4j_store, peers, size, starting
from benchmarks.harness import MATERIAL, ROOT
from benchmarks.report import report, row

BENCHMARKS = (loading, starting, answering, neo4j_store, neo4j_import, size, peers)
"""In this order: each goes on with what the one before it left in the folder."""


def main() -> None:
    """Measure in a folder of its own, and leave nothing but the report."""
    if not MATERIAL.is_dir():
        sys.exit(f"The benchmarks need real data in {MATERIAL}, which is not here. See CONTRIBUTING.md.")
    found = []
    with tempfile.TemporaryDirectory(prefix="pilotgraph-bench-") as folder:
        for benchmark in _chosen(sys.argv[1:]):
            print(f"{(benchmark.__doc__ or '').strip()} …", flush=True)
            measured = benchmark.results(Path(folder))
            print("".join(map(row, measured)), flush=True)
            found += measured
    if not sys.argv[1:]:
        (ROOT / "docs" / "benchmarks.md").write_text(report(found), encoding="utf-8")


def _chosen(names: list[str]) -> list[ModuleType]:
    known = {benchmark.__name__.rpartition(".")[2]: benchmark for benchmark in BENCHMARKS}
    if unknown := set(names) - set(known):
        sys.exit(f"There is no benchmark {', '.join(sorted(unknown))}. There are {', '.join(known)}.")
    return [benchmark for name, benchmark in known.items() if name in names or not names]


if __name__ == "__main__":
    main()
