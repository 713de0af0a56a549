"""The only writers of questions: raised in a hamlet, carried upward, answered, shared back."""

from typing import Any

from app.core.clock import iso
from app.core.commands import Args, CommandContext
from app.core.secrets import without_secrets
from app.fieldwork.access import get_for
from app.fieldwork.content import begin, change, read_content
from app.fieldwork.lifecycle import QUESTION_WHO, QuestionAction, QuestionState, next_question_state
from app.fieldwork.models import Question
from app.identity.permissions import COMMANDS as POLICY
from app.places.scope import ward_for


def ask_question(ctx: CommandContext, args: Args) -> None:
    """Raise an issue; the team's leader and the ward see it."""
    args, is_masked = without_secrets(args)
    ward = ward_for(ctx.session, ctx.actor, POLICY["question.ask"], hamlet_id=args.get("hamlet_id"))
    question = Question(
        id=ctx.entity_id,
        ward=ward,
        team_id=ctx.actor.team_in(ward),
        owner_id=ctx.actor.person_id,
        hamlet_id=args.get("hamlet_id"),
        category=args["category"],
        state=QuestionState.OPEN,
    )
    begin(ctx, question, kind="question", content={"args": args, "answers": [], "escalations": [], "closed": None})
    ctx.unit.audit(
        "question.ask", "question", question.id, fields=sorted(args), to=question.state, masked_secret=is_masked
    )


def answer_question(ctx: CommandContext, args: Args) -> None:
    """Answer; the first answer stops the clock."""
    question, content, said = _move(ctx, args, QuestionAction.ANSWER)
    question.answered_at = question.answered_at or ctx.now
    content["answers"].append(said)
    change(ctx, question, kind="question", content=content)


def escalate_question(ctx: CommandContext, args: Args) -> None:
    """Carry it to who can answer: centre, city, department, telecom or post."""
    question, content, said = _move(ctx, args, QuestionAction.ESCALATE)
    question.escalated_to = args["to"]
    content["escalations"].append(said)
    change(ctx, question, kind="question", content=content)


def close_question(ctx: CommandContext, args: Args) -> None:
    """Nothing more to say."""
    question, content, said = _move(ctx, args, QuestionAction.CLOSE)
    content["closed"] = said
    change(ctx, question, kind="question", content=content)


def _move(ctx: CommandContext, args: Args, action: QuestionAction) -> tuple[Question, dict[str, Any], dict[str, Any]]:
    """The question in its next state, its content, and what was said with who and when."""
    question = get_for(ctx.session, ctx.actor, Question, ctx.entity_id, QUESTION_WHO[action], kind="question")
    before = question.state
    question.state = next_question_state(before, action)
    args, is_masked = without_secrets(args)
    ctx.unit.audit(
        f"question.{action}",
        "question",
        question.id,
        fields=sorted(args),
        frm=before,
        to=question.state,
        masked_secret=is_masked,
    )
    return question, read_content(question), {**args, "by": ctx.actor.person_id, "at": iso(ctx.now)}
