"""What the holders of access labels see beyond the public: merges of the records that they may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from graph.merging import merge_entity, merge_links
from graph.parts import Hidden
from graph.records import PUBLIC, SAME_AS, Stored
from graph.store import Change, Store

__all__ = ["seen_changes"]


def seen_changes(hidden: Hidden, labels: frozenset[str], store: Store) -> Iterator[Change]:
    """From the public state to what these labels see: entities first, then links."""
    allowed = {*labels, PUBLIC}
    seen: defaultdict[str, list[Stored]] = defaultdict(list)
    for stored in store.records({subject for subject, _, _ in hidden.restricted.values()}):
        if stored.current and stored.record.kind != SAME_AS and stored.record.access in allowed:
            seen[stored.subject].append(stored)
    groups = {}
    for id, (subject, kind, ends) in hidden.restricted.items():
        if ends is None:
            if members := seen[subject]:
                entity = merge_entity(subject, [m.record for m in members], {m.birth for m in members})
                yield Change(id, 0, entity.kind, entity, True, subject)
        else:
            groups[subject] = (kind, ends)
    for id, (subject, kind, ends) in hidden.restricted.items():
        if ends is not None:
            yield Change(id, 0, kind, None, True, subject, ends)
    for subject, (kind, ends) in groups.items():
        for link in merge_links(subject, *ends, [m.record for m in seen[subject]]):
            yield Change(link.id, 0, kind, link, True, subject, ends)
