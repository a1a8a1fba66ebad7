"""Compare what an example printed with what the page shows; `…` stands for anything that is left out."""

from __future__ import annotations

import re
from decimal import Decimal

ELLIPSIS = "…"


def same_text(expected: str, actual: str) -> bool:
    """Whether two texts are alike; `…` alone on a line stands for any number of lines, else for part of a line."""
    lines = (line.rstrip() for line in expected.strip("\n").split("\n"))
    pattern = "".join(
        r"(?:.*\n)*" if line == ELLIPSIS else ".*".join(map(re.escape, line.split(ELLIPSIS))) + r"\n" for line in lines
    )
    shown = "".join(f"{line.rstrip()}\n" for line in actual.strip("\n").split("\n"))
    return re.fullmatch(pattern, shown) is not None


def same_json(expected: object, actual: object) -> bool:
    """Whether two JSON values are alike.

    The string `…` stands for any value, as a list's last item for any further ones, and as a key for any further keys.
    A number that was read as a Decimal is compared to as many digits after the point as it has.
    """
    if expected == ELLIPSIS:
        return True
    if isinstance(expected, dict) and isinstance(actual, dict):
        named = {key: value for key, value in expected.items() if key != ELLIPSIS}
        complete = ELLIPSIS in expected or named.keys() == actual.keys()
        return complete and all(key in actual and same_json(value, actual[key]) for key, value in named.items())
    if isinstance(expected, list) and isinstance(actual, list):
        if expected and expected[-1] == ELLIPSIS:
            expected, actual = expected[:-1], actual[: len(expected) - 1]
        return len(expected) == len(actual) and all(map(same_json, expected, actual))
    if isinstance(expected, str) and isinstance(actual, str):
        return same_text(expected, actual)
    if isinstance(expected, Decimal) and isinstance(actual, float):
        return Decimal(repr(actual)).quantize(expected) == expected
    return type(expected) is type(actual) and expected == actual
