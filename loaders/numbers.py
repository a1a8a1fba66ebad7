"""Numbers as people write them: full-width digits, thousands separators, percentages, 万 and 亿."""

from __future__ import annotations

import re
from decimal import Decimal
from unicodedata import normalize

from loaders.faults import Unreadable
from ontology.model import Text

__all__ = ["decimal", "whole"]

NO_NUMBER = Text("不是数字。", "Not a number.")
NO_NUMBER_HINT = Text(
    "只写数字，小数点用“.”，不带单位，例如 1234.5 或 35%。",
    "Write digits with a decimal point and no unit: 1234.5 or 35%.",
)
NOT_WHOLE = Text("不是整数。", "Not a whole number.")
NOT_WHOLE_HINT = Text("去掉小数部分。", "Leave out the fraction.")

_WRITTEN = re.compile(
    r"(?P<sign>[+-]?)(?P<digits>\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d*)(?P<fraction>\.\d*)?"
    r"(?P<power>[eE][+-]?\d{1,3})?\s*(?P<scale>[%‰万亿]?)"
)
_SCALES = {"": Decimal(1), "%": Decimal("0.01"), "‰": Decimal("0.001"), "万": Decimal(10**4), "亿": Decimal(10**8)}


def decimal(text: str) -> float:
    """A number; 35% is .35, 1,234.5 is 1234.5, 3.2万 is 32000. Raises Unreadable."""
    return float(_exact(text))


def whole(text: str) -> int:
    """A number without a fraction. Raises Unreadable."""
    exact = _exact(text)
    if exact != exact.to_integral_value():
        raise Unreadable(NOT_WHOLE, NOT_WHOLE_HINT)
    return int(exact)


def _exact(text: str) -> Decimal:
    match = _WRITTEN.fullmatch(normalize("NFKC", text).replace("−", "-").strip())
    if match is None or not re.search(r"\d", match["digits"] + (match["fraction"] or "")):
        raise Unreadable(NO_NUMBER, NO_NUMBER_HINT)
    digits = re.sub("[, ]", "", match["digits"]) or "0"
    return Decimal(f"{match['sign']}{digits}{match['fraction'] or ''}{match['power'] or ''}") * _SCALES[match["scale"]]
