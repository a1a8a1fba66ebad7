"""JSON as a page shows it: what fits on a line stays on one, and a number has no more digits than a reader wants."""

from __future__ import annotations

import json

WIDTH = 110


def laid_out(value: object) -> str:
    """Return JSON that ends with a line break; numbers have three digits that count after the point."""
    return _lines(_rounded(value), "") + "\n"


def _rounded(value: object) -> object:
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_rounded(each) for each in value]
    return float(f"{value:.3f}" if abs(value) >= 0.1 else f"{value:.3g}") if isinstance(value, float) else value


def _lines(value: object, indent: str) -> str:
    line = json.dumps(value, ensure_ascii=False)
    deeper = indent + "  "
    if len(indent) + len(line) <= WIDTH or not isinstance(value, (dict, list)):
        return line
    if isinstance(value, list):
        return "[\n" + ",\n".join(deeper + _lines(each, deeper) for each in value) + "\n" + indent + "]"
    pairs = (f"{deeper}{json.dumps(key)}: {_lines(each, deeper)}" for key, each in value.items())
    return "{\n" + ",\n".join(pairs) + "\n" + indent + "}"
