"""Text whose bytes were read in the wrong encoding, put right where only one reading is possible."""

from __future__ import annotations

import re
from unicodedata import combining

__all__ = ["repaired"]

_UNDEFINED = (0x81, 0x8D, 0x8F, 0x90, 0x9D)
_CP1252 = {bytes([b]).decode("cp1252"): b for b in range(0x80, 0xA0) if b not in _UNDEFINED}
_MAC_ROMAN = {bytes([b]).decode("mac_roman"): b for b in range(0x80, 0x100)}
_LATIN_1 = {chr(b): b for b in range(0x80, 0x100)}
_MISREADINGS = ({**_LATIN_1, **_CP1252}, _MAC_ROMAN)
"""What UTF-8 is most often mistaken for: character -> the byte that it stood for."""

_ESCAPED = re.compile("[\udc80-\udcff]+")


def repaired(text: str) -> str:
    """`text` with its encoding put right, or `text` itself where nothing is wrong or more than one reading is possible.

    UTF-8 that was read as Windows-1252 or Mac Roman is recognised by being valid UTF-8 again when turned back: no name
    is that by chance. Bytes that were kept by `errors="surrogateescape"` are read as Windows-1252.
    """
    if text.isascii():
        return text
    text = right = _ESCAPED.sub(lambda match: _as_windows(match[0]), text)
    for _ in range(2):
        readings = {reading for table in _MISREADINGS if (reading := _turned_back(right, table))}
        if len(readings) != 1:
            break
        right = readings.pop()
    return right if right.isprintable() else text


def _turned_back(text: str, table: dict[str, int]) -> str | None:
    """The text as it was before its UTF-8 bytes were read by `table`; None if it can't have been."""
    try:
        reading = bytes(ord(c) if c < "\x80" else table[c] for c in text).decode("utf-8")
    except (KeyError, UnicodeDecodeError):
        return None
    return reading if reading != text and not any(map(combining, reading)) else None


def _as_windows(escaped: str) -> str:
    return "".join(chr(ord(c) - 0xDC00) for c in escaped).encode("latin-1").decode("cp1252", errors="replace")
