"""Reads of the ledger that the pipeline shares."""

from collections.abc import Iterable
from typing import Any

import orjson
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.core.commands import EarlierOutcome
from app.core.crypto import keyring, open_json
from app.sync.models import CommandAttempt, LedgerEntry

TABLE = "command_ledger"


# Every batch asks these two; building a statement costs more than running it.
ENTRIES_QUERY = select(
    LedgerEntry.id,
    LedgerEntry.author_id,
    LedgerEntry.payload_hash,
    LedgerEntry.status,
    LedgerEntry.code,
    LedgerEntry.stream,
    LedgerEntry.seq,
    LedgerEntry.result,
).where(LedgerEntry.id.in_(bindparam("ids", expanding=True)))
USED_SEQS_QUERY = select(LedgerEntry.device_seq, LedgerEntry.id).where(
    LedgerEntry.author_id == bindparam("author_id"),
    LedgerEntry.device_id == bindparam("device_id"),
    LedgerEntry.device_seq.in_(bindparam("seqs", expanding=True)),
)


def entries(session: Session, ids: Iterable[str]) -> dict[str, Any]:
    """Rows of the ledger by command id: everything but the command as sent."""
    wanted = list(ids)
    if not wanted:
        return {}
    return {row.id: row for row in session.connection().execute(ENTRIES_QUERY, {"ids": wanted})}


def forked(session: Session, author_id: str, device_id: str, sent: dict[int, str]) -> bool:
    """Whether one of the seqs sent was already used on this device for another command."""
    if not sent:
        return False
    given = {"author_id": author_id, "device_id": device_id, "seqs": list(sent)}
    used = session.connection().execute(USED_SEQS_QUERY, given)
    return any(sent[seq] != command_id for seq, command_id in used)


def stored_result(entry: Any) -> dict[str, Any]:
    """The answer that was given, to be given again. entry: a LedgerEntry or a row of entries()."""
    result: dict[str, Any] = open_json(TABLE, "result", entry.id, entry.result) if entry.result else {}
    return {"id": entry.id, "status": entry.status, "duplicate": True, **result}


def outcome(session: Session, command_id: str) -> EarlierOutcome | None:
    """How an earlier command ended and what it asked for; None when unknown or erased."""
    entry = session.get(LedgerEntry, command_id)
    if entry is None or entry.raw is None:
        return None
    content = orjson.loads(keyring().open(TABLE, "raw", entry.id, entry.raw))
    conflicts = stored_result(entry).get("conflicts", [])
    return EarlierOutcome(entry.status, content.get("args", {}), conflicts, entry.author_id)


def attempts(session: Session, command_id: str) -> int:
    row = session.get(CommandAttempt, command_id)
    return row.count if row else 0
