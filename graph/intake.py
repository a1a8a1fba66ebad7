"""The door: which records of a batch may come in, and why the others may not.

Each `refuse_…` returns those that may, in order, and adds the others to `refused`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import networkx as nx

from graph.records import SAME_AS, Record
from graph.store import Entry, Store, Target
from ontology.checks import Checks, Problem
from ontology.errors import OntologyError
from ontology.messages import issue
from ontology.model import Ontology

__all__ = [
    "Refusal",
    "raise_for_unknown_kinds",
    "refuse_cycles",
    "refuse_dangling",
    "refuse_invalid",
    "refuse_misidentified",
]


class Refusal(NamedTuple):
    """A record that is not loaded, and why."""

    entry: Entry
    problem: Problem


Names = Mapping[str, Target]


def raise_for_unknown_kinds(records: Iterable[Record], ontology: Ontology) -> None:
    """Raise OntologyError if a record says something of a kind that the ontology does not have."""
    known = {SAME_AS, *ontology.classes, *ontology.links}
    for record in records:
        if record.kind not in known:
            raise OntologyError(
                f"{record.origin} is about a {record.kind}, which the ontology does not have.",
                "Name the file that declares it in PILOTGRAPH_EXTENSIONS.",
            )


def refuse_invalid(entries: Iterable[Entry], checks: Checks, refused: list[Refusal]) -> list[Entry]:
    """Those whose properties, dates and confidence the ontology allows."""
    accepted = []
    problems_of = checks.problems
    for entry in entries:
        record = entry.record
        if record.retracted or record.kind == SAME_AS:
            accepted.append(entry)
            continue
        problems = problems_of(record.kind, record.properties, record.valid_from, record.valid_to, record.confidence)
        if problems:
            refused += (Refusal(entry, problem) for problem in problems)
        else:
            accepted.append(entry)
    return accepted


def refuse_misidentified(
    entries: Iterable[Entry], names: Names, ontology: Ontology, refused: list[Refusal]
) -> list[Entry]:
    """Those entities whose identifiers do not belong to a thing of another family (an organization is no product)."""
    accepted = []
    holders = {name: target.kind for name, target in names.items()}
    family = {name: one.ancestors[-2:][0] for name, one in ontology.classes.items()}
    for entry in entries:
        record = entry.record
        for name in (entry.origin, *record.identifiers):
            holder = holders.setdefault(name, record.kind)
            if holder != record.kind and family[holder] != family[record.kind]:
                refused.append(Refusal(entry, _other_kind(ontology, name, holder)))
                break
        else:
            accepted.append(entry)
    return accepted


def _other_kind(ontology: Ontology, name: str, holder: str) -> Problem:
    return Problem("id", name, *issue("identifier.other-kind", label=ontology.classes[holder].label))


def refuse_dangling(
    entries: Iterable[Entry], names: Names, checks: Checks | None, refused: list[Refusal]
) -> list[Entry]:
    """Those links whose two ends are known, and then noted, and of kinds that the link type joins.

    Without `checks`, links may join any kinds.
    """
    accepted = []
    allowed: set[tuple[str, str, str]] = set()
    for entry in entries:
        record = entry.record
        start, end = names.get(record.start or ""), names.get(record.end or "")
        if start is None or end is None:
            field, value = ("from", record.start) if start is None else ("to", record.end)
            refused.append(Refusal(entry, Problem(field, value, *issue("link.nothing"))))
            continue
        ends = (record.kind, start.kind, end.kind)
        if checks is not None and ends not in allowed:
            if problems := checks.ends(*ends):
                refused += (Refusal(entry, problem) for problem in problems)
                continue
            allowed.add(ends)
        entry.ends = (start.id, end.id)
        accepted.append(entry)
    return accepted


def refuse_cycles(
    entries: Sequence[Entry], names: Names, store: Store, ontology: Ontology, refused: list[Refusal]
) -> list[Entry]:
    """Those links that close no cycle where none may be; in order, so the link that closes one is refused."""
    suspects = [one for one in entries if ontology.links[one.record.kind].acyclic and not one.record.retracted]
    if not suspects:
        return list(entries)
    graphs = _known_links(suspects, names, store, ontology)
    closing = set()
    for entry in suspects:
        record = entry.record
        graph = graphs[record.kind]
        start, end = names[str(record.start)].id, names[str(record.end)].id
        if start == end or (start in graph and end in graph and nx.has_path(graph, end, start)):
            closing.add(id(entry))
            refused.append(Refusal(entry, Problem("to", record.end, *issue("link.cycle"))))
        else:
            graph.add_edge(start, end)
    return [entry for entry in entries if id(entry) not in closing]


def _known_links(
    suspects: Sequence[Entry], names: Names, store: Store, ontology: Ontology
) -> dict[str, nx.DiGraph[str]]:
    """For each acyclic type the stored links that can be reached forward from an end of a suspect."""
    graphs: dict[str, nx.DiGraph[str]] = {kind: nx.DiGraph() for kind, type in ontology.links.items() if type.acyclic}
    seen: set[str] = set()
    frontier = {names[str(one.record.end)].id for one in suspects}
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
