"""The only writers of tasks: somebody is asked to go and see, and says how it went."""

from datetime import date

from app.core.clock import iso
from app.core.commands import Args, CommandContext
from app.core.errors import invalid
from app.core.secrets import without_secrets
from app.fieldwork.access import get_for
from app.fieldwork.content import begin, change, read_content
from app.fieldwork.lifecycle import TASK_WHO, TaskAction, TaskState, next_task_state
from app.fieldwork.models import Task
from app.identity.permissions import COMMANDS as POLICY
from app.identity.permissions import OFFICERS
from app.identity.queries import is_member, team_of
from app.places.scope import ward_for


def assign_task(ctx: CommandContext, args: Args) -> None:
    """Ask a member to do something by a day: a leader within the team, an officer within the ward."""
    args, is_masked = without_secrets(args)
    ward = ward_for(ctx.session, ctx.actor, POLICY["task.assign"], hamlet_id=args.get("hamlet_id"))
    task = Task(
        id=ctx.entity_id,
        ward=ward,
        team_id=_team_of_assignee(ctx, ward, args["assignee_id"]),
        owner_id=ctx.actor.person_id,
        assignee_id=args["assignee_id"],
        hamlet_id=args.get("hamlet_id"),
        kind=args["kind"],
        due_on=date.fromisoformat(args["due_on"]),
        state=TaskState.OPEN,
    )
    begin(ctx, task, kind="task", content={"args": args, "ended": None})
    ctx.unit.audit("task.assign", "task", task.id, fields=sorted(args), to=task.state, masked_secret=is_masked)


def finish_task(ctx: CommandContext, args: Args) -> None:
    """Say how it went."""
    _end(ctx, args, TaskAction.FINISH)


def cancel_task(ctx: CommandContext, args: Args) -> None:
    """Take a task back, with a reason."""
    _end(ctx, args, TaskAction.CANCEL)


def _end(ctx: CommandContext, args: Args, action: TaskAction) -> None:
    task = get_for(ctx.session, ctx.actor, Task, ctx.entity_id, TASK_WHO[action], kind="task")
    before = task.state
    task.state, task.ended_at = next_task_state(before, action), ctx.now
    args, is_masked = without_secrets(args)
    content = read_content(task)
    content["ended"] = {**args, "by": ctx.actor.person_id, "at": iso(ctx.now)}
    change(ctx, task, kind="task", content=content)
    ctx.unit.audit(
        f"task.{action}", "task", task.id, fields=sorted(args), frm=before, to=task.state, masked_secret=is_masked
    )


def _team_of_assignee(ctx: CommandContext, ward: str, assignee_id: str) -> str | None:
    team_id = team_of(ctx.session, assignee_id, ward)
    in_reach = ctx.actor.leads(team_id) or (
        ctx.actor.has(*OFFICERS, ward=ward) and is_member(ctx.session, assignee_id, ward, POLICY["task.finish"])
    )
    if not in_reach:
        raise invalid({"assignee_id": ["validation.unknown"]})
    return team_id
