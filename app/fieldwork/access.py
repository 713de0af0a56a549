"""Who may touch a record of fieldwork, judged against the stored row; strangers get NOT_FOUND."""

from typing import TypeVar

from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.changes import BucketRef
from app.core.errors import AppError, not_found
from app.fieldwork.models import Activity, Scoped, Task
from app.identity.access import own, team, ward
from app.identity.permissions import OFFICERS

Row = TypeVar("Row", bound=Scoped)


def relations(actor: Actor, row: Scoped) -> frozenset[str]:
    """How the actor stands to the record: owner, assigner, assignee, team_leader, officer."""
    found: set[str] = set()
    if row.owner_id == actor.person_id:
        found.add("assigner" if isinstance(row, Task) else "owner")
    if isinstance(row, Task) and row.assignee_id == actor.person_id:
        found.add("assignee")
    if isinstance(row, Activity) and row.on_behalf_of == actor.person_id:
        found.add("doer")
    if actor.leads(row.team_id):
        found.add("team_leader")
    if actor.has(*OFFICERS, ward=row.ward):
        found.add("officer")
    return frozenset(found)


def get_for(
    session: Session, actor: Actor, model: type[Row], record_id: str, who: tuple[str, ...], *, kind: str
) -> Row:
    """The record, for somebody in one of the relations `who`.

    NOT_FOUND for strangers and unknown ids alike; FORBIDDEN for who sees it but may not do this;
    NO_LONGER_YOURS for an owner who has left the ward.
    """
    row = session.get(model, record_id, populate_existing=True)
    held = relations(actor, row) if row is not None else frozenset()
    if row is None or not held:
        raise not_found(f"{kind}.not_found")
    if row.ward not in actor.wards:
        raise AppError("NO_LONGER_YOURS", "membership.ended")
    if not held & set(who):
        raise AppError("FORBIDDEN", f"{kind}.not_yours_to_do")
    return row


def buckets_of(row: Scoped) -> list[BucketRef]:
    """Everyone the record concerns, then the team's leader and the ward."""
    people = [row.owner_id]
    if isinstance(row, Activity) and row.on_behalf_of:
        people.append(row.on_behalf_of)
    if isinstance(row, Task):
        people.append(row.assignee_id)
    buckets = [own(person, row.ward) for person in dict.fromkeys(people)]
    if row.team_id is not None:
        buckets.append(team(row.team_id, row.ward))
    return [*buckets, ward(row.ward)]
