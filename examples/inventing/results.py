"""Invented achievements and demands: who has them, what they need, where they were tested and what came of it."""

from __future__ import annotations

from examples.inventing.chains import chains
from examples.inventing.dice import Dice
from examples.inventing.organizations import Body
from examples.inventing.platforms import Platform
from examples.inventing.tables import NOTE, Row, Tables, link, together
from examples.inventing.trade import good_id
from examples.inventing.words import SERVICES

__all__ = ["tables"]

KINDS = [("新工艺", "new process"), ("样机", "prototype"), ("新配方", "new formula"), ("新结构", "new design")]
RESULTS = ["passed", "passed", "passed-with-conditions", "failed"]
OUTCOMES = {
    "passed": ["industrialised", "industrialised", "licensed", "further-development"],
    "passed-with-conditions": ["further-development", "licensed", "industrialised"],
    "failed": ["further-development", "abandoned"],
}
ASSESSED_BY = "GB/T 22900"
LAST_END = "2026-07-01"
"""A test takes a year; one that would end later is still running."""


def tables(bodies: list[Body], platforms: list[Platform]) -> Tables:
    holders = [body for body in bodies if body.kind in {"University", "ResearchInstitute"}]
    firms = [body for body in bodies if body.kind == "Enterprise"]
    parts = [achievement(number, holders if number % 3 else firms, platforms) for number in range(1, 71)]
    return together(parts + [demand(number, firms, platforms) for number in range(1, 46)])


def achievement(number: int, holders: list[Body], platforms: list[Platform]) -> Tables:
    """One achievement with its whole story; every tenth is for registered users only, with all that is told of it."""
    dice = Dice(f"achievement {number}")
    platform = dice.pick(platforms)
    zh, en = dice.pick(KINDS)
    key = f"invented-achievement-{number:02}"
    completed = dice.day("2019-01-01", "2025-06-30")
    row: Row = {
        "id": key,
        "name": f"虚构成果：{platform.topic.zh}{zh}（{number}）",
        "nameEn": f"Example {en} for {platform.topic.en} ({number})",
        "description": NOTE,
        "completedOn": completed,
    }
    levels, days = [dice.between(3, 4)], [completed]
    found: Tables = {
        "Achievement": [row],
        "Holds": [link(dice.pick(holders).id, key, completed)],
        "InSector": [link(key, f"field:{platform.topic.field}")],
        "Needs": [need(key, dice)],
    }
    if dice.chance(0.75):
        start, end = later(completed, 1), later(completed, 2)
        result = dice.pick(RESULTS) if end < LAST_END else "running"
        found["TestedAt"] = [link(key, platform.id, start) | {"testNumber": "1", "result": result}]
        if result.startswith("passed"):
            levels.append(levels[0] + dice.between(2, 3))
            days.append(end)
        if result in OUTCOMES and dice.chance(0.8):
            found["ResultedIn"] = [link(key, f"outcome:{dice.pick(OUTCOMES[result])}", end)]
    found["AssessedAt"] = [
        link(key, f"trl:{level}", day, until) | {"assessmentScheme": ASSESSED_BY}
        for level, day, until in zip(levels, days, [*days[1:], ""], strict=True)
    ]
    if number % 10 == 0:
        for rows in found.values():
            rows[:] = [one | {"access": "registered"} for one in rows]
    return found


def later(day: str, years: int) -> str:
    """The first of the same month, some years on."""
    return f"{int(day[:4]) + years}{day[4:7]}-01"


def demand(number: int, firms: list[Body], platforms: list[Platform]) -> Tables:
    dice = Dice(f"demand {number}")
    platform = dice.pick(platforms)
    key = f"invented-demand-{number:02}"
    raised = dice.day("2024-01-01", "2026-06-30")
    trl = dice.between(3, 5)
    row: Row = {
        "id": key,
        "name": f"虚构需求：{platform.topic.zh}中试（{number}）",
        "nameEn": f"Example demand for pilot testing of {platform.topic.en} ({number})",
        "description": NOTE,
        "demandStatus": "open" if raised > "2025-09-01" else dice.pick(["open", "matched", "met", "withdrawn"]),
        "raisedOn": raised,
        "trlFrom": trl,
        "trlTo": trl + 2,
    }
    if dice.chance(0.7):
        row |= {
            "budget": dice.between(2, 60) * 100_000,
            "deadline": later(raised, 1),
        }
    return {
        "Demand": [row],
        "Raises": [link(dice.pick(firms).id, key, raised)],
        "InSector": [link(key, f"field:{platform.topic.field}")],
        "Needs": [need(key, dice), link(key, good_id(dice.pick(chains()[1]).key))],
    }


def need(key: str, dice: Dice) -> Row:
    return link(key, f"service-type:{dice.pick(list(SERVICES))}") | {"essential": "true"}
