"""Reads of fieldwork, and the documents phones keep."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.citizen import masked_person
from app.core.clock import iso
from app.core.commands import Doc, Projector
from app.fieldwork.content import read_content
from app.fieldwork.models import Activity, Question, Scoped, Task, Visit


def ward_of(session: Session, model: type[Scoped], record_id: str) -> str | None:
    """The ward of a record, None when there is none."""
    ward: str | None = session.scalar(select(model.ward).where(model.id == record_id))
    return ward


def _common(row: Scoped) -> Doc:
    return {
        "owner_id": row.owner_id,
        "ward": row.ward,
        "team_id": row.team_id,
        "state": row.state,
        "made_at": iso(row.made_at),
        "created_at": iso(row.created_at),
        "updated_at": iso(row.updated_at),
    }


def visit_documents(session: Session, ids: list[str], reader: Actor) -> dict[str, Doc]:
    """`visit`: the arguments of open and close, with owner, state and times."""
    rows = session.scalars(select(Visit).where(Visit.id.in_(ids)))
    return {row.id: {"id": row.id, **read_content(row)["args"], **_common(row)} for row in rows}


def activity_documents(session: Session, ids: list[str], reader: Actor) -> dict[str, Doc]:
    """`activity`: the arguments as mended, with state, and `verified` {by, at}.

    `queried`: the last question {by, reason, at}, once it was answered with `answered_at`; kept with the record.
    """
    rows = session.scalars(select(Activity).where(Activity.id.in_(ids)))
    return {row.id: _activity(row) for row in rows}


def _activity(row: Activity) -> Doc:
    content = read_content(row)
    judged: Doc = {"queried": content["queried"], "verified": content["verified"]}
    return {"id": row.id, **content["args"], **_common(row), **judged}


def task_documents(session: Session, ids: list[str], reader: Actor) -> dict[str, Doc]:
    """`task`: the arguments, `assigner_id`, and `ended` {outcome, note | reason, by, at} or null.

    The ID number of the person to see is masked for everyone but who assigned it.
    """
    rows = session.scalars(select(Task).where(Task.id.in_(ids)))
    return {row.id: _task(row, reader) for row in rows}


def _task(row: Task, reader: Actor) -> Doc:
    content = read_content(row)
    args: dict[str, Any] = dict(content["args"])
    masked: list[str] = []
    if row.owner_id != reader.person_id and args.get("person"):
        args["person"], masked = masked_person(args["person"], "person")
    return {
        "id": row.id,
        **args,
        **_common(row),
        "assigner_id": row.owner_id,
        "ended": content["ended"],
        "masked": masked,
    }


def question_documents(session: Session, ids: list[str], reader: Actor) -> dict[str, Doc]:
    """`question`: the arguments with `answers` [{by, text, at}], `escalations` [{to, text, by, at}], `closed`."""
    rows = session.scalars(select(Question).where(Question.id.in_(ids)))
    return {row.id: _question(row) for row in rows}


def _question(row: Question) -> Doc:
    content = read_content(row)
    return {
        "id": row.id,
        **content["args"],
        **_common(row),
        "answers": content["answers"],
        "escalations": content["escalations"],
        "escalated_to": row.escalated_to,
        "answered_at": iso(row.answered_at),
        "closed": content["closed"],
    }


DOCUMENTS: dict[str, Projector] = {
    "visit": visit_documents,
    "activity": activity_documents,
    "task": task_documents,
    "question": question_documents,
}
