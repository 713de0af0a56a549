"""Taking in a ward's hamlets, support points and teams from a spreadsheet: everything, or nothing and every problem.

A place is known by its name within its ward, tone marks and case aside; a row about a known one brings it up
to date, an empty cell says nothing. Places are never removed this way: records point at them.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import sheets
from app.core.actor import SYSTEM
from app.core.sheets import BadSheet, read_sheet
from app.core.text import clean, fold
from app.core.transaction import Unit, snapshot, unit
from app.identity.models import Team, TeamHamlet
from app.identity.people import add_team, serve_hamlets
from app.places import actions
from app.places.actions import HAMLET_KINDS, POINT_KINDS
from app.places.models import Hamlet, SupportPoint
from app.places.queries import reachable, ward_names

HEADERS = {
    "kind": "kind",
    "loai": "kind",
    "ward": "ward",
    "ma phuong": "ward",
    "ma xa": "ward",
    "name": "name",
    "ten": "name",
    "address": "address",
    "dia chi": "address",
    "phone": "phone",
    "dien thoai": "phone",
    "hours": "hours",
    "gio lam viec": "hours",
    "lat": "lat",
    "vi do": "lat",
    "lon": "lon",
    "kinh do": "lon",
    "hamlets": "hamlets",
    "dia ban": "hamlets",
}
"""Folded heading of a column → what it holds. One row is one hamlet, point or team."""

NEEDED = ("kind", "ward", "name")
TEAM = "team"

KINDS = {kind: kind for kind in (*HAMLET_KINDS, *POINT_KINDS, TEAM)} | {
    "thon": "hamlet",
    "ap": "hamlet",
    "to dan pho": "residential_group",
    "khom": "residential_group",
    "khu pho": "residential_group",
    "diem dai ly dich vu cong": "agent_point",
    "diem buu cuc": "post_point",
    "diem ho tro xa hoi so": "digital_society_point",
    "tru so cu": "old_headquarters",
    "ki-ot": "kiosk",
    "trung tam": "centre",
    "to cong nghe so cong dong": TEAM,
}
"""What may stand in the column of kinds, folded."""

LONGEST = {"name": 120, "address": 300, "phone": 40, "hours": 120}
"""In characters."""

BOX = {"lat": (6.0, 24.0), "lon": (102.0, 118.0)}
"""Vietnam with its islands, degrees: anything else is a slip."""


@dataclass(slots=True)
class Line:
    """One row, checked. group: hamlet, point or team; details: what the row says of a point; hamlets: folded
    names that a team serves, None where the row says nothing of it."""

    row: int
    group: str
    kind: str
    ward: str
    name: str
    details: dict[str, Any] = field(default_factory=dict)
    hamlets: list[str] | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        return self.group, self.ward, fold(self.name)


Summary = Counter[str]
"""`hamlets`, `points`, `teams`: added; `changed`; `unchanged`."""


def import_places(path: Path, *, dry_run: bool) -> Summary:
    """Add what is not there yet and bring the rest up to date. Raises BadSheet."""
    problems: list[str] = []
    rows = list(read_sheet(path, HEADERS, NEEDED))
    with snapshot() as session:
        lines = check_rows(session, rows, problems)
        if problems:
            raise BadSheet(problems)
        if dry_run:
            known = Known(session, {line.ward for line in lines})
            return Summary(known.verdict(line) for line in lines)
    # Hamlets come first: teams of the same file name them.
    lines.sort(key=lambda line: line.group == TEAM)
    with unit(*sorted({line.ward for line in lines})) as work:
        work.actor_id = SYSTEM.person_id
        known = Known(work.session, {line.ward for line in lines})
        summary = Summary()
        for line in lines:
            verdict = known.verdict(line)
            summary[verdict] += 1
            if verdict != "unchanged":
                WRITERS[line.group](work, known, line)
        return summary


def check_rows(session: Session, rows: list[tuple[int, dict[str, Any]]], problems: list[str]) -> list[Line]:
    """The rows as lines; what is wrong with each is added to `problems`."""
    wards = ward_names(session, {sheets.code(v.get("ward"), 5) for _, v in rows})
    lines: list[Line] = []
    first: dict[tuple[str, str, str], int] = {}
    for number, values in rows:
        faults: list[str] = []
        line = _line(number, values, faults)
        if line.ward not in wards:
            faults.append(f"ward {line.ward!r} is unknown; a five-digit code of a ward that is loaded is needed")
        if line.name and first.setdefault(line.key, number) != number:
            faults.append(f"the same as row {first[line.key]}")
        problems += [f"row {number}: {fault}" for fault in faults]
        lines.append(line)
    known = Known(session, set(wards))
    here = {line.key for line in lines if line.group == "hamlet"}
    for line in lines:
        missing = [
            n for n in line.hamlets or [] if known.hamlet(line.ward, n) is None and ("hamlet", line.ward, n) not in here
        ]
        problems += [f"row {line.row}: the ward has no hamlet {name!r}" for name in missing]
    return lines


def _line(number: int, values: dict[str, Any], faults: list[str]) -> Line:
    text = {name: clean(str(values[name])) for name in (*LONGEST, "kind") if name in values}
    for name, longest in LONGEST.items():
        if len(text.get(name, "")) > longest:
            faults.append(f"{name} is longer than {longest} characters")
    if not text.get("name"):
        faults.append("name is missing")
    kind = KINDS.get(fold(text.get("kind", "")), "")
    if not kind:
        faults.append(
            f"kind {text.get('kind', '')!r} is unknown; one of {', '.join((*HAMLET_KINDS, *POINT_KINDS, TEAM))}"
        )
    group = TEAM if kind == TEAM else "hamlet" if kind in HAMLET_KINDS else "point"
    line = Line(number, group, kind, sheets.code(values.get("ward"), 5) or "", text.get("name", ""))
    if group == "point":
        line.details = {name: text[name] for name in ("address", "phone", "hours") if name in text}
        line.details |= {name: _degrees(values[name], name, faults) for name in BOX if name in values}
    elif any(name in values for name in ("address", "phone", "hours", *BOX)):
        faults.append("only support points have an address, phone, hours and position")
    if "hamlets" in values:
        line.hamlets = sorted({fold(clean(name)) for name in str(values["hamlets"]).split(";") if clean(name)})
        if group != TEAM:
            faults.append("only teams serve hamlets")
    return line


def _degrees(value: Any, name: str, faults: list[str]) -> float | None:
    """A number, also one typed with a comma."""
    low, high = BOX[name]
    try:
        degrees = float(str(value).strip().replace(",", "."))
    except ValueError:
        degrees = 0.0
    if low <= degrees <= high:
        return degrees
    faults.append(f"{name} {value!r} is not within Vietnam")
    return None


class Known:
    """What some wards have already, by group, ward and folded name."""

    def __init__(self, session: Session, wards: set[str]) -> None:
        self.session = session
        self.rows: dict[tuple[str, str, str], Any] = {}
        models: dict[str, type[Any]] = {"hamlet": Hamlet, "point": SupportPoint, TEAM: Team}
        for group, model in models.items():
            for row in session.scalars(select(model).where(model.ward.in_(wards))):
                self.rows.setdefault((group, row.ward, fold(row.name)), row)

    def hamlet(self, ward: str, folded: str) -> str | None:
        row = self.rows.get(("hamlet", ward, folded))
        return str(row.id) if row is not None else None

    def hamlet_ids(self, line: Line) -> list[str]:
        """The hamlets a team is to serve; those not there yet are left out."""
        found = (self.hamlet(line.ward, name) for name in line.hamlets or [])
        return sorted(i for i in found if i is not None)

    def verdict(self, line: Line) -> str:
        """What a line does: a key of Summary."""
        row = self.rows.get(line.key)
        if row is None:
            return f"{line.group}s"
        return "changed" if row.name != line.name or self._differs(row, line) else "unchanged"

    def _differs(self, row: Any, line: Line) -> bool:
        if line.group == TEAM:
            served = self.session.scalars(select(TeamHamlet.hamlet_id).where(TeamHamlet.team_id == row.id))
            return line.hamlets is not None and (
                sorted(served) != self.hamlet_ids(line) or len(self.hamlet_ids(line)) != len(line.hamlets)
            )
        if not row.is_active:
            return True
        has = {"kind": row.kind} | ({**reachable(row), "lat": row.lat, "lon": row.lon} if line.group == "point" else {})
        return has | {"kind": line.kind} | line.details != has


def write_hamlet(work: Unit, known: Known, line: Line) -> None:
    row = known.rows.get(line.key)
    if row is None:
        row_id = actions.add_hamlet(work, line.ward, name=line.name, kind=line.kind)
        known.rows[line.key] = work.session.get_one(Hamlet, row_id)
        work.audit("hamlet.added", "hamlet", row_id, stream=line.ward)
    else:
        actions.change_hamlet(work, row, name=line.name, kind=line.kind)
        work.audit("hamlet.changed", "hamlet", row.id, stream=line.ward)


def write_point(work: Unit, known: Known, line: Line) -> None:
    row = known.rows.get(line.key)
    if row is None:
        row_id = actions.add_support_point(work, line.ward, name=line.name, kind=line.kind, **line.details)
        work.audit("support_point.added", "support_point", row_id, stream=line.ward)
    else:
        actions.change_support_point(work, row, name=line.name, kind=line.kind, **line.details)
        work.audit("support_point.changed", "support_point", row.id, stream=line.ward)


def write_team(work: Unit, known: Known, line: Line) -> None:
    row = known.rows.get(line.key)
    if row is None:
        add_team(work, line.ward, name=line.name, hamlet_ids=known.hamlet_ids(line))
        return
    row.name = line.name
    served = known.hamlet_ids(line) if line.hamlets is not None else None
    if served is None:
        served = list(work.session.scalars(select(TeamHamlet.hamlet_id).where(TeamHamlet.team_id == row.id)))
    serve_hamlets(work, row.id, served)


WRITERS: dict[str, Callable[[Unit, Known, Line], None]] = {
    "hamlet": write_hamlet,
    "point": write_point,
    TEAM: write_team,
}
