"""Invented trade along the chains: who makes and uses which product, and who supplies whom."""

from __future__ import annotations

from examples.inventing.chains import Flow, chains
from examples.inventing.dice import Dice
from examples.inventing.organizations import Body, successions
from examples.inventing.tables import NOTE, Row, Tables, link

__all__ = ["good_id", "makers", "tables"]


def good_id(key: str) -> str:
    return f"invented-product-{key}"


def makers(bodies: list[Body]) -> dict[str, list[Body]]:
    """Product -> enterprises named after it, and some that make it besides something downstream of it."""
    dice = Dice("makers")
    found = {good.key: [body for body in bodies if body.good == good.key] for good in chains()[1]}
    named = {key: list(firms) for key, firms in found.items()}
    for flow in chains()[2]:
        if len(named[flow.upstream]) > 1 and dice.chance(0.3):
            found[flow.upstream].append(dice.pick(named[flow.downstream]))
    return {key: list(dict.fromkeys(firms)) for key, firms in found.items()}


def tables(bodies: list[Body]) -> Tables:
    """Chains, products, what goes into what, and who trades in it."""
    all_chains, goods, flows = chains()
    made = makers(bodies)
    ends = {change.before: change.day for change in successions(bodies)}
    return {
        "IndustryChain": [
            named(f"invented-chain-{chain.key}", f"虚构{chain.zh}产业链", f"Example chain of {chain.en}")
            for chain in all_chains
        ],
        "Product": [named(good_id(good.key), good.zh, good.en) for good in goods],
        "PartOfChain": [link(good_id(good.key), f"invented-chain-{good.chain}") for good in goods],
        "InputTo": [input_row(flow) for flow in flows],
        "Makes": [row for key, firms in made.items() for row in making(key, firms, ends)],
        "Uses": using(bodies),
        "Supplies": [row for flow in flows for row in supplying(flow, made, ends)],
    }


def named(key: str, zh: str, en: str) -> Row:
    return {"id": key, "name": zh, "nameZh": zh, "nameEn": en, "description": NOTE}


def input_row(flow: Flow) -> Row:
    known: Row = {"share": flow.share} if flow.share else {}
    return (
        link(good_id(flow.upstream), good_id(flow.downstream)) | known | {"essential": "true" if flow.essential else ""}
    )


def making(key: str, firms: list[Body], ends: dict[str, str]) -> list[Row]:
    """Market shares that leave room for others; for one product in five nobody knows them."""
    dice = Dice(f"making {key}")
    shares = [dice.between(8, 30) for _ in firms]
    told = dice.chance(0.8)
    rows = []
    for firm, share in zip(firms, shares, strict=True):
        row = link(firm.id, good_id(key), dice.day("2012-01-01", "2021-12-31"), ends.get(firm.id, ""))
        if told:
            row["marketShare"] = f"{share / 100:.2f}"
        if dice.chance(0.5):
            row |= {"capacity": dice.between(1, 90) * 100, "capacityUnit": dice.pick(["t/a", "台/年", "万件/年"])}
        rows.append(row)
    return rows


def using(bodies: list[Body]) -> list[Row]:
    """End users of what stands at the end of a chain."""
    dice = Dice("users")
    inputs = {flow.upstream for flow in chains()[2]}
    final = [good for good in chains()[1] if good.key not in inputs or good.key == "machine-tool"]
    users = [body for body in bodies if body.kind == "EndUser"]
    return [link(user.id, good_id(good.key)) for user in users for good in dice.some(final, dice.between(1, 3))]


def supplying(flow: Flow, made: dict[str, list[Body]], ends: dict[str, str]) -> list[Row]:
    """About half of the pairs of makers trade; sole suppliers are hard to replace."""
    dice = Dice(f"supplying {flow.upstream} {flow.downstream}")
    sellers = [firm for firm in made[flow.upstream] if firm.id not in ends]
    rows = []
    for buyer in made[flow.downstream]:
        for seller in sellers:
            if seller == buyer or buyer.id in ends or not dice.chance(0.5):
                continue
            row = link(seller.id, buyer.id, dice.day("2015-01-01", "2024-12-31")) | {"product": good_id(flow.upstream)}
            if flow.share:
                row["share"] = flow.share
            row["substitutability"] = "0.1" if len(sellers) == 1 else f"{dice.between(3, 9) / 10:.1f}"
            rows.append(row)
    return rows
