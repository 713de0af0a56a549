"""The sealed content of a record of fieldwork."""

from typing import Any

from app.core.commands import CommandContext
from app.core.crypto import open_json, seal_json
from app.core.errors import invalid
from app.fieldwork.access import buckets_of
from app.fieldwork.models import Scoped


def read_content(row: Scoped) -> dict[str, Any]:
    """{args, …} of a record."""
    content: dict[str, Any] = open_json(_table(row), "content", row.id, row.content)
    return content


def write_content(row: Scoped, content: dict[str, Any]) -> None:
    row.content = seal_json(_table(row), "content", row.id, content)


def _table(row: Scoped) -> str:
    return type(row).__tablename__


def begin(ctx: CommandContext, row: Scoped, *, kind: str, content: dict[str, Any]) -> None:
    """Write a new record of whose id there is none yet."""
    if ctx.session.get(type(row), ctx.entity_id) is not None:
        raise invalid({"entity": ["validation.exists"]}, f"{kind}.exists")
    row.made_at, row.created_at = ctx.made_at, ctx.now
    write_content(row, content)
    ctx.session.add(row)
    _record(ctx, row, kind)


def change(ctx: CommandContext, row: Scoped, *, kind: str, content: dict[str, Any]) -> None:
    """Write a record back."""
    write_content(row, content)
    _record(ctx, row, kind)


def _record(ctx: CommandContext, row: Scoped, kind: str) -> None:
    row.updated_at = ctx.now
    ctx.unit.record(kind, row.id, buckets_of(row))
