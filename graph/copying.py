"""Moving a store with its whole history to another place: commit by commit, each merged anew, then compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from graph.digests import Digests, digests, first_difference
from graph.expected import as_given, by_commit, commits
from graph.ledger import Ledger, uncollected
from graph.planning import Met
from graph.records import Record
from graph.store import CommitInfo, Store
from ontology.errors import BadInput, Conflict, StoreError
from ontology.model import Ontology

__all__ = ["Copied", "copy"]

Progress = Callable[[str, int, int], None]
"""What is being done, how many records are, of how many."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy did: the commits that the target had already, those it has now, and what both stores hold."""

    before: int
    version: int
    source: Digests
    target: Digests


def copy(source: Store, target: Store, ontology: Ontology, progress: Progress = lambda *_: None) -> Copied:
    """Bring to `target` every commit of `source` that it lacks, and make sure that both then hold the same.

    What `target` has already must be the first commits of `source`, so a copy that was interrupted goes on.
    Raises BadInput if it is something else, OntologyError for a kind that the ontology does not have, Conflict if
    somebody else writes to `target`, StoreError if a log is damaged, or the stores differ in the end.
    """
    before = version = _agreed(source, target, progress)
    ledger, met = Ledger(target, ontology), Met()
    with uncollected():
        while True:
            for info, records in _commits(source, version, "copying", progress):
                ledger.repeat(info, records, met)
                version = info.version
            progress("comparing", 0, 1)
            ours, theirs = digests(source), digests(target)
            if theirs.version != version:
                raise Conflict(
                    "Somebody else writes to the store that is copied to.", "Copy to one that is not in use."
                )
            if ours.version == version:
                break
    if ours != theirs:
        raise StoreError(f"The stores differ, first in {first_difference(source, target)}.", "Check both.")
    return Copied(before, version, ours, theirs)


def _agreed(source: Store, target: Store, progress: Progress) -> int:
    """The version up to which the target has what the source has. Raises BadInput if it has anything else."""
    had = target.version()
    if had > source.version():
        raise BadInput(
            f"The store to copy to has {had} commits, that to copy from {source.version()}.", "Copy to an empty store."
        )
    ours = _commits(source, 0, "verifying", progress) if had else iter(())
    for (info, records), (held, others) in zip(ours, _commits(target, 0), strict=False):
        if info != held or records != others:
            raise BadInput(
                f"The store to copy to holds something else: its commit {held.version} is of {held.who}, {held.when}: "
                f"{held.why!r}, not of {info.who}, {info.when}: {info.why!r}, or says something else.",
                "Copy to an empty store.",
            )
    return had


def _commits(
    store: Store, since: int, what: str = "", progress: Progress = lambda *_: None
) -> Iterator[tuple[CommitInfo, list[Record]]]:
    """The commits after `since` in order, each with its records as they were given."""
    infos = commits(store, store.version(), since)
    total, done = sum(info.records for info in infos), 0
    for info, logged in by_commit(store, infos, since):
        yield info, [as_given(stored.record, info) for stored in logged]
        done += info.records
        progress(what, done, total)
