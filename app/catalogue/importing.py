"""Taking procedures and reference texts in: everything is checked first, then all of it or nothing is written."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalogue.definition import Problem, problems_in
from app.catalogue.forms import content_hash
from app.catalogue.models import ProcedureVersion, ReferenceText
from app.catalogue.texts import problems_in_texts
from app.core import clock
from app.core.transaction import Unit, snapshot, unit
from app.identity.access import CAT, ref

DATA = Path(__file__).parent / "data"
LIFE = ("valid_from", "valid_to", "replaced_by")
"""What is said about a version; everything else is its content."""
MAX_FILE_BYTES = 20_000_000


class BadFile(Exception):
    """A file that cannot be taken in. problems: every one of them."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


@dataclass(slots=True)
class Summary:
    """What an import did, or would do: ids of procedure versions and texts."""

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: int = 0

    def __str__(self) -> str:
        return f"{len(self.added)} new, {len(self.updated)} changed, {self.unchanged} unchanged"


def read_file(path: Path) -> Any:
    """The content of a JSON file. Raises BadFile in plain words."""
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise BadFile([Problem(0, "", "", "is larger than 20 MB")])
        return orjson.loads(path.read_bytes())
    except OSError as error:
        raise BadFile([Problem(0, "", "", f"cannot be read: {error.strerror}")]) from error
    except orjson.JSONDecodeError as error:
        raise BadFile([Problem(0, "", "", f"is no JSON: {error}")]) from error


def import_file(path: Path, *, dry_run: bool = False) -> Summary:
    """Take in a list of procedures, or {procedures: […], texts: […]}. Raises BadFile; then nothing changed."""
    data = read_file(path)
    parts = {"procedures": data} if isinstance(data, list) else data
    if not isinstance(parts, dict) or not parts or set(parts) - {"procedures", "texts"}:
        raise BadFile([Problem(0, "", "", "must hold a list of procedures, or {procedures, texts}")])
    for name, rows in parts.items():
        if not isinstance(rows, list):
            raise BadFile([Problem(0, "", name, "must be a list")])
    procedures, texts = parts.get("procedures", []), parts.get("texts", [])
    problems = problems_in(procedures) + problems_in_texts(texts)
    with snapshot() as session:
        problems += _unknown_successors(session, procedures)
        wards = sorted({text["ward"] for text in texts if isinstance(text, dict) and text.get("ward")})
    if problems:
        raise BadFile(problems)
    if dry_run:
        with snapshot() as session:
            return _plan(session, procedures, texts)
    with unit(CAT.stream, *wards) as work:
        summary = Summary()
        _take_procedures(work, procedures, summary)
        _take_texts(work, texts, summary)
        return summary


def import_builtin() -> Summary:
    """The catalogue the product comes with."""
    summary = Summary()
    for name in ("procedures.json", "texts.json"):
        part = import_file(DATA / name)
        summary.added += part.added
        summary.updated += part.updated
        summary.unchanged += part.unchanged
    return summary


def today() -> date:
    return clock.now().astimezone(clock.VIETNAM).date()


def _unknown_successors(session: Session, rows: list[Any]) -> list[Problem]:
    given = {row["code"] for row in rows if isinstance(row, dict) and isinstance(row.get("code"), str)}
    known = given | set(session.scalars(select(ProcedureVersion.code).distinct()))
    return [
        Problem(number, str(row.get("code", "")), "replaced_by", f"{row['replaced_by']!r} is no known procedure")
        for number, row in enumerate(rows, start=1)
        if isinstance(row, dict) and isinstance(row.get("replaced_by"), str) and row["replaced_by"] not in known
    ]


def _latest(session: Session) -> dict[str, ProcedureVersion]:
    """The newest version of every procedure by code."""
    rows = session.scalars(select(ProcedureVersion).order_by(ProcedureVersion.version))
    return {row.code: row for row in rows}


def _content(row: dict[str, Any]) -> dict[str, Any]:
    return {"online_level": None, "issued_by": None} | {key: value for key, value in row.items() if key not in LIFE}


def _plan(session: Session, procedures: list[dict[str, Any]], texts: list[dict[str, Any]]) -> Summary:
    summary, latest = Summary(), _latest(session)
    for row in procedures:
        old = latest.get(row["code"])
        if old is None:
            summary.added.append(f"{row['code']}@1")
        elif old.content_hash != content_hash(_content(row)):
            summary.added.append(f"{row['code']}@{old.version + 1}")
        elif _life_differs(old, row):
            summary.updated.append(old.id)
        else:
            summary.unchanged += 1
    held = {text.id: text for text in session.scalars(select(ReferenceText))}
    for row in texts:
        _count(summary, row["id"], held.get(row["id"]), row)
    return summary


def _take_procedures(work: Unit, rows: list[dict[str, Any]], summary: Summary) -> None:
    latest = _latest(work.session)
    touched: list[tuple[ProcedureVersion, dict[str, Any]]] = []
    for row in rows:
        old = latest.get(row["code"])
        content = _content(row)
        digest = content_hash(content)
        if old is not None and old.content_hash == digest:
            touched.append((old, row))
            continue
        new = _new_version(work, content, digest, 1 if old is None else old.version + 1)
        new.valid_from = _day(row.get("valid_from")) or (None if old is None else today())
        if old is not None:
            old.valid_to = old.valid_to or new.valid_from
            old.replaced_by = new.id
            old.updated_at = work.now
            work.record("procedure", old.id, [CAT])
        latest[row["code"]] = new
        summary.added.append(new.id)
        touched.append((new, row))
    for version, row in touched:
        _set_life(work, version, row, latest, summary)
    work.session.flush()


def _new_version(work: Unit, content: dict[str, Any], digest: str, version: int) -> ProcedureVersion:
    code = content["code"]
    new = ProcedureVersion(
        id=f"{code}@{version}",
        code=code,
        version=version,
        content=orjson.dumps(content).decode(),
        content_hash=digest,
        created_at=work.now,
        updated_at=work.now,
    )
    work.session.add(new)
    work.record("procedure", new.id, [CAT])
    work.audit("catalogue.import", "procedure", new.id, stream=CAT.stream, version=version)
    return new


def _life_differs(version: ProcedureVersion, row: dict[str, Any]) -> bool:
    """Whether the file says something else about the version; what it leaves out stays."""
    successor = row.get("replaced_by")
    held = (version.replaced_by or "").partition("@")[0]
    days = ("valid_from", "valid_to")
    return any(key in row and _day(row[key]) != getattr(version, key) for key in days) or bool(
        successor and successor != held
    )


def _set_life(
    work: Unit, version: ProcedureVersion, row: dict[str, Any], latest: dict[str, ProcedureVersion], summary: Summary
) -> None:
    if not _life_differs(version, row):
        if version.id not in summary.added:
            summary.unchanged += 1
        return
    for key in ("valid_from", "valid_to"):
        if key in row:
            setattr(version, key, _day(row[key]))
    if row.get("replaced_by"):
        version.replaced_by = latest[row["replaced_by"]].id
    version.updated_at = work.now
    work.record("procedure", version.id, [CAT])
    if version.id not in summary.added:
        summary.updated.append(version.id)
        work.audit("catalogue.import", "procedure", version.id, stream=CAT.stream, fields=[k for k in LIFE if k in row])


def _take_texts(work: Unit, rows: list[dict[str, Any]], summary: Summary) -> None:
    held = {text.id: text for text in work.session.scalars(select(ReferenceText))}
    for row in rows:
        text = held.get(row["id"])
        if not _count(summary, row["id"], text, row):
            continue
        if text is None:
            text = ReferenceText(id=row["id"])
            work.session.add(text)
        text.type, text.kind, text.ward = row["type"], row["kind"], row.get("ward")
        text.position = row.get("position", 0)
        text.content, text.updated_at = _text_content(row), work.now
        bucket = CAT if text.ward is None else ref(text.ward)
        work.record(text.type, text.id, [bucket])
        work.audit("catalogue.import", text.type, text.id, stream=bucket.stream)
    work.session.flush()


def _count(summary: Summary, text_id: str, held: ReferenceText | None, row: dict[str, Any]) -> bool:
    """Whether the text has to be written."""
    same = held is not None and (held.type, held.kind, held.ward, held.position, held.content) == (
        row["type"],
        row["kind"],
        row.get("ward"),
        row.get("position", 0),
        _text_content(row),
    )
    if held is None:
        summary.added.append(text_id)
    elif same:
        summary.unchanged += 1
    else:
        summary.updated.append(text_id)
    return not same


def _text_content(row: dict[str, Any]) -> str:
    kept = {key: value for key, value in row.items() if key not in ("id", "type", "kind", "ward", "position")}
    return orjson.dumps(kept, option=orjson.OPT_SORT_KEYS).decode()


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
