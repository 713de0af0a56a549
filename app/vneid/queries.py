"""Reads of set-ups, and the documents phones keep."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.citizen import masked_person
from app.core.clock import iso
from app.core.commands import Doc, Projector
from app.core.crypto import open_json
from app.vneid.models import VneidSetup

TABLE = VneidSetup.__tablename__


def ward_of(session: Session, setup_id: str) -> str | None:
    """The ward of a set-up, None when there is none."""
    return session.scalar(select(VneidSetup.ward).where(VneidSetup.id == setup_id))


def setup_documents(session: Session, ids: list[str], reader: Actor) -> dict[str, Doc]:
    """`vneid_setup`: the arguments as merged, with owner, ward, team and times.

    The ID number is masked for everyone but the author; `masked` names what is.
    """
    rows = session.scalars(select(VneidSetup).where(VneidSetup.id.in_(ids)))
    return {row.id: _document(row, is_owner=row.owner_id == reader.person_id) for row in rows}


def _document(row: VneidSetup, *, is_owner: bool) -> Doc:
    args = open_json(TABLE, "content", row.id, row.content)["args"]
    person, masked = (args.get("person"), []) if is_owner else masked_person(args.get("person"), "person")
    return {
        "id": row.id,
        "follow_up_on": None,
        **args,
        "person": person,
        "masked": masked,
        "owner_id": row.owner_id,
        "ward": row.ward,
        "team_id": row.team_id,
        "made_at": iso(row.made_at),
        "created_at": iso(row.created_at),
        "updated_at": iso(row.updated_at),
    }


DOCUMENTS: dict[str, Projector] = {"vneid_setup": setup_documents}
