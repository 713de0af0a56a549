"""Which ward a new record belongs to: the one of its place, else the one its author works for."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.audit import SYSTEM_STREAM
from app.core.errors import AppError, invalid
from app.identity.queries import last_ward, was_member
from app.places.models import Hamlet, SupportPoint


def ward_for(
    session: Session,
    actor: Actor,
    roles: Iterable[str],
    *,
    hamlet_id: str | None = None,
    support_point_id: str | None = None,
) -> str:
    """The ward of a new record. Raises VALIDATION for a place outside the author's wards, known or not.

    Who holds none of the roles is FORBIDDEN; whose membership has ended gets NO_LONGER_YOURS, so that
    the work of the last days waits on the server for the ward instead of being refused.
    """
    allowed = frozenset(roles)
    wards = list(dict.fromkeys(m.ward for m in actor.memberships if m.role in allowed and m.ward))
    if not wards:
        raise (
            AppError("FORBIDDEN", "policy.role")
            if actor.memberships
            else AppError("NO_LONGER_YOURS", "membership.ended")
        )
    found: str | None = None
    for name, model, place_id in (
        ("hamlet_id", Hamlet, hamlet_id),
        ("support_point_id", SupportPoint, support_point_id),
    ):
        if place_id is None:
            continue
        ward = session.scalar(select(model.ward).where(model.id == place_id))
        if ward is not None and ward not in wards and was_member(session, actor.person_id, ward, allowed):
            raise AppError("NO_LONGER_YOURS", "membership.ended")
        if ward not in wards or (found is not None and ward != found):
            raise invalid({name: ["validation.unknown"]})
        found = ward
    return found or wards[0]


def stream_for(
    session: Session,
    actor: Actor,
    roles: Iterable[str],
    *,
    hamlet_id: str | None = None,
    support_point_id: str | None = None,
) -> list[str]:
    """The stream to lock for a new record; the system's where its handler is going to refuse.

    What a former member still brings waits in the ward of its place, else in the one they worked in last.
    """
    try:
        return [ward_for(session, actor, roles, hamlet_id=hamlet_id, support_point_id=support_point_id)]
    except AppError as refusal:
        if refusal.code != "NO_LONGER_YOURS":
            return [SYSTEM_STREAM]
    for model, place_id in ((Hamlet, hamlet_id), (SupportPoint, support_point_id)):
        ward = session.scalar(select(model.ward).where(model.id == place_id)) if place_id else None
        if ward is not None and was_member(session, actor.person_id, ward, frozenset(roles)):
            return [ward]
    return [last_ward(session, actor.person_id) or SYSTEM_STREAM]
