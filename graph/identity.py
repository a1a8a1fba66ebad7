"""Which records are about one and the same entity: shared checked identifiers and judgements say so, nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from graph.records import PUBLIC, SAME_AS, Record, Stored

__all__ = ["Cluster", "birth_of", "clusters"]


class Cluster:
    """The current records (`members`) about the entity with the public id `id`, and the judgements among them."""

    __slots__ = ("id", "judgements", "members", "passed_on")

    def __init__(self, id: str, members: list[Stored], judgements: list[Stored]) -> None:
        self.id = id
        self.members = members
        self.judgements = judgements
        self.passed_on: frozenset[str] = frozenset()
        """Birth ids of its records that are the ids of other entities now."""


def birth_of(identifiers: Sequence[str], origin: str) -> str:
    """The public id that a record has by itself: its first checked identifier, else who said it."""
    return identifiers[0] if identifiers else origin


def clusters(records: Iterable[Stored]) -> list[Cluster]:
    """Part the current ones of these records (and judgements among them) into one cluster for each entity.

    What is public is joined first; a restricted record joins at most one entity of public records and never makes two
    of them one, so that nobody can tell its existence from the shape of the public graph. The public id is the birth id
    of the public record whose origin was first heard of, else of the first; give superseded records too, which tell it.
    Of several that would have one id, it stays with the one that bears it now, and the others are called by an origin.
    """
    heard: dict[str, int] = {}
    everything = list(records)
    for stored in everything:
        heard[stored.record.origin] = min(stored.seq, heard.get(stored.record.origin, stored.seq))
    logged = sorted(
        (r for r in everything if r.current), key=lambda r: (r.record.access != PUBLIC, heard[r.record.origin])
    )
    members = [r for r in logged if r.record.kind != SAME_AS]
    judgements = [r for r in logged if r.record.kind == SAME_AS]
    forest = _Forest(members)
    for public in (True, False):
        for member in members:
            if forest.public[member.record.origin] == public:
                for identifier in member.record.identifiers:
                    forest.join_identifier(identifier, member.record.origin)
        for judgement in judgements:
            forest.join_judged(judgement.record, public)
    return _gather(forest, members, judgements)


def _gather(forest: _Forest, members: list[Stored], judgements: list[Stored]) -> list[Cluster]:
    found: dict[str, Cluster] = {}
    for member in members:
        root = forest.root(member.record.origin)
        if root in found:
            found[root].members.append(member)
        else:
            found[root] = Cluster(member.birth, [member], [])
    for judgement in judgements:
        start = str(judgement.record.start)
        if start in forest.parent and (cluster := found.get(forest.root(start))):
            cluster.judgements.append(judgement)
    _part_ids(list(found.values()))
    return list(found.values())


def _part_ids(found: list[Cluster]) -> None:
    """Leave each id to one cluster."""
    contenders: defaultdict[str, list[Cluster]] = defaultdict(list)
    for cluster in found:
        contenders[cluster.id].append(cluster)
    for id, rivals in contenders.items():
        first = [cluster for cluster in rivals if cluster.members[0].record.access == PUBLIC] or rivals
        keeper = next((cluster for cluster in first if id in _borne(cluster)), first[0])
        for cluster in rivals:
            if cluster is not keeper:
                cluster.id = cluster.members[0].record.origin
    ids = {cluster.id for cluster in found}
    for cluster in found:
        cluster.passed_on = frozenset(m.birth for m in cluster.members if m.birth != cluster.id and m.birth in ids)


def _borne(cluster: Cluster) -> set[str]:
    """The names that its records bear: the public ones, if it has any, so that restricted ones change no public id."""
    public = [member.record for member in cluster.members if member.record.access == PUBLIC]
    records = public or [member.record for member in cluster.members]
    return {name for record in records for name in (record.origin, *record.identifiers)}


class _Forest:
    """Disjoint sets of origins (path halving).

    Two sets that both hold public records are never joined by a restricted record or judgement.
    """

    def __init__(self, members: Sequence[Stored]) -> None:
        self.parent = {member.record.origin: member.record.origin for member in members}
        self.public = {member.record.origin: member.record.access == PUBLIC for member in members}
        self.holds_public = dict(self.public)
        self.holders: dict[str, str] = {}

    def root(self, origin: str) -> str:
        parent = self.parent
        while parent[origin] != origin:
            parent[origin] = parent[parent[origin]]
            origin = parent[origin]
        return origin

    def join_identifier(self, identifier: str, origin: str) -> None:
        self.join(self.holders.setdefault(identifier, origin), origin, self.public[origin])

    def join_judged(self, judgement: Record, public: bool) -> None:
        start, end = str(judgement.start), str(judgement.end)
        if start in self.parent and end in self.parent:
            openly = judgement.access == PUBLIC and self.public[start] and self.public[end]
            if openly == public:
                self.join(start, end, openly)

    def join(self, one: str, other: str, openly: bool) -> None:
        first, second = self.root(one), self.root(other)
        if first == second or (not openly and self.holds_public[first] and self.holds_public[second]):
            return
        self.parent[second] = first
        self.holds_public[first] = self.holds_public[first] or self.holds_public[second]
