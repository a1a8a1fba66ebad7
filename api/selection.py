"""Which entities, or which links, and in what order: what `where` and `orderBy` say about a moment of the graph."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from api.connections import Order
from api.filters import all_of, null_given, property_condition
from api.moment import Moment
from api.scalars import Direction
from graph.arrays import Array
from ontology.errors import BadInput
from ontology.model import LinkType, Property

__all__ = ["DEEPEST", "Leaf", "condition", "kinds", "linked", "numbered", "read_orders"]

DEEPEST = 12
"""How deep `and`, `or` and `not` may be nested."""

BROADER = "Broader"
"""The link type along which a concept lies below another."""

Leaf = Callable[[str, Any], pl.Expr]


def condition(where: Mapping[str, Any], leaf: Leaf, depth: int = 0) -> pl.Expr:
    """What an input says: `and`, `or` and `not` here, everything else by `leaf`. Raises BadInput."""
    if depth > DEEPEST:
        raise BadInput("`where` is nested too deeply.", f"At most {DEEPEST} levels of `and`, `or` and `not`.")
    parts = []
    for name, given in where.items():
        if given is None:
            raise null_given(name)
        match name:
            case "and":
                parts.append(all_of([condition(each, leaf, depth + 1) for each in given]))
            case "or":
                parts.append(_any_of([condition(each, leaf, depth + 1) for each in given]))
            case "not":
                parts.append(~condition(given, leaf, depth + 1))
            case _:
                parts.append(leaf(name, given))
    return all_of(parts)


def _any_of(parts: Sequence[pl.Expr]) -> pl.Expr:
    return pl.any_horizontal(parts) if parts else pl.lit(value=False)


def numbered(moment: Moment, numbers: Array, given: Mapping[str, Any]) -> pl.Expr:
    """Rows whose entity has one of the ids that an `IDFilter` gives. `numbers` are the entities of the rows."""
    wanted = np.zeros(len(moment.snapshot), bool)
    wanted[_numbers(moment, _given(given, "id"))] = True
    return _rows(wanted[numbers])


def kinds(moment: Moment, numbers: Array, given: Mapping[str, Any]) -> pl.Expr:
    """Rows whose entity is of one of the kinds that a `KindFilter` gives, or of a kind below."""
    wanted = np.zeros(256, bool)
    wanted[kind_codes(moment, (kind.value for kind in _given(given, "kind")))] = True
    return _rows(wanted[moment.snapshot.kinds[numbers]])


def kind_codes(moment: Moment, names: Iterable[str]) -> list[int]:
    """The codes of the concrete classes at or below some classes."""
    ontology, known = moment.snapshot.ontology, moment.snapshot.kind_names
    return sorted({known.index(kind) for name in names for kind in ontology.concrete(name)})


def linked(moment: Moment, link: LinkType, forward: bool, numbers: Array, given: Mapping[str, Any]) -> pl.Expr:
    """Rows whose entity has, on the date, a link that a `LinkFilter` describes. Raises NotFound for an unknown id."""
    links = moment.snapshot.links(link.name)
    near, far = (links.start, links.end) if forward else (links.end, links.start)
    name = link.forward if forward else link.inverse
    masks = []
    for test, value in given.items():
        if value is None:
            raise null_given(f"{name}.{test}")
        rows = np.flatnonzero(links.valid(moment.as_of))
        if test != "exists":
            targets = np.zeros(len(moment.snapshot), bool)
            targets[_required(moment, value) if test == "any" else _below(moment, value)] = True
            rows = rows[targets[far[rows]]]
        found = np.zeros(len(moment.snapshot), bool)
        found[near[rows]] = True
        masks.append(_rows(found[numbers] if test != "exists" or value else ~found[numbers]))
    return all_of(masks)


def _below(moment: Moment, name: str) -> list[int]:
    """The numbers of a concept and of all that lie below it. Raises NotFound."""
    found = _required(moment, [name])
    if BROADER in moment.snapshot.ontology.links:
        broader = moment.snapshot.links(BROADER)
        valid = broader.valid(moment.as_of)
        for number in found:
            rows = broader.backward.rows(number)
            found.extend(n for n in broader.start[rows[valid[rows]]].tolist() if n not in found)
    return found


def _numbers(moment: Moment, names: Iterable[str]) -> list[int]:
    found = (moment.snapshot.number(name) for name in names)
    return [number for number in found if number is not None]


def _required(moment: Moment, names: Iterable[str]) -> list[int]:
    """The numbers of what is known by these names. Raises NotFound: a misspelt id must not look like a count of 0."""
    return [moment.require(name).number for name in names]


def _rows(mask: Array) -> pl.Expr:
    return pl.lit(pl.Series(mask))


def _given(given: Mapping[str, Any], name: str) -> list[Any]:
    """The values that an `eq` and an `in` allow together."""
    if None in given.values():
        raise null_given(name)
    one, several = given.get("eq"), given.get("in")
    if one is None:
        return list(several or ())
    return [one] if several is None or one in several else []


def property_leaf(moment: Moment, properties: Mapping[str, Property]) -> Leaf:
    """Conditions on properties by their names."""
    return lambda name, given: property_condition(moment.snapshot.ontology, properties[name], given)


def read_orders(given: Sequence[Mapping[str, Direction]] | None) -> tuple[Order, ...]:
    """The orders of an `orderBy`. Raises BadInput."""
    orders = []
    for each in given or ():
        if len(each) != 1 or None in each.values():
            raise BadInput(
                "Each element of `orderBy` names one field and its direction.",
                "Write for example orderBy: [{name: ASC}, {validFrom: DESC}].",
            )
        [(field, direction)] = each.items()
        orders.append(Order(field, direction is Direction.DESC))
    if len(orders) > len({order.field for order in orders}):
        raise BadInput("`orderBy` names a field twice.", "Name it once; the first elements count most.")
    return tuple(orders)
