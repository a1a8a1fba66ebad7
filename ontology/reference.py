"""The reference of the ontology as Markdown, written from the ontology: `python -m ontology.reference [--check]`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path

from ontology.messages import interval
from ontology.model import EntityClass, IdentifierScheme, LinkType, Ontology, Property, Scheme, Text
from ontology.reader import read

__all__ = ["main", "reference"]

_PAGE = Path(__file__).parents[1] / "docs" / "ontology.md"
_INTRODUCTION = Path(__file__).with_name("introduction.md")
_EXTENSIONS = Path(__file__).with_name("extensions.md")


def reference(ontology: Ontology) -> str:
    """Everything that can be said, for a reader of either language who has never seen the graph."""
    parts: Iterable[Iterable[str]] = (
        [_INTRODUCTION.read_text(encoding="utf-8").rstrip()],
        _tree(ontology),
        chain.from_iterable(_class(ontology, entity) for entity in ontology.classes.values()),
        ["## Links 链接"],
        chain.from_iterable(_link(ontology, link) for link in ontology.links.values()),
        ["## What every row can say besides 通用列", _properties(ontology, ontology.common.values())],
        _identifiers(ontology.identifiers.values()),
        ["## Code lists 代码表"],
        chain.from_iterable(_scheme(scheme) for scheme in ontology.schemes.values()),
        [_EXTENSIONS.read_text(encoding="utf-8").rstrip(), _words(ontology.words)],
    )
    return "\n\n".join(chain.from_iterable(parts))


def main(arguments: list[str] | None = None) -> int:
    """Write `docs/ontology.md`; with `--check`, only say whether it is stale."""
    parser = argparse.ArgumentParser(prog="python -m ontology.reference", description=main.__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if the page is stale")
    text = reference(read()) + "\n"
    if not parser.parse_args(arguments).check:
        _PAGE.write_text(text, encoding="utf-8")
        return 0
    if _PAGE.exists() and _PAGE.read_text(encoding="utf-8") == text:
        return 0
    sys.stderr.write("docs/ontology.md is stale. Write it anew: python -m ontology.reference\n")
    return 1


def _tree(ontology: Ontology) -> Iterator[str]:
    yield "## Classes 类"
    lines = []
    for entity in ontology.classes.values():
        depth = len(entity.ancestors) - 1
        lines.append((entity.ancestors[::-1], f"{'  ' * depth}- {_to(entity.name)} {entity.label.zh}"))
    order = {name: place for place, name in enumerate(ontology.classes)}
    yield "\n".join(line for _, line in sorted(lines, key=lambda pair: [order[name] for name in pair[0]]))


def _class(ontology: Ontology, entity: EntityClass) -> Iterator[str]:
    yield f"### {entity.name}"
    yield _both(entity.label, entity.definition)
    notes = [f"All of them 列表: `{entity.plural}`."]
    above = ontology.classes[entity.ancestors[1]] if entity.ancestors[1:] else None
    if above:
        notes.append(f"Below {_to(above.name)}, whose properties it has too. 属于{above.label.zh}，并具有其属性。")
    if entity.abstract:
        notes.append("Abstract: use a class below it. 抽象类，请用其下级类。")
    yield " ".join(notes) + _aligned(entity.aligned)
    inherited = above.properties if above else {}
    own = [prop for name, prop in entity.properties.items() if inherited.get(name) != prop]
    if own:
        yield _properties(ontology, own)


def _link(ontology: Ontology, link: LinkType) -> Iterator[str]:
    yield f"### {link.name}"
    yield _both(link.label, link.definition)
    ends = [
        ", ".join(f"{_to(name)} {ontology.classes[name].label.zh}" for name in names)
        for names in (link.starts, link.ends)
    ]
    notes = [
        f"{ends[0]} → {ends[1]}.",
        f"Fields 字段: `{link.forward}` / `{link.inverse}` ({link.inverse_label.en} {link.inverse_label.zh}).",
    ]
    notes.append(f"Neo4j: `{link.relationship}`.")
    if link.functional:
        notes.append("One at a time. 同一时间至多一条。")
    if link.acyclic:
        notes.append("No cycles. 不得成环。")
    yield " ".join(notes) + _aligned(link.aligned)
    if link.qualifiers:
        yield _properties(ontology, link.qualifiers.values())


def _properties(ontology: Ontology, properties: Iterable[Property]) -> str:
    rows = ((f"`{p.name}`", f"{p.label.en} {p.label.zh}", _kind(ontology, p), _meaning(p)) for p in properties)
    return _table(("Name", "Label 标签", "Values 取值", "Meaning 含义"), rows)


def _kind(ontology: Ontology, prop: Property) -> str:
    if prop.scheme is not None:
        told = [f"[{prop.scheme}](#code-list-{prop.scheme}) {ontology.schemes[prop.scheme].label.zh}"]
    else:
        told = [prop.type.value + (f" ({prop.unit})" if prop.unit else "")]
    bounds = interval(prop)
    told += [f"{bounds.en} {bounds.zh}"] if bounds.en else []
    told += ["required 必填"] if prop.required else []
    told += ["list 可多值"] if prop.many else []
    told += ["tells links apart 区分链接"] if prop.discriminating else []
    return "; ".join(told)


def _meaning(prop: Property) -> str:
    example = f" E.g. 如 `{prop.example}`" if prop.example else ""
    return f"{prop.definition.en} {prop.definition.zh}{example}"


def _identifiers(schemes: Iterable[IdentifierScheme]) -> Iterator[str]:
    yield "## Identifiers 标识"
    rows = (
        (
            f"`{s.name}`",
            f"{s.label.en} {s.label.zh}",
            f"`{s.name}:{s.example}`" if s.example else "",
            "yes 有" if s.check else "no 无",
            ", ".join(_to(name) for name in s.applies_to),
            f"{s.definition.en} {s.definition.zh}",
        )
        for s in schemes
    )
    yield _table(("Scheme", "Label 标签", "Example 示例", "Check digit 校验位", "Of 适用于", "Meaning 含义"), rows)


def _scheme(scheme: Scheme) -> Iterator[str]:
    yield f"### Code list {scheme.name}"
    yield _both(scheme.label, scheme.definition)
    nodes = f" Its codes are entities 其代码同时是实体: {_to(scheme.entity_class)}." if scheme.entity_class else ""
    yield f"From 出处: {scheme.source}.{nodes}"
    rows = []
    for concept in scheme.concepts.values():
        below = concept.broader.partition(":")[2] if concept.broader else ""
        extra = "; ".join(f"{name} {value}" for name, value in concept.properties if name != "level")
        meaning = " ".join(part for part in (concept.definition.en, concept.definition.zh, extra) if part)
        rows.append(
            (f"`{concept.notation}`", concept.label.en, concept.label.zh, below, ", ".join(concept.also), meaning)
        )
    heads = ("Code", "English", "中文", "Below 上级", "Also written 又作", "Meaning 含义")
    used = [place for place, _ in enumerate(heads) if place < 3 or any(row[place] for row in rows)]
    yield _table([heads[place] for place in used], ([row[place] for place in used] for row in rows))


def _words(words: Mapping[str, tuple[Text, Text]]) -> str:
    rows = ((f"`pg:{name}`", f"{label.zh}", f"{meaning.en} {meaning.zh}") for name, (label, meaning) in words.items())
    return _table(("Word", "标签", "Meaning 含义"), rows)


def _both(label: Text, definition: Text) -> str:
    return f"**{label.en}**: {definition.en}\n\n**{label.zh}**：{definition.zh}"


def _aligned(iris: tuple[str, ...]) -> str:
    return f" Elsewhere 外部对应: {', '.join(f'`{iri}`' for iri in iris)}." if iris else ""


def _to(name: str) -> str:
    return f"[{name}](#{name.lower()})"


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
