"""Commands up: each is decided once, its effects and its ledger row in one transaction.

Commands run in the order of their device's seq. Neighbours that write the same streams share a transaction (a step
each); when such a chunk fails as a whole it is tried again one by one, so that a single bad command can spoil nothing
but itself.

docs/sync.md, How a batch is decided: batch.py says which commands share a transaction, judge.py decides one, order.py
what it waits for, ledger.py what was answered before, faults.py what becomes of what failed, decisions.py what there
is to answer.
"""

import time

import structlog

from app.core import clock
from app.core.actor import Actor
from app.core.errors import AppError
from app.core.transaction import Unit, snapshot, unit
from app.identity.access import load_actor
from app.sync import epoch, ledger, queries
from app.sync.batch import Batch, Plan, chunks, in_order, plan
from app.sync.decisions import Result, busy, of_faulty
from app.sync.faults import after_fault
from app.sync.judge import Judge, StreamsMoved
from app.sync.order import Earlier
from app.sync.registry import StreamIds, streams_of
from app.sync.schemas import Command, Faulty

log = structlog.get_logger()

BUDGET_SECONDS = 8.0
"""After this long no further transaction is begun."""

STREAM_RETRIES = 3


def push(actor: Actor, device_id: str, items: list[Command | Faulty], *, locked_out: bool = False) -> list[Result]:
    """Decide a batch. Returns one result per item, in the order sent.

    locked_out: the device was revoked or the person disabled; everything goes into quarantine.
    Raises DEVICE_FORKED before the first command when a seq was used for another one.
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
    return [batch.results[item.id] for item in items]


def _open(actor: Actor, device_id: str, commands: list[Command], *, locked_out: bool) -> tuple[Batch, Plan]:
    """What has to be known before the first command, all of one moment. Raises DEVICE_FORKED."""
    with snapshot() as session:
        if queries.forked(session, actor.person_id, device_id, {c.seq: c.id for c in commands}):
            raise AppError("DEVICE_FORKED", "sync.device_forked")
        present = epoch.read(session)
        planned = plan(session, actor, commands)
    waits = present is not None and present.waits_for_replays(clock.now())
    return Batch(actor, device_id, locked_out, waits, {c.id: c for c in commands}), planned


def _answer_busy(batch: Batch, chunk: list[Command]) -> None:
    for command in chunk:
        batch.answer(command, busy())


def _run(batch: Batch, chunk: list[Command], streams: StreamIds) -> None:
    """Together where that goes, else one by one."""
    if len(chunk) > 1:
        try:
            _transact(batch, chunk, streams)
            return
        except Exception as error:
            log.info("sync.chunk_replayed", commands=len(chunk), error=type(error).__name__)
    for command in chunk:
        _run_single(batch, command, streams)


def _run_single(batch: Batch, command: Command, streams: StreamIds) -> None:
    for _ in range(STREAM_RETRIES):
        try:
            _transact(batch, [command], streams)
            return
        except StreamsMoved:
            with snapshot() as session:
                streams = streams_of(session, batch.actor, command)
        except Exception as error:
            batch.answer(command, after_fault(batch, command, error, streams))
            return
    batch.answer(command, busy())


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
