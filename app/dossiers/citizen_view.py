"""What a citizen may know of a dossier without signing in: states and labels of the catalogue, nothing else."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalogue.forms import asked_documents
from app.core.ids import normalise_reference
from app.dossiers.content import TAIL_DIGITS, blind_tail
from app.dossiers.definitions import Definition, definition_of, name_of
from app.dossiers.models import Content, Dossier, open_dossier
from app.places.queries import centre_of

Both = dict[str, str]
"""{vi, en}."""

SOMEONE: Both = {"vi": "Thông tin của người trong hồ sơ", "en": "Details of a person in the dossier"}
SOMETHING: Both = {"vi": "Thông tin trong hồ sơ", "en": "Details in the dossier"}

LEAST_PREFIX = 10
"""So many characters of a reference, together with the phone's last digits, are enough to find it."""


@dataclass(frozen=True, slots=True)
class PublicStatus:
    """Where a dossier stands.

    procedure_code: None for a procedure that is not listed. documents: [{label, state, required, promised_on}]
    in the order of the checklist. returned_items: what to mend. due_at: the centre's date, else our estimate
    (due_is_expected), None when neither is known. centre: {name, address, phone, hours}, each None where unknown.
    """

    work_state: str
    procedure_code: str | None
    procedure_name: Both
    documents: list[dict[str, Any]]
    returned_items: list[Both]
    official_status: int | None
    official_code: str | None
    due_at: datetime | None
    due_is_expected: bool
    centre: dict[str, str | None]
    submitted_at: datetime | None
    accepted_at: datetime | None
    updated_at: datetime


def public_status(session: Session, reference: str) -> PublicStatus | None:
    """Where a dossier stands, for whoever knows its whole reference; None when unknown or not arrived yet."""
    query = select(Dossier).where(Dossier.reference == normalise_reference(reference), Dossier.submission > 0)
    row = session.scalars(query).first()
    if row is None:
        return None
    content = open_dossier(row.id, row.content)
    definition = definition_of(session, content.get("procedure"))
    return PublicStatus(
        work_state=row.work_state,
        procedure_code=row.procedure_code,
        procedure_name=name_of(session, content.get("procedure")),
        documents=_checklist(content, definition),
        returned_items=_returned_labels(content, definition),
        official_status=row.official_status,
        official_code=row.official_code,
        due_at=row.due_at or row.expected_due_at,
        due_is_expected=row.due_at is None,
        centre=centre_of(session, row.receiving_ward),
        submitted_at=row.submitted_at,
        accepted_at=row.accepted_at,
        updated_at=row.updated_at,
    )


def public_reference(session: Session, prefix: str, phone_tail: str) -> str | None:
    """The whole reference behind its first ten characters or more and the last four digits of a phone.

    None when unknown, not arrived yet, or the digits are others: all three read alike.
    """
    start = normalise_reference(prefix)
    if len(start) < LEAST_PREFIX:
        return None
    query = select(Dossier.reference, Dossier.receiving_ward, Dossier.phone_tail_index).where(
        Dossier.reference.like(f"{start}%"), Dossier.submission > 0
    )
    for reference, ward, index in session.execute(query.limit(10)):
        if index is not None and index == blind_tail(ward, phone_tail[-TAIL_DIGITS:]):
            return str(reference)
    return None


def _checklist(content: Content, definition: Definition | None) -> list[dict[str, Any]]:
    if definition is None:
        return []
    papers = content.get("documents", {})
    asked = asked_documents(definition, content.get("form", {}))
    entries = [(paper, papers.get(paper["id"], {})) for paper in asked]
    return [
        {
            "label": paper["label"],
            "state": entry.get("state", "missing"),
            "required": paper["required"],
            "promised_on": entry.get("promised_on"),
        }
        for paper, entry in entries
    ]


def _returned_labels(content: Content, definition: Definition | None) -> list[Both]:
    """What is to be mended, in the words of the catalogue; the officer's own words stay inside."""
    items = (content.get("returned") or {}).get("items", ())
    labels = [label_of(item["path"], definition) for item in items]
    return list({label["vi"]: label for label in labels}.values())


def label_of(path: str, definition: Definition | None) -> Both:
    """The label of a field or paper, by its dotted path."""
    known = definition or {}
    match path.split("."):
        case ["documents", item, *_]:
            return next((dict(d["label"]) for d in known.get("documents", ()) if d["id"] == item), SOMETHING)
        case ["form", name, *_]:
            field = (known.get("form") or {}).get("properties", {}).get(name)
            return {"vi": field["title"], "en": field.get("x-title-en", field["title"])} if field else SOMETHING
        case ["applicant" | "subject" | "representative", *_]:
            return SOMEONE
    return SOMETHING
