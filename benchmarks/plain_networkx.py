"""Baseline of the questions: what one writes with networkx as it comes, over the bare tables or the flow file."""

from __future__ import annotations

import csv
import math
import sqlite3
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import networkx as nx


def participations(database: Path) -> nx.Graph[str]:
    """Return organizations and projects as one graph."""
    graph: nx.Graph[str] = nx.Graph()
    with sqlite3.connect(database) as connection:
        for organization, project in connection.execute("SELECT organisationID, projectID FROM participation"):
            graph.add_edge(f"pic:{organization}", f"project:{project}")
    return graph


def partners(graph: nx.Graph[str], of: str, first: int) -> list[tuple[str, float, float]]:
    """Return candidates by personalised PageRank, with common neighbours weighed as Adamic and Adar do."""
    rank = nx.pagerank(graph, alpha=0.85, personalization={of: 1.0})
    present = _together(graph, of)
    shared: defaultdict[str, float] = defaultdict(float)
    for partner in present:
        weight = 1 / math.log(1 + len(_together(graph, partner)))
        for candidate in _together(graph, partner):
            shared[candidate] += weight
    candidates = [node for node in shared if node not in present and node != of]
    return sorted(((node, rank[node], shared[node]) for node in candidates), key=lambda row: -row[1])[:first]


def flows(path: Path) -> nx.DiGraph[str]:
    """Return industries with the share of its inputs that each buys of another."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            graph.add_edge(row["supplier_industry"], row["buyer_industry"], share=float(row["share_of_buyer_inputs"]))
    return graph


def chain(graph: nx.DiGraph[str], of: str) -> list[list[str]]:
    """Return all that lies upstream, in layers, with the cycles found."""
    layers = [sorted(layer) for layer in nx.bfs_layers(graph.reverse(copy=False), [of])]
    nx.condensation(graph.subgraph(node for layer in layers for node in layer))
    return layers


def _together(graph: nx.Graph[str], organization: str) -> set[str]:
    return {member for project in graph[organization] for member in graph[project]} - {organization}


def _cpu(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["load", database]:
            participations(Path(database))
        case ["partners", database, organization]:
            worked_together = participations(Path(database))
            print(_cpu(lambda: partners(worked_together, organization, 20)))
        case ["chain", file, industry]:
            inputs = flows(Path(file))
            print(_cpu(lambda: chain(inputs, industry)))
