"""What somebody may have meant who wrote a name that nobody knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from ontology.codes import fold
from ontology.model import Text

__all__ = ["joined", "nearest"]

_SHOWN = 12


def nearest(name: str, known: Mapping[str, Text]) -> list[Text]:
    """The texts of the known names that look most like this one; of all, where none does."""
    by_fold = {fold(key): text for key, text in known.items()}
    close = get_close_matches(fold(name), by_fold, n=3, cutoff=0.6)
    return [by_fold[key] for key in close] or list(known.values())


def joined(texts: Iterable[Text]) -> Text:
    """A list in words, cut where it would be too long to read."""
    shown = list(texts)
    more = ("……", "…") if len(shown) > _SHOWN else ("", "")
    shown = shown[:_SHOWN]
    return Text("、".join(t.zh for t in shown) + more[0], ", ".join(t.en for t in shown) + more[1])
