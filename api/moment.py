"""What a request is answered from: one snapshot, one viewer, one date."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from api.listing import Listings
from api.reach import Log
from graph.records import Entity
from graph.snapshot import Snapshot
from graph.store import Store
from ontology.errors import NotFound
from ontology.model import Ontology

__all__ = ["Context", "Graph", "Moment", "Node"]


class Graph(Protocol):
    """A store with its snapshots."""

    ontology: Ontology

    @property
    def store(self) -> Store: ...

    def snapshot(self, labels: Collection[str] = ()) -> Snapshot:
        """The newest state as a viewer with these access labels sees it."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the resolvers of one request share: who asks, what is asked, and when "today" is."""

    snapshot: Snapshot
    listings: Listings
    log: Log
    labels: frozenset[str]
    today: datetime.date
    moments: dict[datetime.date, Moment] = field(default_factory=dict)

    def moment(self, as_of: datetime.date | None) -> Moment:
        """The graph on a date, by default today."""
        when = as_of or self.today
        if when not in self.moments:
            self.moments[when] = Moment(self, when)
        return self.moments[when]


class Node:
    """An entity, and the date on which it was asked for: its links are those of that date."""

    __slots__ = ("entity", "moment", "number")

    def __init__(self, number: int, entity: Entity, moment: Moment) -> None:
        self.number = number
        self.entity = entity
        self.moment = moment


class Moment:
    """The graph as one viewer sees it on one date."""

    __slots__ = ("as_of", "context", "found", "snapshot")

    def __init__(self, context: Context, as_of: datetime.date) -> None:
        self.context = context
        self.snapshot = context.snapshot
        self.as_of = as_of
        self.found: dict[int, Node] = {}

    def node(self, number: int) -> Node:
        """The entity with this number."""
        node = self.found.get(number)
        if node is None:
            node = self.found[number] = Node(number, self.snapshot.entity(number), self)
        return node

    def nodes(self, numbers: Iterable[int]) -> list[Node]:
        """The entities with these numbers, in their order."""
        return [self.node(number) for number in numbers]

    def find(self, name: str) -> Node | None:
        """The entity with this id, former id or identifier, valid on the date or not."""
        number = self.snapshot.number(name)
        return None if number is None else self.node(number)

    def require(self, name: str) -> Node:
        """The same. Raises NotFound."""
        node = self.find(name)
        if node is None:
            raise NotFound(f"Nothing is known by the id {name!r}.", "Look for its id with `search`.")
        return node

    def ids(self, names: Iterable[str] | None) -> list[str] | None:
        """The present ids of what is known by these names. Raises NotFound."""
        return None if names is None else [self.require(name).entity.id for name in names]

    def sources(self, names: Sequence[str]) -> list[Node]:
        """The sources that records carry by these names; a name for which there is no Source entity is passed over."""
        found = (self.find(f"source:{name}") for name in names)
        return [node for node in found if node is not None]
