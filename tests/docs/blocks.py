"""The fenced blocks, links and headings of a Markdown file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).parents[2]
LOCAL = {".venv", "build", "data", "node_modules", "rejects"}


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, the word after it (`file=NAME`), its text, and the line where the text begins."""

    language: str
    option: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link points: a path (empty: the same file) and an anchor (empty: the top)."""

    path: str
    anchor: str
    line: int


def pages() -> list[Path]:
    """Return every Markdown file of the project, relative to its root."""
    found = (path.relative_to(ROOT) for path in ROOT.rglob("*.md"))
    return sorted(path for path in found if not any(part in LOCAL or part.startswith(".") for part in path.parts))


def blocks(page: Path) -> list[Block]:
    """Return the fenced blocks of a page in their order."""
    found = []
    for token in _tokens(page):
        if token.type == "fence":
            language, _, option = token.info.strip().partition(" ")
            found.append(Block(language, option.strip(), token.content, (token.map or [0])[0] + 2))
    return found


def links(page: Path) -> Iterator[Target]:
    """Yield the links and images of a page that point into the project."""
    for token in _tokens(page):
        line = (token.map or [0])[0] + 1
        for child in token.children or []:
            reference = child.attrGet("href") or child.attrGet("src")
            if isinstance(reference, str) and not re.match(r"[a-z]+:", reference):
                path, _, anchor = reference.partition("#")
                yield Target(path, anchor, line)


@cache
def anchors(page: Path) -> set[str]:
    """Return the anchors that GitHub gives to the headings of a page."""
    seen: Counter[str] = Counter()
    found = set()
    tokens = _tokens(page)
    for heading, inline in pairwise(tokens):
        if heading.type == "heading_open":
            text = "".join(child.content for child in inline.children or [])
            slug = re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")
            found.add(f"{slug}-{seen[slug]}" if seen[slug] else slug)
            seen[slug] += 1
    return found


def rewrite(page: Path, changed: Iterable[tuple[Block, str]]) -> None:
    """Put other texts into some blocks of a page."""
    lines = (ROOT / page).read_text(encoding="utf-8").splitlines(keepends=True)
    for block, text in sorted(changed, key=lambda change: -change[0].line):
        begin = block.line - 1
        lines[begin : begin + block.text.count("\n")] = text.splitlines(keepends=True)
    (ROOT / page).write_text("".join(lines), encoding="utf-8")


def _tokens(page: Path) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse((ROOT / page).read_text(encoding="utf-8"))
