"""How a text is cut into what it can be found by.

A text is folded (full-width, case, accents, traditional characters) and cut into words, and runs of characters of
languages written without spaces into overlapping pairs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

import opencc

__all__ = ["Query", "fold", "is_unspaced", "phrase", "terms", "tokens"]

UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f"
TOKEN = re.compile(rf"[{UNSPACED}]+|[^\W_{UNSPACED}]+")
FIRST_UNSPACED = re.compile(f"[{UNSPACED}]")
HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003134f]")
ACCENT = re.compile("[\u0300-\u036f]")
LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})

LONGEST_QUERY = 128
MOST_TOKENS = 16
"""Characters and words of a query that count, to bound its cost."""


def fold(text: str) -> str:
    """A text without the differences that a person who searches does not mean."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKC", text).casefold().translate(LETTERS)
    text = unicodedata.normalize("NFC", ACCENT.sub("", unicodedata.normalize("NFD", text)))
    return str(_simplifier().convert(text)) if HAN.search(text) else text


@cache
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def tokens(text: str) -> list[str]:
    """The words, and runs of unspaced characters, of a text."""
    return TOKEN.findall(fold(text))


def phrase(text: str) -> str:
    """A text in the form in which two texts are the same."""
    return " ".join(tokens(text))


def is_unspaced(token: str) -> bool:
    """Whether a token is a run of characters of a language written without spaces."""
    return not token.isascii() and FIRST_UNSPACED.match(token) is not None


def terms(token: str) -> Iterable[str]:
    """The index terms of a token: itself, or all overlapping pairs and the last character alone."""
    return [token[i : i + 2] for i in range(len(token))] if is_unspaced(token) else (token,)


class Query:
    """What a person looks for: `tokens` all of which must be found, `whole` is the phrase that they make."""

    def __init__(self, text: str) -> None:
        self.tokens = list(dict.fromkeys(tokens(text[:LONGEST_QUERY])))[:MOST_TOKENS]
        self.whole = phrase(text[:LONGEST_QUERY])
        self._needles = [token if is_unspaced(token) else f" {token}" for token in self.tokens]

    def match(self, texts: Iterable[str]) -> str | None:
        """Of an entity's texts the one that has most of the query; None if some token is in none of them."""
        missing = set(self._needles)
        best, best_rank = None, (False, False, 0)
        for text in dict.fromkeys(texts):
            folded = phrase(text)
            here = [needle for needle in self._needles if needle in f" {folded}"]
            missing.difference_update(here)
            rank = (folded == self.whole, folded.startswith(self.whole), len(here))
            if rank > best_rank:
                best, best_rank = text, rank
        return None if missing else best
