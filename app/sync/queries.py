"""Reads of the ledger that the pipeline shares."""

from collections.abc import Iterable
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.commands import EarlierOutcome
from app.core.crypto import keyring, open_json
from app.sync.models import CommandAttempt, LedgerEntry

TABLE = "command_ledger"


def entries(session: Session, ids: Iterable[str]) -> dict[str, LedgerEntry]:
    """Ledger rows by command id."""
    wanted = list(ids)
    if not wanted:
        return {}
    rows = session.scalars(select(LedgerEntry).where(LedgerEntry.id.in_(wanted)))
    return {row.id: row for row in rows}


def forked(session: Session, author_id: str, device_id: str, sent: dict[int, str]) -> bool:
    """Whether one of the seqs sent was already used on this device for another command."""
    if not sent:
        return False
    query = select(LedgerEntry.device_seq, LedgerEntry.id).where(
        LedgerEntry.author_id == author_id,
        LedgerEntry.device_id == device_id,
        LedgerEntry.device_seq.in_(sent),
    )
    return any(sent[seq] != command_id for seq, command_id in session.execute(query))


def stored_result(entry: LedgerEntry) -> dict[str, Any]:
    """The answer that was given, to be given again."""
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
