"""Whether the log has heard of an origin, for batches that take all of theirs to be new."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping, Sequence
from itertools import chain

from graph.neo4j_log import Ask
from graph.neo4j_schema import Layout, link_by, node_by, of
from graph.store import Entry

__all__ = ["Heard", "Said"]

Said = Mapping[str, Collection[str]]
"""source -> the kinds of what it has spoken of."""

BY_NODES = (
    f"UNWIND $origins AS origin {node_by('r', '_Record', '_origin', 'origin')} RETURN count(*)",
    f"UNWIND $origins AS origin {node_by('n', 'Entity', '_origin', 'origin')} RETURN count(*)",
)
BY_LINKS = f"UNWIND $origins AS origin {link_by('_origin', 'origin')} RETURN count(*)"


class Heard:
    """Remembers what this process has logged of sources that were new to the store, as long as nobody else commits.

    A first load asks the server nothing of what it knows itself: to look up every origin took a tenth of its time.
    """

    MOST = 1 << 20

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._lock = threading.Lock()
        self._version = 0
        self._numbers: dict[str, set[int]] = {}
        """source -> numbers of all its origins in the log."""

    def among(self, ask: Ask, entries: Sequence[Entry], said: Said, version: int) -> bool:
        """Whether the log, at this version, has a record of one of the origins of these entries."""
        with self._lock:
            known = self._numbers if version == self._version else {}
            if any(one.number in known[one.record.source] for one in entries if one.record.source in known):
                return True
            rest = [one for one in entries if one.record.source in said and one.record.source not in known]
        return bool(rest) and self._asked(ask, rest, said)

    def note(self, entries: Sequence[Entry], said: Said, version: int) -> None:
        """Remember that a commit has logged these; `said` is what was said before it."""
        with self._lock:
            if version <= self._version:
                return
            if version != self._version + 1 or sum(map(len, self._numbers.values())) > self.MOST:
                self._numbers = {}
            self._version = version
            for one in entries:
                source = one.record.source
                if source in self._numbers or source not in said:
                    self._numbers.setdefault(source, set()).add(one.number)

    def _asked(self, ask: Ask, entries: Sequence[Entry], said: Said) -> bool:
        origins = [one.origin for one in entries]
        kinds = set(chain.from_iterable(said[source] for source in {one.record.source for one in entries}))
        by_links = (of(BY_LINKS, self._layout.types[kind]) for kind in sorted(kinds) if kind in self._layout.types)
        return any(ask(query, origins=origins)[0][0] for query in chain(BY_NODES, by_links))
