"""Promises of the house itself: what README says of the commands, and what no committed file may hold."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOCKS = sorted(ROOT.glob("requirements*.txt"))


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))


def test_ci_runs_the_very_test_command_of_the_readme() -> None:
    command = re.search(r"^(make test)\b.*tests", read("README.md"), re.MULTILINE)
    assert command
    assert read(".ci/run").strip().splitlines()[-1] == f"exec {command[1]}"


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "docs/README.md", "docs/deployment.md"])
def test_every_make_target_that_a_page_names_exists(page: str) -> None:
    assert set(re.findall(r"(?:^|`)make ([a-z]+)", read(page), re.MULTILINE)) <= targets()


def test_make_test_runs_make_check() -> None:
    assert re.search(r"^test: check$", read("Makefile"), re.MULTILINE)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_locked_package_has_an_exact_version_and_hashes(lock: Path) -> None:
    packages = re.findall(r"^[A-Za-z0-9].*(?:\n {4}--hash=sha256:[0-9a-f]{64}.*)*", lock.read_text(), re.MULTILINE)
    assert packages
    assert [package for package in packages if "==" not in package or "--hash=sha256:" not in package] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_no_lock_names_an_address(lock: Path) -> None:
    assert "://" not in lock.read_text()


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_declared_dependency_is_locked(lock: Path) -> None:
    declared = re.findall(r"^[a-z][\w.-]*", lock.with_suffix(".in").read_text(), re.MULTILINE)
    locked = set(re.findall(r"^[a-z][\w.-]*", lock.read_text(), re.MULTILINE))
    assert [name for name in declared if name not in locked] == []


def test_the_locks_agree_on_every_version() -> None:
    pinned = [dict(re.findall(r"^([a-z][\w.-]*)==(\S+)", lock.read_text(), re.MULTILINE)) for lock in LOCKS]
    everything = {name: version for lock in pinned for name, version in lock.items()}
    assert all(everything[name] == version for lock in pinned for name, version in lock.items())


def test_the_changelog_tells_of_the_present_version() -> None:
    version = tomllib.loads(read("pyproject.toml"))["project"]["version"]
    headings = re.findall(r"^## \[(.+?)\]", read("CHANGELOG.md"), re.MULTILINE)
    assert headings[:2] == ["Unreleased", version]


def _filled_by(distribution: str) -> set[str]:
    """The folders and modules that a distribution has files in: one may only add to the package of another."""
    return {file.parts[0].removesuffix(".py") for file in metadata.files(distribution) or ()}


def test_no_committed_file_is_generated_by_the_build() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    assert [name for name in listed if re.search(r"(^|/)(data|build|node_modules|__pycache__)/", name)] == []


def test_what_is_declared_is_imported_and_what_is_imported_is_locked() -> None:
    rooms = ("analytics", "api", "cli", "graph", "loaders", "ontology", "pilotgraph.py")
    files = [
        path for room in rooms for path in ([ROOT / room] if room.endswith(".py") else (ROOT / room).rglob("*.py"))
    ]
    imported = {name for path in files for name in _imports(path)} - {room.removesuffix(".py") for room in rooms}
    declared = set(re.findall(r"^[a-z][\w.-]*", read("requirements.in"), re.MULTILINE))
    locked = set(re.findall(r"^([a-z][\w.-]*)==", read("requirements.txt"), re.MULTILINE))
    found = metadata.packages_distributions()
    assert {_canonical(found[name][0]) for name in imported - sys.stdlib_module_names} <= locked
    assert [name for name in declared if not _filled_by(name) & imported] == []


def test_only_the_command_line_stands_above_the_public_face() -> None:
    rooms = ("analytics", "api", "graph", "loaders", "ontology")
    assert [path for room in rooms for path in (ROOT / room).rglob("*.py") if "pilotgraph" in _imports(path)] == []


def _imports(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


def _canonical(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()
