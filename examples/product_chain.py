"""The product chain of OpenSPG/KAG (Apache-2.0), from its own columns into Pilotgraph's tables.

Which way an edge goes is read from the content, since its label does not tell: 商品化工-橡胶-合成橡胶 "hasSupplyChain"
轮胎与橡胶-轮胎, and that one 汽车. So a row's product is the input and the products it lists are downstream of it; the
source's own rule for "main customer" reads it so too. What follows a product in its use is downstream there as well:
a car is followed by petrol and by motor insurance.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from examples.writing import table

__all__ = ["tables"]

Rows = list[dict[str, str]]


def read(path: Path) -> Rows:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def listed(cell: str) -> list[str]:
    """The paths in a `,` joined list. A name may hold `、` but no comma."""
    return [path for part in cell.split(",") if (path := part.strip())]


def unique(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Once each, in order, and no self-loops."""
    return [pair for pair in dict.fromkeys(pairs) if pair[0] != pair[1]]


def tables(folder: Path) -> dict[str, str]:
    """File name -> text. Verifies the counts that examples/README.md states."""
    products, companies = read(folder / "Product.csv"), read(folder / "Company.csv")
    inputs = unique((row["id"], target) for row in products for target in listed(row["hasSupplyChain"]))
    makes = unique((row["id"], product) for row in companies for product in listed(row["product"]))
    chains = unique((row["id"], row["belongToIndustry"]) for row in products)
    # Most products are only ever named by another row: 44 have a row of their own, several of them more than one.
    paths = dict.fromkeys(
        [row["id"] for row in products] + [p for pair in inputs for p in pair] + [p for _, p in makes]
    )
    assert (len({row["id"] for row in products}), len(paths)) == (44, 359), len(paths)
    assert (len(companies), len(inputs), len(makes), len(chains)) == (103, 536, 300, 44), (len(inputs), len(makes))
    industries = [row["id"] for row in read(folder / "Industry.csv")]
    return {
        "Source.csv": table(list(SOURCE), [SOURCE]),
        "Product.csv": table(
            ["id", "name", "otherName", "isPlaceholder"],
            (named(path) | {"isPlaceholder": "true" if is_placeholder(path) else ""} for path in paths),
        ),
        "IndustryChain.csv": table(
            ["id", "name", "otherName"],
            (named(path) for path in industries),
        ),
        "Enterprise.csv": table(["id", "name"], ({"id": row["id"], "name": row["name"]} for row in companies)),
        "InputTo.csv": pairs_table(inputs),
        "PartOfChain.csv": pairs_table(chains),
        "Makes.csv": pairs_table(makes),
    }


def named(path: str) -> dict[str, str]:
    """The last part of a path is the name; the whole path, where there is more of it, finds it too."""
    name = path.rsplit("-", 1)[-1]
    return {"id": path, "name": name, "otherName": path if path != name else ""}


def is_placeholder(path: str) -> bool:
    """Whether it is a catch-all, such as 其他化学制品 (other chemicals)."""
    return path.rsplit("-", 1)[-1].startswith("其他")


def pairs_table(pairs: Iterable[tuple[str, str]]) -> str:
    return table(["from", "to"], ({"from": a, "to": b} for a, b in pairs))


SOURCE = {
    "id": "source:openspg-kag",
    "name": "OpenSPG/KAG: supply chain example",
    "description": (
        "Products, what goes into what, ten industries, and 103 companies whose names the source has masked. "
        "Converted by examples/extract.py; its 19 money transfers are left out: a payment is no supply. "
        "产品、上下游关系、十个行业与103家企业（名称由来源遮盖）；资金往来未转换。"
    ),
    "url": "https://github.com/OpenSPG/KAG",
    "licence": "Apache-2.0",
    "publisher": "OpenSPG",
}
