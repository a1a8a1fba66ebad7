"""Search by words: an inverted index over names in any language, as arrays.

Texts are cut as `graph.words` tells. Every word of a query stands for all words that it begins.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from graph.arrays import Array, Packed, load, save, splice
from graph.words import Query, is_unspaced, terms, tokens

__all__ = ["TextEdits", "TextIndex"]

WHOLE, BEGUN = np.float32(0.999), np.float32(0.5)
"""What a word that is found whole, and one that is only begun, adds to the score: less than a better fit does."""


@dataclass(frozen=True, slots=True, eq=False)
class TextIndex:
    """`terms` sorted; the nodes with term t are `nodes[indptr[t]:indptr[t + 1]]`, ascending (uint32).

    `phrases` are all whole texts, sorted, and `owners` (uint32) the node of each.
    """

    terms: Packed
    indptr: Array
    nodes: Array
    phrases: Packed
    owners: Array

    @classmethod
    def open(cls, folder: Path | None) -> TextIndex:
        """The index in a folder; an empty one without."""
        if folder is None:
            nothing = np.empty(0, np.uint32)
            return cls(Packed.of(()), np.zeros(1, np.uint32), nothing, Packed.of(()), nothing)
        indptr, nodes, owners = (load(folder, name) for name in ("indptr", "nodes", "owners"))
        return cls(Packed.open(folder, "terms"), indptr, nodes, Packed.open(folder, "phrases"), owners)

    def find(self, query: Query, size: int) -> tuple[Array, Array]:
        """Nodes (uint32) that have every token of the query, and how well (float32, 0..3); all are below `size`.

        2 to 3: a whole text is the query. 1 to 2: a text begins with it. 0 to 1: the share, weighed by rarity, of
        tokens that are whole words and not just begin one.
        """
        parts = sorted((part for token in query.tokens for part in self._parts(token)), key=lambda p: len(p.begun))
        if not parts or not len(parts[0].begun):
            return np.empty(0, np.uint32), np.empty(0, np.float32)
        found = _distinct(parts[0].begun, size)
        for part in parts[1:]:
            found = found[_mask(part.begun, size)[found]]
        scores, most = np.zeros(len(found), np.float32), 0.0
        for part in parts:
            rarity = float(np.log1p(len(self.phrases) / (1 + len(part.whole))))
            most += rarity
            scores += np.float32(rarity) * np.where(_mask(part.whole, size)[found], WHOLE, BEGUN)
        scores /= most
        for owners in self._owners(query.whole):
            scores += _mask(owners, size)[found]
        return found, scores

    def _parts(self, token: str) -> Iterable[_Part]:
        if is_unspaced(token) and len(token) > 1:
            for pair in (token[i : i + 2] for i in range(len(token) - 1)):
                low, high = self._range(pair, whole=True)
                yield _Part(self._slice(low, high), self._slice(low, high))
        else:
            low, high = self._range(token, whole=False)
            exact = low < high and self.terms[low] == token.encode()
            yield _Part(self._slice(low, high), self._slice(low, low + exact))

    def _range(self, term: str, whole: bool) -> tuple[int, int]:
        if not whole:
            return self.terms.starting_with(term.encode())
        low = self.terms.first_not_below(term.encode())
        return low, low + (low < len(self.terms) and self.terms[low] == term.encode())

    def _slice(self, low: int, high: int) -> Array:
        return self.nodes[self.indptr.item(low) : self.indptr.item(high)]

    def _owners(self, whole: str) -> Iterable[Array]:
        """The owners of texts that begin with the query, and of those that are it."""
        low, high = self.phrases.starting_with(whole.encode())
        exact = self.phrases.first_not_below(whole.encode() + b"\0")
        return self.owners[low:high], self.owners[low:exact]


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """One word of a query: nodes with a word that it begins (perhaps more than once), and with the very word."""

    begun: Array
    whole: Array


def _distinct(nodes: Array, size: int) -> Array:
    """Each node once, ascending. Sorting is dearer than a mask unless the nodes are few."""
    return np.unique(nodes) if len(nodes) < size // 64 else np.flatnonzero(_mask(nodes, size)).astype(np.uint32)


def _mask(nodes: Array, size: int) -> Array:
    mask = np.zeros(size, bool)
    mask[nodes] = True
    return mask


class TextEdits:
    """Texts of new and changed nodes, gathered for the next index."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.terms = array("I")
        self.nodes = array("I")
        self.phrases: list[bytes] = []
        self.owners = array("I")

    def extend(self, nodes: Sequence[int], texts: Sequence[Sequence[str]]) -> None:
        """Take up the texts of some nodes."""
        numbers = self.numbers
        for node, own in zip(nodes, texts, strict=True):
            found: set[str] = set()
            for text in set(own):
                parts = tokens(text)
                if parts:
                    self.phrases.append(" ".join(parts).encode())
                    self.owners.append(node)
                    if text.isascii():
                        found.update(parts)
                    else:
                        found.update(term for part in parts for term in terms(part))
            self.terms.extend([numbers.setdefault(term, len(numbers)) for term in found])
            self.nodes.extend([node] * len(found))

    def write(self, base: TextIndex, touched: Array, folder: Path) -> None:
        """Write the index that `base` becomes without the texts of `touched` nodes (bool by number) and with these."""
        self._write_terms(base, touched, folder)
        self._write_phrases(base, touched, folder)

    def _write_terms(self, base: TextIndex, touched: Array, folder: Path) -> None:
        """Old postings are sorted: what is new is put in between, without looking at each old term."""
        kept = ~touched[base.nodes]
        before = np.concatenate([np.zeros(1, np.int64), np.cumsum(kept)])
        left = np.diff(before[base.indptr])
        """How many nodes each old term still has."""
        new = sorted((term.encode(), i) for term, i in self.numbers.items())
        at = np.array([base.terms.first_not_below(term) for term, _ in new], np.int64)
        known = np.array(
            [i < len(base.terms) and base.terms[i] == term for i, (term, _) in zip(at.tolist(), new, strict=True)], bool
        )
        stay = left > 0
        stay[at[known]] = True
        old = np.flatnonzero(stay)
        fresh = Packed.of([term for (term, _), is_known in zip(new, known.tolist(), strict=True) if not is_known])
        places = old.searchsorted(at[~known])
        order = np.insert(old, places, len(base.terms) + np.arange(len(fresh)))
        splice(base.terms, fresh, order, folder, "terms")
        place = np.zeros(len(base.terms) + len(fresh), np.uint64)
        place[order] = np.arange(len(order))
        own = np.zeros(len(new), np.uint64)
        own[[i for _, i in new]] = place[np.where(known, at, len(base.terms) + np.cumsum(~known) - 1)]
        keys = np.repeat(place[: len(base.terms)], left) << np.uint64(32) | base.nodes[kept]
        more = own[np.frombuffer(self.terms, np.uint32)] << np.uint64(32) | np.frombuffer(self.nodes, np.uint32)
        more.sort()
        keys = np.insert(keys, keys.searchsorted(more), more) if len(keys) else more
        indptr = np.zeros(len(order) + 1, np.uint32)
        np.cumsum(np.bincount((keys >> np.uint64(32)).astype(np.int64), minlength=len(order)), out=indptr[1:])
        save(folder, "indptr", indptr)
        save(folder, "nodes", keys.astype(np.uint32))

    def _write_phrases(self, base: TextIndex, touched: Array, folder: Path) -> None:
        phrases = self.phrases
        ordered = sorted(range(len(phrases)), key=phrases.__getitem__)
        new = Packed.of([phrases[i] for i in ordered])
        owners = np.frombuffer(self.owners, np.uint32)[ordered]
        kept = np.flatnonzero(~touched[base.owners])
        places = [base.phrases.first_not_below(phrases[i]) for i in ordered] if len(kept) else np.zeros(len(new), int)
        order = np.insert(kept, kept.searchsorted(places), len(base.phrases) + np.arange(len(new)))
        splice(base.phrases, new, order, folder, "phrases")
        save(folder, "owners", np.concatenate([base.owners, owners])[order])
