"""What the centre writes down: its own status, its marks on papers, payments, the result."""

from app.core.clock import iso
from app.core.commands import Args, CommandContext
from app.core.errors import invalid
from app.core.secrets import mask_secrets, without_secrets
from app.dossiers.access import get_for
from app.dossiers.actions.common import estimate_due, save, set_official_code
from app.dossiers.definitions import definition_of
from app.dossiers.lifecycle import Action
from app.dossiers.models import Content, Dossier
from app.dossiers.official import in_order, latest_status

TYPED = "typed"
"""Where an official status comes from: typed here; scanned and imported ones will say so."""

MARKS = ("compared", "digitised", "unfit")


def record_official(ctx: CommandContext, args: Args) -> None:
    """Write down a status of the national system, as of when it took effect there; ours is not touched.

    A late entry takes its place in the history by its own time. Statuses 5, 6 and 8 stop the clock. A code that
    corrects another one keeps it in its entry, as `replaces`: people may have written it down.
    """
    dossier, _ = get_for(ctx.session, ctx.actor, ctx.entity_id, Action.RECORD_OFFICIAL)
    content = dossier.open()
    entry = {
        "id": ctx.command_id,
        "status": args["status"],
        "at": iso(args["at"]),
        "by": ctx.actor.person_id,
        "source": TYPED,
        "noted_at": iso(ctx.now),
    }
    if args.get("note"):
        entry["note"] = mask_secrets(args["note"])[0]
    if args.get("code"):
        if dossier.official_code not in (None, args["code"]):
            entry["replaces"] = dossier.official_code
        set_official_code(ctx, dossier, args["code"])
        entry["code"] = args["code"]
    if args.get("due_at"):
        dossier.due_at = args["due_at"]
    history = content["official"] = in_order([*content.get("official", ()), entry])
    before, dossier.official_status = dossier.official_status, latest_status(history)
    estimate_due(ctx, dossier, content)
    given = [f"official_{name}" for name in ("status", "code", "due_at", "note") if args.get(name)]
    save(ctx, dossier, content, Action.RECORD_OFFICIAL, given, frm=before, to=dossier.official_status)


def mark_document(ctx: CommandContext, args: Args) -> None:
    """Mark a paper as compared with the original, digitised, or unfit for filing. Only the centre may.

    Whoever judges a paper has it before them: one that was missing or promised has been seen from now on.
    `unfit: false` says just that, also in the states in which nobody may edit it any more.
    """
    dossier, _ = get_for(ctx.session, ctx.actor, ctx.entity_id, Action.MARK_DOCUMENT)
    content = dossier.open()
    item = args["item"]
    papers = content.setdefault("documents", {})
    if item not in papers and not _is_on_checklist(ctx, content, item):
        raise invalid({"item": ["validation.unknown"]}, "dossier.no_such_document")
    paper = papers.setdefault(item, {"state": "missing"})
    changed = [f"documents.{item}.{mark}" for mark in MARKS if mark in args]
    for mark in MARKS:
        if mark in args:
            paper[mark] = args[mark]
    if paper["state"] in ("missing", "promised") and ("unfit" in args or args.get("compared") or args.get("digitised")):
        paper["state"] = "seen"
        changed.append(f"documents.{item}.state")
    paper["marked"] = {"by": ctx.actor.person_id, "at": iso(ctx.now)}
    save(ctx, dossier, content, Action.MARK_DOCUMENT, changed)


def _is_on_checklist(ctx: CommandContext, content: Content, item: str) -> bool:
    definition = definition_of(ctx.session, content.get("procedure"))
    return definition is not None and any(paper["id"] == item for paper in definition["documents"])


def record_payment(ctx: CommandContext, args: Args) -> None:
    """Write down a fee that is due, paid, confirmed or disputed. No money passes through here."""
    dossier, _ = get_for(ctx.session, ctx.actor, ctx.entity_id, Action.RECORD_PAYMENT)
    entry = {name: args[name] for name in ("method", "amount_vnd", "state", "ref") if args.get(name) is not None}
    _add(ctx, dossier, "payments", entry, Action.RECORD_PAYMENT)


def record_result(ctx: CommandContext, args: Args) -> None:
    """Write down when, where and to whom the result was given (đã trả kết quả tại …)."""
    dossier, _ = get_for(ctx.session, ctx.actor, ctx.entity_id, Action.RECORD_RESULT)
    entry = {"at": iso(args["at"]), "place": args["place"], "collector": args["collector"]}
    _add(ctx, dossier, "results", entry, Action.RECORD_RESULT)


def _add(ctx: CommandContext, dossier: Dossier, kind: str, entry: dict[str, object], action: Action) -> None:
    content = dossier.open()
    noted = {"id": ctx.command_id, "by": ctx.actor.person_id, "noted_at": iso(ctx.now)}
    content.setdefault(kind, []).append(without_secrets(entry)[0] | noted)
    save(ctx, dossier, content, action, [f"{kind}.{name}" for name in entry])
