"""What the tests of loaders stand on: the ontology, files written on the spot, and real data where it is there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from graph.records import Record
from loaders.faults import Fault, Faults
from loaders.formats import format_named
from ontology.checks import compile_checks
from ontology.model import Ontology
from ontology.reader import read

SHARED = Path(__file__).parents[3] / "shared" / "data"


@dataclass(frozen=True)
class Loaded:
    """What a loader gave: records, faults, notes."""

    records: list[Record]
    faults: Faults
    by_key: dict[str, Record] = field(default_factory=dict)

    def of(self, kind: str) -> list[Record]:
        return [record for record in self.records if record.kind == kind]

    def one(self, kind: str) -> Record:
        (found,) = self.of(kind)
        return found

    @property
    def all_faults(self) -> list[Fault]:
        return self.faults.first

    @property
    def fault(self) -> Fault:
        (found,) = self.faults.first
        return found


Load = Callable[..., Loaded]


@pytest.fixture(scope="session")
def ontology() -> Ontology:
    return read()


@pytest.fixture(scope="session")
def load(ontology: Ontology) -> Load:
    """Load a path, and make sure that whatever comes out is allowed by the ontology and has a key of its own."""
    checks = compile_checks(ontology)

    def load(format: str, path: Path, *, valid: bool = True) -> Loaded:
        faults = Faults()
        records = list(format_named(format).records(path, ontology, faults, None))
        by_key = {record.key: record for record in records}
        assert len({record.origin for record in records}) == len(records)
        if valid:
            for one in records:
                problems = checks.problems(one.kind, one.properties, one.valid_from, one.valid_to, one.confidence)
                assert not problems, (one, problems)
        return Loaded(records, faults, by_key)

    return load


@pytest.fixture
def shared() -> Path:
    """Real data beside the repository; a user's clone does not have it."""
    if not SHARED.is_dir():
        pytest.skip("needs ../shared/data, which a clone does not have")
    return SHARED


@pytest.fixture
def tables(tmp_path: Path, load: Load) -> Callable[..., Loaded]:
    """Write CSV files, `name=text`, and load them as tables."""

    def write_and_load(*, encoding: str = "utf-8", valid: bool = True, **files: str) -> Loaded:
        folder = tmp_path / "survey"
        folder.mkdir(exist_ok=True)
        for name, text in files.items():
            (folder / f"{name}.csv").write_text(text, encoding=encoding, newline="")
        return load("tables", folder, valid=valid)

    return write_and_load
