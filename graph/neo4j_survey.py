"""A first reading of a log that is to be exported: whose records are alone, and where each entity has its place.

What is kept of a record are 25 bytes, in arrays, and four times that for a moment: ten million take a gigabyte.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from graph import codec
from graph.expected import as_given, by_commit, commits
from graph.identity import birth_of
from graph.records import PUBLIC, SAME_AS, Record, Stored, origins
from graph.store import CommitInfo, Store
from ontology.errors import StoreError

__all__ = ["Committed", "Survey", "committed"]

DAMAGED = "See what pilotgraph check finds."


@dataclass(frozen=True, slots=True)
class Committed:
    """The records of one commit, as the log tells them and as they were given, and the numbers of their origins."""

    info: CommitInfo
    stored: Sequence[Stored]
    given: Sequence[Record]
    origins: Sequence[int]


def committed(store: Store, version: int, told: Callable[[int, int], None]) -> Iterator[Committed]:
    """The commits up to a version, in order. `told` is called with the number of records read, and of all."""
    infos = commits(store, version)
    total, done = sum(info.records for info in infos), 0
    for info, logged in by_commit(store, infos):
        stored = list(logged)
        if not all(one.subject for one in stored):
            raise StoreError(f"Records of commit {info.version} have lost their places.", DAMAGED)
        given = [as_given(one.record, info) for one in stored]
        yield Committed(info, stored, given, codec.origin_numbers(origins(given)))
        done += info.records
        told(done, total)


class Survey:
    """What a first reading of the log tells. Filled commit by commit, then closed, then asked."""

    def __init__(self) -> None:
        self.said: set[tuple[str, str]] = set()
        """Who has spoken of what: sources and kinds."""
        self.kinds: defaultdict[int, set[str]] = defaultdict(set)
        """version -> kinds of what it changed."""
        self.records = 0
        """How many there are."""
        self.next = 1
        """One more than the greatest number of a record."""
        self._hashes, self._seqs, self._free = array("q"), array("q"), array("b")
        self._public = array("b")
        self._retracted: dict[int, int] = {}

    def add(self, commit: Committed) -> None:
        """Take note of the records of the next commit."""
        self.records += len(commit.stored)
        self._hashes.extend(codec.origin_numbers(one.subject for one in commit.stored))
        self._seqs.extend([one.seq for one in commit.stored])
        self._free.extend(map(_is_free, commit.stored))
        self._public.extend([one.record.access == PUBLIC for one in commit.stored])
        if self._retracted or any(record.retracted for record in commit.given):
            for stored, number in zip(commit.stored, commit.origins, strict=True):
                if stored.record.retracted or number in self._retracted:
                    self._retracted[number] = stored.seq
        kinds = {(record.source, record.kind) for record in commit.given}
        self.said |= kinds
        self.kinds[commit.info.version].update(kind for _, kind in kinds if kind != SAME_AS)
        self.next = max([self.next, *(one.seq + 1 for one in commit.stored[-1:])])

    def close(self) -> None:
        """Find what is alone: there is one record of it, which nothing has replaced or moved, and everybody sees it.

        Subjects are known by 64 bits. If ever two had the same, neither would be taken to be alone, which does no harm.
        """
        hashes, seqs = np.frombuffer(self._hashes, np.int64), np.frombuffer(self._seqs, np.int64)
        self._subjects, first, counts = np.unique(hashes, return_index=True, return_counts=True)
        self._lone = np.where((counts == 1) & np.frombuffer(self._free, bool)[first], seqs[first], 0)
        public = np.frombuffer(self._public, bool)
        told, first = np.unique(hashes[public], return_index=True)
        self._places = np.zeros(len(self._subjects), np.int64)
        self._places[np.searchsorted(self._subjects, told)] = seqs[public][first]
        self._there = np.zeros(len(self._subjects), bool)
        self._hashes = self._seqs = array("q")
        self._free = self._public = array("b")

    @property
    def all_alone(self) -> bool:
        """Whether nothing is left to tell of the log beside entities, links and runs of records."""
        return bool(self._lone.all())

    def __len__(self) -> int:
        return len(self._subjects)

    def raise_for_lost(self) -> None:
        """Raise StoreError if something that is alone is not in the merged state."""
        if bool((self._there < (self._lone > 0)).any()):
            raise StoreError("Entities or links are lost of which the log tells.", DAMAGED)

    def note(self, subjects: Sequence[str]) -> tuple[list[int], list[int]]:
        """Note that these are in the merged state.

        Returns for each the number of its only record if it is alone, else 0; and the number of the first public record
        about it, else 0. Raises StoreError for what no record is about.
        """
        found = self._find(subjects)
        self._there[found] = True
        return self._lone[found].tolist(), self._places[found].tolist()

    def lone(self, subjects: Sequence[str]) -> list[bool]:
        """Which of these are alone."""
        return [number > 0 for number in self._lone[self._find(subjects)].tolist()]

    def gone(self, subjects: Sequence[str]) -> list[tuple[str, int]]:
        """Those that are not in the merged state and have not been asked for before, with their places."""
        some = list(dict.fromkeys(subjects))
        found = self._find(some)
        gone = ~self._there[found]
        self._there[found] = True
        places = self._places[found].tolist()
        return [(some[place], places[place]) for place in np.flatnonzero(gone).tolist()]

    def knows(self, subject: str) -> bool:
        """Whether any record is about this."""
        [number] = codec.origin_numbers([subject])
        place = int(np.searchsorted(self._subjects, number))
        return place < len(self._subjects) and int(self._subjects[place]) == number

    def newest(self, stored: Stored, origin: int) -> bool:
        """Whether nothing has replaced this record."""
        return stored.current or self._retracted.get(origin) == stored.seq

    def _find(self, subjects: Sequence[str]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        wanted = np.array(codec.origin_numbers(subjects), np.int64)
        found = np.searchsorted(self._subjects, wanted)
        found[found == len(self._subjects)] = 0
        strange = np.flatnonzero(self._subjects[found] != wanted)
        if len(strange):
            raise StoreError(f"No record is about {subjects[strange[0]]}.", DAMAGED)
        return found


def _is_free(stored: Stored) -> bool:
    """Whether a record may be the only one that was ever said of its subject."""
    record = stored.record
    if not stored.current or record.access != PUBLIC or record.kind == SAME_AS:
        return False
    if record.is_link:
        return True
    return stored.subject == stored.birth == birth_of(record.identifiers, stored.origin)
