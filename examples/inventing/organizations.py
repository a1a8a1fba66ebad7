"""Invented organizations: who they are, what they were recognised as, who owns whom, who became whom."""

from __future__ import annotations

from typing import NamedTuple

from examples.inventing.chains import chains
from examples.inventing.dice import Dice
from examples.inventing.real import RUNS
from examples.inventing.tables import NOTE, Row, Tables, link
from examples.inventing.words import BODIES, END_USERS, INSTITUTES, SERVICE_BODIES, STEMS, UNIVERSITIES, topics

__all__ = ["AUTHORITY", "Body", "Change", "organizations", "successions", "tables"]

AUTHORITY = "虚构中试主管部门"
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
REGIONS = [
    *("AH", "BJ", "CQ", "FJ", "GD", "GS", "GX", "GZ", "HA", "HB", "HE", "HI", "HL", "HN", "JL"),
    *("JS", "JX", "LN", "NM", "NX", "QH", "SC", "SD", "SH", "SN", "SX", "TJ", "XJ", "YN", "ZJ"),
]
KINDS = {
    "University": UNIVERSITIES,
    "ResearchInstitute": INSTITUTES,
    "EndUser": END_USERS,
    "ServiceOrganization": SERVICE_BODIES,
    "PublicBody": BODIES,
}
PREFIXES = {"Enterprise": "91", "PublicBody": "11"}
LADDER = ["sme", "innovative-sme", "specialised-sme", "little-giant"]


class Body(NamedTuple):
    """An organization. An enterprise is named after what it makes (`good`), or after the platform that it `runs`."""

    id: str
    kind: str
    zh: str
    en: str
    region: str
    good: str = ""
    runs: str = ""


class Change(NamedTuple):
    """One organization carried on by another, and gone itself since that day."""

    before: str
    after: str
    kind: str
    day: str


def organizations() -> list[Body]:
    """Makers first, one to three for every product, so that a few products have one maker only."""
    found = [*makers(), *holding_firms(), *operators()]
    found += [
        Body("", kind, f"虚构{zh}", f"Example {en}", region)
        for kind, words in KINDS.items()
        for zh, en, region in words
    ]
    return [body._replace(id=f"invented-organization-{number:03}") for number, body in enumerate(found, 1)]


def makers() -> list[Body]:
    dice = Dice("organizations")
    return [
        Body("", "Enterprise", f"虚构{zh}{good.zh}有限公司", firm(f"{en} {good.en}"), dice.pick(REGIONS), good=good.key)
        for good in chains()[1]
        for zh, en in dice.some(STEMS, dice.pick([1, 2, 2, 3]))
    ]


def holding_firms() -> list[Body]:
    return [
        Body("", "Enterprise", f"虚构{zh}控股有限公司", firm(f"{en} holdings"), region)
        for (zh, en), region in zip(STEMS, ("BJ", "SH", "GD", "ZJ", "JS"), strict=False)
    ]


def operators() -> list[Body]:
    """Firms founded to run one platform: for about half of the platforms that no real organization is said to run."""
    dice = Dice("operators")
    return [
        Body(
            "",
            "Enterprise",
            f"虚构{topic.zh}中试技术有限公司",
            firm(f"{topic.en} pilot"),
            topic.region,
            runs=topic.en,
        )
        for topic in topics()
        if topic.en not in RUNS and dice.chance(0.5)
    ]


def firm(words: str) -> str:
    return f"Example {' '.join(word[0].upper() + word[1:] for word in words.split())} Co., Ltd."


def social_credit_code(prefix: str, number: int) -> str:
    """A code with valid checks (GB 32100, GB 11714) in the administrative division 000000, which does not exist."""
    body = f"{number:08}"
    rest = 11 - sum(int(c) * w for c, w in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)) % 11
    code = f"{prefix}000000{body}{'X' if rest == 10 else rest % 11}"
    total = sum(ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(code))
    return code + ALPHABET[-total % 31]


def tables(bodies: list[Body]) -> Tables:
    """One table for each kind, with where they are, and the dated facts about them."""
    found: Tables = {}
    dice = Dice("organization rows")
    changes = {change.before: change for change in successions(bodies)}
    for number, body in enumerate(bodies, 1):
        row = row_of(body, number, dice)
        if body.id in changes:
            row["dissolvedOn"] = changes[body.id].day
        found.setdefault(body.kind, []).append(row)
        found.setdefault("LocatedIn", []).append(link(body.id, f"region:CN-{body.region}"))
    enterprises = [body for body in bodies if body.kind == "Enterprise"]
    found["DesignatedAs"] = designations(enterprises)
    found["Owns"] = holdings(enterprises)
    found["SucceededBy"] = [link(c.before, c.after, c.day) | {"changeKind": c.kind} for c in changes.values()]
    return found


def row_of(body: Body, number: int, dice: Dice) -> Row:
    """What is not known is left empty: a code is missing for one in six."""
    row: Row = {"id": body.id, "nameZh": body.zh, "name": body.zh, "nameEn": body.en, "description": NOTE}
    if body.kind == "PublicBody" or dice.chance(0.83):
        row["uscc"] = social_credit_code(PREFIXES.get(body.kind, "12"), number)
    if dice.chance(0.8):
        row["foundedOn"] = dice.day("1985-01-01", "2007-12-31")
    if body.kind == "Enterprise" and dice.chance(0.7):
        row["staff"] = dice.between(2, 80) * 10
        row["registeredCapital"] = dice.between(1, 60) * 5_000_000
    return row


def designations(enterprises: list[Body]) -> list[Row]:
    """The ladder of small firms, climbed over the years; and one chain leader for each chain."""
    dice = Dice("designations")
    rows = []
    leaders = {good.chain: good.key for good in chains()[1]}
    for body in enterprises:
        if body.good in leaders.values() and dice.chance(0.5):
            rows.append(award(body, "chain-leader", "2024-05-01", ""))
        elif dice.chance(0.55):
            steps = LADDER[: dice.between(1, len(LADDER))]
            days = [f"{2020 + step}-0{dice.between(1, 9)}-01" for step in range(len(steps) + 1)]
            for step, code in enumerate(steps):
                rows.append(award(body, code, days[step], days[step + 1] if step + 1 < len(steps) else ""))
    return rows


def award(body: Body, code: str, start: str, end: str) -> Row:
    return link(body.id, f"designation:{code}", start, end) | {"batch": start[:4], "authority": AUTHORITY}


def holdings(enterprises: list[Body]) -> list[Row]:
    """Five holdings: one chain of majorities, one circle of three, minorities besides."""
    dice = Dice("holdings")
    groups = [body for body in enterprises if not body.good and not body.runs]
    first, second, third, fourth, fifth = groups
    rows = [stake(first, second, "0.62", "2015-03-01"), stake(second, third, "0.55", "2017-07-01")]
    rows += [stake(third, fourth, "0.18", "2018-01-01"), stake(fourth, fifth, "0.22", "2018-06-01")]
    rows.append(stake(fifth, third, "0.15", "2019-11-01"))
    for owned in enterprises:
        if owned not in groups and dice.chance(0.3):
            owner = dice.pick(groups)
            rows.append(
                stake(
                    owner,
                    owned,
                    dice.pick(["0.51", "0.60", "0.75", "0.30", "0.12", ""]),
                    dice.day("2014-01-01", "2023-12-31"),
                )
            )
    return rows


def stake(owner: Body, owned: Body, share: str, start: str) -> Row:
    return link(owner.id, owned.id, start) | {"stake": share}


def successions(bodies: list[Body]) -> list[Change]:
    """A merger of two firms into a third, a renaming and a takeover, each among makers of the same product."""
    makers: dict[str, list[Body]] = {}
    for body in bodies:
        makers.setdefault(body.good, []).append(body)
    trios = [firms for good, firms in makers.items() if good and len(firms) == 3]
    (a, b, c), (d, e, _), (f, g, _) = trios[:3]
    return [
        Change(a.id, c.id, "merger", "2022-04-01"),
        Change(b.id, c.id, "merger", "2022-04-01"),
        Change(d.id, e.id, "rename", "2023-09-01"),
        Change(f.id, g.id, "takeover", "2024-01-01"),
    ]
