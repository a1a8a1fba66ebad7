"""The documents of a JSON file one by one, be it an array or one document a line, without holding them all."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any, TextIO

import orjson

from loaders.faults import Faults
from loaders.members import Member, sound
from ontology.errors import BadInput
from ontology.model import Text

__all__ = ["documents"]

CHUNK = 1 << 20
LARGEST = 1 << 26

NO_JSON = Text("不是有效的 JSON。", "Not valid JSON.")
NO_JSON_HINT = Text("每行应为一个完整的 JSON 对象。", "Each line should be one whole JSON object.")
NO_OBJECT = Text("不是 JSON 对象。", "Not a JSON object.")


def documents(file: Member, faults: Faults) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each object with the line on which it begins. A line that is no JSON object is a fault; the rest is read.

    Raises BadInput if the file is damaged, or if it is an array that is broken: then nothing tells where to go on.
    """
    with sound(file.name), io.TextIOWrapper(file.open(), "utf-8-sig", "replace") as stream:
        start = _first(stream)
        found = _array(stream, file.name) if start == "[" else _lines(stream, start, file.name, faults)
        for line, document in found:
            if isinstance(document, dict):
                yield line, document
            else:
                faults.place = (file.name, line, {})
                faults.error("", document, NO_OBJECT, NO_JSON_HINT)


def _first(stream: TextIO) -> str:
    """The first character that is not blank; empty at the end."""
    while (character := stream.read(1)).isspace():
        pass
    return character


def _lines(stream: TextIO, start: str, name: str, faults: Faults) -> Iterator[tuple[int, Any]]:
    for line, text in enumerate(stream, 1):
        whole = start + text if line == 1 else text
        if whole.isspace():
            continue
        try:
            document = orjson.loads(whole)
        except orjson.JSONDecodeError as error:
            faults.place = (name, line, {})
            faults.error("", str(error), NO_JSON, NO_JSON_HINT)
        else:
            yield line, document


def _array(stream: TextIO, name: str) -> Iterator[tuple[int, Any]]:
    decode = json.JSONDecoder().raw_decode
    line, at, buffer = 1, 0, ""
    while True:
        begin = _after_separators(buffer, at)
        line += buffer.count("\n", at, begin)
        at = begin
        if buffer[at : at + 1] == "]":
            return
        try:
            document, end = decode(buffer, at)
        except json.JSONDecodeError as error:
            more = stream.read(CHUNK)
            if not more or len(buffer) - at > LARGEST:
                raise BadInput(f"{name} is broken at line {line}: {error.msg}.", "Fetch it again.") from error
            buffer, at = buffer[at:] + more, 0
        else:
            yield line, document
            line += buffer.count("\n", at, end)
            at = end


def _after_separators(text: str, at: int) -> int:
    while text[at : at + 1] in set(", \t\r\n"):
        at += 1
    return at
