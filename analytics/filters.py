"""Which candidates are of a kind, in a region, in a sector; and how many are not, or not known to be."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from analytics.backend import Arrays, Mask, Positions
from analytics.co_participation import Participation
from analytics.concepts import below, linked

__all__ = ["TYPES", "LeftOut", "Types", "passing"]


@dataclass(frozen=True, slots=True)
class Types:
    """The types of the edges that are read."""

    participation: str = "ParticipatesIn"
    location: str = "LocatedIn"
    sector: str = "InSector"
    broader: str = "Broader"


TYPES = Types()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many were left out, by the first thing that kept them out. To be of unknown region is not to be elsewhere."""

    present: int = 0
    kind: int = 0
    region: int = 0
    region_unknown: int = 0
    sector: int = 0
    sector_unknown: int = 0


def passing(
    arrays: Arrays,
    participation: Participation,
    rows: Positions,
    *,
    kinds: Collection[str] | None,
    regions: Collection[str] | None,
    sectors: Collection[str] | None,
    types: Types,
) -> tuple[Mask, dict[str, int]]:
    """Tell which of some organizations pass all filters, and how many fail, by the fields of `LeftOut`."""
    positions = participation.organizations[rows]
    passed, counts = np.ones(len(rows), np.bool_), {}
    if kinds is not None:
        of_kind = np.array([kind in kinds for kind in arrays.kinds(positions)], np.bool_)
        counts["kind"] = int((~of_kind).sum())
        passed &= of_kind
    if regions is not None:
        inside, known = linked(arrays, types.location, below(arrays, regions, types.broader))
        passed &= _count(counts, "region", passed, inside[positions], known[positions])
    if sectors is not None:
        inside, known = linked(arrays, types.sector, below(arrays, sectors, types.broader))
        both = [_also_by_collective(participation, mask)[rows] for mask in (inside, known)]
        passed &= _count(counts, "sector", passed, *both)
    return passed, counts


def _also_by_collective(participation: Participation, marked: Mask) -> Mask:
    """Which organizations are marked, or take part in a collective that is."""
    by_collective = participation.incidence @ marked[participation.collectives].astype(np.float64)
    result: Mask = marked[participation.organizations] | (by_collective > 0)
    return result


def _count(counts: dict[str, int], name: str, so_far: Mask, inside: Mask, known: Mask) -> Mask:
    counts[name] = int((so_far & known & ~inside).sum())
    counts[f"{name}_unknown"] = int((so_far & ~known).sum())
    return inside
