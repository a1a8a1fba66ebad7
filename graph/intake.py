"""The door: which records of a batch may come in, and why the others may not.

Each function returns those that may, in order, and adds the others to `refused`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import networkx as nx

from graph.records import SAME_AS, Record
from graph.store import Store, Target
from ontology.checks import Checks, Problem
from ontology.messages import issue
from ontology.model import Ontology

__all__ = ["Arrival", "Refusal", "refuse_cycles", "refuse_dangling", "refuse_invalid", "refuse_misidentified"]


class Arrival(NamedTuple):
    """A record and the place that it was read from, as the loader's faults know it.

    For one that says something new: `packed` and `digest` as in `graph.store.Entry`, `previous` the subject it had.
    """

    record: Record
    place: Any = None
    packed: bytes = b""
    digest: bytes = b""
    previous: str | None = None


class Refusal(NamedTuple):
    """A record that is not loaded, and why."""

    arrival: Arrival
    problem: Problem


Names = Mapping[str, Target]


def refuse_invalid(arrivals: Iterable[Arrival], checks: Checks, refused: list[Refusal]) -> list[Arrival]:
    """Those whose properties, dates and confidence the ontology allows."""
    accepted = []
    problems_of = checks.problems
    for arrival in arrivals:
        record = arrival.record
        if record.retracted or record.kind == SAME_AS:
            accepted.append(arrival)
            continue
        problems = problems_of(record.kind, record.properties, record.valid_from, record.valid_to, record.confidence)
        if problems:
            refused += (Refusal(arrival, problem) for problem in problems)
        else:
            accepted.append(arrival)
    return accepted


def refuse_misidentified(
    arrivals: Iterable[Arrival], names: Names, ontology: Ontology, refused: list[Refusal]
) -> list[Arrival]:
    """Those entities whose identifiers do not belong to a thing of another family (an organization is no product)."""
    accepted = []
    holders = {name: target.kind for name, target in names.items()}
    family = {name: one.ancestors[-2:][0] for name, one in ontology.classes.items()}
    for arrival in arrivals:
        record = arrival.record
        for name in (record.origin, *record.identifiers):
            holder = holders.setdefault(name, record.kind)
            if holder != record.kind and family[holder] != family[record.kind]:
                refused.append(Refusal(arrival, _other_kind(ontology, name, holder)))
                break
        else:
            accepted.append(arrival)
    return accepted


def _other_kind(ontology: Ontology, name: str, holder: str) -> Problem:
    return Problem("id", name, *issue("identifier.other-kind", label=ontology.classes[holder].label))


def refuse_dangling(arrivals: Iterable[Arrival], names: Names, checks: Checks, refused: list[Refusal]) -> list[Arrival]:
    """Those links whose two ends are known and of kinds that the link type joins."""
    accepted = []
    allowed: set[tuple[str, str, str]] = set()
    for arrival in arrivals:
        record = arrival.record
        start, end = names.get(str(record.start)), names.get(str(record.end))
        if start is None or end is None:
            field, value = ("from", record.start) if start is None else ("to", record.end)
            refused.append(Refusal(arrival, Problem(field, value, *issue("link.nothing"))))
            continue
        ends = (record.kind, start.kind, end.kind)
        if ends not in allowed:
            if problems := checks.ends(*ends):
                refused += (Refusal(arrival, problem) for problem in problems)
                continue
            allowed.add(ends)
        accepted.append(arrival)
    return accepted


def refuse_cycles(
    arrivals: Sequence[Arrival], names: Names, store: Store, ontology: Ontology, refused: list[Refusal]
) -> list[Arrival]:
    """Those links that close no cycle where none may be; in order, so the link that closes one is refused."""
    suspects = [a for a in arrivals if ontology.links[a.record.kind].acyclic and not a.record.retracted]
    if not suspects:
        return list(arrivals)
    graphs = _known_links(suspects, names, store, ontology)
    closing = set()
    for arrival in suspects:
        record = arrival.record
        graph = graphs[record.kind]
        start, end = names[str(record.start)].id, names[str(record.end)].id
        if start == end or (start in graph and end in graph and nx.has_path(graph, end, start)):
            closing.add(id(arrival))
            refused.append(Refusal(arrival, Problem("to", record.end, *issue("link.cycle"))))
        else:
            graph.add_edge(start, end)
    return [arrival for arrival in arrivals if id(arrival) not in closing]


def _known_links(
    suspects: Sequence[Arrival], names: Names, store: Store, ontology: Ontology
) -> dict[str, nx.DiGraph[str]]:
    """For each acyclic type the stored links that can be reached forward from an end of a suspect."""
    graphs: dict[str, nx.DiGraph[str]] = {kind: nx.DiGraph() for kind, type in ontology.links.items() if type.acyclic}
    seen: set[str] = set()
    frontier = {names[str(a.record.end)].id for a in suspects}
    while frontier:
        seen |= frontier
        records = [s.record for s in store.touching(frontier, graphs.keys()) if s.current]
        resolved = store.resolve({str(name) for record in records for name in (record.start, record.end)})
        reached = set()
        for record in records:
            start, end = resolved[str(record.start)].id, resolved[str(record.end)].id
            graphs[record.kind].add_edge(start, end)
            if start in frontier:
                reached.add(end)
        frontier = reached - seen
    return graphs
