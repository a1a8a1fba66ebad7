"""Invented consortia, projects and clusters, with who takes part in what role."""

from __future__ import annotations

from typing import NamedTuple

from examples.inventing.chains import Chain, chains
from examples.inventing.dice import Dice
from examples.inventing.organizations import AUTHORITY, Body, successions
from examples.inventing.platforms import Platform
from examples.inventing.real import GUESTS
from examples.inventing.tables import NOTE, Row, Tables, link, together
from examples.inventing.trade import makers

__all__ = ["tables"]

PROJECTS = 7
SINCE = "2023-01-01"
CLUSTERS = [
    ("辽东机床", "Liaodong machine tools", "machine-tools", "LN"),
    ("长三角机器人", "Delta robots", "humanoid-robots", "ZJ"),
    ("燕山氢能", "Yanshan hydrogen", "hydrogen", "HE"),
    ("浦江生物药", "Pujiang biomedicine", "biomedicine", "SH"),
]


class Circle(NamedTuple):
    """Who works together along a chain: its makers, and those who do research for it or use what it makes.

    The first of each list take part most often.
    """

    firms: list[Body]
    others: list[Body]


def tables(bodies: list[Body], platforms: list[Platform]) -> Tables:
    """One consortium and seven projects a chain, and four clusters."""
    circles = circles_of(bodies)
    services = [body for body in bodies if body.kind == "ServiceOrganization"]
    parts = [consortium(chain, circles[chain.key]) for chain in chains()[0]]
    parts += [
        project(chain, number, circles[chain.key], platforms)
        for chain in chains()[0]
        for number in range(1, PROJECTS + 1)
    ]
    parts += [cluster(number, circles[CLUSTERS[number - 1][2]], services) for number in range(1, len(CLUSTERS) + 1)]
    return together(parts)


def circles_of(bodies: list[Body]) -> dict[str, Circle]:
    """By chain: makers of final products first; researchers shared among chains, but each with its own favourites."""
    gone = {change.before for change in successions(bodies)}
    made = makers(bodies)
    others = [body for body in bodies if body.kind in {"University", "ResearchInstitute", "EndUser"}]
    found = {}
    for place, chain in enumerate(chains()[0]):
        goods = [good.key for good in reversed(chains()[1]) if good.chain == chain.key]
        firms = dict.fromkeys(firm for good in goods for firm in made[good] if firm.id not in gone)
        found[chain.key] = Circle(
            list(firms), others[place::6] + [one for one in others if one not in others[place::6]]
        )
    return found


def consortium(chain: Chain, circle: Circle) -> Tables:
    dice = Dice(f"consortium {chain.key}")
    key = f"invented-consortium-{chain.key}"
    guests = [link(guest, key, SINCE) | {"role": "international-partner"} for guest in GUESTS.get(chain.key, [])]
    return {
        "Consortium": [named(key, f"虚构{chain.zh}创新联合体", f"Example consortium for {chain.en}", SINCE)],
        "ParticipatesIn": members(key, SINCE, circle, dice, dice.between(9, 16)) + guests,
    }


def project(chain: Chain, number: int, circle: Circle, platforms: list[Platform]) -> Tables:
    """Three years of work; half of the projects have a platform at their service."""
    dice = Dice(f"project {chain.key} {number}")
    key = f"invented-project-{chain.key}-{number}"
    start = dice.day("2018-01-01", "2024-12-31")
    row = named(key, f"虚构{chain.zh}攻关项目（{number}）", f"Example project {number} on {chain.en}", start)
    taking_part = members(key, start, circle, dice, dice.between(3, 9))
    if dice.chance(0.5):
        taking_part.append(link(dice.pick(platforms).id, key, start) | {"role": "service-provider"})
    return {"Project": [row | {"endDate": f"{int(start[:4]) + 3}{start[4:7]}-28"}], "ParticipatesIn": taking_part}


def cluster(number: int, circle: Circle, services: list[Body]) -> Tables:
    """With somebody who manages it; the first two are recognised as national clusters."""
    dice = Dice(f"cluster {number}")
    zh, en, _, region = CLUSTERS[number - 1]
    key, since = f"invented-cluster-{number}", "2021-01-01"
    manager = link(services[number].id, key, since) | {"role": "management"}
    recognised = link(key, "designation:national-cluster", SINCE) | {"batch": "1", "authority": AUTHORITY}
    row = named(key, f"虚构{zh}集群", f"Example cluster of {en}", since)
    return {
        "Cluster": [row | {"managementStaff": f"{dice.between(1, 8) / 2:.1f}"}],
        "LocatedIn": [link(key, f"region:CN-{region}")],
        "ParticipatesIn": [*members(key, since, circle, dice, dice.between(15, 24)), manager],
        "DesignatedAs": [recognised] if number <= 2 else [],
    }


def named(key: str, zh: str, en: str, start: str) -> Row:
    return {"id": key, "name": zh, "nameZh": zh, "nameEn": en, "description": NOTE, "startDate": start}


def members(collective: str, start: str, circle: Circle, dice: Dice, count: int) -> list[Row]:
    """Two thirds of them makers; the first one leads.

    Low places are drawn more often, so that a few organizations take part in much and most in little.
    """
    chosen: list[Body] = []
    while len(chosen) < count:
        pool = circle.firms if dice.chance(0.66) else circle.others
        body = pool[min(dice.between(0, len(pool) - 1) for _ in range(3))]
        if body not in chosen:
            chosen.append(body)
    roles = ["coordinator"] + ["end-user" if body.kind == "EndUser" else "participant" for body in chosen[1:]]
    return [link(body.id, collective, start) | {"role": role} for body, role in zip(chosen, roles, strict=True)]
