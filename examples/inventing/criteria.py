"""Two invented sets of criteria: what one invented authority asks of platforms for two tiers."""

from __future__ import annotations

from examples.inventing.organizations import AUTHORITY
from examples.inventing.tables import NOTE, Row, Tables, link

__all__ = ["tables"]

SETS = {
    "key": ("虚构重点培育条件", "Example criteria for key cultivation", "2025-01-01", "2026-07-01", "2025"),
    "key-2026": ("虚构重点培育条件（2026版）", "Example criteria for key cultivation, 2026", "2026-07-01", "", "2026"),
    "national": ("虚构国家级条件", "Example criteria for the national level", "2025-06-01", "", "2025"),
}
"""The second one replaces the first: a version is in force for a time."""

CRITERIA = [
    ("serviceProjects", "service-results", "年服务项目数", "service projects a year", (20, 25, 60), "", True),
    ("area", "basic-capability", "场地面积", "floor area", (1500, 2000, 5000), "m²", False),
    (
        "equipmentValue",
        "basic-capability",
        "设备原值",
        "value of equipment",
        (10_000_000, 15_000_000, 50_000_000),
        "CNY",
        True,
    ),
    ("staff", "technical-strength", "人员数", "staff", (30, 30, 80), "", False),
    ("utilisation", "operating-mechanism", "利用率", "utilisation", ("0.5", "0.5", "0.6"), "", False),
    ("pilot lines", "future-potential", "中试线数量", "pilot lines", (2, 2, 3), "", False),
]
"""Metric, dimension, names, thresholds in the order of the sets, unit, whether it is a gate."""


def tables() -> Tables:
    found: Tables = {"CriteriaSet": [], "Criterion": [], "HasCriterion": [], "AppliesToTier": []}
    for place, (key, (zh, en, start, end, version)) in enumerate(SETS.items()):
        set_id = f"invented-criteria-{key}"
        found["CriteriaSet"].append(
            named(set_id, zh, en)
            | {"authority": AUTHORITY, "versionLabel": version, "validFrom": start, "validTo": end}
        )
        found["AppliesToTier"].append(link(set_id, f"tier:{key.split('-')[0]}", start, end))
        for number, (metric, dimension, label_zh, label_en, thresholds, unit, gate) in enumerate(CRITERIA, 1):
            criterion = f"{set_id}-{number}"
            found["Criterion"].append(
                named(criterion, f"虚构条件：{label_zh}", f"Example criterion: {label_en}")
                | {"metric": metric, "dimension": dimension, "comparison": "at-least", "threshold": thresholds[place]}
                | {"thresholdUnit": unit, "isGate": str(gate).lower(), "weight": f"{1 / len(CRITERIA):.3f}"}
            )
            found["HasCriterion"].append(link(set_id, criterion, start, end))
    return found


def named(key: str, zh: str, en: str) -> Row:
    return {"id": key, "name": zh, "nameZh": zh, "nameEn": en, "description": NOTE}
