"""networkx' own tests, with every call that the backend claims handed to it.

`make test` runs the files that are about what the backend claims; `make test-networkx` all that networkx has. What is
left out is in `deselected.txt`, with the reason.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import networkx as nx
import pytest

from analytics.compiled.info import FUNCTIONS

ROOT = Path(__file__).parents[3]
NETWORKX = Path(nx.__file__).parent
ALL = "PILOTGRAPH_TEST_ALL_NETWORKX" in os.environ

ABOUT = """
algorithms/bipartite/tests/test_project.py
algorithms/centrality/tests/test_betweenness_centrality.py
algorithms/centrality/tests/test_betweenness_centrality_subset.py
algorithms/centrality/tests/test_closeness_centrality.py
algorithms/centrality/tests/test_degree_centrality.py
algorithms/centrality/tests/test_eigenvector_centrality.py
algorithms/centrality/tests/test_harmonic_centrality.py
algorithms/centrality/tests/test_katz_centrality.py
algorithms/community/tests/test_label_propagation.py
algorithms/community/tests/test_leiden.py
algorithms/community/tests/test_louvain.py
algorithms/community/tests/test_quality.py
algorithms/components/tests
algorithms/connectivity/tests/test_connectivity.py
algorithms/connectivity/tests/test_cuts.py
algorithms/flow/tests/test_maxflow.py
algorithms/link_analysis/tests
algorithms/shortest_paths/tests
algorithms/tests/test_bridges.py
algorithms/tests/test_cluster.py
algorithms/tests/test_core.py
algorithms/tests/test_cycles.py
algorithms/tests/test_dag.py
algorithms/tests/test_distance_measures.py
algorithms/tests/test_dominance.py
algorithms/tests/test_link_prediction.py
algorithms/tests/test_simple_paths.py
algorithms/tests/test_structuralholes.py
algorithms/traversal/tests
"""
UNTESTED = """
generic_bfs_edges
k_truss
local_constraint
local_edge_connectivity
local_node_connectivity
minimum_st_edge_cut
"""
"""Functions of which networkx' tests never reach ours: they have none, or give an argument that we leave to networkx.

Tests of our own compare them with networkx.
"""


@pytest.mark.timeout(3600 if ALL else 600)
def test_networkx_own_tests_hold_with_the_backend(tmp_path: Path) -> None:
    files = [str(NETWORKX)] if ALL else [str(NETWORKX / name) for name in ABOUT.split()]
    left_out = (Path(__file__).parent / "deselected.txt").read_text(encoding="utf-8").splitlines()
    names = [line for line in left_out if line and not line.startswith("#")]
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "tests.analytics.compiled.calls",
    ]
    command += [f"--rootdir={NETWORKX}", "-W", "ignore", *(f"--deselect={name}" for name in names), *files]
    calls = tmp_path / "calls.json"
    env = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")},
        "NETWORKX_TEST_BACKEND": "pilotgraph",
        "NETWORKX_FALLBACK_TO_NX": "True",
        "PILOTGRAPH_TEST_CALLS": str(calls),
        "PYTHONPATH": str(ROOT),
    }
    run = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout[-8000:] + run.stderr[-2000:]
    assert f"{len(names)} deselected" in run.stdout
    noted = json.loads(calls.read_text(encoding="utf-8"))
    answered = {name for name, count in noted["called"].items() if count > noted["given up"].get(name, 0)}
    assert sorted(set(FUNCTIONS) - answered) == sorted(UNTESTED.split())
