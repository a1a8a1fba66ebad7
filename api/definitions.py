"""Strawberry types made from data: a class statement can't be written for what an ontology file adds at start.

A class made here only describes a GraphQL type; values are whatever `pick` and `read` understand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import Any

from graphql import GraphQLAbstractType, GraphQLResolveInfo
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.base import StrawberryList, StrawberryObjectDefinition, StrawberryOptional
from strawberry.types.field import StrawberryField
from strawberry.types.info import Info
from strawberry.types.unset import UNSET

__all__ = ["Field", "argument", "definition", "input_field", "input_type", "interface", "many", "optional", "output"]

Pick = Callable[[Any], object]
Read = Callable[..., object]


class Field(StrawberryField):
    """An output field.

    `pick(source)` gives the value of a field without arguments, by default the attribute of the same name;
    `read(source, info, **arguments)` that of a field with arguments.
    `cost` is what the field itself costs, beside its selections; `size` is how many times its selections are paid:
    a number, or the name of the argument (an integer or a list) that tells.
    """

    def __init__(
        self,
        name: str,
        type_: Any,
        description: str,
        *,
        pick: Pick | None = None,
        read: Read | None = None,
        arguments: Sequence[StrawberryArgument] = (),
        cost: int = 1,
        size: int | str = 1,
    ) -> None:
        super().__init__(
            python_name=name, graphql_name=name, type_annotation=StrawberryAnnotation(type_), description=description
        )
        self.pick = pick or (attrgetter(name) if read is None else None)
        self.read = read
        self.arguments = list(arguments)
        self.cost = cost
        self.size = size

    @property
    def is_basic_field(self) -> bool:
        """Whether the value needs neither arguments nor context."""
        return self.read is None

    def get_result(self, source: Any, info: Info | None, args: list[Any], kwargs: Any) -> Any:  # noqa: ARG002
        """The field's value."""
        if self.pick is not None:
            return self.pick(source)
        if self.read is not None:
            return self.read(source, info, **kwargs)
        raise TypeError(f"nothing tells how to read {self.graphql_name}")


def argument(name: str, type_: Any, description: str, default: object = UNSET, python: str = "") -> StrawberryArgument:
    """An argument, passed to the resolver as keyword `python` (or `name`).

    Without a default it may be left out if its type is optional, and then it is not passed.
    """
    return StrawberryArgument(
        python_name=python or name,
        graphql_name=name,
        type_annotation=StrawberryAnnotation(type_),
        description=description,
        default=default,
    )


def many(of: Any) -> Any:
    """A list of a type that is only known at run time."""
    return StrawberryList(StrawberryAnnotation(of).resolve())


def optional(of: Any) -> Any:
    """A type that is only known at run time, or null."""
    return StrawberryOptional(StrawberryAnnotation(of).resolve())


def definition(cls: type) -> StrawberryObjectDefinition:
    """The definition that a class made here or by a Strawberry decorator carries."""
    found = cls.__strawberry_definition__  # type: ignore[attr-defined]
    if not isinstance(found, StrawberryObjectDefinition):
        raise TypeError(f"{cls} describes no GraphQL object")
    return found


def _describe(name: str, fields: Sequence[StrawberryField], description: str, **options: Any) -> type:
    cls = type(name, (), {})
    settings: dict[str, Any] = {
        "is_input": False,
        "is_interface": False,
        "interfaces": [],
        "is_type_of": None,
        "resolve_type": None,
        **options,
    }
    cls.__strawberry_definition__ = StrawberryObjectDefinition(  # type: ignore[attr-defined]
        name=name, origin=cls, description=description, extend=False, directives=(), fields=list(fields), **settings
    )
    return cls


def output(name: str, fields: Sequence[StrawberryField], description: str, interfaces: Sequence[type] = ()) -> type:
    """An object type. Which object a value is, the interface says; the object itself takes what it is given."""
    return _describe(
        name,
        fields,
        description,
        interfaces=[definition(i) for i in interfaces],
        is_type_of=(lambda _value, _info: True) if interfaces else None,
    )


def interface(
    name: str,
    fields: Sequence[StrawberryField],
    description: str,
    kind: Callable[[Any], str],
    interfaces: Sequence[type] = (),
) -> type:
    """An interface; `kind(value)` names the object type of a value."""

    def resolve_type(value: Any, _info: GraphQLResolveInfo[Any], _type: GraphQLAbstractType) -> str:
        return kind(value)

    return _describe(
        name,
        fields,
        description,
        is_interface=True,
        interfaces=[definition(i) for i in interfaces],
        resolve_type=resolve_type,
    )


def input_field(name: str, type_: Any, description: str) -> StrawberryField:
    """A field of an input; None may be passed, but it may not be left out unless the type is optional."""
    return StrawberryField(
        python_name=name,
        graphql_name=name,
        type_annotation=StrawberryAnnotation(type_),
        description=description,
        default=UNSET,
    )


def input_type(name: str, fields: Sequence[StrawberryField], description: str) -> type:
    """An input; resolvers get it as a plain mapping of what the client wrote."""

    def as_written(_cls: type, value: Mapping[str, Any], _context: Any) -> Mapping[str, Any]:
        return value

    return _describe(name, fields, description, is_input=True, from_input=as_written)
