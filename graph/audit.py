"""Whether the merged state of a store is what its records come to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from graph.identity import clusters
from graph.joining import merged_entity, names_borne
from graph.linking import group_changes, group_of
from graph.records import PUBLIC, SAME_AS, Entity, Link, Record, Stored
from graph.store import Store
from ontology.model import Ontology

__all__ = ["differences"]


def differences(store: Store, ontology: Ontology) -> Iterator[str]:
    """A line for each entity or link whose stored state is not the merge of its records. Empty if all is well."""
    held = {change.id: change for change in store.changes()}
    subjects = {change.subject for change in held.values()}
    logged = list(store.records(subjects))
    expected: dict[str, Entity | Link | None] = {}
    names: dict[str, str] = {}
    for cluster in clusters(s for s in logged if not s.record.is_link or s.record.kind == SAME_AS):
        expected[cluster.id] = merged_entity(cluster).value
        for member in cluster.members:
            names.update(dict.fromkeys({member.birth, *names_borne(member)} - cluster.passed_on, cluster.id))
            if member.subject != cluster.id:
                yield f"{member.record.origin}: kept with {member.subject}, belongs to {cluster.id}"
    expected.update(
        _links([s for s in logged if s.current and s.record.is_link and s.record.kind != SAME_AS], names, ontology)
    )
    for id in dict.fromkeys((*held, *expected)):
        if (held[id].value if id in held else None) != expected.get(id):
            yield f"{id}: stored {held[id].value if id in held else None}, expected {expected.get(id)}"


def _links(logged: list[Stored], names: dict[str, str], ontology: Ontology) -> dict[str, Entity | Link | None]:
    groups: defaultdict[tuple[str, str, str], list[Record]] = defaultdict(list)
    for stored in logged:
        record = stored.record
        start, end = names.get(str(record.start)), names.get(str(record.end))
        if start and end:
            groups[group_of(record, start, end, ontology), start, end].append(record)
    return {
        change.id: change.value
        for (group, start, end), records in groups.items()
        for change in group_changes(group, (start, end), records, (PUBLIC,))
    }
