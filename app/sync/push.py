"""Commands up: each is decided once, its effects and its ledger row in one transaction.

Commands run in the order of their device's seq. Neighbours that write the same streams share a
transaction (at most 25, a savepoint each); when such a chunk fails as a whole it is replayed one by one,
so that a single bad command can spoil nothing but itself.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, cast

import structlog
from flask import current_app
from marshmallow import Schema, ValidationError
from sqlalchemy import Table, insert
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from app.core import clock
from app.core.actor import Actor
from app.core.audit import SYSTEM_STREAM
from app.core.commands import Args, CommandContext, CommandSpec, EarlierOutcome
from app.core.crypto import keyring, seal_json
from app.core.errors import AppError, not_found
from app.core.schemas import flat_errors
from app.core.transaction import Unit, plain_write, snapshot, unit
from app.identity.access import load_actor
from app.identity.permissions import COMMANDS
from app.identity.queries import last_ward
from app.sync import epoch, ledger, queries
from app.sync.models import CommandAttempt, LedgerEntry
from app.sync.schemas import Command, Faulty

log = structlog.get_logger()

CHUNK = 25
BUDGET_SECONDS = 8.0
POISON_ATTEMPTS = 5
BUSY_RETRY_MS = 2_000
UNKNOWN_RETRY_MS = 3_600_000
STREAM_RETRIES = 3

FINAL = {"applied", "rejected", "quarantined"}

Result = dict[str, Any]


@dataclass(slots=True)
class Decision:
    """What became of one command. data goes into the result; seqs are set when it was applied."""

    status: str
    code: str | None = None
    data: dict[str, Any] = field(default_factory=dict)
    stream: str | None = None
    seq: int | None = None

    def as_result(self, command_id: str) -> Result:
        result: Result = {"id": command_id, "status": self.status, "duplicate": False}
        return result | self.stored()

    def stored(self) -> dict[str, Any]:
        """The part kept in the ledger, the same for a replay."""
        kept: dict[str, Any] = {} if self.code is None else {"code": self.code}
        if self.stream is not None:
            kept |= {"stream": self.stream, "seq": self.seq}
        return kept | self.data


class StreamsMoved(Exception):
    """The record changed its ward between choosing the lock and holding it."""


@dataclass(slots=True)
class Push:
    """One batch from one device. verdicts: final answers of this batch by command id."""

    actor: Actor
    device_id: str
    locked_out: bool
    waits_for_replays: bool
    results: dict[str, Result] = field(default_factory=dict)
    blocked: set[str] = field(default_factory=set)
    batch: dict[str, Command] = field(default_factory=dict)

    def answer(self, command: Command, decision: Decision) -> None:
        self.results[command.id] = decision.as_result(command.id)
        if decision.status not in FINAL:
            self.blocked.add(command.entity)


def push(actor: Actor, device_id: str, items: list[Command | Faulty], *, locked_out: bool = False) -> list[Result]:
    """Decide a batch. Returns one result per item, in the order sent.

    locked_out: the device was revoked or the person disabled; everything goes into quarantine.
    Raises DEVICE_FORKED before the first command when a seq was used for another one.
    """
    deadline = time.monotonic() + BUDGET_SECONDS
    commands = sorted((c for c in items if isinstance(c, Command)), key=lambda c: (c.seq, c.id))
    with snapshot() as session:
        if queries.forked(session, actor.person_id, device_id, {c.seq: c.id for c in commands}):
            raise AppError("DEVICE_FORKED", "sync.device_forked")
        present = epoch.read(session)
        plan = _plan(session, actor, commands)
    waits = present is not None and present.waits_for_replays(clock.now())
    state = Push(actor, device_id, locked_out, waits, batch={c.id: c for c in commands})
    for item in items:
        if isinstance(item, Faulty):
            state.results[item.id] = _faulty(item)
    for chunk, streams in _chunks(plan):
        if time.monotonic() > deadline:
            for command in chunk:
                state.answer(command, _busy())
            continue
        _run(state, chunk, streams)
    return [state.results[item.id] for item in items]


def _plan(session: Session, actor: Actor, commands: list[Command]) -> list[tuple[Command, tuple[str, ...]]]:
    """The streams of each command. What follows on a record that this very batch makes goes where it goes."""
    plan: list[tuple[Command, tuple[str, ...]]] = []
    made: dict[str, tuple[str, ...]] = {}
    for command in commands:
        streams = _streams(session, actor, command) or made.get(command.entity, ())
        made[command.entity] = streams
        plan.append((command, streams))
    return plan


def _chunks(plan: list[tuple[Command, tuple[str, ...]]]) -> Iterable[tuple[list[Command], tuple[str, ...]]]:
    chunk: list[Command] = []
    held: tuple[str, ...] = ()
    for command, streams in plan:
        if chunk and (streams != held or len(chunk) == CHUNK):
            yield chunk, held
            chunk = []
        chunk.append(command)
        held = streams
    if chunk:
        yield chunk, held


def _run(state: Push, chunk: list[Command], streams: tuple[str, ...]) -> None:
    if len(chunk) > 1:
        try:
            _transact(state, chunk, streams)
            return
        except Exception as error:
            log.info("sync.chunk_replayed", commands=len(chunk), error=type(error).__name__)
            for command in chunk:
                state.results.pop(command.id, None)
                state.blocked.discard(command.entity)
    for command in chunk:
        _run_single(state, command, streams)


def _run_single(state: Push, command: Command, streams: tuple[str, ...]) -> None:
    for _ in range(STREAM_RETRIES):
        try:
            _transact(state, [command], streams)
            return
        except StreamsMoved:
            with snapshot() as session:
                streams = _streams(session, state.actor, command)
        except Exception as error:
            state.results.pop(command.id, None)
            if _is_outside_fault(error):
                log.warning("sync.database_fault", command=command.id, error=type(error).__name__)
                state.answer(command, _busy())
            else:
                _count_attempt(state, command, error, streams)
            return
    state.answer(command, _busy())


def _is_outside_fault(error: Exception) -> bool:
    """The database's own trouble (lock, disk, connection) is nobody's fault and never counts."""
    return isinstance(error, DBAPIError) and not isinstance(error, IntegrityError)


def _busy() -> Decision:
    return Decision("retry", "BUSY", {"retry_after_ms": BUSY_RETRY_MS})


def _count_attempt(state: Push, command: Command, error: Exception, streams: tuple[str, ...]) -> None:
    log.error("sync.handler_failed", command=command.id, type=command.type, exc_info=error)
    with plain_write() as session:
        row = session.get(CommandAttempt, command.id)
        if row is None:
            row = CommandAttempt(id=command.id, count=0, last_error="", at=clock.now())
            session.add(row)
        row.count += 1
        row.last_error, row.at = type(error).__name__, clock.now()
        count = row.count
    if count < POISON_ATTEMPTS:
        state.answer(command, Decision("retry", "INTERNAL", {"retry_after_ms": BUSY_RETRY_MS * 2**count}))
        return
    decision = Decision("quarantined", "INTERNAL", {"reason": "sync.poison"})
    with unit() as work:
        _enter(work.session, state, [(command, decision)], streams)
    state.answer(command, decision)


def _transact(state: Push, chunk: list[Command], streams: tuple[str, ...]) -> None:
    """One transaction for the chunk. Results are kept only when it has committed."""
    decided: list[tuple[Command, Decision]] = []
    answers: dict[str, Decision] = {}
    with unit(*streams) as work:
        actor = state.actor if state.locked_out else load_actor(work.session, state.actor.person_id)
        judge = Judge(state, work, actor or state.actor, streams, {})
        stored = queries.entries(work.session, {*(c.id for c in chunk), *(a for c in chunk for a in c.after)})
        judge.stored = stored
        work.changes.preload(c.entity for c in chunk)
        for command in chunk:
            known = stored.get(command.id)
            if known is not None:
                answers[command.id] = judge.again(command, known)
                judge.verdicts[command.id] = answers[command.id].status
                continue
            decision = judge.decide(command)
            answers[command.id] = decision
            judge.verdicts[command.id] = decision.status
            if decision.status in FINAL:
                decided.append((command, decision))
            else:
                judge.blocked.add(command.entity)
        _enter(work.session, state, decided, streams)
    for command in chunk:
        state.answer(command, answers[command.id])
        if command.id in stored and answers[command.id].code != "ID_REUSED":
            state.results[command.id]["duplicate"] = True


NEW_ENTRY = insert(cast(Table, LedgerEntry.__table__))


def _enter(session: Session, state: Push, decided: list[tuple[Command, Decision]], streams: tuple[str, ...]) -> None:
    """Write the ledger rows. An id that another request wrote meanwhile makes the transaction fail.

    What is set aside names the ward whose staff has to look at it: the record's, else its author's last one.
    """
    ring = keyring()
    home = None
    if any(decision.status == "quarantined" for _, decision in decided):
        home = next((s for s in streams if s != SYSTEM_STREAM), None) or last_ward(session, state.actor.person_id)
    rows = [
        {
            "id": command.id,
            "author_id": state.actor.person_id,
            "device_id": state.device_id,
            "device_seq": command.seq,
            "type": command.type,
            "v": command.v,
            "entity_id": command.entity,
            "payload_hash": ring.hash_payload(command.canonical),
            "raw": ring.seal(queries.TABLE, "raw", command.id, ledger.kept(command)),
            "status": decision.status,
            "code": decision.code,
            "stream": (home or SYSTEM_STREAM) if decision.status == "quarantined" else decision.stream,
            "seq": decision.seq,
            "result": seal_json(queries.TABLE, "result", command.id, decision.stored()),
            "made_at": command.made_at,
            "received_at": clock.now(),
        }
        for command, decision in sorted(decided, key=lambda pair: pair[0].id)
    ]
    if rows:
        session.connection().execute(NEW_ENTRY, rows)


@dataclass(slots=True)
class Judge:
    """Decides the commands of one transaction."""

    state: Push
    work: Unit
    actor: Actor
    streams: tuple[str, ...]
    verdicts: dict[str, str]
    stored: dict[str, Any] = field(default_factory=dict)
    blocked: set[str] = field(default_factory=set)
    applied: dict[str, tuple[Command, list[dict[str, Any]]]] = field(default_factory=dict)

    def again(self, command: Command, known: Any) -> Decision:
        """The stored answer; the same id with other content, or of another person, is refused."""
        same = known.payload_hash == keyring().hash_payload(command.canonical)
        if not same or known.author_id != self.actor.person_id:
            return Decision("rejected", "ID_REUSED", {"reason": "sync.id_reused"})
        kept = queries.stored_result(known)
        data = {k: v for k, v in kept.items() if k not in ("id", "status", "duplicate", "code", "stream", "seq")}
        stream = known.stream if known.status == "applied" else None
        return Decision(known.status, known.code, data, stream, known.seq)

    def decide(self, command: Command) -> Decision:
        if self.state.locked_out:
            return self._quarantine(command, "DEVICE_REVOKED", {"reason": "sync.locked_out"})
        if command.entity in self.blocked or command.entity in self.state.blocked:
            return Decision("deferred", None, {"reason": "sync.earlier_waits"})
        waiting = self._prerequisites(command)
        if waiting is not None:
            return waiting
        spec = specs().get(command.type)
        if spec is None or command.sealed is not None:
            return Decision("retry", "UNKNOWN_TYPE", {"retry_after_ms": UNKNOWN_RETRY_MS})
        if command.v > spec.version:
            return Decision("retry", "TOO_NEW", {"retry_after_ms": UNKNOWN_RETRY_MS})
        return self._apply(command, spec)

    def _prerequisites(self, command: Command) -> Decision | None:
        """None when everything in `after` has been applied."""
        statuses = [self._status_of(needed) for needed in command.after]
        for final, status in (("rejected", "rejected"), ("quarantined", "quarantined")):
            if final in statuses:
                return Decision(status, "DEPENDENCY_REJECTED", {"reason": "sync.dependency_rejected"})
        missing = [needed for needed, s in zip(command.after, statuses, strict=True) if s != "applied"]
        return Decision("deferred", None, {"reason": "sync.prerequisite", "missing": missing}) if missing else None

    def _status_of(self, command_id: str) -> str | None:
        if command_id in self.verdicts:
            return self.verdicts[command_id]
        earlier = self.state.results.get(command_id)
        if earlier is not None:
            return str(earlier["status"])
        entry = self.stored.get(command_id)
        return entry.status if entry else None

    def _apply(self, command: Command, spec: CommandSpec) -> Decision:
        try:
            args = take_args(spec, command)
        except ValidationError as error:
            return self._refuse(
                command, AppError("VALIDATION", "validation.fields", errors=flat_errors(error.messages))
            )
        streams = tuple(dict.fromkeys(spec.streams(self.work.session, self.actor, command.entity, args)))
        if not streams:
            return self._refuse(command, not_found())
        if streams != self.streams:
            raise StreamsMoved
        context = self._context(command)
        try:
            with self.work.step() as seqs:
                spec.handler(context, args)
                self._check_role(command)
        except AppError as refusal:
            return self._refuse(command, refusal)
        self.applied[command.id] = (command, context.conflicts)
        stream = streams[0]
        data: dict[str, Any] = {"conflicts": context.conflicts}
        return Decision("applied", None, data, stream, seqs.get(stream, self.work.head(stream)))

    def _check_role(self, command: Command) -> None:
        """The policy table has the last word; it comes second because only the handler knows whether this
        person may learn that the record exists."""
        if not COMMANDS.get(command.type, frozenset()) & self.actor.roles:
            raise AppError("FORBIDDEN", "policy.role")

    def _context(self, command: Command) -> CommandContext:
        self.work.actor_id, self.work.device_id = self.actor.person_id, self.state.device_id
        self.work.command_id = command.id
        return CommandContext(
            actor=self.actor,
            entity_id=command.entity,
            command_id=command.id,
            now=self.work.now,
            made_at=command.made_moment,
            unit=self.work,
            replay=command.replay,
            outcome_of=self._outcome,
        )

    def _outcome(self, command_id: str) -> EarlierOutcome | None:
        """How an earlier command ended, of this transaction or before; only the author's own."""
        if command_id in self.applied:
            command, conflicts = self.applied[command_id]
            return EarlierOutcome("applied", command.args, conflicts, self.actor.person_id)
        if command_id in self.verdicts and command_id in self.state.batch:
            return EarlierOutcome(
                self.verdicts[command_id], self.state.batch[command_id].args, [], self.actor.person_id
            )
        found = queries.outcome(self.work.session, command_id)
        return found if found is not None and found.author_id == self.actor.person_id else None

    def _refuse(self, command: Command, refusal: AppError) -> Decision:
        if refusal.code == "NOT_FOUND":
            # One answer for what does not exist and for what is somebody else's, whoever found that out.
            refusal = not_found()
        data = {"reason": refusal.reason, **refusal.data}
        if refusal.code == "NO_LONGER_YOURS":
            return self._quarantine(command, refusal.code, data)
        if command.replay and refusal.code in ("NOT_FOUND", "STATE_CHANGED", "NO_LONGER_YOURS"):
            # After a restore another phone may still bring what this one builds on.
            if self.state.waits_for_replays:
                return Decision("deferred", None, {"reason": "sync.replay_waits"})
            return self._quarantine(command, refusal.code, data)
        self._audit(command, "refused", refusal.code, refusal.reason)
        return Decision("rejected", refusal.code, data)

    def _quarantine(self, command: Command, code: str, data: dict[str, Any]) -> Decision:
        self._audit(command, "quarantined", code, data.get("reason"))
        return Decision("quarantined", code, data)

    def _audit(self, command: Command, what: str, code: str, reason: str | None) -> None:
        if not self.streams:
            return
        self.work.actor_id, self.work.device_id = self.actor.person_id, self.state.device_id
        self.work.command_id = command.id
        kind = command.type.partition(".")[0]
        self.work.audit(f"{command.type}.{what}", kind, command.entity, code=code, reason=reason)
        self.work.take_over()


def specs() -> dict[str, CommandSpec]:
    registry: dict[str, CommandSpec] = current_app.extensions["commands"]
    return registry


@cache
def _schema(schema: type[Schema]) -> Schema:
    return schema()


def load_args(spec: CommandSpec, command: Command) -> Args:
    """The arguments as the handler of today expects them. Raises ValidationError."""
    args = command.args
    for version in range(command.v, spec.version):
        upcast: Callable[[Args], Args] = spec.upcasters[version]
        args = upcast(args)
    loaded: Args = _schema(spec.schema).load(args)
    return loaded


def take_args(spec: CommandSpec, command: Command) -> Args:
    """The arguments loaded when the batch was planned, once: a second try must not see what a handler did to them."""
    loaded, command.loaded = command.loaded, None
    return load_args(spec, command) if loaded is None else loaded


def _streams(session: Session, actor: Actor, command: Command) -> tuple[str, ...]:
    """The streams to lock for a command; none when it cannot be told, the judge then says why."""
    spec = specs().get(command.type)
    if spec is None or command.sealed is not None or command.v > spec.version:
        return ()
    try:
        command.loaded = load_args(spec, command)
    except ValidationError:
        return ()
    return tuple(dict.fromkeys(spec.streams(session, actor, command.entity, command.loaded)))


def _faulty(item: Faulty) -> Result:
    return {
        "id": item.id,
        "status": "rejected",
        "duplicate": False,
        "code": "VALIDATION",
        "reason": "sync.envelope",
        "errors": item.errors,
    }
