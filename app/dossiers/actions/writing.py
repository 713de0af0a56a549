"""What the owner does: make a dossier, hand it in, add to it, pass it on."""

from typing import Any

from sqlalchemy import bindparam, or_, select

from app.catalogue.forms import shape_errors, without_secrets_in
from app.core.changes import DELETED
from app.core.clock import iso
from app.core.commands import Args, CommandContext
from app.core.errors import AppError, invalid, not_found
from app.core.secrets import mask_secrets, without_secrets
from app.dossiers.access import get_for
from app.dossiers.actions.common import audit, carry_conflicts, estimate_due, give_reason, move, save
from app.dossiers.checks import incomplete, promised
from app.dossiers.content import holds_personal, new_content, tidy
from app.dossiers.definitions import definition_of
from app.dossiers.lifecycle import Action, Relation, Status
from app.dossiers.models import Content, Dossier
from app.dossiers.parts import MOST_COMMENTS, MOST_FILES, MOST_PAPERS, ONLINE
from app.identity.permissions import OWNERS
from app.identity.queries import is_member, team_of, was_member


def create(ctx: CommandContext, args: Args) -> None:
    """Take in a new draft, complete or not; its author owns it.

    Raises VALIDATION for an id or reference in use, and for personal data without a consent.
    """
    ward = args["ward"]
    if not ctx.actor.has(*OWNERS, ward=ward):
        raise _no_membership(ctx, ward)
    _check_unused(ctx, args["reference"])
    content = new_content(args)
    if "form" in content:
        definition = definition_of(ctx.session, content.get("procedure"))
        misshapen = shape_errors(definition, content["form"])
        if misshapen:
            raise invalid({f"form.{name}": codes for name, codes in misshapen.items()})
        content["form"] = without_secrets_in(definition, content["form"])
    if not content.get("consent") and holds_personal(content):
        raise invalid({"consent": ["validation.required"]}, "dossier.consent_missing")
    dossier = Dossier(
        id=ctx.entity_id,
        reference=args["reference"],
        ward=ward,
        receiving_ward=ward,
        team_id=ctx.actor.team_in(ward),
        hamlet_id=args.get("hamlet_id"),
        support_point_id=args.get("support_point_id"),
        visit_id=args.get("visit_id"),
        created_by=ctx.actor.person_id,
        owner_id=ctx.actor.person_id,
        channel=args["channel"],
        work_state=Status.DRAFT,
        submission=0,
        made_at=ctx.made_at,
        created_at=ctx.now,
    )
    ctx.session.add(dossier)
    save(ctx, dossier, content, "create", to=str(Status.DRAFT))


def _no_membership(ctx: CommandContext, ward: str) -> AppError:
    """A ward that is not the author's does not exist for them; late work for one that was is kept for its staff."""
    if was_member(ctx.session, ctx.actor.person_id, ward, OWNERS):
        return AppError("NO_LONGER_YOURS", "membership.ended")
    return not_found("dossier.ward_not_found")


TAKEN_QUERY = select(Dossier.id).where(
    or_(Dossier.id == bindparam("given_id"), Dossier.reference == bindparam("given_reference"))
)


def _check_unused(ctx: CommandContext, reference: str) -> None:
    given = {"given_id": ctx.entity_id, "given_reference": reference}
    taken = ctx.session.connection().scalars(TAKEN_QUERY, given).all()
    if ctx.entity_id in taken:
        raise invalid({"entity": ["validation.exists"]}, "dossier.exists")
    if taken:
        raise invalid({"reference": ["validation.exists"]}, "dossier.reference_in_use")


def submit(ctx: CommandContext, args: Args) -> None:
    """Hand the dossier in (gửi phường): from here on team leader and ward see it.

    Raises VALIDATION with every missing field at once. A promised paper does not hold it back.
    """
    dossier, _ = get_for(ctx.session, ctx.actor, ctx.entity_id, Action.SUBMIT, expect=args["expect"])
    content = dossier.open()
    definition = definition_of(ctx.session, content.get("procedure"))
    errors = incomplete(content, definition)
    if errors:
        raise invalid(errors, "dossier.incomplete")
    is_first = dossier.submission == 0
    dossier.submission += 1
    dossier.submitted_at = dossier.submitted_at or ctx.now
    content["promised"] = promised(content, definition)
    mended = content.pop("returned", None)
    if mended:
        content.setdefault("returns", []).append({**mended, "mended_at": iso(ctx.now)})
    estimate_due(ctx, dossier, content)
    move(ctx, dossier, content, Action.SUBMIT)
    if is_first:
        carry_conflicts(ctx, dossier, content)


def discard(ctx: CommandContext, args: Args) -> None:
    """Throw away a draft that nobody else has ever seen; nothing of it is kept but the audit line."""
    dossier, _ = get_for(ctx.session, ctx.actor, ctx.entity_id, Action.DISCARD)
    for entry in dossier.open().get("conflicts", ()):
        ctx.unit.gone("conflict", entry["id"], DELETED)
    ctx.unit.gone("dossier", dossier.id, DELETED)
    audit(ctx, dossier, Action.DISCARD)
    ctx.session.delete(dossier)


def withdraw(ctx: CommandContext, args: Args) -> None:
    """The citizen takes the dossier back (rút hồ sơ)."""
    dossier, _ = get_for(ctx.session, ctx.actor, ctx.entity_id, Action.WITHDRAW, expect=args["expect"])
    content = dossier.open()
    give_reason(ctx, content, Action.WITHDRAW, args["reason"])
    dossier.closed_at = ctx.now
    move(ctx, dossier, content, Action.WITHDRAW)


def attach(ctx: CommandContext, args: Args) -> None:
    """Announce a file of a paper; its bytes follow by themselves. replaces: the file it stands in for.

    A paper that was missing or promised is there as a photo from now on, also after submission.
    """
    dossier, _ = get_for(ctx.session, ctx.actor, ctx.entity_id, Action.ATTACH)
    content = dossier.open()
    item, file_id, replaced = args["item"], args["file_id"], args.get("replaces")
    papers = content.setdefault("documents", {})
    if item not in papers and len(papers) >= MOST_PAPERS:
        raise invalid({"item": ["validation.length"]}, "dossier.too_many_papers")
    paper = papers.setdefault(item, {"state": "missing"})
    known = content.get("files", {})
    if file_id in known and known[file_id]["item"] != item:
        raise invalid({"file_id": ["validation.exists"]}, "dossier.file_elsewhere")
    if replaced and replaced not in paper.get("file_ids", ()) and file_id not in paper.get("file_ids", ()):
        raise invalid({"replaces": ["validation.unknown"]}, "dossier.no_such_file")
    kept = [f for f in paper.get("file_ids", ()) if f not in (replaced, file_id)]
    if len(kept) >= MOST_FILES:
        raise invalid({"item": ["validation.length"]}, "dossier.too_many_files")
    paper["file_ids"] = [*kept, file_id]
    if paper["state"] in ("missing", "promised"):
        paper["state"] = "photo"
    tidy(content)
    save(ctx, dossier, content, Action.ATTACH, [f"documents.{item}.file_ids"])


def comment(ctx: CommandContext, args: Args) -> None:
    """Say something about the dossier to everyone who works on it.

    Raises VALIDATION once there are so many that nobody reads them.
    """
    dossier, _ = get_for(ctx.session, ctx.actor, ctx.entity_id, Action.COMMENT)
    content = dossier.open()
    if len(content.get("comments", ())) >= MOST_COMMENTS:
        raise AppError("VALIDATION", "dossier.too_many_comments", limit=MOST_COMMENTS)
    text, is_masked = mask_secrets(args["text"])
    said = {"id": ctx.command_id, "by": ctx.actor.person_id, "text": text, "at": iso(ctx.now)}
    content.setdefault("comments", []).append(said)
    save(ctx, dossier, content, Action.COMMENT, masked_secret=is_masked)


def record_portal(ctx: CommandContext, args: Args) -> None:
    """Note that the citizen submitted on the national portal, under their own account: where, when, code shown.

    What the owner notes the centre confirms by noting it too; only then is the channel "online".
    """
    dossier, relations = get_for(ctx.session, ctx.actor, ctx.entity_id, Action.RECORD_PORTAL)
    content = dossier.open()
    entry: dict[str, Any] = {
        "where": args["where"],
        "at": args["at"],
        "by": ctx.actor.person_id,
        "noted_at": iso(ctx.now),
        "is_confirmed": Relation.OFFICER in relations,
    }
    if args.get("code"):
        entry |= without_secrets({"code": args["code"]})[0]
    content.setdefault("portal", []).append(entry)
    if entry["is_confirmed"]:
        dossier.channel = ONLINE
    save(ctx, dossier, content, Action.RECORD_PORTAL, ["portal"], confirmed=entry["is_confirmed"])


def hand_over(ctx: CommandContext, args: Args) -> None:
    """Make it another person's work, who must work for the same ward; the team follows the new owner."""
    dossier, _ = get_for(ctx.session, ctx.actor, ctx.entity_id, Action.HAND_OVER)
    heir = args["to"]
    if heir == dossier.owner_id or not is_member(ctx.session, heir, dossier.ward, OWNERS):
        raise invalid({"to": ["validation.unknown"]}, "dossier.no_such_heir")
    content = dossier.open()
    _remember_owner(content, dossier.owner_id)
    give_reason(ctx, content, Action.HAND_OVER, args["reason"])
    passed = {"from": dossier.owner_id, "to": heir, "by": ctx.actor.person_id, "at": iso(ctx.now)}
    content.setdefault("hand_overs", []).append(passed)
    dossier.owner_id = heir
    # An officer has no team; the one that helped so far goes on following what it prepared.
    dossier.team_id = team_of(ctx.session, heir, dossier.ward) or dossier.team_id
    save(ctx, dossier, content, Action.HAND_OVER, ["owner_id"], frm=passed["from"], to=heir)
    carry_conflicts(ctx, dossier, content)


def _remember_owner(content: Content, person_id: str) -> None:
    past = content.setdefault("past_owners", [])
    if person_id not in past:
        past.append(person_id)
