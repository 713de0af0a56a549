"""POST /api/v1/sync."""

from typing import Any

from flask import current_app, request
from flask.views import MethodView
from flask_smorest import Blueprint
from sqlalchemy.orm import Session

from app.core import clock
from app.core.actor import Actor
from app.core.errors import AppError
from app.core.guard import SIGNED_IN, current_session, requires
from app.core.transaction import snapshot, went_on
from app.identity import sessions
from app.identity.access import load_actor
from app.sync import epoch
from app.sync.cursor import CursorCodec, Unusable
from app.sync.pull import Rewound, is_rewound, pull
from app.sync.push import push
from app.sync.schemas import MAX_INFLATED_BYTES, Command, Faulty, PullRequest, SyncRequest, parse, read_body
from app.sync.wire import DESCRIBED

WHOSE_WORK = "To-So-Person"
"""Header that names whose work a request carries."""

blp = Blueprint("sync", __name__, url_prefix="/api/v1", description="Commands up, changes down")


@blp.route("/sync")
class Sync(MethodView):
    """One round trip: the batch is decided first, the pull sees what it did."""

    @requires(SIGNED_IN, max_body_bytes=MAX_INFLATED_BYTES + 1, admits_locked_out=True, is_deliberate=False)
    @blp.doc(**DESCRIBED)
    def post(self) -> dict[str, Any]:
        wanted = parse(read_body(request))
        refuse_work_of_another(request.headers.get(WHOSE_WORK))
        return answer(wanted)


def refuse_work_of_another(person_id: str | None) -> None:
    """Two people on one phone: a tab of the first must not send under the cookie of the second. Raises AUTH_EXPIRED.

    person_id: whose store the request comes from, as the client says; None from programs, which have one.
    """
    if person_id is not None and person_id != current_session().actor.person_id:
        raise AppError("AUTH_EXPIRED", "session.expired")


def answer(wanted: SyncRequest) -> dict[str, Any]:
    """The body of the answer. Raises whole-request errors."""
    signed_in = current_session()
    actor = signed_in.actor
    if not signed_in.locked_out:
        sessions.rebind(wanted.device_id)
        sessions.touch(active=wanted.active)
    body: dict[str, Any] = {}
    if wanted.commands:
        if wanted.pull is not None and brings_back(wanted.pull, actor):
            _take_for_replays(wanted.commands)
        body["results"] = push(actor, wanted.device_id, wanted.commands, locked_out=signed_in.locked_out)
    if signed_in.locked_out:
        if not wanted.commands:
            sessions.mark_wiped()
        return body | _header() | {"wipe": True}
    if wanted.pull is None:
        return body | _header()
    # A batch may have changed what this person may see; a poll goes on in the snapshot of its session.
    return body | _pulled(None if wanted.commands else actor, actor.person_id, wanted.pull)


def brings_back(wanted: PullRequest, actor: Actor) -> bool:
    """Whether the phone has not heard of a restore yet: what it sends may build on what the backup had lost.

    Where its cursor is the first proof of one, a new epoch begins here, before any of its commands is judged.
    """
    with snapshot(going_on=True) as session:
        present = epoch.current(session)
        try:
            cursor = _codec().read(wanted.cursor, epoch=present.name, person_id=actor.person_id)
        except Unusable as why:
            return str(why) == "epoch_changed"
        reader = _of_this_moment(session, actor, actor.person_id)
        proved = reader is not None and is_rewound(session, reader, cursor)
    if proved:
        epoch.rotate(instead_of=present.name)
    return proved


def _take_for_replays(commands: list[Command | Faulty]) -> None:
    for command in commands:
        if isinstance(command, Command):
            command.replay = True


def _codec() -> CursorCodec:
    return CursorCodec(current_app.extensions["settings"].secret_key)


def _header() -> dict[str, Any]:
    with snapshot() as session:
        return _facts(epoch.current(session))


def _facts(present: epoch.Epoch) -> dict[str, Any]:
    return {
        "epoch": present.name,
        "server_time": clock.iso(clock.now()),
        "backed_up_before": present.backed_up_before,
    }


def _pulled(actor: Actor | None, person_id: str, wanted: PullRequest) -> dict[str, Any]:
    """actor: as the look-up of the session knows them; None to read them anew."""
    try:
        return _one_snapshot(actor, person_id, wanted)
    except Rewound as proof:
        # Only a database put back to an earlier state can be behind a cursor that we signed.
        epoch.rotate(instead_of=proof.args[0])
        return _one_snapshot(None, person_id, wanted)


def _one_snapshot(known: Actor | None, person_id: str, wanted: PullRequest) -> dict[str, Any]:
    """Epoch, grants, heads and rows, all of one moment."""
    codec = _codec()
    with snapshot(going_on=known is not None) as session:
        present = epoch.current(session)
        actor = _of_this_moment(session, known, person_id)
        page = pull(session, actor, wanted, epoch=present.name, codec=codec) if actor else None
        return _facts(present) | {"pull": page}


def _of_this_moment(session: Session, known: Actor | None, person_id: str) -> Actor | None:
    """The reader with the roles of the moment that is read: somebody known from an earlier one may have lost some."""
    return known if known is not None and went_on(session) else load_actor(session, person_id)
