"""The commands of fieldwork."""

from marshmallow import Schema
from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.commands import Args, CommandSpec, Handler
from app.fieldwork import actions, assignments, questions, schemas
from app.fieldwork.models import Activity, Question, Scoped, Task, Visit
from app.fieldwork.queries import ward_of
from app.identity.permissions import COMMANDS as POLICY
from app.places.scope import stream_for


def _new(command: str, schema: type[Schema], handler: Handler) -> CommandSpec:
    """A command that makes a record, in the ward of its place or of its author."""

    def streams(session: Session, actor: Actor, entity_id: str, args: Args) -> list[str]:
        return stream_for(
            session,
            actor,
            POLICY[command],
            hamlet_id=args.get("hamlet_id"),
            support_point_id=args.get("support_point_id"),
        )

    return CommandSpec(schema, handler, streams)


def _on(model: type[Scoped], schema: type[Schema], handler: Handler) -> CommandSpec:
    """A command on a stored record."""

    def streams(session: Session, actor: Actor, entity_id: str, args: Args) -> list[str]:
        ward = ward_of(session, model, entity_id)
        return [ward] if ward else []

    return CommandSpec(schema, handler, streams)


COMMANDS: dict[str, CommandSpec] = {
    "visit.open": _new("visit.open", schemas.VisitOpenSchema, actions.open_visit),
    "visit.close": _on(Visit, schemas.VisitCloseSchema, actions.close_visit),
    "activity.log": _new("activity.log", schemas.ActivityLogSchema, actions.log_activity),
    "activity.edit": _on(Activity, schemas.ActivityEditSchema, actions.edit_activity),
    "activity.verify": _on(Activity, schemas.ActivityVerifySchema, actions.verify_activity),
    "activity.query": _on(Activity, schemas.ActivityQuerySchema, actions.query_activity),
    "task.assign": _new("task.assign", schemas.TaskAssignSchema, assignments.assign_task),
    "task.finish": _on(Task, schemas.TaskFinishSchema, assignments.finish_task),
    "task.cancel": _on(Task, schemas.TaskCancelSchema, assignments.cancel_task),
    "question.ask": _new("question.ask", schemas.QuestionAskSchema, questions.ask_question),
    "question.answer": _on(Question, schemas.QuestionAnswerSchema, questions.answer_question),
    "question.escalate": _on(Question, schemas.QuestionEscalateSchema, questions.escalate_question),
    "question.close": _on(Question, schemas.NothingSchema, questions.close_question),
}
