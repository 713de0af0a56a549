"""Commands up: each is decided once, its effects and its ledger row in one transaction.

Commands run in the order of their device's seq. Neighbours that write the same streams share a transaction (a step
each); when such a chunk fails as a whole it is tried again one by one, so that a single bad command can spoil nothing
but itself. When another request was faster with one of them, the chunk is rolled back and decided again.

docs/sync.md, How a batch is decided: batch.py says which commands share a transaction, judge.py decides one, order.py
what it waits for, ledger.py what was answered before, faults.py what becomes of what failed, decisions.py what there
is to answer.
"""

import time
from collections.abc import Iterator

import structlog
from sqlalchemy.orm import Session

from app.core import clock
from app.core.actor import Actor
from app.core.errors import AppError
from app.core.transaction import Unit, snapshot, unit
from app.identity.access import load_actor
from app.sync import epoch, ledger, queries
from app.sync.batch import Batch, Plan, chunks, in_order, plan, streams_or_none
from app.sync.decisions import FINAL, Result, busy, of_faulty
from app.sync.faults import after_fault, is_taken
from app.sync.judge import Judge, StreamsMoved
from app.sync.order import Earlier
from app.sync.registry import StreamIds
from app.sync.schemas import Command, Faulty

log = structlog.get_logger()

BUDGET_SECONDS = 8.0
"""After this long no further transaction is begun."""

TRIES = 3
"""Times that one is decided whose record moves to another ward, or that another request answers, meanwhile."""


def push(actor: Actor, device_id: str, items: list[Command | Faulty], *, locked_out: bool = False) -> list[Result]:
    """Decide a batch. Returns one result per item, in the order sent.

    locked_out: the device was revoked or the person disabled; everything goes into quarantine.
    Raises DEVICE_FORKED before the first command when a seq was used for another one; in the middle only where
    that other one comes in at the same moment.
    """
    deadline = time.monotonic() + BUDGET_SECONDS
    batch, planned = _open(actor, device_id, in_order(items), locked_out=locked_out)
    for item in items:
        if isinstance(item, Faulty):
            batch.results[item.id] = of_faulty(item)
    for chunk, streams in chunks(planned):
        if time.monotonic() > deadline:
            _answer_busy(batch, chunk)
        else:
            _run(batch, chunk, streams)
    return list(_in_order_sent(batch, items))


def _in_order_sent(batch: Batch, items: list[Command | Faulty]) -> Iterator[Result]:
    """The result of each; of one that stands twice in the request the second answer is the stored one."""
    told: set[str] = set()
    for item in items:
        result = batch.results[item.id]
        is_stored = item.id in told and result["status"] in FINAL and isinstance(item, Command)
        yield result | {"duplicate": True} if is_stored else result
        told.add(item.id)


def _open(actor: Actor, device_id: str, commands: list[Command], *, locked_out: bool) -> tuple[Batch, Plan]:
    """What has to be known before the first command, all of one moment. Raises DEVICE_FORKED."""
    with snapshot() as session:
        _refuse_forked(session, actor, device_id, commands)
        present = epoch.read(session)
        planned = plan(session, actor, commands)
    waits = present is not None and present.waits_for_replays(clock.now())
    return Batch(actor, device_id, locked_out, waits, {c.id: c for c in commands}), planned


def _refuse_forked(session: Session, actor: Actor, device_id: str, commands: list[Command]) -> None:
    if queries.forked(session, actor.person_id, device_id, {c.seq: c.id for c in commands}):
        raise AppError("DEVICE_FORKED", "sync.device_forked")


def _answer_busy(batch: Batch, chunk: list[Command]) -> None:
    for command in chunk:
        batch.answer(command, busy())


def _run(batch: Batch, chunk: list[Command], streams: StreamIds) -> None:
    """Together where that goes, else one by one."""
    if len(chunk) > 1 and _run_together(batch, chunk, streams):
        return
    for command in chunk:
        _run_single(batch, command, streams)


def _run_together(batch: Batch, chunk: list[Command], streams: StreamIds) -> bool:
    for _ in range(TRIES):
        try:
            _transact(batch, chunk, streams)
            return True
        except ledger.LostRace:
            log.info("sync.race_lost", commands=len(chunk))
        except Exception as error:
            log.info("sync.chunk_replayed", commands=len(chunk), error=type(error).__name__)
            break
    return False


def _run_single(batch: Batch, command: Command, streams: StreamIds) -> None:
    """Raises DEVICE_FORKED when another command took its seq in the very same moment."""
    for left in reversed(range(TRIES)):
        try:
            _decide_single(batch, command, streams, is_last=left == 0)
            return
        except StreamsMoved:
            with snapshot() as session:
                streams = streams_or_none(session, batch.actor, command)
        except ledger.LostRace:
            with snapshot() as session:
                _refuse_forked(session, batch.actor, batch.device_id, [command])
    batch.answer(command, busy())


def _decide_single(batch: Batch, command: Command, streams: StreamIds, *, is_last: bool) -> None:
    """Raises StreamsMoved or LostRace; any other exception is answered as the command's fault.

    What another ward took meanwhile, an id or a reference, is a race lost too: decided again, the handler sees it and
    refuses in its own words. Where it is still not seen at the last try, the handler is to blame.
    """
    try:
        _transact(batch, [command], streams)
    except (StreamsMoved, ledger.LostRace):
        raise
    except Exception as error:
        if is_taken(error) and not is_last:
            raise ledger.LostRace from error
        batch.answer(command, after_fault(batch, command, error, streams))


def _transact(batch: Batch, chunk: list[Command], streams: StreamIds) -> None:
    """One transaction for the chunk. Answers are given only when it has committed."""
    with unit(*streams) as work:
        judge = _judge(batch, work, chunk, streams)
        decided = [(command, judge.decide(command)) for command in chunk]
        ledger.enter(work.session, batch, judge.news, streams)
    for command, decision in decided:
        batch.answer(command, decision)


def _judge(batch: Batch, work: Unit, chunk: list[Command], streams: StreamIds) -> Judge:
    """Read under the lock what decisions need; the actor anew, so that a role that ended a minute ago counts."""
    actor = None if batch.locked_out else load_actor(work.session, batch.actor.person_id)
    stored = queries.entries(work.session, {*(c.id for c in chunk), *(a for c in chunk for a in c.after)})
    work.changes.preload(c.entity for c in chunk)
    earlier = Earlier(work.session, batch, stored)
    return Judge(batch, work, actor or batch.actor, streams, earlier, is_locked_out=actor is None)
