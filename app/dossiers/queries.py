"""Reads of dossiers: the documents phones and desks keep, one dossier, its history."""

from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalogue.forms import shape_errors
from app.core import audit
from app.core.actor import Actor
from app.core.clock import iso
from app.core.commands import Doc, Projector
from app.core.crypto import open_json
from app.core.models import AuditLine
from app.dossiers.access import get_dossier
from app.dossiers.citizen_view import PublicStatus as PublicStatus
from app.dossiers.citizen_view import public_reference as public_reference
from app.dossiers.citizen_view import public_status as public_status
from app.dossiers.definitions import definition_of
from app.dossiers.lifecycle import Action
from app.dossiers.masking import View, is_sensitive, masked_parts, masked_values, view_of
from app.dossiers.models import Conflict, Content, Dossier, Reveal, open_conflict, open_dossier
from app.identity.queries import people_named

COLUMNS = (
    Dossier.id,
    Dossier.reference,
    Dossier.ward,
    Dossier.receiving_ward,
    Dossier.team_id,
    Dossier.hamlet_id,
    Dossier.support_point_id,
    Dossier.visit_id,
    Dossier.created_by,
    Dossier.owner_id,
    Dossier.assignee_id,
    Dossier.channel,
    Dossier.work_state,
    Dossier.submission,
    Dossier.official_status,
    Dossier.official_code,
    Dossier.submitted_at,
    Dossier.accepted_at,
    Dossier.due_at,
    Dossier.expected_due_at,
    Dossier.closed_at,
    Dossier.made_at,
    Dossier.created_at,
    Dossier.updated_at,
    Dossier.content,
)


def dossier_documents(session: Session, ids: list[str], reader: Actor) -> dict[str, Doc]:
    """`dossier`: the arguments of create as merged since, and what has become of it; masked for the reader."""
    rows = session.connection().execute(select(*COLUMNS).where(Dossier.id.in_(ids)))
    return {row.id: document(session, row, reader) for row in rows}


def document(session: Session, row: Any, reader: Actor) -> Doc:
    """row: a Dossier, or a row of COLUMNS, which costs a tenth of one."""
    content = open_dossier(row.id, row.content)
    procedure = content.get("procedure")
    view = view_of(reader, row)
    parts, masked = masked_parts(content, None if view is View.ALL else definition_of(session, procedure), view)
    papers = parts.get("documents", {})
    for paper in papers.values():
        paper.setdefault("file_ids", [])
    return {
        "id": row.id,
        "reference": row.reference,
        "ward": row.ward,
        "receiving_ward": row.receiving_ward,
        "procedure": procedure,
        "visit_id": row.visit_id,
        "hamlet_id": row.hamlet_id,
        "support_point_id": row.support_point_id,
        "channel": row.channel,
        "applicant": parts.get("applicant"),
        "subject": parts.get("subject"),
        "representative": parts.get("representative"),
        "vulnerable": parts.get("vulnerable"),
        "form": parts.get("form", {}),
        "documents": papers,
        "consent": parts.get("consent"),
        "note": parts.get("note"),
        "created_by": row.created_by,
        "owner_id": row.owner_id,
        "team_id": row.team_id,
        "work_state": row.work_state,
        "submission": row.submission,
        "assignee_id": row.assignee_id,
        "returned": content.get("returned"),
        "returns": [{key: past[key] for key in PAST_RETURN} for past in content.get("returns", ())],
        "declined": content.get("declined"),
        "withdrawn": _withdrawn(content),
        "promised": [item for item in content.get("promised", ()) if papers.get(item, {}).get("state") == "promised"],
        "official": {
            "code": row.official_code,
            "status": row.official_status,
            "due_at": iso(row.due_at),
            "history": content.get("official", []),
        },
        "expected_due_at": iso(row.expected_due_at),
        "files": [{"id": file_id, **file} for file_id, file in content.get("files", {}).items()],
        "comments": content.get("comments", []),
        "conflicts": [entry["id"] for entry in content.get("conflicts", ()) if entry["open"]],
        "portal": content.get("portal", []),
        "payments": content.get("payments", []),
        "results": content.get("results", []),
        "submitted_at": iso(row.submitted_at),
        "accepted_at": iso(row.accepted_at),
        "closed_at": iso(row.closed_at),
        "created_at": iso(row.created_at),
        "updated_at": iso(row.updated_at),
        "made_at": iso(row.made_at),
        "masked": masked,
    }


PAST_RETURN = ("by", "reason", "at", "mended_at")
"""What a phone keeps of a return that was answered, for its history without a network."""


def _withdrawn(content: Content) -> Doc | None:
    """{by, reason, at} of who took it back."""
    kept = next((r for r in content.get("reasons", {}).values() if r["action"] == Action.WITHDRAW), None)
    return {"by": kept["by"], "reason": kept["text"], "at": kept["at"]} if kept else None


def conflict_documents(session: Session, ids: list[str], reader: Actor) -> dict[str, Doc]:
    """`conflict`: {id, dossier_id, field, theirs, mine, resolved}; masked like the field it is about."""
    query = (
        select(
            Conflict.id,
            Conflict.content,
            Dossier.id.label("dossier_id"),
            Dossier.owner_id,
            Dossier.work_state,
            Dossier.receiving_ward,
            Dossier.content.label("dossier_content"),
        )
        .join(Dossier, Dossier.id == Conflict.dossier_id)
        .where(Conflict.id.in_(ids))
    )
    docs: dict[str, Doc] = {}
    for row in session.execute(query):
        kept = open_conflict(row.id, row.content)
        doc: Doc = {"id": row.id, "dossier_id": row.dossier_id, **kept, "masked": []}
        view = view_of(reader, row)
        if view is not View.ALL:
            procedure = open_dossier(row.dossier_id, row.dossier_content).get("procedure")
            definition = definition_of(session, procedure)
            if is_sensitive(kept["field"], definition, view) or _is_misshapen(kept, definition):
                _mask_conflict(doc)
        docs[row.id] = doc
    return docs


def _is_misshapen(kept: Doc, definition: dict[str, Any] | None) -> bool:
    """Whether a side holds an answer of another shape than its field's: nobody knows what lies in it."""
    root, _, name = kept["field"].partition(".")
    sides = (kept[side] for side in ("theirs", "mine", "resolved") if kept[side])
    return root == "form" and any(shape_errors(definition, {name: side["value"]}) for side in sides)


def _mask_conflict(doc: Doc) -> None:
    for side in ("theirs", "mine", "resolved"):
        if doc[side] is not None:
            doc[side] = {**doc[side], "value": None}
            doc["masked"].append(f"{side}.value")


DOCUMENTS: dict[str, Projector] = {"dossier": dossier_documents, "conflict": conflict_documents}


def one(session: Session, actor: Actor, dossier_id: str) -> Doc:
    """One dossier as this reader may see it. Raises NOT_FOUND."""
    dossier, _ = get_dossier(session, actor, dossier_id)
    return document(session, dossier, actor)


def hidden_values(session: Session, actor: Actor, dossier_id: str) -> tuple[Dossier, dict[str, Any]]:
    """A dossier and {path: value} of what is masked for this reader. Raises NOT_FOUND."""
    dossier, _ = get_dossier(session, actor, dossier_id)
    content = dossier.open()
    definition = definition_of(session, content.get("procedure"))
    return dossier, masked_values(content, definition, view_of(actor, dossier))


# History

NOT_DONE = (".refused", ".quarantined")
"""Ends of the audit's words for what was tried in vain."""


def history(session: Session, actor: Actor, dossier_id: str) -> list[dict[str, Any]]:
    """What happened to a dossier, oldest first, refused attempts left out.

    Each {at, made_at, action, by: {id, name} or null, frm, to, fields, reason}; at: when the server received it,
    made_at: when the device made it, null where that is the same. Raises NOT_FOUND.
    """
    dossier, _ = get_dossier(session, actor, dossier_id)
    reasons = _reasons(session, dossier)
    lines = [line for line in audit.trail(session, dossier_id) if not line.action.endswith(NOT_DONE)]
    names = people_named(session, [line.actor_id for line in lines])
    return [_event(line, names, reasons) for line in lines]


def _event(line: AuditLine, names: dict[str, str], reasons: dict[str, str]) -> dict[str, Any]:
    detail = orjson.loads(line.detail)
    by = {"id": line.actor_id, "name": names.get(line.actor_id)} if line.actor_id else None
    why = detail.get("reveal_id") or line.command_id
    event = {"at": iso(line.at), "action": line.action, "by": by, "reason": reasons.get(why) if why else None}
    return event | {key: detail.get(key) for key in ("made_at", "frm", "to")} | {"fields": detail.get("fields", [])}


def _reasons(session: Session, dossier: Dossier) -> dict[str, str]:
    """{id of the command or reveal: why}."""
    given = {command_id: kept["text"] for command_id, kept in dossier.open().get("reasons", {}).items()}
    looked = session.execute(select(Reveal.id, Reveal.content).where(Reveal.dossier_id == dossier.id))
    return given | {reveal_id: open_reveal(reveal_id, sealed)["reason"] for reveal_id, sealed in looked}


def open_reveal(reveal_id: str, sealed: bytes) -> dict[str, Any]:
    content: dict[str, Any] = open_json(Reveal.__tablename__, "content", reveal_id, sealed)
    return content
