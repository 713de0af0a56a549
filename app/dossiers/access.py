"""What a person is to a dossier, and the only way for commands and routes to get one.

Unknown and foreign answer alike. Who made a dossier, or once owned it, and sends late work on it is told
NO_LONGER_YOURS instead: the pipeline keeps that work for the present owner.
"""

from sqlalchemy import ColumnElement, and_, false, or_
from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.changes import BucketRef
from app.core.errors import AppError, not_found
from app.core.ids import is_id
from app.dossiers.lifecycle import WHO, Action, Relation, may, possible
from app.dossiers.models import Dossier
from app.identity.access import own, team, ward
from app.identity.permissions import LEADER, OFFICERS, OWNERS, POINT_STAFF

Relations = frozenset[Relation]


def relations(actor: Actor, dossier: Dossier) -> Relations:
    """What the actor is to the dossier; empty for strangers. Overseers see figures, never records."""
    found: set[Relation] = set()
    if dossier.owner_id == actor.person_id and actor.has(*OWNERS, ward=dossier.ward):
        found.add(Relation.OWNER)
        if actor.has(POINT_STAFF, ward=dossier.ward):
            found.add(Relation.POINT_STAFF)
    if dossier.submission > 0:
        if actor.leads(dossier.team_id):
            found.add(Relation.TEAM_LEADER)
        if actor.has(*OFFICERS, ward=dossier.receiving_ward):
            found.add(Relation.OFFICER)
    return frozenset(found)


def get_dossier(session: Session, actor: Actor, dossier_id: str) -> tuple[Dossier, Relations]:
    """A dossier this person has something to do with. Raises NOT_FOUND."""
    dossier = session.get(Dossier, dossier_id) if is_id(dossier_id) else None
    if dossier is None:
        raise not_found("dossier.not_found")
    found = relations(actor, dossier)
    if not found:
        raise not_found("dossier.not_found")
    return dossier, found


def get_for(
    session: Session, actor: Actor, dossier_id: str, action: Action, *, expect: dict[str, object] | None = None
) -> tuple[Dossier, Relations]:
    """A dossier on which this person may do the action now.

    expect: {work_state, submission} as the person saw them. Raises NOT_FOUND, NO_LONGER_YOURS, FORBIDDEN
    or STATE_CHANGED (with the present state and what is possible).
    """
    dossier = session.get(Dossier, dossier_id)
    if dossier is None:
        raise not_found("dossier.not_found")
    found = relations(actor, dossier)
    if not found & WHO[action]:
        raise _refusal(actor, dossier, found, action)
    if expect is not None and expect != {"work_state": dossier.work_state, "submission": dossier.submission}:
        raise state_changed(dossier, found)
    if not may(action, found, dossier.work_state):
        raise state_changed(dossier, found)
    return dossier, found


def _refusal(actor: Actor, dossier: Dossier, found: Relations, action: Action) -> AppError:
    if Relation.OWNER in WHO[action] and was_owner(actor, dossier):
        return AppError("NO_LONGER_YOURS", "dossier.no_longer_yours")
    if found:
        return AppError("FORBIDDEN", "dossier.not_yours_to_do")
    return not_found("dossier.not_found")


def was_owner(actor: Actor, dossier: Dossier) -> bool:
    """Whether this person made the dossier or once owned it."""
    return actor.person_id in (dossier.created_by, dossier.owner_id, *dossier.open().get("past_owners", ()))


def state_changed(dossier: Dossier, found: Relations) -> AppError:
    return AppError(
        "STATE_CHANGED",
        "dossier.state_changed",
        state=dossier.work_state,
        submission=dossier.submission,
        possible=possible(found, dossier.work_state),
    )


def own_bucket_of(dossier: Dossier) -> BucketRef:
    """The bucket of its present owner."""
    return own(dossier.owner_id, dossier.ward)


def buckets_of(dossier: Dossier) -> list[BucketRef]:
    """Who holds it: a dossier never submitted lies only with its owner."""
    buckets = [own_bucket_of(dossier)]
    if dossier.submission > 0:
        if dossier.team_id is not None:
            buckets.append(team(dossier.team_id, dossier.ward))
        buckets.append(ward(dossier.receiving_ward))
    return buckets


def conflict_buckets_of(dossier: Dossier) -> list[BucketRef]:
    """Who decides between two values: the owner and the ward."""
    buckets = [own_bucket_of(dossier)]
    return [*buckets, ward(dossier.receiving_ward)] if dossier.submission > 0 else buckets


def streams_of(actor: Actor, dossier: Dossier) -> list[str]:
    """Every stream that holds it, the actor's own first: that is the one their result speaks of."""
    streams = list(dict.fromkeys((dossier.ward, dossier.receiving_ward)))
    return sorted(streams, key=lambda stream: stream not in actor.wards)


def shown_numbers(actor: Actor) -> ColumnElement[bool]:
    """Of the visible dossiers those that may be found by a phone or ID number; the same rule as `masking.view_of`.

    Whom these are masked for, decision 19, must not learn by asking whose they are.
    """
    wards = {grant.ward for grant in actor.memberships if grant.role in OFFICERS and grant.ward}
    return or_(Dossier.owner_id == actor.person_id, Dossier.receiving_ward.in_(wards))


def visible(actor: Actor) -> ColumnElement[bool]:
    """The dossiers a person may find, as a condition; the same rule as `relations`."""
    submitted = Dossier.submission > 0
    scopes: list[ColumnElement[bool]] = []
    for grant in actor.memberships:
        if grant.role in OWNERS and grant.ward:
            scopes.append(and_(Dossier.owner_id == actor.person_id, Dossier.ward == grant.ward))
        if grant.role in OFFICERS and grant.ward:
            scopes.append(and_(Dossier.receiving_ward == grant.ward, submitted))
        if grant.role == LEADER and grant.team_id:
            scopes.append(and_(Dossier.team_id == grant.team_id, submitted))
    return or_(*scopes) if scopes else false()
