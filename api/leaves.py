"""Plain values, which most selected fields are, read without the machinery that fields with arguments need."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from graphql import (
    GraphQLField,
    GraphQLObjectType,
    GraphQLOutputType,
    Undefined,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)
from graphql.execution import Executor
from graphql.pyutils import Path

from api.definitions import Field

__all__ = ["LeafExecutor"]


class _Step(NamedTuple):
    """A selected field: how to read and write it if it is a plain value, and what else it takes if it is not."""

    name: str
    pick: Callable[[Any], Any] | None
    write: Callable[[Any], Any]
    nullable: bool
    details: Any


class LeafExecutor(Executor[Any]):
    """Executes as graphql-core does, and gives the same answers and errors; all resolvers must be synchronous.

    What goes wrong with a plain value is left to graphql-core, which reads it again and tells what is wrong.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._steps: dict[tuple[str, int], tuple[Any, list[_Step]]] = {}

    def execute_fields(
        self, parent_type: GraphQLObjectType, source_value: Any, path: Path | None, grouped_field_set: Any, context: Any
    ) -> dict[str, Any]:
        """The selected fields of one object."""
        results: dict[str, Any] = {}
        for step in self._plan(parent_type, grouped_field_set):
            name, pick, write, nullable, details = step
            if pick is not None:
                try:
                    value = pick(source_value)
                    if value is not None:
                        results[name] = write(value)
                        continue
                    if nullable:
                        results[name] = None
                        continue
                except Exception:  # noqa: BLE001 - it is raised again below
                    pass
            result = self.execute_field(parent_type, source_value, details, Path(path, name, parent_type.name), context)
            if result is not Undefined:
                results[name] = result
        return results

    def _plan(self, parent: GraphQLObjectType, selected: Any) -> list[_Step]:
        """Made once for all objects of a list; what it was made for is held, so that its identity stays its own."""
        key = parent.name, id(selected)
        found = self._steps.get(key)
        if found is None:
            found = selected, [self._step(parent, name, details) for name, details in selected.items()]
            self._steps[key] = found
        return found[1]

    def _step(self, parent: GraphQLObjectType, name: str, details: Any) -> _Step:
        asked = details[0].node.name.value
        if asked == "__typename":
            return _Step(name, lambda _: parent.name, str, False, details)
        known = parent.fields.get(asked)
        pick, write, nullable = _leaf(known) if known else _NO_LEAF
        return _Step(name, pick, write, nullable, details)


_Leaf = tuple[Callable[[Any], Any] | None, Callable[[Any], Any], bool]
_NO_LEAF: _Leaf = None, str, False


def _leaf(known: GraphQLField) -> _Leaf:
    """How to read and write a field, found out once and noted on the field itself."""
    leaf: _Leaf | None = known.extensions.get("leaf")
    if leaf is None:
        field, write = known.extensions.get("strawberry-definition"), _writer(known.type)
        if isinstance(field, Field) and field.pick is not None and write is not None:
            leaf = field.pick, write, not is_non_null_type(known.type)
        else:
            leaf = _NO_LEAF
        known.extensions["leaf"] = leaf
    return leaf


def _writer(kind: GraphQLOutputType) -> Callable[[Any], Any] | None:
    """What makes an answer of a value that is there; None for what is no plain value."""
    if is_non_null_type(kind):
        return _writer(kind.of_type)
    if is_leaf_type(kind):
        coerce: Callable[[Any], Any] = kind.coerce_output_value
        return coerce
    if is_list_type(kind) and is_non_null_type(kind.of_type) and is_leaf_type(kind.of_type.of_type):
        each = kind.of_type.of_type.coerce_output_value
        return lambda values: [each(value) for value in values]
    return None
