"""What networkx talks to when it dispatches a call to this backend."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from importlib import import_module
from typing import Any

import networkx as nx
from networkx.utils.backends import _registered_algorithms

from analytics.compiled.graph import CompiledGraph
from analytics.compiled.info import FUNCTIONS
from analytics.compiled.lazy import LazyDiGraph, LazyGraph, plain
from analytics.compiled.reading import from_networkx, to_networkx

__all__ = ["interface"]

Function = Callable[..., Any]


class _Interface:
    """Every function of networkx is an attribute: ours if there is one, else networkx' own.

    networkx refuses to call its own function on a graph of a backend that has not got it, unless the user has set
    `nx.config.fallback_to_nx`. A view is a networkx graph, so its own functions work on it, without a copy.
    """

    def __getattr__(self, name: str) -> Function:
        if name.startswith("__") or name not in _registered_algorithms:
            raise AttributeError(name)
        theirs = getattr(_registered_algorithms[name], "orig_func", None)
        if name in FUNCTIONS:
            ours: Function = getattr(import_module(f"analytics.compiled.{FUNCTIONS[name]}"), name)
            function = _or_networkx(ours, theirs) if theirs else ours
        elif theirs:
            function = theirs
        else:
            raise AttributeError(name)
        setattr(self, name, function)
        return function

    def can_run(self, name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> bool:
        """Whether to hand this call to us: what we have not got only for a networkx graph that has us as backend."""
        return name in FUNCTIONS or any(map(_is_ours, (*args, *kwargs.values())))

    def should_run(self, name: str, *_: object) -> bool:
        """Whether it pays to convert a graph for this call."""
        return name in FUNCTIONS

    @staticmethod
    def convert_from_nx(
        graph: Any,
        *,
        edge_attrs: Mapping[str, Any] | None = None,
        preserve_edge_attrs: bool = False,
        **_: object,
    ) -> Any:
        """Read a networkx graph as arrays. Raises NotImplementedError if attributes are wanted that are no numbers."""
        if preserve_edge_attrs:
            raise NotImplementedError("all attributes of edges")
        return from_networkx(graph, edge_attrs or {})

    @staticmethod
    def convert_to_nx(result: Any, **_: object) -> Any:
        """A graph or a mapping, also in a tuple, as networkx itself would have made it."""
        if isinstance(result, Mapping) and not isinstance(result, dict):
            return dict(result.items())
        if isinstance(result, LazyGraph | LazyDiGraph):
            return plain(result)
        if isinstance(result, CompiledGraph):
            return to_networkx(result)
        return tuple(map(_Interface.convert_to_nx, result)) if isinstance(result, tuple) else result


def _or_networkx(ours: Function, theirs: Function) -> Function:
    """Our function, or networkx' own on a networkx graph if ours does not know what to do with its arguments."""

    @wraps(ours)
    def function(*args: Any, **kwargs: Any) -> Any:
        try:
            return ours(*args, **kwargs)
        except NotImplementedError:
            if not any(map(_is_ours, (*args, *kwargs.values()))):
                raise
        return theirs(*args, **kwargs)

    return function


def _is_ours(argument: object) -> bool:
    """Whether this is a networkx graph that is dispatched here, and on which networkx' own functions work too."""
    return isinstance(argument, nx.Graph) and argument.__networkx_backend__ == "pilotgraph"


interface = _Interface()
