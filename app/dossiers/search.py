"""Search on the server: by folded name, reference, official code, ID number or phone, within one's scope."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.citizen import normal_phone
from app.core.clock import VIETNAM, day_of_our_times, iso
from app.core.ids import REFERENCE_LENGTH, normalise_reference
from app.core.secrets import compact_number, may_be_id_number
from app.core.text import fold
from app.dossiers.access import shown_numbers, visible
from app.dossiers.content import TAIL_DIGITS, blind_number, blind_phone, blind_tail
from app.dossiers.definitions import definition_of, name_of
from app.dossiers.lifecycle import CLOCK_RUNS
from app.dossiers.masking import masked_parts, view_of
from app.dossiers.models import Dossier, open_dossier
from app.dossiers.official import CLOCK_STANDS, CODE

PAGE_SIZE = 50

DUE = ("overdue", "today", "week", "none")
"""While the clock runs, as the desk shows it (tests/vectors/overdue.json). overdue: past; today, week: from now until
the end of today or of seven days; none: no date known."""

LEAST_NAME_CHARS = 2
PHONE = re.compile(r"\+?\d{4,15}", re.ASCII)
"""What may be a phone or its end; an ID number is known by may_be_id_number."""


def search(session: Session, actor: Actor, filters: dict[str, Any], now: datetime) -> dict[str, Any]:
    """One page of dossiers: {items, page, pages, total}, what changed last first.

    filters: q, state, procedure, hamlet, from_day, to_day (submitted, in Vietnam), due, page. A query that can
    be nothing finds nothing.
    """
    condition = and_(visible(actor), *_conditions(session, actor, filters, now))
    total = session.scalar(select(func.count()).select_from(Dossier).where(condition)) or 0
    page = filters.get("page", 1)
    query = (
        select(Dossier)
        .where(condition)
        .order_by(Dossier.updated_at.desc(), Dossier.id.desc())
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    items = [_summary(session, row, actor) for row in session.scalars(query)]
    return {"items": items, "page": page, "pages": -(-total // PAGE_SIZE), "total": total}


def _conditions(
    session: Session, actor: Actor, filters: dict[str, Any], now: datetime
) -> Iterator[ColumnElement[bool]]:
    if filters.get("q", "").strip():
        yield _matches(session, actor, filters["q"].strip())
    if filters.get("state"):
        yield Dossier.work_state == filters["state"]
    if filters.get("procedure"):
        yield Dossier.procedure_code == filters["procedure"]
    if filters.get("hamlet"):
        yield Dossier.hamlet_id == filters["hamlet"]
    if filters.get("from_day"):
        yield func.coalesce(Dossier.submitted_at, Dossier.created_at) >= _midnight(filters["from_day"])
    if filters.get("to_day"):
        yield func.coalesce(Dossier.submitted_at, Dossier.created_at) < _midnight(filters["to_day"], days=1)
    if filters.get("due"):
        yield _due(filters["due"], now)


def _midnight(day: date, days: int = 0) -> datetime:
    return datetime.combine(day_of_our_times(day) + timedelta(days=days), time(), VIETNAM)


def _due(word: str, now: datetime) -> ColumnElement[bool]:
    due = func.coalesce(Dossier.due_at, Dossier.expected_due_at)
    stands = func.coalesce(Dossier.official_status, 0).in_(CLOCK_STANDS)
    runs = and_(Dossier.work_state.in_(CLOCK_RUNS), ~stands)
    today = now.astimezone(VIETNAM).date()
    match word:
        case "overdue":
            return and_(runs, due < now)
        case "today":
            return and_(runs, due >= now, due < _midnight(today, days=1))
        case "week":
            return and_(runs, due >= now, due < _midnight(today, days=7))
    return and_(runs, due.is_(None))


def _matches(session: Session, actor: Actor, text: str) -> ColumnElement[bool]:
    """Any reading of the text that makes sense: a name, one of the codes, a number."""
    readings: list[ColumnElement[bool]] = []
    reference = normalise_reference(text)
    if len(reference) == REFERENCE_LENGTH:
        readings.append(Dossier.reference == reference)
    if CODE.fullmatch(text.upper()):
        readings.append(Dossier.official_code == text.upper())
    compact = compact_number(text)
    if compact and (may_be_id_number(text) or PHONE.fullmatch(compact)):
        readings.append(and_(shown_numbers(actor), or_(false(), *_numbers(session, actor, compact))))
    folded = fold(text)
    if len(folded) >= LEAST_NAME_CHARS and any(c.isalpha() for c in folded):
        readings.append(Dossier.name_folded.like(f"%{_escaped(folded)}%", escape="\\"))
    return or_(*readings) if readings else false()


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _numbers(session: Session, actor: Actor, number: str) -> Iterator[ColumnElement[bool]]:
    """Blind indexes differ by receiving ward: one look-up for each ward whose numbers the actor may look for."""
    phone = normal_phone(number) if PHONE.fullmatch(number) else ""
    for ward in session.scalars(select(Dossier.receiving_ward).where(visible(actor), shown_numbers(actor)).distinct()):
        yield Dossier.id_number_index == blind_number(ward, number)
        yield Dossier.subject_id_index == blind_number(ward, number)
        if phone:
            yield Dossier.phone_index == blind_phone(ward, phone)
        if phone and len(number) == TAIL_DIGITS:
            yield Dossier.phone_tail_index == blind_tail(ward, number)


def _summary(session: Session, row: Dossier, reader: Actor) -> dict[str, Any]:
    """One line of the list, masked as the whole document."""
    content = open_dossier(row.id, row.content)
    procedure = content.get("procedure")
    parts, _ = masked_parts(content, definition_of(session, procedure), view_of(reader, row))
    return {
        "id": row.id,
        "reference": row.reference,
        "ward": row.ward,
        "receiving_ward": row.receiving_ward,
        "procedure": procedure,
        "procedure_name": name_of(session, procedure),
        "applicant": parts.get("applicant"),
        "subject": parts.get("subject"),
        "work_state": row.work_state,
        "submission": row.submission,
        "owner_id": row.owner_id,
        "team_id": row.team_id,
        "assignee_id": row.assignee_id,
        "hamlet_id": row.hamlet_id,
        "channel": row.channel,
        "official": {"code": row.official_code, "status": row.official_status, "due_at": iso(row.due_at)},
        "expected_due_at": iso(row.expected_due_at),
        "submitted_at": iso(row.submitted_at),
        "updated_at": iso(row.updated_at),
    }
