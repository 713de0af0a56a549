"""One command, decided: ledger, order, type and version, then schema, handler and role. docs/sync.md, step 4."""

from dataclasses import dataclass, field
from typing import Any

from marshmallow import ValidationError

from app.core.actor import Actor
from app.core.commands import Args, CommandContext, CommandSpec
from app.core.errors import AppError, not_found
from app.core.schemas import flat_errors
from app.core.transaction import Unit
from app.identity.permissions import COMMANDS
from app.sync import decisions, ledger, registry
from app.sync.batch import Batch
from app.sync.decisions import Decision
from app.sync.order import Earlier
from app.sync.registry import StreamIds
from app.sync.schemas import Command


class StreamsMoved(Exception):
    """The record changed its ward between choosing the lock and holding it."""


@dataclass(slots=True)
class Judge:
    """Decides the commands of one transaction, in their order.

    actor: with the roles of now. streams: held by the transaction. is_locked_out: everything goes into quarantine.
    news: final decisions that the ledger has not got yet.
    """

    batch: Batch
    work: Unit
    actor: Actor
    streams: StreamIds
    earlier: Earlier
    is_locked_out: bool
    news: ledger.Decided = field(default_factory=list)

    def decide(self, command: Command) -> Decision:
        """The answer the ledger has, else one of now. Raises StreamsMoved."""
        decision = ledger.answer_again(self.earlier.stored, command, self.actor.person_id)
        if decision is None:
            decision = self._decide_now(command)
            if decision.is_final:
                self.news.append((command, decision))
        self.earlier.note(command, decision)
        return decision

    def _decide_now(self, command: Command) -> Decision:
        if self.is_locked_out:
            return self._audited(command, Decision("quarantined", "DEVICE_REVOKED", {"reason": "sync.locked_out"}))
        not_yet = self.earlier.overtaken_by(command) or self.earlier.missing_for(command)
        if not_yet is not None:
            return not_yet
        spec = registry.spec_of(command)
        if spec is None or command.sealed is not None:
            return decisions.not_known_here("UNKNOWN_TYPE")
        if command.v > spec.version:
            return decisions.not_known_here("TOO_NEW")
        try:
            return self._apply(command, spec)
        except AppError as refusal:
            return self._refused(command, refusal)

    def _apply(self, command: Command, spec: CommandSpec) -> Decision:
        """Run the handler as one step of the transaction. Raises AppError, with nothing left of the step."""
        args = self._args(command, spec)
        streams = registry.streams_with(spec, self.work.session, self.actor, command, args)
        if not streams:
            raise not_found()
        if streams != self.streams:
            raise StreamsMoved
        context = self._context(command)
        with self.work.step() as seqs:
            spec.handler(context, args)
            self._check_role(command)
        stream = streams[0]
        data: dict[str, Any] = {"conflicts": context.conflicts}
        return Decision("applied", None, data, stream, seqs.get(stream, self.work.head(stream)))

    def _args(self, command: Command, spec: CommandSpec) -> Args:
        try:
            return registry.take_args(spec, command)
        except ValidationError as error:
            raise AppError("VALIDATION", "validation.fields", errors=flat_errors(error.messages)) from error

    def _check_role(self, command: Command) -> None:
        """The policy table has the last word; it comes second because only the handler knows whether this
        person may learn that the record exists."""
        if not COMMANDS.get(command.type, frozenset()) & self.actor.roles:
            raise AppError("FORBIDDEN", "policy.role")

    def _context(self, command: Command) -> CommandContext:
        self._sign(command)
        return CommandContext(
            actor=self.actor,
            entity_id=command.entity,
            command_id=command.id,
            now=self.work.now,
            made_at=command.made_moment,
            unit=self.work,
            replay=command.replay,
            outcome_of=self.earlier.outcome,
        )

    def _refused(self, command: Command, refusal: AppError) -> Decision:
        waits = self.batch.waits_for_replays
        decision = decisions.of_refusal(refusal, is_replay=command.replay, waits_for_replays=waits)
        return self._audited(command, decision) if decision.is_final else decision

    def _audited(self, command: Command, decision: Decision) -> Decision:
        """The decision, with a line in the chain of the streams held; without one there is nobody to tell."""
        if self.streams:
            self._sign(command)
            kind = command.type.partition(".")[0]
            what = "refused" if decision.status == "rejected" else decision.status
            reason = decision.data.get("reason")
            self.work.audit(f"{command.type}.{what}", kind, command.entity, code=decision.code, reason=reason)
            self.work.take_over()
        return decision

    def _sign(self, command: Command) -> None:
        """What the transaction records from here on is of this person, device and command."""
        self.work.actor_id, self.work.device_id = self.actor.person_id, self.batch.device_id
        self.work.command_id = command.id
