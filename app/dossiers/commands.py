"""The commands of dossiers and their conflicts: what each takes, who handles it, which streams it writes."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.audit import SYSTEM_STREAM
from app.core.commands import Args, CommandSpec, Handler
from app.core.schemas import Strict
from app.dossiers import actions, schemas
from app.dossiers.access import streams_of
from app.dossiers.actions.desk import is_ward
from app.dossiers.models import Dossier
from app.identity.permissions import OWNERS
from app.identity.queries import was_member


def of_args(session: Session, actor: Actor, entity_id: str, args: Args) -> Iterable[str]:
    """To create: the ward named, when it is or was the actor's; otherwise only a refusal is going to be written."""
    ward = args["ward"]
    is_known = actor.has(*OWNERS, ward=ward) or was_member(session, actor.person_id, ward, OWNERS)
    return [ward if is_known else SYSTEM_STREAM]


def of_stored(session: Session, actor: Actor, entity_id: str, args: Args) -> Iterable[str]:
    """The wards that hold the dossier; none when there is no such dossier."""
    dossier = session.get(Dossier, entity_id)
    return streams_of(actor, dossier) if dossier else []


def of_both(session: Session, actor: Actor, entity_id: str, args: Args) -> Iterable[str]:
    """To transfer: the wards that hold it and the one it moves to."""
    held = list(of_stored(session, actor, entity_id, args))
    if held and args["ward"] not in held and is_ward(session, args["ward"]):
        held.append(args["ward"])
    return held


def _stored(schema: type[Strict], handler: Handler) -> CommandSpec:
    return CommandSpec(schema, handler, of_stored)


COMMANDS: dict[str, CommandSpec] = {
    "dossier.create": CommandSpec(schemas.Create, actions.create, of_args),
    "dossier.edit": _stored(schemas.Edit, actions.edit),
    "dossier.submit": _stored(schemas.Expecting, actions.submit),
    "dossier.discard": _stored(schemas.Nothing, actions.discard),
    "dossier.withdraw": _stored(schemas.ExpectingReason, actions.withdraw),
    "dossier.attach": _stored(schemas.Attach, actions.attach),
    "dossier.comment": _stored(schemas.Comment, actions.comment),
    "dossier.record_portal": _stored(schemas.RecordPortal, actions.record_portal),
    "dossier.hand_over": _stored(schemas.HandOver, actions.hand_over),
    "dossier.claim": _stored(schemas.Nothing, actions.claim),
    "dossier.release": _stored(schemas.Nothing, actions.release),
    "dossier.assign": _stored(schemas.Assign, actions.assign),
    "dossier.transfer": CommandSpec(schemas.Transfer, actions.transfer, of_both),
    "dossier.return": _stored(schemas.Return, actions.send_back),
    "dossier.accept": _stored(schemas.Accept, actions.accept),
    "dossier.decline": _stored(schemas.ExpectingReason, actions.decline),
    "dossier.complete": _stored(schemas.Expecting, actions.complete),
    "dossier.reopen": _stored(schemas.ExpectingReason, actions.reopen),
    "dossier.record_official": _stored(schemas.RecordOfficial, actions.record_official),
    "dossier.mark_document": _stored(schemas.MarkDocument, actions.mark_document),
    "dossier.record_payment": _stored(schemas.RecordPayment, actions.record_payment),
    "dossier.record_result": _stored(schemas.RecordResult, actions.record_result),
    "conflict.resolve": _stored(schemas.Resolve, actions.resolve_conflict),
}
