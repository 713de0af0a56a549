"""Order: what a command has to wait for, and what earlier ones have come to. docs/sync.md, Order."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from app.core.commands import EarlierOutcome
from app.sync import queries
from app.sync.batch import Batch
from app.sync.decisions import Decision, deferred
from app.sync.schemas import Command


@dataclass(slots=True)
class Earlier:
    """The commands before the one being decided: of this transaction, of this batch, of any time.

    stored: rows of queries.entries() for the transaction's commands and for all that their `after` name.
    decisions: of this transaction so far. waiting: records of which one of them has to come again.
    """

    session: Session
    batch: Batch
    stored: dict[str, Any]
    decisions: dict[str, Decision] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)

    def note(self, command: Command, decision: Decision) -> None:
        self.decisions[command.id] = decision
        if not decision.is_final:
            self.waiting.add(command.entity)

    def overtaken_by(self, command: Command) -> Decision | None:
        """Once one of a record waits, the later ones of it wait too; None when nothing stands before this one."""
        waits = command.entity in self.waiting or command.entity in self.batch.waiting
        return deferred(reason="sync.earlier_waits") if waits else None

    def missing_for(self, command: Command) -> Decision | None:
        """None when everything in `after` has been applied. A refused one takes along what builds on it."""
        statuses = {needed: self._status_of(needed) for needed in command.after}
        for final in ("rejected", "quarantined"):
            if final in statuses.values():
                return Decision(final, "DEPENDENCY_REJECTED", {"reason": "sync.dependency_rejected"})
        missing = [needed for needed, status in statuses.items() if status != "applied"]
        return deferred(reason="sync.prerequisite", missing=missing) if missing else None

    def _status_of(self, command_id: str) -> str | None:
        if command_id in self.decisions:
            return self.decisions[command_id].status
        answered = self.batch.results.get(command_id)
        if answered is not None:
            return str(answered["status"])
        entry = self.stored.get(command_id)
        return entry.status if entry else None

    def outcome(self, command_id: str) -> EarlierOutcome | None:
        """How an earlier command ended, of this transaction or before; only the author's own."""
        author_id = self.batch.actor.person_id
        decision = self.decisions.get(command_id)
        if decision is not None:
            args, conflicts = self.batch.commands[command_id].args, decision.data.get("conflicts", [])
            return EarlierOutcome(decision.status, args, conflicts, author_id)
        found = queries.outcome(self.session, command_id)
        return found if found is not None and found.author_id == author_id else None
