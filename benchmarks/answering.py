"""What an answer costs at the server, in CPU time a request; variables differ, so that no cache can answer."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from benchmarks.harness import MATERIAL, ROOT, Result, command, environment, in_turn, peer, run
from benchmarks.server import Server, ours, running, theirs

INPUT_OUTPUT = MATERIAL / "input-output"
BIGGEST = "pic:999984059"
"""The organization with the most projects, 981."""

CAR = "336111"
"""Automobile manufacturing."""

MANY, FEW = 300, 20
"""Requests of one measurement, for quick and for slow questions."""

FIELDS = "id kind name shortName ... on Organization { street postCode city vatNumber }"
ENTITY = f"query ($id: ID!) {{ entity(id: $id) {{ {FIELDS} }} }}"
SEARCH = "query ($text: String!) { search(text: $text, first: 20) { nodes { id kind name } } }"
PAGE = f"""query ($after: String) {{
  organizations(first: 20, after: $after, orderBy: [{{name: ASC}}]) {{ nodes {{ {FIELDS} }} pageInfo {{ endCursor }} }}
}}"""
PARTNERS = f"""query ($first: Int!) {{
  partners(for: "{BIGGEST}", first: $first) {{ candidates {{ entity {{ id name }} score }} evidence {{ version }} }}
}}"""
CHAIN = """query ($of: ID!) {
  chain(of: $of, direction: UPSTREAM, depth: 100) {
    layers { distance products { entity { id name } } }
    evidence { version }
  }
}"""

THEIR_FIELDS = "id name shortName kind street city country postCode"
THEIR_ENTITY = f"query ($id: String!) {{ entity(id: $id) {{ {THEIR_FIELDS} }} }}"
THEIR_SEARCH = "query ($text: String!) { search(text: $text) { id kind name } }"
THEIR_PAGE = f"query ($after: String!) {{ organizations(after: $after) {{ {THEIR_FIELDS} }} }}"


class Asked:
    """A query, and endlessly different variables for it."""

    def __init__(self, server: Server, query: str, name: str, values: Iterable[object]) -> None:
        self.server = server
        self.query = query
        self.variables: Iterator[Mapping[str, object]] = ({name: value} for value in cycle(values))

    def cost(self, requests: int) -> float:
        """Return the server's CPU time in ms a request."""
        return self.server.cpu_per_request(self.query, islice(self.variables, requests + 1))


def results(folder: Path) -> list[Result]:
    """Ask a server on `cordis.db`, in turn with Strawberry as it comes on `bare.db`, and with plain networkx."""
    store = environment(folder / "cordis.db")
    run(command("load", "input-output", str(INPUT_OUTPUT)), store)
    with (
        running(lambda _: command("serve"), ours(store)) as our,
        running(lambda port: peer("stock_strawberry", str(port)), theirs(folder / "bare.db")) as their,
    ):
        return [*_look_ups(our, their), *_questions(our, folder / "bare.db")]


def _look_ups(our: Server, their: Server) -> list[Result]:
    known: Any = our.ask("{ organizations(first: 1000) { nodes { id name } } }", {})
    ids = [node["id"] for node in known["organizations"]["nodes"]]
    names = [node["name"] for node in known["organizations"]["nodes"] if node["name"]]
    words = list(dict.fromkeys(max(name.split(), key=len) for name in names))
    ordered: Any = our.ask(
        "{ organizations(first: 1000, orderBy: [{name: ASC}]) { edges { cursor node { name } } } }", {}
    )
    edges = ordered["organizations"]["edges"]
    sides = {
        "`entity`, 8 fields": (
            Asked(our, ENTITY, "id", ids),
            Asked(their, THEIR_ENTITY, "id", [id.removeprefix("pic:") for id in ids]),
        ),
        "`search`, first 20": (Asked(our, SEARCH, "text", words), Asked(their, THEIR_SEARCH, "text", words)),
        "A page of 20, by name": (
            Asked(our, PAGE, "after", [edge["cursor"] for edge in edges]),
            Asked(their, THEIR_PAGE, "after", [edge["node"]["name"] for edge in edges]),
        ),
    }
    stock = "Strawberry as it comes, on the bare tables"
    return [
        Result(task, stock, "ms CPU", "under 2", *in_turn(partial(us.cost, MANY), partial(them.cost, MANY)))
        for task, (us, them) in sides.items()
    ]


def _questions(our: Server, tables: Path) -> list[Result]:
    found: Any = our.ask("{ products(first: 1000) { nodes { id } } }", {})
    industries = [node["id"] for node in found["products"]["nodes"]]
    partners = Asked(our, PARTNERS, "first", range(20, 120))
    chain = Asked(our, CHAIN, "of", industries)
    graph = "plain networkx, the graph already in memory"
    links = in_turn(lambda: chain.cost(FEW), lambda: _in_networkx("chain", INPUT_OUTPUT / "flows.csv", CAR))
    ties = in_turn(lambda: partners.cost(FEW), lambda: _in_networkx("partners", tables, BIGGEST))
    return [
        Result("`partners` of the biggest organization", graph, "ms CPU", "under 100", *ties),
        Result("`chain` upstream to any depth, input-output table", graph, "ms CPU", "under 50", *links),
    ]


def _in_networkx(question: str, source: Path, about: str) -> float:
    arguments = peer("plain_networkx", question, str(source), about)
    return float(subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=True).stdout) * 1000
