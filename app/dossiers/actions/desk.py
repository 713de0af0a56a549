"""What the ward's desk and the team leader do: take over, send back, decline, close, reopen, move."""

from sqlalchemy.orm import Session

from app.core.clock import iso
from app.core.commands import Args, CommandContext
from app.core.errors import AppError, invalid
from app.core.secrets import mask_secrets
from app.dossiers.access import Relations, get_for, state_changed
from app.dossiers.actions.common import carry_conflicts, estimate_due, give_reason, move, save, set_official_code
from app.dossiers.lifecycle import CLOSED, Action, Status
from app.dossiers.models import Dossier
from app.identity.permissions import OFFICERS
from app.identity.queries import is_member
from app.places.queries import ward_names


def claim(ctx: CommandContext, args: Args) -> None:
    """Take a dossier on. Raises STATE_CHANGED when a colleague has it: two must not both think it is theirs."""
    dossier, relations = get_for(ctx.session, ctx.actor, ctx.entity_id, Action.CLAIM)
    if dossier.assignee_id not in (None, ctx.actor.person_id):
        raise _claimed(dossier, relations)
    _assign(ctx, dossier, Action.CLAIM, ctx.actor.person_id)


def release(ctx: CommandContext, args: Args) -> None:
    """Put a dossier back into the common queue; also a colleague's, who may be ill."""
    dossier, _ = get_for(ctx.session, ctx.actor, ctx.entity_id, Action.RELEASE)
    _assign(ctx, dossier, Action.RELEASE, None)


def assign(ctx: CommandContext, args: Args) -> None:
    """Give a dossier to an officer of the receiving ward."""
    dossier, _ = get_for(ctx.session, ctx.actor, ctx.entity_id, Action.ASSIGN)
    assignee = args["assignee_id"]
    if not is_member(ctx.session, assignee, dossier.receiving_ward, OFFICERS):
        raise invalid({"assignee_id": ["validation.unknown"]}, "dossier.no_such_officer")
    _assign(ctx, dossier, Action.ASSIGN, assignee)


def _assign(ctx: CommandContext, dossier: Dossier, action: Action, assignee: str | None) -> None:
    before = dossier.assignee_id
    dossier.assignee_id = assignee
    save(ctx, dossier, dossier.open(), action, ["assignee_id"], frm=before, to=assignee)


def _claimed(dossier: Dossier, relations: Relations) -> AppError:
    refusal = state_changed(dossier, relations)
    return AppError("STATE_CHANGED", "dossier.claimed_by_another", **refusal.data, assignee_id=dossier.assignee_id)


def transfer(ctx: CommandContext, args: Args) -> None:
    """Move a dossier to another ward's centre; residence does not bind (Decree 118/2025).

    Owner and team stay where they work; the old ward's desk no longer sees it. Our estimate follows the new
    centre's hours.
    """
    dossier, _ = get_for(ctx.session, ctx.actor, ctx.entity_id, Action.TRANSFER)
    target = args["ward"]
    if target == dossier.receiving_ward or not is_ward(ctx.session, target):
        raise invalid({"ward": ["validation.unknown"]}, "dossier.no_such_ward")
    content = dossier.open()
    give_reason(ctx, content, Action.TRANSFER, args["reason"])
    moved = {"from": dossier.receiving_ward, "to": target, "by": ctx.actor.person_id, "at": iso(ctx.now)}
    content.setdefault("transfers", []).append(moved)
    dossier.receiving_ward = target
    dossier.assignee_id = None
    estimate_due(ctx, dossier, content)
    save(ctx, dossier, content, Action.TRANSFER, ["receiving_ward"], frm=moved["from"], to=target)
    carry_conflicts(ctx, dossier, content)


def is_ward(session: Session, code: str) -> bool:
    return code in ward_names(session, [code])


def send_back(ctx: CommandContext, args: Args) -> None:
    """Ask for a supplement (cần bổ sung): names what to mend and why; the owner sees everything unmasked again."""
    dossier, _ = get_for(ctx.session, ctx.actor, ctx.entity_id, Action.RETURN, expect=args["expect"])
    content = dossier.open()
    reason = give_reason(ctx, content, Action.RETURN, args["reason"])
    items = [{"path": item["path"], "message": mask_secrets(item["message"])[0]} for item in args["items"]]
    content["returned"] = {"by": ctx.actor.person_id, "reason": reason, "items": items, "at": iso(ctx.now)}
    move(ctx, dossier, content, Action.RETURN, [item["path"] for item in items])


def accept(ctx: CommandContext, args: Args) -> None:
    """The ward takes the dossier over (phường đã nhận bàn giao). Never the legal reception."""
    dossier, _ = get_for(ctx.session, ctx.actor, ctx.entity_id, Action.ACCEPT, expect=args["expect"])
    content = dossier.open()
    if args.get("official_code"):
        set_official_code(ctx, dossier, args["official_code"])
    if args.get("official_due_at"):
        dossier.due_at = args["official_due_at"]
    dossier.accepted_at = ctx.now
    estimate_due(ctx, dossier, content)
    given = [name for name in ("official_code", "official_due_at") if args.get(name)]
    move(ctx, dossier, content, Action.ACCEPT, given)


def decline(ctx: CommandContext, args: Args) -> None:
    """It could not be passed on (chưa chuyển được). Never the legal refusal."""
    dossier, _ = get_for(ctx.session, ctx.actor, ctx.entity_id, Action.DECLINE, expect=args["expect"])
    content = dossier.open()
    reason = give_reason(ctx, content, Action.DECLINE, args["reason"])
    content["declined"] = {"by": ctx.actor.person_id, "reason": reason, "at": iso(ctx.now)}
    dossier.closed_at = ctx.now
    move(ctx, dossier, content, Action.DECLINE)


def complete(ctx: CommandContext, args: Args) -> None:
    """Nothing is left to do (hoàn tất)."""
    dossier, _ = get_for(ctx.session, ctx.actor, ctx.entity_id, Action.COMPLETE, expect=args["expect"])
    dossier.closed_at = ctx.now
    move(ctx, dossier, dossier.open(), Action.COMPLETE)


def reopen(ctx: CommandContext, args: Args) -> None:
    """Take the last step back: a completed dossier is accepted again, an accepted or declined one waits again."""
    dossier, _ = get_for(ctx.session, ctx.actor, ctx.entity_id, Action.REOPEN, expect=args["expect"])
    content = dossier.open()
    give_reason(ctx, content, Action.REOPEN, args["reason"])
    was_taken_over = dossier.work_state == Status.ACCEPTED
    content.pop("declined", None)
    content.pop("returned", None)
    if dossier.work_state in CLOSED:
        dossier.closed_at = None
    if was_taken_over:
        dossier.accepted_at = None
        estimate_due(ctx, dossier, content)
    move(ctx, dossier, content, Action.REOPEN)
