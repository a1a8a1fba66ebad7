"""Files that share a process of pytest-xdist do so, in the order that is told, and no name of them is out of date."""

from __future__ import annotations

from tests.units import FIRST, NAMES, TESTS, UNITS, Scheduling, place


class Scopes(Scheduling):
    """Tells scopes without processes to hand them to."""

    def __init__(self) -> None:
        pass

    def of(self, name: str) -> str:
        return str(self._split_scope(f"tests/{name}::test_something[of a::kind]"))


def test_every_name_is_that_of_a_file_or_folder() -> None:
    assert [path for path in NAMES if not path.exists()] == []
    assert len(FIRST) == len(NAMES), "a file is in one unit"


def test_the_files_of_a_unit_go_to_one_process() -> None:
    for unit in UNITS:
        assert {Scopes().of(name) for name in unit} == {unit[0]}
    assert Scopes().of("analytics/compiled/test_flow.py") == Scopes().of("analytics/test_chain.py") == "analytics"
    assert Scopes().of("cli/test_init.py") == "tests/cli/test_init.py"


def test_files_come_in_the_order_that_is_told() -> None:
    told = [
        "docs/test_cypher.py",
        "end_to_end/test_example_data_in_neo4j.py",
        "analytics/compiled/test_traversal.py",
        "analytics/compiled/test_networkx_suite.py",
        "docs/test_examples.py",
        "cli/test_init.py",
    ]
    places = [place(TESTS / name) for name in told]
    assert places == sorted(set(places))
