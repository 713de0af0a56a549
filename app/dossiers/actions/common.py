"""The steps every action ends with: seal, tell the readers, write the audit line."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.core.clock import iso
from app.core.commands import CommandContext
from app.core.errors import invalid
from app.core.secrets import mask_secrets
from app.dossiers.access import buckets_of, conflict_buckets_of
from app.dossiers.content import note_reason, store
from app.dossiers.definitions import definition_of
from app.dossiers.due import calendar_of, expected_due
from app.dossiers.lifecycle import Action, next_status
from app.dossiers.models import Content, Dossier

ARRIVES_LATE = timedelta(minutes=1)
"""Sooner, when it was made and when it arrived are one moment to people."""

MOST_NAMES_CHARS = 1200
"""An audit line is short; a change of very many fields names the first and counts the rest."""


def save(
    ctx: CommandContext, dossier: Dossier, content: Content, what: str, fields: Iterable[str] = (), **detail: Any
) -> None:
    """Seal the change, put the dossier into exactly the buckets that hold it now, and write the audit line."""
    store(dossier, content, ctx.now)
    ctx.unit.record("dossier", dossier.id, buckets_of(dossier))
    audit(ctx, dossier, what, fields, **detail)


def audit(ctx: CommandContext, dossier: Dossier, what: str, fields: Iterable[str] = (), **detail: Any) -> None:
    """Write the line; when it was made on the device is told where it arrived noticeably later."""
    if abs(ctx.now - ctx.made_at) >= ARRIVES_LATE:
        detail["made_at"] = iso(ctx.made_at)
    names = named(fields)
    if names:
        detail["fields"] = names
    ctx.unit.audit(f"dossier.{what}", "dossier", dossier.id, **detail)


def named(fields: Iterable[str]) -> list[str]:
    """Field names for an audit line, sorted; what does not fit becomes `+n`."""
    names = sorted(set(fields))
    kept: list[str] = []
    room = MOST_NAMES_CHARS
    for name in names:
        room -= len(name) + 3
        if room < 0:
            return [*kept, f"+{len(names) - len(kept)}"]
        kept.append(name)
    return kept


def move(ctx: CommandContext, dossier: Dossier, content: Content, action: Action, fields: Iterable[str] = ()) -> None:
    """Take the step of the lifecycle that the action means, and save."""
    before = dossier.work_state
    after = next_status(before, action)
    assert after is not None, action
    dossier.work_state = after
    save(ctx, dossier, content, action, ["work_state", *fields], frm=before, to=str(after))


def give_reason(ctx: CommandContext, content: Content, action: Action, text: str) -> str:
    """Keep why; what looks like a secret in it is masked. Returns the text as kept."""
    kept, _ = mask_secrets(text)
    note_reason(content, ctx.command_id, action=action, by=ctx.actor.person_id, text=kept, now=ctx.now)
    return kept


def carry_conflicts(ctx: CommandContext, dossier: Dossier, content: Content) -> None:
    """The dossier's conflicts go where it goes, when its readers change."""
    for entry in content.get("conflicts", ()):
        ctx.unit.record("conflict", entry["id"], conflict_buckets_of(dossier))


def set_official_code(ctx: CommandContext, dossier: Dossier, code: str) -> None:
    """Write down the centre's code. Raises VALIDATION when another dossier carries it."""
    if code == dossier.official_code:
        return
    if ctx.session.scalar(select(Dossier.id).where(Dossier.official_code == code)) is not None:
        raise invalid({"official_code": ["validation.exists"]}, "dossier.official_code_in_use")
    dossier.official_code = code


def estimate_due(ctx: CommandContext, dossier: Dossier, content: Content) -> None:
    """Our own estimate ("dự kiến") of when the result is due; None where the limit is unknown or the clock stands."""
    definition = definition_of(ctx.session, content.get("procedure"))
    started = dossier.accepted_at or dossier.submitted_at
    limit = (definition or {}).get("time_limit")
    calendar = calendar_of(dossier.receiving_ward)
    dossier.expected_due_at = expected_due(limit, started, content.get("official", ()), calendar)
