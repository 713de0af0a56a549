"""Reads of the catalogue for this and other features, and the documents phones keep.

A version's content never changes, so that it is parsed once per process.
"""

from datetime import date
from functools import lru_cache

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalogue.models import ProcedureVersion, ReferenceText
from app.core.actor import Actor
from app.core.clock import VIETNAM, now
from app.core.commands import Doc, Projector

Both = dict[str, str]


@lru_cache(maxsize=512)
def _parsed(content_hash: str, content: str) -> Doc:
    parsed: Doc = orjson.loads(content)
    return parsed


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _document(row: ProcedureVersion) -> Doc:
    return {
        "id": row.id,
        "version": row.version,
        "valid_from": _iso(row.valid_from),
        "valid_to": _iso(row.valid_to),
        "replaced_by": row.replaced_by,
        **_parsed(row.content_hash, row.content),
    }


def procedure(session: Session, code: str, version: int | None = None) -> Doc | None:
    """One procedure as its synced document; the newest version when none is named; None when unknown.

    The answer shares its inner lists with other readers: it is read, never changed.
    """
    if version is not None:
        row = session.get(ProcedureVersion, f"{code}@{version}")
    else:
        newest = ProcedureVersion.version.desc()
        row = session.scalars(
            select(ProcedureVersion).where(ProcedureVersion.code == code).order_by(newest).limit(1)
        ).first()
    return None if row is None else _document(row)


def current_procedures(session: Session) -> list[Doc]:
    """Every procedure offered today, by field and code."""
    today = now().astimezone(VIETNAM).date()
    rows = session.scalars(select(ProcedureVersion).order_by(ProcedureVersion.code, ProcedureVersion.version))
    newest = {row.code: row for row in rows}
    docs = [_document(row) for row in newest.values() if row.valid_to is None or row.valid_to > today]
    return sorted(docs, key=lambda doc: (doc["field"], doc["code"]))


def procedure_documents(session: Session, ids: list[str], reader: Actor) -> dict[str, Doc]:
    """`procedure`: the definition with its version and validity, the same for every reader."""
    rows = session.scalars(select(ProcedureVersion).where(ProcedureVersion.id.in_(ids)))
    return {row.id: _document(row) for row in rows}


def text_documents(session: Session, ids: list[str], reader: Actor) -> dict[str, Doc]:
    """`template` {id, ward, kind, position, text{vi,en}} and `notice`, which adds {title, from, to}."""
    rows = session.scalars(select(ReferenceText).where(ReferenceText.id.in_(ids)))
    return {row.id: _text(row) for row in rows if row.ward is None or row.ward in reader.wards}


def _text(row: ReferenceText) -> Doc:
    doc: Doc = {"id": row.id, "ward": row.ward, "kind": row.kind, "position": row.position}
    doc.update(orjson.loads(row.content))
    return doc


DOCUMENTS: dict[str, Projector] = {
    "procedure": procedure_documents,
    "template": text_documents,
    "notice": text_documents,
}
