"""Invented consortia, projects and clusters, with who takes part in what role."""

from __future__ import annotations

from examples.inventing.chains import chains
from examples.inventing.dice import Dice
from examples.inventing.organizations import AUTHORITY, Body
from examples.inventing.platforms import Platform
from examples.inventing.real import GUESTS
from examples.inventing.tables import NOTE, Row, Tables, link
from examples.inventing.trade import makers

__all__ = ["tables"]

CLUSTERS = [
    ("辽东机床", "Liaodong machine tools", "machine-tools", "LN"),
    ("长三角机器人", "Delta robots", "humanoid-robots", "ZJ"),
    ("燕山氢能", "Yanshan hydrogen", "hydrogen", "HE"),
    ("浦江生物药", "Pujiang biomedicine", "biomedicine", "SH"),
]


def tables(bodies: list[Body], platforms: list[Platform]) -> Tables:
    """One consortium and seven projects a chain, and four clusters."""
    dice = Dice("collectives")
    made = makers(bodies)
    found: Tables = {"Consortium": [], "Project": [], "Cluster": [], "ParticipatesIn": [], "DesignatedAs": []}
    found["LocatedIn"] = []
    for chain in chains()[0]:
        firms = firms_of(chain.key, made)
        consortium = f"invented-consortium-{chain.key}"
        found["Consortium"].append(
            named(consortium, f"虚构{chain.zh}创新联合体", f"Example consortium for {chain.en}", "2023-01-01", "")
        )
        found["ParticipatesIn"] += members(consortium, "2023-01-01", firms, bodies, dice, dice.between(9, 16))
        found["ParticipatesIn"] += [
            link(guest, consortium, "2023-06-01") | {"role": "international-partner"}
            for guest in GUESTS.get(chain.key, [])
        ]
        for number in range(1, 8):
            start = dice.day("2018-01-01", "2024-12-31")
            project = f"invented-project-{chain.key}-{number}"
            end = f"{int(start[:4]) + 3}{start[4:8]}28"
            zh, en = f"虚构{chain.zh}攻关项目（{number}）", f"Example project {number} on {chain.en}"
            found["Project"].append(named(project, zh, en, start, end))
            found["ParticipatesIn"] += members(project, start, firms, bodies, dice, dice.between(3, 9))
            if dice.chance(0.5):
                platform = dice.pick(platforms)
                found["ParticipatesIn"].append(link(platform.id, project, start) | {"role": "service-provider"})
    for number, (zh, en, chain_key, region) in enumerate(CLUSTERS, 1):
        cluster = f"invented-cluster-{number}"
        found["Cluster"].append(
            named(cluster, f"虚构{zh}集群", f"Example cluster of {en}", "2021-01-01", "")
            | {"managementStaff": f"{dice.between(1, 8) / 2:.1f}"}
        )
        found["LocatedIn"].append(link(cluster, f"region:CN-{region}"))
        found["ParticipatesIn"] += members(
            cluster, "2021-01-01", firms_of(chain_key, made), bodies, dice, dice.between(15, 24)
        )
        manager = dice.pick([body for body in bodies if body.kind == "ServiceOrganization"])
        found["ParticipatesIn"].append(link(manager.id, cluster, "2021-01-01") | {"role": "management"})
        if number < 3:
            found["DesignatedAs"].append(
                link(cluster, "designation:national-cluster", "2023-01-01") | {"batch": "1", "authority": AUTHORITY}
            )
    return found


def firms_of(chain: str, made: dict[str, list[Body]]) -> list[Body]:
    goods = [good.key for good in chains()[1] if good.chain == chain]
    return list(dict.fromkeys(firm for good in goods for firm in made[good]))


def named(key: str, zh: str, en: str, start: str, end: str) -> Row:
    return {"id": key, "name": zh, "nameZh": zh, "nameEn": en, "description": NOTE, "startDate": start, "endDate": end}


def members(collective: str, start: str, firms: list[Body], bodies: list[Body], dice: Dice, count: int) -> list[Row]:
    """Two thirds of them firms of the chain, the rest whoever does research or uses it; the first one leads.

    Low numbers are drawn more often, so that a few organizations take part in much and most in little.
    """
    others = [body for body in bodies if body.kind in {"University", "ResearchInstitute", "EndUser"}]
    chosen: list[Body] = []
    while len(chosen) < count:
        pool = firms if dice.chance(0.66) else others
        body = pool[min(dice.between(0, len(pool) - 1), dice.between(0, len(pool) - 1), dice.between(0, len(pool) - 1))]
        if body not in chosen:
            chosen.append(body)
    roles = ["coordinator"] + ["end-user" if body.kind == "EndUser" else "participant" for body in chosen[1:]]
    return [link(body.id, collective, start) | {"role": role} for body, role in zip(chosen, roles, strict=True)]
