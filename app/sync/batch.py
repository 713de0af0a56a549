"""One batch from one device: which of its commands share a transaction, and what each was answered."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import structlog
from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.transaction import is_databases_own
from app.sync.decisions import Decision, Result
from app.sync.registry import StreamIds, streams_of
from app.sync.schemas import Command, Faulty

log = structlog.get_logger()

CHUNK = 25
"""Commands in one transaction at most."""

Plan = list[tuple[Command, StreamIds]]
"""Commands in the order in which they run, each with the streams it writes."""


@dataclass(slots=True)
class Batch:
    """actor: as signed in. locked_out: their device was revoked or they were disabled.

    commands and results by command id. A result is there once its transaction has committed.
    waiting: records of which a command has to come again, so that later ones must not overtake it.
    """

    actor: Actor
    device_id: str
    locked_out: bool
    waits_for_replays: bool
    commands: dict[str, Command]
    results: dict[str, Result] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)

    def answer(self, command: Command, decision: Decision) -> None:
        self.results[command.id] = decision.as_result(command.id)
        if not decision.is_final:
            self.waiting.add(command.entity)


def in_order(items: list[Command | Faulty]) -> list[Command]:
    """The commands that can be decided, each once, as the device counted them."""
    by_id = {item.id: item for item in items if isinstance(item, Command)}
    return sorted(by_id.values(), key=lambda c: (c.seq, c.id))


def plan(session: Session, actor: Actor, commands: list[Command]) -> Plan:
    """The streams of each command. What follows on a record that this very batch makes goes where it goes."""
    planned: Plan = []
    made: dict[str, StreamIds] = {}
    for command in commands:
        streams = streams_or_none(session, actor, command) or made.get(command.entity, ())
        made[command.entity] = streams
        planned.append((command, streams))
    return planned


def streams_or_none(session: Session, actor: Actor, command: Command) -> StreamIds:
    """The streams to lock; none too where a fault keeps us from knowing: the judge meets it again, and blames it."""
    try:
        return streams_of(session, actor, command)
    except Exception as error:
        if is_databases_own(error):
            raise
        log.warning("sync.streams_unknown", command=command.id, error=type(error).__name__)
        # PostgreSQL answers nothing more in a transaction in which something failed.
        session.rollback()
        return ()


def chunks(planned: Plan) -> Iterator[tuple[list[Command], StreamIds]]:
    """Neighbours that write the same streams, for one transaction each."""
    chunk: list[Command] = []
    held: StreamIds = ()
    for command, streams in planned:
        if chunk and (streams != held or len(chunk) == CHUNK):
            yield chunk, held
            chunk = []
        chunk.append(command)
        held = streams
    if chunk:
        yield chunk, held
