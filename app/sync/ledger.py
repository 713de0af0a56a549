"""The ledger: every final answer, written in the transaction of its effects. docs/sync.md, What is once stays once.

It keeps all of a command, but for what must never be stored: a citizen's password or one-time code that somebody
typed into a text is masked before the transaction begins; the command as kept must not hold it either. Its hash is
still that of what was sent, so that the same command sent again is known.
"""

from typing import Any, cast

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.core import clock
from app.core.audit import SYSTEM_STREAM
from app.core.crypto import keyring, seal_json
from app.identity.queries import last_ward
from app.sync import queries
from app.sync.batch import Batch
from app.sync.decisions import Decision
from app.sync.models import LedgerEntry
from app.sync.registry import StreamIds
from app.sync.schemas import Command

LEDGER = cast(Table, LedgerEntry.__table__)
NEW_ENTRY = {
    name: dialect.insert(LEDGER).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}
"""By dialect. Waits for whoever is just writing the same id or seq, and writes nothing when they have."""

UNREADABLE = b'{"args":{},"unreadable":true}'
"""Kept instead of a command that cannot be searched for secrets; its hash is kept as ever, its content by the phone."""

ANSWERED_ANEW = frozenset({"id", "status", "duplicate", "code", "stream", "seq"})
"""Keys of a stored result that a Decision has fields for."""

Decided = list[tuple[Command, Decision]]


class LostRace(Exception):
    """Another request has just written one of the ids or seqs. What was decided beside it must be decided again."""


class NotSearched(Exception):
    """Nobody could say whether the command holds a secret."""


def answer_again(stored: dict[str, Any], command: Command, author_id: str) -> Decision | None:
    """The answer that was given before; None when the command is new.

    stored: rows of queries.entries() by command id. The same id with other content, or of another person, is refused.
    """
    entry = stored.get(command.id)
    if entry is None:
        return None
    if entry.author_id != author_id or entry.payload_hash != keyring().hash_payload(command.canonical):
        return Decision("rejected", "ID_REUSED", {"reason": "sync.id_reused"})
    data = {key: value for key, value in queries.stored_result(entry).items() if key not in ANSWERED_ANEW}
    stream = entry.stream if entry.status == "applied" else None
    return Decision(entry.status, entry.code, data, stream, entry.seq, is_duplicate=True)


def enter(session: Session, batch: Batch, decided: Decided, streams: StreamIds) -> None:
    """Write the rows of these final decisions. streams: those of the transaction.

    Raises LostRace, upon which the transaction has to be rolled back: effects and row stand or fall together.
    """
    if not decided:
        return
    home = None
    if any(decision.status == "quarantined" for _, decision in decided):
        home = _ward_to_look_at_it(session, batch, streams)
    in_order = sorted(decided, key=lambda pair: pair[0].id)
    _insert(session, [_row(batch, command, decision, home, kept(command)) for command, decision in in_order])


def enter_plainly(session: Session, batch: Batch, command: Command, decision: Decision, home: str) -> None:
    """The least that ends a command: nothing is looked up, and what cannot be kept is not. Raises LostRace.

    home: the stream whose staff has to look at it.
    """
    try:
        raw = kept(command)
    except Exception:
        raw = UNREADABLE
    _insert(session, [_row(batch, command, decision, home, raw)])


def _insert(session: Session, rows: list[dict[str, Any]]) -> None:
    connection = session.connection()
    if connection.execute(NEW_ENTRY[connection.dialect.name], rows).rowcount != len(rows):
        raise LostRace


def _ward_to_look_at_it(session: Session, batch: Batch, streams: StreamIds) -> str:
    """Whose staff has to look at what is set aside: the record's ward, else its author's last one."""
    of_record = next((stream for stream in streams if stream != SYSTEM_STREAM), None)
    return of_record or last_ward(session, batch.actor.person_id) or SYSTEM_STREAM


def _row(batch: Batch, command: Command, decision: Decision, home: str | None, raw: bytes) -> dict[str, Any]:
    ring = keyring()
    return {
        "id": command.id,
        "author_id": batch.actor.person_id,
        "device_id": batch.device_id,
        "device_seq": command.seq,
        "type": command.type,
        "v": command.v,
        "entity_id": command.entity,
        "payload_hash": ring.hash_payload(command.canonical),
        "raw": ring.seal(queries.TABLE, "raw", command.id, raw),
        "status": decision.status,
        "code": decision.code,
        "stream": home if decision.status == "quarantined" else decision.stream,
        "seq": decision.seq,
        "result": seal_json(queries.TABLE, "result", command.id, decision.stored()),
        "made_at": command.made_at,
        "received_at": clock.now(),
    }


def kept(command: Command) -> bytes:
    """The canonical bytes of a command without secrets; sealed content stays as it is. Raises where that is unknown."""
    if command.kept is None:
        raise NotSearched
    return command.kept
