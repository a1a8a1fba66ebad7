"""Organizations of CORDIS: what the rows of organization.csv say about them, however often."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from operator import itemgetter

from graph.records import Record, Value
from loaders.cordis_codes import KINDS
from loaders.cordis_projects import Period
from loaders.faults import Faults
from loaders.headed import Headed
from loaders.mojibake import repaired
from loaders.regions import region_ids
from loaders.text import tidy, web_address
from ontology.model import Ontology, Text

__all__ = ["COLUMNS", "Organizations"]

TEXTS = ("name", "shortName", "vatNumber", "street", "postCode", "city")
SAID = (*TEXTS, "organizationURL", "geolocation", "activityType", "country")
URL_AT, POINT_AT, KIND_AT, COUNTRY_AT = range(len(TEXTS), len(SAID))
COLUMNS = (
    *SAID, "contentUpdateDate", "SME",
    "projectID", "organisationID", "role", "ecContribution", "totalCost", "endOfParticipation",
)  # fmt: skip
HEADINGS = {"url": "organizationURL", "latitude": "geolocation", "longitude": "geolocation", "to": "country"}

NO_PIC = Text("不是9位参与方代码，不用于识别机构。", "Not a participant code of 9 digits; not used to recognise it.")
NO_PIC_HINT = Text("检查 organisationID。", "Check organisationID.")
REPAIRED = Text("编码有误，已修复。", "The text was in the wrong encoding and has been put right.")
REPAIRED_HINT = Text("核对修复结果。", "Compare it with the original.")
NO_COUNTRY = Text("不是已知的国家代码，未记录所在地区。", "Not a known country code; no region is recorded.")
NO_COUNTRY_HINT = Text(
    "用 ISO 3166-1 两位代码；EL、UK 亦可。", "Use an ISO 3166-1 code of two letters; EL and UK will do."
)
NO_KIND = Text("不是已知的机构类别，归入其他机构。", "Not a known kind of organization; loaded as other organization.")
NO_KIND_HINT = Text("应为 HES、REC、PRC、PUB 或 OTH。", "It should be HES, REC, PRC, PUB or OTH.")
DIFFERENT = Text("同一机构各行内容不同，以最新一行为准。", "The rows of an organization differ; the newest is taken.")

Cells = tuple[str, ...]
_POINT = re.compile(r"\(?\s*(-?\d{1,2}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)\s*\)?")


class Organizations:
    """What is known of each organization while the rows go by."""

    def __init__(self, table: Headed, ontology: Ontology, faults: Faults) -> None:
        self.pick: Callable[[list[str]], Cells] = itemgetter(*table.indexes[: len(SAID)])
        self.sme_at = table.indexes[len(SAID) + 1]
        self.cells: dict[str, Cells] = {}
        """What is said of each organization, in the order of SAID."""
        self._file = table.name
        self._regions = region_ids(ontology)
        self._faults = faults
        self._updated_at = table.indexes[len(SAID)]
        self._read_at: dict[str, tuple[str, int]] = {}
        self._names: dict[str, dict[str, None]] = {}
        self._sme_since: dict[str, str | None] = {}

    def learn(self, pic: str, said: Cells, row: list[str], line: int) -> None:
        """Take in a row that says something new of an organization.

        The newer of two differing rows speaks; where it is silent, the older one does. An older name is kept as well.
        """
        updated = row[self._updated_at]
        known = self.cells.get(pic)
        if known is None:
            self.cells[pic], self._read_at[pic] = said, (updated, line)
            return
        self._faults.note(DIFFERENT)
        newer, older = known, said
        if updated > self._read_at[pic][0]:
            newer, older = said, known
            self._read_at[pic] = (updated, line)
        self.cells[pic] = tuple(one or two for one, two in zip(newer, older, strict=True))
        if older[0] and older[0] != self.cells[pic][0]:
            self._names.setdefault(pic, {})[older[0]] = None

    def learn_sme(self, pic: str, period: Period) -> None:
        """Take in that an organization called itself an SME in a project; the earliest one counts."""
        since = self._sme_since.get(pic)
        if since is None or (period.start and period.start < since):
            self._sme_since[pic] = period.start

    def records(self) -> Iterator[Record]:
        """A record for each organization, then its links to its country and to what it is designated as."""
        for pic, cells in self.cells.items():
            self._faults.place = (self._file, self._read_at[pic][1], HEADINGS)
            kind, country = cells[KIND_AT].strip(), cells[COUNTRY_AT].strip()
            said = self._properties(pic, cells)
            if len(pic) == 9 and pic.isdigit() and pic.isascii():
                identifiers: tuple[str, ...] = (f"pic:{pic}",)
            else:
                identifiers = ()
                self._faults.warn("organisationID", pic, NO_PIC, NO_PIC_HINT)
            if kind not in KINDS:
                self._faults.warn("activityType", kind, NO_KIND, NO_KIND_HINT)
            key = f"pic-{pic}"
            yield Record("cordis", key, KINDS.get(kind, "OtherOrganization"), said, identifiers)
            origin = f"cordis:{key}"
            region = self._regions.get(country)
            if region:
                yield Record("cordis", f"{key}/located-in", "LocatedIn", {}, (), origin, region)
            elif country:
                self._faults.warn("country", country, NO_COUNTRY, NO_COUNTRY_HINT)
            if pic in self._sme_since:
                sme = {"authority": "CORDIS"}
                since = self._sme_since[pic]
                yield Record("cordis", f"{key}/sme", "DesignatedAs", sme, (), origin, "designation:sme", since)

    def _properties(self, pic: str, cells: Cells) -> dict[str, Value]:
        said: dict[str, Value] = {}
        for name, cell in zip(TEXTS, cells, strict=False):
            if cell and (text := tidy(self._repaired(name, cell))):
                said[name] = text
        address, point = cells[URL_AT], cells[POINT_AT]
        if address and (url := web_address(repaired(address))):
            said["url"] = url
        if match := _POINT.fullmatch(point):
            said["latitude"], said["longitude"] = float(match[1]), float(match[2])
        if pic in self._names:
            names = (tidy(self._repaired("name", name)) for name in self._names[pic])
            said["otherName"] = tuple(name for name in dict.fromkeys(names) if name != said.get("name"))
        return said

    def _repaired(self, column: str, text: str) -> str:
        if text.isascii():
            return text
        right = repaired(text)
        if right != text:
            self._faults.warn(column, text, REPAIRED, REPAIRED_HINT)
        return right
