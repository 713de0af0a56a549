"""The only writers of visits and activities: check, change, record."""

from datetime import datetime
from typing import Any

from app.core.clock import iso
from app.core.commands import Args, CommandContext
from app.core.edits import changed
from app.core.errors import AppError, invalid
from app.core.secrets import without_secrets
from app.fieldwork.access import get_for
from app.fieldwork.content import begin, change, read_content
from app.fieldwork.lifecycle import (
    ACTIVITY_TRANSITIONS,
    ACTIVITY_WHO,
    ActivityAction,
    ActivityState,
    VisitState,
    next_activity_state,
    state_changed,
)
from app.fieldwork.models import Activity, Visit
from app.fieldwork.parts import ActivityLogSchema
from app.identity.permissions import COMMANDS as POLICY
from app.identity.queries import team_of
from app.places.scope import ward_for

_activity_schema = ActivityLogSchema()


def open_visit(ctx: CommandContext, args: Args) -> None:
    """Begin a visit; what is recorded on it inherits its place and time."""
    ward = _ward_for(ctx, "visit.open", args)
    visit = Visit(
        id=ctx.entity_id,
        ward=ward,
        team_id=ctx.actor.team_in(ward),
        owner_id=ctx.actor.person_id,
        hamlet_id=args.get("hamlet_id"),
        support_point_id=args.get("support_point_id"),
        state=VisitState.OPEN,
        started_at=datetime.fromisoformat(args["started_at"]),
    )
    begin(ctx, visit, kind="visit", content={"args": args})
    ctx.unit.audit("visit.open", "visit", visit.id, fields=sorted(args), to=visit.state)


def close_visit(ctx: CommandContext, args: Args) -> None:
    """End a visit with the people counted by hand, kept apart from those that records count."""
    visit = get_for(ctx.session, ctx.actor, Visit, ctx.entity_id, ("owner",), kind="visit")
    if visit.state == VisitState.CLOSED:
        raise state_changed("visit", visit.state, [])
    ended_at = datetime.fromisoformat(args["ended_at"])
    if ended_at < visit.started_at:
        raise invalid({"ended_at": ["validation.ends_before_start"]})
    visit.state, visit.ended_at = VisitState.CLOSED, ended_at
    content = read_content(visit)
    change(ctx, visit, kind="visit", content={"args": {**content["args"], **args}})
    ctx.unit.audit("visit.close", "visit", visit.id, fields=sorted(args), frm=VisitState.OPEN, to=visit.state)


def log_activity(ctx: CommandContext, args: Args) -> None:
    """Log what was done for one of the tasks; a leader may do so for a member without a phone."""
    ward = _ward_for(ctx, "activity.log", args)
    args, is_masked = without_secrets(args)
    if args.get("on_behalf_of") == ctx.actor.person_id:
        del args["on_behalf_of"]
    activity = Activity(
        id=ctx.entity_id,
        ward=ward,
        team_id=_team_for(ctx, ward, args.get("on_behalf_of")),
        owner_id=ctx.actor.person_id,
        on_behalf_of=args.get("on_behalf_of"),
        state=ActivityState.SENT,
    )
    _set_columns(activity, args)
    begin(ctx, activity, kind="activity", content={"args": args, "queried": None, "verified": None})
    ctx.unit.audit(
        "activity.log", "activity", activity.id, fields=sorted(args), to=activity.state, masked_secret=is_masked
    )


def edit_activity(ctx: CommandContext, args: Args) -> None:
    """Mend an activity that nobody has verified; one that was asked back on is thereby sent again."""
    activity = _activity(ctx, ActivityAction.EDIT)
    before = activity.state
    activity.state = next_activity_state(before, ActivityAction.EDIT)
    content = read_content(activity)
    outcome = changed(content["args"], args["changes"], _activity_schema, outcome_of=ctx.outcome_of)
    wanted, fields = outcome.args, outcome.fields
    if wanted.get("on_behalf_of") != activity.on_behalf_of:
        raise invalid({"on_behalf_of": ["validation.fixed"]})
    if {"hamlet_id", "support_point_id"} & set(fields) and _ward_for(ctx, "activity.log", wanted) != activity.ward:
        raise invalid({"hamlet_id": ["validation.unknown"]})
    wanted, is_masked = without_secrets(wanted)
    if before == ActivityState.QUERIED:
        # Author and leader go on seeing what was asked, and that it was answered.
        content["queried"] = {**content["queried"], "answered_at": iso(ctx.now)}
    _set_columns(activity, wanted)
    change(ctx, activity, kind="activity", content={**content, "args": wanted})
    ctx.unit.audit(
        "activity.edit",
        "activity",
        activity.id,
        fields=fields,
        frm=before,
        to=activity.state,
        masked_secret=is_masked,
    )


def verify_activity(ctx: CommandContext, args: Args) -> None:
    """Confirm that an activity happened as logged; never one's own."""
    activity = _to_judge(ctx, args, ActivityAction.VERIFY)
    content = read_content(activity)
    content["verified"] = {"by": ctx.actor.person_id, "at": iso(ctx.now)}
    change(ctx, activity, kind="activity", content=content)
    ctx.unit.audit("activity.verify", "activity", activity.id, frm=args["expect"]["state"], to=activity.state)


def query_activity(ctx: CommandContext, args: Args) -> None:
    """Ask back on an activity, with a reason its author reads; never one's own."""
    activity = _to_judge(ctx, args, ActivityAction.QUERY)
    reason, is_masked = without_secrets({"reason": args["reason"]})
    content = read_content(activity)
    content["queried"] = {"by": ctx.actor.person_id, "reason": reason["reason"], "at": iso(ctx.now)}
    change(ctx, activity, kind="activity", content=content)
    ctx.unit.audit(
        "activity.query",
        "activity",
        activity.id,
        frm=args["expect"]["state"],
        to=activity.state,
        masked_secret=is_masked,
    )


def _activity(ctx: CommandContext, action: ActivityAction) -> Activity:
    return get_for(ctx.session, ctx.actor, Activity, ctx.entity_id, ACTIVITY_WHO[action], kind="activity")


def _to_judge(ctx: CommandContext, args: Args, action: ActivityAction) -> Activity:
    """The activity in the state the leader saw it in, moved on by the action."""
    activity = _activity(ctx, action)
    if ctx.actor.person_id in (activity.owner_id, activity.on_behalf_of):
        raise AppError("FORBIDDEN", "activity.own")
    expect = args["expect"]
    # After a restore the work that is judged comes back with another time.
    seen_at = None if ctx.replay else expect.get("updated_at")
    is_other = seen_at is not None and iso(datetime.fromisoformat(seen_at)) != iso(activity.updated_at)
    if is_other or activity.state != expect["state"]:
        raise state_changed("activity", activity.state, list(ACTIVITY_TRANSITIONS[ActivityState(activity.state)]))
    activity.state = next_activity_state(activity.state, action)
    return activity


def _set_columns(activity: Activity, args: dict[str, Any]) -> None:
    activity.task, activity.kind = args["task"], args["kind"]
    activity.started_at = datetime.fromisoformat(args["started_at"])
    activity.ended_at = datetime.fromisoformat(args["ended_at"])
    activity.hamlet_id, activity.support_point_id = args.get("hamlet_id"), args.get("support_point_id")
    activity.visit_id = args.get("visit_id")


def _team_for(ctx: CommandContext, ward: str, on_behalf_of: str | None) -> str | None:
    """The team an activity counts for. Only the leader of a team may log for one of its members."""
    if on_behalf_of is None:
        return ctx.actor.team_in(ward)
    team_id = team_of(ctx.session, on_behalf_of, ward)
    if not ctx.actor.leads(team_id):
        raise invalid({"on_behalf_of": ["validation.unknown"]})
    return team_id


def _ward_for(ctx: CommandContext, command: str, args: Args) -> str:
    return ward_for(
        ctx.session,
        ctx.actor,
        POLICY[command],
        hamlet_id=args.get("hamlet_id"),
        support_point_id=args.get("support_point_id"),
    )
