"""In which encoding a text file is written, and what separates its cells."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from loaders.members import Member, sound
from ontology.errors import BadInput

__all__ = ["delimiter_of", "encoding_of"]

CHUNK = 1 << 18
COMMON = 0.5
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins like the mark of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_QUOTED = re.compile(r'"[^"]*"?')
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")


def encoding_of(file: Member) -> str:
    """`utf-8-sig`, `utf-16`, `utf-32`, `gb18030` or `cp1252`.

    A file without a byte order mark is read through once to tell.
    Much Western European text is valid GB 18030 too, but gives characters that nobody uses: an accented letter and the
    plain one after it are never a character of GB 2312. So the file is Chinese if at least half of what comes out are.
    Raises BadInput if it is none of them.
    """
    with sound(file.name):
        with file.open() as stream:
            head = stream.read(4)
        for mark, encoding in _MARKS:
            if head.startswith(mark):
                return encoding
        for encoding, seems_right in (("utf-8-sig", _is_valid), ("gb18030", _is_chinese), ("cp1252", _is_valid)):
            if seems_right(_pieces(file, encoding)):
                return encoding
    raise BadInput(f"{file.name} is not text in any known encoding.", "Save it as CSV in UTF-8.")


def delimiter_of(line: str) -> str:
    """Comma, semicolon or tab: whichever the heading line has most of, outside quotation marks."""
    bare = _QUOTED.sub("", line)
    return max(",;\t", key=bare.count)


def _pieces(file: Member, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    with file.open() as stream:
        while chunk := stream.read(CHUNK):
            yield decoder.decode(chunk)
        yield decoder.decode(b"", final=True)


def _is_valid(pieces: Iterator[str]) -> bool:
    try:
        return all("\0" not in piece for piece in pieces)
    except UnicodeDecodeError:
        return False


def _is_chinese(pieces: Iterator[str]) -> bool:
    everyday = total = 0
    try:
        for piece in pieces:
            if "\0" in piece:
                return False
            beyond = "".join(_BEYOND_ASCII.findall(piece))
            total += len(beyond)
            everyday += len(beyond.encode("gb2312", "ignore")) // 2
    except UnicodeDecodeError:
        return False
    return everyday >= COMMON * total
