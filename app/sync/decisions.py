"""What can become of a command, and how the answer says it: docs/sync.md, Results."""

from dataclasses import dataclass, field
from typing import Any

from app.core.errors import AppError, not_found
from app.core.secrets import without_secrets
from app.sync.schemas import Faulty

Result = dict[str, Any]
"""What the answer says of one command: id, status, duplicate, and what its status adds."""

FINAL = frozenset({"applied", "rejected", "quarantined"})

BUSY_RETRY_MS = 2_000
UNKNOWN_RETRY_MS = 3_600_000

MAY_YET_FIT = frozenset({"NOT_FOUND", "STATE_CHANGED"})
"""Refusals of a replay that end when another phone brings what it builds on."""


@dataclass(slots=True)
class Decision:
    """What became of one command. data goes into the result; stream and seq are set when it was applied.

    is_duplicate: it was decided before, and this is that answer.
    """

    status: str
    code: str | None = None
    data: dict[str, Any] = field(default_factory=dict)
    stream: str | None = None
    seq: int | None = None
    is_duplicate: bool = False

    @property
    def is_final(self) -> bool:
        return self.status in FINAL

    def as_result(self, command_id: str) -> Result:
        result: Result = {"id": command_id, "status": self.status, "duplicate": self.is_duplicate}
        return result | self.stored()

    def stored(self) -> dict[str, Any]:
        """The part kept in the ledger, the same for a replay."""
        kept: dict[str, Any] = {} if self.code is None else {"code": self.code}
        if self.stream is not None:
            kept |= {"stream": self.stream, "seq": self.seq}
        return kept | self.data


def busy() -> Decision:
    """Nobody's fault: the same again in a moment."""
    return Decision("retry", "BUSY", {"retry_after_ms": BUSY_RETRY_MS})


def not_known_here(code: str) -> Decision:
    """A newer phone than server: a server that was rolled back must not destroy work, so it is not ledgered."""
    return Decision("retry", code, {"retry_after_ms": UNKNOWN_RETRY_MS})


def deferred(*, reason: str, **data: Any) -> Decision:
    return Decision("deferred", None, {"reason": reason, **data})


def of_refusal(refusal: AppError, *, is_replay: bool, waits_for_replays: bool) -> Decision:
    """What the domain's refusal means for the command.

    is_replay: sent again after a restore. waits_for_replays: that was lately, other phones may still come.
    """
    if refusal.code == "NOT_FOUND":
        # One answer for what does not exist and for what is somebody else's, whoever found that out.
        refusal = not_found()
    data = {"reason": refusal.reason, **refusal.data}
    if "errors" in data:
        # Their paths hold names as sent, and the ledger keeps the answer.
        data["errors"] = without_secrets(data["errors"])[0]
    if refusal.code == "NO_LONGER_YOURS":
        return Decision("quarantined", refusal.code, data)
    if is_replay and refusal.code in MAY_YET_FIT:
        return of_unfitting_replay(refusal.code, data, waits_for_replays=waits_for_replays)
    return Decision("rejected", refusal.code, data)


def of_unfitting_replay(code: str, data: dict[str, Any], *, waits_for_replays: bool) -> Decision:
    """Never rejected: after a restore another phone may still bring what this one builds on."""
    return deferred(reason="sync.replay_waits") if waits_for_replays else Decision("quarantined", code, data)


def of_faulty(item: Faulty) -> Result:
    """The answer to a command whose envelope cannot be used; it is not ledgered."""
    data = {"reason": "sync.envelope", "errors": item.errors}
    return Decision("rejected", "VALIDATION", data).as_result(item.id)
