"""Invented platforms: what they are for, who runs them, what they offer, and the tiers that they held."""

from __future__ import annotations

from typing import NamedTuple

from examples.inventing.dice import Dice
from examples.inventing.organizations import AUTHORITY, Body
from examples.inventing.real import RUNS
from examples.inventing.tables import NOTE, Row, Tables, link
from examples.inventing.words import SERVICES, Topic, topics

__all__ = ["Platform", "platforms", "tables"]

MODELS = {
    "Enterprise": ["market", "open-enterprise", "own-use"],
    "University": ["academia", "joint"],
    "ResearchInstitute": ["academia", "joint", "government"],
}
NEXT_TIER = {"key": "2025-06-01", "national": "2025-12-01"}


class Platform(NamedTuple):
    """`rank` is the highest tier it has held; no `operator`: a real organization is said to run it."""

    id: str
    topic: Topic
    operator: Body | None
    rank: str
    founded: int


def platforms(bodies: list[Body]) -> list[Platform]:
    """One a topic, run by its own firm, else by a university or institute, of its region where there is one."""
    dice = Dice("platforms")
    own = {body.runs: body for body in bodies}
    academics = [body for body in bodies if body.kind in {"University", "ResearchInstitute"}]
    found = []
    for number, topic in enumerate(topics(), 1):
        near = [body for body in academics if body.region == topic.region] or academics
        operator = None if topic.en in RUNS else own.get(topic.en) or dice.pick(near)
        rank = dice.pick(["reserve", "reserve", "reserve", "key", "key", "national"])
        found.append(Platform(f"invented-platform-{number:02}", topic, operator, rank, dice.between(2008, 2022)))
    return found


def tables(all_platforms: list[Platform]) -> Tables:
    """Platforms with their lines and services, and the links between them."""
    dice = Dice("platform rows")
    found: Tables = {"PilotPlatform": [], "PilotLine": [], "HasLine": [], "Service": [], "Offers": [], "OfType": []}
    for platform in all_platforms:
        found["PilotPlatform"].append(row_of(platform, dice))
        for number in range(1, dice.between(1, 2 if platform.rank == "reserve" else 4) + 1):
            found["PilotLine"].append(line_of(platform, number, dice))
            found["HasLine"].append(link(platform.id, f"{platform.id}-line-{number}"))
        count = dice.between(1, 5) if platform.rank == "reserve" else dice.between(20, 45)
        for number in range(1, count + 1):
            add_service(found, platform, number, dice)
    found["Operates"] = [link(operator_of(p), p.id, f"{p.founded}-07-01") for p in all_platforms]
    found["LocatedIn"] = [link(p.id, f"region:CN-{p.topic.region}") for p in all_platforms]
    found["InSector"] = [link(p.id, f"field:{p.topic.field}") for p in all_platforms]
    found["HoldsTier"] = [row for number, p in enumerate(all_platforms) for row in tiers(p, number)]
    return found


def operator_of(platform: Platform) -> str:
    return platform.operator.id if platform.operator else RUNS[platform.topic.en]


def row_of(platform: Platform, dice: Dice) -> Row:
    """Larger where the tier is higher; unknown figures are left empty."""
    size = {"reserve": 1, "key": 3, "national": 6}[platform.rank]
    row: Row = {
        "id": platform.id,
        "name": f"虚构{platform.topic.zh}中试平台",
        "nameZh": f"虚构{platform.topic.zh}中试平台",
        "nameEn": f"Example pilot platform for {platform.topic.en}",
        "description": NOTE
        if platform.operator
        else f"{NOTE}; 由真实机构运营一事亦为虚构 that a real organization runs it is invented too",
        "constructionModel": dice.pick(MODELS[platform.operator.kind] if platform.operator else ["academia"]),
        "foundedYear": platform.founded,
        "validFrom": f"{platform.founded}-01-01",
    }
    figures = {
        "area": size * dice.between(8, 40) * 100,
        "staff": size * dice.between(8, 30),
        "equipmentCount": size * dice.between(10, 45),
        "equipmentValue": size * dice.between(6, 40) * 1_000_000,
        "serviceProjects": size * dice.between(4, 30),
        "utilisation": f"{dice.between(20, 95) / 100:.2f}",
        "openToPublic": "true" if dice.chance(0.8) else "false",
    }
    return row | {name: value for name, value in figures.items() if dice.chance(0.85)}


def line_of(platform: Platform, number: int, dice: Dice) -> Row:
    row: Row = {
        "id": f"{platform.id}-line-{number}",
        "name": f"虚构{platform.topic.zh}中试线{number}号",
        "nameEn": f"Example pilot line {number} for {platform.topic.en}",
        "description": NOTE,
        "equipmentCount": dice.between(3, 12),
        "commissionedOn": dice.day(f"{platform.founded + 1}-01-01", "2025-03-31"),
    }
    if dice.chance(0.7):
        row |= {"capacity": dice.between(1, 60) * 10, "capacityUnit": dice.pick(["t/a", "kg/d", "台/年", "件/批"])}
    return row


def add_service(found: Tables, platform: Platform, number: int, dice: Dice) -> None:
    """One item; some for registered users only, and a few for reviewers."""
    kind = dice.pick(list(SERVICES))
    zh, en = dice.pick(SERVICES[kind])
    trl = dice.between(3, 6)
    key = f"{platform.id}-service-{number}"
    access = {"access": dice.pick(["registered", "registered", "example-reviewers"])} if dice.chance(0.02) else {}
    row: Row = {
        "id": key,
        "name": f"虚构服务：{platform.topic.zh}{zh}（{number}）",
        "nameEn": f"Example {en} for {platform.topic.en} ({number})",
        "trlFrom": trl,
        "trlTo": trl + dice.between(1, 3),
    }
    if dice.chance(0.5):
        mrl = dice.between(3, 7)
        row |= {"mrlFrom": mrl, "mrlTo": mrl + dice.between(1, 2)}
    if dice.chance(0.8):
        row["leadTimeDays"] = dice.between(1, 24) * 5
    if dice.chance(0.4):
        row |= {"capacity": dice.between(2, 50), "capacityUnit": "批/年"}
    found["Service"].append(row | access)
    found["Offers"].append(link(platform.id, key) | access)
    found["OfType"].append(link(key, f"service-type:{kind}") | access)


def tiers(platform: Platform, number: int) -> list[Row]:
    """Up the ladder; every ninth national one skips a rung, and some reserves were struck off the list."""
    steps = ["reserve", "key", "national"][: ["reserve", "key", "national"].index(platform.rank) + 1]
    start = f"2024-0{1 + number % 6}-01"
    if platform.topic.en == "quantum control electronics":
        steps = ["reserve", "national"]
    days = [start] + [NEXT_TIER[step] for step in steps[1:]]
    ends = [*days[1:], "2025-09-01" if platform.rank == "reserve" and number % 8 == 0 else ""]
    return [
        link(platform.id, f"tier:{step}", day, end) | {"batch": "1", "authority": AUTHORITY}
        for step, day, end in zip(steps, days, ends, strict=True)
    ]
