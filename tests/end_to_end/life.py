"""A graph's life, as dice have it: loads of firms, projects and participations, judgements, and things taken back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from graph.ledger import Ledger
from graph.records import Record
from ontology.errors import BadInput, NotFound
from tests.graph.said import firm, part, project
from tests.graph.test_ledger import Refused

__all__ = ["Life", "live"]

Step = list[Record] | tuple[str, str] | str
"""Records to load, origins of two firms to judge the same, or an origin to retract."""

CITIES = ("Jena", "Ulm", "Delft", "苏州")
ROLES = ("coordinator", "participant", "partner")


class Life:
    """The same for the same seed: `loads` loads of `size` records each, with second thoughts after each."""

    def __init__(self, seed: int, loads: int, size: int) -> None:
        self._dice = Random(seed)
        self._firms: dict[str, tuple[str, ...]] = {}
        self._gone: set[str] = set()
        self._projects: list[str] = []
        self.steps: list[Step] = []
        for number in range(loads):
            self.steps += [self._load(number, size), *self._second_thoughts()]

    def _load(self, number: int, size: int) -> list[Record]:
        """New things, new words about old ones, and links. Whatever of it is there already, the rest means the same."""
        dice = self._dice
        new = [self._firm(f"{number}-{place}") for place in range(size // 4)]
        projects = [project(f"p{number}-{place}", name=f"Project {place}") for place in range(size // 20)]
        self._projects += [record.origin for record in projects]
        again = [self._again(origin) for origin in dice.sample(list(self._firms), min(len(self._firms), size // 8))]
        self._firms.update({record.origin: record.identifiers for record in new})
        entities = [*new, *projects, *again]
        dice.shuffle(entities)
        parts = {record.origin: record for record in (self._part() for _ in range(size - len(entities)))}
        return [*entities, *parts.values()]

    def _firm(self, key: str) -> Record:
        dice = self._dice
        shared = [f"pic:{100_000_000 + dice.randrange(400)}"] if dice.random() < 0.2 else []
        access = "registered" if dice.random() < 0.1 else "public"
        return firm(key, *shared, source=dice.choice(("alpha", "beta")), access=access, **self._said())

    def _again(self, origin: str) -> Record:
        self._gone.discard(origin)
        source, _, key = origin.partition(":")
        return firm(key, *self._firms[origin], source=source, **self._said())

    def _said(self) -> dict[str, str]:
        return {"name": f"Firm {self._dice.randrange(10_000)}", "city": self._dice.choice(CITIES)}

    def _part(self) -> Record:
        dice = self._dice
        since = dice.choice((None, "2020-01-01", "2024-06-30"))
        ends = self._some_firm(), dice.choice(self._projects)
        access = "registered" if dice.random() < 0.05 else "public"
        gone = dice.random() < 0.05
        return part(*ends, dice.choice(ROLES), valid_from=since, access=access, retracted=gone)

    def _second_thoughts(self) -> Iterator[Step]:
        yield self._some_firm(), self._some_firm()
        gone = self._some_firm()
        self._gone.add(gone)
        yield gone

    def _some_firm(self) -> str:
        return self._dice.choice([origin for origin in self._firms if origin not in self._gone])


def live(ledger: Ledger, steps: Sequence[Step]) -> None:
    """Take these steps. One that was taken before changes nothing."""
    for step in steps:
        try:
            if isinstance(step, list):
                ledger.load(step, who="t", why="load", rejects=Refused())
            elif isinstance(step, tuple):
                ledger.same(*step, who="t", why="judge")
            else:
                ledger.retract([step], who="t", why="take back")
        except (BadInput, NotFound):
            continue
