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
from ontology.model import Ontology, Text

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
    label = ontology.classes[holder].label
    reason = Text(f"该标识已属于另一类事物（{label.zh}）", f"the identifier already belongs to another kind of thing ({label.en})")
    return Problem("id", name, reason, Text("请检查标识或类别", "Check the identifier, or the kind of this row."))


def refuse_dangling(arrivals: Iterable[Arrival], names: Names, ontology: Ontology, refused: list[Refusal]) -> list[Arrival]:
    """Those links whose two ends are known and of kinds that the link type joins."""
    accepted = []
    allowed = {kind: (_below(ontology, type.starts), _below(ontology, type.ends)) for kind, type in ontology.links.items()}
    for arrival in arrivals:
        record = arrival.record
        start, end = names.get(str(record.start)), names.get(str(record.end))
        if start is None or end is None:
            field, value = ("from", record.start) if start is None else ("to", record.end)
            refused.append(Refusal(arrival, Problem(field, value, LINK_TO_NOTHING, LINK_TO_NOTHING_HINT)))
        elif start.kind not in allowed[record.kind][0] or end.kind not in allowed[record.kind][1]:
            refused.append(Refusal(arrival, _wrong_end(ontology, record, start, end, allowed[record.kind][0])))
        else:
            accepted.append(arrival)
    return accepted


def refuse_cycles(
    arrivals: Sequence[Arrival], names: Names, store: Store, ontology: Ontology, refused: list[Refusal]
) -> list[Arrival]:
    """Those links that do not close a cycle of a type in which none may be. In order: the link that closes it is refused."""
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
            refused.append(Refusal(arrival, Problem("to", record.end, CYCLE, CYCLE_HINT)))
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


def _below(ontology: Ontology, names: Iterable[str]) -> frozenset[str]:
    return frozenset(kind for name in names for kind in ontology.concrete(name))


def _wrong_end(ontology: Ontology, record: Record, start: Target, end: Target, starts: frozenset[str]) -> Problem:
    wrong_start = start.kind not in starts
    field, value, target = ("from", record.start, start) if wrong_start else ("to", record.end, end)
    type = ontology.links[record.kind]
    wanted = [ontology.classes[name].label for name in (type.starts if wrong_start else type.ends)]
    found = ontology.classes[target.kind].label
    reason = Text(
        f"{type.label.zh}的这一端不能是{found.zh}", f"this end of {type.label.en} can't be of kind {found.en}"
    )
    hint = Text(
        "应为：" + "、".join(label.zh for label in wanted), "It must be one of: " + ", ".join(label.en for label in wanted) + "."
    )
    return Problem(field, value, reason, hint)


LINK_TO_NOTHING = Text("所指的实体不存在", "a link to nothing: no such entity is known")
LINK_TO_NOTHING_HINT = Text(
    "请检查编号，或先加载该实体", "Check the id, or load the entity first (it may itself have been rejected)."
)
CYCLE = Text("形成了不允许的循环", "the link closes a cycle, and links of this type may not form one")
CYCLE_HINT = Text("请检查方向，或删除循环中的一条", "Check its direction, or take out one link of the cycle.")
