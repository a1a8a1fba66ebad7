"""Texts as people type them into cells, put in order without changing what they say."""

from __future__ import annotations

import re
from unicodedata import normalize

__all__ = ["plain", "tidy", "web_address"]

_WIDE = {wide: wide - 0xFEE0 for wide in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_INVISIBLE = dict.fromkeys((0x200B, 0x2060, 0xFEFF, 0x00AD))
_HALF_PAIRS = dict.fromkeys(range(0xD800, 0xE000))
_TABLE = {**_WIDE, **_INVISIBLE, **_HALF_PAIRS}
_QUOTES = str.maketrans(dict.fromkeys("“”„‟″", '"') | dict.fromkeys("‘’‚‛′", "'"))
_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef\u3001-\u3011"

_BROKEN_HAN = re.compile(f"(?<=[{_HAN}])[\\t ]*[\\r\\n]+[\\t ]*(?=[{_HAN}])")


def plain(text: str) -> str:
    """For comparing: the width of characters, the kind of quotation marks and the number of blanks do not matter."""
    if not text.isascii():
        text = normalize("NFKC", text).translate(_QUOTES)
    return " ".join(text.split())


def tidy(text: str) -> str:
    """On one line, with single blanks, full-width letters and digits as plain ones, and nothing invisible.

    Brackets and quotation marks stay as they are: full-width ones are right in Chinese.
    """
    if not text.isascii():
        text = _BROKEN_HAN.sub("", text.translate(_TABLE))
    return " ".join(text.split())


def web_address(text: str) -> str | None:
    """The address with its scheme (`http://` where none is given); None if it can't be one."""
    address = text.strip()
    if "://" not in address:
        address = f"http://{address}"
    return address if re.fullmatch(r"https?://[^\s/]+\.[^\s]+", address) else None
