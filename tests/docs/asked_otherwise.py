"""What a recipe's query must give, worked out from GraphQL's answer, on the view in Python, or from the other store.

Each is a list of rows in the columns of the recipe, or the first of them, in any order.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from math import prod
from typing import Any

import networkx as nx

from graph.records import SAME_AS, Link
from graph.store import Store

Data = Any
Rows = list[tuple[object, ...]]
Stakes = Mapping[str, Mapping[str, float | None]]

KINDS_BETWEEN = {"ParticipatesIn", "Operates", "Owns", "PartOf", "Supplies"}
KINDS_AROUND = {"ParticipatesIn", "Operates", "TestedAt", "Holds", "Owns", "Makes"}
UNKNOWN = "未知"


def by_name(data: Data) -> Rows:
    return [(node["id"], node["nameZh"], node["nameEn"]) for node in data["search"]["nodes"]]


def by_identifier(data: Data) -> Rows:
    found = data["entity"]
    return [(found["id"], found["name"], [f"{one['scheme']}:{one['value']}" for one in found["identifiers"]])]


def who_says_so(data: Data) -> Rows:
    won = {each["property"]: each["record"] for each in data["entity"]["provenance"] if each["property"] != "kind"}
    return [(name, record["properties"][name], f"{record['source']}:{record['key']}") for name, record in won.items()]


def ever_said(data: Data) -> Rows:
    return [
        (one["version"], one["source"], one["key"], *(one["properties"].get(name) for name in ("name", "city", "why")))
        for one in data["entity"]["history"]
    ]


def consortium(data: Data) -> Rows:
    edges = data["entity"]["participants"]["edges"]
    return [(edge["node"]["id"], edge["node"]["label"], edge["role"], edge["contribution"]) for edge in edges]


def worked_with(data: Data) -> Rows:
    return [_shared(one) for one in data["coParticipants"]["coParticipants"]]


def in_common(data: Data) -> Rows:
    others = {one["entity"]["id"]: one["shared"] for one in data["other"]["coParticipants"]}
    both = [_shared(one) for one in data["one"]["coParticipants"] if one["entity"]["id"] in others]
    return [(*row, others[str(row[0])]) for row in both]


def candidates(data: Data) -> Rows:
    return [
        (one["entity"]["id"], one["entity"]["label"], one["parts"]["commonNeighbours"])
        for one in data["partners"]["candidates"]
    ]


def members(data: Data) -> Rows:
    found: defaultdict[tuple[str, str], list[Data]] = defaultdict(list)
    for edge in data["entity"]["participants"]["edges"]:
        found[edge["node"]["kind"], edge["role"]].append(edge["node"])
    return [(*of, len(nodes), _names_by_id(node["locatedIn"] for node in nodes)) for of, nodes in found.items()]


def on_tier(data: Data) -> Rows:
    return [
        (
            one["id"], one["nameZh"], one["locatedIn"]["nodes"][0]["nameZh"], one["inSector"]["nodes"][0]["nameZh"],
            one["holdsTier"]["edges"][0]["validFrom"],
        )
        for one in data["pilotPlatforms"]["nodes"]
    ]  # fmt: skip


def moved(data: Data) -> Rows:
    before = {node["id"] for node in data["before"]["nodes"]}
    rows: Rows = []
    for node in data["after"]["nodes"]:
        held = node["holdsTier"]["edges"]
        if node["id"] in before and all(edge["node"]["id"] != "tier:key" for edge in held):
            told = [(edge["node"]["nameZh"], edge["validFrom"]) for edge in held] or [(None, None)]
            rows.extend((node["id"], node["nameZh"], *now) for now in told)
    return rows


def offered(data: Data) -> Rows:
    return [
        (platform["nameZh"], one["name"], one["trlFrom"], one["trlTo"], one["leadTimeDays"])
        for platform in data["pilotPlatforms"]["nodes"]
        for one in platform["offers"]["nodes"]
        if any(type["id"] == "service-type:process" for type in one["ofType"]["nodes"])
        and one["trlFrom"] is not None
        and one["trlTo"] is not None
        and one["trlFrom"] <= 4
        and one["trlTo"] >= 6
    ]


def regions_and_fields(data: Data) -> Rows:
    found: defaultdict[tuple[str, str], dict[str, Data]] = defaultdict(dict)
    for platform in data["pilotPlatforms"]["nodes"]:
        for place in _names(platform["locatedIn"]) or [UNKNOWN]:
            above = [_names(field["broader"]) or [field["nameZh"]] for field in platform["inSector"]["nodes"]]
            for field in set(chain.from_iterable(above)) or {UNKNOWN}:
                found[place, field][platform["id"]] = platform["utilisation"]
    return [
        (
            *of,
            len(used),
            sum(1 for use in used.values() if use is not None and use < 0.4),
            list(used.values()).count(None),
        )
        for of, used in found.items()
    ]


def layers(data: Data, names: int | None = None) -> Rows:
    rows: Rows = []
    for layer in data["chain"]["layers"]:
        products = sorted((product["entity"] for product in layer["products"]), key=lambda one: str(one["id"]))
        told = [one.get("nameZh") or one["name"] for one in products]
        rows.append((layer["distance"], len(products), told[:names]))
    return rows


def only_makers(data: Data) -> Rows:
    products = (product for layer in data["chain"]["layers"] for product in layer["products"])
    return [
        (
            one["entity"]["nameZh"],
            one["makers"]["makers"][0]["entity"]["nameZh"],
            one["makers"]["makers"][0]["entity"]["id"],
        )
        for one in products
        if one["makers"] is not None and one["makers"]["total"] == 1
    ]


def only_groups(data: Data) -> Rows:
    names, owner = {}, {}
    for one in data["organizations"]["nodes"]:
        names[one["id"]] = one["nameZh"]
        for edge in one["ownedBy"]["edges"]:
            names[edge["node"]["id"]] = edge["node"]["nameZh"]
            if edge["stake"] is not None and edge["stake"] > 0.5:
                owner[one["id"]] = edge["node"]["id"]
    rows: Rows = []
    for product in data["products"]["nodes"]:
        makers = {maker["id"] for maker in product["makers"]["nodes"]}
        heads = {_head(owner, maker) for maker in makers}
        if len(makers) > 1 and len(heads) == 1:
            rows.append((product["nameZh"] or product["name"], len(makers), names[heads.pop()]))
    return rows


def holdings(data: Data) -> Rows:
    stakes, names = _stakes(data)
    ways: defaultdict[str, list[list[float | None]]] = defaultdict(list)
    for end, way in _ways(stakes, "uscc:910000000000014178", frozenset()):
        ways[end].append(way)
    rows: Rows = []
    for id, found in ways.items():
        known = [prod(part for part in way if part is not None) for way in found if None not in way]
        rows.append(
            (id, names[id], min(map(len, found)), float(sum(known)) if known else None, len(found) - len(known))
        )
    return rows


def groups_of_control(data: Data) -> Rows:
    stakes, names = _stakes(data)
    control = nx.DiGraph(
        (top, id) for top, held in stakes.items() for id, stake in held.items() if stake is not None and stake > 0.5
    )
    rows: Rows = []
    for top, above in control.in_degree():
        if not above:
            below = sorted(nx.descendants(control, top))
            rows.append((top, names[top], len(below), [names[id] for id in below][:3]))
    return rows


def without_region(data: Data) -> Rows:
    kinds = [name for name in data if not name.endswith("Without")]
    return [(kind, data[kind]["totalCount"], data[f"{kind}Without"]["totalCount"]) for kind in kinds]


def connected(view: nx.MultiDiGraph) -> Rows:
    between = _some(view, KINDS_BETWEEN)
    found = nx.all_shortest_paths(nx.Graph(between), "uscc:91000000000000238T", "pic:999984059")
    return [(len(way) - 1, [_label(view, id) for id in way]) for way in found]


def within_three_steps(view: nx.MultiDiGraph) -> Rows:
    around = nx.Graph(_some(view, KINDS_AROUND))
    steps = nx.single_source_shortest_path_length(around, "example:invented-platform-13", cutoff=3)
    return [
        (*of, count)
        for of, count in Counter((distance, view.nodes[id]["kind"]) for id, distance in steps.items()).items()
    ]


def judgements(store: Store) -> Rows:
    newest = {one.record.origin: one.record for one in store.records(None) if one.record.kind == SAME_AS}
    return [
        (record.origin, record.start, record.end, record.properties["why"])
        for record in newest.values()
        if not record.retracted
    ]


def last_commits(store: Store) -> Rows:
    return [(commit.version, commit.why, commit.records) for commit in store.commits()]


def changed_last(store: Store) -> Rows:
    return [(change.id,) for change in store.changes(store.version() - 1) if change.value is not None]


def without_dates(store: Store) -> Rows:
    links = [change.value for change in store.changes() if isinstance(change.value, Link)]
    undated = Counter(link.kind for link in links if link.valid_from is None)
    return [(_type(kind), count, undated[kind]) for kind, count in Counter(link.kind for link in links).items()]


def programme(data: Data) -> Rows:
    return [(int(year.removeprefix("y")), found["totalCount"]) for year, found in data.items()]


IN_GRAPHQL: Mapping[str, Callable[[Data], Rows]] = {
    "Find something by any of its names": by_name,
    "Find something by any identifier": by_identifier,
    "What is known of it, and who says so": who_says_so,
    "All that was ever said of it": ever_said,
    "The consortium of a project": consortium,
    "With whom an organization has worked most, on a date": worked_with,
    "Partners in common": in_common,
    "Who could be a partner": candidates,
    "A programme year by year": programme,
    "The members of a cluster": members,
    "Platforms by tier, region and field on a date": on_tier,
    "Platforms that moved between two dates": moved,
    "Who offers a service that takes it from TRL 4 to 6": offered,
    "Regions and fields, with the unknown kept apart": regions_and_fields,
    "What lies upstream of a product": layers,
    "What depends on a product": lambda data: layers(data, 6),
    "Products that only one organization makes": only_makers,
    "Products that only one group makes": only_groups,
    "What a corporate group holds": holdings,
    "Groups of control": groups_of_control,
    "Entities without a region": without_region,
}
"""By the title of the recipe."""

ON_THE_VIEW: Mapping[str, Callable[[nx.MultiDiGraph], Rows]] = {
    "How two organizations are connected": connected,
    "What lies within three steps": within_three_steps,
}

IN_THE_OTHER_STORE: Mapping[str, Callable[[Store], Rows]] = {
    "Which judgements are in force": judgements,
    "The last commits": last_commits,
    "What a commit changed": changed_last,
    "Links without dates": without_dates,
}

RANKED = {
    "All that was ever said of it",
    "The last commits",
    "With whom an organization has worked most, on a date",
    "Who could be a partner",
    "What lies upstream of a product",
    "What depends on a product",
}
"""Where the rows come in the same order."""

PARTLY = {"A programme year by year"}
"""Where GraphQL is asked for some of the rows."""


def _shared(one: Data) -> tuple[object, ...]:
    return (one["entity"]["id"], one["entity"]["label"], one["shared"])


def _names(nodes: Data) -> list[str]:
    return [node["nameZh"] for node in nodes["nodes"]]


def _names_by_id(lists: Iterator[Data]) -> list[str]:
    places = {node["id"]: node["nameZh"] for nodes in lists for node in nodes["nodes"]}
    return [places[id] for id in sorted(places)]


def _head(owner: Mapping[str, str], id: str) -> str:
    while id in owner:
        id = owner[id]
    return id


def _stakes(data: Data) -> tuple[Stakes, Mapping[str, str]]:
    stakes: dict[str, dict[str, float | None]] = {}
    names: dict[str, str] = {}
    for one in data["organizations"]["nodes"]:
        stakes[one["id"]] = {edge["node"]["id"]: edge["stake"] for edge in one["owns"]["edges"]}
        names |= {edge["node"]["id"]: edge["node"]["nameZh"] for edge in one["owns"]["edges"]}
        names |= {one["id"]: one["nameZh"]} if "nameZh" in one else {}
    return stakes, names


def _ways(stakes: Stakes, start: str, gone: frozenset[tuple[str, str]]) -> Iterator[tuple[str, list[float | None]]]:
    """Every way downwards that takes no link twice, with the stakes on it."""
    for id, stake in stakes.get(start, {}).items():
        if (start, id) not in gone:
            yield id, [stake]
            for end, rest in _ways(stakes, id, gone | {(start, id)}):
                yield end, [stake, *rest]


def _type(kind: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind).upper()


def _some(view: nx.MultiDiGraph, types: set[str]) -> nx.MultiGraph:
    return nx.MultiGraph((start, end) for start, end, type in view.edges(data="type") if type in types)


def _label(view: nx.MultiDiGraph, id: str) -> str:
    node = view.nodes[id]
    return str(node.get("nameEn") or node.get("name") or id)
