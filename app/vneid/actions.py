"""The only writers of set-ups: check, change, record."""

from datetime import date
from typing import Any

from app.core.commands import Args, CommandContext
from app.core.crypto import open_json, seal_json
from app.core.edits import changed
from app.core.errors import invalid
from app.core.secrets import without_secrets
from app.core.text import fold
from app.identity.permissions import COMMANDS
from app.places.scope import ward_for
from app.vneid.access import buckets_of, get_for_edit, hidden_from
from app.vneid.models import VneidSetup
from app.vneid.parts import RecordSchema

TABLE = VneidSetup.__tablename__
_schema = RecordSchema()


def record_setup(ctx: CommandContext, args: Args) -> None:
    """Record a step of a set-up; with a person only under their consent, which the schema asks for."""
    if ctx.session.get(VneidSetup, ctx.entity_id) is not None:
        raise invalid({"entity": ["validation.exists"]}, "vneid.exists")
    ward = ward_for(ctx.session, ctx.actor, COMMANDS["vneid.record"], hamlet_id=args.get("hamlet_id"))
    setup = VneidSetup(
        id=ctx.entity_id,
        ward=ward,
        team_id=ctx.actor.team_in(ward),
        owner_id=ctx.actor.person_id,
        made_at=ctx.made_at,
        created_at=ctx.now,
    )
    is_masked = _write(ctx, setup, args)
    ctx.session.add(setup)
    ctx.unit.record("vneid_setup", setup.id, buckets_of(setup))
    ctx.unit.audit("vneid.record", "vneid_setup", setup.id, fields=sorted(args), masked_secret=is_masked)


def edit_setup(ctx: CommandContext, args: Args) -> None:
    """Mend a set-up, by its author or who follows it up; the outcome must be a valid set-up."""
    setup = get_for_edit(ctx.session, ctx.actor, ctx.entity_id)
    changes = [{"field": name, "new": value} for name, value in args.items() if name != "changes"]
    before = open_json(TABLE, "content", setup.id, setup.content)["args"]
    masked = hidden_from(ctx.actor, setup, before)
    outcome = changed(before, [*changes, *args.get("changes", [])], _schema, masked=masked, outcome_of=ctx.outcome_of)
    after, fields = outcome.args, outcome.fields
    if not fields:
        return
    if "hamlet_id" in fields:
        moved_to = ward_for(ctx.session, ctx.actor, COMMANDS["vneid.record"], hamlet_id=after.get("hamlet_id"))
        if after.get("hamlet_id") and moved_to != setup.ward:
            raise invalid({"hamlet_id": ["validation.unknown"]})
    is_masked = _write(ctx, setup, after)
    ctx.unit.record("vneid_setup", setup.id, buckets_of(setup))
    ctx.unit.audit(
        "vneid.edit", "vneid_setup", setup.id, fields=fields, replaced=outcome.replaced, masked_secret=is_masked
    )


def _write(ctx: CommandContext, setup: VneidSetup, args: dict[str, Any]) -> bool:
    """Put the arguments into the row. Returns whether a text held something that looks like a secret."""
    kept, is_masked = without_secrets(args)
    person = kept.get("person")
    setup.hamlet_id, setup.visit_id = kept.get("hamlet_id"), kept.get("visit_id")
    setup.kind, setup.step, setup.outcome = kept["kind"], kept["step"], kept["outcome"]
    setup.failure_reason = kept.get("failure_reason")
    setup.follow_up_on = date.fromisoformat(kept["follow_up_on"]) if kept.get("follow_up_on") else None
    setup.name_folded = fold(person["full_name"]) if person else None
    setup.content = seal_json(TABLE, "content", setup.id, {"args": kept})
    setup.updated_at = ctx.now
    return is_masked
