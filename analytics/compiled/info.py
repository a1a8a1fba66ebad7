"""What the networkx backend can do: read by networkx when it is imported, so nothing else is imported here."""

from __future__ import annotations

from typing import Any

__all__ = ["FUNCTIONS", "get_info"]

_FAMILIES: dict[str, str] = {
    "components": "connected_components number_connected_components is_connected node_connected_component"
    " weakly_connected_components number_weakly_connected_components is_weakly_connected strongly_connected_components"
    " number_strongly_connected_components is_strongly_connected condensation",
    "degrees": "degree_centrality in_degree_centrality out_degree_centrality",
}
"""Module of this package → the functions in it, by the names under which networkx dispatches them."""

FUNCTIONS: dict[str, str] = {name: module for module, names in _FAMILIES.items() for name in names.split()}
"""Function → the module of this package in which it is."""


def get_info() -> dict[str, Any]:
    """What networkx shows of the backend in its own help texts."""
    return {
        "backend_name": "pilotgraph",
        "project": "pilotgraph",
        "package": "analytics.compiled",
        "short_summary": "Compiled loops over the arrays of a Pilotgraph view, or of a graph converted once.",
        "functions": {name: {} for name in FUNCTIONS},
    }
