"""The audit trail: append-only, one hash chain per stream, its head on the stream's row.

A line says who did what to which record, when, and which fields; never a value. Each hash covers the
line and the hash before it, so that an altered, deleted, reordered or cut line is found.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import orjson
from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session

from app.core.changes import Head
from app.core.clock import iso
from app.core.models import AuditLine, Stream

SYSTEM_STREAM = "sys"
"""Sign-ins, devices and people: events that belong to no ward."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One event, before it has a place in the chain. detail: field names, states, ids; no values."""

    action: str
    entity_type: str
    entity_id: str
    actor_id: str | None
    device_id: str | None
    command_id: str | None
    detail: dict[str, Any]
    at: datetime


def line_hash(previous: str, stream: str, n: int, values: dict[str, Any]) -> str:
    """SHA-256 over the previous hash and the canonical text of the line."""
    fields = [
        previous,
        stream,
        n,
        iso(values["at"]),
        values["actor_id"],
        values["device_id"],
        values["action"],
        values["entity_type"],
        values["entity_id"],
        values["detail"],
        values["command_id"],
    ]
    return hashlib.sha256(orjson.dumps(fields)).hexdigest()


NEW_LINE = insert(cast(Table, AuditLine.__table__))


def append(session: Session, stream: Head, entries: list[Entry]) -> None:
    """Chain the entries to a stream whose row is locked; the caller writes its new head."""
    rows = []
    for entry in entries:
        stream.audit_n += 1
        values = {
            "at": entry.at.replace(microsecond=entry.at.microsecond // 1000 * 1000),
            "actor_id": entry.actor_id,
            "device_id": entry.device_id,
            "action": entry.action,
            "entity_type": entry.entity_type,
            "entity_id": entry.entity_id,
            "detail": orjson.dumps(entry.detail, option=orjson.OPT_SORT_KEYS).decode(),
            "command_id": entry.command_id,
        }
        stream.audit_head = line_hash(stream.audit_head, stream.id, stream.audit_n, values)
        rows.append({"stream": stream.id, "n": stream.audit_n, "hash": stream.audit_head, **values})
    if rows:
        session.connection().execute(NEW_LINE, rows)


def verify(session: Session) -> Iterator[str]:
    """Walk every chain; yield one plain sentence per fault, nothing when all is well."""
    for stream in session.scalars(select(Stream).order_by(Stream.id)):
        previous, expected = "", 0
        lines = session.scalars(
            select(AuditLine)
            .where(AuditLine.stream == stream.id)
            .order_by(AuditLine.n)
            .execution_options(yield_per=1000)
        )
        for line in lines:
            expected += 1
            if line.n != expected:
                yield f"{stream.id}: line {expected} is missing"
                expected = line.n
            values = {c: getattr(line, c) for c in LINE_FIELDS}
            if line_hash(previous, stream.id, line.n, values) != line.hash:
                yield f"{stream.id}: line {line.n} was altered or moved"
            previous = line.hash
        if expected != stream.audit_n or previous != stream.audit_head:
            yield f"{stream.id}: the chain ends at line {expected}, the stream says {stream.audit_n}"


LINE_FIELDS = ("at", "actor_id", "device_id", "action", "entity_type", "entity_id", "detail", "command_id")


def trail(session: Session, entity_id: str) -> list[AuditLine]:
    """All lines of one record, oldest first."""
    query = (
        select(AuditLine).where(AuditLine.entity_id == entity_id).order_by(AuditLine.at, AuditLine.stream, AuditLine.n)
    )
    return list(session.scalars(query))
