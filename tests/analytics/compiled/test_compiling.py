"""Kernels are compiled once, in the set-up step, and what is compiled is used also where it can only be read."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
CAP_DAC_OVERRIDE, PR_CAPBSET_DROP = 1, 24
GROUPS = """
import numpy as np
from scipy import sparse
from analytics.communities import divide
from analytics.kernels import communities
pairs = sparse.csr_array(np.ones((4, 4)) - np.eye(4))
assert divide(pairs, 1.0, 0).size.tolist() == [4]
print(sum(communities.moved.stats.cache_misses.values()), sum(communities.moved.stats.cache_hits.values()))
"""


def run(*arguments: str, at: Path, **options: object) -> str:
    """Run Python on the copy of the program in a folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NUMBA_")}
    env = {**kept, "PYTHONPATH": str(at), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, *arguments], cwd=at, env=env, capture_output=True, text=True, **options)  # type: ignore[call-overload]
    assert done.returncode == 0, done.stderr
    return str(done.stdout).strip()


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program, with what the set-up step compiles for the server."""
    folder = tmp_path_factory.mktemp("installed")
    for package in ("analytics", "ontology"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    run("-m", "analytics.compiled", "leiden_communities", at=folder)
    return folder


def test_the_first_answer_after_the_set_up_step_waits_for_no_compiler(installed: Path) -> None:
    before = kept(installed)
    assert run("-c", GROUPS, at=installed) == "0 1"
    assert kept(installed) == before


def test_what_is_compiled_is_used_where_it_can_only_be_read(installed: Path) -> None:
    folder = installed / "analytics" / "kernels" / "__pycache__"
    folder.chmod(0o555)
    try:
        assert run("-c", GROUPS, at=installed, preexec_fn=_as_anybody) == "0 1"
    finally:
        folder.chmod(0o755)


def test_it_works_where_nothing_is_compiled_and_nothing_can_be_written(installed: Path, tmp_path: Path) -> None:
    shutil.copytree(installed, tmp_path / "bare", ignore=shutil.ignore_patterns("__pycache__"))
    kernels = tmp_path / "bare" / "analytics" / "kernels"
    kernels.chmod(0o555)
    try:
        assert run("-c", GROUPS, at=tmp_path / "bare", preexec_fn=_as_anybody) == "1 0"
    finally:
        kernels.chmod(0o755)
    assert not (kernels / "__pycache__").exists()


def test_a_function_that_the_backend_has_not_got_is_named(installed: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "analytics.compiled", "draw"], cwd=installed, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr.strip()) == (1, "The backend has no draw.")


def kept(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "analytics" / "kernels" / "__pycache__").glob("*.nb[ci]"))


def _as_anybody() -> None:
    """Let permissions hold for the superuser too, under whom tests run in containers."""
    if os.geteuid() == 0:
        ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0)
