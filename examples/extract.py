"""Cut the real part of the examples out of the full sources: `python -m examples.extract ../shared/data`.

Writes examples/cordis, examples/ror, examples/identities and examples/chain. Running it again writes the same files.
"""

from __future__ import annotations

import csv
import gzip
import json
import sys
from collections.abc import Iterable
from pathlib import Path

from examples import product_chain
from examples.matching import Entry, Row, agree, by_name, with_relatives
from examples.writing import table, write, write_gzip

__all__ = ["files", "main"]

HERE = Path(__file__).parent
CLASSES = {"HES": "University", "REC": "ResearchInstitute", "PRC": "Enterprise", "PUB": "PublicBody"}


def read(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def leit(folder: Path) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """The projects for enabling and industrial technologies (LEIT), and who takes part in them."""
    projects = [row for row in read(folder / "project.csv.gz") if "LEIT" in row["legalBasis"]]
    ids = {row["id"] for row in projects}
    participations = [row for row in read(folder / "organization.csv.gz") if row["projectID"] in ids]
    assert (len(projects), len(participations)) == (2_380, 27_423), (len(projects), len(participations))
    assert len({row["organisationID"] for row in participations}) == 10_363
    return projects, participations


def organizations(participations: Iterable[dict[str, str]]) -> dict[str, Row]:
    """PIC -> the first of its rows that has a name: about a quarter of the rows have none."""
    found: dict[str, Row] = {}
    for row in participations:
        if not found.get(row["organisationID"], {}).get("name"):
            found[row["organisationID"]] = row
    return found


def identities(rows: dict[str, Row], matches: dict[str, list[Entry]]) -> dict[str, str]:
    """Tables of the organizations that carry both a PIC and a ROR id, because all that can be compared agrees."""
    certain = {pic: entries[0] for pic, entries in matches.items() if agree(rows[pic], entries)}
    assert len(certain) == 153, len(certain)
    texts = {"Source.csv": table(list(SOURCE), [SOURCE])}
    for activity, kind in CLASSES.items():
        texts[f"{kind}.csv"] = table(
            ["id", "ror", "name"],
            (
                {"id": f"pic:{pic}", "ror": entry["id"].removeprefix("https://ror.org/"), "name": rows[pic]["name"]}
                for pic, entry in sorted(certain.items())
                if rows[pic]["activityType"] == activity
            ),
        )
    return texts


def files(data: Path) -> dict[str, str]:
    """Path under examples -> text (before compression, for those whose name ends in .gz)."""
    projects, participations = leit(data / "cordis")
    with gzip.open(data / "ror" / "ror-sample.jsonl.gz", "rt", encoding="utf-8") as lines:
        entries: list[Entry] = [json.loads(line) for line in lines]
    rows = organizations(participations)
    matches = by_name(rows.values(), entries)
    registry = with_relatives((entry["id"] for found in matches.values() for entry in found), entries)
    assert (len(matches), len(registry)) == (260, 829), (len(matches), len(registry))
    folders = {"identities": identities(rows, matches), "chain": product_chain.tables(data / "supplychain")}
    return {
        "cordis/project.csv.gz": table(list(projects[0]), projects, ";", quote_all=True),
        "cordis/organization.csv.gz": table(list(participations[0]), participations, ";", quote_all=True),
        "ror/ror-sample.jsonl.gz": "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in registry),
        **{f"{folder}/{name}": text for folder, texts in folders.items() for name, text in texts.items()},
    }


def main(data: Path, target: Path = HERE) -> None:
    for name, text in files(data).items():
        (write_gzip if name.endswith(".gz") else write)(target / name, text)
        print(f"{(target / name).stat().st_size:>9,}  {name}")


SOURCE = {
    "id": "source:identities",
    "name": "CORDIS and ROR: the same organizations",
    "description": (
        "Organizations of examples/cordis that are certainly entries of examples/ror: the normalised name, the "
        "country, the city and the kind of organization are equal, and no other entry has that name there. "
        "Found by examples/extract.py. 名称、国家、城市与机构类别均一致，且无其他同名条目。"
    ),
    "licence": "CC0-1.0",
    "publisher": "Pilotgraph",
}

if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data"))
