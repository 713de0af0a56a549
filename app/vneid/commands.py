"""The commands of set-ups."""

from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.commands import Args, CommandSpec
from app.identity.permissions import COMMANDS as POLICY
from app.places.scope import stream_for
from app.vneid import actions
from app.vneid.queries import ward_of
from app.vneid.schemas import EditSchema, RecordSchema


def _for_new(session: Session, actor: Actor, entity_id: str, args: Args) -> list[str]:
    return stream_for(session, actor, POLICY["vneid.record"], hamlet_id=args.get("hamlet_id"))


def _of_stored(session: Session, actor: Actor, entity_id: str, args: Args) -> list[str]:
    ward = ward_of(session, entity_id)
    return [ward] if ward else []


COMMANDS: dict[str, CommandSpec] = {
    "vneid.record": CommandSpec(RecordSchema, actions.record_setup, _for_new),
    "vneid.edit": CommandSpec(EditSchema, actions.edit_setup, _of_stored),
}
