"""Who may touch a set-up: its author, the leader of the team, officers of the ward."""

from typing import Any

from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.changes import BucketRef
from app.core.citizen import masked_person
from app.core.errors import AppError, not_found
from app.identity.access import own, team, ward
from app.identity.permissions import OFFICERS
from app.vneid.models import VneidSetup


def get_for_edit(session: Session, actor: Actor, setup_id: str) -> VneidSetup:
    """The set-up, to change it. NOT_FOUND for strangers and for ids that do not exist."""
    setup = session.get(VneidSetup, setup_id, populate_existing=True)
    if setup is None:
        raise not_found("vneid.not_found")
    is_near = actor.leads(setup.team_id) or actor.has(*OFFICERS, ward=setup.ward)
    if setup.owner_id == actor.person_id:
        if is_near or setup.ward in actor.wards:
            return setup
        raise AppError("NO_LONGER_YOURS", "membership.ended")
    if not is_near:
        raise not_found("vneid.not_found")
    return setup


def hidden_from(reader: Actor, setup: VneidSetup, args: dict[str, Any]) -> list[str]:
    """The paths of a set-up that are masked for a reader: the ID number, for everyone but the author."""
    return [] if setup.owner_id == reader.person_id else masked_person(args.get("person"), "person")[1]


def buckets_of(setup: VneidSetup) -> list[BucketRef]:
    """Its author, the team's leader, the ward."""
    buckets = [own(setup.owner_id, setup.ward), ward(setup.ward)]
    return buckets if setup.team_id is None else [*buckets, team(setup.team_id, setup.ward)]
