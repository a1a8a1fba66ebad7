"""Limits on a query, measured before anything of it is run.

One pass over the document gives depth, aliases, repeats and cost. A fragment is measured once, however often it is
spread, so the pass is linear in the length of the document; figures stop growing just above their limit, so fragments
that spread each other twice can't make long numbers either.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
    is_composite_type,
    value_from_ast_untyped,
)

from api.connections import MOST
from api.errors import OverLimit

__all__ = ["LIMITS", "Figures", "Limits", "check", "measure"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may ask. `cost` counts fields, those below a list once for each element it may have."""

    depth: int = 16
    aliases: int = 60
    repeats: int = 20
    cost: int = 100_000
    tokens: int = 4_000
    length: int = 64_000
    page: int = MOST


LIMITS = Limits()


class Figures(NamedTuple):
    """Of an operation or a fragment. `repeats` is how often one selection set names the same thing."""

    depth: int = 0
    aliases: int = 0
    repeats: int = 0
    cost: int = 0


_NESTED_TOO_DEEPLY = 1 << 30

INTROSPECTION: Mapping[str, Mapping[str, int]] = {
    "__Schema": {"types": 20_000, "directives": 1_000},
    "__Type": {
        "fields": 10_000,
        "inputFields": 10_000,
        "interfaces": 5_000,
        "possibleTypes": 5_000,
        "enumValues": 5_000,
    },
    "__Field": {"args": 5_000},
    "__Directive": {"args": 1_000},
}
"""What lists of the schema's own description cost, once for all: tools ask for the whole of it, which has to fit."""


def check(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: str | None,
    variables: Mapping[str, Any],
    limits: Limits,
) -> None:
    """Refuse what is over the limits. Raises OverLimit, with the figures."""
    try:
        figures = measure(schema, document, operation, variables, limits)
    except RecursionError:
        figures = Figures(depth=_NESTED_TOO_DEEPLY)
    for name, hint in _HINTS.items():
        found, allowed = getattr(figures, name), getattr(limits, name)
        if found > allowed:
            told = {
                "depth": figures.depth,
                "aliases": figures.aliases,
                "repeats": figures.repeats,
                "cost": figures.cost,
            }
            told.update({f"max{name.capitalize()}": getattr(limits, name) for name in _HINTS})
            raise OverLimit(f"The query's {name} is over the limit: {_at_least(found, allowed)}.", hint, told)


_HINTS = {
    "depth": "Ask in several queries, starting from the ids that the first one gives.",
    "aliases": "Ask for several entities with `entities(where: {id: {in: …}})` or in several queries.",
    "repeats": "Name each field once in a selection.",
    "cost": "Ask for fewer elements a page (`first`), or for fewer fields below the long lists.",
}


def _at_least(found: int, allowed: int) -> str:
    return f"more than {allowed}" if found > allowed + 1 else f"{found}, and {allowed} are allowed"


def measure(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: str | None,
    variables: Mapping[str, Any],
    limits: Limits,
) -> Figures:
    """Figures of the named operation, or the worst of all if it isn't there. They saturate one above the limits."""
    operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
    named = [o for o in operations if operation and o.name and o.name.value == operation]
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    worst = Figures()
    for one in named or operations:
        defaults = {
            v.variable.name.value: value_from_ast_untyped(v.default_value)
            for v in one.variable_definitions or ()
            if v.default_value is not None
        }
        root = schema.get_root_type(one.operation)
        found = _Pass(schema, fragments, {**defaults, **variables}, limits).selections(
            one.selection_set, root.name if root else ""
        )
        worst = Figures(*map(max, worst, found))
    return worst


class _Pass:
    """One walk over an operation, with what it has measured of the fragments so far."""

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: Mapping[str, Any],
        limits: Limits,
    ) -> None:
        self.schema = schema
        self.fragments = fragments
        self.variables = variables
        self.limits = limits
        self.measured: dict[str, Figures] = {}

    def selections(self, selected: SelectionSetNode | None, parent: str) -> Figures:
        depth = aliases = cost = 0
        names: Counter[str] = Counter()
        repeats = 0
        for node in selected.selections if selected else ():
            match node:
                case FieldNode():
                    names[(node.alias or node.name).value] += 1
                    found = self.field(node, parent)
                case FragmentSpreadNode():
                    names[f"...{node.name.value}"] += 1
                    found = self.fragment(node.name.value)
                case InlineFragmentNode():
                    condition = node.type_condition
                    found = self.selections(node.selection_set, condition.name.value if condition else parent)
                case _:
                    found = Figures()
            depth = max(depth, found.depth)
            aliases = min(aliases + found.aliases, self.limits.aliases + 1)
            repeats = max(repeats, found.repeats)
            cost = min(cost + found.cost, self.limits.cost + 1)
        return Figures(depth, aliases, max([repeats, *names.values()]), cost)

    def fragment(self, name: str) -> Figures:
        """Measured at its first spread. One that spreads itself counts for nothing: validation refuses it."""
        if name not in self.measured:
            self.measured[name] = Figures()
            if name in self.fragments:
                node = self.fragments[name]
                self.measured[name] = self.selections(node.selection_set, node.type_condition.name.value)
        return self.measured[name]

    def field(self, node: FieldNode, parent: str) -> Figures:
        holder = self.schema.type_map.get(parent)
        known = self.schema.get_field(holder, node.name.value) if is_composite_type(holder) else None
        below = self.selections(node.selection_set, get_named_type(known.type).name if known else "")
        own, size = self._price(known, node, parent)
        return Figures(
            below.depth + 1,
            min(below.aliases + (node.alias is not None), self.limits.aliases + 1),
            below.repeats,
            min(own + size * below.cost, self.limits.cost + 1),
        )

    def _price(self, field: GraphQLField | None, node: FieldNode, parent: str) -> tuple[int, int]:
        """What the field itself costs, and how often its selections are paid."""
        if parent in INTROSPECTION:
            return INTROSPECTION[parent].get(node.name.value, 1), 1
        definition = field.extensions.get("strawberry-definition") if field else None
        own, size = getattr(definition, "cost", 1), getattr(definition, "size", 1)
        if field is None or isinstance(size, int):
            return own, int(size)
        for argument in node.arguments or ():
            if argument.name.value == size:
                return own, self._number(argument.value, field.args[size].default_value)
        return own, self._number(None, field.args[size].default_value)

    def _number(self, value: ValueNode | None, default: object) -> int:
        """The length that an argument asks for, at most a page: what asks for more is refused where it is read."""
        asked: object = None
        match value:
            case IntValueNode():
                asked = int(value.value[:9])
            case ListValueNode():
                asked = len(value.values)
            case VariableNode():
                asked = self.variables.get(value.name.value)
        if isinstance(asked, Sequence) and not isinstance(asked, str):
            asked = len(asked)
        if not isinstance(asked, int):
            asked = default if isinstance(default, int) else self.limits.page
        return max(1, min(asked, self.limits.page))
