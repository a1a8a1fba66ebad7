"""Putting a store right: what its log comes to is written anew, and what nobody has committed is removed."""

from __future__ import annotations

from collections.abc import Collection

from graph.audit import Audit, audit
from graph.ledger import Ledger
from graph.store import Change, Straying
from ontology.errors import Conflict

__all__ = ["repair", "restore"]

TRIES = 5


def repair(ledger: Ledger, *, who: str) -> Audit:
    """Put right whatever an audit finds; returns what it has found. The log is only read, so history stays as it is.

    Raises Conflict if others commit all the time, StoreError, before anything is written, if the log itself is damaged.
    """
    found = left = audit(ledger.store, ledger.ontology)
    for _ in range(TRIES):
        if left.strays and isinstance(ledger.store, Straying):
            ledger.store.remove_strays()  # first: what is written may have to stand in their place, or hung on them
        else:
            try:
                restore(ledger, left, left.concerned, who=who)
            except Conflict:
                pass
            else:
                return found
        left = audit(ledger.store, ledger.ontology)
    raise Conflict("Others commit to the store all the time.", "Try again when they have finished.")


def restore(ledger: Ledger, found: Audit, ids: Collection[str], *, who: str) -> None:
    """Write some of the entities and links that an audit is concerned with as they should be. Raises Conflict."""
    expected = found.expected
    subjects = {found.concerned[id].subject for id in ids}
    merged: list[Change] = [change for change in found.concerned.values() if change.subject in subjects]
    if not merged:
        return
    names = {n: id for n, id in expected.names.items() if id in subjects and n not in expected.disputed}
    restored = expected.records_of(subjects)
    ledger.restore(merged, names, restored, who=who, why="repair", expected=expected.version)
