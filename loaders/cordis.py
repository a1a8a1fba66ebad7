"""CORDIS, the European Union's research projects: a folder or zip of its own organization.csv and project.csv."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter
from pathlib import Path

from graph.records import Record, Value
from loaders.cordis_codes import Codes
from loaders.cordis_organizations import COLUMNS, Organizations
from loaders.cordis_projects import NOT_LISTED, NOT_LISTED_HINT, Period, amount, project_records
from loaders.faults import Faults
from loaders.headed import Headed, headed
from loaders.members import member
from loaders.progress import Progress
from ontology.model import Ontology, Text

__all__ = ["SOURCE", "records"]

SOURCE = Record(
    "cordis",
    "source",
    "Source",
    {
        "name": "CORDIS",
        "nameZh": "欧盟研发信息服务（CORDIS）",
        "nameEn": "Community Research and Development Information Service (CORDIS)",
        "publisher": "Publications Office of the European Union",
        "licence": "CC-BY-4.0",
        "url": "https://cordis.europa.eu/",
    },
    ("source:cordis",),
)

HEADINGS = {"from": "organisationID", "to": "projectID", "contribution": "ecContribution"}
NO_KEY = Text("项目编号或机构编号缺失或无效。", "No project id or organization id, or not a valid one.")
NO_KEY_HINT = Text("补上 projectID 与 organisationID。", "Fill in projectID and organisationID.")
TWICE = Text(
    "同一机构在同一项目中以同一角色重复出现，保留第一行。", "The same participation again; the first row is kept."
)
TWICE_HINT = Text("如为不同下属单位，其金额未合并。", "If these are two departments, their amounts are not added up.")
TWO_LEADS = Text("项目有不止一个牵头单位，均予保留。", "The project has more than one coordinator; all are kept.")
TWO_LEADS_HINT = Text("在 CORDIS 中核对。", "Compare with CORDIS.")
UNKNOWN = Period(None, None)
ENDED = Text(
    "参与提前结束但日期未知，以项目结束日为失效日。", "Ended early on a day not told: valid until the project's end."
)


_Participation = tuple[str, str, str, str, str, str]
"""projectID, organisationID, role, ecContribution, totalCost, endOfParticipation; plain, since there are many."""


def records(path: Path, ontology: Ontology, faults: Faults, progress: Progress | None = None) -> Iterator[Record]:
    """The source, projects, organizations with their countries, and who took part in what, as what.

    An organization comes once, whatever the number of its rows; where they differ, the newest speaks.

    Raises
    ------
    BadInput
        If one of the two files or a column that can't be done without is missing, or a file is damaged.
    """
    projects = member(path, "project.csv", progress)
    organizations = member(path, "organization.csv", progress)
    faults.place = (projects.name, 0, {})
    yield SOURCE
    periods: dict[str, Period] = {}
    yield from project_records(projects, ontology, faults, periods)
    table = headed(organizations, faults, COLUMNS, ("projectID", "organisationID"), errors="surrogateescape")
    known = Organizations(table, ontology, faults)
    lines = array("L")
    participations = list(_read(table, known, periods, lines, faults))
    yield from known.records()
    yield from _links(table.name, zip(lines, participations, strict=True), periods, Codes(ontology, "role"), faults)


def _read(
    table: Headed, known: Organizations, periods: Mapping[str, Period], lines: array[int], faults: Faults
) -> Iterator[_Participation]:
    """Participations, with their line numbers put into `lines`, while `known` learns about the organizations.

    Whatever is said again in the same words is passed over here, without a call: nearly all rows are such.
    """
    pick, pick_said, sme_at, cells_of = itemgetter(*table.indexes[-6:]), known.pick, known.sme_at, known.cells
    for line, row in table.rows:
        one = pick(row)
        project, pic = one[0], one[1]
        if not (project and pic and project.isascii() and pic.isascii()):
            faults.place = (table.name, line, HEADINGS)
            faults.error("organisationID" if project else "projectID", f"{project} {pic}".strip(), NO_KEY, NO_KEY_HINT)
            continue
        said = pick_said(row)
        if cells_of.get(pic) != said:
            known.learn(pic, said, row, line)
        if row[sme_at] == "true":
            known.learn_sme(pic, periods.get(project, UNKNOWN))
        lines.append(line)
        yield one


def _links(
    name: str,
    participations: Iterable[tuple[int, _Participation]],
    periods: Mapping[str, Period],
    roles: Codes,
    faults: Faults,
) -> Iterator[Record]:
    met: set[str] = set()
    leads: dict[str, int] = {}
    for line, (project, pic, word, grant, cost, ended) in participations:
        faults.place = (name, line, HEADINGS)
        role = roles[word]
        key = f"{project}/{pic}/{role or ''}"
        if key in met:
            faults.warn("organisationID", pic, TWICE, TWICE_HINT)
            continue
        met.add(key)
        if word == "coordinator":
            leads[project] = leads.get(project, 0) + 1
            if leads[project] == 2:
                faults.warn("role", project, TWO_LEADS, TWO_LEADS_HINT)
        start, after = periods.get(project, UNKNOWN)
        if ended != "true":
            after = None
        elif after:
            faults.note(ENDED)
        said = _qualifiers(role, word, grant, cost, faults)
        yield Record("cordis", key, "ParticipatesIn", said, (), f"cordis:pic-{pic}", f"cordis:{project}", start, after)


def _qualifiers(role: str | None, word: str, grant: str, cost: str, faults: Faults) -> dict[str, Value]:
    said: dict[str, Value] = {}
    if role:
        said["role"] = role
    elif word:
        faults.warn("role", word, NOT_LISTED, NOT_LISTED_HINT)
    if grant and (value := amount(grant, "ecContribution", faults)) is not None:
        said["contribution"] = value
    if cost and (value := amount(cost, "totalCost", faults)) is not None:
        said["totalCost"] = value
    return said
