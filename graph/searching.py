"""Search: which entities a person may mean by a few words or an identifier."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from graph.arrays import Array
from graph.parts import Parts
from graph.words import Query

__all__ = ["Hit", "search"]

STEP = 64


class Hit(NamedTuple):
    """An entity that was found: its number, how well it fits (0..4, see `search`), and which of its texts did."""

    number: int
    score: float
    matched: str


def search(parts: Parts, text: str, allowed: Array, limit: int) -> list[Hit]:
    """The best `limit` of the entities that are `allowed` (bool by number), best first.

    Scores: 4, the text is an identifier (with or without its scheme). 3, it is a whole name. 2 to 3, a name begins with
    it. Up to 1 more by the share of its words, weighed by rarity, that are whole words of the names and not just begin
    one. Every word must be found, in some name of the entity. Equals are ordered by their number of links.
    """
    text = text.strip()
    query = Query(text)
    named = dict.fromkeys(number for number in _named(parts, text) if allowed[number])
    hits = [Hit(number, 4.0, text) for number in named][:limit]
    found, scores = parts.texts.find(query, len(allowed))
    kept = allowed[found]
    found, scores = found[kept], scores[kept]
    for i in _best_first(scores, parts.degrees[found], found, limit):
        if len(hits) >= limit:
            break
        number = found.item(i)
        if number not in named and (matched := query.match(parts.texts_of(parts.entity(number)))) is not None:
            hits.append(Hit(number, scores.item(i), matched))
    return hits


def _named(parts: Parts, text: str) -> Iterator[int]:
    """Numbers that have the text as an identifier; a bare value is tried with every scheme."""
    if not text or " " in text:
        return
    names = (
        [text]
        if ":" in text
        else [f"{scheme}:{form}" for scheme in parts.ontology.identifiers for form in _forms(text)]
    )
    for name in names:
        number = parts.named(name)
        if number is not None:
            yield number


def _forms(value: str) -> set[str]:
    return {value, value.upper(), value.lower()}


def _best_first(scores: Array, degrees: Array, numbers: Array, limit: int) -> Iterator[int]:
    """Places in order of score, then degree, then number; the best few at first, in case they are enough."""
    first = min(len(scores), limit + STEP)
    if first < len(scores):
        # Score and degree as one number; the few that tie with the last of the best are taken along.
        keys = (scores * 1024).astype(np.uint64) << np.uint64(32) | degrees
        bar = np.partition(keys, len(keys) - first)[len(keys) - first]
        front = np.flatnonzero(keys >= bar)
        yield from front[np.lexsort((numbers[front], -degrees[front].astype(np.int64), -scores[front]))].tolist()
        rest = np.flatnonzero(keys < bar)
    else:
        rest = np.arange(len(scores))
    yield from rest[np.lexsort((numbers[rest], -degrees[rest].astype(np.int64), -scores[rest]))].tolist()
